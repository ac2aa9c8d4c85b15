"""Run a command with the system calls alone that a unit allows: ``python appels_permis.py UNITE COMMANDE…``.

systemd knows what is in each set, and libseccomp, which it stands on, makes the kernel hold a process to it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import subprocess
import sys
from pathlib import Path

_PERMETTRE = 0x7FFF0000
_REFUSER = 0x00050000 | errno.EPERM


def appels(ensemble: str) -> set[str]:
    """The calls of a set (``@system-service``) and of those that it is made of, or that one call."""
    if not ensemble.startswith("@"):
        return {ensemble}
    dit = subprocess.run(["systemd-analyze", "syscall-filter", ensemble], capture_output=True, text=True, check=True)
    lignes = [ligne.strip() for ligne in dit.stdout.splitlines()[1:]]
    return {appel for ligne in lignes if ligne and not ligne.startswith("#") for appel in appels(ligne)}


def limiter(permis: set[str]) -> None:
    """Have the kernel refuse everything else to this process and to its children, for ever."""
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    filtre = ctypes.c_void_p(seccomp.seccomp_init(_REFUSER))
    for appel in permis:
        numero = seccomp.seccomp_syscall_resolve_name(appel.encode())
        if numero >= 0:
            seccomp.seccomp_rule_add(filtre, _PERMETTRE, numero, 0)
    if seccomp.seccomp_load(filtre):
        raise OSError("the filter was not loaded")


if __name__ == "__main__":
    lignes = re.findall(r"^SystemCallFilter=(.+)$", Path(sys.argv[1]).read_text(encoding="utf-8"), re.MULTILINE)
    voulus = {ensemble for ligne in lignes for ensemble in ligne.split()}
    limiter({appel for ensemble in voulus | {"@default"} for appel in appels(ensemble)})
    os.execvp(sys.argv[2], sys.argv[2:])
