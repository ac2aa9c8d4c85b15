"""Workbooks: one sheet of typed cells with a frozen head and filters, the same bytes for the same demand.

XlsxWriter is the engine. It dates the parts of the archive from 1980; the day of the document is given to it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

POLICE = "Calibri"
ENCRE, FILET = "#1B2B4B", "#B9C0CC"
ONGLET_MAX = 31
ENTETE_MAX = 200


@dataclass(frozen=True, slots=True)
class DemandeClasseur:
    """One workbook to write; ``date`` is the document's own, ``rappel`` heads each printed page.

    Of each column: its head, its width in characters, and whether its cells are days.
    """

    intitule: str
    onglet: str
    rappel: str
    colonnes: Sequence[tuple[str, int, bool]]
    lignes: Sequence[Sequence[str | date | None]]
    date: datetime
    brouillon: bool = False


def classeur(demande: DemandeClasseur) -> bytes:
    """The bytes of the workbook. A text stays a text: neither a formula nor a link, whatever it begins with."""
    flux = io.BytesIO()
    with Workbook(flux, {"in_memory": True}) as livre:
        livre.set_properties(
            {"title": demande.intitule, "author": "Docgen", "created": demande.date.replace(tzinfo=None)}
        )
        feuille = livre.add_worksheet(demande.onglet[:ONGLET_MAX])
        _ecrire(livre, feuille, demande)
        _mettre_en_page(feuille, demande)
    return flux.getvalue()


def _ecrire(livre: Workbook, feuille: Worksheet, demande: DemandeClasseur) -> None:
    entete = livre.add_format(
        {"bold": True, "font_name": POLICE, "font_color": "#FFFFFF", "bg_color": ENCRE, "text_wrap": True}
    )
    cellule = {"font_name": POLICE, "valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": FILET}
    texte = livre.add_format({**cellule, "num_format": "@"})
    jour = livre.add_format({**cellule, "num_format": "dd/mm/yyyy", "align": "left"})
    for rang, (intitule, largeur, _) in enumerate(demande.colonnes):
        feuille.set_column(rang, rang, largeur)
        feuille.write_string(0, rang, intitule, entete)
    for ligne, valeurs in enumerate(demande.lignes, start=1):
        for rang, valeur in enumerate(valeurs):
            if isinstance(valeur, date):
                feuille.write_datetime(ligne, rang, datetime(valeur.year, valeur.month, valeur.day), jour)
            elif valeur:
                feuille.write_string(ligne, rang, valeur, texte)
            else:
                feuille.write_blank(ligne, rang, None, jour if demande.colonnes[rang][2] else texte)


def _mettre_en_page(feuille: Worksheet, demande: DemandeClasseur) -> None:
    derniere = (len(demande.lignes), len(demande.colonnes) - 1)
    feuille.freeze_panes(1, 2)
    feuille.autofilter(0, 0, *derniere)
    feuille.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    feuille.set_landscape()
    feuille.set_paper(9)  # A4
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(0)
    feuille.print_area(0, 0, *derniere)
    feuille.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    marque = " – BROUILLON, SANS VALEUR" if demande.brouillon else ""
    rappel = demande.rappel.replace("&", "&&")
    feuille.set_header(f"&L{rappel[: ENTETE_MAX - len(marque)]}{marque}")
    feuille.set_footer("&Rpage &P/&N")
