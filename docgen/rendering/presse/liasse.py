"""Many documents of one page in one layout: style sheets are read once, and fonts found once.

Each document begins on a page of its own. Since all of them are first pages, and last ones too, what the style sheets
say of the first page is said of every page, and the counters of pages are always 1: it is true as long as each
document takes one page, which is known once they are laid out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from docgen.rendering.presse.feuillet import DemandePresse
from docgen.rendering.presse.relecture import sans_facultatifs

DOCUMENTS_MAX: Final = 100
# What a style sheet says of a model whose first margins are none: the engine moves others after a forced break.
_PARTAGEABLE: Final = "--mise-en-page: partageable"
_SEULE: Final = "--mise-en-page: seule"  # and of one that often takes several pages
_FERMETURE: Final = re.compile(r"</body>\s*</html>\s*")
_TITRE: Final = re.compile(r"<title>.*?</title>")
_PREMIERE: Final = re.compile(r"@page\s*:first\b")
_COURANTE: Final = re.compile(r"([^{}]*)\{[^{}]*\bposition:\s*running\(")
_NOM: Final = re.compile(r"\w+")
_CLASSE: Final = re.compile(r"\.([\w-]+)")
_COMPTEUR: Final = re.compile(r"\bcounter\(\s*pages?\s*\)")


def groupes(
    demandes: Sequence[DemandePresse], styles: Callable[[tuple[Path, ...]], str]
) -> Iterator[list[DemandePresse]]:
    """The documents, in order, with those that follow one another and may share a layout together."""
    groupe: list[DemandePresse] = []
    cle: object = None
    for demande in demandes:
        suivante = _cle(demande, styles(demande.styles))
        if groupe and (suivante is None or suivante != cle or len(groupe) == DOCUMENTS_MAX):
            yield groupe
            groupe = []
        groupe.append(demande)
        cle = suivante
    if groupe:
        yield groupe


def assembler(groupe: Sequence[DemandePresse]) -> str:
    """One HTML of a group."""
    parties = [_parties(demande.html) for demande in groupe]
    corps = (f'<div{attributs} style="break-before: page">{contenu}</div>' for _, attributs, contenu in parties)
    return f"{parties[0][0]}<body>{''.join(corps)}</body></html>"


@lru_cache(maxsize=64)
def une_page_chacun(styles: str) -> str:
    """The style sheets, where every page is the first and the only one of its document."""
    return _PREMIERE.sub("@page", _COMPTEUR.sub('"1"', styles))


def _cle(demande: DemandePresse, styles: str) -> object:
    """What documents of one layout have in common; ``None`` for one that must be alone."""
    tete, attributs, contenu = _parties(demande.html)
    if (
        _PARTAGEABLE not in styles
        or _SEULE in styles
        or demande.brouillon
        or not tete
        or "style=" in attributs
        or "<style" in tete
        or "<link" in tete
    ):
        return None
    classes = _classes_courantes(styles)
    return None if classes is None else (styles, tete, tuple(_courants(sans_facultatifs(contenu), classes)))


@lru_cache(maxsize=64)
def _classes_courantes(styles: str) -> re.Pattern[str] | None:
    """Finds where a running element is named, by its class; ``None`` when one is named otherwise."""
    regles = _COURANTE.findall(styles)
    classes = [_CLASSE.fullmatch(selecteur.strip()) for selecteur in regles]
    noms = [classe[1] for classe in classes if classe]
    if len(noms) < len(regles):
        return None
    return re.compile(rf"""class=["'](?:[^"'>]*\s)?(?:{"|".join(noms) or "(?!)"})(?![\w-])""")


@lru_cache(maxsize=64)
def _ouvre_ou_ferme(nom: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){nom}\b[^>]*>")


def _courants(html: str, classes: re.Pattern[str]) -> Iterator[str]:
    for classe in classes.finditer(html):
        debut, profondeur = html.rfind("<", 0, classe.start()), 0
        nom = _NOM.match(html, debut + 1)
        for balise in _ouvre_ou_ferme(nom[0]).finditer(html, debut) if nom else ():
            profondeur += -1 if balise[1] else 1
            if not profondeur:
                yield html[debut : balise.end()]
                break


def _parties(html: str) -> tuple[str, str, str]:
    """What stands before the body, without the title; the attributes of the body; what it holds."""
    tete, ouverture, reste = html.partition("<body")
    attributs, _, contenu = reste.partition(">")
    fin = contenu.rfind("</body>")
    if not ouverture or fin < 0 or not _FERMETURE.fullmatch(contenu, fin):
        return "", "", ""
    return _TITRE.sub("", tete), attributs, contenu[:fin]
