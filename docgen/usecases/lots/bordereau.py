"""The separator of a centre: a delivery slip that lists what follows it in the volume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from docgen.documents.page.libelles_personnes import lignes_adresse, nom_complet
from docgen.documents.page.spec import STYLE_DU_RETOUR
from docgen.documents.page.typographie import accord, date_longue, majuscule, nom_imprime, siret
from docgen.domain.autorites import libelles
from docgen.domain.papiers.code_page import identifiant_emission
from docgen.domain.papiers.lots import plages
from docgen.domain.referentiels.calendrier import minuit
from docgen.rendering.html import composer, feuilles_de_style
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.usecases.lots.commande import GenreLot
from docgen.usecases.lots.morceau import Document
from docgen.usecases.lots.plan import Plan

MODELE, STYLES = "lots/bordereau/modele.html", ("commun/base.css", "lots/style.css", STYLE_DU_RETOUR)
INTITULE = "Bordereau de livraison"


@dataclass(frozen=True, slots=True)
class Ligne:
    """A document of the slip; ``rang`` is its rank in the volume, ``titulaire`` whom it is for."""

    rang: int
    document: str
    titulaire: str
    identifiant: str
    numero: str
    feuilles: int


@dataclass(frozen=True, slots=True)
class Groupe:
    """The documents of one session."""

    session: str
    titre: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, slots=True)
class Pose:
    """A document in its place: its rank in the volume, its pages and its sheets."""

    document: Document
    rang: int
    pages: int
    feuilles: int


def demande_bordereau(plan: Plan, poses: Sequence[Pose], suite: bool) -> DemandePresse:
    """What is asked of the press for the slip of these documents, all of one centre. ``suite``: the centre has begun
    in the volume before."""
    dossier = poses[0].document.session.dossier
    jour = plan.commande.jour
    structure, unite = libelles(dossier.autorite, jour)
    vue = {
        "intitule": INTITULE,
        "nature": "bordereau",
        "pied": f"{INTITULE} · édité le {date_longue(jour)}",
        "lot": plan.lot,
        "suite": suite,
        "ministere": majuscule(plan.reglages.ministere_au(jour)),
        "structure": structure,
        "unite": unite,
        "pli": plan.commande.genre is GenreLot.PLI_ETAT,
        "centre": nom_imprime(dossier.centre.raison_sociale),
        "siret": siret(dossier.centre.siret),
        "adresse": lignes_adresse(dossier.centre.adresse),
        "groupes": tuple(_groupes(poses)),
        **_totaux(poses),
    }
    html = composer(MODELE, vue, presse=True)
    return DemandePresse(
        html=html,
        styles=feuilles_de_style(*STYLES),
        intitule=f"{INTITULE} – {dossier.centre.siret}",
        date=minuit(jour),
        emission=identifiant_emission(html.encode()),
    )


def _totaux(poses: Sequence[Pose]) -> dict[str, object]:
    numeros = [pose.document.numero for pose in poses if pose.document.numero]
    return {
        "total_documents": accord(len(poses), "document"),
        "total_feuilles": accord(sum(pose.feuilles for pose in poses), "feuille"),
        "total_numeros": accord(len(numeros), "numéro"),
        "plages": tuple(
            premier if combien == 1 else f"{premier} à {dernier} ({combien})"
            for premier, dernier, combien in plages(numeros)
        ),
    }


def _groupes(poses: Sequence[Pose]) -> list[Groupe]:
    groupes = []
    for session, siennes in groupby(poses, key=lambda pose: pose.document.session.dossier.session.id):
        liste = list(siennes)
        titre = liste[0].document.session.dossier.titre
        groupes.append(Groupe(session, f"{titre.code} – {nom_imprime(titre.libelle)}", tuple(map(_ligne, liste))))
    return groupes


def _ligne(pose: Pose) -> Ligne:
    document, personne = pose.document, pose.document.demande.personne
    return Ligne(
        rang=pose.rang,
        document=document.spec.intitule,
        titulaire=nom_complet(personne) if personne else "",
        identifiant=document.demande.destinataire.id,
        numero=document.numero or "",
        feuilles=pose.feuilles,
    )
