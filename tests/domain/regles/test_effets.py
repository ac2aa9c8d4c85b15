"""The data that rules change: whole objects, under their names in the payload."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from docgen.domain.convocation import Convocation
from docgen.domain.regles.registry import effets
from docgen.domain.regles.vocabulaire import Contexte, Geste
from tests import builders as b

JOUR = date(2020, 7, 1)


def test_cand_02_rend_entier_qui_a_ete_mis_en_forme() -> None:
    dossier = b.dossier(candidats=(b.candidat("A", prenoms="Jean-Christophe"), b.candidat("B", prenoms="Anne")))
    formes = (
        "/candidats/0/prenoms",
        "/jures/1/nom",
        "/surveillants/0/prenom",
        "/responsable/nom",
        "/autorite/signataire/prenom",
        "/candidats/1/resultat/commentaire",
    )
    contexte = Contexte(dossier, JOUR, Geste.INSCRIRE_CANDIDAT, mis_en_forme=frozenset(formes))
    assert effets(contexte) == {
        "candidats": dossier.candidats[:1],
        "jures": dossier.jures[1:],
        "surveillants": dossier.surveillants,
        "responsable": dossier.responsable,
        "autorite": dossier.autorite,
    }


def test_un_jure_mis_en_forme_garde_ce_que_le_geste_change() -> None:
    """HABI-13 and CAND-02 both give jurors: one object each, with what both say."""
    dossier = b.a_convoquer(jures=(b.jure("J1"), b.jure("J2", habilitations=())))
    contexte = Contexte(dossier, JOUR, Geste.INSCRIRE_JURE)
    prolonges = effets(contexte)["jures"]
    assert isinstance(prolonges, tuple)
    assert [jure.id for jure in prolonges] == ["J1"]
    formes = effets(replace(contexte, mis_en_forme=frozenset({"/jures/0/nom", "/jures/1/nom"})))["jures"]
    assert isinstance(formes, tuple)
    assert set(formes) == {*prolonges, dossier.jures[1]}


def test_rien_a_changer_ne_rend_rien() -> None:
    assert effets(Contexte(b.dossier(), JOUR, Geste.EDITER_PV)) == {}


def test_conv_02_par_personne_puis_par_session_puis_8_h() -> None:
    personnes = (b.candidat("A", heure_convocation=time(13, 30), date_convocation=date(2020, 9, 15)), b.candidat("B"))
    dossier = b.a_convoquer(candidats=personnes, jures=(b.jure(heure_convocation=time(7, 30)),))
    premier = date(2020, 9, 14)
    assert effets(Contexte(dossier, JOUR, Geste.EDITER_CONVOCATIONS))["convocations"] == (
        Convocation("A", date(2020, 9, 15), time(13, 30)),
        Convocation("B", premier, time(7, 45)),
        Convocation("J000001", premier, time(7, 30)),
        Convocation("S000001", premier, time(7, 45)),
    )
    sans_heure = b.a_convoquer(session=replace(dossier.session, heure_convocation=None, heure_debut=time(9, 0)))
    convocations = effets(Contexte(sans_heure, JOUR, Geste.EDITER_CONVOCATIONS))["convocations"]
    assert isinstance(convocations, tuple)
    assert {convocation.heure for convocation in convocations} == {time(8, 0)}


def test_minuit_est_une_heure() -> None:
    dossier = b.a_convoquer(candidats=(b.candidat("A", heure_convocation=time(0, 0)),), jures=(), surveillants=())
    convocations = effets(Contexte(dossier, JOUR, Geste.EDITER_CONVOCATIONS))["convocations"]
    assert convocations == (Convocation("A", date(2020, 9, 14), time(0, 0)),)


def test_remi_02_donne_l_echeance() -> None:
    assert effets(Contexte(b.dossier(), JOUR, Geste.EDITER_REMISE)) == {"echeance": date(2019, 5, 18)}
    sans_date = b.dossier(session=b.session(papiers_recus_le=None))
    assert effets(Contexte(sans_date, JOUR, Geste.EDITER_REMISE)) == {}
    assert effets(Contexte(b.dossier(), JOUR, Geste.EDITER_REMISE, regles_locales=False)) == {}


def test_parc_04_et_auto_01_completent_l_autorite() -> None:
    nue = b.autorite(departement="69", structure=None, commune=None)
    apres = effets(Contexte(b.dossier(autorite=nue), date(2022, 1, 1), Geste.EDITER_PARCHEMINS))
    attendue = replace(nue, structure="DREETS Auvergne-Rhône-Alpes", unite="DDETS du Rhône", commune="Lyon")
    assert apres == {"autorite": attendue}


def test_auto_01_date_le_pv_de_la_fin_de_session() -> None:
    dossier = b.dossier(autorite=b.autorite(structure=None))
    pv = effets(Contexte(dossier, date(2022, 1, 1), Geste.EDITER_PV))["autorite"]
    convocations = effets(Contexte(dossier, date(2022, 1, 1), Geste.EDITER_CONVOCATIONS))["autorite"]
    assert pv == replace(dossier.autorite, structure="DIECCTE de La Réunion")
    assert convocations == replace(dossier.autorite, structure="DEETS de La Réunion")
