"""Anyone who holds a paper: three answers, no more than the paper shows, no way to enumerate, no network needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import ImageFilter
from playwright.sync_api import Page, expect

from docgen.domain.papiers.cle_courte import cle_courte
from docgen.domain.papiers.numero import Numero
from docgen.registre.signature.cles import Signataire
from docgen.registre.signature.jetons import signer
from docgen.registre.signature.trousseau import Trousseau
from tests.lecture_pdf import page_image, tailles, textes
from tests.maison.arbre import RACINE
from tests.pages.etats import Peuplement
from tests.pages.juges import debordement, fautes_axe
from tests.pages.site import VISITEURS, Site, demarrer, insecables, suivre, toucher
from tests.service.http.serveur import PUBLIQUE, demander

CLE_FAUSSE = "0000-0000-0000"


@pytest.fixture(scope="module")
def remplace(site: Site, peuplement: Peuplement) -> str:
    """A paper annulled to be corrected, and issued again under another number; the number of the first."""
    session = peuplement.attestee("560001")
    numero = peuplement.parchemin(session)
    acte = {"motif": "ERREUR_IDENTITE", "rectification": True}
    peuplement.appeler("ceres", "POST", f"/v1/registre/{numero}/annulation", acte)
    peuplement.parchemin(session)
    return numero


@pytest.fixture(scope="module")
def fichier_seul(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``verification.html``, as anyone downloads it."""
    recu = demander(f"{site.adresse}/verification.html", headers={"Accept-Language": "fr"})
    assert recu.headers["content-disposition"] == 'attachment; filename="verification.html"'
    chemin = tmp_path_factory.mktemp("seul") / "verification.html"
    chemin.write_bytes(recu.content)
    return chemin


@pytest.fixture
def sans_reseau(visiteur: Callable[..., Page], fichier_seul: Path) -> Iterator[Page]:
    """The downloaded file, open in a browser that no network reaches."""
    page = visiteur(neuf=True, offline=True)
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url))
    page.goto(fichier_seul.as_uri())
    yield page
    assert demandes == [fichier_seul.as_uri()]


def _verdict(page: Page) -> str:
    expect(page.locator("#reponse")).not_to_contain_text("interrogé…")
    return insecables(page.locator(".dg-verdict").inner_text())


def _adresse(peuplement: Peuplement, rang: int = 3) -> tuple[str, str, str]:
    """The number of a paper, its address on this service, its short key."""
    numero = peuplement.numeros[rang]
    adresse = peuplement.verification(numero)
    return numero, adresse, cle_courte(adresse)


def test_le_code_qr_dit_ses_faits_puis_son_devenir(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    numero, adresse, cle = _adresse(peuplement)
    page, demandes = visiteur(neuf=True), []
    page.on("request", lambda demande: demandes.append(demande.url))
    page.goto(adresse)
    verdict = _verdict(page)
    assert verdict.startswith("Ce papier a été émis")
    for attendu in (
        numero,
        "Livret de certification",
        "Enseignant de la conduite",
        "Qui l’a émis ?",
        "Il est valable",
        "En cas de doute",
        "Émis le",
    ):
        assert attendu in verdict
    assert "SIRET" not in verdict
    assert page.context.cookies() == []
    assert not any("eyJ" in demande.partition("#")[0] for demande in demandes)
    assert sum(f"cle={cle}" in demande for demande in demandes if ".png" not in demande) == 1


def test_sans_script_le_numero_et_la_cle_se_tapent(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    numero, adresse, cle = _adresse(peuplement)
    page = visiteur(java_script_enabled=False)
    page.goto(adresse)
    assert "Il manque la clé" in _verdict(page)
    page.get_by_label("Numéro du papier").fill(f" {numero.lower().replace('-', ' ')} ")
    page.get_by_label("Clé de vérification").fill(cle.lower().replace("-", " ").replace("0", "o"))
    suivre(page.get_by_role("button", name="Vérifier", exact=True))
    verdict = _verdict(page)
    assert verdict.startswith("Ce papier a été émis")
    assert re.search(r"Titulaire\n.+\n", verdict)


def test_les_deux_chemins_disent_la_meme_chose(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    """The script reads the token, the server its register: line for line, in both languages."""
    numero, adresse, cle = _adresse(peuplement)
    for langue in ("fr", "en"):
        du_script, du_serveur = visiteur(), visiteur()
        chemin, _, jeton = adresse.partition("#")
        du_script.goto(f"{chemin}?langue={langue}#{jeton}")
        _verdict(du_script)
        du_serveur.goto(f"/verification/{numero}?cle={cle}&langue={langue}")
        lus = [page.locator(".dg-faits").inner_text() for page in (du_script, du_serveur)]
        assert insecables(lus[0]) == insecables(lus[1])
        titres = [page.locator(".dg-verdict h3").all_inner_texts() for page in (du_script, du_serveur)]
        assert titres[0] == titres[1]


@pytest.mark.parametrize(
    ("locale", "choix", "titre"),
    [("fr-FR", "", "Vérifier un papier"), ("en-GB", "", "Check a document"), ("de-DE", "", "Vérifier un papier"),
     ("en-GB", "?langue=fr", "Vérifier un papier")],
)  # fmt: skip
def test_la_langue_est_celle_du_navigateur_ou_du_choix(
    navigateur: Any, site: Site, locale: str, choix: str, titre: str
) -> None:
    contexte = navigateur.new_context(base_url=site.adresse, locale=locale)
    page = contexte.new_page()
    page.goto(f"/verification{choix}")
    expect(page.get_by_role("heading", level=1)).to_have_text(titre)
    assert page.locator("html").get_attribute("lang") == ("fr" if titre.startswith("V") else "en")
    contexte.close()


@pytest.mark.parametrize("rang_change", [20, 200, -10])
def test_une_lettre_changee_dans_le_code_est_refusee(
    visiteur: Callable[..., Page], peuplement: Peuplement, rang_change: int
) -> None:
    _, adresse, _ = _adresse(peuplement)
    chemin, _, jeton = adresse.partition("#")
    page = visiteur()
    page.goto(f"{chemin}#{_changer(jeton, rang_change)}")
    assert _verdict(page).startswith("Ce code n’est pas authentique")
    assert "Titulaire" not in page.inner_text("main")


def test_le_numero_de_l_adresse_est_celui_du_code(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    _, adresse, _ = _adresse(peuplement)
    autre = peuplement.numeros[2]
    page = visiteur()
    page.goto(f"/verification/{autre}#{adresse.partition('#')[2]}")
    assert "n’est pas celui que dit le code" in _verdict(page)


def test_un_registre_muet_n_efface_pas_ce_qui_est_signe(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    _, adresse, _ = _adresse(peuplement)
    page = visiteur()
    page.route("**/verification/*cle=*", lambda route: route.abort())
    page.goto(adresse)
    verdict = _verdict(page)
    assert verdict.startswith("Ce papier a été émis")
    assert "le registre n’a pas pu être interrogé" in verdict


def test_un_navigateur_sans_ed25519_demande_au_serveur(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    numero, adresse, cle = _adresse(peuplement)
    page = visiteur(neuf=True)
    page.add_init_script("crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))")
    page.goto(adresse)
    page.wait_for_url(f"**/verification/{numero}?cle={cle}*")
    assert _verdict(page).startswith("Ce papier a été émis")


def test_sans_reseau_un_parchemin_montre_ses_faits(sans_reseau: Page, peuplement: Peuplement) -> None:
    numero, _, _ = _adresse(peuplement)
    sans_reseau.get_by_label("Adresse ou contenu du code QR").fill(peuplement.adresses[numero])
    toucher(sans_reseau.get_by_role("button", name="Vérifier"))
    verdict = _verdict(sans_reseau)
    assert verdict.startswith("Ce papier a été émis")
    assert numero in verdict
    assert "Enseignant de la conduite" in verdict
    assert "On ne le sait pas" in verdict
    assert fautes_axe(sans_reseau) == []
    sans_reseau.set_viewport_size({"width": 320, "height": 900})
    assert debordement(sans_reseau) == 0


def test_sans_reseau_le_faux_est_refuse(sans_reseau: Page, peuplement: Peuplement, tmp_path: Path) -> None:
    """One letter changed, another's key under our name, a key that the file does not know."""
    jeton = _adresse(peuplement)[1].partition("#")[2]
    notre = re.search(r'"cles": \{"(\w+)"', sans_reseau.content())
    assert notre is not None
    etranger = Trousseau(tmp_path / "cles.json").signataire(creer=True)
    sous_notre_nom = Signataire({**etranger.publique, "id": notre[1]}, etranger.privee)
    faits = {"numero": peuplement.numeros[3], "nom": "FAUSSAIRE"}
    for essai, attendu in (
        (_changer(jeton, 100), "Ce code n’est pas authentique"),
        (signer(faits, sous_notre_nom), "Ce code n’est pas authentique"),
        (signer(faits, etranger), "Clé inconnue de ce fichier"),
        ("bonjour", "Aucun code signé à lire ici"),
    ):
        sans_reseau.get_by_label("Adresse ou contenu du code QR").fill(essai)
        toucher(sans_reseau.get_by_role("button", name="Vérifier"))
        expect(sans_reseau.locator("#verdict")).to_have_text(attendu)
        assert "FAUSSAIRE" not in sans_reseau.inner_text("main")


def test_sans_reseau_un_parchemin_numerise_montre_ses_faits(sans_reseau: Page, peuplement: Peuplement) -> None:
    """From the pixels of its page, as a scanner and its own software read them: no other way in."""
    fichiers = peuplement.lire(peuplement.dossier)["fichiers"]
    parchemin = next(vu["id"] for vu in fichiers if vu["nom"].startswith("PARCHEMIN"))
    image = page_image(peuplement.telecharger(parchemin), 1, 200).convert("L").rotate(2, expand=True, fillcolor=255)
    numerise = image.filter(ImageFilter.GaussianBlur(0.6))
    (lu,) = zxingcpp.read_barcodes(numerise)
    sans_reseau.get_by_label("Adresse ou contenu du code QR").fill(lu.text)
    toucher(sans_reseau.get_by_role("button", name="Vérifier"))
    verdict = _verdict(sans_reseau)
    assert verdict.startswith("Ce papier a été émis")
    assert lu.text.partition("/verification/")[2].partition("#")[0] in verdict
    for attendu in (
        "Parchemin",
        "Enseignant de la conduite et de la sécurité routière",
        "Titulaire",
        "Signé par la clé",
    ):
        assert attendu in verdict


def test_sans_reseau_une_photographie_se_lit(
    visiteur: Callable[..., Page], fichier_seul: Path, peuplement: Peuplement
) -> None:
    """Where the browser reads codes: Chromium's reader is not on every system, its answer is played."""
    numero, _, _ = _adresse(peuplement)
    page = visiteur(neuf=True, offline=True)
    page.add_init_script(
        "globalThis.BarcodeDetector = class { detect() { return Promise.resolve([{ rawValue: '"
        + peuplement.adresses[numero]
        + "' }]); } }"
    )
    page.goto(fichier_seul.as_uri())
    page.get_by_label("Photographie du code QR").set_input_files(RACINE / "docs" / "images" / "parchemin.png")
    expect(page.locator("#verdict")).to_have_text("Ce papier a été émis")


def test_l_adresse_du_code_qr_se_colle_dans_le_champ(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    numero, _, _ = _adresse(peuplement)
    page = visiteur(java_script_enabled=False)
    page.goto("/verification")
    page.get_by_label("Numéro du papier").fill(peuplement.adresses[numero])
    suivre(page.get_by_role("button", name="Vérifier", exact=True))
    assert _verdict(page).startswith("Ce papier a été émis")


def test_un_fichier_pdf_se_compare(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    emis = peuplement.telecharger(peuplement.pdf)
    page = visiteur()
    for contenu, attendu in ((emis, "Ce papier"), (emis + b"\n", "Fichier différent"), (b"%PDF-1.7", "")):
        page.goto("/verification")
        envoi = {"name": "recu.pdf", "mimeType": "application/pdf", "buffer": contenu}
        page.get_by_label("Fichier PDF du papier").set_input_files(envoi)  # type: ignore[arg-type]
        suivre(page.get_by_role("button", name="Vérifier ce fichier"))
        if attendu:
            assert _verdict(page).startswith(attendu)
        else:
            assert "n'a pas pu être lu" in _verdict(page).replace("’", "'")


def test_un_papier_annule_le_dit_avec_son_jour(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    page = visiteur()
    page.goto(_adresse(peuplement, 2)[1])
    verdict = _verdict(page)
    assert verdict.startswith("Papier annulé")
    assert re.search(r"Ce papier a été annulé le \d+ \w+ \d{4}", verdict)


def test_un_papier_remplace_dit_par_lequel(
    visiteur: Callable[..., Page], peuplement: Peuplement, remplace: str
) -> None:
    page = visiteur()
    page.goto(peuplement.verification(remplace))
    verdict = _verdict(page)
    assert verdict.startswith("Papier remplacé")
    trouve = re.search(r"le papier n° (\S+) le remplace", verdict)
    assert trouve is not None
    assert trouve[1] != remplace


def test_on_n_enumere_pas(site: Site, peuplement: Peuplement) -> None:
    """With a wrong key or none, a number that exists is answered word for word as one that does not."""
    emis = peuplement.numeros[3]
    modele = Numero.lire(emis)
    jamais = str(Numero(modele.serie, modele.annee, modele.departement, 900_000))
    for suite in ("", f"?cle={CLE_FAUSSE}", f"?cle={'A' * 60}"):
        for accept in ("text/html", "application/json"):
            reponses = [
                demander(f"{site.adresse}/verification/{numero}{suite}", headers={"Accept": accept})
                for numero in (emis, jamais)
            ]
            assert reponses[0].status_code == reponses[1].status_code == 200
            corps = [re.sub(r"Réponse donnée le .*? à l", "", reponse.text) for reponse in reponses]
            assert corps[0].replace(emis, "N") == corps[1].replace(jamais, "N"), (suite, accept)
            assert "set-cookie" not in reponses[0].headers


def test_le_meme_verdict_en_json(site: Site, peuplement: Peuplement) -> None:
    numero, _, cle = _adresse(peuplement)
    lu = demander(f"{site.adresse}/verification/{numero}?cle={cle}", headers={"Accept": "application/json"}).json()
    assert (lu["verdict"], lu["numero"], lu["devenir"]["etat"]) == ("authentique", numero, "valable")
    assert (lu["faits"]["numero"], lu["cle"]["etat"]) == (numero, "courante")
    pdf = peuplement.telecharger(peuplement.pdf)
    envoye = httpx.post(f"{site.adresse}/verification", files={"fichier": ("a.pdf", pdf, "application/pdf")}).json()
    assert envoye["faits"]["genre"] in ("parchemin", "livret")


def test_un_registre_absent_n_accuse_personne(navigateur: Any, peuplement: Peuplement, tmp_path: Path) -> None:
    """The database breaks under a running service: the answer is 503, and says that nothing is known."""
    copie = tmp_path / "copie"
    copie.mkdir()
    numero, _, cle = _adresse(peuplement)
    with demarrer(copie) as autre:
        assert demander(f"{autre.adresse}/sante").status_code == 200
        for fichier in copie.glob("docgen.db*"):
            fichier.write_bytes(b"illisible " * 10_000)
        adresse = f"{autre.adresse}/verification/{numero}?cle={cle}"
        page = demander(adresse, headers={"Accept": "text/html"})
        json = demander(adresse, headers={"Accept": "application/json"})
        contexte = navigateur.new_context(viewport={"width": 320, "height": 900})
        for langue, titre in (("fr", "Vérification indisponible"), ("en", "Verification unavailable")):
            vue = contexte.new_page()
            vue.goto(f"{adresse}&langue={langue}")
            expect(vue.locator("#verdict")).to_have_text(titre)
            assert fautes_axe(vue) == []
            assert debordement(vue) == 0
        contexte.close()
    assert page.status_code == json.status_code == 503
    assert json.json()["verdict"] == "vérification indisponible"
    texte = insecables(page.text.partition('<script type="application/json"')[0])
    assert "Vérification indisponible" in texte
    for accusation in ("invalide", "incorrect", "inconnu", "faux"):
        assert accusation not in texte.casefold()


def test_les_essais_sont_comptes(site_regle: Site, navigateur: Any) -> None:
    papier = f"{site_regle.adresse}/verification/2026-974-000000"
    assert [demander(f"{papier}{rang}-A").status_code for rang in range(5)] == [200, 200, 200, 429, 429]
    contexte = navigateur.new_context()
    page = contexte.new_page()
    reponse = page.goto(f"{papier}1-A")
    assert reponse.status == 429
    assert int(reponse.header_value("retry-after")) > 0
    expect(page.get_by_role("heading", level=1)).to_have_text("Trop de demandes en peu de temps")
    contexte.close()


@VISITEURS
def test_le_verdict_s_imprime_avec_de_quoi_verifier_encore(
    visiteur: Callable[..., Page], peuplement: Peuplement, script: bool
) -> None:
    numero, adresse, cle = _adresse(peuplement)
    page = visiteur(java_script_enabled=script)
    page.goto(adresse if script else f"/verification/{numero}?cle={cle}")
    _verdict(page)
    page.wait_for_load_state("networkidle")
    feuilles = page.pdf(format="A4")
    imprime = "".join(textes(feuilles)).replace("\n", "").replace("\x02", "-")
    assert "Ce papier a été émis" in imprime
    assert f"/verification/{numero}?cle={cle}" in imprime
    vus = [page_image(feuilles, rang, 200) for rang in range(1, len(tailles(feuilles)) + 1)]
    codes = [lu.text for vu in vus for lu in zxingcpp.read_barcodes(vu)]
    assert codes == [f"{PUBLIQUE}/verification/{numero}?cle={cle}"]
    assert "Vérifier un autre papier" not in imprime


def _changer(jeton: str, rang: int) -> str:
    autre = "A" if jeton[rang] != "A" else "B"
    return jeton[:rang] + autre + jeton[rang:][1:]
