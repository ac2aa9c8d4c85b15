"""The State's field services: their name depends on the day and on the place (AUTO-01)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from docgen.domain.referentiels.departements import IDF, Departement, departement
from docgen.domain.referentiels.parametres import SERVICES_OTE


@dataclass(frozen=True, slots=True)
class Signataire:
    """Who signs for the State. ``delegation`` is the line printed above the name."""

    nom: str
    prenom: str
    qualite: str
    delegation: str | None = None


@dataclass(frozen=True, slots=True)
class Autorite:
    """The authority of a department. Absent labels are filled by date."""

    departement: str
    structure: str | None = None
    unite: str | None = None
    commune: str | None = None
    courriel: str | None = None
    signataire: Signataire | None = None


SERVICE_SANS_NOM = "Service territorial du ministère chargé de l’emploi"


def _services_direccte(departement: Departement) -> tuple[str, str | None]:
    if departement.est_outre_mer:
        return f"DIECCTE {departement.de}", None
    return f"DIRECCTE {departement.region}", f"Unité départementale {departement.de}"


def _services_ote(departement: Departement) -> tuple[str, str | None]:
    if departement.est_outre_mer:
        return f"DEETS {departement.de}", None
    if departement.region == IDF:
        return f"DRIEETS d’{IDF}", f"Unité départementale {departement.de}"
    return f"DREETS {departement.region}", f"DDETS {departement.de}"


def libelles(autorite: Autorite, jour: date) -> tuple[str, str | None]:
    """The names of the regional structure and of its departmental unit on that day (AUTO-01).

    What the payload gives prevails. Whether a department has a DDETS or a DDETS-PP is not known here: the neutral
    « DDETS » is written unless ``unite`` is given. Overseas, and where the department is unknown, there is no unit.
    """
    connu = departement(autorite.departement)
    structure, unite = SERVICE_SANS_NOM, None
    if connu is not None:
        structure, unite = _services_ote(connu) if SERVICES_OTE.au(jour) else _services_direccte(connu)
    return autorite.structure or structure, autorite.unite or unite


def service_du_departement(autorite: Autorite, jour: date) -> str:
    """The departmental service in a sentence: ``l’unité départementale`` up to 31/03/2021, then ``la DDETS``.

    From then on overseas is ``la DEETS``, Île-de-France keeps its units, and a DDETS-PP is one where ``unite`` says so.
    """
    connu = departement(autorite.departement)
    if not SERVICES_OTE.au(jour) or (connu is not None and connu.region == IDF):
        return "l’unité départementale"
    if connu is not None and connu.est_outre_mer:
        return "la DEETS"
    sigle = (autorite.unite or "").partition(" ")[0]
    return f"la {sigle}" if sigle.startswith("DDETS") else "la DDETS"


def completer(autorite: Autorite, jour: date) -> Autorite:
    """The authority with the labels of that day and, when it has none, the commune of its department (PARC-04)."""
    structure, unite = libelles(autorite, jour)
    connu = departement(autorite.departement)
    commune = autorite.commune or (connu.commune if connu else None)
    return replace(autorite, structure=structure, unite=unite, commune=commune)
