"""What is said of each fault, in three beats: what failed, why, what to do.

Keys are the error types of pydantic that the models can emit, and this package's own codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from docgen.contract.positions import Chemin

CITATION_MAX = 40


@dataclass(frozen=True, slots=True)
class Faute:
    """One fault of the data, before it is put into words.

    ``sur_cle``: the key is at fault, not its value. ``absent``: nothing is there; it is shown where the object opens.
    """

    code: str
    chemin: Chemin
    contexte: Mapping[str, object] = field(default_factory=dict)
    sur_cle: bool = False
    absent: bool = False


_FICHIER = {
    "fichier_trop_gros": "Limite dépassée : le fichier pèse {taille} octets et la limite est de 10 Mo ; "
    "envoyez une session par fichier.",
    "fichier_vide": "Fichier vide : il n’y a rien à lire ; exportez de nouveau la session.",
    "fichier_autre": "Fichier refusé : c’est {sorte}, et non l’export d’une session ; choisissez l’export JSON, dont "
    "le nom finit par « .json ».",
    "fichier_utf16": "Encodage refusé : le fichier est en UTF-16 ou UTF-32 ; enregistrez-le en UTF-8.",
    "fichier_encodage": "Encodage refusé : l’octet 0x{octet} de cette ligne n’est pas de l’UTF-8 "
    "(sans doute « {lettre} » en Latin-1) ; enregistrez le fichier en UTF-8.",
    "json_trop_profond": "Limite dépassée : plus de {maximum} niveaux d’objets et de listes sont emboîtés ici ; "
    "suivez la structure du modèle de charge.",
    "json_suite": "JSON mal formé : il reste du texte après la fin du document ; "
    "ne gardez qu’un seul objet, de la première à la dernière accolade.",
    "json_chaine": "JSON mal formé : ce texte n’est jamais refermé ; ajoutez le guillemet droit qui manque.",
    "json_controle": "JSON mal formé : un retour à la ligne ou un caractère de contrôle est écrit tel quel "
    "dans un texte ; remplacez-le par \\n ou retirez-le.",
    "json_echappement": "JSON mal formé : cette barre oblique inverse n’annonce rien de connu ; "
    "doublez-la (\\\\) ou retirez-la.",
    "json_tronque": "JSON mal formé : le fichier s’arrête avant la fin du document ; exportez-le de nouveau en entier.",
    "json_commentaire": "JSON mal formé : les commentaires n’y sont pas permis ; retirez celui-ci.",
    "json_virgule_finale": "JSON mal formé : une virgule précède cette fermeture ; retirez la virgule.",
    "json_guillemets": "JSON mal formé : « {caractere} » ne délimite pas un texte ; "
    'employez les guillemets droits (").',
    "json_deux_points": "JSON mal formé : le nom d’un champ n’est pas suivi de sa valeur ; "
    "ajoutez les deux-points (:).",
    "json_virgule": "JSON mal formé : deux éléments se suivent sans séparation ; ajoutez une virgule avant celui-ci.",
    "json_mot": "JSON mal formé : « {mot} » n’est ni un texte entre guillemets, ni un nombre, ni true, false ou null ; "
    "mettez-le entre guillemets ou corrigez-le.",
    "json_valeur": "JSON mal formé : une valeur ou un nom de champ manque avant ce signe ; complétez ou retirez-le.",
    "json_fermeture": "JSON mal formé : cette fermeture ne répond pas à la dernière ouverture ; "
    "une accolade se ferme par }} et un crochet par ].",
    "json_invisible": "JSON mal formé : un caractère invisible (U+{point}) n’a pas sa place ici ; retirez-le.",
    "json_caractere": "JSON mal formé : « {caractere} » (U+{point}) n’a pas sa place ici ; "
    "retirez-le ou mettez le texte entre guillemets droits.",
}

_STRUCTURE = {
    "json_cle_double": "Champ en double : « {champ} » est donné plusieurs fois dans le même objet ; "
    "gardez la bonne valeur et retirez l’autre.",
    "json_constante": "Nombre refusé : « {mot} » n’existe pas en JSON ; écrivez un nombre ou null.",
    "json_surrogat": "Texte refusé : il contient la moitié d’un caractère (\\uD800 à \\uDFFF) ; ressaisissez ce texte.",
    "missing": "Champ manquant : « {champ} » est obligatoire et n’est pas dans cet objet ; ajoutez-le.",
    "version_absente": 'Champ manquant : « version » dit comment lire le fichier ; ajoutez "version": 1.',
    "extra_forbidden": "Champ refusé : « {champ} » est inconnu ; {remede}",
    "document_type": "Objet attendu : le document est {nature} ; mettez-le entre accolades, avec {champs}.",
    "champs_trop_nombreux": "Limite dépassée : « {champ} » a {nombre} champs et {maximum} au plus sont examinés ; "
    "ne gardez que les champs du modèle de charge.",
    "nul": "Valeur manquante : « {champ} » ne peut pas être null ; donnez une valeur ou, s’il est facultatif, "
    "retirez le champ.",
    "model_type": "Objet attendu : {nature} ne convient pas à « {champ} » ; "
    "donnez les champs de « {champ} » entre accolades.",
    "tuple_type": "Liste attendue : {nature} ne convient pas à « {champ} » ; mettez les éléments entre crochets.",
    "liste_longue": "Limite dépassée : « {champ} » a {nombre} éléments et {maximum} au plus sont admis ; "
    "répartissez-les sur plusieurs fichiers.",
    "bool_type": "Valeur refusée : {nature} ne convient pas à « {champ} » ; écrivez true ou false, sans guillemets.",
    "id_double": "Identifiant en double : « {valeur} » désigne déjà l’élément {premier} de « {liste} » ; "
    "donnez à chacun le sien ou retirez le doublon.",
    "ccp_double": "CCP en double : « {valeur} » est déjà l’élément {premier} de la liste ; retirez le doublon.",
    "trop_erreurs": "Liste abrégée : {reste} autres erreurs suivent ; corrigez celles-ci puis relancez le contrôle.",
}

_VALEURS = {
    "version_inconnue": 'Version refusée : « {valeur} » n’est pas connue ; écrivez "version": 1.',
    "texte_type": "Texte attendu : {nature} ne convient pas à « {champ} » ; mettez la valeur entre guillemets.",
    "texte_vide": "Texte manquant : « {champ} » est obligatoire et il est vide ; renseignez-le.",
    "texte_long": "Texte trop long : « {champ} » a {longueur} caractères et {maximum} au plus sont admis ; "
    "raccourcissez-le.",
    "texte_invisible": "Texte refusé : « {champ} » contient en {place} position le caractère {signe}, qui ne se voit "
    "pas ; retirez-le.",
    "texte_liaison": "Texte refusé : « {champ} » contient en {place} position le caractère {signe}, qui n’a de sens "
    "qu’à l’intérieur d’un mot d’un alphabet à lettres liées ; retirez-le.",
    "texte_perdu": "Texte refusé : « {champ} » contient en {place} position le caractère {signe} ; ressaisissez le "
    "texte d’origine.",
    "texte_entite": "Texte refusé : « {champ} » contient en {place} position le code « {valeur} », mis pour {signe} "
    "dans une page web ; écrivez le signe lui-même.",
    "identifiant_forme": "Identifiant refusé : « {valeur} » contient autre chose que des lettres sans accent, des "
    "chiffres et les signes - _ . /, ou plus de 64 signes ; recopiez l’identifiant donné par CERES.",
    "choix_inconnu": "Valeur refusée : « {valeur} » ne convient pas à « {champ} » ; {remede}",
    "jour_forme": "Date refusée : « {valeur} » n’est pas de la forme AAAA-MM-JJ ; écrivez par exemple 2026-07-07.",
    "jour_inconnu": "Date refusée : « {valeur} » n’est pas un jour du calendrier ; corrigez le jour ou le mois.",
    "jour_annee": "Date refusée : l’année de « {valeur} » est hors de 1900–2100 ; corrigez l’année.",
    "heure_forme": "Heure refusée : « {valeur} » n’est pas de la forme HH:MM ; écrivez par exemple 08:30.",
    "entier_type": "Nombre entier attendu : {nature} ne convient pas à « {champ} » ; "
    "écrivez le nombre en chiffres, sans guillemets ni virgule.",
    "entier_borne": "Nombre refusé : « {champ} » vaut {valeur} ; donnez un entier de {minimum} à {maximum}.",
    "niveau_inconnu": "Niveau refusé : « {valeur} » n’est pas un niveau ; écrivez un entier de 3 à 8, "
    "ou l’ancien niveau de I à V entre guillemets.",
    "code_forme": "Code refusé : « {valeur} » n’a pas la forme de « {champ} » ; écrivez par exemple {exemple}.",
    "siret_forme": "SIRET refusé : « {valeur} » n’a pas 14 chiffres ; recopiez le SIRET du centre.",
    "siret_cle": "SIRET refusé : la clé de « {valeur} » est fausse, un chiffre a été mal recopié ; "
    "vérifiez-le sur l’avis de situation du centre.",
    "departement_forme": "Département refusé : « {valeur} » n’en est pas un ; écrivez par exemple 69, 2A ou 974.",
    "courriel_forme": "Courriel refusé : « {valeur} » n’est pas une adresse ; écrivez-la sous la forme nom@domaine, "
    "sans espace.",
    "telephone_forme": "Téléphone refusé : « {valeur} » contient autre chose que des chiffres, des espaces, des points "
    "et un « + » initial ; ne gardez qu’eux.",
}


def _typographie(texte: str) -> str:
    """No-break spaces where French wants them: inside guillemets and before high punctuation."""
    return re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", texte)


MESSAGES: Mapping[str, str] = {
    code: _typographie(texte) for code, texte in {**_FICHIER, **_STRUCTURE, **_VALEURS}.items()
}
_DE_LA_CHARGE = frozenset({"champ", "valeur", "mot", "caractere"})
_SANS_VALEUR = frozenset({"model_type", "tuple_type", "bool_type", "texte_type", "entier_type"})


def phrase(code: str, contexte: Mapping[str, object]) -> str:
    """The sentence for that fault. ``contexte`` holds the parts that the sentence shows."""
    if code in _SANS_VALEUR and contexte.get("nature") == nature(None):
        code = "nul"
    return MESSAGES[code].format_map(
        {cle: citer(valeur) if cle in _DE_LA_CHARGE else valeur for cle, valeur in contexte.items()}
    )


# What no one can mend where the data are typed: the file itself, and the way in which its fields are written.
_DE_FORME = (
    *_FICHIER, "json_cle_double", "json_constante", "json_surrogat", "version_absente", "extra_forbidden",
    "document_type", "champs_trop_nombreux", "model_type", "tuple_type", "liste_longue", "bool_type", "id_double",
    "ccp_double", "version_inconnue", "texte_type", "identifiant_forme", "entier_type",
)  # fmt: skip
# What is no session at all: who chose it chooses another.
_D_UN_AUTRE_FICHIER = ("fichier_autre", "fichier_vide")


def _phrases(codes: Iterable[str]) -> re.Pattern[str]:
    """What recognises the messages of these codes, whatever they quote."""
    formes = (re.sub(r"\\\{\w+\\\}", ".*", re.escape(MESSAGES[code].replace("}}", "}"))) for code in codes)
    return re.compile("|".join(formes), re.DOTALL)


_PHRASES_DE_FORME, _PHRASES_D_UN_AUTRE = _phrases(_DE_FORME), _phrases(_D_UN_AUTRE_FICHIER)


def est_de_forme(message: str) -> bool:
    """True for a fault of the file's form, which only the editor of the application that wrote it can mend."""
    return _PHRASES_DE_FORME.fullmatch(message) is not None


def est_d_un_autre_fichier(message: str) -> bool:
    """True for a file that is no session, whatever is in it."""
    return _PHRASES_D_UN_AUTRE.fullmatch(message) is not None


def remede_du_champ(proches: list[str], admis: str) -> str:
    """What to do about an unknown field: the nearest known one that the object lacks, else what is allowed."""
    return _typographie(f"vouliez-vous dire « {proches[0]} » ?" if proches else f"{admis}.")


def remede_du_choix(mots: Mapping[str, str | None]) -> str:
    """What to do about an unknown word: every word of the vocabulary, with what CERES shows for it."""
    dits = [f"{mot} (« {dit} »)" if dit else mot for mot, dit in mots.items()]
    return _typographie(f"écrivez {', '.join(dits[:-1])} ou {dits[-1]}.")


def citer(valeur: object) -> str:
    """A value as it may be shown: short, on one line, without invisible characters.

    Sentences may hold personal data, so a long value is cut rather than copied.
    """
    texte = valeur if isinstance(valeur, str) else _nombre_ou_nature(valeur)
    visible = "".join(lettre if lettre.isprintable() else "\ufffd" for lettre in texte[: CITATION_MAX + 1])
    return visible if len(visible) <= CITATION_MAX else visible[:CITATION_MAX] + "…"


def nature(valeur: object) -> str:
    """The kind of a JSON value, in French."""
    if isinstance(valeur, bool):
        return "vrai ou faux"
    if valeur is None:
        return "null"
    noms: tuple[tuple[type, str], ...] = ((str, "un texte"), (dict, "un objet"), (list, "une liste"))
    return next((nom for genre, nom in noms if isinstance(valeur, genre)), "un nombre")


def _nombre_ou_nature(valeur: object) -> str:
    return str(valeur) if isinstance(valeur, (int, float)) and not isinstance(valeur, bool) else nature(valeur)
