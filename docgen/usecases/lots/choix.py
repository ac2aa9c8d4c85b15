"""Which documents of a session a lot prints, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.documents import catalogue
from docgen.documents.spec import Destinataire, PorteeDocument, Spec
from docgen.domain.dossier import Dossier
from docgen.domain.papier import Papier
from docgen.domain.pli import est_transmis
from docgen.domain.report import Report
from docgen.usecases.controle import specs_de_tout, specs_du_statut
from docgen.usecases.formats import TOUT
from docgen.usecases.lots.commande import CommandeLot, GenreLot

# Whom documents of a session are for, in the order in which they are printed.
_PORTEES = (PorteeDocument.SESSION, PorteeDocument.JURE, PorteeDocument.SURVEILLANT, PorteeDocument.CANDIDAT)


def choisir(dossier: Dossier, report: Report, commande: CommandeLot) -> tuple[tuple[Spec, Destinataire], ...]:
    """The documents of a session, in the order in which they are printed: the session's, then those of each person.

    Persons keep the order of the payload, which is that of the PVs: who hands the papers out follows that list.
    """
    choix = [
        (spec, pour)
        for spec in _specs(dossier, report, commande)
        for pour in spec.destinataires(dossier)
        if commande.genre is not GenreLot.PLI_ETAT or _va_a_l_etat(spec, pour, dossier)
    ]
    ordre = list(catalogue())

    def place(element: tuple[Spec, Destinataire]) -> tuple[int, int, int]:
        spec, pour = element
        rang = pour.chemin.rpartition("/")[2]
        return _PORTEES.index(_portee(spec)), int(rang) if rang else 0, ordre.index(spec.code)

    return tuple(sorted(choix, key=place))


def seulement(
    choix: tuple[tuple[Spec, Destinataire], ...], emis: tuple[Papier, ...], commande: CommandeLot
) -> tuple[tuple[Spec, Destinataire], ...]:
    """Those of the documents that bear one of the numbers asked for, when numbers are asked for."""
    if not commande.numeros:
        return choix
    voulus = {
        (papier.demande.genre, papier.demande.destinataire) for papier in emis if papier.numero in commande.numeros
    }
    return tuple((spec, pour) for spec, pour in choix if (spec.genre, pour.id) in voulus)


def _portee(spec: Spec) -> PorteeDocument:
    return PorteeDocument.SESSION if spec.portee is PorteeDocument.TITRE else spec.portee


def _va_a_l_etat(spec: Spec, pour: Destinataire, dossier: Dossier) -> bool:
    """PV-02: the bordereau and the general PV always, an individual PV only of the partly admitted and the refused."""
    if spec.portee is not PorteeDocument.CANDIDAT:
        return True
    return any(candidat.id == pour.id and est_transmis(candidat) for candidat in dossier.candidats)


def _specs(dossier: Dossier, report: Report, commande: CommandeLot) -> Iterator[Spec]:
    types = commande.types_demandes
    if not types:
        voulus = specs_du_statut(dossier)
    elif TOUT in types:
        voulus = specs_de_tout(dossier, commande.jour, report)
    else:
        voulus = tuple(spec for spec in catalogue().values() if spec.code in types)
    yield from (spec for spec in voulus if "pdf" in spec.formats)
