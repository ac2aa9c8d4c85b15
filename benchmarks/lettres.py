"""Claim: the letters of printed pages are counted as sums more than twice as fast as by ``collections.Counter``.

Each round compares what the pages of other people owe with what they show, thirty parchemins at a time: the figures are
for thirty. ``Counter`` is at its best: one for all the texts of a page, with the same letters left out. Both find every
letter. Run: ``python -m benchmarks.lettres``.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from html import unescape
from tempfile import TemporaryDirectory

from benchmarks import mesure
from benchmarks.dossiers import dossier_de
from docgen.documents import catalogue
from docgen.rendering.presse.decompte import ENTRE, Decompte
from docgen.rendering.presse.relecture import corps_imprime
from docgen.rendering.presse.relecture_pages import pages_relues
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import feuillets_presse
from docgen.usecases.production import attribuer, choisir, demandes_de
from docgen.usecases.rendu_documents import Commande

PAR_TOUR, TOURS = 30, 7
Pages = Sequence[tuple[str, list[str]]]  # what each owes, and the texts that it shows


def main() -> None:
    """Measure and keep the figures."""
    with TemporaryDirectory() as provisoire, Atelier(Configuration(f"sqlite:///{provisoire}/registre.db")) as atelier:
        pages = _pages(atelier)
    sommes = Decompte()

    def mesurer(absentes: Callable[[str, list[str]], object], tour: int) -> None:
        for corps, lus in pages[tour * PAR_TOUR : (tour + 1) * PAR_TOUR]:
            assert not absentes(corps, lus)

    pairs = {"counter": partial(mesurer, _par_counter), "sommes": partial(mesurer, partial(_par_sommes, sommes))}
    durees = mesure.a_tour_de_role(pairs, TOURS)
    mesure.ecrire("lettres", {"pages": PAR_TOUR, "tours": TOURS, "resultats": mesure.rapport(durees, "counter")})


def _pages(atelier: Atelier) -> Pages:
    """Parchemins as the press prints them."""
    spec, commande = catalogue()["parchemin"], Commande(date(2019, 3, 20), ("parchemin",), usage="impression")
    dossier = dossier_de(candidats=2 * PAR_TOUR * (TOURS + 1))
    choix = choisir(dossier, commande)
    papiers, reglages = attribuer(dossier, choix, commande, atelier, ()), atelier.configuration.reglages
    demandes = [(spec, demande) for _, demande in demandes_de(dossier, choix, commande, reglages, papiers, ())]
    feuillets = feuillets_presse(demandes, atelier.presse)
    textes = [list(lue.morceaux or ()) for lue in pages_relues(atelier.presse.imprimer(feuillets).contenu)]
    return [(corps_imprime(feuillet.demande.html), lus) for feuillet, lus in zip(feuillets, textes, strict=True)]


def _par_sommes(decompte: Decompte, corps: str, lus: list[str]) -> object:
    return decompte.manquantes(decompte.du_corps(corps), decompte.des_textes(lus))


def _par_counter(corps: str, lus: list[str]) -> object:
    return _lettres(unescape(corps.replace(ENTRE, ""))) - _lettres("".join(lus))


def _lettres(texte: str) -> Counter[str]:
    simple = Counter(unicodedata.normalize("NFKD", texte).casefold())
    return Counter({lettre: fois for lettre, fois in simple.items() if _compte(lettre)})


@cache
def _compte(lettre: str) -> bool:
    return unicodedata.category(lettre)[0] in "LMNS"


if __name__ == "__main__":
    main()
