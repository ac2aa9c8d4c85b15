"""The kind ``dossier``: the whole set of a session, each document in its file, and all of them in a zip.

Parameters: ``charge`` (``{"nom", "cle"}``: a payload in the store) and ``commande`` (what is asked; ``jour`` is today).
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from docgen.contract.charge import lire_charge_et_geste
from docgen.documents import catalogue
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.noms_fichiers import nom_dossier
from docgen.domain.dossier import Dossier as Session
from docgen.errors import ChargeInvalide, UsageInvalide
from docgen.fichiers.magasin import Magasin
from docgen.usecases.production import produire
from docgen.usecases.publication import RAPPORT, fiche
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from service.travaux.fichiers import FichierLivre
from service.travaux.genre import Conclusion, Ordre, Outils, dossier_de, ranger
from service.travaux.tables import Etat

TYPES_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
REFUSE = (
    "La session n'est pas prête : aucun document n'a été produit. Corrigez ce que la liste indique, puis redemandez."
)
MALFORME = (
    "La session n'a pas la forme attendue : aucun document n'a été produit. Corrigez les erreurs, puis redéposez."
)
_CHAMPS = ("types", "destinataire", "usage", "format", "brouillon", "papier_en_tete", "sauf")
_RIEN: Mapping[str, object] = {"session": None, "erreurs": [], "manquements": [], "documents": [], "fichiers": []}
JOUR_DU_ZIP = (1980, 1, 1, 0, 0, 0)  # the same documents make the same zip


class Dossier:
    """See :class:`service.travaux.genre.Genre`."""

    numerote = True
    forme = 1

    def verifier(self, parametres: Mapping[str, Any]) -> None:
        commande_de(parametres)
        if set(parametres.get("charge", ())) != {"nom", "cle"}:
            raise UsageInvalide("Le travail ne dit pas quelle session produire. Donnez une session, puis redemandez.")

    def decouper(self, ordre: Ordre, outils: Outils) -> int:
        """One piece: a session is all or nothing."""
        return 1

    def faire(self, ordre: Ordre, rang: int, outils: Outils) -> None:
        """Produce, and keep the documents with a report: whoever does it again finds the report, and stops there."""
        cle = self._rapport(ordre)
        if outils.magasin.fiche(cle) is None:
            outils.magasin.ecrire(cle, json.dumps(_produire(ordre, outils), ensure_ascii=False).encode())

    def _rapport(self, ordre: Ordre) -> str:
        return f"{dossier_de(ordre.travail)}/rapport-{self.forme}.json"

    def conclure(self, ordre: Ordre, outils: Outils) -> Conclusion:
        """The documents, and the zip of them all."""
        if ordre.ecartes:
            return Conclusion(Etat.ECHOUE, {"message": ordre.ecartes[0][1]})
        rapport = json.loads(outils.magasin.lire(self._rapport(ordre)))
        fichiers = [FichierLivre(**champs) for champs in rapport.pop("fichiers")]
        if not fichiers:
            return Conclusion(Etat.ECHOUE, rapport)
        fichiers.append(_zip(outils.magasin, ordre, rapport, fichiers))
        return Conclusion(Etat.TERMINE, rapport, tuple(fichiers))


def ecrire_commande(commande: Commande) -> dict[str, object]:
    """What is asked, for the parameters of a job."""
    champs = asdict(commande)
    return {"jour": commande.jour.isoformat(), **{nom: champs[nom] for nom in _CHAMPS if champs[nom]}}


def commande_de(parametres: Mapping[str, Any]) -> Commande:
    """What is asked, from the parameters of a job.

    Raises:
        UsageInvalide: without a day, or with something that is not understood.
    """
    champs = dict(parametres.get("commande", {}))
    try:
        jour = date.fromisoformat(champs.pop("jour"))
    except (KeyError, TypeError, ValueError) as cause:
        raise UsageInvalide("Le travail ne dit pas quel jour prendre pour aujourd'hui. Donnez « jour ».") from cause
    if inconnus := set(champs) - set(_CHAMPS):
        raise UsageInvalide(f"Le travail demande ce qui n'existe pas : {', '.join(sorted(inconnus))}. Retirez-le.")
    champs["types"], champs["sauf"] = (tuple(champs.get(nom) or ()) for nom in ("types", "sauf"))
    return Commande(jour, **champs)


def _produire(ordre: Ordre, outils: Outils) -> dict[str, object]:
    charge = ordre.parametres["charge"]
    octets = outils.magasin.lire(charge["cle"])
    try:
        session, report = lire_charge_et_geste(octets)
    except ChargeInvalide as malformee:
        return {**_RIEN, "message": MALFORME, "erreurs": [asdict(erreur) for erreur in malformee.erreurs]}
    commande = replace(commande_de(ordre.parametres), report=report, ensemble=ordre.travail)
    production = produire(session, commande, outils.atelier, outils.suivi)
    titres = _titres(production.documents, session)
    return {
        **_RIEN,
        "session": session.session.id,
        "message": REFUSE if production.refusee else None,
        "manquements": [asdict(manquement) for manquement in production.controle.manquements],
        "documents": [fiche(document, "") for document in production.documents],
        "fichiers": [
            asdict(ranger(outils.magasin, ordre, un.fichier, TYPES_MEDIA[un.format], un.contenu, titre))
            for un, titre in zip(production.documents, titres, strict=True)
        ],
    }


def _titres(documents: Sequence[DocumentProduit], dossier: Session) -> list[str]:
    """What people call each document: its type, and whose it is."""
    specs = {document.type: catalogue()[document.type] for document in documents}
    connus = {(code, pour.id): pour.dans(dossier) for code in specs for pour in specs[code].destinataires(dossier)}
    titres = []
    for document in documents:
        intitule, personne = specs[document.type].intitule, connus.get((document.type, document.destinataire))
        titres.append(f"{intitule} – {nom_complet(personne)}" if personne else intitule)
    return titres


def ecrire_rapport(archive: zipfile.ZipFile, rapport: Mapping[str, object]) -> None:
    """Put the report beside the documents of a zip."""
    champs = {nom: rapport[nom] for nom in ("session", "documents", "manquements")}
    octets = json.dumps(champs, ensure_ascii=False, indent=2).encode()
    archive.writestr(zipfile.ZipInfo(RAPPORT, JOUR_DU_ZIP), octets)


def _zip(magasin: Magasin, ordre: Ordre, rapport: Mapping[str, Any], fichiers: Sequence[FichierLivre]) -> FichierLivre:
    """All the files in one, with their report, written aside first: it may not hold in memory."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "dossier.zip"
        with zipfile.ZipFile(chemin, "w") as archive:  # stored as they are: PDFs are compressed already
            for fichier in fichiers:
                with archive.open(zipfile.ZipInfo(fichier.nom, JOUR_DU_ZIP), "w", force_zip64=True) as entree:
                    for bloc in magasin.flux(fichier.cle):
                        entree.write(bloc)
            ecrire_rapport(archive, rapport)
        return ranger(magasin, ordre, f"{nom_dossier(rapport['session'])}.zip", "application/zip", chemin)
