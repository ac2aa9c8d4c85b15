"""The catalogue: every module of this package that defines ``SPEC`` is a document type, and is found here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from docgen.documents.page.spec import Spec

FAMILLES = ("sessions", "convocations", "pv", "parchemins")


@cache
def catalogue() -> Mapping[str, Spec]:
    """Every document type by its code, families together, in the order in which they are printed.

    Raises:
        TypeError: a module's ``SPEC`` is not one, or bears another code than the module's name.
    """
    specs: dict[str, Spec] = {}
    for module in pkgutil.iter_modules(__path__):
        spec = getattr(importlib.import_module(f"{__name__}.{module.name}"), "SPEC", None)
        if spec is None:
            continue
        if not isinstance(spec, Spec) or spec.code != module.name:
            raise TypeError(f"docgen.documents.{module.name}: SPEC must be a Spec of that code")
        specs[spec.code] = spec
    return {
        spec.code: spec for spec in sorted(specs.values(), key=lambda spec: (FAMILLES.index(spec.famille), spec.code))
    }
