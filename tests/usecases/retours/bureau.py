"""An office that prints, signs and scans: papers of the example sessions, and the pages that come back of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from docgen.contract.charge import lire_charge
from docgen.documents.page.spec import Reglages
from docgen.domain.papiers.code_page import CodePage
from docgen.domain.papiers.papier import Case
from docgen.rendering.numerise.encre import CENTRE_MM
from docgen.rendering.numerise.lecture_pages import lire_pages
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.faire import faire_lot
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from docgen.usecases.serie import exemples
from outils.numerisation import Numerisation, dessiner, en_pdf, numeriser, signer
from outils.rendus import PageImprimee
from tests.documents.atelier_essai import ne_rien_dessiner
from tests.lecture_pdf import page_image, pages_grises
from tests.registres import poser_registre

PVS = ("bordereau_pv", "pv_general", "pv_individuel")
RENDUS = (*PVS, "formulaire_remise")  # what comes back signed
REMIS = ("parchemin", "livret", "notification")  # what the last one numbers
FINESSE = 300  # that of a printer, in dots an inch
NETTE = Numerisation(200, "gris", 0.0, 1.0, (0.0, 0.0), 0.0, 0, False, None)


@dataclass(frozen=True)
class Feuille:
    """A printed page, and what was done to it."""

    document: DocumentProduit
    page: int
    image: Image.Image = field(repr=False)

    @property
    def cases(self) -> list[Case]:
        """The boxes to sign on it."""
        assert self.document.releve is not None
        return [case for case in self.document.releve.cases if case.page == self.page]

    def signee(self, alea: random.Random, cases: Iterable[Case] | None = None) -> Feuille:
        """The same, signed in these boxes, or in all of them."""
        image = self.image.copy()
        large, haut = (297, 210) if image.width > image.height else (210, 297)
        for case in self.cases if cases is None else cases:
            gauche, dessus, largeur, hauteur = case.cadre
            signer(image, (large / 2 + gauche, haut - CENTRE_MM + dessus, largeur, hauteur), alea)
        return replace(self, image=image)


@dataclass(frozen=True)
class Bureau:
    """A register, and the papers that were printed from it."""

    atelier: Atelier
    documents: Sequence[DocumentProduit]

    def feuilles(self, *types: str, session: str = "123456") -> list[Feuille]:
        """The printed pages of these types."""
        return [
            Feuille(document, rang, image)
            for document in self.documents
            if document.type in types and f"_{session}" in document.fichier + f"_{_session(document)}"
            for rang, image in enumerate(dessiner(document.contenu, 200), start=1)
        ]


def _session(document: DocumentProduit) -> str:
    return "123456" if "TP-01303" in document.fichier else "345678"


def ouvrir_bureau(dossier: Path, usage: str = "impression") -> Bureau:
    """What the example sessions give, printed once a process, and a register of its own that knows it."""
    fichiers, documents = _imprimes(usage)
    dossier.mkdir(exist_ok=True, parents=True)
    for nom, contenu in fichiers.items():
        (dossier / nom).touch(0o600)
        (dossier / nom).write_bytes(contenu)
    return Bureau(_atelier(dossier), documents)


def _atelier(dossier: Path) -> Atelier:
    reglages = Reglages(url_publique="https://docgen.exemple.test")
    return Atelier(Configuration(poser_registre(dossier), reglages=reglages), ouvriers=1)


@cache
def _imprimes(usage: str) -> tuple[dict[str, bytes], tuple[DocumentProduit, ...]]:
    """The files of a register, and what was printed from it."""
    with TemporaryDirectory(prefix="docgen-bureau-") as lieu:
        with _atelier(Path(lieu)) as atelier:
            documents = tuple(_imprimer(atelier, usage))
        return {fichier.name: fichier.read_bytes() for fichier in Path(lieu).iterdir()}, documents


def _imprimer(atelier: Atelier, usage: str) -> Iterator[DocumentProduit]:
    for fichier, jour in exemples():
        session = lire_charge(fichier.read_bytes())
        commande = Commande(date.fromisoformat(jour), RENDUS, usage=usage)
        if session.session.validation:
            assert not produire(session, replace(commande, types=REMIS), atelier.rendu_par(ne_rien_dessiner)).refusee
        else:
            commande = replace(commande, types=("emargement",))
        production = produire(session, commande, atelier)
        assert not production.refusee
        yield from (document for document in production.documents if document.identifiant)


def imprimees(bureau: Bureau) -> list[PageImprimee]:
    """Every page that was printed, with its code and its boxes, for who plays what comes back."""
    return [
        PageImprimee(
            CodePage(document.identifiant or "", rang, document.pages),
            tuple(case for case in document.releve.cases if case.page == rang) if document.releve else (),
            image,
        )
        for document in bureau.documents
        for rang, image in enumerate(pages_grises(document.contenu, FINESSE), start=1)
    ]


def toutes_les_pages(dossier: Path) -> list[PageImprimee]:
    """Every type that comes back, from both engines, and the slips of a lot: a seed of the proof draws from these."""
    bureaux = [ouvrir_bureau(dossier / usage, usage) for usage in ("archive", "impression")]
    return [*(page for bureau in bureaux for page in imprimees(bureau)), *_livraisons(bureaux[1], dossier / "lot")]


def _livraisons(bureau: Bureau, dossier: Path) -> Iterator[PageImprimee]:
    """The delivery slips of a lot of these sessions, first pages of its volumes: no other one bears a code."""
    (fichier, jour), *_ = exemples()
    faire_lot([fichier], CommandeLot(date.fromisoformat(jour), ("parchemin", "livret")), dossier, bureau.atelier)
    for volume in sorted(dossier.glob("*_VOL_*.pdf")):
        contenu = volume.read_bytes()
        (lue,) = lire_pages(contenu, volume.name, 0, 1)
        assert lue.code is not None
        assert lue.code.pages == 1
        (emise,) = bureau.atelier.registre.emises([lue.code.emission]).values()
        assert emise.releve is not None
        yield PageImprimee(lue.code, emise.releve.cases, page_image(contenu, dpi=FINESSE).convert("L"))


def numerise(feuilles: Sequence[Feuille], comment: Numerisation = NETTE, alea: random.Random | None = None) -> bytes:
    """These pages in one scanned PDF; one at random each, with an ``alea``."""
    vues, finesses = [], []
    for feuille in feuilles:
        maniere = Numerisation.tiree(alea, tampon=None) if alea else comment
        vues.append(numeriser(feuille.image.copy(), maniere, alea or random.Random(0)))
        finesses.append(maniere.finesse)
    return en_pdf(vues, finesses)


def ici(fonction: Any, *arguments: object) -> Any:
    """Read in this process, not in a child."""
    return fonction(*arguments)
