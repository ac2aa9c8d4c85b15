"""What would be waited for too long is a job, whichever way it is asked for: accepted at once, made once."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

from docgen.client import Client
from tests.service.http.serveur import JOUR, charge, servir

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
        pv = client.produire("pv_general", charge(), jour=date.fromisoformat(JOUR))
        assert pv.nom == "PVG_123456_TP-01303_25022019.pdf"
        tous = client.produire("parchemin", charge(), jour=date.fromisoformat(JOUR))
        with zipfile.ZipFile(io.BytesIO(tous.contenu)) as archive:
            assert "rapport.json" in archive.namelist()
            assert court.content in [archive.read(nom) for nom in archive.namelist()]
        assert court.headers["Docgen-Numero"] in tous.numeros
