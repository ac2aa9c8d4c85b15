"""The first schema: callers, deposits, jobs and their pieces, files, idempotence, and an audit that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build everything."""
    _creer_cles()
    _creer_depots()
    _creer_travaux()
    _creer_fichiers()
    _creer_idempotence()
    _creer_audit()
    if op.get_bind().dialect.name == "sqlite":
        _verrouiller_sqlite()
    else:
        _verrouiller_postgresql()


def _textes(*noms: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(nom, sa.Text, nullable=nullable) for nom in noms]


def _entier(nom: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(nom, sa.Integer, nullable=nullable)


def _identifiant() -> sa.Column[str]:
    return sa.Column("id", sa.Text, primary_key=True)


def _creer_cles() -> None:
    op.create_table(
        "cles_api",
        _identifiant(),
        sa.Column("empreinte", sa.Text, nullable=False, unique=True),
        *_textes("nom", "role"),
        *_textes("siret", nullable=True),
        *_textes("creee"),
        *_textes("revoquee", nullable=True),
    )


def _creer_depots() -> None:
    op.create_table(
        "depots",
        _identifiant(),
        *_textes("appelant"),
        *_textes("siret", "session", nullable=True),
        *_textes("nom"),
        _entier("taille"),
        *_textes("sha256", "cle", "etat", "rapport", "cree"),
    )
    op.create_index("depots_par_centre", "depots", ["siret", "cree"])


def _creer_travaux() -> None:
    op.create_table(
        "travaux",
        _identifiant(),
        *_textes("genre", "parametres", "appelant"),
        *_textes("siret", nullable=True),
        *_textes("etat"),
        _entier("priorite"),
        _entier("faits"),
        _entier("total", nullable=True),
        sa.Column("annulation", sa.Boolean, nullable=False),
        *_textes("message", "bilan", nullable=True),
        *_textes("cree"),
        *_textes("debute", "fini", nullable=True),
        _entier("version"),
    )
    op.create_index("travaux_a_faire", "travaux", ["etat", "priorite", "cree"])
    op.create_index("travaux_par_centre", "travaux", ["siret", "cree"])
    op.create_table(
        "morceaux",
        sa.Column("travail", sa.Text, sa.ForeignKey("travaux.id"), primary_key=True),
        sa.Column("rang", sa.Integer, primary_key=True, autoincrement=False),
        *_textes("etat"),
        _entier("tentatives"),
        sa.Column("pas_avant", sa.Float, nullable=False),
        sa.Column("bail", sa.Float),
        *_textes("ouvrier", "erreur", nullable=True),
    )
    op.create_index("morceaux_a_faire", "morceaux", ["etat", "pas_avant"])


def _creer_fichiers() -> None:
    op.create_table(
        "fichiers",
        _identifiant(),
        *_textes("cle", "nom", "type_media"),
        _entier("taille"),
        *_textes("sha256"),
        *_textes("siret", nullable=True),
        sa.Column("travail", sa.Text, sa.ForeignKey("travaux.id")),
        *_textes("cree"),
    )
    op.create_index("fichiers_d_un_travail", "fichiers", ["travail"])
    op.create_table(
        "tirages",
        sa.Column("fichier", sa.Text, sa.ForeignKey("fichiers.id"), primary_key=True),
        *_textes("imprime", "par"),
    )


def _creer_idempotence() -> None:
    op.create_table(
        "idempotence",
        sa.Column("appelant", sa.Text, primary_key=True),
        sa.Column("cle", sa.Text, primary_key=True),
        *_textes("empreinte"),
        _entier("statut", nullable=True),
        *_textes("entetes", nullable=True),
        sa.Column("corps", sa.LargeBinary),
        sa.Column("bail", sa.Float, nullable=False),
        *_textes("cree"),
    )


def _creer_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("rang", sa.Integer, primary_key=True),
        *_textes("horodatage", "appelant", "role", "acte", "objet"),
        _entier("statut"),
        *_textes("reference"),
    )


def _verrouiller_sqlite() -> None:
    refus = "SELECT RAISE(ABORT, 'l''audit ne se réécrit pas')"
    op.execute(f"CREATE TRIGGER audit_ne_se_modifie_pas BEFORE UPDATE ON audit BEGIN {refus}; END")
    op.execute(f"CREATE TRIGGER audit_ne_s_efface_pas BEFORE DELETE ON audit BEGIN {refus}; END")
    # INSERT OR REPLACE erases without firing the DELETE trigger.
    op.execute(
        "CREATE TRIGGER audit_ne_se_remplace_pas BEFORE INSERT ON audit"
        f" WHEN EXISTS (SELECT 1 FROM audit WHERE rang = NEW.rang) BEGIN {refus}; END"
    )


def _verrouiller_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_ne_se_reecrit_pas() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'l''audit ne se réécrit pas' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_ne_se_reecrit_pas BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_ne_se_reecrit_pas()"
    )
    # ALWAYS: the trigger also fires in a session that replays a replication.
    op.execute("ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_ne_se_reecrit_pas")
