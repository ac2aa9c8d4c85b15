"""The token of a QR, sent by whoever has read it: the same answer as to the number and the key of its paper."""

from __future__ import annotations

import io
import json
from typing import Any, NamedTuple

import httpx
import pikepdf
import pytest

from docgen.domain.papiers.cle_courte import cle_courte
from tests.service.http.serveur import JOUR, Serveur, charge


class Papier(NamedTuple):
    """An issued paper, as it was received."""

    contenu: bytes
    numero: str
    jeton: str


@pytest.fixture(scope="module")
def papiers(serveur: Serveur) -> tuple[Papier, Papier]:
    """Two papers, of one holder in two sessions."""
    with serveur.client("ceres") as etat:
        return _emis(etat, "681001"), _emis(etat, "681002")


def _emis(etat: httpx.Client, session: str) -> Papier:
    options = {"date": JOUR, "destinataire": "9741411152681F"}
    recu = etat.post("/v1/documents/parchemin", params=options, content=charge(id=session))
    assert recu.is_success, recu.text
    with pikepdf.open(io.BytesIO(recu.content)) as pdf:
        papier = json.loads(pdf.attachments["donnees.json"].get_file().read_bytes())["papier"]
    return Papier(recu.content, papier["numero"], papier["jeton"])


def envoyer(serveur: Serveur, accepte: str = "application/json", **champs: Any) -> httpx.Response:
    """Send it as nobody."""
    with serveur.client(None, Accept=accepte) as personne:
        return personne.post("/verification", **champs)


def test_le_jeton_d_un_papier_a_la_meme_reponse_que_son_numero_et_sa_cle(
    serveur: Serveur, papiers: tuple[Papier, Papier]
) -> None:
    papier, _ = papiers
    lu = envoyer(serveur, data={"jeton": papier.jeton})
    assert (lu.status_code, lu.json()["verdict"], lu.json()["numero"]) == (200, "authentique", papier.numero)
    adresse = f"https://titres.exemple.test/verification/{papier.numero}#{papier.jeton}"
    assert envoyer(serveur, files={"jeton": (None, adresse)}).json() == lu.json()
    with serveur.client(None, Accept="application/json") as personne:
        par_la_cle = personne.get(f"/verification/{papier.numero}", params={"cle": cle_courte(papier.jeton)})
    assert par_la_cle.json() == lu.json()
    page = envoyer(serveur, "text/html", data={"jeton": papier.jeton})
    assert page.status_code == 200
    assert papier.numero in page.text


def test_un_jeton_retouche_ou_d_un_autre_papier_ne_dit_rien(serveur: Serveur, papiers: tuple[Papier, Papier]) -> None:
    papier, autre = papiers
    tete, corps, signature = papier.jeton.split(".")
    faux = [
        f"{tete}.{corps}.{autre.jeton.rpartition('.')[2]}",
        f"{tete}.{autre.jeton.split('.')[1]}.{signature}",
        f"https://titres.exemple.test/verification/{autre.numero}#{papier.jeton}",
        "eyJ.eyJ.a",
        papier.numero,
    ]
    for envoye in faux:
        lu = envoyer(serveur, data={"jeton": envoye}).json()
        assert (lu["verdict"], lu["authentique"], lu["faits"]) == ("signature fausse", False, None), envoye


def test_un_fichier_ou_un_jeton_et_pas_les_deux(serveur: Serveur, papiers: tuple[Papier, Papier]) -> None:
    papier, _ = papiers
    deux = envoyer(serveur, data={"jeton": papier.jeton}, files={"fichier": ("p.pdf", papier.contenu)})
    aucun = envoyer(serveur, data={"langue": "fr"})
    trop = envoyer(serveur, data={"jeton": "e" * 5000})
    assert [un.status_code for un in (deux, aucun, trop)] == [422, 422, 422]
    assert "l’un des deux" in deux.text
    assert "l’un des deux" in aucun.text
