"""From a template and a view to a page; a name that the view has not is an error, not a blank."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape

from docgen.documents.page.typographie import (
    FINE,
    INSECABLE,
    accord,
    date_longue,
    heure,
    majuscule,
    siret,
    texte_courant,
)
from docgen.domain.papiers.lots import volume_de
from docgen.horloge import PARIS
from service.acces.visite import visite_de
from service.contexte import services_de
from service.site.statiques import Habit, adresse

MODELES = sorted(Path(__file__).parents[1].glob("*/modeles"))  # each subject has its own
_UNITES = ((1_000_000, "Mo"), (1_000, "ko"))
_NUMERO = re.compile(r"(?:n°\s?)?\bL?\d{4}-\w{3}-\d{7}-\w\b")
_FORTE = re.compile(r"(?<=[\w»’>)}]) ([;!?])(?=[\s<»\"])")
_DEUX_POINTS = re.compile(r"(?<=[\w»’>)}]) :(?=[\s<»\"])")


class Espaces(Extension):
    """Templates are typed with plain spaces; French asks for non-breaking ones before ``; ! ? : »`` and after ``«``."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with those spaces."""
        source = _FORTE.sub(FINE + r"\1", source)
        source = _DEUX_POINTS.sub(INSECABLE + ":", source)
        return source.replace("« ", "«" + INSECABLE).replace(" »", INSECABLE + "»")


@cache
def _environnement() -> Environment:
    environnement = Environment(
        loader=FileSystemLoader(MODELES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Espaces],
    )
    environnement.filters.update(
        jour=jour_lisible, instant=_instant, heure=heure, nombre=nombre, taille=taille, accord=accord,
        siret=siret, francais=francais, majuscule=majuscule, volume=volume_de,
        millimetres=_millimetres, format_dit=_format,
    )  # fmt: skip
    environnement.globals.update(statique=adresse, geste=partial(secrets.token_urlsafe, 16))
    return environnement


def page(requete: Request, modele: str, statut: int = 200, **vue: Any) -> HTMLResponse:
    """A whole page. Templates also have ``visite``: who is there, and the token that forms carry; ``habit``; ``essai``,
    true of a service that nobody else can reach; ``fuseau``, the operator's time zone.
    """
    habit: Habit = requete.app.state.habit
    reglages = services_de(requete).configuration.docgen
    cadre = {"habit": habit, "essai": reglages.reglages.est_un_essai, "fuseau": reglages.fuseau}
    texte = composer(modele, **vue, visite=visite_de(requete), chemin=requete.url.path, **cadre)
    return HTMLResponse(texte, statut, {"Content-Security-Policy": habit.politique})


def composer(modele: str, **vue: Any) -> str:
    """The text of a template: what it names and the view has not is an error."""
    return _environnement().get_template(modele).render(vue)


def francais(texte: str) -> Markup:
    """A sentence with the spaces of French typography, in which the number of a paper is not cut."""
    return Markup(_NUMERO.sub(r'<span class="dg-insecable">\g<0></span>', str(escape(texte_courant(texte)))))


def jour_lisible(jour: date | str | None) -> str:
    """``25 février 2019``, from a day or its ISO text; a dash when there is none."""
    if jour is None:
        return "–"
    return date_longue(date.fromisoformat(jour[:10]) if isinstance(jour, str) else jour)


@pass_context
def _instant(contexte: Context, instant: datetime | str | None) -> str:
    return instant_lisible(instant, contexte.get("fuseau", PARIS))


def instant_lisible(instant: datetime | str | None, fuseau: str) -> str:
    """``25 février 2019 à 8 h 05``, in that time zone."""
    if instant is None:
        return "–"
    lu = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    local = (lu if lu.tzinfo else lu.replace(tzinfo=UTC)).astimezone(ZoneInfo(fuseau))
    return f"{date_longue(local.date())} à {local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def nombre(valeur: int) -> str:
    """``12 345``, thousands apart."""
    return f"{valeur:,}".replace(",", FINE)


def taille(octets: int) -> str:
    """``2,4 Mo``, ``310 ko``."""
    for unite, nom in _UNITES:
        if octets >= unite:
            quantite = octets / unite
            chiffres = f"{quantite:.1f}" if quantite < 10 else f"{quantite:.0f}"
            return f"{chiffres.replace('.', ',')}{INSECABLE}{nom}"
    return accord(octets, "octet")


def _format(code: str) -> str:
    """What people call a format."""
    return {"docx": "Word", "xlsx": "tableur"}.get(code, code.upper())


def _millimetres(valeur: float) -> str:
    """``−0,5 mm``."""
    return f"{valeur:g}".replace(".", ",").replace("-", "−") + f"{INSECABLE}mm"
