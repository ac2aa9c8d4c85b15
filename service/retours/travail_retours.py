"""The kind ``retours``: scanned files, each read by a child that holds nothing; the conclusion says what they are.

Parameters: ``fichiers`` (a list of ``{"nom", "cle"}``: scanned files in the store) and ``choix`` (what a person said of
pages: ``{"fichier", "rang", "emission", "page", "pages"}``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from docgen.contract.interne import ecrire, relire
from docgen.domain.papiers.code_page import CodePage
from docgen.domain.papiers.retour import PageRendue, Sort
from docgen.errors import UsageInvalide
from docgen.usecases.processus.isolement import isoler
from docgen.usecases.retours.lecture_retours import Lecture, lire_un_fichier
from docgen.usecases.retours.phrases_retours import attendues, en_json
from docgen.usecases.retours.rangement import assembler_les_documents, inscrire, pages_a_regarder, ranger
from service.travaux.genre import Conclusion, Ordre, Outils, dossier_de
from service.travaux.genre import ranger as mettre_au_magasin
from service.travaux.tables import Etat

FICHIERS_MAX: Final = 50
RIEN: Final = "Aucun des fichiers n'a pu être lu : les raisons sont plus bas. Numérisez de nouveau, puis renvoyez-les."
RESTE: Final = "Tout n'est pas rangé : ce qui manque, et ce qui n'a pas été reconnu, est dit plus bas."
PDF, PNG = "application/pdf", "image/png"


class Retours:
    """See :class:`service.travaux.genre.Genre`."""

    numerote = False
    forme = 1

    def verifier(self, parametres: Mapping[str, Any]) -> None:
        """See :meth:`service.travaux.genre.Genre.verifier`."""
        fichiers = parametres.get("fichiers", ())
        if not 1 <= len(fichiers) <= FICHIERS_MAX or any(set(fichier) != {"nom", "cle"} for fichier in fichiers):
            raise UsageInvalide(
                f"Le travail ne dit pas quels fichiers lire, ou en a plus de {FICHIERS_MAX}. Donnez-en au moins un, et "
                "répartissez-les en plusieurs envois."
            )

    def decouper(self, ordre: Ordre, outils: Outils) -> int:
        """One piece a file."""
        return len(ordre.parametres["fichiers"])

    def faire(self, ordre: Ordre, rang: int, outils: Outils) -> None:
        """Read a file; what stops its reading is kept as its result."""
        fichier = ordre.parametres["fichiers"][rang]
        cle = _cle(ordre, rang)
        if outils.magasin.fiche(cle) is None:
            dit = fichier["nom"].partition("-")[2]  # as its sender named it: a refusal quotes it
            lecture = lire_un_fichier(dit, outils.magasin.lire(fichier["cle"]), isoler)
            outils.magasin.ecrire(cle, ecrire(replace(lecture, fichier=fichier["nom"])))

    def conclure(self, ordre: Ordre, outils: Outils) -> Conclusion:
        """Sort the pages, deliver the documents, and tell the register what came back."""
        lectures = list(_lectures(ordre, outils))
        rangement = ranger(lectures, _choix(ordre), outils.atelier, ordre.siret)
        bilan = {**en_json(rangement), "attendues": attendues(rangement), "message": None}
        if len(rangement.refus) == len(lectures):
            return Conclusion(Etat.ECHOUE, {**bilan, "message": RIEN})
        contenus = {un["nom"]: outils.magasin.lire(un["cle"]) for un in ordre.parametres["fichiers"]}
        assembles = list(assembler_les_documents(rangement, contenus, isoler))
        deposer = partial(mettre_au_magasin, outils.magasin, ordre)
        fichiers = [deposer(document.nom, PDF, contenu) for document, contenu in assembles]
        fichiers += [deposer(nom, PNG, vue) for nom, vue in pages_a_regarder(rangement, contenus, isoler)]
        inscrire(assembles, outils.atelier)
        if rangement.sans_reste:
            return Conclusion(Etat.TERMINE, bilan, tuple(fichiers))
        return Conclusion(Etat.PARTIEL, {**bilan, "message": RESTE}, tuple(fichiers))


def _cle(ordre: Ordre, rang: int) -> str:
    return f"{dossier_de(ordre.travail)}/lecture-{rang:03d}.json"


def _lectures(ordre: Ordre, outils: Outils) -> Iterator[Lecture]:
    ecartes = dict(ordre.ecartes)
    for rang, fichier in enumerate(ordre.parametres["fichiers"]):
        if rang in ecartes:
            yield Lecture(fichier["nom"], refus=ecartes[rang])
        else:
            yield relire(Lecture, outils.magasin.lire(_cle(ordre, rang)))


def _choix(ordre: Ordre) -> dict[tuple[str, int], PageRendue]:
    return {
        (dit["fichier"], dit["rang"]): PageRendue(
            dit["fichier"], dit["rang"], Sort.RECUE, CodePage(dit["emission"], dit["page"], dit["pages"]), choisie=True
        )
        for dit in ordre.parametres.get("choix", ())
    }
