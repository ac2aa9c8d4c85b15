"""What a process knows of the witness: what it compares the register with before writing, and what it gives it after.

A witness that is lost never stops anything: it is told, and tried again a minute later.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, select

from docgen.errors import FichiersIndisponibles, InstallationIncomplete, RegistreAltere, RegistreEnRetard
from docgen.registre import tables
from docgen.registre.chain import TEMOIGNES
from docgen.registre.journal import Plume, Tete
from docgen.registre.signature.trousseau import Trousseau
from docgen.registre.temoin.note import Compteur, NoteTete, lire_note, signataire_de
from docgen.registre.temoin.temoins import Temoin

PERDU = "Le témoin du registre ne répond pas, les numéros sont donnés sans lui : %s. Vérifiez DOCGEN_TEMOIN."
PERIODE_S = 60.0  # between two heads, however little is done; and before a lost witness is tried again
CONSEIL = (
    "Aucun numéro n'a été attribué, de peur d'en donner un deux fois. Restaurez la sauvegarde la plus récente ; s'il "
    "n'y en a pas d'autre, « docgen registre reprendre » continue au-delà de ce que sait le témoin."
)
_CLE_INCONNUE = (
    "La dernière tête que garde le témoin est signée par une clé que ce registre ne connaît pas : il a été restauré "
    "d'avant cette clé, ou le témoin a été touché."
)
R = TypeVar("R")
journal = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NoteSignee:
    """A head, and the bytes that somebody signed."""

    note: NoteTete
    octets: bytes


@dataclass(slots=True)
class Concordance:
    """The witness of a register, seen from one process. Safe for threads.

    ``vue``: the furthest head that this process knows of. ``perdu_depuis``: the witness does not answer since then.
    ``en_attente``: the register went further than what the witness was given.
    """

    temoin: Temoin
    vue: NoteSignee | None = None
    perdu_depuis: datetime | None = None
    en_attente: bool = False
    _lu: bool = False
    _prochain: float = 0.0
    _verrou: threading.Lock = field(default_factory=threading.Lock)

    def connue(self) -> NoteSignee | None:
        """The furthest head known: asked of the witness the first time. To be called before the register is held.

        Raises:
            RegistreEnRetard: what the witness has is not a head.
        """
        with self._verrou:
            if not self._lu and time.monotonic() >= self._prochain:
                octets = self._tenter(self.temoin.derniere)
                self._lu = self.perdu_depuis is None
                lue = _lire(octets) if octets is not None else None
                if lue is not None and (self.vue is None or lue.note.place > self.vue.note.place):
                    self.vue = lue
            return self.vue

    def note_due(self, plume: Plume, toujours: bool = False) -> NoteSignee | None:
        """The head to give once the transaction is done; ``None`` if the witness has it, or can wait for it."""
        tete = plume.tete
        if not tete.rang or (self.vue is not None and self.vue.note.place == tete.place and not self.en_attente):
            return None
        pressee = toujours or plume.actes & TEMOIGNES or self.vue is None
        if not pressee and time.monotonic() < self._prochain:
            self.en_attente = True
            return None
        note = NoteTete(
            plume.identite, tete.reprises, tete.rang, tete.empreinte, plume.horodatage, compteurs(plume.connexion)
        )
        return NoteSignee(note, note.signer(plume.signataire))

    def garder(self, due: NoteSignee) -> None:
        """Give a head to the witness; what prevents it is told, and nothing stops."""
        with self._verrou:
            if self.vue is None or self.vue.note.place < due.note.place:
                self.vue = due
            if self.perdu_depuis is None or time.monotonic() >= self._prochain:
                self._tenter(lambda: self.temoin.garder(due.note, due.octets))
                self._prochain = time.monotonic() + PERIODE_S
            self.en_attente = self.perdu_depuis is not None

    def _tenter(self, geste: Callable[[], R]) -> R | None:
        try:
            resultat = geste()
        except FichiersIndisponibles as panne:
            if self.perdu_depuis is None:
                self.perdu_depuis = datetime.now(UTC)
                journal.warning(PERDU, panne.raison or panne)
            self._prochain = time.monotonic() + PERIODE_S
            return None
        if self.perdu_depuis is not None:
            journal.warning("Le témoin du registre répond de nouveau.")
            self.perdu_depuis = None
        return resultat


def compteurs(connexion: Connection) -> dict[Compteur, int]:
    """The last number of each counter."""
    colonnes = tables.compteurs.c
    requete = select(colonnes.serie, colonnes.annee, colonnes.departement, colonnes.dernier)
    return {(serie, annee, departement): dernier for serie, annee, departement, dernier in connexion.execute(requete)}


def controler(connexion: Connection, tete: Tete, trousseau: Trousseau, connue: NoteSignee | None) -> None:
    """Make sure that the register goes as far as the head that is known, and holds it.

    Raises:
        InstallationIncomplete: that head is another register's.
        RegistreEnRetard: it goes further than the register, or nobody knows who signed it.
        RegistreAltere: the register's history is another one.
    """
    if connue is None:
        return
    note = connue.note
    if note.identite != trousseau.identite:
        raise InstallationIncomplete(
            f"Le témoin est celui d'un autre registre ({note.identite}, celui-ci est {trousseau.identite}) : "
            "rien n'a été écrit. Vérifiez DOCGEN_TEMOIN et DOCGEN_REGISTRE."
        )
    if signataire_de(connue.octets, trousseau.verificateur().publiques) is None:
        raise RegistreEnRetard(f"{_CLE_INCONNUE} {CONSEIL}")
    ici = f"la ligne {note.rang}, du {note.heure}"
    if note.place > tete.place:
        dit = f"Le registre s'arrête à la ligne {tete.rang} ; son témoin connaît {ici} : il a été restauré, ou vidé."
        raise RegistreEnRetard(f"{dit} {CONSEIL}")
    if note.reprises == tete.reprises and empreinte_de(connexion, note.rang) != note.empreinte:
        raise RegistreAltere(f"Le journal a été refait : son témoin connaît une autre fin, {ici}. {CONSEIL}")


def empreinte_de(connexion: Connection, rang: int) -> str | None:
    """The digest of a line of the journal, if it is there."""
    colonnes = tables.journal.c
    return connexion.execute(select(colonnes.empreinte).where(colonnes.rang == rang)).scalar()


def _lire(octets: bytes) -> NoteSignee:
    try:
        return NoteSignee(lire_note(octets), octets)
    except ValueError as cause:
        raise RegistreEnRetard(
            "La dernière tête que garde le témoin est illisible : le registre ne peut pas lui être comparé. Aucun "
            "numéro n'a été attribué. Demandez à qui tient le témoin ce qui lui est arrivé."
        ) from cause
