"""What is shown of a lot: the manifest, read from the file that the lot delivered; the words of the rest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docgen.documents import catalogue
from docgen.documents.page.typographie import INSECABLE, accord
from docgen.domain.langue.alphabet import enumeration, lettres_nues
from docgen.domain.papiers.stock import Serie, suites
from docgen.domain.referentiels.departements import departement
from docgen.fichiers.magasin import Magasin
from service.contexte import Appel, Services
from service.lots.livraisons import Livraison
from service.lots.pretes import Filtre, Pretes
from service.lots.tables import EtapeLot, Lot, Lots
from service.sessions.liste import Compteur
from service.site.gabarits import nombre
from service.travaux.fichiers import FichierLivre

# What the files beside the volumes of a lot are.
PIECES_LOT = {
    "controle.pdf": "Feuille de contrôle, à cocher",
    "corrections.json": "Sessions mises de côté, pour un programme",
    "manifeste.csv": "Manifeste, pour un tableur",
    "manifeste.json": "Manifeste, pour un programme",
}

# How a type is counted where its name in the catalogue says too much.
COURTS = {
    "parchemin": "parchemin",
    "livret": "livret",
    "notification": "notification",
    "formulaire_remise": "formulaire de remise",
    "pv_general": "PV général",
    "pv_individuel": "PV individuel",
    "bordereau_pv": "bordereau de PV",
    "affichage": "affichage",
    "emargement": "émargement",
    "commande_dte": "commande de DTE",
    "convocation_candidat": "convocation de candidat",
    "convocation_jure": "convocation de juré",
    "convocation_surveillant": "convocation de surveillant",
}
_PLURIELS = {"PV général": "PV généraux", "PV individuel": "PV individuels", "bordereau de PV": "bordereaux de PV"}


def compte_de_type(code: str, combien: int) -> str:
    """``12 parchemins``, ``1 PV général``."""
    un = COURTS.get(code, catalogue()[code].intitule if code in catalogue() else code)
    premier, _, reste = un.partition(" ")
    plusieurs = _PLURIELS.get(un, f"{premier}s {reste}".rstrip())
    return f"{nombre(combien)}{INSECABLE}{un if combien < 2 else plusieurs}"


def en_types(comptes: Mapping[str, int]) -> str:
    """``12 parchemins, 3 livrets et 1 PV général``, what is given to people first."""
    ordre = [*COURTS, *sorted(set(comptes) - set(COURTS))]
    return enumeration([compte_de_type(code, comptes[code]) for code in ordre if comptes.get(code)])


def en_feuilles(plages: Iterable[tuple[Serie, Serie, int]]) -> str:
    """``S0001 à S0003 (3 feuilles)``: runs of pre-printed sheets."""
    return ", ".join(
        (f"{premiere} à {derniere}" if combien > 1 else f"{premiere}") + f" ({accord(combien, 'feuille')})"
        for premiere, derniere, combien in plages
    )


def autorite_lisible(code: str) -> str:
    """``Réunion (974)``."""
    connu = departement(code) if code else None
    return f"{connu.nom} ({code[1:] if code.startswith('0') else code})" if connu else code


def lots_en_cours(services: Services) -> dict[str, Lot]:
    """The lot at work or waiting that a deposit is in, by the deposit."""
    return {
        charge["cle"].removeprefix("depots/").removesuffix(".json"): lot
        for lot, parametres in Lots(services.base).en_preparation()
        for charge in parametres["charges"]
    }


def compteurs_d_impression(appel: Appel) -> list[Compteur]:
    """What waits for the printing staff."""
    registre = Lots(appel.services.base)
    registre.actualiser()
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    pretes = Pretes(appel.services.base, appel.appelant.nom, appel.perimetre).nombre(Filtre())
    lots = registre.compter()
    a_imprimer, imprimes, expedies = (
        lots[etape] for etape in (EtapeLot.A_IMPRIMER, EtapeLot.IMPRIME, EtapeLot.EXPEDIE)
    )
    return [
        Compteur(
            pretes, "Sessions à imprimer", "Des papiers qu’elles appellent ne sont pas sur papier.", "/lots/nouveau"
        ),
        Compteur(a_imprimer, "Lots à imprimer", "Leurs volumes sont prêts.", "/impression", True),
        Compteur(imprimes, "Lots à expédier", "Imprimés, et pas encore partis.", "/impression?etape=imprime", True),
        Compteur(expedies, "Lots expédiés", "Pas encore reçus de tous leurs centres.", "/impression?etape=expedie"),
    ]


@dataclass(frozen=True, slots=True)
class Manifeste:
    """What a lot holds: a line a document, and the counts of each volume by its file name."""

    lot: str
    documents: tuple[Mapping[str, Any], ...]
    volumes: Mapping[str, Mapping[str, Any]]

    def chercher(self, texte: str) -> tuple[Mapping[str, Any], ...]:
        """The lines whose number, session, or name or identifier of a holder begins so; all of them without a text."""
        if not texte:
            return self.documents
        debut = lettres_nues(texte)
        return tuple(
            ligne for ligne in self.documents if any(lettres_nues(mot).startswith(debut) for mot in _cherches(ligne))
        )


def _cherches(ligne: Mapping[str, Any]) -> Iterable[str]:
    """Its number, its session, its holder; each word of his name, and what follows it."""
    mots = str(ligne.get("nom") or "").split()
    suites = (" ".join(mots[rang:]) for rang in range(len(mots)))
    return (*(str(ligne[champ] or "") for champ in ("numero", "session", "destinataire")), *suites)


@lru_cache(maxsize=4)
def lire_manifeste(cle: str, magasin: Magasin) -> Manifeste:
    """The manifest under that key, which never changes.

    Raises:
        FichiersIndisponibles: the store does not answer, or the lot was purged.
    """
    lu = json.loads(magasin.lire(cle))
    return Manifeste(lu["lot"], tuple(lu["documents"]), {volume["fichier"]: volume for volume in lu["volumes"]})


def volumes_du_lot(
    fichiers: Iterable[FichierLivre], manifeste: Manifeste | None, tirages: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """The volumes, with what each holds, the pre-printed sheets that it takes, when it was printed and by whom."""
    comptes, documents = (manifeste.volumes, manifeste.documents) if manifeste else ({}, ())
    series: dict[str, list[Serie]] = {}
    for ligne in documents:
        if ligne.get("souche"):
            series.setdefault(ligne["volume"], []).append(Serie.lire(ligne["souche"]))
    return [
        {
            "rang": rang,
            "fiche": fiche,
            "comptes": comptes.get(fiche.nom, {}),
            "souches": en_feuilles(suites(series.get(fiche.nom, ()))),
            "imprime": tirages.get(fiche.id, {}).get("imprime"),
            "par": tirages.get(fiche.id, {}).get("par"),
        }
        for rang, fiche in enumerate(fichiers, start=1)
    ]


def vignettes_du_lot(
    manifeste: Manifeste | None, volumes: Iterable[Mapping[str, Any]], combien: int
) -> list[tuple[str, str, str]]:
    """The first papers of a lot: whose, what, where its first page is as a picture; never an empty one."""
    ids = {volume["fiche"].nom: volume["fiche"].id for volume in volumes}
    lignes = [ligne for ligne in (manifeste.documents if manifeste else ()) if ligne["volume"] in ids]
    lignes.sort(key=lambda ligne: ligne["numero"] is None)
    return [
        (
            ligne.get("nom") or f"Session {ligne['session']}",
            catalogue()[ligne["type"]].intitule,
            f"/fichiers/{ids[ligne['volume']]}/miniature/{ligne['premiere_page']}.png",
        )
        for ligne in lignes[:combien]
    ]


def rail_du_lot(
    lot: Lot, tirages: Mapping[str, Mapping[str, str]], livraisons: Iterable[Livraison]
) -> list[tuple[str, str, str, str | None, str | None]]:
    """The stages: the name, ``fait``, ``ici`` or ``après``, what is counted of it, the last instant and by whom."""
    toutes = list(livraisons)
    dernier = max(tirages.values(), key=lambda tirage: tirage["imprime"], default=None)
    envois = sorted((un.envoi, un.envoi_par) for un in toutes if un.envoi)
    recues = sorted((un.reception, un.reception_par) for un in toutes if un.reception)
    ordre = (EtapeLot.A_IMPRIMER, EtapeLot.IMPRIME, EtapeLot.EXPEDIE, EtapeLot.LIVRE)
    rang = ordre.index(lot.etape) if lot.etape in ordre else 0
    dits = (
        ("Prêt", "", None, None),
        ("Imprimé", "", dernier["imprime"] if dernier else None, dernier["par"] if dernier else None),
        ("Expédié", f"{len(envois)} sur {accord(len(toutes), 'centre')}", *(envois[-1] if envois else (None, None))),
        ("Livré", f"{len(recues)} sur {accord(len(toutes), 'centre')}", *(recues[-1] if recues else (None, None))),
    )
    etats = ["fait" if place <= rang else "ici" if place == rang + 1 else "après" for place in range(len(dits))]
    return [(nom, etat, compte, quand, par) for (nom, compte, quand, par), etat in zip(dits, etats, strict=True)]
