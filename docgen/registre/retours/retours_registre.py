"""The papers that come back: what was printed of them, by the identifier of their codes, and which pages returned."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select

from docgen.domain.langue.textes import champs_de
from docgen.domain.papiers.faits import canonique
from docgen.domain.papiers.papier import Emission, Releve
from docgen.domain.papiers.retour import Emise, Retour
from docgen.registre import lignes, tables
from docgen.registre.chain import Acte
from docgen.registre.journal import Plume, empreinte_du_texte


def emises(connexion: Connection, identifiants: Collection[str]) -> dict[str, Emise]:
    """What was printed under these identifiers; those that the register does not know are left out."""
    trouvees = _emises(connexion, tables.emissions.c.identifiant.in_(identifiants))
    return {emise.emission.identifiant or "": emise for emise in trouvees}


def emises_d_une_session(connexion: Connection, session: str, lisibles: ColumnElement[bool]) -> tuple[Emise, ...]:
    """All that was printed of a session and comes back, in the order of the first edition; ``lisibles``: to whom."""
    colonnes = tables.emissions.c
    return tuple(_emises(connexion, (colonnes.session == session) & lisibles & colonnes.identifiant.is_not(None)))


def _emises(connexion: Connection, condition: ColumnElement[bool]) -> Iterator[Emise]:
    emi, rel = tables.emissions.c, tables.releves.c
    bornes = (
        select(emi.identifiant, func.min(emi.rang).label("premier"), func.max(emi.rang).label("dernier"))
        .where(condition)
        .group_by(emi.identifiant)
        .subquery()
    )
    requete = (
        select(tables.emissions, bornes.c.dernier, rel.texte)
        .select_from(
            tables.emissions.join(bornes, bornes.c.premier == emi.rang).outerjoin(
                tables.releves, rel.rang == bornes.c.dernier
            )
        )
        .order_by(emi.rang)
    )
    for ligne in connexion.execute(requete).mappings():
        texte = ligne[rel.texte]
        releve = Releve.de_json(json.loads(texte)) if texte else None
        yield Emise(lignes.lire_emission(ligne), ligne["dernier"], releve)


def releves_d_un_candidat(connexion: Connection, session: str, candidat: str) -> dict[str, list[int]]:
    """By centre, the ranks of the relevés of his documents, and of those of the session where he has a box to sign."""
    emi, rel = tables.emissions.c, tables.releves.c
    requete = select(rel.rang, emi.siret, emi.destinataire, rel.texte).join(tables.emissions, emi.rang == rel.rang)
    trouves: dict[str, list[int]] = {}
    for rang, siret, qui, texte in connexion.execute(requete.where(emi.session == session).order_by(rel.rang)):
        if qui == candidat or Releve.de_json(json.loads(texte)).nomme(candidat):
            trouves.setdefault(siret, []).append(rang)
    return trouves


def pages_rendues(connexion: Connection, identifiants: Collection[str]) -> dict[str, frozenset[int]]:
    """The pages of these emissions that came back so far."""
    colonnes = tables.retours.c
    requete = select(colonnes.identifiant, colonnes.pages).where(colonnes.identifiant.in_(identifiants))
    recues: dict[str, frozenset[int]] = defaultdict(frozenset)
    for identifiant, pages in connexion.execute(requete):
        recues[identifiant] |= frozenset(map(int, pages.split(",")))
    return dict(recues)


def inscrire_emissions(plume: Plume, emissions: Sequence[Emission], ensemble: str | None) -> None:
    """Write down documents that were produced, and keep the relevés of those that come back beside the chain."""
    gardes = [_garde(emission.releve) for emission in emissions]
    rangees = [
        {
            **lignes.ligne_de(emission, tables.emissions),
            "ensemble": ensemble or emission.ensemble,
            "releve": empreinte_du_texte(garde["texte"], garde["sel"]) if garde else None,
        }
        for emission, garde in zip(emissions, gardes, strict=True)
    ]
    rangs = plume.ecrire(Acte.EMISSION, rangees, tables.emissions)
    releves = [{"rang": rang, **garde} for rang, garde in zip(rangs, gardes, strict=True) if garde]
    if releves:
        plume.connexion.execute(insert(tables.releves), releves)


def inscrire_retours(plume: Plume, retours: Sequence[Retour]) -> None:
    """Write down what came back; the same pages in the same file again write nothing."""
    rangees = (lignes.ligne_de(retour, tables.retours) for retour in retours)
    nouveaux = [rangee for rangee in rangees if not _est_inscrite(plume.connexion, rangee)]
    plume.ecrire(Acte.RETOUR, nouveaux, tables.retours)


def _garde(releve: Releve | None) -> dict[str, str] | None:
    """What is kept of a relevé: its text, and the salt of the digest that the chain has."""
    if releve is None:
        return None
    dit = {**_champs(releve), "cases": list(map(_champs, releve.cases))}
    return {"sel": token_hex(16), "texte": canonique(dit)}


def _champs(valeur: object) -> dict[str, Any]:
    """``asdict`` copies all it meets, and is slow."""
    genre: Any = type(valeur)
    return {nom: getattr(valeur, nom) for nom in champs_de(genre)}


def _est_inscrite(connexion: Connection, rangee: Mapping[str, object]) -> bool:
    colonnes = tables.retours.c
    meme = [colonnes[nom] == rangee[nom] for nom in ("identifiant", "pages", "choisies", "sha256")]
    return connexion.execute(select(colonnes.rang).where(*meme).limit(1)).scalar() is not None
