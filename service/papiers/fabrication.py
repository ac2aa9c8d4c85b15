"""Make documents in a child process: what the child runs, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from docgen.contract import lire_charge_et_geste
from docgen.domain.regles import Manquement
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.production import Commande, DocumentProduit, produire
from service.acces.droits import verifier_centre
from service.processus.prechauffe import ouvrir_atelier
from service.socle.appelant import Appelant


@dataclass(frozen=True, slots=True)
class Rendu:
    """The documents of a payload, or the findings that refuse them."""

    session: str
    documents: tuple[DocumentProduit, ...]
    manquements: tuple[Manquement, ...]
    refusee: bool


def rendre(octets: bytes, commande: Commande, appelant: Appelant, configuration: Configuration) -> Rendu:
    """In a child: check, number and make the documents of a payload, in the caller's name.

    Raises:
        ChargeInvalide: with every fault.
        CentreInterdit: the caller is a centre, and the payload is another's.
        UsageInvalide: the command names a person that is not there.
        RenduImpossible, RegistreIndisponible, PapierDivergent: see :func:`produire`.
    """
    dossier, report = lire_charge_et_geste(octets)
    verifier_centre(appelant, dossier.centre.siret)
    if not commande.report.est_demande:
        commande = replace(commande, report=report)
    production = produire(dossier, commande, _atelier(configuration).au_nom_de(appelant.nom, appelant.pouvoir))
    return Rendu(dossier.session.id, production.documents, production.controle.manquements, production.refusee)


@cache
def _atelier(configuration: Configuration) -> Atelier:
    """Opened once in the life of a child."""
    return ouvrir_atelier(configuration)
