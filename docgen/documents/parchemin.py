"""The parchemin: the paper that says that a titre, or a CCS, has been obtained. Always one page."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents.page import parties, signature
from docgen.documents.page.libelles import NATURES
from docgen.documents.page.libelles_personnes import ne_le, nom_complet
from docgen.documents.page.spec import Demande
from docgen.documents.page.typographie import date_longue, majuscule, texte_courant
from docgen.domain.acquis import Certification
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.referentiels.nsf import libelle_nsf
from docgen.domain.referentiels.visas import visas_au
from docgen.domain.session import TypeSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueCommune):
    """What the model prints. ``palier_*`` say how much a long text must shrink."""

    nature: str
    libelle: str
    palier_libelle: int
    titre_parent: str | None
    niveaux: str
    nsf: tuple[str, ...]
    rncp: str | None
    textes: str | None
    visas: tuple[str, ...]
    proces_verbal: str
    titulaire: str
    palier_titulaire: int
    naissance: str
    preuve: signature.Preuve
    signataire: signature.BlocSignataire


def textes_du_titre(dossier: Dossier) -> str | None:
    """``arrêté du 20 avril 2016 (Journal officiel du 28 avril 2016)``."""
    titre = dossier.titre
    arrete = f"arrêté du {date_longue(titre.date_arrete)}" if titre.date_arrete else None
    journal = f"Journal officiel du {date_longue(titre.date_jo)}" if titre.date_jo else None
    if arrete and journal:
        return f"{arrete} ({journal})"
    return arrete or journal


def proces_verbal(dossier: Dossier) -> str:
    """The PV on which the paper rests."""
    validation = dossier.session.validation
    texte = f"le procès-verbal de la session n°\u00a0{dossier.session.id}, tenue {parties.dates_de_session(dossier)}"
    if validation is None:
        return texte
    ordre = f" sous le n°\u00a0{validation.numero_ordre}" if validation.numero_ordre else ""
    return f"{texte} et validée le {date_longue(validation.date)}{ordre}"


def titre_parent(dossier: Dossier, certifie: Certification) -> str | None:
    """For a CCS, the titre that it belongs to."""
    if certifie.nature is not TypeSession.CCS:
        return None
    titre = dossier.titre
    return f"Certificat rattaché au titre professionnel «\u00a0{texte_courant(titre.libelle)}\u00a0» ({titre.code})"


def rncp(dossier: Dossier, certifie: Certification) -> str | None:
    """The titre's number in the national register; a CCS has none of its own, and gives it as the parent's."""
    numero = dossier.titre.rncp
    return f"titre inscrit sous le n°\u00a0{numero}" if numero and certifie.nature is TypeSession.CCS else numero


def vue(demande: Demande) -> Vue:
    """The view of one holder's parchemin."""
    dossier, candidat = demande.dossier, parties.candidat_de(demande)
    certifie = parties.certification_de(dossier, demande.brouillon)
    libelle = texte_courant(certifie.libelle)
    titulaire = nom_complet(candidat)
    validation = dossier.session.validation
    return Vue(
        **parties.champs_communs(SPEC, demande),
        nature=NATURES[certifie.nature],
        libelle=libelle,
        palier_libelle=parties.palier(libelle, 46, 110, 180),
        titre_parent=titre_parent(dossier, certifie),
        niveaux=majuscule(parties.niveaux(dossier.titre)),
        nsf=tuple(f"{code}\u00a0– {label}" if (label := libelle_nsf(code)) else code for code in dossier.titre.nsf),
        rncp=rncp(dossier, certifie),
        textes=textes_du_titre(dossier),
        visas=visas_au(validation.date if validation else dossier.session.fin),
        proces_verbal=proces_verbal(dossier),
        titulaire=titulaire,
        palier_titulaire=parties.palier(titulaire, 44, 72, 120),
        naissance=ne_le(candidat),
        preuve=signature.preuve(demande),
        signataire=signature.bloc_signataire(demande),
    )


SPEC = parties.spec_papier(
    code="parchemin",
    intitule="Parchemin",
    vue=vue,
    fichier="PARCHEMIN_<numero>.pdf",
    genre=GenrePapier.PARCHEMIN,
    pages_max=1,
)
