"""Nothing that cannot be undone in one click; the same act twice is one act."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from tests.attente import attendre, en_meme_temps
from tests.pages.juges import debordement
from tests.pages.site import Site, attester, champs, charge, deposer, dernier_depot, fichier, insecables, suivre


def _travaux(site: Site) -> int:
    return len(site.appeler("centre", "GET", "/v1/travaux?limite=200").json()["travaux"])


def test_un_numero_se_donne_apres_relecture(visiteur: Callable[..., Page], site: Site) -> None:
    """The small button beside a name reads first; nothing is numbered by reading, by going back or by coming again."""
    session = charge("titre-validee", "610001")
    attester(site, session)
    page = visiteur("centre", java_script_enabled=False)
    deposer(page, fichier(session))
    suivre(page.get_by_role("button", name=re.compile("^PDF : Parchemin")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Émettre 1 papier")
    lu = insecables(page.inner_text("main"))
    assert re.search(r"Numéros à donner\s+1", lu)
    assert re.search(r"Temps à prévoir\s+quelques secondes", lu)
    assert re.search(r"Date d’émission\s+\d+(er)? \w+ \d{4}", lu)
    assert session["candidats"][0]["nom"].casefold() in lu.casefold()
    page.reload()
    page.go_back()
    assert site.numeros("610001") == []
    suivre(page.get_by_role("link", name="Émettre tous les papiers"))
    assert re.search(r"Numéros à donner\s+4", insecables(page.inner_text("main")))
    assert site.numeros("610001") == []
    suivre(page.get_by_role("button", name=re.compile("^Émettre .*, donner 4.numéros")))
    page.wait_for_url(re.compile("/travaux/"))
    attendre(lambda: len(site.numeros("610001")) == 4)


def test_l_agent_lit_qu_emettre_atteste(visiteur: Callable[..., Page], site: Site) -> None:
    session = charge("titre-validee", "610002")
    page = visiteur("ceres")
    deposer(page, fichier(session))
    expect(page.get_by_role("link", name="Lire les résultats et attester")).to_be_visible()
    assert page.get_by_role("link", name="Émettre tous les papiers").count() == 0
    page.goto(f"/depots/{dernier_depot(site, 'ceres')}/emission")
    expect(page.get_by_text("au nom de l’État")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Attester la session et émettre"))).to_be_visible()
    assert site.demander("ceres", "GET", "/v1/attestations/610002").status_code == 404


def test_des_papiers_de_travail_ne_sont_pas_dits_deja_emis(visiteur: Callable[..., Page], site: Site) -> None:
    """The register keeps nothing of them: none is new, and none was issued."""
    session = charge("titre-validee", "610009")
    session["session"].update(statut="TERMINEE", validation=None, plis_recuperes=False, papiers_recus_le=None)
    page = visiteur("centre")
    deposer(page, fichier(session))
    suivre(page.get_by_role("link", name="Émettre tous les papiers"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Émettre 8.papiers"))
    expect(page.get_by_role("button", name=re.compile("^Émettre 8.papiers$"))).to_be_visible()
    expect(page.get_by_text("n’ont pas de numéro")).to_be_visible()
    assert page.get_by_text("déjà émis", exact=False).filter(has_text="gardent").count() == 0


def test_deux_clics_font_un_travail(visiteur: Callable[..., Page], site: Site) -> None:
    """A form that is sent eight times at once, then once more, asks for one job; another form, for another."""
    session = charge("titre-validee", "610003")
    attester(site, session)
    page = visiteur("centre")
    deposer(page, fichier(session))
    suivre(page.get_by_role("link", name="Émettre tous les papiers"))
    remplis = champs(page)
    assert {"jeton", "unique"} <= remplis.keys()
    adresse = page.url.partition("?")[0]
    biscuits = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    avant = _travaux(site)

    def poster(_: int) -> str:
        return httpx.post(adresse, data=remplis, cookies=biscuits, timeout=60, verify=False).headers["location"]

    ou = set(en_meme_temps(poster, 8))
    assert len(ou | {poster(8)}) == 1
    assert _travaux(site) == avant + 1
    remplis["unique"] = "un-autre-formulaire"
    assert poster(9) not in ou


def test_une_annulation_se_relit(visiteur: Callable[..., Page], site: Site) -> None:
    session = charge("titre-validee", "610004")
    site.appeler("ceres", "POST", "/v1/documents/parchemin", json=session)
    numero = site.numeros("610004")[0]
    page = visiteur("ceres")
    page.goto(f"/papiers/{numero}")
    page.locator("#annulation-motif").select_option("AUTRE")
    suivre(page.get_by_role("button", name="Annuler ce papier"))
    expect(page.get_by_role("alert")).to_contain_text("demande sa précision")
    page.locator("#annulation-precision").fill("lu deux fois")
    suivre(page.get_by_role("button", name="Annuler ce papier"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Annuler le papier {numero}")
    expect(page.get_by_text("lu deux fois")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert debordement(page) == 0, "a number that is never cut still holds in its button"
    vie = f"/v1/registre/{numero}"
    assert site.appeler("ceres", "GET", vie).json()["etat"] == "émis"
    suivre(page.get_by_role("button", name=f"Annuler définitivement {numero}"))
    expect(page.get_by_role("status")).to_contain_text("L’annulation est inscrite")
    assert site.appeler("ceres", "GET", vie).json()["etat"] == "annulé"


def test_un_carton_se_recompte(visiteur: Callable[..., Page]) -> None:
    page = visiteur("impression")
    page.goto("/stock?departement=33")
    page.get_by_label(re.compile("^Première feuille")).fill("Z000001")
    page.get_by_label(re.compile("^Dernière feuille")).fill("Z900001")
    suivre(page.get_by_role("button", name="Inscrire la réception"))
    expect(page.get_by_role("button", name=re.compile("^Inscrire 900.001 feuilles"))).to_be_visible()
    suivre(page.get_by_role("link", name="Revenir sans rien inscrire"))
    expect(page.get_by_text("Aucune feuille reçue")).to_be_visible()


def test_une_page_vue_deux_fois_a_deux_formulaires(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    page.goto("/depots/nouveau")
    lire = "() => document.querySelector('main [name=unique]').value"
    premier = page.evaluate(lire)
    page.reload()
    assert page.evaluate(lire) != premier
