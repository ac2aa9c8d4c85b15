"""``docgen verifier``: a number, a genuine file, a forged one, a file of another."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import StreamObject

from tests.cli.pilote import A_CONVOQUER, UN_PARCHEMIN, VALIDEE, Poste, charge, nouveau_poste, numeros

pytestmark = pytest.mark.usefixtures("lecteurs_chauds")

FONTAINE, BOYER = "9741411152681F", "9741411152684C"


def chemin(produits: Poste, genre: str, destinataire: str = FONTAINE) -> Path:
    """A document of the validated session."""
    fiches = produits.rapport(VALIDEE.stem)["documents"]
    (nom,) = [f["fichier"] for f in fiches if (f["type"], f["destinataire"]) == (genre, destinataire)]
    return produits.dossier / VALIDEE.stem / str(nom)


def piece(ecrivain: PdfWriter) -> StreamObject:
    """The stream of the data that the PDF carries."""
    racine: Any = ecrivain.root_object
    fichier = racine["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    flux = fichier["/EF"]["/F"].get_object()
    assert isinstance(flux, StreamObject)
    return flux


def retoucher(original: Path, vers: Path, geste: Callable[[PdfWriter], object] = lambda _: None) -> Path:
    """A copy saved again by another tool, after a change."""
    ecrivain = PdfWriter(clone_from=PdfReader(original))
    geste(ecrivain)
    ecrivain.write(vers)
    return vers


def joindre(contenu: bytes) -> Callable[[PdfWriter], None]:
    """Replace the data carried."""
    return lambda ecrivain: piece(ecrivain).set_data(contenu)


def donnees(pdf: Path) -> Any:
    """The data carried."""
    return json.loads(PdfReader(pdf).attachments["donnees.json"][0])


@pytest.fixture(scope="module")
def contrefait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A parchemin of the same number made by someone who has Docgen but not the register: another name on it."""
    atelier = nouveau_poste(tmp_path_factory.mktemp("contrefacon"))
    fausse = charge()
    fausse["candidats"][0]["nom"] = "FAUSSAIRE"
    assert atelier.produire(atelier.ecrire(fausse), options=(*UN_PARCHEMIN, "--date", "2019-03-20")).code == 0
    return atelier.pdf()


def test_un_numero_connu(produits: Poste) -> None:
    numero = numeros(produits.rapport(VALIDEE.stem))["parchemin", FONTAINE]
    retour = produits.lancer("verifier", numero)
    assert retour.code == 0
    assert retour.sortie.startswith(f"{numero} : authentique.\n")
    assert "Marie-Claire, Joséphine FONTAINE, naissance le 12 mars 1990." in retour.sortie.replace("\u00a0", " ")
    assert "Signature valide, clé " in retour.sortie


def test_un_numero_recopie_sans_traits_ni_majuscules(produits: Poste) -> None:
    numero = numeros(produits.rapport(VALIDEE.stem))["livret", "9741411152682A"]
    retour = produits.ici("verifier", f" {numero.lower()} ", "--json")
    assert (retour.code, retour.json["numero"], retour.json["verdict"]) == (0, numero, "authentique")


@pytest.mark.parametrize(
    ("objet", "verdict", "dit"),
    [
        ("2019-974-0000001-W", "numéro mal formé", "Le caractère de contrôle de « 2019-974-0000001-W » est faux"),
        ("2019-974-0000010-V", "numéro mal formé", "Le caractère de contrôle"),
        ("bonjour", "numéro mal formé", "n'a pas la forme AAAA-DDD-NNNNNNN-C"),
        ("2026-075-0000001", "numéro mal formé", "n'a pas la forme"),
        ("2026-069-0000001-M", "numéro inconnu", "Le registre n’a émis aucun papier sous ce numéro."),
    ],
)
def test_un_numero_qui_ne_vaut_rien(produits: Poste, objet: str, verdict: str, dit: str) -> None:
    retour = produits.ici("verifier", objet, "--json")
    assert retour.code == 1
    assert (retour.json["verdict"], retour.json["authentique"]) == (verdict, False)
    assert dit in " ".join(retour.json["constats"])
    assert f"{verdict}." in retour.erreurs


@pytest.mark.parametrize("genre", ["parchemin", "pv_individuel"])
def test_un_exemplaire_emis_est_authentique(produits: Poste, genre: str) -> None:
    assert produits.ici("verifier", chemin(produits, genre)).code == 0


def test_une_convocation_est_authentique_sans_numero(produits: Poste) -> None:
    pdf = produits.dossier / A_CONVOQUER.stem / "CONVOCATION_234567_JURE_GIRARD.pdf"
    retour = produits.ici("verifier", pdf, "--json")
    assert (retour.code, retour.json["numero"], retour.json["authentique"]) == (0, None, True)


def constats(produits: Poste, pdf: Path, verdict: str = "fichier différent de l’exemplaire émis") -> str:
    """What is said of a file that is not the one that was issued."""
    retour = produits.ici("verifier", pdf, "--json")
    assert (retour.code, retour.json["verdict"]) == (1, verdict), retour
    return "\n".join(retour.json["constats"])


def test_un_fichier_reenregistre(produits: Poste, tmp_path: Path) -> None:
    dit = constats(produits, retoucher(chemin(produits, "parchemin"), tmp_path / "copie.pdf"))
    assert "Ses données, son texte et son dessin concordent avec le registre" in dit


def test_un_octet_de_trop(produits: Poste, tmp_path: Path) -> None:
    copie = tmp_path / "copie.pdf"
    copie.write_bytes(chemin(produits, "parchemin").read_bytes() + b"\n")
    assert "réenregistré ou modifié" in constats(produits, copie)


def test_une_contrefacon_entiere(produits: Poste, contrefait: Path) -> None:
    """Its text and its data agree with each other: the register contradicts both."""
    dit = constats(produits, contrefait)
    assert "Données jointes : « nom » vaut « FAUSSAIRE », le registre dit « FONTAINE »." in dit
    assert "« jeton » vaut" in dit
    assert "FONTAINE » (le titulaire) n’y figure pas." in dit


def test_un_texte_change_sous_de_vraies_donnees(produits: Poste, contrefait: Path, tmp_path: Path) -> None:
    vraies = PdfReader(chemin(produits, "parchemin")).attachments["donnees.json"][0]
    dit = constats(produits, retoucher(contrefait, tmp_path / "copie.pdf", joindre(vraies)))
    assert "FONTAINE » (le titulaire) n’y figure pas." in dit
    assert "Données jointes" not in dit


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("nom", "FAUSSAIRE"), ("naissance", "1990-03-13"), ("certification", "TP-00001"), ("date_emission", None)],
)
def test_des_donnees_changees_sous_un_vrai_texte(
    produits: Poste, tmp_path: Path, champ: str, valeur: str | None
) -> None:
    vrai = chemin(produits, "parchemin")
    fausses = donnees(vrai)
    fausses["papier"][champ] = valeur
    dit = constats(produits, retoucher(vrai, tmp_path / "copie.pdf", joindre(json.dumps(fausses).encode())))
    assert f"Données jointes : « {champ} » vaut « {valeur or ''} », le registre dit " in dit
    assert "Texte de la page" not in dit


def test_les_donnees_d_un_autre(produits: Poste, tmp_path: Path) -> None:
    autres = PdfReader(chemin(produits, "parchemin", BOYER)).attachments["donnees.json"][0]
    dit = constats(produits, retoucher(chemin(produits, "parchemin"), tmp_path / "copie.pdf", joindre(autres)))
    assert "(le numéro) n’y figure pas" in dit
    assert "BOYER » (le titulaire) n’y figure pas" in dit


def test_un_papier_sans_numero_retouche(produits: Poste, tmp_path: Path) -> None:
    dit = constats(produits, retoucher(chemin(produits, "pv_individuel"), tmp_path / "copie.pdf"))
    assert "Procès-verbal individuel : le registre n’a émis aucun fichier identique à celui-ci." in dit


@pytest.mark.parametrize("contenu", [b"[" * 50_000, b"\xff\xfe", b"null", b'{"type": ["x"], "papier": {"numero": {}}}'])
def test_des_donnees_qui_n_en_sont_pas(produits: Poste, tmp_path: Path, contenu: bytes) -> None:
    copie = retoucher(chemin(produits, "parchemin"), tmp_path / "copie.pdf", joindre(contenu))
    retour = produits.ici("verifier", copie, "--json")
    assert (retour.code, retour.json["authentique"]) == (1, False)


def test_un_brouillon(produits: Poste, poste: Poste) -> None:
    brouillon = poste.parchemin("sortie", "--brouillon")
    assert brouillon.name.startswith("BROUILLON_")
    assert constats(produits, brouillon, "document sans numéro") == "Parchemin : brouillon sans valeur."


def test_le_pdf_d_un_autre_logiciel(produits: Poste, tmp_path: Path) -> None:
    etranger = tmp_path / "etranger.pdf"
    ecrivain = PdfWriter()
    ecrivain.add_blank_page(width=100, height=100)
    ecrivain.write(etranger)
    dit = constats(produits, etranger, "document sans numéro")
    assert dit == "Ce PDF ne porte pas les données d’un document de Docgen."


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"bonjour", "ce n'est pas un PDF"),
        (b"", "ce n'est pas un PDF"),
        (b"%PDF-1.7\nrien", "le PDF est abîmé"),
    ],
)
def test_ce_qui_n_est_pas_un_pdf(produits: Poste, tmp_path: Path, contenu: bytes, dit: str) -> None:
    (tmp_path / "faux.pdf").write_bytes(contenu)
    retour = produits.ici("verifier", tmp_path / "faux.pdf")
    assert (retour.code, retour.sortie) == (2, "")
    assert dit in retour.erreurs


def test_un_pdf_coupe(produits: Poste, tmp_path: Path) -> None:
    entier = chemin(produits, "parchemin").read_bytes()
    (tmp_path / "coupe.pdf").write_bytes(entier[: len(entier) // 2])
    assert produits.ici("verifier", tmp_path / "coupe.pdf").code in (1, 2)


def test_un_fichier_absent_et_un_dossier(produits: Poste, tmp_path: Path) -> None:
    absent = produits.lancer("verifier", tmp_path / "absent.pdf")
    assert (absent.code, "n'a pas pu être lu" in absent.erreurs) == (2, True)
    (tmp_path / "dossier.pdf").mkdir()
    assert produits.ici("verifier", tmp_path / "dossier.pdf").code == 2
