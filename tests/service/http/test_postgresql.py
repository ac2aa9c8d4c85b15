"""The same service on PostgreSQL, with OIDC tokens; then without its database."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests import postgres
from tests.attente import en_meme_temps
from tests.service.http.emetteur import AUDIENCE, Emetteur, emettre
from tests.service.http.serveur import JOUR, SIRET, Serveur, attendre_pret, attendre_travail, charge, servir

CLE = "Idempotency-Key"


def test_le_service_sur_postgresql_puis_sans_sa_base(tmp_path: Path) -> None:
    url = postgres.nouvelle_base()
    with (
        emettre() as emetteur,
        servir(tmp_path, url, DOCGEN_OIDC_EMETTEUR=emetteur.adresse, DOCGEN_OIDC_AUDIENCE=AUDIENCE) as serveur,
    ):
        with serveur.client("ceres") as ceres:
            depots_et_travaux(ceres)
            un_seul_numero(serveur)
        jetons(serveur, emetteur)
        postgres.effacer_base(url)
        sans_base(serveur)


def depots_et_travaux(ceres: httpx.Client) -> None:
    attendre_pret(ceres)
    entetes = {CLE: "depot"}
    deposes = [ceres.post("/v1/depots", params={"date": JOUR}, content=charge(), headers=entetes) for _ in range(2)]
    assert [depose.status_code for depose in deposes] == [201, 201]
    assert deposes[0].json() == deposes[1].json()
    parametres = {"date": JOUR, "types": "bordereau_pv", "depot": deposes[0].json()["id"]}
    demande = ceres.post("/v1/dossiers", params=parametres)
    assert demande.status_code == 202, demande.text
    travail = attendre_travail(ceres, demande.headers["Location"])
    assert travail["etat"] == "TERMINE"
    assert ceres.get(travail["fichiers"][0]["lien"], headers={"Range": "bytes=0-3"}).content in (b"%PDF", b"PK\x03\x04")
    assert ceres.get("/v1/depots", params={"depuis": "inconnu"}).json()["depots"] == []


def un_seul_numero(serveur: Serveur) -> None:
    def demander(_: int) -> str:
        with serveur.client("ceres") as client:
            parametres = {"date": JOUR, "destinataire": "9741411152681F"}
            reponse = client.post("/v1/documents/parchemin", params=parametres, content=charge(), headers={CLE: "un"})
        assert reponse.status_code == 200, reponse.text
        return str(reponse.headers["Docgen-Numero"])

    (numero,) = set(en_meme_temps(demander, 8))
    with serveur.client("centre") as centre:
        remis = centre.post(f"/v1/registre/{numero}/remise", json={"date": "2019-04-01"})
    assert remis.json()["etat"] == "remis"


def jetons(serveur: Serveur, emetteur: Emetteur) -> None:
    jeton = emetteur.jeton(role="centre", siret=SIRET)
    with serveur.client(None, Authorization=f"Bearer {jeton}") as client:
        assert [papier["siret"] for papier in client.get("/v1/registre").json()["papiers"]] == [SIRET]
        assert client.post("/v1/lots", json={}).status_code == 403
    with serveur.client(None, Authorization=f"Bearer {emetteur.jeton(aud='autre')}") as client:
        assert client.get("/v1/registre").status_code == 401


def sans_base(serveur: Serveur) -> None:
    """Nothing is answered that the register does not back, and nobody is told where it stands."""
    with serveur.client(None) as passant:
        assert passant.get("/sante").status_code == 200
        pret = passant.get("/sante/pret")
        assert (pret.status_code, pret.json()["registre"], pret.json()["fichiers"]) == (503, "indisponible", "prêt")
        verifie = passant.get("/verification/2019-974-0000001-V", params={"cle": "a"})
        assert (verifie.status_code, verifie.json()["verdict"]) == (503, "vérification indisponible")
        assert passant.get("/metriques").status_code == 200
    with serveur.client("ceres") as ceres:
        for reponse in (
            ceres.post("/v1/documents/parchemin", params={"date": JOUR}, content=charge()),
            ceres.post("/v1/depots", content=charge(), headers={CLE: "panne"}),
        ):
            assert reponse.status_code == 503
            assert int(reponse.headers["Retry-After"]) > 0
            assert reponse.json()["type"] == "urn:docgen:probleme:registre-indisponible"
            assert "essai_" not in reponse.text
