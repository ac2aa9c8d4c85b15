"""Who may do what: one table, role × act, that decides for the interface, the pages and the jobs.

What belongs to a centre is a second question, asked of the thing itself: :meth:`Appelant.voit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from service.socle.appelant import Appelant, Role
from service.socle.erreurs import CentreInterdit


class Acte(Enum):
    """What somebody may do; the value is what the guide calls it."""

    CONTROLER = "contrôler un geste"
    DEPOSER = "déposer une session, relire ses dépôts"
    PRODUIRE = "demander les documents d’une session"
    COMPOSER = "composer et imprimer un lot"
    SUIVRE = "suivre un travail, prendre ses fichiers"
    CONSULTER = "lire le registre et ses statistiques"
    REMETTRE = "inscrire une remise"
    REEDITER = "inscrire un duplicata"
    GACHER = "inscrire une feuille gâchée"
    ANNULER = "annuler un papier"
    STOCKER = "tenir le stock de feuilles"
    RENDRE = "déposer des papiers signés, lire ce qui en manque"
    ATTESTER = "attester une session, la renvoyer à son centre"
    ADMINISTRER = "tenir les accès, lire le journal et les chiffres de tous"


_PARTAGES = {Acte.SUIVRE, Acte.CONSULTER, Acte.REMETTRE}
DROITS: Mapping[Role, frozenset[Acte]] = {
    Role.ADMIN: frozenset(Acte),
    Role.CERES: frozenset(Acte) - {Acte.ADMINISTRER},
    Role.CENTRE: frozenset({Acte.CONTROLER, Acte.DEPOSER, Acte.PRODUIRE, Acte.RENDRE, *_PARTAGES}),
    Role.IMPRESSION: frozenset({Acte.COMPOSER, Acte.REEDITER, Acte.GACHER, Acte.STOCKER, *_PARTAGES}),
    Role.VERIFICATEUR: frozenset(),
}
# A job is seen by who may ask for one of its kind.
ACTES_DES_TRAVAUX: Mapping[str, Acte] = {"dossier": Acte.PRODUIRE, "lot": Acte.COMPOSER, "retours": Acte.RENDRE}


def peut(appelant: Appelant, acte: Acte) -> bool:
    """True if the caller's role opens that act."""
    return acte in DROITS[appelant.role]


def genres_vus(appelant: Appelant) -> tuple[str, ...]:
    """The kinds of jobs that this caller may see."""
    return tuple(genre for genre, acte in ACTES_DES_TRAVAUX.items() if peut(appelant, acte))


def verifier_centre(appelant: Appelant, siret: str) -> None:
    """Accept a payload of that centre.

    Raises:
        CentreInterdit: the caller is another centre.
    """
    if not appelant.voit(siret):
        raise CentreInterdit


def tableau() -> str:
    """The table in Markdown, as docs/pouvoirs.md prints it."""
    entete = [f"| Acte | {' | '.join(f'`{role}`' for role in DROITS)} |", f"|---|{':-:|' * len(DROITS)}"]
    lignes = (
        f"| {acte.value} | {' | '.join('oui' if acte in actes else '–' for actes in DROITS.values())} |"
        for acte in Acte
    )
    return "\n".join([*entete, *lignes])
