"""A volume, once printed: what a reader and a printer need of it is added, then what it really holds is read back.

pikepdf finishes: it copies the pages of a thousand documents as they are, in a few milliseconds. pypdfium2 reads the
text, as it does for the press.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docgen.errors import RenduImpossible
from docgen.rendering.lecture_qr import COTE, MARGE, lire_symbole, modules_de_l_image

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

    from docgen.rendering.press import Feuillet

_POINTS_PAR_MM: Final = 72 / 25.4
_COTE_IMAGE: Final = COTE + 2 * MARGE
_FOLIO: Final = re.compile(r"page\s+(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Repere:
    """A line of the outline: where it leads (page from 0), and how deep it stands (0 for the first level)."""

    page: int
    intitule: str
    niveau: int = 0


@dataclass(frozen=True, slots=True)
class Finition:
    """What is added to a volume.

    ``etiquettes``: for a page, what its label and those that follow begin with. ``decalages``: how far fronts then
    backs are moved, in millimetres to the right and down.
    """

    intitule: str
    sujet: str
    reperes: Sequence[Repere]
    etiquettes: Mapping[int, str]
    recto: bool
    decalages: tuple[tuple[float, float], tuple[float, float]] = ((0, 0), (0, 0))


def en_paysage(feuillet: Feuillet) -> bool:
    """True when the last page of a document lies: the empty page behind it then lies too."""
    taille = feuillet.livre.get_page_size_at(feuillet.debut + feuillet.pages - 1)
    return bool(taille.width > taille.height)


def finir_volume(source: Path, cible: Path, finition: Finition) -> None:
    """Write the volume with its outline, page labels and viewer preferences; the same bytes for the same volume."""
    import pikepdf

    with pikepdf.open(source) as pdf:
        pdf.docinfo["/Title"] = finition.intitule
        pdf.docinfo["/Subject"] = finition.sujet
        pdf.docinfo["/Creator"] = "Docgen"
        racine = pdf.Root
        racine.Lang = pikepdf.String("fr-FR")
        racine.PageMode = pikepdf.Name.UseOutlines
        racine.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.Simplex if finition.recto else pikepdf.Name.DuplexFlipLongEdge,
            PrintScaling=pikepdf.Name("/None"),
            PickTrayByPDFSize=True,
            DisplayDocTitle=True,
        )
        racine.PageLabels = _etiquettes(finition.etiquettes)
        racine.Outlines = _sommaire(pdf, finition.reperes)
        _decaler(pdf, finition)
        pdf.save(
            cible,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )


def _etiquettes(etiquettes: Mapping[int, str]) -> Dictionary:
    import pikepdf

    nombres = pikepdf.Array()
    for page, prefixe in sorted(etiquettes.items()):
        nombres.append(page)
        nombres.append(pikepdf.Dictionary(P=pikepdf.String(prefixe), S=pikepdf.Name.D))
    return pikepdf.Dictionary(Nums=nombres)


def _sommaire(pdf: Pdf, reperes: Sequence[Repere]) -> Object:
    """The outline: two levels, the second one folded."""
    import pikepdf

    pages = [page.obj for page in pdf.pages]
    sommet = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
    parents: list[tuple[Object, list[Object]]] = [(sommet, [])]
    for repere in reperes:
        destination = pikepdf.Array([pages[repere.page], pikepdf.Name.Fit])
        ligne = pdf.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(repere.intitule), Dest=destination))
        if repere.niveau == 0:
            parents[0][1].append(ligne)
            parents.append((ligne, []))
        else:
            parents[-1][1].append(ligne)
    for rang, (parent, enfants) in enumerate(parents):
        _enchainer(parent, enfants, deplie=rang == 0)
    return sommet


def _enchainer(parent: Object, enfants: Sequence[Object], *, deplie: bool) -> None:
    if not enfants:
        return
    parent.First, parent.Last = enfants[0], enfants[-1]
    parent.Count = len(enfants) if deplie else -len(enfants)
    for precedent, suivant in zip(enfants, enfants[1:], strict=False):
        precedent.Next, suivant.Prev = suivant, precedent
    for enfant in enfants:
        enfant.Parent = parent


def _decaler(pdf: Pdf, finition: Finition) -> None:
    """Move the pages by moving the sheet under them: what is printed does not change, its place on the paper does."""
    if not any(any(decalage) for decalage in finition.decalages):
        return
    for rang, page in enumerate(pdf.pages):
        droite, bas = finition.decalages[0 if finition.recto else rang % 2]
        gauche, dessous, large, haut = (float(cote) for cote in page.MediaBox.as_list())  # type: ignore[arg-type]
        x, y = droite * _POINTS_PAR_MM, bas * _POINTS_PAR_MM
        page.MediaBox = [round(cote, 3) for cote in (gauche - x, dessous + y, large - x, haut + y)]


@dataclass(frozen=True, slots=True)
class PageRelue:
    """What a page really holds: no text at all (``vide``), its folios, its words, the address of its QR code."""

    texte: str
    folios: frozenset[tuple[int, int]]
    adresse: str | None


def relire_volume(fichier: Path) -> Iterator[PageRelue]:
    """Every page of a volume, in order, one at a time: memory does not grow with the volume.

    Raises:
        RenduImpossible: the file cannot be read, or a QR code is damaged.
    """
    import pikepdf
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(fichier)
    except pypdfium2.PdfiumError as cause:
        raise RenduImpossible(
            f"Le volume « {fichier.name} » ne se relit pas : le fichier est abîmé. Relancez le lot."
        ) from cause
    try:
        with pikepdf.open(fichier) as structure:
            for rang, page in enumerate(structure.pages):
                texte = _texte(pdf, rang)
                folios = frozenset((int(folio), int(dernier)) for folio, dernier in _FOLIO.findall(texte))
                yield PageRelue(texte, folios, _adresse(page.obj))
    finally:
        pdf.close()


def _texte(pdf: object, rang: int) -> str:
    page = pdf[rang]  # type: ignore[index]
    texte = page.get_textpage()
    try:
        return str(texte.get_text_bounded())
    finally:
        texte.close()
        page.close()


def _adresse(page: Object) -> str | None:
    """The text of the QR code that the page embeds, if there is one."""
    objets = page.Resources.get("/XObject")
    for objet in objets.as_dict().values() if objets is not None else ():  # type: ignore[union-attr]
        if objet.get("/Width") == _COTE_IMAGE and objet.get("/Height") == _COTE_IMAGE:
            return lire_symbole(modules_de_l_image(objet.read_bytes()))
    return None
