"""Reading back a PDF that Docgen made: what ``docgen verifier FICHIER.pdf`` compares with the register."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from docgen.errors import UsageInvalide

if TYPE_CHECKING:
    from pypdf import PdfReader


@dataclass(frozen=True, slots=True)
class PdfLu:
    """What a file holds; ``fiche`` is its information dictionary (``Title``, ``Author``, ``Creator``…).

    ``ajouts`` names what may change how a page shows: layers, annotations, fields, scripts; and other attachments. A
    seal is none. ``dits`` are its titles, and the words that stand for what is drawn, for who hears or copies the page.
    """

    textes: tuple[str, ...]
    pieces: Mapping[str, bytes]
    fiche: Mapping[str, str]
    ajouts: tuple[str, ...] = ()
    dits: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """The page count."""
        return len(self.textes)


def lire_pdf(contenu: bytes, nom: str = "ce fichier", textes: bool = True) -> PdfLu:
    """Read a PDF, whoever made it; without ``textes``, those of its pages are left empty: they are long to read.

    Raises:
        UsageInvalide: the bytes are not a PDF, or a damaged or an encrypted one.
    """
    from pypdf import PdfReader

    if not contenu.startswith(b"%PDF-"):
        raise UsageInvalide(
            f"« {nom} » n'a pas pu être lu : ce n'est pas un PDF. Donnez le fichier produit par Docgen, tel quel."
        )
    journal = logging.getLogger("pypdf")
    niveau = journal.level
    journal.setLevel(logging.CRITICAL)
    try:
        lecteur = PdfReader(io.BytesIO(contenu))
        if lecteur.is_encrypted:
            _refuser_chiffre(nom)
        return _relever(lecteur, textes)
    except UsageInvalide:
        raise
    except Exception as cause:  # pypdf meets a damaged file with any error at all, RecursionError included
        raise UsageInvalide(
            f"« {nom} » n'a pas pu être lu : le PDF est abîmé. Reprenez l'original ou demandez une réédition."
        ) from cause
    finally:
        journal.setLevel(niveau)


def _refuser_chiffre(nom: str) -> NoReturn:
    raise UsageInvalide(
        f"« {nom} » n'a pas pu être lu : le PDF est protégé par un mot de passe, ce que Docgen ne fait jamais. "
        "Donnez l'original, non protégé."
    )


def _relever(lecteur: PdfReader, avec_textes: bool) -> PdfLu:
    pieces = {nom: contenus[0] for nom, contenus in lecteur.attachments.items() if contenus}
    fiche = {cle.lstrip("/"): str(valeur) for cle, valeur in (lecteur.metadata or {}).items()}
    textes = tuple(page.extract_text() if avec_textes else "" for page in lecteur.pages)
    return PdfLu(textes, pieces, fiche, tuple(dict.fromkeys(_ajouts(lecteur))), tuple(_dits(lecteur)))


def _dits(lecteur: PdfReader) -> Iterator[str]:
    """The titles, then the words of the structure; each element once, however a forged tree is knotted."""
    from pypdf.errors import PdfReadError

    if lecteur.metadata and lecteur.metadata.title:
        yield lecteur.metadata.title
    with suppress(PdfReadError):
        yield from (lecteur.xmp_metadata.dc_title or {}).values() if lecteur.xmp_metadata else ()
    racine: Any = lecteur.trailer["/Root"]
    pile, vus = [_objet(racine.get("/StructTreeRoot"))], set[int]()
    while pile:
        element = pile.pop()
        if id(element) in vus or not isinstance(element, list | dict):
            continue
        vus.add(id(element))
        if isinstance(element, list):
            pile.extend(map(_objet, reversed(element)))
            continue
        yield from (str(_objet(element[nom])) for nom in ("/ActualText", "/Alt", "/E") if nom in element)
        pile.append(_objet(element.get("/K")))


def _ajouts(lecteur: PdfReader) -> Iterator[str]:
    racine: Any = lecteur.trailer["/Root"]
    if "/OCProperties" in racine:
        yield "calques"
    if {"/OpenAction", "/AA"} & racine.keys() or "/JavaScript" in _objet(racine.get("/Names")):
        yield "action"
    if "/XFA" in _objet(racine.get("/AcroForm")):
        yield "xfa"
    if sum(map(len, lecteur.attachments.values())) > 1:
        yield "piece"
    for page in lecteur.pages:
        if "/AA" in page:
            yield "action"
        for annotation in map(_objet, _objet(page.get("/Annots")) or ()):
            if (annotation.get("/Subtype"), annotation.get("/FT")) != ("/Widget", "/Sig"):
                yield "champ" if annotation.get("/Subtype") == "/Widget" else "annotation"
            elif _objet(annotation.get("/AP")) and any(_objet(annotation.get("/Rect"))[2:]):
                yield "cachet_visible"


def _objet(valeur: Any) -> Any:
    return {} if valeur is None else valeur.get_object()
