"""No message advises an act that another rule refuses in the state in which the message is given.

A quarter of the states, drawn once for all; ``tests/preuves`` tries every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from random import Random
from typing import Any

import pytest

from docgen.domain.agrement import StatutAgrement
from docgen.domain.demarche import Extrait, Parametres
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Action, StatutHabilitation
from docgen.domain.personnes import Voie
from docgen.domain.referentiels.calendrier import MOIS
from docgen.domain.referentiels.echeances import dernier_jour_de_creation, dernier_jour_de_report
from docgen.domain.regles.registry import controler
from docgen.domain.regles.vocabulaire import SANS_SESSION, Contexte, Geste, Gravite, Manquement
from docgen.domain.report import Profil, Report
from docgen.domain.session import StatutSession
from tests import builders as b

pytestmark = pytest.mark.lent

UN_JOUR = timedelta(1)
PART = 0.25
VIE = ("SESS", "AGRE", "INSC-01", "INSC-02", "PARC-05", "CONV-05", "CONV-06")
LIBRE = b.candidat("LIBRE", nom="NOUVEAU")
LIBRE_VAE = replace(LIBRE, voie=Voie.VAE)
DATE = re.compile(rf"(\d+)(?:er)? ({'|'.join(MOIS)}) (\d{{4}})")


def jour_de(texte: str) -> date:
    trouve = DATE.search(texte)
    assert trouve, texte
    return date(int(trouve[3]), MOIS.index(trouve[2]) + 1, int(trouve[1]))


def reporter(contexte: Contexte, jour: date | None = None) -> Contexte:
    """The session asked to be held on that day, by default the last on which it may."""
    voulu = jour or min(dernier_jour_de_report(contexte.dossier, contexte.aujourdhui), date(2040, 1, 1))
    return replace(contexte, geste=Geste.REPORTER_SESSION, report=Report(voulu, voulu))


def creer(contexte: Contexte, jour: date | None = None) -> Contexte:
    """A new session like this one, on that day."""
    voulu = jour or min(dernier_jour_de_creation(contexte.dossier, contexte.aujourdhui), date(2040, 1, 1))
    nouvelle = replace(
        contexte.dossier.session,
        statut=StatutSession.EN_PREPARATION,
        debut=voulu,
        fin=voulu,
        report_autorise_le=None,
        fin_reportee=False,
    )
    return replace(contexte, geste=Geste.CREER_SESSION, objet=replace(contexte.dossier, session=nouvelle))


def finir(contexte: Contexte, jour: date) -> Contexte:
    """The session made to end on that day, starting on it too while its start may be edited."""
    session = contexte.dossier.session
    debut = jour if session.statut is StatutSession.EN_PREPARATION else None
    return replace(contexte, geste=Geste.MODIFIER_DATES, report=Report(debut, jour, Profil.CENTRE))


def en_vae(contexte: Contexte, jour: date) -> Contexte:
    autre = replace(contexte, aujourdhui=jour, parametres=Parametres(candidat=LIBRE_VAE))
    return replace(autre, geste=Geste.INSCRIRE_CANDIDAT)


def geste(lequel: Geste, **champs: object) -> Callable[[Contexte, str], Contexte]:
    return lambda contexte, _: replace(contexte, geste=lequel, **champs)  # type: ignore[arg-type]


def fin_reelle(contexte: Contexte, _: str) -> Contexte:
    session = contexte.dossier.session
    return replace(contexte, geste=Geste.MODIFIER_DATES, report=Report(fin=session.debut))


def dates_conseillees(contexte: Contexte, phrase: str) -> Contexte:
    jour = jour_de(phrase)
    if contexte.geste is Geste.REPORTER_SESSION:
        return reporter(contexte, jour)
    return (creer if contexte.geste is Geste.CREER_SESSION else finir)(contexte, jour)


CONSEILS: tuple[tuple[str, Callable[[Contexte, str], Contexte]], ...] = (
    (r"demandez à l’UD un report,? au plus tard au [^,.]+", lambda c, phrase: reporter(c, jour_de(phrase))),
    (r"demandez un report|ou demandez un report à l’UD|une demande de report", lambda c, _: reporter(c)),
    (r"réez une nouvelle session", lambda c, _: creer(c)),
    (r"Créez-la pour qu’elle finisse au plus tard le [^,.]+", lambda c, phrase: creer(c, jour_de(phrase))),
    (r"(hoisissez une fin|emandez une fin|vancez la session,) au plus tard (le|au) [^,.]+", dates_conseillees),
    (r"Inscrivez un candidat", geste(Geste.INSCRIRE_CANDIDAT, parametres=Parametres(candidat=LIBRE))),
    (r"La voie VAE le permettra à partir du [^.]+", lambda c, phrase: en_vae(c, jour_de(phrase))),
    (r"Inscrivez (les jurés|un juré)", geste(Geste.INSCRIRE_JURE, parametres=Parametres(jure=b.jure("LIBRE")))),
    (r"Saisissez plutôt l’absence", geste(Geste.SAISIR_RESULTATS)),
    (r"Donnez la fin réelle", fin_reelle),
    (r"Éditez d’abord les parchemins", geste(Geste.EDITER_PARCHEMINS)),
)


@cache
def sessions() -> tuple[Dossier, ...]:
    """Sessions in every state: the titre and the agrément long, short or lapsed, the session empty or not."""
    return tuple(_sessions())


def _sessions() -> Iterator[Dossier]:
    yield b.dossier()
    fins = (date(2021, 4, 28), date(2019, 9, 14), date(2019, 6, 30), date(2018, 1, 1))
    agrements = (
        b.agrement(),
        b.agrement(fin=date(2020, 9, 15)),
        b.agrement(fin=date(2018, 1, 1)),
        b.agrement(statut=StatutAgrement.SUSPENDU),
        None,
    )
    bases: tuple[dict[str, Any], ...] = (
        {},
        {"fin_reportee": True},
        {"report_autorise_le": date(2020, 6, 1)},
    )
    for statut, fin, agrement, base in product(StatutSession, fins, agrements, bases):
        session = replace(b.a_convoquer().session, statut=statut, **base)
        vide = {"candidats": (), "jures": ()} if agrement is None else {}
        resultats = {"candidats": b.candidats(b.admis(), b.refuse())}
        yield b.a_convoquer(session=session, titre=b.titre(fin_validite=fin), agrement=agrement, **(vide or resultats))


def contextes(lequel: Geste) -> Iterator[Contexte]:
    """The act in every state, on days around the session, asked for in several ways."""
    rapports: tuple[Report, ...] = (Report(),)
    if lequel in (Geste.MODIFIER_DATES, Geste.REPORTER_SESSION):
        rapports = (
            Report(date(2020, 12, 1), date(2020, 12, 3), Profil.CENTRE),
            Report(date(2025, 1, 1), date(2025, 1, 2)),
            Report(None, date(2020, 9, 30), Profil.UD),
        )
    personnes: tuple[Parametres, ...] = (Parametres(),)
    if lequel is Geste.INSCRIRE_CANDIDAT:
        personnes = (Parametres(candidat=LIBRE), Parametres(candidat=LIBRE_VAE))
    debut, fin = date(2020, 9, 14), date(2020, 9, 16)
    jours = (date(2020, 7, 1), debut - 31 * UN_JOUR, debut - 30 * UN_JOUR, debut - UN_JOUR, debut, fin, fin + UN_JOUR)
    for dossier, jour, report, parametres in product(sessions(), jours, rapports, personnes):
        yield Contexte(dossier, jour, lequel, report=report, parametres=parametres)


@cache
def eprouver(lequel: Geste, part: float = PART) -> tuple[dict[str, str], set[str]]:
    """What is advised and refused, by rule, with a case of each; and the patterns that were found in messages.

    ``part``: of the states.
    """
    fautes: dict[str, str] = {}
    employes: set[str] = set()
    hasard = Random(lequel.value)
    for contexte in (un for un in contextes(lequel) if hasard.random() < part):
        trouves = controler(contexte)
        suivis: dict[str, Sequence[Manquement]] = {}
        sans_agrement = any(manquement.regle == "AGRE-04" for manquement in trouves)  # another fault, told beside
        for manquement in trouves:
            for motif, jouer in CONSEILS:
                conseil = re.search(motif, manquement.message)
                if conseil is None:
                    continue
                employes.add(motif)
                if conseil[0] not in suivis:  # several rules give the same advice
                    suivis[conseil[0]] = controler(jouer(contexte, conseil[0]))
                refus = [
                    un
                    for un in suivis[conseil[0]]
                    if not (sans_agrement and un.regle == "AGRE-04")
                    and un.gravite is Gravite.BLOQUANT
                    and un.regle.startswith(VIE)
                    and "est incomplète" not in un.message  # an item to give, not an act that is refused
                ]
                for un in refus:
                    cle = f"{manquement.regle} conseille « {conseil[0]} » que {un.regle} refuse"
                    session = contexte.dossier.session
                    fautes.setdefault(
                        cle, f"{session.statut} le {contexte.aujourdhui} : {manquement.message} / {un.message}"
                    )
    return fautes, employes


AVEC_SESSION = [lequel for lequel in Geste if lequel not in SANS_SESSION]


@pytest.mark.parametrize("lequel", AVEC_SESSION)
def test_ce_qui_est_conseille_n_est_pas_refuse(lequel: Geste) -> None:
    aucun_conseil_refuse(lequel, PART)


def aucun_conseil_refuse(lequel: Geste, part: float) -> None:
    fautes, _ = eprouver(lequel, part)
    assert not fautes, "\n".join(f"{cle} : {ou}" for cle, ou in fautes.items())


@pytest.mark.parametrize("statut", StatutHabilitation)
@pytest.mark.parametrize("inscrit", [True, False])
@pytest.mark.parametrize("jour", [date(2020, 7, 1), date(2022, 1, 1), date(2024, 1, 1)])
def test_l_action_conseillee_sur_une_habilitation_est_possible(
    statut: StatutHabilitation, inscrit: bool, jour: date
) -> None:
    for fin, action in product((date(2021, 4, 27), date(2021, 4, 28)), Action):
        parametres = Parametres(
            habilitation=b.habilitation(statut=statut, fin=fin), action=action, inscrit_en_session=inscrit
        )
        contexte = Contexte(Extrait(titre=b.titre()), jour, Geste.CHANGER_HABILITATION, parametres=parametres)
        trouves = controler(contexte)
        refuse = any(un.gravite is Gravite.BLOQUANT for un in trouves)
        assert not (refuse and any(un.regle == "HABI-09" for un in trouves)), trouves
        for manquement in trouves:
            _, _, conseil = manquement.message.partition("Choisissez ")
            for voulue in (une for une in Action if une in conseil):
                autre = replace(contexte, parametres=replace(parametres, action=voulue))
                assert not [un for un in controler(autre) if un.gravite is Gravite.BLOQUANT], manquement.message


def test_le_conseil_est_cherche_avec_des_mots_que_les_regles_emploient() -> None:
    """A phrase that no message uses any more would look after nothing."""
    employes = set().union(*(eprouver(lequel, PART)[1] for lequel in AVEC_SESSION))
    assert {motif for motif, _ in CONSEILS} == employes
