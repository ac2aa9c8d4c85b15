"""PARC-06: which papers each result calls for."""

from __future__ import annotations

import pytest

from docgen.domain.acquis import ccp_obtenus
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.resultat import Presence, Resultat
from tests import builders as b

PARCHEMIN, LIVRET, NOTIFICATION = GenrePapier.PARCHEMIN, GenrePapier.LIVRET, GenrePapier.NOTIFICATION


@pytest.mark.parametrize(
    ("base", "resultat", "attendus"),
    [
        (b.dossier(), b.admis(), (PARCHEMIN,)),
        (b.dossier(), b.partiel(), (LIVRET, NOTIFICATION)),
        (b.dossier(), b.partiel(ccp_acquis=()), (NOTIFICATION,)),
        (b.dossier(), b.refuse(), (NOTIFICATION,)),
        (b.dossier(), b.absent(), ()),
        (b.dossier(), b.admis(presence=Presence.ABSENCE_INJUSTIFIEE), ()),
        (b.dossier(), b.admis(decision=None), ()),
        (b.dossier(), None, ()),
        (b.session_ccp(), b.admis(b.CCP_2), (LIVRET,)),
        (b.session_ccp(), b.admis(), (LIVRET,)),
        (b.session_ccp(), b.partiel(), (LIVRET, NOTIFICATION)),
        (b.session_ccp(), b.refuse(), (NOTIFICATION,)),
        (b.session_ccs(), b.admis(), (PARCHEMIN,)),
        (b.session_ccs(), b.refuse(), (NOTIFICATION,)),
    ],
)
def test_papiers(base: Dossier, resultat: Resultat | None, attendus: tuple[GenrePapier, ...]) -> None:
    (personne,) = b.candidats(resultat)
    dossier = b.dossier(session=base.session, candidats=(personne,))
    assert papiers_attendus(dossier) == tuple((personne, genre) for genre in attendus)


def test_papiers_de_toute_la_session() -> None:
    genres = [genre for _, genre in papiers_attendus(b.dossier())]
    assert genres == [PARCHEMIN, LIVRET, NOTIFICATION, NOTIFICATION, PARCHEMIN]


@pytest.mark.parametrize(
    ("base", "resultat", "attendus"),
    [
        (b.dossier(), b.admis(), (b.CCP_1, b.CCP_2)),
        (b.dossier(), b.partiel(b.CCP_1), (b.CCP_1,)),
        (b.dossier(), b.refuse(), ()),
        (b.session_ccp(), b.admis(), (b.CCP_2,)),
        (b.session_ccp(), b.admis(b.CCP_2), (b.CCP_2,)),
        (b.session_ccs(), b.admis(), ()),
        (b.dossier(), b.absent(ccp_acquis=(b.CCP_1,)), ()),
        (b.dossier(), b.partiel(b.CCP_1, presence=Presence.ABSENCE_JUSTIFIEE), ()),
    ],
)
def test_ccp_obtenus(base: Dossier, resultat: Resultat, attendus: tuple[str, ...]) -> None:
    assert ccp_obtenus(b.candidat(resultat=resultat), base) == attendus
