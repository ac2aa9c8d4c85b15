"""PV-02: what the pli to the State holds."""

from __future__ import annotations

from dataclasses import replace

from docgen.domain.pli import pv_conserves, pv_transmis
from docgen.domain.resultat import Presence
from tests import builders as b


def test_pli_tient_les_partiels_et_les_refuses_seulement() -> None:
    admis, partiel, refuse, absent, sans_resultat = b.candidats(b.admis(), b.partiel(), b.refuse(), b.absent(), None)
    dossier = b.dossier(candidats=(admis, partiel, refuse, absent, sans_resultat))
    assert pv_transmis(dossier) == (partiel, refuse)
    assert pv_conserves(dossier) == (admis, absent, sans_resultat)


def test_un_absent_ne_part_pas_meme_avec_une_decision() -> None:
    """RESU-04 refuses such a result; the pli does not rest on it."""
    incoherent = replace(b.refuse(), presence=Presence.ABSENCE_INJUSTIFIEE)
    dossier = b.dossier(candidats=b.candidats(incoherent))
    assert pv_transmis(dossier) == ()
