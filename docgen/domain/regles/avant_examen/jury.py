"""HABI and JURY: until when a juror is habilitated, who is shown, who may sit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from docgen.domain.habilitation import Habilitation, HabilitationProlongee, Portee, StatutHabilitation
from docgen.domain.habilitation_etats import alignee, en_prolongation, fin_effective
from docgen.domain.personnes import Jure
from docgen.domain.referentiels.calendrier import ajouter_mois, jour_francais
from docgen.domain.referentiels.parametres import JURES_ECHUS_MONTRES, JURES_MINIMUM
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, Gravite, Lecture
from docgen.domain.session import TypeSession
from docgen.domain.session_etats import arretee
from docgen.domain.titre import Titre

SANS_EFFET = (StatutHabilitation.BROUILLON, StatutHabilitation.SUSPENDUE)
SIEGER = (Geste.INSCRIRE_JURE, Geste.EDITER_CONVOCATIONS)


def prolonger(jure: Jure, titre: Titre, jour: date) -> Jure:
    """The juror, with the end that counts on each habilitation on the titre, or on one of its CCS, that is put off."""
    codes = {(Portee.TITRE, titre.code), *((Portee.CCS, ccs.code) for ccs in titre.ccs)}
    return replace(
        jure,
        habilitations=tuple(
            HabilitationProlongee(
                detenue.portee,
                detenue.code,
                detenue.debut,
                detenue.fin,
                detenue.statut,
                fin_effective=fin_effective(detenue, titre, jour),
            )
            if (detenue.portee, detenue.code) in codes and alignee(detenue, titre)
            else detenue
            for detenue in jure.habilitations
        ),
    )


def _prolonges(contexte: Contexte) -> Mapping[str, object]:
    """Those that change; in a search, JURY-01 gives those who are shown, put off too."""
    if contexte.geste is Geste.RECHERCHER_JURES:
        return {}
    paires = ((jure, prolonger(jure, contexte.titre, contexte.aujourdhui)) for _, jure in contexte.jures())
    changes = tuple(apres for avant, apres in paires if apres != avant)
    return {"jures": changes} if changes else {}


Regle(
    code="HABI-13",
    enonce="Une habilitation qui va jusqu’à la fin de vie du titre court 24 mois de plus ; la fin affichée ne change "
    "pas.",
    source="note CERES 1.2, habilitation des jurys pendant la période de prolongation des titres",
    effet=Effet.EFFET,
    gestes=(Geste.INSCRIRE_JURE, Geste.RECHERCHER_JURES),
    donnees=_prolonges,
    note="La fin qui compte est rendue sous « fin_effective », à côté de « fin ». Une habilitation sur un CCS suit le "
    "titre de ce CCS.",
).declarer()


def _sur_le_titre(jure: Jure, titre: Titre) -> Iterator[Habilitation]:
    """The juror's habilitations on the titre, drafts and suspended ones left out."""
    for detenue in jure.habilitations:
        if detenue.portee is Portee.TITRE and detenue.code == titre.code and detenue.statut not in SANS_EFFET:
            yield detenue


def court_encore(jure: Jure, titre: Titre, jour: date) -> bool:
    """One of the habilitations on the titre has not ended (effective end)."""
    return any(fin_effective(detenue, titre, jour) >= jour for detenue in _sur_le_titre(jure, titre))


def montre(jure: Jure, titre: Titre, jour: date) -> bool:
    """JURY-01: one of the habilitations on the titre still runs, or has just expired.

    What has just expired counts only while the titre is in its prolongation.
    """
    delai = JURES_ECHUS_MONTRES.au(jour) if en_prolongation(titre, jour) else 0
    return court_encore(jure, titre, jour) or any(
        not alignee(detenue, titre) and ajouter_mois(detenue.fin, delai) >= jour
        for detenue in _sur_le_titre(jure, titre)
    )


def _montres(contexte: Contexte) -> Mapping[str, object]:
    titre, jour = contexte.titre, contexte.aujourdhui
    return {"jures": tuple(prolonger(jure, titre, jour) for _, jure in contexte.jures() if montre(jure, titre, jour))}


@Regle(
    code="JURY-01",
    enonce="Recherche sur un titre en prolongation : sont montrés les jurés dont l’habilitation est alignée sur la fin "
    "de vie, non alignée et en cours, ou échue depuis moins de 6 mois ; pas ceux dont elle n’est pas alignée et est "
    "échue depuis plus de 6 mois.",
    source="note CERES 1.9.6, module jurés",
    effet=Effet.EFFET,
    gestes=(Geste.RECHERCHER_JURES,),
    donnees=_montres,
    note="Six mois jour pour jour ne sont pas plus de six mois. Déduit : un brouillon ou une habilitation suspendue "
    "n’est pas une habilitation ; hors prolongation, seules les habilitations qui courent sont montrées. Un juré "
    "montré dont l’habilitation est échue est signalé : JURY-03 le refuserait.",
)
def jures_montres_mais_echus(contexte: Contexte) -> Iterator[Constat]:
    """Those whom the search shows and whom no session would take."""
    titre, jour = contexte.titre, contexte.aujourdhui
    for chemin, jure in contexte.jures():
        if montre(jure, titre, jour) and not court_encore(jure, titre, jour):
            yield Constat(
                f"{chemin}/habilitations",
                f"{jure.prenom} {jure.nom} ne peut plus siéger : son habilitation sur le titre {titre.code} est échue. "
                "Faites-la renouveler par l’État avant de l’inscrire.",
                Gravite.AVERTISSEMENT,
            )


def habilitations_utiles(contexte: Contexte, jure: Jure) -> tuple[Habilitation, ...]:
    """The juror's habilitations, whatever their state, on what the session certifies."""
    session = contexte.dossier.session
    if session.type is TypeSession.CCS:
        portee, code = Portee.CCS, session.ccs
    else:
        portee, code = Portee.TITRE, contexte.dossier.titre.code
    return tuple(detenue for detenue in jure.habilitations if detenue.portee is portee and detenue.code == code)


@Regle(
    code="JURY-02",
    enonce="Un juré n’entre dans une session CCS que s’il a une habilitation sur ce CCS.",
    source="note CERES 1.7.1, habilitation jury pour CCS",
    gestes=SIEGER,
)
def jure_habilite_sur_le_ccs(contexte: Contexte) -> Iterator[Constat]:
    """Whether the habilitation runs is the matter of JURY-03."""
    session = contexte.dossier.session
    if session.type is not TypeSession.CCS or arretee(session):
        return
    for chemin, jure in contexte.jures():
        if not habilitations_utiles(contexte, jure):
            yield Constat(
                f"{chemin}/habilitations",
                f"{jure.prenom} {jure.nom} ne peut pas siéger : ce juré n’a pas d’habilitation sur le CCS "
                f"{session.ccs or 'de la session'}. Inscrivez un juré habilité sur ce CCS, ou demandez l’habilitation "
                "à l’État.",
            )


@Regle(
    code="JURY-03",
    enonce="Un juré n’entre dans une session que si une de ses habilitations court pendant toute la session.",
    source="notes CERES 1.2 et 1.7.1",
    gestes=SIEGER,
    note="La fin qui compte est la fin effective : une habilitation qui va jusqu’à la fin de vie du titre court 24 "
    "mois de plus (HABI-13). Une habilitation échue compte donc encore si sa fin effective couvre la session ; un "
    "brouillon ou une habilitation suspendue ne compte pas.",
)
def habilitation_en_cours(contexte: Contexte) -> Iterator[Constat]:
    """In a CCS session, a juror without any habilitation on the CCS has already been named by JURY-02."""
    session, titre = contexte.dossier.session, contexte.dossier.titre
    if arretee(session):
        return
    for chemin, jure in contexte.jures():
        utiles = habilitations_utiles(contexte, jure)
        if session.type is TypeSession.CCS and not utiles:
            continue
        court = any(
            detenue.statut not in SANS_EFFET
            and detenue.debut <= session.debut
            and fin_effective(detenue, titre, contexte.aujourdhui) >= session.fin
            for detenue in utiles
        )
        if not court:
            yield Constat(
                f"{chemin}/habilitations",
                f"{jure.prenom} {jure.nom} ne peut pas siéger : aucune de ses habilitations sur "
                f"{session.ccs if session.type is TypeSession.CCS else titre.code} ne court du "
                f"{jour_francais(session.debut)} au {jour_francais(session.fin)}. Remplacez ce juré, ou faites "
                "renouveler son habilitation par l’État.",
            )


@Regle(
    code="JURY-04",
    enonce="Deux jurés au moins signent.",
    source="règlement général du 8 décembre 2008, §3.1",
    lecture=Lecture.F,
    gestes=(Geste.EDITER_CONVOCATIONS, Geste.EDITER_PV),
    note="Avertissement sur les convocations (un juré peut encore s’ajouter), bloquant sur le PV.",
)
def jures_assez_nombreux(contexte: Contexte) -> Iterator[Constat]:
    """Warns while there is still time to find a juror."""
    minimum, presents = JURES_MINIMUM.au(contexte.aujourdhui), len(contexte.dossier.jures)
    if presents < minimum and not arretee(contexte.dossier.session):
        convocation = contexte.geste is Geste.EDITER_CONVOCATIONS
        yield Constat(
            "/jures",
            f"Le jury est incomplet ({presents} sur {minimum}) : une délibération doit être signée par {minimum} jurés "
            "au moins. Inscrivez les jurés qui manquent.",
            Gravite.AVERTISSEMENT if convocation else Gravite.BLOQUANT,
        )


NON_CONTROLE: tuple[str, ...] = (
    "Les habilitations que CERES n’a pas reprises à son ouverture (note 1.2) : le dossier donne celles qu’il connaît.",
    "Les incompatibilités d’un juré avec un candidat (même entreprise, formateur du candidat) : le dossier ne dit ni "
    "l’employeur ni les formateurs.",
    "La composition du jury d’une session CCP (deux professionnels depuis 2017) : le dossier ne distingue pas les "
    "professionnels des formateurs.",
    "L’expert de la conduite (inspecteur du permis) qui complète certains jurys : le dossier ne dit pas qui détient "
    "le permis.",
)
