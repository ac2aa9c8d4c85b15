"""Who reads what: cookies that scripts and other sites cannot use, forms that are ours, and each centre at home."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from docgen.registre.ouverture_registre import ouvrir_registre
from service.acces.tables import ClesApi
from service.socle.appelant import Role
from service.socle.donnees import ouvrir_base
from tests.pages import site as s
from tests.pages.etats import Peuplement
from tests.service.http.emetteur import Emetteur
from tests.service.http.serveur import demander

AUTRE_SIRET = "99999999800019"


@contextmanager
def _visite(site: s.Site, role: str) -> Iterator[httpx.Client]:
    """A visitor without a browser, come in with the key of a role."""
    with httpx.Client(base_url=site.adresse, headers={"Accept": "text/html"}, timeout=60, verify=False) as client:
        jeton = _jeton(client.get("/connexion").text)
        assert client.post("/connexion", data={"cle": site.cles[role], "jeton": jeton}).status_code == 303
        yield client


def _jeton(html: str) -> str:
    trouve = re.search(r'name="jeton" value="([^"]+)"', html)
    assert trouve is not None
    return trouve[1]


def test_le_cookie_n_est_ni_lu_ni_envoye_par_d_autres(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    page.goto("/depots")
    (cookie,) = page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["expires"] == -1  # it goes with the browser
    assert page.evaluate("document.cookie") == ""


def test_un_cookie_altere_n_est_pas_une_visite(site: s.Site) -> None:
    with _visite(site, "centre") as client:
        assert client.get("/depots").status_code == 200
        valeur = client.cookies["docgen_visite"]
    for altere in (f"{valeur[:-4]}AAAA", f"{valeur}.AAAA", "x"):
        entetes = {"Accept": "text/html", "Cookie": f"docgen_visite={altere}"}
        autre = demander(f"{site.adresse}/depots", headers=entetes)
        assert autre.status_code == 303
        assert autre.headers["location"].startswith("/connexion")


@pytest.mark.parametrize("jeton", ["", "faux", None])
def test_un_formulaire_qui_n_est_pas_le_notre_ne_fait_rien(
    site: s.Site, peuplement: Peuplement, jeton: str | None
) -> None:
    donnees = {} if jeton is None else {"jeton": jeton}
    with _visite(site, "ceres") as client:
        avant = peuplement.appeler("ceres", "GET", "/v1/depots")["depots"]
        for adresse in (
            f"/depots/{peuplement.valide}/emission",
            f"/depots/{peuplement.valide}/papiers",
            f"/depots/{peuplement.a_convoquer}/horaires",
            f"/papiers/{peuplement.numeros[3]}/annulation",
            f"/papiers/{peuplement.numeros[3]}/tirage",
            "/stock/974/reception",
            "/lots",
            "/deconnexion",
        ):
            assert client.post(adresse, data=donnees).status_code == 403, adresse
        assert client.post("/depots", data=donnees, files={"fichier": ("a.json", b"{}")}).status_code == 403
        assert peuplement.appeler("ceres", "GET", "/v1/depots")["depots"] == avant
        assert client.get("/depots").status_code == 200, "the visit goes on"


def test_un_centre_ne_voit_rien_d_un_autre(site: s.Site, peuplement: Peuplement) -> None:
    """By its address, each page of another's session is as if it were not there."""
    etrangere = s.charge("titre-validee", "990001")
    etrangere["centre"]["siret"] = AUTRE_SIRET
    depot = peuplement.deposer(etrangere, "ceres")
    travail = peuplement.attendre(peuplement.appeler("ceres", "POST", f"/v1/dossiers?depot={depot}&types=bordereau_pv"))
    pdf = next(vu["id"] for vu in peuplement.lire(travail)["fichiers"] if vu["nom"].endswith(".pdf"))
    lectures = (
        f"/depots/{depot}",
        f"/depots/{depot}/horaires",
        "/sessions/99999999800019/990001",
        "/sessions/99999999800019/990001/remise",
        f"/depots/{depot}/apercu/pv_general",
        f"/depots/{depot}/apercu/pv_general/1.png",
        f"/travaux/{travail}",
        f"/travaux/{travail}/suivi?version=0",
        f"/fichiers/{pdf}/apercu",
        f"/fichiers/{pdf}/1.png",
        f"/v1/fichiers/{pdf}",
    )
    with _visite(site, "centre") as client, _visite(site, "ceres") as ceres:
        for adresse in lectures:
            assert client.get(adresse).status_code == 404, adresse
            assert ceres.get(adresse, follow_redirects=True).is_success, adresse
        jeton = _jeton(client.get("/depots/nouveau").text)
        for adresse in (f"/depots/{depot}/emission", f"/depots/{depot}/papiers", f"/travaux/{travail}/annulation"):
            assert client.post(adresse, data={"jeton": jeton, "papier": "pv_general/pdf/"}).status_code == 404, adresse
        assert "990001" not in client.get("/depots").text
        pages = [client.get(f"/sessions?cherche={n}").text.replace(n, "N") for n in ("990001", "990009")]
        vue, jamais = (re.sub(r'name="(jeton|unique)" value="[^"]+"', "", page) for page in pages)
        assert vue == jamais
        assert travail not in client.get("/travaux").text


def test_une_cle_revoquee_ferme_ses_visites(site: s.Site, peuplement: Peuplement) -> None:
    adresse = f"sqlite:///{site.dossier}/docgen.db"
    base, registre = ouvrir_base(adresse), ouvrir_registre(adresse, site.dossier / "cles.json")
    cle, secret = ClesApi(base).creer(registre, "de passage", Role.CENTRE, s.SIRET)
    try:
        with _visite(s.Site(site.adresse, {"centre": secret}, site.dossier), "centre") as client:
            assert client.get("/depots").status_code == 200
            ClesApi(base).revoquer(registre, cle.id)
            assert client.get("/depots").status_code == 303
    finally:
        base.fermer()


def test_une_adresse_d_ailleurs_n_est_pas_suivie(site: s.Site) -> None:
    for suite in ("//ailleurs.example", "https://ailleurs.example", "/\\ailleurs.example", "javascript:alert(1)"):
        client = httpx.Client(base_url=site.adresse, headers={"Accept": "text/html"}, verify=False)
        jeton = _jeton(client.get("/connexion", params={"suite": suite}).text)
        donnees = {"cle": site.cles["centre"], "jeton": jeton, "suite": suite}
        assert client.post("/connexion", data=donnees).headers["location"] == "/"
        client.close()


def test_une_cle_fausse_le_dit_a_son_champ(visiteur: Callable[..., Page]) -> None:
    page = visiteur()
    page.goto("/connexion")
    page.get_by_label("Clé d’accès").fill("dk_fausse")
    s.suivre(page.get_by_role("button", name="Se connecter"))
    champ = page.get_by_label("Clé d’accès")
    assert champ.get_attribute("aria-invalid") == "true"
    expect(page.locator(f"#{str(champ.get_attribute('aria-describedby')).split()[-1]}")).to_contain_text("n’ouvre rien")
    assert champ.input_value() == ""


def test_qui_sort_ferme_sa_visite_partout(site: s.Site, peuplement: Peuplement) -> None:
    """A copy of the cookie opens nothing any more; nothing private was kept on the way; a part of a page says so."""
    with _visite(site, "centre") as client:
        prives = (f"/v1/fichiers/{peuplement.pdf}", f"/fichiers/{peuplement.pdf}/1.png", "/depots")
        for adresse in prives:
            reponse = client.get(adresse)
            assert (reponse.status_code, reponse.headers["cache-control"]) == (200, "no-store"), adresse
        copie = f"docgen_visite={client.cookies['docgen_visite']}"
        jeton = _jeton(client.get("/depots/nouveau").text)
        assert client.post("/deconnexion", data={"jeton": jeton}).status_code == 303
    for adresse in prives:
        reponse = demander(f"{site.adresse}{adresse}", headers={"Accept": "text/html", "Cookie": copie})
        assert reponse.status_code in (303, 401), adresse
    partie = {"Cookie": copie, "HX-Request": "true", "HX-Current-URL": f"{site.adresse}/travaux/{peuplement.dossier}"}
    reponse = demander(f"{site.adresse}/travaux/{peuplement.dossier}/suivi?version=1", headers=partie)
    assert reponse.headers["HX-Redirect"] == f"/connexion?suite=/travaux/{peuplement.dossier}"
    assert reponse.content == b""


def test_le_dsfr_de_l_operateur_habille_les_pages(navigateur: Browser, site_regle: s.Site) -> None:
    """His folder is served and comes first; our own parts come after it."""
    contexte = s.contexte(navigateur, site_regle)
    page = contexte.new_page()
    page.goto("/", wait_until="networkidle")
    feuilles: list[Any] = page.evaluate("[...document.styleSheets].map(feuille => new URL(feuille.href).pathname)")
    assert feuilles == ["/static/dsfr/dsfr.min.css", "/static/composants.css"]
    assert page.evaluate("document.documentElement.dataset.vu") == "oui"
    contexte.close()


def test_entrer_par_le_compte_de_l_annuaire(navigateur: Browser, site_regle: s.Site, annuaire: Emetteur) -> None:
    """The authorization code with PKCE, against a real issuer; then the visit is that of the token's centre."""
    annuaire.champs = {"role": "centre", "siret": s.SIRET}
    contexte = s.contexte(navigateur, site_regle)
    page = contexte.new_page()
    page.goto("/connexion?suite=/depots/nouveau")
    s.suivre(page.get_by_role("link", name="Se connecter avec votre compte"))
    page.wait_for_url(f"{site_regle.adresse}/depots/nouveau")
    expect(page.get_by_text("Votre compte")).to_be_visible()
    assert [cookie["name"] for cookie in contexte.cookies()] == ["docgen_visite"]
    contexte.clear_cookies()
    annuaire.champs = {"role": "personne"}
    page.goto("/connexion/oidc")
    expect(page.get_by_role("alert")).to_contain_text("Votre compte n’a pas été reconnu")
    page.goto("/connexion/oidc/retour?code=vole&state=autre")
    expect(page.get_by_role("alert")).to_contain_text("Votre compte n’a pas été reconnu")
    contexte.close()
