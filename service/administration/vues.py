"""What the administrator reads: the year in figures, what waits, who has access, what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from docgen.documents import catalogue
from docgen.domain.papiers.papier import BORDEREAU_LIVRAISON, GenrePapier
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.domain.papiers.stock import BilanStock
from docgen.domain.referentiels.calendrier import MOIS, MOIS_COURTS
from docgen.domain.regles.registry import REGLES
from docgen.usecases.tenue.statistiques import statistiques
from service.contexte import Services
from service.lots.vues import autorite_lisible
from service.sessions.etapes import BADGES, Etape
from service.socle.appelant import Role
from service.socle.vues import Badge
from service.travaux.tables import Etat, Travail

ROLES = {
    Role.CENTRE: "un centre d’examen : ses sessions, et elles seules",
    Role.IMPRESSION: "l’imprimerie : lots, duplicatas, stock de feuilles",
    Role.CERES: "l’État : tout, sauf les accès et les journaux",
    Role.VERIFICATEUR: "qui vérifie des papiers : rien de plus que chacun",
    Role.ADMIN: "qui administre le service : tout",
}
DIPLOMES = (GenrePapier.PARCHEMIN.value, GenrePapier.LIVRET.value)
LARGEUR, HAUTEUR = 720, 200  # of a chart, in its own units


BARRES_MAX = 13  # of a chart: the months that a year touches; its table has every figure
CAUSES_MAX = 3
SANS_DATE = "sans date connue"


@dataclass(frozen=True, slots=True)
class Barre:
    """A bar of a chart: ``court`` under it, ``valeur`` above; its place in units of the chart, from its top left.

    ``adresse``: where its figure leads.
    """

    nom: str
    court: str
    valeur: int
    adresse: str
    x: float
    y: float
    largeur: float
    hauteur: float


@dataclass(frozen=True, slots=True)
class Compte:
    """A line of figures; ``part`` is its share of the greatest, in percents."""

    nom: str
    nombre: int
    part: int
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class TableauDeBord:
    """What the dashboard shows of a day: three charts, then the counts."""

    depuis: date
    jusqua: date
    diplomes: int
    documents: int
    par_mois: Sequence[Barre]
    refus: Sequence[Barre]
    remises: Sequence[Barre]
    par_autorite: Sequence[Compte]
    par_type: Sequence[Compte]
    etapes: Sequence[Compte]
    a_remettre: int
    en_retard: int
    stocks: Sequence[BilanStock]
    en_attente: int
    attente_s: float
    echecs: int


@dataclass(frozen=True, slots=True)
class TravailTenu:
    """A job, for who keeps the service. ``causes``: why it failed; ``refaisable``: trying again may change that."""

    id: str
    titre: str
    demandeur: str
    cree: str
    badge: Badge
    causes: Sequence[str]
    refaisable: bool


def tableau_de_bord(services: Services, jour: date) -> TableauDeBord:
    """The figures of the twelve months that end on a day, and of what waits now."""
    registre, carnet, sessions = services.atelier.registre, services.travaux.carnet, services.sessions
    sessions.actualiser(registre)
    annee, dues = statistiques(jour, services.atelier), sessions.a_remettre(PARTOUT)
    diplomes, etapes, attente = annee.de_types(*DIPLOMES), sessions.compter(PARTOUT), carnet.attente()
    return TableauDeBord(
        depuis=annee.depuis,
        jusqua=annee.jusqua,
        diplomes=diplomes.total,
        documents=annee.total,
        par_mois=_barres([(*_mois(mois), diplomes.du_mois(mois).total, "") for mois in diplomes.mois]),
        refus=_barres([_refus(*compte) for compte in sessions.refus(PARTOUT).most_common()]),
        remises=_barres([(*dite, nombre, "") for dite, nombre in par_echeance(dues, jour).items()]),
        par_autorite=_comptes({autorite_lisible(lieu): nombre for lieu, nombre in diplomes.par("departement").items()}),
        par_type=_comptes({intitule(code): nombre for code, nombre in annee.par("type").items()}),
        etapes=_comptes(
            {BADGES[etape][1]: nombre for etape, nombre in etapes.items()},
            [f"/sessions?etape={etape}" for etape in Etape],
        ),
        a_remettre=sum(dues.values()),
        en_retard=sum(nombre for due, nombre in dues.items() if due and due < jour.isoformat()),
        stocks=registre.stocks(),
        en_attente=attente.travaux,
        attente_s=attente.depuis_s,
        echecs=carnet.compter().get(Etat.ECHOUE.value, 0),
    )


def travaux_vus(travaux: Sequence[Travail], services: Services) -> list[TravailTenu]:
    """Jobs as who keeps the service reads them: who asked, and what stopped them."""
    ecartes = services.travaux.carnet.ecartes([travail.id for travail in travaux])
    noms = {cle.appelant.nom: f"{cle.nom} ({role_dit(cle.role)})" for cle in services.cles.lister()}
    return [
        TravailTenu(
            travail.id,
            travail.titre,
            noms.get(travail.appelant, travail.appelant),
            travail.cree,
            travail.etat.badge,
            _causes(travail, ecartes.get(travail.id, ())),
            travail.etat is Etat.ECHOUE and travail.id in ecartes,
        )
        for travail in travaux
    ]


def _causes(travail: Travail, ecartes: Sequence[str]) -> list[str]:
    """Why a job failed: its pieces first, which say most; the rules that refused it; else its own sentence."""
    bilan = travail.bilan or {}
    objets = (bilan, *bilan.get("ecartees", ()))
    fautes = [
        (f"Session {objet['session']} : " if objet is not bilan and objet.get("session") else "") + faute["message"]
        for objet in objets
        for nom in ("erreurs", "manquements")
        for faute in objet.get(nom, ())
    ]
    dites = [*ecartes, *fautes]
    return list(dict.fromkeys(dites))[:CAUSES_MAX] or [travail.message or ""]


def par_echeance(dues: Mapping[str, int], jour: date) -> dict[tuple[str, str], int]:
    """The papers to collect, late, month by month, or without a known day; each by its name, long and short."""
    comptes: Counter[tuple[str, str]] = Counter()
    for due, nombre in dues.items():
        retard = due and due < jour.isoformat()
        comptes[("en retard", "en retard") if retard else _mois(due) if due else (SANS_DATE, "sans date")] += nombre
    return dict(sorted(comptes.items(), key=lambda compte: compte[0][0] == SANS_DATE))


def _mois(jour: str) -> tuple[str, str]:
    """The name of a month, and its abbreviation, from its ISO text or that of one of its days."""
    rang = int(jour[5:7]) - 1
    return f"{MOIS[rang]} {jour[:4]}", f"{MOIS_COURTS[rang]} {jour[2:4]}"


def _barres(lignes: Sequence[tuple[str, str, int, str]]) -> list[Barre]:
    """One bar a line, the tallest taking the height; beyond the most that a chart holds, a line has no bar."""
    pas = LARGEUR / min(max(len(lignes), 6), BARRES_MAX)
    plus_grand = max((nombre for _, _, nombre, _ in lignes), default=0) or 1
    return [
        Barre(
            nom,
            court,
            nombre,
            adresse,
            rang * pas + pas * 0.15,
            HAUTEUR - nombre / plus_grand * HAUTEUR,
            pas * 0.7,
            nombre / plus_grand * HAUTEUR,
        )
        for rang, (nom, court, nombre, adresse) in enumerate(lignes)
    ]


def _comptes(nombres: dict[str, int], adresses: Sequence[str] = ()) -> list[Compte]:
    plus_grand = max(nombres.values(), default=0) or 1
    lieux = adresses or [""] * len(nombres)
    return [
        Compte(nom, nombre, round(nombre / plus_grand * 100), lieu)
        for (nom, nombre), lieu in zip(nombres.items(), lieux, strict=True)
    ]


def role_dit(role: str) -> str:
    """What a caller is, in words."""
    return ROLES[Role(role)].partition(" : ")[0] if role else ""


def _refus(code: str, nombre: int) -> tuple[str, str, int, str]:
    """A rule, by its code and what it asks, and how many sessions it refuses."""
    dit = f"{code} : {REGLES[code].enonce}" if code in REGLES else code
    return dit, code, nombre, f"/aide/regles#{code}"


def intitule(code: str) -> str:
    """What a document type is called; what is no type stays as it is."""
    connu = catalogue().get(code)
    return connu.intitule if connu else "Bordereau de livraison" if code == BORDEREAU_LIVRAISON else code
