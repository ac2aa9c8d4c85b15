"""The rule book as a page of the documentation, in French Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.regles import MODULES
from docgen.domain.regles.registry import REGLES, THEMES, Regle
from docgen.domain.regles.vocabulaire import Effet, Lecture

LECTURES = {Lecture.L: "la source le dit", Lecture.D: "déduit de la source", Lecture.F: "la réglementation le dit"}
EFFETS = {
    Effet.BLOQUANT: "bloquant",
    Effet.AVERTISSEMENT: "avertissement",
    Effet.EFFET: "effet (change des données)",
    Effet.PROPRIETE: "propriété des documents",
}
ENTETE = """# Le livre des règles

Cette page est produite à partir des règles elles-mêmes : on ne la modifie pas à la main.

Une règle *bloquante* refuse le geste ou le document ; un *avertissement* est signalé sans refuser ; un *effet* rend
des données modifiées ; une *propriété* est vérifiée sur les documents produits. Les règles *locales* viennent du seul
guide AFPAR (La Réunion) et peuvent être coupées par configuration."""


def _lignes(regle: Regle) -> Iterator[str]:
    yield f"### {regle.code}\n"
    yield f"{regle.enonce}\n"
    yield f"- Source : {regle.source} ({LECTURES[regle.lecture]})"
    yield f"- Effet : {EFFETS[regle.effet]}{' ; règle locale' if regle.locale else ''}"
    if regle.gestes:
        yield f"- Gestes : {', '.join(f'`{geste.value}`' for geste in regle.gestes)}"
    if regle.du or regle.au:
        bornes = (("à partir du", regle.du), ("jusqu’au", regle.au))
        yield f"- En vigueur {' '.join(f'{mot} {jour_francais(jour)}' for mot, jour in bornes if jour)}"
    if regle.preuve:
        yield f"- Preuve : {regle.preuve}"
    if regle.note:
        yield f"- Note : {regle.note}"
    yield ""


def _non_controle() -> Iterator[str]:
    yield "## Ce que les sources demandent et que ces règles ne contrôlent pas\n"
    for module in MODULES:
        yield from (f"- {phrase}" for phrase in module.NON_CONTROLE)
    yield ""


def page() -> str:
    """The whole page, one trailing newline."""
    lignes = [ENTETE, ""]
    for theme, regles in groupby(REGLES.values(), key=lambda regle: regle.theme):
        lignes.append(f"## {theme} – {THEMES[theme]}\n")
        for regle in regles:
            lignes.extend(_lignes(regle))
    lignes.extend(_non_controle())
    return "\n".join(lignes).rstrip() + "\n"
