"""The collection form (RA): one row a paper issued, signed by each holder, then sent back to the authority."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents import pv_general
from docgen.documents.page import libelles, parties
from docgen.documents.page.spec import Condition, Demande, PorteeDocument, Spec
from docgen.documents.page.typographie import accord, date_courte, date_longue, majuscule, nom_imprime
from docgen.domain.acquis import numero_certification
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier, Papier
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.personnes import Candidat
from docgen.domain.regles.apres_examen.remise import echeance
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.session import TypeSession


@dataclass(frozen=True, slots=True)
class LignePapier:
    """A paper to hand over."""

    ordre: int
    nom: str
    prenoms: str
    identifiant: str
    genre: str
    numero: str
    remis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueCommune):
    """What the model prints. ``situation`` is the day on which ``non_retires`` is true."""

    reference: str
    certificats: tuple[str, ...]
    dates: str
    centre: parties.BlocCentre
    papiers: tuple[LignePapier, ...]
    total: str
    non_retires: tuple[LignePapier, ...]
    situation: str | None
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
        genre=genre.value.capitalize(),
        numero=(papier.numero if papier else None) or libelles.AUCUN,
        remis=date_courte(papier.remis_le) if papier and papier.remis_le else "",
    )


def certificats(dossier: Dossier) -> tuple[str, ...]:
    """Every CCP of a CCP session, named; the title block names the titre or the CCS of the others."""
    if dossier.session.type is not TypeSession.CCP:
        return ()
    return tuple(f"{une.repere} ({une.code}) – {une.libelle}" for une in pv_general.certifications(dossier, True))


def non_retires(papiers: tuple[LignePapier, ...]) -> tuple[LignePapier, ...]:
    """The numbered papers without a collection, once the register knows one of the session's."""
    if not any(papier.remis for papier in papiers):
        return ()
    return tuple(papier for papier in papiers if not papier.remis and papier.numero != libelles.AUCUN)


def vue(demande: Demande) -> Vue:
    """The view of the session's form; only papers that the register has issued are on it (REMI-04)."""
    dossier = demande.dossier
    emis = {(papier.demande.genre.value, papier.demande.destinataire): papier for papier in demande.papiers}
    attendus = [
        (candidat, genre)
        for candidat, genre in papiers_attendus(dossier)
        if demande.brouillon or (genre.value, candidat.id) in emis
    ]
    dernier_jour = echeance(dossier, demande.papiers)
    lignes = tuple(ligne(ordre, candidat, genre, emis) for ordre, (candidat, genre) in enumerate(attendus, 1))
    a_part = non_retires(lignes)
    champs = parties.champs_communs(SPEC, demande)
    return Vue(
        **champs,
        reference=numero_certification(dossier),
        certificats=certificats(dossier),
        dates=majuscule(parties.dates_de_session(dossier)),
        centre=parties.bloc_centre(dossier),
        papiers=lignes,
        total=accord(len(attendus), "papier"),
        non_retires=a_part,
        situation=date_longue(demande.jour) if a_part else None,
        echeance=date_longue(dernier_jour) if dernier_jour else None,
        renvoi=champs["unite"] or champs["structure"],
        courriel=dossier.autorite.courriel,
        nom_fichier=SPEC.nom_fichier(demande),
    )


SPEC = Spec(
    code="formulaire_remise",
    intitule="Formulaire de remise des parchemins, livrets et notifications",
    famille="parchemins",
    portee=PorteeDocument.SESSION,
    geste=Geste.EDITER_REMISE,
    statuts=parties.VALIDEE,
    condition=Condition("s’il y a un papier à remettre", lambda dossier: bool(papiers_attendus(dossier))),
    vue=vue,
    fichier="RA_<TP or CP number>_<abrégé>_<centre>_<ddmmyyyy>.pdf",
    revient_signe=True,
    formats=("pdf", "docx"),
    genre=GenrePapier.FORMULAIRE_REMISE,
)
