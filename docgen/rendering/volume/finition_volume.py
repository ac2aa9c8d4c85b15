"""A volume, once printed: what a reader and a printer need of it is added, then what it really holds is read back.

pikepdf finishes: it copies the pages of a thousand documents as they are, in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pikepdf
from pikepdf import Dictionary, OutlineItem, Pdf

from docgen.errors import RenduImpossible
from docgen.rendering.presse.relecture_pages import PageRelue, pages_relues
from docgen.rendering.symboles import APoser, poser_sur_les_pages
from docgen.rendering.volume import cartouche

if TYPE_CHECKING:
    from docgen.rendering.presse.feuillet import Feuillet

_POINTS_PAR_MM: Final = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Repere:
    """A line of the outline: where it leads (page from 0), and how deep it stands (0 for the first level)."""

    page: int
    intitule: str
    niveau: int = 0


@dataclass(frozen=True, slots=True)
class Finition:
    """What is added to a volume.

    ``pages``: for each page of the volume, the rank of the printed page that it is; the empty ones are printed once
    and shown many times. ``etiquettes``: for a page, what its label and those that follow begin with. ``decalages``:
    how far fronts then backs are moved, in millimetres to the right and down. ``cartouches``: the pages that will bear
    the name of the volume; ``a_poser``: what a page lacks, for those that lack something.
    """

    intitule: str
    sujet: str
    pages: Sequence[int]
    reperes: Sequence[Repere]
    etiquettes: Mapping[int, str]
    recto: bool
    decalages: tuple[tuple[float, float], tuple[float, float]] = ((0, 0), (0, 0))
    cartouches: Sequence[int] = ()
    a_poser: Mapping[int, APoser | None] = field(default_factory=dict)


def en_paysage(feuillet: Feuillet) -> bool:
    """True when the last page of a document lies: the empty page behind it then lies too."""
    taille = feuillet.livre.get_page_size_at(feuillet.debut + feuillet.pages - 1)
    return bool(taille.width > taille.height)


def finir_volume(source: Path, cible: Path, finition: Finition) -> None:
    """Write the volume with its outline, page labels and viewer preferences; the same bytes for the same volume."""
    with pikepdf.open(source) as pdf:
        pdf.docinfo["/Title"] = finition.intitule
        pdf.docinfo["/Subject"] = finition.sujet
        pdf.docinfo["/Creator"] = "Docgen"
        racine = pdf.Root
        _ranger(pdf, finition.pages)
        racine.Lang = pikepdf.String("fr-FR")
        racine.PageMode = pikepdf.Name.UseOutlines
        racine.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.Simplex if finition.recto else pikepdf.Name.DuplexFlipLongEdge,
            PrintScaling=pikepdf.Name("/None"),
            PickTrayByPDFSize=True,
            DisplayDocTitle=False,  # the window says which file it is: all the volumes have one title
        )
        racine.PageLabels = _etiquettes(finition.etiquettes)
        _ecrire_le_sommaire(pdf, finition.reperes)
        rangees = racine.Pages.Kids
        cartouche.reserver(pdf, [rangees[rang] for rang in finition.cartouches])
        poser_sur_les_pages(pdf, ((rangees[rang], pose) for rang, pose in finition.a_poser.items() if pose))
        _decaler(pdf, finition)
        pdf.save(
            cible,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )


def _ranger(pdf: Pdf, ordre: Sequence[int]) -> None:
    """Put the pages in their order; one that is shown again is another page of the same contents."""
    imprimees = [page.obj for page in pdf.pages]
    sommet = pdf.Root.Pages
    montrees: set[int] = set()
    pages = []
    for rang in ordre:
        page = imprimees[rang]
        if rang in montrees:
            page = pdf.make_indirect(copy(page))
        montrees.add(rang)
        page.Parent = sommet
        pages.append(page)
    sommet.Kids = pikepdf.Array(pages)
    sommet.Count = len(pages)


def _etiquettes(etiquettes: Mapping[int, str]) -> Dictionary:
    nombres: list[object] = []
    for page, prefixe in sorted(etiquettes.items()):
        nombres += page, pikepdf.Dictionary(P=pikepdf.String(prefixe), S=pikepdf.Name.D)
    return pikepdf.Dictionary(Nums=pikepdf.Array(nombres))


def _ecrire_le_sommaire(pdf: Pdf, reperes: Sequence[Repere]) -> None:
    """The outline: two levels, the second one folded."""
    pages = list(pdf.Root.Pages.Kids)  # pikepdf remembers the pages as they were before
    with pdf.open_outline() as sommaire:
        for repere in reperes:
            ligne = OutlineItem(repere.intitule, pikepdf.Array([pages[repere.page], pikepdf.Name.Fit]))
            if repere.niveau == 0:
                sommaire.root.append(ligne)
            else:
                sommaire.root[-1].is_closed = True
                sommaire.root[-1].children.append(ligne)


def _decaler(pdf: Pdf, finition: Finition) -> None:
    """Move the pages by moving the sheet under them: what is printed does not change, its place on the paper does."""
    if not any(any(decalage) for decalage in finition.decalages):
        return
    for rang, page in enumerate(pdf.Root.Pages.Kids):
        droite, bas = finition.decalages[0 if finition.recto else rang % 2]
        gauche, dessous, large, haut = (float(cote) for cote in page.MediaBox.as_list())
        x, y = droite * _POINTS_PAR_MM, bas * _POINTS_PAR_MM
        page.MediaBox = [round(cote, 3) for cote in (gauche - x, dessous + y, large - x, haut + y)]


def relire_volume(fichier: Path) -> Iterator[PageRelue]:
    """Every page of a volume, in order, one at a time.

    Raises:
        RenduImpossible: the file cannot be read.
    """
    try:
        yield from pages_relues(fichier)
    except pikepdf.PdfError as cause:
        raise RenduImpossible(
            f"Le volume « {fichier.name} » ne se relit pas : le fichier est abîmé. Relancez le lot."
        ) from cause
