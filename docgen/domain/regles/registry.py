"""The registry of rules: each one is declared beside its function, and found here by code or by act."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from docgen.domain.regles.vocabulaire import (
    Constat,
    Contexte,
    Effet,
    Geste,
    Gravite,
    Lecture,
    Manquement,
    typographier,
)

Controle = Callable[[Contexte], Iterable[Constat]]
Donnees = Callable[[Contexte], Mapping[str, object]]

# The parts of the rule book, in their order.
THEMES = {
    "SESS": "La session",
    "TITR": "Le titre",
    "AGRE": "L’agrément",
    "HABI": "Les habilitations",
    "JURY": "Le jury",
    "CAND": "Les candidats",
    "INSC": "Les inscriptions",
    "RESP": "Le responsable de session",
    "DTE": "Le dossier technique d’évaluation",
    "CONV": "Les convocations",
    "RESU": "Les résultats",
    "PV": "Les procès-verbaux",
    "PARC": "Les parchemins, livrets et notifications",
    "REMI": "La remise des papiers",
    "AUTO": "L’autorité",
}


@dataclass(frozen=True, slots=True)
class Regle:
    """One rule; to decorate its ``controle`` with it is to declare it.

    ``enonce``, ``source`` and ``note`` are published, hence French. ``controle`` finds; ``donnees`` gives the new
    data of an EFFET; ``preuve`` names the test that proves a property of documents. A rule has one of them at least.
    ``du`` and ``au``, both included, bound the days on which it holds. ``locale`` rules can be switched off.
    """

    code: str
    enonce: str
    source: str
    gestes: tuple[Geste, ...]
    lecture: Lecture = Lecture.L
    effet: Effet = Effet.BLOQUANT
    locale: bool = False
    du: date | None = None
    au: date | None = None
    note: str | None = None
    preuve: str | None = None
    donnees: Donnees | None = None
    controle: Controle | None = None

    def __call__(self, controle: Controle) -> Controle:
        """Declare the rule whose findings this function gives."""
        replace(self, controle=controle).declarer()
        return controle

    def declarer(self) -> None:
        """Put the rule in the book; one that finds nothing is pure data (``donnees``) or a property (``preuve``)."""
        if self.code in _INSCRITES:
            raise ValueError(f"rule {self.code} is declared twice")
        toutes = sorted([*_INSCRITES.values(), self], key=lambda regle: regle.rang)
        _INSCRITES.clear()
        _INSCRITES.update((regle.code, regle) for regle in toutes)

    @property
    def theme(self) -> str:
        """The letters before the number."""
        return self.code.partition("-")[0]

    @property
    def rang(self) -> tuple[int, str]:
        """Where the rule stands in the rule book."""
        return list(THEMES).index(self.theme), self.code

    @property
    def gravite(self) -> Gravite:
        """The gravity of its findings, unless a finding says otherwise."""
        return Gravite.AVERTISSEMENT if self.effet is Effet.AVERTISSEMENT else Gravite.BLOQUANT

    def en_json(self) -> dict[str, object]:
        """The rule book's row."""
        return {
            "code": self.code,
            "enonce": self.enonce,
            "source": self.source,
            "lecture": self.lecture.value,
            "effet": self.effet.value,
            "gestes": [geste.value for geste in self.gestes],
            "locale": self.locale,
            "du": self.du.isoformat() if self.du else None,
            "au": self.au.isoformat() if self.au else None,
            "note": self.note,
        }

    def joue(self, contexte: Contexte) -> bool:
        """True when the rule guards this act, on this day, with these settings."""
        if contexte.geste not in self.gestes or (self.locale and not contexte.regles_locales):
            return False
        return (self.du or date.min) <= contexte.aujourdhui <= (self.au or date.max)

    def manquements(self, contexte: Contexte) -> Iterator[Manquement]:
        """The findings of this rule, its code, source and gravity on each."""
        for constat in self.controle(contexte) if self.controle else ():
            gravite = constat.gravite or self.gravite
            yield Manquement(self.code, gravite, typographier(constat.message), constat.chemin, self.source)


_INSCRITES: dict[str, Regle] = {}
REGLES: Mapping[str, Regle] = MappingProxyType(_INSCRITES)


def regles_du_geste(geste: Geste) -> tuple[Regle, ...]:
    """The rules that guard an act, in rule-book order."""
    return tuple(regle for regle in REGLES.values() if geste in regle.gestes)


def _ordre_du_chemin(manquement: Manquement) -> list[tuple[int, str]]:
    """Numbers in a pointer sort as numbers: candidate 2 comes before candidate 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split("/", manquement.chemin)]


def controler(contexte: Contexte, theme: str | None = None) -> tuple[Manquement, ...]:
    """All findings on this act, or those of one theme, in rule-book order, then by place in the payload."""
    return tuple(
        manquement
        for regle in REGLES.values()
        if regle.joue(contexte) and theme in (None, regle.theme)
        for manquement in sorted(regle.manquements(contexte), key=_ordre_du_chemin)
    )


def refuse(contexte: Contexte) -> bool:
    """True when a finding refuses the act: the act then changes nothing."""
    return any(manquement.gravite is Gravite.BLOQUANT for manquement in controler(contexte))


def effets(contexte: Contexte) -> dict[str, object]:
    """The data that the rules of this act change, under their names in the payload."""
    changes: dict[str, object] = {}
    for regle in REGLES.values():
        if regle.donnees is not None and regle.joue(contexte):
            for nom, valeur in regle.donnees(contexte).items():
                changes[nom] = _reunir(changes.get(nom), valeur)
    return changes


def _reunir(avant: object, apres: object) -> object:
    """What two rules change under one name: in a list, an object known by its identifier is as the first gave it."""
    if not (isinstance(avant, tuple) and isinstance(apres, tuple)):
        return apres
    par_identifiant = {getattr(element, "id", element): element for element in (*apres, *avant)}
    return tuple(par_identifiant.values())
