"""CAND: who the candidates are, and whether their names can be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import filterfalse
from typing import cast

from docgen.domain.langue.alphabet import lettres_nues
from docgen.domain.langue.forme import est_permis, plier_signe
from docgen.domain.langue.signes import nommer_signe, place_dite
from docgen.domain.langue.textes import textes
from docgen.domain.personnes import Candidat
from docgen.domain.referentiels.calendrier import ajouter_mois, jour_francais
from docgen.domain.referentiels.communes import cle_commune, est_pays_france, est_pays_reunion
from docgen.domain.referentiels.parametres import AGE_MAXIMUM
from docgen.domain.regles.noms_imprimes import personnes_imprimees
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import EDITER, TOUS, Constat, Contexte, Effet, Geste, Lecture, nommer

CHAMPS = {"nom": "Le nom", "nom_usage": "Le nom d’usage", "prenoms": "Le prénom", "prenom": "Le prénom"}
NE_COMPTENT_PAS = frozenset(" ,'")


@Regle(
    code="CAND-01",
    enonce="Les noms et les prénoms imprimés (candidats, jurés, surveillants, responsable de session, signataire) ne "
    "comptent que des lettres (de tout alphabet), des espaces, des virgules, des traits d’union et des apostrophes.",
    source="note CERES 1.9.6, saisie des prénoms",
    gestes=TOUS,
    note="La note le dit des prénoms ; déduit pour les noms, et pour toute personne imprimée. Jugée après CAND-02 : un "
    "tiret ou une apostrophe typographique vaut un trait d’union ou une apostrophe. Les signes combinants d’une "
    "lettre sont permis, et les liants sans chasse des mots qui s’écrivent avec eux. La place est comptée dans le "
    "texte mis en forme.",
)
def noms_permis(contexte: Contexte) -> Iterator[Constat]:
    """Each forbidden character once in a text, at its first place."""
    for personne in personnes_imprimees(contexte):
        for champ, texte in personne.noms():
            for signe in dict.fromkeys(filterfalse(est_permis, texte)):
                yield Constat(
                    f"{personne.chemin}/{champ}",
                    f"{CHAMPS[champ]} de {personne.dite} contient {nommer_signe(signe)} en "
                    f"{place_dite(texte.index(signe) + 1)} position : seuls sont permis les lettres, les espaces, les "
                    "virgules, les traits d’union et les apostrophes. Corrigez la saisie.",
                )


def _mis_en_forme(contexte: Contexte) -> Mapping[str, object]:
    """Whole objects, under their payload names, for every person whose name the reading put in form.

    A search gives the jurors who are shown, and no other.
    """
    changes: dict[str, object] = {}
    for personne in personnes_imprimees(contexte):
        if personne.cle == "jures" and contexte.geste is Geste.RECHERCHER_JURES:
            continue
        if not any(f"{personne.chemin}/{champ}" in contexte.mis_en_forme for champ, _ in personne.noms()):
            continue
        if personne.en_liste:
            changes[personne.cle] = (*cast(tuple[object, ...], changes.get(personne.cle, ())), personne.objet)
        else:
            changes[personne.cle] = personne.objet
    return changes


Regle(
    code="CAND-02",
    enonce="Les caractères spéciaux en double sont supprimés ; les tirets et les apostrophes typographiques valent un "
    "trait d’union et une apostrophe, dans les noms et les prénoms de toute personne imprimée.",
    source="note CERES 1.9.6, saisie des prénoms",
    effet=Effet.EFFET,
    gestes=TOUS,
    donnees=_mis_en_forme,
    note="Dans une suite de signes différents, le premier reste. Les espaces insécables ou en double deviennent une "
    "espace simple. Aucune lettre n’est jamais retirée. La mise en forme a lieu à la lecture : règles, registre, "
    "tri et papiers emploient les mêmes noms.",
).declarer()


@Regle(
    code="CAND-03",
    enonce="Né en France : code postal et commune ; né au pays « Réunion » : commune sans code postal.",
    source="guide AFPAR §4.2",
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
    """Who a record is about: accents, case, commas, apostrophes and spaces do not count."""
    nom, prenoms = (
        "".join(signe for signe in lettres_nues(texte) if plier_signe(signe) not in NE_COMPTENT_PAS)
        for texte in (candidat.nom, candidat.prenoms)
    )
    return nom, prenoms, candidat.naissance.date


@Regle(
    code="CAND-04",
    enonce="Une seule fiche par candidat : mêmes nom, prénoms et date de naissance sous deux identifiants, ou un même "
    "identifiant deux fois, sont signalés avec les deux fiches.",
    source="note CERES 1.2 ; guide AFPAR §4.3",
    effet=Effet.AVERTISSEMENT,
    gestes=(Geste.INSCRIRE_CANDIDAT, Geste.EDITER_PV, Geste.EDITER_PARCHEMINS),
    note="Ne comptent ni les accents, ni la casse, ni les virgules, ni les apostrophes, ni les espaces. Un identifiant "
    "donné deux fois dans la liste des candidats est refusé dès la lecture ; celui d’un candidat à inscrire est jugé "
    "ici.",
)
def une_fiche_par_candidat(contexte: Contexte) -> Iterator[Constat]:
    """The second record is the one that is pointed at."""
    par_identite: dict[tuple[str, str, object], Candidat] = {}
    par_identifiant: dict[str, Candidat] = {}
    for chemin, candidat in contexte.candidats():
        meme = par_identite.setdefault(_identite(candidat), candidat)
        homonyme = par_identifiant.setdefault(candidat.id, candidat)
        if homonyme is not candidat:
            yield Constat(
                f"{chemin}/id",
                f"L’identifiant {candidat.id} est donné deux fois, à {homonyme.nom} {homonyme.prenoms} et à "
                f"{candidat.nom} {candidat.prenoms} : une fiche n’a qu’un candidat, et un candidat ne s’inscrit qu’une "
                "fois. Vérifiez l’identifiant, ou retirez la seconde inscription.",
            )
        elif meme is not candidat:
            yield Constat(
                f"{chemin}/id",
                f"{candidat.nom} {candidat.prenoms} a deux fiches, {meme.id} et {candidat.id} : les nom, prénoms et "
                "date de naissance sont les mêmes, et ses CCP pourraient ne plus se cumuler. Demandez à l’État de "
                "réunir les deux fiches.",
            )


@Regle(
    code="CAND-05",
    enonce="Une commune française de naissance est connue du référentiel, communes disparues comprises.",
    source="note CERES 1.2, référentiel des communes",
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
                "Les communes de naissance n’ont pas été vérifiées : le service n’a pas le référentiel des communes. "
                "Relisez-les.",
            )
        return
    for chemin, candidat in nes_en_france:
        if cle_commune(candidat.naissance.commune) not in contexte.communes:
            yield Constat(
                f"{chemin}/naissance/commune",
                f"La commune de naissance de {nommer(candidat)}, « {candidat.naissance.commune} », est inconnue : "
                "elle n’est pas dans le référentiel des communes, actuelles et disparues. Vérifiez son orthographe.",
            )


@Regle(
    code="CAND-06",
    enonce="Toute lettre d’un texte imprimé peut être dessinée, et ses signes placés, par les polices embarquées.",
    source="note CERES 1.9.6, lettres des alphabets autres que latin",
    lecture=Lecture.D,
    gestes=TOUS,
    note="Déduite : la note ouvre les prénoms à tous les alphabets, donc une lettre que les polices n’ont pas, ou dont "
    "elles placent mal les signes, doit être refusée nommément plutôt que mal imprimée. Une lettre et ses signes vont "
    "ensemble.",
)
def lettres_dessinables(contexte: Contexte) -> Iterator[Constat]:
    """What is to be printed together is named together, once per text, at its first place."""
    places = [*textes(contexte.objet), *textes(contexte.parametres, "/geste")]
    if not contexte.indessinables("\n".join(texte for _, texte in places)):
        return
    for chemin, texte in places:
        deja: set[str] = set()
        for place, signes in contexte.indessinables(texte):
            if signes not in deja:
                deja.add(signes)
                yield Constat(chemin, _ne_s_imprime_pas(signes, place + 1))


def _ne_s_imprime_pas(signes: str, position: int) -> str:
    dits, ici = " et ".join(map(nommer_signe, signes)), f"en {place_dite(position)} position"
    if len(signes) == 1:
        return (
            f"Le caractère {dits}, {ici}, ne peut pas être imprimé : les polices embarquées ne "
            "l’ont pas. Remplacez-le, ou faites ajouter une police qui le contient."
        )
    return (
        f"Les signes « {signes} », {ici} ({dits}), ne peuvent pas être imprimés ensemble : "
        "aucune police embarquée ne les place bien. Remplacez-les, ou faites ajouter une police qui les contient."
    )


@Regle(
    code="CAND-07",
    enonce="Un candidat est né avant la session, depuis 110 ans au plus.",
    source="note CERES 1.2, numéro unique d’identification",
    lecture=Lecture.D,
    gestes=(Geste.INSCRIRE_CANDIDAT, *EDITER),
    note="Déduite : la naissance est imprimée sur les papiers du candidat et dit qui est le titulaire du numéro ; "
    "hors de ces bornes, elle est une faute de saisie. Comptés au premier jour de la session : né la veille et avoir "
    "110 ans ce jour-là sont admis.",
)
def naissance_plausible(contexte: Contexte) -> Iterator[Constat]:
    """One finding a candidate."""
    debut, maximum = contexte.dossier.session.debut, AGE_MAXIMUM.au(contexte.aujourdhui)
    for chemin, candidat in contexte.candidats():
        jour = candidat.naissance.date
        if jour >= debut or ajouter_mois(jour, maximum) < debut:
            raison = f"c’est plus de {maximum // 12} ans avant le premier jour de la session"
            if jour >= debut:
                raison = f"la session commence le {jour_francais(debut)}"
            yield Constat(
                f"{chemin}/naissance/date",
                f"La naissance de {nommer(candidat)} ne peut pas être du {jour_francais(jour)} : {raison}. Corrigez la "
                "date.",
            )


NON_CONTROLE: tuple[str, ...] = (
    "Les doublons de fiches d’une session à l’autre : un dossier ne décrit qu’une session, et la fusion revient à "
    "l’État.",
    "La recherche d’un candidat dans la région puis dans toute la France, le retour d’une fiche à l’état de "
    "brouillon et sa suppression (guide §4.1 et §4.2) sont des écrans de l’application métier.",
    "Les communes d’habitation et les adresses de sites : la note 1.2 complète le référentiel, elle n’en fait pas une "
    "condition des papiers.",
)
