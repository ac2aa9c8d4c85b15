"""Claim: with 3,000 sessions of 60 centres, a page of sessions answers in 150 ms at most (median, warm).

Each page is asked of the application itself, without a network, by a centre and by an agent who sees every centre. A
third of the sessions wait for the State, a third are issued, a third of these are collected. Run: ``python -m
benchmarks.pages``.
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
from docgen.contract import lire_charge
from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import attestation_de
from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.settings import Configuration
from docgen.usecases.demandes_papiers import demandes_papiers
from outils.sessions import sessions
from service.app import creer_app
from service.contexte import Services, ouvrir_services
from service.sessions.etapes import fiche_de
from service.sessions.rapport import Examen
from service.socle.appelant import Appelant, Role
from service.socle.reglages import ConfigurationService

SESSIONS, CENTRES, TOURS = 3_000, 60, 15
PAR_BRASSEE = 100


def _charges(sirets: list[str]) -> Iterator[tuple[int, bytes, Dossier]]:
    for rang, (_, octets) in enumerate(sessions(SESSIONS)):
        charge = json.loads(octets)
        charge["centre"]["siret"] = sirets[rang % CENTRES]
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
        services.depots.garder(octets, f"session-{dossier.session.id}.json", centre, examen)
        if rang % 3:
            brassee.append(dossier)
        if len(brassee) == PAR_BRASSEE:
            _numeroter(services, brassee, remis=rang % 2 == 0)
            brassee = []
    return sirets[0]


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


def main() -> None:
    """Measure and keep the figures."""
    with TemporaryDirectory() as lieu:
        dossier = Path(lieu)
        docgen = Configuration(registre=f"sqlite:///{dossier}/docgen.db", regles_locales=True)
        services = ouvrir_services(ConfigurationService(docgen=docgen, fichiers=str(dossier / "fichiers")))
        siret = _peupler(services)
        registre = services.atelier.registre
        _, cle_centre = services.cles.creer(registre, "centre", Role.CENTRE, siret)
        _, cle_agent = services.cles.creer(registre, "agent", Role.CERES)
        app = creer_app(services)
        centre, agent = _entrer(app, cle_centre), _entrer(app, cle_agent)
        une = services.sessions.lister(Perimetre(siret))[1][0]
        pages = {
            "accueil": "/",
            "sessions": "/sessions",
            "sessions à une étape": "/sessions?etape=emise",
            "dernière page": "/sessions?numero=60",
            "recherche d’une personne": "/sessions?cherche=martin",
        }
        resultats = {f"centre, {nom}": _mesurer(centre, adresse) for nom, adresse in pages.items()}
        resultats |= {f"agent, {nom}": _mesurer(agent, adresse) for nom, adresse in pages.items()}
        resultats["centre, une session"] = _mesurer(centre, une.adresse)
        resultats["centre, sa remise"] = _mesurer(centre, f"{une.adresse}/remise")
        services.fermer()
    mesure.ecrire("pages", {"sessions": SESSIONS, "centres": CENTRES, "tours": TOURS, "resultats": resultats})


if __name__ == "__main__":
    main()
