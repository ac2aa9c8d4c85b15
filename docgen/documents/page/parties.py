"""What every document shows: the State's heading, the titre, the session, the foot cartouche."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from docgen.documents.page.libelles_personnes import lignes_adresse, responsable_imprime
from docgen.documents.page.spec import Demande, PorteeDocument, Spec, Vue
from docgen.documents.page.typographie import (
    a_lieu,
    date_courte,
    date_longue,
    majuscule,
    nom_imprime,
    periode,
    siret,
    telephone,
    texte_courant,
)
from docgen.domain.acquis import Certification, certification
from docgen.domain.autorites import libelles
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.session import StatutSession, TypeSession
from docgen.domain.titre import Titre, niveau_affiche
from docgen.errors import RenduImpossible

A_CONVOQUER = frozenset({StatutSession.EN_PREPARATION, StatutSession.DTE_DEMANDE, StatutSession.CONVOCATIONS_ENVOYEES})
PV = frozenset({StatutSession.TERMINEE, StatutSession.VALIDEE})
VALIDEE = frozenset({StatutSession.VALIDEE})
# What types of one family have alike.
spec_convocation = partial(
    Spec,
    famille="convocations",
    geste=Geste.EDITER_CONVOCATIONS,
    statuts=A_CONVOQUER,
    formats=("pdf", "docx"),
    pages_visees=1,
    lettre_du_centre=True,
)
spec_pv = partial(Spec, famille="pv", geste=Geste.EDITER_PV, statuts=PV, revient_signe=True)
spec_papier = partial(
    Spec,
    famille="parchemins",
    portee=PorteeDocument.CANDIDAT,
    geste=Geste.EDITER_PARCHEMINS,
    statuts=VALIDEE,
    pages_visees=1,
)
CCS_INCONNU = "CCS inconnu"
NOM_AU_RAPPEL = 120  # letters; beyond, the running head gives the name without the first names


@dataclass(frozen=True, slots=True, kw_only=True)
class VueCommune(Vue):
    """The fields that every model prints; ``ccs`` is the certificate of a CCS session, whose titre is the parent."""

    intitule: str
    ministere: str
    structure: str
    unite: str | None
    code_titre: str
    millesime: str
    libelle_titre: str
    abrege: str
    date_jo: str | None
    ccs: Certification | None
    session: str
    concerne: str
    palier_rappel: int
    version_modele: str
    brouillon: bool


@dataclass(frozen=True, slots=True)
class BlocCentre:
    """The centre as documents print it."""

    nom: str
    siret: str
    agrement: str
    adresse: tuple[str, ...]
    site: str
    telephone: str | None
    courriel: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VueDeSession(VueCommune):
    """The fields of the documents that describe the session itself."""

    type_session: str
    dates: str
    centre: BlocCentre
    responsable: str


def champs_communs(spec: Spec, demande: Demande) -> dict[str, Any]:
    """The fields of :class:`VueCommune`, with the State's labels of the document's own date (AUTO-01)."""
    dossier = demande.dossier
    jour = spec.jour_libelles(demande)
    structure, unite = libelles(dossier.autorite, jour)
    concerne = personne_concernee(demande)
    return {
        "intitule": spec.intitule,
        "ministere": nom_imprime(majuscule(demande.reglages.ministere_au(jour))),
        "structure": nom_imprime(structure),
        "unite": nom_imprime(unite) if unite else None,
        "code_titre": dossier.titre.code,
        "millesime": dossier.titre.millesime,
        "libelle_titre": texte_courant(dossier.titre.libelle),
        "abrege": dossier.titre.abrege,
        "date_jo": date_courte(dossier.titre.date_jo) if dossier.titre.date_jo else None,
        "ccs": _ccs(dossier, demande.brouillon or spec.geste is None),
        "session": dossier.session.id,
        "concerne": concerne,
        "palier_rappel": palier_du_rappel(f"{spec.intitule}{concerne}{dossier.titre.libelle}{dossier.session.id}"),
        "version_modele": spec.version_de(demande),
        "brouillon": demande.brouillon,
    }


def champs_de_session(
    spec: Spec, demande: Demande, *, en_tete: bool = False, nommer_ccs: bool = False
) -> dict[str, Any]:
    """The fields of :class:`VueDeSession`; ``en_tete`` where the days begin a line. See :func:`type_de_session`."""
    dossier = demande.dossier
    dates = dates_de_session(dossier)
    return dict(
        **champs_communs(spec, demande),
        type_session=type_de_session(dossier, nommer_ccs),
        dates=majuscule(dates) if en_tete else dates,
        centre=bloc_centre(dossier),
        responsable=responsable_imprime(dossier)[0],
    )


def _ccs(dossier: Dossier, meme_inconnu: bool) -> Certification | None:
    if dossier.session.type is not TypeSession.CCS:
        return None
    ccs = certification_de(dossier, meme_inconnu)
    return replace(ccs, libelle=texte_courant(ccs.libelle))


def personne_concernee(demande: Demande) -> str:
    """``FONTAINE Marie, 9741411152681F``: who a document of one person is about; nothing for a session's."""
    personne = demande.personne
    if personne is None:
        return ""
    nom = f"{personne.nom} {personne.prenoms if isinstance(personne, Candidat) else personne.prenom}"
    return f"{nom_imprime(nom if len(nom) <= NOM_AU_RAPPEL else personne.nom)}, {personne.id}"


def candidat_de(demande: Demande) -> Candidat:
    """The candidate whom the document is for."""
    return demande.dossier.candidats[demande.rang]


# Values that several documents print.


def certification_de(dossier: Dossier, brouillon: bool = False) -> Certification:
    """What the session certifies; a draft may say that its CCS is not known.

    Raises:
        RenduImpossible: the titre has no such CCS: nothing may be printed, above all not the titre in its stead.
    """
    certifie = certification(dossier)
    if certifie is not None:
        return certifie
    if brouillon:
        return Certification(TypeSession.CCS, CCS_INCONNU, "certificat qui n’est pas désigné")
    raise RenduImpossible(
        f"Le document n'a pas été composé : le titre {dossier.titre.code} n'a pas de CCS "
        f"« {dossier.session.ccs or ''} ». Citez un CCS du titre."
    )


def type_de_session(dossier: Dossier, nommer_ccs: bool = False) -> str:
    """``Session titre, avec entretien final``; ``nommer_ccs`` where no title block names the CCS of a CCS session."""
    session = dossier.session
    if session.type is TypeSession.CCS:
        ccs = certification(dossier) if nommer_ccs else None
        return f"Session CCS «\u00a0{texte_courant(ccs.libelle)}\u00a0»" if ccs else "Session CCS"
    entretien = "avec" if session.entretien_final else "sans"
    objet = "titre" if session.type is TypeSession.TITRE else "CCP"
    return f"Session {objet}, {entretien} entretien final"


def niveaux(titre: Titre) -> str:
    """``niveau III de la nomenclature de 1969 · niveau 5 du cadre européen``: both frames, by the titre's date."""
    francais, europeen = niveau_affiche(titre)
    cadre = "du cadre national" if francais == europeen else "de la nomenclature de 1969"
    return f"niveau\u00a0{francais} {cadre} · niveau\u00a0{europeen} du cadre européen des certifications"


def dates_de_session(dossier: Dossier) -> str:
    """``du 25 au 27 février 2019``."""
    return periode(dossier.session.debut, dossier.session.fin)


def bloc_centre(dossier: Dossier) -> BlocCentre:
    """The centre, its agrément, and the place of the exam when it is elsewhere."""
    centre = dossier.centre
    site = lignes_adresse(dossier.session.lieu) or lignes_adresse(centre.adresse)
    return BlocCentre(
        nom=nom_imprime(centre.raison_sociale),
        siret=siret(centre.siret),
        agrement=dossier.agrement.id if dossier.agrement else "non communiqué",
        adresse=lignes_adresse(centre.adresse),
        site=", ".join(site),
        telephone=telephone(centre.telephone),
        courriel=centre.courriel,
    )


def commune_du_site(dossier: Dossier) -> str | None:
    """The commune where the session is held."""
    lieu = dossier.session.lieu or dossier.centre.adresse
    return lieu.commune if lieu else None


def fait_a(commune: str | None, jour: date) -> str:
    """``Fait à Saint-Denis, le 27 février 2019``."""
    lieu = f"Fait {a_lieu(commune)}, le" if commune else "Fait le"
    return f"{lieu} {date_longue(jour)}"


def palier_du_rappel(texte: str) -> int:
    """How much the running head must shrink."""
    return palier(texte, 150, 300, 400)


def palier(texte: str, *longueurs: int) -> int:
    """How much a text must shrink to hold: the number of lengths that it exceeds, for a CSS class ``palier-n``."""
    return sum(len(texte) > longueur for longueur in longueurs)
