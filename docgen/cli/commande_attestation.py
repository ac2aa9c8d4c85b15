"""The command that attests sessions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docgen.cli.options import EnJson, Fichiers, ouvrir_atelier
from docgen.cli.terminal import Sortie
from docgen.errors import ChargeInvalide, CodeSortie, DocgenError

if TYPE_CHECKING:
    from docgen.usecases.atelier import Atelier


def attester(fichiers: Fichiers, en_json: EnJson = False) -> int:
    """Attester que des sessions ont été validées avec ces résultats : leurs papiers peuvent en sortir."""
    sortie = Sortie(en_json)
    with ouvrir_atelier() as atelier:
        return sortie.conclure([_attester(fichier, atelier, sortie) for fichier in fichiers])


def _attester(fichier: Path, atelier: Atelier, sortie: Sortie) -> tuple[dict[str, object], CodeSortie]:
    """What is said of one file, for a program, and how the command would end if it were alone."""
    from docgen.contract.charge import lire_charge
    from docgen.usecases.lecture_fichiers import lire_octets
    from docgen.usecases.tenue.attester import attester as attester_session

    octets = lire_octets(fichier)
    try:
        attestee = attester_session(lire_charge(octets), atelier)
    except ChargeInvalide as malformee:
        sortie.dire(f"{fichier} : fichier mal formé.")
        sortie.erreurs(str(fichier), malformee.erreurs)
        return {"fichier": str(fichier), "attestee": False, "message": str(malformee)}, CodeSortie.MALFORMEE
    except DocgenError as refus:
        if refus.code_sortie is not CodeSortie.REFUS:
            raise
        sortie.dire(f"{fichier} : {refus}")
        return {"fichier": str(fichier), "attestee": False, "message": str(refus)}, CodeSortie.REFUS
    connue, session = attestee.connue, attestee.dossier.session.id
    sortie.dire(f"{fichier} : session {session} {'attestée' if connue else 'refusée'}.")
    sortie.manquements(attestee.controle.manquements)
    for qui in attestee.retires:
        sortie.dire(f"  {qui} n'est plus attesté : le dossier ne l'a plus.")
    for qui in attestee.a_refaire:
        sortie.dire(f"  La notification de {qui} disait autre chose : émettez-la de nouveau, et remettez la nouvelle.")
    suite: dict[str, object] = {"a_refaire": attestee.a_refaire, "retires": attestee.retires} if connue else {}
    if connue:
        suite |= {"le": connue.le, "candidats": len(connue.faits) - 1}
    dit = {"fichier": str(fichier), "session": session, "attestee": connue is not None, **suite}
    return {**dit, **attestee.controle.en_json()}, CodeSortie.REUSSI if connue else CodeSortie.REFUS
