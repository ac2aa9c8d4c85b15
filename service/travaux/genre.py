"""What a job may be: each kind cuts itself into pieces, makes one, and concludes. All three are idempotent.

Children that cut and conclude hold the register; those that render hold none. Kinds know no engine, and pass everything
to each other through the store, where a key holds the digest of its bytes: two attempts never meet on different bytes.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from docgen.domain.papiers.pouvoir import Pouvoir
from docgen.errors import UsageInvalide
from docgen.fichiers.magasin import Magasin, mesurer, ouvrir_magasin
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier, Rendeur
from docgen.usecases.estimation import Prevu, nul
from docgen.usecases.production import Suivi
from service.processus.equipe import annoncer
from service.processus.prechauffe import ouvrir_atelier
from service.socle.donnees import maintenant, nouvel_identifiant
from service.travaux.fichiers import FichierLivre
from service.travaux.tables import Etat

CATALOGUE = "service.catalogue"


@dataclass(frozen=True, slots=True)
class Lieux:
    """Where a child finds what it needs: the settings, the address of the store, the module that lists the kinds."""

    configuration: Configuration
    fichiers: str
    catalogue: str = CATALOGUE

    @property
    def sans_registre(self) -> Lieux:
        """The same, for who only renders: no register, no key, no seal."""
        return replace(self, configuration=self.configuration.des_moteurs)


@dataclass(frozen=True, slots=True)
class Outils:
    """What a piece works with."""

    atelier: Atelier
    magasin: Magasin
    suivi: Suivi = nul  # told how many documents are done, of how many
    prevu: Prevu = nul  # told what a job will take, once it is counted

    def pour(self, ordre: Ordre) -> Outils:
        """The same, in the name of who asked for the job, with what he may decide: nothing, where it is not said."""
        pouvoir = Pouvoir(**ordre.parametres.get("pouvoir", {"atteste": False}))
        return replace(self, atelier=self.atelier.au_nom_de(ordre.appelant, pouvoir, ordre.demandee))


@dataclass(frozen=True, slots=True)
class Ordre:
    """What a child is told of a job."""

    travail: str
    genre: str
    parametres: Mapping[str, Any]
    siret: str | None
    appelant: str
    demandee: datetime  # when
    ecartes: tuple[tuple[int, str], ...] = ()  # for the conclusion: the pieces set aside, and why


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How a job ends, and what it delivers. ``bilan`` may hold ``message``, a sentence for its author.

    ``documents``: how many were made, where its pieces do not tell them one by one.
    """

    etat: Etat
    bilan: Mapping[str, Any]
    fichiers: tuple[FichierLivre, ...] = ()
    documents: int | None = None


class Genre(Protocol):
    """A kind of job. ``numerote``: its pieces give numbers, and only their renders are for children.

    ``forme`` of what it leaves in the store between two pieces; it grows when this code does not read the one before.
    """

    numerote: bool
    forme: int

    def verifier(self, parametres: Mapping[str, Any]) -> None:
        """Accept the parameters, or raise ``UsageInvalide``."""
        ...

    def decouper(self, ordre: Ordre, outils: Outils) -> int:
        """How many pieces there are, from 0."""
        ...

    def faire(self, ordre: Ordre, rang: int, outils: Outils) -> None:
        """Make one piece; its result goes to the store."""
        ...

    def conclure(self, ordre: Ordre, outils: Outils) -> Conclusion:
        """Gather what the pieces made."""
        ...


def genre_de(nom: str, catalogue: str = CATALOGUE) -> Genre:
    """A kind by its name, from the module that lists them.

    Raises:
        UsageInvalide: there is none of that name.
    """
    genres: Mapping[str, Genre] = import_module(catalogue).GENRES
    if nom not in genres:
        raise UsageInvalide(f"Genre de travail inconnu : {nom}. Genres possibles : {', '.join(genres)}.")
    return genres[nom]


def decouper(ordre: Ordre, lieux: Lieux, ouvriers: int) -> int:
    """In a child: cut a job that so many will make; what it will take is told as soon as it is counted."""
    outils = replace(_outils(lieux).pour(ordre), prevu=annoncer)
    outils.atelier.ouvriers = ouvriers
    return genre_de(ordre.genre, lieux.catalogue).decouper(ordre, outils)


def faire(ordre: Ordre, rang: int, lieux: Lieux) -> None:
    """In a child that only renders: make a piece."""
    genre_de(ordre.genre, lieux.catalogue).faire(ordre, rang, _outils(lieux))


def numeroter(ordre: Ordre, rang: int, lieux: Lieux, rendeur: Rendeur, ouvriers: int, suivi: Suivi) -> None:
    """Here: make a piece that numbers; ``rendeur`` renders, so many at once; ``suivi`` is told of each document."""
    outils = replace(_outils(lieux).pour(ordre), suivi=suivi)
    outils.atelier.rendeur, outils.atelier.ouvriers = rendeur, ouvriers
    genre_de(ordre.genre, lieux.catalogue).faire(ordre, rang, outils)


def conclure(ordre: Ordre, lieux: Lieux) -> Conclusion:
    """In a child: conclude a job."""
    return genre_de(ordre.genre, lieux.catalogue).conclure(ordre, _outils(lieux).pour(ordre))


_ouverts: dict[Lieux, Outils] = {}
_VERROU = threading.Lock()


def _outils(lieux: Lieux) -> Outils:
    """Opened once in the life of a process."""
    with _VERROU:
        if lieux not in _ouverts:
            _ouverts[lieux] = Outils(ouvrir_atelier(lieux.configuration), ouvrir_magasin(lieux.fichiers))
        return _ouverts[lieux]


def fermer(lieux: Lieux) -> None:
    """Close what this process opened there: the witness is given what it waits for."""
    with _VERROU:
        outils = _ouverts.pop(lieux, None)
    if outils is not None:
        outils.atelier.fermer()


PREFIXE = "travaux"


def dossier_de(travail: str) -> str:
    """The folder of a job in the store."""
    return f"{PREFIXE}/{travail}"


def ranger(
    magasin: Magasin, ordre: Ordre, nom: str, type_media: str, contenu: bytes | Path, titre: str | None = None
) -> FichierLivre:
    """Put a file of a job in the store, and describe it; it is released with the conclusion only."""
    taille, sha256 = mesurer(contenu)
    cle = f"{dossier_de(ordre.travail)}/{sha256[:24]}/{hashlib.sha256(nom.encode()).hexdigest()[:8]}"
    magasin.ecrire(cle, contenu)
    return decrire(ordre, cle, nom, type_media, taille, sha256, titre)


def decrire(
    ordre: Ordre, cle: str, nom: str, type_media: str, taille: int, sha256: str, titre: str | None = None
) -> FichierLivre:
    """The description of a file of a job that the store has already."""
    instant = maintenant().isoformat()
    a_qui = ordre.siret, ordre.travail
    return FichierLivre(nouvel_identifiant(), cle, nom, type_media, taille, sha256, *a_qui, instant, titre)
