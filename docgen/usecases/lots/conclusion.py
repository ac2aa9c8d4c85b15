"""Conclude a lot: volumes get their names, all must balance, the register is told, and only then it is let go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from docgen.documents.page.noms_fichiers import nom_fichier
from docgen.domain.papiers.lots import Comptes, ecarts, nom_de_volume, total
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import BORDEREAU_LIVRAISON, Emission, Releve
from docgen.errors import RenduImpossible
from docgen.fichiers.magasin import Magasin, mesurer
from docgen.rendering.memoire import rendre_la_place, sans_ramassage
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.rendering.volume import cartouche
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.commande import PARCHEMIN
from docgen.usecases.lots.feuille_controle import feuille_de_controle
from docgen.usecases.lots.manifeste import VolumeNomme, ecrire_corrections, ecrire_csv, ecrire_manifeste, lignes
from docgen.usecases.lots.plan import Bilan, Chantier, Ecartee, FichierLot, LigneDocument, Plan, Rendu, retires
from docgen.usecases.provisoire import dossier_provisoire

Imprimer = Callable[[DemandePresse], bytes]
PDF, JSON, CSV = "application/pdf", "application/json", "text/csv; charset=utf-8"


@sans_ramassage()
def conclure(lot: str, atelier: Atelier, magasin: Magasin, imprimer: Imprimer | None = None) -> Bilan:
    """Balance a lot whose pieces are all printed, write what goes with the volumes, and tell the register, once.

    ``imprimer`` prints the control sheet instead, where engines must stay away from the register.

    Raises:
        UsageInvalide: a piece is not printed.
        RenduImpossible: the accounts do not agree, or a volume is no longer what was read back: nothing is let go.
        RegistreIndisponible, ActeImpossible: told nothing, or sheets are short; the same call goes on from there.
    """
    chantier = Chantier(lot, magasin)
    if connu := chantier.bilan():
        return connu
    rendre_la_place()
    plan = chantier.plan_prepare()
    rendus = tuple(chantier.rendus(plan))
    ecartees = (*plan.ecartees, *(ecartee for rendu in rendus for ecartee in rendu.ecartees))
    tires = tuple(_nommes(lot, rendus))
    totaux = _equilibrer(plan, tires, ecartees)
    essai = f"conclusion-{token_hex(4)}"
    volumes = [_livrer(volume, len(tires), chantier, essai) for volume in tires]
    feuilles = _poses(lignes(volumes)) if plan.commande.souches else None
    atelier.registre.consigner(list(_emissions(plan, volumes)), lot, feuilles)
    accompagnements = _accompagnements(plan, volumes, totaux, ecartees, atelier, imprimer)
    fichiers = (*map(_fichier, volumes), *_ranger(accompagnements, chantier, essai))
    imprimees = plan.sessions - sum(ecartee.raison == "incomposable" for ecartee in ecartees)
    bilan = chantier.garder_bilan(Bilan(lot, imprimees, totaux, fichiers, ecartees))
    for volume in tires:
        magasin.effacer(volume.rendu.cle)  # what is delivered is the volume that bears its name
    return bilan


def _nommes(lot: str, rendus: Iterable[Rendu]) -> Iterator[VolumeNomme]:
    """The volumes in order, numbered through the pieces."""
    tous = (volume for rendu in rendus for volume in rendu.volumes)
    for numero, volume in enumerate(tous, start=1):
        yield VolumeNomme(numero, nom_de_volume(lot, numero), volume)


def _equilibrer(plan: Plan, volumes: Sequence[VolumeNomme], ecartees: tuple[Ecartee, ...]) -> Comptes:
    """What was asked, what was printed and what was read back must be one; each number and each document once.

    Raises:
        RenduImpossible: they are not.
    """
    imprimes = total(volume.rendu.comptes for volume in volumes)
    relus = total(volume.rendu.relus for volume in volumes)
    numeros = {ligne.numero for ligne in lignes(volumes) if ligne.numero}
    documents = {(ligne.type, ligne.siret, ligne.session, ligne.destinataire) for ligne in lignes(volumes)}
    retirees = retires(ecartees)
    demandes = Comptes(plan.documents - retirees.documents, plan.numeros - retirees.numeros)
    essentiels = Comptes(imprimes.documents, imprimes.numeros)
    comparaisons = {
        "imprimé et relu": (imprimes, relus),
        "demandé et imprimé": (demandes, essentiels),
        "imprimé et distinct": (Comptes(len(documents), len(numeros)), essentiels),
    }
    for objet, (attendus, constates) in comparaisons.items():
        differences = ecarts(attendus, constates)
        if differences:
            detail = ", ".join(f"{nom} {un} contre {autre}" for nom, (un, autre) in differences.items())
            raise RenduImpossible(
                f"Le lot {plan.lot} ne s'équilibre pas ({objet} : {detail}) : il n'a pas été livré. Relancez-le dans "
                "un dossier neuf ; si l'écart revient, transmettez ce message à qui tient Docgen."
            )
    return imprimes


def _livrer(volume: VolumeNomme, combien: int, chantier: Chantier, essai: str) -> VolumeNomme:
    """Write its name on the slips of a volume, which must still be the one that was read back; nothing else changes."""
    contenu = chantier.magasin.lire(volume.rendu.cle)
    if mesurer(contenu)[1] != volume.rendu.sha256:
        raise RenduImpossible(
            f"Le volume {volume.fichier} a changé depuis qu'il a été relu : le lot {chantier.lot} n'a pas été "
            "livré. Relancez-le dans un dossier neuf, et vérifiez le disque."
        )
    contenu = cartouche.remplir(contenu, (f"Volume {volume.numero} sur {combien}", volume.fichier))
    cle = chantier.cle(essai, volume.fichier)
    chantier.magasin.ecrire(cle, contenu)
    octets, sha256 = mesurer(contenu)
    return replace(volume, rendu=replace(volume.rendu, cle=cle, octets=octets, sha256=sha256))


def _fichier(volume: VolumeNomme) -> FichierLot:
    rendu = volume.rendu
    return FichierLot(volume.fichier, rendu.cle, PDF, rendu.octets, rendu.sha256)


def _poses(documents: Iterable[LigneDocument]) -> dict[str, list[str]]:
    """The numbers of the parchemins, by authority and in the order of printing: what the register puts on sheets."""
    numeros: dict[str, list[str]] = defaultdict(list)
    for ligne in documents:
        if ligne.type == PARCHEMIN and ligne.numero:
            numeros[departement_sur_trois(ligne.departement)].append(ligne.numero)
    return numeros


def _emissions(plan: Plan, volumes: Sequence[VolumeNomme]) -> Iterator[Emission]:
    """What the register writes down of each document, then of each slip: no name."""
    communs: Any = {"jour": plan.commande.jour, "usage": "impression", "format": "pdf"}
    for ligne in lignes(volumes):
        yield Emission.de(ligne, **communs)
    rien = dict.fromkeys(("session", "destinataire", "version_modele"), "")
    for bordereau in (un for volume in volumes for un in volume.rendu.bordereaux):
        releve = Releve(nom_fichier("BORDEREAU", "LIVRAISON", plan.lot, bordereau.siret), cases=bordereau.cases)
        yield Emission.de(bordereau, type=BORDEREAU_LIVRAISON, releve=releve, **rien, **communs)


Accompagnement = tuple[str, str, Callable[[Path], object]]


def _accompagnements(
    plan: Plan,
    volumes: Sequence[VolumeNomme],
    totaux: Comptes,
    ecartees: tuple[Ecartee, ...],
    atelier: Atelier,
    imprimer: Imprimer | None,
) -> Iterator[Accompagnement]:
    """The files that go with the volumes; without a volume, the corrections alone."""
    if totaux.documents:
        series: Mapping[str, str] = {}
        if plan.commande.souches:  # the pre-printed sheet of each number that has one
            series = atelier.registre.feuilles_de([ligne.numero for ligne in lignes(volumes) if ligne.numero])
        yield "manifeste.json", JSON, lambda chemin: ecrire_manifeste(chemin, plan, volumes, totaux, series)
        yield "manifeste.csv", CSV, lambda chemin: ecrire_csv(chemin, volumes, series)
        controle = feuille_de_controle(plan, volumes, totaux, ecartees, series)
        yield (
            "controle.pdf",
            PDF,
            lambda chemin: chemin.write_bytes(
                imprimer(controle) if imprimer else atelier.presse.rendre([controle]).contenu
            ),
        )
    yield "corrections.json", JSON, lambda chemin: ecrire_corrections(chemin, plan, ecartees)


def _ranger(accompagnements: Iterable[Accompagnement], chantier: Chantier, essai: str) -> Iterator[FichierLot]:
    """Write them in the store."""
    with dossier_provisoire() as dossier:
        for nom, type_media, faire in accompagnements:
            faire(dossier / nom)
            cle = chantier.cle(essai, nom)
            chantier.magasin.ecrire(cle, dossier / nom)
            yield FichierLot(nom, cle, type_media, *mesurer(dossier / nom))
