"""The path of the printing staff: lots, volumes, what is printed or spoiled, the manifest, a stock that reconciles."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.pages.etats import Peuplement
from tests.pages.site import VISITEURS, insecables, suivre, telecharger


def _totaux(page: Page) -> dict[str, int]:
    """What the lot's page counts, by its words, which are plural beyond one."""
    termes = page.locator(".dg-totaux > div")
    return {
        termes.nth(rang).locator("dt").inner_text(): int(re.sub(r"\D", "", termes.nth(rang).locator("dd").inner_text()))
        for rang in range(termes.count())
    }


def _octets(page: Page, lien: str | re.Pattern[str]) -> bytes:
    return telecharger(page.get_by_role("link", name=lien).first).path().read_bytes()


@VISITEURS
def test_composer_imprimer_et_relire_un_lot(
    visiteur: Callable[..., Page], peuplement: Peuplement, script: bool
) -> None:
    numero_de_session = "510001" if script else "510002"
    peuplement.deposer(peuplement.attestee(numero_de_session))
    page = visiteur("impression", java_script_enabled=script)
    page.goto("/impression")
    suivre(page.get_by_role("link", name="Composer un lot"))
    page.get_by_label(re.compile(f"^Session {numero_de_session}")).check()
    page.get_by_label("Parchemin", exact=True).check()
    page.get_by_label(re.compile("^Feuilles par volume")).fill("50")
    suivre(page.get_by_role("button", name="Demander le lot"))
    _attendre_le_lot(page, script)

    totaux = _totaux(page)
    assert totaux["documents"] == totaux["numéros"] == 3
    assert totaux["session"] == 1
    volume = PdfReader(io.BytesIO(_octets(page, re.compile(r"_VOL_01\.pdf$"))))
    assert len(volume.pages) == totaux["pages"]
    manifeste = json.loads(_octets(page, "manifeste.json"))
    assert manifeste["totaux"]["documents"] == totaux["documents"]

    suivre(page.get_by_role("button", name=re.compile("^Marquer imprimé")))
    expect(page.get_by_text("imprimé", exact=True)).to_be_visible()
    suivre(page.get_by_role("button", name=re.compile("^Remettre à imprimer")))
    expect(page.get_by_role("button", name=re.compile("^Marquer imprimé"))).to_be_visible()

    suivre(page.get_by_role("link", name="Lire le manifeste à l’écran"))
    assert page.locator("tbody tr").count() == totaux["documents"]
    numero = manifeste["documents"][0]["numero"]
    page.get_by_label(re.compile("^Retrouver un document")).fill(numero)
    suivre(page.get_by_role("button", name="Chercher"))
    assert page.locator("tbody tr").count() == 1
    suivre(page.get_by_role("link", name=numero))
    assert numero in page.get_by_role("heading", level=1).inner_text()


def test_des_parchemins_sur_feuilles_preimprimees(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    """A form that is refused comes back as it was; the sheets are those of the stock, in order."""
    peuplement.deposer(peuplement.attestee("510003", "31"))
    page = visiteur("impression")
    page.goto("/stock?departement=31")
    page.get_by_label(re.compile("^Première feuille")).fill("S0001")
    page.get_by_label(re.compile("^Dernière feuille")).fill("S0010")
    suivre(page.get_by_role("button", name="Inscrire la réception"))
    suivre(page.get_by_role("button", name="Inscrire 10 feuilles au stock"))

    page.goto("/lots/nouveau")
    page.get_by_label(re.compile("^Session 510003")).check()
    page.get_by_label("Livret de certification", exact=True).check()
    page.get_by_label(re.compile("^Parchemins sur feuilles préimprimées")).check()
    suivre(page.get_by_role("button", name="Demander le lot"))
    expect(page.get_by_role("alert")).to_contain_text("seuls les parchemins prennent des feuilles préimprimées")
    expect(page.get_by_label(re.compile("^Session 510003"))).to_be_checked()
    expect(page.get_by_label(re.compile("^Parchemins sur feuilles préimprimées"))).to_be_checked()
    page.get_by_label("Parchemin", exact=True).check()
    suivre(page.get_by_role("button", name="Demander le lot"))
    _attendre_le_lot(page)
    documents = json.loads(_octets(page, "manifeste.json"))["documents"]
    souches = [ligne["souche"] for ligne in documents if ligne["type"] == "parchemin"]
    assert souches == ["S0001", "S0002", "S0003"]
    page.goto("/stock?departement=31")
    assert _totaux(page)["restantes"] == 7


def _attendre_le_lot(page: Page, script: bool = True) -> None:
    """The page of a job sends on to the lot by itself; without a script, at each refresh."""
    page.wait_for_url(re.compile("/(travaux|impression)/"))
    fin = re.compile("/impression/")
    if script:
        page.wait_for_url(fin, timeout=60_000)
        return
    for _ in range(240):
        if fin.search(page.url):
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("the lot never ended")


def test_une_feuille_gachee_s_imprime_seule(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    """Written down with its reason, then printed again: one document, the same number."""
    numero = peuplement.numeros[0]
    page = visiteur("impression")
    page.goto("/papiers")
    page.get_by_label(re.compile("^Numéro du papier")).fill(numero)
    suivre(page.get_by_role("button", name="Chercher"))
    page.locator("#gachage-motif").select_option("AUTRE")
    suivre(page.get_by_role("button", name="Inscrire la feuille gâchée"))
    expect(page.get_by_role("alert")).to_contain_text("demande sa précision")
    page.locator("#gachage-precision").fill("traînée d’encre")
    suivre(page.get_by_role("button", name="Inscrire la feuille gâchée"))
    expect(page.get_by_role("status")).to_contain_text("La feuille gâchée est inscrite")
    expect(page.get_by_text("traînée d’encre")).to_be_visible()
    suivre(page.get_by_role("button", name="Imprimer ce papier seul"))
    _attendre_le_lot(page)
    assert _totaux(page)["document"] == 1
    manifeste = json.loads(_octets(page, "manifeste.json"))
    assert [ligne["numero"] for ligne in manifeste["documents"]] == [numero]


def test_un_duplicata_s_inscrit_avec_son_motif(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    page = visiteur("impression")
    page.goto(f"/papiers/{peuplement.numeros[1]}")
    page.locator("#reedition-motif").select_option(label="Perte")
    suivre(page.get_by_role("button", name="Inscrire la réédition"))
    expect(page.get_by_role("status")).to_contain_text("La réédition est inscrite")
    assert page.get_by_role("button", name="Annuler ce papier").count() == 0


def test_un_papier_annule_ne_s_imprime_plus(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    page = visiteur("impression")
    page.goto(f"/papiers/{peuplement.numeros[2]}")
    assert page.get_by_role("button").count() == 1  # to leave
    assert "annulé" in page.inner_text("main")


@VISITEURS
def test_le_stock_se_rapproche(visiteur: Callable[..., Page], script: bool) -> None:
    departement, serie = ("69", "AB") if script else ("38", "CD")
    page = visiteur("impression", java_script_enabled=script)
    page.goto("/stock")
    page.get_by_label(re.compile("Département")).fill(departement)
    suivre(page.get_by_role("button", name="Voir ce stock"))
    expect(page.get_by_text("Aucune feuille reçue")).to_be_visible()
    page.get_by_label(re.compile("^Première feuille")).fill(f"{serie}0001")
    page.get_by_label(re.compile("^Dernière feuille")).fill(f"{serie}0100")
    suivre(page.get_by_role("button", name="Inscrire la réception"))
    suivre(page.get_by_role("button", name="Inscrire 100 feuilles au stock"))
    page.get_by_label(re.compile("^Numéro de la feuille")).fill(f"{serie}0007")
    page.get_by_label("Motif").select_option("BOURRAGE")
    suivre(page.get_by_role("button", name="Inscrire au rebut"))
    page.wait_for_url(re.compile("fait=rebut"))
    assert _totaux(page) == {"reçues": 100, "utilisées": 0, "gâchées": 1, "restantes": 99}
    page.get_by_label(re.compile("^Feuilles comptées")).fill("98")
    suivre(page.get_by_role("button", name="Comparer"))
    expect(page.get_by_role("alert")).to_contain_text("Le compte n’y est pas")
    page.get_by_label(re.compile("^Feuilles comptées")).fill("99")
    suivre(page.get_by_role("button", name="Comparer"))
    expect(page.get_by_role("status")).to_contain_text("Le compte est juste")


def test_une_session_refusee_est_mise_de_cote_avec_sa_raison(
    visiteur: Callable[..., Page], peuplement: Peuplement
) -> None:
    page = visiteur("impression")
    page.goto(f"/impression/{peuplement.lot_rate}")
    assert "Sessions mises de côté" in page.inner_text("main")
    ligne = insecables(page.get_by_role("row", name=re.compile("777777")).inner_text())
    assert re.search(r"[A-Z]+-\d+|refus", ligne)
