"""The one reader of the ``DOCGEN_*`` variables: every fault told at once, in French, no secret quoted.

A field is a variable, in capitals after the prefix. What a validator raises is the end of a sentence that begins with
the variable: what is wrong, then what to do. Loaded when a command reads its settings, not before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from annotated_types import Ge, Le
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from docgen.documents.page.spec import Reglages
from docgen.errors import InstallationIncomplete, raison_systeme
from docgen.fichiers.magasin import adresse_inutilisable
from docgen.horloge import PARIS
from docgen.settings import Configuration, ReglagesCachet, communes_par_defaut

PREFIXE = "DOCGEN_"
# Those that are not fields of these settings: what the service reads as well, and what is asked once all has failed.
_DU_SERVICE = """
    FICHIERS TRAVAUX OUVRIERS MEMOIRE_MIO DELAI_MORCEAU_S BAIL_S CONSERVATION_JOURS RENDUS DELAI_S SECRET PHRASE DSFR
    TEXTES DEBIT DEBIT_ADRESSE DEBIT_VERIFICATION MANDATAIRES TAILLE_LOT_MO QUOTA_MO TRAVAUX_MAX SUIVIS_MAX
    ATTENTE_MAX_S OIDC_EMETTEUR OIDC_AUDIENCE OIDC_ROLE OIDC_ROLES OIDC_SIRET OIDC_CLIENT OIDC_SECRET
"""
DU_SERVICE = frozenset(_DU_SERVICE.split())
TRACE = "TRACE"
OUI, NON = {"oui", "1", "true"}, {"non", "0", "false"}
_DEFAUT = Configuration()


def lire_configuration() -> Configuration:
    """The settings of the command line.

    Raises:
        InstallationIncomplete: variables cannot be read; the message names every one.
    """
    return VariablesDocgen.lire().configuration()


class Variables(BaseSettings):
    """Variables of the environment. A blank one is one that is not given."""

    model_config = SettingsConfigDict(env_prefix=PREFIXE, enable_decoding=False, validate_default=False, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _sans_les_vides(cls, donnees: dict[str, str]) -> dict[str, str]:
        return {nom: valeur.strip() for nom, valeur in donnees.items() if valeur.strip()}

    @classmethod
    def lire(cls) -> Self:
        """What the environment gives.

        Raises:
            InstallationIncomplete: one line for each variable that cannot be read, or that nobody reads.
        """
        lues, fautes = cls.lire_avec_fautes()
        if fautes:
            raise InstallationIncomplete("\n".join(fautes.values()))
        return lues

    @classmethod
    def lire_avec_fautes(cls) -> tuple[Self, dict[str, str]]:
        """What can be read, and a line for each variable at fault, whose family then counts as not given."""
        fautes, tues = _inconnues(cls.model_fields), dict[str, str]()
        while True:
            try:
                return cls(**tues), fautes  # a blank text is a variable that is not given
            except ValidationError as refus:
                fautives = {str(erreur["loc"][0]): erreur for erreur in refus.errors()}
            if not tues:  # the first time alone: what comes of leaving some out is nobody's fault
                fautes |= {_variable(nom): _phrase(faute, cls.model_fields[nom]) for nom, faute in fautives.items()}
            familles = {_famille(nom) for nom in fautives}
            tues |= {nom: "" for nom in cls.model_fields if _famille(nom) in familles}


def _variable(nom: str) -> str:
    return f"{PREFIXE}{nom}".upper()


def _famille(nom: str) -> str:
    return nom.partition("_")[0]


def _inconnues(champs: Iterable[str]) -> dict[str, str]:
    """A line for each variable that bears our prefix and that nobody reads: its setting would be the default."""
    connus, fautes = {*map(str.upper, champs), *DU_SERVICE, TRACE}, {}
    for variable in sorted(nom for nom, valeur in os.environ.items() if valeur.strip()):
        nom = variable.upper().removeprefix(PREFIXE)
        if len(nom) < len(variable) and nom not in connus:
            proches = get_close_matches(nom, sorted(connus), n=1)
            dire = f"Vouliez-vous dire {PREFIXE}{proches[0]} ? Corrigez-la, ou" if proches else "Corrigez-la, ou"
            fautes[variable] = (
                f"{variable} n'est pas une variable de Docgen : elle serait sans effet. {dire} retirez-la."
            )
    return fautes


def _phrase(erreur: ErrorDetails, champ: FieldInfo) -> str:
    nom, valeur = _variable(str(erreur["loc"][0])), erreur["input"]
    if erreur["type"] == "value_error":
        faute = str(erreur["ctx"]["error"])
    else:  # the only other types are numbers
        (minimum,) = (borne.ge for borne in champ.metadata if isinstance(borne, Ge))
        (maximum,) = (borne.le for borne in champ.metadata if isinstance(borne, Le))
        exemple = champ.get_default(call_default_factory=True)
        faute = f"n'est pas un nombre de {minimum} à {maximum}. Écrivez par exemple « {exemple} »."
    tue = not champ.repr or not isinstance(valeur, str) or "@" in valeur  # perhaps a password in an address
    return f"{nom} {faute}" if tue else f"{nom} vaut « {valeur} », qui {faute}"


def magasin(valeur: str) -> str:
    """The address of a store of files."""
    if faute := adresse_inutilisable(valeur):
        raise ValueError(faute)
    return valeur


def _oui(valeur: str) -> bool:
    if valeur.casefold() not in OUI | NON:
        raise ValueError("n'est ni oui ni non. Écrivez l'un ou l'autre.")
    return valeur.casefold() in OUI


def _registre(valeur: str) -> str:
    if valeur.partition(":")[0] not in ("sqlite", "postgres", "postgresql", "postgresql+psycopg"):
        raise ValueError(
            "n'est pas l'adresse d'un registre. Écrivez « sqlite:///chemin/docgen.db » ou "
            "« postgresql://utilisateur@hote/base »."
        )
    return valeur


def _communes(valeur: str) -> Path | None:
    """The reference named, which must be there; ``non``: none at all."""
    if valeur.casefold() == "non":
        return None
    if not Path(valeur).is_file():
        raise ValueError(
            "n'est pas un fichier. Lancez « make communes », corrigez le chemin, ou écrivez « non » pour s'en passer."
        )
    return Path(valeur)


def _communes_presentes() -> Path | None:
    return communes_par_defaut() if communes_par_defaut().is_file() else None


def _site(valeur: str) -> SplitResult | None:
    """The parts of an address that a browser opens; ``None`` for another text."""
    try:
        parties = urlsplit(valeur)
        return parties if parties.scheme in ("http", "https") and parties.hostname and parties.port != 0 else None
    except ValueError:
        return None


def _url(valeur: str) -> str:
    parties = _site(valeur)
    if parties is None or parties.query or parties.fragment:
        raise ValueError("n'est pas l'adresse d'un site. Écrivez par exemple « https://docgen.exemple.fr ».")
    return valeur.rstrip("/")


def _ministere(valeur: str) -> tuple[tuple[date, str], ...]:
    """``un nom``, or dated names: ``un nom ; 2024-09-21 = un autre nom``."""
    noms = []
    for rang, morceau in enumerate(filter(None, map(str.strip, valeur.split(";"))), start=1):
        jour, egal, nom = (partie.strip() for partie in morceau.partition("="))
        try:
            noms.append((date.fromisoformat(jour), nom) if egal else (date.min, morceau))
        except ValueError as cause:
            raise ValueError(
                f"ne se lit pas : « {jour} » n'est pas une date (élément {rang}). "
                "Écrivez « AAAA-MM-JJ = nom du ministère »."
            ) from cause
    defaut = Reglages().ministere
    return tuple(sorted(noms if noms and min(noms)[0] == date.min else [*noms, *defaut]))


def _cachet(valeur: Path, lus: ValidationInfo) -> Path:
    """A file that opens, with what seals today."""
    from docgen.cachet.certificat import ouvrir_certificat

    try:
        contenu = valeur.read_bytes()
    except OSError as cause:
        raise ValueError(f"n'a pas pu être lu : {raison_systeme(cause)}. Donnez le chemin du fichier .p12.") from cause
    ouvrir_certificat(contenu, lus.data.get("cachet_phrase")).verifier_validite(datetime.now(UTC))
    return valeur


def _horodatage(valeur: str, lus: ValidationInfo) -> str:
    if lus.data.get("cachet", "") is None:  # one that was refused is not among what was read
        raise ValueError("ne sert à rien sans cachet. Donnez DOCGEN_CACHET, ou retirez-la.")
    if _site(valeur) is None:
        raise ValueError(
            "n'est pas l'adresse d'un service d'horodatage. Écrivez par exemple « https://horodatage.exemple.fr/tsa »."
        )
    return valeur


def _fuseau(valeur: str) -> str:
    if valeur not in available_timezones():
        raise ValueError("n'est pas un fuseau horaire. Écrivez par exemple « Europe/Paris » ou « Indian/Reunion ».")
    return valeur


class VariablesDocgen(Variables):
    """Those that the command line has."""

    registre: Annotated[str, AfterValidator(_registre)] = Field(_DEFAUT.registre, repr=False)
    cles: Path | None = None
    temoin: Annotated[str, AfterValidator(magasin)] | None = None
    regles_locales: Annotated[bool, BeforeValidator(_oui)] = True
    communes: Annotated[Path | None, BeforeValidator(_communes)] = Field(default_factory=_communes_presentes)
    ministere: Annotated[tuple[tuple[date, str], ...], BeforeValidator(_ministere)] = Reglages().ministere
    url_publique: Annotated[str, AfterValidator(_url)] = Reglages().url_publique
    fuseau: Annotated[str, AfterValidator(_fuseau)] = PARIS
    cachet_phrase: str | None = Field(None, repr=False)
    cachet: Annotated[Path, AfterValidator(_cachet)] | None = None
    horodatage: Annotated[str, AfterValidator(_horodatage)] | None = Field(None, repr=False)

    def configuration(self) -> Configuration:
        """What the use cases ask."""
        reglages = Reglages(self.ministere, self.url_publique)
        cachet = ReglagesCachet(self.cachet, self.cachet_phrase, self.horodatage) if self.cachet else None
        return Configuration(
            self.registre, self.cles, self.temoin, self.regles_locales, self.communes, reglages, cachet, self.fuseau
        )
