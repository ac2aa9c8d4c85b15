"""Engines that children inherit warm: they have rendered in the fork server, which gives birth to all children.

The first documents of a cold engine cost ten times the next ones, and children are replaced all the time. A signal
meant for the whole group (a terminal, a service manager) is for the parent: it tells the children, or ends and they end
with it.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from datetime import date
from importlib import import_module, resources

from docgen.contract.charge import lire_charge
from docgen.rendering.memoire import figer, regler
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.production import choisir, demandes_de
from docgen.usecases.rendu_documents import Commande, rendre

EXEMPLE, JOUR = "session-titre-validee.json", date(2019, 3, 20)
TYPES = ("pv_general", "parchemin")  # between them, tables, a QR code, several sheets
LOTS = tuple(f"docgen.usecases.lots.{etape}" for etape in ("prevision", "rendu", "conclusion"))
REGISTRE = ("psycopg", "docgen.registre.ouverture_registre", "docgen.registre.signature.jetons")
MODULES = (*REGISTRE, "docgen.rendering.docx", "service.catalogue", *LOTS)
_chauds: dict[str, object] = {}


def ouvrir_atelier(configuration: Configuration) -> Atelier:
    """A workshop for one child, which uses one core: the other children have the others."""
    atelier = Atelier(configuration, ouvriers=1)
    vars(atelier).update(_chauds)
    return atelier


def chauffer() -> None:
    """Import what children use, and render drafts of an example, for paper and for keeping.

    Never raises, or no child would be born: what prevents it is told to whoever asks a cold one for a document.
    """
    atelier = Atelier(Configuration(), ouvriers=1)
    with suppress(Exception):
        for module in MODULES:
            import_module(module)
        dossier = lire_charge((resources.files("docgen") / "exemples" / EXEMPLE).read_bytes())
        for usage in ("archive", "impression"):
            commande = Commande(JOUR, types=TYPES, usage=usage, brouillon=True)
            choix = choisir(dossier, commande)
            demandes = demandes_de(dossier, choix, commande, atelier.configuration.reglages, (), ())
            for spec, demande in dict(demandes).items():  # one of each
                rendre(spec, demande, commande, atelier)
    _chauds.update({nom: outil for nom, outil in vars(atelier).items() if nom in ("moteur", "presse")})
    regler()  # inherited, like what follows: children share these pages for as long as nothing writes there
    figer()


# In no other process that imports this module: that one was told to, by name.
if any("multiprocessing.forkserver" in mot and __name__ in mot for mot in sys.orig_argv):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    chauffer()
