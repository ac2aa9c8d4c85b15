"""Types of C that need not be read again: a thirtieth of a record.

WeasyPrint names a type for each length of a list of glyphs, and cffi reads each name with a parser of C written in
Python, however alike they are. Neither has a public way to be told: their versions are pinned.
"""

from __future__ import annotations

import re
from typing import Any, Final

_LISTE: Final = re.compile(r"hb_codepoint_t\[(\d+)\]")


class _Listes(dict[str, tuple[Any, bool]]):
    """The types that the engine has named, with whether they are functions."""

    def __missing__(self, nom: str) -> tuple[Any, bool]:
        liste = _LISTE.fullmatch(nom)
        if liste is None:
            raise KeyError(nom)
        from weasyprint.text.ffi import ffi

        self[nom] = ffi._backend.new_array_type(ffi.typeof("hb_codepoint_t*"), int(liste[1])), False
        return self[nom]


def retenir_les_listes() -> None:
    """Spare the engine the reading of these names, for as long as this process lives."""
    from weasyprint.text.ffi import ffi

    if not isinstance(ffi._parsed_types, _Listes):
        ffi._parsed_types = _Listes(ffi._parsed_types)
