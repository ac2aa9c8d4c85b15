from __future__ import annotations

from pathlib import Path

import pytest

from docgen.errors import RenduImpossible
from docgen.rendering.html import composer, dossier_modeles


def _modeles(racine: Path, **modeles: str) -> Path:
    for nom, texte in modeles.items():
        (racine / f"{nom}.html").write_text(texte, encoding="utf-8")
    return racine


def test_vue_remplit_le_modele(tmp_path: Path) -> None:
    dossier = _modeles(tmp_path, m="{% for ligne in lignes %}\n  <li>{{ ligne.nom }}</li>\n{% endfor %}\n")
    html = composer("m.html", {"lignes": [{"nom": "Élodie"}, {"nom": "Ольга"}]}, dossier)
    assert html == "  <li>Élodie</li>\n  <li>Ольга</li>\n"


def test_texte_est_echappe(tmp_path: Path) -> None:
    html = composer("m.html", {"nom": "<b>O'Neil & fils</b>"}, _modeles(tmp_path, m="<p title='{{ nom }}'>{{ nom }}"))
    assert "<b>" not in html
    assert "&lt;b&gt;O&#39;Neil &amp; fils" in html


@pytest.mark.parametrize(
    ("modele", "nom"),
    [
        ("<p>\n{{ prenom }}</p>", "prenom"),
        ("<p>\n{% if prenom %}x{% endif %}</p>", "prenom"),
        ("<p>\n{{ jury.president }}</p>", "president"),
        ("<p>\n{% for j in jures %}{{ j }}{% endfor %}</p>", "jures"),
    ],
)
def test_variable_absente_est_nommee_avec_sa_ligne(tmp_path: Path, modele: str, nom: str) -> None:
    dossier = _modeles(tmp_path, m=modele)
    with pytest.raises(RenduImpossible, match=rf"« {nom} » n'est pas dans la vue.*« m\.html, ligne 2 »"):
        composer("m.html", {"jury": {}}, dossier)


def test_variable_absente_d_un_modele_inclus_nomme_celui_ci(tmp_path: Path) -> None:
    dossier = _modeles(tmp_path, m="{% include 'pied.html' %}", pied="<p>{{ titre }}</p>")
    with pytest.raises(RenduImpossible, match=r"« titre ».*« pied\.html, ligne 1 »"):
        composer("m.html", {}, dossier)


def test_modele_absent_et_modele_faux(tmp_path: Path) -> None:
    dossier = _modeles(tmp_path, faux="<p>\n{% if %}", appelle="{% extends 'rien.html' %}")
    with pytest.raises(RenduImpossible, match=r"« autre\.html » n'existe pas"):
        composer("autre.html", {}, dossier)
    with pytest.raises(RenduImpossible, match=r"« rien\.html » n'existe pas"):
        composer("appelle.html", {}, dossier)
    with pytest.raises(RenduImpossible, match=r"« faux\.html, ligne 2 » est mal écrit"):
        composer("faux.html", {}, dossier)


def test_modele_hors_du_dossier_est_introuvable(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (tmp_path / "modeles").mkdir()
    with pytest.raises(RenduImpossible, match="n'existe pas"):
        composer("../secret.html", {}, tmp_path / "modeles")


def test_code_qr_est_a_portee_des_modeles(tmp_path: Path) -> None:
    dossier = _modeles(tmp_path, m='<img src="{{ code_qr(adresse) }}"/>')
    assert '<img src="code-qr:http://localhost"/>' in composer("m.html", {"adresse": "http://localhost"}, dossier)


def test_dossier_par_defaut_existe() -> None:
    assert dossier_modeles().name == "templates"
    assert dossier_modeles().is_dir()
