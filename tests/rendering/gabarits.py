"""Small documents to render: valid by default, each argument spoils or adds one thing."""

from __future__ import annotations

import atexit
import io
import re
from datetime import UTC, datetime
from functools import cache
from html import escape, unescape
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from pikepdf import Pdf

from docgen.rendering import fonts
from docgen.rendering.archive.moteur_archive import DemandeArchive, MoteurArchive, PieceJointe
from docgen.rendering.qr import qr_a_tracer

STYLE = f"""
@page {{ size: A4; margin: 20mm; }}
html {{ font-family: {fonts.pile_serif}; font-size: 11pt; }}
h1, th {{ font-family: {fonts.pile_sans}; }}
td, th {{ border: 0.5pt solid black; padding: 1mm; text-align: left; }}
img.qr {{ width: 30mm; height: 30mm; image-rendering: crisp-edges; }}
"""
ADRESSE = "http://localhost:8000/verification/2019-069-0000001-X?k=abc&c=" + "A" * 86
ECRITURES = (
    "Đặng",
    "Šimůnek",
    "Ελένη",
    "Ольга",
    "محمد",
    "שרה",
    "李明",
    "さくら",
    "김민준",
    "გიორგი",
    "Արամ",
    "अमिता",
    "สมชาย",
    "அருண்",
    "አበበ",
)
TABLEAU = (
    "<table><thead><tr><th scope='col'>Nom</th><th scope='col'>Décision</th></tr></thead>"
    "<tbody><tr><td>Martin</td><td>Admise</td></tr></tbody></table>"
)


def page(corps: str = "<p>Élodie Martin</p>", *, langue: str = "fr-FR") -> str:
    return (
        f'<!DOCTYPE html><html lang="{langue}"><head><meta charset="utf-8"/><title>Essai</title></head>'
        f"<body><h1>Titre professionnel</h1>{corps}</body></html>"
    )


def page_complete() -> str:
    """Everything that a document of ours may hold."""
    return page(
        f"<p>{' '.join(ECRITURES)}</p><p>Un <strong>mot</strong>, un <em>autre</em>, 1 234 € – « oui ».</p>{TABLEAU}"
        f"<ul><li>Une ligne</li><li>Une autre</li></ul>{image_qr()}"
        "<p style='break-before: page'>Seconde page</p>"
    )


def image_qr(texte: str = ADRESSE) -> str:
    alt = "Code QR de vérification"
    return f'<p><img class="qr" alt="{alt}" data-texte="{escape(texte)}" src="{qr_a_tracer(texte)}"/></p>'


def codes_de(html: str) -> tuple[str, ...]:
    """What the codes of a page say, as whoever wrote it wanted it."""
    return tuple(map(unescape, re.findall(r'data-texte="([^"]*)"', html)))


def piece() -> PieceJointe:
    return PieceJointe("donnees.json", '{"nom": "Martin", "prénom": "Élodie"}'.encode(), "Données du document")


@cache
def dossier() -> Path:
    """A templates folder with one style sheet, for the whole test process."""
    racine = Path(mkdtemp(prefix="docgen-essais-"))
    atexit.register(rmtree, racine, ignore_errors=True)
    (racine / "style.css").write_text(STYLE, encoding="utf-8")
    return racine


@cache
def moteur() -> MoteurArchive:
    return MoteurArchive(dossier())


def demande(html: str | None = None, **autres: Any) -> DemandeArchive:
    return DemandeArchive(**(champs_de(page() if html is None else html) | {"piece": piece()} | autres))


def champs_de(html: str) -> dict[str, Any]:
    """What both engines are asked."""
    return {
        "html": html,
        "styles": (dossier() / "style.css",),
        "intitule": "Parchemin d'essai",
        "date": datetime(2019, 2, 25, 9, 30, tzinfo=UTC),
        "codes": codes_de(html),
    }


def pdf(html: str | None = None, **autres: Any) -> bytes:
    return moteur().rendre(demande(html, **autres)).contenu


def octets(document: Pdf, **options: Any) -> bytes:
    """A file of pikepdf's, as it is saved with these options."""
    sortie = io.BytesIO()
    document.save(sortie, **options)
    return sortie.getvalue()
