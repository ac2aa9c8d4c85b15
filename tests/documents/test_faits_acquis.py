"""RESU-08, RESU-09: whatever was typed, all the papers of a session tell the same CCPs, titre and CCS."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from docgen.documents import affichage, catalogue, livret, parchemin, pv_general, pv_individuel
from docgen.documents.page import libelles_acquis
from docgen.documents.page.spec import Demande, Destinataire, Reglages
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.resultat import Resultat
from docgen.domain.session import TypeSession
from docgen.errors import RenduImpossible
from docgen.rendering.html import composer
from docgen.usecases.composition import champs
from tests import builders as b

LISTES = ((), (b.CCP_1,), (b.CCP_2,), (b.CCP_2, b.CCP_1))
SESSIONS = (
    b.session(),
    b.session(type=TypeSession.CCP, entretien_final=False, ccp=(b.CCP_2,)),
    b.session(type=TypeSession.CCP, entretien_final=True, ccp=(b.CCP_2,)),
    b.session(type=TypeSession.CCP, entretien_final=True, ccp=(b.CCP_1, b.CCP_2)),
    b.session(type=TypeSession.CCS, entretien_final=False, ccs=b.CCS_1),
)
RESULTATS = (
    *(sorte(*liste) for liste in LISTES for sorte in (b.admis, b.partiel)),
    b.refuse(),
    b.absent(),
)


def demande(dossier: Dossier, pour: str = "/candidats/0", **champs: Any) -> Demande:
    ident = dossier.candidats[int(pour[-1])].id if pour else ""
    return Demande(dossier, Destinataire(ident, pour), date(2019, 3, 20), Reglages(), **champs)


def un(session: Any, resultat: Resultat, anterieurs: tuple[str, ...] = ()) -> Dossier:
    return b.dossier(session=session, candidats=(b.candidat(ccp_anterieurs=anterieurs, resultat=resultat),))


@pytest.mark.parametrize(("session", "anterieurs"), list(product(SESSIONS, ((), (b.CCP_1,)))))
def test_les_deux_pv_le_livret_et_l_affichage_disent_les_memes_certificats(
    session: Any, anterieurs: tuple[str, ...]
) -> None:
    for resultat in RESULTATS:
        dossier = un(session, resultat, anterieurs)
        (ligne,) = pv_general.vue(demande(dossier, "")).candidats
        individuel = pv_individuel.vue(demande(dossier)).certificats
        reperes = [une.repere for une in individuel if une.etat == pv_individuel.ACQUIS]
        general = ligne.acquis.replace("titre", "Titre")
        assert general == (", ".join(reperes) or "–"), (resultat, session.type)
        ici = [
            une for une in libelles_acquis.obtenus(dossier, dossier.candidats[0]) if une.obtention.startswith("session")
        ]
        assert [une.repere for une in ici] == [repere for repere in reperes if repere.startswith("CCP")]
        genres = [genre for _, genre in papiers_attendus(dossier)]
        premiere = [une.genre for une in affichage.listes(dossier)][:1]
        certifie = premiere in (["Titre professionnel"], ["Certificat complémentaire de spécialisation"])
        assert certifie == (GenrePapier.PARCHEMIN in genres)
        assert not {GenrePapier.PARCHEMIN, GenrePapier.LIVRET} <= set(genres)


def test_le_dernier_ccp_avec_entretien_donne_le_titre() -> None:
    dossier = un(SESSIONS[2], b.admis(), (b.CCP_1,))
    assert [genre for _, genre in papiers_attendus(dossier)] == [GenrePapier.PARCHEMIN]
    (liste,) = affichage.listes(dossier)
    assert (liste.genre, liste.code) == ("Titre professionnel", "TP-01303")
    assert parchemin.vue(demande(dossier)).nature == "Titre professionnel"
    assert pv_individuel.vue(demande(dossier)).entretien == "A eu lieu"
    assert [(une.repere, une.etat) for une in pv_individuel.vue(demande(dossier)).certificats] == [
        ("CCP\u00a01", "Acquis antérieurement"),
        ("CCP\u00a02", "Acquis"),
        ("Titre", "Acquis"),
    ]


def test_sans_entretien_le_dernier_ccp_laisse_l_entretien_a_passer() -> None:
    dossier = un(SESSIONS[1], b.admis(), (b.CCP_1,))
    assert [genre for _, genre in papiers_attendus(dossier)] == [GenrePapier.LIVRET]
    assert livret.vue(demande(dossier)).restants == ()
    assert pv_individuel.vue(demande(dossier)).entretien == "Sans objet"


@pytest.mark.parametrize(
    ("resultat", "entretien"),
    [
        (b.partiel(b.CCP_1, b.CCP_2), "A eu lieu"),
        (b.partiel(b.CCP_1), "N’a pas eu lieu"),
        (b.refuse(), "N’a pas eu lieu"),
        (b.absent(), "N’a pas eu lieu"),
    ],
)
def test_l_entretien_d_une_session_ccp_suit_ses_ccp(resultat: Resultat, entretien: str) -> None:
    assert pv_individuel.vue(demande(un(SESSIONS[3], resultat))).entretien == entretien


def test_le_parchemin_d_un_ccs_donne_le_rncp_de_son_titre() -> None:
    titre = b.titre(rncp="RNCP37949")
    ccs = replace(un(SESSIONS[4], b.admis()), titre=titre)
    vue = parchemin.vue(demande(ccs))
    assert (vue.nature, vue.libelle) == ("Certificat complémentaire de spécialisation", "Deux-roues")
    assert vue.rncp == "titre inscrit sous le n°\u00a0RNCP37949"
    assert "TP-01303" in (vue.titre_parent or "")
    assert parchemin.vue(demande(b.dossier(titre=titre))).rncp == "RNCP37949"


@pytest.mark.parametrize("ccs", [None, "CCS-000000", "TP-01303"])
def test_un_ccs_inconnu_ne_devient_jamais_le_titre(ccs: str | None) -> None:
    dossier = un(replace(SESSIONS[4], ccs=ccs), b.admis())
    for code in ("parchemin", "pv_general", "pv_individuel", "affichage", "bordereau_pv"):
        spec = catalogue()[code]
        pour = "/candidats/0" if code in ("parchemin", "pv_individuel") else ""
        with pytest.raises(RenduImpossible, match="CCS"):
            spec.vue(demande(dossier, pour))
        vue = spec.vue(demande(dossier, pour, brouillon=True))
        assert vue.ccs.code == "CCS inconnu"  # type: ignore[attr-defined]
    assert parchemin.vue(demande(dossier, brouillon=True)).nature == "Certificat complémentaire de spécialisation"


def test_le_responsable_approuve_un_commentaire_et_rien_d_autre() -> None:
    modele = pv_individuel.SPEC.modele
    pages = [
        composer(modele, {**champs(pv_individuel.vue(demande(un(SESSIONS[0], resultat)))), "serrage": 0})
        for resultat in (b.admis(), b.admis(commentaire=None))
    ]
    assert ["commentaire approuvé" in page for page in pages] == [True, False]
    assert all("Fait à Saint-Denis, le 27\u00a0février\u00a02019." in page for page in pages)
