"""The path of the printing staff: lots, volumes, what is printed or spoiled, the manifest, a stock that reconciles."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests import postgres
from tests.pages.etats import Appels, Peuplement
from tests.pages.site import (
    VISITEURS,
    aller_a,
    attendre_la_suite,
    charge,
    contexte,
    demarrer,
    entrer,
    insecables,
    suivre,
    taper,
    telecharger,
    toucher,
)


def _totaux(page: Page) -> dict[str, int]:
    """What the lot's page counts, by its words, which are plural beyond one."""
    termes = page.locator(".dg-totaux > div")
    return {
        termes.nth(rang).locator("dt").inner_text(): int(re.sub(r"\D", "", termes.nth(rang).locator("dd").inner_text()))
        for rang in range(termes.count())
    }


def _octets(page: Page, lien: str | re.Pattern[str]) -> bytes:
    return telecharger(page.get_by_role("link", name=lien).first).path().read_bytes()


def _choisir(page: Page, *sessions: str) -> None:
    """Tick sessions, each on a list of its own: those before stay chosen."""
    page.goto("/lots/nouveau")
    for session in sessions:
        page.get_by_label(re.compile("^Chercher")).fill(session)
        suivre(page.get_by_role("button", name="Filtrer"))
        page.get_by_role("row", name=re.compile(f"Session {session}")).get_by_role("checkbox").check()
    suivre(page.get_by_role("button", name="Choisir les documents"))


def _case(page: Page, code: str) -> Locator:
    return page.locator(f"#type-{code}")


def test_composer_imprimer_livrer_et_relire_un_lot(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    """Without a script, on SQLite; the next one has a script, and the other engine."""
    page = visiteur("impression", java_script_enabled=False)
    _composer_et_livrer(page, peuplement, "510002", "510012", script=False)


def test_le_meme_lot_sur_postgresql(navigateur: Browser, tmp_path: Path) -> None:
    """The lists, the recap, the lot and its delivery ask the other engine what they ask SQLite."""
    url = postgres.nouvelle_base()
    with demarrer(tmp_path, registre=url) as site:
        page = contexte(navigateur, site).new_page()
        entrer(page, site, "impression")
        _composer_et_livrer(page, Appels(site), "510001", "510011", script=True)
        page.context.close()
    postgres.effacer_base(url)


def _composer_et_livrer(page: Page, appels: Appels, une: str, deux: str, script: bool) -> None:
    """Two sessions chosen on two lists; the recap gives the numbers, names what is left out; then the lot's life."""
    appels.deposer(appels.attestee(une))
    appels.deposer(charge("titre-a-convoquer", deux))
    page.goto("/impression")
    suivre(page.get_by_role("link", name="Composer un lot"))
    _choisir(page, une, deux)
    expect(page.get_by_text("2 sessions choisies")).to_be_visible()
    _case(page, "parchemin").check()
    page.get_by_label(re.compile("^Feuilles par volume")).fill("50")
    suivre(page.get_by_role("button", name="Relire avant d’imprimer"))
    dit = insecables(page.inner_text("main"))
    assert "Numéros à donner\n3, datés du" in dit, "they are counted and dated before they are given"
    assert re.search(f"Session {deux}, .* : hors du lot", dit), "who has none of the documents asked is named"
    suivre(page.get_by_role("button", name="Donner 3 numéros et imprimer"))
    attendre_la_suite(page, "/impression/", script)

    assert re.fullmatch(r"Lot \d+ – .* – 3 diplômes", insecables(page.get_by_role("heading", level=1).inner_text()))
    totaux = _totaux(page)
    assert totaux["documents"] == totaux["numéros"] == 3
    volume = PdfReader(io.BytesIO(_octets(page, re.compile("^Télécharger le volume"))))
    expect(page.get_by_text(f"{len(volume.pages)}, dont ")).to_be_visible()
    manifeste = json.loads(_octets(page, "Manifeste, pour un programme"))
    assert manifeste["totaux"]["documents"] == totaux["documents"]
    vignettes = page.locator(".dg-planche img")
    assert vignettes.count() == 3
    image = page.request.get(vignettes.nth(1).get_attribute("src") or "")
    assert image.body().startswith(b"\x89PNG")

    suivre(page.get_by_role("button", name=re.compile("^Marquer imprimé")))
    expect(page.locator(".dg-etat .fr-badge")).to_have_text("imprimé")
    suivre(page.get_by_role("button", name=re.compile("^Remettre à imprimer")))
    expect(page.locator(".dg-etat .fr-badge")).to_have_text("à imprimer")
    suivre(page.get_by_role("button", name=re.compile("^Marquer imprimé")))
    _livrer(page)

    suivre(page.get_by_role("link", name="Lire le manifeste à l’écran"))
    assert page.locator("tbody tr").count() == totaux["documents"]
    nom = manifeste["documents"][0]["nom"].split()[-1]
    page.get_by_label(re.compile("^Retrouver un document")).fill(nom.lower())
    suivre(page.get_by_role("button", name="Chercher"))
    assert page.locator("tbody tr").count() == 1
    numero = manifeste["documents"][0]["numero"]
    suivre(page.get_by_role("link", name=numero))
    assert numero in page.get_by_role("heading", level=1).inner_text()


def _livrer(page: Page) -> None:
    """Sent, then received, that taken back, received again; the signed slip is kept, and given back as it is."""
    centre = page.locator("#livraison ~ .fr-table, section:has(#livraison) .fr-table").first
    centre.get_by_role("checkbox").check()
    suivre(page.get_by_role("button", name="Noter l’envoi"))
    expect(page.locator(".dg-etat .fr-badge")).to_have_text("expédié")
    centre.get_by_role("checkbox").check()
    suivre(page.get_by_role("button", name="Noter la réception"))
    expect(page.locator(".dg-etat .fr-badge")).to_have_text("livré")
    suivre(page.get_by_role("button", name=re.compile("^Cette réception est une erreur")))
    expect(page.locator(".dg-etat .fr-badge")).to_have_text("expédié")
    toucher(page.locator("summary", has_text="Joindre"))
    page.get_by_label(re.compile("^Bordereau numérisé")).set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"rien"}
    )
    suivre(page.get_by_role("button", name="Joindre ce bordereau"))
    expect(page.get_by_role("alert")).to_contain_text("n’est pas un bordereau numérisé")
    toucher(page.locator("summary", has_text="Joindre"))
    page.get_by_label(re.compile("^Bordereau numérisé")).set_input_files(
        {"name": "signé.png", "mimeType": "image/png", "buffer": b"\x89PNG signe"}
    )
    suivre(page.get_by_role("button", name="Joindre ce bordereau"))
    assert _octets(page, re.compile("^Télécharger le bordereau")) == b"\x89PNG signe"


def test_une_session_redeposee_ou_perdue_est_nommee(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    """Between the choice and the act, one file changed and another is refused: both are named, and nothing is asked."""
    sure, perdue = peuplement.attestee("510021"), peuplement.attestee("510022")
    peuplement.deposer(sure)
    peuplement.deposer(perdue)
    page = visiteur("impression")
    _choisir(page, "510021", "510022")
    _case(page, "parchemin").check()
    suivre(page.get_by_role("button", name="Relire avant d’imprimer"))
    perdue["jures"] = perdue["jures"][:1]
    peuplement.deposer(perdue)
    peuplement.deposer(sure)
    suivre(page.get_by_role("button", name="Donner 6 numéros et imprimer"))
    dit = insecables(page.inner_text("main"))
    assert "La composition a changé depuis que vous l’avez lue" in dit
    assert re.search("Session 510021, .* : déposée de nouveau depuis que vous l’avez choisie", dit)
    assert re.search("Session 510022, .* : elle n’est plus prête, et n’est pas du lot", dit)
    expect(page.get_by_role("button", name="Donner 3 numéros et imprimer")).to_be_visible()


def test_des_parchemins_sur_feuilles_preimprimees(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    """A form that is refused comes back as it was; the sheets are those of the stock, in order, told before."""
    peuplement.deposer(peuplement.attestee("510003", "31"))
    page = visiteur("impression")
    page.goto("/stock?departement=31")
    page.get_by_label(re.compile("^Première feuille")).fill("S0001")
    page.get_by_label(re.compile("^Dernière feuille")).fill("S0010")
    suivre(page.get_by_role("button", name="Inscrire la réception"))
    suivre(page.get_by_role("button", name="Inscrire 10 feuilles au stock"))

    page.goto("/lots/nouveau")
    suivre(page.get_by_role("button", name="Ne plus rien choisir"))
    _choisir(page, "510003")
    _case(page, "livret").check()
    page.get_by_label(re.compile("^Parchemins sur feuilles préimprimées")).check()
    suivre(page.get_by_role("button", name="Relire avant d’imprimer"))
    expect(page.get_by_role("alert")).to_contain_text("seuls les parchemins prennent des feuilles préimprimées")
    expect(page.get_by_label(re.compile("^Parchemins sur feuilles préimprimées"))).to_be_checked()
    _case(page, "parchemin").check()
    suivre(page.get_by_role("button", name="Relire avant d’imprimer"))
    assert "Haute-Garonne (31)\nS0001 à S0003 (3 feuilles)" in insecables(page.inner_text("main"))
    suivre(page.get_by_role("button", name=re.compile("^Donner . numéros et imprimer")))
    attendre_la_suite(page, "/impression/")
    documents = json.loads(_octets(page, "Manifeste, pour un programme"))["documents"]
    souches = [ligne["souche"] for ligne in documents if ligne["type"] == "parchemin"]
    assert souches == ["S0001", "S0002", "S0003"]
    expect(page.locator("section:has(#volumes) tbody")).to_contain_text("S0001 à S0003")
    page.goto("/stock?departement=31")
    assert _totaux(page)["restantes"] == 7


@VISITEURS
def test_une_imprimante_se_mesure_et_cale_les_lots(visiteur: Callable[..., Page], script: bool) -> None:
    page = visiteur("impression", java_script_enabled=script)
    nom = "Atelier Sud" if script else "Atelier Nord"
    page.goto("/imprimantes")
    page.get_by_label(re.compile("^Nom de l’imprimante")).fill(nom)
    calibrage = PdfReader(
        io.BytesIO(telecharger(page.get_by_role("button", name="Télécharger la page")).path().read_bytes())
    )
    assert len(calibrage.pages) == 2
    assert nom in calibrage.pages[0].extract_text()
    page.get_by_label(re.compile("^Imprimante")).fill(nom)
    page.get_by_role("group", name="Recto").get_by_label("Vers la droite").fill("douze")
    suivre(page.get_by_role("button", name="Garder ce profil"))
    expect(page.get_by_text("Ce n’est pas un nombre de millimètres")).to_be_visible()
    page.get_by_role("group", name="Recto").get_by_label("Vers la droite").fill("1,5")
    page.get_by_role("group", name="Verso").get_by_label("Vers le bas").fill("-0,5")
    suivre(page.get_by_role("button", name="Garder ce profil"))
    ligne = page.get_by_role("row", name=re.compile(nom))
    assert "1,5 mm à droite" in insecables(ligne.inner_text())
    assert "−0,5 mm en bas" in insecables(ligne.inner_text())
    suivre(ligne.get_by_role("button", name=re.compile("^Retirer")))
    expect(page.get_by_role("row", name=re.compile(nom))).to_have_count(0)


def test_rien_a_imprimer_ne_se_dit_pas_tant_qu_un_lot_attend(
    visiteur: Callable[..., Page], peuplement: Peuplement
) -> None:
    """However many lots came after it, the one to print is on the first page; each stage has its list."""
    page = visiteur("impression")
    page.goto("/impression")
    expect(page.get_by_text("Rien à imprimer", exact=True)).to_have_count(0)
    assert page.locator(f"a[href='/impression/{peuplement.lot}']").count() == 1
    suivre(page.get_by_role("link", name=re.compile("^Sans papier")))
    assert page.locator(f"a[href='/impression/{peuplement.lot_rate}']").count() == 1


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
    attendre_la_suite(page, "/impression/")
    assert _totaux(page)["document"] == 1
    manifeste = json.loads(_octets(page, "Manifeste, pour un programme"))
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
    page.get_by_label(re.compile("[Dd]épartement")).fill(departement)
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

    toucher(page.locator("summary", has_text="Une réception est fausse"))
    page.get_by_label("De la feuille", exact=True).fill(f"{serie}0051")
    page.get_by_label("À la feuille", exact=True).fill(f"{serie}0100")
    suivre(page.get_by_role("button", name="Relire la correction"))
    suivre(page.get_by_role("button", name="Retirer 50 feuilles du stock"))
    assert _totaux(page)["restantes"] == 49
    page.get_by_label(re.compile("^Seuil")).fill("60")
    suivre(page.get_by_role("button", name="Garder ce seuil"))
    expect(page.get_by_text("Le stock est bas")).to_be_visible()
    page.goto("/")
    suivre(page.get_by_role("link", name="Stocks bas"))
    ligne = insecables(page.get_by_role("row", name=re.compile(rf"\({departement}\)")).inner_text())
    assert re.search(r"49\s.*98 %\s+50\s.*60\s+bas", ligne, re.DOTALL), ligne


def test_une_session_refusee_est_mise_de_cote_avec_sa_raison(
    visiteur: Callable[..., Page], peuplement: Peuplement
) -> None:
    page = visiteur("impression")
    page.goto(f"/impression/{peuplement.lot_rate}")
    assert "Sessions mises de côté" in page.inner_text("main")
    ligne = insecables(page.get_by_role("row", name=re.compile("777777")).inner_text())
    assert re.search(r"[A-Z]+-\d+|refus", ligne)


@VISITEURS
def test_composer_et_suivre_un_lot_au_clavier_seul(
    visiteur: Callable[..., Page], peuplement: Peuplement, script: bool
) -> None:
    """Filter, choose, review, number, follow, mark printed: Tab, Enter, Space and letters, the focus always seen."""
    session = "510031" if script else "510032"
    peuplement.deposer(peuplement.attestee(session))
    page = visiteur("impression", java_script_enabled=script)
    page.goto("/lots/nouveau")
    if page.get_by_role("button", name="Ne plus rien choisir").count():  # what another test has chosen
        _entrer_dans(page, "Ne plus rien choisir")
    page.goto("/impression")
    _entrer_dans(page, "Composer un lot")
    aller_a(page, "cherche")
    page.keyboard.type(session)
    taper(page, "Enter")
    expect(page.get_by_text(re.compile("^1.session pour ces filtres"))).to_be_visible()
    aller_a(page, "depot")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name=re.compile(f"Session {session}"))).to_be_checked()
    _entrer_dans(page, "Choisir les documents")
    aller_a(page, "type")
    page.keyboard.press("Space")
    expect(_case(page, "parchemin")).to_be_checked()
    _entrer_dans(page, "Relire avant d’imprimer")
    _entrer_dans(page, re.compile("^Donner 3 numéros et imprimer"))
    attendre_la_suite(page, "/impression/", script)
    aller_a(page, re.compile("^Télécharger le volume"))
    _entrer_dans(page, re.compile("^Marquer imprimé"))
    expect(page.locator(".dg-etat .fr-badge")).to_have_text("imprimé")
    aller_a(page, "siret")
    page.keyboard.press("Space")
    _entrer_dans(page, "Noter l’envoi")
    expect(page.locator(".dg-etat .fr-badge")).to_have_text("expédié")


def _entrer_dans(page: Page, cible: str | re.Pattern[str]) -> None:
    """Come to it by the keyboard, and open what it opens."""
    aller_a(page, cible)
    taper(page, "Enter")
