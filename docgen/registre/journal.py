"""Write in the journal: whoever holds the head holds the register until the end of the transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from docgen.errors import InstallationIncomplete, RegistreAltere
from docgen.registre import tables
from docgen.registre.chain import EMPREINTE_INITIALE, Acte, Entree, ligne_de_tete, sceller
from docgen.registre.signature.cles import Signataire
from docgen.registre.signature.trousseau import Trousseau

_CHAMPS = tuple(champ.name for champ in fields(Entree))  # ``asdict`` copies all it meets, and is slow


@dataclass(frozen=True, slots=True)
class Tete:
    """The last line of the journal, signed: without it, cutting the end of the journal would leave no trace."""

    rang: int
    empreinte: str
    reprises: int
    cle: str | None
    signature: str | None

    @property
    def place(self) -> tuple[int, int]:
        """How far the register goes: a resumption goes further than any rank."""
        return self.reprises, self.rang

    def ligne(self, identite: str) -> str:
        """What its signature covers."""
        return ligne_de_tete(identite, self.reprises, self.rang, self.empreinte)


@dataclass(slots=True)
class Plume:
    """The right to write, held by one transaction at a time. ``depart``: the head as it was found."""

    connexion: Connection
    signataire: Signataire
    tete: Tete
    acteur: str
    horodatage: str
    identite: str
    depart: Tete
    actes: set[Acte] = field(default_factory=set)

    @classmethod
    def prendre(
        cls, connexion: Connection, trousseau: Trousseau, acteur: str, horloge: Callable[[], datetime]
    ) -> Plume:
        """Wait for the head, check that it is the one that was left, and get the current key.

        Raises:
            RegistreAltere: the journal does not end where its head says.
            InstallationIncomplete: the key file is not that of this register.
        """
        tete = lire_tete(connexion, verrouiller=True)
        horodatage = horloge().astimezone(UTC).isoformat(timespec="milliseconds")  # in the order of the ranks
        signataire = trousseau.signataire(creer=tete.rang == 0)
        controler_tete(connexion, tete, trousseau)
        plume = cls(connexion, signataire, tete, acteur, horodatage, trousseau.identite, tete)
        if tete.cle != signataire.publique["id"]:
            # The journal alone is then enough to check every paper, even if the key file is lost.
            plume.ecrire(Acte.CLE, [{**signataire.publique}])
        return plume

    def ecrire(self, acte: Acte, contenus: Sequence[Mapping[str, object]], table: Table | None = None) -> list[int]:
        """Add one line for each content, and move the head; gives the ranks. ``table`` gets the same rows."""
        entrees: list[Entree] = []
        rang, precedente = self.tete.rang, self.tete.empreinte
        for contenu in contenus:
            rang += 1
            entrees.append(sceller(rang, precedente, self.horodatage, self.acteur, acte.value, contenu))
            precedente = entrees[-1].empreinte
        if entrees:
            lignes = [{champ: getattr(entree, champ) for champ in _CHAMPS} for entree in entrees]
            self.connexion.execute(insert(tables.journal), lignes)
            self._poser_tete(rang, precedente)
            self.actes.add(acte)
            if table is not None:
                rangees = [{"rang": ligne["rang"], **contenu} for ligne, contenu in zip(lignes, contenus, strict=True)]
                self.connexion.execute(insert(table), rangees)
        return [entree.rang for entree in entrees]

    def inscrire(
        self, acte: Acte, table: Table, ligne: Mapping[str, object], libre: str, champ: str = "precision"
    ) -> None:
        """Write a line and its row; what was written freely of it stays beside the chain, ``champ`` is its digest."""
        sel = token_hex(16)
        ligne = {**ligne, champ: empreinte_du_texte(libre, sel) if libre else ""}
        (rang,) = self.ecrire(acte, [ligne], table)
        if libre:
            self.connexion.execute(insert(tables.precisions), [{"rang": rang, "sel": sel, "texte": libre}])

    def _poser_tete(self, rang: int, empreinte: str) -> None:
        tete = replace(self.tete, rang=rang, empreinte=empreinte, cle=self.signataire.publique["id"])
        self.tete = replace(tete, signature=self.signataire.signer(tete.ligne(self.identite)))
        self.connexion.execute(update(tables.tete).values(**asdict(self.tete)))


def empreinte_du_texte(texte: str, sel: str) -> str:
    """The salted digest of what is kept beside the chain."""
    return sha256(f"{sel}{texte}".encode()).hexdigest()


def lire_tete(connexion: Connection, verrouiller: bool = False) -> Tete:
    """The head of the journal; ``verrouiller`` keeps it until the end of the transaction.

    SQLite has no row lock and ignores it: ``BEGIN IMMEDIATE`` already keeps every other writer away.

    Raises:
        RegistreAltere: there is no head any more.
    """
    requete = select(*(tables.tete.c[champ.name] for champ in fields(Tete)))
    ligne = connexion.execute(requete.with_for_update() if verrouiller else requete).one_or_none()
    if ligne is None:
        raise RegistreAltere(_message_tete("elle a été effacée"))
    return Tete(*ligne)


def derniere_ligne(connexion: Connection) -> tuple[int, str]:
    """The rank and the digest of the last line of the journal, or those of an empty one."""
    journal = tables.journal.c
    requete = select(journal.rang, journal.empreinte).order_by(journal.rang.desc()).limit(1)
    rang, empreinte = connexion.execute(requete).one_or_none() or (0, EMPREINTE_INITIALE)
    return rang, empreinte


def controler_tete(connexion: Connection, tete: Tete, trousseau: Trousseau) -> None:
    """The head must name the last line, and bear a signature of ours.

    Raises:
        RegistreAltere: it does not.
        InstallationIncomplete: the key file is not that of this register.
    """
    if (tete.rang, tete.empreinte) != derniere_ligne(connexion):
        raise RegistreAltere(_message_tete("elle ne désigne plus la dernière ligne"))
    if tete.rang == 0:
        return
    trousseau.exiger(creer=False)
    verificateur = trousseau.verificateur()
    if tete.cle not in verificateur.publiques:
        raise InstallationIncomplete(
            f"Le fichier des clés de signature « {trousseau.chemin} » n'est pas celui de ce registre : "
            f"la clé {tete.cle}, qui a signé en dernier, n'y est pas. Restaurez-le depuis la sauvegarde du registre."
        )
    if not verificateur.valide(tete.cle, tete.ligne(trousseau.identite), tete.signature):
        raise RegistreAltere(_message_tete("sa signature est fausse"))


def _message_tete(raison: str) -> str:
    return (
        f"La tête du journal n'est plus celle que Docgen a écrite : {raison}. Aucun numéro n'a été attribué. "
        "Lancez « docgen registre verifier », puis restaurez la dernière sauvegarde saine."
    )


def lignes_d_acte(connexion: Connection, acte: Acte) -> Iterator[dict[str, Any]]:
    """What the journal says of every act of a kind, oldest first."""
    journal = tables.journal.c
    requete = select(journal.contenu).where(journal.acte == acte.value).order_by(journal.rang)
    for contenu in connexion.execute(requete).scalars():
        yield json.loads(contenu)
