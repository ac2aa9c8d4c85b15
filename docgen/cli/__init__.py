"""The command ``docgen``: thin commands over the use cases, French for whoever reads, exit codes for whoever scripts.

0 done, 1 refused by the rules, 2 usage, 3 malformed payload, 4 a part of a batch failed, 5 broken installation.
"""

from __future__ import annotations

import io
import os
import sys

import typer
from typer.exceptions import TyperException

from docgen.cli.commandes import app
from docgen.cli.francais import phrase
from docgen.errors import CodeSortie, DocgenError
from docgen.rendering import memoire


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    memoire.regler()
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):  # what a terminal cannot write is spelled out, never a breakdown
            flux.reconfigure(errors="backslashreplace")
    code = _executer()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _lecteur_parti()
    sys.exit(code)


def _executer() -> int:
    try:
        return int(app(prog_name="docgen", standalone_mode=False) or 0)
    except typer.Abort:
        return 130
    except TyperException as erreur:
        print(phrase(erreur), file=sys.stderr)
        return CodeSortie.USAGE
    except DocgenError as erreur:
        print(erreur, file=sys.stderr)
        return erreur.code_sortie
    except Exception as imprevue:  # the last resort: a code that no script takes for a refusal
        if os.environ.get("DOCGEN_TRACE"):
            raise
        nature = type(imprevue).__name__
        print(
            f"Une erreur imprévue a tout arrêté ({nature}) : rien d'autre n'a été écrit. Relancez avec DOCGEN_TRACE=1 "
            "pour en avoir le détail, et transmettez-le à qui tient Docgen.",
            file=sys.stderr,
        )
        return DocgenError.code_sortie
    except SystemExit:  # the library's answer to a closed pipe: whoever reads has read enough
        _lecteur_parti()
        return 0


def _lecteur_parti() -> None:
    """Send what is left to say nowhere, else the interpreter complains while it stops."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
