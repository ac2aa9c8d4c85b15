"""Files: whole, in part, or not again."""

from __future__ import annotations

import hashlib

import httpx
import pytest


@pytest.fixture
def fichier(ceres: httpx.Client, dossier_fait: str) -> tuple[str, bytes, str]:
    """A finished file: its address, its bytes, its ETag."""
    fiche = ceres.get(dossier_fait).json()["fichiers"][0]
    reponse = ceres.get(fiche["lien"]).raise_for_status()
    assert hashlib.sha256(reponse.content).hexdigest() == fiche["sha256"]
    assert len(reponse.content) == fiche["taille"]
    return fiche["lien"], reponse.content, reponse.headers["ETag"]


@pytest.mark.parametrize(
    ("plage", "debut", "fin"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=10-", 10, None),
        ("bytes=-10", -10, None),
        ("bytes=5-5", 5, 6),
        ("bytes=5-999999999", 5, None),
        ("bytes=-999999999", 0, None),
    ],
)
def test_une_plage(
    plage: str, debut: int, fin: int | None, fichier: tuple[str, bytes, str], ceres: httpx.Client
) -> None:
    adresse, octets, etag = fichier
    reponse = ceres.get(adresse, headers={"Range": plage})
    attendus = octets[debut:fin]
    depart = octets.index(attendus) if debut >= 0 else len(octets) + debut
    assert reponse.status_code == 206
    assert reponse.content == attendus
    assert reponse.headers["ETag"] == etag
    assert reponse.headers["Content-Range"] == f"bytes {depart}-{depart + len(attendus) - 1}/{len(octets)}"


@pytest.mark.parametrize("plage", ["bytes=0-1,4-5", "lignes=1-2", "bytes=-", "bytes=9-2"])
def test_ce_qui_n_est_pas_une_plage_donne_le_fichier_entier(
    plage: str, fichier: tuple[str, bytes, str], ceres: httpx.Client
) -> None:
    reponse = ceres.get(fichier[0], headers={"Range": plage})
    assert (reponse.status_code, reponse.content) == (200, fichier[1])


def test_une_plage_hors_du_fichier_est_refusee(fichier: tuple[str, bytes, str], ceres: httpx.Client) -> None:
    for plage in (f"bytes={len(fichier[1])}-", "bytes=-0"):
        reponse = ceres.get(fichier[0], headers={"Range": plage})
        assert reponse.status_code == 416
        assert reponse.headers["Content-Range"] == f"bytes */{len(fichier[1])}"


def test_if_range_et_if_none_match(fichier: tuple[str, bytes, str], ceres: httpx.Client) -> None:
    adresse, octets, etag = fichier
    assert ceres.get(adresse, headers={"Range": "bytes=0-9", "If-Range": etag}).status_code == 206
    autre = ceres.get(adresse, headers={"Range": "bytes=0-9", "If-Range": '"autre"'})
    assert (autre.status_code, autre.content) == (200, octets)
    for valeur in (etag, f'"x", {etag}', "*"):
        reponse = ceres.get(adresse, headers={"If-None-Match": valeur})
        assert (reponse.status_code, reponse.content) == (304, b"")


def test_head_dit_tout_sans_rien_envoyer(fichier: tuple[str, bytes, str], ceres: httpx.Client) -> None:
    reponse = ceres.head(fichier[0])
    assert (reponse.status_code, reponse.content) == (200, b"")
    assert reponse.headers["Content-Length"] == str(len(fichier[1]))
    assert (reponse.headers["ETag"], reponse.headers["Accept-Ranges"]) == (fichier[2], "bytes")
