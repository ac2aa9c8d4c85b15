"""The path of an exam centre, from a wrong file to papers in hand; by keyboard alone too, and without JavaScript."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from docgen.horloge import Horloge
from tests.pages.etats import refusee
from tests.pages.site import (
    VISITEURS,
    Site,
    aller_a,
    attester,
    charge,
    deposer,
    dernier_depot,
    emettre,
    fichier,
    insecables,
    recharger,
    suivre,
    telecharger,
)


def _telecharge(bouton: Locator) -> tuple[str, bytes]:
    recu = telecharger(bouton)
    return recu.suggested_filename, recu.path().read_bytes()


@VISITEURS
def test_de_la_cle_au_parchemin(visiteur: Callable[..., Page], site: Site, script: bool) -> None:
    """Come in, send a wrong file, read what is wrong, send the right one, look, issue everything, take it away."""
    page = visiteur(java_script_enabled=script)
    page.goto("/")
    suivre(page.get_by_role("link", name="Vous êtes un centre d’examen"))
    page.get_by_label("Clé d’accès").fill(site.cles["centre"])
    suivre(page.get_by_role("button", name="Se connecter"))

    fausse = charge("titre-validee", "410001" if script else "410002")
    fausse["candidats"][0]["voie"] = "PAR ICI"
    deposer(page, fichier(fausse, "fausse.json"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce fichier est à corriger")
    faute = page.get_by_role("article").first
    expect(faute).to_contain_text("1er candidat, Marie-Claire FONTAINE")
    expect(faute.locator(".dg-l--ici")).to_contain_text('"PAR ICI"')

    suivre(page.get_by_role("link", name="Déposer le fichier corrigé"))
    juste = charge("titre-validee", fausse["session"]["id"])
    deposer(page, fichier(juste, "juste.json"))
    expect(page.get_by_text("La session attend l’attestation de l’État")).to_be_visible()
    assert page.get_by_role("link", name="Déposer le fichier corrigé").count() == 0
    assert page.get_by_role("link", name="Émettre tous les papiers").count() == 0
    attester(site, juste)
    page.reload()
    expect(page.get_by_text("ne s’oppose")).to_be_visible()

    suivre(page.get_by_role("link", name="Aperçu : Procès-verbal général"))
    expect(page.get_by_text("Ceci est un brouillon")).to_be_visible()
    image = page.get_by_role("img", name=re.compile("^Page 1")).get_attribute("src")
    reponse = page.request.get(str(image))
    assert reponse.body().startswith(b"\x89PNG"), reponse.status
    suivre(page.get_by_role("link", name="Revenir à la session"))

    emettre(page)
    nom, octets = _telecharge(_tout(page, script))
    assert nom.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        parchemins = [nom for nom in archive.namelist() if nom.startswith("PARCHEMIN")]
        assert len(parchemins) == 3
        texte = PdfReader(io.BytesIO(archive.read(parchemins[0]))).pages[0].extract_text()
    numero = re.search(r"\d{4}-\d{3}-\d{7}-[0-9A-Z]", parchemins[0])
    assert numero is not None
    assert numero[0] in texte


def _tout(page: Page, script: bool) -> Locator:
    """The link to all that is being issued, once it is there."""
    tout = page.get_by_role("link", name=re.compile("Tout télécharger"))
    if not script:
        recharger(page, tout.count)
    expect(tout).to_be_visible(timeout=60_000)
    return tout


@VISITEURS
def test_un_papier_un_docx_et_tous_ceux_d_un_type(visiteur: Callable[..., Page], script: bool) -> None:
    page = visiteur("centre", java_script_enabled=script)
    convocable = charge("titre-a-convoquer", "420001")
    convocable["session"]["statut"] = "CONVOCATIONS_ENVOYEES"
    deposer(page, fichier(convocable))
    nom, octets = _telecharge(page.get_by_role("button", name=re.compile("^PDF : Feuilles? d’émargement")).first)
    assert nom.endswith(".pdf")
    assert octets.startswith(b"%PDF-")
    nom, octets = _telecharge(page.get_by_role("button", name=re.compile("^Word : Convocation")).first)
    assert nom.endswith(".docx")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(octets)).namelist()
    nom, octets = _telecharge(page.get_by_role("button", name=re.compile("^Convocation.*, tous en PDF")).first)
    _, sur_en_tete = _telecharge(page.get_by_role("button", name=re.compile("^Convocation.*papier à en-tête")).first)
    noms = zipfile.ZipFile(io.BytesIO(octets)).namelist()
    assert zipfile.ZipFile(io.BytesIO(sur_en_tete)).namelist() == noms
    assert sur_en_tete != octets
    assert [nom for nom in noms if not nom.endswith(".pdf")] == ["rapport.json"]
    assert len(noms) == len(convocable["candidats"]) + 1


@VISITEURS
def test_ce_qui_ne_peut_pas_etre_emis_dit_pourquoi(visiteur: Callable[..., Page], script: bool) -> None:
    page = visiteur("centre", java_script_enabled=script)
    deposer(page, fichier(refusee()))
    refus = page.get_by_role("region", name="Ce qui ne peut pas être émis, et pourquoi")
    expect(refus).to_be_visible()
    fautes = refus.get_by_role("article")
    sommaire = page.get_by_role("alert").get_by_role("link")
    assert fautes.count() == sommaire.count() >= 2
    for rang in range(fautes.count()):
        assert re.fullmatch(r"/aide/regles#[A-Z]+-\d+", str(fautes.nth(rang).get_by_role("link").get_attribute("href")))
        assert page.locator(str(sommaire.nth(rang).get_attribute("href"))).count() == 1
    assert page.get_by_role("link", name="Émettre tous les papiers").count() == 0


def test_un_depot_renvoye_dit_pourquoi_a_son_centre(visiteur: Callable[..., Page], site: Site) -> None:
    page = visiteur("centre")
    session = charge("ccp-validee", "470001")
    deposer(page, fichier(session))
    expect(page.get_by_text("La session attend l’attestation de l’État")).to_be_visible()
    renvoi = f"/v1/depots/{dernier_depot(site)}/renvoi"
    site.appeler("ceres", "POST", renvoi, json={"motif": "Un juré manque au jury."})
    page.reload()
    expect(page.get_by_text("Un juré manque au jury.")).to_be_visible()
    expect(page.get_by_role("link", name="Déposer le fichier corrigé")).to_be_visible()
    attester(site, session)
    page.reload()
    expect(page.get_by_text("ne s’oppose")).to_be_visible()
    assert page.get_by_text("Un juré manque au jury.").count() == 0


@VISITEURS
def test_les_heures_se_fixent_sans_toucher_au_fichier(visiteur: Callable[..., Page], site: Site, script: bool) -> None:
    page = visiteur("centre", java_script_enabled=script)
    session = charge("titre-a-convoquer", "430001")
    deposer(page, fichier(session))
    avant = dernier_depot(site)
    suivre(page.get_by_role("link", name="Fixer les jours et heures de convocation"))
    page.get_by_label(re.compile("^Heure pour tous")).fill("09:15")
    page.get_by_label(re.compile("^Jour de convocation")).first.fill(session["session"]["fin"])
    page.get_by_label(re.compile("^Heure de convocation")).nth(1).fill("14:45")
    suivre(page.get_by_role("button", name="Relire ce qui change"))
    suivre(page.get_by_role("button", name=re.compile("^Enregistrer")))
    page.wait_for_url(re.compile("/sessions/"))
    assert dernier_depot(site) != avant
    suivre(page.get_by_role("link", name="Fixer les jours et heures de convocation"))
    expect(page.get_by_label(re.compile("^Heure pour tous"))).to_have_value("09:15")
    expect(page.get_by_label(re.compile("^Jour de convocation")).first).to_have_value(session["session"]["fin"])
    expect(page.get_by_label(re.compile("^Heure de convocation")).nth(1)).to_have_value("14:45")
    page.goto(f"/depots/{avant}")
    expect(page.get_by_text("Une version plus récente a été déposée")).to_be_visible()
    assert page.get_by_role("link", name="Fixer les jours et heures de convocation").count() == 0
    page.goto(f"/depots/{avant}/horaires")
    expect(page.get_by_label(re.compile("^Heure pour tous"))).not_to_have_value("09:15")


def test_un_jour_hors_de_la_session_est_refuse_sans_rien_perdre(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    deposer(page, fichier(charge("titre-a-convoquer", "430002")))
    suivre(page.get_by_role("link", name="Fixer les jours et heures de convocation"))
    page.locator("form.dg-table-saisie").evaluate("formulaire => formulaire.noValidate = true")
    page.get_by_label(re.compile("^Heure pour tous")).fill("09:15")
    page.get_by_label(re.compile("^Jour de convocation")).first.fill("2001-01-01")
    suivre(page.get_by_role("button", name="Relire ce qui change"))
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a été enregistré")
    expect(page.get_by_text("Ce jour n’est pas de la session")).to_be_visible()
    expect(page.get_by_label(re.compile("^Heure pour tous"))).to_have_value("09:15")


@VISITEURS
def test_la_remise_dit_qui_n_est_pas_venu(visiteur: Callable[..., Page], site: Site, script: bool) -> None:
    page = visiteur("centre", java_script_enabled=script)
    session = charge("titre-validee", "440001" if script else "440002")
    attester(site, session)
    deposer(page, fichier(session))
    depot = page.url
    emettre(page)
    _tout(page, script)
    page.goto(depot)
    suivre(page.get_by_role("link", name="Suivre la remise des papiers"))
    cases = page.get_by_role("checkbox")
    assert cases.count() == 4
    assert re.search(
        r"au plus tard le|Il était dû le|deux mois après la réception", insecables(page.inner_text("main"))
    )
    for rang in range(3):
        cases.nth(rang).check()
    page.get_by_label(re.compile("^Jour du retrait")).fill("2001-01-01")
    suivre(page.get_by_role("button", name="Relire les retraits cochés"))
    suivre(page.get_by_role("button", name=re.compile("^Noter 3.retraits")))
    expect(page.get_by_role("alert")).to_contain_text("précède son émission")
    assert page.get_by_role("checkbox", checked=True).count() == 3
    page.get_by_label(re.compile("^Jour du retrait")).fill(Horloge()().isoformat())
    suivre(page.get_by_role("button", name="Relire les retraits cochés"))
    assert page.locator("tbody tr").count() == 3
    suivre(page.get_by_role("button", name=re.compile("^Noter 3.retraits")))
    expect(page.get_by_role("status")).to_contain_text("3 retraits sont notés")
    assert page.get_by_role("checkbox").count() == 1
    nom, octets = _telecharge(page.get_by_role("button", name="Formulaire de remise, PDF"))
    assert nom.endswith(".pdf")
    assert octets.startswith(b"%PDF-")


def test_une_session_a_ses_versions(visiteur: Callable[..., Page]) -> None:
    """Two deposits are two versions of one session, which the list shows once."""
    page = visiteur("centre")
    for _ in range(2):
        deposer(page, fichier(charge("titre-a-convoquer", "450001")))
    versions = page.get_by_role("region", name="Ses versions").get_by_role("listitem")
    assert versions.count() == 2
    page.goto("/sessions?cherche=450001")
    assert page.locator("tbody tr").count() == 1


def test_au_clavier_seul(visiteur: Callable[..., Page], site: Site, tmp_path: Any) -> None:
    """Nothing but Tab, Enter, Space and letters, from the first page to the issue; the focus is always to be seen."""
    chemin = tmp_path / "session.json"
    session = charge("ccp-validee", "460001")
    attester(site, session)
    chemin.write_bytes(fichier(session)["buffer"])
    page = visiteur(neuf=True)
    # From now on: the browser hands its choosers over a moment after it is asked to, which may be after the key.
    page.on("filechooser", lambda choix: choix.set_files(str(chemin)))
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    assert page.locator(".fr-skiplinks").bounding_box()["y"] >= 0  # type: ignore[index]
    aller_a(page, "Vous êtes un centre d’examen")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/connexion"))
    aller_a(page, "cle")
    page.keyboard.type(site.cles["centre"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*/depots/nouveau$"))
    aller_a(page, "fichier")
    page.keyboard.press("Space")
    expect(page.get_by_label("Fichiers des sessions")).to_have_value(re.compile(r"session\.json$"), timeout=20_000)
    aller_a(page, "Contrôler")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sessions/"))
    aller_a(page, "Émettre tous les papiers")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/emission"))
    aller_a(page, re.compile("^Émettre .*, donner"))
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("/travaux/"))
    expect(page.get_by_role("link", name=re.compile("Tout télécharger"))).to_be_visible(timeout=60_000)
