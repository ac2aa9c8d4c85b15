"""The token of a numbered paper: its facts, signed, in the QR that it bears; whoever has the public keys reads it.

A compact JWS (RFC 7515) by Ed25519 (RFC 8037), whose header is ``alg`` and ``kid``. Its content is the facts as
canonical JSON, under short names, deflated where that is shorter (``zip``: ``DEF``, as SMART Health Cards do).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import OKPKey
from joserfc.registry import HeaderParameter

from docgen.domain.papiers.faits import canonique
from docgen.domain.papiers.papier import Faits, Papier
from docgen.registre.signature.cles import Signataire, Verificateur, decoder, encoder

ALGORITHME: Final = "EdDSA"
TAILLE_VISEE: Final = 655  # after an address of 63 letters, a symbol of 89 modules: 0.41 mm each in its place
LETTRES_MAX: Final = 120  # a longer text gives way to its digest
_LETTRES_COURTES: Final = 40  # a shorter one would gain nothing
_OCTETS_VISES: Final = (TAILLE_VISEE - 147) * 3 // 4  # what header and signature leave
_OCTETS_MAX: Final = 100_000
EMPREINTE: Final = "#"
_AUTRES: Final = "autres"
NOMS_COURTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "genre": "g",
        "numero": "n",
        "date_emission": "e",
        "specimen": "sp",
        "civilite": "v",
        "nom": "f",
        "nom_usage": "u",
        "prenoms": "p",
        "naissance": "b",
        "commune_naissance": "bc",
        "code_postal_naissance": "bz",
        "pays_naissance": "bp",
        "nature": "t",
        "certification": "c",
        "libelle": "l",
        "titre": "tc",
        "libelle_titre": "tl",
        "abrege": "a",
        "millesime": "m",
        "niveau": "k",
        "nsf": "ns",
        "rncp": "r",
        "arrete": "ar",
        "journal": "jo",
        "ccp": "cc",
        "ccp_obtenus": "co",
        "ccp_detenus": "cd",
        "fin_validite": "fv",
        "session": "s",
        "debut": "d",
        "fin": "x",
        "validation": "va",
        "numero_ordre": "o",
        "departement": "z",
        "structure": "st",
        "unite": "un",
        "commune": "w",
        "signataire": "sg",
        _AUTRES: EMPREINTE,
    }
)
_NOMS_LONGS: Final = MappingProxyType({court: long for long, court in NOMS_COURTS.items()})
_ESSENTIELS: Final = frozenset({"numero", "nom", "prenoms", "naissance", "libelle"})  # the last to give way
_PRINCIPAUX: Final = frozenset({"genre", "date_emission", "specimen", "certification", "structure", "unite", "commune"})
_DETAILS: Final = frozenset({"abrege", "millesime", "arrete", "journal", "nsf", "departement", "fin_validite"})


class JetonFaux(Exception):
    """It is not a token of ours, or none of these keys signed it."""


class _Algorithmes(jws.JWSRegistry):
    """One algorithm, by the name that browsers and phones know (RFC 9864 would have another)."""

    def get_alg(self, name: str) -> Any:
        """Its one algorithm."""
        if name != ALGORITHME:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


_REGLES: Final = _Algorithmes({"zip": HeaderParameter("Compression", "str")})


@dataclass(frozen=True, slots=True)
class Jeton:
    """A token whose signature is good: the facts, under their long names, and the key that signed them.

    A text that was too long is ``{"#": digest}``, as :func:`empreinte` makes it.
    """

    cle: str
    faits: Faits

    def condenses(self, faits: Faits) -> tuple[str, ...]:
        """The facts that it says, all or in part, by a digest alone."""
        dans_autres = connus(faits).keys() - self.faits.keys() if _AUTRES in self.faits else frozenset()
        return tuple(nom for nom in faits if nom in dans_autres or _est_abrege(self.faits.get(nom)))

    def concorde(self, faits: Faits) -> bool:
        """True if it says these facts, whole or by the digests that it would have of them."""
        dit = _ecrire({nom: canonique(valeur) for nom, valeur in self.faits.items()})
        return any(dit == ecrit for ecrit in _de_plus_en_plus_brefs(faits))


def signer(faits: Faits, signataire: Signataire) -> str:
    """The token of these facts.

    Raises:
        KeyError: a fact has no short name.
    """
    contenu, compression = _contenu(faits)
    entete = {"alg": ALGORITHME, "kid": signataire.publique["id"], **compression}
    return jws.serialize_compact(entete, contenu, _cle_privee(signataire.privee), registry=_REGLES)


def lire(jeton: str, verificateur: Verificateur) -> Jeton:
    """The token, checked with the public keys.

    Raises:
        JetonFaux: one sign of it is not as it was signed, or its key is not one of ours.
    """
    try:
        entete, _, signature = jeton.split(".")
        cle = json.loads(decoder(entete))["kid"]
        lu = jws.deserialize_compact(
            jeton, _cle_publique(verificateur.publiques[cle].public_bytes_raw()), registry=_REGLES
        )
        # The last letter of a signature carries unused bits: several spellings would decode to the same bytes.
        if encoder(decoder(signature)) != signature:
            raise JetonFaux
        contenu = json.loads(_clair(lu.payload) if lu.protected.get("zip") == "DEF" else lu.payload)
        return Jeton(cle, {_NOMS_LONGS[court]: valeur for court, valeur in contenu.items()})
    except (JoseError, KeyError, TypeError, ValueError, AttributeError, zlib.error, RecursionError) as cause:
        raise JetonFaux from cause


def jeton_de(papier: Papier, verificateur: Verificateur) -> Jeton | None:
    """The token of a paper, if it is ours, by the key that the paper names, and says its facts; else ``None``."""
    try:
        lu = lire(papier.jeton or "", verificateur)
    except JetonFaux:
        return None
    return lu if lu.cle == papier.cle and lu.concorde(papier.faits) else None


def empreinte(valeur: object) -> dict[str, str]:
    """What stands in a token for a value that is too long: 96 bits of the SHA-256 of its canonical JSON."""
    return {EMPREINTE: encoder(sha256(canonique(valeur).encode()).digest())[:16]}


def _contenu(faits: Faits) -> tuple[bytes, dict[str, str]]:
    """The content, and what the header says of it, with as many words as a symbol can bear."""
    for ecrit in _de_plus_en_plus_brefs(faits):
        clair = ecrit.encode()
        gonfle = zlib.compressobj(9, zlib.DEFLATED, -15)
        serre = gonfle.compress(clair) + gonfle.flush()
        contenu, compression = (serre, {"zip": "DEF"}) if len(serre) < len(clair) else (clair, {})
        if len(contenu) <= _OCTETS_VISES:
            break
    return contenu, compression


def _de_plus_en_plus_brefs(faits: Faits) -> Iterator[str]:
    """Texts give way to their digests, the longest first; then details, together; then whole facts, holder last."""
    dits = connus(faits)
    textes = {nom: canonique(valeur) for nom, valeur in dits.items()}
    longs = [nom for nom, texte in textes.items() if len(texte) > _LETTRES_COURTES]
    longs.sort(key=lambda nom: (nom in _ESSENTIELS, -len(textes[nom])))
    brefs = textes | {nom: _abreger(dits[nom], LETTRES_MAX) for nom in longs}
    yield _ecrire(brefs)
    for nom in longs:
        abrege = _abreger(dits[nom], _LETTRES_COURTES)
        if nom not in _ESSENTIELS and abrege != brefs[nom]:
            brefs = brefs | {nom: abrege}
            yield _ecrire(brefs)
    gardes = _ESSENTIELS | _PRINCIPAUX
    for tous in (dits.keys() - _DETAILS, gardes):
        if autres := {nom: valeur for nom, valeur in dits.items() if nom not in tous}:
            brefs = {nom: texte for nom, texte in brefs.items() if nom in tous}
            brefs[_AUTRES] = canonique(empreinte(autres))
            yield _ecrire(brefs)
        for nom in longs:
            if nom in brefs and (nom not in gardes or tous is gardes) and len(brefs[nom]) > _LETTRES_COURTES:
                brefs = brefs | {nom: canonique(empreinte(dits[nom]))}
                yield _ecrire(brefs)


def connus(faits: Faits) -> dict[str, Any]:
    """The facts that say something: a token has no other."""
    return {nom: valeur for nom, valeur in faits.items() if valeur not in (None, "")}


def _est_abrege(valeur: Any) -> bool:
    if isinstance(valeur, Mapping):
        return EMPREINTE in valeur
    return isinstance(valeur, list) and any(map(_est_abrege, valeur))


def _ecrire(textes: Mapping[str, str]) -> str:
    """The canonical JSON of facts, under their short names, from that of each."""
    return "{" + ",".join(sorted([f'"{NOMS_COURTS[nom]}":{texte}' for nom, texte in textes.items()])) + "}"


def _abreger(valeur: Any, lettres: int) -> str:
    """The canonical JSON of a value in which each longer text is its digest."""
    return canonique(_sans_longs(valeur, lettres))


def _sans_longs(valeur: Any, lettres: int) -> Any:
    if isinstance(valeur, str):
        return empreinte(valeur) if len(valeur) > lettres else valeur
    if isinstance(valeur, Mapping):
        return {nom: _sans_longs(une, lettres) for nom, une in valeur.items()}
    return [_sans_longs(une, lettres) for une in valeur] if isinstance(valeur, list | tuple) else valeur


def _clair(contenu: bytes) -> bytes:
    gonfle = zlib.decompressobj(-15)
    clair = gonfle.decompress(contenu, _OCTETS_MAX)
    if not gonfle.eof or gonfle.unused_data:
        raise JetonFaux
    return clair


@lru_cache(8)
def _cle_privee(privee: Ed25519PrivateKey) -> OKPKey:
    publique = encoder(privee.public_key().public_bytes_raw())
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": publique, "d": encoder(privee.private_bytes_raw())})


@lru_cache(64)
def _cle_publique(publique: bytes) -> OKPKey:
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": encoder(publique)})
