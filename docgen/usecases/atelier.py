"""The workshop: what every act needs, opened once, each tool only when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from docgen.domain.papiers.pouvoir import ETAT, Pouvoir
from docgen.horloge import Horloge
from docgen.settings import Configuration
from docgen.usecases.processus.repartition import Avance, coeurs

if TYPE_CHECKING:
    from docgen.fichiers.magasin import Magasin
    from docgen.registre.connexion import Ouverture
    from docgen.registre.registre import RegistreSql
    from docgen.rendering.archive.moteur_archive import MoteurArchive
    from docgen.rendering.docx import MoteurDocx
    from docgen.rendering.presse.moteur_presse import MoteurPresse

Rendeur = Callable[..., Iterable[Any]]  # of a command and its tasks: see docgen.usecases.production
T = TypeVar("T")


def _configuration() -> Configuration:
    from docgen.variables import lire_configuration

    return lire_configuration()


class outil(cached_property[T]):  # noqa: N801  # as cached_property
    """A tool made once for a workshop and for all those that it became, whichever of them needs it first."""

    @overload
    def __get__(self, atelier: None, classe: Any = None) -> Self: ...
    @overload
    def __get__(self, atelier: object, classe: Any = None) -> T: ...
    def __get__(self, atelier: Any, classe: Any = None) -> Any:
        return super().__get__(atelier and (atelier.origine or atelier), classe)


@dataclass
class Atelier:
    """The register and the engines of one run, and how many processes render; closed at the end of its ``with``.

    ``ouverture``: what may be done to the register: read it, write in it, begin it where there is nothing.
    ``pouvoir`` is what whoever asks may read and decide: all, on the command line; ``demandee``, when it was asked
    for, of a job that waited.
    ``rendeur`` renders instead, where engines must stay away from the register; ``avance`` is the team that does,
    once one is hired.
    """

    configuration: Configuration = field(default_factory=_configuration)
    ouvriers: int = field(default_factory=coeurs)
    ouverture: Ouverture = "creer"
    pouvoir: Pouvoir = ETAT
    demandee: datetime | None = None
    rendeur: Rendeur | None = None
    avance: Avance[Any, Any] | None = None
    origine: Atelier | None = field(default=None, init=False)

    @cached_property
    def horloge(self) -> Horloge:
        """The clock of the installation."""
        return Horloge(self.configuration.fuseau)

    @cached_property
    def registre(self) -> RegistreSql:
        """The register, opened as ``ouverture`` says."""
        from docgen.registre.ouverture_registre import ouvrir_registre

        reglages = self.configuration
        return ouvrir_registre(
            reglages.registre, reglages.cles, mode=self.ouverture, temoin=self.magasin_du_temoin, horloge=self.horloge
        )

    @property
    def magasin_du_temoin(self) -> Callable[[], Magasin] | None:
        """What opens the store of the register's witness; ``None`` without one."""
        adresse = self.configuration.temoin
        if adresse is None:
            return None
        from docgen.fichiers.magasin import ouvrir_magasin

        return partial(ouvrir_magasin, adresse, temoin=True, creer=self.ouverture not in ("lire", "sonder"))

    @outil
    def communes(self) -> frozenset[str] | None:
        """The reference of French communes, or ``None`` without one; one that cannot be read is refused.

        Raises:
            InstallationIncomplete: the file cannot be read, or is no reference.
        """
        from docgen.usecases.lecture_fichiers import lire_communes

        chemin = self.configuration.communes
        return lire_communes(chemin) if chemin else None

    @outil
    def moteur(self) -> MoteurArchive:
        """The engine of archive documents; its style sheets and fonts are read once."""
        from docgen.rendering.archive.moteur_archive import MoteurArchive

        return MoteurArchive()

    @outil
    def presse(self) -> MoteurPresse:
        """The engine of documents to print; its style sheets are read once."""
        from docgen.rendering.presse.moteur_presse import MoteurPresse

        return MoteurPresse()

    @outil
    def moteur_docx(self) -> MoteurDocx:
        """The engine of Word documents; its models are read once."""
        from docgen.rendering.docx import MoteurDocx

        return MoteurDocx()

    def preparer(self, format_voulu: str, usage: str) -> None:
        """Get an engine ready, before the processes that share it are born."""
        if (format_voulu, usage) == ("pdf", "impression"):
            self.presse  # noqa: B018
        elif format_voulu == "pdf":
            self.moteur  # noqa: B018
        elif format_voulu == "docx":
            self.moteur_docx  # noqa: B018

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.fermer()

    def au_nom_de(self, acteur: str, pouvoir: Pouvoir, demandee: datetime | None = None) -> Atelier:
        """The same workshop, for somebody else: the journal will name him, and the rules know what he may decide."""
        autre = self._devenu(pouvoir=pouvoir, demandee=demandee)
        autre.__dict__["registre"] = self.registre.au_nom_de(acteur)
        return autre

    def rendu_par(self, rendeur: Rendeur) -> Atelier:
        """The same workshop, where somebody else renders."""
        return self._devenu(rendeur=rendeur)

    def _devenu(self, **change: Any) -> Atelier:
        autre = copy(self)
        autre.__dict__.update(change, origine=self.origine or self)
        return autre

    def fermer(self) -> None:
        """Close what was opened, and send the team away."""
        if self.avance is not None:
            self.avance.congedier()
        if "registre" in self.__dict__:
            self.registre.fermer()
