"""The first schema: journal, its head, counters, papers, produced documents, and what forbids to rewrite them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_INALTERABLES = ("journal", "papiers", "emissions")
_REMPLACEMENTS = {
    # INSERT OR REPLACE erases without firing the DELETE triggers: whatever it could replace is refused beforehand.
    "journal": "NEW.rang <> (SELECT coalesce(max(rang), 0) + 1 FROM journal)",
    "papiers": (
        "EXISTS (SELECT 1 FROM papiers WHERE rang = NEW.rang OR numero = NEW.numero)"
        " OR EXISTS (SELECT 1 FROM papiers WHERE session = NEW.session AND genre = NEW.genre"
        " AND destinataire = NEW.destinataire AND certification = NEW.certification)"
        " OR EXISTS (SELECT 1 FROM papiers WHERE serie = NEW.serie AND annee = NEW.annee"
        " AND departement = NEW.departement AND sequence = NEW.sequence)"
    ),
    "emissions": "EXISTS (SELECT 1 FROM emissions WHERE rang = NEW.rang)",
}


def upgrade() -> None:
    """Build everything."""
    _creer_journal()
    _creer_compteurs()
    _creer_papiers()
    _creer_emissions()
    if op.get_bind().dialect.name == "sqlite":
        _verrouiller_sqlite()
    else:
        _verrouiller_postgresql()


def _texte(nom: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(nom, sa.Text, nullable=nullable)


def _entier(nom: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(nom, sa.Integer, nullable=nullable)


def _rang(lien: str) -> sa.Column[int]:
    return sa.Column(
        "rang", sa.Integer, sa.ForeignKey("journal.rang", name=lien), primary_key=True, autoincrement=False
    )


def _creer_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("rang", sa.Integer, primary_key=True, autoincrement=False),
        *map(_texte, ("horodatage", "acteur", "acte", "contenu", "empreinte_precedente", "empreinte")),
        sa.UniqueConstraint("empreinte_precedente", name="journal_sans_embranchement"),
    )
    tete = op.create_table(
        "tete",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        _entier("rang"),
        _texte("empreinte"),
        _texte("cle", nullable=True),
        _texte("signature", nullable=True),
        sa.CheckConstraint("id = 1", name="journal_une_seule_tete"),
    )
    op.execute(sa.insert(tete).values(id=1, rang=0, empreinte="0" * 64))


def _creer_compteurs() -> None:
    op.create_table(
        "compteurs",
        sa.Column("serie", sa.Text, primary_key=True),
        sa.Column("annee", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("departement", sa.Text, primary_key=True),
        _entier("dernier"),
    )


def _creer_papiers() -> None:
    op.create_table(
        "papiers",
        _rang("papier_au_journal"),
        *map(_texte, ("genre", "session", "destinataire", "certification")),
        _entier("annee"),
        *map(_texte, ("departement", "siret", "nom", "prenoms")),
        _texte("naissance", nullable=True),
        _texte("date_emission"),
        _texte("numero", nullable=True),
        _texte("serie", nullable=True),
        _entier("sequence", nullable=True),
        _texte("cle", nullable=True),
        _texte("code", nullable=True),
        sa.UniqueConstraint("session", "genre", "destinataire", "certification", name="papier_unique_pour_toujours"),
        sa.UniqueConstraint("numero", name="numero_pour_un_seul_papier"),
        sa.UniqueConstraint("serie", "annee", "departement", "sequence", name="sequence_sans_doublon"),
        sa.CheckConstraint(
            "(numero IS NULL) = (serie IS NULL) AND (numero IS NULL) = (sequence IS NULL)"
            " AND (numero IS NULL) = (cle IS NULL) AND (numero IS NULL) = (code IS NULL)",
            name="papier_numerote_et_signe",
        ),
    )


def _creer_emissions() -> None:
    op.create_table(
        "emissions",
        _rang("emission_au_journal"),
        *map(_texte, ("type", "session", "destinataire", "siret", "departement", "jour", "usage", "format")),
        *map(_texte, ("version_modele", "sha256")),
        _entier("pages"),
        _texte("numero", nullable=True),
    )
    op.create_index("emissions_d_un_numero", "emissions", ["numero"])
    op.create_index("emissions_par_empreinte", "emissions", ["sha256"])
    op.create_index("emissions_par_jour", "emissions", ["jour", "siret", "departement", "type"])


def _verrouiller_sqlite() -> None:
    for table in _INALTERABLES:
        refus = f"SELECT RAISE(ABORT, 'le registre ne se réécrit pas : {table}')"
        op.execute(f"CREATE TRIGGER {table}_ne_se_modifie_pas BEFORE UPDATE ON {table} BEGIN {refus}; END")
        op.execute(f"CREATE TRIGGER {table}_ne_s_efface_pas BEFORE DELETE ON {table} BEGIN {refus}; END")
        op.execute(
            f"CREATE TRIGGER {table}_ne_se_remplace_pas BEFORE INSERT ON {table}"
            f" WHEN {_REMPLACEMENTS[table]} BEGIN {refus}; END"
        )


def _verrouiller_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION registre_ne_se_reecrit_pas() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'le registre ne se réécrit pas : %', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in _INALTERABLES:
        op.execute(
            f"CREATE TRIGGER {table}_ne_se_reecrit_pas BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION registre_ne_se_reecrit_pas()"
        )
        # ALWAYS: the trigger also fires in a session that replays a replication.
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_ne_se_reecrit_pas")
