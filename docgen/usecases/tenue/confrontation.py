"""A PDF that is not byte for byte what was issued: what of its data, its text and its drawing is not the paper's?

The paper is made again from the facts of the register, and both are compared. All of it runs in a child process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from docgen.documents import catalogue
from docgen.documents.page.spec import SEUL, Demande, Destinataire, Reglages
from docgen.domain.langue.textes import textes as textes_de
from docgen.domain.papiers.dossier_papier import dossier_nu
from docgen.domain.papiers.papier import Papier
from docgen.rendering.dessin import Dessin, comparer_dessins, sans_blancs
from docgen.rendering.lecture_pdf import PdfLu, lire_pdf
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.tenue.appuis import CHAMPS, Appui, Termes, appui
from docgen.usecases.tenue.releve_pdf import donnees_de

_ECARTS_MAX, _LETTRES_MAX = 12, 80


def comparer(contenu: bytes, nom: str, papier: Papier, reglages: Reglages, usages: frozenset[str]) -> tuple[Appui, ...]:
    """One sentence for each difference between a file and its paper; none when nothing but its bytes differs.

    ``usages`` are those for which the paper was made: a page of the press is compared with one of the press.

    Raises:
        UsageInvalide: the file is not a PDF that can be read and drawn.
    """
    lu, essais = lire_pdf(contenu, nom, textes=False), []
    for usage in sorted(usages):
        temoin = _refaire(papier, reglages, usage)
        bon = lire_pdf(temoin, textes=False)
        connues = donnees_de(bon) if usage == "archive" else {}
        textes = _textes(papier, reglages)
        dessin = comparer_dessins(contenu, temoin, textes)
        essais.append(
            (
                *_ecarts_de_forme(lu, dessin),
                *_ecarts_des_donnees(donnees_de(lu), connues),
                *_ecarts_du_texte(dessin, textes),
                *_ecarts_du_dessin(dessin),
                *_ecarts_des_dits(lu, bon),
            )
        )
    return min(essais, key=len, default=())[:_ECARTS_MAX]


def _demande(papier: Papier, reglages: Reglages) -> Demande:
    pour = Destinataire(papier.demande.destinataire, SEUL)
    return Demande(dossier_nu(papier), pour, papier.date_emission, reglages).du_papier(papier)


def _refaire(papier: Papier, reglages: Reglages, usage: str) -> bytes:
    """The paper as the register knows it."""
    from docgen.usecases.composition import composer_document  # with engines, which who only asks need not load

    spec = catalogue()[papier.demande.genre.value]
    return composer_document(spec, _demande(papier, reglages), "pdf", usage, moteurs()).contenu


@cache
def moteurs() -> Atelier:
    """Engines alone: a child has no register. Kept for the next file, and for the children of who loaded them."""
    return Atelier(Configuration(), ouvriers=1)


def chauffer() -> None:
    """Get ready what the children that compare share: see :mod:`docgen.usecases.processus.isolement`."""
    moteurs().preparer("pdf", "archive")


def _textes(papier: Papier, reglages: Reglages) -> dict[str, tuple[str, ...]]:
    """What the page prints of the facts, by the field of its view."""
    vue = catalogue()[papier.demande.genre.value].vue(_demande(papier, reglages))
    textes = {champ: tuple(texte for _, texte in textes_de(getattr(vue, champ, None))) for champ in CHAMPS}
    return {**textes, "preuve": (papier.numero or "",)}


def _ecarts_de_forme(lu: PdfLu, dessin: Dessin) -> Iterator[Appui]:
    if lu.pages != len(dessin.attendues):
        yield appui("pages_nombre", fichier=lu.pages, papier=len(dessin.attendues))
    elif not dessin.meme_format:
        yield appui("pages_format")
    if lu.ajouts:
        yield appui("ajouts", ajouts=Termes(lu.ajouts))


def _ecarts_des_dits(lu: PdfLu, bon: PdfLu) -> Iterator[Appui]:
    """What is heard, copied or shown beside the page. A file that lost all of it says nothing false."""
    autres = dict.fromkeys(dit for dit in lu.dits if dit not in bon.dits)
    yield from (appui("dit_autre", texte=_court(dit)) for dit in autres)


def _ecarts_des_donnees(lues: Mapping[str, Any], connues: Mapping[str, Any]) -> Iterator[Appui]:
    if not lues and connues:
        yield appui("donnees_absentes")
        return
    avant, apres = dict(_feuilles(connues)), dict(_feuilles(lues))
    for chemin in dict.fromkeys((*avant, *apres)) if connues else ():
        if avant.get(chemin) != apres.get(chemin):
            lu, attendu = _court(apres.get(chemin)), _court(avant.get(chemin))
            yield appui("donnees_autres", champ=_nom_du_champ(chemin), lu=lu, attendu=attendu)


def _feuilles(valeur: Any) -> Iterator[tuple[str, Any]]:
    """Each value of a JSON document, by its pointer."""
    pile = [("", valeur)]
    while pile:
        lieu, courante = pile.pop()
        if isinstance(courante, dict):
            pile.extend((f"{lieu}/{nom}", fils) for nom, fils in courante.items())
        elif isinstance(courante, list):
            pile.extend((f"{lieu}/{rang}", fils) for rang, fils in enumerate(courante))
        else:
            yield lieu, courante


def _nom_du_champ(chemin: str) -> str | Termes:
    if chemin.startswith("/papier/"):
        return chemin.rpartition("/")[2]
    parties = chemin.split("/")
    return Termes((parties[2],)) if len(parties) > 2 else chemin.strip("/")


def _ecarts_du_texte(dessin: Dessin, textes: Mapping[str, tuple[str, ...]]) -> Iterator[Appui]:
    lettres = "\n".join(page.lettres for page in dessin.pages)
    attendues = "\n".join(page.lettres for page in dessin.attendues)
    if lettres == attendues:
        return
    perdus = [
        (champ, valeur)
        for champ, valeurs in textes.items()
        for valeur in valeurs
        if sans_blancs(valeur) in attendues and sans_blancs(valeur) not in lettres
    ]
    yield from (appui("texte_absent", texte=_court(valeur), champ=Termes((champ,))) for champ, valeur in perdus)
    if not perdus:
        debut = next((rang for rang, (a, b) in enumerate(zip(lettres, attendues, strict=False)) if a != b), 0)
        yield appui("texte_autre", texte=_court(lettres[debut:]))


def _ecarts_du_dessin(dessin: Dessin) -> Iterator[Appui]:
    yield from (appui("dessin_autre", champ=Termes((champ,))) for champ in dessin.differents)
    yield from (appui("dessin_ailleurs", page=page) for page in dessin.ailleurs)


def _court(valeur: object) -> str:
    texte = "" if valeur is None else str(valeur)
    return texte if len(texte) <= _LETTRES_MAX else f"{texte[:_LETTRES_MAX]}…"
