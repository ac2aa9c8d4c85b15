"""Read a finished volume back: every document in its place, every number on its paper and in its QR code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from docgen.domain import lots
from docgen.domain.lots import Comptes
from docgen.errors import RenduImpossible
from docgen.rendering.volume import PageRelue, relire_volume
from docgen.usecases.lots.bordereau import INTITULE
from docgen.usecases.lots.plan import LigneDocument, Plan

VIDE = "page laissée vide"


def relire(fichier: Path, lignes: Sequence[LigneDocument], adresses: Mapping[int, str], plan: Plan) -> Comptes:
    """What the file really holds, counted again from its pages alone.

    ``adresses`` is what the QR code of a page (from 1) must say.

    Raises:
        RenduImpossible: a document is not whole on its pages, or bears another number, or another code.
    """
    attendues = {ligne.page + suite: (ligne, suite + 1) for ligne in lignes for suite in range(ligne.pages)}
    relus = Comptes()
    for page, relue in enumerate(relire_volume(fichier), start=1):
        relus += Comptes(pages=1)
        if page in attendues:
            ligne, folio = attendues[page]
            _verifier(ligne, folio, relue, adresses.get(page), plan)
            if folio == ligne.pages:
                relus += Comptes(documents=1, numeros=int(ligne.numero is not None))
        elif INTITULE in relue.texte:
            relus += Comptes(bordereaux=int("bordereau 1/" in relue.texte))
        elif relue.texte.strip() in ("", VIDE):
            relus += Comptes(blanches=1)
    return relus + Comptes(feuilles=lots.feuilles(relus.pages, recto=plan.commande.recto))


def _verifier(ligne: LigneDocument, folio: int, relue: PageRelue, adresse: str | None, plan: Plan) -> None:
    if (folio, ligne.pages) not in relue.folios:
        raise _faute(ligne, plan, f"la page {folio}/{ligne.pages} n'est pas à sa place")
    if folio == 1 and ligne.numero and ligne.numero not in relue.texte:
        raise _faute(ligne, plan, f"le numéro {ligne.numero} n'est pas écrit sur la page")
    if relue.adresse != adresse:
        raise _faute(ligne, plan, "le code QR ne dit pas ce que dit le registre")


def _faute(ligne: LigneDocument, plan: Plan, constat: str) -> RenduImpossible:
    return RenduImpossible(
        f"Le lot {plan.lot} n'a pas été livré : à la relecture d'un volume, document {ligne.rang} "
        f"({ligne.type}, session {ligne.session}), {constat}. Relancez le lot ; si cela se répète, lancez "
        "« make installer » pour rétablir les versions épinglées."
    )
