"""A word that nothing cuts (an address on the web, a code) stays on its sheet and at its size, in both engines."""

from __future__ import annotations

from functools import cache

import pytest

from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.rendering.press import MoteurPresse
from docgen.usecases.composition import composer_document
from docgen.usecases.production import Commande, attribuer, choisir, demandes_de
from tests.documents import longs
from tests.documents.atelier_essai import jour_de, mots, nouvel_atelier
from tests.lecture_pdf import Mot, tailles

PORTRAIT, PAYSAGE, PARCHEMIN = 18, 15, 25
TENUE: Dossier = longs.insecables(longs.maximal(300))
A_VENIR: Dossier = longs.a_convoquer(TENUE)
PDF = [code for code, spec in catalogue().items() if "pdf" in spec.formats]
USAGES = ("archive", "impression")


@cache
def _presse() -> MoteurPresse:
    return MoteurPresse()


@cache
def _rendus(code: str) -> dict[str, bytes]:
    """The first document of a type, by usage."""
    spec, atelier = catalogue()[code], nouvel_atelier()
    atelier.presse = _presse()
    dossier = TENUE if TENUE.session.statut in spec.statuts or not spec.statuts else A_VENIR
    commande = Commande(jour_de(dossier), (code,), format="pdf")
    choix = choisir(dossier, commande)[:1]
    papiers = attribuer(dossier, choix, commande, atelier)
    ((spec, demande),) = demandes_de(dossier, choix, commande, atelier, papiers, ())
    return {usage: composer_document(spec, demande, "pdf", usage, atelier).contenu for usage in USAGES}


def _pied(contenu: bytes) -> Mot:
    return max((mot for mot in mots(contenu) if mot.page == 1 and not mot.incline), key=lambda mot: mot.y1)


@pytest.mark.parametrize("usage", USAGES)
@pytest.mark.parametrize("code", PDF)
def test_un_mot_sans_coupure_tient_dans_ses_marges(code: str, usage: str) -> None:
    contenu = _rendus(code)[usage]
    largeur, hauteur = tailles(contenu)[0]
    cote = PARCHEMIN if code == "parchemin" else PAYSAGE if largeur > hauteur else PORTRAIT
    assert list(longs.hors_marges(contenu, cote)) == []
    assert longs.chevauchements(contenu) == []


@pytest.mark.parametrize("code", PDF)
def test_la_presse_ne_retrecit_pas_la_page(code: str) -> None:
    """The foot is at the same place and of the same size: the press shrinks every page when one is too wide."""
    archive, presse = (_pied(contenu) for contenu in _rendus(code).values())
    assert (presse.y1, presse.y1 - presse.y0) == pytest.approx((archive.y1, archive.y1 - archive.y0), abs=0.3)
