"""A word that nothing cuts (an address on the web, a code) stays on its sheet and at its size, in both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from tests import builders as b
from tests.documents import longs
from tests.documents.atelier_essai import mots, rendu, rendus
from tests.lecture_pdf import Mot

pytestmark = pytest.mark.lent

# As long as anything may be; and as long as the longest of French words, which nothing marks as such.
TENUES: dict[int, Dossier] = {longueur: longs.insecables(longs.maximal(300), longueur) for longueur in (300, 25)}
A_VENIR = {longueur: longs.a_convoquer(tenue) for longueur, tenue in TENUES.items()}
PDF = [code for code, spec in catalogue().items() if "pdf" in spec.formats]
USAGES = ("archive", "impression")


@cache
def _rendus(code: str, longueur: int) -> dict[str, bytes]:
    """The first document of a type, by usage."""
    spec = catalogue()[code]
    tenue = TENUES[longueur]
    dossier = tenue if tenue.session.statut in spec.statuts or not spec.statuts else A_VENIR[longueur]
    return rendus(dossier, code, slice(1), *USAGES)[0]


def _pied(contenu: bytes) -> Mot:
    return max((mot for mot in mots(contenu) if mot.page == 1 and not mot.incline), key=lambda mot: mot.base)


@pytest.mark.parametrize("longueur", TENUES)
@pytest.mark.parametrize("usage", USAGES)
@pytest.mark.parametrize("code", PDF)
def test_un_mot_sans_coupure_tient_dans_ses_marges(code: str, usage: str, longueur: int) -> None:
    assert longs.fautes(code, _rendus(code, longueur)[usage]) == []


@pytest.mark.parametrize("longueur", TENUES)
@pytest.mark.parametrize("code", PDF)
def test_la_presse_ne_retrecit_pas_la_page(code: str, longueur: int) -> None:
    """The foot is at the same place and of the same size: the press shrinks every page when one is too wide."""
    archive, presse = (_pied(contenu) for contenu in _rendus(code, longueur).values())
    assert (presse.base, presse.corps) == pytest.approx((archive.base, archive.corps), abs=0.3)


@pytest.mark.parametrize("usage", USAGES)
@pytest.mark.parametrize("code", ["pv_individuel", "notification", "convocation_jure", "demande_report"])
def test_aucun_mot_ordinaire_n_est_coupe(code: str, usage: str) -> None:
    """After a bold word or a superscript too, whatever the width; ``tests/preuves`` has all the widths."""
    des_mots_ordinaires(code, usage, range(1, 30, 3 if usage == "impression" else 10))


def des_mots_ordinaires(code: str, usage: str, longueurs: Sequence[int]) -> None:
    """The same text, with some more letters each time."""
    for lettres in longueurs:
        nom = "M" + "i" * lettres
        base = b.dossier(candidats=b.candidats(b.refuse()), autorite=b.autorite(commune=nom))
        a_venir = longs.a_convoquer(base)
        dossier = base if base.session.statut in catalogue()[code].statuts else a_venir
        voulu = replace(
            dossier,
            candidats=tuple(replace(un, nom=nom) for un in dossier.candidats),
            titre=replace(dossier.titre, libelle=f"{nom} professionnellement constitutionnelle"),
        )
        ecrits = {mot.texte.strip(".,;:()") for mot in mots(rendu(voulu, code, usage))}
        assert {"professionnellement", "constitutionnelle"} <= ecrits, lettres
