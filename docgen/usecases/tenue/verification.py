"""Verify a number, or a PDF: what does the register say, and does the paper say the same?"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from docgen.documents import catalogue
from docgen.documents.typographie import date_longue
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.vie import annulation
from docgen.errors import InstallationIncomplete, RegistreAltere, RegistreIndisponible
from docgen.rendering.lecture_pdf import PdfLu, lire_pdf
from docgen.usecases.atelier import Atelier


class Verdict(StrEnum):
    """What is known of a paper; each value is the sentence that a person reads."""

    AUTHENTIQUE = "authentique"
    INCONNU = "numéro inconnu"
    INCORRECT = "numéro mal formé"
    REMPLACE = "remplacé par"
    ANNULE = "annulé"
    CODE_INCORRECT = "code incorrect"
    INDISPONIBLE = "vérification indisponible"
    SIGNATURE_FAUSSE = "signature fausse"
    MODIFIE = "fichier différent de l’exemplaire émis"
    SANS_NUMERO = "document sans numéro"


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict, and what supports it: one sentence a fact."""

    verdict: Verdict
    numero: str | None
    constats: tuple[str, ...]
    remplace_par: str | None = None
    annule_le: date | None = None

    @property
    def authentique(self) -> bool:
        """True when the register and the paper agree on everything."""
        return self.verdict is Verdict.AUTHENTIQUE

    def en_json(self) -> dict[str, object]:
        """The same, for a machine."""
        annule_le = self.annule_le.isoformat() if self.annule_le else None
        return {**asdict(self), "annule_le": annule_le, "authentique": self.authentique}


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


def _verifier_papier(papier: Papier, atelier: Atelier, public: bool = False) -> Verification:
    """``public``: nothing but what the paper shows."""
    demande = papier.demande
    intitule = catalogue()[demande.genre.value].intitule
    naissance = f", naissance le {date_longue(demande.naissance)}" if demande.naissance else ""
    constats = [
        f"{intitule} émis le {date_longue(papier.date_emission)} : {demande.prenoms} {demande.nom}{naissance}.",
        f"Certification {demande.certification}."
        if public
        else f"Certification {demande.certification}, session {demande.session}.",
    ]
    if not atelier.registre.signature_valide(papier):
        return Verification(
            Verdict.SIGNATURE_FAUSSE, papier.numero, (*constats, "La signature du registre n’est pas celle du papier.")
        )
    return _selon_sa_vie(papier, (*constats, f"Signature valide, clé {papier.cle}."), atelier)


def _selon_sa_vie(papier: Papier, constats: tuple[str, ...], atelier: Atelier) -> Verification:
    """A paper that was truly issued may have been annulled since, and replaced."""
    numero = papier.numero or ""
    annulee = annulation(atelier.registre.evenements(numero))
    if annulee is None:
        if papier.remplace:
            constats = (*constats, f"Il remplace le papier n° {papier.remplace}, annulé.")
        return Verification(Verdict.AUTHENTIQUE, numero, constats)
    le_jour = date_longue(annulee.jour)
    remplacant = atelier.registre.remplacant(numero)
    if remplacant is None:
        dit = f"Ce papier a été annulé le {le_jour} : il ne prouve plus rien."
        return Verification(Verdict.ANNULE, numero, (*constats, dit), annule_le=annulee.jour)
    dit = f"Ce papier a été annulé le {le_jour} ; le papier n° {remplacant} le remplace."
    return Verification(Verdict.REMPLACE, numero, (*constats, dit), remplacant, annulee.jour)


def verifier_public(numero: str, cle: str | None, code: str | None, atelier: Atelier) -> Verification:
    """What anyone may know, from what the paper shows: the number, the key and the signature of its QR.

    Without the right code the answer is the same whether the number exists or not, so that nobody can list the
    papers that exist. With it, only what the paper shows is told, and what became of it since.
    """
    try:
        propre = str(Numero.lire(numero))
    except ValueError as cause:
        return Verification(Verdict.INCORRECT, numero, (f"{str(cause)[0].upper()}{str(cause)[1:]}.",))
    try:
        papier = atelier.registre.papier(propre)
        if papier is not None and _porte_le_code(papier, cle, code):
            return _verifier_papier(papier, atelier, public=True)
    except (RegistreIndisponible, RegistreAltere, InstallationIncomplete):
        dit = "Le registre ne répond pas pour l’instant : cela ne dit rien du papier. Réessayez plus tard."
        return Verification(Verdict.INDISPONIBLE, propre, (dit,))
    return Verification(Verdict.CODE_INCORRECT, propre, (_code_attendu(code),))


def _porte_le_code(papier: Papier, cle: str | None, code: str | None) -> bool:
    attendu, donne = f"{papier.cle}|{papier.code}", f"{cle or ''}|{code or ''}"
    return hmac.compare_digest(attendu.encode(), donne.encode())


def _code_attendu(code: str | None) -> str:
    if not code:
        return (
            "Un numéro seul ne suffit pas à vérifier un papier : scannez son code QR, ou recopiez aussi le code de "
            "l’adresse qu’il contient."
        )
    return (
        "Le code n’est pas celui d’un papier émis sous ce numéro : soit il a été mal recopié, soit le papier n’a pas "
        "été émis. Scannez le code QR, ou recopiez l’adresse entière."
    )


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
