"""The register's tables; the migrations build them, a test proves that both agree.

Dates are ISO text: the same bytes on every engine, so that a row compares with its journal entry as it stands.
A table that says its ``actes`` is written with the journal, row by row: a row has the rank of its line and its fields,
and is never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

from docgen.registre.chain import Acte

VERSION = "r0001"
TABLE_VERSION = "version_registre"

metadata = MetaData()


def _rang(lien: str, vers: str = "journal.rang") -> Column[int]:
    """The rank of the line of the journal that wrote the row, or of the row that it goes with."""
    return Column("rang", Integer, ForeignKey(vers, name=lien), primary_key=True, autoincrement=False)


def textes(*noms: str, cle: bool = False) -> Iterator[Column[str]]:
    """Columns of texts, none of which is ever missing; ``cle``: of which the primary key is made."""
    return (Column(nom, Text, primary_key=cle, nullable=False) for nom in noms)


def _par(nom: str, *actes: Acte) -> dict[str, Any]:
    """What the operator is told that a row is, and the acts of the journal that write it."""
    return {"nom": nom, "actes": actes}


journal = Table(
    "journal",
    metadata,
    Column("rang", Integer, primary_key=True, autoincrement=False),
    *textes("horodatage", "acteur", "acte", "contenu", "empreinte_precedente", "empreinte"),
    UniqueConstraint("empreinte_precedente", name="journal_sans_embranchement"),
)

tete = Table(
    "tete",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("rang", Integer, nullable=False),
    Column("empreinte", Text, nullable=False),
    Column("reprises", Integer, nullable=False),  # how many times the register was taken up again
    Column("cle", Text),
    Column("signature", Text),
    CheckConstraint("id = 1", name="journal_une_seule_tete"),
)

identite = Table(  # of this register, in its key file and in its witness as well
    "identite",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *textes("identite", "creee_le"),
    CheckConstraint("id = 1", name="identite_une_seule"),
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
    _rang("papier_au_journal"),
    *textes("genre", "session", "destinataire", "certification"),
    Column("annee", Integer, nullable=False),
    *textes("departement", "siret", "date_emission"),
    Column("numero", Text),
    Column("serie", Text),
    Column("sequence", Integer),
    Column("cle", Text),
    Column("empreinte", Text, nullable=False),  # salted, of all that the paper says
    Column("rectification", Integer, nullable=False, server_default="0"),  # how many came before it, annulled
    Column("remplace", Text),  # the number of the last of them
    UniqueConstraint("session", "genre", "destinataire", "rectification", name="papier_unique_pour_toujours"),
    UniqueConstraint("numero", name="numero_pour_un_seul_papier"),
    UniqueConstraint("serie", "annee", "departement", "sequence", name="sequence_sans_doublon"),
    CheckConstraint(
        "(numero IS NULL) = (serie IS NULL) AND (numero IS NULL) = (sequence IS NULL)"
        " AND (numero IS NULL) = (cle IS NULL)",
        name="papier_numerote_et_signe",
    ),
    Index("papiers_par_centre", "siret", "rang"),
    Index("papiers_qui_remplacent", "remplace"),
    info=_par("Papier", Acte.ATTRIBUTION),
)

titulaires = Table(  # beside the chain, which holds no personal data: a row may go, and leaves the chain whole
    "titulaires",
    metadata,
    _rang("titulaire_d_un_papier", "papiers.rang"),
    Column("sel", Text, nullable=False),
    Column("faits", Text, nullable=False),  # all that the paper says, as canonical JSON
    Column("jeton", Text, nullable=False),
)

attestations = Table(
    "attestations",
    metadata,
    _rang("attestation_au_journal"),
    *textes("acte", "session", "siret"),
    Column("depot", Text),  # the one that was sent back
    Column("empreinte", Text, nullable=False),  # salted, of the facts of the session, or of the reason
    Index("attestations_d_une_session", "session", "rang"),
    info=_par("Attestation", Acte.ATTESTATION, Acte.RENVOI),
)

attestes = Table(  # beside the chain: what is attested of a session, and of each candidate
    "attestes",
    metadata,
    _rang("atteste_par_une_attestation", "attestations.rang"),
    Column("destinataire", Text, primary_key=True),
    *textes("sel", "faits"),
)

precisions = Table(  # beside the chain: what was written freely, of which it has the salted digest
    "precisions",
    metadata,
    _rang("precision_d_un_acte"),
    *textes("sel", "texte"),
)

emissions = Table(
    "emissions",
    metadata,
    _rang("emission_au_journal"),
    *textes(
        "type", "session", "destinataire", "siret", "departement", "jour", "usage", "format", "version_modele", "sha256"
    ),
    Column("pages", Integer, nullable=False),
    Column("numero", Text),
    Column("ensemble", Text),  # the lot that it is of
    Column("identifiant", Text),  # in the codes of its pages
    Column("releve", Text),  # salted digest of what is kept of its pages, where they come back
    Index("emissions_d_un_numero", "numero"),
    Index("emissions_d_un_ensemble", "ensemble"),
    Index("emissions_par_empreinte", "sha256"),
    Index("emissions_par_identifiant", "identifiant"),
    Index("emissions_par_jour", "jour", "siret", "departement", "type"),
    Index("emissions_d_une_session", "session", "siret"),
    info=_par("Document produit", Acte.EMISSION),
)

releves = Table(  # beside the chain, for it names people: the boxes of a document that comes back signed
    "releves",
    metadata,
    _rang("releve_d_une_emission", "emissions.rang"),
    *textes("sel", "texte"),
)

retours = Table(
    "retours",
    metadata,
    _rang("retour_au_journal"),
    Column("identifiant", Text, nullable=False),  # of the emission
    *textes("session", "siret", "pages"),
    Column("choisies", Text, nullable=False),  # those that a person recognised
    Column("sha256", Text, nullable=False),  # of the file where they stand
    Index("retours_d_une_emission", "identifiant"),
    info=_par("Retour", Acte.RETOUR),
)

evenements = Table(
    "evenements",
    metadata,
    _rang("evenement_au_journal"),
    *textes("acte", "numero", "jour", "motif"),
    Column("precision", Text, nullable=False),  # the salted digest of what is beside the chain, or nothing
    Column("serie_gachee", Text),
    Column("serie_nouvelle", Text),
    Column("empreinte", Text, nullable=False),  # that of the paper
    Column("rectification", Integer, nullable=False),  # 1: the annulled paper will be issued again, corrected
    Index("evenements_d_un_numero", "numero", "acte"),
    info=_par("Acte", Acte.REMISE, Acte.CORRECTION, Acte.ANNULATION, Acte.REEDITION, Acte.GACHAGE),
)

receptions = Table(
    "receptions",
    metadata,
    _rang("reception_au_journal"),
    *textes("acte", "departement", "prefixe"),
    Column("chiffres", Integer, nullable=False),
    Column("premiere", Integer, nullable=False),
    Column("derniere", Integer, nullable=False),
    Column("jour", Text, nullable=False),
    CheckConstraint("premiere <= derniere", name="reception_dans_l_ordre"),
    Index("receptions_par_prefixe", "prefixe", "chiffres", "premiere"),
    info=_par("Réception de feuilles", Acte.RECEPTION, Acte.CORRECTION_RECEPTION),
)

feuilles = Table(
    "feuilles",
    metadata,
    _rang("feuille_au_journal"),
    *textes("acte", "departement", "serie"),
    Column("numero", Text),
    *textes("jour", "motif"),
    Column("precision", Text, nullable=False),  # as that of an act
    UniqueConstraint("serie", "acte", name="feuille_une_seule_fois"),
    Index("feuilles_d_un_numero", "numero"),
    Index("feuilles_par_departement", "departement", "acte", "serie"),
    info=_par("Feuille", Acte.UTILISATION, Acte.REBUT),
)

cachets = Table(  # the certificates of the operator's seal
    "cachets",
    metadata,
    _rang("cachet_au_journal"),
    *textes("empreinte", "par"),
    Column("certificat", Text, nullable=False),  # PEM
    Column("jour", Text, nullable=False),
    UniqueConstraint("empreinte", name="cachet_une_seule_fois"),
    info=_par("Certificat de cachet", Acte.CACHET),
)

TABLES_INALTERABLES = (
    "journal",
    *(table.name for table in metadata.tables.values() if "actes" in table.info),
)
# Neither rewritten, but a row may go: the journal then says so.
TABLES_EFFACABLES = ("titulaires", "attestes", "precisions", "releves")
TABLES_FERMEES = (*TABLES_INALTERABLES, *TABLES_EFFACABLES)
_VERROUS_SQLITE = ("ne_se_modifie_pas", "ne_se_remplace_pas")
VERROUS = {
    "sqlite": frozenset(
        f"{table}_{verrou}"
        for tables, verrous in (
            (TABLES_INALTERABLES, (*_VERROUS_SQLITE, "ne_s_efface_pas")),
            (TABLES_EFFACABLES, _VERROUS_SQLITE),
        )
        for table in tables
        for verrou in verrous
    ),
    "postgresql": frozenset(f"{table}_ne_se_reecrit_pas" for table in TABLES_FERMEES),
}
