"""The memory of a family of processes, on Linux: shared pages are counted once (PSS)."""

from __future__ import annotations

from pathlib import Path


def famille(pid: int) -> list[int]:
    """A process and its descendants; empty once it is gone."""
    try:
        listes = [fil.read_text(encoding="ascii") for fil in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    enfants = " ".join(listes).split()
    return [pid, *(membre for enfant in enfants for membre in famille(int(enfant)))]


def pss_ko(pid: int) -> int:
    """Its memory in kilobytes; 0 once it is gone."""
    try:
        lignes = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(ligne.split()[1]) for ligne in lignes if ligne.startswith("Pss:")), 0)
