"""Write the acts of a paper's life and what the State says of a session, in the transaction of who holds the pen.

A person may be forgotten: what stands of him beside the chain goes, the journal says which rows went, and the chain is
whole. His papers stay issued, with what became of them; what they say is on them, and in the code that proves it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, delete, insert, select, text

from docgen.domain.papiers import vie
from docgen.domain.papiers.attestation import INCONNUE, SESSION, Attestation, Connue, contradictions
from docgen.domain.papiers.faits import canonique
from docgen.domain.papiers.papier import Evenement, Faits, Papier
from docgen.errors import ActeImpossible, PapierDivergent
from docgen.registre import lignes, stock_feuilles, tables
from docgen.registre.chain import Acte
from docgen.registre.journal import Plume, empreinte_du_texte, lignes_d_acte
from docgen.registre.retours import retours_registre


def papier(connexion: Connection, numero: str) -> Papier | None:
    """The paper of that number, or ``None``."""
    requete = lignes.papiers_et_titulaires().where(tables.papiers.c.numero == numero)
    ligne = connexion.execute(requete).mappings().one_or_none()
    return lignes.lire_papier(ligne) if ligne else None


def evenements(connexion: Connection, numero: str) -> tuple[Evenement, ...]:
    """The acts of a paper, oldest first."""
    return evenements_de(connexion, [numero]).get(numero, ())


def evenements_de(connexion: Connection, numeros: Sequence[str]) -> dict[str, tuple[Evenement, ...]]:
    """The same of many papers; those without any act are left out."""
    requete = lignes.avec_precisions(tables.evenements).where(tables.evenements.c.numero.in_(numeros))
    trouves: dict[str, tuple[Evenement, ...]] = {}
    for ligne in connexion.execute(requete).mappings():
        lu = lignes.lire_evenement(ligne)
        trouves[lu.numero] = (*trouves.get(lu.numero, ()), lu)
    return trouves


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
    ligne = {**lignes.ligne_de(evenement, tables.evenements), "empreinte": connu.empreinte}
    plume.inscrire(Acte(evenement.acte.value), tables.evenements, ligne, evenement.precision)
    stock_feuilles.suivre(plume, evenement, connu.demande.departement)
    return evenement


def numero_inconnu(numero: str) -> ActeImpossible:
    """The refusal of an act on a paper that was never issued."""
    return ActeImpossible(
        f"L'acte n'a pas été inscrit : le registre n'a émis aucun papier sous le numéro {numero}. Vérifiez le numéro."
    )


AUTRE_SIRET = (
    "Cette session est déjà connue du registre sous un autre SIRET : aucun acte n'y est possible sous celui-ci. "
    "Vérifiez l'identifiant de la session et le SIRET du centre."
)


@dataclass(frozen=True, slots=True)
class Renvoi:
    """A deposit that was sent back to its centre: which, why, when, by whom."""

    depot: str
    motif: str
    le: str
    par: str


_JAMAIS: tuple[str | None, str | None] = (None, None)


_PAP, _ATT = tables.papiers.c, tables.attestations.c
_CES_SESSIONS: BindParameter[str] = bindparam("sessions", expanding=True)
_NUMEROTEES = (
    select(_PAP.session, _PAP.siret).where(_PAP.session.in_(_CES_SESSIONS), _PAP.numero.is_not(None)).distinct()
)
_ATTESTEES = (
    select(
        _ATT.session,
        _ATT.siret,
        _ATT.rang,
        tables.journal.c.horodatage,
        tables.journal.c.acteur,
        tables.attestes.c.destinataire,
        tables.attestes.c.faits,
    )
    .select_from(tables.attestations.join(tables.journal, tables.journal.c.rang == _ATT.rang).join(tables.attestes))
    .where(_ATT.session.in_(_CES_SESSIONS), _ATT.acte == Acte.ATTESTATION.value)
    .order_by(_ATT.rang)
)


def connues(connexion: Connection, sessions: Sequence[str]) -> dict[str, Connue]:
    """What is known of these sessions; those of which nothing is are left out."""
    ces_sessions = {"sessions": list(sessions)}
    sirets: dict[str, str] = {}
    for session, siret in connexion.execute(_NUMEROTEES, ces_sessions):
        sirets[session] = siret
    faits: dict[str, dict[str, Faits]] = {}
    depuis: dict[str, dict[str, int]] = {}
    derniers: dict[str, tuple[str | None, str | None]] = {}
    for session, siret, rang, le, par, qui, texte in connexion.execute(_ATTESTEES, ces_sessions):
        sirets[session], derniers[session] = siret, (le, par)
        dits, lus = faits.setdefault(session, {}), json.loads(texte)
        if not lus:  # attested no more
            dits.pop(qui, None)
        elif dits.get(qui) != lus:
            dits[qui], depuis.setdefault(session, {})[qui] = lus, rang
    return {
        session: Connue(siret, faits.get(session, {}), depuis.get(session, {}), *derniers.get(session, _JAMAIS))
        for session, siret in sirets.items()
    }


def attester(plume: Plume, attestations: Iterable[Attestation]) -> None:
    """Write what is not attested yet; the same facts again write nothing.

    Raises:
        ActeImpossible: the session is another centre's.
        PapierDivergent: what a paper already says would change.
    """
    toutes, a_dire = list(attestations), []
    sessions = [attestation.session for attestation in toutes]
    sues, titulaires = connues(plume.connexion, sessions), _titulaires(plume.connexion, sessions)
    for attestation in toutes:
        connue = sues.get(attestation.session, INCONNUE)
        _verifier(attestation, connue, titulaires.get(attestation.session, frozenset()))
        nouveaux = {qui: faits for qui, faits in attestation.faits.items() if connue.faits.get(qui) != faits}
        nouveaux |= {qui: {} for qui in attestation.retires(connue)}
        if nouveaux:
            a_dire.append((attestation, {**nouveaux, SESSION: attestation.faits[SESSION]}))
    if a_dire:
        _ecrire(plume, a_dire)


def deja_dites(connexion: Connection, attestations: Sequence[Attestation]) -> bool:
    """True if these attestations add nothing."""
    sues = connues(connexion, [attestation.session for attestation in attestations])
    return all(attestation.deja_dite(sues.get(attestation.session, INCONNUE)) for attestation in attestations)


def _verifier(attestation: Attestation, connue: Connue, titulaires: frozenset[str]) -> None:
    """Accept an attestation.

    Raises:
        ActeImpossible, PapierDivergent: see :func:`attester`.
    """
    if connue.siret not in (None, attestation.siret):
        raise ActeImpossible(AUTRE_SIRET)
    if changes := contradictions(attestation, connue, titulaires):
        par_qui = {f"candidat {qui}" if qui else "la session": dits for qui, dits in changes.items()}
        lignes = (f"- {qui} : {', '.join(dits)}" for qui, dits in par_qui.items())
        raise PapierDivergent(
            f"La session {attestation.session} n'a pas été attestée : des papiers déjà émis disent autre chose. Rien "
            "n'a été écrit.\n" + "\n".join(lignes) + "\nAnnulez d'abord ces papiers pour rectification."
        )


def _titulaires(connexion: Connection, sessions: Sequence[str]) -> dict[str, frozenset[str]]:
    """The candidates of each session who hold a numbered paper that was not annulled."""
    eve = tables.evenements.c
    annules = select(eve.numero).where(eve.acte == Acte.ANNULATION.value)
    requete = select(_PAP.session, _PAP.destinataire).where(
        _PAP.session.in_(_CES_SESSIONS), _PAP.numero.is_not(None), _PAP.numero.not_in(annules)
    )
    trouves: dict[str, set[str]] = {}
    for session, destinataire in connexion.execute(requete, {"sessions": list(sessions)}):
        trouves.setdefault(session, set()).add(destinataire)
    return {session: frozenset(siens) for session, siens in trouves.items()}


def _ecrire(plume: Plume, attestees: Sequence[tuple[Attestation, Mapping[str, Faits]]]) -> None:
    """One line a session, whose facts are always told again, with the digest of each person's that is new: those of who
    is attested no more are empty.

    All of them in as many orders as one of them: the head waits for whoever writes, and whoever writes for the base.
    """
    inscrites, contenus = list[dict[str, Any]](), list[dict[str, Any]]()
    gardes = [{qui: garde_de(faits) for qui, faits in dits.items()} for _, dits in attestees]
    for (attestation, dits), siens in zip(attestees, gardes, strict=True):
        empreintes = {qui: empreinte_du_texte(garde["faits"], garde["sel"]) for qui, garde in siens.items()}
        ligne = {
            "acte": Acte.ATTESTATION.value,
            "session": attestation.session,
            "siret": attestation.siret,
            "depot": None,
            "empreinte": empreintes.pop(SESSION),
        }
        inscrites.append(ligne)
        retirees = sorted(qui for qui, faits in dits.items() if not faits)
        contenus.append({**ligne, "personnes": empreintes, **({"retirees": retirees} if retirees else {})})
    rangs = plume.ecrire(Acte.ATTESTATION, contenus)
    rangees = [{"rang": rang, **ligne} for rang, ligne in zip(rangs, inscrites, strict=True)]
    plume.connexion.execute(insert(tables.attestations), rangees)
    personnes = [
        {"rang": rang, "destinataire": qui, **garde}
        for rang, siens in zip(rangs, gardes, strict=True)
        for qui, garde in siens.items()
    ]
    plume.connexion.execute(insert(tables.attestes), personnes)


def garde_de(faits: Faits) -> dict[str, str]:
    """What is kept of facts beside the chain: their text, and the salt of the digest that it has."""
    return {"sel": token_hex(16), "faits": canonique(faits)}


def renvoyer(plume: Plume, session: str, siret: str, depot: str, motif: str) -> None:
    """Write that a deposit was sent back; its reason stays beside the chain."""
    ligne = {"acte": Acte.RENVOI.value, "session": session, "siret": siret, "depot": depot}
    plume.inscrire(Acte.RENVOI, tables.attestations, ligne, motif, "empreinte")


def renvois(connexion: Connection, session: str, lisibles: ColumnElement[bool]) -> Iterator[Renvoi]:
    """What was sent back of a session, oldest first; ``lisibles``: to whom."""
    att, jou, pre = tables.attestations.c, tables.journal.c, tables.precisions.c
    requete = (
        select(att.depot, pre.texte, jou.horodatage, jou.acteur)
        .select_from(
            tables.attestations.join(tables.journal, jou.rang == att.rang).outerjoin(
                tables.precisions, pre.rang == att.rang
            )
        )
        .where(att.session == session, att.acte == Acte.RENVOI.value, lisibles)
        .order_by(att.rang)
    )
    for depot, motif, le, par in connexion.execute(requete):
        yield Renvoi(depot, motif or "", le, par)


@dataclass(frozen=True, slots=True)
class Oublies:
    """The rows that went: of papers, of what was attested (with the person), of what was written freely, of boxes."""

    titulaires: set[int] = field(default_factory=set)
    attestes: set[tuple[int, str]] = field(default_factory=set)
    precisions: set[int] = field(default_factory=set)
    releves: set[int] = field(default_factory=set)


def oublier(plume: Plume, session: str, destinataire: str, siret: str | None) -> tuple[str, dict[str, int]]:
    """Forget a candidate of a session of a centre; gives that centre, and how many rows went of each table.

    Two centres may give a session one identifier: without ``siret``, it is the one whose session the register holds,
    else the only one whose papers to sign name him. What is another's stays.

    A relevé that names him goes whole: a form that comes back after that is known by its code, without its boxes.

    Raises:
        ActeImpossible: nothing is kept of that person, or of several centres and none was said.
    """
    releves = retours_registre.releves_d_un_candidat(plume.connexion, session, destinataire)
    siret = siret or _seul_centre(plume.connexion, session, releves)
    requetes = _requetes(session, destinataire, siret)
    trouvees = {table: sorted(plume.connexion.execute(requete).scalars()) for table, requete in requetes.items()}
    trouvees["releves"] = releves.get(siret, [])
    if not destinataire or not any(trouvees.values()):
        raise ActeImpossible(
            f"Rien n'a été oublié : le registre ne garde rien du candidat « {destinataire} » dans la session "
            f"{session}{f' du centre {siret}' if siret else ''}. Vérifiez les identifiants."
        )
    if plume.connexion.dialect.name == "sqlite":
        plume.connexion.execute(text("PRAGMA secure_delete = ON"))  # no trace in the pages that are let go
    for table, rangs in trouvees.items():
        colonnes = tables.metadata.tables[table].c
        siens = [colonnes.destinataire == destinataire] if "destinataire" in colonnes else []
        plume.connexion.execute(delete(colonnes.rang.table).where(colonnes.rang.in_(rangs), *siens))
    plume.ecrire(Acte.OUBLI, [{"session": session, "siret": siret, "destinataire": destinataire, **trouvees}])
    return siret, {table: len(rangs) for table, rangs in trouvees.items()}


def _seul_centre(connexion: Connection, session: str, releves: Collection[str]) -> str:
    """The centre whose session it is, else the only one of those that have relevés; nothing, if there is none."""
    if tenu := connues(connexion, [session]).get(session, INCONNUE).siret:
        return tenu
    if len(releves) > 1:
        raise ActeImpossible(
            f"Rien n'a été oublié : plusieurs centres ont une session {session} qui nomme cette personne "
            f"({', '.join(sorted(releves))}). Dites lequel, par « --siret »."
        )
    return next(iter(releves), "")


def oublies(connexion: Connection) -> Oublies:
    """Every row that went, by what the journal says."""
    tous = Oublies()
    for dit in lignes_d_acte(connexion, Acte.OUBLI):
        tous.titulaires.update(dit["titulaires"])
        tous.attestes.update((rang, dit["destinataire"]) for rang in dit["attestes"])
        tous.precisions.update(dit["precisions"])
        tous.releves.update(dit["releves"])
    return tous


def _requetes(session: str, destinataire: str, siret: str) -> dict[str, Select[Any]]:
    """The rows of a person in each table that stands beside the chain."""
    pap, att, tes = tables.papiers.c, tables.attestations, tables.attestes.c
    papiers = (pap.session == session, pap.siret == siret, pap.destinataire == destinataire)
    numeros = select(pap.numero).where(*papiers, pap.numero.is_not(None))
    actes = [select(table.c.rang).where(table.c.numero.in_(numeros)) for table in (tables.evenements, tables.feuilles)]
    libres = tables.precisions.c.rang
    return {
        "titulaires": select(tables.titulaires.c.rang).where(
            tables.titulaires.c.rang.in_(select(pap.rang).where(*papiers))
        ),
        "attestes": select(tes.rang)
        .join(att, att.c.rang == tes.rang)
        .where(att.c.session == session, att.c.siret == siret, tes.destinataire == destinataire),
        "precisions": select(libres).where(libres.in_(actes[0]) | libres.in_(actes[1])),
    }
