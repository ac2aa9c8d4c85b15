"""A PDF that is not byte for byte what was issued: what of its data, its text and its drawing is not the paper's?

The paper is made again from the facts of the register, and both are compared. All of it runs in a child process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from docgen.documents import catalogue
from docgen.documents.page.spec import SEUL, Demande, Destinataire, Reglages
from docgen.domain.papiers.cle_courte import CLE_IMPRIMEE, cle_courte
from docgen.domain.papiers.dossier_papier import dossier_nu
from docgen.domain.papiers.numero import NUMERO_IMPRIME
from docgen.domain.papiers.papier import Papier
from docgen.errors import UsageInvalide
from docgen.rendering.dessin import Dessin, comparer_dessins, sans_blancs
from docgen.rendering.lecture_pdf import PdfLu, lire_pdf
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import composer_document
from docgen.usecases.tenue.verification import JETON

DONNEES: Final = "donnees.json"
TAILLE_MAX: Final = 20_000_000  # bytes: thirty times the largest paper
_ECARTS_MAX, _LETTRES_MAX = 12, 80
# How a sentence names what a page prints, by the field of its view.
CHAMPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nature": "la nature de la certification",
        "libelle": "l’intitulé de la certification",
        "titre_parent": "le titre",
        "niveaux": "le niveau",
        "nsf": "la spécialité",
        "rncp": "le numéro RNCP",
        "textes": "l’arrêté du titre",
        "visas": "les textes visés",
        "proces_verbal": "la session et sa validation",
        "titulaire": "le titulaire",
        "naissance": "la naissance",
        "nom_usage": "le nom d’usage",
        "identifiant": "l’identifiant",
        "obtenus": "les CCP obtenus",
        "restants": "les CCP qui restent à obtenir",
        "capitalisation": "la fin de validité des CCP",
        "preuve": "le numéro",
        "signataire": "l’autorité et son signataire",
    }
)


@dataclass(frozen=True, slots=True)
class Releve:
    """What a PDF says that it is: the number and the short key that it bears, and the data that it carries."""

    numero: str | None
    cle: str | None
    donnees: Mapping[str, Any]


def relever(contenu: bytes, nom: str) -> Releve:
    """Read what a PDF says that it is: in the data that it carries, else on its first page.

    Raises:
        UsageInvalide: the file is not a readable PDF, or too large to be a paper.
    """
    if len(contenu) > TAILLE_MAX:
        raise UsageInvalide(
            f"« {nom} » est trop gros pour être un papier de Docgen. Donnez le fichier d'un seul papier."
        )
    lu = lire_pdf(contenu, nom)
    donnees = _donnees(lu)
    papier = donnees.get("papier")
    if isinstance(papier, dict):
        jeton = str(papier.get("jeton"))
        return Releve(str(papier.get("numero")), cle_courte(jeton) if JETON.fullmatch(jeton) else None, donnees)
    texte = lu.textes[0] if lu.textes and not donnees else ""
    numero, cle = NUMERO_IMPRIME.search(texte), CLE_IMPRIMEE.search(texte)
    return Releve(numero and numero[0], cle and cle[0], donnees)


def comparer(contenu: bytes, nom: str, papier: Papier, reglages: Reglages, usages: frozenset[str]) -> tuple[str, ...]:
    """One sentence for each difference between a file and its paper; none when nothing but its bytes differs.

    ``usages`` are those for which the paper was made: a page of the press is compared with one of the press.

    Raises:
        UsageInvalide: the file is not a PDF that can be read and drawn.
    """
    lu, essais = lire_pdf(contenu, nom), []
    for usage in sorted(usages):
        temoin = _refaire(papier, reglages, usage)
        connues = _donnees(lire_pdf(temoin)) if usage == "archive" else {}
        textes = _textes(papier, reglages)
        dessin = comparer_dessins(contenu, temoin, textes)
        essais.append(
            (
                *_ecarts_de_forme(lu, dessin),
                *_ecarts_des_donnees(_donnees(lu), connues),
                *_ecarts_du_texte(dessin, textes),
                *_ecarts_du_dessin(dessin),
            )
        )
    return min(essais, key=len, default=())[:_ECARTS_MAX]


def _demande(papier: Papier, reglages: Reglages) -> Demande:
    pour = Destinataire(papier.demande.destinataire, SEUL)
    return Demande(dossier_nu(papier), pour, papier.date_emission, reglages).du_papier(papier)


def _refaire(papier: Papier, reglages: Reglages, usage: str) -> bytes:
    """The paper as the register knows it."""
    spec = catalogue()[papier.demande.genre.value]
    return composer_document(spec, _demande(papier, reglages), "pdf", usage, moteurs()).contenu


@cache
def moteurs() -> Atelier:
    """Engines alone: a child has no register. Kept for the next file, and for the children of who loaded them."""
    return Atelier(Configuration(), ouvriers=1, a_froid=False)


def _textes(papier: Papier, reglages: Reglages) -> dict[str, tuple[str, ...]]:
    """What the page prints of the facts, by the name of a sentence."""
    vue = catalogue()[papier.demande.genre.value].vue(_demande(papier, reglages))
    textes = {nom: tuple(_chaines(getattr(vue, champ, None))) for champ, nom in CHAMPS.items()}
    return {**textes, CHAMPS["preuve"]: (papier.numero or "",)}


def _chaines(valeur: object) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, tuple | list):
        for element in valeur:
            yield from _chaines(element)
    elif hasattr(valeur, "__dataclass_fields__"):
        for champ in valeur.__dataclass_fields__:
            yield from _chaines(getattr(valeur, champ))


def _donnees(lu: PdfLu) -> dict[str, Any]:
    try:
        donnees = json.loads(lu.pieces.get(DONNEES, b"{}"))
    except (ValueError, RecursionError):  # whoever forges a file may nest it without end
        return {}
    return donnees if isinstance(donnees, dict) else {}


def _ecarts_de_forme(lu: PdfLu, dessin: Dessin) -> Iterator[str]:
    if lu.pages != len(dessin.attendues):
        yield f"Pages : le fichier en a {lu.pages}, le papier {len(dessin.attendues)}."
    elif not dessin.meme_format:
        yield "Pages : elles n’ont pas le format de celles du papier."
    if lu.ajouts:
        yield f"Le fichier porte ce que Docgen n’y met jamais : {', '.join(lu.ajouts)}."


def _ecarts_des_donnees(lues: Mapping[str, Any], connues: Mapping[str, Any]) -> Iterator[str]:
    if not lues and connues:
        yield "Données jointes : il n’y en a plus, ou elles ne se lisent pas."
        return
    avant, apres = dict(_feuilles(connues)), dict(_feuilles(lues))
    for chemin in dict.fromkeys((*avant, *apres)) if connues else ():
        if avant.get(chemin) != apres.get(chemin):
            champ = chemin.rpartition("/")[2] if chemin.startswith("/papier/") else _nom_du_champ(chemin)
            yield (
                f"Données jointes : « {champ} » vaut « {_court(apres.get(chemin))} », "
                f"le registre dit « {_court(avant.get(chemin))} »."
            )


def _feuilles(valeur: Any, chemin: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of a JSON document, by its pointer."""
    pile = [(chemin, valeur)]
    while pile:
        lieu, courante = pile.pop()
        if isinstance(courante, dict):
            pile.extend((f"{lieu}/{nom}", fils) for nom, fils in courante.items())
        elif isinstance(courante, list):
            pile.extend((f"{lieu}/{rang}", fils) for rang, fils in enumerate(courante))
        else:
            yield lieu, courante


def _nom_du_champ(chemin: str) -> str:
    parties = chemin.split("/")
    return CHAMPS.get(parties[2], parties[2]) if len(parties) > 2 else chemin.strip("/")


def _ecarts_du_texte(dessin: Dessin, textes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    lettres = "\n".join(page.lettres for page in dessin.pages)
    attendues = "\n".join(page.lettres for page in dessin.attendues)
    if lettres == attendues:
        return
    perdus = [
        (nom, valeur)
        for nom, valeurs in textes.items()
        for valeur in valeurs
        if sans_blancs(valeur) in attendues and sans_blancs(valeur) not in lettres
    ]
    yield from (f"Texte de la page : « {_court(valeur)} » ({nom}) n’y figure pas." for nom, valeur in perdus)
    if not perdus:
        debut = next((rang for rang, (a, b) in enumerate(zip(lettres, attendues, strict=False)) if a != b), 0)
        yield f"Texte de la page : « {_court(lettres[debut:])} » n’est pas ce que dit le papier à cet endroit."


def _ecarts_du_dessin(dessin: Dessin) -> Iterator[str]:
    for nom in dessin.differents:
        yield f"Dessin de la page : {nom} n’y est pas comme sur le papier : recouvert, effacé, déplacé ou redessiné."
    for page in dessin.ailleurs:
        yield f"Dessin de la page {page} : il diffère du papier, ailleurs que sur ces textes."


def _court(valeur: object) -> str:
    texte = str(valeur)
    return texte if len(texte) <= _LETTRES_MAX else f"{texte[:_LETTRES_MAX]}…"
