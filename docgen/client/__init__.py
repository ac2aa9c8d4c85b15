"""The client of the service, for an application that drives it (CERES): ``Client(url, cle)``, then its methods.

It stands alone: it knows the published description (``docs/openapi.json``), and nothing of how documents are made.
"""

from docgen.client.appels import Client
from docgen.client.erreurs_client import (
    DelaiDepasse,
    ErreurClient,
    FichierAltere,
    FichierDifferent,
    ReponseIncomprise,
    ServiceInjoignable,
    TravailSansSucces,
)
from docgen.client.refus import (
    AppelRefuse,
    DonneesMalFormees,
    Interdit,
    Introuvable,
    NonIdentifie,
    RefuseEnLEtat,
    ServiceIndisponible,
    TropDAppels,
)
from docgen.client.transport import Patience

__all__ = [
    "AppelRefuse",
    "Client",
    "DelaiDepasse",
    "DonneesMalFormees",
    "ErreurClient",
    "FichierAltere",
    "FichierDifferent",
    "Interdit",
    "Introuvable",
    "NonIdentifie",
    "Patience",
    "RefuseEnLEtat",
    "ReponseIncomprise",
    "ServiceIndisponible",
    "ServiceInjoignable",
    "TravailSansSucces",
    "TropDAppels",
]
