"""The words of the rule book: acts, effects, findings, and what a rule is given to judge."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from docgen.domain.demarche import SANS_PARAMETRES, Extrait, Parametres
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import INCONNUE, Connue
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.pouvoir import ETAT, Pouvoir
from docgen.domain.personnes import Candidat, Jure
from docgen.domain.report import SANS_REPORT, Report
from docgen.domain.titre import Titre


class Gravite(StrEnum):
    """A finding refuses the act, or only warns."""

    BLOQUANT = "BLOQUANT"
    AVERTISSEMENT = "AVERTISSEMENT"


class Effet(StrEnum):
    """What a rule does: refuse, warn, give new data, or hold as a property of the documents."""

    BLOQUANT = "BLOQUANT"
    AVERTISSEMENT = "AVERTISSEMENT"
    EFFET = "EFFET"
    PROPRIETE = "PROPRIETE"


class Lecture(StrEnum):
    """How a rule was read: the source says it, it is deduced from it, or the regulation says it."""

    L = "L"
    D = "D"
    F = "F"


class Geste(StrEnum):
    """The acts that the rules guard."""

    CREER_SESSION = "creer-session"
    MODIFIER_DATES = "modifier-dates"
    REPORTER_SESSION = "reporter-session"
    SUPPRIMER_SESSION = "supprimer-session"
    COMMANDER_DTE = "commander-dte"
    INSCRIRE_CANDIDAT = "inscrire-candidat"
    DESINSCRIRE_CANDIDAT = "desinscrire-candidat"
    INSCRIRE_JURE = "inscrire-jure"
    EDITER_CONVOCATIONS = "editer-convocations"
    SAISIR_RESULTATS = "saisir-resultats"
    VALIDER_SESSION = "valider-session"
    EDITER_PV = "editer-pv"
    AFFICHER_RESULTATS = "afficher-resultats"
    EDITER_PARCHEMINS = "editer-parchemins"
    EDITER_REMISE = "editer-remise"
    HABILITER_JURE = "habiliter-jure"
    CHANGER_HABILITATION = "changer-habilitation"
    INACTIVER_JURE = "inactiver-jure"
    RECHERCHER_JURES = "rechercher-jures"
    SUSPENDRE_AGREMENT = "suspendre-agrement"
    RETABLIR_AGREMENT = "retablir-agrement"
    CHANGER_FIN_TITRE = "changer-fin-titre"
    MESURES_2020 = "mesures-2020"


TOUS = tuple(Geste)
SANS_SESSION = (
    Geste.HABILITER_JURE,
    Geste.CHANGER_HABILITATION,
    Geste.INACTIVER_JURE,
    Geste.RECHERCHER_JURES,
    Geste.SUSPENDRE_AGREMENT,
    Geste.RETABLIR_AGREMENT,
    Geste.CHANGER_FIN_TITRE,
    Geste.MESURES_2020,
)
EDITER = (
    Geste.EDITER_CONVOCATIONS,
    Geste.EDITER_PV,
    Geste.AFFICHER_RESULTATS,
    Geste.EDITER_PARCHEMINS,
    Geste.EDITER_REMISE,
)


@dataclass(frozen=True, slots=True)
class Manquement:
    """A finding. ``chemin`` is a JSON pointer into the payload; ``message`` says what, why, what to do."""

    regle: str
    gravite: Gravite
    message: str
    chemin: str
    source: str


@dataclass(frozen=True, slots=True)
class Constat:
    """What a rule sees; the registry makes a Manquement of it. ``gravite`` overrides that of the rule."""

    chemin: str
    message: str
    gravite: Gravite | None = None


def _tout_est_dessinable(_: str) -> Sequence[tuple[int, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class Contexte:
    """What a rule may look at.

    ``emis`` are the papers that the register has issued; ``a_emettre`` the (kind, candidate) that the same act is
    about to issue. ``communes`` is the reference of French communes, as ``cle_commune`` folds their names, ``None``
    without one. ``indessinables`` gives what of a text the embedded fonts
    cannot draw right: the place, from 0, and the signs that go together there. ``report`` holds the parameters of the
    acts that move a session's days; ``parametres`` those of the others. ``horloge`` is the day of the server's clock,
    whatever ``aujourdhui`` is said to be; ``au_plus_tot`` the first day of which whoever asks may date a numbered
    paper, ``None`` for who may date one of a day gone by. ``mis_en_forme`` are the pointers of the texts that the
    reading put in normal form. ``connue`` is what the register knows of the session; ``pouvoir``, what whoever asks
    may decide. ``url_publique`` is the address of the service that papers print, ``None`` where nothing is printed.
    """

    objet: Dossier | Extrait
    aujourdhui: date
    geste: Geste
    emis: tuple[Papier, ...] = ()
    a_emettre: frozenset[tuple[str, str]] = frozenset()
    communes: Collection[str] | None = None
    indessinables: Callable[[str], Sequence[tuple[int, str]]] = _tout_est_dessinable
    regles_locales: bool = True
    report: Report = SANS_REPORT
    parametres: Parametres = SANS_PARAMETRES
    horloge: date | None = None
    au_plus_tot: date | None = None
    connue: Connue = INCONNUE
    pouvoir: Pouvoir = ETAT
    mis_en_forme: frozenset[str] = frozenset()
    url_publique: str | None = None

    @property
    def dossier(self) -> Dossier:
        """The whole payload, which every act has but those of ``SANS_SESSION``."""
        assert isinstance(self.objet, Dossier), f"{self.geste} has no session: its rules read objet and parametres"
        return self.objet

    @property
    def titre(self) -> Titre:
        """The titre: of the payload, or given alone."""
        assert self.objet.titre is not None, f"{self.geste} was asked for without its titre"
        return self.objet.titre

    def candidats(self) -> Iterator[tuple[str, Candidat]]:
        """Every candidate with its pointer; the one whom the act enrols comes last."""
        for rang, candidat in enumerate(self.objet.candidats):
            yield f"/candidats/{rang}", candidat
        if self.parametres.candidat is not None:
            yield "/geste/candidat", self.parametres.candidat

    def inscrits(self) -> Iterator[tuple[str, Candidat]]:
        """Those whom the act enrols: the candidate it names, else all those of the payload."""
        if self.parametres.candidat is not None:
            yield "/geste/candidat", self.parametres.candidat
        else:
            yield from self.candidats()

    def jures(self) -> Iterator[tuple[str, Jure]]:
        """The jurors that the act is about, with their pointers: those it names, else those of the payload."""
        if self.parametres.jure is not None:
            yield "/geste/jure", self.parametres.jure
            return
        nommes = self.parametres.jures
        racine, jures = ("/jures", self.objet.jures) if nommes is None else ("/geste/jures", nommes)
        for rang, jure in enumerate(jures):
            yield f"{racine}/{rang}", jure


def nommer(candidat: Candidat) -> str:
    """A candidate in a message: name, first names, identifier."""
    return f"{candidat.nom} {candidat.prenoms} ({candidat.id})"


_AVANT_SIGNE_DOUBLE = re.compile(r" (?=[:;!?»])|(?<=«) ")


def typographier(message: str) -> str:
    """A message with the non-breaking spaces of French punctuation."""
    return _AVANT_SIGNE_DOUBLE.sub("\u00a0", message)
