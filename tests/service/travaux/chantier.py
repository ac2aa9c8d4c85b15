"""A place where jobs are done in the tests: tables, register, store, and engines in this process or in others."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.registre.registre import RegistreSql
from docgen.settings import Configuration
from service.processus import equipe
from service.processus.equipe import Equipe, Limites
from service.socle import tables
from service.socle.donnees import Base, ouvrir_base
from service.travaux.embarque import TravauxEmbarques
from service.travaux.execution import Execution
from service.travaux.fichiers import Fichiers
from service.travaux.genre import Lieux
from service.travaux.morceaux import Morceaux
from service.travaux.moteur import Travaux
from service.travaux.procrastinate import TravauxPartages
from service.travaux.tables import DECOUPE, Carnet, Etat, Travail
from tests.attente import attendre
from tests.maison.arbre import RACINE
from tests.registre.lieux import Lieu

M = TypeVar("M", bound=Travaux)
CATALOGUE = "tests.service.travaux.catalogue_essai"
BAIL_S = 10.0
RECUL_S = 0.05


@dataclass(frozen=True)
class Chantier:
    """An empty place for jobs."""

    lieux: Lieux
    dossier: Path

    @property
    def base(self) -> Base:
        """The tables, open."""
        return ouvrir_base(self.lieux.configuration.registre)

    @property
    def registre(self) -> RegistreSql:
        """The register, open."""
        return ouvrir_registre(self.lieux.configuration.registre, self.lieux.configuration.cles)

    @property
    def fichiers(self) -> Fichiers:
        """The finished files."""
        return Fichiers(self.base, ouvrir_magasin(self.lieux.fichiers))

    @property
    def temoin(self) -> Path:
        """Where the pieces of a test write down that they begin."""
        return self.dossier / "temoin"

    def commencements(self) -> list[int]:
        """The ranks of the pieces, in the order in which they began."""
        if not self.temoin.exists():
            return []
        return [int(ligne.split()[0]) for ligne in self.temoin.read_text().splitlines()]

    def moteur(self, ouvriers: int = 2, bail_s: float = BAIL_S) -> TravauxEmbarques:
        """An embedded engine in this process, not started."""
        return TravauxEmbarques(*self.outils(ouvriers, bail_s))

    def partage(self, adresse: str, ouvriers: int = 2, bail_s: float = BAIL_S) -> TravauxPartages:
        """A shared engine in this process, not started, that makes its round every second."""
        return TravauxPartages(adresse, *self.outils(ouvriers, bail_s), ronde="* * * * * *")

    def outils(self, ouvriers: int, bail_s: float = BAIL_S) -> tuple[Carnet, Execution]:
        """What an engine is made of."""
        base = self.base
        rendeurs, greffe = (Equipe(ouvriers, Limites()) for _ in range(2))
        execution = Execution(Morceaux(base, RECUL_S), rendeurs, greffe, self.lieux, 60, bail_s)
        return Carnet(base), execution

    def lancer(self, ouvriers: int = 2, bail_s: float = BAIL_S, partage: str = "") -> subprocess.Popen[bytes]:
        """An engine in a process of its own, at work until it is killed; shared if it is given the queue's address."""
        lieux = self.lieux
        arguments = [
            lieux.configuration.registre,
            str(lieux.configuration.cles),
            lieux.fichiers,
            str(ouvriers),
            str(bail_s),
            partage,
        ]
        environnement = {**os.environ, "PYTHONPATH": str(RACINE)}
        return subprocess.Popen([sys.executable, "-m", __name__, *arguments], env=environnement, cwd=RACINE)


def nouveau_chantier(lieu: Lieu, dossier: Path) -> Chantier:
    """A chantier at a place."""
    return Chantier(Lieux(Configuration(lieu.url, lieu.cles), str(dossier / "fichiers"), CATALOGUE), dossier)


def essai(travaux: Travaux, chantier: Chantier, morceaux: int, duree_s: float = 0.0, **plus: object) -> Travail:
    """Submit a job of the tests' kind."""
    priorite, appelant = plus.pop("priorite", 0), plus.pop("appelant", "ceres")
    assert isinstance(priorite, int)
    assert isinstance(appelant, str)
    parametres = {"morceaux": morceaux, "duree_s": duree_s, "temoin": str(chantier.temoin), **plus}
    return travaux.soumettre("essai", parametres, appelant, None, priorite)


def relire(carnet: Carnet, travail: Travail) -> Travail:
    """A job as it is now."""
    relu = carnet.lire(travail.id)
    assert relu is not None
    return relu


@contextmanager
def au_travail(travaux: M) -> Iterator[M]:
    """Start an engine, and stop it whatever happens."""
    travaux.demarrer()
    try:
        yield travaux
    finally:
        travaux.arreter()


def silence_apres_le_bail(chantier: Chantier, travaux: Travaux) -> float:
    """How long a piece whose worker was never heard of again waits after the end of its lease, in seconds.

    The engine is at work, and has nothing else to be woken by.
    """
    travail = essai(travaux, chantier, 1)
    _, perdu = chantier.outils(1, bail_s=1.0)
    assert perdu.prendre() is not None
    bail, pris = _bail_et_prise(chantier, travail)
    with au_travail(travaux):
        attendre(lambda: _bail_et_prise(chantier, travail)[1] > pris)
        assert attendre_la_fin(travaux, travail).etat is Etat.TERMINE
    return _bail_et_prise(chantier, travail)[1] - bail


def _bail_et_prise(chantier: Chantier, travail: Travail) -> tuple[float, float]:
    colonnes = tables.morceaux.c
    requete = select(colonnes.bail, colonnes.pris).where(colonnes.travail == travail.id, colonnes.rang == DECOUPE)
    with chantier.base.lecture() as ouverte:
        bail, pris = ouverte.execute(requete).one()
    return bail or 0.0, pris


def attendre_la_fin(travaux: Travaux, travail: Travail, delai_s: float = 60) -> Travail:
    """Follow a job to its end; each change is a new version."""

    async def suivre(suivi: Travail) -> Travail:
        while not suivi.etat.fini:
            await travaux.guetter(suivi.id, suivi.version, delai_s)
            relu = relire(travaux.carnet, suivi)
            assert relu.version > suivi.version, f"nothing changes any more: {relu}"
            suivi = relu
        return suivi

    return asyncio.run(suivre(travail))


def verifier_les_numeros(chantier: Chantier, fini: Travail, morceaux: int, *ecartes: int) -> None:
    """One number a piece, given before any is done; one result a piece that was not left out; none lost."""
    assert (fini.etat, fini.faits) == (Etat.PARTIEL if ecartes else Etat.TERMINE, morceaux)
    assert fini.bilan is not None
    sequences = sorted(Numero.lire(numero).sequence for numero in fini.bilan["numeros"])
    assert sequences == [rang + 1 for rang in range(morceaux) if rang not in ecartes]
    registre = chantier.registre
    assert len(list(registre.lister(PARTOUT))) == morceaux
    assert registre.verifier() == []


def _travailler(registre: str, cles: str, fichiers: str, ouvriers: str, bail_s: str, partage: str) -> None:
    equipe.PRECHAUFFE = CATALOGUE  # nothing is rendered here: engines would take two seconds to get warm
    lieux = Lieux(Configuration(registre, Path(cles)), fichiers, CATALOGUE)
    chantier, outils = Chantier(lieux, Path()), (int(ouvriers), float(bail_s))
    travaux = chantier.partage(partage, *outils) if partage else chantier.moteur(*outils)
    travaux.demarrer()
    signal.pause()


if __name__ == "__main__":
    _travailler(*sys.argv[1:])
