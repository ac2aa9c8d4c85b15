"""What clients of all kinds send, and how they leave: each gets an answer that says it, and nothing stays behind."""

from __future__ import annotations

import socket
import time

import httpx
import pytest

from tests.service.http.serveur import JOUR, Serveur, charge


def _prise(serveur: Serveur, texte: bytes) -> socket.socket:
    hote, _, port = serveur.adresse.removeprefix("http://").partition(":")
    prise = socket.create_connection((hote, int(port)), timeout=40)
    prise.sendall(texte)
    return prise


def _reponse(serveur: Serveur, texte: bytes) -> tuple[int, bytes]:
    with _prise(serveur, texte) as prise:
        recu = b""
        while morceau := prise.recv(65_536):
            recu += morceau
    entete, _, corps = recu.partition(b"\r\n\r\n")
    return int(entete.split()[1]), corps


@pytest.mark.parametrize(
    ("chemin", "statut"), [("/sante", 200), ("/v1/types?x=1", 200), ("/nulle/part", 404), ("", 200)]
)
def test_une_adresse_absolue_mene_ou_mene_son_chemin(chemin: str, statut: int, serveur: Serveur) -> None:
    lignes = (f"GET http://docgen.exemple.fr{chemin} HTTP/1.1", "Host: docgen.exemple.fr", "Connection: close", "", "")
    assert _reponse(serveur, "\r\n".join(lignes).encode())[0] == statut


@pytest.mark.parametrize("chemin", ["/sante", "/v1/types", "/verification", "/connexion", "/v1/openapi.json"])
def test_head_dit_ce_que_dirait_get(chemin: str, serveur: Serveur) -> None:
    with serveur.client(None) as client:
        entier, entete = client.get(chemin), client.head(chemin)
    assert entete.status_code == entier.status_code == 200
    assert entete.content == b""
    assert entete.headers["Content-Length"] == str(len(entier.content))


def test_head_ne_fait_rien_de_ce_que_fait_post(ceres: httpx.Client) -> None:
    assert ceres.head("/v1/lots").status_code == 405


@pytest.mark.parametrize("adresse", ["/v1/registre/2019%00", "/depots/a%0ab", "/papiers/%E2%80%A8x", "/v1/depots/%7f"])
def test_un_signe_qui_ne_s_ecrit_pas_ne_mene_a_rien(adresse: str, ceres: httpx.Client) -> None:
    assert ceres.get(adresse).status_code == 404


@pytest.mark.parametrize("question", ["depuis=a%00", "date=%ff", "nom=a%1bb"])
def test_ni_dans_un_parametre(question: str, ceres: httpx.Client) -> None:
    reponse = ceres.get(f"/v1/depots?{question}")
    assert reponse.status_code == 422
    assert "signe qui ne s’écrit pas" in reponse.json()["erreurs"][0]["message"]


def test_une_methode_inventee_ne_fait_pas_de_serie(serveur: Serveur) -> None:
    with serveur.client("admin") as client:
        for methode in ("BREW", "PROPFIND", "ZZTOP"):
            assert client.request(methode, "/sante").status_code == 405
        mesures = client.get("/metriques").text
    assert 'methode="?"' in mesures
    assert not [methode for methode in ("BREW", "PROPFIND", "ZZTOP") if methode in mesures]


@pytest.mark.parametrize(
    ("accepte", "comprime"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("", False),
    ],
)
def test_gzip_n_est_envoye_qu_a_qui_le_veut(accepte: str, comprime: bool, serveur: Serveur) -> None:
    with serveur.client(None, **{"Accept-Encoding": accepte}) as client:
        reponse = client.get("/static/docgen.css")
    assert reponse.headers.get("Content-Encoding") == ("gzip" if comprime else None)
    assert b"{" in reponse.content


def test_qui_part_au_milieu_d_un_corps_n_est_pas_une_panne(serveur: Serveur) -> None:
    secret, reference = serveur.secrets["ceres"], f"depart-{time.monotonic_ns()}"
    for genre in ("application/json", "multipart/form-data; boundary=xx"):
        entetes = (
            f"POST /v1/depots HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {secret}\r\nX-Request-Id: {reference}\r\n"
            f"Content-Type: {genre}\r\nContent-Length: 5000\r\n\r\n--xx\r\n"
        )
        _prise(serveur, entetes.encode()).close()
    lignes = serveur.lignes_de(reference, 2)
    assert [(ligne["statut"], ligne["niveau"]) for ligne in lignes] == [(499, "INFO")] * 2


def test_un_depot_refait_avec_sa_cle_est_le_meme_quel_que_soit_son_cadre(ceres: httpx.Client) -> None:
    cle = {"Idempotency-Key": f"formulaire-{time.monotonic_ns()}"}
    autre = charge(id="autre-session")

    def deposer(octets: bytes, nom: str = "session.json") -> httpx.Response:
        return ceres.post("/v1/depots", params={"date": JOUR}, files={"fichier": (nom, octets)}, headers=cle)

    premier, second = deposer(charge()), deposer(charge())
    assert premier.request.headers["Content-Type"] != second.request.headers["Content-Type"]
    assert (premier.status_code, second.status_code) == (201, 201)
    assert second.json()["id"] == premier.json()["id"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert deposer(autre).status_code == 409
    assert deposer(charge(), "autre-nom.json").status_code == 409


def test_un_lot_dit_chaque_depot_qu_il_ne_trouve_pas(ceres: httpx.Client) -> None:
    connu = ceres.post("/v1/depots", params={"date": JOUR}, content=charge()).json()["id"]
    reponse = ceres.post("/v1/lots", json={"depots": ["absent-1", connu, "absent-2"]})
    assert reponse.status_code == 404
    assert "absent-1, absent-2" in reponse.json()["detail"]
    assert connu not in reponse.json()["detail"]


@pytest.mark.parametrize("route", ["/v1/lots", "/v1/dossiers", "/v1/documents/parchemin", "/v1/controles/editer-pv"])
@pytest.mark.parametrize(
    "texte", ['{"types": ["\\ud800"]}', '{"\\udfff": 1}', '{"numeros": ["a\\u0000"], "depots": ["x"]}']
)
def test_un_demi_signe_est_une_donnee_mal_formee(route: str, texte: str, ceres: httpx.Client) -> None:
    reponse = ceres.post(route, content=texte.encode(), headers={"Content-Type": "application/json"})
    assert reponse.status_code in (404, 422), reponse.text
