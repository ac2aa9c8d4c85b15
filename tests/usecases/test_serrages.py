"""How little a document is tightened, and how few times it is laid out, to hold in the pages that its type aims at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from docgen.documents import catalogue
from docgen.documents.page.spec import Reglages, Spec
from docgen.rendering.archive.moteur_archive import DemandeArchive, Essais, Rendu
from docgen.rendering.presse.feuillet import DemandePresse, Feuillet
from docgen.usecases.composition import composer_pdf, feuillets_presse
from docgen.usecases.production import choisir, demandes_de
from docgen.usecases.rendu_documents import Commande
from tests import builders as b

AISEE = catalogue()["commande_dte"]
COMMANDE = Commande(date(2020, 7, 1), (AISEE.code,))
((_, DEMANDE),) = demandes_de(
    b.a_convoquer(), choisir(b.a_convoquer(), COMMANDE), COMMANDE, Reglages(), papiers=(), emis=()
)
TENUE = replace(AISEE, pages_max=1)  # it must hold, as a diploma does
# Pages at each tightness, the setting that is kept, the layouts of the record, those of the press.
CAS = {
    "au large": (AISEE, (1, 1, 1, 1), 0, [0], [0]),
    "un peu serré": (AISEE, (2, 1, 1, 1), 1, [0, 1], [0, 3, 1]),
    "au plus serré": (AISEE, (2, 2, 2, 1), 3, [0, 3], [0, 3, 1, 2]),
    "en vain": (AISEE, (2, 2, 2, 2), 0, [0], [0, 3]),
    "trop long pour qu'on essaie": (AISEE, (3, 1, 1, 1), 0, [0], [0]),
    "doit tenir": (TENUE, (3, 3, 2, 1), 3, [0, 3], [0, 3, 1, 2]),
    "ne tiendra pas": (TENUE, (3, 3, 2, 2), 3, [0, 3], [0, 3, 1, 2]),
}


def serrage(demande: DemandeArchive | DemandePresse) -> int:
    trouve = re.search(r'class="serrage-(\d)"', demande.html)
    assert trouve is not None
    return int(trouve[1])


# The same where the engines do not agree: pages of the record, of the press, the setting, the layouts of the record.
DESACCORDS = {
    "la presse trop large": (AISEE, (2, 2, 1, 1), (1, 1, 1, 1), 2, [0, 1, 2]),
    "la presse trop serrée": (AISEE, (2, 2, 2, 1), (2, 2, 1, 1), 3, [0, 2, 3]),
    "la presse seule": (AISEE, (2, 2, 2, 2), (2, 2, 1, 1), 0, [0, 2, 3, 0]),
    "la presse seule, et il doit tenir": (TENUE, (2, 2, 2, 2), (2, 2, 1, 1), 3, [0, 2, 3]),
}


@dataclass
class Moteurs:
    """Stands for both engines: so many pages at each tightness."""

    pages: Sequence[int]
    rendus: list[int] = field(default_factory=list)

    def ajuster(self, essais: Essais) -> Rendu:
        demande = next(essais)
        with suppress(StopIteration):
            while True:
                self.rendus.append(serrage(demande))
                demande = essais.send(self.pages[serrage(demande)])
        return Rendu(demande.html.encode(), self.pages[serrage(demande)])

    def composer(self, demandes: Sequence[DemandePresse]) -> list[Feuillet]:
        self.rendus += [serrage(demande) for demande in demandes]
        return [Feuillet(demande, self.pages[serrage(demande)], None) for demande in demandes]  # type: ignore[arg-type]


@dataclass
class FauxAtelier:
    """The workshop of both."""

    moteur: Moteurs
    presse: Moteurs


@pytest.mark.parametrize(
    ("spec", "pages", "de_presse", "retenu", "rendus"),
    [*((spec, pages, pages, *reste) for spec, pages, *reste, _ in CAS.values()), *DESACCORDS.values()],
    ids=[*CAS, *DESACCORDS],
)
def test_fiche(spec: Spec, pages: tuple[int, ...], de_presse: tuple[int, ...], retenu: int, rendus: list[int]) -> None:
    atelier = FauxAtelier(Moteurs(pages), Moteurs(de_presse))
    rendu = composer_pdf(spec, DEMANDE, atelier)  # type: ignore[arg-type]
    assert (f'class="serrage-{retenu}"'.encode() in rendu.contenu, atelier.moteur.rendus) == (True, rendus)


@pytest.mark.parametrize(("spec", "pages", "retenu", "_fiche", "composes"), CAS.values(), ids=CAS)
def test_presse(spec: Spec, pages: tuple[int, ...], retenu: int, _fiche: list[int], composes: list[int]) -> None:
    moteur = Moteurs(pages)
    (feuillet,) = feuillets_presse([(spec, DEMANDE)], moteur)  # type: ignore[arg-type]
    assert (serrage(feuillet.demande), moteur.rendus) == (retenu, composes)
