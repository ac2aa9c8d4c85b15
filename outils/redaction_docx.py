"""What the Word models are written with: sheets, paragraphs and tables in named styles, and docxtpl's tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from outils.styles_docx import document_vierge, identifiant

BROUILLON = "BROUILLON – SANS VALEUR"
CARTOUCHE = (
    "{{ abrege }}\u2003{{ intitule }}\u2003{{ code_titre }}\u2003millésime\u00a0{{ millesime }}"
    "{% if date_jo %}\u2003JO du\u00a0{{ date_jo }}{% endif %}\u2003modèle\u00a0{{ version_modele }}\tpage "
)
RAPPEL = (
    "{{ intitule }}{% if concerne %} · {{ concerne }}{% endif %} · {{ code_titre }} – {{ libelle_titre }}"
    " · session {{ session }}"
)
Lieu = Document | _Cell


def ecrire(lieu: Lieu, texte: str, style: str) -> Paragraph:
    """A paragraph; what is between ``**`` takes the style « Fort ». A cell's own empty paragraph is used first."""
    premier = lieu.paragraphs[0] if isinstance(lieu, _Cell) else None
    libre = premier is not None and premier.style is not None and premier.style.name != style and not premier.text
    vierge = premier if libre and len(lieu.paragraphs) == 1 else None
    paragraphe = vierge if vierge is not None else lieu.add_paragraph()
    paragraphe.style = style
    for rang, morceau in enumerate(texte.split("**")):
        if morceau:
            paragraphe.add_run(morceau, "Fort" if rang % 2 else None)
    return paragraphe


@contextmanager
def balise(lieu: Lieu, ordre: str) -> Iterator[None]:
    """What is written inside depends on the order: ``if …`` or ``for …``."""
    ecrire(lieu, f"{{%p {ordre} %}}", "Balise")
    yield
    ecrire(lieu, f"{{%p end{ordre.split()[0]} %}}", "Balise")


def lignes(lieu: Lieu, liste: str, style: str) -> None:
    """A paragraph for each text of a list of the view."""
    with balise(lieu, f"for ligne in {liste}"):
        ecrire(lieu, "{{ ligne }}", style)


def tableau(document: Document, style: str, largeurs: Sequence[float]) -> Table:
    """A table without a row, of columns of these widths in millimetres."""
    table: Table = document.add_table(0, len(largeurs))
    table.autofit = False
    table._tbl.tblPr.insert(0, parse_xml(f'<w:tblStyle {nsdecls("w")} w:val="{identifiant(style)}"/>'))
    for colonne, largeur in zip(table.columns, largeurs, strict=True):
        colonne.width = Mm(largeur)
    return table


def rangee(table: Table, *cellules: tuple[str, str] | None, hauteur: float = 0, tete: bool = False) -> _Row:
    """A row that no page break cuts; ``None`` leaves a cell to be written later."""
    rang: _Row = table.add_row()  # type: ignore[no-untyped-call]
    proprietes = rang._tr.get_or_add_trPr()
    proprietes.append(OxmlElement("w:cantSplit"))
    if hauteur:
        rang.height = Mm(hauteur)
    if tete:
        proprietes.append(OxmlElement("w:tblHeader"))
    for cellule, colonne, contenu in zip(rang.cells, table.columns, cellules, strict=True):
        cellule.width = colonne.width or Mm(0)
        if contenu:
            ecrire(cellule, *contenu)
    return rang


def cellules(*textes: str, style: str = "Cellule") -> Iterator[tuple[str, str]]:
    """Cells of one style."""
    return ((texte, style) for texte in textes)


def tete(table: Table, *titres: str) -> None:
    """The row of heads, which each page repeats."""
    rangee(table, *cellules(*titres, style="Tête de tableau"), tete=True)


def rangees(table: Table, ordre: str, *cellules: tuple[str, str]) -> None:
    """A row for each element of a list of the view."""
    vides = [None] * (len(cellules) - 1)
    rangee(table, (f"{{%tr {ordre} %}}", "Balise"), *vides)
    rangee(table, *cellules)
    rangee(table, ("{%tr endfor %}", "Balise"), *vides)


def feuille(haut: float, bas: float, cote: float, *, paysage: bool = False) -> Document:
    """An A4 sheet with its running head, its foot cartouche, and the draft's words on every page."""
    document = document_vierge()
    section = document.sections[0]
    largeur, hauteur = (297, 210) if paysage else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if paysage else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(largeur), Mm(hauteur)
    section.top_margin, section.bottom_margin = Mm(haut), Mm(bas)
    section.left_margin = section.right_margin = Mm(cote)
    section.header_distance, section.footer_distance = Mm(7), Mm(9)
    section.different_first_page_header_footer = True
    for premiere in (True, False):
        tete = section.first_page_header if premiere else section.header
        pied = section.first_page_footer if premiere else section.footer
        _tete(tete.paragraphs[0], tete.add_paragraph, premiere)
        pied.paragraphs[0].style = "Cartouche"
        _cartouche(pied.paragraphs[0], largeur - 2 * cote)
    return document


def _tete(premier: Paragraph, ajouter: object, premiere: bool) -> None:
    assert callable(ajouter)
    textes = [("{%p if brouillon %}", "Balise"), (BROUILLON, "Brouillon"), ("{%p endif %}", "Balise")]
    textes.append(("", "Intervalle") if premiere else (RAPPEL, "Rappel"))
    premier.text, premier.style = textes[0]
    for texte, style in textes[1:]:
        ajouter(texte, style)


def _cartouche(paragraphe: Paragraph, largeur: float) -> None:
    paragraphe.paragraph_format.tab_stops.add_tab_stop(Mm(largeur), WD_TAB_ALIGNMENT.RIGHT)
    paragraphe.add_run(CARTOUCHE)
    for champ, suite in (("PAGE", "/"), ("NUMPAGES", "")):
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), champ)
        simple.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
        paragraphe._p.append(simple)
        if suite:
            paragraphe.add_run(suite)
