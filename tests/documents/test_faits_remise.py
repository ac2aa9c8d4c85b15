"""REMI-03: what the register knows of collections is on the form, what was not collected is apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from docgen.documents.formulaire_remise import vue
from docgen.documents.page.spec import Demande, Destinataire, Reglages
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import ActePapier, Evenement, Papier
from docgen.domain.resultat import Presence, Resultat
from docgen.domain.session import TypeSession
from docgen.usecases.controle import specs_du_statut
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from docgen.usecases.tenue.actes_papier import inscrire
from tests import builders as b
from tests import lecture_pdf
from tests.documents.atelier_essai import manquent, nouvel_atelier

JOUR = date(2019, 4, 10)


def demande(dossier: Dossier, *papiers: Papier) -> Demande:
    return Demande(dossier, Destinataire("", ""), JOUR, Reglages(), papiers=papiers)


def test_les_retraits_connus_sont_portes_et_les_autres_papiers_a_part() -> None:
    """Through the register: one parchemin of two is collected, the livret and the other one are to be sent back."""
    dossier, atelier = b.dossier(), nouvel_atelier()
    papiers = ("parchemin", "livret", "notification")
    emis = produire(dossier, Commande(date(2019, 3, 20), papiers), atelier).documents
    premier, second = (papier.numero or "" for papier in emis if papier.type == "parchemin")
    (livret,) = (papier.numero or "" for papier in emis if papier.type == "livret")
    inscrire(Evenement(ActePapier.REMISE, premier, date(2019, 4, 2)), atelier)
    tous = produire(dossier, Commande(JOUR, (*papiers, "formulaire_remise")), atelier).documents
    (formulaire,) = (papier for papier in tous if papier.type == "formulaire_remise")
    assert manquent(formulaire.contenu, "02/04/2019", "Papiers non retirés au 10 avril 2019, à renvoyer") == []
    texte = " ".join(lecture_pdf.textes(formulaire.contenu))
    assert [texte.count(numero) for numero in (premier, livret, second)] == [1, 2, 2]
    (word,) = produire(dossier, Commande(JOUR, ("formulaire_remise",), format="docx"), atelier).documents
    assert word.fichier.endswith(".docx")


def test_sans_retrait_connu_les_rangees_se_remplissent_a_la_main() -> None:
    dossier = b.dossier()
    vide = vue(demande(dossier, b.papier(pour=dossier), b.papier(de=dossier.candidats[3])))
    assert (vide.non_retires, vide.situation) == ((), None)
    assert [papier.remis for papier in vide.papiers] == ["", ""]


def test_le_dernier_retrait_avance_l_echeance() -> None:
    dossier = b.dossier(candidats=b.candidats(b.admis(), b.admis()))
    papiers = [b.papier(de=une, pour=dossier) for une in dossier.candidats]
    remis = [replace(papiers[0], remis_le=date(2019, 4, 3)), replace(papiers[1], remis_le=date(2019, 4, 5))]
    assert vue(demande(dossier, *papiers)).echeance == "18\u00a0mai\u00a02019"
    assert vue(demande(dossier, remis[0], papiers[1])).echeance == "18\u00a0mai\u00a02019"
    assert vue(demande(dossier, *remis)).echeance == "5\u00a0avril\u00a02019"


def test_tous_les_ccp_de_la_session_sont_nommes() -> None:
    seance = b.session(type=TypeSession.CCP, entretien_final=False, ccp=(b.CCP_2, b.CCP_1))
    (premier, second) = vue(demande(b.dossier(session=seance, candidats=()))).certificats
    assert premier.startswith(f"CCP\u00a01 ({b.CCP_1}) – Former")
    assert second.startswith(f"CCP\u00a02 ({b.CCP_2}) – Sensibiliser")
    assert vue(demande(b.dossier())).certificats == ()


@pytest.mark.parametrize(("resultat", "appele"), [(b.absent(), False), (b.refuse(), True), (b.admis(), True)])
def test_le_formulaire_vient_de_lui_meme_s_il_y_a_un_papier_a_remettre(resultat: Resultat, appele: bool) -> None:
    """Of a session that nobody sat, the general PV still goes to the State: no empty form stands in its way."""
    dossier = b.dossier(candidats=b.candidats(b.absent(presence=Presence.ABSENCE_INJUSTIFIEE), resultat))
    assert ("formulaire_remise" in {spec.code for spec in specs_du_statut(dossier)}) is appele
    if not appele:
        produits = produire(dossier, Commande(date(2019, 3, 20)), nouvel_atelier())
        assert not produits.refusee
        types = {document.type for document in produits.documents}
        assert types == {"pv_general", "pv_individuel", "bordereau_pv", "affichage"}
