"""How far each session is, by the register alone: what is attested, issued, collected, annulled of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select, union

from docgen.domain.papiers.attestation import SESSION
from docgen.domain.papiers.papier import Faits
from docgen.registre import tables
from docgen.registre.chain import Acte
from docgen.registre.lignes import derniere_remise, par_morceaux

_pap, _att, _eve, _emi = tables.papiers.c, tables.attestations.c, tables.evenements.c, tables.emissions.c
_A_REFAIRE = or_(  # what was printed before that act is to be printed again
    _eve.acte == Acte.GACHAGE.value, and_(_eve.acte == Acte.ANNULATION.value, _eve.rectification == 1)
)


@dataclass(frozen=True, slots=True)
class Avancement:
    """What the register knows of a session of a centre. ``numerotes`` and ``sans_numero`` stand; ``annules``, never.

    ``renvoi`` is the deposit that was sent back since the last attestation. ``faits`` are those of the session as it
    was attested, ``personnes`` the facts of each candidate; both are empty before. ``imprimes`` counts by type the
    documents that stand on paper, ``lot`` is the last lot that printed some.
    """

    session: str
    siret: str
    numerotes: int = 0
    sans_numero: int = 0
    remis: int = 0
    annules: int = 0
    renvoi: str | None = None
    faits: Faits = field(default_factory=dict, repr=False)
    personnes: tuple[Faits, ...] = field(default=(), repr=False)
    imprimes: Mapping[str, int] = field(default_factory=dict)
    lot: str | None = None

    @property
    def attestee(self) -> bool:
        """True once the State has attested it."""
        return bool(self.faits)


_SUR_PAPIER = (_emi.usage == "impression", _emi.session != "")


def touchees(connexion: Connection, depuis: int) -> tuple[str, ...]:
    """The sessions of which something was written after that line of the journal."""
    actes = select(_pap.session).join(tables.evenements, _eve.numero == _pap.numero).where(_eve.rang > depuis)
    requete = union(
        select(_pap.session).where(_pap.rang > depuis),
        select(_att.session).where(_att.rang > depuis),
        select(_emi.session).where(_emi.rang > depuis, *_SUR_PAPIER),
        actes,
    )
    return tuple(connexion.execute(requete).scalars())


def avancements(connexion: Connection, sessions: Sequence[str]) -> Iterator[Avancement]:
    """How far these sessions are; those of which nothing is known are left out."""
    for ici in par_morceaux(sessions):
        comptes = {(ligne.session, ligne.siret): ligne for ligne in connexion.execute(_comptes(ici))}
        renvois, faits = _renvois(connexion, ici), _faits(connexion, ici)
        imprimes, lots = _imprimes(connexion, ici), _lots(connexion, ici)
        for cle in dict.fromkeys((*comptes, *renvois, *faits, *imprimes)):
            compte, connus = comptes.get(cle), faits.get(cle, {})
            numerotes, sans_numero, remis, annules = (int(nombre) for nombre in compte[2:]) if compte else (0, 0, 0, 0)
            yield Avancement(
                *cle,
                numerotes,
                sans_numero,
                remis,
                annules,
                renvois.get(cle),
                connus.get(SESSION, {}),
                tuple(dits for qui, dits in connus.items() if qui != SESSION),
                imprimes.get(cle, {}),
                lots.get(cle),
            )


def imprimees(sessions: Iterable[str], sauf: str = "") -> Select[Any]:
    """A session, its centre, a type and a recipient: the documents that stand on paper, those of a lot left out."""
    perdue = select(_eve.rang).where(_eve.numero == _emi.numero, _A_REFAIRE, _eve.rang > _emi.rang).exists()
    requete = select(_emi.session, _emi.siret, _emi.type, _emi.destinataire).distinct()
    return requete.where(_emi.session.in_(sessions), *_SUR_PAPIER, ~perdue, func.coalesce(_emi.ensemble, " ") != sauf)


def _imprimes(connexion: Connection, sessions: Iterable[str]) -> dict[tuple[str, str], Counter[str]]:
    trouves: dict[tuple[str, str], Counter[str]] = {}
    for session, siret, code, _ in connexion.execute(imprimees(sessions)):
        trouves.setdefault((session, siret), Counter())[code] += 1
    return trouves


def _lots(connexion: Connection, sessions: Iterable[str]) -> dict[tuple[str, str], str]:
    """The lot that printed a session last."""
    ici = (_emi.session.in_(sessions), *_SUR_PAPIER, _emi.ensemble.is_not(None))
    derniers = select(func.max(_emi.rang)).where(*ici).group_by(_emi.session, _emi.siret)
    requete = select(_emi.session, _emi.siret, _emi.ensemble).where(_emi.rang.in_(derniers))
    return {(session, siret): lot for session, siret, lot in connexion.execute(requete)}


def _comptes(sessions: Iterable[str]) -> Select[Any]:
    """A session and its centre, then the four counts of :class:`Avancement`, in its order."""
    annulation = select(_eve.rang).where(_eve.numero == _pap.numero, _eve.acte == Acte.ANNULATION.value)
    annule, perdu = annulation.exists(), annulation.where(_eve.rectification == 0).exists()
    remis = select(_eve.rang).where(_eve.rang == derniere_remise(), _eve.acte == Acte.REMISE.value).exists()
    vus = (
        select(
            _pap.session,
            _pap.siret,
            _pap.numero,
            case((annule, 1), else_=0).label("a"),
            case((perdu, 1), else_=0).label("p"),
            case((remis, 1), else_=0).label("r"),
        )
        .where(_pap.session.in_(sessions))
        .subquery()
    )
    numerote = vus.c.numero.is_not(None)
    return select(
        vus.c.session,
        vus.c.siret,
        func.sum(case((numerote & (vus.c.a == 0), 1), else_=0)).label("numerotes"),
        func.sum(case((numerote, 0), else_=1)).label("sans_numero"),
        func.sum(case((vus.c.a == 0, vus.c.r), else_=0)).label("remis"),
        func.sum(vus.c.p).label("annules"),
    ).group_by(vus.c.session, vus.c.siret)


def _renvois(connexion: Connection, sessions: Iterable[str]) -> dict[tuple[str, str], str]:
    """The deposit sent back last, where nothing was attested since."""
    requete = select(_att.session, _att.siret, _att.acte, _att.depot).where(_att.session.in_(sessions))
    derniers: dict[tuple[str, str], str] = {}
    for session, siret, acte, depot in connexion.execute(requete.order_by(_att.rang)):
        if acte == Acte.RENVOI.value:
            derniers[session, siret] = depot
        else:
            derniers.pop((session, siret), None)
    return derniers


def _faits(connexion: Connection, sessions: Iterable[str]) -> dict[tuple[str, str], dict[str, Faits]]:
    requete = (
        select(_att.session, _att.siret, tables.attestes.c.destinataire, tables.attestes.c.faits)
        .select_from(tables.attestations.join(tables.attestes))
        .where(_att.session.in_(sessions), _att.acte == Acte.ATTESTATION.value)
        .order_by(_att.rang)
    )
    trouves: dict[tuple[str, str], dict[str, Faits]] = {}
    for session, siret, qui, texte in connexion.execute(requete):
        dits = trouves.setdefault((session, siret), {})
        dits[qui] = json.loads(texte)
        if not dits[qui]:  # attested no more
            del dits[qui]
    return trouves
