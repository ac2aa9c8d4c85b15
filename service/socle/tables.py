"""The service's tables; the migrations build them, a test proves that both agree.

They stand in the register's database, beside its own tables, which they never touch. Instants are ISO text in UTC;
leases and ages are compared as seconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from docgen.registre.tables import textes

VERSION = "0001"
TABLE_VERSION = "version_service"

metadata = MetaData()

cles_api = Table(
    "cles_api",
    metadata,
    Column("id", Text, primary_key=True),
    Column("empreinte", Text, nullable=False, unique=True),  # SHA-256 of the secret, which is kept nowhere
    *textes("nom", "role"),
    Column("siret", Text),
    Column("creee", Text, nullable=False),
    Column("revoquee", Text),
)

visites = Table(  # who is signed in on the pages
    "visites",
    metadata,
    Column("empreinte", Text, primary_key=True),  # SHA-256 of what the cookie holds
    *textes("appelant", "role"),
    Column("siret", Text),
    Column("nom", Text, nullable=False),
    Column("emetteur", Text),  # of the access token, where one said who it is
    Column("cree", Text, nullable=False),
)

depots = Table(
    "depots",
    metadata,
    Column("id", Text, primary_key=True),
    Column("appelant", Text, nullable=False),
    Column("siret", Text),  # of the payload's centre; of its caller when the payload is malformed
    Column("session", Text),
    Column("nom", Text, nullable=False),  # of the file, as it was sent
    Column("taille", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("cle", Text, nullable=False),  # where the store keeps the payload
    Column("etat", Text, nullable=False),  # ACCEPTE, REFUSE, MALFORME
    Column("rapport", Text, nullable=False),  # JSON: erreurs[], manquements[], types
    Column("cree", Text, nullable=False),
    Index("depots_par_centre", "siret", "cree"),
    Index("depots_par_appelant", "appelant", "cree", "taille"),
    Index("depots_d_une_session", "session", "siret", "cree"),
)

sessions = Table(  # one row each, whatever became of its deposits: what lists show, filter and count
    "sessions",
    metadata,
    *textes("siret", "session", cle=True),
    Column("depot", Text),  # the latest; None once it was purged
    Column("etat", Text),  # of that deposit
    *textes("statut", "titre", "debut", "fin", "centre"),
    Column("autorite", Text, nullable=False),  # its department, on three characters
    Column("candidats", Integer, nullable=False),
    Column("attendus", Integer, nullable=False),  # how many numbered papers its results call for
    Column("remise_due", Text, nullable=False),  # the day on which the form of its collections is due, if it is known
    Column("recherche", Text, nullable=False),  # what a search looks in: names too, as long as the deposit is kept
    Column("etape", Text, nullable=False),
    # What the register knows, up to that line of its journal; None where it is to be asked.
    Column("rang", Integer),
    Column("attestee", Boolean, nullable=False),
    Column("renvoi", Text),
    Column("numerotes", Integer, nullable=False),
    Column("sans_numero", Integer, nullable=False),
    Column("remis", Integer, nullable=False),
    Column("annules", Integer, nullable=False),
    Column("lot", Text),  # that printed it last
    Index("sessions_par_centre", "siret", "debut"),
    Index("sessions_par_etape", "etape", "debut"),
    Index("sessions_lues", "rang"),
)

restes = Table(  # how many documents of a type a session calls for, and how many of them stand on paper
    "restes",
    metadata,
    *textes("siret", "session", "type", cle=True),
    Column("attendus", Integer, nullable=False),
    Column("imprimes", Integer, nullable=False),
)

choix = Table(  # the sessions that somebody has chosen for the lot that he composes
    "choix",
    metadata,
    *textes("appelant", "siret", "session", cle=True),
    Column("depot", Text, nullable=False),  # the latest, when it was chosen
)

travaux = Table(
    "travaux",
    metadata,
    Column("id", Text, primary_key=True),
    Column("genre", Text, nullable=False),  # dossier, lot
    Column("parametres", Text, nullable=False),  # JSON
    Column("appelant", Text, nullable=False),
    Column("siret", Text),
    Column("session", Text),  # the one that it is for, where it is for one
    Column("etat", Text, nullable=False),
    Column("priorite", Integer, nullable=False),  # the greater goes first
    Column("faits", Integer, nullable=False),
    Column("total", Integer),  # None until it is cut into pieces
    Column("documents", Integer, nullable=False, default=0),  # made so far, of those that are to be
    Column("documents_prevus", Integer, nullable=False, default=0),
    Column("estimation", Integer),  # in seconds, once it is estimated: before anything is numbered
    Column("feuilles_prevues", Integer),  # of a lot
    Column("volumes_prevus", Integer),
    Column("forme", Integer),  # of the files that it was cut into; None until then
    Column("annulation", Boolean, nullable=False),
    Column("message", Text),
    Column("bilan", Text),  # JSON, once it is over
    Column("cree", Text, nullable=False),
    Column("debute", Text),
    Column("servi", Float),  # when a worker last took one of its pieces
    Column("fini", Text),
    Column("version", Integer, nullable=False),  # grows at each change: what a follower waits for
    Column("octets", BigInteger, nullable=False),  # of the payloads that came with it
    Index("travaux_par_appelant", "appelant", "etat"),
    Index("travaux_a_faire", "etat", "priorite", "cree"),
    Index("travaux_par_centre", "siret", "cree"),
    Index("travaux_d_une_session", "session", "siret"),
)

morceaux = Table(
    "morceaux",
    metadata,
    Column("travail", Text, ForeignKey("travaux.id"), primary_key=True),
    Column("rang", Integer, primary_key=True, autoincrement=False),  # -1: the cutting; the total: the conclusion
    Column("etat", Text, nullable=False),
    Column("tentatives", Integer, nullable=False),
    Column("echecs", Integer, nullable=False),  # of the attempts, those that ended by a failure: not by a sudden death
    Column("pas_avant", Float, nullable=False),  # a retry waits
    Column("bail", Float),  # until when its worker holds it
    Column("pris", Float),  # since when
    Column("fini", Float),
    Column("ouvrier", Text),
    Column("erreur", Text),
    Column("dit", Text),  # the same, as the job's author is told it
    Column("origine", Text),  # whose trouble it was: the machine's, the session's, ours
    Index("morceaux_a_faire", "etat", "pas_avant"),
)

fichiers = Table(
    "fichiers",
    metadata,
    Column("id", Text, primary_key=True),
    *textes("cle", "nom", "type_media"),
    Column("taille", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("siret", Text),
    Column("travail", Text, ForeignKey("travaux.id")),
    Column("cree", Text, nullable=False),
    Column("titre", Text),  # what people call it, where its name is that of a file
    Index("fichiers_d_un_travail", "travail"),
)

tirages = Table(  # what the printing staff says of a volume
    "tirages",
    metadata,
    Column("fichier", Text, ForeignKey("fichiers.id"), primary_key=True),
    *textes("imprime", "par"),
)

lots = Table(  # what people call a lot, and how far it is; kept when its job is purged
    "lots",
    metadata,
    Column("travail", Text, primary_key=True),
    Column("numero", Integer, nullable=False, unique=True),
    Column("lot", Text, nullable=False),  # its name in the register and on its pages
    Column("etape", Text, nullable=False),
    Column("contenu", Text, nullable=False),  # in words, once it is known
    Column("cree", Text, nullable=False),
    Index("lots_par_etape", "etape", "numero"),
    Index("lots_par_nom", "lot"),
)

livraisons = Table(  # of a lot to one of its centres
    "livraisons",
    metadata,
    Column("travail", Text, ForeignKey("lots.travail"), primary_key=True),
    Column("siret", Text, primary_key=True),
    Column("centre", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("diplomes", Integer, nullable=False),
    Column("envoi", Text),  # the day
    Column("envoi_par", Text),
    Column("reception", Text),
    Column("reception_par", Text),
    Column("piece", Text),  # where the store keeps the signed slip
    Column("piece_nom", Text),
)

imprimantes = Table(  # how far each printer misses the place, in millimetres
    "imprimantes",
    metadata,
    Column("nom", Text, primary_key=True),
    Column("droite_recto", Float, nullable=False),
    Column("bas_recto", Float, nullable=False),
    Column("droite_verso", Float, nullable=False),
    Column("bas_verso", Float, nullable=False),
    *textes("mesuree", "par"),
)

seuils = Table(  # below so many sheets, the stock of an authority is said to be low
    "seuils",
    metadata,
    Column("departement", Text, primary_key=True),
    Column("feuilles", Integer, nullable=False),
)

idempotence = Table(
    "idempotence",
    metadata,
    *textes("appelant", "cle", cle=True),
    Column("empreinte", Text, nullable=False),  # SHA-256 of route, query and body
    Column("statut", Integer),  # None while the first call is still at work
    Column("entetes", Text),
    Column("corps", LargeBinary),
    Column("taille", Integer, nullable=False, server_default="0"),  # of the body
    Column("objet", Text),  # where the store keeps a large body, which would swell the database and its backups
    Column("bail", Float, nullable=False),  # past it, an unfinished first call is taken for dead
    Column("cree", Text, nullable=False),
)

presences = Table(  # who said lately that it works: processes that take pieces, and nodes that try to write
    "presences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ouvriers", Integer, nullable=False),
    Column("vu", Float, nullable=False),
)

audit = Table(  # append-only: triggers refuse the rest. No personal data.
    "audit",
    metadata,
    Column("rang", Integer, primary_key=True),
    *textes("horodatage", "appelant", "role", "acte", "objet"),
    Column("statut", Integer, nullable=False),
    Column("reference", Text, nullable=False),
)
