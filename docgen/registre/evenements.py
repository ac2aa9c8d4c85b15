"""Write the acts of a paper's life, inside the transaction of whoever holds the pen."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from docgen.domain.papiers import vie
from docgen.domain.papiers.papier import Evenement, Papier
from docgen.errors import ActeImpossible
from docgen.registre import lignes, stock_feuilles, tables
from docgen.registre.chain import Acte
from docgen.registre.journal import Plume


def papier(connexion: Connection, numero: str) -> Papier | None:
    """The paper of that number, or ``None``."""
    requete = lignes.papiers_et_titulaires().where(tables.papiers.c.numero == numero)
    ligne = connexion.execute(requete).mappings().one_or_none()
    return lignes.lire_papier(ligne) if ligne else None


def evenements(connexion: Connection, numero: str) -> tuple[Evenement, ...]:
    """The acts of a paper, oldest first."""
    colonnes = tables.evenements.c
    requete = select(tables.evenements).where(colonnes.numero == numero).order_by(colonnes.rang)
    return tuple(lignes.lire_evenement(ligne) for ligne in connexion.execute(requete).mappings())


def remplacant(connexion: Connection, numero: str) -> str | None:
    """The number of the paper issued in the place of this one, or ``None``."""
    colonnes = tables.papiers.c
    return connexion.execute(select(colonnes.numero).where(colonnes.remplace == numero)).scalar()


def inscrire(plume: Plume, evenement: Evenement) -> Evenement:
    """Write an act, and what it does to the stock of sheets; the same act again writes nothing.

    Raises:
        ActeImpossible: the paper's life, or the stock, does not allow it.
    """
    connu = papier(plume.connexion, evenement.numero)
    if connu is None:
        raise numero_inconnu(evenement.numero)
    passes = evenements(plume.connexion, evenement.numero)
    if vie.deja_inscrit(passes, evenement):
        return evenement
    message = vie.refus(evenement, passes, connu.date_emission)
    if message:
        raise ActeImpossible(message)
    ligne = lignes.ligne_evenement(evenement, connu.empreinte)
    (rang,) = plume.ecrire(Acte(evenement.acte.value), [ligne])
    plume.connexion.execute(insert(tables.evenements), [{"rang": rang, **ligne}])
    stock_feuilles.suivre(plume, evenement, connu.demande.departement)
    return evenement


def numero_inconnu(numero: str) -> ActeImpossible:
    """The refusal of an act on a paper that was never issued."""
    return ActeImpossible(
        f"L'acte n'a pas été inscrit : le registre n'a émis aucun papier sous le numéro {numero}. Vérifiez le numéro."
    )
