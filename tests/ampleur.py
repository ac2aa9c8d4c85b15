"""How much is played: little in the suite, always the same; as much as ``AMPLEUR`` says in the proofs.

Properties have one size, that of the profile (``TIRAGES`` draws in the proofs); one that costs more than others, or
less, has a share of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings

T = TypeVar("T")
SUITE, PREUVES = "suite", "preuves"
TIRAGES_DE_LA_SUITE = 25
_CHANGEES: set[str] = set()  # the sizes that the environment gives
AMPLEUR = float(os.environ.get("AMPLEUR") or 1)  # how much of each proof is played


def regle(nom: str, defaut: int, minimum: int = 1, *, entiere: bool = False) -> int:
    """A size of a proof: what the environment gives, else so much of it as ``AMPLEUR`` says, ``minimum`` at least.

    ``entiere``: it is no size, and stays as it is.
    """
    if os.environ.get(nom):
        _CHANGEES.add(nom)
        return int(os.environ[nom])
    return defaut if entiere else max(minimum, round(defaut * AMPLEUR))


def tailles_changees() -> bool:
    """True when something else than the whole proofs is played."""
    return AMPLEUR != 1 or bool(_CHANGEES)


def echantillon(suite: Sequence[T]) -> list[T]:
    """As much of a sequence as ``AMPLEUR`` says, evenly; its ends are always of it."""
    combien = max(2, round(len(suite) * AMPLEUR))
    if combien >= len(suite):
        return list(suite)
    return [suite[rang * (len(suite) - 1) // (combien - 1)] for rang in range(combien)]


def installer_les_profils() -> None:
    """Make the two sizes of properties; without ``--hypothesis-profile``, that of the suite is played."""
    communs: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile(SUITE, max_examples=TIRAGES_DE_LA_SUITE, derandomize=True, **communs)
    settings.register_profile(PREUVES, max_examples=regle("TIRAGES", 1_000, 20), print_blob=True, **communs)
    settings.load_profile(SUITE)


def essais(part: float = 1.0, **autres: Any) -> settings:
    """The settings of a property whose draws are such a share of what others have."""
    return settings(max_examples=max(2, round(settings().max_examples * part)), **autres)
