"""The stock of pre-printed sheets of an authority: received, used, spoiled, remaining."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.stock import ActeFeuille, ActeReception, BilanStock, Feuille, Reception, Serie
from docgen.errors import UsageInvalide
from docgen.usecases.atelier import Atelier


def recevoir(
    departement: str,
    premiere: str,
    derniere: str,
    jour: date,
    atelier: Atelier,
    acte: ActeReception = ActeReception.RECEPTION,
) -> Reception:
    """Take a range of sheets into the stock, or back where they were not received: they may be received again.

    Raises:
        UsageInvalide: the serials make no range.
        ActeImpossible: one of them was received before, or they were not of one reception, or have served.
    """
    return atelier.registre.recevoir(lire_reception(departement, premiere, derniere, jour, acte))


def lire_reception(
    departement: str, premiere: str, derniere: str, jour: date, acte: ActeReception = ActeReception.RECEPTION
) -> Reception:
    """A range of sheets, as it is written on its box; nothing is kept of it.

    Raises:
        UsageInvalide: the serials make no range.
    """
    try:
        return Reception(departement_sur_trois(departement), Serie.lire(premiere), Serie.lire(derniere), jour, acte)
    except ValueError as cause:
        raise UsageInvalide(f"Rien n'a été inscrit : {cause}. Recopiez les deux bouts du carton.") from cause


def utiliser(departement: str, poses: Iterable[tuple[str, str]], jour: date, atelier: Atelier) -> int:
    """Write which sheet bears which number, all or nothing; gives how many.

    Raises:
        UsageInvalide: what was given is no serial.
        ActeImpossible: with every refusal.
    """
    feuilles = [
        Feuille(ActeFeuille.UTILISATION, departement_sur_trois(departement), _serie(serie), jour, numero=numero)
        for serie, numero in poses
    ]
    atelier.registre.mouvoir(feuilles)
    return len(feuilles)


def mettre_au_rebut(
    departement: str, series: Iterable[str], motif: str, jour: date, atelier: Atelier, precision: str = ""
) -> int:
    """Spoil sheets that bear no number, all or nothing; gives how many. The reason is one of those of a paper.

    Raises:
        UsageInvalide: what was given is no serial.
        ActeImpossible: with every refusal.
    """
    lieu, dite = departement_sur_trois(departement), precision.strip()
    rebuts = [Feuille(ActeFeuille.REBUT, lieu, _serie(serie), jour, motif, precision=dite) for serie in series]
    atelier.registre.mouvoir(rebuts)
    return len(rebuts)


def faire_le_bilan(departement: str, atelier: Atelier, comptees: int | None = None) -> BilanStock:
    """The account of an authority; ``comptees`` is what someone counted on the shelf."""
    return atelier.registre.bilan_stock(departement_sur_trois(departement), comptees)


def _serie(texte: str) -> Serie:
    try:
        return Serie.lire(texte)
    except ValueError as cause:
        raise UsageInvalide(f"Rien n'a été inscrit : {cause}.") from cause
