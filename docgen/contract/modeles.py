"""The payload, version 1. A field's description is what the published schema says of it."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from docgen.contract.genres import Liste
from docgen.contract.modeles_personnes import Adresse, Candidat, Jure, Responsable, Surveillant
from docgen.contract.objets import Objet
from docgen.contract.valeurs import (
    Booleen,
    CodeCcp,
    CodeNsf,
    CodeRncp,
    CodeTitre,
    Courriel,
    Entier,
    Identifiant,
    IdentifiantOption,
    Libelle,
    LigneCourte,
    LigneCourteOption,
    Mention,
    NiveauTitre,
    Nom,
    NomOption,
    NomPersonne,
    NumeroDepartement,
    NumeroMillesime,
    NumeroSiret,
    Plusieurs,
    Prenoms,
    RepereOption,
    Telephone,
    UneHeure,
    UnJour,
    VersionCharge,
)
from docgen.contract.vocabulaires import (
    ChoixDecisionAgrement,
    ChoixProfil,
    ChoixStatutAgrement,
    ChoixStatutSession,
    ChoixTypeCentre,
    ChoixTypeSession,
)
from docgen.domain import agrement, autorites, demarche, dossier, report, session, titre

CANDIDATS_MAX = 500


def _sans_defaut(schema: dict[str, Any]) -> None:
    del schema["default"]


class Epreuve(Objet):
    """Une situation d’évaluation."""

    domaine = session.Epreuve

    intitule: Libelle = Field(description="Intitulé de l’épreuve.")
    duree_minutes: Annotated[int, Entier(1, 14_400)] | None = Field(None, description="Durée, en minutes.")
    passages: Annotated[int, Entier(1, 1_000)] = Field(1, description="Nombre de passages.")


class Validation(Objet):
    """La validation de la session par l’État."""

    domaine = session.Validation

    date: UnJour = Field(description="Jour de la validation.")
    numero_ordre: RepereOption = Field(None, description="Numéro d’ordre donné au procès-verbal.")


class Dte(Objet):
    """La demande de dossiers techniques d’évaluation."""

    domaine = session.Dte

    nombre_candidats: Annotated[int, Entier(1, CANDIDATS_MAX)] = Field(description="Nombre de candidats annoncé.")


class Session(Objet):
    """La session d’examen. Le début et la fin sont inclus."""

    domaine = session.Session

    id: Identifiant = Field(description="Identifiant de la session dans CERES.")
    type: ChoixTypeSession = Field(description="Ce que la session certifie.")
    entretien_final: Booleen = Field(
        False,
        description="La session comporte l’entretien final ; à défaut, true pour une session TITRE, false sinon.",
        json_schema_extra=_sans_defaut,
    )
    statut: ChoixStatutSession = Field(
        description="État de la session. Les libellés des notes de version sont admis, sans égard à la casse ni "
        "aux accents ; le nom en capitales est préféré."
    )
    debut: UnJour = Field(description="Premier jour de la session.")
    heure_debut: UneHeure = Field(
        datetime.time(8, 0), description="Heure de début, le premier jour.", json_schema_extra={"default": "08:00"}
    )
    fin: UnJour = Field(description="Dernier jour de la session.")
    heure_convocation: UneHeure | None = Field(None, description="Heure de convocation de tous, si elle diffère.")
    lieu: Adresse | None = Field(None, description="Lieu de la session ; à défaut, l’adresse du centre.")
    a_distance: Booleen = Field(False, description="La session se tient à distance.")
    fin_reportee: Booleen = Field(False, description="La fin a été reportée d’office ; la fin réelle reste à donner.")
    ccp: Plusieurs[CodeCcp] = Field((), description="Codes des CCP visés, pour une session CCP.")
    ccs: IdentifiantOption = Field(None, description="Code du CCS visé, pour une session CCS.")
    epreuves: Plusieurs[Epreuve] = Field((), description="Épreuves, pour les convocations et l’émargement.")
    validation: Validation | None = Field(None, description="Validation par l’État, une fois la session validée.")
    report_autorise_le: UnJour | None = Field(None, description="Jour où l’État a autorisé le report de la session.")
    dte: Dte | None = Field(None, description="La demande de DTE, tant que personne n’est inscrit.")
    plis_recuperes: Booleen = Field(False, description="Les plis ont été récupérés.")
    papiers_recus_le: UnJour | None = Field(None, description="Jour où le centre a reçu les parchemins.")
    mentions: Plusieurs[Mention] = Field((), description="Incidents et signalements à porter au procès-verbal.")

    @model_validator(mode="after")
    def _entretien_selon_le_type(self) -> Self:
        if "entretien_final" in self.model_fields_set or self.type is not session.TypeSession.TITRE:
            return self
        return self.model_copy(update={"entretien_final": True})


class Ccp(Objet):
    """Un certificat de compétences professionnelles du titre."""

    domaine = titre.Ccp

    code: CodeCcp = Field(description="Code du CCP, unique dans le titre.")
    numero: Annotated[int, Entier(1, 99)] = Field(description="Rang du CCP dans le titre.")
    libelle: Libelle = Field(description="Libellé du CCP.")


class Ccs(Objet):
    """Un certificat complémentaire de spécialisation du titre."""

    domaine = titre.Ccs

    code: Identifiant = Field(description="Code du CCS.")
    libelle: Libelle = Field(description="Libellé du CCS.")


class Titre(Objet):
    """Le titre professionnel, à un millésime donné."""

    domaine = titre.Titre

    code: CodeTitre = Field(description="Code du titre : TP- et cinq chiffres.")
    millesime: NumeroMillesime = Field(description="Millésime : un ou deux chiffres, précédés ou non de m.")
    libelle: Libelle = Field(description="Intitulé du titre.")
    abrege: Nom = Field(description="Sigle du titre.")
    niveau: NiveauTitre = Field(description="Niveau, de 3 à 8 ; ou l’ancien niveau, de V à I.")
    nsf: Plusieurs[CodeNsf] = Field(description="Codes NSF : trois chiffres et une lettre.")
    rncp: CodeRncp = Field(None, description="Numéro au répertoire national : RNCP et des chiffres.")
    date_arrete: UnJour | None = Field(None, description="Date de l’arrêté.")
    date_jo: UnJour | None = Field(None, description="Date de parution au Journal officiel.")
    fin_validite: UnJour = Field(description="Dernier jour de validité du titre.")
    ccp: Plusieurs[Ccp] = Field((), description="CCP qui composent le titre.")
    ccs: Plusieurs[Ccs] = Field((), description="CCS rattachés au titre.")


class Centre(Objet):
    """Le centre d’examen."""

    domaine = agrement.Centre

    siret: NumeroSiret = Field(description="SIRET : quatorze chiffres, dont une clé.")
    raison_sociale: LigneCourte = Field(description="Raison sociale.")
    nom_court: Nom = Field(description="Nom court, employé dans les noms de fichiers.")
    type: ChoixTypeCentre = Field(description="CFA et CRP ont une prolongation plus longue.")
    adresse: Adresse = Field(description="Adresse du centre.")
    telephone: Telephone = Field(None, description="Téléphone.")
    courriel: Courriel = Field(None, description="Adresse de courriel.")


class Agrement(Objet):
    """L’agrément du centre pour le titre."""

    domaine = agrement.Agrement

    id: Identifiant = Field(description="Identifiant de l’agrément.")
    debut: UnJour = Field(description="Premier jour de l’agrément.")
    fin: UnJour = Field(description="Dernier jour de l’agrément.")
    decision: ChoixDecisionAgrement = Field(
        description="Décision de l’État : ACCEPTEE l’emporte sur le statut affiché, sauf SUSPENDU et RETIRE."
    )
    statut: ChoixStatutAgrement = Field(description="Statut affiché.")


class Signataire(Objet):
    """Qui signe pour l’État."""

    domaine = autorites.Signataire

    nom: NomPersonne = Field(description="Nom.")
    prenom: Prenoms = Field(description="Prénom.")
    qualite: LigneCourte = Field(description="Qualité.")
    delegation: LigneCourteOption = Field(None, description="Formule de délégation, au-dessus du nom.")


class Autorite(Objet):
    """L’autorité de l’État dont relève la session. Un libellé absent est choisi selon la date."""

    domaine = autorites.Autorite

    departement: NumeroDepartement = Field(description="Département : 69, 2A, 974.")
    structure: LigneCourteOption = Field(None, description="Direction régionale.")
    unite: LigneCourteOption = Field(None, description="Unité départementale.")
    commune: NomOption = Field(None, description="Commune du siège.")
    courriel: Courriel = Field(None, description="Adresse de courriel.")
    signataire: Signataire | None = Field(None, description="Signataire.")


class Geste(Objet):
    """Les paramètres d’un geste qui en demande : le report d’une session."""

    domaine = report.Report

    debut: UnJour | None = Field(None, description="Début souhaité de la session.")
    fin: UnJour | None = Field(None, description="Fin souhaitée de la session.")
    profil: ChoixProfil | None = Field(None, description="Profil de qui fait le geste.")


class FichierSansSession(Objet):
    """Un geste qui ne porte pas sur une session : de la charge, seule la version est demandée."""

    domaine: ClassVar[type[Any]] = demarche.Extrait

    version: VersionCharge = Field(description="Version du format : 1.")
    session: Session | None = Field(None, description="La session, si le geste en connaît une.")
    titre: Titre | None = Field(None, description="Le titre professionnel.")
    centre: Centre | None = Field(None, description="Le centre.")
    agrement: Agrement | None = Field(None, description="L’agrément du centre.")
    autorite: Autorite | None = Field(None, description="L’autorité de l’État.")
    responsable: Responsable | None = Field(None, description="Le responsable de session.")
    jures: Plusieurs[Jure] = Field((), description="Les membres du jury.")
    surveillants: Plusieurs[Surveillant] = Field((), description="Les surveillants.")
    candidats: Annotated[tuple[Candidat, ...], Liste(CANDIDATS_MAX)] = Field(
        (), description=f"Les candidats, {CANDIDATS_MAX} au plus."
    )


class ChargeSansGeste(FichierSansSession):
    """Une session d’examen et tout ce que demandent ses papiers."""

    domaine = dossier.Dossier

    session: Session = Field(description="La session.")
    titre: Titre = Field(description="Le titre professionnel.")
    centre: Centre = Field(description="Le centre qui tient la session.")
    autorite: Autorite = Field(description="L’autorité de l’État.")


class Charge(ChargeSansGeste):
    """Une session d’examen, avec son titre, son centre, son autorité, ses personnes et, une fois connus, ses
    résultats. Les champs dont le nom commence par x_ sont libres ; tout autre champ inconnu est refusé."""

    geste: Geste | None = Field(None, description="Les paramètres du geste, pour le report d’une session.")
