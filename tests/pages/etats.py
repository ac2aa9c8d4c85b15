"""Every page in each of its states, on a service where each user has been at work."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from typing import Any

from PIL import Image

from docgen.domain.papiers.cle_courte import cle_courte
from docgen.horloge import Horloge
from tests.attente import attendre
from tests.lecture_pdf import qr_lus
from tests.pages.site import SIRET, Site, charge, fichier


@dataclass(frozen=True)
class Etat:
    """A page to look at: who reads it (nobody, without a role), its address, the answer that it should give."""

    nom: str
    role: str | None
    adresse: str
    statut: int = 200


class Appels:
    """What applications do on a service, by its HTTP interface, beside those who use its pages."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def appeler(self, role: str, methode: str, chemin: str, corps: Any = None) -> Any:
        """Call the interface as a role; the answer's JSON."""
        return self._site.appeler(role, methode, chemin, json=corps).json()

    def deposer(self, donnees: Any, role: str = "centre") -> str:
        """Send a session; the identifier of the deposit."""
        envoi = fichier(donnees)
        fichiers = {"fichier": (envoi["name"], envoi["buffer"], envoi["mimeType"])}
        return str(self._site.appeler(role, "POST", "/v1/depots", files=fichiers).json()["id"])

    def attendre(self, travail: Any) -> str:
        """Wait for the end of a job; its identifier."""
        attendre(lambda: self.lire(travail["id"])["fini"])
        return str(travail["id"])

    def lire(self, travail: str) -> Any:
        """Where a job stands."""
        return self.appeler("ceres", "GET", f"/v1/travaux/{travail}")

    def attestee(self, numero: str, departement: str = "974") -> Any:
        """A session of that number, whose results the State of that place attested."""
        session = charge("titre-validee", numero)
        session["autorite"]["departement"] = departement
        self.appeler("ceres", "POST", "/v1/attestations", session)
        return session


class Peuplement(Appels):
    """What was done on the service, so that no page is empty that should not be."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.valide = self.deposer(charge("titre-validee"))
        self.a_convoquer = self.deposer(charge("titre-a-convoquer"))
        self.en_attente = self.deposer(charge("titre-validee", "777778"))
        self.renvoye = self.deposer(charge("titre-validee", "777779"))
        motif = {"motif": "La date de naissance de la première candidate est à vérifier."}
        self.appeler("ceres", "POST", f"/v1/depots/{self.renvoye}/renvoi", motif)
        self.refuse = self.deposer(refusee())
        self.malforme = self.deposer(b'{"version": 1,}', "centre")
        self.appeler("ceres", "POST", "/v1/attestations", {"depot": self.valide})
        self.dossier = self.attendre(self.appeler("centre", "POST", f"/v1/dossiers?depot={self.valide}"))
        self.lot = self.attendre(
            self.appeler("ceres", "POST", "/v1/lots", {"depots": [self.valide], "types": ["parchemin", "livret"]})
        )
        self.lot_rate = self.attendre(self.appeler("ceres", "POST", "/v1/lots", {"depots": [self.refuse]}))
        signes = [vu for vu in self.lire(self.dossier)["fichiers"] if vu["nom"].startswith(("PARCHEMIN", "LIVRET"))]
        self.pdf = str(signes[0]["id"])
        self.adresses = {_numero(qr): qr for vu in signes for qr in qr_lus(self.telecharger(vu["id"]))}
        self.numeros = sorted(self.adresses)
        self.retour = self.attendre(self.rendre([vu["id"] for vu in self.lire(self.dossier)["fichiers"]]))
        assert len(self.numeros) > 3
        self.appeler("impression", "POST", f"/v1/registre/{self.numeros[0]}/gachage", {"motif": "BOURRAGE"})
        self.appeler("centre", "POST", f"/v1/registre/{self.numeros[1]}/remise", {})
        self.appeler("ceres", "POST", f"/v1/registre/{self.numeros[2]}/annulation", {"motif": "ERREUR_IDENTITE"})

    def rendre(self, fichiers: list[str]) -> Any:
        """Send a general PV back as if it were scanned, with a page that says nothing."""
        raturee = io.BytesIO()
        image = Image.new("L", (1654, 2339), 251)
        image.paste(40, (300, 300, 900, 420))
        image.save(raturee, "PNG")
        contenus = islice((lu for lu in map(self.telecharger, fichiers) if lu.startswith(b"%PDF-")), 4)
        joints = [("fichiers", (f"scan{rang}.pdf", contenu)) for rang, contenu in enumerate(contenus)]
        joints.append(("fichiers", ("rature.png", raturee.getvalue())))
        reponse = self._site.appeler("centre", "POST", "/v1/retours", files=joints)
        assert reponse.status_code == 202, reponse.text
        return reponse.json()

    def parchemin(self, session: Any) -> str:
        """The parchemin of the first candidate of a session, made at once; its number."""
        chemin = f"/v1/documents/parchemin?destinataire={session['candidats'][0]['id']}"
        (qr,) = qr_lus(self._site.appeler("centre", "POST", chemin, json=session).content)
        self.adresses[_numero(qr)] = qr
        return _numero(qr)

    def telecharger(self, ident: str) -> bytes:
        """A finished file."""
        return self._site.appeler("centre", "GET", f"/v1/fichiers/{ident}").content

    def verification(self, numero: str) -> str:
        """The address that the QR of a parchemin holds, on this service."""
        return "/verification/" + self.adresses[numero].partition("/verification/")[2]

    def par_la_cle(self, numero: str) -> str:
        """The address that a number and its short key make."""
        return f"/verification/{numero}?cle={cle_courte(self.adresses[numero])}"

    def etats(self) -> list[Etat]:
        """Every page and state."""
        depot, annee = f"/depots/{self.valide}", Horloge()().year
        return [
            Etat("accueil", None, "/"),
            Etat("connexion", None, "/connexion"),
            Etat("page absente", None, "/nulle-part", 404),
            Etat("vérification", None, "/verification"),
            Etat("aide", None, "/aide"),
            Etat("guide d'un centre", None, "/aide/centres"),
            Etat("guide de la vérification", None, "/aide/verification"),
            Etat("règles", None, "/aide/regles"),
            Etat("documents", None, "/aide/documents"),
            Etat("accessibilité", None, "/accessibilite"),
            Etat("authentique", None, self.par_la_cle(self.numeros[3])),
            Etat("authentique, par le code QR", None, self.verification(self.numeros[3])),
            Etat("authentique, en anglais", None, f"{self.par_la_cle(self.numeros[3])}&langue=en"),
            Etat("annulé", None, self.par_la_cle(self.numeros[2])),
            Etat("sans clé", None, f"/verification/{self.numeros[3]}"),
            Etat("numéro mal formé", None, "/verification?numero=12"),
            Etat("clé fausse", None, f"/verification?numero={self.numeros[3]}&cle=0000-0000-0000"),
            Etat("accueil d'un centre", "centre", "/"),
            Etat("sessions", "centre", "/sessions"),
            Etat("sessions à une étape", "centre", "/sessions?etape=emise"),
            Etat("sessions, rien trouvé", "centre", "/sessions?cherche=zzz"),
            Etat("fichiers déposés", "centre", "/depots"),
            Etat("fichiers reçus", "centre", f"/depots/recus?du={self.valide}&au={self.refuse}&refuse=a.json"),
            Etat("relecture", "centre", f"{depot}/relecture/parchemin"),
            Etat("épreuve", "centre", f"{depot}/relecture/pv_individuel/2"),
            Etat("dernière épreuve", "centre", f"{depot}/relecture/parchemin/3"),
            Etat("émissions échouées", "centre", "/travaux?etat=ECHOUE"),
            Etat("émission à relire", "centre", f"/depots/{self.a_convoquer}/emission"),
            Etat("émission refusée", "centre", f"/depots/{self.refuse}/emission", 422),
            Etat("accueil d'un agent", "ceres", "/"),
            Etat("tableau de bord", "admin", "/administration"),
            Etat("accès", "admin", "/administration/acces"),
            Etat("journal du service", "admin", "/administration/journal"),
            Etat("journal du registre", "admin", "/administration/journal?source=registre"),
            Etat("journal, rien trouvé", "admin", "/administration/journal?cherche=zzz"),
            Etat("santé", "admin", "/administration/sante"),
            Etat("travaux échoués", "admin", "/administration/travaux"),
            Etat("travaux en cours", "admin", "/administration/travaux?lesquels=vivants"),
            Etat("dépôt nouveau", "centre", "/depots/nouveau"),
            Etat("dépôt prêt", "centre", depot),
            Etat("dépôt qui attend l’État", "centre", f"/depots/{self.en_attente}"),
            Etat("dépôt renvoyé", "centre", f"/depots/{self.renvoye}"),
            Etat("dépôt à convoquer", "centre", f"/depots/{self.a_convoquer}"),
            Etat("dépôt refusé", "centre", f"/depots/{self.refuse}"),
            Etat("dépôt malformé", "centre", f"/depots/{self.malforme}"),
            Etat("aperçu", "centre", f"{depot}/apercu/pv_general"),
            Etat("horaires", "centre", f"/depots/{self.a_convoquer}/horaires"),
            Etat("remise", "centre", f"{depot}/remise"),
            Etat("remise, rien d'émis", "centre", f"/depots/{self.a_convoquer}/remise"),
            Etat("émissions", "centre", "/travaux"),
            Etat("émission finie", "centre", f"/travaux/{self.dossier}"),
            Etat("aperçu d'un papier", "centre", f"/fichiers/{self.pdf}/apercu"),
            Etat("page d'un autre rôle", "centre", "/impression", 403),
            Etat("papiers signés", "centre", "/retours"),
            Etat("papiers signés rangés", "centre", f"/retours/{self.retour}"),
            Etat("lots", "impression", "/impression"),
            Etat("lot", "impression", f"/impression/{self.lot}"),
            Etat("lot raté", "impression", f"/impression/{self.lot_rate}"),
            Etat("manifeste", "impression", f"/impression/{self.lot}/manifeste"),
            Etat("manifeste, rien trouvé", "impression", f"/impression/{self.lot}/manifeste?cherche=zzz"),
            Etat("lots expédiés, aucun", "impression", "/impression?etape=expedie"),
            Etat("composer un lot", "impression", "/lots/nouveau"),
            Etat("composer un lot, filtré", "impression", "/lots/nouveau?type=parchemin&tout=oui"),
            Etat("composer un lot, rien trouvé", "impression", "/lots/nouveau?cherche=zzz"),
            Etat("documents d'un lot", "impression", "/lots/nouveau/documents"),
            Etat("imprimantes", "impression", "/imprimantes"),
            Etat("accueil de l'atelier", "impression", "/"),
            Etat("stock", "impression", "/stock"),
            Etat("stock d'un département", "impression", "/stock?departement=974"),
            Etat("papiers", "impression", "/papiers"),
            Etat("papier inconnu", "impression", f"/papiers?numero={annee}-974-9999999-X", 422),
            Etat("papier gâché", "impression", f"/papiers/{self.numeros[0]}"),
            Etat("sessions à attester", "ceres", "/attestations"),
            Etat("session à attester", "ceres", f"/depots/{self.en_attente}/attestation"),
            Etat("session attestée", "ceres", f"{depot}/attestation"),
            Etat("papier annulé", "ceres", f"/papiers/{self.numeros[2]}"),
            Etat("papier, pour CERES", "ceres", f"/papiers/{self.numeros[3]}"),
        ]


def _numero(adresse: str) -> str:
    return adresse.partition("/verification/")[2].partition("#")[0]


def refusee() -> Any:
    """A session that the rules refuse for several reasons."""
    lue = charge("titre-validee", "777777")
    lue["jures"] = lue["jures"][:1]
    lue["candidats"][0]["resultat"]["decision"] = None
    assert lue["centre"]["siret"] == SIRET
    return lue
