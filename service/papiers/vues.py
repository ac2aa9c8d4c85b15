"""What is shown of papers and of their lives."""

from __future__ import annotations

from pydantic import BaseModel, Field

from docgen.domain.papiers.papier import ActePapier
from docgen.domain.papiers.vie import Etat as EtatPapier

# The name of an act in a paper's life, and what is said once it is written.
ACTES_PAPIER = {
    ActePapier.REMISE: ("Remis au titulaire", "La remise est inscrite."),
    ActePapier.CORRECTION: ("Remise corrigée", "La remise est corrigée : le papier est de nouveau à remettre."),
    ActePapier.ANNULATION: ("Annulé", "L’annulation est inscrite ; elle est définitive."),
    ActePapier.REEDITION: ("Réédité", "La réédition est inscrite : le papier garde son numéro."),
    ActePapier.GACHAGE: (
        "Feuille gâchée",
        "La feuille gâchée est inscrite : réimprimez le papier, son numéro est le même.",
    ),
}


class PapierVu(BaseModel):
    """Un papier émis."""

    numero: str | None = Field(description="Son numéro ; nul pour ceux qui n’en ont pas.")
    type: str = Field(description="Type de document.")
    session: str = Field(description="La session.")
    destinataire: str = Field(description="L’identifiant du candidat ; vide pour un papier de la session.")
    certification: str = Field(description="Le titre ou le CCS.")
    siret: str = Field(description="Le centre.")
    departement: str = Field(description="Le département de l’autorité, sur trois caractères.")
    nom: str = Field(description="Nom imprimé.")
    prenoms: str = Field(description="Prénoms imprimés.")
    date_emission: str = Field(description="Jour de la première émission.")
    remplace: str | None = Field(description="Le papier annulé qu’il remplace.")


class PagePapiers(BaseModel):
    """Une page du registre, du plus ancien au plus récent."""

    papiers: list[PapierVu] = Field(description="Les papiers de la page.")
    suite: int | None = Field(description="Le « depuis » de la page suivante ; nul à la dernière.")


class EvenementVu(BaseModel):
    """Un acte dans la vie d’un papier."""

    acte: ActePapier = Field(description="REMISE, CORRECTION (d’une remise), ANNULATION, REEDITION ou GACHAGE.")
    numero: str = Field(description="Le papier.")
    jour: str = Field(description="Le jour de l’acte.")
    motif: str = Field(description="Pourquoi : un code, vide pour une remise.")
    precision: str = Field("", description="Ce qui est arrivé, si quelqu’un l’a précisé.")
    serie_gachee: str | None = Field(None, description="La feuille gâchée.")
    serie_nouvelle: str | None = Field(None, description="La feuille qui la remplace.")
    rectification: bool = Field(False, description="Une annulation qui permet une nouvelle émission.")


class SituationVue(PapierVu):
    """Un papier, et ce qu’il est devenu."""

    etat: EtatPapier = Field(description="émis, remis ou annulé.")
    remplace_par: str | None = Field(description="Le papier qui le remplace.")
    feuille: str | None = Field(description="La feuille préimprimée qui le porte.")
    evenements: list[EvenementVu] = Field(description="Sa vie, acte par acte.")


class Coupes(BaseModel):
    """Un nombre de documents, et comment il se partage."""

    total: int = Field(description="Tous les documents.")
    par_centre: dict[str, int] = Field(description="Par SIRET.")
    par_autorite: dict[str, int] = Field(description="Par département.")
    par_type: dict[str, int] = Field(description="Par type de document.")


class MoisVu(Coupes):
    """Les documents émis un mois : un papier une fois, quoi qu’il s’en imprime."""

    mois: str = Field(description="AAAA-MM.", examples=["2026-11"])


class StatistiquesVues(Coupes):
    """Les documents émis entre deux jours compris : un papier une fois, quoi qu’il s’en imprime."""

    depuis: str = Field(description="Premier jour.")
    jusqua: str = Field(description="Dernier jour.")
    par_mois: list[MoisVu] = Field(description="Chaque mois que la période touche, du plus ancien au plus récent.")
    sessions_par_etape: dict[str, int] = Field(description="Combien de sessions à chaque étape, aujourd’hui.")
    refus_par_regle: dict[str, int] = Field(description="Combien de sessions à corriger chaque règle refuse.")
    remises_dues: dict[str, int] = Field(
        description="Combien de papiers numérotés restent à remettre, par échéance du formulaire ; vide : inconnue."
    )
