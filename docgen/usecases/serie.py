"""Produce the documents of several payloads: the good ones are written, the others are told apart with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from docgen.contract.charge import lire_charge_et_geste
from docgen.documents.page.noms_fichiers import noms_de_dossiers
from docgen.domain.dossier import Dossier
from docgen.domain.report import Report
from docgen.errors import (
    ChargeInvalide,
    CodeSortie,
    DocgenError,
    Origine,
    UsageInvalide,
)
from docgen.usecases.atelier import Atelier
from docgen.usecases.estimation import Estimation, Prevu, nul
from docgen.usecases.lecture_fichiers import lire_octets
from docgen.usecases.production import Suivi, embaucher, produire, specs_demandees
from docgen.usecases.publication import BilanCharge, ecrire_rapport, publier, verifier_place
from docgen.usecases.rendu_documents import Commande

Couts = Callable[[Path, Estimation], None]  # told of each file


def produire_serie(
    fichiers: Sequence[Path], commande: Commande, sortie: Path, atelier: Atelier, suivi: Suivi = nul, prevu: Couts = nul
) -> tuple[list[BilanCharge], CodeSortie]:
    """Make and write the documents of each payload; give what became of each, and the exit code.

    A payload is all or nothing; of several, each session has its own folder. ``prevu`` hears what each takes, first.

    Raises:
        DocgenError: of a single payload, what stopped it; of several, only what stops them all.
    """
    plusieurs = len(fichiers) > 1
    lus, dossiers = _lire_tous(fichiers, commande)
    noms = noms_de_dossiers([dossier.session.id for dossier in dossiers]) if plusieurs else {}
    for dossier in dossiers[:1]:  # each has a document at least; small ones would have this process make engines too
        embaucher(len(dossiers), specs_demandees(dossier, commande), commande, atelier)
    bilans: list[BilanCharge] = []
    try:
        for fichier, lu in zip(fichiers, lus, strict=True):
            try:
                bilans.append(_traiter(fichier, lu, commande, sortie, noms, atelier, suivi, partial(prevu, fichier)))
            except DocgenError as panne:
                if not plusieurs or panne.origine is Origine.MACHINE:
                    raise
                bilans.append(BilanCharge(str(fichier), panne=str(panne)))
    finally:  # what was written is reported, even when the register is lost midway
        if any(bilan.reussi for bilan in bilans):
            ecrire_rapport(sortie, bilans)
    return bilans, CodeSortie.de_plusieurs(bilan.code for bilan in bilans)


def _lire_tous(
    fichiers: Sequence[Path], commande: Commande
) -> tuple[list[tuple[Dossier, Report] | ChargeInvalide], list[Dossier]]:
    """What each file holds; and the sessions, none twice."""
    lus = [_lire(fichier) for fichier in fichiers]
    dossiers = [lu[0] for lu in lus if not isinstance(lu, ChargeInvalide)]
    _refuser_doubles(dossiers)
    for dossier in dossiers[:1]:
        specs_demandees(dossier, commande)  # an unknown type or format stops all of them
    return lus, dossiers


def _traiter(
    fichier: Path,
    lu: tuple[Dossier, Report] | ChargeInvalide,
    commande: Commande,
    sortie: Path,
    noms: Mapping[str, str],
    atelier: Atelier,
    suivi: Suivi,
    prevu: Prevu,
) -> BilanCharge:
    """One payload: its documents made and written, or why not."""
    if isinstance(lu, ChargeInvalide):
        return BilanCharge(str(fichier), erreurs=lu.erreurs)
    session, report = lu
    if not commande.report.est_demande:  # what the command says prevails over what the file says
        commande = replace(commande, report=report)
    identifiant = session.session.id
    dossier = noms.get(identifiant, "")
    place = partial(verifier_place, sortie, dossier, identifiant)
    production = produire(session, commande, atelier, suivi, place, prevu)
    if production.documents:
        publier(sortie, dossier, identifiant, production.documents)
    return BilanCharge(
        str(fichier), identifiant, production.documents, production.controle.manquements, dossier=dossier
    )


def _lire(fichier: Path) -> tuple[Dossier, Report] | ChargeInvalide:
    try:
        return lire_charge_et_geste(lire_octets(fichier))
    except ChargeInvalide as malformee:
        return malformee


def _refuser_doubles(dossiers: Sequence[Dossier]) -> None:
    doubles = [nom for nom, fois in Counter(dossier.session.id for dossier in dossiers).items() if fois > 1]
    if doubles:
        raise UsageInvalide(
            f"Plusieurs fichiers décrivent la même session ({', '.join(sorted(doubles))}) : rien n'a été produit. "
            "Ne gardez qu'un fichier par session."
        )


def exemples() -> Iterator[tuple[Path, str]]:
    """The example payloads, each with the day to take as today (ISO) so that it always gives the same papers."""
    dossier = Path(__file__).resolve().parents[1] / "exemples"
    for nom, jour in (
        ("session-titre-validee.json", "2019-03-20"),
        ("session-titre-a-convoquer.json", "2026-11-02"),
        ("session-ccp-validee.json", "2026-07-07"),
    ):
        yield dossier / nom, jour
