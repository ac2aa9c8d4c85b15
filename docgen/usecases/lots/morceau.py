"""The documents of a piece, one after the other, each with all that its page needs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docgen.contract.interne import ecrire, relire
from docgen.documents import catalogue
from docgen.documents.page.spec import Demande, Destinataire, Spec
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import Papier
from docgen.domain.report import Report
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.usecases.lots.plan import Chantier, Ecartee, Plan, nom_du_morceau
from docgen.usecases.production import demandes_de
from docgen.usecases.rendu_documents import Commande


@dataclass(frozen=True, slots=True)
class Tete:
    """What a piece says of a session before its payload: what is printed of it, and the register's rows.

    ``papiers`` are those to print, ``emis`` those that the session had already.
    """

    fichier: str
    documents: tuple[tuple[str, Destinataire], ...]
    papiers: tuple[Papier, ...]
    emis: tuple[Papier, ...]
    report: Report


@dataclass(frozen=True, slots=True)
class SessionPrete:
    """A session whose documents are checked and numbered."""

    tete: Tete
    dossier: Dossier

    @property
    def cle(self) -> tuple[str, str]:
        """Its identifier, and the centre that gave it."""
        return self.dossier.session.id, self.dossier.centre.siret

    def ecartee(self, raison: str) -> Ecartee:
        """The session set aside, for one of its documents cannot be printed."""
        return Ecartee(
            self.tete.fichier,
            "incomposable",
            raison,
            *self.cle,
            documents=len(self.tete.documents),
            numeros=sum(papier.numero is not None for papier in self.tete.papiers),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One document to print, with the session that it is of."""

    session: SessionPrete
    spec: Spec
    demande: Demande

    @property
    def papier(self) -> Papier | None:
        """The register's row, for the papers that it keeps."""
        return self.demande.papier

    @property
    def numero(self) -> str | None:
        """The number that it bears."""
        return self.papier.numero if self.papier else None


def lignes_de(tete: Tete, dossier: bytes) -> bytes:
    """A session in the file of a piece: two lines, the second its dossier, as the contract read it."""
    return ecrire(tete) + b"\n" + dossier + b"\n"


def sessions(chantier: Chantier, plan: Plan, rang: int) -> Iterator[SessionPrete]:
    """The sessions of a piece, in order, one at a time."""
    lignes = chantier.magasin.lire(chantier.cle(nom_du_morceau(plan.essai, rang))).splitlines()
    for tete, dossier in zip(lignes[::2], lignes[1::2], strict=True):
        yield SessionPrete(relire(Tete, tete), relire(Dossier, dossier))


def documents(chantier: Chantier, plan: Plan, rang: int, hors: Collection[object]) -> Iterator[Document]:
    """The documents of a piece in the order in which they are printed, those of the sessions ``hors`` left out."""
    for session in sessions(chantier, plan, rang):
        if session.cle not in hors:
            yield from documents_de(session, plan)


def documents_de(session: SessionPrete, plan: Plan) -> Iterator[Document]:
    """The documents of one session, in the order in which they are printed."""
    tete = session.tete
    choix = [(catalogue()[code], pour) for code, pour in tete.documents]
    commande = Commande(plan.commande.jour, format="pdf", report=tete.report)
    for spec, demande in demandes_de(session.dossier, choix, commande, plan.reglages, tete.papiers, tete.emis):
        yield Document(session, spec, demande)


def empreinte(document: Document, demande: DemandePresse) -> str:
    """The SHA-256 of all that the pages of a document are made from: its model's version, its words, its codes, its
    styles.

    Its pages have no bytes of their own in a volume, where fonts are shared; this digest is the same in every reprint.
    """
    calcul = hashlib.sha256(f"{document.spec.code}\0{document.spec.version_de(document.demande)}\0".encode())
    calcul.update("\0".join((demande.html, *demande.codes)).encode())
    for style in demande.styles:
        calcul.update(_empreinte_du_style(style))
    return calcul.hexdigest()


@cache
def _empreinte_du_style(style: Path) -> bytes:
    return hashlib.sha256(style.read_bytes()).digest()
