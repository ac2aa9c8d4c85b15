"""The facts of a paper: canonical, complete, and enough to make it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rfc8785

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import attestation_de
from docgen.domain.papiers.dossier_papier import dossier_selon
from docgen.domain.papiers.faits import FAITS, canonique, ecarts, empreinte, faits_du_papier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.session import Validation
from tests import builders as b

JOUR = date(2019, 3, 5)
DERNIER = b.session_ccp(
    session=replace(b.session_ccp().session, entretien_final=True),
    candidats=(replace(b.candidats(b.partiel(b.CCP_2))[0], ccp_anterieurs=(b.CCP_1,)),),
)
PAPIERS = [
    (dossier, personne, genre)
    for dossier in (b.dossier(), b.session_ccp(), b.session_ccs(), DERNIER)
    for personne, genre in papiers_attendus(dossier)
]


def nom(cas: tuple[Any, ...]) -> str:
    return f"{cas[0].session.type}-{cas[2]}"


@pytest.mark.parametrize("cas", PAPIERS, ids=nom)
def test_le_texte_des_faits_est_celui_de_la_rfc_8785(cas: tuple[Any, ...]) -> None:
    dossier, personne, genre = cas
    etrange = replace(personne, nom='Ł"\\/\n😀€', prenoms="é ﬀ")
    faits = {**faits_du_papier(dossier, etrange, genre, JOUR), "numero": "2019-974-0000001-X"}
    assert canonique(faits).encode() == rfc8785.dumps(faits)
    assert empreinte(faits) != empreinte(faits, "00") != empreinte(faits, "01")


@pytest.mark.parametrize("cas", PAPIERS, ids=nom)
def test_le_papier_refait_de_ses_faits_redit_les_memes(cas: tuple[Any, ...]) -> None:
    """Whatever the payload says meanwhile of everything that the facts tell."""
    dossier, personne, genre = cas
    faits = faits_du_papier(dossier, personne, genre, JOUR)
    autre = replace(
        dossier,
        titre=replace(dossier.titre, libelle="Expert en cybersécurité", niveau=7, nsf=("326",), rncp="RNCP1"),
        autorite=b.autorite(departement="75", structure="Autre", unite="Autre", commune="Paris", signataire=None),
        session=replace(dossier.session, debut=date(2001, 1, 1), validation=Validation(date(2001, 1, 9), "1")),
        candidats=tuple(
            replace(une, nom="IMPOSTEUR", civilite="M", naissance=b.naissance(date=date(1999, 9, 9), pays="Laos"))
            for une in dossier.candidats
        ),
    )
    refait = dossier_selon(faits, autre, personne.id)
    assert faits_du_papier(refait, refait.candidats[0], genre, date(2026, 1, 1)) == faits


def test_chaque_fait_est_nomme_et_a_sa_place() -> None:
    dits = {nom for dossier, une, genre in PAPIERS for nom in faits_du_papier(dossier, une, genre, JOUR)}
    dits |= {nom for faits in attestation_de(b.dossier()).faits.values() for nom in faits}
    assert dits == FAITS.keys() | {"genre", "session"}


@pytest.mark.parametrize("fait", sorted(FAITS.keys() - {"presence", "ccp_session"}))  # attested, not printed
def test_un_seul_fait_change_est_un_ecart_qui_porte_son_nom(fait: str) -> None:
    dossier, personne, genre = next(cas for cas in PAPIERS if fait in faits_du_papier(cas[0], cas[1], cas[2], JOUR))
    faits = faits_du_papier(dossier, personne, genre, JOUR)
    assert list(ecarts(faits, {**faits, fait: "autre chose"})) == [FAITS[fait]]
    assert list(ecarts(faits, faits)) == []


@pytest.mark.parametrize("dits", [(b.CCP_2, b.CCP_1), (b.CCP_1, b.CCP_2, b.CCP_1)])
def test_ni_l_ordre_ni_la_redite_des_ccp_ne_changent_un_fait(dits: tuple[str, ...]) -> None:
    """A list of CCPs says which they are: a paper asked for again, an attestation, are the same (PARC-07, PARC-08)."""

    def de(ccp: tuple[str, ...]) -> Dossier:
        session = replace(b.session_ccp().session, ccp=ccp, entretien_final=True)
        return b.session_ccp(session=session, candidats=b.candidats(b.admis(), b.partiel(*ccp)))

    juste, autre = de((b.CCP_1, b.CCP_2)), de(dits)
    assert attestation_de(autre) == attestation_de(juste)
    for avant, apres in zip(juste.candidats, autre.candidats, strict=True):
        faits = faits_du_papier(juste, avant, GenrePapier.LIVRET, JOUR)
        assert faits_du_papier(autre, apres, GenrePapier.LIVRET, JOUR) == faits


@pytest.mark.parametrize(("dit", "garde"), [("France", "FRANCE"), ("FRANCE", "FRANCE"), ("Maroc", "Maroc")])
def test_le_pays_de_naissance_est_garde_comme_il_s_imprime(dit: str, garde: str) -> None:
    dossier: Dossier = b.dossier()
    personne = replace(dossier.candidats[0], naissance=b.naissance(pays=dit))
    assert faits_du_papier(dossier, personne, GenrePapier.PARCHEMIN, JOUR)["pays_naissance"] == garde
