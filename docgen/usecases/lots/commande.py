"""What is asked of the printer: which documents of each session, in which order, in volumes of which size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from docgen.documents import catalogue
from docgen.documents.page.spec import Destinataire, PorteeDocument, Spec
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.lots import BORD_MM, FEUILLES_PAR_VOLUME, marges_perdues
from docgen.domain.papiers.papier import GenrePapier, Papier
from docgen.domain.pli import TYPES_DU_PLI, est_transmis
from docgen.domain.report import Report
from docgen.errors import UsageInvalide
from docgen.usecases.controle import specs_des_types
from docgen.usecases.formats import TOUT, refuser_types_inconnus

TYPES_NUMEROTES = tuple(genre.value for genre in GenrePapier if genre.est_numerote)
PARCHEMIN = GenrePapier.PARCHEMIN.value
# Whom documents of a session are for, in the order in which they are printed.
_PORTEES = (PorteeDocument.SESSION, PorteeDocument.JURE, PorteeDocument.SURVEILLANT, PorteeDocument.CANDIDAT)


class GenreLot(StrEnum):
    """What a lot is for: papers of the sessions, or the pli that goes to the State (PV-02)."""

    ORDINAIRE = "ordinaire"
    PLI_ETAT = "pli_etat"


@dataclass(frozen=True, slots=True)
class Profil:
    """How far one printer misses the place, in millimetres to the right and down, front and back: it is made up for.

    Raises:
        UsageInvalide: a measure is not one, or would move what is printed off the sheet; every fault is told.
    """

    imprimante: str
    droite_recto: float = 0.0
    bas_recto: float = 0.0
    droite_verso: float = 0.0
    bas_verso: float = 0.0

    def __post_init__(self) -> None:
        faces = {"recto": (self.droite_recto, self.bas_recto), "verso": (self.droite_verso, self.bas_verso)}
        fautes = [faute for face, ecarts in faces.items() for faute in _fautes(face, *ecarts)]
        if fautes:
            raise UsageInvalide(
                f"Le profil de l'imprimante « {self.imprimante} » ferait perdre du texte : {' ; '.join(fautes)}. "
                "Mesurez de nouveau la page de calibrage, en millimètres ; si ces écarts sont justes, faites régler "
                "l'imprimante."
            )


def _fautes(face: str, droite: float, bas: float) -> list[str]:
    if not (isfinite(droite) and isfinite(bas)):
        return [f"au {face}, l'écart n'est pas un nombre de millimètres"]
    return [
        f"au {face}, la marge {_COTES[cote]} serait de {_millimetres(reste)} mm, et il en faut {_millimetres(BORD_MM)}"
        for cote, reste in marges_perdues(droite, bas).items()
    ]


_COTES = {"gauche": "de gauche", "haut": "du haut", "droite": "de droite", "bas": "du bas"}


def _millimetres(valeur: float) -> str:
    return f"{valeur:.1f}".replace(".", ",").replace("-", "−")


@dataclass(frozen=True, slots=True)
class CommandeLot:
    """A print lot to make. Without ``types``: what each session calls for. ``jour`` is today.

    ``recto`` prints one side only: no verso is left empty. ``numeros`` keeps only the papers that bear them: spoiled
    sheets are printed again alone. ``souches``: parchemins are printed on pre-printed sheets, which the stock of each
    authority gives in the order of printing. ``restants`` leaves out what stands on paper already.

    Raises:
        UsageInvalide: no such type; no sheet in a volume; types named for a pli to the State, which has its own;
            pre-printed sheets without a parchemin.
    """

    jour: date
    types: tuple[str, ...] = ()
    feuilles_par_volume: int = FEUILLES_PAR_VOLUME
    recto: bool = False
    genre: GenreLot = GenreLot.ORDINAIRE
    profil: Profil | None = None
    numeros: tuple[str, ...] = ()
    souches: bool = False
    restants: bool = False

    def __post_init__(self) -> None:
        if self.feuilles_par_volume < 1:
            raise UsageInvalide(
                f"Un volume de {self.feuilles_par_volume} feuille ne peut pas être fait. Donnez un nombre de feuilles "
                "d'au moins 1 ; par défaut, 250."
            )
        if self.genre is GenreLot.PLI_ETAT and (self.types or self.numeros):
            raise UsageInvalide(
                "Le pli à l'État contient ce que la règle PV-02 dit, ni plus ni moins : ses types ne se choisissent "
                "pas. Retirez les types, ou demandez un lot ordinaire."
            )
        refuser_types_inconnus(self.types)
        if self.souches and self.types_demandes and not {PARCHEMIN, TOUT} & set(self.types_demandes):
            raise UsageInvalide(
                "Aucun parchemin n'est demandé, et seuls les parchemins prennent des feuilles préimprimées. Demandez "
                "le type « parchemin », ou renoncez à ces feuilles."
            )

    @property
    def types_demandes(self) -> tuple[str, ...]:
        """The types to make, those of the pli for a pli."""
        if self.genre is GenreLot.PLI_ETAT:
            return TYPES_DU_PLI
        return self.types or (TYPES_NUMEROTES if self.numeros else ())


def choisir(dossier: Dossier, report: Report, commande: CommandeLot) -> tuple[tuple[Spec, Destinataire], ...]:
    """The documents of a session, in the order in which they are printed: the session's, then those of each person.

    Persons keep the order of the payload, which is that of the PVs: who hands the papers out follows that list.
    """
    choix = [
        (spec, pour)
        for spec in specs_des_types(dossier, commande.types_demandes, commande.jour, report)
        if "pdf" in spec.formats
        for pour in spec.destinataires(dossier)
        if commande.genre is not GenreLot.PLI_ETAT or _va_a_l_etat(spec, pour, dossier)
    ]
    ordre = list(catalogue())

    def place(element: tuple[Spec, Destinataire]) -> tuple[int, int, int]:
        spec, pour = element
        rang = pour.chemin.rpartition("/")[2]
        return _PORTEES.index(_portee(spec)), int(rang) if rang else 0, ordre.index(spec.code)

    return tuple(sorted(choix, key=place))


def seulement(
    choix: tuple[tuple[Spec, Destinataire], ...], emis: tuple[Papier, ...], commande: CommandeLot
) -> tuple[tuple[Spec, Destinataire], ...]:
    """Those of the documents that bear one of the numbers asked for, when numbers are asked for."""
    if not commande.numeros:
        return choix
    voulus = {
        (papier.demande.genre, papier.demande.destinataire) for papier in emis if papier.numero in commande.numeros
    }
    return tuple((spec, pour) for spec, pour in choix if (spec.genre, pour.id) in voulus)


def _portee(spec: Spec) -> PorteeDocument:
    return PorteeDocument.SESSION if spec.portee is PorteeDocument.TITRE else spec.portee


def _va_a_l_etat(spec: Spec, pour: Destinataire, dossier: Dossier) -> bool:
    """PV-02: the bordereau and the general PV always, an individual PV only of the partly admitted and the refused."""
    if spec.portee is not PorteeDocument.CANDIDAT:
        return True
    return any(candidat.id == pour.id and est_transmis(candidat) for candidat in dossier.candidats)
