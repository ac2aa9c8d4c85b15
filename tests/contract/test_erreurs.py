"""Every fault of a payload is told in French, at its place."""

from __future__ import annotations

import json

import pytest

from docgen.contract.messages import MESSAGES
from docgen.contract.modeles import CANDIDATS_MAX
from docgen.errors import ChargeInvalide
from tests.contract.cas import CAS, ILLISIBLES
from tests.contract.charges import TITRE, charge, code_du_message, codes, erreurs, lire


def a_la_place(texte: str, ligne: int | None, colonne: int | None) -> str:
    """The text from a line and column on."""
    assert ligne is not None
    assert colonne is not None
    return texte.split("\n")[ligne - 1][colonne - 1 :]


@pytest.mark.parametrize(("code", "avant", "apres", "pointeur", "extrait", "mot"), CAS)
def test_une_faute_est_dite_a_sa_place(
    code: str, avant: str, apres: str, pointeur: str, extrait: str, mot: str
) -> None:
    assert avant in TITRE
    texte = TITRE.replace(avant, apres, 1)
    trouvees = [erreur for erreur in erreurs(texte.encode()) if code_du_message(erreur.message) == code]
    assert [erreur.chemin for erreur in trouvees] == [pointeur]
    assert mot in trouvees[0].message.replace("\u00a0", " ")
    assert a_la_place(texte, trouvees[0].ligne, trouvees[0].colonne).startswith(extrait)


@pytest.mark.parametrize(("code", "octets", "ligne", "colonne"), ILLISIBLES)
def test_un_fichier_illisible_donne_une_erreur_et_sa_place(code: str, octets: bytes, ligne: int, colonne: int) -> None:
    (erreur,) = erreurs(octets)
    assert (code_du_message(erreur.message), erreur.chemin, erreur.ligne, erreur.colonne) == (code, "", ligne, colonne)


def test_la_faute_dans_une_cle_repetee_est_a_la_derniere_place() -> None:
    texte = '{\n"version": 1,\n"version": 2}'
    places = {code_du_message(e.message): (e.ligne, e.colonne) for e in erreurs(texte.encode())}
    assert places["json_cle_double"] == (3, 1)
    assert places["version_inconnue"] == (3, 12)


def test_les_colonnes_comptent_des_caracteres() -> None:
    texte = '{"x_é𝄞": "𝄞é", "version": 2}'
    (place,) = {e.colonne for e in erreurs(texte.encode()) if e.chemin == "/version"}
    assert place == texte.index("2}") + 1


def test_la_marque_d_ordre_ne_decale_pas_les_places() -> None:
    texte = TITRE.replace('"version": 1', '"version": 2')
    assert erreurs(b"\xef\xbb\xbf" + texte.encode()) == erreurs(texte.encode()) != ()


def test_quarante_erreurs_sont_dites_d_un_coup_dans_l_ordre_du_fichier() -> None:
    donnees = charge()
    modele = donnees["candidats"][0]
    donnees["candidats"] = [{**modele, "id": f"C{rang}", "nom": "", "voie": "?"} for rang in range(20)]
    trouvees = erreurs(json.dumps(donnees, indent=1).encode())
    assert len(trouvees) == 40
    assert [e.chemin for e in trouvees[:3]] == ["/candidats/0/nom", "/candidats/0/voie", "/candidats/1/nom"]
    lignes = [e.ligne or 0 for e in trouvees]
    assert lignes == sorted(lignes)
    assert len(set(lignes)) == 40


def test_une_liste_d_erreurs_sans_fin_est_abregee() -> None:
    donnees = charge()
    donnees["candidats"] = [{} for _ in range(CANDIDATS_MAX)]
    trouvees = erreurs(json.dumps(donnees).encode())
    assert [e.message for e in trouvees if code_du_message(e.message) == "trop_erreurs"] == [
        MESSAGES["trop_erreurs"].format(reste=CANDIDATS_MAX * 4 - 1_000)
    ]
    assert len(trouvees) == 1_001


def test_cinq_cents_candidats_et_pas_un_de_plus() -> None:
    donnees = charge()
    modele = donnees["candidats"][0]
    donnees["candidats"] = [{**modele, "id": f"C{rang}"} for rang in range(500)]
    assert len(lire(donnees).candidats) == 500
    donnees["candidats"].append({**modele, "id": "C500"})
    (erreur,) = erreurs(json.dumps(donnees).encode())
    assert (erreur.chemin, "501" in erreur.message, "500 au plus" in erreur.message) == ("/candidats", True, True)


def test_trente_deux_niveaux_et_pas_un_de_plus() -> None:
    donnees = charge()
    donnees["x_libre"] = json.loads("[" * 31 + "]" * 31)
    assert lire(donnees).session.id == "123456"
    donnees["x_libre"] = [donnees["x_libre"]]
    assert codes(json.dumps(donnees).encode()) == {"json_trop_profond"}


def test_dix_mega_octets_et_pas_un_de_plus() -> None:
    octets = TITRE.encode()
    juste = octets + b" " * (10_000_000 - len(octets))
    assert erreurs(juste) == ()
    assert codes(juste + b" ") == {"fichier_trop_gros"}


@pytest.mark.parametrize(
    ("donnees", "nature"), [([], "une liste"), ("x", "un texte"), (3, "un nombre"), (None, "null")]
)
def test_le_document_est_un_objet(donnees: object, nature: str) -> None:
    (erreur,) = erreurs(json.dumps(donnees).encode())
    assert code_du_message(erreur.message) == "document_type"
    assert nature in erreur.message
    assert "avec ses champs version, session, titre, centre et autorite." in erreur.message


def test_un_objet_n_a_pas_des_champs_par_milliers() -> None:
    assert codes(json.dumps({**charge(), **{f"k{rang}": 1 for rang in range(300)}}).encode()) == {
        "champs_trop_nombreux"
    }
    assert erreurs(json.dumps({**charge(), **{f"x_{rang}": 1 for rang in range(300)}}).encode()) == ()


def test_une_valeur_longue_n_est_pas_recopiee() -> None:
    donnees = charge()
    donnees["candidats"][0]["naissance"]["date"] = "Jeanne-Marie " * 20
    with pytest.raises(ChargeInvalide) as refus:
        lire(donnees)
    (erreur,) = refus.value.erreurs
    assert "Jeanne-Marie Jeanne-Marie Jeanne-Marie J…" in erreur.message


def test_le_refus_compte_ses_erreurs() -> None:
    with pytest.raises(ChargeInvalide, match=r"2 erreur"):
        lire({**charge(), "version": 2, "inconnu": 1})
