"""A head of the journal as a signed note (C2SP signed-note): text that anyone reads, and checks with any Ed25519.

The text says the register's identity, the rank and the digest of the last line, when it was written, how many times the
register was taken up again, and the last number of each counter: what must never be given a second time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from docgen.registre.signature.cles import Signataire

ORIGINE = "docgen-registre/"
_ED25519 = b"\x01"
_TIRET = "— "
Compteur = tuple[str, int, str]  # série, année, département


@dataclass(frozen=True, slots=True)
class NoteTete:
    """A head, as a witness keeps it."""

    identite: str
    reprises: int
    rang: int
    empreinte: str
    heure: str
    compteurs: Mapping[Compteur, int] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, int]:
        """What grows with the register: a resumption goes further than any rank."""
        return self.reprises, self.rang

    def texte(self) -> str:
        """What is signed."""
        lignes = [
            f"{ORIGINE}{self.identite}",
            f"rang {self.rang}",
            f"empreinte {self.empreinte}",
            f"heure {self.heure}",
            f"reprises {self.reprises}",
        ]
        series: dict[str, list[str]] = {}
        for (serie, annee, departement), dernier in sorted(self.compteurs.items()):
            series.setdefault(f"{serie}{annee}", []).append(f"{departement}:{dernier}")
        lignes += [f"numeros {serie} {' '.join(derniers)}" for serie, derniers in series.items()]
        return "\n".join(lignes) + "\n"

    def signer(self, signataire: Signataire) -> bytes:
        """The whole note."""
        texte, nom = self.texte(), f"{ORIGINE}{self.identite}"
        signature = signataire.privee.sign(texte.encode())
        marque = _marque(nom, signataire.privee.public_key())
        return f"{texte}\n{_TIRET}{nom} {base64.b64encode(marque + signature).decode()}\n".encode()


def lire_note(octets: bytes) -> NoteTete:
    """The head that a note says, whoever signed it.

    Raises:
        ValueError: it is not a note of a register.
    """
    texte, _ = decouper(octets)
    origine, *lignes = texte.splitlines()
    champs = dict(ligne.split(" ", 1) for ligne in lignes if not ligne.startswith("numeros "))
    if not origine.startswith(ORIGINE) or not {"rang", "empreinte", "heure", "reprises"} <= champs.keys():
        raise ValueError("not a note of a register")
    compteurs: dict[Compteur, int] = {}
    for ligne in lignes:
        if ligne.startswith("numeros "):
            _, serie, *derniers = ligne.split(" ")
            lu = re.fullmatch(r"(\D*)(\d+)", serie)
            if lu is None:
                raise ValueError("not a counter")
            for dernier in derniers:
                departement, _, valeur = dernier.partition(":")
                compteurs[lu[1], int(lu[2]), departement] = int(valeur)
    identite = origine.removeprefix(ORIGINE)
    rangs = int(champs["reprises"]), int(champs["rang"])
    return NoteTete(identite, *rangs, champs["empreinte"], champs["heure"], compteurs)


def signataire_de(octets: bytes, publiques: Mapping[str, Ed25519PublicKey]) -> str | None:
    """Which of these keys signed a note; ``None`` for none of them, or for what is no note."""
    try:
        texte, signatures = decouper(octets)
    except ValueError:
        return None
    for nom, contenu in signatures:
        for ident, publique in publiques.items():
            if contenu[:4] == _marque(nom, publique):
                try:
                    publique.verify(contenu[4:], texte.encode())
                except InvalidSignature:
                    continue
                return ident
    return None


def decouper(octets: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note, and its signatures: the name of each key, then the mark of the key with the signature.

    Raises:
        ValueError: it is not a signed note.
    """
    texte, separation, fin = octets.decode().rpartition("\n\n")
    if not separation or not fin.endswith("\n"):
        raise ValueError("not a signed note")
    signatures = []
    for ligne in fin.splitlines():
        nom, _, code = ligne.removeprefix(_TIRET).partition(" ")
        if not ligne.startswith(_TIRET) or not nom:
            raise ValueError("not a signature line")
        try:
            signatures.append((nom, base64.b64decode(code, validate=True)))
        except binascii.Error as erreur:
            raise ValueError("not a signature") from erreur
    return texte + "\n", signatures


def _marque(nom: str, publique: Ed25519PublicKey) -> bytes:
    """The four bytes that tell which key of a name signed."""
    return hashlib.sha256(nom.encode() + b"\n" + _ED25519 + publique.public_bytes_raw()).digest()[:4]
