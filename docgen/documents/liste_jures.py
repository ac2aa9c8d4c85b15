"""The list of a titre's jurors: a workbook to work on, and the same list on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docgen.documents.page import libelles, parties
from docgen.documents.page.libelles_personnes import lignes_adresse, nom_complet
from docgen.documents.page.spec import Colonne, Demande, PorteeDocument, Spec, Tableau
from docgen.documents.page.typographie import accord, date_courte, date_longue, nom_imprime, telephone, texte_courant
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Habilitation, Portee, StatutHabilitation
from docgen.domain.langue.alphabet import cle_alphabetique
from docgen.domain.personnes import Adresse, Civilite, Jure
from docgen.domain.session import TypeSession

STATUTS = {
    StatutHabilitation.BROUILLON: "Brouillon",
    StatutHabilitation.ACTIVE: "Active",
    StatutHabilitation.SUSPENDUE: "Suspendue",
    StatutHabilitation.EXPIREE: "Expirée",
}
COLONNES = (
    Colonne("Identifiant", 14),
    Colonne("Nom", 24),
    Colonne("Prénom", 18),
    Colonne("Civilité", 9),
    Colonne("Qualité", 30),
    Colonne("Habilitation", 16),
    Colonne("État", 11),
    Colonne("Début", 12, est_jour=True),
    Colonne("Fin affichée", 12, est_jour=True),
    Colonne("Téléphone professionnel", 19),
    Colonne("Téléphone personnel", 19),
    Colonne("Courriel", 32),
    Colonne("Adresse", 30),
    Colonne("Complément d’adresse", 24),
    Colonne("Code postal", 11),
    Colonne("Commune", 22),
    Colonne("Pays", 14),
)


@dataclass(frozen=True, slots=True)
class LigneJure:
    """A juror and one of his habilitations, as paper shows them."""

    identifiant: str
    nom: str
    qualite: str
    habilitation: str
    debut: str
    fin: str
    telephones: tuple[str, ...]
    courriel: str
    adresse: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueCommune):
    """What the model prints."""

    objet: str
    fait: str
    centre: parties.BlocCentre
    jures: tuple[LigneJure, ...]
    total: str


def habilitations(dossier: Dossier) -> Iterator[tuple[Jure, Habilitation | None]]:
    """A row for each juror and habilitation on the titre or one of its CCS; in a CCS session, on that CCS alone.

    Jurors are in French alphabetical order. A juror who has none keeps his row: what is missing must be seen.
    """
    session = dossier.session
    codes = {(Portee.TITRE, dossier.titre.code), *((Portee.CCS, ccs.code) for ccs in dossier.titre.ccs)}
    if session.type is TypeSession.CCS:
        codes = {(Portee.CCS, session.ccs or "")}
    for jure in sorted(dossier.jures, key=lambda un: (cle_alphabetique(un.nom, un.prenom), un.id)):
        tenues: list[Habilitation | None] = [
            tenue for tenue in jure.habilitations if (tenue.portee, tenue.code) in codes
        ]
        yield from ((jure, tenue) for tenue in tenues or [None])


def objet(dossier: Dossier) -> str:
    """What the jurors are listed for."""
    ccs = dossier.titre.ccs_de_code(dossier.session.ccs)
    if dossier.session.type is TypeSession.CCS:
        libelle = f" «\u00a0{texte_courant(ccs.libelle)}\u00a0»" if ccs else ""
        return f"Habilitations sur le CCS {dossier.session.ccs}{libelle}"
    return "Habilitations sur le titre et sur ses CCS" if dossier.titre.ccs else "Habilitations sur le titre"


def ligne(jure: Jure, tenue: Habilitation | None) -> LigneJure:
    """The row that is printed."""
    return LigneJure(
        identifiant=jure.id,
        nom=nom_complet(jure),
        qualite=texte_courant(jure.qualite or libelles.AUCUN),
        habilitation=f"{tenue.code}, {STATUTS[tenue.statut].lower()}" if tenue else libelles.AUCUN,
        debut=date_courte(tenue.debut) if tenue else libelles.AUCUN,
        fin=date_courte(tenue.fin) if tenue else libelles.AUCUN,
        telephones=tuple(
            f"{numero} ({usage})"
            for numero, usage in ((telephone(jure.telephone_pro), "pro"), (telephone(jure.telephone_perso), "perso"))
            if numero
        ),
        courriel=jure.courriel or "",
        adresse=lignes_adresse(jure.adresse),
    )


def vue(demande: Demande) -> Vue:
    """The view of the paper list."""
    dossier = demande.dossier
    return Vue(
        **parties.champs_communs(SPEC, demande),
        objet=objet(dossier),
        fait=f"État au {date_longue(demande.jour)}",
        centre=parties.bloc_centre(dossier),
        jures=tuple(ligne(jure, tenue) for jure, tenue in habilitations(dossier)),
        total=accord(len(dossier.jures), "juré"),
    )


def colonnes_de(adresse: Adresse | None) -> tuple[str | None, ...]:
    """An address in its own columns, the postcode as a text: it may begin with a zero."""
    if adresse is None:
        return (None,) * 5
    parties = (adresse.ligne1, adresse.ligne2, adresse.code_postal, adresse.commune, adresse.pays)
    return tuple(nom_imprime(partie) if partie else None for partie in parties)


def tableau(demande: Demande) -> Tableau:
    """The workbook: the same rows, with days that are days."""
    dossier = demande.dossier
    return Tableau(
        onglet=dossier.titre.code,
        rappel=f"{SPEC.intitule} – {dossier.titre.code} {texte_courant(dossier.titre.libelle)}",
        colonnes=COLONNES,
        lignes=tuple(
            (
                jure.id,
                nom_imprime(jure.nom),
                nom_imprime(jure.prenom),
                Civilite.lire(jure.civilite).value or jure.civilite,
                texte_courant(jure.qualite) if jure.qualite else None,
                tenue.code if tenue else None,
                STATUTS[tenue.statut] if tenue else None,
                tenue.debut if tenue else None,
                tenue.fin if tenue else None,
                telephone(jure.telephone_pro),
                telephone(jure.telephone_perso),
                jure.courriel,
                *colonnes_de(jure.adresse),
            )
            for jure, tenue in habilitations(dossier)
        ),
    )


SPEC = Spec(
    code="liste_jures",
    intitule="Liste des membres du jury",
    famille="sessions",
    portee=PorteeDocument.TITRE,
    geste=None,
    statuts=frozenset(),
    vue=vue,
    fichier="JURES_<code titre>_<ddmmyyyy du jour>.xlsx",
    formats=("xlsx", "pdf"),
    tableau=tableau,
)
