"""What the three convocations share: where, when, at what hour, for which tests, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docgen.documents import pv_general
from docgen.documents.page import parties
from docgen.documents.page.libelles_personnes import appel, lignes_adresse, nom_complet, terminaison
from docgen.documents.page.spec import Demande, Spec
from docgen.documents.page.typographie import (
    date_avec_jour,
    date_longue,
    duree,
    heure,
    majuscule,
    nom_imprime,
    telephone,
    texte_courant,
)
from docgen.domain.convocation import convocation_de
from docgen.domain.personnes import Candidat, Jure, Surveillant
from docgen.domain.session import Session, TypeSession

PIECES = ("une pièce d’identité en cours de validité\u00a0;", "la présente convocation.")


@dataclass(frozen=True, slots=True)
class LigneEpreuve:
    """One evaluation situation as a convocation announces it."""

    intitule: str
    duree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueDeSession):
    """What the three models print; each adds its own paragraphs."""

    destinataire: str
    adresse: tuple[str, ...]
    lieu_et_jour: str
    appel: str
    accord: str
    jour: str
    heure: str
    certifications: tuple[str, ...]
    ouverture: str
    lieu: tuple[str, ...]
    epreuves: tuple[LigneEpreuve, ...]
    telephone: str | None
    courriel: str | None
    qualite: str
    paragraphes: tuple[str, ...]
    pieces: tuple[str, ...]
    papier_en_tete: bool


def certifications(demande: Demande) -> tuple[str, ...]:
    """What a CCP or a CCS session decides on; nothing for a titre, which the letter names already."""
    if demande.dossier.session.type is TypeSession.TITRE:
        return ()
    retenues = pv_general.certifications(demande.dossier, demande.brouillon)
    return tuple(f"{une.repere} ({une.code}) – {une.libelle}" for une in retenues)


def ouverture(session: Session) -> str:
    """When the session starts, which may well be after the hour of a convocation."""
    return f"La session commence le {date_avec_jour(session.debut)} à {heure(session.heure_debut)}."


def vue(
    spec: Spec,
    demande: Demande,
    personne: Candidat | Jure | Surveillant,
    qualite: str,
    paragraphes: tuple[str, ...],
    pieces: tuple[str, ...] = PIECES,
) -> Vue:
    """The view of a convocation, with the custom hour of the person or of the session (CONV-02).

    ``qualite`` agrees with the person already.
    """
    dossier, session, agent = demande.dossier, demande.dossier.session, demande.dossier.responsable
    return Vue(
        **parties.champs_de_session(spec, demande, nommer_ccs=True),
        **_a_qui_et_quand(personne, session),
        lieu_et_jour=f"{nom_imprime(dossier.centre.adresse.commune)}, le {date_longue(demande.jour)}",
        certifications=certifications(demande),
        ouverture=ouverture(session),
        lieu=lignes_adresse(session.lieu) or lignes_adresse(dossier.centre.adresse),
        epreuves=tuple(LigneEpreuve(texte_courant(une.intitule), duree(une.duree_minutes)) for une in session.epreuves),
        telephone=telephone(agent.telephone) if agent else None,
        courriel=agent.courriel if agent else None,
        qualite=qualite,
        paragraphes=paragraphes,
        pieces=pieces,
        papier_en_tete=demande.papier_en_tete,
    )


def _a_qui_et_quand(personne: Candidat | Jure | Surveillant, session: Session) -> dict[str, Any]:
    """Whom the letter is sent to, and the day and hour at which he is expected."""
    jour, heure_convocation = convocation_de(personne, session)
    return {
        "destinataire": nom_complet(personne),
        "adresse": lignes_adresse(None if isinstance(personne, Surveillant) else personne.adresse),
        "appel": appel(personne.civilite),
        "accord": terminaison(personne.civilite),
        "jour": majuscule(date_avec_jour(jour)),
        "heure": heure(heure_convocation),
    }
