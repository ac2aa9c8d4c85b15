"""The people of the payload. A field's description is what the published schema says of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from docgen.contract.objets import Objet
from docgen.contract.valeurs import (
    CodeCcp,
    Commentaire,
    Courriel,
    Entier,
    Identifiant,
    LibelleOption,
    LigneCourte,
    LigneCourteOption,
    Nom,
    NomOption,
    NomPersonne,
    NomPersonneOption,
    Plusieurs,
    Prenoms,
    PrenomsOption,
    RepereOption,
    Telephone,
    UneHeure,
    UnJour,
)
from docgen.contract.vocabulaires import (
    ChoixDecision,
    ChoixPortee,
    ChoixPresence,
    ChoixRole,
    ChoixStatutHabilitation,
    ChoixVoie,
)
from docgen.domain import habilitation, personnes, resultat


class Adresse(Objet):
    """Une adresse postale."""

    domaine = personnes.Adresse

    ligne1: LigneCourte = Field(description="Numéro et voie.")
    ligne2: LigneCourteOption = Field(None, description="Complément d’adresse.")
    code_postal: RepereOption = Field(None, description="Code postal.")
    commune: Nom = Field(description="Commune.")
    pays: Nom = Field("FRANCE", description="Pays.")


class Naissance(Objet):
    """La naissance d’un candidat. La commune est un texte libre : communes disparues, lieux étrangers."""

    domaine = personnes.Naissance

    date: UnJour = Field(description="Date de naissance.")
    commune: Nom = Field(description="Commune de naissance.")
    code_postal: RepereOption = Field(None, description="Code postal de la commune de naissance.")
    pays: Nom = Field("FRANCE", description="Pays de naissance.")


class Resultat(Objet):
    """Le résultat d’un candidat, tel que le jury l’a arrêté."""

    domaine = resultat.Resultat

    presence: ChoixPresence | None = Field(None, description="Présence ; null tant qu’elle n’est pas saisie.")
    decision: ChoixDecision | None = Field(None, description="Décision du jury ; null pour un absent.")
    ccp_acquis: Plusieurs[CodeCcp] = Field((), description="Codes des CCP acquis à l’issue de la session.")
    commentaire: Commentaire = Field(None, description="Commentaire objectif du jury ; retours à la ligne admis.")
    modalite_distance: LibelleOption = Field(None, description="Modalité d’évaluation à distance, s’il y en a une.")


class Candidat(Objet):
    """Un candidat inscrit à la session."""

    domaine = personnes.Candidat

    id: Identifiant = Field(description="Identifiant du candidat, unique dans la session ; texte opaque.")
    civilite: NomOption = Field(None, description="Civilité : M., Mme.")
    nom: NomPersonne = Field(description="Nom de naissance.")
    nom_usage: NomPersonneOption = Field(None, description="Nom d’usage, s’il diffère du nom de naissance.")
    prenoms: Prenoms = Field(description="Prénoms, séparés par des virgules.")
    naissance: Naissance = Field(description="Naissance.")
    courriel: Courriel = Field(None, description="Adresse de courriel.")
    adresse: Adresse | None = Field(None, description="Adresse postale.")
    voie: ChoixVoie = Field(personnes.Voie.FORMATION, description="Voie d’accès à la certification.")
    sessions_12_mois: Annotated[int, Entier(0, 366)] = Field(
        0,
        description="Nombre de sessions TITRE, ou CCP avec entretien final, passées sur les douze derniers mois, "
        "quel que soit le titre.",
    )
    ccp_anterieurs: Plusieurs[CodeCcp] = Field((), description="Codes des CCP acquis avant la session.")
    heure_convocation: UneHeure | None = Field(None, description="Heure de convocation propre au candidat.")
    date_convocation: UnJour | None = Field(None, description="Jour de convocation propre au candidat.")
    resultat: Resultat | None = Field(None, description="Résultat, une fois connu.")


class Habilitation(Objet):
    """Une habilitation d’un juré, du début à la fin affichée, toutes deux incluses."""

    domaine = habilitation.Habilitation

    portee: ChoixPortee = Field(description="Ce sur quoi porte l’habilitation : un titre ou un CCS.")
    code: Identifiant = Field(description="Code du titre (TP-01303) ou du CCS.")
    debut: UnJour = Field(description="Premier jour de l’habilitation.")
    fin: UnJour = Field(description="Dernier jour affiché de l’habilitation.")
    statut: ChoixStatutHabilitation = Field(
        habilitation.StatutHabilitation.ACTIVE, description="État de l’habilitation."
    )


class Jure(Objet):
    """Un membre du jury."""

    domaine = personnes.Jure

    id: Identifiant = Field(description="Identifiant du juré, unique dans la session.")
    civilite: NomOption = Field(None, description="Civilité : M., Mme.")
    nom: NomPersonne = Field(description="Nom.")
    prenom: Prenoms = Field(description="Prénom.")
    qualite: LigneCourteOption = Field(None, description="Qualité ou métier.")
    telephone_pro: Telephone = Field(None, description="Téléphone professionnel.")
    telephone_perso: Telephone = Field(None, description="Téléphone personnel.")
    courriel: Courriel = Field(None, description="Adresse de courriel.")
    adresse: Adresse | None = Field(None, description="Adresse postale.")
    heure_convocation: UneHeure | None = Field(None, description="Heure de convocation propre au juré.")
    habilitations: Plusieurs[Habilitation] = Field((), description="Habilitations du juré.")


class Surveillant(Objet):
    """Un surveillant de la session."""

    domaine = personnes.Surveillant

    id: Identifiant = Field(description="Identifiant du surveillant, unique dans la session.")
    civilite: NomOption = Field(None, description="Civilité : M., Mme.")
    nom: NomPersonne = Field(description="Nom.")
    prenom: Prenoms = Field(description="Prénom.")
    heure_convocation: UneHeure | None = Field(None, description="Heure de convocation propre au surveillant.")


class Responsable(Objet):
    """Le responsable de session."""

    domaine = personnes.Responsable

    role: ChoixRole | None = Field(None, description="Place du responsable au regard de l’agrément.")
    civilite: NomOption = Field(None, description="Civilité : M., Mme.")
    nom: NomPersonneOption = Field(None, description="Nom.")
    prenom: PrenomsOption = Field(None, description="Prénom.")
    telephone: Telephone = Field(None, description="Téléphone.")
    courriel: Courriel = Field(None, description="Adresse de courriel.")
