"""What a jury decided about one candidate (guide AFPAR §7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """Was the candidate there? Vocabulary of the guide, §7."""

    PRESENT = "PRESENT"
    ABSENCE_JUSTIFIEE = "ABSENCE_JUSTIFIEE"
    ABSENCE_INJUSTIFIEE = "ABSENCE_INJUSTIFIEE"


class Decision(StrEnum):
    """The jury's decision. Vocabulary of the guide, §7."""

    ADMIS = "ADMIS"
    PARTIEL = "PARTIEL"
    REFUSE = "REFUSE"


@dataclass(frozen=True, slots=True)
class Resultat:
    """The result of one candidate.

    ``presence`` and ``decision`` are ``None`` until they are entered; ``ccp_acquis`` holds codes
    (``CP-dddddd``) of the titre. Whether the parts agree is the matter of the rules RESU-01…07.
    """

    presence: Presence | None = None
    decision: Decision | None = None
    ccp_acquis: tuple[str, ...] = ()
    commentaire: str | None = None
    modalite_distance: str | None = None

    @property
    def est_present(self) -> bool:
        """True when the candidate sat the session."""
        return self.presence is Presence.PRESENT
