"""The collection form (RA): one row a paper issued, signed by each holder, then sent back to the authority."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents import libelles, page
from docgen.documents.noms_fichiers import jour_compact, nom_fichier, partie_majuscule
from docgen.documents.spec import Demande, PorteeDocument, Spec
from docgen.documents.typographie import accord, date_longue, majuscule, nom_imprime
from docgen.domain.attribution import papiers_attendus
from docgen.domain.dossier import Dossier
from docgen.domain.papier import GenrePapier, Papier
from docgen.domain.personnes import Candidat
from docgen.domain.regles import Geste
from docgen.domain.regles.remise import echeance
from docgen.domain.session import TypeSession

GENRES = {
    GenrePapier.PARCHEMIN: "Parchemin",
    GenrePapier.LIVRET: "Livret",
    GenrePapier.NOTIFICATION: "Notification",
}


@dataclass(frozen=True, slots=True)
class LignePapier:
    """A paper to hand over."""

    ordre: int
    nom: str
    prenoms: str
    identifiant: str
    genre: str
    numero: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(page.VueCommune):
    """What the model prints."""

    reference: str
    dates: str
    centre: page.BlocCentre
    papiers: tuple[LignePapier, ...]
    total: str
    echeance: str | None
    renvoi: str
    courriel: str | None
    nom_fichier: str


def ligne(ordre: int, candidat: Candidat, genre: GenrePapier, emis: dict[tuple[str, str], Papier]) -> LignePapier:
    """The row of one paper, with its number when it has one."""
    papier = emis.get((genre.value, candidat.id))
    return LignePapier(
        ordre=ordre,
        nom=nom_imprime(candidat.nom),
        prenoms=nom_imprime(candidat.prenoms),
        identifiant=candidat.id,
        genre=GENRES[genre],
        numero=(papier.numero if papier else None) or libelles.AUCUN,
    )


def vue(demande: Demande) -> Vue:
    """The view of the session's form; only papers that the register has issued are on it (REMI-04)."""
    dossier = demande.dossier
    emis = {(papier.demande.genre.value, papier.demande.destinataire): papier for papier in demande.papiers}
    attendus = [
        (candidat, genre)
        for candidat, genre in papiers_attendus(dossier)
        if demande.brouillon or (genre.value, candidat.id) in emis
    ]
    dernier_jour = echeance(dossier)
    champs = page.champs_communs(SPEC, demande)
    return Vue(
        **champs,
        reference=numero_certification(dossier),
        dates=majuscule(page.dates_de_session(dossier)),
        centre=page.bloc_centre(dossier),
        papiers=tuple(ligne(ordre, candidat, genre, emis) for ordre, (candidat, genre) in enumerate(attendus, 1)),
        total=accord(len(attendus), "papier"),
        echeance=date_longue(dernier_jour) if dernier_jour else None,
        renvoi=champs["unite"] or champs["structure"],
        courriel=dossier.autorite.courriel,
        nom_fichier=fichier(demande),
    )


def numero_certification(dossier: Dossier) -> str:
    """The TP number; in a session of one CCP, its number."""
    session = dossier.session
    return session.ccp[0] if session.type is TypeSession.CCP and len(session.ccp) == 1 else dossier.titre.code


def fichier(demande: Demande) -> str:
    """``RA_<TP or CP number>_<abrégé>_<centre>_<ddmmyyyy>.pdf`` (REMI-01)."""
    dossier = demande.dossier
    return nom_fichier(
        "RA",
        numero_certification(dossier),
        dossier.titre.abrege,
        partie_majuscule(dossier.centre.nom_court),
        jour_compact(dossier.session.debut),
    )


SPEC = Spec(
    code="formulaire_remise",
    intitule="Formulaire de remise des parchemins, livrets et notifications",
    famille="parchemins",
    portee=PorteeDocument.SESSION,
    geste=Geste.EDITER_REMISE,
    statuts=page.VALIDEE,
    version="2026-11",
    destinataires=page.pour_la_session,
    jour_libelles=page.premiere_emission,
    vue=vue,
    nom_fichier=fichier,
    formats=("pdf", "docx"),
    genre=GenrePapier.FORMULAIRE_REMISE,
)
