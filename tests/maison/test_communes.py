"""The reference of communes, built from archives made up here: what npm brings is checked before it is read."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from docgen import settings
from docgen.usecases.lecture_fichiers import lire_communes
from docgen.variables import lire_configuration
from outils import communes

ACTUELLES = [
    {"code": "97411", "nom": "Saint-Denis", "type": "commune-actuelle"},
    {"code": "49086", "nom": "Champtoceaux", "type": "commune-deleguee"},
    {"code": "75112", "nom": "Paris 12e Arrondissement", "type": "arrondissement-municipal"},
]
ANCIENNES = [{"code": "60696", "nom": "Voisinlieu", "type": "COM"}, {"code": "97411", "nom": "ST DENIS", "type": "COM"}]


def archiver(chemin: Path, listes: Mapping[str, object]) -> str:
    """Write a package; its digest."""
    with tarfile.open(chemin, "w:gz") as archive:
        for nom, donnees in listes.items():
            octets = json.dumps(donnees).encode()
            fiche = tarfile.TarInfo(nom)
            fiche.size = len(octets)
            archive.addfile(fiche, io.BytesIO(octets))
    return base64.b64encode(hashlib.sha512(chemin.read_bytes()).digest()).decode()


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fake npm, alone in the path, that brings the archive of the version asked for; its folder."""
    dossier = tmp_path / "depot"
    dossier.mkdir()
    archives = []
    for version, listes in {
        "2.0.0": {"package/data/communes.json": ACTUELLES},
        "1.0.0": {"package/data/historique.json": ANCIENNES},
    }.items():
        empreinte = archiver(dossier / f"{version}.tgz", listes)
        archives.append(communes.Archive(version, empreinte, tuple(listes)))
    script = dossier / "npm"
    script.write_text(
        f"#!{sys.executable}\nimport shutil, sys\nversion = sys.argv[-1].rpartition('@')[2]\n"
        f"shutil.copy(f'{dossier}/{{version}}.tgz', 'paquet.tgz')\nprint('paquet.tgz')\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(dossier))
    monkeypatch.setattr(communes, "ARCHIVES", tuple(archives))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    return dossier


def test_les_deux_paquets_font_un_referentiel(
    npm: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert communes.main([]) == 0
    assert set(lire_communes(settings.communes_par_defaut())) == {"saint denis", "champtoceaux", "paris", "voisinlieu"}
    assert "4 noms" in capsys.readouterr().out
    monkeypatch.delenv("DOCGEN_COMMUNES", raising=False)
    assert lire_configuration().communes == settings.communes_par_defaut()
    monkeypatch.setenv("DOCGEN_COMMUNES", "non")
    assert lire_configuration().communes is None


def test_une_archive_changee_est_refusee(npm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archiver(npm / "1.0.0.tgz", {"package/data/historique.json": []})
    assert communes.main([]) == 1
    assert "son empreinte diffère" in capsys.readouterr().err
    assert not settings.communes_par_defaut().exists()


def test_l_installation_essaie_sans_jamais_echouer(npm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (npm / "2.0.0.tgz").unlink()
    assert communes.main(["--si-possible"]) == 0
    assert "Vérifiez ses réglages" in capsys.readouterr().err
    (npm / "npm").unlink()
    assert communes.main(["--si-possible"]) == 0
    assert capsys.readouterr() == ("", "")
    assert communes.main([]) == 1
    assert "npm est absent" in capsys.readouterr().err


def test_un_referentiel_deja_la_n_est_pas_refait(npm: Path) -> None:
    communes.ecrire_communes(settings.communes_par_defaut(), ["Ici"], "essai")
    assert communes.main(["--si-possible"]) == 0
    assert set(lire_communes(settings.communes_par_defaut())) == {"ici"}


def test_les_vraies_archives_sont_nommees_par_leur_empreinte() -> None:
    for archive in communes.ARCHIVES:
        assert len(base64.b64decode(archive.empreinte)) == hashlib.sha512().digest_size
        assert archive.listes
