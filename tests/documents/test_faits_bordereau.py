"""The pli to the State and the wall of the centre: what goes, what stays, what is never shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from docgen.documents.affichage import listes
from docgen.documents.bordereau_pv import conserves, pieces
from docgen.domain.dossier import Dossier
from docgen.usecases.controle import specs_du_statut
from tests import builders as b
from tests.documents import cas as c
from tests.documents.atelier_essai import compact, donnees, manquent, montre, pdf, texte

DOSSIERS = [c.titre_mixte(), b.session_ccp(), b.session_ccs()]
NOMS = ["titre", "ccp", "ccs"]


def _ids(dossier: Dossier, contenu: bytes) -> set[str]:
    """The candidates whom a document names, in its pages or in its data."""
    lu = texte(contenu) + donnees(contenu)
    return {candidat.id for candidat in dossier.candidats if candidat.id in lu}


@pytest.mark.parametrize(
    ("dossier", "rangs"), [(DOSSIERS[0], {1, 2, 5}), (DOSSIERS[1], {1}), (DOSSIERS[2], {1})], ids=NOMS
)
def test_le_pli_nomme_les_partiels_et_les_refuses_et_eux_seuls(dossier: Dossier, rangs: set[int]) -> None:
    """PV-02: never an ADMIS, never an absent candidate, neither on the page nor in the attachment."""
    contenu = pdf(dossier, "bordereau_pv")
    assert _ids(dossier, contenu) == {dossier.candidats[rang].id for rang in rangs}
    assert montre(contenu, "Procès-verbal général de session")
    assert montre(contenu, f"Total : {len(rangs) + 1} originaux")
    assert len(pieces(dossier)) == len(rangs) + 1


def test_le_bordereau_compte_ce_qui_reste_sans_nommer_personne() -> None:
    contenu = pdf(c.titre_mixte(), "bordereau_pv")
    assert conserves(c.titre_mixte()) == (
        "1\u00a0procès-verbal individuel de candidat admis\u00a0: la réussite est au procès-verbal général.",
        "2\u00a0procès-verbaux individuels de candidats absents\u00a0: le jury n’a rien décidé.",
    )
    assert manquent(contenu, *conserves(c.titre_mixte()), "à ne pas transmettre") == []


def test_un_pli_sans_echec_ne_tient_que_le_pv_general() -> None:
    dossier = b.dossier(candidats=b.candidats(b.admis()))
    assert [piece.intitule for piece in pieces(dossier)] == ["Procès-verbal général de session"]
    assert manquent(pdf(dossier, "bordereau_pv"), "Total : 1 original") == []
    assert conserves(b.dossier(candidats=b.candidats(b.refuse()))) == ()


@pytest.mark.parametrize(
    ("dossier", "rangs"), [(DOSSIERS[0], {0, 1, 5}), (DOSSIERS[1], {0}), (DOSSIERS[2], {0})], ids=NOMS
)
def test_l_affichage_ne_dit_rien_des_autres(dossier: Dossier, rangs: set[int]) -> None:
    contenu = pdf(dossier, "affichage")
    assert _ids(dossier, contenu) == {dossier.candidats[rang].id for rang in rangs}
    lu = (compact(texte(contenu)) + donnees(contenu)).casefold()
    assert [mot for mot in ("partiel", "refus", "absen", "ajourn", "échec", "inscrit") if mot in lu] == []
    tus = [candidat for rang, candidat in enumerate(dossier.candidats) if rang not in rangs]
    assert [un.nom for un in tus if un.nom.casefold() in lu] == []


def test_l_affichage_range_par_certification_et_par_nom() -> None:
    titre, *ccp = listes(c.titre_mixte())
    assert [(liste.genre, liste.code) for liste in (titre, *ccp)] == [
        ("Titre professionnel", "TP-01303"),
        ("CCP\u00a01", b.CCP_1),
        ("CCP\u00a02", b.CCP_2),
        ("CCP\u00a03", c.CCP_3),
    ]
    assert [[un.nom for un in liste.admis] for liste in (titre, *ccp)] == [
        ["FONTAINE"],
        ["DIJOUX", "TECHER"],
        ["DIJOUX"],
        ["DIJOUX", "TECHER"],
    ]
    assert [(liste.genre, liste.code) for liste in listes(b.session_ccp())] == [("CCP\u00a02", b.CCP_2)]
    (ccs,) = listes(b.session_ccs())
    assert (ccs.genre, ccs.code, ccs.libelle) == ("Certificat complémentaire de spécialisation", b.CCS_1, "Deux-roues")


def test_un_affichage_sans_admis_le_dit() -> None:
    dossier = b.dossier(candidats=b.candidats(b.refuse(), b.absent()))
    assert manquent(pdf(dossier, "affichage"), "Aucun nom n’est à afficher pour cette session.") == []


def test_l_affichage_cite_le_pv_valide() -> None:
    attendu = "procès-verbal validé par l’État le 4 mars 2019 sous le n° 2019-0042"
    assert manquent(pdf(b.dossier(), "affichage"), attendu) == []


def test_les_presents_incoherents_ne_sont_pas_affiches() -> None:
    """RESU-04 refuses an absent candidate who would be ADMIS; a list does not rest on it."""
    absent = replace(b.dossier().candidats[0], resultat=replace(b.absent(), decision=b.admis().decision))
    assert listes(b.dossier(candidats=(absent,))) == ()


@pytest.mark.parametrize("recuperes", [True, False])
def test_l_affichage_vient_de_lui_meme_quand_les_plis_sont_recuperes(recuperes: bool) -> None:
    dossier = b.dossier(session=b.session(plis_recuperes=recuperes))
    assert ("affichage" in {spec.code for spec in specs_du_statut(dossier)}) is recuperes


def test_le_bordereau_porte_les_libelles_de_la_fin_de_session() -> None:
    for code in ("bordereau_pv", "affichage"):
        contenu = pdf(c.sans_libelles("069", date(2021, 3, 31)), code, jour=date(2021, 4, 20))
        assert manquent(contenu, "DIRECCTE Auvergne-Rhône-Alpes") == []
        assert json.loads(donnees(contenu))["type"] == code
