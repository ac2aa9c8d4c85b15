"""What is shown of sessions: a control, a deposit and its report, a session in a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from docgen.documents.page.parties import A_CONVOQUER, VALIDEE, bloc_centre, dates_de_session, type_de_session
from docgen.documents.page.typographie import accord, heure, nom_imprime
from docgen.domain.dossier import Dossier
from docgen.domain.langue.alphabet import enumeration
from docgen.domain.session import STATUTS_EN_CLAIR
from service.sessions.tables import EtatDepot
from service.socle.vues import ErreurVue, ManquementVu


class ControleVu(BaseModel):
    """Le verdict des règles sur un geste."""

    manquements: list[ManquementVu] = Field(description="Vide quand rien ne s’oppose.")
    effets: dict[str, Any] = Field(description="Les objets que le geste change, entiers, sous leur nom de la charge.")


class TypeVu(BaseModel):
    """Ce que les règles disent d’un type de document."""

    type: str = Field(description="Code du type.")
    intitule: str = Field(description="Son nom.")
    appele: bool = Field(description="Le statut de la session l’appelle.")
    emettable: bool = Field(description="Quelqu’un est concerné, et rien ne s’oppose.")
    nombre: int = Field(description="Combien de documents.")
    manquements: list[ManquementVu] = Field(description="Ce qui s’y oppose ou prévient.")


class RapportVu(BaseModel):
    """Le compte rendu du contrôle d’un dépôt, au jour du dépôt."""

    erreurs: list[ErreurVue] = Field(description="Les erreurs de forme ; vide pour une charge bien formée.")
    types: list[TypeVu] = Field(description="Ce qui peut être émis, et sinon pourquoi.")


class DepotVu(BaseModel):
    """Une charge déposée."""

    id: str = Field(description="Identifiant du dépôt.")
    nom: str = Field(description="Nom du fichier, tel qu’envoyé.")
    session: str | None = Field(description="La session, si la charge est bien formée.")
    siret: str | None = Field(description="Le centre de la charge.")
    taille: int = Field(description="En octets.")
    sha256: str = Field(description="Empreinte du fichier.")
    etat: EtatDepot = Field(description="ACCEPTE, REFUSE (un document appelé est refusé) ou MALFORME.")
    cree: str = Field(description="Instant du dépôt, UTC.")
    rapport: RapportVu = Field(description="Le compte rendu du contrôle.")


class PageDepots(BaseModel):
    """Une page de dépôts, du plus récent au plus ancien."""

    depots: list[DepotVu] = Field(description="Les dépôts de la page.")
    suite: str | None = Field(description="Le « depuis » de la page suivante ; nul à la dernière.")


@dataclass(frozen=True, slots=True)
class Resume:
    """What a page says of the session. ``convocable``, ``remise``: what its status allows."""

    session: str
    titre: str
    type: str
    dates: str
    debut: date
    fin: date
    heure: str
    centre: str
    statut: str
    personnes: str
    convocable: bool
    remise: bool


def resumer(dossier: Dossier) -> Resume:
    """The few lines of a session."""
    session, titre = dossier.session, dossier.titre
    comptes = [
        accord(len(dossier.candidats), "candidat"),
        accord(len(dossier.jures), "juré"),
        accord(len(dossier.surveillants), "surveillant"),
    ]
    return Resume(
        session=session.id,
        titre=f"{titre.code} – {nom_imprime(titre.libelle)}",
        type=type_de_session(dossier),
        dates=dates_de_session(dossier),
        debut=session.debut,
        fin=session.fin,
        heure=heure(session.heure_debut),
        centre=bloc_centre(dossier).nom,
        statut=STATUTS_EN_CLAIR[session.statut],
        personnes=enumeration(comptes),
        convocable=session.statut in A_CONVOQUER,
        remise=session.statut in VALIDEE,
    )
