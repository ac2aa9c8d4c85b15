"""Set a printer right: a page to print and measure, and the profile that makes up for what is measured."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from docgen.contract.interne import ecrire, relire
from docgen.errors import UsageInvalide, refus_du_systeme
from docgen.rendering.html import composer, feuilles_de_style
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.rendering.presse.moteur_presse import imprimer_seul
from docgen.usecases.lots.commande import Profil

MODELE, STYLES = "lots/calibrage/modele.html", ("commun/base.css", "lots/calibrage/style.css")
# As long as the address of a paper: a symbol that reads here reads there.
_ADRESSE = f"http://localhost:8000/verification/0000-000-0000000-0#{'A' * 700}"
_COTES_QR_MM = (22, 26, 30, 35, 40)
_CORPS_PT = (5, 6, 7, 8, 9, 10, 12)
_FIXE = datetime(2026, 1, 1, tzinfo=UTC)  # the page of a printer never changes


def page_de_calibrage(imprimante: str) -> bytes:
    """The calibration page of a printer, front and back, as a PDF.

    Raises:
        RenduImpossible: the printer's name holds a sign that no font has.
    """
    vue = {"imprimante": imprimante, "adresse": _ADRESSE, "cotes": _COTES_QR_MM, "corps": _CORPS_PT}
    demande = DemandePresse(
        html=composer(MODELE, vue, presse=True),
        styles=feuilles_de_style(*STYLES),
        intitule=f"Page de calibrage – {imprimante}",
        date=_FIXE,
        codes=(_ADRESSE,),
    )
    return imprimer_seul(demande)


def ecrire_page(chemin: Path, imprimante: str) -> None:
    """The same, in a file.

    Raises:
        UsageInvalide: the file cannot be written.
        RenduImpossible: the printer's name holds a sign that no font has.
    """
    _ecrire(chemin, page_de_calibrage(imprimante))


def profil_mesure(imprimante: str, recto: str, verso: str) -> Profil:
    """The profile of a printer from what was measured: ``X,Y`` in millimetres, to the right and down.

    Raises:
        UsageInvalide: a measure is not one, or is too large to be one; both faces are told.
    """
    lues = {"recto": _mesure(recto), "verso": _mesure(verso)}
    ecrites = {"recto": recto, "verso": verso}
    if illisibles := [f"au {face}, « {ecrites[face]} »" for face, lue in lues.items() if lue is None]:
        raise UsageInvalide(
            f"L'écart mesuré n'est pas deux nombres de millimètres : {' ; '.join(illisibles)}. Écrivez par exemple "
            "« 1.5,-0.5 » : 1,5 mm trop à droite, 0,5 mm trop haut."
        )
    return Profil(imprimante, *(ecart for lue in lues.values() if lue for ecart in lue))


def _mesure(texte: str) -> tuple[float, float] | None:
    try:
        droite, bas = (float(valeur.replace("−", "-")) for valeur in texte.split(","))
    except ValueError:
        return None
    return droite, bas


def ecrire_profil(chemin: Path, profil: Profil) -> None:
    """Keep the profile of a printer.

    Raises:
        UsageInvalide: the file cannot be written.
    """
    _ecrire(chemin, ecrire(profil) + b"\n")


def lire_profil(chemin: Path) -> Profil:
    """The profile that a file keeps.

    Raises:
        UsageInvalide: the file cannot be read, is no profile, or would have text lost.
    """
    with refus_du_systeme(f"Le profil « {chemin} » n'a pas pu être lu", "Vérifiez son nom et ses droits."):
        ecrit = chemin.read_bytes()
    try:
        return relire(Profil, ecrit)
    except ValueError as cause:
        raise UsageInvalide(
            f"« {chemin} » n'est pas le profil d'une imprimante ({cause}). Faites-en un avec « docgen calibrage "
            "--profil »."
        ) from cause


def _ecrire(chemin: Path, contenu: bytes) -> None:
    with refus_du_systeme(f"« {chemin} » n'a pas pu être écrit", "Choisissez un autre fichier."):
        chemin.write_bytes(contenu)
