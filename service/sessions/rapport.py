"""The control report of a payload: its faults, or for each document type what can be issued now and why not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from docgen.contract.charge import en_json, lire_charge_et_geste
from docgen.documents import catalogue
from docgen.domain.demarche import Demarche
from docgen.domain.dossier import Dossier
from docgen.domain.regles.apres_examen.session_attestee import NON_ATTESTEE
from docgen.domain.regles.vocabulaire import Manquement
from docgen.domain.report import Report
from docgen.errors import ChargeInvalide, Erreur
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import (
    Controle,
    controler_demarche,
    emis_de,
    gestes_de,
    papiers_a_emettre,
    specs_du_statut,
)
from service.sessions.etapes import ACCEPTE, DIFFERE, Fiche, fiche_de


@dataclass(frozen=True, slots=True)
class EtatType:
    """What the rules say of one document type. ``appele``: the session's status calls for it."""

    type: str
    intitule: str
    appele: bool
    nombre: int
    controle: Controle

    @property
    def emettable(self) -> bool:
        """True when somebody is concerned and nothing refuses."""
        return self.nombre > 0 and not self.controle.bloquants

    def en_json(self) -> dict[str, Any]:
        """The type's line in the report."""
        return {
            "type": self.type,
            "intitule": self.intitule,
            "appele": self.appele,
            "emettable": self.emettable,
            "nombre": self.nombre,
            "manquements": en_json(self.controle.manquements),
        }


@dataclass(frozen=True, slots=True)
class Examen:
    """What is known of a payload. Malformed, it has no ``fiche``, and its session is known only if it can be read."""

    siret: str | None = None
    session: str | None = None
    erreurs: tuple[Erreur, ...] = ()
    types: tuple[EtatType, ...] = ()
    fiche: Fiche | None = None

    @property
    def etat(self) -> str:
        """``MALFORME``, ``REFUSE`` (something that the status calls for is refused) or ``ACCEPTE``.

        What only waits for the State is not refused: its author has nothing to mend.
        """
        if self.erreurs:
            return "MALFORME"
        return "REFUSE" if any(manquement.regle != NON_ATTESTEE[0] for manquement in self._refus) else "ACCEPTE"

    @property
    def etat_de_session(self) -> str:
        """The same, for its session: ``DIFFERE`` when it is only that the State attested something else."""
        if self.etat == ACCEPTE and any((faute.regle, faute.chemin) != NON_ATTESTEE for faute in self._refus):
            return DIFFERE
        return self.etat

    @property
    def _refus(self) -> tuple[Manquement, ...]:
        return tuple(faute for ligne in self.types if ligne.appele for faute in ligne.controle.bloquants)

    def en_json(self) -> Mapping[str, Any]:
        """The report."""
        return {
            "erreurs": [asdict(erreur) for erreur in self.erreurs],
            "types": [ligne.en_json() for ligne in self.types],
        }


def examiner(octets: bytes, jour: date, atelier: Atelier) -> Examen:
    """Read a payload and ask the rules about every document that it may give.

    Raises:
        RegistreIndisponible: the papers already issued could not be read.
    """
    try:
        dossier, report = lire_charge_et_geste(octets)
    except ChargeInvalide as malformee:
        return Examen(*_identite_lisible(octets), erreurs=malformee.erreurs)
    types = tuple(_types(dossier, report, jour, atelier))
    a_imprimer = {
        un.type: un.nombre for un in types if un.appele and un.nombre and "pdf" in catalogue()[un.type].formats
    }
    fiche = replace(fiche_de(dossier), documents=a_imprimer)
    return Examen(dossier.centre.siret, dossier.session.id, types=types, fiche=fiche)


def _types(dossier: Dossier, report: Report, jour: date, atelier: Atelier) -> Iterator[EtatType]:
    """Each type, with what the same command would issue, and that the collection form counts as issued."""
    demarche, emis = Demarche(dossier, report=report), emis_de(dossier, atelier)
    du_statut = specs_du_statut(dossier)
    for spec in catalogue().values():
        appele = spec in du_statut
        if appele or report.est_demande or not spec.sur_report:
            a_emettre, gestes = papiers_a_emettre(dossier, du_statut if appele else (spec,)), gestes_de([spec])
            controle = controler_demarche(demarche, gestes, jour, atelier, emis=emis, a_emettre=a_emettre)
            yield EtatType(spec.code, spec.intitule, appele, len(spec.destinataires(dossier)), controle)


def _identite_lisible(octets: bytes) -> tuple[str | None, str | None]:
    """The centre and the session of a malformed payload, if both can be read all the same."""
    try:
        lue = json.loads(octets)
        siret, session = lue["centre"]["siret"], lue["session"]["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, None
    lisibles = isinstance(siret, str) and isinstance(session, str)
    if not lisibles or not re.fullmatch(r"\d{14}", siret) or not re.fullmatch(r"[A-Za-z0-9_./-]{1,64}", session):
        return None, None
    return siret, session
