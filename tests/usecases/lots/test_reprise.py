"""A lot that dies, a document that cannot be made, a folder that is taken: what the printing staff meets."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from docgen.usecases.provisoire import seul_ici
from tests.attente import attendre
from tests.cli.pilote import Poste
from tests.usecases.lots.chantier import DATE, TYPES, LotLu, ecrire_sessions, faire, lancer, petite


def test_un_lot_tue_reprend_chaque_document_et_chaque_numero_une_fois(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 12)
    options = ("--date", DATE, "--sortie", "lot", "--types", TYPES, "--feuilles-par-volume", "40", "--json")
    processus = poste.demarrer("lot", *fichiers, *options)
    attendre(lambda: list(tmp_path.glob("lot/.lot-*/lots/*/forme-*/rendu-0001-*/*.pdf")), pas_s=0.005)
    assert processus.poll() is None, "over before it was killed"
    os.kill(processus.pid, signal.SIGKILL)
    processus.communicate()
    assert not list(tmp_path.glob("lot/*.pdf"))

    retour = poste.lancer("lot", *fichiers, *options)
    assert retour.code == 0, retour.erreurs
    lot = LotLu(tmp_path / "lot")
    lignes = lot.manifeste["documents"]
    identites = [(ligne["type"], ligne["session"], ligne["destinataire"]) for ligne in lignes]
    assert len(set(identites)) == len(identites) == retour.json["totaux"]["documents"]
    numeros = [ligne["numero"] for ligne in lignes if ligne["numero"]]
    emis = [papier["numero"] for papier in poste.ici("registre", "lister", "--json").json if papier["numero"]]
    assert sorted(numeros) == sorted(emis)
    bordereaux = retour.json["totaux"]["bordereaux"]
    ecritures = [json.loads(ligne) for ligne in poste.ici("registre", "exporter").sortie.splitlines()]
    assert sum(ecriture["acte"] == "EMISSION" for ecriture in ecritures) == len(lignes) + bordereaux
    assert not list(tmp_path.glob("lot/.lot-*"))


def test_un_document_impossible_ecarte_sa_session_et_elle_seule(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 3)
    charge = petite(1000)
    charge["titre"]["nsf"] = [f"{groupe}{lettre}" for groupe in range(310, 316) for lettre in "mnprstuvw"]
    charge["candidats"][0]["resultat"] = {"presence": "PRESENT", "decision": "ADMIS", "commentaire": "Oui."}
    fichiers.append(poste.ecrire(charge, "longue.json"))
    retour = lancer(poste, fichiers, "--types", "parchemin", "--json")
    assert retour.code == 4
    (ecartee,) = LotLu(tmp_path / "lot").corrections["ecartees"]
    assert (ecartee["raison"], ecartee["session"]) == ("incomposable", charge["session"]["id"])
    assert "doit tenir en 1" in ecartee["message"]
    sessions = {ligne["session"] for ligne in LotLu(tmp_path / "lot").manifeste["documents"]}
    assert sessions
    assert charge["session"]["id"] not in sessions


def test_rien_de_bon_ne_donne_que_les_corrections(poste: Poste, tmp_path: Path) -> None:
    malformee = poste.ecrire({}, "malformee.json")
    retour = lancer(poste, [malformee])
    assert retour.code == 3
    assert [chemin.name for chemin in (tmp_path / "lot").iterdir()] == ["corrections.json"]
    suspendue = petite(3)
    suspendue["session"]["statut"] = "SUSPENDUE"
    refusee = poste.ecrire(suspendue, "refusee.json")
    assert lancer(poste, [malformee, refusee], "--types", "pv_general", sortie="autre").code == 1


def test_un_papier_annule_pour_de_bon_ecarte_sa_session_et_elle_seule(poste: Poste) -> None:
    fichiers = ecrire_sessions(poste, 3)
    premiere = faire(poste, fichiers, "--types", "parchemin").manifeste["documents"][0]
    annulation = ("--motif", "FRAUDE", "--date", "2025-12-22")
    assert poste.ici("registre", "annuler", premiere["numero"], *annulation).code == 0
    autre = faire(poste, fichiers, "--types", "parchemin", "--recto", sortie="autre", code=4)
    (ecartee,) = autre.corrections["ecartees"]
    assert (ecartee["raison"], ecartee["session"]) == ("annulee", premiere["session"])
    assert premiere["numero"] in ecartee["message"]
    assert {ligne["session"] for ligne in autre.manifeste["documents"]} == {
        json.loads(fichier.read_bytes())["session"]["id"] for fichier in fichiers
    } - {premiere["session"]}


def test_une_session_decrite_deux_fois_est_ecartee_et_pas_celle_d_un_autre_centre(poste: Poste) -> None:
    ailleurs = petite(0)
    ailleurs["centre"]["siret"] = "99999999700011"
    premiere, seconde = ecrire_sessions(poste, 2)
    fichiers = [premiere, seconde, poste.ecrire(petite(0), "encore.json"), poste.ecrire(ailleurs, "ailleurs.json")]
    lot = faire(poste, fichiers, "--types", "pv_general", code=4)
    assert [ecartee["raison"] for ecartee in lot.corrections["ecartees"]] == ["double", "double"]
    assert len(lot.manifeste["documents"]) == 2
    deux = faire(poste, [premiere, fichiers[3]], "--types", "pv_general,pv_individuel", sortie="deux").manifeste
    assert {(ligne["session"], ligne["siret"]) for ligne in deux["documents"]} == {
        (ailleurs["session"]["id"], siret) for siret in (petite(0)["centre"]["siret"], "99999999700011")
    }


def test_une_session_sans_document_demande_n_est_pas_une_faute(poste: Poste) -> None:
    sans = petite(1)
    for candidat in sans["candidats"]:
        candidat["resultat"] = {"presence": "ABSENCE_JUSTIFIEE", "decision": None, "commentaire": "Certificat."}
    fichiers = [*ecrire_sessions(poste, 1), poste.ecrire(sans, "sans.json")]
    (ecartee,) = faire(poste, fichiers, "--types", "parchemin").corrections["sans_objet"]
    assert ecartee["session"] == sans["session"]["id"]


def test_deux_lots_ne_se_melent_pas_dans_un_dossier(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 1)
    avant = faire(poste, fichiers, "--types", "pv_general").octets()
    retour = lancer(poste, fichiers, "--types", "pv_individuel")
    assert retour.code == 2
    assert "contient déjà le lot" in retour.erreurs
    assert LotLu(tmp_path / "lot").octets() == avant


def test_le_meme_lot_deux_fois_a_la_fois_est_refuse_a_la_seconde(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 1)
    options = ("--types", "pv_general")
    nom = lancer(poste, fichiers, *options, "--json", sortie="ailleurs").json["lot"]
    with seul_ici(tmp_path / "lot" / f".lot-{nom}"):
        retour = lancer(poste, fichiers, *options)
    assert retour.code == 2
    assert "est en cours d'impression dans « lot »" in retour.erreurs
    assert lancer(poste, fichiers, *options).code == 0
    assert not list((tmp_path / "lot").glob(".lot-*"))


def test_un_disque_plein_est_dit_et_le_lot_reprend(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 3)
    options = ("--date", DATE, "--types", "pv_general", "--sortie", "lot")
    bornee = f"ulimit -f 40; exec {shlex.join([sys.executable, '-m', 'docgen', 'lot', *map(str, fichiers), *options])}"
    poste.ouvrir_le_registre()  # before the disk is full
    plein = subprocess.run(
        ["bash", "-c", bornee], cwd=tmp_path, env=poste.environnement, capture_output=True, text=True, check=False
    )
    assert plein.returncode == 5, plein.stderr
    assert "la taille permise" in plein.stderr
    assert "n'a pas pu être écrit" in plein.stderr
    assert "DOCGEN_FICHIERS" not in plein.stderr
    assert not list((tmp_path / "lot").glob("*.pdf"))
    assert lancer(poste, fichiers, *options[2:4]).code == 0


def test_un_lot_de_plus_de_mille_sessions_est_refuse(poste: Poste) -> None:
    fichiers = [poste.ecrire({}, "une.json")] * 1001
    retour = lancer(poste, fichiers)
    assert retour.code == 2
    assert "1000 sessions au plus" in retour.erreurs
    assert not (poste.dossier / "lot").exists()


def test_les_options_inutilisables_sont_dites(poste: Poste) -> None:
    fichiers = ecrire_sessions(poste, 1)
    for options, mot in (
        (("--types", "diplome"), "Type de document inconnu : diplome"),
        (("--feuilles-par-volume", "0"), "au moins 1"),
        (("--pli", "--types", "parchemin"), "PV-02"),
        (("--profil", "absent.json"), "n'a pas pu être lu"),
    ):
        retour = lancer(poste, fichiers, *options)
        assert retour.code == 2, options
        assert mot in retour.erreurs
