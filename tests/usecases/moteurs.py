"""A fake engine: it gives a small PDF made of what it was asked for, or breaks down when told to."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from math import inf

import pytest
from pypdf import PdfWriter

from docgen.errors import RenduImpossible
from docgen.rendering.archive.moteur_archive import DemandeArchive, Essais, Rendu
from docgen.usecases import production
from docgen.usecases.atelier import Atelier


@dataclass
class MoteurFactice:
    """Stands for the archive engine; ``panne`` is the rank, from 1, of the render that fails."""

    panne: int | None = None
    demandes: list[DemandeArchive] = field(default_factory=list)

    def rendre(self, demande: DemandeArchive) -> Rendu:
        """A blank page that carries the data of the document."""
        self.demandes.append(demande)
        if self.panne == len(self.demandes):
            raise RenduImpossible(f"« {demande.intitule} » n'a pas pu être composé : panne d'essai. Relancez.")
        pdf = PdfWriter()
        pdf.add_blank_page(width=100, height=100)
        if demande.piece:
            pdf.add_attachment(demande.piece.nom, demande.piece.contenu)
        tampon = io.BytesIO()
        pdf.write(tampon)
        return Rendu(tampon.getvalue(), 1)

    def ajuster(self, essais: Essais) -> Rendu:
        """Always one page."""
        return self.rendre(next(essais))


def installer(monkeypatch: pytest.MonkeyPatch) -> MoteurFactice:
    """Have every workshop of this process render with a fake engine, by itself: no team knows of it."""
    moteur = MoteurFactice()
    monkeypatch.setattr(Atelier, "moteur", moteur)
    monkeypatch.setattr(production, "TACHES_MINIMUM", inf)
    return moteur
