"""CAND: who the candidates are, and whether their names can be printed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from docgen.domain.calendrier import ajouter_mois, jour_francais
from docgen.domain.communes import Referentiel, cle_commune, est_pays_france, est_pays_reunion
from docgen.domain.parametres import AGE_MAXIMUM
from docgen.domain.personnes import Candidat
from docgen.domain.prenoms import est_permis, normaliser_prenoms
from docgen.domain.regles.registry import declarer, regle
from docgen.domain.regles.vocabulaire import EDITER, TOUS, Constat, Contexte, Effet, Geste, Lecture, nommer
from docgen.domain.signes import nommer_signe
from docgen.domain.textes import textes


def _rang(position: int) -> str:
    return "1re" if position == 1 else f"{position}e"


def _signaler(chemin: str, texte: str, caracteres: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """The pointer, the position (from 1) and the description of each forbidden character, once per text."""
    for caractere in dict.fromkeys(texte):
        if caractere in caracteres:
            yield chemin, texte.index(caractere) + 1, nommer_signe(caractere)


@regle(
    code="CAND-01",
    enonce="Les prénoms ne comptent que des lettres (de tout alphabet), des espaces, des virgules, des traits d’union "
    "et des apostrophes.",
    source="note CERES 1.9.6, saisie des prénoms",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=TOUS,
    note="Jugée après CAND-02 : un tiret ou une apostrophe typographique vaut un trait d’union ou une apostrophe. Les "
    "signes combinants d’une lettre sont permis. La place est comptée dans le texte tel qu’il est donné.",
)
def prenoms_permis(contexte: Contexte) -> Iterator[Constat]:
    """Each forbidden character once, at its first place."""
    for chemin, candidat in contexte.candidats():
        interdits = frozenset(caractere for caractere in candidat.prenoms if not est_permis(caractere))
        for pointeur, place, signe in _signaler(f"{chemin}/prenoms", candidat.prenoms, interdits):
            yield Constat(
                pointeur,
                f"Les prénoms de {nommer(candidat)} contiennent {signe} en {_rang(place)} position : seuls sont permis "
                "les lettres, les espaces, les virgules, les traits d’union et les apostrophes. Corrigez la saisie.",
            )


def _candidats_normalises(contexte: Contexte) -> Mapping[str, object]:
    changes: list[Candidat] = []
    for _, candidat in contexte.candidats():
        prenoms = normaliser_prenoms(candidat.prenoms)
        if prenoms != candidat.prenoms:
            changes.append(replace(candidat, prenoms=prenoms))
    return {"candidats": tuple(changes)} if changes else {}


declarer(
    code="CAND-02",
    enonce="Les caractères spéciaux en double sont supprimés ; les tirets et les apostrophes typographiques valent un "
    "trait d’union et une apostrophe.",
    source="note CERES 1.9.6, saisie des prénoms",
    lecture=Lecture.L,
    effet=Effet.EFFET,
    gestes=TOUS,
    donnees=_candidats_normalises,
    note="Dans une suite de signes différents, le premier reste. Les espaces insécables ou en double deviennent une "
    "espace simple. Aucune lettre n’est jamais retirée.",
)


@regle(
    code="CAND-03",
    enonce="Né en France : code postal et commune ; né au pays « Réunion » : commune sans code postal.",
    source="guide AFPAR §4.2",
    lecture=Lecture.L,
    effet=Effet.AVERTISSEMENT,
    gestes=(Geste.INSCRIRE_CANDIDAT,),
    locale=True,
)
def naissance_complete(contexte: Contexte) -> Iterator[Constat]:
    """What is missing or in excess in the birth place."""
    for chemin, candidat in contexte.candidats():
        naissance = candidat.naissance
        en_france, a_la_reunion = est_pays_france(naissance.pays), est_pays_reunion(naissance.pays)
        if (en_france or a_la_reunion) and not naissance.commune.strip():
            yield Constat(
                f"{chemin}/naissance/commune",
                f"La commune de naissance de {nommer(candidat)} manque : elle est imprimée sur le parchemin. "
                "Saisissez-la.",
            )
        if en_france and not (naissance.code_postal or "").strip():
            yield Constat(
                f"{chemin}/naissance/code_postal",
                f"Le code postal de naissance de {nommer(candidat)} manque : il est demandé pour une naissance en "
                "France. Saisissez-le.",
            )
        if a_la_reunion and naissance.code_postal:
            yield Constat(
                f"{chemin}/naissance/code_postal",
                f"Le code postal de naissance de {nommer(candidat)} est de trop : avec le pays « Réunion », la commune "
                "se saisit sans code postal. Retirez-le.",
            )


def _identite(candidat: Candidat) -> tuple[str, str, object]:
    nom, prenoms = (
        unicodedata.normalize("NFC", normaliser_prenoms(texte).casefold()) for texte in (candidat.nom, candidat.prenoms)
    )
    return nom, prenoms, candidat.naissance.date


@regle(
    code="CAND-04",
    enonce="Une seule fiche par candidat : mêmes nom, prénoms et date de naissance sous deux identifiants sont "
    "signalés avec les deux identifiants.",
    source="note CERES 1.2 ; guide AFPAR §4.3",
    lecture=Lecture.L,
    effet=Effet.AVERTISSEMENT,
    gestes=(Geste.INSCRIRE_CANDIDAT, Geste.EDITER_PV, Geste.EDITER_PARCHEMINS),
)
def une_fiche_par_candidat(contexte: Contexte) -> Iterator[Constat]:
    """The second record is the one that is pointed at."""
    connus: dict[tuple[str, str, object], list[str]] = defaultdict(list)
    for chemin, candidat in contexte.candidats():
        identifiants = connus[_identite(candidat)]
        if identifiants and candidat.id not in identifiants:
            yield Constat(
                f"{chemin}/id",
                f"{candidat.nom} {candidat.prenoms} a deux fiches, {identifiants[0]} et {candidat.id} : les nom, "
                "prénoms et date de naissance sont les mêmes, et ses CCP pourraient ne plus se cumuler. Demandez à "
                "l’État de réunir les deux fiches.",
            )
        identifiants.append(candidat.id)


@lru_cache(maxsize=2)
def _cles(communes: frozenset[str]) -> frozenset[str]:
    return frozenset(map(cle_commune, communes))


@regle(
    code="CAND-05",
    enonce="Une commune française de naissance est connue du référentiel, communes disparues comprises.",
    source="note CERES 1.2, référentiel des communes",
    lecture=Lecture.L,
    effet=Effet.AVERTISSEMENT,
    gestes=(Geste.INSCRIRE_CANDIDAT, Geste.EDITER_PARCHEMINS),
    note="Comparée sans accents, majuscules ni traits d’union ; « St » vaut « Saint ». Le pays « Réunion » vaut la "
    "France. Sans référentiel installé, un "
    "seul avertissement le dit.",
)
def commune_connue(contexte: Contexte) -> Iterator[Constat]:
    """Without a reference, one warning for the whole dossier, and only if it would have served."""
    nes_en_france = [
        (chemin, candidat)
        for chemin, candidat in contexte.candidats()
        if est_pays_france(candidat.naissance.pays) or est_pays_reunion(candidat.naissance.pays)
    ]
    if contexte.communes is None:
        if nes_en_france:
            yield Constat(
                "/candidats",
                "Les communes de naissance n’ont pas été vérifiées : le référentiel des communes n’est pas installé. "
                "Relisez-les, ou installez le référentiel.",
            )
        return
    communes = contexte.communes
    connues = communes if isinstance(communes, Referentiel) else _cles(frozenset(communes))
    for chemin, candidat in nes_en_france:
        if cle_commune(candidat.naissance.commune) not in connues:
            yield Constat(
                f"{chemin}/naissance/commune",
                f"La commune de naissance de {nommer(candidat)}, « {candidat.naissance.commune} », est inconnue : "
                "elle n’est pas dans le référentiel des communes, actuelles et disparues. Vérifiez son orthographe.",
            )


@regle(
    code="CAND-06",
    enonce="Toute lettre d’un texte du dossier peut être dessinée par les polices embarquées.",
    source="note CERES 1.9.6, lettres des alphabets autres que latin",
    lecture=Lecture.D,
    effet=Effet.BLOQUANT,
    gestes=(Geste.REPORTER_SESSION, Geste.COMMANDER_DTE, *EDITER),
    note="Déduite : la note ouvre les prénoms à tous les alphabets, donc une lettre que les polices n’ont pas doit "
    "être refusée nommément plutôt qu’imprimée comme une case vide. Les espaces et fins de ligne ne sont pas jugés.",
)
def lettres_dessinables(contexte: Contexte) -> Iterator[Constat]:
    """Each letter once per text, at its first place; each distinct letter is asked of the fonts once."""
    places = textes(contexte.dossier)
    lettres: set[str] = set().union(*(texte for _, texte in places))
    absentes = frozenset(lettre for lettre in lettres if not (lettre.isspace() or contexte.dessinable(lettre)))
    for chemin, texte in places if absentes else ():
        for pointeur, place, signe in _signaler(chemin, texte, absentes):
            yield Constat(
                pointeur,
                f"Le caractère {signe}, en {_rang(place)} position, ne peut pas être imprimé : les polices embarquées "
                "ne l’ont pas. Remplacez-le, ou faites ajouter une police qui le contient.",
            )


@regle(
    code="CAND-07",
    enonce="Un candidat est né avant la session, depuis 110 ans au plus.",
    source="note CERES 1.2, numéro unique d’identification",
    lecture=Lecture.D,
    effet=Effet.BLOQUANT,
    gestes=(Geste.INSCRIRE_CANDIDAT, *EDITER),
    note="Déduite : la naissance est imprimée sur les papiers du candidat et dit qui est le titulaire du numéro ; "
    "hors de ces bornes, elle est une faute de saisie. Comptés au premier jour de la session : né la veille et avoir "
    "110 ans ce jour-là sont admis.",
)
def naissance_plausible(contexte: Contexte) -> Iterator[Constat]:
    """One finding a candidate."""
    debut = contexte.dossier.session.debut
    plus_tot = ajouter_mois(debut, -AGE_MAXIMUM.au(contexte.aujourdhui))
    for chemin, candidat in contexte.candidats():
        jour = candidat.naissance.date
        if not plus_tot <= jour < debut:
            raison = f"c’est plus de {AGE_MAXIMUM.au(contexte.aujourdhui) // 12} ans avant elle"
            if jour >= debut:
                raison = f"la session commence le {jour_francais(debut)}"
            yield Constat(
                f"{chemin}/naissance/date",
                f"{nommer(candidat)} ne peut pas être né le {jour_francais(jour)} : {raison}. Corrigez la date de "
                "naissance.",
            )


NON_CONTROLE: tuple[str, ...] = (
    "Les doublons de fiches d’une session à l’autre : un dossier ne décrit qu’une session, et la fusion revient à "
    "l’État.",
    "La recherche d’un candidat dans la région puis dans toute la France, et le retour d’une fiche à l’état de "
    "brouillon (guide §4.1 et §4.2) sont des écrans de l’application métier.",
    "Les communes d’habitation et les adresses de sites : la note 1.2 complète le référentiel, elle n’en fait pas une "
    "condition des papiers.",
)
