"""The procès-verbaux: the titre on every page, no row cut, figures that agree with the rows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from docgen.documents.page.typographie import nom_imprime
from docgen.domain.dossier import Dossier
from docgen.domain.resultat import Decision, Presence
from tests import builders as b
from tests.documents import cas as c
from tests.documents.atelier_essai import manquent, montre, mots, pdf, rangees, texte, textes

NOMBRES = (1, 12, pytest.param(200, marks=pytest.mark.lent))
GRANDES = {nombre: c.grande(nombre) for nombre in (1, 12, 200)}
LONG = "Le candidat prépare son intervention, la conduit, puis en rend compte selon la grille d’évaluation. "


def _nomme_le_titre(page: str, dossier: Dossier) -> bool:
    """The head's right-hand side, the session, may be read between two lines of the label."""
    return f"TP-01303 – {dossier.titre.libelle}" in page.replace(f"Session {dossier.session.id} ", "")


@pytest.mark.parametrize("nombre", NOMBRES)
def test_code_et_libelle_du_titre_sur_chaque_page_du_pv_general(nombre: int) -> None:
    """PV-01, with a label of 200 letters."""
    dossier = GRANDES[nombre]
    assert len(dossier.titre.libelle) == 200
    contenu = pdf(dossier, "pv_general")
    assert [page for page, lu in enumerate(textes(contenu), 1) if not _nomme_le_titre(lu, dossier)] == []


def test_code_et_libelle_du_titre_sur_chaque_page_d_un_pv_individuel_de_deux_pages() -> None:
    base = c.grande(2)
    bavard = replace(base.candidats[1], resultat=b.partiel(commentaire=LONG * 45))
    dossier = replace(base, candidats=(base.candidats[0], bavard))
    contenu = pdf(dossier, "pv_individuel", bavard.id)
    assert len(textes(contenu)) == 2
    assert all(_nomme_le_titre(lu, dossier) for lu in textes(contenu))
    assert texte(contenu).count("prépare son intervention") == 45


@pytest.mark.parametrize("nombre", NOMBRES)
def test_chaque_candidat_a_sa_rangee_entiere_sur_une_page(nombre: int) -> None:
    dossier = GRANDES[nombre]
    lues = rangees(pdf(dossier, "pv_general"), tuple(candidat.id for candidat in dossier.candidats))
    for ordre, candidat in enumerate(dossier.candidats, 1):
        ((_, rangee),) = lues[candidat.id]
        serree = rangee.replace(" ", "")
        attendus = [
            nom_imprime(candidat.nom),
            *candidat.prenoms.split(),
            f"{candidat.naissance.date:%d/%m/%Y}",
            "Formation",
        ]
        assert [mot for mot in attendus if mot.replace("-", "") not in serree.replace("-", "")] == [], rangee
        assert re.match(rf"^{ordre}\b|.*\b{ordre}\b", rangee)


@pytest.mark.parametrize("nombre", NOMBRES)
def test_tete_du_tableau_sur_chaque_page_ou_il_continue(nombre: int) -> None:
    dossier = GRANDES[nombre]
    identifiants = {candidat.id for candidat in dossier.candidats}
    contenu = pdf(dossier, "pv_general")
    pages = {mot.page for mot in mots(contenu) if mot.texte in identifiants}
    assert len(pages) > 5 or nombre < 200
    for page in pages:
        sur_page = [mot for mot in mots(contenu) if mot.page == page]
        premiere = min(mot.y0 for mot in sur_page if mot.texte in identifiants)
        tetes = {mot.texte for mot in sur_page if premiere - 12 < mot.y1 < premiere}
        assert {"Identifiant", "Nom", "Prénoms", "Naissance", "Voie", "Présence", "Décision"} <= tetes


def _comptes(dossier: Dossier) -> dict[str, int]:
    """What the rows say, counted again from the page."""
    lues = rangees(pdf(dossier, "pv_general"), tuple(candidat.id for candidat in dossier.candidats))
    textes_lus = [rangee for ((_, rangee),) in lues.values()]
    motifs = {
        "inscrit": r"",
        "présent": r"Présente?\b",
        "absent": r"Absence",
        "admis": r"(?<!Partiellement )Admise?\b",
        "partiellement admis": r"Partiellement",
        "refusé": r"Refusée?\b",
    }
    return {nom: sum(re.search(motif, rangee) is not None for rangee in textes_lus) for nom, motif in motifs.items()}


@pytest.mark.parametrize("nombre", NOMBRES)
def test_totaux_sont_ceux_des_rangees(nombre: int) -> None:
    comptes = _comptes(GRANDES[nombre])
    assert comptes["inscrit"] == nombre
    assert comptes["présent"] + comptes["absent"] == nombre
    assert comptes["admis"] + comptes["partiellement admis"] + comptes["refusé"] == comptes["présent"]
    pluriel = {"admis": "admis", "partiellement admis": "partiellement admis"}
    totaux = " ".join(
        f"{combien} {nom if combien < 2 else pluriel.get(nom, nom + 's')}" for nom, combien in comptes.items()
    )
    assert manquent(pdf(GRANDES[nombre], "pv_general"), totaux) == []


def test_pv_general_porte_la_session_le_centre_et_la_reserve_de_l_etat() -> None:
    contenu = pdf(c.titre_mixte(), "pv_general")
    assert manquent(contenu, "Session titre, avec entretien final", "Cadre réservé à l’État", "Cachet") == []
    assert manquent(contenu, "N° d’ordre", "2019-0042", "4 mars 2019", "Du 25 au 27 février 2019") == []
    assert manquent(contenu, "Formation Réunion – centre d’exemple", "999 999 998 00019", "45678") == []
    assert manquent(contenu, "1 rue de l’Exemple, 97400 Saint-Denis", "Mme Aurélie PAYET", "Titulaire") == []


@pytest.mark.parametrize("nombre", [2, 3, 6])
def test_chaque_jure_a_son_cadre_de_signature(nombre: int) -> None:
    jures = tuple(b.jure(f"J00000{rang}", nom=f"JUR{chr(64 + rang)}") for rang in range(1, nombre + 1))
    dossier = b.dossier(jures=jures)
    for code, qui in (("pv_general", ""), ("pv_individuel", c.id_de(dossier))):
        contenu = pdf(dossier, code, qui)
        assert manquent(contenu, *(f"M. Jean-Marc {jure.nom}" for jure in jures)) == []
        assert texte(contenu).count("Enseignant de la conduite") >= nombre


def test_mentions_disent_les_absences_les_incidents_et_la_distance() -> None:
    contenu = pdf(c.titre_mixte(), "pv_general")
    assert manquent(contenu, "1 absence justifiée : BOYER", "1 absence injustifiée : ROBERT") == []
    a_distance = pdf(c.a_distance(), "pv_general")
    assert manquent(a_distance, "Session tenue à distance", "Coupure du réseau de 10 h 05 à 10 h 20.") == []
    assert (
        manquent(a_distance, "Modalité à distance", "Visioconférence surveillée", "Visioconférence, salle du centre")
        == []
    )
    assert not montre(contenu, "Modalité à distance")
    assert manquent(pdf(b.dossier(candidats=b.candidats(b.admis())), "pv_general"), "Mentions : néant.") == []


def test_voies_presences_decisions_et_ccp_du_pv_general() -> None:
    dossier = c.titre_mixte()
    lues = rangees(pdf(dossier, "pv_general"), tuple(candidat.id for candidat in dossier.candidats))
    rangee = [lues[candidat.id][0][1] for candidat in dossier.candidats]
    assert "Présente Admise CCP 1, CCP 2, CCP 3" in rangee[0]
    assert "Présent Partiellement admis CCP 1, CCP 3" in rangee[1]
    assert "usage : PAYET-TECHER" in rangee[1]
    assert "Présent(e) Refusé(e) –" in rangee[2]
    assert "Absence justifiée – –" in rangee[3]
    assert "Absence injustifiée – –" in rangee[4]
    assert "Capitalisation" in rangee[5]


def _lignes_ccp(dossier: Dossier, rang: int) -> str:
    contenu = pdf(dossier, "pv_individuel", c.id_de(dossier, rang))
    lu = texte(contenu)
    return lu[lu.index("Résultat") : lu.index("Commentaire du jury")]


def test_pv_individuel_dit_l_issue_de_chaque_ccp() -> None:
    mixte, ccp = c.titre_mixte(), b.session_ccp()
    etats = {
        rang: re.findall(r"Acquis antérieurement|Non acquis|Non présenté|Acquis", _lignes_ccp(mixte, rang))
        for rang in range(6)
    }
    assert etats[0] == etats[5] == ["Acquis"] * 3
    assert etats[1] == ["Acquis", "Acquis antérieurement", "Acquis"]
    assert etats[2] == ["Non acquis"] * 3
    assert etats[3] == etats[4] == ["Non présenté"] * 3
    assert re.findall(r"Non acquis|Non présenté|Acquis", _lignes_ccp(ccp, 0)) == ["Non présenté", "Acquis"]
    assert re.findall(r"Non acquis|Non présenté|Acquis", _lignes_ccp(ccp, 1)) == ["Non présenté", "Non acquis"]


@pytest.mark.parametrize(
    ("presence", "decision", "dit"),
    [
        (Presence.PRESENT, Decision.ADMIS, ("Présente", "Admise")),
        (Presence.PRESENT, Decision.REFUSE, ("Présente", "Refusée")),
        (Presence.ABSENCE_JUSTIFIEE, None, ("Absence justifiée", "–")),
        (Presence.ABSENCE_INJUSTIFIEE, None, ("Absence injustifiée", "–")),
    ],
)
def test_pv_individuel_dit_presence_et_decision(
    presence: Presence, decision: Decision | None, dit: tuple[str, str]
) -> None:
    resultat = b.refuse(presence=presence, decision=decision, commentaire="Premier point.\n\nSecond point : vu.")
    dossier = b.dossier(candidats=b.candidats(resultat))
    contenu = pdf(dossier, "pv_individuel", c.id_de(dossier))
    assert montre(contenu, f"Présence {dit[0]} Décision {dit[1]}")
    assert manquent(contenu, "Premier point. Second point : vu.", "Née le 4 avril 1975 à Saint-Denis") == []
    assert manquent(contenu, "Mme Marie-Claire, Joséphine FONTAINE", c.id_de(dossier), "Formation") == []


def test_session_ccs_nomme_son_ccs() -> None:
    ccs = b.session_ccs()
    for code, qui in (("pv_general", ""), ("pv_individuel", c.id_de(ccs)), ("notification", c.id_de(ccs, 1))):
        attendu = f"Certificat complémentaire de spécialisation {b.CCS_1} – Deux-roues"
        assert manquent(pdf(ccs, code, qui), attendu, "Session CCS", "Rattaché au titre professionnel TP-01303") == []
