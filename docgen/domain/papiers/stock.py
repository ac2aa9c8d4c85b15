"""Pre-printed sheets: received by ranges of serials, used one for a number, spoiled; the account must balance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from docgen.domain.papiers.papier import ActePapier
from docgen.domain.papiers.vie import refus_du_motif

_FORME = re.compile(r"([A-Z]{0,8})(\d{1,9})")


@dataclass(frozen=True, slots=True, order=True)
class Serie:
    """The serial printed on a sheet: letters, then a fixed number of digits."""

    prefixe: str
    chiffres: int
    rang: int

    def __str__(self) -> str:
        return f"{self.prefixe}{self.rang:0{self.chiffres}d}"

    @property
    def modele(self) -> tuple[str, int]:
        """What serials that follow each other have alike."""
        return self.prefixe, self.chiffres

    @classmethod
    def lire(cls, texte: str) -> Serie:
        """Read a serial; spaces and hyphens do not count.

        Raises:
            ValueError: the text is no serial.
        """
        forme = _FORME.fullmatch(re.sub(r"[\s-]", "", texte).upper())
        if forme is None:
            raise ValueError(f"« {texte} » n'est pas un numéro de feuille : écrivez-le comme « AB0001234 »")
        return cls(forme[1], len(forme[2]), int(forme[2]))


class ActeReception(StrEnum):
    """What is written of a range of sheets; each value is the word of the journal."""

    RECEPTION = "RECEPTION"
    CORRECTION = "CORRECTION_RECEPTION"  # they were not received after all


@dataclass(frozen=True, slots=True)
class Reception:
    """A range of sheets handed to an authority (its department, on three characters), or that was not after all."""

    departement: str
    premiere: Serie
    derniere: Serie
    jour: date
    acte: ActeReception = ActeReception.RECEPTION

    def __post_init__(self) -> None:
        if self.premiere.modele != self.derniere.modele or self.premiere.rang > self.derniere.rang:
            raise ValueError(f"de {self.premiere} à {self.derniere}, les feuilles ne se suivent pas")

    @property
    def feuilles(self) -> int:
        """How many sheets."""
        return self.derniere.rang - self.premiere.rang + 1

    def croise(self, autre: Reception) -> bool:
        """True if a sheet is in both ranges."""
        memes = self.premiere.modele == autre.premiere.modele
        return memes and self.premiere <= autre.derniere and autre.premiere <= self.derniere

    def contient(self, serie: Serie) -> bool:
        """True if that sheet is in the range."""
        return self.premiere <= serie <= self.derniere and self.premiere.chiffres == serie.chiffres

    def sans(self, autre: Reception) -> Iterator[Reception]:
        """What is left of the range without those sheets."""
        if not self.croise(autre):
            yield self
            return
        if self.premiere < autre.premiere:
            yield replace(self, derniere=replace(autre.premiere, rang=autre.premiere.rang - 1))
        if autre.derniere < self.derniere:
            yield replace(self, premiere=replace(autre.derniere, rang=autre.derniere.rang + 1))


def plages(receptions: Iterable[Reception]) -> tuple[Reception, ...]:
    """The ranges that a stock holds, from all that was written of it, oldest first."""
    tenues: list[Reception] = []
    for reception in receptions:
        if reception.acte is ActeReception.RECEPTION:
            tenues.append(reception)
        else:
            tenues = [reste for tenue in tenues for reste in tenue.sans(reception)]
    return tuple(tenues)


class ActeFeuille(StrEnum):
    """What can become of a sheet; each value is the word of the journal."""

    UTILISATION = "UTILISATION"
    REBUT = "REBUT"


@dataclass(frozen=True, slots=True)
class Feuille:
    """What became of a sheet: it bears a number, or it is spoiled (``numero``: the one that it bore, if any).

    ``motif`` and ``precision`` say why it is spoiled, as for a paper (:data:`MOTIFS`).
    """

    acte: ActeFeuille
    departement: str
    serie: Serie
    jour: date
    motif: str = ""
    numero: str | None = None
    precision: str = ""


@dataclass(frozen=True, slots=True)
class BilanStock:
    """The account of an authority. A sheet that was used and then spoiled counts as spoiled.

    ``restantes`` are those of the ranges received that nothing was written about, counted by themselves;
    ``comptees`` is what someone counted on the shelf.
    """

    departement: str
    recues: int
    utilisees: int
    gachees: int
    restantes: int
    comptees: int | None = None

    @property
    def ecarts(self) -> tuple[str, ...]:
        """What does not balance, one French sentence each."""
        dits = []
        sorties = self.utilisees + self.gachees
        if self.recues != sorties + self.restantes:
            dits.append(
                f"Le registre compte {self.recues} feuilles reçues, mais {self.utilisees} utilisées, {self.gachees} "
                f"gâchées et {self.restantes} restantes. Signalez-le à qui tient Docgen."
            )
        if self.comptees is not None and self.comptees != self.restantes:
            manque = self.restantes - self.comptees
            un = abs(manque) == 1
            sens = ("manque" if un else "manquent") if manque > 0 else ("est en trop" if un else "sont en trop")
            dits.append(
                f"{abs(manque)} feuille{'' if un else 's'} {sens} : le registre dit {self.restantes} "
                f"restantes, vous en comptez {self.comptees}. "
                "Inscrivez les utilisations ou les gâchages oubliés, ou la réception qui manque."
            )
        return tuple(dits)


def refus_stock(besoins: Mapping[str, int], restantes: Mapping[str, int]) -> str | None:
    """Why stocks cannot give that many sheets, by department, or ``None``."""
    courts = [
        f"- département {departement} : il en faut {voulues}, et il en reste {restantes[departement]}."
        for departement, voulues in sorted(besoins.items())
        if voulues > restantes[departement]
    ]
    if not courts:
        return None
    return "\n".join(
        [
            "Le stock de feuilles préimprimées ne suffit pas.",
            *courts,
            "Inscrivez les réceptions qui manquent, ou retirez ces départements.",
        ]
    )


def suites(series: Iterable[Serie]) -> tuple[tuple[Serie, Serie, int], ...]:
    """Serials as runs, in their order: the first, the last, how many."""
    trouvees: list[tuple[Serie, Serie, int]] = []
    for serie in series:
        if trouvees and replace(trouvees[-1][1], rang=trouvees[-1][1].rang + 1) == serie:
            trouvees[-1] = (trouvees[-1][0], serie, trouvees[-1][2] + 1)
        else:
            trouvees.append((serie, serie, 1))
    return tuple(trouvees)


def refus_utilisation(
    feuille: Feuille, recue_par: str | None, passes: tuple[Feuille, ...], papier_de: str | None
) -> str | None:
    """Why a sheet cannot be put to use, or ``None``. ``papier_de`` is the department of its number."""
    ici = f"La feuille {feuille.serie} n'a pas été inscrite"
    if papier_de is None:
        return f"{ici} : le registre n'a pas émis le numéro {feuille.numero}. Vérifiez le numéro."
    if papier_de != feuille.departement:
        return (
            f"{ici} : le numéro {feuille.numero} est du département {papier_de}, la feuille est prise au stock du "
            f"{feuille.departement}. Prenez une feuille du {papier_de}."
        )
    if passes:
        deja = f"porte le numéro {passes[0].numero}" if passes[-1].acte is ActeFeuille.UTILISATION else "est gâchée"
        return f"{ici} : elle {deja}. Prenez une autre feuille, ou vérifiez le numéro imprimé dessus."
    return _refus_reception(feuille, recue_par)


def refus_rebut(feuille: Feuille, recue_par: str | None, passes: tuple[Feuille, ...]) -> str | None:
    """Why a sheet cannot be declared spoiled, or ``None``."""
    ici = f"La feuille {feuille.serie} n'a pas été mise au rebut"
    if raison := refus_du_motif(ActePapier.GACHAGE, feuille.motif, feuille.precision):
        return f"{ici} : {raison}"
    if any(passe.acte is ActeFeuille.REBUT for passe in passes):
        return f"{ici} : elle l'est déjà. Vérifiez le numéro imprimé dessus."
    porte = passes[0].numero if passes else None
    if feuille.numero is not None and passes and porte != feuille.numero:
        return f"{ici} : elle porte le numéro {porte}, non {feuille.numero}. Vérifiez les deux numéros."
    return _refus_reception(feuille, recue_par)


def _refus_reception(feuille: Feuille, recue_par: str | None) -> str | None:
    if recue_par == feuille.departement:
        return None
    qui = f"elle a été reçue par le département {recue_par}" if recue_par else "aucune réception ne la contient"
    return (
        f"La feuille {feuille.serie} n'est pas au stock du département {feuille.departement} : {qui}. Vérifiez le "
        "numéro imprimé dessus, ou inscrivez d'abord la réception."
    )
