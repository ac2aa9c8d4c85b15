"""Verify a number, alone or with its key, or a token: what does the register say, and what became of the paper?"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import unquote

from docgen.contract.charge import en_json
from docgen.documents import catalogue
from docgen.domain.papiers.cle_courte import JETON, cle_courte, lire_cle
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import ActePapier, Faits, Papier
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.domain.papiers.vie import annulation
from docgen.errors import InstallationIncomplete, RegistreAltere, RegistreIndisponible
from docgen.registre.signature.cles import EtatCle
from docgen.usecases.atelier import Atelier
from docgen.usecases.tenue.appuis import Appui, Termes, appui

_ADRESSE = re.compile(r"/verification/([^/?#\s]+)")
_CLE_DE_L_ADRESSE = re.compile(r"[?&]cle=([^&#\s]+)")
# Where they stop the answer, nothing is known of any paper: that is not « false ».
_MUETS = RegistreIndisponible, RegistreAltere, InstallationIncomplete
_LEURRE = "e30.e30." + "A" * 86


class Verdict(StrEnum):
    """What is known of a paper; each value is the sentence that a person reads."""

    AUTHENTIQUE = "authentique"
    SPECIMEN = "spécimen, sans valeur"
    INCONNU = "numéro inconnu"
    INCORRECT = "numéro mal formé"
    REMPLACE = "remplacé"
    ANNULE = "annulé"
    CLE_INCORRECTE = "clé incorrecte"
    INDISPONIBLE = "vérification indisponible"
    SIGNATURE_FAUSSE = "signature fausse"
    CLE_COMPROMISE = "clé compromise"
    MODIFIE = "fichier différent de l’exemplaire émis"
    SANS_NUMERO = "document sans numéro"


class EtatDevenir(StrEnum):
    """What became of a paper, for who holds it."""

    VALABLE = "valable"
    SPECIMEN = "spécimen, sans valeur"
    DUPLICATA = "valable, un duplicata en a été imprimé"
    REMPLACE = "remplacé"
    ANNULE = "annulé"


@dataclass(frozen=True, slots=True)
class Devenir:
    """What became of a paper, since which day, and its neighbours: the one it replaces, the one that replaces it."""

    etat: EtatDevenir
    le: date | None = None
    remplace_par: str | None = None
    remplace: str | None = None


@dataclass(frozen=True, slots=True)
class ClePapier:
    """The key that signed a paper, what it is worth, and since which day; ``sur``: the paper is older than that."""

    id: str
    etat: EtatCle
    depuis: str | None = None
    sur: bool = True


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict, and what supports it: one sentence a fact; ``du_fichier``: those that are of a file, not of its paper.

    Three answers, apart: ``faits`` are what was issued, ``cle`` signed them, ``devenir`` came after. ``condenses``
    names the facts of which the QR bears only the digest: what the register says of them answers to it.
    """

    verdict: Verdict
    numero: str | None
    constats: tuple[Appui, ...]
    faits: Mapping[str, object] | None = None
    cle: ClePapier | None = None
    devenir: Devenir | None = None
    condenses: tuple[str, ...] = ()
    du_fichier: tuple[Appui, ...] = ()

    @property
    def authentique(self) -> bool:
        """True when the register and the paper agree on everything; never of a specimen."""
        return self.verdict is Verdict.AUTHENTIQUE

    def en_json(self) -> dict[str, object]:
        """The same, for a machine."""
        constats = [dit.dire() for dit in (*self.constats, *self.du_fichier)]
        dits = {**en_json(self), "authentique": self.authentique, "constats": constats}
        del dits["du_fichier"]
        return dits


@dataclass(frozen=True, slots=True)
class Saisie:
    """What somebody asks about: a number, its short key, or the token of a QR, which says both."""

    numero: str
    cle: str | None = None
    jeton: str | None = None

    @classmethod
    def lire(cls, objet: str, cle: str | None = None) -> Saisie:
        """From a number and a key as typed, or from the whole address that a QR holds, or from its token."""
        objet = "".join(objet.split()) if "eyJ" in objet else objet  # mail cuts lines
        adresse, jeton = _ADRESSE.search(objet), JETON.search(objet.partition("#")[2] or objet)
        dans_l_adresse = _CLE_DE_L_ADRESSE.search(objet)
        numero = unquote(adresse[1]) if adresse else objet.strip()
        if jeton and (adresse is None or "#" in objet):
            return cls(numero if adresse else "", cle_courte(jeton[0]), jeton[0])
        return cls(numero, cle or (unquote(dans_l_adresse[1]) if dans_l_adresse else None))


def verifier_saisie(saisie: Saisie, atelier: Atelier) -> Verification:
    """What the register says of a number, of a number with its key, or of a token."""
    if saisie.jeton:
        return verifier_jeton(saisie, atelier)
    if saisie.cle is not None:
        return verifier_public(saisie, atelier)
    return verifier_numero(saisie.numero, atelier)


def verifier_jeton(saisie: Saisie, atelier: Atelier, public: bool = False) -> Verification:
    """What a token says, and what became of its paper; one that none of our keys signed says nothing. ``public``: no
    more than the paper shows."""
    lu = atelier.registre.lire_jeton(saisie.jeton or "")
    if lu is None or (saisie.numero and _numero(saisie.numero) != lu.faits.get("numero")):
        return Verification(Verdict.SIGNATURE_FAUSSE, saisie.numero or None, (appui("jeton_faux"),))
    numero = str(lu.faits.get("numero"))
    papier = atelier.registre.papier(numero, PARTOUT)
    if papier is not None and est_oublie(papier) and lu.cle == papier.cle:
        return verifier_oublie(papier, atelier, lu.faits)
    if papier is None or papier.jeton != saisie.jeton:
        return _absent(lu.cle, numero, lu.faits, atelier)
    return _verifier_papier(papier, atelier, public)


def verifier_jeton_public(jeton: str, atelier: Atelier) -> Verification:
    """What anyone may know, from the token of a QR, or from the whole address that it stands in."""
    saisie = Saisie.lire(jeton)
    try:
        return verifier_jeton(saisie, atelier, public=True)
    except _MUETS:
        return Verification(Verdict.INDISPONIBLE, saisie.numero or None, (appui("indisponible"),))


def _absent(ident: str, numero: str, faits: Faits, atelier: Atelier) -> Verification:
    """Of a good signature under a number that the register does not have so: the worse if others may have the key."""
    cle = _etat_de(ident, atelier, sur=False)
    if cle.etat is EtatCle.COMPROMISE:
        return Verification(Verdict.CLE_COMPROMISE, numero, (appui("jeton_absent"), _dire_la_cle(cle)), faits)
    return Verification(Verdict.INCONNU, numero, (appui("jeton_oublie"),), faits)


def verifier_numero(texte: str, atelier: Atelier) -> Verification:
    """What the register says of a number."""
    try:
        numero = str(Numero.reconnaitre(texte))
    except ValueError as cause:
        return _incorrect(texte, cause)
    papier = atelier.registre.papier(numero, PARTOUT)
    if papier is None:
        return Verification(Verdict.INCONNU, numero, (appui("numero_inconnu"),))
    return verifier_oublie(papier, atelier) if est_oublie(papier) else _verifier_papier(papier, atelier)


def est_oublie(papier: Papier) -> bool:
    """True of a numbered paper whose holder asked to be forgotten: the register no longer has what it says."""
    return papier.numero is not None and papier.jeton is None


def verifier_oublie(papier: Papier, atelier: Atelier, faits: Faits | None = None) -> Verification:
    """What is left to say of such a paper: that it was issued, and what became of it. ``faits``: those of its code."""
    papier = replace(papier, demande=replace(papier.demande, faits=faits or {}))
    cle, devenir = _cle(papier, atelier), _devenir(papier, atelier)
    intitule = catalogue()[papier.demande.genre.value].intitule
    constats = (
        appui("papier_oublie", intitule=intitule, jour=papier.date_emission),
        *((appui("oublie_mais_signe"), _dire_la_cle(cle)) if faits else (appui("oublie"),)),
        *_dire(devenir),
    )
    sans_suite = Verdict.CLE_COMPROMISE if not cle.sur else Verdict.AUTHENTIQUE if faits else Verdict.INCONNU
    return Verification(_VERDICTS.get(devenir.etat, sans_suite), papier.numero, constats, faits, cle, devenir)


def verifier_public(saisie: Saisie, atelier: Atelier) -> Verification:
    """What anyone may know, from what the paper shows: its number and its short key.

    Without the right key the answer is the same, as quickly, whether the number exists or not, so that nobody can
    list the papers that exist. With it, only what the paper shows is told, and what became of it since.
    """
    try:
        numero = str(Numero.reconnaitre(saisie.numero))
    except ValueError as cause:
        return _incorrect(saisie.numero, cause)
    try:
        jeton = atelier.registre.jeton_emis(numero, PARTOUT)
        juste = hmac.compare_digest(cle_courte(jeton or _LEURRE).encode(), lire_cle(saisie.cle or "").encode())
        papier = atelier.registre.papier(numero, PARTOUT) if jeton and juste else None
        if papier is not None:
            return _verifier_papier(papier, atelier, public=True)
    except _MUETS:
        return Verification(Verdict.INDISPONIBLE, numero, (appui("indisponible"),))
    return Verification(Verdict.CLE_INCORRECTE, numero, (appui("cle_fausse" if saisie.cle else "cle_absente"),))


def _numero(texte: str) -> str | None:
    try:
        return str(Numero.reconnaitre(texte))
    except ValueError:
        return None


def _incorrect(texte: str, cause: ValueError) -> Verification:
    dit = str(cause)
    return Verification(Verdict.INCORRECT, texte, (appui("numero_mal_forme", cause=f"{dit[0].upper()}{dit[1:]}."),))


def _verifier_papier(papier: Papier, atelier: Atelier, public: bool = False) -> Verification:
    """``public``: nothing but what the paper shows."""
    constats, jeton = tuple(_presenter(papier, public)), atelier.registre.jeton_de(papier)
    if jeton is None:
        return Verification(Verdict.SIGNATURE_FAUSSE, papier.numero, (*constats, appui("signature_fausse")))
    cle, devenir, condenses = _cle(papier, atelier), _devenir(papier, atelier), jeton.condenses(papier.faits)
    verdict = _VERDICTS.get(devenir.etat, Verdict.AUTHENTIQUE if cle.sur else Verdict.CLE_COMPROMISE)
    suite = [appui("condense", faits=Termes(condenses))] if condenses else []
    return Verification(
        verdict,
        papier.numero,
        (*constats, *suite, _dire_la_cle(cle), *_dire(devenir)),
        papier.faits,
        cle,
        devenir,
        condenses,
    )


def _presenter(papier: Papier, public: bool) -> Iterator[Appui]:
    """What a paper is, of whom, for what."""
    demande = papier.demande
    presente: dict[str, str | date] = {
        "intitule": catalogue()[demande.genre.value].intitule,
        "jour": papier.date_emission,
        "titulaire": f"{demande.prenoms} {demande.nom}",
    }
    if demande.naissance:
        yield Appui("papier_emis_ne", {**presente, "naissance": demande.naissance})
    else:
        yield Appui("papier_emis", presente)
    if public:
        yield appui("certification", certification=demande.certification)
    else:
        yield appui("certification_et_session", certification=demande.certification, session=demande.session)
    if papier.est_un_specimen:
        yield appui("specimen")


_VERDICTS = {
    EtatDevenir.ANNULE: Verdict.ANNULE,
    EtatDevenir.REMPLACE: Verdict.REMPLACE,
    EtatDevenir.SPECIMEN: Verdict.SPECIMEN,
}


def _cle(papier: Papier, atelier: Atelier) -> ClePapier:
    return _etat_de(papier.cle or "", atelier, atelier.registre.sur(papier))


def _etat_de(ident: str, atelier: Atelier, sur: bool) -> ClePapier:
    cle = atelier.registre.etat_cle(ident)
    assert cle is not None, "the signature was good"
    depuis = cle["compromise_depuis"] or cle["retiree_le"]
    return ClePapier(cle["id"], cle["etat"], depuis, sur)


def _dire_la_cle(cle: ClePapier) -> Appui:
    if cle.sur:
        return appui("cle_sure", cle=cle.id, etat=Termes((cle.etat.value,)))
    return appui("cle_compromise", cle=cle.id, jour=date.fromisoformat(str(cle.depuis)[:10]))


def _devenir(papier: Papier, atelier: Atelier) -> Devenir:
    """What was truly issued may have been printed again since, annulled, replaced; a specimen is never valid."""
    passes = atelier.registre.evenements(papier)
    annulee = annulation(passes)
    if annulee is not None:
        remplacant = atelier.registre.remplacant(papier)
        etat = EtatDevenir.REMPLACE if remplacant else EtatDevenir.ANNULE
        return Devenir(etat, annulee.jour, remplacant, papier.remplace)
    if papier.est_un_specimen:
        return Devenir(EtatDevenir.SPECIMEN, None, None, papier.remplace)
    duplicatas = [passe.jour for passe in passes if passe.acte is ActePapier.REEDITION]
    if duplicatas:
        return Devenir(EtatDevenir.DUPLICATA, duplicatas[-1], None, papier.remplace)
    return Devenir(EtatDevenir.VALABLE, None, None, papier.remplace)


_DEVENIRS = {EtatDevenir.ANNULE: "annule", EtatDevenir.REMPLACE: "remplace", EtatDevenir.DUPLICATA: "duplicata"}


def _dire(devenir: Devenir) -> Iterator[Appui]:
    if devenir.etat in _DEVENIRS and devenir.le:
        yield appui(_DEVENIRS[devenir.etat], jour=devenir.le, numero=devenir.remplace_par or "")
    if devenir.remplace:
        yield appui("remplacant", numero=devenir.remplace)
