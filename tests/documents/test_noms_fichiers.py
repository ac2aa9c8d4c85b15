"""File names: what the sources prescribe, and what every file system bears."""

from __future__ import annotations

import re
from datetime import date

import pytest

from docgen.documents import catalogue
from docgen.documents.spec import Demande, Reglages
from docgen.domain.dossier import Dossier
from docgen.domain.noms_fichiers import LONGUEUR_MAX, nom_distinct, nom_fichier
from tests import builders

JOUR = date(2019, 3, 20)


def noms(code: str, dossier: Dossier) -> list[str]:
    """The names of the documents of that type, as drafts: no number."""
    spec = catalogue()[code]
    return [
        spec.nom_fichier(Demande(dossier, pour, JOUR, Reglages(), brouillon=True))
        for pour in spec.destinataires(dossier)
    ]


def test_le_formulaire_de_remise_porte_le_nom_prescrit() -> None:
    """The guide's own example, to the letter."""
    assert noms("formulaire_remise", builders.dossier()) == ["RA_TP-01303_ECSR_FORMAREUNION_25022019.pdf"]


def test_le_formulaire_d_une_session_ccp_porte_le_numero_du_ccp() -> None:
    assert noms("formulaire_remise", builders.session_ccp()) == [f"RA_{builders.CCP_2}_ECSR_FORMAREUNION_08062020.pdf"]


def test_le_formulaire_est_sans_accent_ni_espace_et_garde_les_traits_d_union() -> None:
    dossier = builders.dossier(
        titre=builders.titre(abrege="Œé-x"), centre=builders.centre(nom_court="Été d’or – l’Île-Bourbon")
    )
    assert noms("formulaire_remise", dossier) == ["RA_TP-01303_OEe-x_ETEDORLILE-BOURBON_25022019.pdf"]


@pytest.mark.parametrize("code", catalogue())
def test_aucun_nom_ne_gene_un_systeme_de_fichiers(code: str) -> None:
    admis = builders.admis(builders.CCP_1, builders.CCP_2)
    etrange = builders.candidat(nom="Ελένη / .. \\ « d’Ô »" + "É" * 300, id="C" * 40, resultat=admis)
    dossier = builders.dossier(
        candidats=(etrange, *builders.candidats(admis, builders.partiel())[1:]),
        centre=builders.centre(nom_court="Ω" * 3 + "Centre / : * ?" * 20),
    )
    tous = noms(code, dossier)
    assert tous
    for nom in tous:
        assert re.fullmatch(rf"[A-Za-z0-9_-]+\.{catalogue()[code].formats[0]}", nom), nom
        assert len(nom) <= LONGUEUR_MAX


def test_deux_noms_semblables_et_trop_longs_restent_distincts() -> None:
    nom = nom_fichier("PVI", "N" * 200)
    assert len(nom) == LONGUEUR_MAX
    assert nom_distinct(nom, "C-001") != nom_distinct(nom, "C-002")
    assert {len(nom_distinct(nom, identifiant)) for identifiant in ("C-001", "C-002")} == {LONGUEUR_MAX}
