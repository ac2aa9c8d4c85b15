"""The nomenclature des spécialités de formation (NSF): code de l'éducation, article D. 311-4.

Group labels are shortened; the sub-group labels are those that could be read at France compétences.
"""

from __future__ import annotations

import re

_FORME = re.compile(r"[0-9]{3}[a-gmnpr-wz]?")

SOUS_GROUPES = {
    "232s": "Exécution des ouvrages",
    "255n": "Études et projets électriques",
    "311u": "Conduite des véhicules, engins de manutention et de levage",
    "312m": "Commerce, vente",
    "315t": "Établissement de la paie, recrutement du personnel et relations sociales",
    "324p": "Organisation du travail de bureau",
    "324t": "Saisie, mise en forme et communication des données",
    "326n": "Analyse informatique, conception d’architecture de réseaux",
    "326t": "Programmation, mise en place de logiciels",
    "330t": "Services aux personnes (réalisation du service)",
    "332t": "Aide, conseil, orientation, soutien socio-éducatif",
}

GROUPES = {
    "100": "Formations générales",
    "110": "Spécialités pluriscientifiques",
    "111": "Physique-chimie",
    "112": "Chimie-biologie, biochimie",
    "113": "Sciences naturelles",
    "114": "Mathématiques",
    "115": "Physique",
    "116": "Chimie",
    "117": "Sciences de la Terre",
    "118": "Sciences de la vie",
    "120": "Pluridisciplinaire sciences humaines et droit",
    "121": "Géographie",
    "122": "Économie",
    "123": "Sciences sociales (démographie, anthropologie)",
    "124": "Psychologie",
    "125": "Linguistique",
    "126": "Histoire",
    "127": "Philosophie, éthique, théologie",
    "128": "Droit, sciences politiques",
    "130": "Spécialités littéraires et artistiques plurivalentes",
    "131": "Français, littérature",
    "132": "Arts plastiques",
    "133": "Musique, arts du spectacle",
    "134": "Autres disciplines artistiques",
    "135": "Langues et civilisations anciennes",
    "136": "Langues vivantes",
    "200": "Technologies industrielles fondamentales",
    "201": "Technologies de commandes des transformations industrielles",
    "210": "Agronomie-agriculture plurivalent",
    "211": "Productions végétales",
    "212": "Productions animales",
    "213": "Forêts, espaces naturels, pêche",
    "214": "Aménagement paysager",
    "220": "Transformations plurivalent",
    "221": "Agro-alimentaire, alimentation, cuisine",
    "222": "Transformations chimiques",
    "223": "Métallurgie",
    "224": "Matériaux de construction, verre, céramique",
    "225": "Plasturgie, composites",
    "226": "Papier, carton",
    "227": "Énergie, génie climatique",
    "230": "Génie civil, construction, bois plurivalent",
    "231": "Mines, génie civil, topographie",
    "232": "Bâtiment\u00a0: construction et couverture",
    "233": "Bâtiment\u00a0: finitions",
    "234": "Bois et ameublement",
    "240": "Matériaux souples plurivalent",
    "241": "Textile",
    "242": "Habillement",
    "243": "Cuirs et peaux",
    "250": "Mécanique-électricité plurivalent",
    "251": "Mécanique générale, usinage",
    "252": "Moteurs et mécanique auto",
    "253": "Mécanique aéronautique et spatiale",
    "254": "Structures métalliques",
    "255": "Électricité, électronique",
    "300": "Services plurivalent",
    "310": "Échanges et gestion plurivalent",
    "311": "Transport, manutention, magasinage",
    "312": "Commerce, vente",
    "313": "Finance, banques, assurances",
    "314": "Comptabilité, gestion",
    "315": "Ressources humaines",
    "320": "Communication plurivalent",
    "321": "Journalisme et communication",
    "322": "Imprimerie et édition",
    "323": "Image et son, spectacle",
    "324": "Secrétariat, bureautique",
    "325": "Documentation, bibliothèques, données",
    "326": "Informatique, réseaux",
    "330": "Sanitaire et social plurivalent",
    "331": "Santé",
    "332": "Travail social",
    "333": "Enseignement, formation",
    "334": "Accueil, hôtellerie, tourisme",
    "335": "Animation culturelle, sportive, loisirs",
    "336": "Coiffure, esthétique et autres services aux personnes",
    "340": "Services à la collectivité plurivalent",
    "341": "Aménagement du territoire, urbanisme",
    "342": "Patrimoine",
    "343": "Nettoyage, assainissement, environnement",
    "344": "Sécurité des biens et des personnes",
    "345": "Droits et statuts des personnes",
    "346": "Spécialités militaires",
    "410": "Plusieurs capacités",
    "411": "Pratiques sportives",
    "412": "Capacités mentales, apprentissages de base",
    "413": "Capacités comportementales et relationnelles",
    "414": "Organisation individuelle",
    "415": "Orientation, insertion",
    "421": "Jeux et loisirs",
    "422": "Économie et activités domestiques",
    "423": "Vie familiale et sociale",
}


def est_bien_forme(code: str) -> bool:
    """Three digits, then at most one letter of the nomenclature (no h to l, o, q, x, y)."""
    return _FORME.fullmatch(code) is not None


def libelle_nsf(code: str) -> str | None:
    """The label of a code: its own when it is known, else its group's; ``None`` for a code of no known group."""
    return SOUS_GROUPES.get(code) or GROUPES.get(code[:3])
