"""Finished files: kept whole, under names that nobody guesses, until they are old. In a folder and in S3."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.fichiers import ouvrir_magasin
from service.administration.purge import Entretien, Purge, purger
from service.socle import tables
from service.socle.donnees import Base, maintenant, ouvrir_base
from service.travaux.fichiers import FichierLivre, Fichiers, inscrire
from service.travaux.genre import Ordre, ranger
from service.travaux.tables import Carnet, Travail
from tests.attente import attendre
from tests.fichiers.s3 import seau
from tests.registre.lieux import Lieu

CONSERVATION = timedelta(days=90)
VIEUX = (maintenant() - timedelta(days=91)).isoformat()


@pytest.fixture
def base(lieu: Lieu) -> Base:
    """The tables, empty."""
    return ouvrir_base(lieu.url)


@pytest.fixture
def fichiers(base: Base, tmp_path: Path) -> Fichiers:
    """No file yet, in a folder."""
    return Fichiers(base, ouvrir_magasin(tmp_path / "fichiers"))


@pytest.fixture
def dans_s3(base: Base, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fichiers]:
    """No file yet, in S3."""
    with seau(monkeypatch) as adresse:
        yield Fichiers(base, ouvrir_magasin(adresse))


def deposer(fichiers: Fichiers, nom: str, contenu: bytes | Path, travail: Travail) -> FichierLivre:
    """A file of a job, released."""
    ordre = Ordre(travail.id, travail.genre, {}, travail.siret, travail.appelant, maintenant())
    fiche = ranger(fichiers.magasin, ordre, nom, "application/pdf", contenu)
    with fichiers.base.ecriture() as ouverte:
        inscrire(ouverte, fiche)
    return fiche


def verifier(fichiers: Fichiers, tmp_path: Path) -> None:
    travail = Carnet(fichiers.base).ouvrir("dossier", {}, "ceres", "00000000000018", 0)
    source = tmp_path / "volume.pdf"
    source.write_bytes(os.urandom(3 << 20))
    deposes = [
        deposer(fichiers, "volume.pdf", source, travail),
        deposer(fichiers, "volume.pdf", source.read_bytes(), travail),
    ]
    assert len({depose.id for depose in deposes}) == 2
    for depose in deposes:
        relue = fichiers.lire_fiche(depose.id)
        assert relue == depose
        octets = b"".join(fichiers.lire(depose))
        assert (len(octets), hashlib.sha256(octets).hexdigest()) == (depose.taille, depose.sha256)
        assert b"".join(fichiers.lire(depose, 10, 2 << 20)) == octets[10 : 2 << 20]
    assert fichiers.lire_fiche("0" * 32) is None


def test_un_fichier_est_garde_entier_dans_un_dossier(fichiers: Fichiers, tmp_path: Path) -> None:
    verifier(fichiers, tmp_path)


def test_un_fichier_est_garde_entier_dans_s3(dans_s3: Fichiers, tmp_path: Path) -> None:
    verifier(dans_s3, tmp_path)


def vieillir(fichiers: Fichiers, dossier: Path) -> None:
    """Make everything that is there 91 days old."""
    with fichiers.base.ecriture() as ouverte:
        ouverte.execute(update(tables.fichiers).values(cree=VIEUX))
        ouverte.execute(update(tables.travaux).values(cree=VIEUX, fini=VIEUX))
    passe = time.time() - 91 * 86400
    for chemin in dossier.rglob("*"):
        if chemin.is_file():
            os.utime(chemin, (passe, passe))


def remplir(fichiers: Fichiers) -> None:
    """A finished job with its file, a file that was printed, a first answer."""
    travail = Carnet(fichiers.base).ouvrir("dossier", {}, "ceres", None, 0)
    Carnet(fichiers.base).annuler(travail.id)
    deposer(fichiers, "a.pdf", b"a", travail)
    tire = deposer(fichiers, "b.pdf", b"b", travail)
    reponse = {"appelant": "ceres", "cle": tire.id, "empreinte": "e", "bail": 0.0, "cree": VIEUX}
    with fichiers.base.ecriture() as ouverte:
        ouverte.execute(insert(tables.tirages), {"fichier": tire.id, "imprime": VIEUX, "par": "atelier"})
        ouverte.execute(insert(tables.idempotence), reponse)


def test_la_purge_oublie_ce_qui_est_vieux_et_rien_d_autre(fichiers: Fichiers, tmp_path: Path) -> None:
    remplir(fichiers)
    vieillir(fichiers, tmp_path / "fichiers")
    vivant = Carnet(fichiers.base).ouvrir("dossier", {}, "ceres", None, 0)
    recent = deposer(fichiers, "c.pdf", b"c", vivant)
    assert purger(fichiers.base, fichiers.magasin, CONSERVATION) == Purge(2, 0, 1, 1, 2)
    assert purger(fichiers.base, fichiers.magasin, CONSERVATION) == Purge()
    assert b"".join(fichiers.lire(recent)) == b"c"
    assert Carnet(fichiers.base).lister(PARTOUT) == (vivant,)
    assert [fiche.cle for fiche in fichiers.magasin.lister()] == [recent.cle]


def test_l_entretien_purge_de_lui_meme(fichiers: Fichiers, tmp_path: Path) -> None:
    remplir(fichiers)
    vieillir(fichiers, tmp_path / "fichiers")
    entretien = Entretien(fichiers.base, str(tmp_path / "fichiers"), CONSERVATION, premiere_s=0.01)
    entretien.demarrer()
    attendre(lambda: not list(fichiers.magasin.lister()))
    entretien.arreter()
    with fichiers.base.lecture() as ouverte:
        assert ouverte.execute(select(func.count()).select_from(tables.fichiers)).scalar() == 0
