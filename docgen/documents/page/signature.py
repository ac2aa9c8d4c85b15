"""What makes a paper the State's: place, day, signatory; and what lets anyone check it: number, address, QR."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from docgen.documents.page.parties import fait_a
from docgen.documents.page.spec import Demande
from docgen.documents.page.typographie import nom_imprime, texte_courant


@dataclass(frozen=True, slots=True)
class Preuve:
    """The number and how to check it. A draft has none: ``numero`` says so, ``url`` and ``cle`` are ``None``.

    ``specimen`` is printed in full under the number.
    """

    numero: str
    cle: str | None
    url: str | None
    hote: str
    specimen: bool = False


@dataclass(frozen=True, slots=True)
class BlocSignataire:
    """Place and day of issue, then who signs."""

    fait: str
    delegation: str | None
    qualite: str | None
    nom: str | None


def preuve(demande: Demande) -> Preuve:
    """The proof of a numbered paper."""
    base = demande.reglages.url_publique
    papier = demande.papier
    if papier is None or papier.numero is None:
        return Preuve("non attribué (brouillon)", None, None, urlsplit(base).netloc)
    return Preuve(
        papier.numero,
        papier.cle_courte,
        demande.adresse_de_verification,
        f"{urlsplit(base).netloc}/verification",
        papier.est_un_specimen,
    )


def bloc_signataire(demande: Demande) -> BlocSignataire:
    """The signatory block of the authority, dated from the first issue."""
    autorite = demande.dossier.autorite
    signataire = autorite.signataire
    return BlocSignataire(
        fait=fait_a(autorite.commune, demande.emission),
        delegation=texte_courant(signataire.delegation) if signataire and signataire.delegation else None,
        qualite=texte_courant(signataire.qualite) if signataire else None,
        nom=nom_imprime(f"{signataire.prenom} {signataire.nom}") if signataire else None,
    )
