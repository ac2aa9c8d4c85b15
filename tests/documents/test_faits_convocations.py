"""The convocations: who, where, when, for which tests, what to bring, and what each one must know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Voie
from docgen.domain.session import TypeSession
from tests import builders as b
from tests.documents import cas as c
from tests.documents.atelier_essai import manquent, montre, pdf, texte

CONVOQUE = c.convocations()
TOUTES = [
    ("convocation_candidat", CONVOQUE.candidats[0].id),
    ("convocation_jure", "J000001"),
    ("convocation_surveillant", "S000001"),
]


@pytest.mark.parametrize(("code", "qui"), TOUTES)
def test_convocation_dit_la_session_le_lieu_et_les_epreuves(code: str, qui: str) -> None:
    contenu = pdf(CONVOQUE, code, qui)
    passages = (
        "Formation Réunion – centre d’exemple",
        "999 999 998 00019",
        "Saint-Denis, le 3 août 2020",
        "Session titre, avec entretien final · session n° 234567, du 14 au 16 septembre 2020",
        "12 avenue du Plateau",
        "Bâtiment C",
        "97400 Saint-Pierre",
        "Mise en situation professionnelle 4 h",
        "Entretien final 20 min",
        "une pièce d’identité en cours de validité",
        "Mme Aurélie PAYET, responsable de session, au 02 62 00 00 02 (rs@exemple.test)",
    )
    assert manquent(contenu, *passages) == []


@pytest.mark.parametrize(("code", "qui"), TOUTES)
def test_convocation_dit_l_heure_de_la_session_et_les_certificats_d_une_session_ccp(code: str, qui: str) -> None:
    session = replace(CONVOQUE.session, heure_debut=time(9, 15), heure_convocation=time(8, 30))
    ouverture = "La session commence le lundi 14 septembre 2020 à 9 h 15."
    assert manquent(pdf(replace(CONVOQUE, session=session), code, qui), ouverture) == []
    ccp = replace(CONVOQUE, session=replace(session, type=TypeSession.CCP, entretien_final=False, ccp=(b.CCP_2,)))
    assert manquent(pdf(ccp, code, qui), ouverture, f"CCP 2 ({b.CCP_2})") == []
    assert b.CCP_1 not in texte(pdf(ccp, code, qui))


def _session(heure: time | None) -> Dossier:
    return replace(CONVOQUE, session=replace(CONVOQUE.session, heure_convocation=heure, heure_debut=time(9, 15)))


@pytest.mark.parametrize(
    ("de_session", "de_personne", "imprimee"),
    [
        (time(7, 45), time(13, 30), "13 h 30"),
        (None, time(6, 5), "6 h 05"),
        (time(7, 45), None, "7 h 45"),
        (None, None, "8 h"),
    ],
)
def test_heure_de_la_personne_puis_de_la_session_puis_huit_heures(
    de_session: time | None, de_personne: time | None, imprimee: str
) -> None:
    """CONV-02; the hour at which the session starts, 9 h 15, is told apart."""
    dossier = _session(de_session)
    dossier = replace(
        dossier,
        candidats=tuple(replace(candidat, heure_convocation=de_personne) for candidat in dossier.candidats),
        jures=tuple(replace(jure, heure_convocation=de_personne) for jure in dossier.jures),
        surveillants=(b.surveillant(heure_convocation=de_personne),),
    )
    for code, qui in TOUTES:
        contenu = pdf(dossier, code, qui)
        lu = texte(contenu)
        assert f"À {imprimee} Lieu" in lu or f"{imprimee} " in lu[lu.index("en objet") : lu.index("Épreuves")]
        assert lu.count("9 h 15") == lu.count("La session commence le lundi 14 septembre 2020 à 9 h 15.") == 1


def test_jour_propre_au_candidat() -> None:
    troisieme = pdf(CONVOQUE, "convocation_candidat", c.id_de(CONVOQUE, 2))
    assert manquent(troisieme, "Mardi 15 septembre 2020") == []
    assert manquent(pdf(CONVOQUE, "convocation_candidat", c.id_de(CONVOQUE)), "Lundi 14 septembre 2020") == []


@pytest.mark.parametrize(
    ("voie", "dit"),
    [
        (Voie.VAE, ("validation des acquis de l’expérience (VAE)", "notification de recevabilité de votre demande")),
        (Voie.APPRENTISSAGE, ("contrat d’apprentissage",)),
        (Voie.FORMATION, ("parcours de formation",)),
        (Voie.CAPITALISATION, ("par capitalisation", "votre livret de certification")),
    ],
)
def test_convocation_d_un_candidat_cite_sa_voie(voie: Voie, dit: tuple[str, ...]) -> None:
    dossier = replace(CONVOQUE, candidats=(replace(CONVOQUE.candidats[0], voie=voie),))
    contenu = pdf(dossier, "convocation_candidat", c.id_de(dossier))
    assert manquent(contenu, *dit, "dossier professionnel") == []
    assert montre(contenu, "VAE") == (voie is Voie.VAE)


def test_jure_et_surveillant_ont_la_mention_de_l_employeur_et_les_incompatibilites() -> None:
    jure, surveillant = (
        pdf(CONVOQUE, "convocation_jure", "J000001"),
        pdf(CONVOQUE, "convocation_surveillant", "S000001"),
    )
    for contenu in (jure, surveillant):
        assert manquent(contenu, "À l’attention de l’employeur", "Incompatibilités", "qu’il a formé") == []
    assert (
        manquent(jure, "peut s’absenter pour siéger à un jury d’examen", "quinze jours au moins avant la session") == []
    )
    assert not montre(pdf(CONVOQUE, "convocation_candidat", c.id_de(CONVOQUE)), "employeur")


@pytest.mark.parametrize(
    ("civilite", "appel", "convoque"),
    [
        ("Mme", "Madame,", "convoquée en qualité de candidate"),
        ("M.", "Monsieur,", "convoqué en qualité de candidat "),
        ("MME", "Madame,", "convoquée en qualité de candidate"),
        ("Madame", "Madame,", "convoquée en qualité de candidate"),
        ("M", "Monsieur,", "convoqué en qualité de candidat "),
        (None, "Madame, Monsieur,", "convoqué(e) en qualité de candidat(e) "),
        ("Dr", "Madame, Monsieur,", "convoqué(e) en qualité de candidat(e) "),
    ],
)
def test_accord_avec_la_civilite(civilite: str | None, appel: str, convoque: str) -> None:
    dossier = replace(CONVOQUE, candidats=(replace(CONVOQUE.candidats[0], civilite=civilite),))
    lu = texte(pdf(dossier, "convocation_candidat", c.id_de(dossier)))
    assert f" {appel} Vous êtes {convoque}" in lu


def test_sans_responsable_ni_lieu_ni_epreuve() -> None:
    """What is not known is left out; the centre's address stands for the place."""
    session = replace(CONVOQUE.session, lieu=None, epreuves=())
    agent = b.responsable(telephone=None, courriel=None)
    dossier = replace(CONVOQUE, session=session, responsable=agent)
    contenu = pdf(dossier, "convocation_candidat", c.id_de(dossier))
    assert manquent(contenu, "responsable de session.", "1 rue de l’Exemple") == []
    assert not any(montre(contenu, absent) for absent in ("Épreuves", "rs@exemple.test", ", au 02", "None"))


def test_dates_d_un_seul_jour() -> None:
    session = replace(CONVOQUE.session, debut=date(2020, 10, 1), fin=date(2020, 10, 1))
    candidats = tuple(replace(candidat, date_convocation=None) for candidat in CONVOQUE.candidats)
    dossier = replace(CONVOQUE, session=session, candidats=candidats)
    contenu = pdf(dossier, "convocation_candidat", c.id_de(dossier))
    assert manquent(contenu, "session n° 234567, le 1er octobre 2020", "Jeudi 1er octobre 2020") == []
