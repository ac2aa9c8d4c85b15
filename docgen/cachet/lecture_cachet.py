"""What a seal is worth: who sealed the file, when, and whether anything changed since.

Whoever likes may make a certificate that bears any name: a seal is only known when its certificate is the operator's.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from asn1crypto import x509 as x509_asn1
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from docgen.cachet.certificat import nom_du_sujet

for _bavard in ("pyhanko", "pyhanko_certvalidator"):  # what the library thinks of a file is told in the verdict
    logging.getLogger(_bavard).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class CachetLu:
    """A seal that was read. ``tient``: the whole file is what was sealed, and the signature is that of the certificate.

    ``empreinte`` is the SHA-256 of the certificate; ``horodate`` the instant that ``horodateur`` attests.
    """

    par: str
    empreinte: str
    instant: datetime | None
    horodate: datetime | None
    horodateur: str
    tient: bool


ILLISIBLE: Final = CachetLu("", "", None, None, "", tient=False)


def lire_cachets(contenu: bytes) -> tuple[CachetLu, ...]:
    """Every seal of a file; ``ILLISIBLE`` for one that cannot be read: broken, it is not the lack of one."""
    try:
        lecteur = PdfFileReader(BytesIO(contenu), strict=False)
        return tuple(map(_tenter, lecteur.embedded_regular_signatures))
    except Exception:  # whoever forges a file may break its reader in any way, RecursionError included
        return (ILLISIBLE,)


def _tenter(cachet: EmbeddedPdfSignature) -> CachetLu:
    try:
        return asyncio.run(_lire(cachet))
    except Exception:  # as above: one that is forged hides no other
        return ILLISIBLE


async def _lire(cachet: EmbeddedPdfSignature) -> CachetLu:
    certificat = x509.load_der_x509_certificate(cachet.signer_cert.dump())
    etat = await _etat(cachet, cachet.signer_cert)
    horodatage = etat.timestamp_validity if etat else None
    if horodatage and not (horodatage.intact and horodatage.valid):
        horodatage = None
    return CachetLu(
        par=nom_du_sujet(certificat.subject),
        empreinte=certificat.fingerprint(SHA256()).hex(),
        instant=cachet.self_reported_timestamp,
        horodate=horodatage.timestamp if horodatage else None,
        horodateur=_nom(horodatage.signing_cert) if horodatage else "",
        tient=bool(etat and etat.intact and etat.valid and etat.coverage == SignatureCoverageLevel.ENTIRE_FILE),
    )


def _nom(certificat: x509_asn1.Certificate) -> str:
    return nom_du_sujet(x509.load_der_x509_certificate(certificat.dump()).subject)


async def _etat(cachet: EmbeddedPdfSignature, certificat: x509_asn1.Certificate) -> PdfSignatureStatus | None:
    """Nothing is fetched: whether the certificate is trusted is for whoever knows the operator."""
    contexte = ValidationContext(trust_roots=[certificat], allow_fetching=False, revocation_mode="soft-fail")
    try:
        return await async_validate_pdf_signature(cachet, contexte, skip_diff=True)
    except (SignatureValidationError, ValueError):
        return None
