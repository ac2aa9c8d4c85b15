"""Verify a number, or a PDF: what does the register say, and does the paper say the same?"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from docgen.documents import catalogue
from docgen.documents.typographie import date_longue
from docgen.domain.numero import Numero
from docgen.domain.papier import Papier
from docgen.rendering.lecture import PdfLu, lire_pdf
from docgen.usecases.atelier import Atelier


class Verdict(StrEnum):
    """What is known of a paper; each value is the sentence that a person reads."""

    AUTHENTIQUE = "authentique"
    INCONNU = "numéro inconnu"
    INCORRECT = "numéro mal formé"
    SIGNATURE_FAUSSE = "signature fausse"
    MODIFIE = "fichier différent de l’exemplaire émis"
    SANS_NUMERO = "document sans numéro"


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict, and what supports it: one sentence a fact."""

    verdict: Verdict
    numero: str | None
    constats: tuple[str, ...]

    @property
    def authentique(self) -> bool:
        """True when the register and the paper agree on everything."""
        return self.verdict is Verdict.AUTHENTIQUE

    def en_json(self) -> dict[str, object]:
        """The same, for a machine."""
        return {**asdict(self), "authentique": self.authentique}


def verifier_numero(texte: str, atelier: Atelier) -> Verification:
    """What the register says of a number."""
    try:
        numero = str(Numero.lire(texte))
    except ValueError as cause:
        return Verification(Verdict.INCORRECT, texte, (f"{str(cause)[0].upper()}{str(cause)[1:]}.",))
    papier = atelier.registre.papier(numero)
    if papier is None:
        return Verification(Verdict.INCONNU, numero, ("Le registre n’a émis aucun papier sous ce numéro.",))
    return _verifier_papier(papier, atelier)


def _verifier_papier(papier: Papier, atelier: Atelier) -> Verification:
    demande = papier.demande
    intitule = catalogue()[demande.genre.value].intitule
    naissance = f", naissance le {date_longue(demande.naissance)}" if demande.naissance else ""
    constats = [
        f"{intitule} émis le {date_longue(papier.date_emission)} : {demande.prenoms} {demande.nom}{naissance}.",
        f"Certification {demande.certification}, session {demande.session}.",
    ]
    if not atelier.registre.signature_valide(papier):
        return Verification(
            Verdict.SIGNATURE_FAUSSE, papier.numero, (*constats, "La signature du registre n’est pas celle du papier.")
        )
    return Verification(Verdict.AUTHENTIQUE, papier.numero, (*constats, f"Signature valide, clé {papier.cle}."))


def verifier_pdf(contenu: bytes, nom: str, atelier: Atelier) -> Verification:
    """Does a PDF say what the register says?

    A copy is authentic when its bytes are those of a document that the register has written down. Otherwise the
    verdict tells which of the facts that the paper shows differ.

    Raises:
        UsageInvalide: the file is not a readable PDF.
    """
    lu = lire_pdf(contenu, nom)
    donnees = _donnees(lu)
    papier_lu = donnees.get("papier")
    if not isinstance(papier_lu, dict):
        return _verifier_sans_numero(contenu, donnees, atelier)
    verification = verifier_numero(str(papier_lu.get("numero")), atelier)
    papier = atelier.registre.papier(verification.numero or "")
    if papier is None or not verification.authentique:
        return verification
    empreinte = hashlib.sha256(contenu).hexdigest()
    emissions = atelier.registre.emissions(papier.numero or "")
    if any(emission.sha256 == empreinte for emission in emissions):
        return Verification(
            Verdict.AUTHENTIQUE,
            papier.numero,
            (*verification.constats, "Le fichier est, octet pour octet, l’exemplaire émis."),
        )
    ecarts = (*_ecarts_des_donnees(papier, papier_lu), *_ecarts_du_texte(papier, lu))
    return Verification(
        Verdict.MODIFIE,
        papier.numero,
        (
            *verification.constats,
            *(ecarts or ("Le texte lu concorde avec le registre, mais le fichier a été réenregistré ou modifié.",)),
        ),
    )


def _donnees(lu: PdfLu) -> dict[str, object]:
    try:
        donnees = json.loads(lu.pieces.get("donnees.json", b"{}"))
    except (ValueError, RecursionError):  # whoever forges a file may nest it without end
        return {}
    return donnees if isinstance(donnees, dict) else {}


def _verifier_sans_numero(contenu: bytes, donnees: dict[str, object], atelier: Atelier) -> Verification:
    if not donnees:
        return Verification(Verdict.SANS_NUMERO, None, ("Ce PDF ne porte pas les données d’un document de Docgen.",))
    emission = atelier.registre.emission(hashlib.sha256(contenu).hexdigest())
    type_document = str(donnees.get("type"))
    intitule = catalogue()[type_document].intitule if type_document in catalogue() else type_document
    if donnees.get("brouillon"):
        return Verification(Verdict.SANS_NUMERO, None, (f"{intitule} : brouillon sans valeur.",))
    if emission is None:
        return Verification(
            Verdict.MODIFIE, None, (f"{intitule} : le registre n’a émis aucun fichier identique à celui-ci.",)
        )
    return Verification(
        Verdict.AUTHENTIQUE,
        None,
        (f"{intitule}, session {emission.session}, émis le {date_longue(emission.jour)}.", "Le fichier est intact."),
    )


def _ecarts_des_donnees(papier: Papier, lu: dict[str, object]) -> list[str]:
    demande = papier.demande
    attendus: dict[str, str | None] = {
        "nom": demande.nom,
        "prenoms": demande.prenoms,
        "naissance": _iso(demande.naissance),
        "certification": demande.certification,
        "date_emission": _iso(papier.date_emission),
        "cle": papier.cle,
        "code": papier.code,
    }
    return [
        f"Données jointes : « {champ} » vaut « {lu.get(champ)} », le registre dit « {attendu} »."
        for champ, attendu in attendus.items()
        if lu.get(champ) != attendu
    ]


def _ecarts_du_texte(papier: Papier, lu: PdfLu) -> list[str]:
    """The facts of the register that the page, as it reads, does not show."""
    texte = _sans_blancs("".join(lu.textes))
    demande = papier.demande
    faits = {
        "numéro": papier.numero or "",
        "nom": demande.nom,
        "prénoms": demande.prenoms,
        "date de naissance": date_longue(demande.naissance) if demande.naissance else "",
    }
    return [
        f"Texte de la page : « {valeur} » ({nom}) n’y figure pas."
        for nom, valeur in faits.items()
        if _sans_blancs(valeur) not in texte
    ]


def _sans_blancs(texte: str) -> str:
    return re.sub(r"\s", "", texte)


def _iso(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None
