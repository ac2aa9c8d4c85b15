"""The control sheet of a lot: what was asked, printed and read back, side by side, volume by volume."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from docgen.documents import catalogue
from docgen.documents.page.typographie import INSECABLE, accord, date_longue, majuscule
from docgen.domain.papiers.lots import Comptes, plages, total
from docgen.domain.papiers.stock import Serie, suites
from docgen.domain.referentiels.calendrier import minuit
from docgen.rendering.html import composer, feuilles_de_style
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.usecases.lots.commande import GenreLot
from docgen.usecases.lots.manifeste import VolumeNomme, lignes
from docgen.usecases.lots.plan import RAISONS, Ecartee, LigneDocument, Plan, retires

MODELE, STYLES = "lots/controle/modele.html", ("commun/base.css", "lots/style.css")


def feuille_de_controle(
    plan: Plan,
    volumes: Sequence[VolumeNomme],
    totaux: Comptes,
    ecartees: tuple[Ecartee, ...],
    series: Mapping[str, str],
) -> DemandePresse:
    """What is asked of the press for the control sheet of a lot that balances."""
    intitule, jour = "Feuille de contrôle", plan.commande.jour
    relus = total(volume.rendu.relus for volume in volumes)
    vue = {
        "intitule": intitule,
        "nature": "contrôle",
        "pied": f"{intitule} · lot du {date_longue(jour)}",
        "edite_le": date_longue(jour),
        **_commande(plan),
        "volumes": [_ligne(volume) for volume in volumes],
        "comptes": _comptes(plan, totaux, relus, ecartees),
        "egalite": _egalite(totaux, plan),
        **_contenu(lignes(volumes), series),
        "ecartees": [(ecartee.fichier, ecartee.session or "", RAISONS[ecartee.raison]) for ecartee in ecartees],
        "total_volumes": accord(len(volumes), "volume", "volumes"),
    }
    return DemandePresse(
        html=composer(MODELE, vue, presse=True),
        styles=feuilles_de_style(*STYLES),
        intitule=f"{intitule} du lot {plan.lot}",
        date=minuit(jour),
    )


def _contenu(documents: Iterable[LigneDocument], series: Mapping[str, str]) -> dict[str, object]:
    """How many documents of each type, the runs of pre-printed sheets, and the runs of numbers."""
    types: Counter[str] = Counter()
    numeros: list[str] = []
    for ligne in documents:
        types[ligne.type] += 1
        numeros += [ligne.numero] if ligne.numero else []
    feuilles = suites(Serie.lire(series[numero]) for numero in numeros if numero in series)
    return {
        "types": [(catalogue()[code].intitule, nombre_entier(nombre)) for code, nombre in types.items()],
        "souches": [(str(premiere), str(derniere), nombre_entier(combien)) for premiere, derniere, combien in feuilles],
        "plages": _par_deux(
            [(premier, dernier, nombre_entier(combien)) for premier, dernier, combien in plages(numeros)]
        ),
    }


def _par_deux(lignes: list[tuple[str, str, str]]) -> list[tuple[str, ...]]:
    """The lines of a narrow table, two side by side, down the left half first."""
    moitie = -(-len(lignes) // 2)
    droite = [*lignes[moitie:], *[("", "", "")] * (2 * moitie - len(lignes))]
    return [(*gauche, *autre) for gauche, autre in zip(lignes[:moitie], droite, strict=True)]


def nombre_entier(nombre: int) -> str:
    """``12 345``: thousands apart, and never cut."""
    return f"{nombre:,}".replace(",", INSECABLE)


def _ligne(volume: VolumeNomme) -> dict[str, str]:
    comptes, empreinte = asdict(volume.rendu.comptes), volume.rendu.sha256
    chiffres = {nom: nombre_entier(nombre) for nom, nombre in comptes.items()}
    return {"fichier": volume.fichier, **chiffres, "sha256": f"{empreinte[:16]}…{empreinte[-8:]}"}


def _comptes(plan: Plan, imprimes: Comptes, relus: Comptes, ecartees: tuple[Ecartee, ...]) -> list[dict[str, str]]:
    """Each count, as it was asked, printed and read back."""
    retirees = retires(ecartees)
    demandes = {"documents": plan.documents - retirees.documents, "numeros": plan.numeros - retirees.numeros}
    return [
        {
            "quoi": quoi,
            "demande": nombre_entier(demandes[nom]) if nom in demandes else "",
            "imprime": nombre_entier(getattr(imprimes, nom)),
            "relu": nombre_entier(getattr(relus, nom)),
        }
        for nom, quoi in (
            ("documents", "Documents"),
            ("numeros", "Papiers numérotés"),
            ("bordereaux", "Bordereaux de livraison"),
            ("blanches", "Versos laissés vides"),
            ("pages", "Pages"),
            ("feuilles", "Feuilles"),
        )
    ]


def _egalite(totaux: Comptes, plan: Plan) -> str:
    pages, feuilles = nombre_entier(totaux.pages), nombre_entier(totaux.feuilles)
    if plan.commande.recto:
        return f"{pages} pages = {feuilles} feuilles imprimées au recto"
    ecrites = nombre_entier(totaux.pages - totaux.blanches)
    return (
        f"{ecrites} pages imprimées + {nombre_entier(totaux.blanches)} vides = {pages} pages = 2 × {feuilles} feuilles"
    )


def _commande(plan: Plan) -> dict[str, str]:
    """What was asked for, in whose name, and how it must be printed."""
    commande = plan.commande
    types = ", ".join(catalogue()[code].intitule for code in commande.types if code in catalogue())
    pli = commande.genre is GenreLot.PLI_ETAT
    faces = "recto seul" if commande.recto else "recto verso, retourner sur le bord long"
    profil = f" · profil de l’imprimante {commande.profil.imprimante}" if commande.profil else ""
    return {
        "lot": plan.lot,
        "centre": "",
        "ministere": majuscule(plan.reglages.ministere_au(commande.jour)),
        "genre": "Pli à l’État : procès-verbaux à transmettre" if pli else types or "Documents des sessions",
        "reglage": f"{faces} · taille réelle, sans ajustement · {commande.feuilles_par_volume} feuilles par volume"
        f"{profil}",
    }
