"""The other commands, and what the command line says when it is badly used."""

from __future__ import annotations

import itertools
import json
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from docgen.documents import catalogue
from docgen.domain.regles.registry import REGLES
from tests.cli.pilote import A_CONVOQUER, CCP, JOURS, VALIDEE, Poste, charge, empreintes, numeros
from tests.lancement import executer
from tests.usecases.moteurs import MoteurFactice


def test_lister_du_plus_ancien_au_plus_recent(produits: Poste) -> None:
    retour = produits.lancer("registre", "lister")
    lignes = retour.sortie.splitlines()
    assert retour.code == 0
    assert len(lignes) == 7 + 3
    fiches = produits.ici("registre", "lister", "--json").json
    assert [ligne.split()[0] for ligne in lignes] == [fiche["numero"] or "–" for fiche in fiches]
    attendus = set(numeros(produits.rapport(VALIDEE.stem)).values()) | set(numeros(produits.rapport(CCP.stem)).values())
    assert {fiche["numero"] for fiche in fiches if fiche["numero"]} == attendus
    (boyer,) = [fiche for fiche in fiches if fiche["nom"] == "BOYER"]
    assert (boyer["type"], boyer["prenoms"], boyer["date_emission"]) == ("parchemin", "Ελένη", "2019-03-20")


def test_exporter_tout_le_journal(produits: Poste, tmp_path: Path) -> None:
    retour = produits.ici("registre", "exporter")
    ecritures = [json.loads(ligne) for ligne in retour.sortie.splitlines()]
    assert [ecriture["rang"] for ecriture in ecritures] == list(range(1, len(ecritures) + 1))
    assert {ecriture["acte"] for ecriture in ecritures} == {"ACCES", "CLE", "ATTESTATION", "ATTRIBUTION", "EMISSION"}
    for avant, apres in itertools.pairwise(ecritures):
        assert apres["empreinte_precedente"] == avant["empreinte"]
    assert produits.ici("registre", "exporter", "--sortie", tmp_path / "journal.jsonl").code == 0
    assert (tmp_path / "journal.jsonl").read_text("utf-8") == retour.sortie
    impossible = produits.ici("registre", "exporter", "--sortie", tmp_path / "absent" / "journal.jsonl")
    assert impossible.code == 2
    assert "n'a pas pu être écrit" in impossible.erreurs


def test_verifier_un_registre_intact_puis_altere(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.produire(VALIDEE).code == 0
    assert poste.ici("registre", "verifier", "--json").json == {"intact": True, "anomalies": []}
    moteur = create_engine(f"sqlite:///{poste.dossier / 'docgen.db'}")
    with moteur.begin() as connexion:
        connexion.exec_driver_sql("UPDATE tete SET rang = rang - 1")
    moteur.dispose()
    retour = poste.lancer("registre", "verifier", "--json")
    assert (retour.code, retour.json["intact"]) == (5, False)
    assert retour.json["anomalies"]
    assert "Le registre a été altéré :" in retour.erreurs


def test_une_nouvelle_cle_ne_change_pas_les_papiers_emis(poste: Poste) -> None:
    options = ("--types", "parchemin")
    assert poste.produire(VALIDEE, options=options).code == 0
    retour = poste.ici("cle-signature", "nouvelle")
    assert retour.code == 0
    assert retour.sortie.startswith("Nouvelle clé de signature : ")
    listees = poste.ici("cle-signature", "lister-cles", "--json")
    assert (len(listees.json), listees.erreurs.count(", retirée\n"), listees.erreurs.count(", courante\n")) == (2, 1, 1)
    assert poste.produire(VALIDEE, options=options, sortie="encore").code == 0
    assert empreintes(poste.rapport("encore")) == empreintes(poste.rapport())
    for numero in numeros(poste.rapport()).values():
        assert poste.ici("verifier", numero).code == 0
    assert poste.produire(CCP, options=("--types", "livret"), sortie="ccp").code == 0
    (livret,) = numeros(poste.rapport("ccp")).values()
    nouvelle = retour.sortie.split()[5].rstrip(".")
    assert f"clé {nouvelle} (en service)." in poste.ici("verifier", livret).sortie
    assert poste.ici("registre", "verifier").code == 0


def test_regles_et_types_disent_tout(poste_nu: Poste) -> None:
    assert [regle["code"] for regle in poste_nu.ici("regles", "--json").json] == list(REGLES)
    assert [ligne.split()[0] for ligne in poste_nu.ici("regles").sortie.splitlines()] == list(REGLES)
    assert [spec["code"] for spec in poste_nu.ici("types", "--json").json] == list(catalogue())
    assert [ligne.split()[0] for ligne in poste_nu.ici("types").sortie.splitlines()] == list(catalogue())
    assert list(poste_nu.dossier.iterdir()) == []


@pytest.mark.parametrize("exemple", [VALIDEE, A_CONVOQUER, CCP], ids=lambda chemin: chemin.stem)
def test_controler_les_exemples(poste: Poste, exemple: Path) -> None:
    retour = poste.ici("controler", exemple, "--date", JOURS[exemple], "--json")
    assert retour.code == 0
    assert {manquement["gravite"] for manquement in retour.json["manquements"]} <= {"AVERTISSEMENT"}
    assert "rien ne s’oppose." in retour.erreurs


def test_controler_dit_ce_que_produire_refuserait(poste: Poste) -> None:
    donnees = charge()
    donnees["candidats"][2]["resultat"]["commentaire"] = None
    donnees["titre"]["nsf"] = ["bizarre"]
    fichier = poste.ecrire(donnees)
    jour = ("--date", "2019-03-20")
    controle = poste.ici("controler", fichier, *jour, "--json")
    produit = poste.produire(fichier, options=(*jour, "--json"))
    assert controle.code == produit.code == 1
    assert controle.json["manquements"] == produit.json["charges"][0]["manquements"]
    assert poste.ici("controler", fichier, *jour, "--geste", "editer-pv").code == 1
    convoquer = poste.ici("controler", fichier, *jour, "--geste", "editer-remise", "--json")
    assert {manquement["regle"] for manquement in convoquer.json["manquements"]} >= {"REMI-04"}
    assert "PARC-03" not in {manquement["regle"] for manquement in convoquer.json["manquements"]}


def test_controler_rend_les_effets(poste: Poste) -> None:
    donnees = charge()
    donnees["candidats"][0]["prenoms"] = "Marie--Claire,  Joséphine"
    reponse = poste.ici("controler", poste.ecrire(donnees), "--date", "2019-03-20", "--json").json
    assert reponse["effets"]["candidats"][0]["prenoms"] == "Marie-Claire, Joséphine"


def test_controler_plusieurs_fichiers(poste: Poste) -> None:
    donnees = charge()
    donnees["candidats"][2]["resultat"]["commentaire"] = None
    refuse, malforme = poste.ecrire(donnees), poste.dossier / "malforme.json"
    malforme.write_text("{}")
    assert poste.ici("controler", refuse, VALIDEE).code == 4
    assert poste.ici("controler", malforme).code == 3
    assert poste.ici("controler", malforme, malforme).code == 3
    mele = poste.ici("controler", refuse, malforme, "--json")
    assert mele.code == 1
    controle = ["effets", "estimation", "fichier", "manquements"]
    assert [sorted(reponse) for reponse in mele.json] == [controle, ["erreurs", "fichier"]]


NUMERO = "2026-069-0000001-M"


@pytest.mark.parametrize(
    "mots",
    [
        ("registre", "remettre", NUMERO),
        ("registre", "annuler", NUMERO, "--motif", "FRAUDE"),
        ("registre", "stock", "recevoir", "069", "A0001", "A0002"),
        ("cle-signature", "nouvelle"),
        ("cle-signature", "compromise", "--depuis", "2026-01-01"),
        ("cle", "creer", "moi", "--role", "admin"),
        ("sauvegarder", "a.zip"),
    ],
    ids=" ".join,
)
def test_la_ou_il_n_y_a_pas_de_registre_rien_n_est_cree(poste_nu: Poste, mots: tuple[str, ...]) -> None:
    """By what would write there; what only reads is in ``test_lectures.py``."""
    retour = poste_nu.ici(*mots)
    assert (retour.code, retour.sortie) == (5, "")
    assert "rien n'y a été créé" in retour.erreurs
    assert list(poste_nu.dossier.iterdir()) == []


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (["zorglub"], "Commande inconnue : zorglub. Voir « docgen --help »."),
        (["registre", "zut"], "Commande inconnue : zut. Voir « docgen registre --help »."),
        (["--zut"], "L'option --zut n'existe pas. Voir « docgen --help »."),
        (["regles", "--jsom"], "L'option --jsom n'existe pas. Vouliez-vous dire --json ? Voir « docgen regles"),
        (["produire"], "Il manque l'argument FICHIER…. Voir « docgen produire --help »."),
        (["verifier", "a", "b"], "Argument de trop : b. Voir « docgen verifier --help »."),
        (["regles", "--json=oui"], "L'option --json n'attend pas de valeur."),
        (["produire", "x", "--sortie"], "L'option --sortie attend une valeur."),
        (["controler", str(VALIDEE), "--geste", "zut"], "Geste inconnu : zut. Gestes possibles : creer-session"),
        (["controler", "absent.json"], "Le fichier « absent.json » n'a pas pu être lu"),
        (["controler", str(VALIDEE), "--date", "20240709"], "à l'option --date n'est pas utilisable : écrivez AAAA-MM"),
        (["registre", "remettre", "X", "--date", "2024-7-9"], "à l'option --date n'est pas utilisable : écrivez AAAA"),
        (["cle-signature", "compromise", "--depuis", "2024-12-1"], "à l'option --depuis n'est pas utilisable"),
        (["servir", "--hote", "192.0.2.9"], "192.0.2.9:8000 : cette adresse n'est pas de cette machine. Choisissez"),
        (["servir", "--port", "70000"], "127.0.0.1:70000 : ce n'est pas un port. Choisissez une autre adresse avec"),
    ],
    ids=lambda valeur: " ".join(valeur)[:20] if isinstance(valeur, list) else "",
)
def test_une_commande_mal_ecrite(poste: Poste, mots: list[str], dit: str) -> None:
    retour = poste.ici(*mots)
    assert (retour.code, retour.sortie) == (2, "")
    assert dit in retour.erreurs
    assert len(retour.erreurs.splitlines()) == 1


def test_servir_la_ou_un_autre_ecoute(poste: Poste) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupee:
        port = occupee.getsockname()[1]
        retour = poste.ici("servir", "--port", port)
    assert retour.code == 2
    assert f"127.0.0.1:{port} : un autre programme y écoute déjà. Choisissez une autre adresse" in retour.erreurs


ANGLAIS = ("Usage:", "Options:", "Commands:", "Arguments:", "[default", "[required]", "Show this", "COMMAND ", "ARGS]")


@pytest.mark.parametrize("mots", [[], ["produire"], ["registre"], ["verifier"], ["cle-signature"], ["controler"]])
def test_l_aide_est_en_francais(poste: Poste, mots: list[str]) -> None:
    retour = poste.ici(*mots, "--help")
    assert retour.code == 0
    assert retour.sortie.startswith(" ".join(["Usage : docgen", *mots]))
    assert "Afficher cette aide." in retour.sortie
    assert [mot for mot in ANGLAIS if mot in retour.sortie] == []


def test_la_version_est_celle_du_paquet(poste_nu: Poste) -> None:
    retour = poste_nu.ici("--version")
    assert (retour.code, retour.sortie) == (0, f"docgen {version('docgen')}\n")


def test_sans_rien_l_aide_et_le_code_d_usage(poste: Poste) -> None:
    retour = poste.lancer()
    assert retour.code == 2
    assert "produire" in retour.erreurs


@pytest.mark.parametrize("mots", [("registre", "lister"), ("registre", "exporter"), ("regles",), ("types",)])
def test_un_lecteur_qui_s_en_va(produits: Poste, mots: tuple[str, ...]) -> None:
    """``docgen registre lister | head -1``: no complaint, no failure."""
    processus = produits.demarrer(*mots)
    assert processus.stdout is not None
    assert processus.stderr is not None
    processus.stdout.close()
    assert processus.stderr.read() == ""
    assert processus.wait(30) == 0


def test_un_lecteur_qui_ne_lit_qu_une_ligne(produits: Poste) -> None:
    docgen = [sys.executable, "-m", "docgen", "registre", "exporter"]
    chaine = 'set -o pipefail; "$0" "$@" | head -1'
    retour = subprocess.run(
        ["bash", "-c", chaine, *docgen],
        cwd=produits.dossier,
        env=produits.environnement,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (retour.returncode, retour.stderr) == (0, "")
    assert json.loads(retour.stdout)["rang"] == 1


@pytest.mark.parametrize(
    ("variable", "valeur", "code", "dit"),
    [
        ("DOCGEN_REGISTRE", "postgresql://u:motdepasse@127.0.0.1:1/base", 5, "aucun numéro n'a été attribué"),
        ("DOCGEN_REGISTRE", "sqlite:////proc/absent/docgen.db", 5, "rien n'y a été créé. Vérifiez DOCGEN_REGISTRE"),
        ("DOCGEN_REGISTRE", "mysql://hote/base", 5, "DOCGEN_REGISTRE"),
        ("DOCGEN_URL_PUBLIQUE", "exemple.test", 5, "DOCGEN_URL_PUBLIQUE vaut « exemple.test »"),
        ("DOCGEN_URL_PUBLIQUE", "ftp://exemple.test", 5, "qui n'est pas l'adresse d'un site"),
        ("DOCGEN_URL_PUBLIQUE", "https://exemple.test/?a=b", 5, "qui n'est pas l'adresse d'un site"),
        ("DOCGEN_URL_PUBLIQUE", "http://[", 5, "qui n'est pas l'adresse d'un site"),
        ("DOCGEN_URL_PUBLIQUE", "http://:80", 5, "qui n'est pas l'adresse d'un site"),
        ("DOCGEN_URL_PUBLIQUE", "http://exemple.test:port", 5, "qui n'est pas l'adresse d'un site"),
        ("DOCGEN_REGLES_LOCALES", "peut-être", 5, "qui n'est ni oui ni non"),
        ("DOCGEN_MINISTERE", "hier = le ministère", 5, "« hier » n'est pas une date"),
    ],
)
def test_un_reglage_inutilisable(poste: Poste, variable: str, valeur: str, code: int, dit: str) -> None:
    retour = poste.ici("registre", "lister", **{variable: valeur})
    assert (retour.code, retour.sortie) == (code, "")
    assert dit in retour.erreurs
    assert "motdepasse" not in retour.erreurs


@pytest.mark.parametrize("commande", [("servir", "--port", "0"), ("controler", VALIDEE)])
def test_les_reglages_inutilisables_se_disent_tous(poste: Poste, commande: tuple[object, ...]) -> None:
    faux = {
        "DOCGEN_REGISTRE": "oracle://papiers:tigre@hote/base",
        "DOCGEN_COMMUNES": "/nulle/part/communes.txt",
        "DOCGEN_REGLES_LOCALES": "parfois",
        "DOCGEN_MINISTERE": "2021-02-30 = un ministère",
        "DOCGEN_URL_PUBLIQUE": "papiers",
    }
    propres = {"DOCGEN_SECRET": "tigre", "DOCGEN_RENDUS": "mille", "DOCGEN_OIDC_EMETTEUR": "ldap://annuaire"}
    retour = poste.lancer(*commande, **faux, **propres)
    attendues = {*faux, "DOCGEN_SECRET", "DOCGEN_RENDUS", "DOCGEN_OIDC_EMETTEUR", "DOCGEN_OIDC_AUDIENCE"}
    dites = [ligne.split()[0] for ligne in retour.erreurs.splitlines()]
    assert (retour.code, retour.sortie) == (5, "")
    assert sorted(dites) == sorted(attendues if commande[0] == "servir" else faux)
    assert "tigre" not in retour.erreurs


def test_ce_que_lance_un_terminal_ne_charge_pas_la_lecture_des_reglages(poste: Poste) -> None:
    lance = "import sys, docgen.cli; sys.exit('pydantic' in sys.modules or 'pydantic_settings' in sys.modules)"
    assert executer(lance, env=poste.environnement).returncode == 0


def test_une_cle_ouverte_a_tous_ou_abimee_est_dite(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.produire(VALIDEE).code == 0
    cles = poste.dossier / "docgen.cles.json"
    assert cles.stat().st_mode & 0o777 == 0o600
    cles.write_text("rien")
    autre = poste.ecrire(charge(id="777777"))
    retour = poste.produire(autre, options=("--date", "2019-03-20"), sortie="autre")
    assert retour.code == 5
    assert "docgen.cles.json" in retour.erreurs
    assert not (poste.dossier / "autre").exists()


def test_la_demonstration_montre_chaque_type_dans_chaque_format(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.ici("demo").code == 0
    rapports = [json.loads(chemin.read_bytes()) for chemin in (poste.dossier / "sortie").rglob("rapport.json")]
    fiches = [fiche for rapport in rapports for fiche in rapport["documents"]]
    faits = {(fiche["type"], fiche["fichier"].rpartition(".")[2]) for fiche in fiches}
    assert faits == {(spec.code, nom) for spec in catalogue().values() for nom in spec.formats}
    assert {fiche["usage"] for fiche in fiches} == {"archive", "impression"}


def test_la_demonstration_ne_fait_que_des_specimens_meme_la_ou_l_on_en_fait_de_vrais(
    poste: Poste, moteur_factice: MoteurFactice
) -> None:
    assert poste.ici("demo", "--sortie", "essai").code == 0
    numerotes = [ligne["numero"] for ligne in poste.ici("registre", "lister", "--json").json if ligne["numero"]]
    verdicts = [poste.ici("verifier", numero, "--json").json["verdict"] for numero in numerotes]
    assert len(verdicts) > 3
    assert set(verdicts) == {"spécimen, sans valeur"}
    vrai = poste.ecrire(charge(id="888888"))
    assert poste.produire(vrai, options=("--date", "2019-03-20", "--types", "parchemin"), sortie="vrai").code == 0
    numero, *_ = numeros(poste.rapport("vrai")).values()
    assert poste.ici("verifier", numero).code == 0
