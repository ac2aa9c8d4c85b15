"""What the routes work with, opened once when the service starts."""

from __future__ import annotations

import math
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from starlette.requests import HTTPConnection, Request

from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.rendering import memoire
from docgen.usecases.atelier import Atelier
from docgen.usecases.estimation import Estimation
from docgen.usecases.production import montrer, reimprimer
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from service.acces.plafonds import Reserve, Suivis
from service.acces.tables import ClesApi, Visites
from service.administration.surveillance import Surveillance
from service.administration.tables import Audit
from service.papiers.fabrication import Rendu, composer, rendre
from service.processus.equipe import AMesure, Equipe, Limites, RenduInterrompu
from service.processus.tours import Confier, Fils, Tours
from service.sessions.repertoire import Repertoire
from service.sessions.tables import Depots
from service.socle.appelant import Appelant
from service.socle.donnees import ouvrir_base
from service.socle.limites import Debits
from service.socle.observation import PARTAGE
from service.socle.reglages import ConfigurationService
from service.travaux.fichiers import Fichiers
from service.travaux.genre import Lieux
from service.travaux.ouverture import PATIENCE, ouvrir_travaux

if TYPE_CHECKING:
    from service.acces.emetteur import Emetteur

P = ParamSpec("P")
R = TypeVar("R")
FILS = 3  # of one caller at once: what computes keeps the interpreter, the others wait for the base
ALTERNANCE_S = 0.001  # between threads: a call passes from one to another ten times before it is answered
LONGUE_S = 0.5  # what takes longer is made by those that give way to who waits for one document


class Services:
    """The settings, the register and its rules, the tables, the files, the jobs, the processes that render.

    ``equipe`` renders the documents that somebody waits for, ``longues`` what takes long; lots have teams of their own.
    ``cles`` are the API keys, ``visites`` who is signed in on the pages, ``depots`` the payloads that were sent,
    ``fichiers`` the finished files; ``audit`` says who changed what.
    """

    def __init__(self, configuration: ConfigurationService) -> None:
        """Open everything that the settings name; tables are created or upgraded if need be.

        Raises:
            UsageInvalide: an address cannot be read.
            RegistreIndisponible, FichiersIndisponibles: a place does not answer.
        """
        self.configuration = configuration
        self.atelier = Atelier(configuration.docgen, ouvriers=configuration.rendus)
        self.atelier.registre  # noqa: B018  before the tables beside it: where one was lost, nothing is created
        self.base = ouvrir_base(configuration.docgen.registre)
        self.magasin = ouvrir_magasin(configuration.fichiers)
        lieux, memoire_mio = Lieux(configuration.docgen, configuration.fichiers), configuration.travaux.memoire_mio
        self.travaux = ouvrir_travaux(self.base, lieux, configuration.travaux)
        self.equipe = Equipe(configuration.rendus, Limites(memoire_mio))
        polies = Limites(memoire_mio, gentillesse=PATIENCE)
        self.longues = self.travaux.prompte if self.travaux.execute else Equipe(configuration.rendus, polies)
        self.atelier.rendeur = partial(self.equipe.faire, composer)
        self.fils = Fils(FILS)
        self.tours = Tours(self.equipe, configuration.delai_s, self.fils, self.longues)
        self._preparer()

    def _preparer(self) -> None:
        """What stands on the tables and on the settings."""
        base, configuration = self.base, self.configuration
        self.cles, self.visites, self.audit = ClesApi(base), Visites(base), Audit(base)
        conservation = timedelta(days=configuration.travaux.conservation_jours)
        self.reserve = Reserve(base, configuration.quota, conservation)
        self.depots = Depots(base, self.magasin, self.atelier, self.reserve.exiger)
        self.sessions, self.fichiers = Repertoire(base), Fichiers(base, self.magasin)
        self.debits = Debits.de(configuration)
        self.suivis = Suivis(math.ceil(configuration.suivis_max / configuration.processus))
        self.surveillance = Surveillance(configuration.docgen, lambda: self.atelier.registre, os.environ.get(PARTAGE))
        self.brouillons: dict[tuple[bytes, Commande, Appelant], bytes] = {}
        self.miniatures: dict[str, bytes] = {}
        self.emetteur: Emetteur | None = None
        if configuration.oidc:
            from service.acces.emetteur import Emetteur  # a tenth of the start, for who has an issuer

            self.emetteur = Emetteur(configuration.oidc)

    def jour(self, donne: date | None = None) -> date:
        """Today: the day given, else the installation's."""
        return donne or self.atelier.horloge()

    async def auditer(self, appelant: Appelant, acte: str, objet: str, statut: int, reference: str) -> None:
        """Write down what a caller did; see :meth:`Audit.inscrire`."""
        await self.fils.faire(appelant.nom, self.audit.inscrire, appelant, acte, objet, statut, reference)

    def demarrer(self) -> None:
        """Start what runs in the background. The children get ready meanwhile; whoever calls first waits for them."""
        sys.setswitchinterval(ALTERNANCE_S)
        memoire.regler()  # it lives long: not as the command that started it
        self._embauche = threading.Thread(target=self._embaucher, name="embauche")
        self._embauche.start()
        self.travaux.demarrer()
        self.surveillance.demarrer()

    def _embaucher(self) -> None:
        with suppress(RenduInterrompu):  # told to whoever asks for a document
            self.equipe.demarrer()

    def arreter(self) -> None:
        """Stop it, and close everything."""
        self.surveillance.arreter()
        self._embauche.join()
        self.travaux.arreter()
        self.fermer()

    def fermer(self) -> None:
        """Close everything, when nothing was started."""
        self.equipe.fermer()
        self.longues.fermer()
        if self.emetteur is not None:
            self.emetteur.fermer()
        self.base.fermer()
        self.atelier.fermer()


def services_de(requete: HTTPConnection) -> Services:
    """The services of the application that answers this request."""
    services: Services = requete.app.state.services
    return services


@dataclass(frozen=True, slots=True)
class Appel:
    """A call of somebody known: what it asks, who asks, and what the service answers with."""

    requete: Request
    services: Services
    appelant: Appelant

    @property
    def jour(self) -> date:
        """Today."""
        return self.services.jour()

    @property
    def perimetre(self) -> Perimetre:
        """Whose data the caller may read."""
        return self.appelant.perimetre

    @property
    def atelier(self) -> Atelier:
        """The workshop, in the name of who calls: it reads what he may see, and decides what he may."""
        return self.services.atelier.au_nom_de(self.appelant.nom, self.appelant.pouvoir)

    async def faire(self, fonction: Callable[P, R], /, *arguments: P.args, **champs: P.kwargs) -> R:
        """Run a function in a thread of who calls, at its turn."""
        return await self.services.fils.faire(self.appelant.nom, fonction, *arguments, **champs)

    async def rendre(self, octets: bytes, commande: Commande, attente_s: float = math.inf) -> Rendu:
        """The documents of a payload: numbered here, rendered by children; see :meth:`Tours.faire`.

        Whoever would not wait at all (``attente_s``) waits for no turn either.

        Raises:
            DemandeLongue: it should take longer than somebody may be kept waiting, or than ``attente_s``.
            DocgenError: see :func:`service.papiers.fabrication.rendre`.
        """
        attente_max_s = min(attente_s, self.services.configuration.attente_max_s)
        if not attente_max_s:
            return await self.faire(rendre, octets, commande, self.appelant, self.services.atelier, attente_max_s)

        def travail(confier: Confier) -> Rendu:
            prevues: list[Estimation] = []

            def rendeur(*demande: object, a_mesure: AMesure) -> Iterable[DocumentProduit]:
                faits: Iterable[DocumentProduit] = confier(
                    composer, *demande, a_mesure=a_mesure, longue=prevues[0].secondes > LONGUE_S
                )
                return faits

            atelier = self.services.atelier.rendu_par(rendeur)
            return rendre(octets, commande, self.appelant, atelier, attente_max_s, prevues.append)

        return await self.services.tours.faire(self.requete, travail)

    async def reimprimer(self, papier: Papier) -> DocumentProduit:
        """A paper printed again from the register alone, in the caller's name; as for :meth:`rendre`."""
        return await self._refaire(reimprimer, papier, self.atelier)

    async def montrer(self, papier: Papier) -> DocumentProduit:
        """A paper for a screen, from the register alone; nothing is written. As for :meth:`rendre`."""
        return await self._refaire(montrer, papier, self.services.atelier)

    async def _refaire(
        self, acte: Callable[[Papier, date, Atelier], DocumentProduit], papier: Papier, atelier: Atelier
    ) -> DocumentProduit:
        def travail(confier: Confier) -> DocumentProduit:
            return acte(papier, self.jour, atelier.rendu_par(partial(confier, composer)))

        return await self.services.tours.faire(self.requete, travail)

    async def confier(self, fonction: Callable[..., R], *arguments: object) -> R:
        """Run a function in a child; see :meth:`Tours.faire`."""
        fait: R = await self.services.tours.faire(self.requete, lambda confier: confier(fonction, *arguments))
        return fait
