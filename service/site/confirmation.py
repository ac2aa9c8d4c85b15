"""The page that says what an act will do before it is done: what, how many, to whom, dated when; then a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from service.site.gabarits import page

DEFINITIF = "Un numéro est donné pour toujours : redemandé, le papier garde le sien."


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """An act that cannot be undone, or of many at once, as its author reads it.

    ``bouton`` names the act, which ``action`` does with ``champs``; ``obstacles`` say why it cannot be done, and take
    the button away. ``liste`` is what it concerns, one line each, under ``intitule_liste``. ``pas`` is the way to the
    page, ``retour`` the way back.
    """

    titre: str
    chapeau: str
    faits: Sequence[tuple[str, str]]
    consequences: Sequence[str]
    action: str
    bouton: str
    retour: tuple[str, str]
    pas: Sequence[tuple[str, str]] = ()
    champs: Sequence[tuple[str, str]] = ()
    avertissements: Sequence[str] = ()
    obstacles: Sequence[str] = ()
    intitule_liste: str = ""
    liste: Sequence[tuple[str, ...]] = ()
    colonnes: Sequence[str] = ()


def confirmer(requete: Request, confirmation: Confirmation) -> Response:
    """Ask for a confirmation: nothing has been done."""
    return page(requete, "confirmation.html", 422 if confirmation.obstacles else 200, c=confirmation)
