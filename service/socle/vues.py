"""What the routes answer, as the published description says it; a field's description is what the reader gets."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from docgen.domain.papier import ActePapier, Papier
from docgen.domain.regles import Gravite
from docgen.domain.vie import Etat as EtatPapier
from docgen.usecases.verification import Verdict
from service.sessions.tables import EtatDepot
from service.travaux.tables import Etat


class ErreurVue(BaseModel):
    """Une erreur de forme."""

    chemin: str = Field(description="Pointeur JSON, ou nom du paramètre.")
    message: str = Field(description="Ce qui ne va pas, pourquoi, que faire.")
    ligne: int | None = Field(None, description="Ligne du fichier, à partir de 1.")
    colonne: int | None = Field(None, description="Colonne du fichier, à partir de 1.")


class ManquementVu(BaseModel):
    """Ce qu’une règle reproche au dossier."""

    regle: str = Field(description="Code de la règle : voir /v1/regles.")
    gravite: Gravite = Field(description="BLOQUANT refuse, AVERTISSEMENT prévient.")
    message: str = Field(description="Ce qui ne va pas, pourquoi, que faire.")
    chemin: str = Field(description="Pointeur JSON dans la charge.")
    source: str = Field(description="D’où vient la règle.")


class Probleme(BaseModel):
    """Une erreur (RFC 9457)."""

    type: str = Field(description="Sorte d’erreur, stable : urn:docgen:probleme:….")
    title: str = Field(description="Ce que veut dire le statut.")
    status: int = Field(description="Le statut HTTP.")
    detail: str = Field(description="Ce qui ne va pas, pourquoi, que faire.")
    reference: str = Field(description="L’identifiant de l’appel, à transmettre à qui tient Docgen.")
    manquements: list[ManquementVu] | None = Field(None, description="Pourquoi les règles refusent (409).")
    erreurs: list[ErreurVue] | None = Field(None, description="Toutes les erreurs de forme (422).")


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
    genre: str = Field(description="dossier ou lot.")
    etat: Etat = Field(description="TERMINE, PARTIEL, ECHOUE et ANNULE ne changent plus.")
    siret: str | None = Field(description="Le centre, pour un dossier.")
    faits: int = Field(description="Morceaux faits.")
    total: int | None = Field(description="Morceaux en tout, une fois le travail découpé.")
    annulation: bool = Field(description="Une annulation est demandée.")
    message: str | None = Field(description="Une phrase pour qui l’a demandé.")
    bilan: dict[str, Any] | None = Field(description="Ce qui a été fait et écarté, une fois fini.")
    fichiers: list[FichierVu] = Field(description="Ce qu’il livre.")
    cree: str = Field(description="Instant de la demande, UTC.")
    debute: str | None = Field(description="Instant du début.")
    fini: str | None = Field(description="Instant de la fin.")
    version: int = Field(description="Grandit à chaque changement.")


class PageDepots(BaseModel):
    """Une page de dépôts, du plus récent au plus ancien."""

    depots: list[DepotVu] = Field(description="Les dépôts de la page.")
    suite: str | None = Field(description="Le « depuis » de la page suivante ; nul à la dernière.")


class PageTravaux(BaseModel):
    """Une page de travaux, du plus récent au plus ancien."""

    travaux: list[TravailVu] = Field(description="Les travaux de la page.")
    suite: str | None = Field(description="Le « depuis » de la page suivante ; nul à la dernière.")


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

    @classmethod
    def de(cls, papier: Papier) -> PapierVu:
        """A paper of the register, as it is answered: without its signature, which is on the paper alone."""
        demande = papier.demande
        return cls(
            numero=papier.numero,
            type=demande.genre.value,
            session=demande.session,
            destinataire=demande.destinataire,
            certification=demande.certification,
            siret=demande.siret,
            departement=demande.departement,
            nom=demande.nom,
            prenoms=demande.prenoms,
            date_emission=papier.date_emission.isoformat(),
            remplace=papier.remplace,
        )


class PagePapiers(BaseModel):
    """Une page du registre, du plus ancien au plus récent."""

    papiers: list[PapierVu] = Field(description="Les papiers de la page.")
    suite: int | None = Field(description="Le « depuis » de la page suivante ; nul à la dernière.")


class EvenementVu(BaseModel):
    """Un acte dans la vie d’un papier."""

    acte: ActePapier = Field(description="REMISE, ANNULATION, REEDITION ou GACHAGE.")
    numero: str = Field(description="Le papier.")
    jour: str = Field(description="Le jour de l’acte.")
    motif: str = Field(description="Pourquoi.")
    serie_gachee: str | None = Field(None, description="La feuille gâchée.")
    serie_nouvelle: str | None = Field(None, description="La feuille qui la remplace.")
    rectification: bool = Field(False, description="Une annulation qui permet une nouvelle émission.")


class SituationVue(PapierVu):
    """Un papier, et ce qu’il est devenu."""

    etat: EtatPapier = Field(description="émis, remis ou annulé.")
    remplace_par: str | None = Field(description="Le papier qui le remplace.")
    feuille: str | None = Field(description="La feuille préimprimée qui le porte.")
    evenements: list[EvenementVu] = Field(description="Sa vie, acte par acte.")


class StatistiquesVues(BaseModel):
    """Les documents produits entre deux jours compris."""

    depuis: str = Field(description="Premier jour.")
    jusqua: str = Field(description="Dernier jour.")
    total: int = Field(description="Tous les documents.")
    par_centre: dict[str, int] = Field(description="Par SIRET.")
    par_autorite: dict[str, int] = Field(description="Par département.")
    par_type: dict[str, int] = Field(description="Par type de document.")


class VerificationVue(BaseModel):
    """Ce que l’on sait d’un papier."""

    verdict: Verdict = Field(description="En toutes lettres.")
    numero: str | None = Field(description="Le numéro, tel qu’il est lu.")
    constats: list[str] = Field(description="Ce qui appuie le verdict, une phrase par fait.")
    authentique: bool = Field(description="Le registre et le papier disent la même chose.")
    remplace_par: str | None = Field(None, description="Le papier qui le remplace.")
    annule_le: str | None = Field(None, description="Le jour de son annulation.")
