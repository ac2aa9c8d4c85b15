"""From a row to what it stands for, and back; the journal holds the same fields as the rows."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, ScalarSelect, Select, func, select

from docgen.domain.papiers.faits import sans_les_propres
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import ActePapier, DemandePapier, Emission, Evenement, GenrePapier, Papier
from docgen.domain.papiers.stock import ActeFeuille, Feuille, Reception, Serie
from docgen.errors import RegistreAltere
from docgen.registre.tables import emissions, evenements, feuilles, papiers, precisions, receptions, titulaires


def papiers_et_titulaires(*autres: ColumnElement[Any]) -> Select[Any]:
    """Every paper, and what is kept of its holder."""
    return select(papiers, *_DU_TITULAIRE, *autres).select_from(_PAPIERS_ET_TITULAIRES)


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
    demande = papier.demande
    numero = Numero.lire(papier.numero) if papier.numero else None
    return {
        **{champ: getattr(demande, champ) for champ in _CHAMPS_DEMANDE},
        "genre": demande.genre.value,
        "date_emission": papier.date_emission.isoformat(),
        "numero": papier.numero,
        "serie": numero.serie if numero else None,
        "sequence": numero.sequence if numero else None,
        "cle": papier.cle,
        "empreinte": papier.empreinte,
        "rectification": papier.rectification,
        "remplace": papier.remplace,
    }


def lire_papier(ligne: RowMapping) -> Papier:
    """The paper of a row, joined to that of its holder, whose facts may have been forgotten.

    Raises:
        RegistreAltere: the row holds what the register never writes.
    """
    try:
        champs = {champ: ligne[papiers.c[champ]] for champ in _CHAMPS_DEMANDE}
        faits = sans_les_propres(json.loads(ligne[titulaires.c.faits] or "{}"))
        demande = DemandePapier(**{**champs, "genre": GenrePapier(champs["genre"])}, faits=faits)
        jour = date.fromisoformat(ligne[papiers.c.date_emission])
    except (TypeError, ValueError) as erreur:
        raise _illisible("Le papier", ligne[papiers.c.rang]) from erreur
    return Papier(
        demande,
        jour,
        numero=ligne[papiers.c.numero],
        cle=ligne[papiers.c.cle],
        jeton=ligne[titulaires.c.jeton] or None,
        empreinte=ligne[papiers.c.empreinte],
        rectification=ligne[papiers.c.rectification],
        remplace=ligne[papiers.c.remplace],
        rang=ligne[papiers.c.rang],
    )


_DU_TITULAIRE = (titulaires.c.sel, titulaires.c.faits, titulaires.c.jeton)
_PAPIERS_ET_TITULAIRES = papiers.outerjoin(titulaires, titulaires.c.rang == papiers.c.rang)
# ``asdict`` copies all it meets, and a lot writes many rows.
_CHAMPS_DEMANDE = tuple(champ.name for champ in fields(DemandePapier) if champ.name != "faits")
_CHAMPS_EMISSION = tuple(champ.name for champ in fields(Emission) if champ.name != "releve")


def jour_lu(texte: str | None) -> date | None:
    """The day of a column, where it has one."""
    return date.fromisoformat(texte) if texte else None


def ligne_emission(
    emission: Emission, ensemble: str | None = None, empreinte_releve: str | None = None
) -> dict[str, object]:
    """The row of a produced document but its rank; the journal holds the same fields.

    ``ensemble`` takes the place of its own; ``empreinte_releve`` is the salted digest of its relevé.
    """
    ligne: dict[str, object] = {champ: getattr(emission, champ) for champ in _CHAMPS_EMISSION}
    ligne["jour"] = emission.jour.isoformat()
    ligne["ensemble"] = ensemble or emission.ensemble
    ligne["releve"] = empreinte_releve
    return ligne


def lire_emission(ligne: RowMapping) -> Emission:
    """The produced document of a row.

    Raises:
        RegistreAltere: the row holds what the register never writes.
    """
    champs = {champ: ligne[emissions.c[champ]] for champ in _CHAMPS_EMISSION if champ != "jour"}
    try:
        return Emission(**champs, jour=date.fromisoformat(ligne[emissions.c.jour]))
    except (TypeError, ValueError) as erreur:
        raise _illisible("Le document", ligne[emissions.c.rang]) from erreur


def ligne_evenement(evenement: Evenement, empreinte: str) -> dict[str, object]:
    """The row of an act on the paper of that digest, but its rank and what was written freely of it."""
    return {
        **asdict(evenement),
        "empreinte": empreinte,
        "precision": "",
        "acte": evenement.acte.value,
        "jour": evenement.jour.isoformat(),
        "rectification": int(evenement.rectification),
    }


def lire_evenement(ligne: RowMapping) -> Evenement:
    """The act of a row, joined to what was written freely of it, which may have been forgotten.

    Raises:
        RegistreAltere: the row holds what the register never writes.
    """
    colonnes = evenements.c
    try:
        return Evenement(
            acte=ActePapier(ligne[colonnes.acte]),
            numero=ligne[colonnes.numero],
            jour=date.fromisoformat(ligne[colonnes.jour]),
            motif=ligne[colonnes.motif],
            serie_gachee=ligne[colonnes.serie_gachee],
            serie_nouvelle=ligne[colonnes.serie_nouvelle],
            rectification=bool(ligne[colonnes.rectification]),
            precision=ligne[precisions.c.texte] or "",
        )
    except (TypeError, ValueError) as erreur:
        raise _illisible("L'acte", ligne[colonnes.rang]) from erreur


def ligne_reception(reception: Reception) -> dict[str, object]:
    """The row of a reception of sheets but its rank; the journal holds the same fields."""
    return {
        "departement": reception.departement,
        "prefixe": reception.premiere.prefixe,
        "chiffres": reception.premiere.chiffres,
        "premiere": reception.premiere.rang,
        "derniere": reception.derniere.rang,
        "jour": reception.jour.isoformat(),
    }


def lire_reception(ligne: RowMapping) -> Reception:
    """The reception of a row.

    Raises:
        RegistreAltere: the row holds what the register never writes.
    """
    colonnes = receptions.c
    try:
        premiere, derniere = (
            Serie(ligne[colonnes.prefixe], ligne[colonnes.chiffres], ligne[borne])
            for borne in (colonnes.premiere, colonnes.derniere)
        )
        return Reception(ligne[colonnes.departement], premiere, derniere, date.fromisoformat(ligne[colonnes.jour]))
    except (TypeError, ValueError) as erreur:
        raise _illisible("La réception", ligne[colonnes.rang]) from erreur


def ligne_feuille(feuille: Feuille) -> dict[str, object]:
    """The row of what became of a sheet, but its rank and what was written freely of it."""
    return {
        "acte": feuille.acte.value,
        "departement": feuille.departement,
        "serie": str(feuille.serie),
        "numero": feuille.numero,
        "jour": feuille.jour.isoformat(),
        "motif": feuille.motif,
        "precision": "",
    }


def lire_feuille(ligne: RowMapping) -> Feuille:
    """What became of the sheet of a row, joined to what was written freely of it.

    Raises:
        RegistreAltere: the row holds what the register never writes.
    """
    colonnes = feuilles.c
    try:
        return Feuille(
            ActeFeuille(ligne[colonnes.acte]),
            ligne[colonnes.departement],
            Serie.lire(ligne[colonnes.serie]),
            date.fromisoformat(ligne[colonnes.jour]),
            ligne[colonnes.motif],
            ligne[colonnes.numero],
            ligne[precisions.c.texte] or "",
        )
    except (TypeError, ValueError) as erreur:
        raise _illisible("La feuille", ligne[colonnes.rang]) from erreur


def _illisible(objet: str, rang: int) -> RegistreAltere:
    return RegistreAltere(
        f"{objet} de la ligne {rang} du registre est illisible : la ligne a été modifiée hors de Docgen. "
        "Lancez « docgen registre verifier », puis restaurez la dernière sauvegarde saine."
    )
