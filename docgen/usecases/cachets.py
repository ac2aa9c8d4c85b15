"""The operator's seal, in the acts: what apposes it, what is said of one that was read, a certificate for a trial."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.errors import CachetImpossible, refus_du_systeme
from docgen.registre.registre import RegistreSql
from docgen.registre.signature.certificats import CertificatConnu
from docgen.settings import ReglagesCachet
from docgen.usecases.tenue.appuis import Appui, appui

# By its SHA-256, each certificate of the operator, and when it sealed; nothing of the one in service.
Certificats = Mapping[str, CertificatConnu | None]

CACHET = b"/ByteRange"  # of a file that bears one: a seal is never compressed

if TYPE_CHECKING:
    from docgen.cachet.certificat import Certificat
    from docgen.cachet.lecture_cachet import CachetLu
    from docgen.cachet.scellement import Scelleur


def ouvrir_scelleur(reglages: ReglagesCachet, registre: RegistreSql) -> Scelleur:
    """What seals, its key read; the register remembers its certificate.

    Raises:
        CachetImpossible: the file cannot be read any more, or holds nothing that seals.
    """
    from docgen.cachet.scellement import Scelleur

    certificat = _ouvrir(reglages)
    registre.connaitre_certificat(certificat.empreinte, certificat.nom, certificat.pem)
    return Scelleur(certificat, reglages.horodatage)


def _ouvrir(reglages: ReglagesCachet) -> Certificat:
    from docgen.cachet.certificat import ouvrir_certificat

    dit = f"Le fichier du cachet « {reglages.fichier} »"
    with refus_du_systeme(f"{dit} n'a pas pu être lu", "Corrigez DOCGEN_CACHET.", CachetImpossible):
        contenu = reglages.fichier.read_bytes()
    try:
        return ouvrir_certificat(contenu, reglages.phrase)
    except ValueError as cause:
        raise CachetImpossible(f"{dit} {cause}") from cause


def certificats_connus(reglages: ReglagesCachet | None, registre: RegistreSql) -> Certificats:
    """By their SHA-256: the operator's certificate, if there is one, and those by which it sealed before."""
    en_service = _ouvrir(reglages) if reglages else None
    connus: dict[str, CertificatConnu | None] = {connu.empreinte: connu for connu in registre.certificats()}
    return {**connus, **({en_service.empreinte: None} if en_service else {})}


def constats_des_cachets(contenu: bytes, connus: Certificats) -> tuple[Appui, ...]:
    """One sentence a seal of a file: who, when, does it hold, is its certificate one of those that are known."""
    from docgen.cachet.lecture_cachet import lire_cachets

    return tuple(_appui(lu, connus) for lu in lire_cachets(contenu))


def _appui(lu: CachetLu, connus: Certificats) -> Appui:
    if not lu.tient:
        return appui("cachet_rompu", par=lu.par) if lu.par else appui("cachet_illisible")
    quand = appui("cachet_date", jour=lu.instant.date()) if lu.instant else appui("cachet_sans_date")
    if lu.horodate:
        quand = appui("cachet_horodate", jour=lu.horodate.date(), par=lu.horodateur)
    return appui("cachet", par=lu.par, quand=quand, qui=_certificat(lu.empreinte, connus))


def _certificat(empreinte: str, connus: Certificats) -> Appui:
    if empreinte not in connus:
        return appui("certificat_inconnu", empreinte=empreinte)
    connu = connus[empreinte]
    if connu is None:
        return appui("certificat_courant")
    if connu.jusqu_a is None:
        return appui("certificat_dernier", depuis=connu.depuis)
    return appui("certificat_ancien", depuis=connu.depuis, jusqu_a=connu.jusqu_a)


def ecrire_essai(fichier: Path) -> str:
    """Make a certificate for a trial, and give the passphrase of its file; never over another file.

    Raises:
        UsageInvalide: the file exists, or cannot be written.
    """
    from docgen.cachet.certificat import fabriquer_essai

    contenu, phrase = fabriquer_essai(datetime.now(UTC))
    with refus_du_systeme(f"« {fichier} » n'a pas pu être écrit", "Donnez un autre nom."):
        fichier.touch(mode=0o600, exist_ok=False)
        fichier.write_bytes(contenu)
    return phrase
