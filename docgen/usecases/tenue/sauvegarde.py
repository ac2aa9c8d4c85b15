"""Save the register, its public keys and the finished files in one archive, while others work; and restore them.

The tables are read in one state. The keys and the files come after, so that whatever the tables speak of is there, but
for what was forgotten meanwhile, which the archive names. The key that signs stays out, unless a phrase encrypts it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from docgen.errors import FichierAbsent, RegistreAltere, RegistreEnRetard, UsageInvalide, refus_du_systeme
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.provisoire import dossier_provisoire
from docgen.usecases.tenue.controle_fichiers import TABLES, controler_fichiers, lignes_des_fichiers, lire_les_lignes

if TYPE_CHECKING:
    from docgen.registre.registre import RegistreSql
    from docgen.registre.signature.trousseau import Trousseau
    from docgen.registre.temoin.concordance import NoteSignee

FORMAT = 3
_BLOC = 1 << 20
_MANIFESTE, _CLES, _CLE_PRIVEE = "manifeste.json", "cles.json", "cle_privee.pem"
_TABLES, _FICHIERS = "tables/", "fichiers/"


@dataclass(frozen=True, slots=True)
class BilanSauvegarde:
    """What an archive holds, and what the witness says of it once restored."""

    lignes: int
    fichiers: int
    temoin: str = ""
    peut_signer: bool = False


def sauvegarder(
    archive: Path, atelier: Atelier, dossier: Path | None = None, phrase: str | None = None
) -> BilanSauvegarde:
    """Write everything to an archive; ``dossier`` holds the finished files, if they are in a folder.

    ``phrase`` encrypts the key that signs; without one it stays out.

    Raises:
        UsageInvalide: the archive already exists, or cannot be written; nothing is left of it.
    """
    with (
        _nouveau(archive) as brouillon,
        zipfile.ZipFile(brouillon, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zippe,
    ):
        comptes, nommes = _ecrire_tables(zippe, atelier)
        publiques, scellee = atelier.registre.trousseau.exporter(phrase)
        zippe.writestr(_CLES, publiques)
        if scellee is not None:
            zippe.writestr(_CLE_PRIVEE, scellee)
        fichiers = _ecrire_fichiers(zippe, dossier)
        instant = datetime.now(UTC).isoformat(timespec="seconds")
        partis = sorted(nommes - {ligne["cle"] for _, ligne in lire_les_lignes(atelier.registre)})
        manifeste = {"format": FORMAT, "instant": instant, "tables": comptes, "fichiers": fichiers, "partis": partis}
        zippe.writestr(_MANIFESTE, json.dumps(manifeste, indent=1))
    return BilanSauvegarde(sum(comptes.values()), fichiers, peut_signer=scellee is not None)


def restaurer(
    archive: Path,
    atelier: Atelier,
    dossier: Path | None = None,
    preparer: Callable[[], None] = lambda: None,
    phrase: Callable[[], str] | None = None,
    *,
    seulement_voir: bool = False,
) -> BilanSauvegarde:
    """Put everything back in an empty place; ``preparer`` makes the tables that are not the register's.

    The workshop opens the register with ``retablir``. A key file of the same register that is still there is kept.
    ``phrase`` is asked for when the archive holds the key that signs, and the place does not. ``seulement_voir``: the
    files of the archive are compared with its tables, and left in it.

    Raises:
        UsageInvalide: the archive is none, the place is not empty, or the phrase is wrong.
        RegistreAltere: what was restored does not agree with its journal; nothing was kept.
        InstallationIncomplete: the keys or the witness of the place are those of another register.
    """
    with _ouvrir(archive) as zippe:
        return _restaurer(zippe, atelier, dossier, preparer, phrase, seulement_voir)


@contextmanager
def _ouvrir(archive: Path) -> Iterator[zipfile.ZipFile]:
    refus = refus_du_systeme(f"La restauration de « {archive} » a échoué", "Vérifiez les chemins et la place.")
    try:
        with refus, zipfile.ZipFile(archive) as zippe:
            yield zippe
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as cause:
        raise UsageInvalide(
            f"« {archive} » n'est pas une sauvegarde de Docgen, ou elle est abîmée : rien n'en est repris. "
            "Prenez une autre sauvegarde."
        ) from cause


def verifier_archive(archive: Path, preparer: Callable[[str], None]) -> BilanSauvegarde:
    """Make sure that an archive could be restored: its tables, in a place of passage, agree with its journal and with
    its files. Nothing of the installation is read or written; ``preparer`` makes the tables that are not the
    register's, at an address.

    Raises:
        UsageInvalide: the archive is none, or is damaged.
        RegistreAltere: it does not agree with its journal, or with its files.
    """
    with dossier_provisoire("docgen-sauvegarde-") as lieu:
        passage = Configuration(f"sqlite:///{lieu}/docgen.db", lieu / "cles.json")
        with Atelier(passage, ouverture="retablir") as atelier:
            return restaurer(archive, atelier, None, lambda: preparer(passage.registre), seulement_voir=True)


def _restaurer(
    zippe: zipfile.ZipFile,
    atelier: Atelier,
    dossier: Path | None,
    preparer: Callable[[], None],
    phrase: Callable[[], str] | None,
    seulement_voir: bool,
) -> BilanSauvegarde:
    from docgen.registre.copie import exiger_vide

    manifeste = json.loads(zippe.read(_MANIFESTE))
    if manifeste["format"] != FORMAT:
        raise ValueError("unknown format")
    registre = atelier.registre
    if dossier is not None and dossier.is_dir() and any(dossier.iterdir()):
        raise UsageInvalide(f"Rien n'a été restauré : « {dossier} » existe déjà. Choisissez un endroit vide.")
    preparer()
    connue = registre.concordance.connue()
    with registre.connexion.ecriture() as ouverte, _trousseau(zippe, registre, phrase) as trousseau:
        exiger_vide(ouverte)
        lignes = _lire_tables(zippe, ouverte, manifeste["tables"])
        _exiger_intact(ouverte, trousseau)
        dit = _temoignage(ouverte, trousseau, connue)
        nombre = _controler_fichiers(zippe, ouverte) if seulement_voir else _lire_fichiers(zippe, dossier)
        peut_signer = trousseau.peut_signer()
        if trousseau.chemin.exists():
            trousseau.chemin.replace(registre.trousseau.chemin)
    return BilanSauvegarde(lignes, nombre, dit, peut_signer)


@contextmanager
def _trousseau(zippe: zipfile.ZipFile, registre: RegistreSql, phrase: Callable[[], str] | None) -> Iterator[Trousseau]:
    """The keys of what is restored: those of the place, or a draft beside made of those of the archive."""
    from docgen.registre.signature.trousseau import Trousseau

    contenu, chemin = zippe.read(_CLES), registre.trousseau.chemin
    identite = str(json.loads(contenu)["identite"])
    if chemin.exists():
        presentes = Trousseau(chemin, identite)
        presentes.cles_publiques()  # or they are another register's
        yield presentes
        return
    provisoire = Trousseau(chemin.with_name(f".{chemin.name}.{secrets.token_hex(4)}"), identite)
    try:
        scellee = zippe.read(_CLE_PRIVEE) if phrase and _CLE_PRIVEE in zippe.namelist() else None
        provisoire.importer(contenu, scellee, phrase() if phrase and scellee else None)
        yield provisoire
    finally:
        provisoire.chemin.unlink(missing_ok=True)


def _exiger_intact(ouverte: Any, trousseau: Trousseau) -> None:
    from docgen.registre.verification_registre import verifier

    anomalies = "\n".join(verifier(ouverte, trousseau))
    if anomalies:
        raise RegistreAltere(
            f"La sauvegarde ne dit pas ce que dit son journal : rien n'en est repris.\n{anomalies}\n"
            "Prenez une sauvegarde plus ancienne."
        )


def _temoignage(ouverte: Any, trousseau: Trousseau, connue: NoteSignee | None) -> str:
    """What the witness says of a register that was just put back."""
    from docgen.registre.journal import lire_tete
    from docgen.registre.temoin.concordance import controler

    if connue is None:
        return (
            "Il n'y avait pas de témoin à qui le comparer : rien ne dit si des numéros ont été donnés après la "
            "sauvegarde."
        )
    try:
        controler(ouverte, lire_tete(ouverte), trousseau, connue)
    except (RegistreEnRetard, RegistreAltere) as ecart:
        return str(ecart)
    return f"Il va aussi loin que ce qu'en sait son témoin (ligne {connue.note.rang}, {connue.note.heure})."


def _ecrire_tables(zippe: zipfile.ZipFile, atelier: Atelier) -> tuple[dict[str, int], set[str]]:
    """How many rows each table has; the files that they name."""
    from docgen.registre.copie import lignes_de, tables_a_copier

    comptes: dict[str, int] = {}
    nommes: set[str] = set()
    with atelier.registre.connexion.lecture() as ouverte:
        for table in tables_a_copier(ouverte):
            comptes[table.name] = 0
            with zippe.open(f"{_TABLES}{table.name}.jsonl", "w", force_zip64=True) as flux:
                for ligne in lignes_de(ouverte, table):
                    flux.write(json.dumps(ligne, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                    comptes[table.name] += 1
                    if table.name in TABLES:
                        nommes.add(ligne["cle"])
    return comptes, nommes


def _lire_tables(zippe: zipfile.ZipFile, ouverte: Any, comptes: dict[str, int]) -> int:
    from docgen.registre.copie import reprendre, tables_a_copier

    presentes = {table.name: table for table in tables_a_copier(ouverte)}
    inconnues = sorted(set(comptes) - set(presentes))
    if inconnues:
        raise UsageInvalide(
            f"Rien n'a été restauré : la base n'a pas les tables {', '.join(inconnues)}. Restaurez avec la version de "
            "Docgen qui a fait la sauvegarde, ou une plus récente."
        )
    for nom, table in presentes.items():
        if nom in comptes:
            with zippe.open(f"{_TABLES}{nom}.jsonl") as flux:
                if reprendre(ouverte, table, map(json.loads, flux)) != comptes[nom]:
                    raise ValueError("rows are missing")
    return sum(comptes.values())


def _ecrire_fichiers(zippe: zipfile.ZipFile, dossier: Path | None) -> int:
    if dossier is None or not dossier.is_dir():
        return 0
    nombre = 0
    for chemin in sorted(dossier.rglob("*")):
        if chemin.is_file() and "#" not in chemin.name:  # « name#1 » is a file that is still being written
            with suppress(FileNotFoundError):  # gone since it was listed
                zippe.write(chemin, _FICHIERS + chemin.relative_to(dossier).as_posix(), zipfile.ZIP_STORED)
                nombre += 1
    return nombre


def _lire_fichiers(zippe: zipfile.ZipFile, dossier: Path | None) -> int:
    noms = [nom for nom in zippe.namelist() if nom.startswith(_FICHIERS)]
    if not noms:
        return 0
    if dossier is None:
        raise UsageInvalide(
            "Rien n'a été restauré : la sauvegarde a des fichiers, et DOCGEN_FICHIERS n'est pas un dossier. Donnez-lui "
            "un dossier vide."
        )
    dossier.parent.mkdir(parents=True, exist_ok=True)
    brouillon = dossier.with_name(f".{dossier.name}.{secrets.token_hex(4)}")
    try:
        for nom in noms:
            _lire_fichier(zippe, nom, brouillon)
        brouillon.replace(dossier)  # whole or not at all, like the rest
    finally:
        shutil.rmtree(brouillon, ignore_errors=True)
    return len(noms)


def _controler_fichiers(zippe: zipfile.ZipFile, ouverte: Any) -> int:
    """How many files the archive holds, each whole; those of a store on S3 are not there, and have their own backups.

    Raises:
        RegistreAltere: one that the tables speak of is missing, or is another.
    """
    noms = {nom for nom in zippe.namelist() if nom.startswith(_FICHIERS)}
    partis = set(json.loads(zippe.read(_MANIFESTE))["partis"])

    def lire(cle: str) -> Iterator[bytes]:
        if _FICHIERS + cle not in noms:
            raise FichierAbsent
        with zippe.open(_FICHIERS + cle) as flux:
            yield from iter(partial(flux.read, _BLOC), b"")

    lignes = [ligne for ligne in lignes_des_fichiers(ouverte) if ligne[1]["cle"] not in partis] if noms else []
    anomalies = controler_fichiers(lignes, lire, lambda: lignes)
    if (abime := zippe.testzip()) is not None:
        anomalies.append(f"« {abime} » est abîmé dans l'archive.")
    if anomalies:
        raise RegistreAltere("La sauvegarde n'est pas entière.\n" + "\n".join(anomalies))
    return len(noms)


def _lire_fichier(zippe: zipfile.ZipFile, nom: str, dossier: Path) -> None:
    cible = Path(os.path.normpath(dossier / nom.removeprefix(_FICHIERS)))
    if not cible.is_relative_to(os.path.normpath(dossier)):
        raise ValueError("a file that would leave the folder")
    cible.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with zippe.open(nom) as source, cible.open("xb") as sortie:
        shutil.copyfileobj(source, sortie)


@contextmanager
def _nouveau(archive: Path) -> Iterator[IO[bytes]]:
    """A private draft beside the archive, which takes its name once complete, and never that of another."""
    brouillon = archive.with_name(f".{archive.name}.{secrets.token_hex(4)}")
    remede = "Choisissez un nouveau nom, dans un dossier où vous pouvez écrire."
    try:
        with refus_du_systeme(f"La sauvegarde « {archive} » n'a pas été écrite", remede):
            with os.fdopen(os.open(brouillon, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as flux:
                yield flux
                flux.flush()
                os.fsync(flux.fileno())
            os.link(brouillon, archive)
    finally:
        brouillon.unlink(missing_ok=True)
