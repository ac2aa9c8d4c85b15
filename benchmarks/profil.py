"""What each microsecond of a lot's document is spent on, and of a record, stage by stage: what is ours, what is the
engine's.

A clock of processor time interrupts the work some thousand times a second; what has been spent since the last time goes
to the stage of the innermost function that the tables below know. Run: ``python -m benchmarks.profil``, alone on the
machine; ``SESSIONS=400`` prints more of them.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from benchmarks import mesure
from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.rendering import memoire
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import composer_document
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.conclusion import conclure
from docgen.usecases.lots.preparation import preparer
from docgen.usecases.lots.rendu import rendre
from docgen.usecases.production import attribuer, choisir, demandes_de
from docgen.usecases.rendu_documents import Commande
from outils.sessions import JOUR, sessions

SESSIONS, FICHES = int(os.environ.get("SESSIONS", "200")), 60
_PAS_S = 0.001
_A_PART = 100_000  # the rank of sessions that warmed nothing
# The stage of a function: the longest beginning of its place, « module:function », that is written here.
ETAPES = {
    "docgen/contract": "charges lues",
    "docgen/domain/langue": "textes mis en forme",
    "docgen/domain/regles": "contrôle",
    "docgen/usecases/controle": "contrôle",
    "docgen/usecases/lots/preparation": "préparation : le reste",
    "docgen/registre": "registre",
    "docgen/documents": "vues",
    "docgen/usecases/composition": "vues",
    "docgen/rendering/html": "modèles remplis",
    "docgen/rendering/qr:_tracer": "QR tracés",
    "docgen/rendering/qr:qr_png": "QR tracés",
    "docgen/rendering/qr:qr_a_tracer": "QR tracés",
    "docgen/rendering/qr:marquer": "QR tracés",
    "docgen/rendering/png": "QR tracés",
    "docgen/rendering/qr": "QR relus",
    "docgen/rendering/symboles": "codes de pages posés",
    "docgen/rendering/cases": "cases relevées",
    "docgen/rendering/ecriture": "signes",
    "docgen/rendering/presse": "presse : le reste",
    "docgen/rendering/presse/moteur_presse:_composer_groupe": "moteur : mise en page",
    "docgen/rendering/presse/moteur_presse:_composer_seul": "moteur : mise en page",
    "docgen/rendering/presse/moteur_presse:_mettre_en_page": "moteur : mise en page",
    "docgen/rendering/presse/tirage:imprimer": "moteur : impression",
    "docgen/rendering/presse/dechiffrage": "lettres relues",
    "docgen/rendering/presse/decompte": "lettres relues",
    "docgen/rendering/presse/relecture": "lettres relues",
    "docgen/rendering/volume/finition_volume": "volumes achevés",
    "docgen/rendering/presse/relecture_pages": "lettres relues",
    "docgen/rendering/volume/cartouche": "volumes achevés",
    "docgen/usecases/lots/relecture_volume": "lettres relues",
    "docgen/usecases/lots/bordereau": "bordereaux",
    "docgen/usecases/lots/volume": "volumes remplis",
    "docgen/usecases/lots/morceau": "morceaux relus",
    "docgen/usecases/lots/conclusion": "conclusion",
    "docgen/usecases/lots/manifeste": "conclusion",
    "docgen/fichiers": "magasin",
    "docgen/rendering/archive/moteur_archive": "fiche : le reste",
    "docgen/rendering/archive/moteur_archive:_identifiant": "fiche : le reste",
    "docgen/rendering/archive/integrite": "textes retrouvés",
    "docgen/rendering/archive/finition": "fiche achevée",
    "docgen/rendering/archive/styles_connus": "moteur : styles",
    "docgen/rendering/avertissements": "fiche : le reste",
    "weasyprint": "moteur : le reste",
    "weasyprint/css": "moteur : styles",
    "weasyprint/html": "moteur : lecture du HTML",
    "weasyprint/formatting_structure": "moteur : boîtes",
    "weasyprint/layout": "moteur : mise en page",
    "weasyprint/text": "moteur : texte",
    "weasyprint/draw": "moteur : dessin",
    "weasyprint/images": "moteur : images",
    "weasyprint/pdf": "moteur : écriture",
    "weasyprint/pdf/anchors": "moteur : pièces jointes et liens",
    "weasyprint/pdf/fonts": "moteur : polices",
    "weasyprint/pdf/tags": "moteur : balises",
    "tinyhtml5": "moteur : lecture du HTML",
    "tinycss2": "moteur : styles",
    "pydyf": "moteur : écriture",
    "fontTools": "moteur : polices",
}
RACINES = (str(Path(__file__).parents[1]) + "/", "/site-packages/", f"{Path(os.__file__).parent}/")
AUTRE = "autre"


class Releve:
    """Processor seconds by stage, and by function of each stage."""

    def __init__(self) -> None:
        self.etapes: Counter[str] = Counter()
        self.fonctions: Counter[str] = Counter()
        self._depuis = 0.0

    @contextmanager
    def ouvert(self) -> Iterator[None]:
        """Watch what is done meanwhile."""
        signal.signal(signal.SIGPROF, self._noter)
        self._depuis = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _PAS_S, _PAS_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def par_document(self, documents: int) -> dict[str, object]:
        """Microseconds a document."""
        total = sum(self.etapes.values())
        return {
            "documents": documents,
            "us_par_document": round(total * 1e6 / documents),
            "etapes": _en_us(self.etapes, documents),
            "fonctions": _en_us(Counter(dict(self.fonctions.most_common(40))), documents),
        }

    def _noter(self, _signal: int, trame: FrameType | None) -> None:
        maintenant = time.process_time()
        pese = maintenant - self._depuis
        lieux = [_lieu(une) for une in _trames(trame)]
        self.fonctions[lieux[0] if lieux else AUTRE] += pese  # type: ignore[assignment]
        self.etapes[next(filter(None, map(_etape, lieux)), AUTRE)] += pese  # type: ignore[assignment]
        self._depuis = time.process_time()


def _trames(trame: FrameType | None) -> Iterator[FrameType]:
    while trame is not None:
        yield trame
        trame = trame.f_back


def _lieu(trame: FrameType) -> str:
    """``docgen/rendering/qr:qr_png``."""
    fichier = trame.f_code.co_filename
    for racine in RACINES:
        fichier = fichier.rpartition(racine)[2]
    return f"{fichier.removesuffix('.py')}:{trame.f_code.co_name}"


def _etape(lieu: str) -> str | None:
    bornes = [rang for rang, signe in enumerate(lieu) if signe in "/:"]
    return next((ETAPES[lieu[:borne]] for borne in [None, *reversed(bornes)] if lieu[:borne] in ETAPES), None)


def _en_us(secondes: Mapping[str, float], documents: int) -> dict[str, float]:
    return {
        nom: round(pese * 1e6 / documents, 1) for nom, pese in sorted(secondes.items(), key=lambda couple: -couple[1])
    }


def main() -> None:
    """Measure and keep the figures."""
    memoire.regler()
    with TemporaryDirectory() as dossier:
        lot(5, 0, Path(dossier), Releve())
        resultats = {"lot": lot(SESSIONS, _A_PART, Path(dossier), Releve()), "fiche": fiches(FICHES, Path(dossier))}
    mesure.ecrire("profil", {"sessions": SESSIONS, **resultats})


def lot(nombre: int, depart: int, dossier: Path, releve: Releve) -> dict[str, object]:
    """A lot of parchemins, from the payloads to the manifest, in this process."""
    charges = list(sessions(nombre, depart))
    atelier = Atelier(Configuration(registre=f"sqlite:///{dossier}/{nombre}.db"), ouvriers=1)
    magasin = ouvrir_magasin(dossier / f"lot-{nombre}")
    with releve.ouvert():
        plan = preparer("L", charges, CommandeLot(JOUR, ("parchemin",)), atelier, magasin)
        for morceau in range(plan.morceaux):
            rendre("L", morceau, atelier, magasin)
        documents = conclure("L", atelier, magasin).totaux.documents
    atelier.fermer()
    return releve.par_document(documents)


def fiches(nombre: int, dossier: Path) -> dict[str, object]:
    """Parchemins for the record, one by one, from the view to the bytes."""
    atelier = Atelier(Configuration(registre=f"sqlite:///{dossier}/fiches.db"), ouvriers=1)
    commande, spec = Commande(JOUR, ("parchemin",)), catalogue()["parchemin"]
    demandes = []
    for _, octets in sessions(nombre // 3, _A_PART):
        session = lire_charge(octets)
        choix = choisir(session, commande)
        papiers = attribuer(session, choix, commande, atelier, ())
        demandes += [
            demande for _, demande in demandes_de(session, choix, commande, atelier.configuration.reglages, papiers, ())
        ]
    releve = Releve()
    for demande in demandes[:8]:
        composer_document(spec, demande, "pdf", "archive", atelier)
    with releve.ouvert():
        for demande in demandes[8 : 8 + nombre]:
            composer_document(spec, demande, "pdf", "archive", atelier)
    atelier.fermer()
    return releve.par_document(nombre)


if __name__ == "__main__":
    main()
