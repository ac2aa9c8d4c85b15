"""The parameters of the acts: what a file has under ``geste``.

A field's description is what the published schema says of it.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import Field

from docgen.contract.genres import Liste
from docgen.contract.modeles import Agrement
from docgen.contract.modeles_personnes import Candidat, Habilitation, Jure
from docgen.contract.objets import Objet
from docgen.contract.valeurs import Booleen, CodeCcp, Identifiant, IdentifiantOption, Plusieurs, UnJour
from docgen.contract.vocabulaires import ChoixAction, ChoixStatutSession
from docgen.domain import demarche, habilitation

ELEMENTS_MAX = 1_000
Element = TypeVar("Element")
Nombreux = Annotated[tuple[Element, ...], Liste(ELEMENTS_MAX)]


class SessionSuivie(Objet):
    """Une session, pour ce qu’une mesure collective en lit et en change."""

    domaine = demarche.SessionSuivie

    id: Identifiant = Field(description="Identifiant de la session dans CERES.")
    statut: ChoixStatutSession = Field(description="État de la session.")
    debut: UnJour = Field(description="Premier jour de la session.")
    fin: UnJour = Field(description="Dernier jour de la session.")
    statut_avant_suspension: ChoixStatutSession | None = Field(None, description="État d’avant la suspension.")
    fin_reportee: Booleen = Field(False, description="La fin a été reportée d’office.")


class HabilitationDesignee(Habilitation):
    """Une habilitation, avec l’identifiant que lui donne l’appelant."""

    domaine = habilitation.HabilitationDesignee

    id: IdentifiantOption = Field(None, description="Identifiant de l’habilitation, rendu tel quel.")


class ParametresInscription(Objet):
    """Paramètres de l’inscription d’un candidat."""

    candidat: Candidat = Field(description="Le candidat à inscrire.")


class ParametresDesinscription(Objet):
    """Paramètres de la désinscription."""

    candidat_id: Identifiant = Field(description="Identifiant du candidat à désinscrire.")


class ParametresInscriptionJure(Objet):
    """Paramètres de l’inscription d’un juré."""

    jure: Jure = Field(description="Le juré à inscrire.")


class ParametresHabilitation(Objet):
    """Paramètres d’une habilitation."""

    habilitation: Habilitation = Field(description="L’habilitation.")
    action: ChoixAction | None = Field(None, description="L’action à faire sur l’habilitation.")
    inscrit_en_session: Booleen | None = Field(None, description="Le juré est inscrit à une session.")
    dernier_exercice: UnJour | None = Field(None, description="Dernier jour connu d’exercice de l’emploi.")
    ccp_detenus: Plusieurs[CodeCcp] = Field((), description="Codes des CCP que le juré détient.")


class ParametresChangement(ParametresHabilitation):
    """L’habilitation à changer, et l’action à faire."""

    habilitation: HabilitationDesignee = Field(description="L’habilitation.")
    action: ChoixAction = Field(description="L’action à faire sur l’habilitation.")


class ParametresInactivation(Objet):
    """Le juré à rendre inactif, et les sessions où il est inscrit."""

    jure: Jure = Field(description="Le juré à rendre inactif.")
    inscrit_en_session: Booleen | None = Field(
        None, description="À défaut de sessions : le juré est inscrit à une session en attente de validation."
    )
    sessions: Nombreux[SessionSuivie] = Field((), description="Les sessions où le juré est inscrit.")


class ParametresRecherche(Objet):
    """Les jurés parmi lesquels chercher."""

    jures: Nombreux[Jure] = Field(description="Les jurés parmi lesquels chercher.")


class ParametresSuspension(Objet):
    """L’agrément suspendu et ses sessions."""

    agrement: Agrement | None = Field(None, description="L’agrément.")
    sessions: Nombreux[SessionSuivie] = Field(description="Les sessions de l’agrément.")
    date_decision: UnJour | None = Field(None, description="Jour de la décision ; à défaut, aujourd’hui.")


class ParametresRetablissement(ParametresSuspension):
    """L’agrément rétabli et ses sessions."""

    date_decision: UnJour = Field(description="Jour de la décision de rétablissement.")


class ParametresFinTitre(Objet):
    """La fin de validité qui change, et ce qui peut être aligné sur elle."""

    ancienne_fin: UnJour = Field(description="Fin de validité du titre avant le changement.")
    nouvelle_fin: UnJour = Field(description="Fin de validité du titre après le changement.")
    agrements: Nombreux[Agrement] = Field((), description="Les agréments du titre.")
    habilitations: Nombreux[HabilitationDesignee] = Field((), description="Les habilitations sur le titre.")


class ParametresMesures2020(Objet):
    """Les sessions que les mesures de 2020 peuvent toucher."""

    sessions: Nombreux[SessionSuivie] = Field(description="Les sessions à examiner.")
