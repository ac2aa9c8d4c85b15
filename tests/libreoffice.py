"""What LibreOffice makes of office files, read by other libraries than those that write them."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from docgen.rendering import fonts


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
