"""What an operator decides of jobs, read from the ``DOCGEN_*`` variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from docgen.errors import UsageInvalide
from docgen.usecases.repartition import coeurs


@dataclass(frozen=True, slots=True)
class ReglagesTravaux:
    """How jobs are run.

    ``travaux``: ``None`` for the embedded engine, else the PostgreSQL address of the shared queue. ``ouvriers``: child
    processes for jobs in this process, 0 to leave them to ``docgen ouvrier``. ``bail_s``: how long a piece waits for a
    worker that gives no sign of life, before another takes it.
    """

    travaux: str | None = None
    ouvriers: int = 1
    memoire_mio: int = 1536
    delai_morceau_s: int = 900
    bail_s: int = 20
    conservation_jours: int = 90


def lire_reglages(environnement: Mapping[str, str] | None = None) -> ReglagesTravaux:
    """The settings given by the environment.

    Raises:
        UsageInvalide: a variable cannot be read; the message names it.
    """
    variables = os.environ if environnement is None else environnement
    travaux = variables.get("DOCGEN_TRAVAUX") or None
    if travaux is not None and not travaux.startswith(("postgresql://", "postgres://")):
        raise UsageInvalide(
            "DOCGEN_TRAVAUX n'est pas l'adresse d'une base PostgreSQL. Écrivez « postgresql://utilisateur@hote/base », "
            "ou retirez-la : les travaux se font alors ici, sans serveur."
        )
    return ReglagesTravaux(
        travaux,
        _entier(variables, "DOCGEN_OUVRIERS", coeurs(), 0),
        _entier(variables, "DOCGEN_MEMOIRE_MIO", 1536, 256),
        _entier(variables, "DOCGEN_DELAI_MORCEAU_S", 900, 10),
        _entier(variables, "DOCGEN_BAIL_S", 20, 2),
        _entier(variables, "DOCGEN_CONSERVATION_JOURS", 90, 1),
    )


def _entier(variables: Mapping[str, str], nom: str, defaut: int, minimum: int) -> int:
    valeur = variables.get(nom)
    if not valeur:
        return defaut
    if not valeur.isascii() or not valeur.isdigit() or int(valeur) < minimum:
        raise UsageInvalide(f"{nom} vaut « {valeur} ». Écrivez un nombre entier, au moins {minimum}.")
    return int(valeur)
