"""The stages of a session, from its first deposit to the collection of its papers, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from docgen.documents.page.parties import bloc_centre
from docgen.documents.page.typographie import accord, nom_imprime, texte_courant
from docgen.domain.dossier import Dossier
from docgen.domain.langue.alphabet import lettres_nues
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.regles.apres_examen.remise import echeance
from docgen.domain.session import StatutSession
from service.socle.vues import Badge

ACCEPTE, REFUSE = "ACCEPTE", "REFUSE"
DIFFERE = "DIFFERE"  # from what the State has attested


class Etape(StrEnum):
    """Where a session stands; each value is its word in an address."""

    A_CORRIGER = "a-corriger"
    PRETE = "prete"
    EN_ATTENTE = "en-attente"
    EMISE = "emise"
    REMISE = "remise"
    SANS_SUITE = "sans-suite"  # suspended, or cancelled


BADGES: Mapping[Etape, Badge] = {
    Etape.A_CORRIGER: ("error", "à corriger"),
    Etape.PRETE: ("success", "prête"),
    Etape.EN_ATTENTE: ("info", "en attente de l’État"),
    Etape.EMISE: ("info", "émise"),
    Etape.REMISE: ("success", "remise"),
    Etape.SANS_SUITE: ("", "sans suite"),
}
_GESTES = {
    StatutSession.EN_PREPARATION: "Commander le DTE, convoquer",
    StatutSession.DTE_DEMANDE: "Convoquer",
    StatutSession.CONVOCATIONS_ENVOYEES: "Tenir la session",
    StatutSession.TERMINEE: "Imprimer les procès-verbaux, envoyer le pli",
    StatutSession.VALIDEE: "Émettre les papiers",
}
_A_VENIR = (StatutSession.EN_PREPARATION, StatutSession.DTE_DEMANDE, StatutSession.CONVOCATIONS_ENVOYEES)


@dataclass(frozen=True, slots=True)
class Fiche:
    """What is remembered of a session besides its deposits: nothing of a person but in ``recherche``.

    ``remise_due``: the day on which its form is due, once its papers are received.
    ``documents`` counts by type what its status calls for.
    """

    statut: str = ""
    titre: str = ""
    debut: str = ""
    fin: str = ""
    centre: str = ""
    candidats: int = 0
    attendus: int = 0
    recherche: str = ""
    remise_due: str = ""
    autorite: str = ""
    documents: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionConnue:
    """A session, as its row tells it; see ``service.socle.tables.sessions``."""

    siret: str
    session: str
    depot: str | None
    etat: str | None
    statut: str
    titre: str
    debut: str
    fin: str
    centre: str
    autorite: str
    candidats: int
    attendus: int
    remise_due: str
    attestee: bool
    renvoi: str | None
    numerotes: int
    sans_numero: int
    remis: int
    annules: int
    lot: str | None = None

    @property
    def donnes(self) -> int:
        """How many of the papers called for have had their number; one annulled for good will have no other."""
        return self.numerotes + self.annules

    @property
    def renvoyee(self) -> bool:
        """True while the State waits for another deposit than the latest."""
        return self.renvoi is not None and self.renvoi == self.depot

    @property
    def etape(self) -> Etape:
        """Where it stands: what was issued says more than a deposit that came after."""
        if self.renvoyee:
            return Etape.A_CORRIGER
        if (self.donnes or self.sans_numero) and self.donnes >= self.attendus:
            return Etape.REMISE if self.numerotes and self.remis >= self.numerotes else Etape.EMISE
        if self.depot is not None and self.etat not in (ACCEPTE, DIFFERE):
            return Etape.A_CORRIGER
        if self.statut in (StatutSession.ANNULEE, StatutSession.SUSPENDUE):
            return Etape.SANS_SUITE
        if self.statut == StatutSession.VALIDEE and (not self.attestee or self.etat == DIFFERE):
            return Etape.EN_ATTENTE
        return Etape.PRETE

    @property
    def badge(self) -> Badge:
        """Its stage, as lists show it."""
        return BADGES[self.etape]

    @property
    def adresse(self) -> str:
        """Its page. An identifier may hold « / », and never « ~ »."""
        return f"/sessions/{self.siret}/{self.session.replace('/', '~')}"

    def suite(self, jour: date) -> str:
        """What comes next, in a few words."""
        etape = self.etape
        if etape is Etape.A_CORRIGER:
            return "Corriger ce que l’État demande" if self.renvoyee else "Corriger le fichier, le déposer de nouveau"
        if etape is Etape.EN_ATTENTE:
            if self.etat == DIFFERE:
                return "Rétablir ce que l’État a attesté, ou attendre qu’il atteste de nouveau"
            return "Attendre l’attestation de l’État"
        if etape is Etape.EMISE:
            restent = self.numerotes - self.remis
            return f"Remettre {accord(restent, 'papier')}" if restent else "Remettre les notifications"
        if etape is Etape.REMISE:
            return "Envoyer le formulaire de remise signé"
        if etape is Etape.SANS_SUITE:
            return "Rien à émettre"
        if self.depot is None:
            return "Redéposer la session, pour émettre ses papiers"
        if self.statut in _A_VENIR and self.fin and self.fin < jour.isoformat():
            return "Déposer les résultats : la session est passée"
        if self.donnes:
            return f"Émettre les papiers : {self.donnes} sur {self.attendus} le sont"
        return _GESTES.get(StatutSession(self.statut), "") if self.statut else ""


def fiche_de(dossier: Dossier) -> Fiche:
    """What a sound payload says of its session."""
    session, titre = dossier.session, dossier.titre
    noms = (f"{un.nom} {un.nom_usage or ''} {un.prenoms}" for un in dossier.candidats)
    centre, due = bloc_centre(dossier).nom, echeance(dossier)
    return Fiche(
        statut=session.statut.value,
        titre=texte_courant(titre.libelle),
        debut=session.debut.isoformat(),
        fin=session.fin.isoformat(),
        centre=centre,
        candidats=len(dossier.candidats),
        attendus=sum(genre.est_numerote for _, genre in papiers_attendus(dossier)),
        remise_due=due.isoformat() if due else "",
        recherche=cherchable(session.id, titre.code, titre.libelle, titre.abrege, centre, *noms),
        autorite=departement_sur_trois(dossier.autorite.departement),
    )


def cherchable(*textes: str) -> str:
    """Texts as a search compares them: without accents nor capitals, one a line."""
    return "\n".join(lettres_nues(nom_imprime(texte)) for texte in textes)
