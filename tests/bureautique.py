"""Word files read by another library than the one that writes them: python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as DocumentWord
from docx.table import Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def ouvrir(contenu: bytes) -> DocumentWord:
    return Document(io.BytesIO(contenu))


def textes(contenu: bytes) -> list[str]:
    """The text of each paragraph, heads and feet included, in the order of the parts."""
    return [
        "".join(noeud.text or "\t" if noeud.tag == f"{W}t" else "\t" for noeud in paragraphe.iter(f"{W}t", f"{W}tab"))
        for racine in racines(contenu)
        for paragraphe in racine.iter(f"{W}p")
    ]


def racines(contenu: bytes) -> Iterator[Any]:
    """The XML of the body, then of the heads and feet."""
    document = ouvrir(contenu)
    yield document.element
    for section in document.sections:
        for partie in (section.first_page_header, section.header, section.first_page_footer, section.footer):
            yield partie._element


def parties(contenu: bytes) -> dict[str, bytes]:
    """Each file of the package."""
    with zipfile.ZipFile(io.BytesIO(contenu)) as paquet:
        return {nom: paquet.read(nom) for nom in paquet.namelist()}


def tetes_repetees(tableau: Table) -> int:
    """How many rows come again at the head of each page."""
    return len(tableau._tbl.findall(f"{W}tr/{W}trPr/{W}tblHeader"))


def rangees_secables(tableau: Table) -> int:
    """How many rows a page break may cut."""
    return len(tableau.rows) - len(tableau._tbl.findall(f"{W}tr/{W}trPr/{W}cantSplit"))
