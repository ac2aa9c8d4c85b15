"""The names of what ``docgen produire`` writes: as prescribed, each its own, never outside the folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.pilote import A_CONVOQUER, CCP, JOURS, VALIDEE, Poste, charge, noms, numeros
from tests.usecases.moteurs import MoteurFactice

TECHER = "9741411152682A"


def test_les_noms_de_la_session_validee(produits: Poste) -> None:
    dossier = produits.dossier / VALIDEE.stem
    numero = numeros(produits.rapport(VALIDEE.stem))
    parchemins = [f"PARCHEMIN_{valeur}.pdf" for (genre, _), valeur in numero.items() if genre == "parchemin"]
    attendus = [
        "PVG_123456_TP-01303_25022019.pdf",
        "PVI_123456_9741411152681F_FONTAINE.pdf",
        "PVI_123456_9741411152682A_TECHER.pdf",
        "PVI_123456_9741411152683B_NGUYEN.pdf",
        "PVI_123456_9741411152684C_BOYER.pdf",
        "PVI_123456_9741411152685D_ROBERT.pdf",
        "PVI_123456_9741411152686E_DIJOUX.pdf",
        "NOTIFICATION_123456_9741411152682A.pdf",
        "NOTIFICATION_123456_9741411152683B.pdf",
        "RA_TP-01303_ECSR_FORMAREUNION_25022019.pdf",
        f"LIVRET_{numero['livret', TECHER]}.pdf",
        *parchemins,
        "rapport.json",
    ]
    assert len(parchemins) == 3
    assert set(attendus) <= set(noms(dossier))
    assert {nom.partition("_")[0] for nom in set(noms(dossier)) - set(attendus)} <= {"BORDEREAU", "AFFICHAGE"}


def test_les_noms_de_la_session_a_convoquer(produits: Poste) -> None:
    trouves = noms(produits.dossier / A_CONVOQUER.stem)
    attendus = {
        "CONVOCATION_234567_0690411152681F_FONTAINE.pdf",
        "CONVOCATION_234567_0690411152683B_NGUYEN.pdf",
        "CONVOCATION_234567_JURE_GIRARD.pdf",
        "CONVOCATION_234567_JURE_MOREAU.pdf",
        "CONVOCATION_234567_SURVEILLANT_RIVIERE.pdf",
    }
    assert attendus <= set(trouves)
    assert sum(nom.startswith("CONVOCATION_") for nom in trouves) == 9
    assert {nom.partition("_")[0] for nom in trouves} <= {"CONVOCATION", "EMARGEMENT", "DTE", "rapport.json"}


def test_les_noms_de_la_session_ccp(produits: Poste) -> None:
    trouves = noms(produits.dossier / CCP.stem)
    assert "RA_CP-003180_GCF_CFAEXEMPLERHONE_08062026.pdf" in trouves
    assert "PVG_345678_TP-00140_08062026.pdf" in trouves
    assert [nom for nom in trouves if nom.startswith("PARCHEMIN")] == []
    assert sum(nom.startswith("LIVRET_L2026-069-") for nom in trouves) == 1


def test_deux_jures_du_meme_nom_ont_leur_identifiant(poste: Poste, moteur_factice: MoteurFactice) -> None:
    donnees = charge(A_CONVOQUER)
    for jure, nom in zip(donnees["jures"], ("Müller", "MULLER"), strict=True):
        jure["nom"] = nom
    options = ("--types", "convocation_jure", "--date", JOURS[A_CONVOQUER])
    assert poste.produire(poste.ecrire(donnees), options=options).code == 0
    attendus = [f"CONVOCATION_234567_JURE_MULLER_{jure['id']}.pdf" for jure in donnees["jures"]]
    assert noms(poste.dossier / "sortie") == sorted([*attendus, "rapport.json"])


@pytest.mark.parametrize(("un", "deux"), [("A/1", "A1"), ("a1", "A1"), ("A.1", "A_1"), ("..", "_")])
def test_deux_identifiants_que_les_noms_de_fichiers_confondent(
    poste: Poste, moteur_factice: MoteurFactice, un: str, deux: str
) -> None:
    """Even then no document overwrites another, on a disk that ignores the case included."""
    donnees = charge()
    donnees["candidats"][1]["id"], donnees["candidats"][2]["id"] = un, deux
    options = ("--types", "notification", "--date", JOURS[VALIDEE])
    retour = poste.produire(poste.ecrire(donnees), options=options)
    assert retour.code == 0, retour
    ecrits = [nom for nom in noms(poste.dossier / "sortie") if nom.endswith(".pdf")]
    assert len({nom.casefold() for nom in ecrits}) == 2
    assert {fiche["fichier"] for fiche in poste.rapport()["documents"]} == set(ecrits)


@pytest.mark.parametrize(
    ("identifiant", "chemin"),
    [
        ("../../evasion", "../../evasion"),
        ("/tmp/evasion", "/tmp/evasion"),
        ("..", ".."),
        ("-rf", "-rf"),
        ("nul", "a/b\\c"),
        ("COM1.txt", "C:evasion"),
        ("_", "~root"),
    ],
)
def test_un_nom_qui_serait_un_chemin_reste_dans_le_dossier(
    tmp_path: Path, moteur_factice: MoteurFactice, identifiant: str, chemin: str
) -> None:
    dossier = tmp_path / "profond" / "ici"
    dossier.mkdir(parents=True)
    poste = Poste(dossier)
    donnees = charge()
    donnees["centre"]["nom_court"] = donnees["titre"]["abrege"] = chemin
    donnees["session"]["id"] = donnees["candidats"][0]["id"] = identifiant
    donnees["candidats"][1]["nom"] = donnees["jures"][0]["nom"] = chemin
    fichiers = (poste.ecrire(donnees), CCP)
    avant = noms(dossier.parents[1])
    retour = poste.produire(*fichiers, options=("--types", "tout", "--date", "2019-03-20", "--brouillon"))
    assert retour.code == 0, retour
    nouveaux = [nom for nom in noms(dossier.parents[1]) if nom not in avant]
    attendu = {f"profond/ici/{reste}" for reste in ("docgen.db", "docgen.db-shm", "docgen.db-wal", "docgen.cles.json")}
    ecrits = [nom for nom in nouveaux if nom not in attendu]
    assert len(ecrits) > 20
    assert all(nom.startswith("profond/ici/sortie/") for nom in ecrits)
    assert all(len(Path(nom).name) <= 130 and not Path(nom).name.startswith(("-", ".")) for nom in ecrits)
    parts = {part.partition(".")[0].upper() for nom in ecrits for part in Path(nom).parts}
    assert not parts & {"NUL", "COM1"}


def test_deux_sessions_qui_ont_un_meme_formulaire_ne_s_effacent_pas(
    poste: Poste, moteur_factice: MoteurFactice
) -> None:
    """The State fixes the form's name: in one folder the second is refused, and nothing of it is recorded."""
    options = ("--types", "parchemin,livret,notification,formulaire_remise", "--date", JOURS[VALIDEE])
    fichiers = [poste.ecrire(charge(id=session), f"{session}.json") for session in ("880001", "880002")]
    assert poste.produire(fichiers[0], options=options).code == 0
    avant, ecritures = noms(poste.dossier / "sortie"), poste.ici("registre", "exporter").sortie.count('"EMISSION"')
    retour = poste.produire(fichiers[1], options=options)
    assert retour.code == 2
    assert "RA_TP-01303_ECSR_FORMAREUNION_25022019.pdf », qui est à la session 880001" in retour.erreurs
    assert "rien n'a été écrit pour la session 880002" in retour.erreurs
    assert noms(poste.dossier / "sortie") == avant
    assert poste.ici("registre", "exporter").sortie.count('"EMISSION"') == ecritures
    assert poste.produire(fichiers[0], options=options).code == 0
    assert poste.produire(*fichiers, options=options, sortie="ensemble").code == 0
    formulaires = {nom for nom in noms(poste.dossier / "ensemble") if "/RA_" in nom}
    assert formulaires == {f"{session}/RA_TP-01303_ECSR_FORMAREUNION_25022019.pdf" for session in ("880001", "880002")}
    assert set(poste.rapport("ensemble")["fichiers"].values()) == {"880001", "880002"}


def test_deux_sessions_que_leur_casse_distingue_ont_chacune_leur_dossier(
    poste: Poste, moteur_factice: MoteurFactice
) -> None:
    sessions = ("Rentree", "RENTREE", "lpt1")
    fichiers = [poste.ecrire(charge(id=session), f"{rang}.json") for rang, session in enumerate(sessions)]
    assert poste.produire(*fichiers, options=("--types", "affichage", "--date", JOURS[VALIDEE])).code == 0
    dossiers = {Path(fiche["fichier"]).parent.name for fiche in poste.rapport()["documents"]}
    assert len({dossier.casefold() for dossier in dossiers}) == 3
    assert all(re.fullmatch(r"(Rentree|RENTREE|lpt1)_[0-9a-f]{8}", dossier) for dossier in dossiers)
