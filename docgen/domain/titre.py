"""The titre professionnel, its CCP and its CCS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from docgen.domain.referentiels.parametres import NIVEAU_CHIFFRE

NIVEAUX_ROMAINS = {3: "V", 4: "IV", 5: "III", 6: "II", 7: "I", 8: "I"}


@dataclass(frozen=True, slots=True)
class Ccp:
    """A certificat de compétences professionnelles. ``code`` is ``CP-dddddd``; ``numero`` its rank in the titre."""

    code: str
    numero: int
    libelle: str


@dataclass(frozen=True, slots=True)
class Ccs:
    """A certificat complémentaire de spécialisation, which always has a parent titre."""

    code: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Titre:
    """A titre at one millésime: the pair (``code``, ``millesime``) identifies it.

    ``niveau`` is European (3 to 8). ``nsf`` holds codes such as ``311u``; ``rncp`` such as ``RNCP37949``.
    """

    code: str
    millesime: str
    libelle: str
    abrege: str
    niveau: int
    nsf: tuple[str, ...]
    fin_validite: date
    rncp: str | None = None
    date_arrete: date | None = None
    date_jo: date | None = None
    ccp: tuple[Ccp, ...] = ()
    ccs: tuple[Ccs, ...] = ()

    def ccp_de_code(self, code: str) -> Ccp | None:
        """The CCP of that code, or ``None`` when the titre has none."""
        return next((ccp for ccp in self.ccp if ccp.code == code), None)

    def ccp_en_ordre(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Each code once, in the titre's order; those that the titre does not have come last."""
        rangs = {ccp.code: rang for rang, ccp in enumerate(self.ccp)}
        return tuple(sorted(dict.fromkeys(codes), key=lambda code: rangs.get(code, len(rangs))))

    def ccs_de_code(self, code: str | None) -> Ccs | None:
        """The CCS of that code, or ``None`` when the titre has none."""
        return next((ccs for ccs in self.ccs if ccs.code == code), None)


def niveau_affiche(titre: Titre) -> tuple[str, str]:
    """The titre's niveau as French and as European papers write it, by the date of its arrêté (AUTO-02).

    A titre that gives no date at all is read as a recent one.
    """
    europeen = str(titre.niveau)
    jour = titre.date_arrete or titre.date_jo
    if jour is None or NIVEAU_CHIFFRE.au(jour):
        return europeen, europeen
    return NIVEAUX_ROMAINS.get(titre.niveau, europeen), europeen
