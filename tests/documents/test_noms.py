"""File names: what documents.md says, whatever the names and identifiers of people."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.documents import catalogue
from docgen.documents.page import noms_fichiers as n
from docgen.documents.page.noms_fichiers import noms_distincts
from docgen.documents.page.spec import Demande, Reglages
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import Papier
from tests import builders as b
from tests.documents import cas as c
from tests.documents.atelier_essai import document

PORTABLE = re.compile(r"[A-Za-z0-9_-]+\.(pdf|xlsx)")
HOSTILES = (
    "../../etc/passwd",
    "A/B\\C",
    "CON",
    "",
    "   ",
    "李明",
    "Ольга",
    "N’GUYEN",
    "a\0b",
    "é" * 300,
    "-",
    "--rm",
    "😀",
)
ATTENDUS = {
    "pv_general": "PVG_234567_TP-01303_14092020.pdf",
    "pv_individuel": "PVI_234567_9741411152681F_FONTAINE.pdf",
    "parchemin": "PARCHEMIN_2019-974-0000001-X.pdf",
    "livret": "LIVRET_L2019-974-0000001-X.pdf",
    "notification": "NOTIFICATION_234567_9741411152681F.pdf",
    "formulaire_remise": "RA_TP-01303_ECSR_FORMAREUNION_14092020.pdf",
    "convocation_candidat": "CONVOCATION_234567_9741411152681F_FONTAINE.pdf",
    "convocation_jure": "CONVOCATION_234567_JURE_GRONDIN.pdf",
    "convocation_surveillant": "CONVOCATION_234567_SURVEILLANT_RIVIERE.pdf",
    "bordereau_pv": "BORDEREAU_234567_14092020.pdf",
    "affichage": "AFFICHAGE_234567_14092020.pdf",
    "emargement": "EMARGEMENT_234567_14092020.pdf",
    "commande_dte": "DTE_234567.pdf",
    "demande_report": "REPORT_234567.pdf",
    "liste_jures": "JURES_TP-01303_03082020.xlsx",
}


def _dossier() -> Dossier:
    """A session in which somebody is due each type of document."""
    base = b.a_convoquer()
    return replace(base, candidats=(replace(base.candidats[0], resultat=b.partiel()), *base.candidats[1:]))


def _nom(code: str, dossier: Dossier, papier: Papier | None = None) -> str:
    spec = catalogue()[code]
    pour = (*spec.destinataires(dossier), *catalogue()["pv_individuel"].destinataires(dossier))[0]
    return spec.nom_fichier(Demande(dossier, pour, date(2020, 8, 3), Reglages(), papier))


@pytest.mark.parametrize("code", list(catalogue()))
def test_nom_annonce_de_chaque_type(code: str) -> None:
    genre = catalogue()[code].genre
    assert _nom(code, _dossier(), b.papier(genre) if genre else None) == ATTENDUS[code]


def test_chaque_type_a_son_nom_annonce() -> None:
    assert set(ATTENDUS) == set(catalogue())


@pytest.mark.parametrize("code", list(catalogue()))
@pytest.mark.parametrize("hostile", HOSTILES)
def test_nom_hostile_reste_un_nom_de_fichier(code: str, hostile: str) -> None:
    base = _dossier()
    dossier = replace(
        base,
        session=replace(base.session, id=hostile),
        titre=replace(base.titre, abrege=hostile),
        centre=replace(base.centre, nom_court=hostile),
        candidats=tuple(replace(candidat, nom=hostile) for candidat in base.candidats),
        jures=tuple(replace(jure, nom=hostile) for jure in base.jures),
        surveillants=(b.surveillant(nom=hostile),),
    )
    for nom in (_nom(code, dossier), n.nom_brouillon(_nom(code, dossier))):
        assert PORTABLE.fullmatch(nom), nom
        assert len(nom) <= 120
        assert not nom.startswith("-")


@given(st.text(max_size=200))
def test_une_partie_n_a_que_des_signes_portables(texte: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9-]*", n.partie(texte))
    assert n.partie_majuscule(texte) == n.partie(texte).upper()
    assert not n.partie(texte).startswith("-")


@pytest.mark.parametrize(
    ("texte", "ecrit"),
    [
        ("Cœur d’Æther", "CoeurdAether"),
        ("Đặng Łukasz Ørsted Straße", "DangLukaszOrstedStrasse"),
        ("ÉLÉONORE-MARIE", "ELEONORE-MARIE"),
        ("Ψαροπούλου", "Psaropoyloy"),
        ("Щербакова", "Shcherbakova"),
        ("გიორგი", "giorgi"),
        ("李 明", "LiMing"),
        ("김철수", "GimCheolSu"),
        ("Nguye\u0302\u0303n", "Nguyen"),
        ("l’Haÿ\u2011les-Roses", "lHay-les-Roses"),
        ("a – b / c_d", "abcd"),
        ("MAg", "MAg"),
        ("T3E", "T3E"),
    ],
)
def test_lettres_rendues_en_ascii(texte: str, ecrit: str) -> None:
    assert n.partie(texte) == ecrit


@pytest.mark.parametrize(("texte", "ecrit"), [("עא", "U05E2U05D0"), ("ʔ-ʔ", "U0294U0294"), ("–", ""), ("", "")])
def test_des_lettres_sans_equivalent_ne_sont_pas_perdues(texte: str, ecrit: str) -> None:
    """No sign of them is a Latin letter or digit: their codes stand for them; a text without any letter gives none."""
    assert n.partie(texte) == ecrit


@given(st.lists(st.text("AZ09-", min_size=1, max_size=80), min_size=1, max_size=6), st.sampled_from(["pdf", "docx"]))
def test_noms_de_cent_vingt_signes_au_plus(parties: list[str], extension: str) -> None:
    nom = n.nom_fichier(*parties, extension=extension)
    for essai in (nom, n.nom_brouillon(nom), n.nom_distinct(nom, "9741411152681F"), n.nom_distinct(nom, "I" * 64)):
        assert len(essai) <= n.LONGUEUR_MAX == 120
        assert essai.endswith(f".{extension}")
    assert n.nom_brouillon(nom).startswith("BROUILLON_")
    assert n.nom_distinct(nom, "9741411152681F").endswith(f"_9741411152681F.{extension}")


def test_brouillon_d_un_nom_au_plus_long_tient_encore() -> None:
    base = b.dossier()
    long = replace(base.candidats[0], id="I" * 64, nom="DE-LA-" * 16 + "TOUR")
    produit = document(replace(base, candidats=(long,)), "pv_individuel", long.id, brouillon=True)
    assert produit.fichier.startswith("BROUILLON_PVI_123456_I")
    assert 118 <= len(produit.fichier) <= 120
    assert produit.fichier.endswith("-DE-LA.pdf")


@pytest.mark.parametrize(
    ("identifiants", "fins"),
    [
        (("J1", "J2"), ("J1", "J2")),
        (("A/1", "A1"), ("A1_[0-9a-f]{8}",) * 2),
        (("j1", "J1"), ("[jJ]1_[0-9a-f]{8}",) * 2),
        (("李", "明"), ("Li", "Ming")),
        (("I" * 64, "I" * 63 + "J"), ("I{64}", "I{63}J")),
    ],
)
def test_homonymes_ont_chacun_leur_fichier(identifiants: tuple[str, str], fins: tuple[str, str]) -> None:
    """Whatever the case, for a disk that does not tell it; a name that nobody shares does not change."""
    produits = [("CONVOCATION_1_JURE_X.pdf", qui) for qui in identifiants]
    *noms, autre = noms_distincts([*produits, ("AUTRE.pdf", identifiants[0])])
    assert autre == "AUTRE.pdf"
    assert len({nom.casefold() for nom in noms}) == 2
    assert all(PORTABLE.fullmatch(nom) and len(nom) <= 120 for nom in noms)
    for nom, fin in zip(noms, fins, strict=True):
        assert re.fullmatch(rf"CONVOCATION_1_JURE_X_{fin}\.pdf", nom), nom


@pytest.mark.parametrize("debut", ["x" * 40, "x" * 63, "℡" * 63], ids=["40", "63", "qui s'allonge"])
def test_un_nom_distinct_tient_en_120_signes(debut: str) -> None:
    longs = noms_distincts([("N" * 116 + ".pdf", debut + lettre) for lettre in "xy"])
    assert len(set(longs)) == 2
    assert all(len(un) <= 120 and un.endswith(".pdf") for un in longs)


def test_deux_jures_du_meme_nom_ont_leur_identifiant() -> None:
    dossier = replace(c.convocations(), jures=tuple(replace(jure, nom="PAYET") for jure in c.convocations().jures))
    documents = [
        (catalogue()["convocation_jure"].nom_fichier(Demande(dossier, pour, date(2020, 8, 3), Reglages())), pour.id)
        for pour in catalogue()["convocation_jure"].destinataires(dossier)
    ]
    assert noms_distincts(documents) == [
        "CONVOCATION_234567_JURE_PAYET_J000001.pdf",
        "CONVOCATION_234567_JURE_PAYET_J000002.pdf",
    ]
