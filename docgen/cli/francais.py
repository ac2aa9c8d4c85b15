"""The command line in French: help texts and usage errors, which the library says in English."""

from __future__ import annotations

import click
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.DEFAULT_STRING = "[par défaut : {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"

AIDE = "Afficher cette aide."


class Groupe(TyperGroup):
    """A group of commands whose help is in French."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, described in French."""
        return _en_francais(super().get_help_option(ctx))


class Commande(TyperCommand):
    """A command whose help is in French."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, described in French."""
        return _en_francais(super().get_help_option(ctx))


def _en_francais(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = AIDE
    return option


def phrase(erreur: click.ClickException) -> str:
    """A usage error as a French sentence: what, why, what to do."""
    contexte = getattr(erreur, "ctx", None)
    commande = contexte.command_path if contexte else "docgen"
    return f"{_probleme(erreur)} Voir « {commande} --help »."


def _probleme(erreur: click.ClickException) -> str:
    if isinstance(erreur, click.exceptions.NoSuchOption):
        proches = f" Vouliez-vous dire {', '.join(erreur.possibilities)} ?" if erreur.possibilities else ""
        return f"L'option {erreur.option_name} n'existe pas.{proches}"
    if isinstance(erreur, click.exceptions.MissingParameter):
        return f"Il manque {_parametre(erreur)}."
    if isinstance(erreur, click.exceptions.BadParameter):
        return f"La valeur donnée à {_parametre(erreur)} n'est pas utilisable : {erreur.message}"
    if isinstance(erreur, click.exceptions.UsageError) and "No such command" in erreur.message:
        return f"Commande inconnue : {erreur.message.partition(chr(39))[2].partition(chr(39))[0]}."
    return f"Commande mal écrite : {erreur.message}"


def _parametre(erreur: click.exceptions.BadParameter) -> str:
    parametre = erreur.param
    if parametre is None:
        return "un argument"
    if isinstance(parametre, click.Option):
        return f"l'option {parametre.opts[-1]}"
    return f"l'argument {parametre.human_readable_name}"
