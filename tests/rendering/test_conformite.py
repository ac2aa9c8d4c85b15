"""PDF/A-3a and PDF/UA-1, judged by veraPDF; and proof that the judge sees faults."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, Stream

from tests.rendering.gabarits import octets, page, page_complete, pdf
from tests.verapdf import Infraction, Profil, nombre_regles, valider

pytestmark = pytest.mark.lent

PROFILS: tuple[Profil, ...] = ("PDFA_3_A", "PDFUA_1")
Geste = Callable[[Pdf], None]


@cache
def complet(brouillon: bool = False) -> bytes:
    """A document with all that ours may hold."""
    return pdf(page_complete(), brouillon=brouillon)


@pytest.mark.parametrize(("profil", "regles"), [("PDFA_3_A", 150), ("PDFUA_1", 100)])
def test_profils_officiels_sont_charges(profil: Profil, regles: int) -> None:
    assert nombre_regles(profil) >= regles


@pytest.mark.parametrize("profil", PROFILS)
@pytest.mark.parametrize("brouillon", [False, True])
def test_document_complet_est_conforme(profil: Profil, brouillon: bool) -> None:
    assert valider(complet(brouillon), profil) == []


@pytest.mark.parametrize("profil", PROFILS)
def test_document_sans_auteur_ni_piece_est_conforme(profil: Profil) -> None:
    assert valider(pdf(piece=None), profil) == []


@pytest.mark.parametrize("profil", PROFILS)
def test_signes_invisibles_sont_conformes(profil: Profil) -> None:
    assert valider(pdf(page("<p>Marie\u2011Ann\u200de\u202f; a\u0323\u0301 \u00a0« x »</p>")), profil) == []


def gater(contenu: bytes, geste: Geste) -> bytes:
    """The same file, spoilt."""
    with pikepdf.open(io.BytesIO(contenu)) as document:
        geste(document)
        return octets(document)


def _elements(document: Pdf, sorte: str) -> list[Dictionary]:
    return [o for o in document.objects if isinstance(o, Dictionary) and o.get("/S") == Name(sorte)]


def sans_alternative(document: Pdf) -> None:
    for figure in _elements(document, "/Figure"):
        del figure["/Alt"]


def sans(cle: str) -> Geste:
    """Take an entry of the catalogue away."""

    def retirer(document: Pdf) -> None:
        del document.Root[cle]

    return retirer


def sans_police(document: Pdf) -> None:
    for objet in document.objects:
        if isinstance(objet, Dictionary) and "/FontFile2" in objet:
            del objet["/FontFile2"]


def _remplacer_xmp(motif: bytes, apres: bytes) -> Geste:
    def remplacer(document: Pdf) -> None:
        paquet, fois = re.subn(motif, apres, document.Root.Metadata.read_bytes(), flags=re.DOTALL)
        assert fois == 1
        document.Root.Metadata = document.make_indirect(Stream(document, paquet, Type=Name.Metadata, Subtype=Name.XML))

    return remplacer


def sans_relation(document: Pdf) -> None:
    for objet in document.objects:
        if isinstance(objet, Dictionary) and objet.get("/Type") == Name("/Filespec"):
            del objet["/AFRelationship"]


def _avec_script(document: Pdf) -> None:
    document.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize(
    ("geste", "profil", "clause"),
    [
        (sans_alternative, "PDFUA_1", "7.3"),
        (sans("/Lang"), "PDFUA_1", "7.2"),
        (sans("/MarkInfo"), "PDFA_3_A", "6.7.2.2"),
        (sans("/MarkInfo"), "PDFUA_1", "6.2"),
        (sans("/StructTreeRoot"), "PDFA_3_A", "6.7.3.3"),
        (sans_police, "PDFA_3_A", "6.2.11.4.1"),
        (sans_police, "PDFUA_1", "7.21.4.1"),
        (sans("/OutputIntents"), "PDFA_3_A", "6.2.4.3"),
        (_remplacer_xmp(b'pdfuaid:part="1"', b""), "PDFUA_1", "5"),
        (_remplacer_xmp(b"<pdfaExtension:schemas>.*</pdfaExtension:schemas>", b""), "PDFA_3_A", "6.6.2.3.1"),
        (_remplacer_xmp(b'conformance="A"', b'conformance="B"'), "PDFA_3_A", "6.6.4"),
        (sans_relation, "PDFA_3_A", "6.8"),
        (_avec_script, "PDFA_3_A", "6.5.1"),
        (sans("/ViewerPreferences"), "PDFUA_1", "7.1"),
    ],
)
def test_faute_plantee_est_trouvee(geste: Geste, profil: Profil, clause: str) -> None:
    trouvees = valider(gater(complet(), geste), profil)
    assert clause in {faute.clause for faute in trouvees}, trouvees
    assert all(isinstance(faute, Infraction) and faute.message and faute.contexte for faute in trouvees)


@pytest.mark.parametrize("profil", PROFILS)
def test_reecriture_sans_faute_reste_conforme(profil: Profil) -> None:
    """The faults above come from the act, not from rewriting the file."""
    assert valider(gater(complet(), lambda document: None), profil) == []


def test_image_sans_alternative_est_trouvee_a_la_source() -> None:
    fautes = valider(
        pdf(page("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='9' height='9'/></svg>")),
        "PDFUA_1",
    )
    assert {faute.clause for faute in fautes} == {"7.3"}
