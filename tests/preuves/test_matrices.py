"""All the sizes, lengths, widths, scripts, views and racers of which the suite tries some. Some minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.domain.regles.vocabulaire import Geste
from tests.ampleur import AMPLEUR, echantillon
from tests.cli.pilote import Poste
from tests.cli.test_concurrence import produire_ensemble
from tests.documents import longs
from tests.documents.test_extremes import DES_PERSONNES, dans_cette_ecriture
from tests.documents.test_mots_longs import USAGES, des_mots_ordinaires
from tests.documents.test_pages_coupees import DE_LA_SESSION, des_longueurs_de_commentaire, des_tailles_de_session
from tests.documents.test_qr_papiers import DOSSIERS, lire_comme_on_le_voit
from tests.domain.regles.test_remedes import AVEC_SESSION, aucun_conseil_refuse
from tests.registre.lieux import Lieu

LES_DEUX = pytest.mark.parametrize("usage", USAGES)


@pytest.mark.parametrize("code", DE_LA_SESSION)
def test_chaque_taille_de_session(code: str) -> None:
    des_tailles_de_session(code, echantillon(range(1, 61)))


@LES_DEUX
@pytest.mark.parametrize("code", ["pv_individuel", "notification"])
def test_chaque_longueur_de_commentaire(code: str, usage: str) -> None:
    des_longueurs_de_commentaire(code, usage, echantillon(range(1, 61, 1 if usage == "impression" else 6)))


@LES_DEUX
@pytest.mark.parametrize("code", ["pv_individuel", "notification", "convocation_jure", "demande_report"])
def test_chaque_largeur_d_un_mot_ordinaire(code: str, usage: str) -> None:
    des_mots_ordinaires(code, usage, echantillon(range(1, 30)))


@pytest.mark.parametrize("ecriture", echantillon(list(longs.ECRITURES)))
def test_chaque_ecriture_sur_chaque_document(ecriture: str) -> None:
    dans_cette_ecriture(ecriture, DES_PERSONNES)


@LES_DEUX
@pytest.mark.parametrize("code", ["parchemin", "livret"])
@pytest.mark.parametrize("quoi", DOSSIERS)
def test_chaque_papier_comme_on_le_voit(quoi: str, code: str, usage: str) -> None:
    lire_comme_on_le_voit(quoi, code, usage)


def test_seize_processus_produisent_la_meme_session(lieu: Lieu, tmp_path: Path) -> None:
    produire_ensemble(Poste(tmp_path, {"DOCGEN_REGISTRE": lieu.url, "DOCGEN_CLES": str(lieu.cles)}), 16)


@pytest.mark.parametrize("lequel", AVEC_SESSION)
def test_ce_qui_est_conseille_n_est_refuse_dans_aucun_etat(lequel: Geste) -> None:
    aucun_conseil_refuse(lequel, AMPLEUR)
