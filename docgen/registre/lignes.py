"""From a row to what it stands for, and back; the journal holds the same fields as the rows.

A field is the column of its name, written and read by its type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, get_type_hints

from sqlalchemy import Column, ColumnElement, RowMapping, ScalarSelect, Select, Table, func, select

from docgen.domain.papiers.faits import sans_les_propres
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import ActePapier, DemandePapier, Emission, Evenement, GenrePapier, Papier
from docgen.domain.papiers.stock import ActeFeuille, ActeReception, Feuille, Reception, Serie
from docgen.errors import RegistreAltere
from docgen.registre.tables import emissions, evenements, feuilles, papiers, precisions, receptions, titulaires

_NOMS_PAR_REQUETE = 500
Conversion = Callable[[Any], Any]
# How a field is written in its column, and read; any other is its column as it is.
_CONVERSIONS: Mapping[object, tuple[Conversion, Conversion]] = {
    date: (date.isoformat, date.fromisoformat),
    bool: (int, bool),
    Serie: (str, Serie.lire),
    ActePapier: (str, ActePapier),
    ActeFeuille: (str, ActeFeuille),
    GenrePapier: (str, GenrePapier),
    tuple[int, ...]: (
        lambda rangs: ",".join(map(str, rangs)),
        lambda texte: tuple(map(int, filter(None, texte.split(",")))),
    ),
}
_DU_TITULAIRE = (titulaires.c.sel, titulaires.c.faits, titulaires.c.jeton)
_PAPIERS_ET_TITULAIRES = papiers.outerjoin(titulaires, titulaires.c.rang == papiers.c.rang)


def par_morceaux(noms: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at a time that a query can name them."""
    for debut in range(0, len(noms), _NOMS_PAR_REQUETE):
        yield noms[debut : debut + _NOMS_PAR_REQUETE]


def papiers_et_titulaires(*autres: ColumnElement[Any]) -> Select[Any]:
    """Every paper, and what is kept of its holder."""
    return select(papiers, *_DU_TITULAIRE, *autres).select_from(_PAPIERS_ET_TITULAIRES)


def avec_precisions(table: Table) -> Select[Any]:
    """The rows of a table, oldest first, each with what was written freely of it."""
    ensemble = table.outerjoin(precisions, precisions.c.rang == table.c.rang)
    return select(table, precisions.c.texte).select_from(ensemble).order_by(table.c.rang)


def derniere_remise() -> ScalarSelect[int]:
    """The line of what was said last of the collection of a paper: that it was made, or that it was a mistake."""
    dits = evenements.alias()
    actes = (ActePapier.REMISE.value, ActePapier.CORRECTION.value)
    dernier = select(func.max(dits.c.rang)).where(dits.c.numero == papiers.c.numero, dits.c.acte.in_(actes))
    return dernier.correlate(papiers).scalar_subquery()


def ligne_papier(papier: Papier) -> dict[str, object]:
    """The row of a paper but its rank; the journal holds the same fields, and no personal data.

    Raises:
        ValueError: the number is malformed (a year or a department was): nothing may print it for ever.
    """
    numero = Numero.lire(papier.numero) if papier.numero else None
    return {
        **ligne_de(papier.demande, papiers),
        **ligne_de(papier, papiers),
        "serie": numero.serie if numero else None,
        "sequence": numero.sequence if numero else None,
    }


def lire_papier(ligne: RowMapping) -> Papier:
    """The paper of a row, joined to that of its holder, whose facts may have been forgotten.

    Raises:
        RegistreAltere: the row holds what the register never writes; so do all the readers below.
    """
    with _lisible("Le papier", ligne[papiers.c.rang]):
        faits = sans_les_propres(json.loads(ligne[titulaires.c.faits] or "{}"))
        demande = DemandePapier(**_lire(DemandePapier, papiers, ligne), faits=faits)
        return Papier(demande, **_lire(Papier, papiers, ligne), jeton=ligne[titulaires.c.jeton] or None)


def lire_emission(ligne: RowMapping) -> Emission:
    """The produced document of a row, without its relevé."""
    with _lisible("Le document", ligne[emissions.c.rang]):
        return Emission(**{**_lire(Emission, emissions, ligne), "releve": None})


def lire_evenement(ligne: RowMapping) -> Evenement:
    """The act of a row, joined to what was written freely of it, which may have been forgotten."""
    with _lisible("L'acte", ligne[evenements.c.rang]):
        return Evenement(**{**_lire(Evenement, evenements, ligne), "precision": ligne[precisions.c.texte] or ""})


def ligne_reception(reception: Reception) -> dict[str, object]:
    """The row of a reception of sheets but its rank; the journal holds the same fields."""
    return {
        "acte": reception.acte.value,
        "departement": reception.departement,
        "prefixe": reception.premiere.prefixe,
        "chiffres": reception.premiere.chiffres,
        "premiere": reception.premiere.rang,
        "derniere": reception.derniere.rang,
        "jour": reception.jour.isoformat(),
    }


def lire_reception(ligne: RowMapping) -> Reception:
    """The reception of a row."""
    colonnes = receptions.c
    with _lisible("La réception", ligne[colonnes.rang]):
        premiere, derniere = (
            Serie(ligne[colonnes.prefixe], ligne[colonnes.chiffres], ligne[borne])
            for borne in (colonnes.premiere, colonnes.derniere)
        )
        jour, acte = date.fromisoformat(ligne[colonnes.jour]), ActeReception(ligne[colonnes.acte])
        return Reception(ligne[colonnes.departement], premiere, derniere, jour, acte)


def lire_feuille(ligne: RowMapping) -> Feuille:
    """What became of the sheet of a row, joined to what was written freely of it."""
    with _lisible("La feuille", ligne[feuilles.c.rang]):
        return Feuille(**{**_lire(Feuille, feuilles, ligne), "precision": ligne[precisions.c.texte] or ""})


@cache
def _champs(genre: Any, table: Table) -> tuple[tuple[str, Column[Any], Conversion | None, Conversion | None], ...]:
    """The fields that a table has: the name, the column, how it is written, how it is read."""
    types = get_type_hints(genre)
    return tuple(
        (champ.name, table.c[champ.name], *_CONVERSIONS.get(types[champ.name], (None, None)))
        for champ in fields(genre)
        if champ.name in table.c
    )


def ligne_de(valeur: Any, table: Table) -> dict[str, object]:
    """The row of a value but its rank: each field that is a column. ``asdict`` copies all it meets, and is slow."""
    return {
        nom: ecrire(getattr(valeur, nom)) if ecrire else getattr(valeur, nom)
        for nom, _, ecrire, _ in _champs(valeur.__class__, table)
        if nom != "rang"
    }


def _lire(genre: Any, table: Table, ligne: RowMapping) -> dict[str, Any]:
    return {nom: lire(ligne[colonne]) if lire else ligne[colonne] for nom, colonne, _, lire in _champs(genre, table)}


@contextmanager
def _lisible(objet: str, rang: int) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError) as erreur:
        raise RegistreAltere(
            f"{objet} de la ligne {rang} du registre est illisible : la ligne a été modifiée hors de Docgen. "
            "Lancez « docgen registre verifier », puis restaurez la dernière sauvegarde saine."
        ) from erreur
