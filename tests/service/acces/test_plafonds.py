"""What one caller may hold: bytes kept, jobs, streams. It is told what, and when; nobody else is hindered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, insert

from service.acces.plafonds import Reserve, Suivis
from service.socle import tables
from service.socle.donnees import ouvrir_base
from service.socle.erreurs import PlaceEpuisee, TropDeSuivis, TropDeTravaux
from service.travaux.tables import Carnet
from tests.attente import attendre
from tests.registre.lieux import Lieu
from tests.service.http.serveur import JOUR, Serveur, charge, servir

DEMAIN = timedelta(days=1)


def test_les_octets_de_chacun_se_comptent_partout(lieu: Lieu) -> None:
    base = ouvrir_base(lieu.url)
    reserve = Reserve(base, 1_000, timedelta(days=30))
    hier = (datetime.now(UTC) - DEMAIN).isoformat()
    reponse = {"appelant": "un", "cle": "k", "empreinte": "e", "bail": 0.0, "cree": hier, "taille": 300}
    vides = dict.fromkeys(("siret", "session", "nom", "sha256", "cle", "etat", "rapport"), "")
    depot = {**vides, "id": "d", "appelant": "un", "taille": 400, "cree": hier}
    with base.ecriture() as ouverte:
        ouverte.execute(insert(tables.idempotence), reponse)
        ouverte.execute(insert(tables.depots), depot)
    Carnet(base).ouvrir("lot", {}, "un", None, 0, octets=200)
    reserve.exiger("un", 100)
    with pytest.raises(PlaceEpuisee, match=r"de vous en permettre plus") as refus:
        reserve.exiger("un", 101)
    assert refus.value.apres_s is not None
    assert DEMAIN.total_seconds() - 60 < refus.value.apres_s < DEMAIN.total_seconds() + 60  # that of the first answer
    reserve.exiger("deux", 1_000)
    with base.ecriture() as ouverte:
        ouverte.execute(delete(tables.depots))
    Reserve(base, 1_000, timedelta(days=30)).exiger("un", 500)


def test_les_travaux_de_chacun_se_comptent_tant_qu_ils_ne_sont_pas_finis(lieu: Lieu) -> None:
    carnet = Carnet(ouvrir_base(lieu.url), maximum=2)
    premier, _ = (carnet.ouvrir("lot", {"n": rang}, "un", None, 0) for rang in range(2))
    with pytest.raises(TropDeTravaux, match="déjà 2 travaux"):
        carnet.ouvrir("dossier", {}, "un", None, 10)
    carnet.ouvrir("lot", {}, "deux", None, 0)
    carnet.annuler(premier.id)
    carnet.ouvrir("dossier", {}, "un", None, 10)


def test_les_suivis_de_chacun_se_rendent() -> None:
    suivis = Suivis(1)
    for qui in ("un", "deux"):
        suivis.prendre(qui)
    with pytest.raises(TropDeSuivis, match="déjà 1 travaux"):
        suivis.prendre("un")
    suivis.rendre("un")
    suivis.prendre("un")


@pytest.fixture(scope="module")
def etroit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """A service that allows very little, and makes no job."""
    dossier = tmp_path_factory.mktemp("etroit")
    with servir(
        dossier, DOCGEN_QUOTA_MO="1", DOCGEN_TRAVAUX_MAX="2", DOCGEN_SUIVIS_MAX="1", DOCGEN_OUVRIERS="0"
    ) as lance:
        yield lance


def _deposer(client: httpx.Client, octets: int, **entetes: str) -> httpx.Response:
    contenu = charge(id="910001").replace(b"{", b'{"x_libre": "' + b"a" * octets + b'", ', 1)
    return client.post("/v1/depots", params={"date": JOUR}, content=contenu, headers=entetes)


def test_http_dit_quoi_et_quand(etroit: Serveur) -> None:
    with etroit.client("admin") as admin, etroit.client("ceres") as ceres:
        assert _deposer(ceres, 600_000).status_code == 201
        refus = _deposer(ceres, 600_000, **{"Idempotency-Key": "depot-2"})
        assert refus.status_code == 413
        assert "1 Mo vous sont permis" in refus.json()["detail"]
        assert int(refus.headers["Retry-After"]) > 80 * 24 * 3_600
        assert _deposer(ceres, 100, **{"Idempotency-Key": "depot-2"}).status_code == 201  # nothing was kept of it
        assert _deposer(admin, 600_000).status_code == 201
        lot = {"charges": [{"x_libre": "b" * 600_000}]}
        assert ceres.post("/v1/lots", json=lot).status_code == 413
        scan = {"fichiers": ("scan.pdf", b"b" * 600_000)}
        assert ceres.post("/v1/retours", files=scan).status_code == 413
        assert ceres.post("/v1/dossiers", params={"date": JOUR}, content=charge(id="910003")).status_code == 202


def test_http_refuse_un_travail_et_un_suivi_de_trop(etroit: Serveur) -> None:
    with etroit.client("centre") as centre:
        envoi: dict[str, Any] = {"params": {"date": JOUR}, "content": charge(id="910010")}
        travail = centre.post("/v1/dossiers", **envoi).headers["Location"]
        assert centre.post("/v1/dossiers", **envoi).status_code == 202
        refus = centre.post("/v1/dossiers", **envoi)
        assert (refus.status_code, int(refus.headers["Retry-After"])) == (429, 30)
        assert "déjà 2 travaux" in refus.json()["detail"]
        with centre.stream("GET", f"{travail}/evenements") as suivi:
            assert suivi.status_code == 200
            lignes = suivi.iter_lines()
            assert next(lignes) == "event: travail"
            with centre.stream("GET", f"{travail}/evenements") as second:
                assert (second.status_code, second.headers["Retry-After"]) == (429, "15")

        def rendue() -> bool:
            with centre.stream("GET", f"{travail}/evenements") as suivi:
                return suivi.status_code == 200

        attendre(rendue, 15)  # before the time that was told: the place of a stream that was closed comes back
