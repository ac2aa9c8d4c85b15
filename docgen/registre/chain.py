"""The hash chain of the journal: pure functions, so that an exported journal can be checked without a database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from docgen.domain.papiers.faits import canonique

EMPREINTE_INITIALE = "0" * 64
CONSEIL = "Comparez avec la dernière sauvegarde ou le dernier export."


class Acte(StrEnum):
    """What the journal records. The column is free text: later acts need no migration."""

    CLE = "CLE"
    CACHET = "CACHET"  # a certificate that begins to seal
    ATTESTATION = "ATTESTATION"
    RENVOI = "RENVOI"  # of a deposit, to its centre
    ATTRIBUTION = "ATTRIBUTION"
    EMISSION = "EMISSION"
    RETOUR = "RETOUR"  # of signed pages
    REMISE = "REMISE"
    CORRECTION = "CORRECTION"  # of a collection
    ANNULATION = "ANNULATION"
    REEDITION = "REEDITION"
    GACHAGE = "GACHAGE"
    RECEPTION = "RECEPTION"  # of pre-printed sheets
    CORRECTION_RECEPTION = "CORRECTION_RECEPTION"  # of a reception
    UTILISATION = "UTILISATION"
    REBUT = "REBUT"
    ACCES = "ACCES"  # what gives or takes power: API keys, roles, clock
    REPRISE = "REPRISE"  # after a disaster
    OUBLI = "OUBLI"  # of a person


# What the witness is told of at once; of the rest, within a minute.
TEMOIGNES = frozenset(
    {
        *(Acte.CLE, Acte.CACHET, Acte.ATTESTATION, Acte.ATTRIBUTION, Acte.ANNULATION),
        *(Acte.ACCES, Acte.REPRISE, Acte.OUBLI),
    }
)


@dataclass(frozen=True, slots=True)
class Entree:
    """A line of the journal; ``contenu`` is canonical JSON text."""

    rang: int
    horodatage: str
    acteur: str
    acte: str
    contenu: str
    empreinte_precedente: str
    empreinte: str


def calculer_empreinte(precedente: str, rang: int, horodatage: str, acteur: str, acte: str, contenu: str) -> str:
    """SHA-256 of the previous digest, then of the canonical JSON of the line, whose content is its canonical text."""
    dit_acte, dit_acteur, dit_heure = map(canonique, (acte, acteur, horodatage))
    ligne = (
        f'{precedente}{{"acte":{dit_acte},"acteur":{dit_acteur},"contenu":{contenu},'
        f'"horodatage":{dit_heure},"rang":{rang}}}'
    )
    return hashlib.sha256(ligne.encode()).hexdigest()


def sceller(
    rang: int, precedente: str, horodatage: str, acteur: str, acte: str, contenu: Mapping[str, object]
) -> Entree:
    """The next line of the journal, after the line whose digest is ``precedente``."""
    texte = canonique(contenu)
    empreinte = calculer_empreinte(precedente, rang, horodatage, acteur, acte, texte)
    return Entree(rang, horodatage, acteur, acte, texte, precedente, empreinte)


def ligne_de_tete(identite: str, reprises: int, rang: int, empreinte: str) -> str:
    """What the head's signature covers; no paper's line can begin this way."""
    return f"docgen-registre|{identite}|{reprises}|{rang}|{empreinte}"


def controler(entrees: Iterable[Entree]) -> Iterator[str]:
    """What is wrong with a chain, one French sentence for each broken line.

    After a broken line the walk goes on from the digest as it is written: one tampering gives one sentence,
    not as many as there are lines after it.
    """
    rang, precedente = 0, EMPREINTE_INITIALE
    for entree in entrees:
        if entree.rang != rang + 1:
            yield f"Journal : {_lignes_absentes(rang + 1, entree.rang - 1)} avant la ligne {entree.rang}. {CONSEIL}"
        elif entree.empreinte_precedente != precedente:
            yield (
                f"Journal, ligne {entree.rang} : elle ne suit pas la ligne {rang}, dont l'empreinte a changé. {CONSEIL}"
            )
        if not _intacte(entree):
            yield (
                f"Journal, ligne {entree.rang} : son empreinte ne correspond pas à son contenu, "
                f"qui a été modifié après coup. {CONSEIL}"
            )
        rang, precedente = entree.rang, entree.empreinte


def _intacte(entree: Entree) -> bool:
    try:
        tel_quel = canonique(json.loads(entree.contenu)) == entree.contenu
    except ValueError:
        return False
    attendue = calculer_empreinte(
        entree.empreinte_precedente, entree.rang, entree.horodatage, entree.acteur, entree.acte, entree.contenu
    )
    return tel_quel and attendue == entree.empreinte


def _lignes_absentes(premiere: int, derniere: int) -> str:
    if premiere >= derniere:
        return f"la ligne {premiere} manque"
    return f"les lignes {premiere} à {derniere} manquent"
