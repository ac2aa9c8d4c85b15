"""What an operator decides of the service: ``DOCGEN_*`` variables, read once, their faults told all at once.

``docs/guide/exploitation.md`` gives each one to the operator; a test compares both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from docgen.errors import UsageInvalide
from docgen.settings import Configuration, lire_configuration
from docgen.usecases.repartition import coeurs
from service.socle.appelant import Role
from service.socle.reglages_travaux import ReglagesTravaux, lire_reglages

Reglages = TypeVar("Reglages")
PERIODES_S = {"seconde": 1, "minute": 60, "heure": 3600}


@dataclass(frozen=True, slots=True)
class Debit:
    """How many calls in how many seconds."""

    appels: int
    periode_s: int


@dataclass(frozen=True, slots=True)
class Oidc:
    """The issuer of access tokens. ``roles`` turns a value of its claim into a role; ours need no turning.

    ``client`` and ``secret`` are those of the pages, which sign people in.
    """

    emetteur: str
    audience: str
    champ_role: str = "role"
    champ_siret: str = "siret"
    roles: tuple[tuple[str, Role], ...] = ()
    client: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ConfigurationService:
    """The settings of the service; ``docgen`` are those that the command line has too.

    ``rendus`` child processes make the documents that somebody waits for; jobs have their own. ``secret`` signs the
    cookies of the pages, ``None`` for one that lives as long as the process.
    """

    docgen: Configuration = field(default_factory=Configuration)
    fichiers: str = "docgen.fichiers"
    travaux: ReglagesTravaux = field(default_factory=ReglagesTravaux)
    rendus: int = 1
    delai_s: float = 60.0
    oidc: Oidc | None = None
    secret: str | None = field(default=None, repr=False)
    dsfr: Path | None = None
    debit: Debit = Debit(6_000, 60)
    debit_adresse: Debit = Debit(600, 60)
    debit_verification: Debit = Debit(60, 60)
    taille_lot: int = 256_000_000


def lire_configuration_service(environnement: Mapping[str, str] | None = None) -> ConfigurationService:
    """The settings given by the environment.

    Raises:
        UsageInvalide: variables cannot be read; the message names every one.
    """
    lecture = _Lecture(os.environ if environnement is None else environnement)
    defaut = ConfigurationService()
    configuration = ConfigurationService(
        docgen=lecture.tenter(lambda: lire_configuration(lecture.variables), defaut.docgen),
        fichiers=lecture.texte("DOCGEN_FICHIERS") or defaut.fichiers,
        travaux=lecture.tenter(lambda: lire_reglages(lecture.variables), defaut.travaux),
        rendus=lecture.entier("DOCGEN_RENDUS", coeurs(), 1, 256),
        delai_s=lecture.entier("DOCGEN_DELAI_S", int(defaut.delai_s), 1, 3_600),
        oidc=lecture.oidc(),
        secret=lecture.texte("DOCGEN_SECRET"),
        dsfr=lecture.dossier("DOCGEN_DSFR"),
        debit=lecture.debit("DOCGEN_DEBIT", defaut.debit),
        debit_adresse=lecture.debit("DOCGEN_DEBIT_ADRESSE", defaut.debit_adresse),
        debit_verification=lecture.debit("DOCGEN_DEBIT_VERIFICATION", defaut.debit_verification),
        taille_lot=lecture.entier("DOCGEN_TAILLE_LOT_MO", defaut.taille_lot // 1_000_000, 1, 10_000) * 1_000_000,
    )
    lecture.conclure()
    return configuration


class _Lecture:
    """Reads variables and remembers what is wrong with each."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self._fautes: list[str] = []

    def conclure(self) -> None:
        if self._fautes:
            raise UsageInvalide("\n".join(self._fautes))

    def tenter(self, lire: Callable[[], Reglages], defaut: Reglages) -> Reglages:
        try:
            return lire()
        except UsageInvalide as faute:
            self._fautes.append(str(faute))
            return defaut

    def texte(self, nom: str) -> str | None:
        return self.variables.get(nom, "").strip() or None

    def entier(self, nom: str, defaut: int, minimum: int, maximum: int) -> int:
        valeur = self.texte(nom)
        if valeur is None:
            return defaut
        if not re.fullmatch(r"\d{1,9}", valeur) or not minimum <= int(valeur) <= maximum:
            self._refuser(nom, valeur, f"n'est pas un nombre de {minimum} à {maximum}", str(defaut))
            return defaut
        return int(valeur)

    def debit(self, nom: str, defaut: Debit) -> Debit:
        valeur = self.texte(nom)
        if valeur is None:
            return defaut
        lu = re.fullmatch(rf"([1-9]\d{{0,8}})\s*/\s*({'|'.join(PERIODES_S)})", valeur)
        if lu is None:
            self._refuser(nom, valeur, "n'est pas un débit", "600/minute")
            return defaut
        return Debit(int(lu[1]), PERIODES_S[lu[2]])

    def dossier(self, nom: str) -> Path | None:
        valeur = self.texte(nom)
        if valeur is not None and not Path(valeur).is_dir():
            self._refuser(nom, valeur, "n'est pas un dossier", "/srv/dsfr")
        return Path(valeur) if valeur else None

    def oidc(self) -> Oidc | None:
        emetteur = self.texte("DOCGEN_OIDC_EMETTEUR")
        if emetteur is None:
            return None
        if not _est_sur(emetteur):
            self._refuser(
                "DOCGEN_OIDC_EMETTEUR", emetteur, "n'est pas une adresse https", "https://connexion.exemple.fr"
            )
        audience = self.texte("DOCGEN_OIDC_AUDIENCE")
        if audience is None:
            self._fautes.append(
                "DOCGEN_OIDC_AUDIENCE manque : sans elle, un jeton fait pour un autre service serait accepté. "
                "Donnez l'audience que l'émetteur met dans les jetons destinés à Docgen."
            )
        return Oidc(
            emetteur=emetteur.rstrip("/"),
            audience=audience or "",
            champ_role=self.texte("DOCGEN_OIDC_ROLE") or "role",
            champ_siret=self.texte("DOCGEN_OIDC_SIRET") or "siret",
            roles=tuple(self._roles("DOCGEN_OIDC_ROLES")),
            client=self.texte("DOCGEN_OIDC_CLIENT"),
            secret=self.texte("DOCGEN_OIDC_SECRET"),
        )

    def _roles(self, nom: str) -> list[tuple[str, Role]]:
        roles = []
        for morceau in filter(None, (element.strip() for element in (self.texte(nom) or "").split(";"))):
            valeur, _, role = (partie.strip() for partie in morceau.rpartition("="))
            if valeur and role in set(Role):
                roles.append((valeur, Role(role)))
            else:
                self._refuser(nom, morceau, "ne donne pas un rôle à une valeur", "agents-dreets=impression")
        return roles

    def _refuser(self, nom: str, valeur: str, raison: str, exemple: str) -> None:
        self._fautes.append(f"{nom} vaut « {valeur} », qui {raison}. Écrivez par exemple « {exemple} ».")


def _est_sur(adresse: str) -> bool:
    """True for https; for http too on this machine alone, where nobody listens between."""
    try:
        parties = urlsplit(adresse)
        return parties.scheme == "https" or (
            parties.scheme == "http" and parties.hostname in ("localhost", "127.0.0.1", "::1")
        )
    except ValueError:
        return False
