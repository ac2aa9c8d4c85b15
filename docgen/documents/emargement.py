"""The attendance sheets: for the jurors, a signature a day; for each evaluation situation, a signature a passage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from docgen.documents import pv_general
from docgen.documents.page import parties
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.spec import Demande, PorteeDocument, Spec
from docgen.documents.page.typographie import date_courte, duree, majuscule, nom_imprime, periode, texte_courant
from docgen.domain.dossier import Dossier
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.session import Epreuve, TypeSession

JOURS_MAX, PASSAGES_MAX = 5, 4  # columns wide enough to sign in
A_LA_MAIN = "……………………………………"


@dataclass(frozen=True, slots=True)
class LignePersonne:
    """Who signs: a juror with his quality, a candidate with his identifier."""

    ordre: int
    nom: str
    repere: str


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet, with the day or the days on which it is signed.

    The jurors of a session of many days, and a situation of many passages, take several.
    """

    intitule: str
    jours: str
    precision: str
    colonnes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueDeSession):
    """What the model prints."""

    jures: tuple[LignePersonne, ...]
    certificats: tuple[str, ...]
    feuilles_jury: tuple[Feuille, ...]
    feuilles: tuple[Feuille, ...]
    candidats: tuple[LignePersonne, ...]
    surveillants: tuple[str, ...]


def jours(dossier: Dossier) -> tuple[date, ...]:
    """Every day of the session; a draft whose end is before its start has its start alone."""
    debut, nombre = dossier.session.debut, (dossier.session.fin - dossier.session.debut).days + 1
    return tuple(debut + timedelta(rang) for rang in range(max(nombre, 1)))


def feuilles_jury(dossier: Dossier) -> Iterator[Feuille]:
    """The sheets of the jurors, a signature column for each day, as many sheets as the days need."""
    tous = jours(dossier)
    for premier in range(0, len(tous), JOURS_MAX):
        ceux = tous[premier : premier + JOURS_MAX]
        colonnes = tuple(f"Signature du {date_courte(jour)}" for jour in ceux)
        yield Feuille("Membres du jury", majuscule(periode(ceux[0], ceux[-1])), "", colonnes)


def feuilles_de(epreuve: Epreuve, quand: str) -> Iterator[Feuille]:
    """The sheets of one situation, as many signature columns as it has passages."""
    intitule, temps = texte_courant(epreuve.intitule), duree(epreuve.duree_minutes) if epreuve.duree_minutes else ""
    if epreuve.passages == 1:
        yield Feuille(intitule, quand, temps, ("Signature",))
        return
    precision = " · ".join(element for element in (temps, f"{epreuve.passages}\u00a0passages") if element)
    for premier in range(1, epreuve.passages + 1, PASSAGES_MAX):
        dernier = min(premier + PASSAGES_MAX - 1, epreuve.passages)
        colonnes = tuple(f"Passage\u00a0{rang}" for rang in range(premier, dernier + 1))
        yield Feuille(intitule, quand, precision, colonnes)


def feuilles(dossier: Dossier) -> tuple[Feuille, ...]:
    """The sheets of every situation, whose day is written by hand where the session has several.

    Without any situation in the payload, a sheet a day, whose situation is written by hand.
    """
    tous = jours(dossier)
    quand = majuscule(periode(tous[0], tous[-1])) + ("" if len(tous) == 1 else f" · épreuve passée le {A_LA_MAIN}")
    connues = tuple(feuille for epreuve in dossier.session.epreuves for feuille in feuilles_de(epreuve, quand))
    return connues or tuple(
        Feuille(f"Épreuve\u00a0: {A_LA_MAIN}", majuscule(periode(jour, jour)), "", ("Signature",)) for jour in tous
    )


def certificats(dossier: Dossier) -> tuple[str, ...]:
    """The CCPs of a CCP session: rank, code and label."""
    if dossier.session.type is not TypeSession.CCP:
        return ()
    lignes = pv_general.certifications(dossier, brouillon=True)
    return tuple(f"{ligne.repere} {ligne.code} – {ligne.libelle}" for ligne in lignes)


def _champs(demande: Demande) -> dict[str, Any]:
    """The fields of the session, with what each page repeats: the centre, the place and the dates."""
    champs, dossier = parties.champs_de_session(SPEC, demande), demande.dossier
    lieu = nom_imprime(parties.commune_du_site(dossier) or "")
    rappel = (nom_imprime(dossier.centre.raison_sociale), lieu, champs["dates"])
    champs["concerne"] = ", ".join(element for element in rappel if element)
    repete = f"{SPEC.intitule}{champs['concerne']}{dossier.titre.libelle}{dossier.session.id}"
    champs["palier_rappel"] = parties.palier_du_rappel(repete)
    return champs


def vue(demande: Demande) -> Vue:
    """The view of the session's sheets."""
    dossier = demande.dossier
    return Vue(
        **_champs(demande),
        jures=tuple(
            LignePersonne(ordre, jure.nom, jure.qualite)
            for ordre, jure in enumerate(pv_general.lignes_jury(dossier), start=1)
        ),
        certificats=certificats(dossier),
        feuilles_jury=tuple(feuilles_jury(dossier)),
        feuilles=feuilles(dossier),
        candidats=tuple(
            LignePersonne(ordre, nom_imprime(f"{candidat.nom} {candidat.prenoms}"), candidat.id)
            for ordre, candidat in enumerate(dossier.candidats, start=1)
        ),
        surveillants=tuple(nom_complet(surveillant) for surveillant in dossier.surveillants),
    )


SPEC = Spec(
    code="emargement",
    intitule="Feuilles d’émargement",
    famille="pv",
    portee=PorteeDocument.SESSION,
    geste=Geste.EDITER_CONVOCATIONS,
    statuts=parties.A_CONVOQUER,
    vue=vue,
    fichier="EMARGEMENT_<session>_<ddmmyyyy>.pdf",
    revient_signe=True,
)
