"""The life of a paper from the outside: acts, verdicts, exit codes, backup."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

from docgen.domain.papiers.cle_courte import ALPHABET
from docgen.domain.papiers.papier import url_verification
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.tenue.statistiques import statistiques
from docgen.usecases.tenue.verification import Saisie, Verdict, verifier_public
from tests.cli.pilote import UN_PARCHEMIN, VALIDEE, Poste, charge, numeros
from tests.registre.lieux import ANCIEN, JOUR, demande, emission


def atelier(dossier: Path) -> Atelier:
    return Atelier(Configuration(registre=f"sqlite:///{dossier}/docgen.db"))


def test_la_vie_d_un_papier_en_commandes(poste: Poste, tmp_path: Path) -> None:
    chez_nous = atelier(tmp_path)
    (papier,) = chez_nous.registre.attribuer([demande()], ANCIEN)
    numero = papier.numero or ""
    assert poste.ici("verifier", numero).code == 0
    assert poste.ici("registre", "remettre", numero, "--date", "2026-04-01").code == 0
    deuxieme = poste.ici("registre", "remettre", numero, "--date", "2026-04-02")
    assert (deuxieme.code, "déjà été remis le 01/04/2026" in deuxieme.erreurs) == (1, True)
    assert poste.ici("registre", "corriger", numero, "--date", "2026-04-02").code == 0
    corrige = poste.ici("registre", "situer", numero)
    assert "émis" in corrige.sortie
    assert "correction ERREUR_DE_SAISIE" in corrige.sortie
    assert poste.ici("registre", "remettre", numero, "--date", "2026-04-03").code == 0
    assert poste.ici("registre", "annuler", numero).code == 2
    annule = poste.ici(
        "registre", "annuler", numero, "--motif", "ERREUR_IDENTITE", "--rectification", "--date", "2026-05-02", "--json"
    )
    assert (annule.code, annule.json["etat"]) == (0, "annulé")
    verdict = poste.ici("verifier", numero, "--json")
    assert (verdict.code, verdict.json["verdict"], verdict.json["devenir"]["le"]) == (1, "annulé", "2026-05-02")
    (nouveau,) = chez_nous.registre.attribuer([demande(faits={"nom": "JUSTE"})], ANCIEN)
    verdict = poste.ici("verifier", numero, "--json")
    assert (verdict.code, verdict.json["verdict"]) == (1, "remplacé")
    assert verdict.json["devenir"]["remplace_par"] == nouveau.numero
    assert poste.ici("verifier", nouveau.numero or "").code == 0
    assert f"Remplacé par {nouveau.numero}." in poste.ici("registre", "situer", numero).sortie
    assert poste.ici("registre", "gacher", "2026-069-0000009-Z", "--motif", "BOURRAGE").code == 1
    assert poste.ici("registre", "verifier").code == 0


def test_le_stock_en_commandes(poste: Poste, tmp_path: Path) -> None:
    (papier,) = atelier(tmp_path).registre.attribuer([demande()], JOUR)
    numero = papier.numero or ""
    assert poste.ici("registre", "stock", "recevoir", "69", "AB0001", "AB0010").code == 0
    assert poste.ici("registre", "stock", "utiliser", "69", f"AB0001={numero}").code == 0
    feuilles = ("--feuille-gachee", "AB0001", "--feuille-nouvelle", "AB0002")
    assert poste.ici("registre", "gacher", numero, "--motif", "BOURRAGE", *feuilles).code == 0
    assert poste.ici("registre", "stock", "rebuter", "69", "AB0003", "--motif", "tache").code == 1
    autre = ("registre", "stock", "rebuter", "69", "AB0003", "--motif", "AUTRE")
    assert poste.ici(*autre).code == 1
    assert poste.ici(*autre, "--precision", "Tachée par Jean EXEMPLE.").code == 0
    assert "EXEMPLE." not in poste.ici("registre", "exporter").sortie
    assert poste.ici("registre", "verifier").code == 0
    bilan = poste.ici("registre", "stock", "bilan", "69", "--comptees", "7", "--json")
    assert (bilan.code, bilan.json["utilisees"], bilan.json["gachees"], bilan.json["restantes"]) == (0, 1, 2, 7)
    assert poste.ici("registre", "stock", "bilan", "69", "--comptees", "6").code == 1
    assert poste.ici("registre", "stock", "recevoir", "69", "AB9", "AB1").code == 2
    retrait = poste.ici("registre", "stock", "corriger", "69", "AB0009", "AB0010")
    assert (retrait.code, retrait.sortie) == (0, "Feuilles retirées du stock : 2, de AB0009 à AB0010.\n")
    assert poste.ici("registre", "stock", "corriger", "69", "AB0001", "AB0002").code == 1
    assert poste.ici("registre", "stock", "bilan", "69", "--comptees", "5").code == 0


def test_le_verdict_public_ne_dit_rien_sans_la_cle(tmp_path: Path) -> None:
    chez_nous = atelier(tmp_path)
    papier, autre = chez_nous.registre.attribuer([demande(1), demande(2)], JOUR)
    numero, cle = papier.numero or "", papier.cle_courte or ""
    for saisie in (cle, cle.lower().replace("-", " "), cle.replace("0", "o").replace("1", "l")):
        juste = verifier_public(Saisie(f" {numero.lower().replace('-', ' ')} ", saisie), chez_nous)
        assert juste.authentique
        assert "EXEMPLE-1" in juste.constats[0].dire()
        assert "S-2026-001" not in " ".join(un.dire() for un in juste.constats)
    absent = "2026-069-0000003-I"
    for fausse in (None, "", autre.cle_courte, cle[:-1], cle + "0", "é" * 12, papier.jeton):
        connu, inconnu = (verifier_public(Saisie(un, fausse), chez_nous) for un in (numero, absent))
        assert connu.verdict is inconnu.verdict is Verdict.CLE_INCORRECTE
        assert (connu.constats, connu.faits) == (inconnu.constats, None)
    assert verifier_public(Saisie("2026-069-0000003-Z"), chez_nous).verdict is Verdict.INCORRECT
    ailleurs = Atelier(Configuration(registre=f"postgresql://docgen@/rien?host={tmp_path}", cles=tmp_path / "c.json"))
    assert verifier_public(Saisie(absent, cle), ailleurs).verdict is Verdict.INDISPONIBLE


def test_sans_ses_cles_rien_n_est_dit_faux(poste: Poste, tmp_path: Path) -> None:
    """Without the file, or with the one from before the last key: it cannot be told, and nobody is accused."""
    chez_nous = atelier(tmp_path)
    chez_nous.registre.attribuer([demande(1)], JOUR)
    fichier = chez_nous.registre.trousseau.chemin
    ancien = fichier.read_bytes()
    chez_nous.registre.nouvelle_cle()
    (papier,) = chez_nous.registre.attribuer([demande(2)], JOUR)
    saisie = Saisie(papier.numero or "", papier.cle_courte)
    assert verifier_public(saisie, chez_nous).authentique
    fichier.write_bytes(ancien)
    assert verifier_public(saisie, chez_nous).verdict is Verdict.INDISPONIBLE
    fichier.unlink()
    assert verifier_public(saisie, chez_nous).verdict is Verdict.INDISPONIBLE
    for dit in (papier.jeton, papier.numero):
        retour = poste.ici("verifier", dit)
        assert (retour.code, "signature fausse" in retour.sortie) == (5, False)
        assert str(fichier.name) in retour.erreurs


def test_dix_mille_cles_fausses_et_aucune_n_est_prise(tmp_path: Path) -> None:
    """Keys near the right one, and far from it; a number that exists is answered as quickly as one that does not."""
    chez_nous, hasard = atelier(tmp_path), Random(11)
    (papier,) = chez_nous.registre.attribuer([demande()], JOUR)
    numero, cle = papier.numero or "", (papier.cle_courte or "").replace("-", "")
    durees: dict[str, list[float]] = {numero: [], "2026-069-0000003-I": []}
    for tour in range(5_000):
        rang, lettre = hasard.randrange(12), hasard.choice(ALPHABET)
        fausse = cle[:rang] + lettre + cle[rang + 1 :] if tour % 2 else "".join(hasard.choices(ALPHABET, k=12))
        for un, mesures in durees.items():
            if fausse != cle:
                debut = time.perf_counter()
                verification = verifier_public(Saisie(un, fausse), chez_nous)
                mesures.append(time.perf_counter() - debut)
                assert verification.verdict is Verdict.CLE_INCORRECTE
    connu, inconnu = (median(mesures) for mesures in durees.values())
    assert abs(connu - inconnu) < 0.5 * inconnu


def test_verifier_ce_que_dit_un_code_qr(poste: Poste, tmp_path: Path) -> None:
    (papier,) = atelier(tmp_path).registre.attribuer([demande()], JOUR)
    numero, cle, jeton = papier.numero or "", papier.cle_courte or "", papier.jeton or ""
    adresse = url_verification("https://exemple.test", papier)
    suivie = adresse.partition("#")[0] + f"?cle={cle}"
    for ecrit in ((jeton,), (adresse,), (suivie,), (numero, "--cle", cle.lower())):
        vu = poste.ici("verifier", *ecrit, "--json")
        assert (vu.code, vu.json["numero"], vu.json["devenir"]["etat"]) == (0, numero, "valable"), ecrit
    autre = jeton[:-9] + ("A" if jeton[-9] != "A" else "B") + jeton[-8:]
    for faux in (autre, adresse.replace(jeton, autre), adresse.replace(numero, "2026-069-0000003-I")):
        vu = poste.ici("verifier", faux, "--json")
        assert (vu.code, vu.json["verdict"], vu.json["faits"]) == (1, "signature fausse", None)
    assert poste.ici("verifier", numero, "--cle", "0000-0000-0000", "--json").json["verdict"] == "clé incorrecte"


def test_ce_que_le_code_ne_porte_que_condense_est_nomme(poste: Poste, tmp_path: Path) -> None:
    """The register's text answers to the digest, or the paper is not said to be signed."""
    long = "Responsable de la coordination des équipes itinérantes " * 4
    un, autre = atelier(tmp_path).registre.attribuer([demande(1, {"libelle": long.strip()}), demande(2)], JOUR)
    lu = poste.ici("verifier", un.numero or "", "--json").json
    assert (lu["verdict"], lu["condenses"], lu["faits"]["libelle"]) == ("authentique", ["libelle"], long.strip())
    assert "n’en porte que l’empreinte : l’intitulé de la certification." in " ".join(lu["constats"])
    assert poste.ici("verifier", autre.numero or "", "--json").json["condenses"] == []


def test_les_statistiques_couvrent_douze_mois_glissants(tmp_path: Path) -> None:
    chez_nous = atelier(tmp_path)
    jours = (date(2025, 3, 2), date(2025, 3, 3), date(2026, 3, 2), date(2026, 3, 3))
    chez_nous.registre.consigner([emission(type="emargement", jour=jour) for jour in jours])
    comptes = statistiques(date(2026, 3, 2), chez_nous).en_json()
    assert (comptes["total"], comptes["depuis"]) == (2, "2025-03-03")
    assert comptes["par_autorite"] == {"069": 2}


def test_sauvegarder_puis_restaurer_ailleurs(poste: Poste, tmp_path: Path) -> None:
    (papier,) = atelier(tmp_path).registre.attribuer([demande()], JOUR)
    (tmp_path / "docgen.fichiers").mkdir()
    (tmp_path / "docgen.fichiers/volume.pdf").write_bytes(b"%PDF")
    assert "fichiers : 1." in poste.ici("sauvegarder", "a.zip").sortie
    assert poste.ici("sauvegarder", "a.zip").code == 2
    (tmp_path / "la").mkdir()
    la = Poste(tmp_path / "la")
    assert la.ici("restaurer", tmp_path / "a.zip").code == 0
    assert la.ici("verifier", papier.numero or "").code == 0
    assert (tmp_path / "la/docgen.fichiers/volume.pdf").read_bytes() == b"%PDF"
    assert la.ici("restaurer", tmp_path / "a.zip").code == 2


def test_sans_terminal_la_phrase_d_une_sauvegarde_se_donne_par_sa_variable(poste: Poste, tmp_path: Path) -> None:
    (papier,) = atelier(tmp_path).registre.attribuer([demande()], JOUR)
    sans = poste.ici("sauvegarder", "--avec-cles", "n.zip")
    assert (sans.code, sans.sortie, (tmp_path / "n.zip").exists()) == (2, "", False)
    assert "Donnez-la dans DOCGEN_PHRASE." in sans.erreurs
    phrase = {"DOCGEN_PHRASE": "quatre fougères sous la pluie"}
    assert poste.ici("sauvegarder", "--avec-cles", "n.zip", **phrase).code == 0
    (tmp_path / "la").mkdir()
    la = Poste(tmp_path / "la")
    assert la.ici("restaurer", tmp_path / "n.zip").code == 2
    assert la.ici("restaurer", tmp_path / "n.zip", **phrase).code == 0
    assert la.ici("verifier", papier.numero or "").code == 0


def test_un_parchemin_corrige_prend_un_nouveau_numero(poste: Poste, tmp_path: Path) -> None:
    options = (*UN_PARCHEMIN, "--date", "2019-03-20")
    assert poste.produire(VALIDEE, options=options).code == 0
    (ancien,) = numeros(poste.rapport()).values()
    corrigee = charge()
    corrigee["candidats"][0]["nom"] = "Fontaine-Corrigée"
    fichier = poste.ecrire(corrigee)
    assert poste.produire(fichier, options=options, sortie="refus").code == 1
    assert poste.ici("registre", "annuler", ancien, "--motif", "ERREUR_IDENTITE", "--rectification").code == 0
    retour = poste.produire(fichier, options=options, sortie="corrige")
    assert (retour.code, retour.erreurs) == (0, "")
    (nouveau,) = numeros(poste.rapport("corrige")).values()
    assert nouveau[:-2] == "2019-974-0000002"
    assert poste.ici("verifier", ancien, "--json").json["devenir"]["remplace_par"] == nouveau
    assert poste.ici("registre", "annuler", nouveau, "--motif", "FRAUDE").code == 0
    retour = poste.produire(fichier, options=options, sortie="encore")
    assert (retour.code, "ne s'impriment plus" in retour.sortie + retour.erreurs) == (1, True)
