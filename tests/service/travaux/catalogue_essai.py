"""A kind of job made for the tests: each piece takes a while, asks for one number, and leaves one file."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Mapping
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

    def verifier(self, parametres: Mapping[str, Any]) -> None:
        """Anything goes."""

    def decouper(self, ordre: Ordre, outils: Outils) -> int:
        """As many as asked for."""
        return int(ordre.parametres["morceaux"])

    def faire(self, ordre: Ordre, rang: int, outils: Outils) -> None:
        """One number, some time, one file."""
        _temoigner(ordre, rang)
        if rang in ordre.parametres.get("mortels", ()):
            os.kill(os.getpid(), signal.SIGKILL)
        if rang in ordre.parametres.get("casses", ()):
            raise RenduImpossible(f"Le morceau {rang} ne peut pas être fait. Retirez-le.")
        (papier,) = outils.atelier.registre.attribuer([demande(rang + 1, session=ordre.travail[:12])], JOUR)
        time.sleep(ordre.parametres["duree_s"])
        contenu = json.dumps({"rang": rang, "numero": papier.numero})
        outils.magasin.ecrire(f"{dossier_de(ordre.travail)}/{rang}", contenu.encode())

    def conclure(self, ordre: Ordre, outils: Outils) -> Conclusion:
        """What each piece left, in one file."""
        ecartes = {rang for rang, _ in ordre.ecartes}
        rangs = [rang for rang in range(ordre.parametres["morceaux"]) if rang not in ecartes]
        numeros = [json.loads(outils.magasin.lire(f"{dossier_de(ordre.travail)}/{rang}"))["numero"] for rang in rangs]
        bilan = {"numeros": numeros, "ecartes": ordre.ecartes}
        fichier = ranger(outils.magasin, ordre, "numeros.json", "application/json", json.dumps(numeros).encode())
        return Conclusion(Etat.PARTIEL if ecartes else Etat.TERMINE, bilan, (fichier,))


def _temoigner(ordre: Ordre, rang: int) -> None:
    if temoin := ordre.parametres.get("temoin"):
        with Path(temoin).open("a", encoding="utf-8") as fichier:
            fichier.write(f"{rang} {os.getpid()}\n")


GENRES: Mapping[str, Genre] = {"essai": Essai()}
