"""Take a register up again after a disaster: it goes on past what its witness knows, and says so in its journal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from docgen.errors import ActeImpossible
from docgen.registre import tables
from docgen.registre.chain import Acte
from docgen.registre.journal import Plume
from docgen.registre.temoin.concordance import NoteSignee, compteurs
from docgen.registre.temoin.note import Compteur


@dataclass(frozen=True, slots=True)
class Saut:
    """Numbers that a resumption leaves: those after ``de``, up to ``a``, may have been given and will not be again."""

    serie: str
    annee: int
    departement: str
    de: int
    a: int

    @property
    def compteur(self) -> Compteur:
        """Which counter jumps."""
        return self.serie, self.annee, self.departement


@dataclass(frozen=True, slots=True)
class Reprise:
    """What the journal says of a resumption. ``rang`` and ``empreinte``: the last line of what was taken up again."""

    par: str
    motif: str
    reprises: int
    rang: int
    empreinte: str
    temoin_rang: int
    temoin_empreinte: str
    temoin_heure: str
    sauts: tuple[Saut, ...] = ()

    @classmethod
    def lire(cls, contenu: dict[str, Any]) -> Reprise:
        """The resumption of a line of the journal."""
        return cls(**{**contenu, "sauts": tuple(Saut(**saut) for saut in contenu["sauts"])})


def reprendre(plume: Plume, connue: NoteSignee | None, par: str, motif: str) -> Reprise:
    """Write the line, and move the counters past what the witness knows.

    Raises:
        ActeImpossible: the register is not behind its witness, or has none.
    """
    if connue is None:
        raise ActeImpossible("Rien n'a été repris : le registre n'a pas de témoin, ou il ne répond pas.")
    note, depart = connue.note, plume.depart
    sauts = tuple(_sauts(plume.connexion, connue))
    reprise = Reprise(
        par,
        motif,
        max(note.reprises, depart.reprises) + 1,
        depart.rang,
        depart.empreinte,
        note.rang,
        note.empreinte,
        note.heure,
        sauts,
    )
    plume.tete = replace(plume.tete, reprises=reprise.reprises)
    plume.ecrire(Acte.REPRISE, [{**asdict(reprise), "sauts": [asdict(saut) for saut in sauts]}])
    return reprise


def reprises(connexion: Connection) -> list[tuple[int, Reprise]]:
    """Every resumption, with its line."""
    colonnes = tables.journal.c
    requete = select(colonnes.rang, colonnes.contenu).where(colonnes.acte == Acte.REPRISE.value).order_by(colonnes.rang)
    return [(rang, Reprise.lire(json.loads(contenu))) for rang, contenu in connexion.execute(requete)]


def _sauts(connexion: Connection, connue: NoteSignee) -> list[Saut]:
    presents, colonnes, sauts = compteurs(connexion), tables.compteurs.c, []
    for compteur, a in sorted(connue.note.compteurs.items()):
        de = presents.get(compteur, 0)
        if a <= de:
            continue
        saut = Saut(*compteur, de, a)
        cle = {"serie": saut.serie, "annee": saut.annee, "departement": saut.departement}
        if compteur in presents:
            ici = [colonnes[nom] == valeur for nom, valeur in cle.items()]
            connexion.execute(update(tables.compteurs).where(*ici).values(dernier=a))
        else:
            connexion.execute(insert(tables.compteurs).values(**cle, dernier=a))
        sauts.append(saut)
    return sauts
