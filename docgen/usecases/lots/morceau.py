"""The documents of a piece, one after the other, each with all that its page needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from docgen.contract import lire_charge
from docgen.documents import catalogue
from docgen.documents.spec import Demande, Destinataire, Spec
from docgen.domain.dossier import Dossier
from docgen.domain.papier import Papier
from docgen.domain.report import Report
from docgen.fichiers import Magasin
from docgen.rendering.press import DemandePresse
from docgen.usecases.lots.plan import Chantier, Plan, nom_du_morceau, papier_de_json


@dataclass(frozen=True, slots=True)
class SessionPrete:
    """A session whose documents are checked and numbered. ``papiers`` are all those of the session."""

    fichier: str
    dossier: Dossier
    documents: tuple[tuple[str, Destinataire], ...]
    propres: dict[tuple[str, str], Papier]
    papiers: tuple[Papier, ...]
    report: Report


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


def sessions(chantier: Chantier, plan: Plan, rang: int, magasin: Magasin) -> Iterator[SessionPrete]:
    """The sessions of a piece, in order, one at a time."""
    lignes = magasin.lire(chantier.cle(nom_du_morceau(plan.essai, rang))).splitlines()
    for tete, charge in zip(lignes[::2], lignes[1::2], strict=True):
        lue = json.loads(tete)
        papiers = tuple(map(papier_de_json, lue["papiers"]))
        emis = tuple(map(papier_de_json, lue["emis"]))
        tous = {papier.demande.cle: papier for papier in (*papiers, *emis)}
        yield SessionPrete(
            fichier=lue["fichier"],
            dossier=lire_charge(charge),
            documents=tuple((code, Destinataire(pour, chemin)) for code, pour, chemin in lue["documents"]),
            propres={(papier.demande.genre.value, papier.demande.destinataire): papier for papier in papiers},
            papiers=tuple(tous.values()),
            report=_report(*lue["report"]),
        )


def _report(debut: str | None, fin: str | None) -> Report:
    return Report(date.fromisoformat(debut) if debut else None, date.fromisoformat(fin) if fin else None)


def documents(chantier: Chantier, plan: Plan, rang: int, magasin: Magasin, hors: Collection[str]) -> Iterator[Document]:
    """The documents of a piece in the order in which they are printed, those of the sessions ``hors`` left out."""
    for session in sessions(chantier, plan, rang, magasin):
        if session.dossier.session.id in hors:
            continue
        for code, pour in session.documents:
            spec = catalogue()[code]
            demande = Demande(
                dossier=session.dossier,
                destinataire=pour,
                jour=plan.commande.jour,
                reglages=plan.reglages,
                papier=session.propres.get((spec.genre.value, pour.id)) if spec.genre else None,
                papiers=session.papiers,
                report=session.report,
                format="pdf",
            )
            yield Document(session, spec, demande)


def empreinte(document: Document, demande: DemandePresse) -> str:
    """The SHA-256 of all that the pages of a document are made from: its model's version, its words, its styles.

    Its pages have no bytes of their own in a volume, where fonts are shared; this digest is the same in every reprint.
    """
    calcul = hashlib.sha256(f"{document.spec.code}\0{document.spec.version_de(document.demande)}\0".encode())
    calcul.update(demande.html.encode())
    for style in demande.styles:
        calcul.update(_empreinte_du_style(style))
    return calcul.hexdigest()


@cache
def _empreinte_du_style(style: Path) -> bytes:
    return hashlib.sha256(style.read_bytes()).digest()
