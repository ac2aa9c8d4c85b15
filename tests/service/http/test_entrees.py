"""How people come in: whichever process answers, several at once, and for as long as their issuer is ours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.attente import attendre
from tests.serveur_web import port_libre
from tests.service.http.emetteur import AUDIENCE, emettre
from tests.service.http.monde import entrer
from tests.service.http.serveur import SIRET, Serveur, demander, servir

APPELS = 'docgen_requetes_total{methode="GET",route="/v1/depots",statut="200"} 20.0'
SECRET = "un secret d’essai, assez long pour signer des cookies"


@pytest.fixture(scope="module")
def a_deux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """A service of two processes, which stop together."""
    ailleurs = tmp_path_factory.mktemp("a_deux")
    with servir(ailleurs, arguments=("--processus", "2"), DOCGEN_RENDUS="1", DOCGEN_OUVRIERS="0") as lance:
        yield lance
    assert lance.processus.returncode == 0
    with pytest.raises(httpx.ConnectError):
        demander(f"{lance.adresse}/sante")


def test_chaque_processus_connait_les_visites_des_autres(a_deux: Serveur) -> None:
    for _ in range(12):
        with httpx.Client(base_url=a_deux.adresse, headers={"Connection": "close"}, verify=False) as client:
            entrer(client, a_deux.secrets["centre"])
            assert [client.get("/depots").status_code for _ in range(4)] == [200] * 4


def test_quel_que_soit_le_processus_il_dit_les_appels_de_tous(a_deux: Serveur) -> None:
    for _ in range(20):
        with a_deux.client("ceres") as client:
            assert client.get("/v1/depots").status_code == 200
    attendre(lambda: APPELS in demander(f"{a_deux.adresse}/metriques").text)  # counted once answered
    for _ in range(4):
        assert APPELS in demander(f"{a_deux.adresse}/metriques").text


def _par_l_emetteur(client: httpx.Client, depart: httpx.Response) -> httpx.Response:
    """From the page that sends to the issuer, to the answer that sends where one was going."""
    reponse = depart
    while "/connexion/oidc/retour" not in str(reponse.request.url):
        reponse = client.get(reponse.headers["Location"])
    return reponse


def test_plusieurs_entrees_vivent_ensemble_et_le_retour_se_refait(tmp_path: Path) -> None:
    port = port_libre()  # the issuer sends people back there
    servir_ici = partial(
        servir,
        tmp_path,
        arguments=("--port", str(port)),
        DOCGEN_URL_PUBLIQUE=f"http://127.0.0.1:{port}",
        DOCGEN_SECRET=SECRET,
    )
    with emettre() as emetteur:
        emetteur.champs = {"role": "centre", "siret": SIRET}
        with servir_ici(
            DOCGEN_OIDC_EMETTEUR=emetteur.adresse, DOCGEN_OIDC_AUDIENCE=AUDIENCE, DOCGEN_OIDC_CLIENT="docgen-pages"
        ) as serveur:
            _deux_entrees(serveur)
            cookies = _une_visite(serveur)
    with servir_ici() as serveur:  # the issuer is no longer configured
        reponse = demander(f"{serveur.adresse}/depots", cookies=cookies)
        assert (reponse.status_code, reponse.headers["Location"]) == (303, "/connexion?suite=/depots")


def _deux_entrees(serveur: Serveur) -> None:
    suites = ("/depots/nouveau", "/depots?depuis=abc")
    with httpx.Client(base_url=serveur.adresse, verify=False) as client:
        departs = [client.get("/connexion/oidc", params={"suite": suite}) for suite in suites]
        for depart, suite in zip(reversed(departs), reversed(suites), strict=True):
            arrivee = _par_l_emetteur(client, depart)
            assert (arrivee.status_code, arrivee.headers["Location"]) == (303, suite)
        encore = client.get(str(arrivee.request.url))  # the back button
        assert (encore.status_code, encore.headers["Location"]) == (303, "/")


def _une_visite(serveur: Serveur) -> dict[str, str]:
    with httpx.Client(base_url=serveur.adresse, verify=False) as client:
        _par_l_emetteur(client, client.get("/connexion/oidc"))
        assert client.get("/depots").status_code == 200
        return dict(client.cookies)


def test_la_question_d_une_page_survit_a_l_entree(serveur: Serveur) -> None:
    reponse = demander(f"{serveur.adresse}/depots?depuis=abc&x=1", headers={"Sec-Fetch-Mode": "navigate"})
    assert reponse.headers["Location"] == "/connexion?suite=/depots%3Fdepuis%3Dabc%26x%3D1"
