"""The order of the dossier technique d’évaluation: what the State needs to prepare and send the papers of the exam."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents import pv_general
from docgen.documents.page import parties
from docgen.documents.page.libelles_personnes import responsable_imprime
from docgen.documents.page.spec import Demande, PorteeDocument, Spec
from docgen.documents.page.typographie import accord, date_longue, heure, nom_imprime, telephone
from docgen.domain.regles.vocabulaire import Geste


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueDeSession):
    """What the model prints (DTE-01)."""

    heure: str
    fait: str
    courriel_autorite: str | None
    certifications: tuple[pv_general.LigneCertification, ...]
    nombre: str
    qualite_responsable: str
    telephone: str | None
    courriel: str | None
    contact: str


def vue(demande: Demande) -> Vue:
    """The view of the order; the contact is the responsable de session (guide, §5)."""
    dossier, agent = demande.dossier, demande.dossier.responsable
    responsable, qualite = responsable_imprime(dossier)
    return Vue(
        **parties.champs_de_session(SPEC, demande, en_tete=True),
        heure=heure(dossier.session.heure_debut),
        fait=f"{nom_imprime(dossier.centre.adresse.commune)}, le {date_longue(demande.jour)}",
        courriel_autorite=dossier.autorite.courriel,
        certifications=pv_general.certifications(dossier, demande.brouillon),
        nombre=accord(dossier.candidats_annonces, "candidat"),
        qualite_responsable=qualite,
        telephone=telephone(agent.telephone) if agent else None,
        courriel=agent.courriel if agent else None,
        contact=responsable,
    )


SPEC = Spec(
    code="commande_dte",
    intitule="Commande du dossier technique d’évaluation",
    famille="sessions",
    portee=PorteeDocument.SESSION,
    geste=Geste.COMMANDER_DTE,
    statuts=parties.A_CONVOQUER,
    vue=vue,
    fichier="DTE_<session>.pdf",
    pages_visees=1,
)
