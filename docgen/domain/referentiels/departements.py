"""The departments of France: how to write « of » each one, its préfecture and its region.

Keys have three characters, as in the numbers of parchemins (``069``, ``02A``, ``974``). The commune is that of the
préfecture; a service that sits elsewhere gives its own commune in the payload, which prevails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from docgen.domain.papiers.numero import departement_sur_trois

ARA = "Auvergne-Rhône-Alpes"
BFC = "Bourgogne-Franche-Comté"
BRE = "Bretagne"
CVL = "Centre-Val de Loire"
COR = "Corse"
GES = "Grand Est"
HDF = "Hauts-de-France"
IDF = "Île-de-France"
NOR = "Normandie"
NAQ = "Nouvelle-Aquitaine"
OCC = "Occitanie"
PDL = "Pays de la Loire"
PAC = "Provence-Alpes-Côte d’Azur"
GUA = "Guadeloupe"
MAR = "Martinique"
GUY = "Guyane"
REU = "La Réunion"
MAY = "Mayotte"
OUTRE_MER = frozenset({GUA, MAR, GUY, REU, MAY})


@dataclass(frozen=True, slots=True)
class Departement:
    """A department. ``de`` is its name after « of »: ``de l’Ain``, ``du Rhône``, ``des Landes``, ``de Paris``."""

    nom: str
    de: str
    commune: str
    region: str

    @property
    def est_outre_mer(self) -> bool:
        """True for the five overseas departments, where one service is regional and departmental at once."""
        return self.region in OUTRE_MER


CORSE_DU_SUD = ("200", "201")


def departement_du_code_postal(code_postal: str | None) -> Departement | None:
    """The department of a French postcode, or ``None``: a few communes are served from a neighbouring one."""
    chiffres = (code_postal or "").replace(" ", "")
    if len(chiffres) != 5 or not chiffres.isdecimal():
        return None
    if chiffres.startswith("20"):
        return DEPARTEMENTS["02A" if chiffres.startswith(CORSE_DU_SUD) else "02B"]
    return DEPARTEMENTS.get(chiffres[:3] if chiffres.startswith("97") else f"0{chiffres[:2]}")


_TABLE = {
    "001": Departement("Ain", "de l’Ain", "Bourg-en-Bresse", ARA),
    "002": Departement("Aisne", "de l’Aisne", "Laon", HDF),
    "003": Departement("Allier", "de l’Allier", "Moulins", ARA),
    "004": Departement("Alpes-de-Haute-Provence", "des Alpes-de-Haute-Provence", "Digne-les-Bains", PAC),
    "005": Departement("Hautes-Alpes", "des Hautes-Alpes", "Gap", PAC),
    "006": Departement("Alpes-Maritimes", "des Alpes-Maritimes", "Nice", PAC),
    "007": Departement("Ardèche", "de l’Ardèche", "Privas", ARA),
    "008": Departement("Ardennes", "des Ardennes", "Charleville-Mézières", GES),
    "009": Departement("Ariège", "de l’Ariège", "Foix", OCC),
    "010": Departement("Aube", "de l’Aube", "Troyes", GES),
    "011": Departement("Aude", "de l’Aude", "Carcassonne", OCC),
    "012": Departement("Aveyron", "de l’Aveyron", "Rodez", OCC),
    "013": Departement("Bouches-du-Rhône", "des Bouches-du-Rhône", "Marseille", PAC),
    "014": Departement("Calvados", "du Calvados", "Caen", NOR),
    "015": Departement("Cantal", "du Cantal", "Aurillac", ARA),
    "016": Departement("Charente", "de la Charente", "Angoulême", NAQ),
    "017": Departement("Charente-Maritime", "de la Charente-Maritime", "La Rochelle", NAQ),
    "018": Departement("Cher", "du Cher", "Bourges", CVL),
    "019": Departement("Corrèze", "de la Corrèze", "Tulle", NAQ),
    "02A": Departement("Corse-du-Sud", "de Corse-du-Sud", "Ajaccio", COR),
    "02B": Departement("Haute-Corse", "de Haute-Corse", "Bastia", COR),
    "021": Departement("Côte-d’Or", "de la Côte-d’Or", "Dijon", BFC),
    "022": Departement("Côtes-d’Armor", "des Côtes-d’Armor", "Saint-Brieuc", BRE),
    "023": Departement("Creuse", "de la Creuse", "Guéret", NAQ),
    "024": Departement("Dordogne", "de la Dordogne", "Périgueux", NAQ),
    "025": Departement("Doubs", "du Doubs", "Besançon", BFC),
    "026": Departement("Drôme", "de la Drôme", "Valence", ARA),
    "027": Departement("Eure", "de l’Eure", "Évreux", NOR),
    "028": Departement("Eure-et-Loir", "d’Eure-et-Loir", "Chartres", CVL),
    "029": Departement("Finistère", "du Finistère", "Quimper", BRE),
    "030": Departement("Gard", "du Gard", "Nîmes", OCC),
    "031": Departement("Haute-Garonne", "de la Haute-Garonne", "Toulouse", OCC),
    "032": Departement("Gers", "du Gers", "Auch", OCC),
    "033": Departement("Gironde", "de la Gironde", "Bordeaux", NAQ),
    "034": Departement("Hérault", "de l’Hérault", "Montpellier", OCC),
    "035": Departement("Ille-et-Vilaine", "d’Ille-et-Vilaine", "Rennes", BRE),
    "036": Departement("Indre", "de l’Indre", "Châteauroux", CVL),
    "037": Departement("Indre-et-Loire", "d’Indre-et-Loire", "Tours", CVL),
    "038": Departement("Isère", "de l’Isère", "Grenoble", ARA),
    "039": Departement("Jura", "du Jura", "Lons-le-Saunier", BFC),
    "040": Departement("Landes", "des Landes", "Mont-de-Marsan", NAQ),
    "041": Departement("Loir-et-Cher", "de Loir-et-Cher", "Blois", CVL),
    "042": Departement("Loire", "de la Loire", "Saint-Étienne", ARA),
    "043": Departement("Haute-Loire", "de la Haute-Loire", "Le Puy-en-Velay", ARA),
    "044": Departement("Loire-Atlantique", "de la Loire-Atlantique", "Nantes", PDL),
    "045": Departement("Loiret", "du Loiret", "Orléans", CVL),
    "046": Departement("Lot", "du Lot", "Cahors", OCC),
    "047": Departement("Lot-et-Garonne", "de Lot-et-Garonne", "Agen", NAQ),
    "048": Departement("Lozère", "de la Lozère", "Mende", OCC),
    "049": Departement("Maine-et-Loire", "de Maine-et-Loire", "Angers", PDL),
    "050": Departement("Manche", "de la Manche", "Saint-Lô", NOR),
    "051": Departement("Marne", "de la Marne", "Châlons-en-Champagne", GES),
    "052": Departement("Haute-Marne", "de la Haute-Marne", "Chaumont", GES),
    "053": Departement("Mayenne", "de la Mayenne", "Laval", PDL),
    "054": Departement("Meurthe-et-Moselle", "de Meurthe-et-Moselle", "Nancy", GES),
    "055": Departement("Meuse", "de la Meuse", "Bar-le-Duc", GES),
    "056": Departement("Morbihan", "du Morbihan", "Vannes", BRE),
    "057": Departement("Moselle", "de la Moselle", "Metz", GES),
    "058": Departement("Nièvre", "de la Nièvre", "Nevers", BFC),
    "059": Departement("Nord", "du Nord", "Lille", HDF),
    "060": Departement("Oise", "de l’Oise", "Beauvais", HDF),
    "061": Departement("Orne", "de l’Orne", "Alençon", NOR),
    "062": Departement("Pas-de-Calais", "du Pas-de-Calais", "Arras", HDF),
    "063": Departement("Puy-de-Dôme", "du Puy-de-Dôme", "Clermont-Ferrand", ARA),
    "064": Departement("Pyrénées-Atlantiques", "des Pyrénées-Atlantiques", "Pau", NAQ),
    "065": Departement("Hautes-Pyrénées", "des Hautes-Pyrénées", "Tarbes", OCC),
    "066": Departement("Pyrénées-Orientales", "des Pyrénées-Orientales", "Perpignan", OCC),
    "067": Departement("Bas-Rhin", "du Bas-Rhin", "Strasbourg", GES),
    "068": Departement("Haut-Rhin", "du Haut-Rhin", "Colmar", GES),
    "069": Departement("Rhône", "du Rhône", "Lyon", ARA),
    "070": Departement("Haute-Saône", "de la Haute-Saône", "Vesoul", BFC),
    "071": Departement("Saône-et-Loire", "de Saône-et-Loire", "Mâcon", BFC),
    "072": Departement("Sarthe", "de la Sarthe", "Le Mans", PDL),
    "073": Departement("Savoie", "de la Savoie", "Chambéry", ARA),
    "074": Departement("Haute-Savoie", "de la Haute-Savoie", "Annecy", ARA),
    "075": Departement("Paris", "de Paris", "Paris", IDF),
    "076": Departement("Seine-Maritime", "de la Seine-Maritime", "Rouen", NOR),
    "077": Departement("Seine-et-Marne", "de Seine-et-Marne", "Melun", IDF),
    "078": Departement("Yvelines", "des Yvelines", "Versailles", IDF),
    "079": Departement("Deux-Sèvres", "des Deux-Sèvres", "Niort", NAQ),
    "080": Departement("Somme", "de la Somme", "Amiens", HDF),
    "081": Departement("Tarn", "du Tarn", "Albi", OCC),
    "082": Departement("Tarn-et-Garonne", "de Tarn-et-Garonne", "Montauban", OCC),
    "083": Departement("Var", "du Var", "Toulon", PAC),
    "084": Departement("Vaucluse", "de Vaucluse", "Avignon", PAC),
    "085": Departement("Vendée", "de la Vendée", "La Roche-sur-Yon", PDL),
    "086": Departement("Vienne", "de la Vienne", "Poitiers", NAQ),
    "087": Departement("Haute-Vienne", "de la Haute-Vienne", "Limoges", NAQ),
    "088": Departement("Vosges", "des Vosges", "Épinal", GES),
    "089": Departement("Yonne", "de l’Yonne", "Auxerre", BFC),
    "090": Departement("Territoire de Belfort", "du Territoire de Belfort", "Belfort", BFC),
    "091": Departement("Essonne", "de l’Essonne", "Évry-Courcouronnes", IDF),
    "092": Departement("Hauts-de-Seine", "des Hauts-de-Seine", "Nanterre", IDF),
    "093": Departement("Seine-Saint-Denis", "de la Seine-Saint-Denis", "Bobigny", IDF),
    "094": Departement("Val-de-Marne", "du Val-de-Marne", "Créteil", IDF),
    "095": Departement("Val-d’Oise", "du Val-d’Oise", "Cergy", IDF),
    "971": Departement("Guadeloupe", "de la Guadeloupe", "Basse-Terre", GUA),
    "972": Departement("Martinique", "de la Martinique", "Fort-de-France", MAR),
    "973": Departement("Guyane", "de la Guyane", "Cayenne", GUY),
    "974": Departement("La Réunion", "de La Réunion", "Saint-Denis", REU),
    "976": Departement("Mayotte", "de Mayotte", "Mamoudzou", MAY),
}
DEPARTEMENTS: Mapping[str, Departement] = MappingProxyType(_TABLE)


def departement(code: str) -> Departement | None:
    """The department of that code, written on two or three characters; ``None`` when there is none."""
    return DEPARTEMENTS.get(departement_sur_trois(code))
