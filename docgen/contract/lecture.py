"""From bytes to JSON values: everything that can be wrong before the meaning of a field matters."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn

from docgen.contract.messages import Faute, phrase
from docgen.contract.positions import Chemin, Lignes
from docgen.errors import ChargeInvalide, Erreur

TAILLE_MAX = 10_000_000
PROFONDEUR_MAX = 32

_BOM = b"\xef\xbb\xbf"
_BOM_LARGES = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SIGNATURES = {
    b"%PDF": "un PDF",
    b"PK\x03\x04": "une archive ZIP, un classeur ou un texte Word",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"\x1f\x8b": "une archive",
    b"\xd0\xcf\x11\xe0": "un document de bureautique",
}
_PAS_DU_TEXTE = "un fichier qui n’est pas du texte"
# Texts that people take for a session: what they look like from their first line.
_TEXTES = {
    "une page web ou du XML": re.compile(r"\s*<"),
    "un tableau (CSV)": re.compile(r"\s*[^\s{\[/#'][^\n{\[]*(?:[;\t]|,[^\n]*,)"),
}
# Up to each bracket that is in no string, closed or not; possessive, so that no hostile text makes it go back.
_STRUCTURE = re.compile(r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.?)*+"?)*+([\[\]{}]|\Z)', re.DOTALL)
_PAS = {"[": 1, "{": 1, "]": -1, "}": -1}
_SURROGAT_ECRIT = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGAT = re.compile("[\ud800-\udfff]")
_MOT = re.compile(r"-?\w+")
_CHIFFRES_UTILES = 21


@dataclass(frozen=True, slots=True)
class Lecture:
    """A JSON document: its text, its values, and the faults that did not keep it from being read."""

    texte: str
    donnees: object
    fautes: tuple[Faute, ...]


def lire(octets: bytes, maximum: int = TAILLE_MAX) -> Lecture:
    """Read a JSON document, of ``maximum`` bytes at most.

    Raises:
        ChargeInvalide: the bytes are not a JSON document; there is then one error, with its place.
    """
    texte = _decoder(octets, maximum)
    if not texte.strip():
        _refuser("fichier_vide", (1, 1))
    _verifier_profondeur(texte)
    crible = _Crible()
    try:
        donnees = crible.decodeur().decode(texte)
    except json.JSONDecodeError as erreur:
        code, contexte = _diagnostic(texte, erreur)
        _refuser(code, (erreur.lineno, erreur.colno), **contexte)
    if crible.suspect or _SURROGAT_ECRIT.search(texte):
        donnees = crible.nettoyer(donnees, ())
    return Lecture(texte, donnees, tuple(crible.fautes))


def _refuser(code: str, place: tuple[int, int], **contexte: object) -> NoReturn:
    raise ChargeInvalide([Erreur("", phrase(code, contexte), *place)])


def _decoder(octets: bytes, maximum: int) -> str:
    if len(octets) > maximum:
        _refuser("fichier_trop_gros", (1, 1), taille=len(octets))
    for signature, sorte in _SIGNATURES.items():
        if octets.startswith(signature):
            _refuser("fichier_autre", (1, 1), sorte=sorte)
    if octets.startswith(_BOM_LARGES) or octets[:8:2] == b"\0\0\0\0" or octets[1:8:2] == b"\0\0\0\0":
        _refuser("fichier_utf16", (1, 1))
    octets = octets.removeprefix(_BOM)
    nul = octets.find(b"\0")
    if nul >= 0:
        _refuser("fichier_autre", _place_octet(octets, nul), sorte=_PAS_DU_TEXTE)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as erreur:
        octet = octets[erreur.start : erreur.start + 1]
        lettre = octet.decode("cp1252", "replace")
        place = _place_octet(octets, erreur.start)
        _refuser("fichier_encodage", place, octet=octet.hex().upper(), lettre=lettre if lettre.isprintable() else "?")


def _place_octet(octets: bytes, rang: int) -> tuple[int, int]:
    debut = octets.rfind(b"\n", 0, rang) + 1
    return octets.count(b"\n", 0, rang) + 1, len(octets[debut:rang].decode("utf-8", "replace")) + 1


def _verifier_profondeur(texte: str) -> None:
    profondeur = 0
    for signe in _STRUCTURE.finditer(texte):
        profondeur += _PAS.get(signe[1], 0)
        if profondeur > PROFONDEUR_MAX:
            _refuser("json_trop_profond", Lignes(texte).ligne_et_colonne(signe.start(1)), maximum=PROFONDEUR_MAX)


@dataclass(slots=True)
class _Crible:
    """What the standard reader lets through and JSON, or good sense, does not.

    Its hooks do not know where they are, so they only leave a mark; :meth:`nettoyer` finds the marks afterwards,
    with their paths, and takes out what could not be shown or stored.
    """

    suspect: bool = False
    fautes: list[Faute] = field(default_factory=list)

    def decodeur(self) -> json.JSONDecoder:
        return json.JSONDecoder(
            object_pairs_hook=self._objet, parse_constant=self._constante, parse_int=lambda c: int(c[:_CHIFFRES_UTILES])
        )

    def _objet(self, paires: list[tuple[str, object]]) -> dict[str, object]:
        objet = dict(paires)
        if len(objet) == len(paires):
            return objet
        self.suspect = True
        comptes = Counter(cle for cle, _ in paires)
        return _ObjetDouble(objet, {cle for cle, compte in comptes.items() if compte > 1})

    def _constante(self, mot: str) -> _Constante:
        self.suspect = True
        return _Constante(mot)

    def nettoyer(self, valeur: object, chemin: Chemin) -> object:
        """The value without half characters; notes every fault on the way."""
        if isinstance(valeur, dict):
            return self._nettoyer_objet(valeur, chemin)
        if isinstance(valeur, list):
            return [self.nettoyer(element, (*chemin, rang)) for rang, element in enumerate(valeur)]
        if isinstance(valeur, _Constante):
            self.fautes.append(Faute("json_constante", chemin, {"mot": valeur.mot}))
        if isinstance(valeur, str) and _SURROGAT.search(valeur):
            self.fautes.append(Faute("json_surrogat", chemin))
            return _SURROGAT.sub("\ufffd", valeur)
        return valeur

    def _nettoyer_objet(self, objet: dict[str, object], chemin: Chemin) -> dict[str, object]:
        propre: dict[str, object] = {}
        doubles = objet.cles if isinstance(objet, _ObjetDouble) else frozenset()
        for cle, valeur in objet.items():
            if _SURROGAT.search(cle):
                self.fautes.append(Faute("json_surrogat", (*chemin, cle), sur_cle=True))
                continue
            if cle in doubles:
                self.fautes.append(Faute("json_cle_double", (*chemin, cle), {"champ": cle}, sur_cle=True))
            propre[cle] = self.nettoyer(valeur, (*chemin, cle))
        return propre


class _ObjetDouble(dict[str, object]):
    """An object in which some keys came more than once."""

    def __init__(self, objet: dict[str, object], cles: set[str]) -> None:
        super().__init__(objet)
        self.cles = frozenset(cles)


@dataclass(frozen=True, slots=True)
class _Constante:
    """``NaN`` or an infinity: of no kind that a field accepts, so it is never taken for a number."""

    mot: str


def _diagnostic(texte: str, erreur: json.JSONDecodeError) -> tuple[str, dict[str, object]]:
    """What is wrong at the place where the standard reader stopped."""
    reste = texte[erreur.pos : erreur.pos + 64]
    for sorte, forme in _TEXTES.items():
        if forme.match(texte):
            return "fichier_autre", {"sorte": sorte}
    for debut, code in _SELON_LE_LECTEUR.items():
        if erreur.msg.startswith(debut):
            return code, {}
    if not reste.strip():
        return "json_tronque", {}
    if reste.startswith(("//", "/*", "#")):
        return "json_commentaire", {}
    if erreur.msg.startswith("Extra data"):
        return "json_suite", {}
    if reste[0] in "}]" and texte[: erreur.pos].rstrip(" \t\r\n").endswith(","):
        return "json_virgule_finale", {}
    return _diagnostic_signe(erreur.msg, reste)


_SELON_LE_LECTEUR = {
    "Unterminated string": "json_chaine",
    "Invalid control character": "json_controle",
    "Invalid \\": "json_echappement",
    "Illegal trailing comma": "json_virgule_finale",
}


def _diagnostic_signe(motif: str, reste: str) -> tuple[str, dict[str, object]]:
    if reste[0] in "'‘’‚‛“”„«»":
        return "json_guillemets", {"caractere": reste[0]}
    if reste[0] in ",}]":
        return "json_valeur" if reste[0] == "," or motif.startswith("Expecting value") else "json_fermeture", {}
    if motif.startswith("Expecting ':'"):
        return "json_deux_points", {}
    if motif.startswith("Expecting ','"):
        return "json_virgule", {}
    mot = _MOT.match(reste)
    if mot:
        return "json_mot", {"mot": mot[0]}
    code = "json_caractere" if reste[0].isprintable() else "json_invisible"
    return code, {"caractere": reste[0], "point": f"{ord(reste[0]):04X}"}
