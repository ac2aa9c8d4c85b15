"""The command line in French: help texts and usage errors, which the library says in English."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import typer
from typer._click import Command, exceptions  # Typer carries its own Click, and opens no public door to these classes
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

Fonction = TypeVar("Fonction", bound=Callable[..., object])
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


class _EnFrancais(Command):
    """What has a help, in French."""

    def get_help_option(self, ctx: Any) -> Any:
        """The help option, described in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = AIDE
        return option

    def get_help(self, ctx: Any) -> str:
        """The help, its headings in French."""
        aide = super().get_help(ctx)
        for anglais, francais in _TRADUCTIONS.items():
            aide = aide.replace(anglais, francais)
        return aide


class _Groupe(_EnFrancais, TyperGroup):
    """A group of commands."""


class _Commande(_EnFrancais, TyperCommand):
    """A command."""


class Application(typer.Typer):
    """Commands that go together, in French."""

    def __init__(self, aide: str) -> None:
        super().__init__(
            cls=_Groupe,
            help=aide,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
        )

    @cached_property
    def tout(self) -> Command:
        """All the commands, once made of the functions that bear them."""
        return typer.main.get_command(self)

    def __call__(self, *mots: Any, **options: Any) -> Any:
        """Run the one that is asked for."""
        return self.tout(*mots, **options)

    def commande(self, faire: Fonction) -> Fonction:
        """Add a command; it bears the name of its function."""
        return self.command(cls=_Commande)(faire)


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
