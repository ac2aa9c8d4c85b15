"""Children that read files born warm: the process that they are forked of has made a paper, as a service's has."""

from __future__ import annotations

from importlib import resources

from docgen.contract.charge import lire_charge
from docgen.usecases.production import choisir, demandes_de
from docgen.usecases.rendu_documents import Commande, rendre
from docgen.usecases.tenue import confrontation
from service.processus.prechauffe import EXEMPLE, JOUR


def chauffer() -> None:
    """Make one there: see :mod:`docgen.usecases.processus.isolement`."""
    dossier = lire_charge((resources.files("docgen") / "exemples" / EXEMPLE).read_bytes())
    atelier, commande = confrontation.moteurs(), Commande(JOUR, types=("parchemin",), brouillon=True)
    choix = choisir(dossier, commande)
    (spec, demande), *_ = demandes_de(dossier, choix, commande, atelier.configuration.reglages, (), ())
    rendre(spec, demande, commande, atelier)


def naitre() -> None:
    """Whoever is asked for anything of this module is born warm, and so are the others after it."""
