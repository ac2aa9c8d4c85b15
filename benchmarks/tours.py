"""What a large demand costs others: one caller asks for single documents, alone, then beside another who asks for 200
candidates or 200 sessions, or sends 64 deposits at once; and what is still worked for once whoever asked has left. See
:mod:`benchmarks.attente`.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.dossiers import charge_de
from benchmarks.parts import processeur_s
from benchmarks.service import SANS_LIMITE, Cible, Service, appeler, lance_service
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.usecases.serie import exemples
from outils.sessions import JOUR as JOUR_DES_LOTS
from outils.sessions import sessions
from service.acces.tables import ClesApi
from service.socle.appelant import Role
from service.socle.donnees import ouvrir_base

JOUR = "2019-03-20"
PARCHEMIN = f"/v1/documents/parchemin?date={JOUR}&destinataire=9741411152681F"
GROS, PETIT = 200, 12
APPELS, FOIS = 40, 3
ENSEMBLE, SESSIONS = 64, 8
VIVANTS = ("EN_ATTENTE", "EN_COURS")
PAS_S = 0.05
DEPART_S, APRES_S = 0.5, 4.0  # when whoever abandons leaves, and for how long the machine is looked at then
LANCEE_S = 1.0  # before a large demand is in full swing
Demander = Callable[[httpx.Client, int], None]


def equite() -> dict[str, object]:
    """For each large demand, the small caller's milliseconds and how many times more they are; then who leaves."""
    variables = dict.fromkeys(("DOCGEN_DEBIT", "DOCGEN_DEBIT_ADRESSE"), SANS_LIMITE)
    with TemporaryDirectory() as lieu, lance_service(Path(lieu), variables) as service:
        cle = _seconde_cle(Path(lieu))
        _documents(service, cle, 5)
        gros: dict[str, tuple[Demander, int]] = {
            "200_parchemins": (_tous_les_parchemins, 1),
            "un_dossier_de_200_candidats": (_dossier(GROS), 1),
            "un_lot_de_200_sessions": (_lot, 1),
            f"{ENSEMBLE}_depots_a_la_fois": (_depot, ENSEMBLE),
        }
        resultats: dict[str, object] = {}
        for nom, (demander, ensemble) in gros.items():
            seul = _documents(service, cle, APPELS)
            with _sans_cesse(service, demander, ensemble):
                resultats[f"un_document_a_cote_de_{nom}"] = _comparer(seul, _documents(service, cle, APPELS))
        seul = [_duree(service, cle, _dossier(PETIT), rang) for rang in range(FOIS)]
        with _sans_cesse(service, _dossier(GROS)):
            avec = [_duree(service, cle, _dossier(PETIT), FOIS + rang) for rang in range(FOIS)]
        resultats["session_de_12_a_cote_d_une_de_200"] = _comparer(seul, avec)
        return {**resultats, "abandon": _abandon(service)}


def _comparer(seul: list[float], avec: list[float]) -> dict[str, float]:
    """Medians and 95th percentiles, in milliseconds, and the ratio of the medians."""
    dits = {"seul": sorted(seul), "a_cote": sorted(avec)}
    releves = {f"{nom}_ms_mediane": statistics.median(vus) * 1000 for nom, vus in dits.items()}
    releves |= {f"{nom}_ms_p95": vus[len(vus) * 95 // 100] * 1000 for nom, vus in dits.items()}
    rapport = releves["a_cote_ms_mediane"] / releves["seul_ms_mediane"]
    return {**{nom: round(releve, 1) for nom, releve in releves.items()}, "fois": round(rapport, 2)}


def _abandon(service: Service) -> dict[str, float]:
    """The core seconds of a demand that is waited for, and of the same one after whoever asked has left."""
    depart = processeur_s(service.pid)
    with _client(service, service.cle) as client:
        _tous_les_parchemins(client, 0)
    entiere = processeur_s(service.pid) - depart
    with _client(service, service.cle, DEPART_S) as client:
        try:
            _tous_les_parchemins(client, 1)
            raise SystemExit("La demande a fini avant d’être abandonnée.")
        except httpx.TimeoutException:
            pass
    depart = processeur_s(service.pid)
    time.sleep(APRES_S)
    apres = processeur_s(service.pid) - depart
    depart = processeur_s(service.pid)
    time.sleep(APRES_S)
    repos = processeur_s(service.pid) - depart
    return {"demande_entiere_s": round(entiere, 2), "apres_le_depart_s": round(max(0.0, apres - repos), 2)}


def _documents(service: Service, cle: str, fois: int) -> list[float]:
    charge = next(iter(exemples()))[0].read_bytes()
    return asyncio.run(appeler(Cible("document", "POST", PARCHEMIN, 1, fois, charge), service.port, cle))


def _duree(service: Service, cle: str, demander: Demander, rang: int) -> float:
    with _client(service, cle) as client:
        depart = time.perf_counter()
        demander(client, rang)
        return time.perf_counter() - depart


@contextmanager
def _sans_cesse(service: Service, demander: Demander, ensemble: int = 1) -> Iterator[None]:
    """Another caller asks for a large demand all along, one after the other, so many at once."""
    fin, pannes = threading.Event(), list[Exception]()

    def tenir(rang: int) -> None:
        with _client(service, service.cle) as client:
            try:
                while not fin.is_set():
                    demander(client, rang)
                    rang += ensemble
            except httpx.HTTPError as panne:
                pannes.append(panne)

    fils = [threading.Thread(target=tenir, args=(rang,)) for rang in range(ensemble)]
    for fil in fils:
        fil.start()
    time.sleep(LANCEE_S)
    try:
        yield
    finally:
        fin.set()
        for fil in fils:
            fil.join()
    if pannes:
        raise SystemExit(f"La grande demande a échoué : {pannes[0]}")


def _client(service: Service, cle: str, delai_s: float = 120) -> httpx.Client:
    adresse, entetes = f"http://127.0.0.1:{service.port}", {"Authorization": f"Bearer {cle}"}
    return httpx.Client(base_url=adresse, headers=entetes, timeout=delai_s)


def _tous_les_parchemins(client: httpx.Client, rang: int) -> None:
    client.post(f"/v1/documents/parchemin?date={JOUR}", content=_session(GROS, rang)).raise_for_status()


def _dossier(candidats: int) -> Demander:
    def demander(client: httpx.Client, rang: int) -> None:
        reponse = client.post(f"/v1/dossiers?types=tout&date={JOUR}", content=_session(candidats, rang))
        _attendre(client, reponse)

    return demander


def _lot(client: httpx.Client, rang: int) -> None:
    charges = [json.loads(octets) for _, octets in sessions(GROS, GROS * rang)]
    _attendre(client, client.post(f"/v1/lots?date={JOUR_DES_LOTS.isoformat()}", json={"charges": charges}))


def _depot(client: httpx.Client, rang: int) -> None:
    client.post(f"/v1/depots?date={JOUR}", content=_session(GROS, rang)).raise_for_status()


def _attendre(client: httpx.Client, reponse: httpx.Response) -> None:
    travail = reponse.raise_for_status().json()
    while travail["etat"] in VIVANTS:
        time.sleep(PAS_S)
        travail = client.get(f"/v1/travaux/{travail['id']}").raise_for_status().json()
    if travail["etat"] != "TERMINE":
        raise SystemExit(f"Un travail a fini « {travail['etat']} » : {travail['message']}")


def _session(candidats: int, rang: int) -> bytes:
    """One of a few sessions, written once: whoever asks must not be kept busy."""
    return _ecrite(candidats, rang % SESSIONS)


@cache
def _ecrite(candidats: int, rang: int) -> bytes:
    charge = charge_de(candidats)
    charge["session"]["id"] = f"{candidats}{rang:03d}"
    return json.dumps(charge).encode()


def _seconde_cle(dossier: Path) -> str:
    registre = f"sqlite:///{dossier / 'docgen.db'}"
    base = ouvrir_base(registre)
    _, secret = ClesApi(base).creer(ouvrir_registre(registre), "petit", Role.CERES)
    base.fermer()
    return secret
