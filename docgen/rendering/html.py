"""From a template and a flat view to HTML."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from markupsafe import Markup, escape

from docgen.errors import InstallationIncomplete, RenduImpossible
from docgen.rendering.qr import qr_a_tracer

_LONG: Final = 26
_MOT_LONG: Final = re.compile(rf"(?<![^\s-])([^\s-]{{{_LONG},}})")
_PREMIER: Final = re.compile(r"(?<![^\s(«’])(1)er(?=[\s,.;)»]|$)")


@cache
def dossier_modeles() -> Path:
    """The templates that came with Docgen: inside the installed package, else beside it in a checkout.

    Raises:
        InstallationIncomplete: neither folder is there.
    """
    paquet = Path(__file__).resolve().parents[1]
    for candidat in (paquet / "templates", paquet.parent / "templates"):
        if candidat.is_dir():
            return candidat
    raise InstallationIncomplete("Les modèles de documents sont introuvables. Lancez « make installer ».")


@cache
def feuilles_de_style(*noms: str) -> tuple[Path, ...]:
    """The style sheets of those names."""
    return tuple(dossier_modeles() / nom for nom in noms)


def _mettre_en_forme(presse: bool, valeur: object) -> object:
    """A text of a view with its marks: « 1er » its superscript; for the press, a word without end the right to be cut.

    It would cut any other (``_POUR_ELLE`` in docgen/rendering/presse/moteur_presse.py).
    """
    if not isinstance(valeur, str) or isinstance(valeur, Markup):
        return valeur
    # Nearly no text has such a word: they are looked at one by one only where one is long, hyphens and all.
    a_couper = presse and len(valeur) >= _LONG and max(map(len, valeur.split()), default=0) >= _LONG
    if not a_couper and "1er" not in valeur:
        return valeur
    return Markup("").join(  # the long words are at the odd ranks
        Markup('<span class="mot-long">{}</span>').format(morceau) if rang % 2 else _en_exposant(morceau)
        for rang, morceau in enumerate(_MOT_LONG.split(valeur) if a_couper else [valeur])
    )


def _en_exposant(texte: str) -> Markup:
    return Markup(_PREMIER.sub(r"\1<sup>er</sup>", str(escape(texte))))


@cache
def _environnement(dossier: Path, presse: bool = False) -> Environment:
    environnement = Environment(
        loader=FileSystemLoader(dossier),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=partial(_mettre_en_forme, presse),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environnement.globals["code_qr"] = _code_qr
    return environnement


def composer(modele: str, vue: Mapping[str, object], dossier: Path | None = None, *, presse: bool = False) -> str:
    """Fill a template, named by its path in the templates folder, with a view.

    Templates also have ``code_qr(texte)``, which stands for the QR code that engines draw
    (:func:`docgen.rendering.qr.detacher`).

    Raises:
        RenduImpossible: the template is missing or wrong, or it names something that the view has not.
    """
    racine = dossier or dossier_modeles()
    try:
        return _environnement(racine, presse).get_template(modele).render(vue)
    except UndefinedError as cause:
        raise RenduImpossible(
            f"Le document n'a pas pu être composé : « {_nom_absent(cause)} » n'est pas dans la vue, et le modèle "
            f"« {_endroit(cause, racine, modele)} » l'emploie. Complétez la vue ou corrigez le modèle."
        ) from cause
    except TemplateSyntaxError as cause:
        raise RenduImpossible(
            f"Le document n'a pas pu être composé : le modèle « {cause.name or modele}, ligne {cause.lineno} » est mal "
            f"écrit ({cause.message}). Corrigez-le."
        ) from cause
    except TemplateNotFound as cause:
        raise RenduImpossible(
            f"Le document n'a pas pu être composé : le modèle « {cause.name} » n'existe pas dans le dossier des "
            "modèles. Vérifiez son nom ou rétablissez le fichier."
        ) from cause


def _code_qr(texte: str) -> Markup:
    return Markup(qr_a_tracer(texte))


def _nom_absent(cause: UndefinedError) -> str:
    """The engine's sentence quotes the missing name last: « 'vue' is undefined », « … has no attribute 'x' »."""
    noms = re.findall(r"'([^']*)'", str(cause))
    return noms[-1] if noms else str(cause)


def _endroit(cause: UndefinedError, racine: Path, modele: str) -> str:
    """The deepest template in the trace, which an include or a macro makes another than the one asked for."""
    for trame in reversed(traceback.extract_tb(cause.__traceback__)):
        chemin = Path(trame.filename)
        if chemin.is_relative_to(racine):
            return f"{chemin.relative_to(racine).as_posix()}, ligne {trame.lineno}"
    return modele
