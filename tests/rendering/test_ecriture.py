"""What is written, drawn and read are one thing: every sign that is accepted, in both engines, by three readers."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.ecriture.marques import cadre
from docgen.rendering.ecriture.mots import COURANTS, indessinables
from docgen.rendering.ecriture.trace import police, tracer
from tests.ampleur import essais
from tests.rendering import suites_des_polices
from tests.rendering.din_91379 import LETTRES, SEQUENCES
from tests.rendering.lectures import MOTEURS, page_de_noms, toutes_les_differences

pytestmark = pytest.mark.lent

NOMS = """
    Naftali Microsoft afflux 14 allée du Loft Col·legi Deni̇z ії Київ Đặng Nguyễn Šimůnek BỌ̀DÉ-ỌLÁ
    Ṣẹ́gun Ė̃na Ŏrė̃ Ελένη Ὀδυσσεύς Ольга Э̄мне Арам Արամ გიორგი 李明 髙﨑 さくら ガギ 김민준 አበበ ᏣᎳᎩ ሰላም ใจดี
    น้ำผึ้ง ญี่ปุ่น ที่ ກຳ ລາວ अमिता श्री नमस्ते कृष्ण ক্ষমা அருண் கொடி ക്ഷമ తెలుగు ಕನ್ನಡ ગુજરાત
    ਪੰਜਾਬ ଓଡ଼ିଆ සිංහල ශ්‍රී محمد لاإله ښایسته ڕێبین کۆچەر می‌خواهم پژمان ٹھاکر ܫܠܡܐ שרה שָׁלוֹם
    בְּרֵאשִׁית عَلِيّ مُحَمَّدٌ ދިވެހި
"""
LISTE = NOMS.split()
# No font places both of its marks: it is refused by name.
REFUSEE = "S\u031b\u0304"


def test_les_signes_courants_sont_de_toutes_les_polices() -> None:
    """They are left to the engines before any font is asked."""
    courants = {signe for signe in map(chr, range(0x2100)) if re.match(f"[{COURANTS}]", signe)}
    assert len(courants) > 500
    assert courants <= suites_des_polices.simples()


@cache
def alphabets() -> dict[str, list[str]]:
    """The letters that are drawn, by script."""
    return {
        ecriture: [lettre for lettre in sorted(lettres) if not indessinables(lettre)]
        for ecriture, lettres in suites_des_polices.par_ecriture().items()
        if ecriture in suites_des_polices.ECRITURES_DE_NOMS
    }


def test_les_polices_des_moteurs_ne_peuvent_pas_se_tromper() -> None:
    """No rule of substitution, and no glyph for two signs: there is nothing that an engine could say wrong."""
    for copie in sorted(fonts.dossier().iterdir()):
        with TTFont(copie, lazy=True) as police:
            assert not {"GSUB", "morx"} & set(police.keys())
            table = {code: glyphe for code, glyphe in police.getBestCmap().items() if not chr(code).isspace()}
        assert len(set(table.values())) == len(table)
        assert {chr(code) for code in table} <= suites_des_polices.simples()


@pytest.mark.parametrize(("famille", "graisse"), [(fonts.pile_serif, 600), (fonts.pile_sans, 400)])
def test_des_noms_de_toute_ecriture_se_lisent_comme_ils_sont_ecrits(famille: str, graisse: int) -> None:
    assert not [nom for nom in LISTE if indessinables(nom)]
    assert toutes_les_differences(LISTE, famille=famille, graisse=graisse) == []


def test_les_lettres_de_la_norme_din_91379() -> None:
    suites = [unicodedata.normalize("NFC", suite) for suite in SEQUENCES]
    en_mots = [f"Na{suite}rd" for suite in suites]
    assert [suite for suite in (*suites, *LETTRES) if indessinables(suite)] == [REFUSEE]
    acceptes = [texte for texte in (*suites, *en_mots, *LETTRES) if REFUSEE not in texte]
    assert toutes_les_differences(acceptes) == []


def test_ce_que_les_polices_remplacent() -> None:
    """A spread of all that their own rules join or attach, and of the signs drawn one by one."""
    toutes = suites_des_polices.toutes()
    suites = [suite for suite in toutes[:: len(toutes) // 180] if not indessinables(suite)]
    assert len(suites) > 150
    signes = suites_des_polices.par_paquets()
    assert toutes_les_differences([*suites, *signes[:: len(signes) // 25]]) == []


@st.composite
def noms(tirer: st.DrawFn) -> str:
    """A name in one of the scripts, letters and marks as they come."""
    ecriture = tirer(st.sampled_from(sorted(alphabets())))
    alphabet, marques = alphabets()[ecriture], suites_des_polices.marques_de(ecriture)
    morceaux = tirer(st.lists(st.tuples(st.sampled_from(alphabet), st.sampled_from(["", "", *marques])), max_size=8))
    return unicodedata.normalize("NFC", "".join(lettre + marque for lettre, marque in morceaux))


@essais(0.08, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(noms(), min_size=60, max_size=60))
def test_noms_tires_au_hasard(tires: list[str]) -> None:
    """The same letters, or the same refusal: what the control accepts both engines print, and all readers read."""
    acceptes = [nom for nom in tires if nom and not indessinables(nom)]
    assert toutes_les_differences(acceptes) == []
    for refuse in [nom for nom in tires if indessinables(nom)][:2]:
        for imprimer in MOTEURS.values():
            with pytest.raises(RenduImpossible, match="aucune police ne dessine"):
                imprimer(page_de_noms([refuse]))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Jean ខ្មែរ", [(5, "ខ្មែ"), (9, "រ")]),
        ("a\u0301\u0301\u0301 x", []),
        ("x \u0301y", [(2, "\u0301")]),
        ("\u200dAna", [(0, "\u200d")]),
        ("ظ\u0307", [(0, "ظ\u0307")]),
        ("𞤀𞤁", [(0, "𞤀"), (1, "𞤁")]),
        ("ـ𝔔", [(1, "𝔔")]),
        ("𝔔", []),
        ("ࢥݝ", [(0, "ࢥ")]),
        ("؆", [(0, "؆")]),
        ("ﻱ\u0659", [(1, "\u0659")]),
        ("ﻱ", []),
        ("한\u115f", [(1, "\u115f")]),
        ("É", []),
    ],
)
def test_ce_qui_ne_s_imprime_pas_a_sa_place(texte: str, attendu: list[tuple[int, str]]) -> None:
    assert indessinables(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "nom"),
    [("Ọ̀", "SourceSerifPro-Regular.ttf"), ("Ė̃", "SourceSans3-Regular.ttf"), ("ĩ̇", "SourceSerifPro-Regular.ttf")],
)
def test_un_signe_que_la_police_place_mal_est_dessine_de_ses_parties(texte: str, nom: str) -> None:
    trace = tracer(texte, "Latn", fonts.fichier(nom))
    assert (trace.defauts, len(trace.grappes)) == ([], 1)
    assert len(trace.grappes[0].glyphes) == len(unicodedata.normalize("NFD", texte))


@pytest.mark.parametrize("texte", ["Ė̃", "d̂", "M̂"])
def test_une_police_qui_a_le_signe_sans_le_placer_est_refusee(texte: str) -> None:
    (defaut,) = tracer(texte, "Latn", fonts.fichier("KurintoSans-Rg.ttf")).defauts
    assert defaut == (0, texte)


def test_deux_marques_ne_se_cachent_pas() -> None:
    """The tone of a Thai syllable stands above its vowel, which the font draws at the same place."""
    thai = fonts.fichier("KurintoSans-Rg.ttf")
    (grappe,) = tracer("กี้", "Thai", thai).grappes
    _, voyelle, ton = [cadre(glyphe, police(thai)) for glyphe in grappe.glyphes]
    assert ton.bas > voyelle.haut
