"""Print lots: many sessions, a few volumes, and the accounts that let them be trusted.

Three steps, each of which can be taken again: :func:`preparer` checks, numbers and cuts; :func:`rendre` prints one
piece, whoever and wherever it is; :func:`conclure` balances and lets the lot go. They meet only in the store.
"""

from __future__ import annotations

from docgen.usecases.lots.commande import CommandeLot, GenreLot, Profil
from docgen.usecases.lots.conclusion import conclure
from docgen.usecases.lots.plan import FORME, Bilan, Ecartee, FichierLot, Plan
from docgen.usecases.lots.preparation import Charge, preparer
from docgen.usecases.lots.prevision import Prevision, prevoir
from docgen.usecases.lots.rendu import abandonner, rendre

__all__ = [
    "FORME",
    "Bilan",
    "Charge",
    "CommandeLot",
    "Ecartee",
    "FichierLot",
    "GenreLot",
    "Plan",
    "Prevision",
    "Profil",
    "abandonner",
    "conclure",
    "preparer",
    "prevoir",
    "rendre",
]
