"""The bordereau of the pli to the State: the signed originals that go, and those that stay (PV-02)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from docgen.documents import pv_general, pv_individuel
from docgen.documents.page import libelles, parties
from docgen.documents.page.libelles_personnes import responsable_imprime
from docgen.documents.page.spec import Demande, PorteeDocument
from docgen.documents.page.typographie import INSECABLE, accord, nom_imprime
from docgen.domain.dossier import Dossier
from docgen.domain.pli import pv_conserves, pv_transmis
from docgen.domain.resultat import Decision


@dataclass(frozen=True, slots=True)
class LignePiece:
    """An original of the pli; that of the session names nobody."""

    ordre: int
    intitule: str
    candidat: str
    identifiant: str
    decision: str
    feuilles: str = INSECABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueDeSession):
    """What the model prints. Sheets are counted by hand, but in a lot, which knows how many pages each PV takes."""

    qualite_responsable: str
    courriel: str | None
    pieces: tuple[LignePiece, ...]
    total: str
    total_feuilles: str
    a_compter: bool
    conserves: tuple[str, ...]


def pieces(dossier: Dossier, feuilles: tuple[int, ...] = ()) -> tuple[LignePiece, ...]:
    """The general PV, then the individual PV of every PARTIEL and REFUSE, in the payload's order, with their sheets."""
    lignes = [LignePiece(1, pv_general.SPEC.intitule, libelles.AUCUN, libelles.AUCUN, libelles.AUCUN)]
    for ordre, candidat in enumerate(pv_transmis(dossier), start=2):
        nom = nom_imprime(f"{candidat.nom} {candidat.prenoms}")
        lignes.append(LignePiece(ordre, pv_individuel.SPEC.intitule, nom, candidat.id, libelles.decision(candidat)))
    if not feuilles:
        return tuple(lignes)
    return tuple(replace(ligne, feuilles=str(nombre)) for ligne, nombre in zip(lignes, feuilles, strict=True))


def conserves(dossier: Dossier) -> tuple[str, ...]:
    """How many individual PVs stay at the centre, and why; nobody is named."""
    resultats = [candidat.resultat for candidat in pv_conserves(dossier) if candidat.resultat]
    admis = sum(resultat.est_present and resultat.decision is Decision.ADMIS for resultat in resultats)
    absents = sum(resultat.presence is not None and not resultat.est_present for resultat in resultats)
    comptes = (
        (admis, "de candidat admis", "de candidats admis", "la réussite est au procès-verbal général"),
        (absents, "de candidat absent", "de candidats absents", "le jury n’a rien décidé"),
    )
    return tuple(
        f"{accord(nombre, 'procès-verbal individuel', 'procès-verbaux individuels')} "
        f"{singulier if nombre == 1 else pluriel}\u00a0: {raison}."
        for nombre, singulier, pluriel, raison in comptes
        if nombre
    )


def vue(demande: Demande) -> Vue:
    """The view of the session's bordereau."""
    dossier = demande.dossier
    envoyees = pieces(dossier, demande.feuilles)
    return Vue(
        **parties.champs_de_session(SPEC, demande),
        qualite_responsable=responsable_imprime(dossier)[1],
        courriel=dossier.autorite.courriel,
        pieces=envoyees,
        total=accord(len(envoyees), "original", "originaux"),
        total_feuilles=str(sum(demande.feuilles)) if demande.feuilles else "………",
        a_compter=not demande.feuilles,
        conserves=conserves(dossier),
    )


SPEC = parties.spec_pv(
    code="bordereau_pv",
    intitule="Bordereau de transmission des procès-verbaux",
    portee=PorteeDocument.SESSION,
    vue=vue,
    fichier="BORDEREAU_<session>_<ddmmyyyy>.pdf",
)
