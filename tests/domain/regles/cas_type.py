"""What a row of the table of the rules is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from docgen.domain.demarche import Extrait
from docgen.domain.dossier import Dossier
from docgen.domain.regles.vocabulaire import Contexte, Geste, Gravite
from docgen.domain.report import Profil, Report

BLOQUANT, AVERTISSEMENT = Gravite.BLOQUANT, Gravite.AVERTISSEMENT


@dataclass(frozen=True)
class Cas:
    """A dossier, an act, and where the rule must find something (nowhere: it passes).

    ``aussi``: the findings have this gravity too.
    """

    code: str
    dossier: Dossier | Extrait
    geste: Geste
    attendus: tuple[str, ...] = ()
    gravite: Gravite = BLOQUANT
    jour: date = date(2020, 7, 1)
    options: dict[str, Any] = field(default_factory=dict)
    aussi: Gravite | None = None

    def contexte(self) -> Contexte:
        """The context that the rules judge."""
        return Contexte(self.dossier, self.jour, self.geste, **self.options)


def vers(debut: date | None = None, fin: date | None = None, profil: Profil | None = None) -> dict[str, Any]:
    """The option that gives the wished days."""
    return {"report": Report(debut, fin, profil)}
