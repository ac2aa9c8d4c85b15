"""Scans made to harm, or broken: a clear error each, within time and memory, and nothing kept of them."""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import signal
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from docgen.errors import UsageInvalide
from docgen.rendering.numerise.assemblage import assembler
from docgen.usecases.processus import isolement
from docgen.usecases.processus.isolement import isoler
from docgen.usecases.retours.lecture_retours import lire_un_fichier
from outils.numerisation import en_pdf
from tests.attente import attendre
from tests.rendering.gabarits import octets
from tests.usecases.processus.taches import lire_sous_une_limite_plus_basse, rendre_beaucoup, tourner
from tests.usecases.retours.bureau import ici

DELAI_S = 20


def _page_immense() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.pages[0].Contents = pdf.make_stream(b"0 g 0 0 14400 14400 re f")
        pdf.pages[0].obj.UserUnit = 1000
        return octets(pdf)


def bombe_de_flux(traits: int = 100_000) -> bytes:
    """A page of that many strokes, which its file tells in a few."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[0].Contents = pdf.make_stream(
            zlib.compress(b"0 0 m 1 1 l S\n" * traits, 1), Filter=pikepdf.Name.FlateDecode
        )
        return octets(pdf)


def _chiffre() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        return octets(pdf, encryption=pikepdf.Encryption(owner="a", user="b"))


def _trop_de_pages() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        une = pdf.pages[0].obj
        pdf.Root.Pages.Kids = pikepdf.Array([une] * 20_000)
        pdf.Root.Pages.Count = 20_000
        return octets(pdf)


def _png_geant() -> bytes:
    entete = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)

    def bloc(nom: bytes, corps: bytes) -> bytes:
        return struct.pack(">I", len(corps)) + nom + corps + struct.pack(">I", zlib.crc32(nom + corps))

    donnees = zlib.compress(bytes(7_501) * 20_000, 9)
    return b"\x89PNG\r\n\x1a\n" + bloc(b"IHDR", entete) + bloc(b"IDAT", donnees) + bloc(b"IEND", b"")


HOSTILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "vide": (lambda: b"", "ni un PDF, ni une image"),
    "texte": (lambda: b"Bonjour.", "ni un PDF, ni une image"),
    "pdf coupe": (lambda: b"%PDF-1.7\n1 0 obj\n<<", "abîmé"),
    "chiffre": (_chiffre, "mot de passe"),
    "trop de pages": (_trop_de_pages, "20000 pages"),
    "png geant": (_png_geant, "60000 × 60000"),
    "archive": (lambda: b"PK\x03\x04" + bytes(500), "ni un PDF, ni une image"),
}


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_fichier_hostile_est_refuse_en_clair(nom: str) -> None:
    faire, dit = HOSTILES[nom]
    contenu, debut = faire(), time.monotonic()
    lecture = lire_un_fichier(nom, contenu, isoler)
    assert time.monotonic() - debut < DELAI_S
    assert lecture.pages == ()
    assert lecture.refus
    assert dit in lecture.refus


@pytest.mark.parametrize("faire", [_page_immense, bombe_de_flux])
def test_une_bombe_est_lue_ou_refusee_dans_les_limites(faire: Callable[[], bytes]) -> None:
    lecture = lire_un_fichier("bombe.pdf", faire(), isoler)
    assert lecture.refus or [page.code for page in lecture.pages] == [None]


def test_un_scan_abime_n_importe_ou_ne_donne_jamais_une_fausse_page() -> None:
    """One in ten of those of the proof (tests/preuves/test_papiers_rendus.py)."""
    sains = en_fichiers([Image.new("L", (827, 1169), 240)] * 2)
    for graine in range(0, 300, 10):
        lecture = lire_un_fichier(*abimer(sains, graine), ici)
        assert lecture.refus or all(page.code is None for page in lecture.pages), graine


def test_un_document_ne_porte_rien_des_autres_pages_de_son_fichier() -> None:
    """Some scanners give all pages one list of pictures; pages may lead to others. None of that is of the document."""
    with pikepdf.new() as pdf:
        genre = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "BitsPerComponent": 8}
        vues = {f"/V{n}": pdf.make_stream(b"page %d|" % n * 9, Width=7, Height=9, **genre) for n in range(3)}
        partagees = pdf.make_indirect(pikepdf.Dictionary(XObject=pikepdf.Dictionary(vues)))
        for rang in range(3):
            pdf.add_blank_page()
            pdf.pages[rang].obj.Contents = pdf.make_stream(b"q 9 0 0 9 0 0 cm /V%d Do Q" % rang)
            pdf.pages[rang].obj.Resources = partagees
        premiere = pdf.pages[0].obj
        premiere.B = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(P=pdf.pages[1].obj))])
        lien = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Dest=pikepdf.Array([pdf.pages[2].obj]))
        premiere.Annots = pikepdf.Array([pdf.make_indirect(lien)])
        contenu = octets(pdf)
    (document,) = assembler([("un", [("scan", 0, 0)])], {"scan": contenu})
    with pikepdf.open(io.BytesIO(document)) as lu:
        flux = [objet.read_bytes() for objet in lu.objects if isinstance(objet, pikepdf.Stream)]
        assert [rang for rang in range(3) if any(b"page %d|" % rang in un for un in flux)] == [0]
        pages = [
            objet for objet in lu.objects if isinstance(objet, pikepdf.Dictionary) and objet.get("/Type") == "/Page"
        ]
        assert len(pages) == 1


def en_fichiers(vues: list[Image.Image]) -> dict[str, bytes]:
    """The same pages in a file of each format; the first alone, where a file holds one."""
    tampons = {genre: io.BytesIO() for genre in ("JPEG", "PNG", "TIFF")}
    for genre, tampon in tampons.items():
        suite = {"save_all": True, "append_images": vues[1:]} if genre == "TIFF" else {}
        vues[0].save(tampon, genre, dpi=(100, 100), **suite)
    return {"PDF": en_pdf(vues, [100] * len(vues))} | {genre: un.getvalue() for genre, un in tampons.items()}


def abimer(sains: dict[str, bytes], graine: int) -> tuple[str, bytes]:
    """One of these files, spoilt here and there, then cut, as that seed says; and a name for it."""
    alea = random.Random(graine)
    genre = alea.choice(sorted(sains))
    abime = bytearray(sains[genre])
    for _ in range(alea.choice((1, 10, 200, 5_000))):
        abime[alea.randrange(len(abime))] = alea.randrange(256)
    return f"abime-{graine}.{genre.lower()}", bytes(abime[: alea.randrange(1, len(abime) + 1)])


def test_une_page_lue_mais_abimee_est_reprise_en_image() -> None:
    """What draws a page is not what puts it in a document: one that only the first reads is kept as it was drawn."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        police = pikepdf.Dictionary(FontFile=pdf.make_stream(b"une police"))
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=police))
        abime = b"finduflux".join(octets(pdf).rsplit(b"endstream", 1))
    (document,) = assembler([("un", [("scan", 0, 0)])], {"scan": abime})
    assert b"/Image" in document


def test_ce_qui_tombe_dans_un_enfant_est_dit_et_n_encombre_aucun_journal(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolement, "_couveuses", [])  # what is born now writes where this test reads
    with pytest.raises(UsageInvalide, match=r"abîmé \(ZeroDivisionError\)"):
        isoler(divmod, 1, 0)
    with pytest.raises(UsageInvalide, match="plus de temps ou de mémoire"):
        isoler(os._exit, 3)
    assert capfd.readouterr().err == ""


def test_ce_qui_depasse_les_limites_dit_son_fichier() -> None:
    with pytest.raises(UsageInvalide, match="plus de temps ou de mémoire"):
        isoler(bytearray, 4 << 30)


def test_une_machine_occupee_n_est_pas_la_faute_d_un_fichier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolement, "DELAI_S", 1)
    isoler(time.sleep, 1.2)
    with pytest.raises(UsageInvalide, match="plus de temps ou de mémoire"):
        isoler(tourner)


def test_un_enfant_ne_survit_pas_a_qui_l_a_lance(tmp_path: Path) -> None:
    parent = multiprocessing.get_context("spawn").Process(target=isoler, args=(rendre_beaucoup, tmp_path))
    parent.start()
    attendre((tmp_path / "pid").exists)
    pid = attendre((tmp_path / "pid").read_text)
    os.kill(parent.pid or 0, signal.SIGSTOP)
    (tmp_path / "suite").touch()
    parent.kill()
    parent.join()

    def fini() -> bool:
        statut = Path(f"/proc/{pid}/status")
        return not statut.exists() or "State:\tZ" in statut.read_text()

    attendre(fini, DELAI_S)


def test_qui_a_moins_de_memoire_qu_il_n_est_permis_lit_encore() -> None:
    enfant = multiprocessing.get_context("spawn").Process(target=lire_sous_une_limite_plus_basse)
    enfant.start()
    enfant.join(DELAI_S)
    assert enfant.exitcode == 0
