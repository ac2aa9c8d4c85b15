"""What is ordered, and each document of it from its view to its bytes: by the engines alone, whoever calls them.

A process that only renders loads this, and neither the rules nor the register.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from docgen.documents import catalogue
from docgen.documents.page.noms_fichiers import nom_au_format, nom_brouillon
from docgen.documents.page.spec import Demande, Spec
from docgen.domain.papiers.papier import Releve
from docgen.domain.report import SANS_REPORT, Report
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import composer_document, releve_de


@dataclass(frozen=True, slots=True)
class Commande:
    """What is asked for. Without ``types``: what the session calls for. ``jour`` is today.

    Without ``format``, each type is made in its first one. ``report`` holds the wished days of a session.
    ``papier_en_tete`` leaves out the heading of the centre's letters. ``ensemble`` names a command that may be taken
    again after a sudden death: what it produces is written down once. ``sauf``: the candidates who get no numbered
    paper, for theirs was annulled for good.
    """

    jour: date
    types: tuple[str, ...] = ()
    destinataire: str | None = None
    usage: str = "archive"
    format: str | None = None
    brouillon: bool = False
    report: Report = SANS_REPORT
    papier_en_tete: bool = False
    ensemble: str | None = None
    sauf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentProduit:
    """A finished document, not yet written anywhere."""

    type: str
    destinataire: str
    fichier: str
    contenu: bytes = field(repr=False)
    pages: int
    sha256: str
    usage: str
    format: str
    version_modele: str
    numero: str | None = None
    identifiant: str | None = None
    releve: Releve | None = field(default=None, repr=False)


Tache = tuple[str, Demande]


def rendre_les_taches(commande: Commande, taches: Iterable[Tache], atelier: Atelier) -> Iterator[DocumentProduit]:
    """Documents, one after the other, by the engines alone: whoever renders needs no register."""
    return (rendre(catalogue()[code], demande, commande, atelier) for code, demande in taches)


def preparer_les_moteurs(formats: Iterable[str], usage: str, atelier: Atelier) -> Iterator[None]:
    """Get the engines of what will be asked ready, one after the other."""
    for format_voulu in formats:
        atelier.preparer(format_voulu, usage)
        yield


def rendre_la_tache(atelier: Atelier, tache: tuple[Commande, str, Demande]) -> DocumentProduit:
    """One document of a command, with which it comes."""
    commande, code, demande = tache
    return rendre(catalogue()[code], demande, commande, atelier)


def rendre(spec: Spec, demande: Demande, commande: Commande, atelier: Atelier) -> DocumentProduit:
    """One document, from its view to its bytes."""
    papier = demande.papier
    rendu = composer_document(spec, demande, demande.format, commande.usage, atelier)
    return DocumentProduit(
        type=spec.code,
        destinataire=demande.destinataire.id,
        fichier=nom_de(spec, demande),
        contenu=rendu.contenu,
        pages=rendu.pages,
        sha256=hashlib.sha256(rendu.contenu).hexdigest(),
        usage=commande.usage,
        format=demande.format,
        version_modele=spec.version_de(demande),
        numero=papier.numero if papier else None,
        identifiant=rendu.emission,
        releve=releve_de(spec, demande, nom_de(spec, demande), rendu.cases),
    )


def nom_de(spec: Spec, demande: Demande) -> str:
    """The file name of a document in its format, before it is told apart from its namesakes."""
    nom = nom_au_format(spec.nom_fichier(demande), demande.format)
    return nom_brouillon(nom) if demande.brouillon else nom
