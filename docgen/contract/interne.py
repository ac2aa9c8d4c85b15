"""What the house writes down for itself, and reads back: values of its own dataclasses, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
_forme: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def ecrire(valeur: object) -> bytes:
    """A value as JSON, on one line."""
    return _forme(type(valeur)).dump_json(valeur)


def en_objet(valeur: object) -> dict[str, Any]:
    """A dataclass as a JSON object: texts, numbers, lists and objects only."""
    objet: dict[str, Any] = _forme(type(valeur)).dump_python(valeur, mode="json")
    return objet


def relire(type_: type[T], ecrit: bytes | Mapping[str, Any]) -> T:
    """The value of that type that was written down; absent fields take their default.

    Raises:
        ValueError: it does not fit, by the names of its fields.
    """
    forme: TypeAdapter[T] = _forme(type_)
    try:
        return forme.validate_json(ecrit) if isinstance(ecrit, bytes) else forme.validate_python(ecrit)
    except ValidationError as cause:
        lieux = (".".join(map(str, faute["loc"])) for faute in cause.errors(include_url=False))
        raise ValueError(", ".join(lieux) or "JSON") from cause
