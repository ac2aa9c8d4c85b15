"""A paper handed to a candidate, as the register knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class GenrePapier(StrEnum):
    """The papers whose first issue is kept for ever; each value is the code of the document type."""

    PARCHEMIN = "parchemin"
    LIVRET = "livret"
    NOTIFICATION = "notification"
    FORMULAIRE_REMISE = "formulaire_remise"

    @property
    def est_numerote(self) -> bool:
        """True for the papers that bear a number of their own."""
        return self in (GenrePapier.PARCHEMIN, GenrePapier.LIVRET)

    @property
    def serie(self) -> str:
        """The letter before the number: ``L`` for a livret, nothing for a parchemin."""
        return "L" if self is GenrePapier.LIVRET else ""


@dataclass(frozen=True, slots=True)
class DemandePapier:
    """What is asked of the register: this paper, for this holder.

    ``certification`` is the code of what is certified: ``TP-ddddd``, or the CCS code. ``destinataire`` is the
    candidate's identifier, empty for a session's form. ``departement`` is on three characters; ``annee`` is
    that of the session's validation. ``nom`` and ``prenoms`` are in normal form. ``faits`` is all that the paper says
    (:mod:`docgen.domain.papiers.faits`), empty for a session's form.
    """

    genre: GenrePapier
    session: str
    destinataire: str
    certification: str
    annee: int
    departement: str
    siret: str
    nom: str = ""
    prenoms: str = ""
    naissance: date | None = None
    faits: str = ""

    @property
    def cle(self) -> tuple[str, str, str, str]:
        """What makes the paper unique: one for each genre, session, holder and certification, for ever."""
        return (self.genre.value, self.session, self.destinataire, self.certification)


@dataclass(frozen=True, slots=True)
class Papier:
    """A paper that the register has issued.

    ``date_emission`` is the day of the first issue. ``numero``, ``cle`` (the signing key's identifier) and
    ``code`` (the signature, base64url) are ``None`` for papers without a number. ``remplace`` is the number of the
    paper that was annulled to be issued again, corrected; ``rectification`` counts such corrections. ``rang`` is
    its line in the journal, from which a list goes on. ``remis_le`` is the day of its collection, where the register
    knows one and was asked for the papers of a session.
    """

    demande: DemandePapier
    date_emission: date
    numero: str | None = None
    cle: str | None = None
    code: str | None = None
    rectification: int = 0
    remplace: str | None = None
    rang: int = field(default=0, compare=False)
    remis_le: date | None = field(default=None, compare=False)


def ligne_signee(papier: Papier) -> str:
    """The line that the proof signs: what the paper shows, and nothing else."""
    demande = papier.demande
    naissance = demande.naissance.isoformat() if demande.naissance else ""
    return "|".join(
        (
            papier.numero or "",
            demande.nom,
            demande.prenoms,
            naissance,
            demande.certification,
            papier.date_emission.isoformat(),
        )
    )


@dataclass(frozen=True, slots=True)
class Emission:
    """One document that was produced: what it is, whose it is, the digest of its bytes, the lot that it is of."""

    type: str
    session: str
    destinataire: str
    siret: str
    departement: str
    jour: date
    usage: str
    format: str
    version_modele: str
    sha256: str
    pages: int
    numero: str | None = None
    ensemble: str | None = None


@dataclass(frozen=True, slots=True)
class Statistique:
    """How many documents of a type were produced for a centre, under an authority."""

    siret: str
    departement: str
    type: str
    documents: int


class ActePapier(StrEnum):
    """What can happen to a numbered paper after its issue; each value is the word of the journal."""

    REMISE = "REMISE"
    ANNULATION = "ANNULATION"
    REEDITION = "REEDITION"
    GACHAGE = "GACHAGE"


@dataclass(frozen=True, slots=True)
class Evenement:
    """One act in the life of a numbered paper.

    ``serie_gachee`` and ``serie_nouvelle`` are serials of pre-printed sheets, where they are kept; ``rectification``
    is true of an annulment after which the paper will be issued again, corrected, under another number.
    """

    acte: ActePapier
    numero: str
    jour: date
    motif: str
    serie_gachee: str | None = None
    serie_nouvelle: str | None = None
    rectification: bool = False


def url_verification(base: str, papier: Papier) -> str:
    """The address that the QR carries: the number, the signing key and the signature."""
    return f"{base.rstrip('/')}/verification/{papier.numero}?k={papier.cle}&c={papier.code}"
