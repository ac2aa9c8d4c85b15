"""The files of the acts: a payload, or what the act needs of one, with its parameters under ``geste``.

A field's description is what the published schema says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pydantic import Field

from docgen.contract.charge import lire_modele_et_valeurs, mis_en_forme
from docgen.contract.modeles import Charge, ChargeSansGeste, FichierSansSession, Session, Titre
from docgen.contract.modeles import Geste as ParametresReport
from docgen.contract.modeles_gestes import (
    ParametresChangement,
    ParametresDesinscription,
    ParametresFinTitre,
    ParametresHabilitation,
    ParametresInactivation,
    ParametresInscription,
    ParametresInscriptionJure,
    ParametresMesures2020,
    ParametresRecherche,
    ParametresRetablissement,
    ParametresSuspension,
)
from docgen.contract.objets import en_domaine
from docgen.contract.valeurs import UnJour
from docgen.domain.demarche import SANS_PARAMETRES, Demarche, Extrait, Parametres
from docgen.domain.dossier import Dossier
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.report import SANS_REPORT


class SessionNouvelle(Session):
    """La session à créer. Sans début, elle commence aujourd’hui."""

    debut: UnJour | None = Field(None, description="Premier jour ; à défaut, aujourd’hui.")  # type: ignore[assignment]


class FichierCreation(Charge):
    """creer-session : la charge, dont la session peut ne pas dire son début."""

    session: SessionNouvelle = Field(description="La session à créer.")


class FichierInscription(ChargeSansGeste):
    """inscrire-candidat : la charge, et sous « geste » le candidat ; sans lui, les candidats de la charge."""

    geste: ParametresInscription | None = Field(None, description="Le candidat à inscrire.")


class FichierDesinscription(ChargeSansGeste):
    """desinscrire-candidat : la charge, et sous « geste » l’identifiant du candidat."""

    geste: ParametresDesinscription = Field(description="Le candidat à désinscrire.")


class FichierInscriptionJure(ChargeSansGeste):
    """inscrire-jure : la charge, et sous « geste » le juré ; sans lui, les jurés de la charge."""

    geste: ParametresInscriptionJure | None = Field(None, description="Le juré à inscrire.")


class FichierSurTitre(FichierSansSession):
    """Un geste sur un titre : la version et le titre sont demandés."""

    titre: Titre = Field(description="Le titre professionnel.")


class FichierHabilitation(FichierSurTitre):
    """habiliter-jure : le titre, et l’habilitation à donner."""

    geste: ParametresHabilitation = Field(description="L’habilitation à donner.")


class FichierChangement(FichierSurTitre):
    """changer-habilitation : le titre, l’habilitation et l’action."""

    geste: ParametresChangement = Field(description="L’habilitation et l’action.")


class FichierRecherche(FichierSurTitre):
    """rechercher-jures : le titre, et les jurés de « geste » ou, à défaut, ceux de la charge."""

    geste: ParametresRecherche | None = Field(None, description="Les jurés parmi lesquels chercher.")


class FichierInactivation(FichierSansSession):
    """inactiver-jure : le juré et ses sessions ; celle de la charge compte si le juré y est inscrit."""

    geste: ParametresInactivation = Field(description="Le juré à rendre inactif.")


class FichierSuspension(FichierSansSession):
    """suspendre-agrement : les sessions de l’agrément."""

    geste: ParametresSuspension = Field(description="La suspension.")


class FichierRetablissement(FichierSansSession):
    """retablir-agrement : les sessions de l’agrément et le jour de la décision."""

    geste: ParametresRetablissement = Field(description="Le rétablissement.")


class FichierFinTitre(FichierSansSession):
    """changer-fin-titre : les deux fins, les agréments et les habilitations."""

    geste: ParametresFinTitre = Field(description="Le changement de fin de validité.")


class FichierMesures2020(FichierSansSession):
    """mesures-2020 : les sessions à examiner."""

    geste: ParametresMesures2020 = Field(description="Les sessions.")


_PROPRES: dict[Geste, type[FichierSansSession]] = {
    Geste.CREER_SESSION: FichierCreation,
    Geste.INSCRIRE_CANDIDAT: FichierInscription,
    Geste.DESINSCRIRE_CANDIDAT: FichierDesinscription,
    Geste.INSCRIRE_JURE: FichierInscriptionJure,
    Geste.HABILITER_JURE: FichierHabilitation,
    Geste.CHANGER_HABILITATION: FichierChangement,
    Geste.INACTIVER_JURE: FichierInactivation,
    Geste.RECHERCHER_JURES: FichierRecherche,
    Geste.SUSPENDRE_AGREMENT: FichierSuspension,
    Geste.RETABLIR_AGREMENT: FichierRetablissement,
    Geste.CHANGER_FIN_TITRE: FichierFinTitre,
    Geste.MESURES_2020: FichierMesures2020,
}
FICHIERS: Mapping[Geste, type[FichierSansSession]] = MappingProxyType(dict.fromkeys(Geste, Charge) | _PROPRES)


def lire_demarche(octets: bytes, geste: Geste, aujourdhui: date) -> Demarche:
    """Read the file of an act: the keys of the payload, and its parameters under ``geste``.

    Acts on a session need the whole payload. The others need ``version`` and ``geste`` alone, with ``titre`` for
    habiliter-jure, changer-habilitation and rechercher-jures; any other key of the payload may come with them.
    ``aujourdhui`` takes the place of a first day that a session to be created does not give (SESS-01).

    Raises:
        ChargeInvalide: with every error, in the order of the file.
    """
    fichier, donnees = lire_modele_et_valeurs(octets, FICHIERS[geste])
    donnes = getattr(fichier, "geste", None)
    report, parametres = SANS_REPORT, SANS_PARAMETRES
    if isinstance(donnes, ParametresReport):
        report = en_domaine(donnes)
    elif donnes is not None:  # the parameters that this act has; the others keep their defaults
        parametres = Parametres(**{nom: en_domaine(getattr(donnes, nom)) for nom in type(donnes).model_fields})
    objet = en_domaine(fichier)
    if isinstance(fichier, FichierCreation) and fichier.session.debut is None:
        objet = replace(objet, session=replace(objet.session, debut=aujourdhui))
        parametres = replace(parametres, debut_absent=True)
    return Demarche(objet, parametres, report, _mis_en_forme(donnees, objet, parametres))


def lire_charge_et_forme(octets: bytes) -> Demarche:
    """Read a payload for whatever it calls for; :func:`docgen.contract.charge.lire_charge_et_geste` raises the same."""
    charge, donnees = lire_modele_et_valeurs(octets, Charge)
    dossier = en_domaine(charge)
    report = en_domaine(charge.geste) or SANS_REPORT
    return Demarche(dossier, report=report, mis_en_forme=_mis_en_forme(donnees, dossier, SANS_PARAMETRES))


def _mis_en_forme(donnees: object, objet: Dossier | Extrait, parametres: Parametres) -> frozenset[str]:
    geste = donnees.get("geste") if isinstance(donnees, dict) else None
    return frozenset((*mis_en_forme(donnees, objet), *mis_en_forme(geste, parametres, "/geste")))
