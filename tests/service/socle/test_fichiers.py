"""Finished files: kept whole, under names that nobody guesses, until they are old. In a folder and in S3."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.fichiers.magasin import ouvrir_magasin
from service.administration.oubli import Oubli, oublier_une_session
from service.administration.purge import Entretien, Purge, purger
from service.socle import tables
from service.socle.donnees import Base, maintenant, nouvel_identifiant, ouvrir_base
from service.travaux.fichiers import FichierLivre, Fichiers, inscrire
from service.travaux.genre import Ordre, ranger
from service.travaux.tables import Carnet, Travail
from tests.attente import attendre
from tests.fichiers.s3 import seau
from tests.registre.lieux import Lieu

CONSERVATION = timedelta(days=90)
VIEUX = (maintenant() - timedelta(days=92)).isoformat()


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
    """Make everything that is there 92 days old."""
    with fichiers.base.ecriture() as ouverte:
        ouverte.execute(update(tables.fichiers).values(cree=VIEUX))
        ouverte.execute(update(tables.travaux).values(cree=VIEUX, fini=VIEUX))
    passe = time.time() - 92 * 86400
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


def test_un_numerise_reste_tant_qu_un_travail_le_nomme(fichiers: Fichiers, tmp_path: Path) -> None:
    """The page of a scan was told again lately: its bytes are old, the job that names them is not."""
    for nom in ("nomme", "seul"):
        fichiers.magasin.ecrire(f"retours/{nom}", b"scan")
    vieillir(fichiers, tmp_path / "fichiers")
    Carnet(fichiers.base).ouvrir("retours", {"fichiers": [{"nom": "1-a.pdf", "cle": "retours/nomme"}]}, "c", None, 0)
    assert purger(fichiers.base, fichiers.magasin, CONSERVATION).objets == 1
    assert [fiche.cle for fiche in fichiers.magasin.lister()] == ["retours/nomme"]


CENTRE, AUTRE, SESSION = "00000000000018", "99999999700011", "S-2026-001"


def test_oublier_une_session_ne_touche_a_rien_d_un_autre_centre(
    lieu: Lieu, fichiers: Fichiers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deposits, sets and scans of two centres, under one identifier; a scan of both, sent by an agent."""
    for nom, valeur in {"REGISTRE": lieu.url, "CLES": str(lieu.cles), "FICHIERS": str(tmp_path / "fichiers")}.items():
        monkeypatch.setenv(f"DOCGEN_{nom}", valeur)
    lieu.ouvrir().fermer()
    depots = {siret: _deposer(fichiers, siret) for siret in (CENTRE, AUTRE, None)}
    dossiers = {siret: _conclu(fichiers, siret, "dossier", {"session": SESSION}) for siret in (CENTRE, AUTRE)}
    scans = [{"nom": "1-a.pdf", "cle": "retours/a"}, {"nom": "2-b.pdf", "cle": "retours/b"}]
    for scan in scans:
        fichiers.magasin.ecrire(scan["cle"], b"scan")
    des_deux = _conclu(fichiers, None, "retours", {"fichiers": scans}, CENTRE, AUTRE)
    du_second = _conclu(fichiers, AUTRE, "retours", {"fichiers": scans[1:]}, AUTRE)
    assert oublier_une_session(SESSION, CENTRE) == Oubli(depots=2, travaux=2, objets=5)
    carnet = Carnet(fichiers.base)
    assert [fiche.nom for fiche in fichiers.d_un_travail(des_deux)] == [f"{AUTRE}.pdf"]
    (bilan,) = [travail.bilan for travail in [carnet.lire(des_deux)] if travail]
    assert [document["siret"] for document in (bilan or {})["documents"]] == [AUTRE]
    assert (carnet.lire(dossiers[CENTRE]), len(fichiers.d_un_travail(dossiers[AUTRE]))) == (None, 1)
    attendus = {f"depots/{depots[AUTRE]}.json", "retours/b"}
    attendus |= {f.cle for ident in (des_deux, du_second, dossiers[AUTRE]) for f in fichiers.d_un_travail(ident)}
    assert {fiche.cle for fiche in fichiers.magasin.lister()} == attendus
    assert oublier_une_session(SESSION, CENTRE) == Oubli()


def _deposer(fichiers: Fichiers, siret: str | None) -> str:
    """A payload of that session, or one that says no centre."""
    ident = nouvel_identifiant()
    ligne = {"id": ident, "appelant": "ceres", "siret": siret, "session": SESSION, "nom": "a.json", "taille": 1}
    ligne |= {"sha256": "0", "cle": f"depots/{ident}.json", "etat": "ACCEPTE", "rapport": "{}", "cree": VIEUX}
    fichiers.magasin.ecrire(str(ligne["cle"]), b"{}")
    fichiers.base.executer(insert(tables.depots).values(ligne))
    return ident


def _conclu(fichiers: Fichiers, siret: str | None, genre: str, parametres: dict[str, object], *documents: str) -> str:
    """A job that is over, with a document of that session for each of these centres."""
    travail = Carnet(fichiers.base).ouvrir(genre, parametres, "ceres", siret, 0)
    for qui in documents or ("dossier",):
        deposer(fichiers, f"{qui}.pdf", b"x", travail)
    lignes = [{"fichier": f"{qui}.pdf", "session": SESSION, "siret": qui} for qui in documents]
    bilan = json.dumps({"documents": lignes, "plis": [], "pages": []})
    change = update(tables.travaux).where(tables.travaux.c.id == travail.id)
    fichiers.base.executer(change.values(etat="TERMINE", bilan=bilan))
    return travail.id
