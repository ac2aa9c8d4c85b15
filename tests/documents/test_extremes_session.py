"""The session's own documents at their longest: 200 candidates, 60-letter names, whatever the contract accepts."""

from __future__ import annotations

import pytest

from docgen.domain.dossier import Dossier
from tests.documents import cas as c
from tests.documents import longs
from tests.documents.atelier_essai import compact, pdf, texte, textes

pytestmark = pytest.mark.lent

COTES = {"emargement": 15, "liste_jures": 15}
VALIDES = ("bordereau_pv", "affichage")
A_VENIR = ("emargement", "commande_dte", "demande_report", "liste_jures")
NOMMENT = {"bordereau_pv", "affichage", "emargement"}
UNE_PAGE = {"commande_dte", "demande_report"}


def _pdf(code: str, valide: Dossier) -> bytes:
    return pdf(longs.a_convoquer(valide) if code in A_VENIR else valide, code)


def _fautes(code: str, contenu: bytes) -> list[object]:
    return [*longs.chevauchements(contenu), *longs.hors_marges(contenu, COTES.get(code, 18))]


@pytest.mark.parametrize("code", [*VALIDES, *A_VENIR])
def test_donnees_longues_tiennent_sans_se_toucher(code: str) -> None:
    contenu = _pdf(code, longs.plausible())
    assert _fautes(code, contenu) == []
    assert compact(c.LIBELLE_200) in compact(texte(contenu))
    if code in NOMMENT:
        assert compact(longs.NOM_60) in compact(texte(contenu))
        assert compact(longs.PRENOMS_45) in compact(texte(contenu))
    assert len(textes(contenu)) == 1 or code not in UNE_PAGE


@pytest.mark.parametrize("code", [*VALIDES, *A_VENIR])
def test_champs_au_maximum_du_contrat(code: str) -> None:
    assert _fautes(code, _pdf(code, longs.maximal())) == []


@pytest.mark.parametrize("code", [*VALIDES, "emargement", "commande_dte"])
def test_deux_cents_candidats(code: str) -> None:
    """Every row is whole, the head of the table comes again on each page that it runs over."""
    dossier = c.grande(200)
    contenu = _pdf(code, dossier)
    assert _fautes(code, contenu) == []
    lu = compact(texte(contenu))
    if code == "commande_dte":
        assert "200candidats" in lu
        return
    nommes = dossier.candidats if code == "emargement" else dossier.candidats[1::4]  # every PARTIEL is on both others
    assert [candidat.id for candidat in nommes if candidat.id not in lu] == []
    pages = [page for page in textes(contenu) if any(candidat.id in page for candidat in dossier.candidats)]
    assert len(pages) > 3
    assert all("Identifiant" in page for page in pages)
