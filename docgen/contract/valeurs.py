"""Days, hours and numbers, and the name of every kind of value that the models use; words have their own module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, TypeVar

from pydantic import StrictBool

from docgen.contract.genres import (
    Departement,
    Genre,
    Liste,
    Millesime,
    Motif,
    Nsf,
    Siret,
    Texte,
    classe,
    en_texte,
    refus,
)
from docgen.domain.langue.forme import INTERDITS

_ANNEES = range(1900, 2101)
_MOTIF_JOUR = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_MOTIF_ANNEE = r"^(19[0-9]{2}|20[0-9]{2}|2100)-"
_MOTIF_HEURE = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_NIVEAUX_ANCIENS = {"V": 3, "IV": 4, "III": 5, "II": 6, "I": 7}


class Jour(Genre):
    """A day of the calendar, ``AAAA-MM-JJ``."""

    def lire(self, valeur: object) -> date:
        texte = en_texte(valeur)
        if not re.fullmatch(_MOTIF_JOUR, texte):
            raise refus("jour_forme")
        if int(texte[:4]) not in _ANNEES:
            raise refus("jour_annee")
        try:
            return date.fromisoformat(texte)
        except ValueError as erreur:
            raise refus("jour_inconnu") from erreur

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "allOf": [{"pattern": _MOTIF_JOUR}, {"pattern": _MOTIF_ANNEE}]}


class Heure(Genre):
    """An hour of the day, ``HH:MM``."""

    def lire(self, valeur: object) -> time:
        texte = en_texte(valeur)
        if not re.fullmatch(_MOTIF_HEURE, texte):
            raise refus("heure_forme")
        return time.fromisoformat(texte)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": _MOTIF_HEURE}


@dataclass(frozen=True)
class Entier(Genre):
    """A whole number within bounds; neither ``true`` nor ``3.0`` is one."""

    minimum: int
    maximum: int

    def lire(self, valeur: object) -> int:
        if isinstance(valeur, bool) or not isinstance(valeur, int):
            raise refus("entier_type")
        if not self.minimum <= valeur <= self.maximum:
            raise refus("entier_borne", minimum=self.minimum, maximum=self.maximum)
        return valeur

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


class Niveau(Genre):
    """A European level, or one of the Roman levels that titres had up to 2018 (AUTO-02)."""

    def lire(self, valeur: object) -> int:
        if isinstance(valeur, str) and valeur in _NIVEAUX_ANCIENS:
            return _NIVEAUX_ANCIENS[valeur]
        if isinstance(valeur, bool) or not isinstance(valeur, int) or not 3 <= valeur <= 8:
            raise refus("niveau_inconnu")
        return valeur

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer", "minimum": 3, "maximum": 8}, {"enum": list(_NIVEAUX_ANCIENS)}]}


class Version(Genre):
    """The version of the payload: 1."""

    def lire(self, valeur: object) -> int:
        if isinstance(valeur, bool) or not isinstance(valeur, int) or valeur != 1:
            raise refus("version_inconnue")
        return valeur

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "const": 1}


_CODE_CCP = r"CP-[0-9]{6}"
_SIGNE_DE_COURRIEL = rf"[^@\s{classe(INTERDITS)}]"
_COURRIEL = f"{_SIGNE_DE_COURRIEL}{{1,64}}@{_SIGNE_DE_COURRIEL}{{1,190}}"
_DEPARTEMENT = r"[0-9]{1,3}|0?2[ABab]"
_IDENTIFIANT = r"[A-Za-z0-9._/-]{1,64}"
_ESPACES = r" .\u00a0\u202f"

LISTE_MAX = 100
Element = TypeVar("Element")
Plusieurs = Annotated[tuple[Element, ...], Liste(LISTE_MAX)]

VersionCharge = Annotated[int, Version()]
Identifiant = Annotated[str, Motif(_IDENTIFIANT, "identifiant_forme")]
IdentifiantOption = Annotated[str | None, Motif(_IDENTIFIANT, "identifiant_forme", facultatif=True)]
Nom = Annotated[str, Texte(100)]
NomOption = Annotated[str | None, Texte(100, facultatif=True)]
NomPersonne = Annotated[str, Texte(100, nom=True)]
NomPersonneOption = Annotated[str | None, Texte(100, facultatif=True, nom=True)]
Prenoms = Annotated[str, Texte(150, nom=True)]
PrenomsOption = Annotated[str | None, Texte(150, facultatif=True, nom=True)]
Libelle = Annotated[str, Texte(300)]
LibelleOption = Annotated[str | None, Texte(300, facultatif=True)]
LigneCourte = Annotated[str, Texte(150)]
LigneCourteOption = Annotated[str | None, Texte(150, facultatif=True)]
RepereOption = Annotated[str | None, Texte(40, facultatif=True)]
Commentaire = Annotated[str | None, Texte(20_000, facultatif=True, lignes=True)]
Mention = Annotated[str, Texte(20_000, lignes=True)]
CodeTitre = Annotated[str, Motif(r"TP-[0-9]{5}", "code_forme", "TP-01303")]
CodeCcp = Annotated[str, Motif(_CODE_CCP, "code_forme", "CP-003180")]
CodeRncp = Annotated[str | None, Motif(r"RNCP[0-9]{1,6}", "code_forme", "RNCP37949", facultatif=True)]
CodeNsf = Annotated[str, Nsf(64)]
NumeroMillesime = Annotated[str, Millesime(r"[mM]?[0-9]{1,2}", "code_forme", "09")]
NumeroSiret = Annotated[str, Siret(r"[0-9](?:[ \u00a0\u202f]*[0-9]){13}", "siret_forme", blancs=r" \u00a0\u202f")]
NumeroDepartement = Annotated[str, Departement(_DEPARTEMENT, "departement_forme")]
Courriel = Annotated[str | None, Motif(_COURRIEL, "courriel_forme", facultatif=True)]
Telephone = Annotated[
    str | None, Motif(rf"\+?[0-9][0-9{_ESPACES}]{{0,29}}", "telephone_forme", blancs=_ESPACES, facultatif=True)
]
UnJour = Annotated[date, Jour()]
UneHeure = Annotated[time, Heure()]
NiveauTitre = Annotated[int, Niveau()]
Booleen = StrictBool
