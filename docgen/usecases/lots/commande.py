"""What is asked of the printer: which documents, on which paper, in volumes of which size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any

from docgen.documents import catalogue
from docgen.domain.lots import BORD_MM, FEUILLES_PAR_VOLUME, marges_perdues
from docgen.domain.papier import GenrePapier
from docgen.errors import UsageInvalide
from docgen.usecases.formats import TOUT

TYPES_DU_PLI = ("bordereau_pv", "pv_general", "pv_individuel")
TYPES_NUMEROTES = tuple(genre.value for genre in GenrePapier if genre.est_numerote)
PARCHEMIN = GenrePapier.PARCHEMIN.value


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
    authority gives in the order of printing.

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
        inconnus = [code for code in self.types if code not in catalogue() and code != TOUT]
        if inconnus:
            raise UsageInvalide(
                f"Type de document inconnu : {', '.join(inconnus)}. Types possibles : {', '.join(catalogue())}, ou "
                f"{TOUT}."
            )

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

    def en_json(self) -> dict[str, Any]:
        """The command as JSON: what :meth:`de_json` reads back."""
        return {**asdict(self), "jour": self.jour.isoformat(), "genre": self.genre.value}

    @classmethod
    def de_json(cls, donnees: Mapping[str, Any]) -> CommandeLot:
        """A command read back; absent fields take their default.

        Raises:
            UsageInvalide: the command cannot be used.
        """
        profil = donnees.get("profil")
        return cls(
            jour=date.fromisoformat(donnees["jour"]),
            types=tuple(donnees.get("types", ())),
            feuilles_par_volume=donnees.get("feuilles_par_volume", FEUILLES_PAR_VOLUME),
            recto=donnees.get("recto", False),
            genre=GenreLot(donnees.get("genre", GenreLot.ORDINAIRE)),
            profil=Profil(**profil) if profil else None,
            numeros=tuple(donnees.get("numeros", ())),
            souches=donnees.get("souches", False),
        )
