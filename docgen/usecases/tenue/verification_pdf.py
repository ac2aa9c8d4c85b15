"""Verify a PDF: is it, byte for byte, what was issued; else what differs from the register; and who sealed it?

Bytes that come from outside are only read in a child process, whose limits they cannot pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from docgen.documents import catalogue
from docgen.documents.page.typographie import date_longue
from docgen.domain.papiers.papier import Emission
from docgen.usecases.atelier import Atelier
from docgen.usecases.cachets import constats_des_cachets, empreinte_du_cachet
from docgen.usecases.isolement import Confier, isoler
from docgen.usecases.tenue.confrontation import Releve, comparer, relever
from docgen.usecases.tenue.verification import Saisie, Verdict, Verification, verifier_numero, verifier_public

INTACT = "Le fichier est, octet pour octet, l’exemplaire émis."
REENREGISTRE = (
    "Ses données, son texte et son dessin concordent avec le registre, mais le fichier a été réenregistré ou modifié."
)


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
    emission = atelier.registre.emission(hashlib.sha256(contenu).hexdigest())
    verification = _emise(emission, atelier, public) if emission else _comparee(contenu, nom, atelier, public, confier)
    cachets = confier(constats_des_cachets, contenu, empreinte_du_cachet(atelier.configuration.cachet))
    return replace(verification, constats=(*verification.constats, *cachets))


def _emise(emission: Emission, atelier: Atelier, public: bool) -> Verification:
    """Of bytes that the register knows."""
    if not emission.numero:
        intitule = catalogue()[emission.type].intitule
        dit = f"{intitule}, session {emission.session}, émis le {date_longue(emission.jour)}."
        return Verification(Verdict.AUTHENTIQUE, None, (dit, INTACT))
    papier = atelier.registre.papier(emission.numero)
    verification = _du_numero(emission.numero, papier.cle_courte if papier else None, atelier, public)
    return replace(verification, constats=(*verification.constats, INTACT))


def _comparee(contenu: bytes, nom: str, atelier: Atelier, public: bool, confier: Confier) -> Verification:
    releve = confier(relever, contenu, nom)
    if releve.numero is None:
        return _sans_numero(releve)
    verification = _du_numero(releve.numero, releve.cle, atelier, public)
    if verification.faits is None:  # nothing is told of that number
        return verification
    papier = atelier.registre.papier(verification.numero or "")
    assert papier is not None
    usages = frozenset(emission.usage for emission in atelier.registre.emissions(papier.numero or ""))
    reglages = atelier.configuration.reglages
    ecarts = confier(comparer, contenu, nom, papier, reglages, usages or frozenset(("archive",)))
    return replace(
        verification,
        verdict=Verdict.MODIFIE if verification.authentique else verification.verdict,
        constats=(*verification.constats, *(ecarts or (REENREGISTRE,))),
    )


def _du_numero(numero: str, cle: str | None, atelier: Atelier, public: bool) -> Verification:
    return verifier_public(Saisie(numero, cle), atelier) if public else verifier_numero(numero, atelier)


def _sans_numero(releve: Releve) -> Verification:
    donnees: Mapping[str, Any] = releve.donnees
    if not donnees:
        return Verification(Verdict.SANS_NUMERO, None, ("Ce PDF ne porte pas les données d’un document de Docgen.",))
    type_document = str(donnees.get("type"))
    intitule = catalogue()[type_document].intitule if type_document in catalogue() else type_document
    if donnees.get("brouillon"):
        return Verification(Verdict.SANS_NUMERO, None, (f"{intitule} : brouillon sans valeur.",))
    dit = f"{intitule} : le registre n’a émis aucun fichier identique à celui-ci."
    return Verification(Verdict.MODIFIE, None, (dit,))
