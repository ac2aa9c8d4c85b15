"""The rule book: importing this package declares every rule, one module for each theme, found by its place."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from docgen.domain.regles import apres_examen, avant_examen

MODULES = tuple(
    import_module(f"{moment.__name__}.{module.name}")
    for moment in (avant_examen, apres_examen)
    for module in iter_modules(moment.__path__)
)
