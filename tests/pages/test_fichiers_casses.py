"""A broken file of each kind gives a page that tells what to do, and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.site import charge, deposer, fichier, insecables, suivre

SAINE = charge("titre-a-convoquer")
TEXTE = json.dumps(SAINE, ensure_ascii=False, indent=2)


def _quarante_erreurs() -> bytes:
    fausse = charge("titre-a-convoquer")
    modele = fausse["candidats"][0]
    fausse["candidats"] = [{**modele, "id": f"C{rang}", "voie": "INCONNUE"} for rang in range(40)]
    return json.dumps(fausse, ensure_ascii=False, indent=2).encode()


CASSES: dict[str, tuple[bytes, str, str]] = {
    # What is sent; what the page says to do; what stands in the line that it shows.
    "latin-1": (TEXTE.encode("latin-1", "replace"), "enregistrez le fichier en UTF-8", "\ufffd"),
    "profond": (b"[" * 100 + b"]" * 100, "suivez la structure du modèle", "["),
    "virgule double": (TEXTE.replace('"version": 1,', '"version": 1,,').encode(), "complétez ou retirez-le", "version"),
    "virgule finale": ((TEXTE[: TEXTE.rindex("}")] + ",}").encode(), "retirez la virgule", "}"),
    "version": (TEXTE.replace('"version": 1', '"version": 2').encode(), 'écrivez "version": 1', "2"),
    "champ inconnu": (TEXTE.replace('"siret"', '"sirete"').encode(), "vouliez-vous dire « siret »", '"sirete"'),
    "quarante erreurs": (_quarante_erreurs(), "INCONNUE", '"INCONNUE"'),
}


@pytest.mark.parametrize("genre", CASSES)
def test_un_fichier_casse_dit_que_faire(genre: str, visiteur: Callable[..., Page]) -> None:
    octets, remede, ligne = CASSES[genre]
    page = visiteur("centre")
    deposer(page, fichier(octets, "casse.json"))
    assert page.get_by_role("heading", level=1).inner_text() == "Ce fichier est à corriger"
    articles = page.get_by_role("article")
    assert remede in insecables(page.inner_text("main"))
    assert any(ligne in texte for texte in page.locator(".dg-l--ici").all_inner_texts())
    assert genre != "quarante erreurs" or (articles.count() == 1 and articles.get_by_role("listitem").count() == 40)
    assert page.get_by_role("link", name="Déposer le fichier corrigé").is_visible()


AUTRES: dict[str, bytes] = {
    # What is no session, by what the page says of it: nobody is sent to an editor for having chosen another file.
    "Fichier vide": b"",
    "c’est une image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64),
    "c’est un PDF": b"%PDF-1.7\n1 0 obj",
    "c’est une archive ZIP, un classeur": b"PK\x03\x04" + bytes(64),
    "c’est un tableau (CSV)": "nom;prénom;naissance\nDUPONT;Jean;12/03/1999\n".encode(),
    "c’est une page web": b"<!DOCTYPE html><title>Session expir\xc3\xa9e</title>",
}


def test_un_fichier_qui_n_est_pas_une_session_se_remplace(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    for dit, octets in AUTRES.items():
        deposer(page, fichier(octets, "autre"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Ce fichier n’est pas celui d’une session")
        assert dit in insecables(page.get_by_role("alert").inner_text())
        assert "éditeur" not in page.inner_text("main")
        expect(page.get_by_role("link", name="Choisir un autre fichier")).to_be_visible()


def test_un_fichier_trop_gros_est_refuse_avant_d_etre_garde(visiteur: Callable[..., Page], tmp_path: Path) -> None:
    page, gros = visiteur("centre"), tmp_path / "session.json"
    gros.write_bytes(b'{"version": 1, "x_": "' + b"a" * 11_000_000 + b'"}')
    deposer(page, gros)
    page.wait_for_load_state()
    assert "10 Mo" in insecables(page.inner_text("main"))
    assert page.get_by_label("Fichiers des sessions").is_visible()


def test_une_marque_d_ordre_ne_gene_pas(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    deposer(page, fichier(b"\xef\xbb\xbf" + TEXTE.encode()))
    assert "/234567" in page.url


def test_sans_fichier_la_page_le_dit(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    page.goto("/depots/nouveau")
    page.locator("#fichier").evaluate("champ => champ.removeAttribute('required')")
    suivre(page.get_by_role("button", name="Contrôler"))
    assert "Aucun fichier n’a été choisi" in page.get_by_role("alert").inner_text()


def test_la_session_d_un_autre_centre_est_refusee(visiteur: Callable[..., Page]) -> None:
    autre: Any = charge("titre-a-convoquer")
    autre["centre"]["siret"] = "99999999800019"
    page = visiteur("centre")
    deposer(page, fichier(autre))
    assert "celle d’un autre centre" in page.get_by_role("alert").inner_text()
