"""Verify a PDF: is it, byte for byte, what was issued; else what differs from the register; and who sealed it?

Bytes that come from outside are only read in a child process, whose limits they cannot pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from docgen.documents import catalogue
from docgen.domain.papiers.papier import Emission
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.usecases.atelier import Atelier
from docgen.usecases.cachets import CACHET, certificats_connus, constats_des_cachets
from docgen.usecases.processus.isolement import Confier, isoler
from docgen.usecases.tenue.appuis import appui
from docgen.usecases.tenue.confrontation import comparer
from docgen.usecases.tenue.releve_pdf import ReleveDePdf, relever
from docgen.usecases.tenue.verification import (
    Saisie,
    Verdict,
    Verification,
    est_oublie,
    verifier_numero,
    verifier_oublie,
    verifier_public,
)

_CONCORDANTS = (Verdict.AUTHENTIQUE, Verdict.SPECIMEN)  # the file alone differs


def verifier_fichier(
    contenu: bytes, nom: str, atelier: Atelier, public: bool = False, confier: Confier = isoler
) -> Verification:
    """Does a PDF say what the register says?

    A copy is authentic when its bytes are those of a document that the register has written down. Otherwise each fact
    that its data, its text or its drawing do not share with the register is named. ``public``: of one that bears
    neither the token nor the key of its number, nothing is told of that number. ``confier`` runs what reads it.

    Raises:
        UsageInvalide: the file is not a readable PDF, or asks too much to be read.
    """
    emission = atelier.registre.emission(hashlib.sha256(contenu).hexdigest(), PARTOUT)
    verification = _emise(emission, atelier, public) if emission else _comparee(contenu, nom, atelier, public, confier)
    if CACHET not in contenu:
        return verification
    connus = certificats_connus(atelier.configuration.cachet, atelier.registre)
    cachets = confier(constats_des_cachets, contenu, connus)
    return replace(verification, du_fichier=(*verification.du_fichier, *cachets))


def _emise(emission: Emission, atelier: Atelier, public: bool) -> Verification:
    """Of bytes that the register knows."""
    if not emission.numero:
        intitule = catalogue()[emission.type].intitule
        dit = appui("fichier_emis", intitule=intitule, session=emission.session, jour=emission.jour)
        return Verification(Verdict.AUTHENTIQUE, None, (dit,), du_fichier=(appui("fichier_intact"),))
    papier = atelier.registre.papier(emission.numero, PARTOUT)
    if papier is not None and est_oublie(papier):
        oublie = verifier_oublie(papier, atelier)
        verdict = Verdict.AUTHENTIQUE if oublie.verdict is Verdict.INCONNU else oublie.verdict
        return replace(oublie, verdict=verdict, du_fichier=(appui("fichier_intact"),))
    verification = _du_numero(emission.numero, papier.cle_courte if papier else None, atelier, public)
    return replace(verification, du_fichier=(appui("fichier_intact"),))


def _comparee(contenu: bytes, nom: str, atelier: Atelier, public: bool, confier: Confier) -> Verification:
    releve = confier(relever, contenu, nom)
    if releve.numero is None:
        return _sans_numero(releve)
    verification = _du_numero(releve.numero, releve.cle, atelier, public)
    if verification.faits is None:  # nothing is told of that number
        return verification
    papier = atelier.registre.papier(verification.numero or "", PARTOUT)
    assert papier is not None
    usages = frozenset(emission.usage for emission in atelier.registre.emissions(papier))
    reglages = atelier.configuration.reglages
    ecarts = confier(comparer, contenu, nom, papier, reglages, usages or frozenset(("archive",)))
    return replace(
        verification,
        verdict=Verdict.MODIFIE if verification.verdict in _CONCORDANTS else verification.verdict,
        du_fichier=ecarts or (appui("fichier_reenregistre"),),
    )


def _du_numero(numero: str, cle: str | None, atelier: Atelier, public: bool) -> Verification:
    return verifier_public(Saisie(numero, cle), atelier) if public else verifier_numero(numero, atelier)


def _sans_numero(releve: ReleveDePdf) -> Verification:
    donnees: Mapping[str, Any] = releve.donnees
    if not donnees:
        return Verification(Verdict.SANS_NUMERO, None, (appui("fichier_etranger"),))
    type_document = str(donnees.get("type"))
    intitule = catalogue()[type_document].intitule if type_document in catalogue() else type_document
    if donnees.get("brouillon"):
        return Verification(Verdict.SANS_NUMERO, None, (appui("fichier_brouillon", intitule=intitule),))
    return Verification(Verdict.MODIFIE, None, (appui("fichier_sans_pareil", intitule=intitule),))
