"""Clients that other people's generators make of the published description, in two languages, call a real service."""

from __future__ import annotations

import datetime
import hashlib
import importlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.app import document
from tests.maison.arbre import RACINE
from tests.service.http.serveur import EXEMPLES, JOUR, Serveur

CLIENTS = RACINE / "tests" / "clients"
EXEMPLE = EXEMPLES / "session-titre-validee.json"
DOCUMENT = document()
FAIT = "fait"
BINAIRES = (
    "application/pdf",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def _noeuds(noeud: Any) -> Iterator[dict[str, Any]]:
    if isinstance(noeud, dict):
        yield noeud
        for valeur in noeud.values():
            yield from _noeuds(valeur)
    elif isinstance(noeud, list):
        for element in noeud:
            yield from _noeuds(element)


def test_deux_modeles_n_ont_pas_le_meme_titre() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert {nom: schema["title"] for nom, schema in schemas.items()} == {nom: nom for nom in schemas}
    titres = Counter(
        noeud["title"].casefold()
        for noeud in _noeuds(schemas)
        if isinstance(noeud.get("title"), str) and ("type" in noeud or "enum" in noeud or "properties" in noeud)
    )
    assert [titre for titre, fois in titres.items() if fois > 1] == []


def test_deux_valeurs_d_une_enumeration_ne_different_pas_que_par_la_casse() -> None:
    doubles = []
    for noeud in _noeuds(DOCUMENT):
        if isinstance(noeud.get("enum"), list):
            comptes = Counter(str(valeur).casefold().replace("_", " ") for valeur in noeud["enum"])
            doubles += [valeur for valeur, fois in comptes.items() if fois > 1]
    assert doubles == []


def _decrire(dossier: Path) -> Path:
    chemin = dossier / "openapi.json"
    chemin.write_text(json.dumps(DOCUMENT, ensure_ascii=False), encoding="utf-8")
    return chemin


def _outillage(verrou: str) -> tuple[Path, bool]:
    """A folder of our environment for what that lock installs, and if it is done: they live apart from our libraries,
    of which they ask other versions.
    """
    empreinte = hashlib.sha256((CLIENTS / verrou).read_bytes()).hexdigest()[:12]
    dossier = Path(sys.prefix) / f"clients-{empreinte}"
    return dossier, (dossier / FAIT).exists()


@pytest.fixture(scope="session")
def outils_python() -> Path:
    """The programs of the Python generator, installed once for their lock by its user's own pip."""
    dossier, fait = _outillage("requirements.txt")
    if not fait:
        subprocess.run([sys.executable, "-m", "venv", "--clear", dossier], check=True, timeout=120)
        installer = ("-m", "pip", "install", "--quiet", "--require-hashes", "-r", CLIENTS / "requirements.txt")
        subprocess.run([dossier / "bin" / "python", *installer], check=True, timeout=240)
        (dossier / FAIT).touch()
    return dossier / "bin"


def test_le_client_d_openapi_python_client(
    serveur: Serveur, outils_python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reglages = {"post_hooks": [], "content_type_overrides": dict.fromkeys(BINAIRES, "application/octet-stream")}
    (tmp_path / "reglages.json").write_text(json.dumps(reglages))
    commande = (outils_python / "openapi-python-client", "generate", "--path", _decrire(tmp_path))
    options = ("--output-path", tmp_path / "client_fait", "--meta", "none", "--config", tmp_path / "reglages.json")
    fait = subprocess.run(
        [*commande, *options, "--fail-on-warning"], capture_output=True, text=True, check=False, timeout=120
    )
    assert fait.returncode == 0, fait.stdout + fait.stderr
    monkeypatch.syspath_prepend(str(tmp_path))

    def api(nom: str) -> Any:
        return importlib.import_module(f"client_fait.api.{nom}")

    modeles = importlib.import_module("client_fait.models")
    client = importlib.import_module("client_fait").AuthenticatedClient(serveur.adresse, serveur.secrets["ceres"])
    charge = modeles.Charge.from_dict(json.loads(EXEMPLE.read_text(encoding="utf-8")))
    jour = datetime.date.fromisoformat(JOUR)
    assert len(api("références.publiques_regles").sync(client=client)) > 50
    depot = api("dépôts.depots_deposer").sync_detailed(client=client, body=charge, date=jour, nom="essai.json")
    assert (depot.status_code, depot.parsed.etat, depot.parsed.nom) == (201, "ACCEPTE", "essai.json")
    relu = api("dépôts.depots_lire").sync(depot.parsed.id, client=client)
    assert relu.to_dict() == depot.parsed.to_dict()
    documents = api("documents.documents_produire_documents")
    produit = documents.sync_detailed("bordereau_pv", client=client, body=charge, date=jour, format_="pdf")
    assert (produit.status_code, produit.parsed.payload.read(5)) == (200, b"%PDF-")
    absent = api("travaux.travaux_lire").sync_detailed("inconnu", client=client)
    assert (absent.status_code, absent.parsed.status) == (404, 404)


@pytest.fixture(scope="session")
def outils_ts() -> Path:
    """The programs of the TypeScript generator, installed once for their lock by its user's own npm."""
    dossier, fait = _outillage("package-lock.json")
    if not fait:
        dossier.mkdir(exist_ok=True)
        for nom in ("package.json", "package-lock.json"):
            shutil.copy(CLIENTS / nom, dossier)
        commande = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(commande, cwd=dossier, check=True, timeout=240)
        (dossier / FAIT).touch()
    return dossier


def test_le_client_d_openapi_typescript(serveur: Serveur, outils_ts: Path, tmp_path: Path) -> None:
    for nom in ("appels.ts", "tsconfig.json", "package.json"):
        shutil.copy(CLIENTS / nom, tmp_path)
    (tmp_path / "node_modules").symlink_to(outils_ts / "node_modules")
    programmes = outils_ts / "node_modules" / ".bin"
    commandes: tuple[list[str | Path], ...] = (
        [programmes / "openapi-typescript", _decrire(tmp_path), "-o", tmp_path / "description.ts", "--enum"],
        [programmes / "tsc", "-p", tmp_path],
    )
    for commande in commandes:
        fait = subprocess.run(commande, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        assert fait.returncode == 0, fait.stdout + fait.stderr
    arguments = [serveur.adresse, serveur.secrets["ceres"], str(EXEMPLE), JOUR]
    appele = subprocess.run(
        ["node", "fait/appels.js", *arguments], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    dit = json.loads(appele.stdout)
    assert dit.pop("regles") > 50
    assert dit.pop("detail").endswith(".")
    assert dit == {"statut": 201, "etat": "ACCEPTE", "manquements": 0}
