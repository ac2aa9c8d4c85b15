"""The collector of cycles waits for the end of a render, frees all of it, and memory stays what it was."""

from __future__ import annotations

import ast
import gc
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import RenduImpossible
from docgen.rendering import memoire
from docgen.rendering.archive.moteur_archive import MoteurArchive
from docgen.rendering.presse.moteur_presse import MoteurPresse
from tests.maison.arbre import RACINE
from tests.rendering import gabarits, test_press

CHEZ_LUI = RACINE / "docgen" / "rendering" / "memoire.py"


@pytest.fixture
def passages() -> Iterator[list[int]]:
    """The generations that were collected, as they are."""
    vus: list[int] = []

    def noter(phase: str, details: dict[str, int]) -> None:
        if phase == "start":
            vus.append(details["generation"])

    gc.callbacks.append(noter)
    yield vus
    gc.callbacks.remove(noter)


def test_rien_n_est_ramasse_pendant_un_rendu(passages: list[int]) -> None:
    gabarits.moteur(), test_press.moteur()  # made outside
    gc.collect()
    passages.clear()
    with memoire.sans_ramassage():
        gabarits.pdf()
        test_press.pdf("<p>Élodie Martin</p>")
        assert passages == []
    assert gc.isenabled()


def test_le_ramassage_reprend_apres_une_faute() -> None:
    with pytest.raises(RenduImpossible):
        gabarits.pdf("<p>\U00012000</p>")
    assert gc.isenabled()


def test_qui_l_avait_arrete_le_garde_arrete() -> None:
    gc.disable()
    try:
        gabarits.pdf()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_un_rendu_ne_laisse_rien_que_le_premier_ramassage_ne_libere() -> None:
    for _ in range(3):
        gabarits.pdf()
    gc.collect()
    avant = len(gc.get_objects())
    for _ in range(12):
        gabarits.pdf()
    gc.collect(0)  # the youngest alone: nothing of a living document was set aside as old
    assert len(gc.get_objects()) - avant < 500


def test_ce_qui_est_fige_n_est_plus_parcouru_et_le_redevient() -> None:
    gc.unfreeze()
    with memoire.figee():
        assert gc.get_freeze_count() > 10_000
    assert gc.get_freeze_count() == 0
    gc.freeze()  # as other tests expect it


def test_ce_qui_est_fige_pour_de_bon_le_reste() -> None:
    avant, vivants = gc.get_freeze_count(), [[rang] for rang in range(20_000)]
    memoire.figer()
    with memoire.figee():
        pass
    assert gc.get_freeze_count() - avant >= len(vivants)


def test_ce_qui_est_libre_est_rendu_au_systeme() -> None:
    """The last block is alive, above all the others: they stay ours until they are given back."""
    blocs = [bytes(60_000) for _ in range(1_000)]
    del blocs[:-1]
    avant = occupee()
    memoire.rendre_la_place()
    assert avant - occupee() > 40_000_000


def occupee() -> int:
    """Bytes that this process holds now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")


def test_une_seule_regle_pour_toute_la_maison() -> None:
    autres = [
        fichier.relative_to(RACINE).as_posix()
        for paquet in ("docgen", "service")
        for fichier in (RACINE / paquet).rglob("*.py")
        if fichier != CHEZ_LUI and _importe_gc(fichier)
    ]
    assert autres == []


def _importe_gc(fichier: Path) -> bool:
    texte = fichier.read_text(encoding="utf-8")
    noeuds = ast.walk(ast.parse(texte)) if re.search(r"\bgc\b", texte) else ()
    return any(isinstance(noeud, ast.Import) and any(nom.name == "gc" for nom in noeud.names) for noeud in noeuds)


def test_la_commande_ramasse_rarement() -> None:
    code = (
        "import gc, sys\nfrom docgen.cli import main\nsys.argv = ['docgen', '--version']\n"
        "try: main()\nexcept SystemExit: print(gc.get_threshold()[0])"
    )
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=RACINE)
    assert int(fini.stdout.split()[-1]) >= 200_000


@pytest.mark.parametrize("moteur", [MoteurArchive, MoteurPresse])
def test_un_moteur_fait_ramasser_plus_souvent(moteur: type[MoteurArchive | MoteurPresse]) -> None:
    seuils = gc.get_threshold()
    try:
        memoire.regler(bref=True)
        moteur()
        assert gc.get_threshold()[0] == 50_000
    finally:
        gc.set_threshold(*seuils)
