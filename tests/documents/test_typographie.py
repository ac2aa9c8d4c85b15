"""French typography of values."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.documents.page import typographie as t
from docgen.domain.langue.alphabet import enumeration
from docgen.domain.referentiels.calendrier import MOIS

NB, FINE = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("jour", "longue", "courte", "complete"),
    [
        (date(2019, 2, 25), f"25{NB}février{NB}2019", "25/02/2019", f"lundi 25{NB}février{NB}2019"),
        (date(2020, 9, 1), f"1er{NB}septembre{NB}2020", "01/09/2020", f"mardi 1er{NB}septembre{NB}2020"),
        (date(1950, 8, 31), f"31{NB}août{NB}1950", "31/08/1950", f"jeudi 31{NB}août{NB}1950"),
        (date(2024, 12, 1), f"1er{NB}décembre{NB}2024", "01/12/2024", f"dimanche 1er{NB}décembre{NB}2024"),
    ],
)
def test_dates(jour: date, longue: str, courte: str, complete: str) -> None:
    assert (t.date_longue(jour), t.date_courte(jour), t.date_avec_jour(jour)) == (longue, courte, complete)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_une_date_longue_nomme_son_mois_sans_espace_secable(jour: date) -> None:
    ecrite = t.date_longue(jour)
    assert " " not in ecrite
    assert ecrite.split(NB)[1:] == [MOIS[jour.month - 1], str(jour.year)]


@pytest.mark.parametrize(
    ("debut", "fin", "ecrite"),
    [
        (date(2026, 6, 8), date(2026, 6, 8), "le 8 juin 2026"),
        (date(2019, 2, 25), date(2019, 2, 27), "du 25 au 27 février 2019"),
        (date(2019, 2, 1), date(2019, 2, 2), "du 1er au 2 février 2019"),
        (date(2019, 1, 31), date(2019, 2, 1), "du 31 janvier au 1er février 2019"),
        (date(2018, 12, 30), date(2019, 1, 2), "du 30 décembre 2018 au 2 janvier 2019"),
    ],
)
def test_periode(debut: date, fin: date, ecrite: str) -> None:
    assert t.periode(debut, fin).replace(NB, " ") == ecrite


@pytest.mark.parametrize(
    ("instant", "ecrit"),
    [(time(8, 0), f"8{NB}h"), (time(8, 30), f"8{NB}h{NB}30"), (time(0, 5), f"0{NB}h{NB}05"), (time(14, 0), f"14{NB}h")],
)
def test_heure(instant: time, ecrit: str) -> None:
    assert t.heure(instant) == ecrit


@pytest.mark.parametrize(
    ("minutes", "ecrit"),
    [
        (None, "sans objet"),
        (0, "sans objet"),
        (20, f"20{NB}min"),
        (60, f"1{NB}h"),
        (65, f"1{NB}h{NB}05"),
        (330, f"5{NB}h{NB}30"),
    ],
)
def test_duree(minutes: int | None, ecrit: str) -> None:
    assert t.duree(minutes) == ecrit


@pytest.mark.parametrize(
    ("saisi", "imprime"),
    [
        ("Bâtiment: finitions", f"Bâtiment{NB}: finitions"),
        ("Rapport 3:2, code A:B", "Rapport 3:2, code A:B"),
        ("https://exemple.test:8443/a;b=1?c=d!e", "https://exemple.test:8443/a;b=1?c=d!e"),
        ("Vu : oui", f"Vu{NB}: oui"),
        ("Bien;  mais ?", f"Bien{FINE};  mais{FINE}?"),
        ("Bien !", f"Bien{FINE}!"),
        ("Vraiment ?!", f"Vraiment{FINE}?!"),
        ("Il dit « oui » et s'en va", f"Il dit «{NB}oui{NB}» et s’en va"),
        ("«oui»", f"«{NB}oui{NB}»"),
        ("  de 8:30 à 9:00  ", "de 8:30 à 9:00"),
        ("https://exemple.test/a?b=1", "https://exemple.test/a?b=1"),
        (f"Déjà{NB}: fait{FINE}!", f"Déjà{NB}: fait{FINE}!"),
        ("", ""),
    ],
)
def test_texte_courant(saisi: str, imprime: str) -> None:
    assert t.texte_courant(saisi) == imprime


@given(st.text(alphabet="abé'’ :;!?«»\u00a0\u202f", max_size=40))
def test_texte_courant_ne_change_aucun_mot_et_se_repete(saisi: str) -> None:
    imprime = t.texte_courant(saisi)
    assert t.texte_courant(imprime) == imprime
    assert "".join(imprime.split()) == "".join(saisi.replace("'", "’").split())


@pytest.mark.parametrize(
    ("texte", "lignes"),
    [
        (None, ()),
        ("", ()),
        (" \n \n", ()),
        ("Un.\n\n Deux ;\r\nTrois", ("Un.", f"Deux{FINE};", "Trois")),
    ],
)
def test_paragraphes(texte: str | None, lignes: tuple[str, ...]) -> None:
    assert t.paragraphes(texte) == lignes


def test_numeros() -> None:
    assert t.siret("99999999800019") == f"999{NB}999{NB}998{NB}00019"
    assert t.telephone(None) is None


@pytest.mark.parametrize(
    ("saisi", "groupe"),
    [
        ("0123456789", "01 23 45 67 89"),
        ("0262123456", "0262 12 34 56"),
        ("0692123456", "0692 12 34 56"),
        ("0596123456", "0596 12 34 56"),
        ("0639123456", "0639 12 34 56"),
        ("0632123456", "06 32 12 34 56"),
        ("+262262123456", "+262 262 12 34 56"),
        ("00262692123456", "+262 692 12 34 56"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("+4915112345678", "+4915112345678"),
        ("3949", "3949"),
    ],
)
def test_un_telephone_est_groupe_comme_on_le_dit(saisi: str, groupe: str) -> None:
    assert t.telephone(saisi) == groupe.replace(" ", NB)


@pytest.mark.parametrize(
    ("lieu", "ecrit"),
    [
        ("Saint-Denis", "à Saint-Denis"),
        ("Le Port", "au Port"),
        ("LE PORT", "au PORT"),
        ("Les Avirons", "aux Avirons"),
        ("Le Havre", "au Havre"),
        ("La Rochelle", "à La Rochelle"),
        ("L'Étang-Salé", "à L’Étang-Salé"),
        ("L’Haÿ-les-Roses", "à L’Haÿ-les-Roses"),
        ("Lens", "à Lens"),
        ("Lesparre-Médoc", "à Lesparre-Médoc"),
        ("Levallois-Perret", "à Levallois-Perret"),
        ("Le", "à Le"),
    ],
)
def test_l_article_d_un_lieu_se_contracte(lieu: str, ecrit: str) -> None:
    assert t.a_lieu(lieu) == ecrit


def test_noms_capitales_et_listes() -> None:
    assert t.nom_imprime("N'GUYEN d'Arcy") == "N’GUYEN d’Arcy"
    assert (t.majuscule("épreuve"), t.majuscule("")) == ("Épreuve", "")
    assert [enumeration(["a", "b", "c"][:nombre]) for nombre in range(4)] == ["", "a", "a et b", "a, b et c"]


@pytest.mark.parametrize(
    ("nombre", "ecrit"), [(0, f"0{NB}papier"), (1, f"1{NB}papier"), (2, f"2{NB}papiers"), (200, f"200{NB}papiers")]
)
def test_accord(nombre: int, ecrit: str) -> None:
    assert t.accord(nombre, "papier") == ecrit


def test_accord_irregulier() -> None:
    assert t.accord(2, "absence justifiée", "absences justifiées") == f"2{NB}absences justifiées"
