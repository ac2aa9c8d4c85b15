"""The register's tables; the migrations build them, a test proves that both agree.

Dates are ISO text: the same bytes on every engine, so that a row compares with its journal entry as it stands.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    UniqueConstraint,
)

from docgen.domain.numero import Numero
from docgen.domain.papier import DemandePapier, Emission, GenrePapier, Papier
from docgen.errors import RegistreAltere

VERSION = "0001"
TABLE_VERSION = "version_registre"
TABLES_INALTERABLES = ("journal", "papiers", "emissions")
VERROUS = {
    "sqlite": frozenset(
        f"{table}_{verrou}"
        for table in TABLES_INALTERABLES
        for verrou in ("ne_se_modifie_pas", "ne_s_efface_pas", "ne_se_remplace_pas")
    ),
    "postgresql": frozenset(f"{table}_ne_se_reecrit_pas" for table in TABLES_INALTERABLES),
}

metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("rang", Integer, primary_key=True, autoincrement=False),
    Column("horodatage", Text, nullable=False),
    Column("acteur", Text, nullable=False),
    Column("acte", Text, nullable=False),
    Column("contenu", Text, nullable=False),
    Column("empreinte_precedente", Text, nullable=False),
    Column("empreinte", Text, nullable=False),
    UniqueConstraint("empreinte_precedente", name="journal_sans_embranchement"),
)

tete = Table(
    "tete",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("rang", Integer, nullable=False),
    Column("empreinte", Text, nullable=False),
    Column("cle", Text),
    Column("signature", Text),
    CheckConstraint("id = 1", name="journal_une_seule_tete"),
)

compteurs = Table(
    "compteurs",
    metadata,
    Column("serie", Text, primary_key=True),
    Column("annee", Integer, primary_key=True, autoincrement=False),
    Column("departement", Text, primary_key=True),
    Column("dernier", Integer, nullable=False),
)

papiers = Table(
    "papiers",
    metadata,
    Column(
        "rang", Integer, ForeignKey("journal.rang", name="papier_au_journal"), primary_key=True, autoincrement=False
    ),
    Column("genre", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("destinataire", Text, nullable=False),
    Column("certification", Text, nullable=False),
    Column("annee", Integer, nullable=False),
    Column("departement", Text, nullable=False),
    Column("siret", Text, nullable=False),
    Column("nom", Text, nullable=False),
    Column("prenoms", Text, nullable=False),
    Column("naissance", Text),
    Column("date_emission", Text, nullable=False),
    Column("numero", Text),
    Column("serie", Text),
    Column("sequence", Integer),
    Column("cle", Text),
    Column("code", Text),
    UniqueConstraint("session", "genre", "destinataire", "certification", name="papier_unique_pour_toujours"),
    UniqueConstraint("numero", name="numero_pour_un_seul_papier"),
    UniqueConstraint("serie", "annee", "departement", "sequence", name="sequence_sans_doublon"),
    CheckConstraint(
        "(numero IS NULL) = (serie IS NULL) AND (numero IS NULL) = (sequence IS NULL)"
        " AND (numero IS NULL) = (cle IS NULL) AND (numero IS NULL) = (code IS NULL)",
        name="papier_numerote_et_signe",
    ),
)

emissions = Table(
    "emissions",
    metadata,
    Column(
        "rang", Integer, ForeignKey("journal.rang", name="emission_au_journal"), primary_key=True, autoincrement=False
    ),
    Column("type", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("destinataire", Text, nullable=False),
    Column("siret", Text, nullable=False),
    Column("departement", Text, nullable=False),
    Column("jour", Text, nullable=False),
    Column("usage", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("version_modele", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("numero", Text),
    Index("emissions_d_un_numero", "numero"),
    Index("emissions_par_empreinte", "sha256"),
    Index("emissions_par_jour", "jour", "siret", "departement", "type"),
)


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
        rang = ligne[papiers.c.rang]
        raise RegistreAltere(
            f"Le papier de la ligne {rang} du registre est illisible : il a été modifié hors de Docgen. "
            "Lancez « docgen registre verifier », puis restaurez la dernière sauvegarde saine."
        ) from erreur
    return Papier(demande, jour, ligne[papiers.c.numero], ligne[papiers.c.cle], ligne[papiers.c.code])


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
        rang = ligne[emissions.c.rang]
        raise RegistreAltere(
            f"Le document de la ligne {rang} du registre est illisible : il a été modifié hors de Docgen. "
            "Lancez « docgen registre verifier », puis restaurez la dernière sauvegarde saine."
        ) from erreur
