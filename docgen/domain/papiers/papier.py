"""A paper handed to a candidate, as the register knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from ipaddress import IPv4Address, ip_address
from socket import inet_aton
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from docgen.domain.papiers.cle_courte import cle_courte

# The facts that a paper certifies, by name: texts, integers, booleans, null, and lists of these.
Faits = Mapping[str, Any]
# The slip of a lot has an emission, and is no document of a session.
BORDEREAU_LIVRAISON = "bordereau_livraison"


@dataclass(frozen=True, slots=True)
class Case:
    """A box to sign: on which page, where (left, top, width, height, in millimetres from the middle of the page's
    code), whose, and for which paper when it is a collection. ``candidat``: the identifier of a candidate who signs."""

    page: int
    cadre: tuple[float, float, float, float]
    qui: str
    numero: str | None = None
    candidat: str | None = None


@dataclass(frozen=True, slots=True)
class Releve:
    """What is kept of pages that come back, beside the chain for it names people: the name of their file, their boxes.

    ``transmis``: an original of it goes to the State (PV-02).
    """

    fichier: str
    transmis: bool = False
    cases: tuple[Case, ...] = ()

    @classmethod
    def de_json(cls, valeurs: Mapping[str, Any]) -> Releve:
        """From JSON: that of ``asdict``.

        Raises:
            TypeError, KeyError: it is not that of one.
        """
        cases = tuple(Case(**{**case, "cadre": tuple(case["cadre"])}) for case in valeurs["cases"])
        return cls(valeurs["fichier"], valeurs["transmis"], cases)

    def nomme(self, candidat: str) -> bool:
        """True when a box of it is that candidate's."""
        return any(case.candidat == candidat for case in self.cases)


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

    @property
    def nomme(self) -> str:
        """How sentences name a paper of a person: ``le parchemin``, ``la notification``."""
        return f"{'la' if self is GenrePapier.NOTIFICATION else 'le'} {self.value}"


@dataclass(frozen=True, slots=True)
class DemandePapier:
    """What is asked of the register: this paper, for this holder.

    ``certification`` is the code of what is certified: ``TP-ddddd``, or the CCS code. ``destinataire`` is the
    candidate's identifier, empty for a session's form. ``departement`` is on three characters; ``annee`` is
    that of the session's validation. ``faits`` is all that the paper says but its number and its day
    (:mod:`docgen.domain.papiers.faits`); a session's form has no holder, and nearly none.
    """

    genre: GenrePapier
    session: str
    destinataire: str
    certification: str
    annee: int
    departement: str
    siret: str
    faits: Faits = field(default_factory=dict, repr=False)

    @property
    def nom(self) -> str:
        """The holder's name, empty for a session's form."""
        return str(self.faits.get("nom", ""))

    @property
    def prenoms(self) -> str:
        """The holder's first names, empty for a session's form."""
        return str(self.faits.get("prenoms", ""))

    @property
    def naissance(self) -> date | None:
        """The holder's birth date."""
        return date.fromisoformat(self.faits["naissance"]) if "naissance" in self.faits else None

    @property
    def cle(self) -> tuple[str, str, str]:
        """What makes the paper unique: one for each genre, session and holder, for ever, whatever it certifies."""
        return (self.genre.value, self.session, self.destinataire)


@dataclass(frozen=True, slots=True)
class Papier:
    """A paper that the register has issued.

    ``date_emission`` is the day of the first issue. ``numero``, ``cle`` (the signing key's identifier) and
    ``jeton`` (the facts, signed: a compact JWS) are ``None`` for papers without a number. ``empreinte`` is the
    salted digest of all its facts, which the journal keeps. ``remplace`` is the number of the
    paper that was annulled to be issued again, corrected; ``rectification`` counts such corrections. ``rang`` is
    its line in the journal, from which a list goes on. ``remis_le`` is the day of its collection, where the register
    knows one and was asked for the papers of a session.
    """

    demande: DemandePapier
    date_emission: date
    numero: str | None = None
    cle: str | None = None
    jeton: str | None = None
    empreinte: str = ""
    rectification: int = 0
    remplace: str | None = None
    rang: int = field(default=0, compare=False)
    remis_le: date | None = field(default=None, compare=False)

    @property
    def est_un_specimen(self) -> bool:
        """True of a paper made for a trial: it proves nothing, and says so."""
        return bool(self.demande.faits.get("specimen"))

    @property
    def faits(self) -> Faits:
        """All that it certifies, the number and the day of first issue included."""
        propres = {"numero": self.numero} if self.numero else {}
        return {**self.demande.faits, **propres, "date_emission": self.date_emission.isoformat()}

    @property
    def cle_courte(self) -> str | None:
        """What a hand types beside the number; ``None`` for a paper without one."""
        return cle_courte(self.jeton) if self.jeton else None


@dataclass(frozen=True, slots=True)
class Emission:
    """One document that was produced: what it is, whose it is, the digest of its bytes, the lot that it is of.

    ``identifiant`` is what the codes of its pages name it, where they bear one: the same, whenever it says the same;
    ``releve`` is then what is kept of them.
    """

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
    identifiant: str | None = None
    releve: Releve | None = field(default=None, repr=False, compare=False)

    @classmethod
    def de(cls, document: object, **autres: Any) -> Emission:
        """What is written down of a document that tells a part of it, under the same names; ``autres`` tell more."""
        dits = {champ.name: getattr(document, champ.name) for champ in fields(cls) if hasattr(document, champ.name)}
        return cls(**dits | autres)


@dataclass(frozen=True, slots=True)
class Statistique:
    """How many documents of a type were issued in a month (``2026-11``), for a centre, under an authority."""

    mois: str
    siret: str
    departement: str
    type: str
    documents: int


class ActePapier(StrEnum):
    """What can happen to a numbered paper after its issue; each value is the word of the journal."""

    REMISE = "REMISE"
    CORRECTION = "CORRECTION"  # of a collection that was written by mistake
    ANNULATION = "ANNULATION"
    REEDITION = "REEDITION"
    GACHAGE = "GACHAGE"


# Why, by act; a hand-over has no reason.
MOTIFS: Mapping[ActePapier, Mapping[str, str]] = MappingProxyType(
    {
        ActePapier.REMISE: {},
        ActePapier.CORRECTION: {"ERREUR_DE_SAISIE": "erreur de saisie", "AUTRE": "autre"},
        ActePapier.ANNULATION: {
            "ERREUR_IDENTITE": "erreur sur l’identité",
            "ERREUR_RESULTAT": "erreur sur le résultat",
            "DECISION_DE_JUSTICE": "décision de justice",
            "FRAUDE": "fraude",
            "DOUBLE": "papier en double",
            "AUTRE": "autre",
        },
        ActePapier.REEDITION: {
            "PERTE": "perte",
            "VOL": "vol",
            "DETERIORATION": "détérioration",
            "AUTRE": "autre",
        },
        ActePapier.GACHAGE: {
            "BOURRAGE": "bourrage",
            "IMPRESSION_DEFECTUEUSE": "impression défectueuse",
            "FEUILLE_ABIMEE": "feuille abîmée",
            "AUTRE": "autre",
        },
    }
)
PRECISION_MAX = 300


@dataclass(frozen=True, slots=True)
class Evenement:
    """One act in the life of a numbered paper. ``motif`` is a code (:data:`MOTIFS`), ``precision`` says more of it.

    ``serie_gachee`` and ``serie_nouvelle`` are serials of pre-printed sheets, where they are kept; ``rectification``
    is true of an annulment after which the paper will be issued again, corrected, under another number.
    """

    acte: ActePapier
    numero: str
    jour: date
    motif: str = ""
    serie_gachee: str | None = None
    serie_nouvelle: str | None = None
    rectification: bool = False
    precision: str = ""


def url_verification(base: str, papier: Papier) -> str:
    """The address that the QR carries: the number, then the token where no server is told of it."""
    return f"{base.rstrip('/')}/verification/{papier.numero}#{papier.jeton}"


_NOMS_DE_LA_MACHINE = ("localhost.localdomain", "ip6-localhost", "ip6-loopback")


def est_locale(url: str) -> bool:
    """True for an address that only the machine itself can open, however it is spelt: its papers are specimens."""
    hote = (urlsplit(url).hostname or "").rstrip(".")
    try:
        lue = ip_address(hote)
    except ValueError:
        try:
            lue = IPv4Address(inet_aton(hote))  # 127.1, 0x7f000001…: what a browser reads as numbers
        except (OSError, ValueError):
            return hote.rpartition(".")[2] == "localhost" or hote in _NOMS_DE_LA_MACHINE
    vraie = getattr(lue, "ipv4_mapped", None) or lue
    return vraie.is_loopback or vraie.is_unspecified
