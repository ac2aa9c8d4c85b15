"""Where nobody else could verify a paper, it is a specimen: printed, signed, for ever, whatever is set later."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.pilote import Poste, empreintes
from tests.lecture_pdf import textes

LOCALE = {"DOCGEN_URL_PUBLIQUE": "http://localhost:8000"}


def page(pdf: Path) -> str:
    return textes(pdf.read_bytes())[0]


@pytest.mark.parametrize("usage", ["archive", "impression"])
@pytest.mark.parametrize("adresse", ["http://localhost:8000", "https://127.0.0.1/x", "http://[::1]"])
def test_une_adresse_de_bouclage_fait_un_specimen(tmp_path: Path, usage: str, adresse: str) -> None:
    poste = Poste(tmp_path, {"DOCGEN_URL_PUBLIQUE": adresse})
    lignes = page(poste.parchemin("sortie", "--usage", usage)).splitlines()
    rang = lignes.index("SPÉCIMEN")
    assert lignes[rang - 1] == "2019-974-0000001-V"


def test_une_adresse_publique_n_en_fait_pas(tmp_path: Path) -> None:
    poste = Poste(tmp_path)
    assert "SPÉCIMEN" not in page(poste.parchemin())
    assert "spécimen" not in poste.ici("verifier", "2019-974-0000001-V").sortie


def test_un_specimen_le_reste(tmp_path: Path) -> None:
    poste, ouvert = Poste(tmp_path, LOCALE), Poste(tmp_path)
    poste.parchemin()
    ensuite = ouvert.parchemin("ensuite")
    assert "SPÉCIMEN" in page(ensuite)
    for objet in ("2019-974-0000001-V", ensuite):
        retour = ouvert.ici("verifier", objet, "--json")
        lu = retour.json
        assert (retour.code, lu["authentique"], lu["verdict"]) == (1, False, "spécimen, sans valeur")
        assert lu["devenir"]["etat"] == "spécimen, sans valeur"
        assert any(dit.startswith("C’est un spécimen, fait pour un essai") for dit in lu["constats"])


def test_un_specimen_retouche_est_dit_different(tmp_path: Path) -> None:
    poste = Poste(tmp_path, LOCALE)
    (tmp_path / "retouche.pdf").write_bytes(poste.parchemin().read_bytes() + b"\n")
    lu = poste.ici("verifier", tmp_path / "retouche.pdf", "--json").json
    assert lu["verdict"] == "fichier différent de l’exemplaire émis"
    assert lu["devenir"]["etat"] == "spécimen, sans valeur"


def test_un_specimen_annule_l_est(tmp_path: Path) -> None:
    poste = Poste(tmp_path, LOCALE)
    poste.parchemin()
    assert poste.ici("registre", "annuler", "2019-974-0000001-V", "--motif", "FRAUDE").code == 0
    lu = poste.ici("verifier", "2019-974-0000001-V", "--json").json
    assert (lu["verdict"], lu["authentique"]) == ("annulé", False)


def test_un_vrai_papier_ne_devient_pas_un_specimen(tmp_path: Path) -> None:
    poste, ouvert = Poste(tmp_path, LOCALE), Poste(tmp_path)
    ouvert.parchemin()
    assert "SPÉCIMEN" not in page(poste.parchemin("ensuite"))


def test_annule_pour_rectification_il_est_emis_pour_de_bon(tmp_path: Path) -> None:
    poste, ouvert = Poste(tmp_path, LOCALE), Poste(tmp_path)
    poste.parchemin()
    options = ("--motif", "ERREUR_IDENTITE", "--rectification", "--date", "2019-03-21")
    assert ouvert.ici("registre", "annuler", "2019-974-0000001-V", *options).code == 0
    assert "SPÉCIMEN" not in page(ouvert.parchemin("ensuite"))
    assert empreintes(ouvert.rapport("ensuite")) != empreintes(poste.rapport())
