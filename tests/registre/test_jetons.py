"""The token of a paper: read by whoever has the public key, by hand too; one letter changed, and it is not."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.cle_courte import ALPHABET, cle_courte, lire_cle
from docgen.domain.papiers.papier import GenrePapier
from docgen.registre.signature import jetons
from docgen.registre.signature.cles import Signataire, Verificateur, decoder, encoder
from docgen.registre.signature.jetons import JetonFaux, empreinte, lire, signer
from docgen.registre.signature.trousseau import Trousseau
from tests import builders as b
from tests.documents import longs

FAITS = {
    "genre": "parchemin",
    "numero": "2019-974-0000001-V",
    "date_emission": "2019-03-04",
    "nom": "ĐẶNG",
    "prenoms": "Zoë, محمد",
    "naissance": "1990-03-12",
    "certification": "TP-99001",
}


@pytest.fixture(scope="module")
def trousseau(tmp_path_factory: pytest.TempPathFactory) -> Trousseau:
    return Trousseau(tmp_path_factory.mktemp("cles") / "cles.json")


@pytest.fixture(scope="module")
def signataire(trousseau: Trousseau) -> Signataire:
    return trousseau.signataire(creer=True)


@pytest.fixture(scope="module")
def verificateur(trousseau: Trousseau, signataire: Signataire) -> Verificateur:
    return trousseau.verificateur()


def _parties(jeton: str) -> tuple[Any, bytes, bytes]:
    entete, contenu, signature = map(decoder, jeton.split("."))
    return json.loads(entete), contenu, signature


def test_un_jeton_dit_ses_faits_a_qui_a_la_cle_publique(signataire: Signataire, verificateur: Verificateur) -> None:
    lu = lire(signer(FAITS, signataire), verificateur)
    assert (lu.faits, lu.cle) == (FAITS, signataire.publique["id"])
    assert lu.concorde(FAITS)
    assert not lu.concorde({**FAITS, "nom": "DANG"})


def test_une_autre_main_le_lit_par_la_norme(signataire: Signataire) -> None:
    jeton = signer(FAITS, signataire)
    entete, contenu, signature = _parties(jeton)
    publique = Ed25519PublicKey.from_public_bytes(decoder(signataire.publique["cle_publique"]))
    publique.verify(signature, jeton.rpartition(".")[0].encode("ascii"))
    clair = zlib.decompress(contenu, -15) if "zip" in entete else contenu
    assert json.loads(clair) == {jetons.NOMS_COURTS[nom]: valeur for nom, valeur in FAITS.items()}
    assert (entete["alg"], entete["kid"]) == ("EdDSA", signataire.publique["id"])


def test_il_n_est_compresse_que_si_c_est_plus_court(signataire: Signataire) -> None:
    court, _, _ = _parties(signer({"nom": "A"}, signataire))
    long, contenu, _ = _parties(signer({"nom": "LA FONTAINE " * 9}, signataire))
    assert "zip" not in court
    assert long["zip"] == "DEF"
    assert len(contenu) < 60


def test_une_lettre_changee_n_importe_ou_et_il_est_faux(signataire: Signataire, verificateur: Verificateur) -> None:
    jeton, hasard = signer(FAITS, signataire), Random(5)
    lettres = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+ "
    for rang, ici in enumerate(jeton):
        for autre in hasard.sample(lettres.replace(ici, ""), 3):
            with pytest.raises(JetonFaux):
                lire(jeton[:rang] + autre + jeton[rang + 1 :], verificateur)


def test_dix_mille_jetons_faux_sont_refuses(signataire: Signataire, verificateur: Verificateur) -> None:
    jeton, hasard = signer(FAITS, signataire), Random(7)
    signe = jeton.rpartition(".")[0]
    for _ in range(10_000):
        with pytest.raises(JetonFaux):
            lire(f"{signe}.{encoder(hasard.randbytes(64))}", verificateur)


@pytest.mark.parametrize("faux", ["", ".", "..", "a.b.c", "e30.e30.e30", "é.é.é", "W10.W10.W10", "bnVsbA.bnVsbA.AAAA"])
def test_ce_qui_n_est_pas_un_jeton_est_faux(faux: str, verificateur: Verificateur) -> None:
    with pytest.raises(JetonFaux):
        lire(faux, verificateur)


def test_la_cle_d_un_autre_ne_signe_pas_pour_nous(tmp_path: Path, verificateur: Verificateur) -> None:
    autre = Trousseau(tmp_path / "autre.json").signataire(creer=True)
    (notre,) = verificateur.publiques
    for kid in (autre.publique["id"], notre):
        publique = {**autre.publique, "id": kid}
        with pytest.raises(JetonFaux):
            lire(signer(FAITS, Signataire(publique, autre.privee)), verificateur)  # type: ignore[arg-type]


def test_un_algorithme_faible_est_refuse(verificateur: Verificateur) -> None:
    """The header may ask for none, or for the public key as a secret: neither is listened to."""
    (kid,) = verificateur.publiques
    for algorithme in ("none", "HS256", "Ed25519"):
        entete = encoder(json.dumps({"alg": algorithme, "kid": kid}).encode())
        with pytest.raises(JetonFaux):
            lire(f"{entete}.{encoder(b'{}')}.{encoder(b'0' * 64)}", verificateur)


def test_un_texte_de_plus_de_120_lettres_cede_la_place_a_son_empreinte(
    signataire: Signataire, verificateur: Verificateur
) -> None:
    long = "Responsable de la coordination " * 4
    for libelle, attendu in ((long[:120], long[:120]), (long[:121], empreinte(long[:121]))):
        lu = lire(signer({**FAITS, "certification": libelle}, signataire), verificateur)
        assert lu.faits["certification"] == attendu
        assert lu.concorde({**FAITS, "certification": libelle})
        assert not lu.concorde({**FAITS, "certification": libelle + "s"})


@given(st.dictionaries(st.sampled_from(sorted(jetons.NOMS_COURTS)), st.text(max_size=400), max_size=14))
def test_il_tient_dans_sa_place_et_concorde(
    signataire: Signataire, verificateur: Verificateur, faits: dict[str, str]
) -> None:
    """Whatever the facts say, in whatever script."""
    jeton = signer(faits, signataire)
    assert lire(jeton, verificateur).concorde(faits)
    assert len(jeton) <= jetons.TAILLE_VISEE


def test_chaque_fait_a_un_nom_court_qui_n_est_qu_a_lui() -> None:
    courts = jetons.NOMS_COURTS.values()
    assert len(set(courts)) == len(courts)
    assert all(1 <= len(court) <= 2 for court in courts)
    for genre in (GenrePapier.PARCHEMIN, GenrePapier.LIVRET):
        assert b.papier(genre).faits.keys() <= jetons.NOMS_COURTS.keys()


@pytest.mark.parametrize("dossier", [b.dossier(), longs.plausible(), longs.maximal(400), longs.maximal_ccs()])
@pytest.mark.parametrize("genre", [GenrePapier.PARCHEMIN, GenrePapier.LIVRET])
def test_un_papier_reel_tient_dans_sa_place_et_nomme_son_titulaire(
    signataire: Signataire, verificateur: Verificateur, dossier: Dossier, genre: GenrePapier
) -> None:
    """Whatever the contract accepts; what an ordinary parchemin says is whole."""
    for candidat in dossier.candidats[:2]:
        faits = b.papier(genre, candidat, dossier).faits
        lu = lire(signer(faits, signataire), verificateur)
        assert lu.concorde(faits)
        assert len(signer(faits, signataire)) <= jetons.TAILLE_VISEE
        assert [lu.faits["nom"], lu.faits["numero"]] == [faits["nom"], faits["numero"]]
        if dossier == b.dossier() and genre is GenrePapier.PARCHEMIN:
            assert "#" not in json.dumps(lu.faits)


def test_la_cle_courte_a_douze_signes_sans_confusion(signataire: Signataire) -> None:
    cle = cle_courte(signer(FAITS, signataire))
    assert [len(groupe) for groupe in cle.split("-")] == [4, 4, 4]
    assert set(cle) <= {*ALPHABET, "-"}
    assert cle != cle_courte(signer({**FAITS, "nom": "X"}, signataire))


def test_la_cle_courte_est_celle_de_la_definition() -> None:
    """Computed apart: the SHA-256 of 64 zeros begins with f5a5fd42d16a203."""
    assert cle_courte(f"e30.e30.{encoder(bytes(64))}") == "YPJZ-TGPH-D8G3"


@pytest.mark.parametrize(
    "saisie", ["ypjz-tg1h-d8g0", " YPJZ TGIH D8GO ", "YPJZTG1HD8G0", "ypjz–tglh—d8go", "YPJZ.TGLH.D8G0"]
)
def test_la_cle_courte_se_tape_comme_on_veut(saisie: str) -> None:
    assert lire_cle(saisie) == "YPJZ-TG1H-D8G0"


def test_ce_qui_n_est_pas_une_cle_n_en_devient_pas_une() -> None:
    assert lire_cle("li0o") == "1100"
    assert lire_cle("") == ""
