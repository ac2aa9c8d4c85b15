"""The catalogue: every type found, whole, with a model that uses what its view gives and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest
from jinja2 import Environment, FileSystemLoader, nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables

from docgen import documents
from docgen.documents import FAMILLES, catalogue
from docgen.documents.page.spec import PorteeDocument, Spec, Vue
from docgen.domain.papiers.papier import GenrePapier
from docgen.rendering.html import dossier_modeles
from docgen.usecases.lots import bordereau, calibrage, feuille_controle

CODES = list(catalogue())
FOURNIS = {"serrage", "code_qr"}  # given to every model by production and by the engine
# What a view gives beyond its own model's needs: the shared page and the attachment read them.
PARTAGES = {"brouillon", "ccs", "ministere", "structure", "unite"}


def _environnement() -> Environment:
    return Environment(loader=FileSystemLoader(dossier_modeles()), autoescape=True)


def _sources(modele: str) -> dict[str, str]:
    """A model and all that it extends or includes."""
    environnement, vues, reste = _environnement(), {}, [modele]
    assert environnement.loader is not None
    while reste:
        nom = reste.pop()
        if nom not in vues:
            vues[nom] = environnement.loader.get_source(environnement, nom)[0]
            reste.extend(enfant for enfant in find_referenced_templates(environnement.parse(vues[nom])) if enfant)
    return vues


def _variables(modele: str) -> set[str]:
    """The names that a model and its ancestors take from the view."""
    environnement = _environnement()
    return set().union(
        *(find_undeclared_variables(environnement.parse(source)) for source in _sources(modele).values())
    )


def _type_de_vue(spec: Spec) -> type[Vue]:
    rendu = get_type_hints(spec.vue)["return"]
    assert isinstance(rendu, type)
    assert issubclass(rendu, Vue)
    return rendu


def _champs(spec: Spec) -> set[str]:
    return {champ.name for champ in fields(_type_de_vue(spec))}  # type: ignore[arg-type]


@pytest.mark.parametrize("code", CODES)
def test_modele_n_emploie_que_des_champs_de_sa_vue(code: str) -> None:
    spec = catalogue()[code]
    inconnus = _variables(spec.modele) - _champs(spec) - FOURNIS - {"m"}
    assert inconnus == set()


@pytest.mark.parametrize("code", CODES)
def test_chaque_champ_de_la_vue_est_imprime(code: str) -> None:
    spec = catalogue()[code]
    assert _champs(spec) - _variables(spec.modele) - PARTAGES == set()


@pytest.mark.parametrize("code", CODES)
def test_modele_ne_calcule_pas(code: str) -> None:
    """No assignment, no arithmetic: a view is already formatted."""
    for nom, source in _sources(catalogue()[code].modele).items():
        arbre = _environnement().parse(source)
        assert not list(arbre.find_all((nodes.Assign, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div))), nom


@pytest.mark.parametrize("code", CODES)
def test_dossier_du_modele_est_complet(code: str) -> None:
    spec = catalogue()[code]
    lieu = dossier_modeles() / spec.famille / code
    assert {chemin.name for chemin in lieu.iterdir()} >= {"modele.html", "style.css"}
    assert all((dossier_modeles() / style).is_file() for style in spec.styles)


def test_aucun_dossier_de_modele_orphelin() -> None:
    lieux = {
        f"{chemin.parent.parent.name}/{chemin.parent.name}" for chemin in dossier_modeles().glob("*/*/modele.html")
    }
    du_lot = {module.MODELE.removesuffix("/modele.html") for module in (bordereau, calibrage, feuille_controle)}
    assert lieux == {f"{spec.famille}/{spec.code}" for spec in catalogue().values()} | du_lot


def test_modeles_ont_cent_cinquante_lignes_au_plus() -> None:
    longs = {
        chemin: len(chemin.read_text(encoding="utf-8").splitlines()) for chemin in dossier_modeles().rglob("*.html")
    }
    assert {chemin.name: lignes for chemin, lignes in longs.items() if lignes > 150} == {}


@pytest.mark.parametrize("code", CODES)
def test_specification_est_entiere(code: str) -> None:
    spec = catalogue()[code]
    assert spec.code == code
    assert spec.famille in FAMILLES
    assert spec.formats
    assert re.fullmatch(r"20\d\d-\d\d", spec.version)
    assert spec.intitule[0].isupper()
    assert (spec.genre is None) or spec.genre.value == code
    assert spec.pages_max is None or (spec.pages_visees or 0) <= spec.pages_max
    fiche = spec.en_json()
    assert (fiche["code"], fiche["famille"], fiche["geste"]) == (
        code,
        spec.famille,
        spec.geste.value if spec.geste else None,
    )


def test_catalogue_suit_l_ordre_des_familles() -> None:
    rangs = [(FAMILLES.index(spec.famille), spec.code) for spec in catalogue().values()]
    assert rangs == sorted(rangs)


def test_chaque_genre_de_papier_a_son_type() -> None:
    assert {spec.genre for spec in catalogue().values() if spec.genre} == set(GenrePapier)
    assert {spec.portee for spec in catalogue().values()} == set(PorteeDocument)


@pytest.fixture
def decouverte(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The discovery run afresh, then once more on the true modules."""
    catalogue.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    catalogue.cache_clear()


def _planter(monkeypatch: pytest.MonkeyPatch, lieu: Path, nom: str, corps: str) -> None:
    (lieu / f"{nom}.py").write_text(corps, encoding="utf-8")
    monkeypatch.setattr(documents, "__path__", [*documents.__path__, str(lieu)])


@pytest.mark.parametrize(
    "corps",
    ["SPEC = 'parchemin'", "from docgen.documents.parchemin import SPEC"],
    ids=["pas une Spec", "autre code que son module"],
)
def test_decouverte_refuse_un_module_douteux(decouverte: pytest.MonkeyPatch, tmp_path: Path, corps: str) -> None:
    _planter(decouverte, tmp_path, f"essai_{abs(hash(corps))}", corps)
    with pytest.raises(TypeError, match=r"docgen\.documents\.essai_\d+: SPEC must be a Spec of that code"):
        catalogue()


def test_decouverte_trouve_un_type_pose_la(decouverte: pytest.MonkeyPatch, tmp_path: Path) -> None:
    corps = "from dataclasses import replace\nfrom docgen.documents.parchemin import SPEC as P\n"
    _planter(decouverte, tmp_path, "essai_trouve", corps + "SPEC = replace(P, code='essai_trouve')\n")
    assert "essai_trouve" in catalogue()
