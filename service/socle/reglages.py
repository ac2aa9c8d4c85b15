"""What an operator decides of the service. ``service.socle.variables_service`` reads it from the environment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from docgen.settings import Configuration
from service.socle.appelant import Role

DSFR_FEUILLE = "dsfr.min.css"


def nouveau_secret() -> str:
    """256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Debit:
    """How many calls in how many seconds."""

    appels: int
    periode_s: int


@dataclass(frozen=True, slots=True)
class Oidc:
    """The issuer of access tokens. ``role`` and ``siret`` name its claims; ``roles`` turns a value of the first into a
    role; ours need no turning.

    ``client`` and ``secret`` are those of the pages, which sign people in.
    """

    emetteur: str
    audience: str
    role: str = "role"
    siret: str = "siret"
    roles: tuple[tuple[str, Role], ...] = ()
    client: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ReglagesTravaux:
    """How jobs are run.

    ``travaux``: ``None`` for the embedded engine, else the PostgreSQL address of the shared queue. ``ouvriers``: child
    processes for jobs in this process, 0 to leave them to ``docgen ouvrier``. ``bail_s``: how long a piece waits for a
    worker that gives no sign of life, before another takes it.
    """

    travaux: str | None = None
    ouvriers: int = 1
    memoire_mio: int = 1536
    delai_morceau_s: int = 900
    bail_s: int = 10
    conservation_jours: int = 90
    travaux_max: int = 200  # of one caller, waiting or in hand

    @property
    def a_la_fois(self) -> int:
        """How many processes make a job: at least one, here or elsewhere."""
        return max(1, self.ouvriers)


@dataclass(frozen=True, slots=True)
class ConfigurationService:
    """The settings of the service; ``docgen`` are those that the command line has too.

    ``rendus`` child processes make the documents that somebody waits for; jobs have their own. ``secret`` signs the
    cookie of the form to come in; without one, it lasts as long as these settings. ``processus`` share the port, and
    the limits of calls. ``mandataires`` are the proxies whose word on the caller's address is taken.
    ``attente_max_s``: what should take longer is a job, whichever way it is asked for.
    ``quota`` is how many bytes are kept for one caller (deposits, payloads of lots, scans, first answers),
    ``suivis_max`` how many jobs it follows at once. ``textes`` is the folder where the operator writes the contact, the
    legal notice and the like.
    """

    docgen: Configuration = field(default_factory=Configuration)
    fichiers: str = "docgen.fichiers"
    travaux: ReglagesTravaux = field(default_factory=ReglagesTravaux)
    rendus: int = 1
    delai_s: float = 60.0
    attente_max_s: float = 10.0
    oidc: Oidc | None = None
    secret: str = field(default_factory=nouveau_secret, repr=False, compare=False)
    dsfr: Path | None = None
    textes: Path | None = None
    debit: Debit = Debit(6_000, 60)
    debit_adresse: Debit = Debit(600, 60)
    debit_verification: Debit = Debit(60, 60)
    taille_lot: int = 256_000_000
    quota: int = 5_000_000_000
    suivis_max: int = 50
    processus: int = 1
    mandataires: str = "127.0.0.1"
