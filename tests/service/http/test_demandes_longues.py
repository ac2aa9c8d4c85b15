"""What would be waited for too long is a job, whichever way it is asked for: accepted at once, made once."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from docgen.client import Client
from tests.service.http.serveur import JOUR, Serveur, charge, servir

CANDIDAT = "9741411152681F"
DOCUMENTS = "/v1/documents/"


def test_une_demande_longue_devient_un_travail(tmp_path: Path) -> None:
    cle = {"Idempotency-Key": "une-fois"}
    with (
        servir(tmp_path, DOCGEN_ATTENTE_MAX_S="0.06", DOCGEN_RENDUS="1", DOCGEN_OUVRIERS="1") as serveur,
        serveur.client("ceres") as ceres,
        Client(serveur.adresse, serveur.secrets["ceres"]) as client,
    ):
        court = ceres.post(f"{DOCUMENTS}parchemin", params={"date": JOUR, "destinataire": CANDIDAT}, content=charge())
        assert court.status_code == 200, court.text
        refuse = ceres.post(f"{DOCUMENTS}parchemin", params={"date": JOUR}, content=charge(id="2", statut="TERMINEE"))
        assert (refuse.status_code, list(client.travaux())) == (409, []), "refused at once: no job was begun"
        longs = [
            ceres.post(f"{DOCUMENTS}pv_general", params={"date": JOUR}, content=charge(), headers=cle) for _ in range(2)
        ]
        assert [long.status_code for long in longs] == [202, 202]
        assert longs[0].headers["Location"] == f"/v1/travaux/{longs[0].json()['id']}"
        assert longs[1].json()["id"] == longs[0].json()["id"]
        assert (longs[0].json()["documents_prevus"], longs[0].json()["estimation"]) == (1, 1)
        assert "Preference-Applied" not in longs[0].headers
        pv = client.produire("pv_general", charge(), jour=date.fromisoformat(JOUR))
        assert pv.nom == "PVG_123456_TP-01303_25022019.pdf"
        tous = client.produire("parchemin", charge(), jour=date.fromisoformat(JOUR))
        with zipfile.ZipFile(io.BytesIO(tous.contenu)) as archive:
            assert "rapport.json" in archive.namelist()
            assert court.content in [archive.read(nom) for nom in archive.namelist()]
        assert court.headers["Docgen-Numero"] in tous.numeros


@pytest.mark.parametrize(
    ("preference", "statut"),
    [
        ("respond-async", 202),
        ('foo=bar; x, RESPOND-ASYNC, wait="0"', 202),
        ("respond-async, wait=30", 200),
        ("respond-async, wait=30, wait=0", 200),
        ("respond-async, wait=jamais", 202),
        ("wait=0", 200),
        ("handling=lenient", 200),
    ],
)
def test_qui_ne_veut_pas_attendre_recoit_un_travail(serveur: Serveur, preference: str, statut: int) -> None:
    """RFC 7240: a short demand too is a job where it is asked for, and a refusal is told at once."""
    with serveur.client("ceres") as ceres:
        adresse, entete = f"{DOCUMENTS}parchemin?date={JOUR}&destinataire={CANDIDAT}", {"Prefer": preference}
        reponse = ceres.post(adresse, content=charge(), headers=entete)
        assert (reponse.status_code, reponse.headers.get("Preference-Applied")) == (
            statut,
            "respond-async" if statut == 202 else None,
        )
        refuse = ceres.post(adresse, content=charge(statut="TERMINEE"), headers=entete)
        assert refuse.status_code == 409


def test_un_travail_demande_d_emblee_livre_ce_que_l_attente_aurait_donne(serveur: Serveur) -> None:
    jour = date.fromisoformat(JOUR)
    with Client(serveur.adresse, serveur.secrets["ceres"]) as client, serveur.client("ceres") as ceres:
        travail = client.attendre(client.demander_documents("parchemin", charge(), CANDIDAT, jour).id, 60)
        assert client.produire("parchemin", charge(), CANDIDAT, jour).sha256 in {un.sha256 for un in travail.fichiers}
        deux = [("Prefer", "handling=strict"), ("Prefer", "respond-async")]
        dossier = ceres.post(f"/v1/dossiers?date={JOUR}&types=affichage", content=charge(), headers=deux)
        assert (dossier.status_code, dossier.headers["Preference-Applied"]) == (202, "respond-async")
        sans = ceres.post(f"/v1/dossiers?date={JOUR}&types=affichage", content=charge())
        assert (sans.status_code, "Preference-Applied" in sans.headers) == (202, False)
