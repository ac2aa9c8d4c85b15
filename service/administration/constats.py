"""What a diagnostic is made with: how a subject stands, in a sentence; what is opened to look at it, reading only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from docgen.usecases.atelier import Atelier
from service.socle.donnees import Base
from service.socle.reglages import ConfigurationService
from service.socle.variables_service import VariablesService


class Feu(StrEnum):
    """How a subject stands; only a fault forbids to open."""

    BON = "bon"
    ALERTE = "alerte"
    FAUTE = "faute"


@dataclass(frozen=True, slots=True)
class Constat:
    """What was seen of a subject: a sentence that says what, why, and what to do if it must change."""

    sujet: str
    feu: Feu
    phrase: str


Dit = tuple[Feu, str]


@dataclass
class Regard:
    """What the subjects are looked at with; what cannot be opened is refused to each that asks for it."""

    variables: VariablesService
    fautes: dict[str, str]

    @cached_property
    def configuration(self) -> ConfigurationService:
        """The settings, those at fault left out."""
        return self.variables.service()

    @cached_property
    def atelier(self) -> Atelier:
        """A workshop that reads."""
        return Atelier(self.configuration.docgen, ouvriers=1, ouverture="lire")

    @cached_property
    def base(self) -> Base:
        """The service's tables."""
        return Base(self.atelier.registre.connexion.moteur, "lire")
