"""The life of a paper: its events, its replacement after a correction, the stock of pre-printed sheets, lots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NOUVELLES = ("evenements", "receptions", "feuilles")
_CLE = ("session", "genre", "destinataire", "certification", "rectification")
_REMPLACEMENTS = {
    # INSERT OR REPLACE erases without firing the DELETE triggers: whatever it could replace is refused beforehand.
    "papiers": (
        "EXISTS (SELECT 1 FROM papiers WHERE rang = NEW.rang OR numero = NEW.numero)"
        " OR EXISTS (SELECT 1 FROM papiers WHERE session = NEW.session AND genre = NEW.genre"
        " AND destinataire = NEW.destinataire AND certification = NEW.certification"
        " AND rectification = NEW.rectification)"
        " OR EXISTS (SELECT 1 FROM papiers WHERE serie = NEW.serie AND annee = NEW.annee"
        " AND departement = NEW.departement AND sequence = NEW.sequence)"
    ),
    "evenements": "EXISTS (SELECT 1 FROM evenements WHERE rang = NEW.rang)",
    "receptions": "EXISTS (SELECT 1 FROM receptions WHERE rang = NEW.rang)",
    "feuilles": (
        "EXISTS (SELECT 1 FROM feuilles WHERE rang = NEW.rang)"
        " OR EXISTS (SELECT 1 FROM feuilles WHERE serie = NEW.serie AND acte = NEW.acte)"
    ),
}


def upgrade() -> None:
    """Widen the key of a paper, then build the new tables and their locks."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        _refaire_papiers()
    else:
        op.add_column("papiers", sa.Column("rectification", sa.Integer, nullable=False, server_default="0"))
        op.add_column("papiers", sa.Column("remplace", sa.Text))
        op.drop_constraint("papier_unique_pour_toujours", "papiers", type_="unique")
        op.create_unique_constraint("papier_unique_pour_toujours", "papiers", list(_CLE))
    op.create_index("papiers_par_centre", "papiers", ["siret", "rang"])
    op.create_index("papiers_qui_remplacent", "papiers", ["remplace"])
    op.add_column("emissions", sa.Column("ensemble", sa.Text))
    op.create_index("emissions_d_un_ensemble", "emissions", ["ensemble"])
    _creer_evenements()
    _creer_stock()
    for table in (*(("papiers",) if sqlite else ()), *_NOUVELLES):
        _verrouiller(table, sqlite)


def _texte(nom: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(nom, sa.Text, nullable=nullable)


def _entier(nom: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(nom, sa.Integer, nullable=nullable)


def _rang(lien: str) -> sa.Column[int]:
    return sa.Column(
        "rang", sa.Integer, sa.ForeignKey("journal.rang", name=lien), primary_key=True, autoincrement=False
    )


def _refaire_papiers() -> None:
    """SQLite cannot change a constraint: the table is copied into one that has the new key."""
    colonnes = (
        "rang, genre, session, destinataire, certification, annee, departement, siret, nom, prenoms, naissance,"
        " date_emission, numero, serie, sequence, cle, code"
    )
    op.create_table(
        "papiers_0002",
        _rang("papier_au_journal"),
        *map(_texte, ("genre", "session", "destinataire", "certification")),
        _entier("annee"),
        *map(_texte, ("departement", "siret", "nom", "prenoms")),
        _texte("naissance", nullable=True),
        _texte("date_emission"),
        *(_texte(nom, nullable=True) for nom in ("numero", "serie")),
        _entier("sequence", nullable=True),
        *(_texte(nom, nullable=True) for nom in ("cle", "code")),
        sa.Column("rectification", sa.Integer, nullable=False, server_default="0"),
        _texte("remplace", nullable=True),
        sa.UniqueConstraint(*_CLE, name="papier_unique_pour_toujours"),
        sa.UniqueConstraint("numero", name="numero_pour_un_seul_papier"),
        sa.UniqueConstraint("serie", "annee", "departement", "sequence", name="sequence_sans_doublon"),
        sa.CheckConstraint(
            "(numero IS NULL) = (serie IS NULL) AND (numero IS NULL) = (sequence IS NULL)"
            " AND (numero IS NULL) = (cle IS NULL) AND (numero IS NULL) = (code IS NULL)",
            name="papier_numerote_et_signe",
        ),
    )
    op.execute(f"INSERT INTO papiers_0002 ({colonnes}) SELECT {colonnes} FROM papiers ORDER BY rang")
    op.drop_table("papiers")  # its locks go with it
    op.rename_table("papiers_0002", "papiers")


def _creer_evenements() -> None:
    op.create_table(
        "evenements",
        _rang("evenement_au_journal"),
        *map(_texte, ("acte", "numero", "jour", "motif")),
        *(_texte(nom, nullable=True) for nom in ("serie_gachee", "serie_nouvelle")),
        _entier("rectification"),
    )
    op.create_index("evenements_d_un_numero", "evenements", ["numero", "acte"])


def _creer_stock() -> None:
    op.create_table(
        "receptions",
        _rang("reception_au_journal"),
        *map(_texte, ("departement", "prefixe")),
        *map(_entier, ("chiffres", "premiere", "derniere")),
        _texte("jour"),
        sa.CheckConstraint("premiere <= derniere", name="reception_dans_l_ordre"),
    )
    op.create_index("receptions_par_prefixe", "receptions", ["prefixe", "chiffres", "premiere"])
    op.create_table(
        "feuilles",
        _rang("feuille_au_journal"),
        *map(_texte, ("acte", "departement", "serie")),
        _texte("numero", nullable=True),
        *map(_texte, ("jour", "motif")),
        sa.UniqueConstraint("serie", "acte", name="feuille_une_seule_fois"),
    )
    op.create_index("feuilles_d_un_numero", "feuilles", ["numero"])
    op.create_index("feuilles_par_departement", "feuilles", ["departement", "acte", "serie"])


def _verrouiller(table: str, sqlite: bool) -> None:
    if not sqlite:
        op.execute(
            f"CREATE TRIGGER {table}_ne_se_reecrit_pas BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION registre_ne_se_reecrit_pas()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_ne_se_reecrit_pas")
        return
    refus = f"SELECT RAISE(ABORT, 'le registre ne se réécrit pas : {table}')"
    op.execute(f"CREATE TRIGGER {table}_ne_se_modifie_pas BEFORE UPDATE ON {table} BEGIN {refus}; END")
    op.execute(f"CREATE TRIGGER {table}_ne_s_efface_pas BEFORE DELETE ON {table} BEGIN {refus}; END")
    op.execute(
        f"CREATE TRIGGER {table}_ne_se_remplace_pas BEFORE INSERT ON {table}"
        f" WHEN {_REMPLACEMENTS[table]} BEGIN {refus}; END"
    )
