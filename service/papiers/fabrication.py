"""Make documents: this process checks, numbers and writes down; a child that knows no register and no key renders."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from docgen.contract.charge import lire_charge_et_geste
from docgen.domain.regles.vocabulaire import Manquement
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.estimation import Estimation, Prevu, nul
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande, DocumentProduit, Tache, rendre_les_taches
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


class DemandeLongue(Exception):
    """A demand takes longer than somebody may be kept waiting: it is to be a job."""

    def __init__(self, prevue: Estimation) -> None:
        super().__init__()
        self.prevue = prevue


def rendre(
    octets: bytes,
    commande: Commande,
    appelant: Appelant,
    atelier: Atelier,
    attente_max_s: float = math.inf,
    prevu: Prevu = nul,
) -> Rendu:
    """Check, number and make the documents of a payload, in the caller's name; ``prevu`` is told what it will take.

    Raises:
        DemandeLongue: nothing is against it, but it should take more seconds than that: nothing was numbered.
        ChargeInvalide: with every fault.
        CentreInterdit: the caller is a centre, and the payload is another's.
        UsageInvalide: the command names a person that is not there.
        RenduImpossible, RegistreIndisponible, PapierDivergent: see :func:`produire`.
    """
    dossier, report = lire_charge_et_geste(octets)
    verifier_centre(appelant, dossier.centre.siret)
    voulue = commande if commande.report.est_demande else replace(commande, report=report)

    def refuser_d_attendre(prevue: Estimation) -> None:
        if prevue.secondes > attente_max_s:
            raise DemandeLongue(prevue)
        prevu(prevue)

    propre = atelier.au_nom_de(appelant.nom, appelant.pouvoir)
    production = produire(dossier, voulue, propre, prevu=refuser_d_attendre)
    return Rendu(dossier.session.id, production.documents, production.controle.manquements, production.refusee)


def composer(commande: Commande, taches: Sequence[Tache]) -> Iterator[DocumentProduit]:
    """In a child: render what was checked and numbered; each document is given as soon as it is made."""
    yield from rendre_les_taches(commande, taches, _moteurs())


@cache
def _moteurs() -> Atelier:
    """Engines, opened once in the life of a child; no register stands behind them."""
    return ouvrir_atelier(Configuration())
