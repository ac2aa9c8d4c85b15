"""Claim: with 3,000 sessions of 60 centres, each page answers in 150 ms at most (median, warm).

Each page is asked of the application itself, without a network, by a centre, by an agent who sees every centre, by who
administers. A third of the sessions wait for the State, or are refused; the others are issued, half of them collected.
Run: ``python -m benchmarks.pages``.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from benchmarks import mesure
from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import attestation_de
from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.settings import Configuration
from docgen.usecases.demandes_papiers import demandes_papiers
from outils.sessions import sessions
from service.app import creer_app
from service.contexte import Services
from service.sessions.etapes import Etape, fiche_de
from service.sessions.rapport import Examen
from service.socle.appelant import Appelant, Role
from service.socle.reglages import ConfigurationService, Debit

SESSIONS, CENTRES, TOURS = 3_000, 60, 15
REFUSEES = 15  # one session in so many has a jury of one
PAR_BRASSEE = 100


def _charges(sirets: list[str]) -> Iterator[tuple[int, bytes, Dossier]]:
    for rang, (_, octets) in enumerate(sessions(SESSIONS)):
        charge = json.loads(octets)
        charge["centre"]["siret"] = sirets[rang % CENTRES]
        if rang % REFUSEES == 0:
            charge["jures"] = charge["jures"][:1]
        reecrite = json.dumps(charge, ensure_ascii=False).encode()
        yield rang, reecrite, lire_charge(reecrite)


def _sirets() -> list[str]:
    trouves: dict[str, None] = {}
    for _, octets in sessions(CENTRES * 4):
        trouves[json.loads(octets)["centre"]["siret"]] = None
    return list(trouves)[:CENTRES]


def _numeroter(services: Services, dossiers: list[Dossier], remis: bool) -> None:
    """Attest and number the papers of many sessions, in one transaction."""
    specs = [spec for spec in catalogue().values() if spec.genre and spec.genre.est_numerote]
    jour, reglages = date(2027, 6, 1), services.configuration.docgen.reglages
    demandes = [
        demande
        for dossier in dossiers
        for demande in demandes_papiers(
            dossier,
            [(spec.genre, pour) for spec in specs if spec.genre for pour in spec.destinataires(dossier)],
            (),
            jour,
            reglages,
        )
    ]
    registre = services.atelier.registre
    papiers = registre.attribuer(demandes, services.jour(), [attestation_de(dossier) for dossier in dossiers])
    if remis:
        actes = [Evenement(ActePapier.REMISE, papier.numero, services.jour()) for papier in papiers if papier.numero]
        registre.inscrire_ensemble(actes)


def _peupler(services: Services) -> str:
    """Fill the service; the SIRET of a centre."""
    sirets, brassee = _sirets(), list[Dossier]()
    for rang, octets, dossier in _charges(sirets):
        centre = Appelant("cle:banc", Role.CENTRE, dossier.centre.siret)
        examen = Examen(dossier.centre.siret, dossier.session.id, fiche=fiche_de(dossier))
        if rang % REFUSEES == 0:
            examen = services.depots.examiner(octets, centre, services.jour())
        services.depots.garder(octets, f"session-{dossier.session.id}.json", centre, examen)
        if rang % 3:
            brassee.append(dossier)
        if len(brassee) == PAR_BRASSEE:
            _numeroter(services, brassee, remis=rang % 2 == 0)
            brassee = []
    return sirets[1]  # whose sessions were issued


def _entrer(app: object, cle: str) -> TestClient:
    client = TestClient(app, headers={"Accept": "text/html"})  # type: ignore[arg-type]
    jeton = re.search(r'name="jeton" value="([^"]+)"', client.get("/connexion").text)
    assert jeton is not None
    client.post("/connexion", data={"cle": cle, "jeton": jeton[1]})
    return client


def _mesurer(client: TestClient, adresse: str) -> dict[str, float]:
    durees = []
    for _ in range(TOURS + 2):
        depart = time.perf_counter()
        reponse = client.get(adresse)
        durees.append(time.perf_counter() - depart)
        assert reponse.status_code == 200, (adresse, reponse.status_code)
    chaudes = [duree * 1000 for duree in durees[2:]]
    return {"ms_mediane": round(statistics.median(chaudes), 1), "ms_maximum": round(max(chaudes), 1)}


def _pages(services: Services, siret: str) -> dict[str, dict[str, str]]:
    """Every page that a reader may ask for, by who reads it; those of one session are of a session that was issued."""
    services.sessions.actualiser(services.atelier.registre)
    _, trouvees = services.sessions.lister(Perimetre(siret), (Etape.EMISE,))
    une = trouvees[0]
    depot, numero = f"/depots/{une.depot}", _un_numero(services, siret)
    listes = {
        "accueil": "/",
        "sessions": "/sessions",
        "sessions à une étape": "/sessions?etape=emise",
        "dernière page": "/sessions?numero=60",
        "recherche d’une personne": "/sessions?cherche=martin",
        "fichiers déposés": "/depots",
        "émissions": "/travaux",
        "papiers signés": "/retours",
        "une session": une.adresse,
        "sa remise": f"{une.adresse}/remise",
        "sa planche": f"{depot}/relecture/pv_individuel",
        "une épreuve": f"{depot}/relecture/pv_individuel/1",
        "une miniature": f"{depot}/miniature/pv_general.png",
        "ce qui serait émis": f"{depot}/emission",
        "aide": "/aide",
        "règles": "/aide/regles",
    }
    etat = {
        "sessions à attester": "/attestations",
        "une session à attester": f"{depot}/attestation",
        "lots": "/impression",
        "composer un lot": "/lots/nouveau",
        "stock": "/stock",
        "un papier": f"/papiers/{numero}",
    }
    bord = {
        "tableau de bord": "/administration",
        "accès": "/administration/acces",
        "journal du service": "/administration/journal",
        "journal du registre": "/administration/journal?source=registre",
        "travaux échoués": "/administration/travaux",
        "travaux en cours": "/administration/travaux?lesquels=vivants",
        "statistiques": "/v1/statistiques",
    }
    return {"centre": listes, "agent": listes | etat, "administrateur": bord}


def _un_numero(services: Services, siret: str) -> str:
    papiers = services.atelier.registre.lister(Perimetre(siret), limite=20)
    return next(papier.numero for papier in papiers if papier.numero)


def main() -> None:
    """Measure and keep the figures."""
    with TemporaryDirectory() as lieu:
        dossier = Path(lieu)
        docgen = Configuration(registre=f"sqlite:///{dossier}/docgen.db", regles_locales=True)
        sans_limite = Debit(10**9, 60)
        services = Services(
            ConfigurationService(
                docgen=docgen, fichiers=str(dossier / "fichiers"), debit=sans_limite, debit_adresse=sans_limite
            )
        )
        siret = _peupler(services)
        registre = services.atelier.registre
        roles = {"centre": (Role.CENTRE, siret), "agent": (Role.CERES, None), "administrateur": (Role.ADMIN, None)}
        cles = {nom: services.cles.creer(registre, nom, *role)[1] for nom, role in roles.items()}
        services.equipe.demarrer()
        app = creer_app(services)
        resultats: dict[str, dict[str, float]] = {}
        for qui, pages in _pages(services, siret).items():
            client = _entrer(app, cles[qui])
            resultats |= {f"{qui}, {nom}": _mesurer(client, adresse) for nom, adresse in pages.items()}
        services.fermer()
    mesure.ecrire("pages", {"sessions": SESSIONS, "centres": CENTRES, "tours": TOURS, "resultats": resultats})


if __name__ == "__main__":
    main()
