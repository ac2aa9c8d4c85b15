"""What the service answers, typed: one class a schema of the published description, one field a property of it.

A field that a later version adds is ignored; a test compares the classes with ``docs/openapi.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from docgen.client.erreurs_client import ReponseIncomprise

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Erreur:
    """A fault of form: where (JSON pointer or parameter), and what to do about it."""

    chemin: str
    message: str
    ligne: int | None = None
    colonne: int | None = None


@dataclass(frozen=True, slots=True)
class Manquement:
    """What a rule finds; ``gravite`` is ``BLOQUANT`` or ``AVERTISSEMENT``."""

    regle: str
    gravite: str
    message: str
    chemin: str
    source: str


@dataclass(frozen=True, slots=True)
class Controle:
    """The verdict of the rules on an act; ``effets`` holds the objects that it changes, whole."""

    manquements: tuple[Manquement, ...]
    effets: Mapping[str, Any]

    @property
    def permis(self) -> bool:
        """True when nothing blocks."""
        return all(manquement.gravite != "BLOQUANT" for manquement in self.manquements)


@dataclass(frozen=True, slots=True)
class TypeExamine:
    """What the rules say of a type of document for a deposit."""

    type: str
    intitule: str
    appele: bool
    emettable: bool
    nombre: int
    manquements: tuple[Manquement, ...]


@dataclass(frozen=True, slots=True)
class Rapport:
    """The report of a deposit's control, on the day of the deposit."""

    erreurs: tuple[Erreur, ...]
    types: tuple[TypeExamine, ...]


@dataclass(frozen=True, slots=True)
class Depot:
    """A payload that the service keeps; ``etat`` is ``ACCEPTE``, ``REFUSE`` or ``MALFORME``."""

    id: str
    nom: str
    session: str | None
    siret: str | None
    taille: int
    sha256: str
    etat: str
    cree: str
    rapport: Rapport


@dataclass(frozen=True, slots=True)
class Fichier:
    """A finished file; ``sha256`` is what its bytes must give."""

    id: str
    nom: str
    type_media: str
    taille: int
    sha256: str
    lien: str


@dataclass(frozen=True, slots=True)
class Travail:
    """A job; once ``fini`` is given, it does not change any more. ``etat``: see the published description."""

    id: str
    genre: str
    etat: str
    siret: str | None
    faits: int
    total: int | None
    documents: int
    documents_prevus: int
    estimation: int | None
    feuilles_prevues: int | None
    volumes_prevus: int | None
    annulation: bool
    message: str | None
    bilan: Mapping[str, Any] | None
    fichiers: tuple[Fichier, ...]
    cree: str
    debute: str | None
    fini: str | None
    version: int

    @property
    def reussi(self) -> bool:
        """True when everything was done and nothing set aside."""
        return self.etat == "TERMINE"

    def fichier(self, nom: str) -> Fichier:
        """The delivered file of that name.

        Raises:
            KeyError: the job delivers none.
        """
        return {fichier.nom: fichier for fichier in self.fichiers}[nom]


@dataclass(frozen=True, slots=True)
class Papier:
    """A paper of the register; ``numero`` is ``None`` for those that bear none."""

    numero: str | None
    type: str
    session: str
    destinataire: str
    certification: str
    siret: str
    departement: str
    nom: str
    prenoms: str
    date_emission: str
    remplace: str | None


@dataclass(frozen=True, slots=True)
class Evenement:
    """An act in the life of a paper."""

    acte: str
    numero: str
    jour: str
    motif: str
    precision: str = ""
    serie_gachee: str | None = None
    serie_nouvelle: str | None = None
    rectification: bool = False


@dataclass(frozen=True, slots=True)
class Situation(Papier):
    """A paper and what became of it; ``etat`` is ``émis``, ``remis`` or ``annulé``."""

    etat: str
    remplace_par: str | None
    feuille: str | None
    evenements: tuple[Evenement, ...]


@dataclass(frozen=True, slots=True)
class PersonneAttestee:
    """A candidate of an attested session, by the digest of what is attested of him."""

    destinataire: str
    empreinte: str


@dataclass(frozen=True, slots=True)
class Renvoi:
    """A deposit that was sent back to its centre, and why."""

    depot: str
    motif: str
    le: str
    par: str


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the State has attested of a session; ``le`` is the server's instant.

    ``a_refaire``: the candidates whose notification now says otherwise, and is to be issued anew.
    """

    session: str
    attestee: bool
    siret: str | None
    le: str | None
    par: str | None
    empreinte: str | None
    personnes: tuple[PersonneAttestee, ...]
    renvois: tuple[Renvoi, ...]
    a_refaire: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mois:
    """The documents made in a month, ``2026-11``."""

    mois: str
    total: int
    par_centre: Mapping[str, int]
    par_autorite: Mapping[str, int]
    par_type: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Statistiques:
    """The documents made between two days, both included; ``par_mois`` has every month touched, oldest first.

    What waits today: sessions by stage, those that each rule refuses, papers to collect by the day of their form.
    """

    depuis: str
    jusqua: str
    total: int
    par_centre: Mapping[str, int]
    par_autorite: Mapping[str, int]
    par_type: Mapping[str, int]
    par_mois: tuple[Mois, ...]
    sessions_par_etape: Mapping[str, int]
    refus_par_regle: Mapping[str, int]
    remises_dues: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Document:
    """What was asked for and made at once: a file, or a zip of several with their report."""

    nom: str
    type_media: str
    contenu: bytes
    sha256: str
    numeros: tuple[str, ...]


def lire_json(octets: bytes | str) -> Any:
    """A body, as JSON.

    Raises:
        ReponseIncomprise: it is something else.
    """
    try:
        return json.loads(octets)
    except ValueError as cause:
        raise ReponseIncomprise from cause


def lire(modele: type[M], donnees: Any) -> M:
    """An answer of the service, as an object.

    Raises:
        ReponseIncomprise: a field is missing, or the answer is no object.
    """
    if not isinstance(donnees, Mapping):
        raise ReponseIncomprise(f"Une réponse n'est pas un objet {modele.__name__}. Vérifiez l'adresse du service.")
    classe: Any = modele
    valeurs = {}
    for nom, (genre, facultatif) in _champs(classe).items():
        if nom in donnees:
            valeurs[nom] = _valeur(genre, donnees[nom])
        elif not facultatif:
            raise ReponseIncomprise(
                f"Le champ « {nom} » manque à un objet {modele.__name__} : le service et ce client ne sont pas de la "
                "même version. Mettez-les d'accord."
            )
    return modele(**valeurs)


def _valeur(genre: Any, donnee: Any) -> Any:
    if get_origin(genre) is tuple:
        element = get_args(genre)[0]
        return tuple(_valeur(element, une) for une in donnee)
    return lire(genre, donnee) if isinstance(genre, type) and is_dataclass(genre) else donnee


@cache
def _champs(modele: type[Any]) -> dict[str, tuple[Any, bool]]:
    """The fields of a model: what each holds, and whether the service may leave it out."""
    genres = get_type_hints(modele)
    return {champ.name: (genres[champ.name], champ.default is not MISSING) for champ in fields(modele)}
