"""Fictional authorities: one that gives certificates for seals, one that tells the time (RFC 3161) over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys, tsp
from asn1crypto import x509 as x509_asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.serveur_web import Reponses, ecouter

PHRASE = "motus et bouche cousue"
ORGANISME = "Direction fictive du travail"
DEPUIS = datetime(2020, 1, 1, tzinfo=UTC)
ATTESTE = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
Cle = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def cle_rsa(bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key that takes a while to make: one for all tests."""
    return rsa.generate_private_key(65537, bits)


def _nom(commun: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISME), x509.NameAttribute(NameOID.COMMON_NAME, commun)]
    )


@dataclass(frozen=True)
class Papiers:
    """A key and its certificate, with the authority's."""

    cle: Cle
    certificat: x509.Certificate
    racine: x509.Certificate

    def p12(self, phrase: str | None = PHRASE) -> bytes:
        """The file that an authority hands over."""
        verrou = BestAvailableEncryption(phrase.encode()) if phrase else NoEncryption()
        return pkcs12.serialize_key_and_certificates(b"cachet", self.cle, self.certificat, [self.racine], verrou)

    def pem(self) -> bytes:
        """The authority's certificate, for whoever trusts it."""
        return self.racine.public_bytes(Encoding.PEM)


def papiers(
    cle: Cle | None = None,
    depuis: datetime | None = None,
    jours: int = 36_500,
    pour_signer: bool = True,
    etendu: x509.ObjectIdentifier | None = None,
    commun: str = "Cachet des titres",
) -> Papiers:
    """A certificate of the fictional authority; valid for a century, unless told otherwise."""
    mere, cle = ec.generate_private_key(ec.SECP256R1()), cle or ec.generate_private_key(ec.SECP256R1())
    debut = depuis or DEPUIS
    racine = _certifier("Autorité fictive", mere.public_key(), debut, jours).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    feuille = _certifier(commun, cle.public_key(), debut, jours).add_extension(
        x509.KeyUsage(pour_signer, pour_signer, not pour_signer, *[False] * 6), critical=True
    )
    if etendu:
        feuille = feuille.add_extension(x509.ExtendedKeyUsage([etendu]), critical=True)
    return Papiers(cle, feuille.sign(mere, hashes.SHA256()), racine.sign(mere, hashes.SHA256()))


def _certifier(commun: str, publique: object, debut: datetime, jours: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_nom(commun))
        .issuer_name(_nom("Autorité fictive"))
        .public_key(publique)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(debut + timedelta(days=jours))
    )


@contextmanager
def horloge_parlante(panne: bytes | int | None = None) -> Iterator[str]:
    """A time-stamping service on this machine; ``panne``: the status or the body that it answers instead."""
    siens = papiers(cle_rsa(), etendu=ExtendedKeyUsageOID.TIME_STAMPING, commun="Horloge fictive")
    assert isinstance(siens.cle, rsa.RSAPrivateKey)
    secret = siens.cle.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    horloge = DummyTimeStamper(
        x509_asn1.Certificate.load(siens.certificat.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(secret),
        fixed_dt=ATTESTE,
    )

    class Guichet(Reponses):
        def recevoir(self) -> None:
            demande = tsp.TimeStampReq.load(self.recu())
            corps = panne if isinstance(panne, bytes) else horloge.request_tsa_response(demande).dump()
            self.repondre(panne if isinstance(panne, int) else 200, corps, "application/timestamp-reply")

    with ecouter(Guichet) as adresse:
        yield f"{adresse}/tsa"
