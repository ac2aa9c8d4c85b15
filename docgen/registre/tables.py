"""The register's tables; the migrations build them, a test proves that both agree.

Dates are ISO text: the same bytes on every engine, so that a row compares with its journal entry as it stands.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

VERSION = "0003"
TABLE_VERSION = "version_registre"
TABLES_INALTERABLES = ("journal", "papiers", "emissions", "evenements", "receptions", "feuilles")
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
    Column("faits", Text, nullable=False, server_default=""),  # all that the paper says, a digest each
    Column("date_emission", Text, nullable=False),
    Column("numero", Text),
    Column("serie", Text),
    Column("sequence", Integer),
    Column("cle", Text),
    Column("code", Text),
    Column("rectification", Integer, nullable=False, server_default="0"),  # how many came before it, annulled
    Column("remplace", Text),  # the number of the last of them
    UniqueConstraint(
        "session", "genre", "destinataire", "certification", "rectification", name="papier_unique_pour_toujours"
    ),
    UniqueConstraint("numero", name="numero_pour_un_seul_papier"),
    UniqueConstraint("serie", "annee", "departement", "sequence", name="sequence_sans_doublon"),
    CheckConstraint(
        "(numero IS NULL) = (serie IS NULL) AND (numero IS NULL) = (sequence IS NULL)"
        " AND (numero IS NULL) = (cle IS NULL) AND (numero IS NULL) = (code IS NULL)",
        name="papier_numerote_et_signe",
    ),
    Index("papiers_par_centre", "siret", "rang"),
    Index("papiers_qui_remplacent", "remplace"),
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
    Column("ensemble", Text),  # the lot that it is of
    Index("emissions_d_un_numero", "numero"),
    Index("emissions_d_un_ensemble", "ensemble"),
    Index("emissions_par_empreinte", "sha256"),
    Index("emissions_par_jour", "jour", "siret", "departement", "type"),
)

evenements = Table(
    "evenements",
    metadata,
    Column(
        "rang", Integer, ForeignKey("journal.rang", name="evenement_au_journal"), primary_key=True, autoincrement=False
    ),
    Column("acte", Text, nullable=False),
    Column("numero", Text, nullable=False),
    Column("jour", Text, nullable=False),
    Column("motif", Text, nullable=False),
    Column("serie_gachee", Text),
    Column("serie_nouvelle", Text),
    Column("rectification", Integer, nullable=False),  # 1: the annulled paper will be issued again, corrected
    Index("evenements_d_un_numero", "numero", "acte"),
)

receptions = Table(
    "receptions",
    metadata,
    Column(
        "rang", Integer, ForeignKey("journal.rang", name="reception_au_journal"), primary_key=True, autoincrement=False
    ),
    Column("departement", Text, nullable=False),
    Column("prefixe", Text, nullable=False),
    Column("chiffres", Integer, nullable=False),
    Column("premiere", Integer, nullable=False),
    Column("derniere", Integer, nullable=False),
    Column("jour", Text, nullable=False),
    CheckConstraint("premiere <= derniere", name="reception_dans_l_ordre"),
    Index("receptions_par_prefixe", "prefixe", "chiffres", "premiere"),
)

feuilles = Table(
    "feuilles",
    metadata,
    Column(
        "rang", Integer, ForeignKey("journal.rang", name="feuille_au_journal"), primary_key=True, autoincrement=False
    ),
    Column("acte", Text, nullable=False),
    Column("departement", Text, nullable=False),
    Column("serie", Text, nullable=False),
    Column("numero", Text),
    Column("jour", Text, nullable=False),
    Column("motif", Text, nullable=False),
    UniqueConstraint("serie", "acte", name="feuille_une_seule_fois"),
    Index("feuilles_d_un_numero", "numero"),
    Index("feuilles_par_departement", "departement", "acte", "serie"),
)
