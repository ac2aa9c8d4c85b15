"""One normal form: nothing is lost, two writings of one text are one, and what means nothing is found."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.domain.langue.forme import (
    BLANCS,
    SIGNES_DES_NOMS,
    Intrus,
    est_permis,
    normaliser,
    normaliser_nom,
    plier_signe,
    premier_intrus,
)
from docgen.domain.langue.signes import est_invisible
from tests.ampleur import essais

HABITUELS = "".join(map(chr, range(0x180)))
SAISIES = st.text(alphabet=st.sampled_from("aéΩ李ƕʼ\u0301\u0338 \u00a0-–—‑\u2010'’‘`,,--\n\t<")) | st.text()
TIRETS = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
APOSTROPHES = "'\u2018\u2019\u201b\u2032\uff07`\u00b4"
ESPACES = " \u00a0\u2002\u2009\u202f\u3000"


def lettres(texte: str) -> list[str]:
    compose = unicodedata.normalize("NFC", texte)
    return [signe for signe in compose if unicodedata.category(signe)[0] in "LM"]


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("Jean—Christophe", "Jean-Christophe"),
        ("Jean--Christophe", "Jean-Christophe"),
        ("Jean–—‑Christophe", "Jean-Christophe"),
        ("N''Guyen", "N'Guyen"),
        ("N’’Guyen", "N'Guyen"),
        ("N’'Guyen", "N'Guyen"),
        ("Marie,, Anne", "Marie, Anne"),
        ("Jean-'Paul", "Jean-Paul"),
        ("Marie\u00a0\u202f Anne", "Marie Anne"),
        (" Anne ", "Anne"),
        ("Zoe\u0301", "Zoé"),
        ("Marie-Claire, Joséphine", "Marie-Claire, Joséphine"),
        ("Anne Marie - Lou", "Anne Marie - Lou"),
        ("Оксана Дем\u02bcян", "Оксана Дем\u02bcян"),
        ("Aaron", "Aaron"),
        ("", ""),
    ],
)
def test_normaliser_un_nom(saisi: str, attendu: str) -> None:
    assert normaliser_nom(saisi) == attendu


@pytest.mark.parametrize(
    ("saisi", "lignes", "attendu"),
    [
        ("L’atelier\u00a0: «\u202fbois\u202f»", False, "L'atelier : « bois »"),
        ("  Centre – Sud  ", False, "Centre - Sud"),
        ("un , ,, deux", False, "un , ,, deux"),
        ("un\r\n\tdeux \n\n trois\u00a0", True, "un\ndeux\n\ntrois"),
        ("un\rdeux", True, "un\ndeux"),
    ],
)
def test_normaliser_un_texte(saisi: str, lignes: bool, attendu: str) -> None:
    assert normaliser(saisi, lignes=lignes) == attendu


@essais(4)
@given(SAISIES)
def test_la_forme_normale_l_est_deja_et_garde_les_lettres(texte: str) -> None:
    for forme in (normaliser(texte), normaliser(texte, lignes=True), normaliser_nom(texte)):
        assert unicodedata.is_normalized("NFC", forme)
        assert lettres(forme) == lettres(texte)
    assert normaliser(normaliser(texte)) == normaliser(texte)
    assert normaliser(normaliser(texte, lignes=True), lignes=True) == normaliser(texte, lignes=True)
    nom = normaliser_nom(texte)
    assert normaliser_nom(nom) == normaliser(nom) == nom
    assert not any(un + autre in nom for un in SIGNES_DES_NOMS for autre in SIGNES_DES_NOMS)


@essais(4)
@given(st.lists(st.sampled_from(["LE", "Goff", "Élise", "Đặng", "Ольга", "-", "'", " "]), max_size=8), st.randoms())
def test_deux_ecritures_d_un_nom_ont_une_forme(morceaux: list[str], hasard: Random) -> None:
    autre = [
        hasard.choice({"-": TIRETS, "'": APOSTROPHES, " ": ESPACES}[signe])
        if signe in "-' "
        else unicodedata.normalize(hasard.choice(("NFC", "NFD")), signe)
        for signe in morceaux
    ]
    assert normaliser_nom("".join(autre)) == normaliser_nom("".join(morceaux))


@pytest.mark.parametrize("caractere", [*"azÉđΩЖשم李გ\u0301\u200c\u200d", " ", "\u00a0", ",", "-", "—", "'", "’"])
def test_permis(caractere: str) -> None:
    assert est_permis(caractere)


@pytest.mark.parametrize("caractere", [*"0٣.;/_@()&·", "\n", "\t", "\u200b", "€", "😀"])
def test_interdit(caractere: str) -> None:
    assert not est_permis(caractere)


@pytest.mark.parametrize(
    ("texte", "lignes", "intrus"),
    [
        ("MARTEL", False, None),
        ("\n MARTEL\t", False, None),
        ("MAR\u200bTEL", False, Intrus("\u200b", 4)),
        ("Ma\ufe0frthe", False, Intrus("\ufe0f", 3)),
        ("Ma\u034frthe", False, Intrus("\u034f", 3)),
        ("LEF\ufffdVRE", False, Intrus("\ufffd", 4)),
        ("\ufeffAnne", False, Intrus("\ufeff", 1)),
        ("Anne\u00ad", False, Intrus("\u00ad", 5)),
        ("Anne\ue000", False, Intrus("\ue000", 5)),
        ("un\ndeux", False, Intrus("\n", 3)),
        ("un\ndeux\tTrois", True, None),
        ("un\x0bdeux", True, Intrus("\x0b", 3)),
        ("D&#39;AUBRAC", False, Intrus("&#39;", 2)),
        ("D&#x2019;AUBRAC", False, Intrus("&#x2019;", 2)),
        ("Dupont &amp; fils", True, Intrus("&amp;", 8)),
        ("L&eacute;a", False, Intrus("&eacute;", 2)),
        ("R&D ; essais & mesures", False, None),
        ("un&zorg;", False, None),
        ("می\u200cخواهم", False, None),
        ("क्\u200dष", False, None),
        ("AN\u200cNE", False, Intrus("\u200c", 3)),
        ("می \u200cخواهم", False, Intrus("\u200c", 4)),
        ("می\u200c", False, Intrus("\u200c", 3)),
        ("\u200dक", False, Intrus("\u200d", 1)),
    ],
)
def test_ce_qui_n_a_rien_a_faire_dans_un_texte(texte: str, lignes: bool, intrus: Intrus | None) -> None:
    assert premier_intrus(texte, lignes=lignes) == intrus


@essais(4)
@given(st.text(max_size=20))
def test_un_texte_sans_intrus_n_a_rien_d_invisible(texte: str) -> None:
    if premier_intrus(texte) is None:
        assert not any(est_invisible(signe) and signe not in " \u200c\u200d" for signe in normaliser(texte))


def test_les_blancs_sont_des_espaces_ou_des_fins_de_ligne() -> None:
    assert all(normaliser(blanc) == "" for blanc in BLANCS)
    assert {chr(point) for point in range(0x20000) if unicodedata.category(chr(point)) == "Zs"} <= set(BLANCS)


def test_les_signes_habituels_sont_ceux_que_chaque_signe_donnerait() -> None:
    """Texts of ordinary letters are not read sign by sign: it must come to the same."""
    for signe in HABITUELS:
        texte = f"a{signe}é"
        assert normaliser(texte) == "".join(map(plier_signe, unicodedata.normalize("NFC", texte))), repr(signe)
