"""Write the acts of a paper's life and what the State says of a session, in the transaction of who holds the pen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import Connection, insert, select

from docgen.domain.papiers import vie
from docgen.domain.papiers.attestation import INCONNUE, SESSION, Attestation, Connue, contradictions
from docgen.domain.papiers.faits import canonique, empreinte
from docgen.domain.papiers.papier import Evenement, Faits, Papier
from docgen.errors import ActeImpossible, PapierDivergent
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
    return evenements_de(connexion, [numero]).get(numero, ())


def evenements_de(connexion: Connection, numeros: Sequence[str]) -> dict[str, tuple[Evenement, ...]]:
    """The same of many papers; those without any act are left out."""
    colonnes = tables.evenements.c
    requete = (
        select(tables.evenements, tables.precisions.c.texte)
        .select_from(tables.evenements.outerjoin(tables.precisions, tables.precisions.c.rang == colonnes.rang))
        .where(colonnes.numero.in_(numeros))
        .order_by(colonnes.rang)
    )
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
    sel, precision = token_hex(16), evenement.precision
    ligne = lignes.ligne_evenement(evenement, connu.empreinte, empreinte_du_texte(precision, sel) if precision else "")
    (rang,) = plume.ecrire(Acte(evenement.acte.value), [ligne])
    plume.connexion.execute(insert(tables.evenements), [{"rang": rang, **ligne}])
    if precision:
        garder_precision(plume, rang, sel, precision)
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


def connues(connexion: Connection, sessions: Sequence[str]) -> dict[str, Connue]:
    """What is known of these sessions; those of which nothing is are left out."""
    att, pap, jou = tables.attestations.c, tables.papiers.c, tables.journal.c
    sirets: dict[str, str] = {}
    numerotes = select(pap.session, pap.siret).where(pap.session.in_(sessions), pap.numero.is_not(None)).distinct()
    for session, siret in connexion.execute(numerotes):
        sirets[session] = siret
    faits: dict[str, dict[str, Faits]] = {}
    derniers: dict[str, tuple[str, str]] = {}
    requete = (
        select(
            att.session, att.siret, jou.horodatage, jou.acteur, tables.attestes.c.destinataire, tables.attestes.c.faits
        )
        .select_from(tables.attestations.join(tables.journal, jou.rang == att.rang).join(tables.attestes))
        .where(att.session.in_(sessions), att.acte == Acte.ATTESTATION.value)
        .order_by(att.rang)
    )
    for session, siret, le, par, qui, texte in connexion.execute(requete):
        sirets[session], derniers[session] = siret, (le, par)
        faits.setdefault(session, {})[qui] = json.loads(texte)
    return {
        session: Connue(siret, faits.get(session, {}), *derniers.get(session, (None, None)))
        for session, siret in sirets.items()
    }


def attester(plume: Plume, attestations: Iterable[Attestation]) -> None:
    """Write what is not attested yet; the same facts again write nothing.

    Raises:
        ActeImpossible: the session is another centre's.
        PapierDivergent: what a paper already says would change.
    """
    toutes = list(attestations)
    sues = connues(plume.connexion, [attestation.session for attestation in toutes])
    for attestation in toutes:
        connue = sues.get(attestation.session, INCONNUE)
        _verifier(attestation, connue, _titulaires(plume.connexion, attestation.session))
        nouveaux = {qui: faits for qui, faits in attestation.faits.items() if connue.faits.get(qui) != faits}
        if nouveaux:
            _ecrire(plume, attestation, nouveaux)


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


def _titulaires(connexion: Connection, session: str) -> frozenset[str]:
    """The candidates of a session who hold a numbered paper that was not annulled."""
    pap, eve = tables.papiers.c, tables.evenements.c
    annules = select(eve.numero).where(eve.acte == Acte.ANNULATION.value)
    requete = select(pap.destinataire).where(
        pap.session == session, pap.numero.is_not(None), pap.numero.not_in(annules)
    )
    return frozenset(connexion.execute(requete).scalars())


def _ecrire(plume: Plume, attestation: Attestation, nouveaux: Mapping[str, Faits]) -> None:
    """One line for the session, whose facts are always told again, with the digest of each person's that is new."""
    dits = {**nouveaux, SESSION: attestation.faits[SESSION]}
    sels = {qui: token_hex(16) for qui in dits}
    empreintes = {qui: empreinte(faits, sels[qui]) for qui, faits in dits.items()}
    ligne = {
        "acte": Acte.ATTESTATION.value,
        "session": attestation.session,
        "siret": attestation.siret,
        "depot": None,
        "empreinte": empreintes.pop(SESSION),
    }
    (rang,) = plume.ecrire(Acte.ATTESTATION, [{**ligne, "personnes": empreintes}])
    plume.connexion.execute(insert(tables.attestations), [{"rang": rang, **ligne}])
    plume.connexion.execute(
        insert(tables.attestes),
        [
            {"rang": rang, "destinataire": qui, "sel": sels[qui], "faits": canonique(faits)}
            for qui, faits in dits.items()
        ],
    )


def renvoyer(plume: Plume, session: str, siret: str, depot: str, motif: str) -> None:
    """Write that a deposit was sent back; its reason stays beside the chain."""
    sel = token_hex(16)
    ligne = {
        "acte": Acte.RENVOI.value,
        "session": session,
        "siret": siret,
        "depot": depot,
        "empreinte": empreinte_du_texte(motif, sel),
    }
    (rang,) = plume.ecrire(Acte.RENVOI, [ligne])
    plume.connexion.execute(insert(tables.attestations), [{"rang": rang, **ligne}])
    garder_precision(plume, rang, sel, motif)


def empreinte_du_texte(texte: str, sel: str) -> str:
    """The salted digest of a free text."""
    return sha256(f"{sel}{texte}".encode()).hexdigest()


def garder_precision(plume: Plume, rang: int, sel: str, texte: str) -> None:
    """Keep, beside the chain, what was written freely of the act of that rank."""
    plume.connexion.execute(insert(tables.precisions), [{"rang": rang, "sel": sel, "texte": texte}])


def renvois(connexion: Connection, session: str, siret: str | None) -> Iterator[Renvoi]:
    """What was sent back of a session, to that centre alone with ``siret``, oldest first."""
    att, jou, pre = tables.attestations.c, tables.journal.c, tables.precisions.c
    requete = (
        select(att.depot, pre.texte, jou.horodatage, jou.acteur)
        .select_from(
            tables.attestations.join(tables.journal, jou.rang == att.rang).outerjoin(
                tables.precisions, pre.rang == att.rang
            )
        )
        .where(att.session == session, att.acte == Acte.RENVOI.value)
        .order_by(att.rang)
    )
    if siret is not None:
        requete = requete.where(att.siret == siret)
    for depot, motif, le, par in connexion.execute(requete):
        yield Renvoi(depot, motif or "", le, par)
