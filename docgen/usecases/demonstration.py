"""What the demonstration makes of the example sessions: every type, every format, both usages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.domain.report import Report
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import specs_du_statut
from docgen.usecases.lecture_fichiers import lire_octets
from docgen.usecases.rendu_documents import Commande
from docgen.usecases.serie import exemples

_REPORT = timedelta(weeks=4)


def demonstration() -> Iterator[tuple[Path, Commande, Path]]:
    """Each command to run, with its payload and its folder; those of one session follow one another.

    A session gives what its status calls for; then, in folders of their own, what is asked for by name (the jurors'
    list, the report of a session to come), the Word documents, the lists on paper, and the papers to print.
    """
    for fichier, jour in exemples():
        dossier = lire_charge(lire_octets(fichier))
        statut = Commande(date.fromisoformat(jour))
        yield fichier, statut, Path(fichier.stem)
        for nom, commande in _complements(dossier, statut):
            yield fichier, commande, Path(fichier.stem) / nom


def atelier_de_demonstration() -> Atelier:
    """The workshop of this place, whose papers are specimens even where true ones are made."""
    configuration = Atelier().configuration
    return Atelier(replace(configuration, reglages=replace(configuration.reglages, demonstration=True)))


def _complements(dossier: Dossier, statut: Commande) -> Iterator[tuple[str, Commande]]:
    appeles = [spec.code for spec in specs_du_statut(dossier)]
    demandes = ["liste_jures"]
    if dossier.session.debut > statut.jour:
        statut = replace(statut, report=Report(dossier.session.debut + _REPORT, dossier.session.fin + _REPORT))
        demandes.append("demande_report")
    yield "sur-demande", replace(statut, types=tuple(demandes))
    for dossier_de_sortie, format_voulu in (("word", "docx"), ("sur-papier", "pdf")):
        types = tuple(code for code in (*appeles, *demandes) if format_voulu in catalogue()[code].formats[1:])
        yield dossier_de_sortie, replace(statut, types=types, format=format_voulu)
    yield "impression", replace(statut, types=tuple(appeles), usage="impression")
