"""The ``DOCGEN_*`` variables of the service, read with those of the command line, their faults told together.

``docs/guide/exploitation.md`` gives each one to the operator; a test compares both.
"""

from __future__ import annotations

import re
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from docgen.usecases.processus.repartition import coeurs
from docgen.variables import VariablesDocgen, magasin
from service.socle.appelant import Role
from service.socle.reglages import DSFR_FEUILLE, ConfigurationService, Debit, Oidc, ReglagesTravaux, nouveau_secret

PERIODES_S = {"seconde": 1, "minute": 60, "heure": 3600}
JOUR_S = 86_400
SECRET_MIN = 32  # bytes
_DEFAUT = ConfigurationService()
_TRAVAUX = ReglagesTravaux()


def lire_configuration_service() -> ConfigurationService:
    """The settings given by the environment.

    Raises:
        InstallationIncomplete: variables cannot be read; the message names every one.
    """
    return VariablesService.lire().service()


def _travaux(valeur: str, lus: ValidationInfo) -> str:
    if not valeur.startswith(("postgresql://", "postgres://")):
        raise ValueError(
            "n'est pas l'adresse d'une base PostgreSQL. Écrivez « postgresql://utilisateur@hote/base », ou "
            "retirez-la : les travaux se font alors ici, sans serveur."
        )
    if lus.data.get("registre", "").startswith("sqlite"):
        raise ValueError(
            "n'est pas utilisable avec un registre SQLite, que les autres machines de la file n'atteindraient pas. "
            "Donnez à DOCGEN_REGISTRE une base PostgreSQL, ou retirez-la : les travaux se font alors ici."
        )
    return valeur


def _debit(valeur: str) -> Debit:
    lu = re.fullmatch(rf"([1-9]\d{{0,8}})\s*/\s*({'|'.join(PERIODES_S)})", valeur)
    if lu is None:
        raise ValueError("n'est pas un débit. Écrivez par exemple « 600/minute ».")
    return Debit(int(lu[1]), PERIODES_S[lu[2]])


def _dsfr(valeur: Path) -> Path:
    if not (valeur / DSFR_FEUILLE).is_file():
        raise ValueError(
            f"n'est pas un dossier où se trouve {DSFR_FEUILLE}. Donnez le dossier « dist » du DSFR, ou retirez la "
            "variable pour la feuille neutre de Docgen."
        )
    return valeur


def _textes(valeur: Path) -> Path:
    if not valeur.is_dir():
        raise ValueError(
            "n'est pas un dossier. Donnez celui où sont contact.md, mentions-legales.md, accessibilite.md et "
            "confidentialite.md, ou retirez la variable."
        )
    return valeur


def _emetteur(adresse: str) -> str:
    """https; or http on this machine alone, where nobody listens between."""
    try:
        parties = urlsplit(adresse)
        ici = parties.hostname in ("localhost", "127.0.0.1", "::1")
        sur = bool(parties.hostname) and (parties.scheme == "https" or (parties.scheme == "http" and ici))
    except ValueError:
        sur = False
    if not sur:
        raise ValueError("n'est pas une adresse https. Écrivez par exemple « https://connexion.exemple.fr ».")
    return adresse.rstrip("/")


def _roles(valeur: str) -> tuple[tuple[str, Role], ...]:
    """``une valeur = un rôle``, as many as there are."""
    roles, faux = [], []
    for morceau in filter(None, map(str.strip, valeur.split(";"))):
        nom, _, role = (partie.strip() for partie in morceau.rpartition("="))
        if nom and role in set(Role):
            roles.append((nom, Role(role)))
        else:
            faux.append(f"« {morceau} »")
    if faux:
        raise ValueError(
            f"ne donne pas partout un rôle à une valeur : {', '.join(faux)}. Écrivez par exemple "
            "« agents-dreets=impression »."
        )
    return tuple(roles)


def _secret(valeur: str) -> str:
    if len(valeur.encode()) < SECRET_MIN:
        raise ValueError(
            f"est trop court : un secret de moins de {SECRET_MIN} octets se devine. Prenez par exemple ce que donne "
            "« openssl rand -base64 32 », ou retirez la variable : il en est tiré un à chaque lancement."
        )
    return valeur


def _mandataires(valeur: str) -> str:
    faux = []
    for reseau in filter(None, map(str.strip, valeur.split(","))):
        try:
            ip_network(reseau)
        except ValueError:
            faux.append(f"« {reseau} »")
    if faux:
        raise ValueError(
            f"ne donne pas partout une adresse ou un réseau : {', '.join(faux)}. Écrivez par exemple "
            "« 127.0.0.1, 10.0.0.0/8 »."
        )
    return valeur


Debits = Annotated[Debit, BeforeValidator(_debit)]


class VariablesService(VariablesDocgen):
    """All of them."""

    fichiers: Annotated[str, AfterValidator(magasin)] = _DEFAUT.fichiers
    travaux: Annotated[str, AfterValidator(_travaux)] | None = Field(None, repr=False)
    ouvriers: Annotated[int, Field(ge=0, le=256)] = Field(default_factory=coeurs)
    memoire_mio: Annotated[int, Field(ge=256, le=1_000_000)] = _TRAVAUX.memoire_mio
    delai_morceau_s: Annotated[int, Field(ge=10, le=JOUR_S)] = _TRAVAUX.delai_morceau_s
    bail_s: Annotated[int, Field(ge=2, le=JOUR_S)] = _TRAVAUX.bail_s
    conservation_jours: Annotated[int, Field(ge=1, le=36_500)] = _TRAVAUX.conservation_jours
    travaux_max: Annotated[int, Field(ge=1, le=1_000_000)] = _TRAVAUX.travaux_max
    rendus: Annotated[int, Field(ge=1, le=256)] = Field(default_factory=coeurs)
    delai_s: Annotated[int, Field(ge=1, le=3_600)] = int(_DEFAUT.delai_s)
    attente_max_s: Annotated[float, Field(ge=0, le=3_600)] = _DEFAUT.attente_max_s
    secret: Annotated[str, AfterValidator(_secret)] = Field(default_factory=nouveau_secret, repr=False)
    phrase: str | None = Field(None, repr=False)  # for the commands that save and restore; no process keeps it
    dsfr: Annotated[Path, AfterValidator(_dsfr)] | None = None
    textes: Annotated[Path, AfterValidator(_textes)] | None = None
    debit: Debits = _DEFAUT.debit
    debit_adresse: Debits = _DEFAUT.debit_adresse
    debit_verification: Debits = _DEFAUT.debit_verification
    mandataires: Annotated[str, AfterValidator(_mandataires)] = _DEFAUT.mandataires
    taille_lot_mo: Annotated[int, Field(ge=1, le=10_000)] = _DEFAUT.taille_lot // 1_000_000
    quota_mo: Annotated[int, Field(ge=1, le=100_000_000)] = _DEFAUT.quota // 1_000_000
    suivis_max: Annotated[int, Field(ge=1, le=100_000)] = _DEFAUT.suivis_max
    oidc_emetteur: Annotated[str, AfterValidator(_emetteur)] | None = None
    oidc_audience: str | None = Field(None, validate_default=True)
    oidc_role: str = "role"
    oidc_roles: Annotated[tuple[tuple[str, Role], ...], BeforeValidator(_roles)] = ()
    oidc_siret: str = "siret"
    oidc_client: str | None = None
    oidc_secret: str | None = Field(None, repr=False)

    @field_validator("oidc_audience")
    @classmethod
    def _audience(cls, valeur: str | None, lus: ValidationInfo) -> str | None:
        """Asked with an issuer, be it one that was refused: then it is not among what was read."""
        if valeur is None and lus.data.get("oidc_emetteur", "") is not None:
            raise ValueError(
                "manque : sans elle, un jeton fait pour un autre service serait accepté. "
                "Donnez l'audience que l'émetteur met dans les jetons destinés à Docgen."
            )
        return valeur

    def service(self) -> ConfigurationService:
        """What the service asks."""
        oidc = Oidc(**self._de(Oidc, "oidc_")) if self.oidc_emetteur and self.oidc_audience else None
        composes = {
            "docgen": self.configuration(),
            "travaux": ReglagesTravaux(**self._de(ReglagesTravaux)),
            "oidc": oidc,
            "taille_lot": self.taille_lot_mo * 1_000_000,
            "quota": self.quota_mo * 1_000_000,
        }
        return ConfigurationService(**self._de(ConfigurationService) | composes)

    def _de(self, reglages: type[Any], prefixe: str = "") -> dict[str, Any]:
        """The fields of these settings that are variables."""
        variables = {champ.name: f"{prefixe}{champ.name}" for champ in fields(reglages)}
        return {champ: getattr(self, nom) for champ, nom in variables.items() if nom in type(self).model_fields}
