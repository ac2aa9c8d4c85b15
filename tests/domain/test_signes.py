"""Every character has a French name, and none is shown that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

import pytest

from docgen.domain.langue.signes import est_invisible, nom_du_signe, nommer_signe

PLANS = [*range(0x20000), *range(0xE0000, 0xE1000)]


@pytest.mark.parametrize(
    ("caractere", "dit"),
    [
        ("3", "« 3 » (chiffre 3, U+0033)"),
        ("٣", "« ٣ » (chiffre 3 de l’écriture arabe, U+0663)"),
        ("@", "« @ » (arobase, U+0040)"),
        ("—", "« — » (tiret cadratin, U+2014)"),
        ("é", "« é » (lettre latine minuscule e accent aigu, U+00E9)"),
        ("Ế", "« Ế » (lettre latine majuscule E accent circonflexe accent aigu, U+1EBE)"),
        ("ø", "« ø » (lettre latine minuscule o barré, U+00F8)"),
        ("ƕ", "« ƕ » (lettre latine minuscule, U+0195)"),
        ("Ω", "« Ω » (lettre grecque majuscule, U+03A9)"),
        ("ش", "« ش » (lettre arabe, U+0634)"),
        ("李", "« 李 » (idéogramme chinois, U+674E)"),
        ("\u0323", "« \u25cc\u0323 » (point souscrit combinant, U+0323)"),
        ("\u093e", "« \u25cc\u093e » (signe combinant de l’écriture dévanagari, U+093E)"),
        ("😀", "« 😀 » (symbole ou pictogramme, U+1F600)"),
        ("\u200b", "« espace sans chasse » (U+200B)"),
        ("\ufe0f", "« sélecteur de variante » (U+FE0F)"),
        ("\ue000", "« caractère à usage privé » (U+E000)"),
        ("\x07", "« caractère de commande » (U+0007)"),
        ("\ufdd0", "« caractère inconnu d’Unicode » (U+FDD0)"),
    ],
)
def test_un_signe_est_nomme_en_francais(caractere: str, dit: str) -> None:
    assert nommer_signe(caractere) == dit


def test_aucun_nom_n_est_en_anglais_ni_invisible() -> None:
    """Over the first two planes: the names that it gives are in English, and never said."""
    for point in PLANS:
        caractere = chr(point)
        nom = nom_du_signe(caractere)
        assert nom, point
        assert not re.search(r"LETTER|SIGN|MARK|COMBINING|WITH", nom), point
        dit = nommer_signe(caractere)
        assert not est_invisible(caractere) or caractere == " " or caractere not in dit, point


@pytest.mark.parametrize("caractere", [*"aé李-'’", "\u0301", "٣", "\ufffd", "€"])
def test_ce_qui_se_voit(caractere: str) -> None:
    assert not est_invisible(caractere)


@pytest.mark.parametrize("categorie", ["Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"])
def test_ce_qui_ne_se_voit_pas(categorie: str) -> None:
    assert all(est_invisible(chr(p)) for p in PLANS if unicodedata.category(chr(p)) == categorie)


@pytest.mark.parametrize("point", [0x034F, 0x115F, 0x17B4, 0x180C, 0x2800, 0x3164, 0xFE00, 0xFFA0, 0xE0101, 0x1FFFE])
def test_ce_que_sa_categorie_ne_trahit_pas(point: int) -> None:
    assert est_invisible(chr(point))
