"""The command ``docgen``: thin commands over the use cases, French for whoever reads, exit codes for whoever scripts.

0 done, 1 refused by the rules, 2 usage, 3 malformed payload, 4 a part of a batch failed, 5 broken installation.
"""

from __future__ import annotations

import sys

import click

from docgen.cli.commandes import app
from docgen.cli.francais import phrase
from docgen.errors import DocgenError


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    try:
        code = app(standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as erreur:
        print(phrase(erreur), file=sys.stderr)
        code = 2
    except DocgenError as erreur:
        print(erreur, file=sys.stderr)
        code = erreur.code_sortie
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code or 0)
