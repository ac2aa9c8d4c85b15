"""Every proof, one after the other: ``make proofs``. Each says what it did, with its seed, and whether it holds.

A part that fails does not stop those that follow; the account at the end names it, with what runs it alone again, and
the code is 1. ``AMPLEUR=0.1`` plays a tenth of every part, ``PARTIES="charge annee"`` some of them, ``GRAINE`` their
draws: without it, campaigns have their own, and the one that never plays twice the same draws it here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import SystemRandom

from benchmarks import mesure
from tests.ampleur import AMPLEUR, PREUVES, regle, tailles_changees

ICI = Path(__file__).parent
TIREE = "deux_centres"  # never plays twice the same draws
TOURS = regle("TOURS", 5)  # of the register's races


def parties(graine: int) -> dict[str, list[list[str]]]:
    """The commands of each part, by its name; the longest last."""
    essais = ["-m", "pytest", "-s", "-p", "no:cacheprovider", f"--hypothesis-profile={PREUVES}"]
    essais += [f"--hypothesis-seed={graine}"]
    fichiers = {fichier.stem.removeprefix("test_"): fichier for fichier in sorted(ICI.glob("test_*.py"))}
    return {
        "concurrence": [[*essais, "tests/registre/test_concurrence.py"]] * TOURS,
        **{nom: [[*essais, str(fichier)]] for nom, fichier in fichiers.items()},
        "proprietes": [[*essais, "-m", "hypothesis", "tests"]],
        "annee": [["-m", "tests.preuves.annee"]],
    }


def jouer(voulues: Mapping[str, Sequence[Sequence[str]]], graine: int) -> int:
    """Run these parts, and account for them; 1 if one does not hold."""
    comptes: dict[str, tuple[int, int]] = {}
    for nom, commandes in voulues.items():
        print(f"\n── {nom} (ampleur {AMPLEUR:g}, graine {graine})", flush=True)
        debut = time.monotonic()
        codes = [subprocess.run([sys.executable, *commande], check=False).returncode for commande in commandes]
        comptes[nom] = (next((code for code in codes if code), 0), round(time.monotonic() - debut))
    print(f"\nPreuves (ampleur {AMPLEUR:g}, graine {graine}) :")
    for nom, (code, secondes) in comptes.items():
        seule = f" ; code {code} : {_comment_seule(nom, graine)}" if code else ""
        print(f"  {'✗' if code else '✓'} {nom:<24} {secondes:>6} s{seule}")
    if not tailles_changees() and comptes.keys() == parties(graine).keys():
        mesure.ecrire("preuves", {nom: {"code": code, "secondes": s} for nom, (code, s) in comptes.items()})
    return int(any(code for code, _ in comptes.values()))


def _comment_seule(nom: str, graine: int) -> str:
    tiree = f" GRAINE={graine}" if nom == TIREE or "GRAINE" in os.environ else ""
    return f"AMPLEUR={AMPLEUR:g}{tiree} PARTIES={nom} make proofs"


def main() -> int:
    """The parts that the environment names, or all of them; 2 when it names one that does not exist."""
    graine = regle("GRAINE", SystemRandom().randrange(1 << 32), entiere=True)
    toutes = parties(graine)
    noms = os.environ.get("PARTIES", "").replace(",", " ").split() or list(toutes)
    if inconnues := sorted(set(noms) - toutes.keys()):
        print(f"Parties inconnues : {', '.join(inconnues)}. Elles sont : {', '.join(toutes)}.", file=sys.stderr)
        return 2
    return jouer({nom: toutes[nom] for nom in noms}, graine)


if __name__ == "__main__":
    sys.exit(main())
