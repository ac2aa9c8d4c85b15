"""A document is made with the model of its own day: what was issued is made again as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.rendering.html import dossier_modeles
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from tests import builders as b
from tests.documents.atelier_essai import document, donnees, jour_de, manquent, nouvel_atelier, texte

DIRECTEUR = "Le directeur compétent, au nom du ministre chargé de l’emploi"
REPRESENTANT = "Le représentant territorial compétent du ministère chargé de l’emploi"
ARRETE = date(2016, 9, 15)


def session_finie_le(jour: date) -> Dossier:
    session = b.session(debut=jour - timedelta(days=1), fin=jour)
    jures = tuple(replace(jure, habilitations=(b.habilitation(debut=date(2010, 1, 1)),)) for jure in b.dossier().jures)
    return b.dossier(session=session, jures=jures)


@pytest.mark.parametrize(
    ("jour", "version", "present", "absent"),
    [
        (ARRETE - timedelta(days=1), "2008-12", DIRECTEUR, REPRESENTANT),
        (ARRETE, "2008-12", DIRECTEUR, REPRESENTANT),
        (ARRETE + timedelta(days=1), "2026-11", REPRESENTANT, DIRECTEUR),
    ],
)
def test_un_pv_est_fait_avec_le_modele_de_la_fin_de_sa_session(
    jour: date, version: str, present: str, absent: str
) -> None:
    produit = document(session_finie_le(jour), "pv_general")
    assert produit.version_modele == version
    assert manquent(produit.contenu, present, f"modèle {version}") == []
    assert manquent(produit.contenu, absent) == [absent]
    assert f'"version_modele": "{version}"' in donnees(produit.contenu)


def test_la_presse_prend_aussi_le_modele_d_alors() -> None:
    dossier = session_finie_le(ARRETE)
    commande = Commande(jour_de(dossier), ("pv_general",), format="pdf", usage="impression")
    (produit,) = produire(dossier, commande, nouvel_atelier()).documents
    assert produit.version_modele == "2008-12"
    assert manquent(produit.contenu, DIRECTEUR, "modèle 2008-12") == []
    assert REPRESENTANT not in texte(produit.contenu)


def test_chaque_version_ancienne_a_son_modele_et_finit_avant_la_suivante() -> None:
    for spec in catalogue().values():
        jours = [ancienne.jusqu_au for ancienne in spec.anciennes]
        assert jours == sorted(set(jours)), spec.code
        for ancienne in spec.anciennes:
            assert (dossier_modeles() / spec.famille / spec.code / ancienne.dossier / "modele.html").is_file()
