"""A service where the first centre has been at work: what it has, and all who may call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import httpx

from tests.service.http.serveur import APPELANTS, SIRET, Serveur, attendre_travail, charge

PREMIERE = "SESSION-PREMIERE"
NUMERO, ANNULE = "numero", "a_annuler"


def session(centre: str, ident: str, siret: str, plus: int = 0, **premier: Any) -> bytes:
    """A validated session, all of whose persons and places bear the name of their centre.

    ``plus``: so many persons whom nobody knows come with it. ``premier`` changes the first candidate.
    """
    lue = json.loads(charge(id=ident))
    lue["centre"].update(siret=siret, raison_sociale=f"Centre {centre}")
    lue["session"]["papiers_recus_le"] = None
    lue["candidats"] += [{**deepcopy(lue["candidats"][0]), "id": f"INVENTE-{rang}"} for rang in range(plus)]
    for rang, candidat in enumerate(lue["candidats"]):
        candidat.update(nom=f"{centre.upper()}-{'IJKLMNOPQR'[rang]}", prenoms=f"Prénom {centre}")
        candidat["naissance"].update(date=f"197{rang}-0{1 + (centre == 'Autre')}-13", commune=f"Ville-{centre}")
        candidat["resultat"]["commentaire"] = f"Propos tenus chez {centre}."
    lue["candidats"][0].update(premier)
    return json.dumps(lue, ensure_ascii=False).encode()


def propres(octets: bytes) -> set[str]:
    """The words of a session that nobody else may read."""
    lue = json.loads(octets)
    siens = {lue["centre"]["siret"], lue["centre"]["raison_sociale"]}
    for candidat in lue["candidats"]:
        siens |= {candidat["nom"], candidat["prenoms"], candidat["resultat"]["commentaire"]}
        siens |= {candidat["naissance"]["date"], candidat["naissance"]["commune"]}
    return siens


@dataclass
class Monde:
    """What the first centre has, by the names that routes give it; and who calls."""

    charge: bytes
    objets: dict[str, str]
    secrets: set[str]
    clients: dict[str | None, httpx.Client]
    jetons: dict[str | None, str]


@contextmanager
def peupler(serveur: Serveur) -> Iterator[Monde]:
    """A session of the first centre, attested, its papers and its lot made; a client for each caller."""
    with ExitStack() as pile:
        clients = {nom: pile.enter_context(serveur.client(nom)) for nom in (None, *APPELANTS)}
        octets = session("Premier", PREMIERE, SIRET)
        centre, etat, presse = clients["centre"], clients["ceres"], clients["impression"]
        depot = centre.post("/v1/depots", content=octets).json()["id"]
        assert etat.post("/v1/attestations", json={"depot": depot}).is_success
        types = {"types": "parchemin,bordereau_pv", "usage": "impression"}
        dossier = centre.post("/v1/dossiers", params={**types, "depot": depot}).headers["Location"]
        lot = presse.post("/v1/lots", json={"depots": [depot], "types": ["bordereau_pv"]}).headers["Location"]
        fait, imprime = attendre_travail(centre, dossier), attendre_travail(presse, lot)
        papiers = centre.get("/v1/registre?limite=200").json()["papiers"]
        numeros = [papier["numero"] for papier in papiers if papier["session"] == PREMIERE]
        volume = next(fichier["id"] for fichier in imprime["fichiers"] if "_VOL_" in fichier["nom"])
        objets = {"depot": depot, "session": PREMIERE, "dossier": fait["id"], "lot": imprime["id"], "volume": volume}
        pdf = next(fichier["id"] for fichier in fait["fichiers"] if fichier["nom"].endswith(".pdf"))
        objets |= {NUMERO: numeros[0], ANNULE: numeros[1], "fichier": pdf}
        secrets = propres(octets) | set(objets.values()) | set(numeros)
        jetons = {nom: entrer(client, serveur.secrets.get(nom or "")) for nom, client in clients.items()}
        yield Monde(octets, objets, secrets, clients, jetons)


def entrer(client: httpx.Client, cle: str | None) -> str:
    """Come in by the pages too; gives the token of the forms."""
    jeton = _jeton(client.get("/connexion", headers={"Accept": "text/html"}).text)
    if cle is None:
        return jeton
    assert client.post("/connexion", data={"cle": cle, "jeton": jeton}).status_code == 303
    return _jeton(client.get("/verification", headers={"Accept": "text/html"}).text)


def _jeton(html: str) -> str:
    trouve = re.search(r'name="jeton" value="([^"]+)"', html)
    assert trouve is not None, html
    return trouve[1]
