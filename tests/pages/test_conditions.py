"""Hard conditions: forced colours on a slow network, two tabs, a form that the way back sends again."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.pages.site import SIRET, Site, attester, champs, charge, deposer, fichier, suivre

LENT = {"offline": False, "latency": 300, "downloadThroughput": 60_000, "uploadThroughput": 60_000}
# Of what is drawn by a colour alone, in a page: what remains of it once colours are forced.
TRACES = """() => [...document.querySelectorAll('.fr-badge, .fr-btn, .dg-rail li, .fr-alert, .dg-etat')].filter(un => {
  const style = getComputedStyle(un), avant = getComputedStyle(un, '::before');
  return style.borderTopStyle === 'none' && style.borderLeftStyle === 'none' && style.outlineStyle === 'none'
    && avant.borderTopStyle === 'none' && avant.content === 'none';
}).map(un => un.className)"""


SOULIGNES = """liens => liens.map(un => getComputedStyle(un).borderBottomColor
  !== getComputedStyle(document.body).backgroundColor)"""


def test_en_couleurs_forcees_sur_un_reseau_lent(visiteur: Callable[..., Page], site: Site) -> None:
    """From the file to the papers: all that colours tell stays seen, and nothing is lost for being slow."""
    session = charge("titre-validee", "651001")
    attester(site, session)
    page = visiteur("centre", neuf=True, forced_colors="active")
    reseau = page.context.new_cdp_session(page)
    reseau.send("Network.enable")
    reseau.send("Network.emulateNetworkConditions", LENT)
    deposer(page, fichier(session))
    assert page.evaluate(TRACES) == []
    assert sorted(page.locator(".fr-nav__link").evaluate_all(SOULIGNES)) == [False, False, False, True]
    suivre(page.get_by_role("link", name="Émettre tous les papiers"))
    suivre(page.get_by_role("button", name=re.compile("^Émettre")))
    expect(page.get_by_role("status")).to_contain_text("Tout est fait", timeout=60_000)
    expect(page.get_by_role("link", name=re.compile("^Tout télécharger"))).to_be_visible()
    suivre(page.get_by_role("link", name="Revenir à la session"))
    assert page.evaluate(TRACES) == []
    assert len(site.numeros("651001")) == 4


def test_deux_onglets_puis_un_retour_en_arriere_ne_font_rien_deux_fois(
    visiteur: Callable[..., Page], site: Site
) -> None:
    """The page of a tab that another has overtaken says so; a form sent again from the past writes nothing more."""
    session = charge("titre-validee", "651002")
    attester(site, session)
    site.appeler("centre", "POST", "/v1/documents/parchemin", json=session)
    adresse = f"/sessions/{SIRET}/651002/remise"
    un = visiteur("centre")
    deux = un.context.new_page()
    for onglet in (un, deux):
        onglet.goto(adresse)
        onglet.get_by_role("checkbox").first.check()
        suivre(onglet.get_by_role("button", name="Relire les retraits cochés"))
    remplis = champs(un)
    suivre(un.get_by_role("button", name=re.compile("^Noter 1 retrait")))
    expect(un.get_by_role("status")).to_contain_text("1 retrait est noté")
    suivre(deux.get_by_role("button", name=re.compile("^Noter 1 retrait")))
    expect(deux.get_by_role("alert")).to_be_visible()  # the paper is no more among those to collect
    rejouee = un.context.request.post(adresse, form=remplis, max_redirects=0)  # what the way back sends again
    assert (rejouee.status, rejouee.headers["location"]) == (303, f"{adresse}?fait=1")
    vies = [site.appeler("ceres", "GET", f"/v1/registre/{numero}").json() for numero in site.numeros("651002")]
    assert [[acte["acte"] for acte in vie["evenements"]] for vie in vies].count(["REMISE"]) == 1
    assert sum(len(vie["evenements"]) for vie in vies) == 1
