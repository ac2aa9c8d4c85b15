"""The words of the public verification, in French and in English: the pages', and those that the script is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from docgen.documents.page.typographie import texte_courant
from docgen.usecases.tenue.appuis import LANGUES, PHRASES, Appui, jour_dit
from service.site.gabarits import instant_lisible

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUE = re.compile(r"\s*([a-z]{2})(?:-[\w-]+)?\s*(?:;\s*q=([\d.]+))?", re.IGNORECASE)

# Each in French, then in English.
MOTS: Mapping[str, tuple[str, str]] = {
    "titre": ("Vérifier un papier", "Check a document"),
    "chapeau": (
        "Un parchemin ou un livret porte un code QR, un numéro et une clé. Photographiez le code avec un téléphone, ou "
        "recopiez le numéro et la clé ci-dessous.",
        "A diploma (parchemin) or a certificate record (livret) bears a QR code, a number and a key. Point a phone’s "
        "camera at the code, or type the number and the key below.",
    ),
    "numero": ("Numéro du papier", "Document number"),
    "numero_aide": ("En haut à droite, par exemple 2026-974-0000001-V.", "Top right, for example 2026-974-0000001-V."),
    "cle": ("Clé de vérification", "Verification key"),
    "cle_aide": (
        "Les douze signes sous le numéro, par exemple 7K3F-9QXM-2B4T. Majuscules et tirets ne comptent pas.",
        "The twelve characters under the number, for example 7K3F-9QXM-2B4T. Case and hyphens do not matter.",
    ),
    "verifier": ("Vérifier", "Check"),
    "verifier_pdf": ("Vérifier ce fichier", "Check this file"),
    "autre": ("Vérifier un autre papier", "Check another document"),
    "corriger": ("Corriger ou compléter, puis vérifier de nouveau", "Correct or complete, then check again"),
    "pdf": ("Vous avez le fichier PDF", "You have the PDF file"),
    "pdf_champ": ("Fichier PDF du papier", "PDF file of the document"),
    "pdf_aide": (
        "Il est comparé à ce qui a été émis, puis oublié.",
        "It is compared with what was issued, then forgotten.",
    ),
    "hors_ligne": ("Vérifier sans réseau", "Check without a network"),
    "hors_ligne_dit": (
        "Cette page tient en un fichier : enregistré sur un poste, il lit les codes QR sans connexion. Il ne peut pas "
        "dire ce qu’un papier est devenu depuis.",
        "This page comes as one file: kept on a computer, it reads QR codes with no connection. It cannot tell what "
        "became of a document since.",
    ),
    "aide": ("Comprendre la réponse", "Understand the answer (in French)"),
    "telecharger": ("Télécharger verification.html", "Download verification.html"),
    "vrai": ("Ce papier a été émis", "This document was issued"),
    "specimen": (
        "Spécimen : ce papier est un essai, il ne vaut rien",
        "Specimen: this document is a trial, it is worth nothing",
    ),
    "annule": ("Papier annulé", "Cancelled document"),
    "remplace": ("Papier remplacé", "Replaced document"),
    "absent": ("Code signé, papier absent du registre", "Signed code, document not in the register"),
    "sans_code": ("Aucun code signé à lire ici", "No signed code to read here"),
    "sans_code_dit": (
        "Donnez en entier ce que dit le code QR du papier : l’adresse, et ce qui suit son signe #. Un numéro et sa clé "
        "se vérifient en ligne.",
        "Give all that the QR code of the document says: the address, and what follows its # sign. A number and its "
        "key are checked online.",
    ),
    "faux": ("Ce code n’est pas authentique", "This code is not genuine"),
    "faux_dit": (
        "Aucune clé de ce service n’a signé ce que dit ce code : il a été modifié, ou il vient d’ailleurs. Ne vous "
        "fiez pas au papier avant d’avoir interrogé l’autorité qui l’aurait délivré.",
        "No key of this service signed what this code says: it was altered, or comes from elsewhere. Do not rely on "
        "the document before asking the authority said to have issued it.",
    ),
    "cle_fausse": ("Numéro ou clé incorrects", "Wrong number or key"),
    "sans_cle": ("Il manque la clé", "The key is missing"),
    "mal_forme": ("Numéro mal formé", "Malformed number"),
    "inconnu": ("Numéro inconnu", "Unknown number"),
    "indisponible": ("Vérification indisponible", "Verification unavailable"),
    "signature_fausse": ("Signature du registre fausse", "The register’s signature is wrong"),
    "autre_numero": (
        "Le numéro de l’adresse n’est pas celui que dit le code signé.",
        "The number in the address is not the one that the signed code says.",
    ),
    "q_papier": ("Le papier est-il celui qui a été émis ?", "Is the document what was issued?"),
    "q_emetteur": ("Qui l’a émis ?", "Who issued it?"),
    "q_devenir": ("Qu’est-il devenu ?", "What became of it?"),
    "r_signe": (
        "Oui, si le papier que vous tenez dit ceci, lettre pour lettre : c’est ce que l’émetteur a signé.",
        "Yes, if the document in your hands says this, letter for letter: it is what the issuer signed.",
    ),
    "r_douteux": (
        "On ne peut l’affirmer : une clé de l’émetteur a signé ceci, mais d’autres ont pu l’employer.",
        "It cannot be said: a key of the issuer signed this, but others may have used it.",
    ),
    "r_modifie": (
        "Non, pas ce fichier. Voici, lettre pour lettre, ce que l’émetteur a signé sous ce numéro.",
        "No, not this file. This is, letter for letter, what the issuer signed under this number.",
    ),
    "trop_long": (
        "trop long pour le code QR",
        "too long for the QR code",
    ),
    "r_cle": ("Signé par la clé {cle} de ce service ({etat}).", "Signed by the key {cle} of this service ({etat})."),
    "courante": ("en service", "current"),
    "compromise": ("compromise depuis le {jour}", "compromised since {jour}"),
    "cle_compromise": ("Clé compromise", "Compromised key"),
    "cle_compromise_dit": (
        "D’autres ont pu signer avec cette clé depuis ce jour, et rien ne prouve ici que le papier est plus ancien : "
        "interrogez l’autorité avant de vous y fier.",
        "Others may have signed with this key since that day, and nothing here proves that the document is older: ask "
        "the authority before relying on it.",
    ),
    "illisible": ("Fichier illisible", "A file that cannot be read"),
    "contredit": ("La réponse du registre contredit le code", "The register’s answer contradicts the code"),
    "contredit_dit": (
        "Le registre dit autre chose que ce qui a été signé, pour : {faits}. Seul est montré ici ce que dit le code ; "
        "ne vous fiez pas au papier avant d’avoir interrogé l’autorité.",
        "The register says something else than what was signed, for: {faits}. Only what the code says is shown here; "
        "do not rely on the document before asking the authority.",
    ),
    "a_comparer": (
        "Recopiez « {nom} » tel qu’il est imprimé",
        "Type “{nom}” as it is printed",
    ),
    "a_comparer_aide": (
        "Trop long pour le code QR, qui n’en porte que l’empreinte : ce que vous tapez lui est comparé, lettre pour "
        "lettre.",
        "Too long for the QR code, which bears only its digest: what you type is compared with it, letter for letter.",
    ),
    "comparer_ici": ("Comparer", "Compare"),
    "compare_oui": ("C’est bien le texte qui a été signé.", "It is the text that was signed."),
    "compare_non": (
        "Ce n’est pas, lettre pour lettre, le texte qui a été signé : relisez ce que vous avez tapé ; si c’est ce que "
        "dit le papier, interrogez l’autorité.",
        "It is not, letter for letter, the text that was signed: read again what you typed; if it is what the document "
        "says, ask the authority.",
    ),
    "modifie": ("Fichier différent de celui qui a été émis", "A file that differs from what was issued"),
    "sans_numero": ("Document sans numéro", "A document without a number"),
    "retiree": ("retirée depuis le {jour}, ce qu’elle a signé vaut", "retired on {jour}, what it signed stands"),
    "cle_inconnue": (
        "La clé qui a signé ce code n’est pas de celles que ce fichier connaît. Il date du {jour} : vérifiez en ligne, "
        "ou téléchargez-le de nouveau.",
        "The key that signed this code is not among those that this file knows. It dates from {jour}: check online, or "
        "download it again.",
    ),
    "cle_inconnue_titre": ("Clé inconnue de ce fichier", "A key that this file does not know"),
    "d_specimen": PHRASES["specimen"],
    "d_valable": (
        "Il est valable : le registre n’y oppose ni annulation ni remplacement.",
        "It is valid: the register records neither cancellation nor replacement.",
    ),
    "d_duplicata": PHRASES["duplicata"],
    "d_annule": PHRASES["annule"],
    "d_remplace": PHRASES["remplace"],
    "d_remplacant": PHRASES["remplacant"],
    "d_attente": ("Le registre est interrogé…", "Asking the register…"),
    "d_inconnu": (
        "On ne le sait pas : le registre n’a pas pu être interrogé. Le papier a pu être annulé depuis sa signature.",
        "Unknown: the register could not be asked. The document may have been cancelled since it was signed.",
    ),
    "d_absent": (
        "Le registre ne répond pas de ce papier : soit son titulaire a demandé à y être oublié, soit le papier n’a pas "
        "été émis. Interrogez l’autorité.",
        "The register does not answer for this document: either its holder asked to be forgotten, or it was not "
        "issued. Ask the authority.",
    ),
    "comparer": ("Comment comparer", "How to compare"),
    "comparer_dit": (
        "Lisez le papier et cette page côte à côte : nom, prénoms, naissance, intitulé et numéro doivent être les "
        "mêmes. Une copie fidèle du papier d’un autre passe cette vérification : demandez aussi une pièce d’identité.",
        "Read the document and this page side by side: names, birth, title and number must be the same. A true copy of "
        "somebody else’s document passes this check: ask for proof of identity as well.",
    ),
    "doute": ("En cas de doute", "In doubt"),
    "doute_dit": (
        "Interrogez l’autorité qui l’a délivré : {autorite}.",
        "Ask the authority that issued it: {autorite}.",
    ),
    "adresse": ("L’adresse officielle", "The official address"),
    "adresse_dit": (
        "Cette page est à l’adresse {adresse}, la même que sur le papier. Une page semblable à une autre adresse ne "
        "prouve rien.",
        "This page is at {adresse}, the same as on the document. A similar page at another address proves nothing.",
    ),
    "reponse_du": ("Réponse donnée le {instant} à l’adresse {adresse}.", "Answered on {instant} at {adresse}."),
    "encore": ("Pour vérifier de nouveau :", "To check again:"),
    "sans_script": (
        "Votre navigateur ne vérifie pas les signatures lui-même : recopiez la clé imprimée sous le numéro.",
        "Your browser does not check signatures by itself: type the key printed under the number.",
    ),
    "coller": ("Adresse ou contenu du code QR", "Address or content of the QR code"),
    "coller_aide": (
        "Collez ce que lit un lecteur de codes QR : tout ce qui suit « # » compte.",
        "Paste what a QR code reader reads: all that follows “#” matters.",
    ),
    "photo": ("Photographie du code QR", "Picture of the QR code"),
    "photo_rien": ("Aucun code QR n’a été trouvé sur cette image.", "No QR code was found in this picture."),
    "hors_ligne_ici": (
        "Ce fichier vérifie sans réseau, avec les clés publiées le {jour} par {adresse}.",
        "This file checks without a network, with the keys published on {jour} by {adresse}.",
    ),
    "langue": ("English", "Français"),
}  # fmt: skip
_GENRES = {
    "parchemin": ("Parchemin", "Diploma (parchemin)"),
    "livret": ("Livret de certification", "Certificate record (livret)"),
    "TITRE": ("Titre professionnel", "Titre professionnel (vocational qualification)"),
    "true": ("SPÉCIMEN, fait pour un essai : il ne prouve rien", "SPECIMEN, made for a trial: it proves nothing"),
    "CCS": ("Certificat complémentaire de spécialisation", "Certificat complémentaire de spécialisation"),
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line of what a paper says: its heading in both languages, and the facts that it joins."""

    intitules: tuple[str, str]
    faits: tuple[str, ...]
    liant: str = ", "


LIGNES = (
    Ligne(("Papier", "Document"), ("genre", "specimen")),
    Ligne(("Titulaire", "Holder"), ("civilite", "prenoms", "nom"), " "),
    Ligne(("Nom d’usage", "Name in use"), ("nom_usage",)),
    Ligne(("Naissance", "Birth"), ("naissance", "commune_naissance", "code_postal_naissance", "pays_naissance")),
    Ligne(("Certification", "Qualification"), ("nature", "libelle", "certification")),
    Ligne(("Titre", "Parent qualification"), ("libelle_titre", "titre", "millesime")),
    Ligne(("Niveau", "Level (EQF)"), ("niveau",)),
    Ligne(("Numéro RNCP", "RNCP number"), ("rncp",)),
    Ligne(("Spécialité (NSF)", "Speciality (NSF)"), ("nsf",)),
    Ligne(("CCP obtenus à cette session", "Certificates obtained in this session"), ("ccp_obtenus",), " ; "),
    Ligne(("CCP détenus", "Certificates held"), ("ccp_detenus",), " ; "),
    Ligne(("Session", "Session"), ("session",)),
    Ligne(("Jours de la session", "Session days"), ("debut", "fin"), " – "),
    Ligne(("Validation", "Validated"), ("validation", "numero_ordre"), ", n° "),
    Ligne(("Autorité", "Authority"), ("structure", "unite", "commune")),
    Ligne(("Signataire", "Signatory"), ("signataire",)),
    Ligne(("Émis le", "Issued on"), ("date_emission",)),
)


def langue_voulue(choix: str | None, accepte: str) -> str:
    """``fr`` or ``en``: the one chosen, else the first that the browser accepts, else French."""
    if choix in LANGUES:
        return str(choix)
    voulues = [
        (-float(trouvee[2] or 1), rang, trouvee[1].lower())
        for rang, une in enumerate(accepte[:200].split(","))
        if (trouvee := _LANGUE.fullmatch(une)) and re.fullmatch(r"[01]?(\.\d*)?", trouvee[2] or "1")
    ]
    return next((nom for _, _, nom in sorted(voulues) if nom in LANGUES), "fr")


def mots(langue: str) -> dict[str, str]:
    """Every word in that language."""
    rang = LANGUES.index(langue)
    return {nom: texte_courant(textes[0]) if langue == "fr" else textes[rang] for nom, textes in MOTS.items()}


def genres(langue: str) -> dict[str, str]:
    """The words for the codes that facts hold."""
    return {code: textes[LANGUES.index(langue)] for code, textes in _GENRES.items()}


def dire(un: Appui, langue: str) -> str:
    """A sentence of a verdict, as the page prints it."""
    return texte_courant(un.dire(langue)) if langue == "fr" else un.dire(langue)


def instant_dit(instant: datetime, langue: str, fuseau: str) -> str:
    """``4 mars 2019 à 8 h 05``, ``4 March 2019 at 08:05``, in that time zone."""
    local = instant.astimezone(ZoneInfo(fuseau))
    return instant_lisible(local, fuseau) if langue == "fr" else f"{jour_dit(local.date(), langue)} at {local:%H:%M}"


def lignes(faits: Mapping[str, Any], langue: str) -> tuple[tuple[str, str], ...]:
    """What a paper says, line by line; the script of the page does the same with what it reads in a token."""
    rang = LANGUES.index(langue)
    dites = ((ligne.intitules[rang], ligne.liant.join(_parties(faits, ligne, langue))) for ligne in LIGNES)
    return tuple((intitule, valeur) for intitule, valeur in dites if valeur)


def autorite(faits: Mapping[str, Any]) -> str:
    """Who issued it, as the paper names it."""
    return ", ".join(str(faits[nom]) for nom in ("structure", "unite", "commune") if faits.get(nom))


def _parties(faits: Mapping[str, Any], ligne: Ligne, langue: str) -> Iterator[str]:
    if ligne.faits[0] == "libelle_titre" and faits.get("titre") == faits.get("certification"):
        return
    for nom in ligne.faits:
        valeur = faits.get(nom)
        if nom.startswith("ccp_") and isinstance(valeur, Sequence):
            valeur = [_ccp(code, faits.get("ccp") or (), langue) for code in valeur]
        if nom == "signataire":
            valeur = _signataire(valeur)
        yield from (_dire(une, langue) for une in (valeur if isinstance(valeur, list) else [valeur]) if une)


def _signataire(valeur: Any) -> Any:
    """First name then name, as a paper is signed; then the quality, then for whom."""
    match valeur:
        case [str(nom), str(prenom), *reste]:
            return [f"{prenom} {nom}", *reste]
    return valeur


def _ccp(code: str, ccp: Sequence[Any], langue: str) -> str:
    libelles = {un[0]: un[2] for un in ccp} if isinstance(ccp, list) else {}
    return f"{_dire(libelles[code], langue)} ({code})" if code in libelles else code


def _dire(valeur: Any, langue: str) -> str:
    if isinstance(valeur, Mapping):
        return mots(langue)["trop_long"]
    texte = json.dumps(valeur) if isinstance(valeur, bool) else str(valeur)
    return jour_dit(texte, langue) if _ISO.fullmatch(texte) else genres(langue).get(texte, texte)
