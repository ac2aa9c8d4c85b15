"""A PV starts on a recto: it is a file of its own, whose first sheet is its own page 1."""

from __future__ import annotations

import re

import pytest

from tests import builders as b
from tests.documents.atelier_essai import document, textes

DOSSIER = b.dossier()
PV = [("pv_general", ""), *(("pv_individuel", candidat.id) for candidat in DOSSIER.candidats)]


@pytest.mark.parametrize(("code", "destinataire"), PV)
def test_chaque_pv_est_un_fichier_qui_commence_a_sa_premiere_page(code: str, destinataire: str) -> None:
    produit = document(DOSSIER, code, destinataire)
    folios = [re.findall(r"page (\d+)/(\d+)", page) for page in textes(produit.contenu)]
    assert folios == [[(str(rang), str(produit.pages))] for rang in range(1, produit.pages + 1)]


def test_chaque_pv_a_son_fichier() -> None:
    assert len({document(DOSSIER, code, destinataire).fichier for code, destinataire in PV}) == len(PV)
