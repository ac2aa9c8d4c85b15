"""From a row to what it stands for, and back; the journal holds the same fields as the rows."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlalchemy import RowMapping

from docgen.domain.numero import Numero
from docgen.domain.papier import ActePapier, DemandePapier, Emission, Evenement, GenrePapier, Papier
from docgen.errors import RegistreAltere
from docgen.registre.tables import emissions, evenements, papiers


def ligne_papier(papier: Papier) -> dict[str, object]:
    """The row of a paper but its rank; the journal holds the same fields.

    Raises:
        ValueError: the number is malformed (a year or a department was): nothing may print it for ever.
    """
    demande = papier.demande
    numero = Numero.lire(papier.numero) if papier.numero else None
    return {
        **asdict(demande),
        "genre": demande.genre.value,
        "naissance": demande.naissance.isoformat() if demande.naissance else None,
        "date_emission": papier.date_emission.isoformat(),
        "numero": papier.numero,
        "serie": numero.serie if numero else None,
        "sequence": numero.sequence if numero else None,
        "cle": papier.cle,
        "code": papier.code,
        "rectification": papier.rectification,
        "remplace": papier.remplace,
    }


def lire_papier(ligne: RowMapping) -> Papier:
    """The paper of a row.

    Raises:
        RegistreAltere: the row holds what the register never writes.
    """
    try:
        demande = DemandePapier(
            genre=GenrePapier(ligne[papiers.c.genre]),
            session=ligne[papiers.c.session],
            destinataire=ligne[papiers.c.destinataire],
            certification=ligne[papiers.c.certification],
            annee=ligne[papiers.c.annee],
            departement=ligne[papiers.c.departement],
            siret=ligne[papiers.c.siret],
            nom=ligne[papiers.c.nom],
            prenoms=ligne[papiers.c.prenoms],
            naissance=date.fromisoformat(ligne[papiers.c.naissance]) if ligne[papiers.c.naissance] else None,
        )
        jour = date.fromisoformat(ligne[papiers.c.date_emission])
    except (TypeError, ValueError) as erreur:
        raise _illisible("Le papier", ligne[papiers.c.rang]) from erreur
    suite = (ligne[colonne] for colonne in (papiers.c.numero, papiers.c.cle, papiers.c.code))
    return Papier(
        demande,
        jour,
        *suite,
        rectification=ligne[papiers.c.rectification],
        remplace=ligne[papiers.c.remplace],
        rang=ligne[papiers.c.rang],
    )


def ligne_emission(emission: Emission) -> dict[str, object]:
    """The row of a produced document but its rank; the journal holds the same fields."""
    return {**asdict(emission), "jour": emission.jour.isoformat()}


def lire_emission(ligne: RowMapping) -> Emission:
    """The produced document of a row.

    Raises:
        RegistreAltere: the row holds what the register never writes.
    """
    champs = {colonne.name: ligne[colonne] for colonne in emissions.c if colonne.name not in ("rang", "jour")}
    try:
        return Emission(**champs, jour=date.fromisoformat(ligne[emissions.c.jour]))
    except (TypeError, ValueError) as erreur:
        raise _illisible("Le document", ligne[emissions.c.rang]) from erreur


def ligne_evenement(evenement: Evenement) -> dict[str, object]:
    """The row of an act but its rank; the journal holds the same fields."""
    return {
        **asdict(evenement),
        "acte": evenement.acte.value,
        "jour": evenement.jour.isoformat(),
        "rectification": int(evenement.rectification),
    }


def lire_evenement(ligne: RowMapping) -> Evenement:
    """The act of a row.

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
        )
    except (TypeError, ValueError) as erreur:
        raise _illisible("L'acte", ligne[colonnes.rang]) from erreur


def _illisible(objet: str, rang: int) -> RegistreAltere:
    return RegistreAltere(
        f"{objet} de la ligne {rang} du registre est illisible : la ligne a été modifiée hors de Docgen. "
        "Lancez « docgen registre verifier », puis restaurez la dernière sauvegarde saine."
    )
