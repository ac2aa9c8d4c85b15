"""Read a finished volume back: each letter, each document in its place, each number on its paper and in its code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from docgen.domain.papiers import lots
from docgen.domain.papiers.lots import Comptes, total
from docgen.errors import RenduImpossible
from docgen.rendering.presse.decompte import Decompte
from docgen.rendering.presse.relecture import lettres_absentes
from docgen.rendering.presse.relecture_pages import PageRelue
from docgen.rendering.qr import sont_dus
from docgen.rendering.volume.finition_volume import relire_volume
from docgen.usecases.lots.plan import LigneBordereau, LigneDocument, Plan

VIDE = "page laissée vide"


@dataclass(frozen=True, slots=True)
class Du:
    """What a place of the volume owes: the pages of one document, of a slip, or an empty one (neither).

    ``corps`` is what these pages print (:func:`docgen.rendering.presse.relecture.corps_imprime`), ``codes`` what their
    QR codes say, ``de_pages`` what the code of each page says, ``html`` what they were drawn from.
    """

    pages: int
    corps: str = ""
    ligne: LigneDocument | None = None
    codes: Sequence[str] = ()
    documents: tuple[int, ...] = ()
    de_pages: Sequence[str] = ()
    bordereau: LigneBordereau | None = None
    html: str = ""


class TextePerdu(Exception):
    """Letters are missing from some documents of the volume, named by their rank (from 0)."""

    def __init__(self, message: str, documents: Sequence[int]) -> None:
        super().__init__(message)
        self.documents = tuple(documents)


def relire(
    fichier: Path,
    dus: Sequence[Du],
    plan: Plan,
    relever: Callable[[Du, Sequence[PageRelue]], object] = lambda *_: None,
) -> Comptes:
    """What the file really holds, counted again from its pages alone, in the order of what is owed.

    ``relever`` is given each document or slip that is as it should be, with its pages.

    Raises:
        TextePerdu: a document, or a slip, lacks letters.
        RenduImpossible: a document is not whole on its pages, or bears another number, or another code.
    """
    comptes, decompte = list[Comptes](), Decompte()
    pages = relire_volume(fichier)
    for du in dus:
        lues = list(islice(pages, du.pages))
        comptes.append(_compter(du, lues, plan))
        if du.corps:
            _verifier_les_lettres(du, lues, decompte)
        relever(du, lues)
    relus = total((*comptes, Comptes(pages=sum(1 for _ in pages))))
    return relus + Comptes(feuilles=lots.feuilles(relus.pages, recto=plan.commande.recto))


def _compter(du: Du, lues: Sequence[PageRelue], plan: Plan) -> Comptes:
    """What these pages are, if they are what is owed."""
    if du.ligne is not None:
        _verifier_le_document(du, du.ligne, lues, plan)
        return Comptes(documents=1, numeros=int(du.ligne.numero is not None), pages=len(lues))
    if du.corps:
        bordereaux = int(lues[0].porte("bordereau 1/") and _codes_dus(du, lues))
        return Comptes(bordereaux=bordereaux, pages=len(lues))
    return Comptes(blanches=sum(lue.texte.strip() in ("", VIDE) for lue in lues), pages=len(lues))


def _verifier_les_lettres(du: Du, lues: Sequence[PageRelue], decompte: Decompte) -> None:
    if perdues := lettres_absentes(decompte, du.corps, lues):
        raise TextePerdu(
            f"La mise en page a perdu du texte ({sum(perdues.values())} lettre(s), dont « {''.join(perdues)[:20]} »). "
            "Corrigez le modèle ou abrégez les textes.",
            du.documents,
        )


def _verifier_le_document(du: Du, ligne: LigneDocument, lues: Sequence[PageRelue], plan: Plan) -> None:
    for constat in _constats(du, ligne, lues):
        raise RenduImpossible(
            f"Le lot {plan.lot} n'a pas été livré : à la relecture d'un volume, document {ligne.rang} "
            f"({ligne.type}, session {ligne.session}), {constat}. Relancez le lot ; si cela se répète, "
            "signalez-le à qui tient Docgen."
        )


def _constats(du: Du, ligne: LigneDocument, lues: Sequence[PageRelue]) -> Iterator[str]:
    for folio, lue in enumerate(lues, start=1):
        if not lue.porte(f"page {folio}/{ligne.pages}"):
            yield f"la page {folio}/{ligne.pages} n'est pas à sa place"
    if len(lues) < ligne.pages:
        yield f"il n'a que {len(lues)} page(s) sur {ligne.pages}"
    elif ligne.numero and not lues[0].porte(ligne.numero):
        yield f"le numéro {ligne.numero} n'est pas écrit sur la page"
    elif not _codes_dus(du, lues):
        yield "un code ne dit pas ce que dit le registre"


def _codes_dus(du: Du, lues: Sequence[PageRelue]) -> bool:
    return sont_dus([lue.codes for lue in lues], du.codes, du.de_pages)
