"""Is everything there that the service stands on, and can it be written? Each answer comes in time, or is no."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from docgen.errors import DocgenError, MachineEmpechee, RegistreEnRetard
from docgen.fichiers.magasin import dossier_local
from docgen.registre.connexion import fichier_sqlite
from service.contexte import Services
from service.socle.erreurs import SansOuvrier
from service.socle.observation import panne_dite
from service.travaux.presence import Presence

journal = logging.getLogger(__name__)
PRET, ABSENT, RETARD = "prêt", "indisponible", "en retard sur son témoin"
LENT, PLEIN, SANS_OUVRIER = "ne répond pas à temps", "disque plein", "aucun ouvrier"
_DITS: Mapping[type[DocgenError], str] = {
    RegistreEnRetard: RETARD,
    MachineEmpechee: PLEIN,
    SansOuvrier: SANS_OUVRIER,
}
DELAI_S = 5.0
PLACE_MIN = 8 << 20  # bytes that must be left on each disk


class Sondes:
    """What is tried, each thing in a thread of its own: one that hangs is not tried again before it is back."""

    def __init__(self, services: Services, delai_s: float = DELAI_S) -> None:
        self._services = services
        self._presence = Presence(services.base)
        self._delai_s = delai_s
        self._fils = ThreadPoolExecutor(len(self._essais()), "sondes")
        self._en_cours: dict[str, Future[None]] = {}
        self._derniers: dict[str, str] = {}

    async def interroger(self) -> dict[str, str]:
        """The state of each thing, in a few words."""
        essais = self._essais()
        for nom, essai in essais.items():
            if nom not in self._en_cours or self._en_cours[nom].done():
                self._en_cours[nom] = self._fils.submit(essai)
        await asyncio.to_thread(wait, tuple(self._en_cours.values()), self._delai_s)
        return {nom: self._dire(nom) for nom in essais}

    def _essais(self) -> dict[str, Callable[[], None]]:
        return {
            "registre": self._registre,
            "fichiers": self._services.magasin.eprouver,
            "travaux": self._services.travaux.joindre,
            "disque": self._disque,
        }

    def _registre(self) -> None:
        self._services.atelier.registre.exiger_pret()
        self._presence.dire()

    def _disque(self) -> None:
        """Room where this machine writes: the register of SQLite, the folder of the files, temporary files."""
        for dossier in {Path(tempfile.gettempdir()), *_dossiers(self._services)}:
            place = os.statvfs(dossier)
            if place.f_bavail * place.f_frsize < PLACE_MIN:
                raise MachineEmpechee(
                    f"Il reste moins de {PLACE_MIN >> 20} Mio dans « {dossier} ». Libérez de la place."
                )

    def _dire(self, nom: str) -> str:
        """Told in the log each time that it changes: the operator gets the cause, whoever asks its kind."""
        etat, faute = PRET, None
        if not self._en_cours[nom].done():
            etat = LENT
        elif (faute := self._en_cours[nom].exception()) is not None:
            etat = next((dit for classe, dit in _DITS.items() if isinstance(faute, classe)), ABSENT)
        if etat != self._derniers.get(nom, PRET):
            champs = {"objet": nom, "etat": etat, **(panne_dite(faute) if faute else {})}
            journal.log(logging.INFO if etat == PRET else logging.ERROR, "préparation", extra=champs)
        self._derniers[nom] = etat
        return etat


def _dossiers(services: Services) -> set[Path]:
    """Where the register and the files are, when they are on this machine."""
    registre = fichier_sqlite(services.configuration.docgen.registre)
    fichiers = dossier_local(services.configuration.fichiers)
    return {chemin.absolute() for chemin in (registre and registre.parent, fichiers) if chemin is not None}
