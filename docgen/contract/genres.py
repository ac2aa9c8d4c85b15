"""Texts: how each kind is read, and how the published schema describes it.

Each kind is a mark to put in ``Annotated``. It reads strictly (no number for a text, no text for a number) and
gives the value in its normal form. Patterns are shared with the schema, so that both say the same.
"""

from __future__ import annotations

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from docgen.domain.langue.forme import (
    BLANCS,
    INTERDITS,
    LIAISONS,
    LIGNES,
    REMPLACEMENT,
    Intrus,
    normaliser,
    normaliser_nom,
    premier_intrus,
)
from docgen.domain.langue.signes import nommer_signe, place_dite
from docgen.domain.papiers.numero import departement_sur_trois

_BLANCS = "".join(f"\\u{ord(blanc):04x}" for blanc in BLANCS)
_SIREN_LA_POSTE = "356000000"


class Genre(ABC):
    """A kind of value."""

    @abstractmethod
    def lire(self, valeur: object) -> object:
        """The value in its normal form; a :class:`PydanticCustomError` when it is not of this kind."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """Its description in the JSON Schema."""

    def __get_pydantic_core_schema__(self, source: object, suite: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.lire)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, suite: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return self.schema()


def refus(code: str, **contexte: object) -> PydanticCustomError:
    """The error of that code; its sentence is in :mod:`docgen.contract.messages`."""
    return PydanticCustomError(code, code, contexte)


def en_texte(valeur: object) -> str:
    """The value, if it is a text."""
    if not isinstance(valeur, str):
        raise refus("texte_type")
    return valeur


@dataclass(frozen=True)
class Texte(Genre):
    """A text, read in its normal form (:mod:`docgen.domain.langue.forme`); what cannot be seen, or means nothing, is
    refused.

    ``facultatif``: null and a blank text both mean that there is none. ``lignes``: line ends are kept. ``nom``: the
    name or first names of a person, whose doubled signs collapse too (CAND-02). The length counts the characters as
    received.
    """

    maximum: int
    facultatif: bool = False
    lignes: bool = False
    nom: bool = False

    def lire(self, valeur: object) -> str | None:
        if valeur is None and self.facultatif:
            return None
        texte = en_texte(valeur)
        normal = normaliser_nom(texte) if self.nom else normaliser(texte, lignes=self.lignes)
        longueur = max(len(texte), len(normal))
        if longueur > self.maximum:
            raise refus("texte_long", longueur=longueur, maximum=self.maximum)
        intrus = premier_intrus(texte, lignes=self.lignes)
        if intrus:
            raise _refus_de_l_intrus(intrus)
        if not normal and not self.facultatif:
            raise refus("texte_vide")
        return normal or None

    def schema(self) -> dict[str, Any]:
        interdits = classe(INTERDITS, LIAISONS + (LIGNES if self.lignes else ""))
        premier = "" if self.facultatif else f"[^{interdits}{_BLANCS}]"
        return {
            "type": ["string", "null"] if self.facultatif else "string",
            "maxLength": self.maximum,
            "pattern": f"^[{_BLANCS}]*{premier}[^{interdits}]*[{_BLANCS}]*$",
        }


def _refus_de_l_intrus(intrus: Intrus) -> PydanticCustomError:
    place = {"place": place_dite(intrus.position)}
    if len(intrus.texte) > 1:
        signe = html.unescape(intrus.texte)
        return refus("texte_entite", valeur=intrus.texte, signe=nommer_signe(signe[0]), **place)
    code = {REMPLACEMENT: "texte_perdu"}.get(intrus.texte, "texte_liaison" if intrus.texte in LIAISONS else "")
    return refus(code or "texte_invisible", signe=nommer_signe(intrus.texte), **place)


def classe(plages: Iterable[tuple[int, int]], admis: str = "") -> str:
    """Ranges of code points as the inside of a pattern's class, without those that are allowed."""
    return "".join(_plage(debut, fin, admis) for debut, fin in plages)


def _plage(debut: int, fin: int, admis: str) -> str:
    for signe in sorted(admis):
        if debut <= ord(signe) <= fin:
            avant = _plage(debut, ord(signe) - 1, "") if debut < ord(signe) else ""
            return avant + (_plage(ord(signe) + 1, fin, admis) if ord(signe) < fin else "")
    return f"{_echappe(debut)}-{_echappe(fin)}"


def _echappe(point: int) -> str:
    """A code point in a pattern: escaped in the first plane; beyond, dialects do not agree on how to escape it."""
    return f"\\u{point:04x}" if point <= 0xFFFF else chr(point)


@dataclass(frozen=True)
class Motif(Genre):
    """A short text of a given form, spaces around it left out; group 1 of the pattern is what counts.

    ``blancs``: characters dropped from the value. ``facultatif`` as for :class:`Texte`.
    """

    motif: str
    code: str
    exemple: str = ""
    blancs: str = ""
    facultatif: bool = False

    def lire(self, valeur: object) -> str | None:
        if valeur is None and self.facultatif:
            return None
        trouve = re.fullmatch(self._complet, en_texte(valeur))
        if trouve is None:
            raise refus(self.code, exemple=self.exemple)
        return self.normaliser(re.sub(rf"[{self.blancs}]", "", trouve[1]) if self.blancs else trouve[1]) or None

    def normaliser(self, texte: str) -> str:
        """The normal form of what the pattern found."""
        return normaliser(texte)

    @property
    def _complet(self) -> str:
        return rf"\s*({self.motif}|)\s*" if self.facultatif else rf"\s*({self.motif})\s*"

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"] if self.facultatif else "string", "pattern": f"^{self._complet}$"}


class Millesime(Motif):
    """The version of a titre, on two digits; the State's papers also write ``m03``."""

    def normaliser(self, texte: str) -> str:
        return texte.lstrip("mM").zfill(2)


class Departement(Motif):
    """A department, on three characters."""

    def normaliser(self, texte: str) -> str:
        return departement_sur_trois(texte)


class Siret(Motif):
    """Fourteen digits whose last is a check digit (Luhn), with the exception made for La Poste."""

    def normaliser(self, texte: str) -> str:
        chiffres = [int(chiffre) for chiffre in texte]
        doubles = [double - 9 if double > 9 else double for double in (2 * chiffre for chiffre in chiffres[::2])]
        juste = (sum(doubles) + sum(chiffres[1::2])) % 10 == 0
        if not juste and not (texte.startswith(_SIREN_LA_POSTE) and sum(chiffres) % 5 == 0):
            raise refus("siret_cle")
        return texte


@dataclass(frozen=True)
class Liste:
    """The mark of a list: how many elements it may have. A longer one is refused without a look at its elements."""

    maximum: int

    def borner(self, valeur: object) -> object:
        """The value, unless it is too long a list."""
        if isinstance(valeur, list) and len(valeur) > self.maximum:
            raise refus("liste_longue", nombre=len(valeur), maximum=self.maximum)
        return valeur

    def __get_pydantic_core_schema__(self, source: object, suite: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.borner, suite(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, suite: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**suite(schema), "maxItems": self.maximum}


class Nsf(Texte):
    """An NSF code, without the space that legal texts put in it; PARC-03 says whether it is well formed."""

    def lire(self, valeur: object) -> str | None:
        texte = super().lire(valeur)
        return "".join(texte.split()) if texte else texte
