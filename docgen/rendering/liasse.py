"""Many documents of one page in one layout: style sheets are read once, and fonts found once.

Each document begins on a page of its own. Since all of them are first pages, and last ones too, what the style sheets
say of the first page is said of every page, and the counters of pages are always 1: it is true as long as each
document takes one page, which is known once they are laid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from docgen.rendering.press import DemandePresse

DOCUMENTS_MAX: Final = 100
_PARTIES: Final = re.compile(r"(.*?)<body\b([^>]*)>(.*)</body>\s*</html>\s*", re.DOTALL)
_TITRE: Final = re.compile(r"<title>.*?</title>")
_PREMIERE: Final = re.compile(r"@page\s*:first\b")
_COMPTEUR: Final = re.compile(r"\bcounter\(\s*pages?\s*\)")


def groupes(demandes: Sequence[DemandePresse]) -> Iterator[list[DemandePresse]]:
    """The documents, in order, with those that follow one another and may share a layout together."""
    groupe: list[DemandePresse] = []
    cle: object = None
    for demande in demandes:
        suivante = _cle(demande)
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


def _cle(demande: DemandePresse) -> object:
    """What documents of one layout have in common; ``None`` for one that must be alone."""
    tete, attributs, _ = _parties(demande.html)
    if demande.brouillon or not tete or "style=" in attributs or "<style" in tete or "<link" in tete:
        return None
    return tuple(demande.styles), tete


def _parties(html: str) -> tuple[str, str, str]:
    """What stands before the body, without the title; the attributes of the body; what it holds."""
    trouvees = _PARTIES.fullmatch(html)
    if trouvees is None:
        return "", "", ""
    tete, attributs, contenu = trouvees.groups()
    return _TITRE.sub("", tete), attributs, contenu
