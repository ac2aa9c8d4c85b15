"""What the State attests of a session: its facts, and those of each candidate, results included.

They do not depend on the day: the authority's labels are those of the validation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.faits import FAITS, Fait, faits_de_la_session, faits_du_candidat
from docgen.domain.papiers.papier import Faits, Papier
from docgen.domain.papiers.pouvoir import PERSONNE

SESSION = ""  # whose facts are those of the session
RETRAIT = "le dossier ne l’a plus"


@dataclass(frozen=True, slots=True)
class Connue:
    """What the register knows of a session: the SIRET that it is bound to, and the facts attested, if any.

    ``depuis``: the line of the journal since which each says so. ``le`` and ``par``: when the last attestation was
    written, and by whom.
    """

    siret: str | None = None
    faits: Mapping[str, Faits] = field(default_factory=dict, repr=False)
    depuis: Mapping[str, int] = field(default_factory=dict, compare=False)
    le: str | None = None
    par: str | None = None

    @property
    def attestee(self) -> bool:
        """True once the State has attested it."""
        return SESSION in self.faits


INCONNUE = Connue()
AILLEURS = Connue(siret=PERSONNE)  # of a centre that whoever asks has nothing to know of


@dataclass(frozen=True, slots=True)
class Attestation:
    """``faits``: those of the session under ``SESSION``, and those of each candidate under his identifier.

    ``entiere``: its list was read as a whole, so that whoever is not on it is attested no more. Whoever asks for a
    paper attests the persons that he names, and says nothing of the others.
    """

    session: str
    siret: str
    faits: Mapping[str, Faits] = field(repr=False)
    entiere: bool = False

    def deja_dite(self, connue: Connue) -> bool:
        """True if it changes nothing of what is attested."""
        dites = all(connue.faits.get(qui) == faits for qui, faits in self.faits.items())
        return connue.siret == self.siret and dites and not self.retires(connue)

    def retires(self, connue: Connue) -> frozenset[str]:
        """Who was attested, and would be no more."""
        return frozenset(connue.faits.keys() - self.faits.keys()) if self.entiere else frozenset()


def attestation_de(dossier: Dossier, entiere: bool = False) -> Attestation:
    """What attesting this dossier says."""
    faits: dict[str, Faits] = {SESSION: faits_de_la_session(dossier)}
    faits |= {candidat.id: faits_du_candidat(dossier, candidat) for candidat in dossier.candidats}
    return Attestation(dossier.session.id, dossier.centre.siret, faits, entiere)


def contradictions(
    attestation: Attestation, connue: Connue, titulaires: frozenset[str]
) -> Mapping[str, tuple[str, ...]]:
    """What a new attestation would change of what papers already say, by person, by the names of the fields.

    ``titulaires`` have a numbered paper that stands: their facts are fixed, and those of the session with them.
    """
    fixes = titulaires | {SESSION} if titulaires else titulaires
    changes = dict.fromkeys(sorted(attestation.retires(connue) & titulaires), (RETRAIT,))
    for qui, fait in differences(connue.faits, attestation.faits):
        if qui in fixes:
            changes[qui] = (*changes.get(qui, ()), fait.intitule)
    return changes


def est_dementi(papier: Papier, connue: Connue) -> bool:
    """True of a paper without a number of which the State has attested otherwise since: it is issued anew, corrected.

    Such a paper cannot be annulled by its number; what contradicts it is a new attestation.
    """
    if papier.numero is not None or not papier.demande.faits:
        return False
    personnes = (SESSION, papier.demande.destinataire)
    if papier.rang >= max(connue.depuis.get(qui, 0) for qui in personnes):
        return False
    dits = {nom: valeur for qui in personnes for nom, valeur in connue.faits.get(qui, {}).items()}
    return any(dits.get(nom, valeur) != valeur for nom, valeur in papier.demande.faits.items())


def differences(connus: Mapping[str, Faits], actuels: Mapping[str, Faits]) -> Iterator[tuple[str, Fait]]:
    """Person by person, each fact that is not the one attested; who was not attested is not compared."""
    for qui, faits in actuels.items():
        if qui in connus:
            yield from ((qui, fait) for nom, fait in FAITS.items() if connus[qui].get(nom) != faits.get(nom))
