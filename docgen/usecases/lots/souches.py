"""Pre-printed sheets: which parchemins of a lot may take one, and which one each takes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from docgen.domain.numero import departement_sur_trois
from docgen.domain.papier import DemandePapier, GenrePapier
from docgen.domain.stock import refus_stock
from docgen.errors import ActeImpossible
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.commande import PARCHEMIN
from docgen.usecases.lots.plan import LigneDocument


def refus_de_feuille(numeros: Sequence[str], atelier: Atelier) -> str | None:
    """Why the parchemins of a session may not take a sheet, or ``None``: one that a sheet bears takes no other."""
    portees = atelier.registre.feuilles_de(numeros) if numeros else {}
    if not portees:
        return None
    liste = ", ".join(f"{numero} (feuille {serie})" for numero, serie in portees.items())
    return (
        f"Des parchemins de la session ont déjà leur feuille préimprimée : {liste}. Si elle est gâchée, inscrivez le "
        "gâchage, puis réimprimez ce numéro seul ; sinon retirez la session du lot."
    )


def verifier_le_stock(demandes: Iterable[DemandePapier], atelier: Atelier) -> None:
    """Each authority must have as many sheets as there are parchemins; asked before any number is given.

    Raises:
        ActeImpossible: with every stock that is too small.
    """
    besoins = Counter(demande.departement for demande in demandes if demande.genre is GenrePapier.PARCHEMIN)
    restantes = {departement: atelier.registre.bilan_stock(departement).restantes for departement in besoins}
    refus = refus_stock(besoins, restantes)
    if refus:
        raise ActeImpossible(f"Le lot n'a pas été fait, et aucun numéro n'a été attribué. {refus}")


def poses(lignes: Iterable[LigneDocument]) -> dict[str, list[str]]:
    """The numbers of the parchemins, by authority and in the order of printing: what the register puts on sheets."""
    numeros: dict[str, list[str]] = defaultdict(list)
    for ligne in lignes:
        if ligne.type == PARCHEMIN and ligne.numero:
            numeros[departement_sur_trois(ligne.departement)].append(ligne.numero)
    return numeros
