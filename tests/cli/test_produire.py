"""``docgen produire``: which documents, under which names, with which exit code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from docgen.documents import catalogue
from docgen.rendering.lecture_pdf import lire_pdf
from tests import lecture_pdf
from tests.cli.pilote import A_CONVOQUER, CCP, JOURS, VALIDEE, Poste, charge, noms, numeros, types
from tests.usecases.moteurs import MoteurFactice

TECHER = "9741411152682A"
PAPIERS = {"parchemin", "livret", "notification", "formulaire_remise"}
CONVOCATIONS = {"convocation_candidat", "convocation_jure", "convocation_surveillant", "emargement", "commande_dte"}
PVS = {"pv_general", "pv_individuel", "bordereau_pv"}


def refusee(**session: Any) -> Any:
    """A validated session that one finding refuses: a REFUSE without its reason."""
    donnees = charge(**session)
    donnees["candidats"][2]["resultat"]["commentaire"] = None
    return donnees


@pytest.mark.parametrize("exemple", [VALIDEE, A_CONVOQUER, CCP], ids=lambda chemin: chemin.stem)
def test_le_rapport_decrit_chaque_fichier(produits: Poste, exemple: Path) -> None:
    dossier, rapport = produits.dossier / exemple.stem, produits.rapport(exemple.stem)
    assert sorted([*(fiche["fichier"] for fiche in rapport["documents"]), "rapport.json"]) == noms(dossier)
    for fiche in rapport["documents"]:
        contenu = (dossier / fiche["fichier"]).read_bytes()
        assert hashlib.sha256(contenu).hexdigest() == fiche["sha256"]
        assert lire_pdf(contenu, textes=False).pages == fiche["pages"]
        assert fiche["usage"] == "archive"
        assert fiche["version_modele"] == catalogue()[fiche["type"]].version
        assert (fiche["numero"] is not None) == (fiche["type"] in ("parchemin", "livret"))
    (seule,) = rapport["charges"]
    assert (seule["session"], seule["produite"], seule["erreurs"]) == (charge(exemple)["session"]["id"], True, [])
    assert {manquement["gravite"] for manquement in seule["manquements"]} <= {"AVERTISSEMENT"}


@pytest.mark.parametrize(
    ("statut", "attendus"),
    [
        ("EN_PREPARATION", CONVOCATIONS),
        ("DTE_DEMANDE", CONVOCATIONS),
        ("CONVOCATIONS_ENVOYEES", CONVOCATIONS),
        ("TERMINEE", PVS),
        ("VALIDEE", PVS | PAPIERS | {"affichage"}),
    ],
)
def test_les_types_par_statut(poste: Poste, moteur_factice: MoteurFactice, statut: str, attendus: set[str]) -> None:
    exemple = VALIDEE if statut in ("TERMINEE", "VALIDEE") else A_CONVOQUER
    retour = poste.produire(poste.ecrire(charge(exemple, statut=statut)), options=("--date", JOURS[exemple]))
    assert retour.code == 0, retour
    assert types(poste.rapport()) == attendus


@pytest.mark.parametrize("statut", ["SUSPENDUE", "ANNULEE"])
def test_un_statut_qui_n_appelle_rien_le_dit(poste: Poste, statut: str) -> None:
    retour = poste.produire(poste.ecrire(charge(statut=statut)))
    assert retour.code == 2
    assert f"Aucun document n'est à produire pour le statut {statut}" in retour.erreurs


def test_les_types_demandes_et_eux_seuls(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.produire(VALIDEE, options=("--types", " parchemin , pv_general")).code == 0
    assert types(poste.rapport()) == {"parchemin", "pv_general"}
    assert len(moteur_factice.demandes) == 4


def test_types_tout_prend_tous_les_types_qui_ont_quelqu_un(poste: Poste, moteur_factice: MoteurFactice) -> None:
    retour = poste.produire(VALIDEE, options=("--types", "tout"))
    assert retour.code == 0, retour
    convoquent = {"convocation_candidat", "convocation_jure", "convocation_surveillant", "emargement"}
    assert types(poste.rapport()) == set(catalogue()) - {"demande_report"} - convoquent
    assert "JURES_TP-01303_20032019.xlsx" in noms(poste.dossier / "sortie")


def test_la_demande_de_report_par_la_commande_ou_par_le_fichier(poste: Poste, moteur_factice: MoteurFactice) -> None:
    """The command prevails over the file, whose profile does not matter: the UD will act, whoever asks."""
    jour = ("--types", "demande_report", "--date", "2026-10-02")
    donnees = {**charge(A_CONVOQUER), "geste": {"debut": "2027-01-11", "fin": "2027-01-13", "profil": "CENTRE"}}
    fichier = poste.ecrire(donnees)
    assert poste.produire(fichier, options=jour, sortie="fichier").code == 0
    assert "11\u00a0janvier\u00a02027" in moteur_factice.demandes[-1].html
    voulues = ("--debut", "2027-02-01", "--fin", "2027-02-03")
    for source, sortie in ((fichier, "deux"), (A_CONVOQUER, "commande")):
        assert poste.produire(source, options=(*jour, *voulues), sortie=sortie).code == 0
        assert noms(poste.dossier / sortie) == ["REPORT_234567.pdf", "rapport.json"]
        assert "3\u00a0février\u00a02027" in moteur_factice.demandes[-1].html
    refus = poste.produire(A_CONVOQUER, options=(*jour, *voulues[:2]), sortie="refus")
    assert refus.code == 1
    assert "SESS-08 /geste/fin" in refus.sortie


def test_controler_le_report_regarde_qui_le_fait(poste: Poste) -> None:
    geste = {"debut": "2027-01-11", "fin": "2027-01-13"}
    options = ("--geste", "reporter-session", "--date", "2026-10-02")
    for profil, code in (("UD", 0), ("CENTRE", 1), ("DIRECCTE", 1)):
        fichier = poste.ecrire({**charge(A_CONVOQUER), "geste": {**geste, "profil": profil}})
        assert poste.ici("controler", fichier, *options).code == code


@pytest.mark.parametrize(
    ("options", "code", "ecrits"),
    [
        (("--types", "liste_jures"), 0, ["JURES_TP-01303_20032019.xlsx", "rapport.json"]),
        (("--types", "liste_jures", "--format", "pdf"), 0, ["JURES_TP-01303_20032019.pdf", "rapport.json"]),
        (("--types", "pv_general", "--format", "xlsx"), 2, []),
    ],
)
def test_le_format(
    poste: Poste, moteur_factice: MoteurFactice, options: tuple[str, ...], code: int, ecrits: list[str]
) -> None:
    assert poste.produire(VALIDEE, options=(*options, "--date", "2019-03-20")).code == code
    assert ecrits == (noms(poste.dossier / "sortie") if ecrits else [])


def test_l_usage_impression_est_au_rapport_et_au_registre(poste: Poste) -> None:
    """Printed by the press: no attachment, the same number, and the register tells that very file."""
    for usage in ("archive", "impression"):
        options = ("--types", "livret", "--destinataire", TECHER, "--usage", usage, "--date", "2019-03-20")
        assert poste.produire(VALIDEE, options=options, sortie=f"sortie-{usage}").code == 0
    archive, presse = (poste.rapport(f"sortie-{usage}")["documents"][0] for usage in ("archive", "impression"))
    fichier = poste.dossier / "sortie-impression" / presse["fichier"]
    assert (archive["usage"], presse["usage"]) == ("archive", "impression")
    assert (archive["numero"], archive["pages"]) == (presse["numero"], presse["pages"])
    assert lire_pdf(fichier.read_bytes(), textes=False).pieces == {}


def test_un_seul_destinataire(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.produire(VALIDEE, options=("--destinataire", TECHER)).code == 0
    fiches = poste.rapport()["documents"]
    assert {(fiche["type"], fiche["destinataire"]) for fiche in fiches} == {
        (code, TECHER) for code in ("pv_individuel", "livret", "notification")
    }


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (("--types", "zorg"), "Type de document inconnu : zorg. Types possibles : "),
        (("--destinataire", "inconnu"), "Aucun document n'est à produire pour « inconnu »"),
        (("--types", "livret", "--destinataire", "J000001"), "aucun des types demandés ne le concerne"),
        (("--date", "2019-02-30"), "La valeur donnée à l'option --date n'est pas utilisable : écrivez AAAA-MM-JJ."),
        (("--date", "hier"), "écrivez AAAA-MM-JJ."),
        (("--usage", "zut"), "Usage inconnu : zut. Usages possibles : archive, impression."),
        (("--zut",), "L'option --zut n'existe pas."),
        (("--types",), "L'option --types attend une valeur."),
    ],
)
def test_une_commande_mal_ecrite_ne_produit_rien(poste: Poste, options: tuple[str, ...], dit: str) -> None:
    retour = poste.produire(VALIDEE, options=options)
    assert (retour.code, retour.sortie) == (2, "")
    assert dit in retour.erreurs
    assert not (poste.dossier / "sortie").exists()


def test_la_date_est_celle_des_regles_et_des_papiers(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.produire(VALIDEE, options=("--date", "2019-07-01")).code == 0
    assert "REMI-02" in {manquement["regle"] for manquement in poste.rapport()["charges"][0]["manquements"]}
    lister = poste.ici("registre", "lister", "--json").json
    assert {papier["date_emission"] for papier in lister} == {"2019-07-01"}


def test_les_codes_de_sortie_vus_de_l_exterieur(poste: Poste) -> None:
    bonne = (VALIDEE, "--date", "2019-03-20", "--types", "pv_general")
    fichier = poste.ecrire(refusee(), "refusee.json")
    malformee = poste.dossier / "malformee.json"
    malformee.write_text('{"version": 1,\n "session": [}')
    assert poste.lancer("produire", *bonne, "--sortie", "s0").code == 0
    refus = poste.lancer("produire", fichier, "--date", "2019-03-20", "--sortie", "s1")
    assert refus.code == 1
    assert "✗ " in refus.sortie
    assert "/candidats/2/resultat/commentaire" in refus.sortie
    assert poste.lancer("produire", poste.dossier / "absent.json").code == 2
    forme = poste.lancer("produire", malformee, "--sortie", "s3")
    assert forme.code == 3
    assert f"{malformee}:2:" in forme.sortie
    assert poste.lancer("produire", malformee, *bonne, "--sortie", "s4").code == 4
    panne = poste.lancer("produire", *bonne, "--sortie", "s5", DOCGEN_REGISTRE="postgresql://d:secret@127.0.0.1:1/d")
    assert panne.code == 5
    assert "aucun numéro n'a été attribué" in panne.erreurs
    assert "secret" not in panne.erreurs
    assert [nom for nom in ("s1", "s3", "s5") if (poste.dossier / nom).exists()] == []


def test_tout_ou_rien(poste: Poste, moteur_factice: MoteurFactice) -> None:
    """One finding on the form of one candidate, and not even the others' papers are made, nor numbered."""
    retour = poste.produire(poste.ecrire(refusee()), options=("--date", "2019-03-20", "--json"))
    assert retour.code == 1
    assert not (poste.dossier / "sortie").exists()
    assert moteur_factice.demandes == []
    assert poste.ici("registre", "lister", "--json").json == []
    (seule,) = retour.json["charges"]
    assert seule["produite"] is False
    assert "BLOQUANT" in {manquement["gravite"] for manquement in seule["manquements"]}


def test_plusieurs_sessions_chacune_dans_son_dossier(poste: Poste, moteur_factice: MoteurFactice) -> None:
    bonnes = (VALIDEE, poste.ecrire(charge(id="777777")))
    retour = poste.produire(*bonnes, options=("--date", JOURS[VALIDEE]))
    assert retour.code == 0, retour
    dossiers = {nom.partition("/")[0] for nom in noms(poste.dossier / "sortie")}
    assert dossiers == {"123456", "777777", "rapport.json"}
    fiches = poste.rapport()["documents"]
    assert all((poste.dossier / "sortie" / fiche["fichier"]).is_file() for fiche in fiches)
    numerotees = [fiche["numero"] for fiche in fiches if fiche["numero"]]
    assert len(numerotees) == len(set(numerotees)) == 8


def test_les_bonnes_sont_ecrites_et_le_code_est_4(poste: Poste, moteur_factice: MoteurFactice) -> None:
    mauvaise = refusee(id="888888")
    malformee = poste.dossier / "malformee.json"
    malformee.write_text("[]")
    retour = poste.produire(poste.ecrire(mauvaise), malformee, VALIDEE, options=("--date", JOURS[VALIDEE], "--json"))
    assert retour.code == retour.json["code"] == 4
    assert {nom.partition("/")[0] for nom in noms(poste.dossier / "sortie")} == {"123456", "rapport.json"}
    assert [ligne["produite"] for ligne in poste.rapport()["charges"]] == [False, False, True]
    assert poste.rapport()["charges"][1]["erreurs"][0]["message"]


def test_aucune_bonne_1_ou_3(poste: Poste) -> None:
    mauvaise, malformees = poste.ecrire(refusee()), [poste.dossier / f"malformee{rang}.json" for rang in (1, 2)]
    for malformee in malformees:
        malformee.write_text("{")
    assert poste.produire(*malformees).code == 3
    assert poste.produire(malformees[0], mauvaise, options=("--date", JOURS[VALIDEE])).code == 1
    assert not (poste.dossier / "sortie").exists()


def test_plusieurs_sessions_et_un_type_inconnu(poste: Poste) -> None:
    retour = poste.produire(VALIDEE, CCP, options=("--types", "zorg"))
    assert (retour.code, (poste.dossier / "sortie").exists()) == (2, False)


def test_deux_fichiers_pour_une_session(poste: Poste) -> None:
    retour = poste.produire(VALIDEE, poste.ecrire(charge()))
    assert retour.code == 2
    assert "Plusieurs fichiers décrivent la même session (123456) : rien n'a été produit." in retour.erreurs
    assert not (poste.dossier / "sortie").exists()


def test_le_brouillon_se_fait_malgre_les_refus_et_ne_depense_rien(poste: Poste) -> None:
    retour = poste.produire(poste.ecrire(refusee()), options=("--date", "2019-03-20", "--brouillon"))
    assert retour.code == 0, retour
    assert "✗ " in retour.sortie
    fichiers = [nom for nom in noms(poste.dossier / "sortie") if nom != "rapport.json"]
    assert len(fichiers) >= 14
    for nom in fichiers:
        assert nom.startswith("BROUILLON_")
        contenu = (poste.dossier / "sortie" / nom).read_bytes()
        assert all("BROUILLON – SANS VALEUR" in page.replace("\n", " ") for page in lecture_pdf.textes(contenu)), nom
        lu = lire_pdf(contenu, textes=False)
        assert json.loads(lu.pieces["donnees.json"])["brouillon"] is True
    assert numeros(poste.rapport()) == {}
    assert poste.ici("registre", "lister", "--json").json == []
    assert poste.ici("registre", "exporter").sortie == ""


def test_un_dossier_impossible_a_ecrire(poste: Poste, moteur_factice: MoteurFactice) -> None:
    (poste.dossier / "sortie").write_text("un fichier")
    retour = poste.produire(VALIDEE)
    assert retour.code == 2
    assert "Choisissez-en un autre avec --sortie" in retour.erreurs
    assert noms(poste.dossier) == sorted(["docgen.cles.json", "docgen.cles.temoin", "docgen.db", "sortie"])


def test_json_seul_sur_la_sortie(poste: Poste, moteur_factice: MoteurFactice) -> None:
    retour = poste.produire(VALIDEE, options=("--json",))
    assert retour.json["code"] == retour.code == 0
    rapport = poste.rapport()
    assert set(rapport.pop("fichiers").values()) == {"123456"}
    assert {**rapport, "code": 0, "sortie": "sortie"} == retour.json
    assert "CAND-05" in retour.erreurs
    assert "à produire, " in retour.erreurs
