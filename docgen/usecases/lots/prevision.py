"""What a lot would print and number, told before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from docgen.domain.papiers.attestation import INCONNUE, Attestation
from docgen.domain.papiers.papier import GenrePapier, Papier
from docgen.domain.papiers.stock import Serie, suites
from docgen.rendering.memoire import sans_ramassage
from docgen.usecases.atelier import Atelier
from docgen.usecases.estimation import Estimation
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.plan import Ecartee
from docgen.usecases.lots.preparation import (
    Charge,
    Retenue,
    estimation_du_lot,
    feuilles_voulues,
    sans_feuille,
    stock_trop_court,
    trier,
)

ANNULE = (
    "Un papier de la session est annulé pour de bon : il ne peut plus être imprimé. Retirez ce candidat du fichier, ou "
    "ses papiers de la demande."
)
Suite = tuple[Serie, Serie, int]


@dataclass(frozen=True, slots=True)
class Prevision:
    """What a lot would do. ``documents`` and ``nouveaux`` (numbers to give) are counted by type.

    ``estimation`` is what that takes. ``attestees`` counts the sessions that would be attested by numbering them.
    ``feuilles`` are the pre-printed sheets that each authority's stock would give, as runs; ``manque`` says which stock
    is too small.
    """

    sessions: int
    documents: Mapping[str, int]
    nouveaux: Mapping[str, int]
    attestees: int
    estimation: Estimation
    ecartees: tuple[Ecartee, ...]
    feuilles: Mapping[str, tuple[Suite, ...]] = field(default_factory=dict)
    manque: str | None = None


@sans_ramassage()
def prevoir(charges: Iterable[Charge | tuple[str, bytes]], commande: CommandeLot, atelier: Atelier) -> Prevision:
    """What a lot of these payloads would do, printed by those of the workshop; nothing is kept nor numbered.

    Raises:
        UsageInvalide: there are more sessions than a lot may hold, or none.
        RegistreIndisponible: what is issued already could not be read.
    """
    retenues, ecartees = trier("", charges, commande, atelier)
    retenues, annulees = _sans_annule(retenues, atelier)
    posees: list[Ecartee] = []
    feuilles, manque = {}, None
    if commande.souches:
        retenues, posees = sans_feuille(retenues, atelier)
        besoins = feuilles_voulues(retenues)
        manque = stock_trop_court(besoins, atelier)
        libres = {lieu: atelier.registre.feuilles_libres(lieu, combien) for lieu, combien in besoins.items()}
        feuilles = {lieu: suites(series) for lieu, series in libres.items()}
    return Prevision(
        len(retenues),
        Counter(code for retenue in retenues for code, _ in retenue.tete.documents),
        Counter(genre.value for retenue in retenues for genre in _a_numeroter(retenue)),
        len(_a_attester(retenues, atelier)),
        estimation_du_lot(retenues, commande, atelier.ouvriers),
        (*ecartees, *annulees, *posees),
        feuilles,
        manque,
    )


def _sans_annule(retenues: Sequence[Retenue], atelier: Atelier) -> tuple[list[Retenue], list[Ecartee]]:
    """The sessions that may be numbered, and those of which a paper asked for was annulled for good."""
    sessions = [retenue.session for retenue in retenues if retenue.demandes]
    definitifs = atelier.registre.annules(sessions, atelier.pouvoir.perimetre)
    bonnes: list[Retenue] = []
    annulees: list[Ecartee] = []
    for retenue in retenues:
        if any((demande.siret, *demande.cle) in definitifs for demande in retenue.demandes):
            annulees.append(retenue.ecartee("annulee", ANNULE))
        else:
            bonnes.append(retenue)
    return bonnes, annulees


def _a_numeroter(retenue: Retenue) -> list[GenrePapier]:
    connus = {_cle(papier) for papier in retenue.tete.emis}
    return [
        demande.genre
        for demande in retenue.demandes
        if demande.genre.est_numerote and (demande.genre, demande.destinataire) not in connus
    ]


def _cle(papier: Papier) -> tuple[GenrePapier, str]:
    return papier.demande.genre, papier.demande.destinataire


def _a_attester(retenues: Sequence[Retenue], atelier: Atelier) -> list[Attestation]:
    """What numbering these sessions would attest, that is not attested yet."""
    voulues = [retenue.attestation for retenue in retenues if retenue.attestation and retenue.demandes]
    connues = atelier.registre.connues([voulue.session for voulue in voulues], atelier.pouvoir.perimetre)
    return [voulue for voulue in voulues if not voulue.deja_dite(connues.get(voulue.session, INCONNUE))]
