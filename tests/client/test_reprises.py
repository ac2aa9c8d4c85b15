"""Calls made again: after a cut, after a refusal that passes; never twice what must be done once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest

from docgen.client import Client, Patience, ServiceInjoignable, TropDAppels
from docgen.client.transport import Demande
from tests.client.coupeur import Fil
from tests.service.http.serveur import Serveur, charge, servir

JOUR = date(2019, 3, 20)
VIVE = Patience(duree_s=20, premiere_s=0.05, plus_longue_s=0.5)
DEBIT = 5


@pytest.fixture(scope="module")
def avare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """A service that allows so few calls a second that whoever calls without a pause makes more, however busy it is."""
    with servir(tmp_path_factory.mktemp("service"), DOCGEN_DEBIT=f"{DEBIT}/seconde") as lance:
        yield lance


@pytest.fixture
def tendu(serveur: Serveur) -> Iterator[Fil]:
    """A wire that a test may cut."""
    with closing(Fil(serveur.adresse)) as tendu:
        yield tendu


@pytest.fixture
def client(tendu: Fil, serveur: Serveur) -> Iterator[Client]:
    """A client at the end of that wire."""
    with Client(tendu.adresse, serveur.secrets["ceres"], VIVE) as client:
        yield client


def test_une_demande_dont_la_reponse_se_perd_n_est_faite_qu_une_fois(client: Client, tendu: Fil) -> None:
    avant = sum(1 for _ in client.travaux())
    tendu.couper()
    tendu.coupures = [0, 10]
    travail = client.demander_dossier(charge(id="731001"), types=["affichage"], jour=JOUR)
    assert tendu.coupures == []
    assert sum(1 for _ in client.travaux()) == avant + 1
    assert client.attendre(travail.id, 60).reussi


def test_un_suivi_et_un_telechargement_coupes_reprennent(client: Client, tendu: Fil, tmp_path: Path) -> None:
    travail = client.demander_dossier(charge(id="731002"), types=["affichage"], jour=JOUR)
    tendu.couper()
    tendu.coupures = [0, 900, 1200]
    fini = client.attendre(travail.id, 60)
    assert fini.reussi
    fichier = max(fini.fichiers, key=lambda un: un.taille)
    tendu.couper()
    tendu.coupures = [fichier.taille // 2, fichier.taille // 2]
    recues: list[httpx.Response] = []
    client._transport._http.event_hooks["response"].append(recues.append)
    assert client.telecharger(fichier, tmp_path).stat().st_size == fichier.taille
    assert [reponse.status_code for reponse in recues] == [200, 206, 206]


def test_ce_qui_ne_peut_se_refaire_ne_se_refait_pas(client: Client, tendu: Fil) -> None:
    tendu.coupures = [0, 0]
    with pytest.raises(ServiceInjoignable):
        client._transport.appeler(Demande("POST", "/v1/depots", corps=charge()))
    assert tendu.coupures == [0]


def test_trop_d_appels_attendent_leur_tour(avare: Serveur) -> None:
    recues: list[httpx.Response] = []
    with Client(avare.adresse, avare.secrets["centre"], VIVE) as client, ThreadPoolExecutor(8) as fils:
        client._transport._http.event_hooks["response"].append(recues.append)
        list(fils.map(lambda _: client.statistiques(), range(2 * DEBIT)))
    statuts = [reponse.status_code for reponse in recues]
    assert statuts.count(200) == 2 * DEBIT
    assert set(statuts) == {200, 429}


def test_sans_patience_trop_d_appels_sont_une_erreur(avare: Serveur) -> None:
    with Client(avare.adresse, avare.secrets["impression"], Patience(duree_s=0)) as client:
        with pytest.raises(TropDAppels) as refus:
            list(map(client.statistiques, [JOUR] * 2 * DEBIT))
        assert refus.value.apres_s
