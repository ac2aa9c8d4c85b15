"""What is to be mended in a file, for who mends it: each fault once, with whom it concerns; and who can mend it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docgen.contract.messages import est_d_un_autre_fichier, est_de_forme
from docgen.documents.page.typographie import accord
from service.sessions.extrait import Remarque

_CONSTAT = re.compile(r"\s:\s|\.\s")  # what failed ends there, why it did begins
_CITATION = re.compile(r"«[^»]*»")
LA_SESSION = "La session"
CERES, EDITEUR = "à corriger dans CERES", "à transmettre à l’éditeur"
_PLURIELS = {"candidat": "candidats", "juré": "jurés", "surveillant": "surveillants"}


@dataclass(frozen=True, slots=True)
class Correction:
    """One fault, wherever it is. ``rang`` numbers it in the page; ``editeur``: no secretary can mend it.

    ``homonyme``: another one is of the same place, so that its line also says what failed.
    """

    rang: int
    remarques: tuple[Remarque, ...]
    editeur: bool
    homonyme: bool = False

    @property
    def premiere(self) -> Remarque:
        """The first place where it is."""
        return self.remarques[0]

    @property
    def ou(self) -> str:
        """Whose it is: a person, several, or a part of the session."""
        if len(self.remarques) == 1:
            return self.premiere.qui
        genres = {mot for remarque in self.remarques for mot in _PLURIELS if f" {mot}" in remarque.qui}
        return accord(len(self.remarques), *(("personne",) if len(genres) != 1 else (min(genres),)))

    @property
    def autre_fichier(self) -> bool:
        """True for a file that is no session: there is nothing to mend in it."""
        return self.premiere.regle is None and est_d_un_autre_fichier(self.premiere.message)

    @property
    def titre(self) -> str:
        """Where it is, then what: the line of the summary."""
        lieu = " : ".join(filter(None, (self.ou, self.premiere.quoi))) or (
            LA_SESSION if self.premiere.regle else "Le fichier entier"
        )
        return f"{lieu} – {_CONSTAT.split(self.premiere.message)[0]}" if self.homonyme else lieu


def regrouper(remarques: Iterable[Remarque]) -> tuple[Correction, ...]:
    """Each fault once: those of one rule, or that say the same, of one field; what a secretary can mend comes first."""
    fautes: dict[tuple[str, str, str], list[Remarque]] = {}
    for remarque in remarques:
        propre = "" if remarque.regle else _CITATION.sub("«»", remarque.message)
        fautes.setdefault((remarque.regle or "", remarque.quoi, propre), []).append(remarque)
    groupes = sorted(fautes.values(), key=lambda groupe: _de_l_editeur(groupe[0]))
    corrections = [
        Correction(rang, tuple(groupe), _de_l_editeur(groupe[0])) for rang, groupe in enumerate(groupes, start=1)
    ]
    lieux = Counter(correction.titre for correction in corrections)
    return tuple(replace(correction, homonyme=lieux[correction.titre] > 1) for correction in corrections)


def par_personne(corrections: Iterable[Correction]) -> list[tuple[str, list[Remarque]]]:
    """The same faults as the printed report lists them: whose they are, then each in the order of the file."""
    toutes = (remarque for correction in corrections for remarque in correction.remarques)
    fiches: dict[str, list[Remarque]] = {}
    for remarque in sorted(toutes, key=lambda remarque: remarque.ligne or 0):
        fiches.setdefault(remarque.qui or LA_SESSION, []).append(remarque)
    return list(fiches.items())


def _de_l_editeur(remarque: Remarque) -> bool:
    return remarque.regle is None and est_de_forme(remarque.message)


def en_tableur(corrections: Sequence[Correction]) -> bytes:
    """The report, for a spreadsheet: one line a place; no cell is taken for a formula."""
    flux = io.StringIO()
    table = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    table.writerow(("N°", "Qui", "Quoi", "Que faire", "Où le corriger", "Ligne du fichier"))
    for correction in corrections:
        for remarque in correction.remarques:
            ou = EDITEUR if correction.editeur else CERES
            cases = (str(correction.rang), remarque.qui, remarque.quoi, remarque.message, ou, str(remarque.ligne or ""))
            table.writerow([f"'{case}" if case.startswith(("=", "+", "-", "@")) else case for case in cases])
    return b"\xef\xbb\xbf" + flux.getvalue().encode()
