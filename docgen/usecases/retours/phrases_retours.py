"""What is said of pages that came back, of their documents and of the pli, in French; and the same, for a machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from docgen.documents import catalogue
from docgen.documents.page.typographie import accord
from docgen.domain.langue.alphabet import enumeration
from docgen.domain.papiers.papier import BORDEREAU_LIVRAISON, Case
from docgen.domain.papiers.retour import Emise, PageRendue, Pli, Sort
from docgen.usecases.retours.rangement import DocumentRendu, Rangement

PHRASES: Final[Mapping[Sort, str]] = {
    Sort.RECUE: "{quoi}, page {page} sur {pages}.",
    Sort.DOUBLE: "Page en double : {quoi}, page {page} sur {pages}. La première est gardée.",
    Sort.BLANCHE: "Page blanche.",
    Sort.ILLISIBLE: "Page sans code lisible. Dites ce qu’elle est, ou numérisez-la de nouveau.",
    Sort.AUTRE_CENTRE: "Page d’un autre centre : rendez-la-lui.",
    Sort.INCONNUE: "Page d’un papier que ce registre n’a pas émis.",
    Sort.BROUILLON: "Page d’un brouillon, sans valeur : faites signer l’original.",
    Sort.ANNULEE: "{quoi}, page {page} sur {pages} : ce papier porte un numéro annulé depuis. Éditez-le de nouveau.",
    Sort.REMPLACEE: (
        "{quoi}, page {page} sur {pages} : une édition plus récente dit autre chose. Faites signer la dernière."
    ),
}


def intitule(emise: Emise) -> str:
    """What a paper is: its type, whose it is, and of which session."""
    emission = emise.emission
    if emission.type == BORDEREAU_LIVRAISON:
        return f"Bordereau de livraison du lot {emission.ensemble or ''}".rstrip()
    return f"{_nomme(emise)} (session {emission.session})"


def _nomme(emise: Emise) -> str:
    """The type of a paper, and the name that its file ends with where it is somebody's."""
    dit, pour = catalogue()[emise.emission.type].intitule, emise.emission.destinataire
    fin = emise.releve.fichier.rpartition(".")[0].partition(f"{pour}_") if emise.releve and pour else ("", "", "")
    return f"{dit} – {fin[2]}" if fin[2] else dit


def phrase_de_page(page: PageRendue, emises: Mapping[str, Emise]) -> str:
    """What a page is, or what is wrong with it."""
    if page.code is None or page.code.emission not in emises:
        return PHRASES[page.sort]
    quoi = intitule(emises[page.code.emission])
    dite = PHRASES[page.sort].format(quoi=quoi, page=page.code.page, pages=page.code.pages)
    return f"{dite} Reconnue à l’œil." if page.choisie else dite


def phrases_de_document(document: DocumentRendu) -> Iterator[str]:
    """What must be known of a document: its missing pages, its empty boxes, its annulled papers."""
    if document.manquantes:
        yield f"Il manque {_pages(document.manquantes)}."
    for qui in dict.fromkeys(case.qui for case in document.vides if not case.numero):
        yield f"La case {_de(qui)} paraît vide."
    rangs = [case for case in document.vides if case.numero]
    if rangs:
        yield f"Sans signature : {enumeration([f'{case.qui} ({case.numero})' for case in rangs])}."
    if document.annules:
        yield f"Numéros annulés depuis : {enumeration(document.annules)}."


def _de(qui: str) -> str:
    """Whose a box is: a person's, somebody's by what they do, or that of a word."""
    if qui.startswith("le "):
        return f"du {qui[3:]}"
    return qui if qui.startswith("«") else f"de {qui}"


def phrases_du_pli(pli: Pli) -> Iterator[str]:
    """Is it whole, and why not; then what must not be sent."""
    if pli.complet:
        nombre = accord(len(pli.pieces), "original", "originaux")
        yield f"Le pli de la session {pli.session} est complet : {nombre}."
    else:
        yield f"Le pli de la session {pli.session} n’est pas complet."
    for piece in pli.pieces:
        if not piece.recue:
            entier = len(piece.manquantes) == piece.emise.emission.pages
            manque = "rien n’est revenu" if entier else f"il manque {_pages(piece.manquantes)}"
            yield f"{intitule(piece.emise)} : {manque}."
    if pli.conservees:
        gardes = [_nomme(emise) for emise in pli.conservees]
        yield f"À ne pas transmettre, le centre garde ce qui suit : {enumeration(gardes)}."


def _pages(rangs: Sequence[int]) -> str:
    dits = enumeration([str(rang) for rang in rangs])
    return f"la page {dits}" if len(rangs) == 1 else f"les pages {dits}"


def en_json(rangement: Rangement) -> dict[str, Any]:
    """All of it, for a machine."""
    return {
        "pages": [_page(page, rangement.emises) for page in rangement.pages],
        "documents": [_document(document) for document in rangement.documents],
        "plis": [_pli(pli) for pli in rangement.plis],
        "refus": [{"fichier": fichier, "message": raison} for fichier, raison in rangement.refus],
        "remises_proposees": [_case(case) for case in rangement.remises],
    }


def attendues(rangement: Rangement) -> list[dict[str, Any]]:
    """The pages that are missing of the sessions of which something came, for who says what a page is."""
    venues = {(page.code.emission, page.code.page) for page in rangement.pages if page.code}
    manquantes = (
        (ident, rang, emise)
        for ident, emise in rangement.emises.items()
        if emise.emission.session
        for rang in range(1, emise.emission.pages + 1)
        if (ident, rang) not in venues
    )
    return [
        {
            "cle": f"{ident}-{rang}",
            "emission": ident,
            "page": rang,
            "pages": emise.emission.pages,
            "quoi": intitule(emise),
        }
        for ident, rang, emise in manquantes
    ]


def _page(page: PageRendue, emises: Mapping[str, Emise]) -> dict[str, Any]:
    code = page.code
    return {
        "fichier": page.fichier,
        "rang": page.rang,
        "etat": page.sort.value,
        "message": phrase_de_page(page, emises),
        "emission": code.emission if code else None,
        "page": code.page if code else None,
        "choisie": page.choisie,
    }


def _document(document: DocumentRendu) -> dict[str, Any]:
    emission = document.emise.emission
    return {
        "fichier": document.nom,
        "titre": intitule(document.emise),
        "type": emission.type,
        "session": emission.session,
        "siret": emission.siret,
        "destinataire": emission.destinataire,
        "emission": document.identifiant,
        "pages": emission.pages,
        "manquantes": list(document.manquantes),
        "complet": document.complet,
        "messages": list(phrases_de_document(document)),
        "cases_vides": [_case(case) for case in document.vides],
    }


def _case(case: Case) -> dict[str, Any]:
    return {"page": case.page, "qui": case.qui, "numero": case.numero}


def _pli(pli: Pli) -> dict[str, Any]:
    return {
        "session": pli.session,
        "complet": pli.complet,
        "recus": [intitule(piece.emise) for piece in pli.pieces if piece.recue],
        "manquants": [intitule(piece.emise) for piece in pli.pieces if not piece.recue],
        "a_ne_pas_transmettre": [intitule(emise) for emise in pli.conservees],
        "messages": list(phrases_du_pli(pli)),
    }
