"""What supports a verdict, one sentence a fact: one table, in French and in English, for commands and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from docgen.documents.page.typographie import date_longue
from docgen.domain.papiers.faits import FAITS

LANGUES: Final = ("fr", "en")
_MOIS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# Each in French, then in English.
PHRASES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "papier_emis": (
            "{intitule} émis le {jour} : {titulaire}.",
            "“{intitule}” issued on {jour}: {titulaire}.",
        ),
        "papier_emis_ne": (
            "{intitule} émis le {jour} : {titulaire}, naissance le {naissance}.",
            "“{intitule}” issued on {jour}: {titulaire}, born on {naissance}.",
        ),
        "certification": ("Certification {certification}.", "Qualification {certification}."),
        "certification_et_session": (
            "Certification {certification}, session {session}.",
            "Qualification {certification}, session {session}.",
        ),
        "specimen": (
            "C’est un spécimen, fait pour un essai : il ne prouve rien, et ne vaut rien.",
            "It is a specimen, made for a trial: it proves nothing, and is worth nothing.",
        ),
        "condense": (
            "Trop long pour le code QR, qui n’en porte que l’empreinte : {faits}. Ce que dit le registre y répond.",
            "Too long for the QR code, which bears only its digest: {faits}. What the register says answers to it.",
        ),
        "signature_fausse": (
            "La signature du registre n’est pas celle du papier : l’autorité qui tient le registre doit être "
            "prévenue. Cela ne dit rien contre le titulaire.",
            "The register’s signature is not that of the document: the authority that keeps the register must be told. "
            "This says nothing against the holder.",
        ),
        "jeton_faux": (
            "Aucune clé de ce registre n’a signé ce que dit ce code : il a été modifié, ou vient d’ailleurs.",
            "No key of this register signed what this code says: it was altered, or comes from elsewhere.",
        ),
        "jeton_absent": (
            "Une clé de ce registre a signé ce code, mais le registre n’a pas ce papier.",
            "A key of this register signed this code, but the register does not have this document.",
        ),
        "jeton_oublie": (
            "Une clé de ce registre a signé ce code, mais le registre n’a plus ce papier : il a pu être oublié.",
            "A key of this register signed this code, but the register no longer has this document: it may have been "
            "forgotten.",
        ),
        "papier_oublie": ("{intitule} émis le {jour}.", "“{intitule}” issued on {jour}."),
        "oublie": (
            "Le registre ne garde plus ce qu’il dit : son titulaire a demandé à être oublié. Photographiez le code QR "
            "du papier, qui le dit et le prouve encore.",
            "The register no longer keeps what it says: its holder asked to be forgotten. Scan the QR code of the "
            "document, which still says and proves it.",
        ),
        "oublie_mais_signe": (
            "Le registre ne garde plus ce qu’il dit : son titulaire a demandé à être oublié. Le code du papier, signé, "
            "le prouve encore.",
            "The register no longer keeps what it says: its holder asked to be forgotten. The document’s signed code "
            "still proves it.",
        ),
        "cle_sure": ("Signature valide, clé {cle} ({etat}).", "Valid signature, key {cle} ({etat})."),
        "cle_compromise": (
            "La clé {cle} est compromise depuis le {jour}, et rien ne prouve que le papier est plus ancien : "
            "interrogez l’autorité qui l’aurait délivré.",
            "The key {cle} is compromised since {jour}, and nothing proves that the document is older: ask the "
            "authority said to have issued it.",
        ),
        "annule": (
            "Ce papier a été annulé le {jour} : il ne prouve plus rien.",
            "This document was cancelled on {jour}: it proves nothing.",
        ),
        "remplace": (
            "Ce papier a été annulé le {jour} ; le papier n° {numero} le remplace.",
            "This document was cancelled on {jour}; document no. {numero} replaces it.",
        ),
        "duplicata": (
            "Il est valable. Un duplicata en a été imprimé le {jour} ; tous deux valent.",
            "It is valid. A duplicate was printed on {jour}; both stand.",
        ),
        "remplacant": ("Il remplace le papier n° {numero}, annulé.", "It replaces document no. {numero}, cancelled."),
        "numero_inconnu": (
            "Le registre n’a émis aucun papier sous ce numéro.",
            "The register issued no document under this number.",
        ),
        "numero_mal_forme": (
            "{cause} Recopiez-le tel qu’il est imprimé ; celui d’un livret commence par un L.",
            "This is not a document number: a character is missing, or was mistyped. Its form is YYYY-DDD-NNNNNNN-C, "
            "with an L before it for a livret.",
        ),
        "cle_fausse": (
            "Cette clé n’est pas celle d’un papier émis sous ce numéro : soit l’un des deux a été mal recopié, soit le "
            "papier n’a pas été émis. Comparez-les avec le papier, ou photographiez son code QR.",
            "This key is not that of a document issued under this number: either one of them was mistyped, or the "
            "document was not issued. Compare them with the document, or scan its QR code.",
        ),
        "cle_absente": (
            "Un numéro seul ne suffit pas à vérifier un papier : photographiez son code QR, ou recopiez aussi la clé "
            "de douze signes imprimée sous le numéro.",
            "A number alone is not enough to check a document: scan its QR code, or type as well the key of twelve "
            "characters printed under the number.",
        ),
        "indisponible": (
            "Le registre ne répond pas pour l’instant : cela ne dit rien du papier. Réessayez plus tard.",
            "The register does not answer for now: this says nothing about the document. Try again later.",
        ),
        "fichier_emis": (
            "{intitule}, session {session}, émis le {jour}.",
            "“{intitule}”, session {session}, issued on {jour}.",
        ),
        "fichier_intact": (
            "Le fichier est, octet pour octet, l’exemplaire émis.",
            "The file is, byte for byte, the copy that was issued.",
        ),
        "fichier_reenregistre": (
            "Ses données, son texte et son dessin concordent avec le registre, mais le fichier a été réenregistré ou "
            "modifié.",
            "Its data, its text and its drawing agree with the register, but the file was saved again or altered.",
        ),
        "fichier_etranger": (
            "Ce PDF ne porte pas les données d’un document de Docgen.",
            "This PDF does not bear the data of a document made by Docgen.",
        ),
        "fichier_illisible": (
            "{cause}",
            "This file cannot be read: it is not a PDF, or it is damaged, protected or too large. Give the original, "
            "as it was received.",
        ),
        "fichier_brouillon": ("{intitule} : brouillon sans valeur.", "“{intitule}”: a draft, worth nothing."),
        "fichier_sans_pareil": (
            "{intitule} : le registre n’a émis aucun fichier identique à celui-ci.",
            "“{intitule}”: the register issued no file identical to this one.",
        ),
        "pages_nombre": (
            "Pages : le fichier en a {fichier}, le papier {papier}.",
            "Pages: the file has {fichier}, the document {papier}.",
        ),
        "pages_format": (
            "Pages : elles n’ont pas le format de celles du papier.",
            "Pages: they are not of the size of the document’s.",
        ),
        "dit_autre": (
            "Ce qu’un lecteur d’écran, une copie ou le titre du fichier en dit, « {texte} », n’est pas du papier.",
            "What a screen reader, a copy or the file’s title says, “{texte}”, is not of the document.",
        ),
        "ajouts": (
            "Le fichier porte ce que Docgen n’y met jamais : {ajouts}.",
            "The file bears what Docgen never puts in it: {ajouts}.",
        ),
        "donnees_absentes": (
            "Données jointes : il n’y en a plus, ou elles ne se lisent pas.",
            "Attached data: there are none any more, or they cannot be read.",
        ),
        "donnees_autres": (
            "Données jointes : « {champ} » vaut « {lu} », le registre dit « {attendu} ».",
            "Attached data: “{champ}” is “{lu}”, the register says “{attendu}”.",
        ),
        "texte_absent": (
            "Texte de la page : « {texte} » ({champ}) n’y figure pas.",
            "Text of the page: “{texte}” ({champ}) is not there.",
        ),
        "texte_autre": (
            "Texte de la page : « {texte} » n’est pas ce que dit le papier à cet endroit.",
            "Text of the page: “{texte}” is not what the document says there.",
        ),
        "dessin_autre": (
            "Dessin de la page : {champ} n’y est pas comme sur le papier : recouvert, effacé, déplacé ou redessiné.",
            "Drawing of the page: {champ} is not as on the document: covered, erased, moved or drawn again.",
        ),
        "dessin_ailleurs": (
            "Dessin de la page {page} : il diffère du papier, ailleurs que sur ces textes.",
            "Drawing of page {page}: it differs from the document, elsewhere than on these texts.",
        ),
        "cachet_illisible": (
            "Le fichier porte un cachet qui ne se lit pas : il a été abîmé ou contrefait.",
            "The file bears a seal that cannot be read: it was damaged or forged.",
        ),
        "cachet_rompu": (
            "Cachet au nom de « {par} » : il est rompu, le fichier n’est plus celui qui a été scellé.",
            "Seal in the name of “{par}”: it is broken, the file is no longer the one that was sealed.",
        ),
        "cachet": (
            "Cachet au nom de « {par} », {quand} : rien n’a changé depuis. Son certificat : {qui}.",
            "Seal in the name of “{par}”, {quand}: nothing has changed since. Its certificate: {qui}.",
        ),
        "cachet_date": ("daté du {jour}", "dated {jour}"),
        "cachet_sans_date": ("daté d’un jour non dit", "of a day that it does not say"),
        "cachet_horodate": ("horodaté le {jour} par « {par} »", "time-stamped on {jour} by “{par}”"),
        "certificat_courant": ("c’est celui de cet exploitant", "it is this operator’s"),
        "certificat_ancien": (
            "c’était celui de cet exploitant du {depuis} au {jusqu_a}",
            "it was this operator’s from {depuis} to {jusqu_a}",
        ),
        "certificat_dernier": (
            "c’est le dernier avec lequel cet exploitant a scellé, depuis le {depuis}",
            "it is the last one by which this operator sealed, from {depuis} on",
        ),
        "certificat_inconnu": (
            "Docgen ne le connaît pas : comparez son empreinte ({empreinte}) à celle que publie l’exploitant",
            "Docgen does not know it: compare its digest ({empreinte}) with the one that the operator publishes",
        ),
    }
)
# How a sentence names what a page prints, by the field of its view.
CHAMPS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "nature": ("la nature de la certification", "the nature of the qualification"),
        "libelle": ("l’intitulé de la certification", "the title of the qualification"),
        "titre_parent": ("le titre", "the parent qualification"),
        "niveaux": ("le niveau", "the level"),
        "nsf": ("la spécialité", "the speciality"),
        "rncp": ("le numéro RNCP", "the RNCP number"),
        "textes": ("l’arrêté du titre", "the decree of the qualification"),
        "visas": ("les textes visés", "the legal texts"),
        "proces_verbal": ("la session et sa validation", "the session and its validation"),
        "titulaire": ("le titulaire", "the holder"),
        "naissance": ("la naissance", "the birth"),
        "nom_usage": ("le nom d’usage", "the name in use"),
        "identifiant": ("l’identifiant", "the identifier"),
        "obtenus": ("les CCP obtenus", "the certificates obtained"),
        "restants": ("les CCP qui restent à obtenir", "the certificates that remain"),
        "capitalisation": ("la fin de validité des CCP", "until when certificates are kept"),
        "preuve": ("le numéro", "the number"),
        "signataire": ("l’autorité et son signataire", "the authority and its signatory"),
    }
)
_TERMES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **{nom: (fait.intitule, nom) for nom, fait in FAITS.items()},
        **CHAMPS,
        "libelle_titre": ("l’intitulé du titre", "the title of the parent qualification"),
        "ccp": ("la liste des CCP", "the list of certificates"),
        "calques": ("des calques", "layers"),
        "action": ("une action ou un script", "an action or a script"),
        "piece": ("une autre pièce jointe", "another attachment"),
        "xfa": ("un formulaire XFA", "an XFA form"),
        "champ": ("un champ de formulaire", "a form field"),
        "annotation": ("une annotation", "an annotation"),
        "cachet_visible": ("un cachet visible", "a visible seal"),
        "courante": ("en service", "current"),
        "retiree": ("retirée", "retired"),
        "compromise": ("compromise après ce papier", "compromised after this document"),
    }
)


@dataclass(frozen=True, slots=True)
class Termes:
    """Words of the house, by their names; one that has no translation is said as it is."""

    noms: tuple[str, ...]

    def dire(self, langue: str) -> str:
        """One after the other, in that language."""
        rang = LANGUES.index(langue)
        return ", ".join(_TERMES.get(nom, (nom, nom))[rang] for nom in self.noms)


@dataclass(frozen=True, slots=True)
class Appui:
    """A sentence of the table and what it is filled with: texts, days, words of the house, other sentences."""

    nom: str
    valeurs: Mapping[str, str | int | date | Termes | Appui]

    def dire(self, langue: str = LANGUES[0]) -> str:
        """The sentence, in that language."""
        dites = {nom: _dire(valeur, langue) for nom, valeur in self.valeurs.items()}
        return PHRASES[self.nom][LANGUES.index(langue)].format(**dites)


def appui(nom: str, **valeurs: str | int | date | Termes | Appui) -> Appui:
    """That sentence, filled with these values."""
    return Appui(nom, valeurs)


def jour_dit(jour: date | str, langue: str) -> str:
    """``4 mars 2019``, ``4 March 2019``."""
    lu = date.fromisoformat(jour[:10]) if isinstance(jour, str) else jour
    return date_longue(lu) if langue == "fr" else f"{lu.day} {_MOIS[lu.month - 1]} {lu.year}"


def _dire(valeur: str | int | date | Termes | Appui, langue: str) -> str:
    if isinstance(valeur, Termes | Appui):
        return valeur.dire(langue)
    return jour_dit(valeur, langue) if isinstance(valeur, date) else str(valeur)
