"""Where nobody else could verify a paper, it is a specimen: printed, signed, for ever, whatever is set later."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.pilote import VALIDEE, Poste, empreintes, noms
from tests.lecture_pdf import textes

FONTAINE = "9741411152681F"
UN_PARCHEMIN = ("--types", "parchemin", "--destinataire", FONTAINE)
LOCALE = {"DOCGEN_URL_PUBLIQUE": "http://localhost:8000"}


def page(poste: Poste, sortie: str = "sortie") -> str:
    (nom,) = [nom for nom in noms(poste.dossier / sortie) if nom.endswith(".pdf")]
    return textes((poste.dossier / sortie / nom).read_bytes())[0]


@pytest.mark.parametrize("usage", ["archive", "impression"])
@pytest.mark.parametrize("adresse", ["http://localhost:8000", "https://127.0.0.1/x", "http://[::1]"])
def test_une_adresse_de_bouclage_fait_un_specimen(tmp_path: Path, usage: str, adresse: str) -> None:
    poste = Poste(tmp_path, {"DOCGEN_URL_PUBLIQUE": adresse})
    assert poste.produire(VALIDEE, options=(*UN_PARCHEMIN, "--usage", usage)).code == 0
    lignes = page(poste).splitlines()
    rang = lignes.index("SPÉCIMEN")
    assert lignes[rang - 1] == "2019-974-0000001-V"


def test_une_adresse_publique_n_en_fait_pas(tmp_path: Path) -> None:
    poste = Poste(tmp_path)
    assert poste.produire(VALIDEE, options=UN_PARCHEMIN).code == 0
    assert "SPÉCIMEN" not in page(poste)
    assert "spécimen" not in poste.ici("verifier", "2019-974-0000001-V").sortie


def test_un_specimen_le_reste(tmp_path: Path) -> None:
    poste, ouvert = Poste(tmp_path, LOCALE), Poste(tmp_path)
    assert poste.produire(VALIDEE, options=UN_PARCHEMIN).code == 0
    assert ouvert.produire(VALIDEE, options=UN_PARCHEMIN, sortie="ensuite").code == 0
    assert "SPÉCIMEN" in page(ouvert, "ensuite")
    for objet in ("2019-974-0000001-V", *(ouvert.dossier / "ensuite").glob("*.pdf")):
        retour = ouvert.ici("verifier", objet, "--json")
        lu = retour.json
        assert (retour.code, lu["authentique"], lu["verdict"]) == (1, False, "spécimen, sans valeur")
        assert lu["devenir"]["etat"] == "spécimen, sans valeur"
        assert any(dit.startswith("C’est un spécimen, fait pour un essai") for dit in lu["constats"])


def test_un_specimen_retouche_est_dit_different(tmp_path: Path) -> None:
    poste = Poste(tmp_path, LOCALE)
    assert poste.produire(VALIDEE, options=UN_PARCHEMIN).code == 0
    (pdf,) = (tmp_path / "sortie").glob("*.pdf")
    (tmp_path / "retouche.pdf").write_bytes(pdf.read_bytes() + b"\n")
    lu = poste.ici("verifier", tmp_path / "retouche.pdf", "--json").json
    assert lu["verdict"] == "fichier différent de l’exemplaire émis"
    assert lu["devenir"]["etat"] == "spécimen, sans valeur"


def test_un_specimen_annule_l_est(tmp_path: Path) -> None:
    poste = Poste(tmp_path, LOCALE)
    assert poste.produire(VALIDEE, options=UN_PARCHEMIN).code == 0
    assert poste.ici("registre", "annuler", "2019-974-0000001-V", "--motif", "FRAUDE").code == 0
    lu = poste.ici("verifier", "2019-974-0000001-V", "--json").json
    assert (lu["verdict"], lu["authentique"]) == ("annulé", False)


def test_un_vrai_papier_ne_devient_pas_un_specimen(tmp_path: Path) -> None:
    poste, ouvert = Poste(tmp_path, LOCALE), Poste(tmp_path)
    assert ouvert.produire(VALIDEE, options=UN_PARCHEMIN).code == 0
    assert poste.produire(VALIDEE, options=UN_PARCHEMIN, sortie="ensuite").code == 0
    assert "SPÉCIMEN" not in page(poste, "ensuite")


def test_annule_pour_rectification_il_est_emis_pour_de_bon(tmp_path: Path) -> None:
    poste, ouvert = Poste(tmp_path, LOCALE), Poste(tmp_path)
    assert poste.produire(VALIDEE, options=UN_PARCHEMIN).code == 0
    options = ("--motif", "ERREUR_IDENTITE", "--rectification", "--date", "2019-03-21")
    assert ouvert.ici("registre", "annuler", "2019-974-0000001-V", *options).code == 0
    assert ouvert.produire(VALIDEE, options=UN_PARCHEMIN, sortie="ensuite").code == 0
    assert "SPÉCIMEN" not in page(ouvert, "ensuite")
    assert empreintes(ouvert.rapport("ensuite")) != empreintes(poste.rapport())
