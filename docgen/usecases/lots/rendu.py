"""Print one piece of a lot: one pass over its documents, volumes cut as they fill, each one read back.

A piece that nobody could print is set aside whole: the rest of the lot goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path
from secrets import token_hex

from docgen.documents import bordereau_pv, pv_general, pv_individuel
from docgen.domain.papiers import lots
from docgen.domain.pli import pv_transmis
from docgen.errors import RenduImpossible
from docgen.fichiers.magasin import Magasin
from docgen.rendering.memoire import sans_ramassage
from docgen.rendering.presse.feuillet import Feuillet
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import feuillets_presse
from docgen.usecases.lots.morceau import Document, documents, documents_de, sessions
from docgen.usecases.lots.plan import Chantier, Ecartee, Plan, Rendu, VolumeRendu
from docgen.usecases.lots.volume import DocumentEnFaute, Tireur
from docgen.usecases.provisoire import dossier_provisoire

# Laid out together, model by model: the press shares a layout among documents of one model that follow one another.
# Fewer share less; more take memory, and gain nothing that can be measured.
BRASSEE = 240


def rendre(lot: str, rang: int, atelier: Atelier, magasin: Magasin) -> None:
    """Print a piece (from 0) of a prepared lot; one that is already printed is left as it is.

    A document that cannot be made sets its whole session aside, and the piece is taken again without it.

    Raises:
        RenduImpossible: what was read back is not what was printed.
        FichiersIndisponibles: the store does not answer; nothing half-written is named.
    """
    chantier = Chantier(lot, magasin)
    if chantier.est_rendu(rang):
        return
    plan = chantier.plan_prepare()
    ecartees: tuple[Ecartee, ...] = ()
    while True:
        essai = f"rendu-{rang + 1:04d}-{token_hex(4)}"
        try:
            with dossier_provisoire() as dossier:
                hors = frozenset((ecartee.session, ecartee.siret) for ecartee in ecartees)
                volumes = tuple(_volumes(chantier, plan, rang, atelier, hors, dossier, essai))
            break
        except DocumentEnFaute as faute:
            fautives = {document.session.cle: document.session for document in faute.documents}
            ecartees += tuple(session.ecartee(str(faute.cause)) for session in fautives.values())
    chantier.garder_rendu(rang, Rendu(volumes, ecartees))


def abandonner(lot: str, rang: int, raison: str, magasin: Magasin) -> None:
    """Leave the sessions of a piece out of its lot, which then balances without them; nothing if it is printed.

    Raises:
        UsageInvalide: the lot is not prepared.
        FichiersIndisponibles: the store does not answer.
    """
    chantier = Chantier(lot, magasin)
    if not chantier.est_rendu(rang):
        siennes = sessions(chantier, chantier.plan_prepare(), rang)
        chantier.garder_rendu(rang, Rendu(ecartees=tuple(session.ecartee(raison) for session in siennes)))


def _volumes(
    chantier: Chantier,
    plan: Plan,
    rang: int,
    atelier: Atelier,
    hors: Collection[object],
    dossier: Path,
    essai: str,
) -> Iterator[VolumeRendu]:
    """The volumes of a piece, one after the other, each one put in the store and forgotten."""
    tireur = Tireur(plan, atelier.presse, dossier)
    tous = (_compter_les_feuilles(document, plan, atelier) for document in documents(chantier, plan, rang, hors))
    for brassee in _brassees(tous):
        for document, feuillet in zip(brassee, _composer(brassee, atelier), strict=True):
            if not tireur.accueille(feuillet):
                yield _deposer(tireur, chantier, essai)
            tireur.ajouter(document, feuillet)
    while tireur.en_attente:
        yield _deposer(tireur, chantier, essai)


def _compter_les_feuilles(document: Document, plan: Plan, atelier: Atelier) -> Document:
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


def _brassees(tous: Iterator[Document]) -> Iterator[list[Document]]:
    while brassee := list(islice(tous, BRASSEE)):
        yield brassee


@sans_ramassage()
def _deposer(tireur: Tireur, chantier: Chantier, essai: str) -> VolumeRendu:
    fichier, volume = tireur.tirer(lambda numero: chantier.cle(essai, f"volume-{numero}.pdf"))
    chantier.magasin.ecrire(volume.cle, fichier)
    fichier.unlink()
    return volume


@sans_ramassage()
def _composer(brassee: Sequence[Document], atelier: Atelier) -> list[Feuillet]:
    """The documents laid out; when the engine refuses, the one that it refuses is looked for alone.

    Raises:
        DocumentEnFaute: a document cannot be laid out.
    """
    feuillets: dict[int, Feuillet] = {}
    try:
        ordre = sorted(range(len(brassee)), key=lambda rang: _modele(brassee[rang]))
        for _, rangs in groupby(ordre, lambda rang: _modele(brassee[rang])):
            liste = list(rangs)
            paires = [(brassee[rang].spec, brassee[rang].demande) for rang in liste]
            feuillets.update(zip(liste, feuillets_presse(paires, atelier.presse), strict=True))
        return [feuillets[rang] for rang in range(len(brassee))]
    except RenduImpossible:
        for document in brassee:
            try:
                feuillets_presse([(document.spec, document.demande)], atelier.presse)
            except RenduImpossible as cause:
                raise DocumentEnFaute(cause, [document]) from cause
        raise


def _modele(document: Document) -> tuple[str, str, str]:
    """What documents share that are laid out together: their model, and the titre that the foot of a page names."""
    titre = document.session.dossier.titre
    return document.spec.code, titre.code, titre.millesime
