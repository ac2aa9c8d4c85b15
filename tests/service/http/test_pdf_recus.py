"""A PDF that anyone may send: retouched or made to harm, it is never said to be authentic, and the answer is clear."""

from __future__ import annotations

import io
import time

import httpx
import pikepdf
import pytest

from service.processus.tours import ATTENTE_PLACE_S
from service.verification.routes import DELAI_S
from tests.cli.test_attaques import (
    CONCORDENT,
    TITULAIRE,
    a_l_endroit,
    ajouter,
    autre_nom,
    blanc,
    bombe,
    helvetica,
    nom_sur_la_page,
)
from tests.service.http.serveur import JOUR, Serveur, charge

pytestmark = pytest.mark.lent


@pytest.fixture(scope="module")
def parchemin(serveur: Serveur) -> bytes:
    """A paper that the service issued."""
    with serveur.client("ceres") as etat:
        options = {"date": JOUR, "destinataire": "9741411152681F"}
        recu = etat.post("/v1/documents/parchemin", params=options, content=charge(id="670001"))
    assert recu.is_success, recu.text
    return recu.content


def envoyer(serveur: Serveur, contenu: bytes, accepte: str = "application/json") -> httpx.Response:
    """Send a file as nobody, who waits no longer than he is told."""
    with serveur.client(None, Accept=accepte) as personne:
        debut = time.monotonic()
        reponse = personne.post("/verification", files={"fichier": ("recu.pdf", contenu, "application/pdf")})
        assert time.monotonic() - debut < DELAI_S + ATTENTE_PLACE_S + 5
    return reponse


def masque(parchemin: bytes) -> bytes:
    """Another name painted over the holder's."""
    sortie, cadre = io.BytesIO(), nom_sur_la_page(parchemin)
    with pikepdf.open(io.BytesIO(parchemin)) as pdf:
        a_l_endroit(pdf)
        ajouter(pdf, blanc(cadre) + autre_nom(cadre), helvetica(pdf))
        pdf.save(sortie)
    return sortie.getvalue()


def test_un_nom_peint_par_dessus_ne_passe_pas(serveur: Serveur, parchemin: bytes) -> None:
    assert envoyer(serveur, parchemin).json()["verdict"] == "authentique"
    retouche = masque(parchemin)
    lu = envoyer(serveur, retouche).json()
    constats = "\n".join(lu["constats"])
    assert (lu["verdict"], lu["authentique"]) == ("fichier différent de l’exemplaire émis", False)
    assert TITULAIRE in constats
    assert CONCORDENT not in constats
    page = envoyer(serveur, retouche, "text/html")
    assert page.status_code == 200
    assert "Fichier différent" in page.text
    assert "Ce papier a été émis" not in page.text.partition('<script type="application/json"')[0]


def piege(parchemin: bytes) -> bytes:
    """The true paper, with its number and its token, but whose page unfolds into gigabytes."""
    sortie = io.BytesIO()
    with pikepdf.open(io.BytesIO(parchemin)) as pdf, pikepdf.open(io.BytesIO(bombe(2))) as mine:
        pdf.pages[0].Contents = pdf.copy_foreign(mine.pages[0].obj.Contents)
        pdf.save(sortie, compress_streams=False)
    return sortie.getvalue()


def test_une_bombe_ne_passe_pas_et_le_service_repond_encore(serveur: Serveur, parchemin: bytes) -> None:
    lu = envoyer(serveur, bombe(2)).json()
    assert (lu["verdict"], lu["authentique"]) == ("document sans numéro", False)
    page = envoyer(serveur, piege(parchemin), "text/html")
    assert page.status_code == 422
    # By the machine, it is out of time, out of memory, or its page cannot be read.
    assert any(raison in page.text for raison in ("plus de temps ou de mémoire", "n’a pas pu être lu"))
    assert "authentique" not in page.text.partition('<script type="application/json"')[0]
    assert envoyer(serveur, parchemin).json()["authentique"]
