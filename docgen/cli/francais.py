"""The command line in French: help texts and usage errors, which the library says in English."""

from __future__ import annotations

from typing import Any

from typer._click import exceptions  # Typer carries its own Click, and opens no public door to these classes
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

AIDE = "Afficher cette aide."
_TRADUCTIONS = {
    "Usage: ": "Usage : ",
    "[OPTIONS] COMMAND [ARGS]...": "[OPTIONS] COMMANDE [ARGUMENTS]…",
    " <list[Path]>": "",
    "{FICHIER…}...": "FICHIER…",
    "\nArguments:": "\nArguments :",
    "\nOptions:": "\nOptions :",
    "\nCommands:": "\nCommandes :",
    "[default: ": "[par défaut : ",
    "[required]": "[obligatoire]",
}


class Groupe(TyperGroup):
    """A group of commands whose help is in French."""

    def get_help_option(self, ctx: Any) -> Any:
        """The help option, described in French."""
        return _decrire(super().get_help_option(ctx))

    def get_help(self, ctx: Any) -> str:
        """The help, its headings in French."""
        return _traduire(super().get_help(ctx))


class Commande(TyperCommand):
    """A command whose help is in French."""

    def get_help_option(self, ctx: Any) -> Any:
        """The help option, described in French."""
        return _decrire(super().get_help_option(ctx))

    def get_help(self, ctx: Any) -> str:
        """The help, its headings in French."""
        return _traduire(super().get_help(ctx))


def _decrire(option: Any) -> Any:
    if option is not None:
        option.help = AIDE
    return option


def _traduire(aide: str) -> str:
    for anglais, francais in _TRADUCTIONS.items():
        aide = aide.replace(anglais, francais)
    return aide


def phrase(erreur: TyperException) -> str:
    """A usage error as a French sentence: what, why, what to do."""
    if isinstance(erreur, exceptions.NoArgsIsHelpError):
        return erreur.message
    contexte = getattr(erreur, "ctx", None)
    commande = contexte.command_path if contexte else "docgen"
    return f"{_probleme(erreur)} Voir « {commande} --help »."


def _probleme(erreur: TyperException) -> str:
    if isinstance(erreur, exceptions.NoSuchOption):
        proches = f" Vouliez-vous dire {', '.join(erreur.possibilities)} ?" if erreur.possibilities else ""
        return f"L'option {erreur.option_name} n'existe pas.{proches}"
    if isinstance(erreur, exceptions.BadOptionUsage):
        attend = "n'attend pas de valeur" if "not take" in erreur.message else "attend une valeur"
        return f"L'option {erreur.option_name} {attend}."
    if isinstance(erreur, exceptions.MissingParameter):
        return f"Il manque {_parametre(erreur)}."
    if isinstance(erreur, exceptions.BadParameter):
        forme = getattr(erreur.param, "metavar", None)
        attendu = f" : écrivez {forme}" if forme else ""
        return f"La valeur donnée à {_parametre(erreur)} n'est pas utilisable{attendu}."
    if "No such command" in erreur.message:
        inconnue = erreur.message.partition("'")[2].partition("'")[0]
        return f"Commande inconnue : {inconnue}."
    if "unexpected extra" in erreur.message:
        return f"Argument de trop : {_cite(erreur, '(s) (', ')')}."
    return f"Commande mal écrite : {erreur.message}"


def _cite(erreur: TyperException, debut: str, fin: str) -> str:
    """What the library quotes between these marks."""
    return erreur.message.partition(debut)[2].rpartition(fin)[0]


def _parametre(erreur: exceptions.BadParameter) -> str:
    parametre = erreur.param
    if parametre is None:
        return "un argument"
    if parametre.param_type_name == "option":
        return f"l'option {parametre.opts[-1]}"
    return f"l'argument {parametre.metavar or parametre.name}"
