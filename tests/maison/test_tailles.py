"""Nothing grows beyond what one reads at once."""

from __future__ import annotations

from tests.maison.arbre import fichiers, nom, sources

LIGNES_MAX = 400
MODELE_MAX = 150


def test_aucun_module_ne_depasse_quatre_cents_lignes() -> None:
    modules = sources()
    assert len(modules) > 100
    tailles = {nom(module): len(module.read_text(encoding="utf-8").splitlines()) for module in modules}
    assert {module: lignes for module, lignes in tailles.items() if lignes > LIGNES_MAX} == {}


def test_aucun_modele_html_ne_depasse_cent_cinquante_lignes() -> None:
    modeles = list(fichiers("templates", "service", motif="*.html"))
    assert modeles
    tailles = {nom(modele): len(modele.read_text(encoding="utf-8").splitlines()) for modele in modeles}
    assert {modele: lignes for modele, lignes in tailles.items() if lignes > MODELE_MAX} == {}
