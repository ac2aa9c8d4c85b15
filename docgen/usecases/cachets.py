"""The operator's seal, in the acts: what apposes it, what is said of one that was read, a certificate for a trial."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.documents.page.typographie import date_longue
from docgen.errors import CachetImpossible, UsageInvalide, raison_systeme
from docgen.settings import ReglagesCachet

if TYPE_CHECKING:
    from docgen.cachet.certificat import Certificat
    from docgen.cachet.lecture_cachet import CachetLu
    from docgen.cachet.scellement import Scelleur


def ouvrir_scelleur(reglages: ReglagesCachet) -> Scelleur:
    """What seals, its key read.

    Raises:
        CachetImpossible: the file cannot be read any more, or holds nothing that seals.
    """
    from docgen.cachet.scellement import Scelleur

    return Scelleur(_ouvrir(reglages), reglages.horodatage)


def _ouvrir(reglages: ReglagesCachet) -> Certificat:
    from docgen.cachet.certificat import ouvrir_certificat

    try:
        return ouvrir_certificat(reglages.fichier.read_bytes(), reglages.phrase)
    except OSError as cause:
        raison = raison_systeme(cause)
        raise CachetImpossible(
            f"Le fichier du cachet « {reglages.fichier} » n'a pas pu être lu : {raison}. Corrigez DOCGEN_CACHET."
        ) from cause
    except ValueError as cause:
        raise CachetImpossible(f"Le fichier du cachet « {reglages.fichier} » {cause}") from cause


def empreinte_du_cachet(reglages: ReglagesCachet | None) -> str | None:
    """The SHA-256 of the operator's certificate, if there is one."""
    return _ouvrir(reglages).empreinte if reglages else None


def constats_des_cachets(contenu: bytes, connu: str | None) -> tuple[str, ...]:
    """One sentence a seal of a file: who, when, does it hold, is its certificate the one that is known."""
    if b"/ByteRange" not in contenu:  # a seal is never compressed
        return ()
    from docgen.cachet.lecture_cachet import lire_cachets

    return tuple(_constat(lu, connu) for lu in lire_cachets(contenu))


def _constat(lu: CachetLu, connu: str | None) -> str:
    if not lu.tient:
        return f"Cachet au nom de « {lu.par} » : il est rompu, le fichier n’est plus celui qui a été scellé."
    le_jour = date_longue(lu.instant.date()) if lu.instant else "un jour non dit"
    quand = f"daté du {le_jour}"
    if lu.horodate:
        quand = f"horodaté le {date_longue(lu.horodate.date())} par « {lu.horodateur} »"
    qui = (
        "c’est celui de cet exploitant"
        if lu.empreinte == connu
        else f"Docgen ne le connaît pas : comparez son empreinte ({lu.empreinte}) à celle que publie l’exploitant"
    )
    return f"Cachet au nom de « {lu.par} », {quand} : rien n’a changé depuis. Son certificat : {qui}."


def ecrire_essai(fichier: Path) -> str:
    """Make a certificate for a trial, and give the passphrase of its file; never over another file.

    Raises:
        UsageInvalide: the file exists, or cannot be written.
    """
    from docgen.cachet.certificat import fabriquer_essai

    contenu, phrase = fabriquer_essai(datetime.now(UTC))
    try:
        fichier.touch(mode=0o600, exist_ok=False)
        fichier.write_bytes(contenu)
    except OSError as cause:
        raise UsageInvalide(
            f"« {fichier} » n'a pas pu être écrit : {raison_systeme(cause)}. Donnez un autre nom."
        ) from cause
    return phrase
