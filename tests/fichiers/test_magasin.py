"""Files are written once and read back whole, in a folder and in S3."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from docgen.errors import FichierAbsent, FichiersIndisponibles, InstallationIncomplete
from docgen.fichiers.magasin import SONDES, Magasin, ouvrir_magasin
from tests.attente import en_meme_temps
from tests.fichiers.s3 import seau


@pytest.fixture(params=["dossier", "s3"])
def magasin(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Magasin]:
    """An empty place."""
    if request.param == "dossier":
        yield ouvrir_magasin(tmp_path / "fichiers")
    else:
        with seau(monkeypatch) as adresse:
            yield ouvrir_magasin(adresse)


def test_un_fichier_s_ecrit_une_fois_et_se_relit(magasin: Magasin, tmp_path: Path) -> None:
    source = tmp_path / "source.pdf"
    source.write_bytes(b"0123456789" * 300_000)
    assert magasin.ecrire("lots/a/volume.pdf", source)
    assert not magasin.ecrire("lots/a/volume.pdf", b"autre")
    assert magasin.lire("lots/a/volume.pdf") == source.read_bytes()
    assert magasin.lire_plage("lots/a/volume.pdf", 3, 6) == b"345"
    assert b"".join(magasin.flux("lots/a/volume.pdf", 5)) == source.read_bytes()[5:]
    assert b"".join(magasin.flux("lots/a/volume.pdf", 5, 8)) == b"567"


def test_une_fiche_dit_la_taille_et_une_empreinte_stable(magasin: Magasin) -> None:
    magasin.ecrire("depots/b.json", b"{}")
    fiche = magasin.fiche("depots/b.json")
    assert fiche is not None
    assert (fiche.taille, fiche.etag) == (2, magasin.fiche("depots/b.json").etag)  # type: ignore[union-attr]
    assert magasin.fiche("a/absent.json") is None
    for lire in (magasin.flux, lambda cle: [magasin.lire_plage(cle, 0, 1)]):
        with pytest.raises(FichierAbsent):
            list(lire("a/absent.json"))


def test_lister_effacer_et_purger(magasin: Magasin) -> None:
    for cle in ("lots/1", "lots/2", "depots/3"):
        magasin.ecrire(cle, cle.encode())
    assert {fiche.cle for fiche in magasin.lister("lots")} == {"lots/1", "lots/2"}
    magasin.effacer("lots/2")
    magasin.effacer("lots/2")
    assert {fiche.cle for fiche in magasin.lister()} == {"lots/1", "depots/3"}
    assert magasin.effacer_avant(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert magasin.effacer_avant(datetime.now(UTC) + timedelta(hours=1), "lots") == 1
    assert {fiche.cle for fiche in magasin.lister()} == {"depots/3"}


def test_seul_ce_qui_est_vieux_est_purge(tmp_path: Path) -> None:
    magasin = ouvrir_magasin(tmp_path / "fichiers")
    for cle in ("lots/1", "lots/2"):
        magasin.ecrire(cle, cle.encode())
    os.utime(tmp_path / "fichiers" / "lots" / "1", (0, 0))
    assert magasin.effacer_avant(datetime.now(UTC) - timedelta(hours=1)) == 1
    assert {fiche.cle for fiche in magasin.lister()} == {"lots/2"}


def test_de_plusieurs_ecrivains_un_seul_cree_le_fichier(magasin: Magasin) -> None:
    ecrits = en_meme_temps(lambda rang: magasin.ecrire("lots/unique", b"%d" % rang), 8)
    (gagnant,) = [rang for rang, cree in enumerate(ecrits) if cree]
    assert magasin.lire("lots/unique") == b"%d" % gagnant


def test_un_serveur_s3_absent_est_une_panne_dite(monkeypatch: pytest.MonkeyPatch) -> None:
    with seau(monkeypatch) as adresse:
        magasin = ouvrir_magasin(adresse.replace("essai-", "absent-"))
    with pytest.raises(FichiersIndisponibles, match="DOCGEN_FICHIERS"):
        magasin.lire("a/b")


def test_une_panne_a_un_nom(magasin: Magasin) -> None:
    with pytest.raises(FichiersIndisponibles, match="a/absent"):
        magasin.lire("a/absent")
    with pytest.raises(InstallationIncomplete, match="DOCGEN_FICHIERS"):
        ouvrir_magasin("ftp://exemple/dossier")


def test_un_seau_qui_n_existe_pas_ne_repond_pas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that is asked for there is only missing, as far as S3 can tell."""
    with seau(monkeypatch) as adresse:
        ouvrir_magasin(adresse).joindre()
        inconnu = ouvrir_magasin("s3://seau-inconnu/docgen")
        assert inconnu.fiche("essai") is None
        with pytest.raises(FichiersIndisponibles):
            inconnu.joindre()
    ouvrir_magasin(tmp_path / "fichiers").joindre()


def test_un_magasin_s_eprouve_sans_rien_laisser(magasin: Magasin) -> None:
    magasin.eprouver()
    assert list(magasin.lister()) == []


def test_un_magasin_absent_n_est_fait_que_pour_qui_ecrit(tmp_path: Path) -> None:
    with pytest.raises(FichiersIndisponibles, match=r"il n.existe pas"):
        ouvrir_magasin(tmp_path / "absent", creer=False)
    assert not (tmp_path / "absent").exists()
    (tmp_path / "plein").mkdir(0o500)
    (tmp_path / "plein" / SONDES).touch()  # a file where the folder should be
    with pytest.raises(FichiersIndisponibles):
        ouvrir_magasin(tmp_path / "plein", creer=False).eprouver()
