"""Pictures of every page of the service, as its users meet them: ``python -m outils.captures [--dossier DIR]``.

A real service starts on a free port with a throw-away register; a browser uses it as a centre, the printing staff and
the holder of a paper would, and each page it meets is taken at three widths, light and dark, for us to look at. The few
that the guides show are written again, small, in ``docs/guide/images``. With Debian's chromium-l10n, dates and hours
are written there as a French reader would.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from docgen.domain.papiers.numero import caractere_de_controle
from docgen.horloge import Horloge
from outils.appareil import LARGEURS, SIRET, Visite, adresse_du_qr, service
from outils.navigateur import lancement
from outils.rendus import scan, signees
from service.sessions.exemples import exemple
from service.socle.appelant import Role


def charge(nom: str) -> Any:
    """An example, for the centre of this visit."""
    return json.loads(exemple(f"session-{nom}.json", Horloge()(), SIRET))


def mal_formee() -> Any:
    """A session whose file is not of the right shape."""
    lue = charge("titre-a-convoquer")
    lue["session"]["debut"] = "04/01/2027"
    lue["candidats"][1]["civilite"] = "Madame"
    lue["candidats"][2]["prenom"] = lue["candidats"][2].pop("prenoms")
    return lue


def refusee() -> Any:
    """A session that the rules refuse."""
    lue = charge("titre-a-convoquer")
    del lue["jures"][1]
    lue["jures"][0]["habilitations"][0]["fin"] = "2025-12-31"
    return lue


def deposer(visite: Visite, page: Page, nom: str, donnees: Any, vue: str, guide: int = 0) -> None:
    """Send a session, and take what comes of it."""
    octets = donnees if isinstance(donnees, bytes) else json.dumps(donnees, ensure_ascii=False, indent=2).encode()
    page.goto("/depots/nouveau")
    envoi: Any = {"name": nom, "mimeType": "application/json", "buffer": octets}
    page.get_by_label("Fichiers des sessions").set_input_files(envoi)
    visite.toucher(page, "Contrôler", vue, guide)


def public(visite: Visite) -> None:
    """The pages of who has not signed in."""
    page = visite.page()
    visite.aller(page, "/", "accueil")
    visite.aller(page, "/connexion", "connexion")
    page.get_by_label("Clé d’accès").fill("dk_essai")
    visite.toucher(page, "Se connecter", "connexion-refusee")
    visite.aller(page, "/verification", "verification")
    inconnu = f"2026-974-9999999-{caractere_de_controle('20269749999999')}"
    visite.aller(page, f"/verification/{inconnu}", "verification-inconnu")
    visite.aller(page, "/verification/2026-974-0000001-A", "verification-incorrect")
    visite.aller(page, "/rien", "verification-absente")


def verdicts(visite: Visite, adresse: str) -> None:
    """What anyone may learn of a paper: as it is, without its key, then annulled and issued again."""
    page, ceres = visite.page(), visite.page(Role.CERES)
    numero = adresse.partition("#")[0].rpartition("/")[2]
    visite.aller(page, adresse, "verification-specimen", guide=640)
    visite.aller(page, adresse.partition("#")[0], "verification-sans-cle")
    visite.aller(page, adresse.replace("#", "?langue=en#"), "verification-en-anglais")
    visite.aller(page, f"/verification?numero={numero}&cle=0000-0000-0000", "verification-cle-fausse")
    page.goto(adresse)
    page.pdf(path=visite.dossier / "verification-imprimee.pdf", format="A4")
    visite.aller(ceres, f"/papiers/{numero}", "papier-ceres")
    ceres.locator("#annulation-motif").select_option("ERREUR_IDENTITE")
    ceres.get_by_label("Pour une rectification").check()
    visite.toucher(ceres, "Annuler ce papier", "annulation")
    visite.toucher(ceres, re.compile("^Annuler définitivement"), "papier-annule")
    page.reload()
    visite.prendre(page, "verification-annule")


def authentique(visite: Visite) -> None:
    """The verdict on a true paper, of a service that others can reach."""
    page, donnees = visite.page(), charge("titre-validee")
    entetes = {"Authorization": f"Bearer {visite.cles[Role.CERES]}", "Content-Type": "application/json"}
    chemin = f"/v1/documents/parchemin?destinataire={donnees['candidats'][0]['id']}"
    page.goto(adresse_du_qr(page.request.post(chemin, data=json.dumps(donnees), headers=entetes).body()))
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "verification-authentique", guide=900)


def centre(visite: Visite) -> tuple[str, str]:
    """The pages of a centre, from its first sign-in to the collection of papers.

    Gives back the number of a paper, and where the QR of another leads.
    """
    page = visite.page(Role.CENTRE)
    visite.aller(page, "/sessions", "sessions-vide")
    visite.aller(page, "/travaux", "travaux-vide")
    visite.aller(page, "/impression", "interdit")
    visite.aller(page, "/depots/nouveau", "depot-nouveau")
    deposer(visite, page, "session.json", b"", "depot-fichier-vide")
    deposer(visite, page, "session-234567.json", mal_formee(), "depot-malforme", guide=900)
    deposer(visite, page, "session-234567.json", refusee(), "depot-refuse", guide=1000)
    deposer(visite, page, "session-234567.json", charge("titre-a-convoquer"), "depot-convocations")
    _horaires(visite, page)
    deposer(visite, page, "session-123456.json", charge("titre-validee"), "session-en-attente")
    session = page.url
    _attester(visite)
    page.reload()
    visite.prendre(page, "depot-pret", guide=1000)
    page.get_by_role("link", name=re.compile("^Relire les")).first.click()
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "relecture", guide=900)
    page.get_by_role("link", name="Relire un à un").click()
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "relecture-une")
    visite.aller(page, f"{session}/remise", "remise-vide")
    page.goto(session)
    page.get_by_role("link", name=re.compile("^Aperçu : Parchemin")).first.click()
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "apercu-brouillon")
    page.goto(session)
    page.get_by_role("link", name="Émettre tous les papiers").click()
    visite.prendre(page, "emission", guide=900)
    visite.toucher(page, re.compile("^Émettre"), "travail-en-cours")
    page.get_by_role("link", name="Tout télécharger").wait_for()
    visite.prendre(page, "travail-fini", guide=820)
    page.get_by_text(re.compile(r"^\d+.fichiers$")).click()
    parchemin = page.get_by_role("link", name=re.compile(r"^Parchemin –")).last.get_attribute("href")
    adresse = adresse_du_qr(page.request.get(str(parchemin)).body())
    papiers = page.locator(".dg-ligne", has_text=re.compile(r" (PVG|PVI|BORDEREAU|RA)_"))
    liens = {
        papier.locator(".fr-mention").inner_text(): str(papier.get_by_role("link").first.get_attribute("href"))
        for papier in papiers.all()
    }
    rendus = {nom: page.request.get(lien).body() for nom, lien in liens.items()}
    page.get_by_role("link", name="Aperçu de Parchemin").first.click()
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "apercu")
    visite.aller(page, session, "session-emise")
    page.goto(f"{session}/remise")
    numero = page.locator("td.dg-chiffres").first.inner_text()
    page.get_by_role("checkbox").first.check()
    visite.toucher(page, "Relire les retraits cochés", "remise-relue")
    visite.toucher(page, re.compile("^Noter 1"), "remise", guide=1000)
    for nom in ("", "sessions", "depots", "travaux", "aide", "aide/centres", "aide/regles", "accessibilite"):
        visite.aller(page, f"/{nom}", nom.replace("/", "-") or "accueil-centre", guide=800 if nom == "sessions" else 0)
    visite.aller(page, "/nulle-part", "absente")
    _retours(visite, page, rendus)
    return numero, adresse


def _retours(visite: Visite, page: Page, papiers: dict[str, bytes]) -> None:
    """Signed papers come back: the code of a page is hidden, another page came twice, one not at all."""
    alea = random.Random(12)
    pages = {nom: signees(contenu, alea) for nom, contenu in papiers.items()}
    visite.aller(page, "/retours", "retours-vide")
    general = next(vues for nom, vues in pages.items() if nom.startswith("PVG"))
    cadre = (0.3 * general[1].width, 0.85 * general[1].height, 0.7 * general[1].width, general[1].height)
    ImageDraw.Draw(general[1]).rectangle(cadre, fill="white")
    _, *autres = [vue for nom, vues in pages.items() if nom.startswith(("PVI", "BORDEREAU")) for vue in vues]
    formulaire = next(vues for nom, vues in pages.items() if nom.startswith("RA"))
    toutes = [*general, *autres, autres[-1], *formulaire, Image.new("RGB", general[0].size, "white")]
    envoi: Any = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": scan(toutes, alea)}
    page.get_by_label("Fichiers numérisés").set_input_files(
        [envoi, {**envoi, "name": "abimé.pdf", "buffer": b"%PDF-1.7 abime"}]
    )
    page.get_by_role("button", name="Ranger ces pages").click()
    page.wait_for_url(re.compile("/retours/"))
    visite.prendre(page, "retour", guide=1100)
    visite.toucher(page, "Inscrire ces remises", "retour-remises")
    visite.aller(page, "/retours", "retours")


def _attester(visite: Visite) -> None:
    """The State says that the session was validated with these results."""
    agent = visite.page(Role.CERES)
    visite.prendre(agent, "accueil-agent")
    visite.aller(agent, "/attestations", "attestations", guide=700)
    agent.get_by_role("link", name=re.compile("^Lire et attester")).first.click()
    visite.prendre(agent, "attestation")
    visite.toucher(agent, "Attester ces résultats", "attestation-relue", guide=900)
    agent.get_by_role("button", name=re.compile("^Attester la session")).click()


def _horaires(visite: Visite, page: Page) -> None:
    page.get_by_role("link", name="Fixer les jours et heures").click()
    page.get_by_label("Heure pour tous").fill("07:45")
    page.locator("#candidats-0-heure").fill("13:30")
    visite.prendre(page, "horaires", guide=900)
    page.locator("#candidats-1-jour").evaluate("champ => { champ.type = 'text'; champ.value = '2031-01-01' }")
    page.locator("form").last.evaluate("formulaire => { formulaire.noValidate = true }")
    visite.toucher(page, "Relire ce qui change", "horaires-erreur")
    page.locator("#candidats-1-jour").fill("")
    visite.toucher(page, "Relire ce qui change", "horaires-relus")


def atelier(visite: Visite, numero: str) -> None:
    """The pages of the printing staff."""
    page = visite.page(Role.IMPRESSION)
    visite.prendre(page, "atelier")
    visite.aller(page, "/impression", "impression-vide")
    page.goto("/lots/nouveau")
    page.get_by_role("row", name=re.compile("Session 123456")).get_by_role("checkbox").check()
    visite.prendre(page, "lot-nouveau", guide=1000)
    page.get_by_role("button", name="Choisir les documents").click()
    page.locator("#type-parchemin").check()
    page.locator("#type-livret").check()
    page.get_by_label("Feuilles par volume").fill("3")
    visite.prendre(page, "lot-documents", guide=1000)
    visite.toucher(page, "Relire avant", "lot-relu", guide=800)
    page.locator(".dg-verifier__acte button").click()
    page.wait_for_url(re.compile("/impression/"))
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "lot", guide=1000)
    lot = page.url
    page.get_by_role("button", name=re.compile("^Marquer imprimés")).click()
    page.locator("input[name=siret]").first.check()
    visite.toucher(page, "Noter l’envoi", "lot-expedie")
    visite.aller(page, "/impression?etape=expedie", "impression")
    visite.aller(page, f"{lot}/manifeste", "manifeste", guide=760)
    visite.aller(page, f"{lot}/manifeste?cherche=zzz", "manifeste-vide")
    _imprimantes(visite, page)
    _papier(visite, page, numero)
    _stock(visite, page)


def _imprimantes(visite: Visite, page: Page) -> None:
    page.goto("/imprimantes")
    page.get_by_label("Imprimante", exact=False).last.fill("Atelier Sud")
    page.locator("#droite_recto").fill("1,5")
    page.locator("#bas_verso").fill("-0,5")
    visite.toucher(page, "Garder ce profil", "imprimantes", guide=1000)


def _papier(visite: Visite, page: Page, numero: str) -> None:
    visite.aller(page, "/papiers", "papiers")
    page.get_by_label("Numéro du papier").fill("2026-974-1")
    visite.toucher(page, "Chercher", "papiers-erreur")
    visite.aller(page, f"/papiers/{numero}", "papier", guide=1000)
    page.locator("#gachage-motif").select_option("BOURRAGE")
    visite.toucher(page, "Inscrire la feuille gâchée", "papier-gache")
    page.locator("#gachage-motif").select_option("AUTRE")
    visite.toucher(page, "Inscrire la feuille gâchée", "papier-erreur")


def _stock(visite: Visite, page: Page) -> None:
    visite.aller(page, "/stock", "stock")
    visite.aller(page, "/stock?departement=974", "stock-vide")
    page.get_by_label("Première feuille").fill("AB0001234")
    page.get_by_label("Dernière feuille").fill("AB0001333")
    visite.toucher(page, "Inscrire la réception", "reception")
    page.get_by_role("button", name=re.compile("^Inscrire 100")).click()
    page.get_by_label("Numéro de la feuille").fill("AB0001240")
    page.get_by_label("Motif").select_option("BOURRAGE")
    page.get_by_role("button", name="Inscrire au rebut").click()
    page.get_by_label("Feuilles comptées").fill("99")
    visite.toucher(page, "Comparer", "stock-juste", guide=900)
    visite.aller(page, "/stock", "stocks", guide=600)
    page.goto("/stock?departement=974")
    page.get_by_label("Feuilles comptées").fill("97")
    visite.toucher(page, "Comparer", "stock-ecart")


def administrateur(visite: Visite) -> None:
    """The pages of who keeps the service."""
    page = visite.page(Role.ADMIN)
    lot = {"charges": [refusee()], "types": ["convocation_candidat"]}
    entetes = {"Authorization": f"Bearer {visite.cles[Role.ADMIN]}", "Content-Type": "application/json"}
    travail = page.request.post("/v1/lots", data=json.dumps(lot), headers=entetes).json()["id"]
    page.goto(f"/travaux/{travail}")
    page.wait_for_url("**/impression/*")
    visite.aller(page, "/administration", "tableau-de-bord", guide=900)
    visite.aller(page, "/administration/travaux", "travaux-echoues", guide=900)
    for nom in ("acces", "journal", "sante"):
        visite.aller(page, f"/administration/{nom}", nom)


def main() -> None:
    """Take them all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dossier", type=Path, default=Path(tempfile.gettempdir()) / "docgen-captures")
    dossier: Path = options.parse_args().dossier
    dossier.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as lieu, sync_playwright() as pilote:
        navigateur = pilote.chromium.launch(**lancement())
        with _visite(
            navigateur, Path(lieu, "ouvert"), dossier, DOCGEN_URL_PUBLIQUE="http://papiers.exemple.fr"
        ) as ouverte:
            authentique(ouverte)
        with _visite(navigateur, Path(lieu, "essai"), dossier) as visite:
            public(visite)
            numero, adresse = centre(visite)
            atelier(visite, numero)
            verdicts(visite, adresse)
            administrateur(visite)
        navigateur.close()
    print(f"{len(visite.vus) + 1} pages dans {dossier}, à {len(LARGEURS)} largeurs, claires et sombres.")


@contextmanager
def _visite(navigateur: Browser, lieu: Path, dossier: Path, **variables: str) -> Iterator[Visite]:
    """A visit of a new service."""
    lieu.mkdir()
    with service(lieu, **variables) as (adresse, cles):
        yield Visite(navigateur, adresse, cles, dossier)


if __name__ == "__main__":
    main()
