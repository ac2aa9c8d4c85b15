"""The fonts of every document: pinned packages, never the system's, so that a page is the same everywhere.

The engines are given copies of these files (:mod:`docgen.rendering.ecriture.preparation_polices`), and Fontconfig is
told of these copies alone by a ``fonts.conf`` of ours, which must be in place before the engine loads: Fontconfig reads
it once a process.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, files, version
from importlib.util import find_spec
from pathlib import Path
from stat import S_ISDIR
from typing import Final
from xml.sax.saxutils import escape

from docgen import disque
from docgen.errors import InstallationIncomplete
from docgen.rendering.ecriture import preparation_polices

_SECOURS: Final = ("Kurinto Sans", "Kurinto Sans SC", "Kurinto Sans KR", "Kurinto Sans JP", "Kurinto Sans TC")
_SERIF: Final = "Source Serif Pro"
_SANS: Final = "Source Sans 3"


def _pile(*familles: str) -> str:
    return ", ".join(f'"{famille}"' for famille in familles)


FAMILLE_SERIF: Final = "Docgen Serif"
FAMILLE_SANS: Final = "Docgen Sans"
# The last name is that of the font made for a document that has signs to compose (docgen.rendering.ecriture).
pile_serif: Final = _pile(_SERIF, *_SECOURS, FAMILLE_SERIF)
"""The CSS ``font-family`` list of serif text; digits align with ``font-variant-numeric: tabular-nums``."""
pile_sans: Final = _pile(_SANS, *_SECOURS, FAMILLE_SANS)
"""The CSS ``font-family`` list of sans-serif text."""

_KURINTO: Final = "static/weblate_fonts/kurinto/ttf"
_SOURCE_SANS: Final = "static/weblate_fonts/source-sans/ttf"
_SERIF_GRAISSES: Final = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
_SANS_GRAISSES: Final = ("Light", "Regular", "It", "Semibold", "Bold", "BoldIt")
LANGUES: Final = ("", "SC", "KR", "JP", "TC")
"""What tells the files of Kurinto from one another: those of every script, then those of Asia."""
# Module that carries the files, distribution that pins it, folder in the module, files.
_PAQUETS: Final = (
    (
        "font_source_serif_pro",
        "font-source-serif-pro",
        "files",
        tuple(f"SourceSerifPro-{graisse}.ttf" for graisse in _SERIF_GRAISSES),
    ),
    (
        "weblate_fonts",
        "weblate-fonts",
        _SOURCE_SANS,
        tuple(f"SourceSans3-{graisse}.ttf" for graisse in _SANS_GRAISSES),
    ),
    (
        "weblate_fonts",
        "weblate-fonts",
        _KURINTO,
        tuple(f"KurintoSans{langue}-{graisse}.ttf" for langue in LANGUES for graisse in ("Rg", "Bd")),
    ),
)

_BLANCS: Final = "\t\n\r "


def _dossier_du_module(module: str, distribution: str) -> Path:
    """Where a font package lives, without importing it: one of them is a Django application."""
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise InstallationIncomplete(
            f"Les polices du paquet « {distribution} » sont introuvables : il n'est pas installé. "
            "Lancez « make installer »."
        )
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def fichiers() -> tuple[Path, ...]:
    """Every font file that documents may use.

    Raises:
        InstallationIncomplete: a package or one of its files is missing.
    """
    trouves: list[Path] = []
    for module, distribution, dossier, noms in _PAQUETS:
        racine = _dossier_du_module(module, distribution) / dossier
        trouves.extend(racine / nom for nom in noms)
    for fichier in trouves:
        if not fichier.is_file():
            raise InstallationIncomplete(
                f"La police « {fichier.name} » est introuvable : son paquet est absent ou d'une autre version. "
                "Lancez « make installer »."
            )
    return tuple(trouves)


def alterees() -> list[str]:
    """The fonts whose bytes are not those that their package recorded, by name; all the files are read.

    Raises:
        InstallationIncomplete: see :func:`fichiers`.
    """
    paquets = {distribution for _, distribution, *_ in _PAQUETS}
    inscrites = {
        Path(str(inscrit.locate())).resolve(): inscrit.hash.value
        for paquet in paquets
        for inscrit in files(paquet) or ()
        if inscrit.hash and inscrit.hash.mode == "sha256"
    }
    return [police.name for police in fichiers() if inscrites.get(police.resolve()) != _sha256(police)]


def _sha256(chemin: Path) -> str:
    """As packages record it: RFC 4648 for addresses, unpadded."""
    with chemin.open("rb") as flux:
        empreinte = hashlib.file_digest(flux, "sha256").digest()
    return base64.urlsafe_b64encode(empreinte).decode().rstrip("=")


def fichier(nom: str) -> Path:
    """One of them, as it was published, by its name."""
    return next(un for un in fichiers() if un.name == nom)


@cache
def _empreinte() -> str:
    """What names our cache: the packages' versions, where their files are, and how they are prepared."""
    resume = hashlib.sha256(Path(preparation_polices.__file__).read_bytes())
    for distribution in sorted({paquet[1] for paquet in _PAQUETS}):
        try:
            resume.update(f"{distribution}={version(distribution)}\n".encode())
        except PackageNotFoundError as cause:
            raise InstallationIncomplete(
                f"Le paquet de polices « {distribution} » n'est pas installé. Lancez « make installer »."
            ) from cause
    for fichier in fichiers():
        resume.update(f"{fichier}={fichier.stat().st_size}\n".encode())
    return resume.hexdigest()[:16]


@cache
def _cache() -> Path:
    """A private folder that outlives the process; among the temporary ones where home is read-only."""
    racine = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    nom = f"polices-{_empreinte()}"
    for dossier in (racine / "docgen" / nom, Path(tempfile.gettempdir(), f"docgen-{nom}-{os.geteuid()}")):
        with suppress(OSError):
            dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
            vu = dossier.lstat()
            with tempfile.TemporaryFile(dir=dossier):
                if vu.st_uid == os.geteuid() and S_ISDIR(vu.st_mode) and not vu.st_mode & 0o022:  # nobody else writes
                    return dossier
    return Path(tempfile.mkdtemp(prefix="docgen-polices-"))


def _ecrire(chemin: Path, texte: str) -> None:
    """Write at once: another process may be reading or writing the same file."""
    if chemin.is_file() and chemin.read_text(encoding="utf-8") == texte:
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=chemin.parent, delete=False) as provisoire:
        provisoire.write(texte)
    os.replace(provisoire.name, chemin)


def retenu(nom: str, tirer: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What is drawn from the fonts once, then read from our cache; ``nom`` says all that it was drawn by."""
    chemin = _cache() / f"{nom}.json"
    try:
        lu: dict[str, str] = json.loads(chemin.read_bytes())
    except (OSError, ValueError):
        lu = tirer()
        _ecrire(chemin, json.dumps(lu))
    return lu


@cache
def dossier() -> Path:
    """The folder of the copies that the engines are given, and of no other file; made once, by one process alone.

    Raises:
        InstallationIncomplete: a font is missing.
    """
    polices = _cache() / "polices"
    polices.mkdir(exist_ok=True)
    if all((polices / fichier.name).exists() for fichier in fichiers()):
        return polices
    with disque.seul(polices):
        for fichier in fichiers():
            if not (polices / fichier.name).exists():
                preparation_polices.preparer(fichier, polices / fichier.name)
    return polices


def _une_seule_famille(famille: str) -> str:
    """Kurinto's Asian files also answer to plain « Kurinto Sans »: left so, the order of the list would be lost."""
    return (
        f'<match target="scan"><test name="family"><string>{famille}</string></test>'
        f'<edit name="family" mode="assign_replace"><string>{famille}</string></edit></match>'
    )


def _configuration() -> str:
    secours = "".join(f"<string>{famille}</string>" for famille in _SECOURS)
    generiques = (("serif", _SERIF), ("sans-serif", _SANS), ("monospace", _SANS))
    lignes = (
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        f"<dir>{escape(str(dossier()))}</dir>",
        f"<cachedir>{escape(str(_cache() / 'fontconfig'))}</cachedir>",
        *(_une_seule_famille(famille) for famille in _SECOURS[1:]),
        *(f"<alias><family>{nom}</family><prefer><family>{f}</family></prefer></alias>" for nom, f in generiques),
        f'<match target="pattern"><edit name="family" mode="append_last" binding="strong">{secours}</edit></match>',
        "</fontconfig>",
    )
    return "\n".join(lignes) + "\n"


@cache
def preparer() -> Path:
    """Put our ``fonts.conf`` in force for this process; to be called before the engine is first imported.

    Raises:
        InstallationIncomplete: a font is missing, or the engine was loaded before with other fonts.
    """
    chemin = _cache() / "fonts.conf"
    charges = [moteur for moteur in ("weasyprint", "plutoprint") if moteur in sys.modules]
    if charges and os.environ.get("FONTCONFIG_FILE") != str(chemin):
        raise InstallationIncomplete(
            f"Les polices de Docgen ne peuvent plus être choisies : {charges[0]} a été chargé avant elles par un "
            f"autre programme. Appelez docgen.rendering.fonts.preparer() avant tout import de {charges[0]}."
        )
    _ecrire(chemin, _configuration())
    os.environ["FONTCONFIG_FILE"] = str(chemin)
    return chemin


def _lire_les_signes() -> dict[str, str]:
    tables = {fichier.name: preparation_polices.signes([dossier() / fichier.name]) for fichier in fichiers()}
    propres = (table for nom, table in tables.items() if not nom.startswith("Kurinto"))
    vus = tables["KurintoSans-Rg.ttf"].union(frozenset.intersection(*propres))
    siens = {}
    for langue in LANGUES[1:]:
        siens[langue] = tables[f"KurintoSans{langue}-Rg.ttf"] - vus
        vus |= siens[langue]
    siens[""] = frozenset().union(*tables.values()).difference(*siens.values())
    siens[""] |= set(map(ord, _BLANCS))
    return {langue: "".join(_plages(sorted(siens[langue]))) for langue in LANGUES}


def _plages(codes: Sequence[int]) -> Iterator[str]:
    debut = codes[0]
    for code, suivant in zip(codes, [*codes[1:], -1], strict=True):
        if suivant != code + 1:
            yield f"\\U{debut:08x}-\\U{code:08x}"
            debut = suivant


@cache
def signes() -> dict[str, str]:
    """Every sign that the engines draw by themselves, as classes of regular expressions, by :data:`LANGUES`: those that
    need no font of Asia, then those for which one is needed, each under the first that draws it.

    Read once from the fonts, then from our cache.
    """
    return retenu("signes", _lire_les_signes)


@cache
def _motif(langue: str) -> re.Pattern[str]:
    return re.compile(f"[{signes()[langue]}]" if langue else f"[^{signes()['']}]")


def est_sans_asie(texte: str) -> bool:
    """True of nearly all texts: every sign of it is drawn by the engines, and by no font of Asia."""
    return _motif("").search(texte) is None


def sans_asie(styles: str, texte: str) -> str:
    """The style sheets without the families of Asia that no sign of the text needs, for the press opens all of them."""
    for langue, famille in zip(LANGUES[1:], _SECOURS[1:], strict=True):
        if not texte or _motif(langue).search(texte) is None:
            styles = styles.replace(f', "{famille}"', "")
    return styles
