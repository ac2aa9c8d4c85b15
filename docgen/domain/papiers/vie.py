"""The life of a numbered paper: issued, handed over, printed again, annulled. Annulment is final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from docgen.domain.papiers.papier import MOTIFS, PRECISION_MAX, ActePapier, Evenement


class Etat(StrEnum):
    """Where a paper stands; each value is the word that a person reads."""

    EMIS = "émis"
    REMIS = "remis"
    ANNULE = "annulé"


_ACTES = {
    ActePapier.REMISE: ("La remise", "inscrite"),
    ActePapier.CORRECTION: ("La correction de la remise", "inscrite"),
    ActePapier.ANNULATION: ("L'annulation", "inscrite"),
    ActePapier.REEDITION: ("Le duplicata", "inscrit"),
    ActePapier.GACHAGE: ("Le gâchage", "inscrit"),
}


def etat(passes: Sequence[Evenement]) -> Etat:
    """Where the paper stands after these acts."""
    if annulation(passes):
        return Etat.ANNULE
    return Etat.REMIS if remise(passes) else Etat.EMIS


def remise(passes: Sequence[Evenement]) -> Evenement | None:
    """The act that handed the paper over, if any, and if none corrected it since."""
    dites = [passe for passe in passes if passe.acte in (ActePapier.REMISE, ActePapier.CORRECTION)]
    return dites[-1] if dites and dites[-1].acte is ActePapier.REMISE else None


def annulation(passes: Sequence[Evenement]) -> Evenement | None:
    """The act that annulled the paper, if any."""
    return next((passe for passe in passes if passe.acte is ActePapier.ANNULATION), None)


def deja_inscrit(passes: Sequence[Evenement], nouveau: Evenement) -> bool:
    """True if the act is the one that was written: asking twice writes once.

    Without a serial, two identical spoilings are two sheets, and two identical duplicates two prints.
    """
    if nouveau.acte in (ActePapier.REMISE, ActePapier.CORRECTION):
        dites = [passe for passe in passes if passe.acte in (ActePapier.REMISE, ActePapier.CORRECTION)]
        return dites[-1:] == [nouveau]
    reperable = nouveau.acte is ActePapier.ANNULATION or nouveau.serie_gachee or nouveau.serie_nouvelle
    return bool(reperable) and nouveau in passes


def refus(nouveau: Evenement, passes: Sequence[Evenement], emission: date) -> str | None:
    """Why an act cannot be written in the life of a paper, in French, or ``None``.

    ``passes`` are the acts already written, oldest first; ``emission`` is the day of the first issue.
    """
    quoi, accord = _ACTES[nouveau.acte]
    ici = f"{quoi} du papier n° {nouveau.numero} n'a pas été {accord}"
    annulee = annulation(passes)
    if annulee:
        return (
            f"{ici} : il est annulé depuis le {annulee.jour:%d/%m/%Y}, et une annulation est définitive. "
            "Vérifiez le numéro, ou prenez celui du papier qui le remplace."
        )
    if raison := refus_du_motif(nouveau.acte, nouveau.motif, nouveau.precision):
        return f"{ici} : {raison}"
    if nouveau.jour < emission:
        return (
            f"{ici} : le {nouveau.jour:%d/%m/%Y} précède son émission, le {emission:%d/%m/%Y}. Corrigez la date de "
            "l'acte."
        )
    return _refus_de_forme(nouveau, ici) or _refus_de_remise(nouveau, passes, ici)


def refus_du_motif(acte: ActePapier, motif: str, precision: str) -> str | None:
    """Why this cannot be the reason of such an act, in French, or ``None``."""
    connus, precision = MOTIFS[acte], precision.strip()
    if motif not in (connus or {""}):
        permis = f"Choisissez parmi {', '.join(connus)}" if connus else "Cet acte n'en demande pas : ôtez-le"
        return f"le motif « {motif} » n'est pas de la liste. {permis}."
    if motif == "AUTRE" and not precision:
        return "le motif « autre » demande sa précision. Dites en quelques mots ce qui est arrivé."
    if len(precision) > PRECISION_MAX:
        return f"la précision a {len(precision)} signes, et le registre en garde {PRECISION_MAX}. Abrégez-la."
    return None


def _refus_de_forme(nouveau: Evenement, ici: str) -> str | None:
    if nouveau.rectification and nouveau.acte is not ActePapier.ANNULATION:
        return f"{ici} : seule une annulation prépare une rectification. Annulez le papier, ou ôtez cette option."
    if nouveau.serie_gachee is not None and nouveau.acte is not ActePapier.GACHAGE:
        return f"{ici} : seul un gâchage désigne une feuille gâchée. Inscrivez un gâchage, ou ôtez cette option."
    if nouveau.serie_nouvelle is not None and nouveau.acte not in (ActePapier.GACHAGE, ActePapier.REEDITION):
        return f"{ici} : cet acte ne consomme pas de feuille. Ôtez le numéro de la feuille nouvelle."
    if nouveau.serie_gachee is not None and nouveau.serie_gachee == nouveau.serie_nouvelle:
        return f"{ici} : la feuille gâchée et la nouvelle sont la même. Donnez le numéro de la feuille nouvelle."
    return None


def _refus_de_remise(nouveau: Evenement, passes: Sequence[Evenement], ici: str) -> str | None:
    faite = remise(passes)
    if nouveau.acte is ActePapier.REMISE and faite:
        return (
            f"{ici} : il a déjà été remis le {faite.jour:%d/%m/%Y}. Si le titulaire l'a perdu, inscrivez un duplicata. "
            "Si cette remise est une erreur, corrigez-la d'abord."
        )
    if nouveau.acte is ActePapier.CORRECTION and not faite:
        return f"{ici} : aucune remise n'est notée. Vérifiez le numéro."
    return None
