"""Formats and headed paper: which documents a command makes of them, under which names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from docgen.documents import catalogue
from docgen.documents.page.spec import Reglages
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import UsageInvalide
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.formats import TOUT, au_format
from docgen.usecases.production import produire
from docgen.usecases.publication import fiche
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from tests import builders as b
from tests.bureautique import textes
from tests.registres import poser_registre
from tests.usecases.moteurs import MoteurFactice

JOUR = date(2020, 7, 1)
AVEC_DOCX = {code for code, spec in catalogue().items() if "docx" in spec.formats}


def atelier(lieu: Path) -> Atelier:
    """A register of its own; PDFs are those of a fake engine, Word documents are real."""
    pret = Atelier(Configuration(poser_registre(lieu), reglages=Reglages()), ouvriers=1)
    pret.moteur = MoteurFactice()  # type: ignore[assignment]
    return pret


def produits(lieu: Path, **options: object) -> tuple[DocumentProduit, ...]:
    """The documents of a session to convene."""
    commande = replace(Commande(JOUR), **options)  # type: ignore[arg-type]
    return produire(b.a_convoquer(), commande, atelier(lieu)).documents


def retenus(**options: object) -> set[str]:
    """The types that a command keeps of all those of the catalogue."""
    commande = replace(Commande(JOUR), **options)  # type: ignore[arg-type]
    return {
        spec.code
        for spec in au_format(tuple(catalogue().values()), commande.format, commande.types, commande.papier_en_tete)
    }


def test_sans_format_chaque_type_a_son_premier(tmp_path: Path) -> None:
    documents = produits(tmp_path)
    assert {(document.type, document.format) for document in documents} == {
        (document.type, catalogue()[document.type].formats[0]) for document in documents
    }


def test_un_document_word_se_reconnait_a_son_nom_et_ses_pages_ne_sont_pas_inventees(tmp_path: Path) -> None:
    """Neither in the report nor in the register."""
    (word,) = produits(tmp_path, types=("convocation_surveillant",), format="docx")
    (pdf,) = produits(tmp_path, types=("convocation_surveillant",), format="pdf")
    assert word.fichier == "CONVOCATION_234567_SURVEILLANT_RIVIERE.docx"
    assert (word.format, word.usage) == ("docx", "archive")
    assert word.contenu.startswith(b"PK")
    assert (fiche(word, "")["pages"], fiche(pdf, "")["pages"]) == (None, 1)
    emission = atelier(tmp_path).registre.emission(word.sha256, PARTOUT)
    assert emission is not None
    assert (emission.format, emission.pages) == ("docx", 0)


def test_un_brouillon_word_garde_la_marque_de_son_nom(tmp_path: Path) -> None:
    (document,) = produits(tmp_path, types=("convocation_surveillant",), format="docx", brouillon=True)
    assert document.fichier == "BROUILLON_CONVOCATION_234567_SURVEILLANT_RIVIERE.docx"
    assert "BROUILLON – SANS VALEUR" in textes(document.contenu)


@pytest.mark.parametrize("types", [(), (TOUT,)])
def test_sans_type_nomme_un_format_garde_les_documents_qui_l_ont(types: tuple[str, ...]) -> None:
    assert retenus(types=types, format="docx") == AVEC_DOCX


def test_un_type_nomme_doit_avoir_le_format() -> None:
    with pytest.raises(UsageInvalide, match=r"pv_general : pdf\b"):
        retenus(types=tuple(catalogue()), format="docx")


def test_un_format_inconnu_est_refuse() -> None:
    with pytest.raises(UsageInvalide, match=r"Format inconnu : « odt ». Formats possibles : pdf, docx"):
        retenus(format="odt")


def test_un_format_que_nul_document_n_a_est_refuse() -> None:
    with pytest.raises(UsageInvalide, match="docx"):
        au_format((catalogue()["pv_general"],), "docx")


def test_deux_homonymes_gardent_leur_extension(tmp_path: Path) -> None:
    base = b.a_convoquer()
    jumeaux = tuple(replace(jure, nom="PAYET") for jure in base.jures)
    commande = Commande(JOUR, ("convocation_jure",), format="docx")
    documents = produire(replace(base, jures=jumeaux), commande, atelier(tmp_path)).documents
    assert [document.fichier for document in documents] == [
        f"CONVOCATION_234567_JURE_PAYET_{jure.id}.docx" for jure in jumeaux
    ]


@pytest.mark.parametrize("format_voulu", ["pdf", "docx"])
def test_le_papier_a_en_tete_tait_le_centre(format_voulu: str, tmp_path: Path) -> None:
    lieu = atelier(tmp_path)
    commande = Commande(JOUR, ("convocation_jure",), format=format_voulu, papier_en_tete=True)
    documents = produire(b.a_convoquer(), commande, lieu).documents
    moteur = lieu.moteur
    assert isinstance(moteur, MoteurFactice)
    lus = [demande.html for demande in moteur.demandes] or ["\n".join(textes(d.contenu)) for d in documents]
    assert len(lus) == len(documents) == 2
    for lu in lus:
        assert b.centre().raison_sociale not in lu
        assert "Ministère chargé de l’emploi" in lu
    for demande in moteur.demandes:
        assert demande.styles[-1].name == "papier_en_tete.css"


def test_ce_qui_n_est_pas_un_courrier_ne_va_pas_sur_papier_a_en_tete() -> None:
    with pytest.raises(UsageInvalide, match="convocation_candidat"):
        au_format((catalogue()["pv_general"],), None, papier_en_tete=True)
    assert "pv_general" in retenus(papier_en_tete=True)
