"""The livret de certification: the CCPs obtained, those that remain, and until when they count."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents import parchemin
from docgen.documents.page import libelles_acquis, parties, signature
from docgen.documents.page.libelles_personnes import ne_le, nom_complet
from docgen.documents.page.spec import Demande
from docgen.documents.page.typographie import majuscule, nom_imprime
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.referentiels.visas import visas_au


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueCommune):
    """What the model prints."""

    titulaire: str
    palier_titulaire: int
    nom_usage: str | None
    naissance: str
    identifiant: str
    proces_verbal: str
    visas: tuple[str, ...]
    obtenus: tuple[libelles_acquis.LigneAcquis, ...]
    restants: tuple[libelles_acquis.LigneAcquis, ...]
    capitalisation: str
    preuve: signature.Preuve
    signataire: signature.BlocSignataire


def vue(demande: Demande) -> Vue:
    """The view of one holder's livret."""
    dossier, candidat = demande.dossier, parties.candidat_de(demande)
    validation = dossier.session.validation
    titulaire = nom_complet(candidat)
    return Vue(
        **parties.champs_communs(SPEC, demande),
        titulaire=titulaire,
        palier_titulaire=parties.palier(titulaire, 40, 80, 140),
        nom_usage=nom_imprime(candidat.nom_usage) if candidat.nom_usage else None,
        naissance=majuscule(ne_le(candidat)),
        identifiant=candidat.id,
        proces_verbal=parchemin.proces_verbal(dossier),
        visas=visas_au(validation.date if validation else dossier.session.fin),
        obtenus=libelles_acquis.obtenus(dossier, candidat),
        restants=libelles_acquis.restants(dossier, candidat),
        capitalisation=libelles_acquis.phrase_capitalisation(dossier),
        preuve=signature.preuve(demande),
        signataire=signature.bloc_signataire(demande),
    )


SPEC = parties.spec_papier(
    code="livret",
    intitule="Livret de certification",
    vue=vue,
    fichier="LIVRET_<numero>.pdf",
    genre=GenrePapier.LIVRET,
)
