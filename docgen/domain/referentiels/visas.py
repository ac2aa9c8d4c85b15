"""The legal texts that a paper cites, by date: only those in force on the day of the act.

Source: ``domaine.md`` §1.11 (texts read in arrêtés), one row a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Visa:
    """A text that may be cited from ``du`` to ``au``, both included; ``au`` is ``None`` while it is in force."""

    texte: str
    du: date
    au: date | None = None

    def vaut_au(self, jour: date) -> bool:
        """True when the text was in force on that day."""
        return self.du <= jour and (self.au is None or jour <= self.au)


VISAS = (
    Visa("le code de l’éducation, notamment ses articles R.\u00a0338-1 et suivants", date.min),
    Visa(
        "le code du travail, notamment ses articles L.\u00a06113-1, L.\u00a06113-3 et L.\u00a06113-5", date(2019, 1, 1)
    ),
    Visa(
        "l’arrêté du 9 mars 2006 relatif aux conditions de délivrance du titre professionnel",
        date(2006, 3, 9),
        date(2016, 5, 31),
    ),
    Visa(
        "l’arrêté du 22 décembre 2015 modifié relatif aux conditions de délivrance du titre professionnel",
        date(2016, 6, 1),
    ),
    Visa(
        "l’arrêté du 8 décembre 2008 portant règlement général des sessions d’examen",
        date(2008, 12, 8),
        date(2016, 8, 31),
    ),
    Visa(
        "l’arrêté du 21 juillet 2016 modifié portant règlement général des sessions d’examen",
        date(2016, 9, 1),
    ),
)


def visas_au(jour: date) -> tuple[str, ...]:
    """The texts in force on that day, in the order in which they are cited."""
    return tuple(visa.texte for visa in VISAS if visa.vaut_au(jour))
