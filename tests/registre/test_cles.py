"""The key file: who may read it, what it keeps, what happens without it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.errors import InstallationIncomplete
from docgen.registre.registre import RegistreSql
from docgen.registre.signature.cles import decoder
from docgen.registre.signature.trousseau import Trousseau
from tests.registre.lieux import JOUR, Lieu, demande


def test_rien_n_est_publie_avant_le_premier_usage(tmp_path: Path) -> None:
    assert Trousseau(tmp_path / "cles.json").cles_publiques() == []


def test_le_fichier_est_prive_et_la_cle_porte_l_empreinte_de_sa_part_publique(tmp_path: Path) -> None:
    trousseau = Trousseau(tmp_path / "sous" / "cles.json")
    cle = trousseau.signataire(creer=True).publique
    assert trousseau.chemin.stat().st_mode & 0o777 == 0o600
    assert cle["id"] == hashlib.sha256(decoder(cle["cle_publique"])).hexdigest()[:8]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700])
def test_un_fichier_ouvert_a_d_autres_est_refuse(tmp_path: Path, mode: int) -> None:
    trousseau = Trousseau(tmp_path / "cles.json")
    trousseau.signataire(creer=True)
    trousseau.chemin.chmod(mode)
    with pytest.raises(InstallationIncomplete, match=f"mode {mode:o}.*chmod 600"):
        trousseau.signataire(creer=True)


def test_une_rotation_detruit_la_part_privee_et_publie_toujours_l_autre(tmp_path: Path) -> None:
    trousseau = Trousseau(tmp_path / "cles.json")
    ancienne = trousseau.signataire(creer=True)
    code = ancienne.signer("une ligne")
    _, nouvelle = trousseau.nouvelle_cle()
    premiere, seconde = json.loads(trousseau.chemin.read_text())["cles"]
    assert premiere["cle_privee"] is None
    assert seconde["cle_privee"]
    assert trousseau.signataire(creer=False).publique == nouvelle
    assert trousseau.verificateur().valide(ancienne.publique["id"], "une ligne", code)
    assert trousseau.chemin.stat().st_mode & 0o777 == 0o600


def test_seule_l_ecriture_exacte_d_une_signature_est_acceptee(tmp_path: Path) -> None:
    trousseau = Trousseau(tmp_path / "cles.json")
    signataire = trousseau.signataire(creer=True)
    cle, code = signataire.publique["id"], signataire.signer("une ligne")
    verificateur = trousseau.verificateur()
    assert verificateur.valide(cle, "une ligne", code)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    voisine = code[:-1] + alphabet[alphabet.index(code[-1]) + 1]
    assert decoder(voisine) == decoder(code)
    for faux in (voisine, code + "=", code[:-1], "", "é" * 86, None):
        assert not verificateur.valide(cle, "une ligne", faux)
    assert not verificateur.valide(cle, "une autre", code)
    assert not verificateur.valide("00000000", "une ligne", code)
    assert not verificateur.valide(None, "une ligne", code)


@pytest.mark.parametrize("texte", ["", "[]", '{"cles": [{"id": 1}]}'])
def test_un_fichier_abime_est_dit(tmp_path: Path, texte: str) -> None:
    trousseau = Trousseau(tmp_path / "cles.json")
    trousseau.signataire(creer=True)
    trousseau.chemin.write_text(texte)
    with pytest.raises(InstallationIncomplete, match="inutilisable"):
        trousseau.cles_publiques()


def test_un_registre_qui_a_signe_refuse_de_continuer_sans_ses_cles(lieu: Lieu, registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande(1)], JOUR)
    lieu.cles.rename(lieu.cles.with_suffix(".perdu"))
    with pytest.raises(InstallationIncomplete, match="Restaurez ce fichier"):
        registre.attribuer([demande(2)], JOUR)
    with pytest.raises(InstallationIncomplete, match="Restaurez ce fichier"):
        registre.nouvelle_cle()
    assert registre.attribuer([demande(1)], JOUR) == (papier,)

    Trousseau(lieu.cles).signataire(creer=True)
    with pytest.raises(InstallationIncomplete, match="n'est pas celui de ce registre"):
        registre.attribuer([demande(2)], JOUR)
    dit = f"Le fichier des clés de signature « {lieu.cles} » n'est pas celui de ce registre"
    assert [ecart.startswith(dit) for ecart in registre.verifier()] == [True]

    lieu.cles.with_suffix(".perdu").rename(lieu.cles)
    registre.attribuer([demande(2)], JOUR)
    assert registre.verifier() == []


def test_un_papier_change_n_a_plus_de_signature_valide(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande(1)], JOUR)
    assert registre.jeton_de(papier)
    assert registre.jeton_de(replace(papier, demande=demande(faits={"nom": "AUTRE"}))) is None
    assert registre.jeton_de(replace(papier, jeton=None)) is None


def test_apres_une_premiere_rotation_sans_fichier_il_n_y_a_qu_une_cle(registre: RegistreSql) -> None:
    cle = registre.nouvelle_cle()
    assert registre.trousseau.cles_publiques() == [cle]
    (papier,) = registre.attribuer([demande(1)], JOUR)
    assert papier.cle == cle["id"]
