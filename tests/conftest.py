"""The order of the suite: long files go first, so that no processor waits in the end for the last of them."""

from __future__ import annotations

from pathlib import Path

import pytest

# What starts servers, browsers and commands, the longest first; the modules marked ``lent`` come next, then the rest.
LONGS = ("pages", "service", "client", "usecases", "registre", "cli")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by files, whose tests keep their order."""
    items.sort(key=_rang)


def _rang(item: pytest.Item) -> int:
    dossier = item.path.relative_to(Path(__file__).parent).parts[0]
    if dossier in LONGS:
        return LONGS.index(dossier)
    return len(LONGS) + (item.get_closest_marker("lent") is None)
