"""What is shown of papers that came back, from the account of their job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.travaux.tables import Travail


@dataclass(frozen=True, slots=True)
class PageVue:
    """A page that nobody recognised: which one, and the field that says what it is."""

    fichier: str
    rang: int
    champ: str


@dataclass(frozen=True, slots=True)
class RetourVu:
    """What came of scans. ``autres``: the pages that are of no document, each with its sentence; ``attendues``: the
    pages that are still missing, which a page without a code may be."""

    documents: Sequence[Mapping[str, Any]]
    plis: Sequence[Mapping[str, Any]]
    refus: Sequence[Mapping[str, Any]]
    remises: Sequence[Mapping[str, Any]]
    autres: Sequence[Mapping[str, Any]]
    illisibles: Sequence[PageVue]
    attendues: Sequence[Mapping[str, Any]]

    def attendue(self, cle: str) -> dict[str, Any] | None:
        """The missing page of that key, as a job takes it."""
        for une in self.attendues:
            if une["cle"] == cle:
                return {champ: une[champ] for champ in ("emission", "page", "pages")}
        return None


def lire_retour(travail: Travail) -> RetourVu:
    """The account of a job that is over."""
    bilan = travail.bilan or {}
    pages = [{**page, "fichier_dit": page["fichier"].partition("-")[2]} for page in bilan.get("pages", ())]
    illisibles = [
        PageVue(page["fichier"], page["rang"], f"page-{lieu}")
        for lieu, page in enumerate(pages)
        if page["etat"] == "ILLISIBLE"
    ]
    return RetourVu(
        documents=bilan.get("documents", ()),
        plis=bilan.get("plis", ()),
        refus=[{**refus, "fichier": refus["fichier"].partition("-")[2]} for refus in bilan.get("refus", ())],
        remises=bilan.get("remises_proposees", ()),
        autres=[page for page in pages if page["etat"] not in ("RECUE", "ILLISIBLE")],
        illisibles=illisibles,
        attendues=bilan.get("attendues", ()),
    )
