"""Build the reference of French communes: ``python -m outils.communes [--si-possible]``.

The names come from two versions of one npm package, fetched as its user's own npm is set up: the communes of today,
with those that live on inside another, and the history since 1943. ``--si-possible`` is for the installation: it
does nothing when the reference is there, and never fails.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.domain.referentiels.communes import cle_commune
from docgen.errors import InstallationIncomplete
from docgen.settings import communes_par_defaut
from docgen.usecases.lecture_fichiers import ENTETE

PAQUET = "@etalab/decoupage-administratif"
DELAI_S = 60


@dataclass(frozen=True)
class Archive:
    """One version of the package: what its bytes must hash to (SHA-512), and the lists of names in it."""

    version: str
    empreinte: str
    listes: tuple[str, ...]


ARCHIVES = (
    Archive(
        "6.0.0",
        "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ==",
        ("package/data/communes.json",),
    ),
    Archive(
        "0.8.0",
        "BNO0BLfPyUvLpGAStdKpZAX80hUHdkhhD3GMu7HcwERqmshl96uIU0v3/1LlL23DiMs9qRyVIRnfDDIAfHaG/w==",
        ("package/data/communes.json", "package/data/historique-communes.json"),
    ),
)
SOURCES = f"{PAQUET} {' et '.join(archive.version for archive in ARCHIVES)}, données sous Licence Ouverte"


def telecharger(archive: Archive, dossier: Path) -> Path:
    """The package's file, fetched by npm into a folder.

    Raises:
        InstallationIncomplete: npm is absent, or did not bring it.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise InstallationIncomplete("npm est absent. Installez-le (paquet Debian npm), puis lancez « make communes ».")
    commande = [npm, "pack", "--silent", "--ignore-scripts", "--fetch-retries=1", f"{PAQUET}@{archive.version}"]
    try:
        sortie = subprocess.run(commande, cwd=dossier, capture_output=True, text=True, check=True, timeout=DELAI_S)
    except (subprocess.SubprocessError, OSError) as cause:
        raise InstallationIncomplete(
            f"npm n'a pas rapporté {PAQUET}@{archive.version}. Vérifiez ses réglages (npm config list) et l'accès au "
            "dépôt de paquets, puis lancez « make communes »."
        ) from cause
    return dossier / sortie.stdout.split()[-1]


def noms(archive: Archive, fichier: Path) -> Iterator[str]:
    """Every name in the lists of a package.

    Raises:
        InstallationIncomplete: the file is not the package that was chosen.
    """
    empreinte = base64.b64encode(hashlib.sha512(fichier.read_bytes()).digest()).decode()
    if empreinte != archive.empreinte:
        raise InstallationIncomplete(
            f"L'archive de {PAQUET}@{archive.version} n'est pas celle attendue : son empreinte diffère. Vérifiez le "
            "dépôt de paquets de npm."
        )
    with tarfile.open(fichier) as contenu:
        for liste in archive.listes:
            membre = contenu.extractfile(liste)
            assert membre is not None, liste
            yield from (commune["nom"] for commune in json.load(membre))


def ecrire_communes(chemin: Path, noms: Iterable[str], sources: str) -> int:
    """Write a reference, and say how many names it holds.

    Names are folded once, here, so that reading the reference costs no more than reading its lines.
    """
    cles = sorted({cle for nom in noms if (cle := cle_commune(nom))})
    chemin.parent.mkdir(parents=True, exist_ok=True)
    provisoire = chemin.with_name(f"{chemin.name}.{id(cles):x}")
    provisoire.write_text("\n".join((ENTETE, f"# {sources}", *cles)) + "\n", encoding="utf-8")
    provisoire.replace(chemin)
    return len(cles)


def construire(chemin: Path) -> int:
    """Fetch the packages and write the reference; how many names it holds.

    Raises:
        InstallationIncomplete: a package could not be had.
    """
    with tempfile.TemporaryDirectory(prefix="docgen-communes-") as provisoire:
        tous = [nom for archive in ARCHIVES for nom in noms(archive, telecharger(archive, Path(provisoire)))]
    return ecrire_communes(chemin, tous, SOURCES)


def main(arguments: Sequence[str]) -> int:
    """Build, unless asked to do so only if need be; the exit code."""
    si_possible, chemin = "--si-possible" in arguments, communes_par_defaut()
    if si_possible and (chemin.is_file() or shutil.which("npm") is None):
        return 0
    try:
        print(f"Référentiel des communes : {construire(chemin)} noms.")
    except InstallationIncomplete as erreur:
        print(f"Le référentiel des communes n'a pas été construit : {erreur}", file=sys.stderr)
        return 0 if si_possible else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
