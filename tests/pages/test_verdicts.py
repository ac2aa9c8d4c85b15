"""Each verdict on a paper, as its holder meets it: never one colour for another, in both languages, at 320 pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from docgen.documents.page.typographie import texte_courant
from docgen.domain.papiers.cle_courte import cle_courte
from docgen.horloge import Horloge
from docgen.registre.ouverture_registre import ouvrir_registre
from tests.lecture_pdf import qr_lus
from tests.pages.juges import debordement, fautes_axe, fautes_axe_des_vues
from tests.pages.site import REPOS, Site, attester, charge, demarrer, insecables, suivre, toucher
from tests.service.http.serveur import demander

LIBELLE_LONG = (
    "Responsable de l'enseignement de la conduite et de la sécurité routière, chargé des équipes itinérantes, "
    "de leurs véhicules - toutes catégories - et d'outre-mer"
)


@dataclass(frozen=True)
class Emis:
    """A parchemin: its bytes, and where its code leads on the service that made it."""

    site: Site
    contenu: bytes
    chemin: str
    jeton: str

    @property
    def numero(self) -> str:
        return self.chemin.removeprefix("/verification/")

    def lieu(self, langue: str = "fr", suite: str = "") -> str:
        """Where its code leads, in that language."""
        return f"{self.site.adresse}{self.chemin}?langue={langue}{suite}#{self.jeton}"

    def par_la_cle(self, langue: str = "fr") -> str:
        """Where its number and its key lead: the server reads them."""
        return f"{self.site.adresse}{self.chemin}?langue={langue}&cle={cle_courte(self.jeton)}"

    def inscrire(self, acte: str, **corps: Any) -> None:
        """An act in its life."""
        self.site.appeler("ceres", "POST", f"/v1/registre/{self.numero}/{acte}", json=corps)


def emettre(site: Site, session: str, libelle: str | None = None, genre: str = "parchemin") -> Emis:
    """The first parchemin or livret of a session, whose titre has that label; and its CCPs, for a livret."""
    donnees = charge("titre-validee", session)
    titre = donnees["titre"]
    titre["libelle"] = libelle or titre["libelle"]
    for ccp in titre["ccp"] if genre == "livret" else ():
        ccp["libelle"] = f"{ccp['libelle']} {libelle}"
    attester(site, donnees)
    candidat = "9741411152682A" if genre == "livret" else donnees["candidats"][0]["id"]
    pdf = site.appeler("ceres", "POST", f"/v1/documents/{genre}?destinataire={candidat}", json=donnees).content
    (code,) = qr_lus(pdf)
    chemin, _, jeton = code.partition("#")
    return Emis(site, pdf, f"/verification/{chemin.rpartition('/')[2]}", jeton)


@pytest.fixture(scope="module")
def emis(site: Site) -> dict[str, Emis]:
    """A parchemin in each state of its life; the duplicate's label is too long for its code."""
    libelles = {"valable": None, "duplicata": LIBELLE_LONG, "annule": None, "remplace": None}
    papiers = {nom: emettre(site, f"67000{rang}", libelle) for rang, (nom, libelle) in enumerate(libelles.items())}
    papiers["duplicata"].inscrire("reedition", motif="PERTE")
    papiers["annule"].inscrire("annulation", motif="FRAUDE")
    papiers["remplace"].inscrire("annulation", motif="ERREUR_IDENTITE", rectification=True)
    emettre(site, "670003")
    return papiers


@pytest.fixture(scope="module")
def long(emis: dict[str, Emis]) -> Emis:
    """The one whose label is too long for its code."""
    return emis["duplicata"]


@dataclass(frozen=True)
class Ouvert:
    """A service that was a trial, then opened, and whose key may have leaked."""

    banniere: str
    specimen: Emis
    compromis: Emis


@pytest.fixture(scope="module")
def ouvert(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ouvert]:
    """What is signed on a loopback address stays a specimen under a public one."""
    dossier = tmp_path_factory.mktemp("ouvert")
    with demarrer(dossier, DOCGEN_URL_PUBLIQUE="http://localhost:8000") as essai:
        specimen = emettre(essai, "660000")
        banniere = demander(f"{essai.adresse}/verification", headers={"Accept": "text/html"}).text
    with demarrer(dossier) as site:
        vrai = emettre(site, "660001")
        registre = ouvrir_registre(f"sqlite:///{dossier}/docgen.db", dossier / "cles.json")
        registre.compromettre(Horloge()())
        registre.fermer()
        yield Ouvert(banniere, Emis(site, specimen.contenu, specimen.chemin, specimen.jeton), vrai)


@pytest.fixture
def page(visiteur: Callable[..., Page]) -> Page:
    """Before somebody who has a telephone."""
    return visiteur(largeur=320)


def _seul(emis: Emis, dossier: Path, langue: str = "fr") -> str:
    """``verification.html``, kept on a disk."""
    fichier = dossier / "verification.html"
    fichier.write_bytes(demander(f"{emis.site.adresse}/verification.html?langue={langue}").content)
    return fichier.as_uri()


def _coller(page: Page, emis: Emis) -> None:
    page.locator("#adresse").fill(f"http://papiers.exemple.fr{emis.chemin}#{emis.jeton}")
    toucher(page.locator("form button").first)


def _muet(page: Page) -> None:
    """The register does not answer."""
    page.route("**/verification/*cle=*", lambda route: route.abort())


@pytest.mark.parametrize("par_le_code", [True, False])
def test_un_libelle_trop_long_pour_le_code_est_montre_entier(page: Page, long: Emis, par_le_code: bool) -> None:
    page.goto(long.lieu() if par_le_code else long.par_la_cle())
    expect(page.locator(".dg-verdict--success")).to_contain_text("Ce papier a été émis")
    verdict = page.inner_text(".dg-verdict")
    assert LIBELLE_LONG in verdict
    assert "trop long" not in verdict


def test_un_livret_dont_presque_tout_est_trop_long_est_montre_entier(page: Page, site: Site) -> None:
    """Details are digested together: the browser finds again which ones, and compares them as one."""
    livret = emettre(site, "670009", LIBELLE_LONG, "livret")
    page.goto(livret.lieu())
    expect(page.locator(".dg-verdict--success")).to_contain_text("Ce papier a été émis")
    verdict = page.inner_text(".dg-verdict")
    assert "véhicules - toutes catégories - et d'outre-mer (CP-" in verdict
    assert "trop long" not in verdict


@pytest.mark.parametrize(("langue", "dit"), [("fr", "contredit le code"), ("en", "contradicts the code")])
@pytest.mark.parametrize("fait", ["libelle", "nom", "structure"])
def test_un_registre_qui_dit_autre_chose_que_le_code_n_est_pas_cru(
    page: Page, long: Emis, langue: str, dit: str, fait: str
) -> None:
    """The text that a digest stands for, and what is signed in full: the server may not change either."""

    def mentir(route: Route) -> None:
        recu = route.fetch()
        corps = recu.json()
        corps["faits"][fait] = f"{corps['faits'][fait]} FAUX"
        route.fulfill(response=recu, json=corps)

    page.route(f"**{long.chemin}?cle=*", mentir)
    page.goto(long.lieu(langue))
    expect(page.locator(".dg-verdict--error h2")).to_contain_text(dit)
    assert "FAUX" not in page.inner_text("main")


def test_sans_reseau_un_libelle_trop_long_se_compare(page: Page, long: Emis, tmp_path: Path) -> None:
    """Typed as it is printed, it is recognised; one letter more, and it is not."""
    page.goto(_seul(long, tmp_path))
    _coller(page, long)
    champ = page.get_by_label("Recopiez « Certification »")
    for tape, dit in (
        (f" {texte_courant(LIBELLE_LONG)}\n".replace(", ", ",  "), "C’est bien le texte"),
        (f"{LIBELLE_LONG}s", "Ce n’est pas, lettre pour lettre"),
    ):
        champ.fill(tape)
        toucher(page.get_by_role("button", name="Comparer"))
        expect(page.locator(".dg-verdict form [role=status]")).to_contain_text(dit)
    assert fautes_axe(page) == []
    assert debordement(page) == 0


def test_ce_qui_est_colle_de_travers_n_est_pas_dit_faux(page: Page, long: Emis, tmp_path: Path) -> None:
    """Mail cuts lines and dresses addresses, hands type numbers their way; what bears no code is only that."""
    jeton, numero, hote = long.jeton, long.numero, "https://papiers.exemple.fr/verification"
    vrai, sans_code, faux = "Ce papier a été émis", "Aucun code signé", "Ce code n’est pas authentique"
    page.goto(_seul(long, tmp_path))
    for colle, dit in (
        (f"{hote}/{numero}#{jeton[:60]}\n{jeton[60:300]}\r\n  {jeton[300:]}%20", vrai),
        (f"Voyez <{hote}/{numero}#{jeton}>.", vrai),
        (f"{hote}/{numero.lower().replace('0', 'o').replace('-', '%20')}#{jeton}", vrai),
        (f"{hote}/{numero}?cle={cle_courte(jeton)}", sans_code),
        (numero, sans_code),
        (f"{hote}/{numero[:-3]}9-A#{jeton}", faux),
        (f"{hote}/{numero}#{jeton}A", faux),
        (f"{hote}/{numero}#{jeton[:-9]}", faux),
    ):
        page.locator("#adresse").fill(colle)
        toucher(page.locator("#coller button"))
        expect(page.locator("#verdict"), colle).to_contain_text(dit)


@pytest.mark.parametrize(
    ("langue", "titre"), [("fr", "Spécimen : ce papier est un essai"), ("en", "Specimen: this document is a trial")]
)
@pytest.mark.parametrize("voie", ["code", "clé", "registre muet", "sans réseau"])
def test_un_specimen_n_est_jamais_montre_comme_un_vrai(
    page: Page, ouvert: Ouvert, tmp_path: Path, voie: str, langue: str, titre: str
) -> None:
    specimen = ouvert.specimen
    if voie == "registre muet":
        _muet(page)
    if voie == "sans réseau":
        page.goto(_seul(specimen, tmp_path, langue))
        _coller(page, specimen)
    else:
        page.goto(specimen.par_la_cle(langue) if voie == "clé" else specimen.lieu(langue))
    expect(page.locator(".dg-verdict--warning h2")).to_contain_text(titre)
    assert page.locator(".dg-verdict--success").count() == 0


def test_un_service_d_essai_le_dit_et_ses_specimens_se_lisent_par_programme(ouvert: Ouvert) -> None:
    assert "Ce service est un essai" in insecables(ouvert.banniere)
    lu = demander(ouvert.specimen.par_la_cle(), headers={"Accept": "application/json"}).json()
    assert (lu["verdict"], lu["authentique"]) == ("spécimen, sans valeur", False)
    assert (lu["devenir"]["etat"], lu["faits"]["specimen"]) == ("spécimen, sans valeur", True)


def test_une_cle_compromise_se_dit(page: Page, ouvert: Ouvert) -> None:
    """The register tells which papers are older than the leak; the token does not, nor a register that is dumb."""
    muets: tuple[Callable[[Route], None], ...] = (
        lambda route: route.abort(),
        lambda route: route.fulfill(status=429),
        lambda route: route.fulfill(json={"devenir": None}),  # signed by the thief, never issued
    )
    for adresse, muet in (
        (ouvert.compromis.par_la_cle(), None),
        *((ouvert.compromis.lieu(), un) for un in (None, *muets)),
    ):
        page.goto(REPOS)
        page.unroute_all()
        if muet is not None:
            page.route("**/verification/*cle=*", muet)
        page.goto(adresse)
        expect(page.locator("#reponse")).not_to_contain_text("…")
        expect(page.locator(".dg-verdict--error h2")).to_have_text("Clé compromise")
        expect(page.locator(".dg-verdict")).to_contain_text("rien ne prouve ici que le papier est plus ancien")
        expect(page.locator(".dg-verdict")).not_to_contain_text("a bien été émis")


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_axe_ne_trouve_rien_et_320_pixels_suffisent_quel_que_soit_le_verdict(
    page: Page, emis: dict[str, Emis], ouvert: Ouvert, langue: str
) -> None:
    vrai = emis["valable"]
    faux = vrai.lieu(langue)[:-10] + "AAAAAAAAAA"
    lieux = {nom: papier.lieu(langue) for nom, papier in emis.items()}
    lieux |= {"faux": faux, "muet": vrai.lieu(langue, "&muet"), "clé fausse": f"{vrai.par_la_cle(langue)}0"}
    lieux |= {"spécimen": ouvert.specimen.lieu(langue), "clé compromise": ouvert.compromis.lieu(langue)}
    fautes, titres, apparences = [], set(), list[int]()
    for nom, adresse in lieux.items():
        page.goto(REPOS)  # two addresses may differ by what follows # alone
        page.unroute_all()
        if nom == "muet":
            _muet(page)
        page.goto(adresse)
        expect(page.locator("#reponse")).not_to_contain_text("…")
        titres.add(page.locator("#verdict").inner_text())
        ((_, vues),) = fautes_axe_des_vues(page, {"étroite": (320, "light")}, apparences)
        fautes += [f"{nom} : {faute['id']}" for faute in vues]
        fautes += [f"{nom} : déborde"] if debordement(page) else []
    assert fautes == []
    assert len(titres) == 7, titres  # valid, duplicate, and unanswered ones were issued


@pytest.mark.parametrize(
    ("langue", "attendus"),
    [
        ("fr", ("octet pour octet", "le fichier a été réenregistré ou modifié", "n'a pas pu être lu")),
        ("en", ("byte for byte", "the file was saved again or altered", "This file cannot be read")),
    ],
)
def test_ce_qui_est_dit_d_un_fichier_l_est_dans_la_langue_de_la_page(
    page: Page, emis: dict[str, Emis], langue: str, attendus: tuple[str, ...]
) -> None:
    contenu = emis["valable"].contenu
    for envoye, attendu in zip((contenu, contenu + b"\n", b"%PDF-1.7"), attendus, strict=True):
        page.goto(f"/verification?langue={langue}")
        envoi: Any = {"name": "recu.pdf", "mimeType": "application/pdf", "buffer": envoye}
        page.locator("#fichier").set_input_files(envoi)
        suivre(page.locator("form.dg-depot button"))
        page.wait_for_selector(".dg-verdict")
        assert attendu in insecables(page.inner_text(".dg-verdict")).replace("’", "'")
        assert fautes_axe(page) == []
