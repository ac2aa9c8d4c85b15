"""The kind ``lot``: a print lot of many sessions. What it prints is the business of :mod:`docgen.usecases.lots`.

Parameters: ``charges`` (a list of ``{"nom", "cle"}``: payloads in the store; with ``place``, the line and the column of
the body where one begins) and ``commande`` (see ``CommandeLot``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen.contract.interne import en_objet, relire
from docgen.domain.papiers.lots import SESSIONS_MAX, volume_de
from docgen.errors import MachineEmpechee, UsageInvalide
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.rendering.presse.moteur_presse import imprimer_seul
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.conclusion import conclure
from docgen.usecases.lots.plan import FORME
from docgen.usecases.lots.preparation import Charge, preparer
from docgen.usecases.lots.rendu import abandonner, rendre
from docgen.usecases.processus.isolement import isoler
from docgen.usecases.processus.naissance import ARRET
from service.travaux.genre import Conclusion, Ordre, Outils, decrire
from service.travaux.tables import Etat

RIEN = "Aucune session du lot n'a pu être imprimée. Corrigez ce qui est dit de chacune, puis redemandez un lot."
PARTIE = "Des sessions ont été mises de côté : corrigez ce qui est dit de chacune, et redemandez-les dans un autre lot."
_CHIFFRES_DU_NOM = 12


class Lot:
    """See :class:`service.travaux.genre.Genre`."""

    numerote = False
    forme = FORME

    def verifier(self, parametres: Mapping[str, Any]) -> None:
        commande_de(parametres)
        charges = parametres.get("charges", ())
        if not charges or any({"nom", "cle"} != set(charge) - {"place"} for charge in charges):
            raise UsageInvalide("Le lot ne dit pas quelles sessions imprimer. Donnez au moins une session.")
        if len(charges) > SESSIONS_MAX:
            raise UsageInvalide(
                f"Le lot demande {len(charges)} sessions ; un lot en tient {SESSIONS_MAX} au plus. Répartissez-les en "
                "plusieurs lots."
            )

    def decouper(self, ordre: Ordre, outils: Outils) -> int:
        """Check, tell what it will take, number and cut; a bad session is set aside with its reasons."""
        charges = (
            Charge(charge["nom"], outils.magasin.lire(charge["cle"]), *charge.get("place", ()))
            for charge in ordre.parametres["charges"]
        )
        commande = commande_de(ordre.parametres)
        plan = preparer(nom_du_lot(ordre), charges, commande, outils.atelier, outils.magasin, outils.prevu)
        return plan.morceaux

    def faire(self, ordre: Ordre, rang: int, outils: Outils) -> None:
        """Print a piece."""
        rendre(nom_du_lot(ordre), rang, outils.atelier, outils.magasin)

    def conclure(self, ordre: Ordre, outils: Outils) -> Conclusion:
        """Balance and deliver; the sessions of a piece that nobody could print are among the corrections."""
        for rang, raison in ordre.ecartes:
            abandonner(nom_du_lot(ordre), rang, raison, outils.magasin)
        bilan = conclure(nom_du_lot(ordre), outils.atelier, outils.magasin, _imprimer)
        contenu = en_objet(bilan)
        del contenu["fichiers"]
        fichiers = tuple(
            decrire(ordre, un.cle, un.nom, un.type_media, un.octets, un.sha256, _titre(un.nom)) for un in bilan.fichiers
        )
        faits = bilan.totaux.documents
        if not faits:
            return Conclusion(Etat.ECHOUE, {**contenu, "message": RIEN}, fichiers, faits)
        if bilan.fautives:
            return Conclusion(Etat.PARTIEL, {**contenu, "message": PARTIE}, fichiers, faits)
        return Conclusion(Etat.TERMINE, contenu, fichiers, faits)


def _imprimer(demande: DemandePresse) -> bytes:
    """The control sheet, by another process: this one has the register and its key."""
    try:
        return isoler(imprimer_seul, demande)
    except UsageInvalide as cause:  # it died, or took too much: no file is at fault
        raise MachineEmpechee(ARRET) from cause


def commande_de(parametres: Mapping[str, Any]) -> CommandeLot:
    """What is asked, from the parameters of a job.

    Raises:
        UsageInvalide: without a day, or with something that is not understood.
    """
    try:
        return relire(CommandeLot, parametres["commande"])
    except (KeyError, ValueError) as cause:
        raise UsageInvalide(
            f"La commande du lot n'est pas comprise ({cause}). Donnez « jour », et les autres champs de la référence."
        ) from cause


def _titre(nom: str) -> str | None:
    """What people call a volume."""
    volume = volume_de(nom)
    return f"Volume {int(volume)}" if volume else None


def nom_du_lot(ordre: Ordre) -> str:
    """The name that its files and its pages bear."""
    return ordre.travail[:_CHIFFRES_DU_NOM]
