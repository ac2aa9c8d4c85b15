"""Issue the papers of a session: what would be, how many numbers, to whom, dated when; then do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.spec import Destinataire, Spec
from docgen.documents.page.typographie import accord, date_longue
from docgen.domain.dossier import Dossier
from docgen.domain.langue.alphabet import enumeration
from docgen.domain.papiers.attestation import attestation_de
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.vie import Etat
from docgen.domain.regles.vocabulaire import Gravite
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import Controle, connue_de, controler_documents, emis_de, specs_du_statut
from docgen.usecases.estimation import Estimation
from docgen.usecases.production import choisir, estimation
from docgen.usecases.rendu_documents import Commande
from docgen.usecases.tenue.actes_papier import situation, situations
from service.acces.idempotence import Prealable, RouteDePage
from service.acces.visite import Demandeur
from service.contexte import Appel, Services
from service.papiers.documents import livrer
from service.papiers.dossiers import demander
from service.papiers.travail_dossier import TYPES_MEDIA
from service.sessions.page_session import session_visible
from service.sessions.tables import Depot
from service.sessions.vues import resumer
from service.site.confirmation import DEFINITIF, Confirmation, confirmer
from service.socle.erreurs import Introuvable, RefuseParLesRegles
from service.socle.reponses import disposition
from service.socle.requetes import Champ

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

SUR_LE_CHAMP_S = 1.0  # nobody waits for more before an empty page: it is a job
ATTESTE = "Vous attestez par là, au nom de l’État, que la session a été validée avec ces résultats."
INSCRITS = "Le registre garde la date de cette première émission : redemandé, le papier ne change plus."
EN_TETE = "en-tete:"  # before what is to be printed on the centre's headed paper
FORMULAIRE = "formulaire_remise"
DE_TRAVAIL = "Ces papiers de travail n’ont pas de numéro : ils se redemandent quand la session change."
RIEN_DE_NEUF = "Tous ces papiers sont déjà émis : ils gardent leurs numéros et leurs dates."


@dataclass(frozen=True, slots=True)
class Prevision:
    """What a command would do. ``nouveaux`` are the papers that the register does not know yet."""

    depot: Depot
    dossier: Dossier
    commande: Commande
    choix: Sequence[tuple[Spec, Destinataire]]
    nouveaux: Sequence[tuple[Spec, Destinataire]]
    controle: Controle
    atteste: bool
    estimation: Estimation

    @property
    def refaits(self) -> bool:
        """True when nothing is new of what the register keeps; it keeps no working paper."""
        return not self.nouveaux and any(spec.genre for spec, _ in self.choix)

    @property
    def numeros(self) -> int:
        """How many numbers would be given."""
        return sum(spec.genre is not None and spec.genre.est_numerote for spec, _ in self.nouveaux)


def prevoir(appel: Appel, ident: str, commande: Commande) -> Prevision:
    """What a command would do of a deposit; nothing is done.

    Raises:
        Introuvable: no such deposit that this caller may see, or that is sound.
        UsageInvalide: the command is for nobody.
    """
    depot = appel.services.depots.visible(ident, appel.appelant, bien_forme=True)
    dossier = lire_charge(appel.services.depots.contenu(depot))
    atelier = appel.atelier
    emis = emis_de(dossier, atelier)
    commande = _sans_les_annules(dossier, commande, atelier)
    choix = choisir(dossier, commande)
    nouveaux = [(spec, pour) for spec, pour in choix if spec.genre and not _connu(emis, spec, pour)]
    controle = controler_documents(dossier, choix, commande.jour, atelier, emis=emis, report=commande.report)
    atteste = bool(nouveaux) and atelier.pouvoir.atteste and not _attestee(dossier, atelier)
    prevue = estimation(dossier, choix, commande, appel.services.configuration.travaux.a_la_fois)
    return Prevision(depot, dossier, commande, choix, nouveaux, controle, atteste, prevue)


def _sans_les_annules(dossier: Dossier, commande: Commande, atelier: Atelier) -> Commande:
    """The command without what can no more be issued: a paper annulled for good, and the form that would list it."""
    definitifs = {
        vie.papier.demande.destinataire
        for vie in situations(dossier.session.id, dossier.centre.siret, atelier)
        if vie.etat is Etat.ANNULE and not vie.evenements[-1].rectification
    }
    if not definitifs or commande.destinataire is not None:
        return commande
    types = commande.types or tuple(spec.code for spec in specs_du_statut(dossier) if spec.code != FORMULAIRE)
    return replace(commande, types=types, sauf=tuple(sorted(definitifs)))


def _connu(emis: Iterable[Papier], spec: Spec, pour: Destinataire) -> bool:
    return any((papier.demande.genre, papier.demande.destinataire) == (spec.genre, pour.id) for papier in emis)


def _attestee(dossier: Dossier, atelier: Atelier) -> bool:
    return attestation_de(dossier).deja_dite(connue_de(dossier, atelier))


def _commande(services: Services, types: str, pour: str, format_voulu: str) -> Commande:
    codes = tuple(filter(None, types.split(",")))
    if any(code not in catalogue() for code in codes):
        raise Introuvable
    return Commande(services.jour(), codes, pour or None, format=format_voulu or None)


@routes.get("/depots/{ident}/emission")
def relire(appel: Demandeur, ident: str, types: str = "", pour: str = "", format_voulu: str = "") -> Response:
    """What is about to be issued, before it is."""
    prevision = prevoir(appel, ident, _commande(appel.services, types, pour, format_voulu))
    return confirmer(appel.requete, _confirmation(prevision, types, pour, format_voulu))


@routes.post("/depots/{ident}/emission", summary="Émettre les papiers d’une session")
def emettre(appel: Demandeur, ident: str, types: Champ = "", pour: Champ = "", format_voulu: Champ = "") -> Response:
    """Issue what was read, and follow it."""
    prevision = prevoir(appel, ident, _commande(appel.services, types, pour, format_voulu))
    travail = demander(appel, prevision.depot, prevision.commande, prevision.estimation)
    return RedirectResponse(f"/travaux/{travail.id}", 303)


@routes.post("/depots/{ident}/papiers", summary="Télécharger des papiers d’une session")
async def obtenir(appel: Demandeur, ident: str, papier: Champ = "") -> Response:
    """Get papers of one type: ``papier`` is the type, the format and whom for (nobody: all), on headed paper or not.

    What the register does not know yet is read first; many are a job.
    """
    code, _, reste = papier.removeprefix(EN_TETE).partition("/")
    format_voulu, _, pour = reste.partition("/")
    if code not in catalogue() or format_voulu not in catalogue()[code].formats:
        raise Introuvable
    commande = replace(_commande(appel.services, code, pour, format_voulu), papier_en_tete=papier.startswith(EN_TETE))
    prevision = await appel.faire(prevoir, appel, ident, commande)
    if prevision.nouveaux:
        champs = {"types": code, "pour": pour, "format_voulu": format_voulu}
        return Prealable(f"/depots/{ident}/emission?{urlencode(champs)}", 303)
    if prevision.estimation.secondes > SUR_LE_CHAMP_S:
        travail = await appel.faire(demander, appel, prevision.depot, commande, prevision.estimation)
        return RedirectResponse(f"/travaux/{travail.id}", 303)
    octets = await appel.faire(appel.services.depots.contenu, prevision.depot)
    rendu = await appel.rendre(octets, commande)
    if rendu.refusee:
        raise RefuseParLesRegles([faute for faute in rendu.manquements if faute.gravite is Gravite.BLOQUANT])
    return livrer(rendu, code)


@routes.post("/sessions/{siret}/{cle}/papiers", summary="Réimprimer un papier")
async def reimprimer(appel: Demandeur, siret: str, cle: str, numero: Champ = "") -> Response:
    """Print a paper of a session again, though its files may be gone: the register knows all that it says.

    Raises:
        Introuvable: no such paper of that session, or it was annulled.
    """
    papier = await appel.faire(papier_de_la_session, appel, siret, cle, numero)
    document = await appel.reimprimer(papier)
    entetes = {"Content-Disposition": disposition(document.fichier)}
    return Response(document.contenu, media_type=TYPES_MEDIA["pdf"], headers=entetes)


def papier_de_la_session(appel: Appel, siret: str, cle: str, numero: str) -> Papier:
    """A paper that stands, of a session that this caller may see.

    Raises:
        Introuvable: no such paper of that session, or it was annulled.
    """
    connue = session_visible(appel, siret, cle)
    trouvee = situation(numero, appel.atelier)
    if trouvee is None or trouvee.etat is Etat.ANNULE:
        raise Introuvable
    if (trouvee.papier.demande.session, trouvee.papier.demande.siret) != (connue.session, connue.siret):
        raise Introuvable
    return trouvee.papier


def _confirmation(prevision: Prevision, types: str, pour: str, format_voulu: str) -> Confirmation:
    resume, page_session = resumer(prevision.dossier), f"/depots/{prevision.depot.id}"
    documents, numeros = len(prevision.choix), prevision.numeros
    quoi = accord(documents, "papier")
    conseils = [manquement.message for manquement in prevision.controle.manquements]
    bloquants = [manquement.message for manquement in prevision.controle.bloquants]
    emettre = "Refaire" if prevision.refaits else "Émettre"
    verbe = "Attester la session et émettre" if prevision.atteste else emettre
    suite = RIEN_DE_NEUF if prevision.refaits else INSCRITS if prevision.nouveaux else DE_TRAVAIL
    return Confirmation(
        titre=f"{emettre} {quoi}",
        chapeau=f"Session {resume.session}, {resume.titre}, {resume.dates}.",
        faits=_faits(prevision),
        consequences=[DEFINITIF if numeros else suite],
        action=f"{page_session}/emission",
        bouton=f"{verbe} {quoi}" + (f", donner {accord(numeros, 'numéro')}" if numeros else ""),
        retour=(page_session, "Revenir sans rien émettre"),
        pas=[("/sessions", "Sessions"), (page_session, f"Session {resume.session}")],
        champs=[("types", types), ("pour", pour), ("format_voulu", format_voulu)],
        avertissements=[message for message in conseils if message not in bloquants],
        obstacles=bloquants,
        intitule_liste="Les papiers",
        colonnes=("Papier", "Combien", "Numéros à donner", "Déjà émis"),
        liste=_lignes(prevision),
    )


def _faits(prevision: Prevision) -> list[tuple[str, str]]:
    """For whom, how many numbers, dated when."""
    return [
        ("Centre", resumer(prevision.dossier).centre),
        ("Pour", _destinataires(prevision)),
        ("Numéros à donner", str(prevision.numeros or "aucun")),
        ("Temps à prévoir", prevision.estimation.duree),
        ("Date d’émission", f"{date_longue(prevision.commande.jour)} pour ceux qui sont nouveaux"),
        *([("Attestation", ATTESTE)] if prevision.atteste else []),
        *([("Laissés de côté", _laisses(prevision))] if prevision.commande.sauf else []),
    ]


def _destinataires(prevision: Prevision) -> str:
    idents = {pour.id for _, pour in prevision.choix}
    noms = [nom_complet(candidat) for candidat in prevision.dossier.candidats if candidat.id in idents]
    return enumeration(noms) if 0 < len(noms) <= 4 else accord(len(noms), "candidat") if noms else "la session"


def _laisses(prevision: Prevision) -> str:
    noms = [nom_complet(un) for un in prevision.dossier.candidats if un.id in prevision.commande.sauf]
    return f"le papier annulé de {enumeration(noms)}, et le formulaire de remise, qui le listerait"


def _lignes(prevision: Prevision) -> list[tuple[str, ...]]:
    """One line a type: how many papers, how many numbers to give, how many that the register knows."""
    combien = Counter(spec for spec, _ in prevision.choix)
    neufs = Counter(spec for spec, _ in prevision.nouveaux)
    return [
        (
            spec.intitule,
            str(nombre),
            str(neufs[spec]) if spec.genre and spec.genre.est_numerote else "sans numéro",
            str(nombre - neufs[spec]) if spec.genre else "–",
        )
        for spec, nombre in combien.items()
    ]
