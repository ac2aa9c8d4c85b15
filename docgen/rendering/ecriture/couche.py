"""The text of a file: what carriers stand for, written where readers look for it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from docgen.errors import RenduImpossible
from docgen.rendering.ecriture.porteurs import PREFIXE, Compose

_TABLE: Final = b"/CIDInit /ProcSet findresource begin"
# After the range of codes, which is written like a line of the table.
_DEBUT: Final = b"endcodespacerange"
_LIGNE: Final = re.compile(rb"(?P<code><[\da-fA-F]+> ?)<(?P<lettres>[\da-fA-F]*)>")


def en_lettres(texte: str, lettres: Mapping[str, str]) -> str:
    """A text without carriers."""
    return "".join(lettres.get(signe, signe) for signe in texte)


def traduire(table: bytes, lettres: Mapping[str, str]) -> bytes:
    """A table of what codes stand for, where carriers are read as their letters."""

    def lire(ligne: re.Match[bytes]) -> bytes:
        lu = bytes.fromhex(ligne["lettres"].decode()).decode("utf-16-be")
        return ligne["code"] + b"<" + en_lettres(lu, lettres).encode("utf-16-be").hex().encode() + b">"

    tete, debut, lignes = table.partition(_DEBUT)
    return tete + debut + _LIGNE.sub(lire, lignes)


def ecrire_les_lettres(source: bytes | Path, composes: Iterable[Compose]) -> bytes:
    """A file of the press, with the letters of its carriers.

    A volume holds documents composed apart: the name of a font says whose carriers it draws.
    """
    import pikepdf

    connus = {compose.nom: compose.lettres for compose in composes}
    with pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as pdf:
        for objet in pdf.objects:
            if isinstance(objet, pikepdf.Dictionary) and "/ToUnicode" in objet:
                _, _, nom = str(objet.BaseFont).partition("+")
                if nom.startswith(PREFIXE):
                    lettres = connus[nom.partition("-")[0]]
                    objet.ToUnicode.write(traduire(objet.ToUnicode.read_bytes(), lettres))
        tampon = io.BytesIO()
        pdf.save(tampon, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return tampon.getvalue()


def verifier_et_traduire(pdf: Any, intitule: str, lettres: Mapping[str, str]) -> None:
    """The same in a record about to be written; every glyph of it must stand for something, and for that alone.

    Raises:
        RenduImpossible: a glyph is read as nothing, or as several letters that were not composed together.
    """
    from pydyf import Dictionary, Stream, String

    for objet in pdf.objects:
        if lettres and isinstance(objet, Dictionary) and isinstance(objet.get("Title"), String):
            objet["Title"] = String(en_lettres(objet["Title"].string, lettres))
        if isinstance(objet, Stream) and objet.stream and objet.stream[0] == _TABLE:
            table = b"\n".join(objet.stream)
            for ligne in _LIGNE.finditer(table.partition(_DEBUT)[2]):
                lu = bytes.fromhex(ligne["lettres"].decode()).decode("utf-16-be")
                if len(lu) != 1:
                    raise RenduImpossible(
                        f"« {intitule} » n'a pas pu être composé : un signe de la page se lirait « {lu} ». Corrigez le "
                        "modèle."
                    )
            if lettres:
                objet.stream = [traduire(table, lettres)]
