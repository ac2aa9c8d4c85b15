"""The embedded engine: pieces done once each, failures kept apart, cancellation, priority, sudden deaths."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from service.processus.equipe import Equipe
from service.travaux.embarque import TravauxEmbarques
from service.travaux.tables import Etat
from tests.attente import attendre
from tests.postgres import Postgresql
from tests.registre.lieux import Lieu
from tests.service.travaux.chantier import (
    Chantier,
    attendre_la_fin,
    au_travail,
    essai,
    nouveau_chantier,
    relire,
    silence_apres_le_bail,
    verifier_les_numeros,
)

REVEIL_MAX_S = 10.0  # it looks ten times a second here; a loaded machine is slow


@pytest.fixture
def travaux(chantier: Chantier) -> Iterator[TravauxEmbarques]:
    """An engine at work, with two children."""
    with au_travail(chantier.moteur()) as travaux:
        yield travaux


def test_chaque_morceau_est_fait_une_fois(travaux: TravauxEmbarques, chantier: Chantier) -> None:
    fini = attendre_la_fin(travaux, essai(travaux, chantier, 6, 0.02))
    assert (fini.etat, fini.faits, fini.total) == (Etat.TERMINE, 6, 6)
    assert sorted(chantier.commencements()) == list(range(6))
    verifier_les_numeros(chantier, fini, 6)
    (livre,) = chantier.fichiers.d_un_travail(fini.id)
    assert livre.nom == "numeros.json"


def test_un_travail_sans_morceau_se_conclut(travaux: TravauxEmbarques, chantier: Chantier) -> None:
    assert attendre_la_fin(travaux, essai(travaux, chantier, 0)).etat is Etat.TERMINE


def test_un_mauvais_morceau_est_ecarte_et_le_reste_va_au_bout(travaux: TravauxEmbarques, chantier: Chantier) -> None:
    fini = attendre_la_fin(travaux, essai(travaux, chantier, 4, casses=[1], mortels=[2]))
    assert (fini.etat, fini.faits) == (Etat.PARTIEL, 4)
    assert fini.bilan is not None
    assert [rang for rang, _ in fini.bilan["ecartes"]] == [1, 2]
    assert fini.bilan["ecartes"][0][1] == "Le morceau 1 ne peut pas être fait. Retirez-le."
    assert "arrêté net" in fini.bilan["ecartes"][1][1]
    assert Counter(chantier.commencements()) == {0: 1, 1: 3, 2: 3, 3: 1}


def test_annuler_arrete_ce_qui_court_et_rien_ne_suit(chantier: Chantier) -> None:
    with au_travail(chantier.moteur(1, bail_s=1)) as travaux:
        travail = essai(travaux, chantier, 50, 0.5)
        attendre(lambda: len(chantier.commencements()) >= 2)
        annule = travaux.carnet.annuler(travail.id)
        assert annule is not None
        assert (annule.etat, annule.annulation) == (Etat.ANNULE, True)
        assert annule == travaux.carnet.annuler(travail.id)
        suivant = attendre_la_fin(travaux, essai(travaux, chantier, 0))
    assert suivant.etat is Etat.TERMINE
    assert len(chantier.commencements()) <= 3  # one may have begun as we said so


def test_le_plus_urgent_passe_devant(chantier: Chantier) -> None:
    travaux = chantier.moteur(1)
    lot = essai(travaux, chantier, 30, 0.3)
    with au_travail(travaux):
        attendre(lambda: len(chantier.commencements()) >= 2)
        urgent = attendre_la_fin(travaux, essai(travaux, chantier, 1, priorite=10))
        assert relire(travaux.carnet, lot).faits < 30
    assert urgent.etat is Etat.TERMINE


def test_chaque_appelant_a_son_tour(chantier: Chantier) -> None:
    """Whoever asks for one job is not behind all those that another one asked for before; what is urgent is first."""
    travaux, (_, execution) = chantier.moteur(1), chantier.outils(1)
    gros = [essai(travaux, chantier, 1, appelant="gros").id for _ in range(3)]
    petit = essai(travaux, chantier, 1, appelant="petit").id
    urgents = [essai(travaux, chantier, 1, appelant="gros", priorite=10).id for _ in range(2)]
    pris = [execution.prendre(comme) for comme in (None, None, gros[2], petit, None, None)]
    assert [morceau and morceau.travail.id for morceau in pris] == [*urgents, gros[0], petit, gros[1], gros[2]]


def test_qui_n_a_rien_en_main_n_attend_pas_la_fin_de_ce_qu_un_autre_a_demande(chantier: Chantier) -> None:
    """The only child is busy for a minute with a piece of another caller: there is one more."""
    with au_travail(chantier.moteur(1)) as travaux:
        gros = [essai(travaux, chantier, 1, 60, appelant="gros") for _ in range(2)]
        attendre(lambda: len(chantier.commencements()) == 1)
        assert attendre_la_fin(travaux, essai(travaux, chantier, 2, appelant="petit")).etat is Etat.TERMINE
        relus = [travaux.carnet.annuler(un.id) for un in gros]
    assert [relu and relu.debute is not None for relu in relus] == [True, False]


def test_ce_qui_est_urgent_n_est_pas_fait_par_qui_cede_le_pas(chantier: Chantier) -> None:
    travaux, (_, execution) = chantier.moteur(1), chantier.outils(1)
    urgent, lot = (essai(travaux, chantier, 1, priorite=rang).id for rang in (10, 0))
    polie, prompte = replace(execution, priorite_max=0), replace(execution, priorite=1)
    pris = [equipe.prendre() for equipe in (polie, polie, prompte, prompte)]
    assert [morceau and morceau.travail.id for morceau in pris] == [lot, None, urgent, None]


def test_un_travail_attendu_n_est_jamais_derriere_un_lot(chantier: Chantier) -> None:
    """The only child is busy for a minute: the one that is kept for urgent jobs does it."""
    carnet, execution = chantier.outils(1)
    with au_travail(TravauxEmbarques(carnet, execution, replace(execution, equipe=Equipe(1), priorite=1))) as travaux:
        lot = essai(travaux, chantier, 2, 60)
        attendre(lambda: len(chantier.commencements()) == 1)
        assert attendre_la_fin(travaux, essai(travaux, chantier, 2, priorite=10)).etat is Etat.TERMINE
        travaux.carnet.annuler(lot.id)


def test_deux_superviseurs_se_partagent_un_travail(travaux: TravauxEmbarques, chantier: Chantier) -> None:
    with au_travail(chantier.moteur()):
        fini = attendre_la_fin(travaux, essai(travaux, chantier, 16, 0.05))
    assert sorted(chantier.commencements()) == list(range(16))
    verifier_les_numeros(chantier, fini, 16)


def test_l_arret_rend_les_morceaux_sans_compter_de_tentative(chantier: Chantier) -> None:
    travail = essai(chantier.moteur(), chantier, 1, 0.5)
    for deja in range(3):
        with au_travail(chantier.moteur(1)):
            attendre(partial(_commences, chantier, deja + 1))
    with au_travail(chantier.moteur(1)) as travaux:
        assert attendre_la_fin(travaux, travail).etat is Etat.TERMINE
    assert len(chantier.commencements()) == 4


def test_la_fin_d_un_bail_reveille_qui_n_a_rien_a_faire(chantier: Chantier) -> None:
    assert 0 <= silence_apres_le_bail(chantier, chantier.moteur(1)) < REVEIL_MAX_S


def test_tuer_un_ouvrier_puis_le_superviseur_au_milieu(chantier: Chantier) -> None:
    """The children die with their supervisor; the next one finishes, each number once."""
    travaux = chantier.moteur()
    travail = essai(travaux, chantier, 12, 0.2)
    superviseur = chantier.lancer(bail_s=1.5)
    attendre(lambda: len(chantier.commencements()) >= 3)
    os.kill(_pids(chantier)[-1], signal.SIGKILL)
    attendre(lambda: len(chantier.commencements()) >= 6)
    superviseur.kill()
    superviseur.wait()
    attendre(lambda: not any(Path(f"/proc/{pid}").exists() for pid in _pids(chantier)))
    with au_travail(travaux):
        fini = attendre_la_fin(travaux, travail)
    verifier_les_numeros(chantier, fini, 12)
    assert len(chantier.fichiers.d_un_travail(fini.id)) == 1


def test_la_mort_de_postgresql_ne_perd_ni_ne_double_rien(
    postgresql: Postgresql, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Twice in the middle of a job, which ends all the same."""
    chantier = nouveau_chantier(Lieu(postgresql.nouvelle_base(), tmp_path / "cles.json"), tmp_path)
    with au_travail(chantier.moteur()) as travaux:
        travail = essai(travaux, chantier, 16, 0.2)
        for combien in (3, 8):
            attendre(partial(_commences, chantier, combien))
            caplog.clear()
            postgresql.tuer()
            attendre(lambda: caplog.records)  # the engine has seen it
            postgresql.demarrer()
        fini = attendre_la_fin(travaux, travail)
    verifier_les_numeros(chantier, fini, 16)


def _commences(chantier: Chantier, combien: int) -> bool:
    return len(chantier.commencements()) >= combien


def _pids(chantier: Chantier) -> list[int]:
    return [int(ligne.split()[1]) for ligne in chantier.temoin.read_text().splitlines()]
