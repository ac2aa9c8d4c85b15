"""Every command that a page tells exists, with its options and the words that a list gives for them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from docgen.cli.commandes import app
from docgen.domain.papiers.papier import MOTIFS, ActePapier
from tests.maison.arbre import RACINE, nom

PAGES = [
    RACINE / "README.md",
    RACINE / "CONTRIBUTING.md",
    *sorted((RACINE / "docs").rglob("*.md")),
    *sorted((RACINE / "docs" / "deploiement").glob("*.service")),
    RACINE / "docs" / "deploiement" / "compose.yaml",
    RACINE / "docs" / "deploiement" / "alertes.yaml",
]
RACINE_DES_COMMANDES: Any = typer.main.get_command(app)
MAKE = set(re.findall(r"^([a-z-]+):.*## ", (RACINE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
_BLOC = re.compile(r"^ *```[a-z]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_CITEE = re.compile(r"`([^`\n]+)`|« (docgen [^»\n]+?) »")
MOTIFS_DES_COMMANDES = {
    commande: MOTIFS[acte]
    for commande, acte in (
        ("annuler", ActePapier.ANNULATION),
        ("reediter", ActePapier.REEDITION),
        ("gacher", ActePapier.GACHAGE),
        ("rebuter", ActePapier.GACHAGE),
    )
}
# What only shows a form: a choice of words, an option between brackets, what was left out.
_FORME = re.compile(r"[|\[\]…]|\bDIR\b")


def dites(texte: str) -> Iterator[str]:
    """Each line of a block, each quotation."""
    for bloc in _BLOC.findall(texte):
        yield from re.sub(r"\\\n\s*", " ", bloc).splitlines()
    for citees in _CITEE.findall(_BLOC.sub("", texte)):
        yield from filter(None, citees)
    yield from re.findall(r"^ExecStart=(.*)$", texte, re.MULTILINE)


def commandes(texte: str, programme: str) -> Iterator[list[str]]:
    """The words after a program, in every command line of a page."""
    for ligne in dites(texte):
        for ordre in re.split(r"&&|;|\|(?= )", ligne.partition(" #")[0]):
            if re.search(rf"(^|[\s/]){programme}(\s|$)", ordre):
                apres = re.split(rf"(?:^|[\s/]){programme}(?=\s|$)", ordre, maxsplit=1)[1]
                if not _FORME.search(apres):
                    yield shlex.split(apres.replace("’", "'") if apres.count("'") % 2 == 0 else apres.replace("'", "’"))


def fautes(mots: list[str]) -> Iterator[str]:
    """What a command line names that does not exist."""
    commande, reste = RACINE_DES_COMMANDES, list(mots)
    while reste and hasattr(commande, "commands") and not reste[0].startswith("-"):
        suivante = commande.commands.get(reste[0])
        if suivante is None:
            yield f"commande {reste[0]}"
            return
        commande, reste = suivante, reste[1:]
    connues = {option for parametre in commande.params for option in getattr(parametre, "opts", ())} | {"--help"}
    for mot in reste:
        if mot.startswith("--") and mot.partition("=")[0] not in connues:
            yield f"option {mot}"
    motifs = MOTIFS_DES_COMMANDES.get(commande.name)
    if motifs is not None and "--motif" in reste and (motif := reste[reste.index("--motif") + 1]) not in motifs:
        yield f"motif {motif}"


@pytest.mark.parametrize("page", PAGES, ids=nom)
def test_les_commandes_d_une_page_existent_avec_leurs_options(page: Path) -> None:
    texte = page.read_text(encoding="utf-8")
    fausses = [(mots, faute) for mots in commandes(texte, "docgen") for faute in fautes(mots)]
    assert fausses == []
    assert {mots[0] for mots in commandes(texte, "make") if mots} - MAKE == set()


def test_le_guide_d_exploitation_dit_chaque_commande_de_qui_tient_le_service() -> None:
    texte = (RACINE / "docs" / "guide" / "exploitation.md").read_text(encoding="utf-8")
    dit = {tuple(mot for mot in mots[:2] if not mot.startswith("-")) for mots in commandes(texte, "docgen")}
    for voulue in (
        ("servir",),
        ("ouvrier",),
        ("diagnostic",),
        ("registre", "migrer"),
        ("registre", "verifier"),
        ("registre", "reprendre"),
        ("travaux", "lister"),
        ("cle", "creer"),
        ("cle-signature", "nouvelle"),
    ):
        assert any(mots[: len(voulue)] == voulue for mots in dit), voulue


@pytest.mark.parametrize(
    ("ligne", "faute"),
    [
        ("docgen servir --prot 80", "option --prot"),
        ("DOCGEN_OUVRIERS=0 docgen servire", "commande servire"),
        ("docgen registre verifier --temoins", "option --temoins"),
        ("docgen registre gacher 2019-974-0000001-V --motif bourrage", "motif bourrage"),
    ],
)
def test_une_commande_fausse_se_voit(ligne: str, faute: str) -> None:
    (mots,) = commandes(f"```\n{ligne}\n```\n", "docgen")
    assert list(fautes(mots)) == [faute]
