"""The file of an act ⇄ the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from docgen.contract.charge import lire_modele
from docgen.contract.gestes import FICHIERS, FichierCreation
from docgen.contract.modeles import Geste as ParametresReport
from docgen.contract.objets import Objet, en_domaine
from docgen.domain.demarche import Demarche, Parametres
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
    fichier = lire_modele(octets, FICHIERS[geste])
    donnes = getattr(fichier, "geste", None)
    report = en_domaine(donnes) if isinstance(donnes, ParametresReport) else SANS_REPORT
    parametres = Parametres() if donnes is None or isinstance(donnes, ParametresReport) else _parametres(donnes)
    objet = en_domaine(fichier)
    if isinstance(fichier, FichierCreation) and fichier.session.debut is None:
        objet = replace(objet, session=replace(objet.session, debut=aujourdhui))
        parametres = replace(parametres, debut_absent=True)
    return Demarche(objet, parametres, report)


def _parametres(donnes: Objet) -> Parametres:
    """The parameters that this act has; the others keep their defaults."""
    champs: dict[str, Any] = {nom: en_domaine(getattr(donnes, nom)) for nom in type(donnes).model_fields}
    return Parametres(**champs)
