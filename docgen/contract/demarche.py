"""The file of an act ⇄ the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from docgen.contract.charge import lire_modele_et_valeurs, mis_en_forme
from docgen.contract.gestes import FICHIERS, FichierCreation
from docgen.contract.modeles import Charge
from docgen.contract.modeles import Geste as ParametresReport
from docgen.contract.objets import Objet, en_domaine
from docgen.domain.demarche import SANS_PARAMETRES, Demarche, Extrait, Parametres
from docgen.domain.dossier import Dossier
from docgen.domain.regles import Geste
from docgen.domain.report import SANS_REPORT


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
    report = en_domaine(donnes) if isinstance(donnes, ParametresReport) else SANS_REPORT
    parametres = Parametres() if donnes is None or isinstance(donnes, ParametresReport) else _parametres(donnes)
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


def _parametres(donnes: Objet) -> Parametres:
    """The parameters that this act has; the others keep their defaults."""
    champs: dict[str, Any] = {nom: en_domaine(getattr(donnes, nom)) for nom in type(donnes).model_fields}
    return Parametres(**champs)
