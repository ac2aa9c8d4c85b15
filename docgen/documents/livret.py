"""The livret de certification: the CCPs obtained, those that remain, and until when they count."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents import acquis, page, parchemin, signature
from docgen.documents.spec import Demande, Destinataire, PorteeDocument, Spec
from docgen.documents.typographie import majuscule, nom_imprime
from docgen.domain.attribution import papiers_attendus
from docgen.domain.dossier import Dossier
from docgen.domain.noms_fichiers import nom_fichier, partie
from docgen.domain.papier import GenrePapier
from docgen.domain.regles import Geste
from docgen.domain.visas import visas_au


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(page.VueCommune):
    """What the model prints."""

    titulaire: str
    palier_titulaire: int
    nom_usage: str | None
    naissance: str
    identifiant: str
    proces_verbal: str
    visas: tuple[str, ...]
    obtenus: tuple[acquis.LigneAcquis, ...]
    restants: tuple[acquis.LigneAcquis, ...]
    capitalisation: str
    preuve: signature.Preuve
    signataire: signature.BlocSignataire


def recipiendaires(dossier: Dossier) -> tuple[Destinataire, ...]:
    """The candidates who are due a livret (PARC-06)."""
    attendus = {candidat.id for candidat, genre in papiers_attendus(dossier) if genre is GenrePapier.LIVRET}
    return tuple(pour for pour in page.pour_les_candidats(dossier) if pour.id in attendus)


def vue(demande: Demande) -> Vue:
    """The view of one holder's livret."""
    dossier, candidat = demande.dossier, page.candidat_de(demande)
    validation = dossier.session.validation
    titulaire = page.nom_complet(candidat)
    return Vue(
        **page.champs_communs(SPEC, demande),
        titulaire=titulaire,
        palier_titulaire=page.palier(titulaire, 40, 80, 140),
        nom_usage=nom_imprime(candidat.nom_usage) if candidat.nom_usage else None,
        naissance=majuscule(page.ne_le(candidat)),
        identifiant=candidat.id,
        proces_verbal=parchemin.proces_verbal(dossier),
        visas=visas_au(validation.date if validation else dossier.session.fin),
        obtenus=acquis.obtenus(dossier, candidat),
        restants=acquis.restants(dossier, candidat),
        capitalisation=acquis.phrase_capitalisation(dossier),
        preuve=signature.preuve(demande),
        signataire=signature.bloc_signataire(demande),
    )


def fichier(demande: Demande) -> str:
    """``LIVRET_<numero>.pdf``; a draft, which has no number, bears the session and the candidate."""
    numero = demande.papier.numero if demande.papier else None
    if numero:
        return nom_fichier("LIVRET", numero)
    return nom_fichier("LIVRET", partie(demande.dossier.session.id), partie(demande.destinataire.id))


SPEC = Spec(
    code="livret",
    intitule="Livret de certification",
    famille="parchemins",
    portee=PorteeDocument.CANDIDAT,
    geste=Geste.EDITER_PARCHEMINS,
    statuts=page.VALIDEE,
    version="2026-11",
    destinataires=recipiendaires,
    jour_libelles=page.premiere_emission,
    vue=vue,
    nom_fichier=fichier,
    genre=GenrePapier.LIVRET,
    pages_visees=1,
)
