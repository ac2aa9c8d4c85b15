"""Verify a PDF: is it what was issued, and who sealed it?"""

from __future__ import annotations

from dataclasses import replace

from docgen.usecases.atelier import Atelier
from docgen.usecases.cachets import constats_des_cachets
from docgen.usecases.tenue.verification import Verification, verifier_pdf


def verifier_fichier(contenu: bytes, nom: str, atelier: Atelier, public: bool = False) -> Verification:
    """What the register says of a file, then what its seals say; ``public``: see :func:`verifier_pdf`.

    Raises:
        UsageInvalide: the file is not a readable PDF.
    """
    verification = verifier_pdf(contenu, nom, atelier, public)
    cachets = constats_des_cachets(contenu, atelier.configuration.cachet)
    return replace(verification, constats=(*verification.constats, *cachets))
