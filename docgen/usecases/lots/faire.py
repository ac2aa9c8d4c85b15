"""A whole lot, made on this machine: every core prints, and what is finished comes in a folder.

The work in progress stays beside, in a hidden folder named after the lot; the lot's name is drawn from what is asked,
so that the same command, after a sudden death, goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path

from docgen.contract.interne import en_objet
from docgen.errors import FichiersIndisponibles, MachineEmpechee, UsageInvalide, refus_du_systeme
from docgen.fichiers.magasin import Magasin, ouvrir_magasin
from docgen.rendering import memoire
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.estimation import Estimation
from docgen.usecases.lecture_fichiers import lire_octets
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.conclusion import conclure
from docgen.usecases.lots.plan import Bilan, Chantier, Plan
from docgen.usecases.lots.preparation import preparer
from docgen.usecases.lots.rendu import rendre
from docgen.usecases.processus.naissance import ARRET, contexte_propre, suivre_le_parent
from docgen.usecases.processus.repartition import engager
from docgen.usecases.production import Suivi
from docgen.usecases.provisoire import seul_ici

MANIFESTE, CORRECTIONS = "manifeste.json", "corrections.json"
# The engine's memory grows a little with each volume: a process that has printed that many pieces gives way to another.
MORCEAUX_PAR_PROCESSUS = 8
# Below, two processes take longer to start than they save: measured on two cores, where 750 parchemins break even.
DOCUMENTS_MINIMUM = 800
_LOT_ECRIT = re.compile(r'"lot": "([^"]+)"')

Annonce = Callable[[str], object]
RECOMMENCE = (
    "Ce lot avait été commencé par une version de Docgen dont celle-ci ne lit pas les fichiers : il est refait depuis "
    "le début. Les numéros déjà donnés restent les mêmes."
)


def faire_lot(
    fichiers: Sequence[Path],
    commande: CommandeLot,
    sortie: Path | None,
    atelier: Atelier,
    suivi: Suivi | None = None,
    annoncer: Annonce = lambda _: None,
) -> tuple[Bilan, Path]:
    """Make a lot of these payload files in ``sortie``, by default ``sortie/LOT_<id>``; give what came of it, and where.

    Raises:
        UsageInvalide: a file cannot be read; the folder cannot be written, holds another lot, or the same one at work.
        MachineEmpechee: no room is left, or a process died: the same command goes on from there.
        RenduImpossible: the lot does not balance.
        RegistreIndisponible: the same.
    """
    lot = nom_du_lot(fichiers, commande, atelier.configuration)
    dossier = sortie or Path("sortie", f"LOT_{lot}")
    nouveaux = [chemin for chemin in (dossier, *dossier.parents) if not chemin.exists()]
    with _pannes_dites(dossier):
        _refuser_un_autre_lot(dossier, lot)
        with seul_ici(travail := dossier / f".lot-{lot}"):
            magasin = ouvrir_magasin(travail)
            with _sans_trace(lot, travail, nouveaux, magasin):
                plan = _preparer(lot, fichiers, commande, atelier, magasin, annoncer)
            _imprimer(lot, plan, travail, atelier, magasin, suivi)
            bilan = conclure(lot, atelier, magasin)
            _publier(bilan, dossier, travail, magasin)
    return bilan, dossier


def _preparer(
    lot: str, fichiers: Sequence[Path], commande: CommandeLot, atelier: Atelier, magasin: Magasin, annoncer: Annonce
) -> Plan:
    """What will be printed; ``annoncer`` hears what it takes before anything is numbered, and that another version of
    Docgen had begun the lot.
    """
    if Chantier(lot, magasin).autre_forme():
        annoncer(RECOMMENCE)
    return preparer(lot, _charges(fichiers), commande, atelier, magasin, lambda prevue: _annoncer(prevue, annoncer))


def _annoncer(prevue: Estimation, annoncer: Annonce) -> None:
    if prevue.documents:
        annoncer(f"À imprimer : {prevue.dire()}.")


@contextmanager
def _pannes_dites(dossier: Path) -> Iterator[None]:
    quoi = f"Le dossier « {dossier} » n'a pas pu être écrit"
    remede = (
        "Choisissez-en un autre avec --sortie, ou libérez de la place, puis relancez : le lot reprendra où il en est."
    )
    try:
        with refus_du_systeme(quoi, remede, None):
            yield
    except FichiersIndisponibles as cause:  # the store is the folder itself
        raise MachineEmpechee(f"{quoi} : {cause.raison}. {remede}") from cause


@contextmanager
def _sans_trace(lot: str, travail: Path, nouveaux: Sequence[Path], magasin: Magasin) -> Iterator[None]:
    """A lot that is refused leaves nothing, but the folders that were there before it."""
    try:
        yield
    except BaseException:
        if Chantier(lot, magasin).plan() is None:
            shutil.rmtree(travail, ignore_errors=True)
            with suppress(OSError):
                for chemin in nouveaux:
                    chemin.rmdir()
        raise


def nom_du_lot(fichiers: Sequence[Path], commande: CommandeLot, configuration: Configuration) -> str:
    """A name drawn from what is asked: the payloads, whatever their order, the command, the settings."""
    calcul = hashlib.sha256(json.dumps(en_objet(commande), sort_keys=True).encode())
    calcul.update(repr(configuration.reglages).encode())
    for empreinte in sorted(hashlib.sha256(lire_octets(fichier)).digest() for fichier in fichiers):
        calcul.update(empreinte)
    return calcul.hexdigest()[:8].upper()


def _charges(fichiers: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for fichier in fichiers:
        yield str(fichier), lire_octets(fichier)


def _refuser_un_autre_lot(dossier: Path, lot: str) -> None:
    """Two lots in one folder would share a manifest: volumes would be left that nothing accounts for."""
    for nom in (MANIFESTE, CORRECTIONS):
        try:
            with (dossier / nom).open(encoding="utf-8") as flux:
                trouve = _LOT_ECRIT.search(flux.read(2_000))
        except (FileNotFoundError, UnicodeDecodeError):
            continue
        if trouve and trouve[1] != lot:
            raise UsageInvalide(
                f"Le dossier « {dossier} » contient déjà le lot {trouve[1]} : rien n'a été imprimé, pour ne pas mêler "
                "deux lots. Donnez un autre dossier avec --sortie."
            )


def _imprimer(lot: str, plan: Plan, travail: Path, atelier: Atelier, magasin: Magasin, suivi: Suivi | None) -> None:
    """Print every piece; those that are printed already cost nothing."""
    morceaux = plan.morceaux
    if suivi:
        suivi(0, morceaux)
    if atelier.ouvriers < 2 or morceaux < 2 or plan.documents < DOCUMENTS_MINIMUM:
        for rang in range(morceaux):
            rendre(lot, rang, atelier, magasin)
            if suivi:
                suivi(rang + 1, morceaux)
        return
    # Not forked: the store's library has threads of its own, which a fork would lose.
    reglages = (atelier.configuration.des_moteurs, travail)
    try:
        with engager(
            min(atelier.ouvriers, morceaux), contexte_propre(), _ouvrir, reglages, MORCEAUX_PAR_PROCESSUS
        ) as equipe:
            taches: list[Future[None]] = [equipe.submit(_rendre, lot, rang) for rang in range(morceaux)]
            try:
                for faits, tache in enumerate(as_completed(taches), start=1):
                    tache.result()
                    if suivi:
                        suivi(faits, morceaux)
            except BaseException:
                equipe.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenProcessPool as cause:
        raise MachineEmpechee(ARRET) from cause


_ici: list[tuple[Atelier, Magasin]] = []


def _ouvrir(configuration: Configuration, travail: Path) -> None:
    suivre_le_parent()
    memoire.regler()
    _ici.append((Atelier(configuration, ouvriers=1), ouvrir_magasin(travail)))


def _rendre(lot: str, rang: int) -> None:
    atelier, magasin = _ici[0]
    rendre(lot, rang, atelier, magasin)


def _publier(bilan: Bilan, dossier: Path, travail: Path, magasin: Magasin) -> None:
    """Each file takes its place in one step, the manifest after the volumes; then the work in progress goes."""
    for fichier in bilan.fichiers:
        provisoire = travail / fichier.nom
        with provisoire.open("wb") as flux:
            for octets in magasin.flux(fichier.cle):
                flux.write(octets)
            flux.flush()
            os.fsync(flux.fileno())
        os.replace(provisoire, dossier / fichier.nom)
    shutil.rmtree(travail, ignore_errors=True)
