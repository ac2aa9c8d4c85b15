"""What seals: a certificate and its private key, as the operator was given them in a PKCS#12 file (RFC 7292).

A fault is told as the end of a sentence whose beginning is the file: what is wrong, then what to do.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from asn1crypto.pkcs12 import Pfx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

CleCachet = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
ESSAI: Final = "Cachet d'essai – SANS VALEUR"
_DUREE_ESSAI: Final = timedelta(days=365)
_DONNEZ: Final = (
    "Donnez le fichier .p12 de votre autorité de certification, ou faites-en un par « docgen cachet essai »."
)
_RSA_MINIMUM: Final = 2048


@dataclass(frozen=True, slots=True)
class Certificat:
    """An opened PKCS#12: the key, its certificate, and those that lead to a root."""

    cle: CleCachet = field(repr=False)
    certificat: x509.Certificate
    chaine: tuple[x509.Certificate, ...] = ()

    @property
    def nom(self) -> str:
        """Who seals, as a person reads it."""
        return nom_du_sujet(self.certificat.subject)

    @property
    def empreinte(self) -> str:
        """Its SHA-256, by which its seals are known."""
        return self.certificat.fingerprint(hashes.SHA256()).hex()

    @property
    def pem(self) -> str:
        """The certificate alone, for whoever would know its seals."""
        return self.certificat.public_bytes(Encoding.PEM).decode()

    def verifier_validite(self, instant: datetime) -> None:
        """Accept that it seals at that instant.

        Raises:
            ValueError: the certificate is no longer valid, or not yet.
        """
        debut, fin = self.certificat.not_valid_before_utc, self.certificat.not_valid_after_utc
        if instant > fin:
            raise ValueError(f"n'est plus valable depuis le {fin:%d/%m/%Y}. {_DONNEZ}")
        if instant < debut:
            raise ValueError(f"n'est pas encore valable : il le sera le {debut:%d/%m/%Y}. {_DONNEZ}")


def ouvrir_certificat(contenu: bytes, phrase: str | None) -> Certificat:
    """The certificate and the key of a PKCS#12 file.

    Raises:
        ValueError: it is no such file, the passphrase is wrong, or what it holds cannot seal.
    """
    try:
        Pfx.load(contenu, strict=True)["auth_safe"].native  # noqa: B018  what it holds is read when it is looked at
    except (ValueError, TypeError) as cause:
        raise ValueError(f"n'est pas un fichier PKCS#12. {_DONNEZ}") from cause
    try:
        cle, certificat, chaine = pkcs12.load_key_and_certificates(contenu, phrase.encode() if phrase else None)
    except ValueError as cause:
        raise ValueError(
            "ne s'ouvre pas avec la phrase que donne DOCGEN_CACHET_PHRASE. Donnez celle de ce fichier."
        ) from cause
    if cle is None or certificat is None:
        raise ValueError(f"n'a pas de clé privée avec son certificat. {_DONNEZ}")
    if not isinstance(cle, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError(f"n'a ni une clé RSA ni une clé à courbe elliptique, seules lues partout. {_DONNEZ}")
    if isinstance(cle, rsa.RSAPrivateKey) and cle.key_size < _RSA_MINIMUM:
        raise ValueError(f"n'a qu'une clé RSA de {cle.key_size} bits, et il en faut {_RSA_MINIMUM}. {_DONNEZ}")
    _verifier_emploi(certificat)
    return Certificat(cle, certificat, tuple(chaine))


def _verifier_emploi(certificat: x509.Certificate) -> None:
    try:
        emploi = certificat.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (emploi.digital_signature or emploi.content_commitment):
        raise ValueError(f"n'est pas fait pour signer, à ce que dit son certificat. {_DONNEZ}")


def fabriquer_essai(instant: datetime) -> tuple[bytes, str]:
    """A PKCS#12 that nobody trusts, for a trial, and its passphrase."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ESSAI)])
    emploi = x509.KeyUsage(True, True, *[False] * 7)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(instant - timedelta(minutes=5))
        .not_valid_after(instant + _DUREE_ESSAI)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(emploi, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(cle.public_key()), critical=False)
        .sign(cle, hashes.SHA256())
    )
    phrase = secrets.token_urlsafe(18)
    return pkcs12.serialize_key_and_certificates(
        ESSAI.encode(), cle, certificat, None, BestAvailableEncryption(phrase.encode())
    ), phrase


def nom_du_sujet(nom: x509.Name) -> str:
    """The organisation and the common name of a certificate."""
    parties = (nom.get_attributes_for_oid(oid) for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME))
    valeurs = [str(partie[0].value) for partie in parties if partie]
    return ", ".join(dict.fromkeys(valeurs)) or nom.rfc4514_string()
