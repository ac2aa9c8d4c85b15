"""Attendance sheets, DTE order, request for a report: what each must show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from docgen.documents import emargement
from docgen.domain.report import Report
from docgen.domain.session import Dte, Epreuve
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from tests import builders as b
from tests import bureautique
from tests.documents import cas as c
from tests.documents.atelier_essai import manquent, montre, nouvel_atelier, pdf, rendus, textes

CONVOQUE = c.convocations()
JOUR = date(2020, 8, 3)


def test_une_feuille_pour_le_jury_puis_une_par_epreuve() -> None:
    jury, mise_en_situation, entretien = textes(pdf(CONVOQUE, "emargement"))
    assert all(f"Signature du {jour}/09/2020" in jury for jour in (14, 15, 16))
    assert "Jean-Marc GRONDIN" in jury
    assert "Sylvie HOAREAU" in jury
    assert "FONTAINE" not in jury
    for feuille, intitule in ((mise_en_situation, "Mise en situation professionnelle"), (entretien, "Entretien final")):
        assert intitule in feuille
        assert "Yannick RIVIÈRE" in feuille
        assert [candidat.id for candidat in CONVOQUE.candidats if candidat.id not in feuille] == []
        assert "GRONDIN" not in feuille


def test_deux_passages_font_deux_colonnes_de_signature() -> None:
    _, deux, un = textes(pdf(CONVOQUE, "emargement"))
    assert ("Passage 1" in deux, "Passage 2" in deux, "Passage 3" in deux) == (True, True, False)
    assert "Passage" not in un
    assert "Signature" in un


@pytest.mark.parametrize(
    ("passages", "colonnes"),
    [
        (1, [["Signature"]]),
        (2, [["Passage\u00a01", "Passage\u00a02"]]),
        (5, [[f"Passage\u00a0{rang}" for rang in (1, 2, 3, 4)], ["Passage\u00a05"]]),
    ],
)
def test_les_colonnes_d_une_epreuve(passages: int, colonnes: list[list[str]]) -> None:
    feuilles = emargement.feuilles_de(Epreuve("Oral", 30, passages), "Le 14 septembre 2020")
    assert [list(feuille.colonnes) for feuille in feuilles] == colonnes


def test_sans_epreuve_connue_une_feuille_par_jour_est_a_completer() -> None:
    contenu = pdf(replace(CONVOQUE, session=replace(CONVOQUE.session, epreuves=())), "emargement")
    assert len(textes(contenu)) == 4
    for page, jour in enumerate((14, 15, 16), start=2):
        assert manquent(contenu, "Épreuve : ………", f"Le {jour} septembre 2020", page=page) == []


@pytest.mark.parametrize(("jours", "colonnes"), [(1, [1]), (5, [5]), (6, [5, 1]), (12, [5, 5, 2]), (0, [1])])
def test_une_colonne_de_signature_par_jour_sur_autant_de_feuilles_qu_il_en_faut(
    jours: int, colonnes: list[int]
) -> None:
    session = replace(CONVOQUE.session, debut=date(2020, 9, 14), fin=date(2020, 9, 13) + timedelta(jours))
    feuilles = list(emargement.feuilles_jury(replace(CONVOQUE, session=session)))
    assert [len(feuille.colonnes) for feuille in feuilles] == colonnes
    signes = [colonne for feuille in feuilles for colonne in feuille.colonnes]
    assert signes[0] == "Signature du 14/09/2020"
    assert len(set(signes)) == len(signes)


@pytest.mark.parametrize("usage", ["archive", "impression"])
def test_chaque_page_porte_la_date_le_lieu_et_le_centre(usage: str) -> None:
    session = replace(CONVOQUE.session, fin=date(2020, 9, 20))
    longue = replace(CONVOQUE, session=session, candidats=b.candidats(*[None] * 45))
    (rendu,) = rendus(longue, "emargement", slice(None), usage)
    pages = textes(rendu[usage])
    assert len(pages) > 6
    for page in pages:
        assert [dit for dit in ("septembre 2020", "Saint-Pierre", "Formation Réunion") if dit not in page] == []
    assert sum("Du 14 au 18 septembre 2020" in page for page in pages) == 1
    assert sum("Du 19 au 20 septembre 2020" in page for page in pages) == 1
    assert sum("épreuve passée le ..." in page for page in pages) == 2


@pytest.mark.parametrize("usage", ["archive", "impression"])
def test_une_liste_qui_continue_nomme_toujours_son_epreuve(usage: str) -> None:
    """Its pages come back one by one: signatures without their situation prove nothing."""
    epreuves = (Epreuve("Questionnaire professionnel", 30, 1), Epreuve("Entretien technique", 45, 2))
    session = replace(CONVOQUE.session, epreuves=epreuves)
    (rendu,) = rendus(
        replace(CONVOQUE, session=session, candidats=b.candidats(*[None] * 37)), "emargement", slice(None), usage
    )
    _, *pages = textes(rendu[usage])
    nommees = [[epreuve.intitule for epreuve in epreuves if epreuve.intitule in page] for page in pages]
    assert nommees == sorted(nommees, reverse=True)
    assert [nommees.count([epreuve.intitule]) for epreuve in epreuves] == [len(pages) // 2] * 2
    assert len(pages) > 4


def test_une_session_ccp_dit_ses_ccp_sur_chaque_feuille() -> None:
    ccp = c.a_tenir(b.session_ccp())
    pages = textes(pdf(ccp, "emargement"))
    assert all(f"CCP 2 {b.CCP_2} – " in page and b.CCP_1 not in page for page in pages)
    assert not any(b.CCP_2 in page for page in textes(pdf(CONVOQUE, "emargement")))
    assert all("passée le" not in page for page in pages)  # a session of one day


def test_la_commande_donne_tout_ce_que_demande_dte_01() -> None:
    attendus = (
        "3 candidats",
        "Mme Aurélie PAYET",
        "Titulaire",
        "02 62 00 00 02",
        "rs@exemple.test",
        "02 62 00 00 00",
        "centre@exemple.test",
        "1 rue de l’Exemple, 97400 Saint-Denis",
        "45678",
        "Saint-Denis, le 3 août 2020",
        "12 avenue du Plateau, Bâtiment C, 97400 Saint-Pierre",
    )
    assert manquent(pdf(CONVOQUE, "commande_dte"), *attendus) == []


@pytest.mark.parametrize(
    ("dossier", "dits", "tus"),
    [
        (CONVOQUE, (b.CCP_1, b.CCP_2), (b.CCS_1,)),
        (c.a_tenir(b.session_ccp()), (b.CCP_2, "Session CCP, sans entretien final"), (b.CCP_1,)),
        (c.a_tenir(b.session_ccs()), (b.CCS_1, "Deux-roues"), (b.CCP_1, b.CCP_2)),
    ],
    ids=["titre", "ccp", "ccs"],
)
def test_la_commande_dit_ce_que_la_session_certifie(
    dossier: object, dits: tuple[str, ...], tus: tuple[str, ...]
) -> None:
    contenu = pdf(dossier, "commande_dte")  # type: ignore[arg-type]
    assert manquent(contenu, *dits) == []
    assert list(tus) == manquent(contenu, *tus)


def test_la_commande_annonce_les_candidats_que_personne_n_a_encore_inscrits() -> None:
    annoncee = replace(CONVOQUE.session, dte=Dte(12))
    assert manquent(pdf(replace(CONVOQUE, session=annoncee, candidats=()), "commande_dte"), "12 candidats") == []
    inscrits = pdf(replace(CONVOQUE, session=annoncee), "commande_dte")
    assert manquent(inscrits, f"{len(CONVOQUE.candidats)} candidats") == []


def test_la_demande_de_report_donne_les_elements_de_sess_08_et_09() -> None:
    contenu = pdf(CONVOQUE, "demande_report")
    elements = ("session n° 234567", "2 novembre 2020", "4 novembre 2020", "14 septembre 2020", "16 septembre 2020")
    assert manquent(contenu, *elements, "999 999 998 00019", "TP-01303", "45678", "Demande de DTE envoyée") == []
    assert not montre(contenu, "prolongation")


@pytest.mark.parametrize(
    ("departement", "jour", "mot"),
    [
        ("033", date(2021, 3, 31), "l’unité départementale"),
        ("033", date(2021, 4, 1), "la DDETS"),
        ("972", date(2021, 4, 1), "la DEETS"),
    ],
)
def test_la_demande_s_adresse_au_service_de_son_jour(departement: str, jour: date, mot: str) -> None:
    ailleurs = replace(CONVOQUE, autorite=b.autorite(departement=departement, structure=None, unite=None))
    en_pdf, en_word = (
        produire(ailleurs, Commande(jour, ("demande_report",), format=voulu, brouillon=True), nouvel_atelier())
        .documents[0]
        .contenu
        for voulu in ("pdf", "docx")
    )
    dits = (f"Le centre demande à {mot} compétente", f"Décision de {mot}")
    assert manquent(en_pdf, *dits) == []
    lu = "\n".join(bureautique.textes(en_word))
    assert [dit for dit in dits if dit not in lu] == []
    assert ("unité départementale" in lu) == (jour < date(2021, 4, 1))


def test_sur_un_titre_echu_la_demande_le_dit() -> None:
    contenu = pdf(c.titre_echu(), "demande_report")
    dit = "La validité du titre prend fin le 1er juillet 2019 et sa prolongation le 1er juillet 2020"
    assert manquent(contenu, dit, "nées du confinement de 2020", "999 999 998 00019", "45678") == []


@pytest.mark.parametrize("echu", [date(2019, 3, 23), date(2019, 7, 11), date(2019, 10, 1)])
def test_hors_de_l_etat_d_urgence_la_demande_ne_dit_pas_le_confinement(echu: date) -> None:
    autorisee = replace(CONVOQUE.session, report_autorise_le=date(2020, 7, 20))
    contenu = pdf(replace(CONVOQUE, session=autorisee, titre=b.titre(fin_validite=echu)), "demande_report")
    assert manquent(contenu, "L’État a autorisé le report le 20 juillet 2020") == []
    assert not montre(contenu, "confinement")


def test_sans_dates_souhaitees_la_demande_est_refusee_et_tout_la_laisse() -> None:
    atelier = nouvel_atelier()
    refus = produire(CONVOQUE, Commande(JOUR, ("demande_report",)), atelier)
    assert [(un.regle, un.chemin) for un in refus.controle.bloquants] == [
        ("SESS-08", "/geste/debut"),
        ("SESS-08", "/geste/fin"),
    ]
    brouillon = Commande(JOUR, ("tout",), brouillon=True, usage="impression")
    assert "demande_report" not in {un.type for un in produire(CONVOQUE, brouillon, atelier).documents}
    voulues = replace(brouillon, report=Report(date(2020, 11, 2), date(2020, 11, 4)))
    assert "demande_report" in {un.type for un in produire(CONVOQUE, voulues, atelier).documents}
