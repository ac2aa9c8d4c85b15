"""Compare the journal with every head that its witness keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from docgen.registre.chain import CONSEIL
from docgen.registre.journal import Tete, lire_tete
from docgen.registre.signature.trousseau import Trousseau
from docgen.registre.temoin.concordance import compteurs, empreinte_de
from docgen.registre.temoin.note import NoteTete, lire_note, signataire_de
from docgen.registre.temoin.reprise import Reprise, reprises
from docgen.registre.temoin.temoins import Temoin


def comparer(connexion: Connection, trousseau: Trousseau, tetes: Iterable[tuple[bytes, datetime]]) -> Iterator[str]:
    """What disagrees, one French sentence a head; they were listed before the register's state was fixed.

    Raises:
        FichiersIndisponibles: the witness does not answer.
    """
    tete, publiques = lire_tete(connexion), trousseau.verificateur().publiques
    passees, derniers = [reprise for _, reprise in reprises(connexion)], compteurs(connexion)
    for octets, recue in tetes:
        try:
            note = lire_note(octets)
        except ValueError:
            yield f"Témoin : la tête reçue le {recue:%Y-%m-%d à %H:%M} est illisible. {CONSEIL}"
            continue
        ici = f"Témoin, ligne {note.rang} du {note.heure}"
        if note.identite != trousseau.identite:
            yield f"{ici} : cette tête est celle d'un autre registre ({note.identite}). {CONSEIL}"
        elif signataire_de(octets, publiques) is None:
            yield f"{ici} : sa signature est fausse, ou sa clé inconnue. {CONSEIL}"
        elif not _concorde(connexion, note, tete, passees):
            yield f"{ici} : le journal ne dit pas, ou plus, ce que le témoin a reçu. {CONSEIL}"
        for (serie, annee, departement), dernier in note.compteurs.items():
            if note.identite == trousseau.identite and derniers.get((serie, annee, departement), 0) < dernier:
                yield f"{ici} : le compteur {serie}{annee}-{departement} y va plus loin, à {dernier}. {CONSEIL}"


def rang_temoigne(connexion: Connection, trousseau: Trousseau, temoin: Temoin, avant: datetime) -> int:
    """The last line that a witness held before an instant; 0 when it held none.

    Both must be earlier: what the head says of itself, and when the witness received it.

    Raises:
        FichiersIndisponibles: the witness does not answer.
    """
    tete, publiques = lire_tete(connexion), trousseau.verificateur().publiques
    passees, rang = [reprise for _, reprise in reprises(connexion)], 0
    for octets, recue in temoin.toutes():
        try:
            note = lire_note(octets)
            tot = datetime.fromisoformat(note.heure) < avant and recue < avant
        except ValueError:
            continue
        perdue = any(reprise.reprises > note.reprises and note.rang > reprise.rang for reprise in passees)
        signee = note.identite == trousseau.identite and signataire_de(octets, publiques) is not None
        if tot and signee and not perdue and _concorde(connexion, note, tete, passees):
            rang = max(rang, note.rang)
    return rang


def _concorde(connexion: Connection, note: NoteTete, tete: Tete, passees: Sequence[Reprise]) -> bool:
    """True if the journal holds that head, or says that it lost it."""
    if note.place > tete.place:
        return False
    suivante = next((reprise for reprise in passees if reprise.reprises > note.reprises), None)
    if suivante is not None and note.rang > suivante.rang:
        return note.rang <= suivante.temoin_rang
    return empreinte_de(connexion, note.rang) == note.empreinte
