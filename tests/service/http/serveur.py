"""A real service for the tests: ``docgen servir`` in a process of its own, on a free port, with its keys."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from docgen.registre.ouverture_registre import ouvrir_registre
from service.acces.tables import ClesApi
from service.socle.appelant import Role
from service.socle.donnees import Base, ouvrir_base
from tests.attente import attendre
from tests.maison.arbre import RACINE
from tests.naissances import demarrer
from tests.registres import poser_registre

PUBLIQUE = "http://papiers.exemple.fr"  # not of this machine, so that papers are true ones; no secure cookies
EXEMPLES = RACINE / "docgen" / "exemples"
JOUR = "2019-03-20"
SIRET, AUTRE_SIRET = "99999999800019", "99999999700011"
# No certificate is read for what has none: it would take longer than the call.
demander = partial(httpx.get, timeout=60, verify=False)
Appelants = Mapping[str, tuple[Role, str | None]]
APPELANTS: Appelants = {
    "ceres": (Role.CERES, None),
    "centre": (Role.CENTRE, SIRET),
    "autre": (Role.CENTRE, AUTRE_SIRET),
    "impression": (Role.IMPRESSION, None),
    "verificateur": (Role.VERIFICATEUR, None),
    "admin": (Role.ADMIN, None),
}


def charge(nom: str = "session-titre-validee", **session: Any) -> bytes:
    """An example payload; ``session`` changes fields of its session."""
    lue = json.loads((EXEMPLES / f"{nom}.json").read_text(encoding="utf-8"))
    lue["session"].update(session)
    return json.dumps(lue, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Serveur:
    """A running service. ``secrets`` are its keys by caller."""

    adresse: str
    dossier: Path
    secrets: Mapping[str, str]
    processus: subprocess.Popen[bytes]

    def client(self, appelant: str | None = "ceres", **entetes: str) -> httpx.Client:
        """A client that calls as one of :data:`APPELANTS`, or as nobody."""
        if appelant is not None:
            entetes["Authorization"] = f"Bearer {self.secrets[appelant]}"
        return httpx.Client(base_url=self.adresse, headers=entetes, timeout=60, verify=False)

    @contextmanager
    def base(self) -> Iterator[Base]:
        """What it remembers, seen from another process."""
        base = ouvrir_base(f"sqlite:///{self.dossier / 'docgen.db'}")
        yield base
        base.fermer()

    def journal(self) -> list[dict[str, Any]]:
        """The lines of its log."""
        return lignes_entieres(self.dossier / "journal.txt")

    def lignes_de(self, reference: str, nombre: int) -> list[dict[str, Any]]:
        """Those of a reference, once there are that many: a line is written after its answer is sent."""

        def ecrites() -> list[dict[str, Any]]:
            siennes = [ligne for ligne in self.journal() if ligne.get("reference") == reference]
            return siennes if len(siennes) >= nombre else []

        return attendre(ecrites)


@contextmanager
def servir(
    dossier: Path,
    registre: str | None = None,
    arguments: tuple[str, ...] = (),
    appelants: Appelants = APPELANTS,
    **variables: str,
) -> Iterator[Serveur]:
    """Start the service over a folder, make the keys, stop it at the end."""
    url = registre or poser_registre(dossier)
    milieu = environnement(dossier, url, **variables)
    secrets = creer_cles(url, dossier / "cles.json", appelants)
    sortie = dossier / "journal.txt"
    with sortie.open("wb") as flux:
        processus = demarrer(["servir", "--port", "0", *arguments], milieu, cwd=dossier, stderr=flux)
    try:
        yield Serveur(_adresse(sortie, processus), dossier, secrets, processus)
    finally:
        processus.send_signal(signal.SIGTERM)
        processus.wait(30)


def environnement(dossier: Path, url: str, **variables: str) -> dict[str, str]:
    """What a process of an installation knows: the places of its folder, and no setting of this machine's."""
    return {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("DOCGEN_")} | {
        "DOCGEN_REGISTRE": url,
        "DOCGEN_CLES": str(dossier / "cles.json"),
        "DOCGEN_FICHIERS": str(dossier / "fichiers"),
        "DOCGEN_COMMUNES": "non",
        "DOCGEN_URL_PUBLIQUE": PUBLIQUE,
        "PYTHONPATH": str(RACINE),
        **variables,
    }


def creer_cles(url: str, chemin: Path, appelants: Appelants = APPELANTS) -> dict[str, str]:
    """One key for each caller."""
    registre = ouvrir_registre(url, chemin)
    base = ouvrir_base(url)
    cles = ClesApi(base)
    secrets = {nom: cles.creer(registre, nom, role, siret)[1] for nom, (role, siret) in appelants.items()}
    base.fermer()
    return secrets


def repond(adresse: str) -> bool:
    """True once what is asked there is given."""
    with suppress(httpx.HTTPError):
        return demander(adresse, timeout=10).is_success
    return False


def _adresse(sortie: Path, processus: subprocess.Popen[bytes]) -> str:
    """The address that it says, once it answers there."""

    def dite() -> str:
        dit = sortie.read_text(encoding="utf-8")
        assert processus.poll() is None, f"the service did not start:\n{dit}"
        adresse = dit.partition("\n")[0].rpartition(" ")[2]
        return adresse if "\n" in dit and repond(f"{adresse}/sante") else ""

    return attendre(dite)


def lignes_entieres(journal: Path) -> list[dict[str, Any]]:
    """The lines of a log, but one that is being written."""
    lignes = journal.read_text(encoding="utf-8").splitlines()
    return [json.loads(ligne) for ligne in lignes if ligne.startswith("{") and ligne.endswith("}")]


def attendre_pret(client: httpx.Client) -> httpx.Response:
    """What readiness says once it is there: workers say that they are alive a little after the service answers."""

    def pret() -> httpx.Response | None:
        reponse = client.get("/sante/pret")
        return reponse if reponse.is_success else None

    reponse = attendre(pret)
    assert reponse is not None
    return reponse


def attendre_travail(client: httpx.Client, adresse: str) -> dict[str, Any]:
    """A job, once it is over."""

    def fini() -> dict[str, Any]:
        travail: dict[str, Any] = client.get(adresse).raise_for_status().json()
        return travail if travail["fini"] else {}

    return attendre(fini, pas_s=0.05)


def bloquants(manquements: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The rules that refuse, of all that the service says to be amiss."""
    return frozenset(un["regle"] for un in manquements if un["gravite"] == "BLOQUANT")
