"""A disk that fills: a command of its own sees a few mebibytes under a folder, and nobody else does."""

from __future__ import annotations

from pathlib import Path

_MONTER = 'mount -t tmpfs -o "size=$1" docgen "$2" && shift 2 && exec "$@"'
_FIGER = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$1" && shift && exec "$@"'


def sur_un_petit_disque(dossier: Path, taille: str, *commande: str) -> list[str]:
    """The command, for which that folder is an empty disk of that size; what it writes there goes with it."""
    return ["unshare", "-rm", "sh", "-c", _MONTER, "sh", taille, str(dossier), *commande]


def sur_un_disque_fige(dossier: Path, *commande: str) -> list[str]:
    """The command, for which nothing can be written in that folder."""
    return ["unshare", "-rm", "sh", "-c", _FIGER, "sh", str(dossier), *commande]
