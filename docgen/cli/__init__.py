"""The command ``docgen``: thin commands over the use cases, French for whoever reads, exit codes for whoever scripts.

0 done, 1 refused by the rules, 2 usage, 3 malformed payload, 4 a part of a batch failed, 5 broken installation, 6 a
fault of Docgen.
"""

from __future__ import annotations

import os
import sys

import typer
from typer.exceptions import TyperException

from docgen.cli.commandes import app
from docgen.cli.francais import phrase
from docgen.cli.terminal import ouvrir_les_flux
from docgen.errors import CodeSortie, DocgenError, machine_en_cause, raison_systeme
from docgen.rendering import memoire


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    memoire.regler(bref=True)  # engines set it right as they load
    bouche = ouvrir_les_flux()
    code = _executer()
    sys.stdout.flush()
    if bouche.panne is not None:
        print(NON_DIT.format(raison=raison_systeme(bouche.panne)), file=sys.stderr)
        code = CodeSortie.PANNE
    sys.exit(code)


NON_DIT = (
    "Ce qu'il y avait à dire n'a pas pu être écrit sur la sortie : {raison}. Ce qui a été fait l'est, et le registre "
    "s'en souvient. Libérez de la place, puis relancez : les mêmes numéros reviendront."
)


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
        if empechee := machine_en_cause(imprevue):
            print(f"{empechee} Aucune session n'est en cause. Libérez-en, puis relancez.", file=sys.stderr)
            return empechee.code_sortie
        nature = type(imprevue).__name__
        print(
            f"Une erreur imprévue a tout arrêté ({nature}) : rien d'autre n'a été écrit. Relancez avec DOCGEN_TRACE=1 "
            "pour en avoir le détail, et transmettez-le à qui tient Docgen.",
            file=sys.stderr,
        )
        return CodeSortie.IMPREVU
