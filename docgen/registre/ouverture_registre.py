"""Open a register: find it, know it by its identity, and refuse to begin another in the place of one that was lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, StaticPool, create_engine, select, update

from docgen.errors import RegistreAbsent, RegistreAltere, RegistreEnRetard
from docgen.horloge import Horloge
from docgen.registre import tables
from docgen.registre.connexion import Connexion, Ouverture, fichier_sqlite, lire_adresse
from docgen.registre.journal import lire_tete
from docgen.registre.registre import RegistreSql
from docgen.registre.schema import REGISTRE
from docgen.registre.signature.trousseau import Trousseau
from docgen.registre.temoin.concordance import Concordance
from docgen.registre.temoin.temoins import Magasin, TemoinTiers, TemoinVoisin


def ouvrir_registre(
    url: str,
    chemin_cles: Path | None = None,
    acteur: str = "docgen",
    mode: Ouverture = "creer",
    temoin: Callable[[], Magasin] | None = None,
    horloge: Horloge | None = None,
) -> RegistreSql:
    """Open a register; ``mode`` says whether to create it, or upgrade its tables, if need be.

    ``chemin_cles`` defaults to a file beside the SQLite database, else to one in the working directory. ``temoin``
    opens the store of the witness, the first time it is needed; without one, the last head is kept beside the keys.

    Raises:
        RegistreIndisponible: the database does not answer.
        RegistreAbsent: there is none, and it is not to be created.
        RegistreEnRetard: it is to be created where keys or a witness say that one was.
        InstallationIncomplete: the address is not that of a register; a newer version of Docgen wrote it.
    """
    chemin, concordance = _places(url, chemin_cles, temoin)
    try:
        connexion = _installer(lire_adresse(url), mode, chemin, concordance)
    except RegistreAbsent:
        if mode != "sonder":
            raise
        return _registre_vide(acteur)
    with connexion.lecture() as ouverte:
        trousseau = Trousseau(chemin, lire_identite(ouverte))
    return RegistreSql(connexion, trousseau, concordance, acteur, horloge or Horloge())


def refuser_si_perdu(url: str, chemin_cles: Path | None, temoin: Callable[[], Magasin] | None) -> Concordance:
    """Accept that no register was ever begun at that address, or that one has just been; gives what was asked of its
    witness.

    Raises:
        RegistreEnRetard: keys or a witness say that one was, and it is not there.
    """
    places = _places(url, chemin_cles, temoin)
    try:
        _refuser_si_perdu(*places)
    except RegistreEnRetard:
        with suppress(RegistreAbsent):  # begun since its absence was seen, its keys after
            _installer(lire_adresse(url), "lire", *places).moteur.dispose()
            return places[1]
        raise
    return places[1]


def _places(url: str, chemin_cles: Path | None, temoin: Callable[[], Magasin] | None) -> tuple[Path, Concordance]:
    """Where the keys are, and what is known of the witness."""
    chemin = chemin_des_cles(url, chemin_cles)
    return chemin, Concordance(TemoinTiers(temoin) if temoin else TemoinVoisin(chemin.with_suffix(".temoin")))


def _installer(adresse: URL, mode: Ouverture, cles: Path, concordance: Concordance) -> Connexion:
    if mode == "creer" and adresse.drivername == "sqlite":
        _refuser_sans_fichier(Path(adresse.database or ""), cles, concordance)
    connexion = Connexion.ouvrir(adresse, "lire" if mode == "sonder" else mode)
    if mode == "retablir":
        REGISTRE.installer(connexion)
        _reprendre_l_identite(connexion, cles, concordance)
    else:
        REGISTRE.installer(connexion, partial(_refuser_si_perdu, cles, concordance))
    return replace(connexion, garde=REGISTRE.garder)


def _refuser_sans_fichier(fichier: Path, cles: Path, concordance: Concordance) -> None:
    """No file is made in the place of a register that was lost; the tables are refused all the same."""
    if not fichier.exists():
        try:
            _refuser_si_perdu(cles, concordance)
        except RegistreEnRetard:
            if not fichier.exists():  # else begun meanwhile, its keys after
                raise


def _registre_vide(acteur: str) -> RegistreSql:
    """What is read where there is no register: nothing was issued."""
    moteur = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    tables.metadata.create_all(moteur)
    nulle_part = Path(os.devnull)
    return RegistreSql(Connexion(moteur, "lire"), Trousseau(nulle_part), Concordance(TemoinVoisin(nulle_part)), acteur)


def lire_identite(ouverte: Connection) -> str:
    """The identity of the register.

    Raises:
        RegistreAltere: it has none any more.
    """
    identite: str | None = ouverte.execute(select(tables.identite.c.identite)).scalar()
    if not identite:
        raise RegistreAltere("Le registre n'a plus d'identité : sa base a été vidée. Restaurez la dernière sauvegarde.")
    return identite


def _reprendre_l_identite(connexion: Connexion, cles: Path, concordance: Concordance) -> None:
    """A register where nothing was written is the one that was lost, by what its witness or its keys say."""
    connue = concordance.connue()
    perdue = connue.note.identite if connue else Trousseau(cles).lire_identite()
    with connexion.ecriture() as ouverte:
        if perdue and lire_tete(ouverte, verrouiller=True).rang == 0:
            ouverte.execute(update(tables.identite).values(identite=perdue))


def _refuser_si_perdu(cles: Path, concordance: Concordance) -> None:
    connue = None if cles.exists() else concordance.connue()
    if not cles.exists() and connue is None:
        return
    quoi = f"ses clés « {cles} » sont là" if connue is None else f"son témoin connaît {connue.note.rang} lignes"
    raise RegistreEnRetard(
        f"La base du registre est vide, alors que {quoi} : recommencer donnerait une seconde fois les mêmes numéros. "
        "Rien n'a été écrit. Vérifiez DOCGEN_REGISTRE, puis restaurez la dernière sauvegarde ; s'il n'y en a pas, "
        "« docgen registre reprendre » continue au-delà de ce que sait le témoin. Pour un autre registre, donnez à "
        "DOCGEN_CLES, et à DOCGEN_TEMOIN s'il y en a un, d'autres places."
    )


def chemin_des_cles(url: str, choisi: Path | None = None) -> Path:
    """The key file: the one that was chosen, else beside the database, else in the working directory."""
    fichier = fichier_sqlite(url)
    return choisi or (fichier.with_name(f"{fichier.stem}.cles.json") if fichier else Path("docgen.cles.json"))
