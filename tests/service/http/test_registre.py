"""The life of a paper over HTTP, and its public verification."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from docgen.domain.papiers.papier import MOTIFS, ActePapier
from tests.pages.site import insecables
from tests.service.http.serveur import AUTRE_SIRET, JOUR, SIRET, Serveur, charge


def emettre(client: httpx.Client, session: str) -> list[str]:
    """The numbers of the parchemins of a session."""
    reponse = client.post("/v1/documents/parchemin", params={"date": JOUR}, content=charge(id=session))
    assert reponse.status_code == 200, reponse.text
    return str(reponse.headers["Docgen-Numero"]).split(", ")


@pytest.fixture(scope="session")
def numeros(serveur: Serveur) -> Iterator[list[str]]:
    """Papers of the first example's centre."""
    with serveur.client("ceres") as client:
        yield emettre(client, "730001") + emettre(client, "730002")


def test_un_papier_se_lit_et_se_remet_une_fois(numeros: list[str], ceres: httpx.Client) -> None:
    adresse = f"/v1/registre/{numeros[0]}"
    avant = ceres.get(adresse).json()
    assert (avant["numero"], avant["etat"], avant["siret"]) == (numeros[0], "émis", SIRET)
    assert "code" not in avant
    for _ in range(2):  # the same act again writes nothing
        reponse = ceres.post(f"{adresse}/remise", json={"date": "2019-04-01"})
        assert reponse.status_code == 200, reponse.text
        assert [acte["acte"] for acte in reponse.json()["evenements"]] == ["REMISE"]
    autre = ceres.post(f"{adresse}/remise", json={"date": "2019-04-02"})
    assert (autre.status_code, autre.json()["type"]) == (409, "urn:docgen:probleme:acte-impossible")
    assert "déjà été remis" in autre.json()["detail"]
    corrigee = ceres.post(f"{adresse}/correction", json={"date": "2019-04-02", "motif": "ERREUR_DE_SAISIE"})
    assert (corrigee.status_code, corrigee.json()["etat"]) == (200, "émis")
    assert ceres.post(f"{adresse}/remise", json={"date": "2019-04-02"}).json()["etat"] == "remis"


def test_gachage_duplicata_puis_annulation_definitive(numeros: list[str], ceres: httpx.Client) -> None:
    adresse = f"/v1/registre/{numeros[1]}"
    gachee = ceres.post(f"{adresse}/gachage", json={"date": "2019-04-01", "motif": "BOURRAGE"})
    assert gachee.status_code == 200, gachee.text
    assert ceres.post(f"{adresse}/reedition", json={"date": "2019-04-02"}).status_code == 422  # no reason given
    autre, perdu = {"motif": "AUTRE"}, {"motif": "PERTE", "precision": "Perdu."}
    assert ceres.post(f"{adresse}/reedition", json={"date": "2019-04-02", **autre}).status_code == 409
    assert ceres.post(f"{adresse}/reedition", json={"date": "2019-04-02", **perdu}).status_code == 200
    annulee = ceres.post(f"{adresse}/annulation", json={"date": "2019-04-03", "motif": "ERREUR_IDENTITE"})
    assert (annulee.status_code, annulee.json()["etat"]) == (200, "annulé")
    assert ceres.post(f"{adresse}/remise", json={"date": "2019-04-04"}).status_code == 409
    assert [acte["acte"] for acte in ceres.get(adresse).json()["evenements"]] == ["GACHAGE", "REEDITION", "ANNULATION"]


def test_un_acte_rejoue_sous_sa_cle_ne_s_ecrit_qu_une_fois(numeros: list[str], ceres: httpx.Client) -> None:
    adresse = f"/v1/registre/{numeros[2]}/gachage"
    corps = {"date": "2019-04-01", "motif": "BOURRAGE"}
    reponses = [ceres.post(adresse, json=corps, headers={"Idempotency-Key": "gachage"}) for _ in range(2)]
    assert reponses[0].json() == reponses[1].json()
    assert len(reponses[1].json()["evenements"]) == 1


@pytest.mark.parametrize("numero", ["2019-974-9999999-9", "n'importe quoi", "x" * 65])
def test_un_numero_inconnu_n_est_pas_la(numero: str, ceres: httpx.Client) -> None:
    assert ceres.get(f"/v1/registre/{numero}").status_code == 404
    assert ceres.post(f"/v1/registre/{numero}/remise").status_code == 404


@pytest.mark.parametrize(
    "corps",
    [{"date": "2019-02-30"}, {"precision": "x" * 301}, {"precision": "a\x00b"}, {"couleur": "rouge"}, {"date": 3}, []],
)
def test_un_acte_mal_forme_est_refuse(corps: object, numeros: list[str], ceres: httpx.Client) -> None:
    reponse = ceres.post(f"/v1/registre/{numeros[0]}/annulation", json=corps)
    assert reponse.status_code == 422, reponse.text
    assert reponse.json()["erreurs"]


@pytest.mark.parametrize(
    ("acte", "corps", "dit"),
    [
        ("annulation", "DOUBLE", "le document est un texte ; mettez-le entre accolades, avec son champ motif."),
        ("gachage", 12, "le document est un nombre ; mettez-le entre accolades, avec son champ motif."),
        ("remise", ["2026-01-02"], "une liste ; mettez-le entre accolades, avec ses champs date et precision."),
    ],
)
def test_un_acte_qui_n_est_pas_un_objet_apprend_ce_qu_il_lui_faut(
    acte: str, corps: object, dit: str, numeros: list[str], ceres: httpx.Client
) -> None:
    (erreur,) = ceres.post(f"/v1/registre/{numeros[0]}/{acte}", json=corps).json()["erreurs"]
    assert dit in insecables(erreur["message"])


def test_un_centre_ne_voit_que_ses_papiers(numeros: list[str], serveur: Serveur) -> None:
    with serveur.client("centre") as centre, serveur.client("autre") as autre:
        assert {papier["siret"] for papier in centre.get("/v1/registre").json()["papiers"]} == {SIRET}
        assert {papier["siret"] for papier in autre.get("/v1/registre").json()["papiers"]} <= {AUTRE_SIRET}
        assert autre.get("/v1/statistiques", params={"date": JOUR}).json()["total"] == 0
        comptes = centre.get("/v1/statistiques", params={"date": JOUR}).json()
    assert comptes["par_centre"] == {SIRET: comptes["total"]}
    assert (comptes["depuis"], comptes["jusqua"]) == ("2018-03-21", JOUR)
    assert comptes["par_type"]["parchemin"] >= len(numeros)
    mois = {un["mois"]: un["total"] for un in comptes["par_mois"]}
    assert list(mois) == [*(f"2018-{rang:02d}" for rang in range(3, 13)), "2019-01", "2019-02", "2019-03"]
    assert mois == {**dict.fromkeys(mois, 0), "2019-03": comptes["total"]}


def test_le_registre_se_lit_page_par_page(numeros: list[str], ceres: httpx.Client) -> None:
    adresse, vus = "/v1/registre?limite=2", []
    while adresse:
        page = ceres.get(adresse)
        vus += [papier["numero"] for papier in page.json()["papiers"] if papier["numero"]]
        adresse = page.links.get("next", {}).get("url", "")
    assert set(numeros) <= set(vus)
    assert len(set(vus)) == len(vus)


def test_la_verification_publique_ne_dit_rien_sans_la_cle(numeros: list[str], serveur: Serveur) -> None:
    with serveur.client(None) as client:
        connu, inconnu = (client.get(f"/verification/{numero}").json() for numero in (numeros[3], "2019-974-9999999-4"))
        faux = client.get(f"/verification/{numeros[3]}", params={"cle": "0000-0000-0000"}).json()
        mal_forme = client.get("/verification/12").json()
    assert connu["verdict"] == faux["verdict"] == "clé incorrecte"
    assert mal_forme["verdict"] == "numéro mal formé"
    if inconnu["verdict"] != "numéro mal formé":
        assert {**connu, "numero": None} == {**inconnu, "numero": None}


@pytest.mark.parametrize("motif", ["CAPRICE", {}, [], 7, None])
def test_un_motif_hors_de_la_liste_est_refuse_avec_la_liste(motif: object, ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/registre/2019-974-0000001-V/annulation", json={"motif": motif})
    assert reponse.status_code == 422
    dit = insecables(reponse.json()["erreurs"][0]["message"])
    assert all(f"{code} (« {mot} »)" in dit for code, mot in MOTIFS[ActePapier.ANNULATION].items())
