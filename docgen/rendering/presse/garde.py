"""What the press engine would leave out without a word, found before it is given the document.

PlutoPrint drops a resource that it cannot load. A letter that no font draws is refused by
:mod:`docgen.rendering.ecriture`, for both engines.
"""

from __future__ import annotations

import re
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from docgen.errors import RenduImpossible
from docgen.rendering.ressources import RessourceRefusee, lire

if TYPE_CHECKING:
    from plutoprint import ResourceData, ResourceFetcher

_DATA: Final = "data:"
_ADRESSES_DATA: Final = re.compile(rf"""["'(]\s*({_DATA}[^"')]*)""")
_DEBUT_PNG: Final = b"\x89PNG\r\n\x1a\n"
_FIN_PNG: Final = b"IEND\xaeB`\x82"
_RACINE_SVG: Final = "{http://www.w3.org/2000/svg}svg"


@cache
def _guichet() -> Any:
    """Its class, once: one made for each layout would be left to the collector of cycles."""
    import plutoprint

    class Guichet(plutoprint.ResourceFetcher):
        def __init__(self, dossier: Path, refus: list[str]) -> None:
            super().__init__()
            self._dossier, self._refus = dossier, refus

        def fetch_url(self, url: str) -> ResourceData:
            try:
                contenu, type_media = lire(url, self._dossier)
            except RessourceRefusee as cause:
                self._refus.append(str(cause))
                contenu, type_media = b"", "text/plain"
            return plutoprint.ResourceData(contenu, type_media, "utf-8")

    return Guichet


def guichet(dossier: Path, refus: list[str]) -> ResourceFetcher:
    """PlutoPrint's way to resources, limited to the templates folder (resolved); it notes what it refuses.

    The engine drops what a fetcher raises: the note is what stops the render.
    """
    fetcher: ResourceFetcher = _guichet()(dossier, refus)
    return fetcher


def verifier_les_adresses_data(texte: str, objet: str) -> None:
    """What a ``data:`` address holds never goes through the fetcher: it is judged here.

    Raises:
        RenduImpossible: it is neither a whole PNG nor a drawing without a link.
    """
    for adresse in _ADRESSES_DATA.findall(texte) if _DATA in texte else ():
        if not _est_une_image(adresse):
            raise RenduImpossible(
                f"« {objet} » n'a pas pu être composé : l'image « {adresse[:60]}… » n'est ni un PNG entier ni un "
                "dessin SVG sans lien. Corrigez le modèle."
            )


def _est_une_image(adresse: str) -> bool:
    type_media, _, donnees = adresse.removeprefix("data:").partition(";base64,")
    try:
        contenu = b64decode(donnees, validate=True)
        if type_media == "image/svg+xml":
            return b"href" not in contenu and ElementTree.fromstring(contenu).tag == _RACINE_SVG
    except (ValueError, ElementTree.ParseError):
        return False
    return type_media == "image/png" and contenu.startswith(_DEBUT_PNG) and contenu.endswith(_FIN_PNG)
