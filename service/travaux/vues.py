"""What is shown of jobs and of their files, to programs and to people."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from docgen.documents.page.typographie import accord
from docgen.usecases.estimation import Estimation
from service.travaux.tables import Etat, Travail

PALIERS = ("Un quart est fait.", "La moitié est faite.", "Les trois quarts sont faits.", "Tout est fait, ou presque.")


class FichierVu(BaseModel):
    """Un fichier fini."""

    id: str = Field(description="Identifiant du fichier.")
    nom: str = Field(description="Nom du fichier.")
    type_media: str = Field(description="Type de contenu.")
    taille: int = Field(description="En octets.")
    sha256: str = Field(description="Empreinte, qui sert d’ETag.")
    lien: str = Field(description="Où le télécharger.")


class TravailVu(BaseModel):
    """Un travail de fond."""

    id: str = Field(description="Identifiant du travail.")
    genre: str = Field(description="dossier, lot ou retours.")
    etat: Etat = Field(description="TERMINE, PARTIEL, ECHOUE et ANNULE ne changent plus.")
    siret: str | None = Field(description="Le centre, pour un dossier.")
    faits: int = Field(description="Morceaux faits.")
    total: int | None = Field(description="Morceaux en tout, une fois le travail découpé.")
    documents: int = Field(description="Documents faits, comptés un par un.")
    documents_prevus: int = Field(description="Documents à faire ; 0 tant qu’ils ne sont pas comptés.")
    estimation: int | None = Field(
        description="Durée estimée du travail, en secondes, hors attente ; nulle tant qu’elle n’est pas connue, ce "
        "qu’elle est avant que rien soit numéroté."
    )
    feuilles_prevues: int | None = Field(description="Feuilles d’un lot, à peu près ; connues avec sa durée.")
    volumes_prevus: int | None = Field(description="Volumes d’un lot, à peu près.")
    annulation: bool = Field(description="Une annulation est demandée.")
    message: str | None = Field(description="Une phrase pour qui l’a demandé.")
    bilan: dict[str, Any] | None = Field(description="Ce qui a été fait et écarté, une fois fini.")
    fichiers: list[FichierVu] = Field(description="Ce qu’il livre.")
    cree: str = Field(description="Instant de la demande, UTC.")
    debute: str | None = Field(description="Instant du début.")
    fini: str | None = Field(description="Instant de la fin.")
    version: int = Field(description="Grandit à chaque changement.")


class PageTravaux(BaseModel):
    """Une page de travaux, du plus récent au plus ancien."""

    travaux: list[TravailVu] = Field(description="Les travaux de la page.")
    suite: str | None = Field(description="Le « depuis » de la page suivante ; nul à la dernière.")


def en_parts(travail: Travail) -> bool:
    """True of a job that is counted in the pieces that it was cut in."""
    return bool(travail.total and travail.total > 1)


def avancement_de(travail: Travail) -> tuple[int, int] | None:
    """How much is done, of how much: in pieces where they are several, else in documents; ``None`` while not known."""
    if en_parts(travail):
        return travail.faits, travail.total or 0
    return (travail.documents, travail.documents_prevus) if travail.documents_prevus else None


def _prevue(travail: Travail) -> Estimation | None:
    if travail.estimation is None:
        return None
    return Estimation(travail.documents_prevus, travail.estimation, travail.feuilles_prevues, travail.volumes_prevus)


def palier_de(travail: Travail) -> int:
    """How far a job is, in the few steps at which a screen reader says so: not taken yet, begun, each quarter, over."""
    if travail.etat.fini:
        return 7
    faits, total = avancement_de(travail) or (0, 0)
    return 2 + 4 * faits // total if total else int(travail.etat is Etat.EN_COURS)


def compte_du_travail(travail: Travail) -> str:
    """How much is done, of how much, in words; empty while it is not known."""
    if travail.etat is not Etat.EN_COURS or (avancement := avancement_de(travail)) is None:
        return ""
    faits, total = avancement
    return f"{faits} sur {accord(total, 'part' if en_parts(travail) else 'document')}"


def phrase_du_travail(travail: Travail) -> str:
    """Where a job stands, in a sentence: that of its step (:func:`palier_de`)."""
    if travail.etat is Etat.EN_ATTENTE:
        return f"Le travail attend son tour{f' : {prevue.dire()}' if (prevue := _prevue(travail)) else ''}."
    if travail.etat is Etat.EN_COURS and (palier := palier_de(travail)) > 1:
        commence = f"Le travail est commencé{f' : {prevue.dire()}' if (prevue := _prevue(travail)) else ''}."
        return (commence, *PALIERS)[palier - 2]
    return {
        Etat.EN_COURS: "Le travail se prépare.",
        Etat.TERMINE: "Tout est fait.",
        Etat.PARTIEL: "Une partie a été mise de côté : les raisons sont plus bas.",
        Etat.ECHOUE: "Rien n’a été émis.",
        Etat.ANNULE: "Le travail a été annulé.",
    }[travail.etat]
