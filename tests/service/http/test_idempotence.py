"""The same call twice does its work once, whoever dies in between."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from docgen.fichiers.magasin import ouvrir_magasin
from service.acces.idempotence import Idempotence, Place, Reponse
from service.socle import tables
from service.socle.donnees import Base, ouvrir_base
from service.socle.erreurs import CleDejaEmployee
from tests.attente import en_meme_temps
from tests.registre.lieux import Lieu
from tests.service.http.serveur import JOUR, Serveur, charge

CLE = "Idempotency-Key"


def test_la_meme_demande_rejoue_la_premiere_reponse(ceres: httpx.Client) -> None:
    octets = charge()
    premiere, seconde = (ceres.post("/v1/depots", content=octets, headers={CLE: "rejeu-1"}) for _ in range(2))
    assert (seconde.status_code, seconde.content) == (premiere.status_code, premiere.content)
    assert seconde.headers["Location"] == premiere.headers["Location"]
    assert "Idempotency-Replayed" not in premiere.headers
    assert seconde.headers["Idempotency-Replayed"] == "true"


def test_une_autre_demande_sous_la_meme_cle_est_refusee(ceres: httpx.Client) -> None:
    entetes = {CLE: "rejeu-2"}
    assert ceres.post("/v1/depots", content=charge(), headers=entetes).status_code == 201
    for parametres, corps in (({}, charge(id="2")), ({"date": JOUR}, charge())):
        reponse = ceres.post("/v1/depots", params=parametres, content=corps, headers=entetes)
        assert (reponse.status_code, reponse.json()["type"]) == (409, "urn:docgen:probleme:cle-deja-employee")
    assert ceres.post("/v1/dossiers", content=charge(), headers=entetes).status_code == 409


def test_chaque_appelant_a_ses_cles(serveur: Serveur) -> None:
    entetes = {CLE: "rejeu-3"}
    with serveur.client("ceres") as un, serveur.client("centre") as deux:
        reponses = [client.post("/v1/depots", content=charge(), headers=entetes) for client in (un, deux)]
    assert [reponse.status_code for reponse in reponses] == [201, 201]
    assert len({reponse.json()["id"] for reponse in reponses}) == 2


def test_des_appels_au_meme_instant_n_ont_qu_un_effet(serveur: Serveur) -> None:
    octets = charge(id="720001")

    def demander(_: int) -> str:
        with serveur.client("ceres") as client:
            reponse = client.post(
                "/v1/dossiers", params={"date": JOUR, "types": "affichage"}, content=octets, headers={CLE: "ensemble"}
            )
        assert reponse.status_code == 202, reponse.text
        return str(reponse.json()["id"])

    assert len(set(en_meme_temps(demander, 8))) == 1


def test_un_refus_ne_se_garde_pas(ceres: httpx.Client) -> None:
    entetes = {CLE: "rejeu-4"}
    parametres = {"depot": "inconnu"}
    for _ in range(2):
        reponse = ceres.post("/v1/dossiers", params=parametres, headers=entetes)
        assert reponse.status_code == 404
        assert "Idempotency-Replayed" not in reponse.headers


@pytest.mark.parametrize("cle", ["", "a b", "x" * 201])
def test_une_cle_inutilisable_est_refusee(cle: str, ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/depots", content=charge(), headers={CLE: cle})
    assert reponse.status_code == 422
    assert reponse.json()["erreurs"][0]["chemin"] == f"header/{CLE}"


def test_une_grande_reponse_attend_dans_le_depot_et_non_dans_la_base(lieu: Lieu, tmp_path: Path) -> None:
    base, magasin = ouvrir_base(lieu.url), ouvrir_magasin(tmp_path / "fichiers")
    idempotence = Idempotence(base, magasin)
    grande = Reponse(200, {"Content-Type": "application/pdf"}, b"%PDF" * 100_000)
    place = idempotence.prendre("a", "cle", "empreinte")
    assert isinstance(place, Place)
    idempotence.conclure(place, grande)
    assert idempotence.prendre("a", "cle", "empreinte") == grande
    with base.lecture() as ouverte:
        assert ouverte.execute(select(func.max(func.length(tables.idempotence.c.corps)))).scalar() == 0
    assert sum(fiche.taille for fiche in magasin.lister("reponses")) == 400_000
    base.fermer()


def test_apres_une_mort_subite_le_bail_expire_et_un_autre_reprend(lieu: Lieu, tmp_path: Path) -> None:
    base = ouvrir_base(lieu.url)
    idempotence = Idempotence(base, ouvrir_magasin(tmp_path / "fichiers"))
    premiere = idempotence.prendre("a", "cle", "empreinte")
    assert isinstance(premiere, Place)
    assert premiere.reprise is None
    assert idempotence.prendre("a", "cle", "empreinte") is None
    with pytest.raises(CleDejaEmployee):
        idempotence.prendre("a", "cle", "autre")
    _expirer(base)
    seconde = idempotence.prendre("a", "cle", "empreinte")
    assert isinstance(seconde, Place)
    assert seconde.reprise is not None
    idempotence.conclure(premiere, Reponse(201, {}, b"trop tard"))  # it lost its lease: its answer is not kept
    idempotence.conclure(seconde, Reponse(201, {"Location": "/x"}, b"fait"))
    assert idempotence.prendre("a", "cle", "empreinte") == Reponse(201, {"Location": "/x"}, b"fait")
    assert isinstance(idempotence.prendre("b", "cle", "autre"), Place)
    base.fermer()


def test_un_depot_garde_avant_une_mort_subite_est_retrouve(serveur: Serveur) -> None:
    """The first call died between keeping the deposit and keeping its answer."""
    octets = charge(id="720002")
    with serveur.client("ceres") as client:
        garde = client.post("/v1/depots", content=octets, headers={CLE: "coupe"}).json()["id"]
        _perdre(serveur, "coupe")
        reponse = client.post("/v1/depots", content=octets, headers={CLE: "coupe"})
    assert (reponse.status_code, reponse.json()["id"]) == (201, garde)


def test_un_travail_soumis_avant_une_mort_subite_est_retrouve_et_non_celui_d_une_autre_cle(serveur: Serveur) -> None:
    """Three jobs asked at once by one caller; the answers to two of them were lost."""
    cles = ("coupe-1", "coupe-2", "coupe-3")
    parametres = {"date": JOUR, "types": "affichage"}
    with serveur.client("ceres") as client:

        def demander(cle: str) -> str:
            octets = charge(id=f"72010{cle[-1]}")
            return str(client.post("/v1/dossiers", params=parametres, content=octets, headers={CLE: cle}).json()["id"])

        demandes = [demander(cle) for cle in cles]
        _perdre(serveur, *cles)
        assert [demander(cle) for cle in cles] == demandes


def _expirer(base: Base) -> None:
    with base.ecriture() as ouverte:
        ouverte.execute(tables.idempotence.update().values(bail=0))


def _perdre(serveur: Serveur, *cles: str) -> None:
    """The answers to these calls were not kept, and whoever was at them is dead."""
    with serveur.base() as base, base.ecriture() as ouverte:
        coupees = tables.idempotence.update().where(tables.idempotence.c.cle.in_(cles))
        ouverte.execute(coupees.values(statut=None, bail=0, cree="2026-01-01"))
