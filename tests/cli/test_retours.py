"""``docgen retours``: what is written, what is said, with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.pilote import VALIDEE, Poste, nouveau_poste

PVG = "PVG_123456_TP-01303_25022019"


@pytest.fixture(scope="module")
def imprime(tmp_path_factory: pytest.TempPathFactory) -> Poste:
    """The PVs of a session, printed."""
    poste = nouveau_poste(tmp_path_factory.mktemp("imprime"))
    types = ("--types", "pv_general,pv_individuel,bordereau_pv", "--usage", "impression")
    assert poste.produire(VALIDEE, options=types).code == 0
    return poste


def test_un_document_qui_revient_est_ecrit_et_le_pli_dit_ce_qui_manque(imprime: Poste) -> None:
    retour = imprime.ici("retours", f"sortie/{PVG}.pdf", "--sortie", "signes", "--json")
    assert (retour.code, retour.erreurs.count("\n") > 2) == (0, True)
    (document,) = retour.json["documents"]
    assert (document["fichier"], document["complet"]) == (f"{PVG}_SIGNE.pdf", True)
    assert (imprime.dossier / "signes" / f"{PVG}_SIGNE.pdf").read_bytes().startswith(b"%PDF-")
    assert (retour.json["plis"][0]["complet"], len(retour.json["plis"][0]["manquants"])) == (False, 2)
    assert "La case de M.\u00a0Jean-Marc GRONDIN paraît vide." in retour.erreurs
    assert imprime.ici("registre", "verifier").code == 0


def test_ce_qui_n_est_pas_range_donne_le_code_d_un_travail_partiel(imprime: Poste, tmp_path: Path) -> None:
    casse = tmp_path / "casse.pdf"
    casse.write_bytes(b"%PDF-1.7 rien")
    retour = imprime.ici("retours", casse, f"sortie/{PVG}.pdf", "--sortie", tmp_path / "signes")
    assert retour.code == 4
    assert "casse.pdf : refusé." in retour.sortie
    assert imprime.ici("retours", casse, "--sortie", tmp_path / "rien").code == 2
    assert not (tmp_path / "rien").exists()


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (("--page", "scan.pdf 3"), "ne désigne aucune page"),
        (("--page", f"{PVG}.pdf:1=PVI_AUTRE.pdf:1"), "n'est d'aucune session"),
    ],
)
def test_une_designation_fausse_est_refusee(imprime: Poste, tmp_path: Path, options: tuple[str, ...], dit: str) -> None:
    retour = imprime.ici("retours", f"sortie/{PVG}.pdf", *options, "--sortie", tmp_path / "signes")
    assert (retour.code, dit in retour.erreurs) == (2, True)


def test_un_fichier_absent_et_un_registre_absent_sont_dits(imprime: Poste, poste_nu: Poste, tmp_path: Path) -> None:
    assert imprime.ici("retours", tmp_path / "absent.pdf").code == 2
    scan = imprime.dossier / "sortie" / f"{PVG}.pdf"
    assert poste_nu.ici("retours", scan).code == 5
