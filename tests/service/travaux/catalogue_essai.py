"""A kind of job made for the tests: it has a number a piece, and each piece takes a while and leaves one file."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from docgen.errors import RenduImpossible
from service.travaux.genre import Conclusion, Genre, Ordre, Outils, dossier_de, ranger
from service.travaux.tables import Etat
from tests.registre.lieux import JOUR, demande


class Essai:
    """``morceaux`` pieces of ``duree_s`` each. ``casses``: those that always fail; ``mortels``: whose process dies.

    ``temoin``: a file where each piece writes its rank as it begins.
    """

    numerote = False
    forme = 1

    def verifier(self, parametres: Mapping[str, Any]) -> None:
        """Anything goes."""

    def decouper(self, ordre: Ordre, outils: Outils) -> int:
        """As many as asked for, each with its number."""
        return len(_numeros(ordre, outils, range(ordre.parametres["morceaux"])))

    def faire(self, ordre: Ordre, rang: int, outils: Outils) -> None:
        """Some time, one file."""
        _temoigner(ordre, rang)
        if rang in ordre.parametres.get("mortels", ()):
            os.kill(os.getpid(), signal.SIGKILL)
        if rang in ordre.parametres.get("casses", ()):
            raise RenduImpossible(f"Le morceau {rang} ne peut pas être fait. Retirez-le.")
        time.sleep(ordre.parametres["duree_s"])
        outils.magasin.ecrire(f"{dossier_de(ordre.travail)}/{rang}", json.dumps({"rang": rang}).encode())

    def conclure(self, ordre: Ordre, outils: Outils) -> Conclusion:
        """What each piece left, in one file."""
        ecartes = {rang for rang, _ in ordre.ecartes}
        rangs = [rang for rang in range(ordre.parametres["morceaux"]) if rang not in ecartes]
        faits = [json.loads(outils.magasin.lire(f"{dossier_de(ordre.travail)}/{rang}"))["rang"] for rang in rangs]
        numeros = _numeros(ordre, outils, faits)
        bilan = {"numeros": numeros, "ecartes": ordre.ecartes}
        fichier = ranger(outils.magasin, ordre, "numeros.json", "application/json", json.dumps(numeros).encode())
        return Conclusion(Etat.PARTIEL if ecartes else Etat.TERMINE, bilan, (fichier,))


def _numeros(ordre: Ordre, outils: Outils, rangs: Iterable[int]) -> list[str | None]:
    """The numbers of pieces: the same, however many times they are asked for."""
    demandes = [demande(rang + 1, session=ordre.travail[:12]) for rang in rangs]
    return [papier.numero for papier in outils.atelier.registre.attribuer(demandes, JOUR)]


def _temoigner(ordre: Ordre, rang: int) -> None:
    if temoin := ordre.parametres.get("temoin"):
        with Path(temoin).open("a", encoding="utf-8") as fichier:
            fichier.write(f"{rang} {os.getpid()}\n")


GENRES: Mapping[str, Genre] = {"essai": Essai()}
