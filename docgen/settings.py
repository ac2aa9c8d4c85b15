"""What an operator decides, read from the environment once, at the start of a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from docgen.documents.spec import Reglages
from docgen.errors import UsageInvalide

REGISTRE_PAR_DEFAUT = "sqlite:///docgen.db"


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of one run.

    ``cles`` is ``None`` when the keys stand beside the register; ``communes`` when there is no reference of communes.
    """

    registre: str = REGISTRE_PAR_DEFAUT
    cles: Path | None = None
    regles_locales: bool = True
    communes: Path | None = None
    reglages: Reglages = field(default_factory=Reglages)


def lire_configuration(environnement: Mapping[str, str] | None = None) -> Configuration:
    """The settings given by the ``DOCGEN_*`` variables.

    Raises:
        UsageInvalide: a variable cannot be read; the message names it.
    """
    variables = os.environ if environnement is None else environnement
    defaut = Reglages()
    cles = variables.get("DOCGEN_CLES")
    return Configuration(
        registre=variables.get("DOCGEN_REGISTRE") or REGISTRE_PAR_DEFAUT,
        cles=Path(cles) if cles else None,
        regles_locales=_oui(variables.get("DOCGEN_REGLES_LOCALES") or "oui"),
        communes=_communes(variables.get("DOCGEN_COMMUNES")),
        reglages=Reglages(
            ministere=_ministere(variables.get("DOCGEN_MINISTERE")) or defaut.ministere,
            url_publique=_url(variables.get("DOCGEN_URL_PUBLIQUE") or defaut.url_publique),
        ),
    )


def communes_par_defaut() -> Path:
    """Where « make communes » puts the reference: beside the libraries, in the same environment."""
    return Path(sys.prefix) / "share" / "docgen" / "communes.txt"


def _communes(valeur: str | None) -> Path | None:
    """The reference named, which must be there; else the default one, if it is there. ``non``: none at all."""
    if not valeur:
        return communes_par_defaut() if communes_par_defaut().is_file() else None
    if valeur.casefold() == "non":
        return None
    if not Path(valeur).is_file():
        raise UsageInvalide(
            f"DOCGEN_COMMUNES vaut « {valeur} », où il n'y a pas de fichier. Lancez « make communes », corrigez le "
            "chemin, ou écrivez « non » pour s'en passer."
        )
    return Path(valeur)


def _oui(valeur: str) -> bool:
    if valeur.casefold() in ("oui", "1", "true"):
        return True
    if valeur.casefold() in ("non", "0", "false"):
        return False
    raise UsageInvalide(f"DOCGEN_REGLES_LOCALES vaut « {valeur} », qui n'est ni oui ni non. Écrivez l'un ou l'autre.")


def _url(valeur: str) -> str:
    if not _est_un_site(valeur):
        raise UsageInvalide(
            f"DOCGEN_URL_PUBLIQUE vaut « {valeur} », qui n'est pas l'adresse d'un site. Écrivez par exemple "
            "« https://docgen.exemple.fr »."
        )
    return valeur.rstrip("/")


def _est_un_site(valeur: str) -> bool:
    try:
        parties = urlsplit(valeur)
        port = parties.port
    except ValueError:
        return False
    sans_suite = not parties.query and not parties.fragment
    return parties.scheme in ("http", "https") and bool(parties.hostname) and sans_suite and port != 0


def _ministere(valeur: str | None) -> tuple[tuple[date, str], ...]:
    """``un nom``, or dated names: ``un nom ; 2024-09-21 = un autre nom``."""
    noms = []
    for rang, morceau in enumerate(element.strip() for element in (valeur or "").split(";") if element.strip()):
        jour, egal, nom = morceau.partition("=")
        try:
            noms.append((date.fromisoformat(jour.strip()), nom.strip()) if egal else (date.min, morceau))
        except ValueError as cause:
            raise UsageInvalide(
                f"DOCGEN_MINISTERE : « {jour.strip()} » n'est pas une date (élément {rang + 1}). "
                "Écrivez « AAAA-MM-JJ = nom du ministère »."
            ) from cause
    if noms and min(noms)[0] != date.min:
        noms.append((date.min, Reglages().ministere[0][1]))
    return tuple(sorted(noms))
