"""Office files read by other programs than those that write them: python-docx, openpyxl and LibreOffice."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from docx import Document
from docx.document import Document as DocumentWord
from docx.table import Table

from docgen.rendering import fonts

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


def en_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """What LibreOffice prints of each document, all in one start of it, with our fonts alone."""
    return _convertis({f"{nom}.docx": contenu for nom, contenu in documents.items()}, "pdf")


def cellules(tableau: bytes) -> list[list[tuple[object, str]]]:
    """What a spreadsheet makes of a CSV with semicolons: each cell's value and kind (``s``: text)."""
    # Separator, quotes, UTF-8, from the first line: what its import window proposes.
    (classeur,) = _convertis({"tableau.csv": tableau}, "xlsx", "--infilter=CSV:59,34,76,1").values()
    feuille = openpyxl.load_workbook(io.BytesIO(classeur)).active
    assert feuille is not None
    return [[(cellule.value, cellule.data_type) for cellule in rangee] for rangee in feuille.iter_rows()]


def _convertis(fichiers: Mapping[str, bytes], extension: str, *options: str) -> dict[str, bytes]:
    """Each file converted, by its name without extension."""
    programme = shutil.which("soffice")
    assert programme, "LibreOffice is missing: run « make installer »"
    with TemporaryDirectory(prefix="docgen-bureautique-") as lieu:
        dossier = Path(lieu)
        for nom, contenu in fichiers.items():
            (dossier / nom).write_bytes(contenu)
        profil = f"-env:UserInstallation={(dossier / 'profil').as_uri()}"
        sources = [str(dossier / nom) for nom in fichiers]
        subprocess.run(
            [programme, profil, "--headless", "--convert-to", extension, *options, "--outdir", lieu, *sources],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts.preparer()), "HOME": lieu},
            capture_output=True,
            check=True,
            timeout=120,
        )
        return {Path(nom).stem: (dossier / nom).with_suffix(f".{extension}").read_bytes() for nom in fichiers}
