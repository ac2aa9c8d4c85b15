"""The administrator: figures that agree with the interface, keys shown once and revoked after reading, journals."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from docgen.horloge import Horloge
from docgen.registre.chain import Acte
from service.administration import vues
from service.administration.lignes_journal import ACTES
from service.socle.appelant import Role
from tests.attente import attendre
from tests.pages.etats import Peuplement
from tests.pages.site import SIRET, Site, entrer, suivre, toucher
from tests.service.http.serveur import demander


def _appel(site: Site, secret: str, chemin: str) -> httpx.Response:
    return demander(f"{site.adresse}{chemin}", headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("role", ["centre", "impression", "ceres"])
def test_nul_autre_n_entre(site: Site, visiteur: Callable[..., Page], role: str) -> None:
    page = visiteur(role)
    for chemin in ("", "/acces", "/journal", "/sante", "/travaux"):
        reponse = page.goto(f"/administration{chemin}")
        assert (reponse.status if reponse else 0) == 403
    expect(page.get_by_role("link", name="Administration")).to_have_count(0)


def test_le_tableau_de_bord_dit_les_chiffres_de_l_interface(
    site: Site, peuplement: Peuplement, visiteur: Callable[..., Page]
) -> None:
    chiffres = _appel(site, site.cles["admin"], "/v1/statistiques").json()
    diplomes = chiffres["par_type"]["parchemin"] + chiffres["par_type"]["livret"]
    page = visiteur("admin", java_script_enabled=False)
    page.goto("/administration")
    expect(page.locator(".dg-entete")).to_contain_text(f"{diplomes} diplômes")
    par_mois = [sum(mois["par_type"].get(code, 0) for code in ("parchemin", "livret")) for mois in chiffres["par_mois"]]
    dues = vues.par_echeance(chiffres["remises_dues"], Horloge()())  # late ones together, then month by month
    for ancre, voulus in (("mois", par_mois), ("refus", chiffres["refus_par_regle"].values()), ("dues", dues.values())):
        figure = page.locator(f"section[aria-labelledby={ancre}] figure")
        hauteurs = figure.locator("rect").evaluate_all("tous => tous.map(un => +un.getAttribute('height'))")
        assert [hauteur > 0 for hauteur in hauteurs] == [nombre > 0 for nombre in voulus]
        if ancre == "mois":  # on a narrow screen the latest months are seen, before anybody scrolls
            page.set_viewport_size({"width": 320, "height": 800})
            assert figure.locator(".dg-graphique__nom").last.evaluate("un => un.getBoundingClientRect().right") < 320
            page.set_viewport_size({"width": 1280, "height": 900})
        toucher(figure.locator("summary"))
        expect(figure.locator("tbody td")).to_have_text([str(nombre) for nombre in voulus])
    par_type = page.get_by_role("table", name="Documents, par type")
    expect(par_type.get_by_role("row", name=re.compile("Parchemin"))).to_contain_text(
        str(chiffres["par_type"]["parchemin"])
    )
    par_etape = page.get_by_role("table", name="Sessions, par étape").locator("tbody td.fr-cell--right")
    expect(par_etape).to_have_text([str(nombre) for nombre in chiffres["sessions_par_etape"].values()])
    adresse = page.get_by_role("table", name="Sessions à corriger, par règle").get_by_role("link").first
    page.goto(adresse.get_attribute("href") or "")
    expect(page.locator(f"section#{page.url.partition('#')[2]}")).to_be_visible()


def test_un_echec_dit_sa_cause_se_reprend_ou_s_abandonne(
    site: Site, peuplement: Peuplement, visiteur: Callable[..., Page]
) -> None:
    """A job that the disk stopped, and one that the rules refused, which nobody can try again."""
    demande = peuplement.appeler("centre", "POST", f"/v1/dossiers?depot={peuplement.valide}&types=bordereau_pv")
    modele = peuplement.attendre(demande)
    with sqlite3.connect(site.dossier / "docgen.db") as base:
        base.execute("CREATE TEMP TABLE copie AS SELECT * FROM travaux WHERE id = ?", (modele,))
        base.execute(
            "UPDATE copie SET id = 'arrete', etat = 'ECHOUE', bilan = NULL, total = NULL, faits = 0, forme = NULL"
        )
        base.execute("INSERT INTO travaux SELECT * FROM copie")
        champs = "travail, rang, etat, tentatives, echecs, pas_avant, erreur"
        base.execute(
            f"INSERT INTO morceaux ({champs}) VALUES ('arrete', -1, 'ECARTE', 3, 3, 0, 'Le disque est plein.')"
        )
    page = visiteur("admin", java_script_enabled=False)
    page.goto("/administration")
    suivre(page.locator("dl > div", has_text="Échecs").get_by_role("link"))
    arrete = page.get_by_role("row", name=re.compile("Le disque est plein"))
    refuse = page.get_by_role("row", name=re.compile("Lot d’impression")).first
    expect(arrete).to_contain_text("centre")
    expect(refuse.get_by_role("button", name="Réessayer")).to_have_count(0)
    suivre(arrete.get_by_role("button", name="Réessayer"))
    expect(page.get_by_role("status")).to_contain_text("repris")
    suivre(page.get_by_role("link", name="Suivre son avancement"))
    attendre(lambda: peuplement.lire("arrete")["fini"])
    assert peuplement.lire("arrete")["etat"] == peuplement.lire(modele)["etat"]
    page.goto("/administration/travaux")
    expect(arrete).to_have_count(0)
    combien = page.locator("tbody tr").count()
    suivre(refuse.get_by_role("button", name="Abandonner"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Abandonner ce travail")
    suivre(page.get_by_role("button", name="Abandonner ce travail"))
    expect(page.locator("tbody tr")).to_have_count(combien - 1)


def test_une_cle_est_montree_une_fois_sert_puis_se_revoque_apres_relecture(
    site: Site, visiteur: Callable[..., Page]
) -> None:
    page = visiteur("admin", java_script_enabled=False)
    page.goto("/administration/acces")
    page.get_by_label("À qui, ou à quoi, elle sert").fill("Centre de Saint-Leu")
    page.get_by_label("Ce qu’elle ouvre").select_option("centre")
    page.get_by_label("SIRET").fill("123")
    suivre(page.get_by_role("button", name="Créer la clé"))
    expect(page.get_by_role("alert")).to_contain_text("n\u2019est pas un SIRET")
    page.get_by_label("SIRET").fill(f"{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]}")
    suivre(page.get_by_role("button", name="Créer la clé"))
    secret = page.locator(".dg-secret").inner_text()
    assert _appel(site, secret, "/v1/depots").status_code == 200
    assert secret not in (site.dossier / "docgen.db").read_bytes().decode("latin-1")
    suivre(page.get_by_role("link", name="J’ai noté le secret"))
    assert secret not in page.content()
    suivre(page.get_by_role("button", name="Révoquer la clé Centre de Saint-Leu"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Centre de Saint-Leu")
    assert _appel(site, secret, "/v1/depots").status_code == 200
    suivre(page.get_by_role("button", name="Révoquer cette clé"))
    page.wait_for_url(re.compile("/administration/acces$"))
    assert _appel(site, secret, "/v1/depots").status_code == 401
    page.goto("/administration/journal?source=registre&acte=ACCES")
    gestes = page.locator("tbody tr").all_inner_texts()
    assert "révoquée" in gestes[0]
    assert "créée" in gestes[1]


def test_qui_perd_sa_cle_n_est_plus_en_visite(site: Site, visiteur: Callable[..., Page]) -> None:
    admin, autre = visiteur("admin"), visiteur()
    admin.goto("/administration/acces")
    admin.get_by_label("À qui, ou à quoi, elle sert").fill("Imprimerie du Port")
    admin.get_by_label("Ce qu’elle ouvre").select_option("impression")
    suivre(admin.get_by_role("button", name="Créer la clé"))
    secret = admin.locator(".dg-secret").inner_text()
    entrer(autre, Site(site.adresse, {"neuve": secret}, site.dossier), "neuve")
    admin.goto("/administration/acces")
    suivre(admin.get_by_role("button", name="Révoquer la clé Imprimerie du Port"))
    suivre(admin.get_by_role("button", name="Révoquer cette clé"))
    autre.goto("/impression")
    assert "/connexion" in autre.url


def test_le_journal_se_cherche_et_se_pagine_dans_la_base(
    site: Site, peuplement: Peuplement, visiteur: Callable[..., Page]
) -> None:
    page = visiteur("admin", java_script_enabled=False)
    numero = peuplement.numeros[2]
    page.goto(f"/administration/journal?cherche={numero}")
    for ligne in page.locator("tbody tr").all_inner_texts():
        assert numero in ligne
    page.goto("/administration/journal?source=registre")
    rangs = [int(re.sub(r"\D", "", texte)) for texte in page.locator("tbody th").all_inner_texts()]
    assert rangs == sorted(rangs, reverse=True)
    page.goto(f"/administration/journal?source=registre&avant={rangs[3]}")
    suite = [int(re.sub(r"\D", "", texte)) for texte in page.locator("tbody th").all_inner_texts()]
    assert suite[0] == rangs[3] - 1
    page.goto("/administration/journal?acte=INVENTE")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Journal")


def test_la_sante_dit_ce_que_dit_le_service(site: Site, peuplement: Peuplement, visiteur: Callable[..., Page]) -> None:
    """In the words of the other pages, dates included."""
    pret = demander(f"{site.adresse}/sante/pret").json()
    page = visiteur("admin")
    page.goto("/administration/sante")
    expect(page.get_by_role("status")).to_contain_text("Le service est prêt")
    for nom in ("registre", "fichiers", "travaux"):
        expect(page.locator("dl > div", has_text=re.compile(nom, re.IGNORECASE)).first).to_contain_text(pret[nom])
    expect(page.get_by_text("Travaux : terminé", exact=True)).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"^(intact, vérifié le \d+.* à \d+.h.\d\d|pas encore vérifié)$"))
    ).to_be_visible()


def test_qui_a_agi_se_lit_par_le_nom_de_sa_cle(peuplement: Peuplement, visiteur: Callable[..., Page]) -> None:
    page = visiteur("admin")
    page.goto("/administration/acces")
    assert page.locator("#role option").count() == 1 + len(Role)
    cles = page.locator("tbody tr")
    nom = cles.filter(has_text="L’imprimerie").locator("th").first.inner_text().split("\n")[0]
    page.goto(f"/administration/journal?cherche={nom}")
    expect(page.locator("td[data-t=Qui]", has_text="l’imprimerie, cle:").first).to_contain_text(nom)


def test_les_journaux_parlent_francais(peuplement: Peuplement, visiteur: Callable[..., Page]) -> None:
    """Neither the name of a function, of a column or of a type, nor an identifier of the service's own."""
    page = visiteur("admin", java_script_enabled=False)
    vus = set()
    suite: str | None = "/administration/journal?source=service"
    while suite:
        page.goto(suite)
        for texte in page.locator("[data-t=Acte], [data-t=Objet], [data-t='Ce qui est écrit']").all_inner_texts():
            assert not re.search(r"[a-z]_[a-z]|[A-Z]{3,}_|\b[0-9a-f]{16,}\b|\b[a-z]+ : ", texte), texte
        vus |= set(page.locator("[data-t=Acte]").all_inner_texts())
        anciens = page.get_by_role("link", name="Plus anciens").all()
        suite = anciens[0].get_attribute("href") if anciens else None
        if suite is None and "source=service" in page.url:
            suite = "/administration/journal?source=registre"
    assert {"Attester une session", "Inscrire une feuille gâchée", "Papier inscrit", "Document produit"} <= vus
    page.goto("/administration/journal?source=registre&acte=ANNULATION")
    expect(page.locator("[data-t='Ce qui est écrit']").first).to_have_text(
        re.compile(r"^2\S+ · erreur sur l’identité$")
    )
    assert set(ACTES) == set(Acte)
