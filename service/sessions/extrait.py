"""The line of a file where something is wrong, to be shown beside what is said of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from docgen.contract.positions import Chemin, Lignes, situer
from docgen.domain.regles.vocabulaire import Gravite, Manquement
from docgen.errors import Erreur
from service.sessions.lieux import designer

AUTOUR = 1  # lines shown before and after
LARGEUR = 160  # a longer line is cut around the place
_MARQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[\w.+-]+|.', re.DOTALL)
VIDE = "(vide)"
_OUVERTURES = ("", "{", "[")
_BINAIRE = re.compile("[\0-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class LigneCitee:
    """A line of the file; the one at fault is ``ici``, cut in three around the ``marque``."""

    numero: int
    avant: str
    marque: str = ""
    apres: str = ""
    ici: bool = False


@dataclass(frozen=True, slots=True)
class Remarque:
    """A fault or a finding with its place in the file; ``regle`` and ``source`` are those of a finding.

    ``lieu``: see :func:`service.sessions.lieux.designer`.
    """

    message: str
    chemin: str
    ligne: int | None
    colonne: int | None
    extrait: tuple[LigneCitee, ...]
    bloquante: bool = True
    regle: str | None = None
    source: str | None = None
    lieu: tuple[str, str] = ("", "")

    @property
    def qui(self) -> str:
        """Whose it is, as a secretary says it."""
        return self.lieu[0]

    @property
    def quoi(self) -> str:
        """Which field it is."""
        return self.lieu[1]

    @property
    def lu(self) -> str:
        """What stands there in the file; nothing, where something is missing or a whole object is meant."""
        marque = next((ligne.marque for ligne in self.extrait if ligne.ici), "").strip()
        return "" if marque in _OUVERTURES else marque.strip('"') or VIDE

    @property
    def remede(self) -> str:
        """Why it is wrong and what to do, beside what is read there."""
        cite = re.match(r"[^«»:]+\s: «\s([^»]+)\s» ", self.message)
        return self.message[cite.end() :] if cite and cite[1] == self.lu else self.message


def texte_du_fichier(octets: bytes) -> str | None:
    """The file as lines to be cited, its wrong letters replaced; ``None`` when it is not text at all."""
    texte = octets.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return None if _BINAIRE.search(texte[:100_000]) else texte


def remarques_des_erreurs(octets: bytes, erreurs: Iterable[Erreur]) -> tuple[Remarque, ...]:
    """The faults of a malformed payload, each with its line."""
    texte = texte_du_fichier(octets)
    lignes = texte.split("\n") if texte and texte.strip() else []
    donnees = _donnees(texte or "")
    return tuple(
        Remarque(
            message=erreur.message,
            chemin=erreur.chemin,
            ligne=erreur.ligne if lignes else None,
            colonne=erreur.colonne if lignes else None,
            extrait=citer(lignes, erreur.ligne, erreur.colonne),
            lieu=designer(_chemin(erreur.chemin), donnees),
        )
        for erreur in erreurs
    )


def remarques_des_manquements(octets: bytes, manquements: Iterable[Manquement]) -> tuple[Remarque, ...]:
    """The findings on a sound payload, each with its line; a field that is absent gives the object that lacks it."""
    manquements = tuple(manquements)
    texte = octets.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    donnees = json.loads(texte)
    chemins = {manquement.chemin: lire_pointeur(manquement.chemin, donnees) for manquement in manquements}
    places = situer(texte, [chemin for chemin in chemins.values() if chemin])
    lignes, compte = texte.split("\n"), Lignes(texte)
    remarques = []
    for manquement in manquements:
        chemin = chemins[manquement.chemin]
        ligne, colonne = compte.ligne_et_colonne(places[chemin].valeur) if chemin else (None, None)
        remarques.append(
            Remarque(
                message=manquement.message,
                chemin=manquement.chemin,
                ligne=ligne,
                colonne=colonne,
                extrait=citer(lignes, ligne, colonne),
                bloquante=manquement.gravite is Gravite.BLOQUANT,
                regle=manquement.regle,
                source=manquement.source,
                lieu=designer(chemin, donnees),
            )
        )
    return tuple(remarques)


def _donnees(texte: str) -> object:
    """What a malformed payload holds, if it is JSON at all."""
    try:
        return json.loads(texte)
    except (ValueError, RecursionError):
        return None


def _chemin(pointeur: str) -> Chemin:
    return tuple(int(cle) if cle.isdecimal() else cle for cle in pointeur.split("/")[1:])


def lire_pointeur(pointeur: str, donnees: object) -> Chemin:
    """The path of a JSON pointer, as deep as the data go."""
    chemin: list[str | int] = []
    for partie in pointeur.split("/")[1:]:
        cle = partie.replace("~1", "/").replace("~0", "~")
        if isinstance(donnees, dict) and cle in donnees:
            donnees = donnees[cle]
            chemin.append(cle)
        elif isinstance(donnees, list) and cle.isdecimal() and int(cle) < len(donnees):
            donnees = donnees[int(cle)]
            chemin.append(int(cle))
        else:
            break
    return tuple(chemin)


def citer(lignes: list[str], ligne: int | None, colonne: int | None) -> tuple[LigneCitee, ...]:
    """The line and its neighbours; nothing when there is no such line."""
    if ligne is None or colonne is None or not 1 <= ligne <= len(lignes):
        return ()
    premiere, derniere = max(1, ligne - AUTOUR), min(len(lignes), ligne + AUTOUR)
    return tuple(
        _au_point(numero, lignes[numero - 1], colonne) if numero == ligne else _voisine(numero, lignes[numero - 1])
        for numero in range(premiere, derniere + 1)
    )


def _voisine(numero: int, texte: str) -> LigneCitee:
    texte = texte.rstrip("\r")
    return LigneCitee(numero, texte if len(texte) <= LARGEUR else texte[:LARGEUR] + "…")


def _au_point(numero: int, texte: str, colonne: int) -> LigneCitee:
    texte = texte.rstrip("\r")
    debut = min(colonne - 1, len(texte))
    trouve = _MARQUE.match(texte, debut)
    marque = trouve[0] if trouve else " "  # the end of the line: something is missing there
    fin = debut + len(marque) if trouve else debut
    if len(marque) > LARGEUR // 2:
        marque, fin = marque[: LARGEUR // 2], debut + LARGEUR // 2
    avant, apres = texte[:debut], texte[fin:]
    if len(avant) > LARGEUR // 2:
        avant = "…" + avant[-LARGEUR // 2 :]
    if len(apres) > LARGEUR // 2:
        apres = apres[: LARGEUR // 2] + "…"
    return LigneCitee(numero, avant, marque, apres, ici=True)
