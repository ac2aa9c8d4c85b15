"""File names: what the sources prescribe, and what every file system bears."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from docgen.documents import catalogue
from docgen.documents.page.noms_fichiers import LONGUEUR_MAX, nom_distinct, nom_fichier, noms_de_dossiers
from docgen.documents.page.spec import Demande, Reglages
from docgen.domain.dossier import Dossier
from tests import builders

JOUR = date(2019, 3, 20)


def noms(code: str, dossier: Dossier) -> list[str]:
    """The names of the documents of that type, as drafts: no number."""
    spec = catalogue()[code]
    return [
        spec.nom_fichier(Demande(dossier, pour, JOUR, Reglages(), brouillon=True))
        for pour in spec.destinataires(dossier)
    ]


def test_le_formulaire_de_remise_porte_le_nom_prescrit() -> None:
    """The guide's own example, to the letter."""
    assert noms("formulaire_remise", builders.dossier()) == ["RA_TP-01303_ECSR_FORMAREUNION_25022019.pdf"]


def test_le_formulaire_d_une_session_ccp_porte_le_numero_du_ccp() -> None:
    assert noms("formulaire_remise", builders.session_ccp()) == [f"RA_{builders.CCP_2}_ECSR_FORMAREUNION_08062020.pdf"]


def test_le_formulaire_d_une_session_d_un_ccp_cite_deux_fois_porte_son_numero() -> None:
    base = builders.session_ccp()
    redite = replace(base, session=replace(base.session, ccp=(builders.CCP_1, builders.CCP_1)))
    assert noms("formulaire_remise", redite) == [f"RA_{builders.CCP_1}_ECSR_FORMAREUNION_08062020.pdf"]


def test_le_formulaire_d_une_session_de_plusieurs_ccp_porte_le_numero_du_titre() -> None:
    base = builders.session_ccp()
    plusieurs = replace(base, session=replace(base.session, ccp=(builders.CCP_1, builders.CCP_2)))
    assert noms("formulaire_remise", plusieurs) == ["RA_TP-01303_ECSR_FORMAREUNION_08062020.pdf"]


@pytest.mark.parametrize(
    ("abrege", "centre", "attendu"),
    [
        (
            "ECSR",
            "Groupement d’établissements " * 12,
            r"RA_TP-01303_ECSR_(GROUPEMENTDETABLISSEMENTS)+[A-Z]*_25022019\.pdf",
        ),
        ("Abrégé-" * 30, "Centre " * 30, r"RA_TP-01303_(Abrege-)+[A-Za-z]*_(CENTRE)+[A-Z]*_25022019\.pdf"),
        ("Œé-x", "Été d’or – l’Île-Bourbon", r"RA_TP-01303_Oee-x_ETEDORLILE-BOURBON_25022019\.pdf"),
        ("MAg", "Forma Réunion-Sud", r"RA_TP-01303_MAg_FORMAREUNION-SUD_25022019\.pdf"),
        ("ECSR", "Ω-Κέντρο", r"RA_TP-01303_ECSR_O-KENTRO_25022019\.pdf"),
        ("مركز", "培训中心", r"RA_TP-01303_mrkz_PEIXUNZHONGXIN_25022019\.pdf"),
    ],
)
def test_le_formulaire_garde_sa_date_et_chaque_partie(abrege: str, centre: str, attendu: str) -> None:
    """REMI-01: however long the centre's name, whatever its letters; the centre in capitals, not the titre."""
    dossier = builders.dossier(titre=builders.titre(abrege=abrege), centre=builders.centre(nom_court=centre))
    (nom,) = noms("formulaire_remise", dossier)
    assert re.fullmatch(attendu, nom), nom
    assert len(nom) <= LONGUEUR_MAX


@pytest.mark.parametrize(
    ("identifiants", "attendus"),
    [
        (("123456", "S_12"), ["123456", "S_12"]),
        (("Lot-a", "LOT-A"), [r"Lot-a_[0-9a-f]{8}", r"LOT-A_[0-9a-f]{8}"]),
        (("A/1", "A.1", "A-1"), [r"A-1_[0-9a-f]{8}", r"A-1_[0-9a-f]{8}", "A-1"]),
        (("nul", "Com7", "prn.txt"), [r"nul_[0-9a-f]{8}", r"Com7_[0-9a-f]{8}", r"prn-txt_[0-9a-f]{8}"]),
        (("fin.", "..", "/"), [r"fin_[0-9a-f]{8}", r"[0-9a-f]{8}", r"[0-9a-f]{8}"]),
        (("I" * 90,), [r"I{64}_[0-9a-f]{8}"]),
    ],
)
def test_chaque_session_a_son_dossier_sur_tous_les_disques(identifiants: tuple[str, ...], attendus: list[str]) -> None:
    dossiers = noms_de_dossiers(identifiants)
    trouves = [dossiers[identifiant] for identifiant in identifiants]
    assert len({nom.casefold() for nom in trouves}) == len(identifiants)
    assert all(re.fullmatch(attendu, nom) for nom, attendu in zip(trouves, attendus, strict=True)), trouves


@pytest.mark.parametrize("reserve", ["AUX", "con", "Lpt3", "NUL"])
def test_un_nom_que_windows_garde_n_est_donne_a_aucun_fichier(reserve: str) -> None:
    assert nom_fichier(reserve) == f"{reserve}_.pdf"
    assert nom_fichier(reserve, "x") == f"{reserve}_x.pdf"
    assert nom_fichier("", "…") == "document.pdf"


@pytest.mark.parametrize("code", catalogue())
def test_aucun_nom_ne_gene_un_systeme_de_fichiers(code: str) -> None:
    admis = builders.admis(builders.CCP_1, builders.CCP_2)
    etrange = builders.candidat(nom="Ελένη / .. \\ « d’Ô »" + "É" * 300, id="C" * 40, resultat=admis)
    dossier = builders.dossier(
        candidats=(etrange, *builders.candidats(admis, builders.partiel())[1:]),
        centre=builders.centre(nom_court="Ω" * 3 + "Centre / : * ?" * 20),
    )
    tous = noms(code, dossier)
    assert tous
    for nom in tous:
        assert re.fullmatch(rf"[A-Za-z0-9_-]+\.{catalogue()[code].formats[0]}", nom), nom
        assert len(nom) <= LONGUEUR_MAX


def test_deux_noms_semblables_et_trop_longs_restent_distincts() -> None:
    nom = nom_fichier("PVI", "N" * 200)
    assert len(nom) == LONGUEUR_MAX
    assert nom_distinct(nom, "C-001") != nom_distinct(nom, "C-002")
    assert {len(nom_distinct(nom, identifiant)) for identifiant in ("C-001", "C-002")} == {LONGUEUR_MAX}
