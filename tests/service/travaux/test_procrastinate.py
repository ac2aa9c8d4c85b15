"""The shared engine on a real PostgreSQL: several workers, sudden deaths of one of them and of the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import RegistreIndisponible
from service.processus.equipe import Equipe
from service.travaux.procrastinate import TravauxPartages
from service.travaux.tables import Etat
from tests.attente import attendre
from tests.postgres import Postgresql, effacer_base, nouvelle_base
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

REVEIL_MAX_S = 10.0  # its round comes each second here; a loaded machine is slow


@pytest.fixture
def chantier(tmp_path: Path) -> Chantier:
    """An empty place for jobs, in PostgreSQL."""
    return nouveau_chantier(Lieu(nouvelle_base(), tmp_path / "cles.json"), tmp_path)


@pytest.fixture
def travaux(chantier: Chantier) -> Iterator[TravauxPartages]:
    """An engine at work; its queue is in the register's database."""
    with au_travail(chantier.partage(chantier.lieux.configuration.registre)) as travaux:
        yield travaux


def test_deux_ouvriers_se_partagent_un_travail(travaux: TravauxPartages, chantier: Chantier) -> None:
    with au_travail(chantier.partage(chantier.lieux.configuration.registre)):
        fini = attendre_la_fin(travaux, essai(travaux, chantier, 12, 0.05, casses=[3]))
    assert (fini.etat, fini.faits) == (Etat.PARTIEL, 12)
    assert Counter(chantier.commencements()) == {rang: 3 if rang == 3 else 1 for rang in range(12)}
    verifier_les_numeros(chantier, fini, 12, 3)


def test_ce_qui_est_soumis_sans_ouvrier_attend(chantier: Chantier) -> None:
    travaux = chantier.partage(chantier.lieux.configuration.registre, 1)
    lot = essai(travaux, chantier, 50, 0.5)
    urgent = essai(travaux, chantier, 1, priorite=10)
    with au_travail(travaux):
        assert attendre_la_fin(travaux, urgent).etat is Etat.TERMINE
        assert not relire(travaux.carnet, lot).etat.fini
        annule = travaux.carnet.annuler(lot.id)
        assert annule is not None
        assert annule.etat is Etat.ANNULE


def test_un_travail_attendu_n_est_jamais_derriere_un_lot(chantier: Chantier) -> None:
    carnet, execution = chantier.outils(1)
    urgences = replace(execution, equipe=Equipe(1), priorite=1)
    with au_travail(TravauxPartages(chantier.lieux.configuration.registre, carnet, execution, urgences)) as travaux:
        lot = essai(travaux, chantier, 2, 60)
        attendre(lambda: len(chantier.commencements()) == 1)
        assert attendre_la_fin(travaux, essai(travaux, chantier, 2, priorite=10)).etat is Etat.TERMINE
        travaux.carnet.annuler(lot.id)


def test_qui_n_a_rien_en_main_n_attend_pas_la_fin_de_ce_qu_un_autre_a_demande(chantier: Chantier) -> None:
    with au_travail(chantier.partage(chantier.lieux.configuration.registre, 1)) as travaux:
        gros = [essai(travaux, chantier, 1, 60, appelant="gros") for _ in range(2)]
        attendre(lambda: len(chantier.commencements()) == 1)
        assert attendre_la_fin(travaux, essai(travaux, chantier, 2, appelant="petit")).etat is Etat.TERMINE
        relus = [travaux.carnet.annuler(un.id) for un in gros]
    assert [relu and relu.debute is not None for relu in relus] == [True, False]


def test_la_fin_d_un_bail_reveille_la_file(chantier: Chantier) -> None:
    travaux = chantier.partage(chantier.lieux.configuration.registre, 1)
    assert 0 <= silence_apres_le_bail(chantier, travaux) < REVEIL_MAX_S


def test_la_mort_d_un_ouvrier_au_milieu(chantier: Chantier) -> None:
    adresse = chantier.lieux.configuration.registre
    travaux = chantier.partage(adresse, bail_s=1.5)
    travail = essai(travaux, chantier, 10, 0.2)
    ouvrier = chantier.lancer(bail_s=1.5, partage=adresse)
    attendre(lambda: len(chantier.commencements()) >= 3)
    ouvrier.kill()
    ouvrier.wait()
    with au_travail(travaux):
        fini = attendre_la_fin(travaux, travail)
    verifier_les_numeros(chantier, fini, 10)


def test_la_mort_de_postgresql_au_milieu(
    postgresql: Postgresql, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chantier = nouveau_chantier(Lieu(postgresql.nouvelle_base(), tmp_path / "cles.json"), tmp_path)
    with au_travail(chantier.partage(chantier.lieux.configuration.registre, bail_s=3)) as travaux:
        travail = essai(travaux, chantier, 10, 0.2)
        attendre(lambda: len(chantier.commencements()) >= 3)
        caplog.clear()
        postgresql.tuer()
        attendre(lambda: caplog.records)  # the engine has seen it
        postgresql.demarrer()
        fini = attendre_la_fin(travaux, travail)
    verifier_les_numeros(chantier, fini, 10)


def test_une_file_absente_est_dite(chantier: Chantier, tmp_path: Path) -> None:
    with pytest.raises(RegistreIndisponible, match="DOCGEN_TRAVAUX"):
        chantier.partage(f"postgresql://docgen@/rien?host={tmp_path}")


def test_une_file_qui_ne_repond_pas_se_voit(chantier: Chantier) -> None:
    """The register answers all the while: the service is not ready all the same."""
    file = nouvelle_base()
    travaux = chantier.partage(file)
    travaux.presence.dire()
    travaux.joindre()
    effacer_base(file)
    assert travaux.carnet.lister(PARTOUT) == ()
    with pytest.raises(RegistreIndisponible, match="La file des travaux ne répond pas"):
        travaux.joindre()
    travaux.arreter()
