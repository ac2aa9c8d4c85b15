"""Files are written once and read back whole, in a folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from docgen.errors import FichiersIndisponibles, UsageInvalide
from docgen.fichiers import Magasin, ouvrir_magasin


@pytest.fixture
def magasin(tmp_path: Path) -> Magasin:
    """An empty place."""
    return ouvrir_magasin(tmp_path / "fichiers")


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
    magasin.ecrire("a/b.json", b"{}")
    fiche = magasin.fiche("a/b.json")
    assert fiche is not None
    assert (fiche.taille, fiche.etag) == (2, magasin.fiche("a/b.json").etag)  # type: ignore[union-attr]
    assert magasin.fiche("a/absent.json") is None


def test_lister_puis_purger_par_age(magasin: Magasin, tmp_path: Path) -> None:
    for cle in ("a/1", "a/2", "b/3"):
        magasin.ecrire(cle, cle.encode())
    os.utime(tmp_path / "fichiers" / "a" / "1", (0, 0))
    assert {fiche.cle for fiche in magasin.lister("a")} == {"a/1", "a/2"}
    assert magasin.effacer_avant(datetime.now(UTC) - timedelta(hours=1)) == 1
    assert {fiche.cle for fiche in magasin.lister()} == {"a/2", "b/3"}
    magasin.effacer("a/2")
    magasin.effacer("a/2")
    assert {fiche.cle for fiche in magasin.lister()} == {"b/3"}


def test_une_panne_a_un_nom(magasin: Magasin) -> None:
    with pytest.raises(FichiersIndisponibles, match="a/absent"):
        magasin.lire("a/absent")
    with pytest.raises(UsageInvalide, match="DOCGEN_FICHIERS"):
        ouvrir_magasin("ftp://exemple/dossier")
