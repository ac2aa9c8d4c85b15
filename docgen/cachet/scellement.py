"""Seal a PDF: PAdES baseline B-B, or B-T with a time-stamp (ETSI EN 319 142-1), the same bytes each time for B-B.

The seal is an increment: what was rendered is not touched. It certifies the file and allows no change after it. Nothing
is drawn on the page.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from asn1crypto import x509 as x509_asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from docgen.cachet.certificat import Certificat
from docgen.errors import CachetImpossible

CHAMP: Final = "cachet"
_INTITULE: Final = "Cachet électronique de l'établissement"
_RESUME: Final = "sha256"
_ENVELOPPE, _JETON = 2_048, 12_288  # octets reserved beside the certificates: for the rest of the CMS, for a time-stamp
_DELAI_S: Final = 10


class Scelleur:
    """Seals files, one after the other. Its key never leaves the process that opened it."""

    def __init__(self, certificat: Certificat, horodatage: str | None = None) -> None:
        self.certificat = certificat
        self._horodatage = horodatage
        signataire = _Signataire(certificat)
        place = sum(len(piece.dump()) for piece in (signataire.signing_cert, *signataire.cert_registry) if piece)
        self._place = 2 * (place + _ENVELOPPE + (_JETON if horodatage else 0))  # it is written in hexadecimal
        self._signature = PdfSigner(
            PdfSignatureMetadata(
                field_name=CHAMP,
                md_algorithm=_RESUME,
                subfilter=SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=MDPPerm.NO_CHANGES,
            ),
            signataire,
            timestamper=HTTPTimeStamper(horodatage, timeout=_DELAI_S) if horodatage else None,
            new_field_spec=SigFieldSpec(CHAMP, readable_field_name=_INTITULE),
        )

    def sceller(self, contenu: bytes, instant: datetime) -> bytes:
        """The sealed file. ``instant`` is that of its issue; it is told as no earlier than the certificate.

        Raises:
            CachetImpossible: the certificate is not valid today, or the time-stamping service does not answer.
        """
        try:
            self.certificat.verifier_validite(datetime.now(UTC))
        except ValueError as cause:
            raise CachetImpossible(f"Le certificat du cachet {cause}") from cause
        try:
            return asyncio.run(self._sceller(contenu, max(instant, self.certificat.certificat.not_valid_before_utc)))
        except (OSError, ValueError, SigningError) as cause:  # no answer, one that is none, one too long for its place
            if self._horodatage is None:
                raise
            raise CachetImpossible(
                f"Le service d'horodatage {self._horodatage} n'a pas répondu comme il le doit : rien n'a été scellé. "
                "Recommencez dans un instant ; pour sceller sans horodatage, retirez DOCGEN_HORODATAGE."
            ) from cause

    async def _sceller(self, contenu: bytes, instant: datetime) -> bytes:
        seance = self._signature.init_signing_session(_Increment(BytesIO(contenu)))
        seance.system_time = instant
        a_signer = seance.prepare_tbs_document(validation_info=None, bytes_reserved=self._place)
        resume, sortie = a_signer.digest_tbs_document(in_place=True)
        signe = await a_signer.perform_signature(resume.document_digest, PdfCMSSignedAttributes(signing_time=instant))
        await signe.post_signature_processing(sortie)
        sortie.seek(0)
        lu: bytes = sortie.read()
        return lu


class _Increment(IncrementalPdfFileWriter):
    """What the library adds to a file, without the hour and the random identifier that it would put there.

    Neither is of its public interface: its version is pinned, and the tests read what was added.
    """

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        premier = prev.trailer["/ID"][0]
        return ArrayObject([premier, ByteStringObject(hashlib.sha256(prev.stream.getvalue()).digest()[:16])])

    def _update_meta(self) -> None:
        """The record is of its own day, which its metadata say already."""


class _Signataire(Signer):
    """Signs with a key that was read once, and in the one way that gives the same signature each time.

    RSA by PKCS#1 v1.5, elliptic curves by a nonce drawn from the message (RFC 6979).
    """

    def __init__(self, certificat: Certificat) -> None:
        magasin = SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]
            _asn1(piece.public_bytes(Encoding.DER)) for piece in certificat.chaine
        )
        super().__init__(signing_cert=_asn1(certificat.certificat.public_bytes(Encoding.DER)), cert_registry=magasin)
        self._cle = certificat.cle

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if isinstance(self._cle, ec.EllipticCurvePrivateKey):
            return self._cle.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return self._cle.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _asn1(der: bytes) -> x509_asn1.Certificate:
    return x509_asn1.Certificate.load(der)
