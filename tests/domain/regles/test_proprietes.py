"""What holds whatever the data: nothing is lost, and an effet applied twice changes nothing more."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from docgen.domain.demarche import Extrait, Parametres, SessionSuivie
from docgen.domain.dossier import Dossier
from docgen.domain.langue.forme import BLANCS, est_permis, normaliser_nom
from docgen.domain.regles.registry import effets
from docgen.domain.regles.vocabulaire import SANS_SESSION, Contexte, Geste
from docgen.domain.session import StatutSession
from tests.domain.regles.hasard import DOSSIER, EXTRAIT, JOUR, PARAMETRES, PRENOMS, SESSIONS


def appliquer(contexte: Contexte) -> Contexte:
    """The context of the same act once its effets have been stored by the caller."""
    changes = effets(contexte)
    objet, parametres = contexte.objet, contexte.parametres
    if isinstance(objet, Dossier):
        objet = replace(
            objet,
            session=changes.get("session", objet.session),  # type: ignore[arg-type]
            autorite=changes.get("autorite", objet.autorite),  # type: ignore[arg-type]
            agrement=changes["agrements"][0] if "agrements" in changes else objet.agrement,  # type: ignore[index]
        )
        parametres = replace(parametres, debut_absent=False)
    objet = replace(objet, candidats=_changes(objet.candidats, changes, "candidats"))
    if contexte.geste is Geste.RECHERCHER_JURES:
        parametres = replace(parametres, jures=changes["jures"])  # type: ignore[arg-type]
    elif parametres.jure is not None:
        parametres = replace(parametres, jure=_changes((parametres.jure,), changes, "jures")[0])
    else:
        objet = replace(objet, jures=_changes(objet.jures, changes, "jures"))
    if parametres.candidat is not None:
        parametres = replace(parametres, candidat=_changes((parametres.candidat,), changes, "candidats")[0])
    if contexte.geste is Geste.CHANGER_HABILITATION and "habilitations" in changes:
        return replace(contexte, parametres=replace(parametres, habilitation=changes["habilitations"][0]))  # type: ignore[index]
    if parametres.agrement is not None:
        parametres = replace(parametres, agrement=_changes((parametres.agrement,), changes, "agrements")[0])
    listes: dict[str, Any] = {
        nom: _changes(getattr(parametres, nom), changes, nom) for nom in ("sessions", "agrements", "habilitations")
    }
    return replace(contexte, objet=objet, parametres=replace(parametres, **listes))


def _changes(avant: tuple[Any, ...], changes: dict[str, object], nom: str) -> tuple[Any, ...]:
    nouveaux = {element.id: element for element in changes.get(nom, ())}  # type: ignore[attr-defined]
    return tuple(nouveaux.get(element.id, element) for element in avant)


def permanents(changes: dict[str, object]) -> dict[str, object]:
    """What changes the data, without what is worked out anew each time for the documents or the screen."""
    return {nom: valeur for nom, valeur in changes.items() if nom not in ("convocations", "echeance")}


@given(dossier=DOSSIER, jour=JOUR, parametres=PARAMETRES, geste=st.sampled_from(Geste), extrait=EXTRAIT)
def test_un_effet_applique_deux_fois_ne_change_rien_de_plus(
    dossier: Dossier, jour: date, parametres: Parametres, geste: Geste, extrait: Extrait
) -> None:
    objet = extrait if geste in SANS_SESSION else dossier
    apres = appliquer(Contexte(objet, jour, geste, parametres=parametres))
    if geste is Geste.RECHERCHER_JURES:
        assert effets(apres)["jures"] == apres.parametres.jures
    else:
        assert permanents(effets(apres)) == {}
    assert appliquer(apres) == apres


@given(sessions=SESSIONS, suspension=JOUR, retablissement=JOUR)
def test_suspendre_puis_retablir_ne_perd_aucun_statut(
    sessions: tuple[SessionSuivie, ...], suspension: date, retablissement: date
) -> None:
    def jouer(geste: Geste, avant: tuple[SessionSuivie, ...], jour: date) -> tuple[SessionSuivie, ...]:
        contexte = Contexte(Extrait(), jour, geste, parametres=Parametres(sessions=avant, date_decision=jour))
        return appliquer(contexte).parametres.sessions

    suspendues = jouer(Geste.SUSPENDRE_AGREMENT, sessions, suspension)
    retablies = jouer(Geste.RETABLIR_AGREMENT, suspendues, retablissement)
    for avant, pendant, apres in zip(sessions, suspendues, retablies, strict=True):
        if avant.statut is StatutSession.SUSPENDUE:
            connu = avant.statut_avant_suspension
            assert connu in (None, StatutSession.SUSPENDUE, apres.statut, apres.statut_avant_suspension)
            continue
        assert avant.statut in (pendant.statut, pendant.statut_avant_suspension)
        assert avant.statut in (apres.statut, apres.statut_avant_suspension)
        if pendant != avant and retablissement < avant.debut <= avant.fin:
            assert apres.statut is avant.statut
    assert [(s.id, s.debut, s.fin) for s in retablies] == [(s.id, s.debut, s.fin) for s in sessions]


@given(texte=PRENOMS)
def test_la_normalisation_des_prenoms_garde_chaque_lettre(texte: str) -> None:
    normal = normaliser_nom(texte)
    assert normaliser_nom(normal) == normal
    assert _lettres(normal) == _lettres(texte)
    assert all(map(est_permis, normal)) is all(map(est_permis, texte.strip(BLANCS)))


def _lettres(texte: str) -> list[str]:
    return [lettre for lettre in unicodedata.normalize("NFC", texte) if unicodedata.category(lettre)[0] in "LM"]
