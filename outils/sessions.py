"""Fictional sessions, as many as asked, always the same: what tests, measures and proofs print.

Centres, people and results are invented: the first sessions bear the most ordinary names and streets
(``tests/donnees``), the others words made of two of them, tens of thousands of each kind. Titres, the
number of candidates a session and the shares of decisions are those of the country in 2024 (211,821 candidates, 194,088
present, 152,970 titres delivered).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from docgen.domain.referentiels.departements import DEPARTEMENTS

SESSIONS_PAR_AN, CANDIDATS_PAR_AN = 17_000, 211_821
PRESENTS, ADMIS = 194_088 / CANDIDATS_PAR_AN, 152_970 / 194_088
PARTIELS = 0.6  # of those who sat and were not admitted: a guess, no figure is published
ANNEE = 2025
JOUR = date(ANNEE, 12, 21)  # the day of printing: every session is validated
VEILLE = date(ANNEE - 1, 12, 1)  # the day of the convocations: every session is more than a month away
_CENTRES_PAR_DEPARTEMENT = 12

# code, millésime, abrégé, label, niveau, NSF, CCP labels
_TITRES = (
    ("TP-00402", "09", "SC", "Secrétaire comptable", 4, "324t",
     ("Assurer les travaux administratifs de secrétariat au quotidien",
      "Assurer les opérations comptables au quotidien", "Préparer les opérations comptables périodiques")),
    ("TP-00140", "09", "GCF", "Gestionnaire comptable et fiscal", 5, "314t",
     ("Établir et présenter les arrêtés comptables périodiques et annuels",
      "Renseigner et contrôler les déclarations fiscales",
      "Établir et présenter les états prévisionnels de l’activité de l’entreprise")),
    ("TP-00219", "08", "EC", "Employé commercial", 3, "312t",
     ("Mettre à disposition des clients les produits de l’unité marchande dans un environnement omnicanal",
      "Accueillir les clients et répondre à leur demande dans un environnement omnicanal")),
    ("TP-00520", "05", "CV", "Conseiller de vente", 4, "312m",
     ("Contribuer à l’efficacité commerciale d’une unité marchande dans un environnement omnicanal",
      "Améliorer l’expérience client dans un environnement omnicanal")),
    ("TP-01280", "04", "DWWM", "Développeur web et web mobile", 5, "326t",
     ("Développer la partie front-end d’une application web ou web mobile sécurisée",
      "Développer la partie back-end d’une application web ou web mobile sécurisée")),
    ("TP-00350", "07", "FPA", "Formateur professionnel d’adultes", 5, "333t",
     ("Concevoir et préparer la formation", "Animer une formation et évaluer les acquis des apprenants",
      "Accompagner les apprenants en formation",
      "Inscrire sa pratique professionnelle dans une démarche de qualité et de responsabilité sociale")),
)  # fmt: skip
_DONNEES = Path(__file__).parents[1] / "tests" / "donnees"
_PAS = 12  # as many candidates as a session has: some two hundred sessions bear every word
_ORDINAIRES = 400 * _PAS  # from there, words are made of two
_VOYELLES = "aeiouyàâäéèêëîïôöùûüœAEIOUYÉÈÎÔ"
# Where a word may be cut, to be joined to the end of another: « Mart|in », « Bern|ard ».
_COUPE = re.compile(rf"([^{_VOYELLES}]*[{_VOYELLES}]+[^{_VOYELLES}' -]+)([{_VOYELLES}].*)")
# A comment is one of each: some forty thousand for a decision, so that nothing that remembers texts gains by it.
_OUVERTURES = (
    "À l’épreuve,", "Au dossier,", "Lors de la mise en situation,", "À l’entretien,", "Au vu de la grille,", "Ce jour,",
    "Devant le jury,", "Sur l’ensemble des critères,", "À la lecture du dossier,", "Dans la durée prévue,",
)  # fmt: skip
_OBJETS = (
    "la préparation du poste", "la lecture des consignes", "la tenue des délais", "la relation avec le client",
    "la sécurité du poste", "l’organisation du travail", "la qualité du rendu", "la maîtrise des outils",
    "l’écoute de la demande", "la vérification des résultats", "la traçabilité des opérations", "la gestion du temps",
    "l’analyse du besoin", "la conformité à la commande", "la présentation orale", "la rédaction des documents",
    "la prise d’initiative", "la gestion des imprévus", "la transmission à l’équipe", "la remise en état du poste",
)  # fmt: skip
_ATTEINTES = (
    "est assurée sans aide", "est conforme à la grille", "est régulière", "est soignée", "est acquise", "est complète",
    "est maîtrisée", "est adaptée à la situation", "est autonome", "est constante",
)  # fmt: skip
_MANQUEES = (
    "n’est pas assurée", "reste incomplète", "manque à deux reprises", "n’est pas conforme à la grille", "est absente",
    "reste fragile", "demande une aide répétée", "n’est pas vérifiée", "est partielle", "n’est pas acquise",
)  # fmt: skip
_FINS = (
    "le critère 1 est cité", "le critère 2 est cité", "le critère 3 est cité", "deux critères sont cités",
    "trois critères sont cités", "l’entretien le confirme", "le dossier le montre", "le poste 1 est en cause",
    "le poste 2 est en cause", "la durée est respectée", "le jury est unanime", "les deux jurés l’ont noté",
    "le questionnaire le confirme", "la première heure le montre", "la seconde partie le montre",
    "le produit fini le montre", "la démonstration le montre", "les réponses le confirment",
    "la grille est remplie", "l’observation dure jusqu’au bout",
)  # fmt: skip


def sessions(nombre: int, depart: int = 0, *, a_convoquer: bool = False) -> Iterator[tuple[str, bytes]]:
    """That many payloads, from the one of that rank, each with the name of its file.

    ``a_convoquer`` gives the same sessions as they were on ``VEILLE``, before anyone sat them.
    """
    for rang in range(depart, depart + nombre):
        charge = avant(session(rang)) if a_convoquer else session(rang)
        yield f"session-{charge['session']['id']}.json", json.dumps(charge, ensure_ascii=False).encode()


def avant(charge: dict[str, Any]) -> dict[str, Any]:
    """The payload of a session as it was when its convocations were issued."""
    dites_apres = ("validation", "plis_recuperes", "papiers_recus_le")
    connue = {cle: valeur for cle, valeur in charge["session"].items() if cle not in dites_apres}
    inscrits = [{**candidat, "resultat": None} for candidat in charge["candidats"]]
    return {**charge, "session": {**connue, "statut": "DTE_DEMANDE"}, "candidats": inscrits}


@cache
def mots(liste: str) -> tuple[str, ...]:
    """The words of a list of ``tests/donnees``: ``noms``, ``prenoms_f``, ``prenoms_m``, ``voies``, ``communes``."""
    return tuple((_DONNEES / f"{liste}.txt").read_text(encoding="utf-8").splitlines())


def _mot(liste: str, place: int) -> str:
    """The words of a list one after another, then words that nobody bears, each of the beginning and the end of two."""
    if place < _ORDINAIRES:
        return mots(liste)[place % len(mots(liste))]
    hasard = Random(f"{liste} {place}")
    mot = hasard.choice(_parties(liste, 1)) + hasard.choice(_parties(liste, 2))
    return f"{mot}-sur-{hasard.choice(_parties(liste, 1))}" if liste == "communes" and place % 2 else mot


@cache
def _parties(liste: str, partie: int) -> list[str]:
    return sorted({coupe[partie] for coupe in map(_COUPE.match, mots(liste)) if coupe})


def _voie(place: int) -> str:
    return _mot("voies", place) if place < _ORDINAIRES else f"rue {_mot('noms', place)}"


def effectif(rang: int) -> int:
    """How many candidates sit a session: between 2 and 22, as many in all as the country has."""
    exact = CANDIDATS_PAR_AN / SESSIONS_PAR_AN
    moyen = int((rang + 1) * exact) - int(rang * exact)
    ecart = Random(rang // 2).randrange(11)
    return moyen + (ecart if rang % 2 else -ecart)


def session(rang: int) -> dict[str, Any]:
    """The payload of one session, valid by the rule book for whatever is printed of it."""
    hasard = Random(f"session {rang}")
    departement = list(DEPARTEMENTS)[rang % len(DEPARTEMENTS)]
    titre = _TITRES[hasard.randrange(len(_TITRES))]
    debut = date(ANNEE, 1, 5) + timedelta(days=hasard.randrange(320))
    fin = debut + timedelta(days=hasard.randrange(1, 4))
    centre = hasard.randrange(_CENTRES_PAR_DEPARTEMENT)
    return {
        "version": 1,
        "session": _session(rang, debut, fin),
        "titre": _titre(titre),
        "centre": _centre(departement, centre),
        "agrement": {
            "id": f"{40_000 + centre}",
            "debut": f"{ANNEE - 2}-01-01",
            "fin": f"{ANNEE + 3}-12-31",
            "decision": "ACCEPTEE",
            "statut": "VALIDE",
        },
        "autorite": _autorite(departement),
        "responsable": {
            "role": "TITULAIRE",
            "civilite": "Mme",
            "nom": _mot("noms", rang * _PAS + 500),
            "prenom": "Aurélie",
            "telephone": "0262000002",
            "courriel": "rs@exemple.test",
        },
        "jures": [_jure(rang, numero, titre[0]) for numero in range(2)],
        "surveillants": [
            {
                "id": f"S{rang:06d}",
                "civilite": "M.",
                "nom": _mot("noms", rang * _PAS + 250),
                "prenom": _mot("prenoms_m", rang * _PAS),
            }
        ],
        "candidats": [_candidat(rang, numero, departement, titre, hasard) for numero in range(effectif(rang))],
    }


def _session(rang: int, debut: date, fin: date) -> dict[str, Any]:
    validation = fin + timedelta(days=7)
    return {
        "id": f"{500_000 + rang}",
        "type": "TITRE",
        "entretien_final": True,
        "statut": "VALIDEE",
        "debut": debut.isoformat(),
        "fin": fin.isoformat(),
        "heure_convocation": "07:45",
        "epreuves": [
            {"intitule": "Mise en situation professionnelle", "duree_minutes": 240, "passages": 2},
            {"intitule": "Entretien final", "duree_minutes": 20, "passages": 1},
        ],
        "validation": {"date": validation.isoformat(), "numero_ordre": f"{ANNEE}-{rang + 1:05d}"},
        "plis_recuperes": True,
        "papiers_recus_le": (validation + timedelta(days=10)).isoformat(),
    }


def _titre(titre: tuple[Any, ...]) -> dict[str, Any]:
    code, millesime, abrege, libelle, niveau, nsf, ccp = titre
    return {
        "code": code,
        "millesime": millesime,
        "libelle": libelle,
        "abrege": abrege,
        "niveau": niveau,
        "nsf": [nsf],
        "rncp": f"RNCP{code[-5:]}",
        "date_arrete": "2023-07-04",
        "date_jo": "2023-07-21",
        "fin_validite": f"{ANNEE + 3}-12-31",
        "ccp": [
            {"code": _code_ccp(code, numero), "numero": numero, "libelle": intitule}
            for numero, intitule in enumerate(ccp, start=1)
        ],
        "ccs": [],
    }


def _code_ccp(code: str, numero: int) -> str:
    return f"CP-9{code[-4:]}{numero}"


def _centre(departement: str, numero: int) -> dict[str, Any]:
    prefecture = DEPARTEMENTS[departement].commune
    return {
        "siret": _siret(list(DEPARTEMENTS).index(departement) * _CENTRES_PAR_DEPARTEMENT + numero),
        "raison_sociale": f"Centre d’exemple {DEPARTEMENTS[departement].de} n° {numero + 1}",
        "nom_court": f"EXEMPLE{departement}{numero + 1:02d}",
        "type": "AUTRE",
        "adresse": {"ligne1": f"{numero + 1} {_mot('voies', numero * 19)}", "commune": prefecture},
        "telephone": "0262000000",
        "courriel": "centre@exemple.test",
    }


def _autorite(departement: str) -> dict[str, Any]:
    return {
        "departement": departement,
        "commune": DEPARTEMENTS[departement].commune,
        "courriel": "certification@exemple.test",
        "signataire": {
            "nom": "EXEMPLE",
            "prenom": "Camille",
            "qualite": "Directrice départementale",
            "delegation": "Pour le préfet et par délégation",
        },
    }


def _jure(rang: int, numero: int, code_titre: str) -> dict[str, Any]:
    habilitation = {"portee": "TITRE", "code": code_titre, "debut": f"{ANNEE - 2}-05-01", "statut": "ACTIVE"}
    return {
        "id": f"J{rang:06d}{numero}",
        "civilite": "M.",
        "nom": _mot("noms", rang * _PAS + 2 * numero).upper(),
        "prenom": _mot("prenoms_m", rang * _PAS + 2 * numero),
        "qualite": "Professionnel du métier",
        "telephone_pro": "0262000001",
        "adresse": _adresse(rang * _PAS + 2 * numero),
        "habilitations": [{**habilitation, "fin": f"{ANNEE + 3}-04-30"}],
    }


def _candidat(rang: int, numero: int, departement: str, titre: tuple[Any, ...], hasard: Random) -> dict[str, Any]:
    """A candidate; names go through the lists one after another, half of them in capitals as sources write them."""
    place = rang * _PAS + numero
    propre = Random(f"candidat {place}")
    civilite, prenoms = (("Mme", "prenoms_f"), ("M.", "prenoms_m"))[place % 2]
    nom = _mot("noms", place) + (f"-{propre.choice(mots('noms'))}" if place // 3 % 2 else "")
    naissance = date(1970, 1, 1) + timedelta(days=(rang * 31 + numero * 401) % 12_000)
    return {
        "id": f"{departement}{rang:06d}{numero:03d}{'ABCDEFGH'[numero % 8]}",
        "civilite": civilite,
        "nom": nom if rang % 2 else nom.upper(),
        "prenoms": ", ".join(_mot(prenoms, place // 2 + 91 * suite) for suite in range(1 + place // 2 % 3)),
        "naissance": {
            "date": naissance.isoformat(),
            "commune": _mot("communes", place),
            "code_postal": f"{10_000 + propre.randrange(80_000)}",
        },
        "adresse": _adresse(place),
        "voie": hasard.choice(("FORMATION", "FORMATION", "FORMATION", "APPRENTISSAGE", "VAE")),
        "resultat": _resultat(titre, hasard, propre),
    }


def _adresse(place: int) -> dict[str, str]:
    return {
        "ligne1": f"{place % 90 + 1} {_voie(place)}",
        "code_postal": f"{10_000 + place * 37 % 80_000}",
        "commune": _mot("communes", place),
    }


def _resultat(titre: tuple[Any, ...], hasard: Random, propre: Random) -> dict[str, Any]:
    ccp = [_code_ccp(titre[0], numero) for numero in range(1, len(titre[6]) + 1)]
    if hasard.random() >= PRESENTS:
        return {"presence": "ABSENCE_JUSTIFIEE", "decision": None, "commentaire": "Certificat médical remis."}
    if hasard.random() < ADMIS:
        return {
            "presence": "PRESENT",
            "decision": "ADMIS",
            "ccp_acquis": ccp,
            "commentaire": _commentaire(propre, _ATTEINTES),
        }
    if hasard.random() < PARTIELS:
        acquis = [hasard.choice(ccp)]
        return {
            "presence": "PRESENT",
            "decision": "PARTIEL",
            "ccp_acquis": acquis,
            "commentaire": _commentaire(propre, _MANQUEES),
        }
    return {"presence": "PRESENT", "decision": "REFUSE", "commentaire": _commentaire(propre, _MANQUEES)}


def _commentaire(hasard: Random, constats: tuple[str, ...]) -> str:
    """One sentence, of one part of each list."""
    return f"{hasard.choice(_OUVERTURES)} {hasard.choice(_OBJETS)} {hasard.choice(constats)} ; {hasard.choice(_FINS)}."


def _siret(rang: int) -> str:
    """A valid SIRET of the range that is never given out: both its SIREN and itself pass Luhn's check."""
    siren = _luhn(f"9999{rang:04d}")
    return _luhn(f"{siren}0001")


def _luhn(chiffres: str) -> str:
    """The digits with the last one that makes their Luhn sum a multiple of ten."""
    doubles = [int(chiffre) * (2 if rang % 2 == 0 else 1) for rang, chiffre in enumerate(reversed(chiffres))]
    somme = sum(valeur - 9 if valeur > 9 else valeur for valeur in doubles)
    return f"{chiffres}{-somme % 10}"
