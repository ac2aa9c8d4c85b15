"""What a document type is. One module of this package, one ``SPEC``: see the recipe in CONTRIBUTING.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from docgen.documents.page.noms_fichiers import nom_fichier, partie_majuscule
from docgen.domain.acquis import numero_certification
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.dossier_papier import dossier_selon
from docgen.domain.papiers.papier import GenrePapier, Papier, est_locale, url_verification
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.personnes import Candidat, Jure, Surveillant
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.report import SANS_REPORT, Report
from docgen.domain.session import StatutSession

SEUL = "/candidats/0"
STYLE_DU_RETOUR = "commun/retour.css"


class PorteeDocument(StrEnum):
    """Whom a document is for."""

    SESSION = "session"
    CANDIDAT = "candidat"
    JURE = "juré"
    SURVEILLANT = "surveillant"
    TITRE = "titre"


# The list of the payload that holds the persons whom a document is for.
LISTES = {
    PorteeDocument.CANDIDAT: "candidats",
    PorteeDocument.JURE: "jures",
    PorteeDocument.SURVEILLANT: "surveillants",
}


@dataclass(frozen=True, slots=True)
class Destinataire:
    """Whom one document is for: an identifier (empty for the session's), and where he stands in the payload."""

    id: str
    chemin: str

    def dans(self, dossier: Dossier) -> Candidat | Jure | Surveillant | None:
        """The person of a payload whom the pointer designates; nobody for the session itself."""
        liste, _, rang = self.chemin.removeprefix("/").partition("/")
        personne: Candidat | Jure | Surveillant | None = getattr(dossier, liste)[int(rang)] if rang else None
        return personne


@dataclass(frozen=True, slots=True)
class Reglages:
    """What an operator decides of every document: the ministry's labels, oldest first, and the public URL.

    ``demonstration``: the holders are invented, wherever that is.
    """

    ministere: tuple[tuple[date, str], ...] = ((date.min, "ministère chargé de l’emploi"),)
    url_publique: str = "http://localhost:8000"
    demonstration: bool = False

    @property
    def est_un_essai(self) -> bool:
        """True where nobody else could verify a paper, or no one holds it: the numbered ones are specimens."""
        return self.demonstration or est_locale(self.url_publique)

    def ministere_au(self, jour: date) -> str:
        """The ministry's name on that day."""
        return [nom for effet, nom in self.ministere if effet <= jour][-1]


@dataclass(frozen=True, slots=True)
class Demande:
    """One document to make.

    ``jour`` is today; ``papier`` the register's row for the papers that it keeps (a fictive one, without number,
    for a draft); ``papiers`` all those of the session; ``report`` the wished days of a session. ``papier_en_tete``
    leaves the centre's heading to its headed paper. ``feuilles`` are the sheets of each original of a pli, where the
    same run prints them.
    """

    dossier: Dossier
    destinataire: Destinataire
    jour: date
    reglages: Reglages
    papier: Papier | None = None
    papiers: tuple[Papier, ...] = ()
    brouillon: bool = False
    report: Report = SANS_REPORT
    format: str = "pdf"
    papier_en_tete: bool = False
    feuilles: tuple[int, ...] = ()

    def du_papier(self, papier: Papier | None) -> Demande:
        """The same, of a paper: one that has a holder is made from the facts that the register recorded."""
        if papier is None or not self.destinataire.id:
            return replace(self, papier=papier)
        selon = dossier_selon(papier.faits, self.dossier, self.destinataire.id)
        return replace(self, papier=papier, dossier=selon, destinataire=replace(self.destinataire, chemin=SEUL))

    @property
    def adresse_de_verification(self) -> str | None:
        """Where anyone checks it; ``None`` for a document that bears no number."""
        if self.papier is None or self.papier.numero is None:
            return None
        return url_verification(self.reglages.url_publique, self.papier)

    @property
    def codes_qr(self) -> tuple[str, ...]:
        """What its QR codes say."""
        return (self.adresse_de_verification,) if self.adresse_de_verification else ()

    @property
    def emission(self) -> date:
        """The first issue, for what the register keeps; today for a draft, which it does not know."""
        return self.papier.date_emission if self.papier else self.jour

    @property
    def rang(self) -> int:
        """The rank of the person in its list of the payload."""
        return int(self.destinataire.chemin.rpartition("/")[2])

    @property
    def personne(self) -> Candidat | Jure | Surveillant | None:
        """The person whom the document is for; ``None`` for the session itself."""
        return self.destinataire.dans(self.dossier)


# What each part of a file name says of a document.
PARTIES_DU_NOM: Mapping[str, Callable[[Demande], str]] = {
    "<session>": lambda demande: demande.dossier.session.id,
    "<code titre>": lambda demande: demande.dossier.titre.code,
    "<TP or CP number>": lambda demande: numero_certification(demande.dossier),
    "<abrégé>": lambda demande: demande.dossier.titre.abrege,
    "<centre>": lambda demande: partie_majuscule(demande.dossier.centre.nom_court),
    "<candidat id>": lambda demande: demande.destinataire.id,
    "<NOM>": lambda demande: partie_majuscule(demande.personne.nom) if demande.personne else "",
    "<numero>": lambda demande: (demande.papier.numero if demande.papier else None) or "",
    "<ddmmyyyy>": lambda demande: f"{demande.dossier.session.debut:%d%m%Y}",
    "<ddmmyyyy du jour>": lambda demande: f"{demande.jour:%d%m%Y}",
}


class Vue:
    """The mark of a typed view: a frozen dataclass, flat and already formatted."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a session must have, besides its status, for a document to be made unasked; ``enonce`` is published."""

    enonce: str
    remplie: Callable[[Dossier], bool]


class Colonne(NamedTuple):
    """A column of a workbook: its head, its width in characters, and whether its cells are days."""

    intitule: str
    largeur: int
    est_jour: bool = False


@dataclass(frozen=True, slots=True)
class Tableau:
    """What a workbook holds: typed cells, unlike a view. ``onglet`` names the sheet, ``rappel`` heads its print."""

    onglet: str
    rappel: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[str | date | None, ...], ...]


@dataclass(frozen=True, slots=True)
class AncienneVersion:
    """A model that is no longer current: a document whose own day is ``jusqu_au`` or before is still made with it.

    ``dossier``, under the type's folder, holds the ``modele.html`` of that time; it may extend the current one.
    """

    nom: str
    jusqu_au: date
    dossier: str


@dataclass(frozen=True, slots=True)
class Spec:
    """A document type.

    ``geste`` is the act that guards it, ``None`` when no rule does. ``statuts`` are those of a session for which the
    document is made when no type is named, if ``condition`` holds too. ``sur_report`` marks what is made of the
    wished days of a report. The first of ``formats`` is the one made unasked. ``tableau`` fills a workbook.
    ``fichier`` is the pattern of its file name, whose parts between angle brackets :data:`PARTIES_DU_NOM` gives.
    ``pages_visees`` is the number of pages into which a long text is pressed, by smaller type and tighter spacing;
    ``pages_max`` the number that it never exceeds.
    ``lettre_du_centre`` tells those that headed paper may bear, ``revient_signe`` those that come back signed: each
    of their pages bears a code; ``transmis`` says whether an original goes to the State (PV-02). ``version`` names the
    current model, where it is no longer the first; ``anciennes``, oldest first, those of documents that are dated
    before it: what was issued is made again as it was.
    """

    code: str
    intitule: str
    famille: str
    portee: PorteeDocument
    geste: Geste | None
    statuts: frozenset[StatutSession]
    vue: Callable[[Demande], Vue]
    fichier: str
    version: str = "2026-11"
    formats: tuple[str, ...] = ("pdf",)
    genre: GenrePapier | None = None
    pages_visees: int | None = None
    pages_max: int | None = None
    condition: Condition | None = None
    sur_report: bool = False
    tableau: Callable[[Demande], Tableau] | None = None
    lettre_du_centre: bool = False
    revient_signe: bool = False
    transmis: Callable[[Demande], bool] = lambda _: False
    anciennes: tuple[AncienneVersion, ...] = ()

    def destinataires(self, dossier: Dossier) -> tuple[Destinataire, ...]:
        """Whom documents of this type are for: each person; of a paper, those who are due it (PARC-06)."""
        liste = LISTES.get(self.portee)
        if liste is None:
            return (Destinataire("", ""),) if self.portee is PorteeDocument.SESSION or dossier.jures else ()
        dus = {candidat.id for candidat, genre in papiers_attendus(dossier) if genre is self.genre}
        return tuple(
            Destinataire(personne.id, f"/{liste}/{rang}")
            for rang, personne in enumerate(getattr(dossier, liste))
            if self.genre is None or personne.id in dus
        )

    def jour_libelles(self, demande: Demande) -> date:
        """The day whose State labels a document bears, and that dates its model and its file.

        The first issue, for what the register keeps; the session's end, for PVs and what goes with them; else today.
        """
        if self.genre is not None:
            return demande.emission
        return demande.dossier.session.fin if self.famille == "pv" else demande.jour

    def nom_fichier(self, demande: Demande) -> str:
        """The file name of a document; a draft, which has no number, bears the session and the candidate."""
        motif, _, extension = self.fichier.rpartition(".")
        if demande.papier is None or demande.papier.numero is None:
            motif = motif.replace("<numero>", "<session>_<candidat id>")
        parties = (PARTIES_DU_NOM[nom](demande) if nom.startswith("<") else nom for nom in motif.split("_"))
        return nom_fichier(*parties, extension=extension)

    def ancienne_au(self, jour: date) -> AncienneVersion | None:
        """The former version that a document of that day is made with; ``None`` for the current one."""
        return next((ancienne for ancienne in self.anciennes if jour <= ancienne.jusqu_au), None)

    def version_de(self, demande: Demande) -> str:
        """The version of the model that a document is made with, by its own day."""
        ancienne = self.ancienne_au(self.jour_libelles(demande))
        return ancienne.nom if ancienne else self.version

    def modele_de(self, demande: Demande) -> str:
        """The path of the HTML model that a document is made with, under the templates folder."""
        ancienne = self.ancienne_au(self.jour_libelles(demande))
        return f"{self.famille}/{self.code}/{ancienne.dossier}/modele.html" if ancienne else self.modele

    @property
    def modele(self) -> str:
        """The path of the current HTML model, under the templates folder."""
        return f"{self.famille}/{self.code}/modele.html"

    @property
    def modele_docx(self) -> str:
        """The path of the Word model, under the templates folder."""
        return f"{self.famille}/{self.code}/modele.docx"

    @property
    def styles(self) -> tuple[str, ...]:
        """The style sheets, the shared page first."""
        propres = ("commun/base.css", f"{self.famille}/{self.code}/style.css")
        return (*propres, STYLE_DU_RETOUR) if self.revient_signe else propres

    def convient(self, dossier: Dossier) -> bool:
        """True when the session calls for this document without its being asked for."""
        appele = dossier.session.statut in self.statuts
        return appele and (self.condition is None or self.condition.remplie(dossier))

    def en_json(self) -> dict[str, object]:
        """The catalogue's row."""
        return {
            "code": self.code,
            "intitule": self.intitule,
            "famille": self.famille,
            "portee": self.portee.value,
            "formats": list(self.formats),
            "geste": self.geste.value if self.geste else None,
            "statuts": sorted(self.statuts),
            "condition": self.condition.enonce if self.condition else None,
            "version": self.version,
            "versions_anciennes": [ancienne.nom for ancienne in self.anciennes],
        }
