"""Make the fonts of the pages: ``python -m outils.polices_pages`` writes ``service/site/static/*.woff2``.

They are cut from the fonts of the documents, pinned in the lock: the letters of European languages written in Latin,
and the signs that the pages use. The licence reserves the name « Source » for what was not cut, hence other names.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from docgen.rendering.fonts import fichiers

STATIQUES = Path(__file__).resolve().parents[1] / "service" / "site" / "static"
LATINES = (*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’“”„…‹›€→←↑↓−·•№\u202f\u2009\u200b"))
# Names only: a browser fetches these when one is on the page (« unicode-range » in docgen.css).
AUTRES = (*range(0x180, 0x250), *range(0x300, 0x370), *range(0x370, 0x530), *range(0x1E00, 0x2000))
POLICES = (
    ("SourceSans3-Regular.ttf", "Docgen Sans", "docgen-sans-400.woff2", LATINES),
    ("SourceSans3-Semibold.ttf", "Docgen Sans", "docgen-sans-600.woff2", LATINES),
    ("SourceSans3-Regular.ttf", "Docgen Sans", "docgen-sans-400-noms.woff2", AUTRES),
    ("SourceSans3-Semibold.ttf", "Docgen Sans", "docgen-sans-600-noms.woff2", AUTRES),
    ("SourceSerifPro-Semibold.ttf", "Docgen Serif", "docgen-serif-600.woff2", LATINES),
)
_NOMS_DE_FAMILLE = (1, 3, 4, 6, 16, 21, 25)


def tailler(source: Path, famille: str, cible: Path, lettres: Iterable[int]) -> int:
    """Cut one font, under its new name; the size of what was written."""
    with TTFont(source, recalcTimestamp=False) as police:
        options = Options(
            layout_features=["kern", "liga", "tnum", "lnum", "mark", "locl"], hinting=False, name_IDs=["*"]
        )
        coupe = Subsetter(options)
        coupe.populate(unicodes=lettres)
        coupe.subset(police)
        for ligne in police["name"].names:
            if ligne.nameID in _NOMS_DE_FAMILLE:
                sans_espace = ligne.nameID == 6  # the PostScript name
                ligne.string = famille.replace(" ", "") if sans_espace else famille
        police.flavor = "woff2"
        police.save(cible)
    return cible.stat().st_size


def main() -> None:
    """Cut every font of the pages."""
    sources = {fichier.name: fichier for fichier in fichiers()}
    for nom, famille, cible, lettres in POLICES:
        print(f"{cible} : {tailler(sources[nom], famille, STATIQUES / cible, lettres)} octets")


if __name__ == "__main__":
    main()
