"""The attendance sheets: one for the jurors, then one for each evaluation situation, a signature for each passage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from docgen.documents import page, pv_general
from docgen.documents.noms_fichiers import jour_compact, nom_fichier
from docgen.documents.spec import Demande, PorteeDocument, Spec
from docgen.documents.typographie import date_courte, duree, nom_imprime, texte_courant
from docgen.domain.dossier import Dossier
from docgen.domain.regles import Geste
from docgen.domain.session import Epreuve

JOURS_MAX, PASSAGES_MAX = 5, 4  # columns wide enough to sign in


@dataclass(frozen=True, slots=True)
class LignePersonne:
    """Who signs: a juror with his quality, a candidate with his identifier."""

    ordre: int
    nom: str
    repere: str


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet of one evaluation situation; a situation of many passages takes several."""

    intitule: str
    precision: str
    colonnes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(page.VueCommune):
    """What the model prints."""

    type_session: str
    dates: str
    centre: page.BlocCentre
    responsable: str
    jures: tuple[LignePersonne, ...]
    jours: tuple[str, ...]
    feuilles: tuple[Feuille, ...]
    candidats: tuple[LignePersonne, ...]
    surveillants: tuple[str, ...]


def jours(dossier: Dossier) -> tuple[str, ...]:
    """A signature column for each day of the session; a single one when they are too many for a page."""
    debut, nombre = dossier.session.debut, (dossier.session.fin - dossier.session.debut).days + 1
    if not 1 <= nombre <= JOURS_MAX:
        return ("Signature",)
    return tuple(f"Signature du {date_courte(debut + timedelta(rang))}" for rang in range(nombre))


def feuilles_de(epreuve: Epreuve) -> Iterator[Feuille]:
    """The sheets of one situation, as many signature columns as it has passages."""
    intitule, temps = texte_courant(epreuve.intitule), duree(epreuve.duree_minutes) if epreuve.duree_minutes else ""
    if epreuve.passages == 1:
        yield Feuille(intitule, temps, ("Signature",))
        return
    precision = " · ".join(element for element in (temps, f"{epreuve.passages}\u00a0passages") if element)
    for premier in range(1, epreuve.passages + 1, PASSAGES_MAX):
        dernier = min(premier + PASSAGES_MAX - 1, epreuve.passages)
        yield Feuille(intitule, precision, tuple(f"Passage\u00a0{rang}" for rang in range(premier, dernier + 1)))


def feuilles(dossier: Dossier) -> tuple[Feuille, ...]:
    """The sheets of every situation; without any in the payload, one whose situation is written by hand."""
    connues = tuple(feuille for epreuve in dossier.session.epreuves for feuille in feuilles_de(epreuve))
    return connues or (Feuille("Épreuve\u00a0: ……………………………………", "", ("Signature",)),)


def vue(demande: Demande) -> Vue:
    """The view of the session's sheets."""
    dossier = demande.dossier
    return Vue(
        **page.champs_communs(SPEC, demande),
        type_session=page.type_de_session(dossier),
        dates=page.dates_de_session(dossier),
        centre=page.bloc_centre(dossier),
        responsable=pv_general.responsable(dossier)[0],
        jures=tuple(
            LignePersonne(ordre, jure.nom, jure.qualite)
            for ordre, jure in enumerate(pv_general.lignes_jury(dossier), start=1)
        ),
        jours=jours(dossier),
        feuilles=feuilles(dossier),
        candidats=tuple(
            LignePersonne(ordre, nom_imprime(f"{candidat.nom} {candidat.prenoms}"), candidat.id)
            for ordre, candidat in enumerate(dossier.candidats, start=1)
        ),
        surveillants=tuple(page.nom_complet(surveillant) for surveillant in dossier.surveillants),
    )


def fichier(demande: Demande) -> str:
    """``EMARGEMENT_<session>_<ddmmyyyy>.pdf``."""
    session = demande.dossier.session
    return nom_fichier("EMARGEMENT", session.id, jour_compact(session.debut))


SPEC = Spec(
    code="emargement",
    intitule="Feuilles d’émargement",
    famille="pv",
    portee=PorteeDocument.SESSION,
    geste=Geste.EDITER_CONVOCATIONS,
    statuts=page.A_CONVOQUER,
    version="2026-11",
    destinataires=page.pour_la_session,
    jour_libelles=page.fin_de_session,
    vue=vue,
    nom_fichier=fichier,
)
