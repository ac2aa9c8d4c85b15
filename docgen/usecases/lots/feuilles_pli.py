"""What a lot knows and the bordereau of a pli is to say: how many sheets each of its originals takes."""

from __future__ import annotations

from dataclasses import replace

from docgen.documents import bordereau_pv, pv_general, pv_individuel
from docgen.domain.papiers import lots
from docgen.domain.pli import pv_transmis
from docgen.errors import RenduImpossible
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import feuillets_presse
from docgen.usecases.lots.morceau import Document, documents_de
from docgen.usecases.lots.plan import Plan
from docgen.usecases.lots.volume import DocumentEnFaute


def compter_les_feuilles(document: Document, plan: Plan, atelier: Atelier) -> Document:
    """A bordereau with the sheets of its originals when the lot prints them all; any other document as it is.

    Raises:
        DocumentEnFaute: an original cannot be laid out.
    """
    if document.spec.code != bordereau_pv.SPEC.code:
        return document
    pieces = [(pv_general.SPEC.code, "")]
    pieces += [(pv_individuel.SPEC.code, candidat.id) for candidat in pv_transmis(document.session.dossier)]
    imprimes = {(un.spec.code, un.demande.destinataire.id): un for un in documents_de(document.session, plan)}
    if not all(piece in imprimes for piece in pieces):
        return document
    paires = [(imprimes[piece].spec, imprimes[piece].demande) for piece in pieces]
    try:
        poses = feuillets_presse(paires, atelier.presse)
    except RenduImpossible as cause:
        raise DocumentEnFaute(cause, [document]) from cause
    feuilles = tuple(lots.feuilles(pose.pages, recto=plan.commande.recto) for pose in poses)
    return replace(document, demande=replace(document.demande, feuilles=feuilles))
