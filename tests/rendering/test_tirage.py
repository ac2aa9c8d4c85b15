"""A volume: many documents streamed to one file, read back page by page, whole or not there at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from docgen.errors import RenduImpossible
from docgen.rendering.press import MoteurPresse
from tests import lecture_pdf
from tests.rendering import gabarits
from tests.rendering.test_press import demande, moteur

JOUR = datetime(2019, 3, 20, tzinfo=UTC)


def test_un_volume_de_documents_et_de_pages_laissees_vides(tmp_path: Path) -> None:
    cible = tmp_path / "volume.pdf"
    couche = tmp_path / "couche.css"
    couche.write_text("@page { size: A4 landscape }")
    presse = MoteurPresse(tmp_path)
    portrait, paysage = presse.composer(
        [
            demande(gabarits.page("<p>Portrait</p>"), styles=()),
            demande(gabarits.page("<p>Paysage</p>"), styles=[couche]),
        ]
    )
    with presse.volume(cible, "Volume 1", JOUR) as volume:
        volume.imprimer(portrait)
        volume.page_blanche(mention="page laissée vide", paysage=False)
        volume.imprimer(paysage)
        volume.page_blanche(mention=None, paysage=True)
        assert list(tmp_path.glob("*.pdf")) == []
        assert volume.terminer() == 4
    contenu = cible.read_bytes()
    dernieres = [texte.strip().rpartition("\n")[2] for texte in lecture_pdf.textes(contenu)]
    assert dernieres == ["Portrait", "page laissée vide", "Paysage", ""]
    assert lecture_pdf.tailles(contenu) == [(210, 297), (210, 297), (297, 210), (297, 210)]
    assert set(tmp_path.iterdir()) == {couche, cible}


def test_les_lettres_perdues_sont_attribuees_a_leur_document_et_rien_ne_reste(tmp_path: Path) -> None:
    corps = {"Premier": "<p>Élodie</p>", "Le fautif": "<p hidden>Élodie</p>", "Dernier": "<p>Martin</p>"}
    feuillets = moteur().composer([demande(gabarits.page(un), intitule=nom) for nom, un in corps.items()])
    with moteur().volume(tmp_path / "volume.pdf", "Volume 1", JOUR) as volume:
        for feuillet in feuillets:
            volume.imprimer(feuillet)
        with pytest.raises(RenduImpossible, match="« Le fautif » n'a pas pu être composé : la mise en page a perdu"):
            volume.terminer()
    assert list(tmp_path.iterdir()) == []


def test_un_volume_vide_ou_inacheve_ne_laisse_rien(tmp_path: Path) -> None:
    with moteur().volume(tmp_path / "a.pdf", "A", JOUR) as vide, pytest.raises(RenduImpossible, match="aucun document"):
        vide.terminer()
    with moteur().volume(tmp_path / "b.pdf", "B", JOUR) as inacheve:
        inacheve.imprimer(moteur().composer([demande()])[0])
    assert list(tmp_path.iterdir()) == []


def test_un_volume_manque_laisse_le_fichier_d_avant(tmp_path: Path) -> None:
    cible = tmp_path / "volume.pdf"
    cible.write_bytes(b"avant")
    with moteur().volume(cible, "A", JOUR) as volume:
        volume.imprimer(moteur().composer([demande(gabarits.page("<p hidden>Élodie</p>"))])[0])
        with pytest.raises(RenduImpossible):
            volume.terminer()
    assert list(tmp_path.iterdir()) == [cible]
    assert cible.read_bytes() == b"avant"
