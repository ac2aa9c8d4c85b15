"""What a lot would print and number, told before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from docgen.domain.papiers.papier import GenrePapier, Papier
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.papiers.stock import Serie, suites
from docgen.domain.papiers.vie import Etat
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.plan import Ecartee
from docgen.usecases.lots.preparation import Charge, Retenue, feuilles_voulues, sans_feuille, stock_trop_court, trier
from docgen.usecases.tenue.actes_papier import situations

ANNULE = (
    "Un papier de la session est annulé pour de bon : il ne peut plus être imprimé. Retirez ce candidat du fichier, ou "
    "ses papiers de la demande."
)
Suite = tuple[Serie, Serie, int]


@dataclass(frozen=True, slots=True)
class Prevision:
    """What a lot would do. ``documents`` and ``nouveaux`` (numbers to give) are counted by type.

    ``attestees`` counts the sessions that would be attested by numbering them. ``feuilles`` are the pre-printed sheets
    that each authority's stock would give, as runs; ``manque`` says which stock is too small.
    """

    sessions: int
    documents: Mapping[str, int]
    nouveaux: Mapping[str, int]
    attestees: int
    ecartees: tuple[Ecartee, ...]
    feuilles: Mapping[str, tuple[Suite, ...]] = field(default_factory=dict)
    manque: str | None = None


def prevoir(charges: Iterable[Charge | tuple[str, bytes]], commande: CommandeLot, atelier: Atelier) -> Prevision:
    """What a lot of these payloads would do; nothing is kept nor numbered.

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
        sum(_serait_attestee(retenue, atelier) for retenue in retenues),
        (*ecartees, *annulees, *posees),
        feuilles,
        manque,
    )


def _sans_annule(retenues: Sequence[Retenue], atelier: Atelier) -> tuple[list[Retenue], list[Ecartee]]:
    """The sessions that may be numbered, and those of which a paper asked for was annulled for good."""
    bonnes: list[Retenue] = []
    annulees: list[Ecartee] = []
    for retenue in retenues:
        siret = next((demande.siret for demande in retenue.demandes), "")
        vies = situations(retenue.session, siret, atelier) if siret else ()
        definitifs = {
            _cle(vie.papier)
            for vie in vies
            if vie.etat is Etat.ANNULE and not vie.remplace_par and not vie.evenements[-1].rectification
        }
        if any((demande.genre, demande.destinataire) in definitifs for demande in retenue.demandes):
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


def _serait_attestee(retenue: Retenue, atelier: Atelier) -> bool:
    if retenue.attestation is None or not retenue.demandes:
        return False
    connue = atelier.registre.connue(retenue.session, Perimetre(retenue.demandes[0].siret))
    return not retenue.attestation.deja_dite(connue)
