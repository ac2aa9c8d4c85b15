"""The posting of results: who obtained the titre, the CCS, each CCP, and nothing of anyone else's result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docgen.documents.page import parties
from docgen.documents.page.libelles import NATURES
from docgen.documents.page.spec import Condition, Demande, PorteeDocument, Spec
from docgen.documents.page.typographie import accord, date_longue, nom_imprime, texte_courant
from docgen.domain.acquis import ccp_obtenus, obtient_la_certification
from docgen.domain.dossier import Dossier
from docgen.domain.langue.alphabet import cle_alphabetique
from docgen.domain.personnes import Candidat
from docgen.domain.regles.vocabulaire import Geste


@dataclass(frozen=True, slots=True)
class LigneAdmis:
    """Someone who obtained what the list is about."""

    nom: str
    prenoms: str
    identifiant: str


@dataclass(frozen=True, slots=True)
class Liste:
    """A certification and those who obtained it, in alphabetical order."""

    genre: str
    code: str
    libelle: str
    admis: tuple[LigneAdmis, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueDeSession):
    """What the model prints: no count of candidates, from which the others' results could be told."""

    validation: str | None
    listes: tuple[Liste, ...]


def liste(genre: str, code: str, libelle: str, admis: Iterable[Candidat]) -> Liste:
    """One list, in French alphabetical order."""
    ranges = sorted(admis, key=lambda un: (cle_alphabetique(un.nom, un.prenoms), un.id))
    lignes = tuple(LigneAdmis(nom_imprime(un.nom), nom_imprime(un.prenoms), un.id) for un in ranges)
    return Liste(genre, code, texte_courant(libelle), lignes, accord(len(lignes), "nom"))


def listes(dossier: Dossier, brouillon: bool = False) -> tuple[Liste, ...]:
    """The lists by titre, CCS and CCP that have someone; whoever holds the titre is not named again by CCP."""
    certifie = parties.certification_de(dossier, brouillon)
    certifies = [candidat for candidat in dossier.candidats if obtient_la_certification(candidat, dossier)]
    toutes = [liste(NATURES[certifie.nature], certifie.code, certifie.libelle, certifies)]
    for ccp in dossier.titre.ccp:
        obtenu = [un for un in dossier.candidats if un not in certifies and ccp.code in ccp_obtenus(un, dossier)]
        toutes.append(liste(f"CCP\u00a0{ccp.numero}", ccp.code, ccp.libelle, obtenu))
    return tuple(une for une in toutes if une.admis)


def vue(demande: Demande) -> Vue:
    """The view of the session's posting."""
    dossier, validation = demande.dossier, demande.dossier.session.validation
    numero = f" sous le n°\u00a0{validation.numero_ordre}" if validation and validation.numero_ordre else ""
    return Vue(
        **parties.champs_de_session(SPEC, demande),
        validation=f"le {date_longue(validation.date)}{numero}" if validation else None,
        listes=listes(dossier, demande.brouillon),
    )


SPEC = Spec(
    code="affichage",
    intitule="Affichage des résultats",
    famille="pv",
    portee=PorteeDocument.SESSION,
    geste=Geste.AFFICHER_RESULTATS,
    statuts=parties.VALIDEE,
    condition=Condition("une fois les plis récupérés", lambda dossier: dossier.session.plis_recuperes),
    vue=vue,
    fichier="AFFICHAGE_<session>_<ddmmyyyy>.pdf",
)
