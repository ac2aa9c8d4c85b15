"""What several subjects show: badges on pages; faults, findings and problems in answers."""

from __future__ import annotations

from pydantic import BaseModel, Field

from docgen.domain.regles.vocabulaire import Gravite

Badge = tuple[str, str]
"""The kind of a badge (``success``, ``warning``, ``error``, ``info`` or nothing), and its words."""


class ErreurVue(BaseModel):
    """Une erreur de forme."""

    chemin: str = Field(description="Pointeur JSON, ou nom du paramètre.")
    message: str = Field(description="Ce qui ne va pas, pourquoi, que faire.")
    ligne: int | None = Field(None, description="Ligne du fichier, à partir de 1.")
    colonne: int | None = Field(None, description="Colonne du fichier, à partir de 1.")


class ManquementVu(BaseModel):
    """Ce qu’une règle reproche au dossier."""

    regle: str = Field(description="Code de la règle : voir /v1/regles.")
    gravite: Gravite = Field(description="BLOQUANT refuse, AVERTISSEMENT prévient.")
    message: str = Field(description="Ce qui ne va pas, pourquoi, que faire.")
    chemin: str = Field(description="Pointeur JSON dans la charge.")
    source: str = Field(description="D’où vient la règle.")


class Probleme(BaseModel):
    """Une erreur (RFC 9457)."""

    type: str = Field(description="Sorte d’erreur, stable : urn:docgen:probleme:….")
    title: str = Field(description="Ce que veut dire le statut.")
    status: int = Field(description="Le statut HTTP.")
    detail: str = Field(description="Ce qui ne va pas, pourquoi, que faire.")
    reference: str = Field(description="L’identifiant de l’appel, à transmettre à qui tient Docgen.")
    manquements: list[ManquementVu] | None = Field(None, description="Pourquoi les règles refusent (409).")
    erreurs: list[ErreurVue] | None = Field(None, description="Toutes les erreurs de forme (422).")
