"""What the fork server imports once, so that each child process is born with the engines in memory, and warm.

A signal meant for the whole group (a terminal, a service manager) is for the parent: it tells the children, or ends
and they end with it.
"""

from __future__ import annotations

import signal
import sys

import docgen.documents
import docgen.fichiers.magasin
import docgen.registre
import docgen.rendering.archive
import docgen.rendering.docx
import docgen.rendering.press
import docgen.usecases.lots
import docgen.usecases.production  # noqa: F401
from service.processus import moteurs

if any("multiprocessing.forkserver" in mot for mot in sys.orig_argv):  # in no other process that imports this module
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    moteurs.chauffer()
