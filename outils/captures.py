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
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from docgen.domain.papiers.numero import caractere_de_controle
from outils.appareil import LARGEURS, SIRET, Visite, adresse_du_qr, service
from outils.navigateur import lancement
from outils.rendus import scan, signees
from service.sessions.exemples import exemple
from service.socle.appelant import Role


def charge(nom: str) -> Any:
    """An example, for the centre of this visit."""
    return json.loads(exemple(f"session-{nom}.json", date.today(), SIRET))


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


def deposer(page: Page, nom: str, donnees: Any) -> None:
    """Send a session."""
    octets = donnees if isinstance(donnees, bytes) else json.dumps(donnees, ensure_ascii=False, indent=2).encode()
    page.goto("/depots/nouveau")
    envoi: Any = {"name": nom, "mimeType": "application/json", "buffer": octets}
    page.get_by_label("Fichiers des sessions").set_input_files(envoi)
    page.get_by_role("button", name="Contrôler").click()


def public(visite: Visite) -> None:
    """The pages of who has not signed in."""
    page = visite.page()
    page.goto("/")
    visite.prendre(page, "accueil")
    page.goto("/connexion")
    visite.prendre(page, "connexion")
    page.get_by_label("Clé d’accès").fill("dk_essai")
    page.get_by_role("button", name="Se connecter").click()
    visite.prendre(page, "connexion-refusee")
    page.goto("/verification")
    visite.prendre(page, "verification")
    for nom, adresse in (
        ("inconnu", f"2026-974-9999999-{caractere_de_controle('20269749999999')}"),
        ("incorrect", "2026-974-0000001-A"),
        ("absente", "../rien"),
    ):
        page.goto(f"/verification/{adresse}")
        visite.prendre(page, f"verification-{nom}")


def verdicts(visite: Visite, adresse: str) -> None:
    """What anyone may learn of a paper: as it is, without its key, then annulled and issued again."""
    page, ceres = visite.page(), visite.page(Role.CERES)
    numero = adresse.partition("#")[0].rpartition("/")[2]
    for nom, lieu in (
        ("specimen", adresse),
        ("sans-cle", adresse.partition("#")[0]),
        ("en-anglais", adresse.replace("#", "?langue=en#")),
        ("cle-fausse", f"/verification?numero={numero}&cle=0000-0000-0000"),
    ):
        page.goto(lieu)
        visite.prendre(page, f"verification-{nom}", guide=640 if nom == "specimen" else 0)
    page.goto(adresse)
    page.pdf(path=visite.dossier / "verification-imprimee.pdf", format="A4")
    ceres.goto(f"/papiers/{numero}")
    visite.prendre(ceres, "papier-ceres")
    ceres.locator("#annulation-motif").select_option("ERREUR_IDENTITE")
    ceres.get_by_label("Pour une rectification").check()
    ceres.get_by_role("button", name="Annuler ce papier").click()
    visite.prendre(ceres, "annulation")
    ceres.get_by_role("button", name=re.compile("^Annuler définitivement")).click()
    visite.prendre(ceres, "papier-annule")
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
    page.goto("/sessions")
    visite.prendre(page, "sessions-vide")
    page.goto("/travaux")
    visite.prendre(page, "travaux-vide")
    page.goto("/impression")
    visite.prendre(page, "interdit")
    page.goto("/depots/nouveau")
    visite.prendre(page, "depot-nouveau")
    deposer(page, "session.json", b"")
    visite.prendre(page, "depot-fichier-vide")
    deposer(page, "session-234567.json", mal_formee())
    visite.prendre(page, "depot-malforme", guide=900)
    deposer(page, "session-234567.json", refusee())
    visite.prendre(page, "depot-refuse", guide=1000)
    deposer(page, "session-234567.json", charge("titre-a-convoquer"))
    visite.prendre(page, "depot-convocations")
    _horaires(visite, page)
    deposer(page, "session-123456.json", charge("titre-validee"))
    visite.prendre(page, "session-en-attente")
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
    page.goto(f"{session}/remise")
    visite.prendre(page, "remise-vide")
    page.goto(session)
    page.get_by_role("link", name=re.compile("^Aperçu : Parchemin")).first.click()
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "apercu-brouillon")
    page.goto(session)
    page.get_by_role("link", name="Émettre tous les papiers").click()
    visite.prendre(page, "emission", guide=900)
    page.get_by_role("button", name=re.compile("^Émettre")).click()
    visite.prendre(page, "travail-en-cours")
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
    page.goto(session)
    visite.prendre(page, "session-emise")
    page.goto(f"{session}/remise")
    numero = page.locator("td.dg-chiffres").first.inner_text()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Relire les retraits cochés").click()
    visite.prendre(page, "remise-relue")
    page.get_by_role("button", name=re.compile("^Noter 1")).click()
    visite.prendre(page, "remise", guide=1000)
    for nom in ("", "sessions", "depots", "travaux", "aide", "aide/centres", "aide/regles", "accessibilite"):
        page.goto(f"/{nom}")
        visite.prendre(page, nom.replace("/", "-") or "accueil-centre", guide=800 if nom == "sessions" else 0)
    page.goto("/nulle-part")
    visite.prendre(page, "absente")
    _retours(visite, page, rendus)
    return numero, adresse


def _retours(visite: Visite, page: Page, papiers: dict[str, bytes]) -> None:
    """Signed papers come back: the code of a page is hidden, another page came twice, one not at all."""
    alea = random.Random(12)
    pages = {nom: signees(contenu, alea) for nom, contenu in papiers.items()}
    page.goto("/retours")
    visite.prendre(page, "retours-vide")
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
    page.get_by_role("button", name="Inscrire ces remises").click()
    visite.prendre(page, "retour-remises")
    page.goto("/retours")
    visite.prendre(page, "retours")


def _attester(visite: Visite) -> None:
    """The State says that the session was validated with these results."""
    agent = visite.page(Role.CERES)
    visite.prendre(agent, "accueil-agent")
    agent.goto("/attestations")
    visite.prendre(agent, "attestations", guide=700)
    agent.get_by_role("link", name=re.compile("^Lire et attester")).first.click()
    visite.prendre(agent, "attestation")
    agent.get_by_role("button", name="Attester ces résultats").click()
    visite.prendre(agent, "attestation-relue", guide=900)
    agent.get_by_role("button", name=re.compile("^Attester la session")).click()


def _horaires(visite: Visite, page: Page) -> None:
    page.get_by_role("link", name="Fixer les jours et heures").click()
    page.get_by_label("Heure pour tous").fill("07:45")
    page.locator("#candidats-0-heure").fill("13:30")
    visite.prendre(page, "horaires", guide=900)
    page.locator("#candidats-1-jour").evaluate("champ => { champ.type = 'text'; champ.value = '2031-01-01' }")
    page.locator("form").last.evaluate("formulaire => { formulaire.noValidate = true }")
    page.get_by_role("button", name="Relire ce qui change").click()
    visite.prendre(page, "horaires-erreur")
    page.locator("#candidats-1-jour").fill("")
    page.get_by_role("button", name="Relire ce qui change").click()
    visite.prendre(page, "horaires-relus")


def atelier(visite: Visite, numero: str) -> None:
    """The pages of the printing staff."""
    page = visite.page(Role.IMPRESSION)
    visite.prendre(page, "atelier")
    page.goto("/impression")
    visite.prendre(page, "impression-vide")
    page.goto("/lots/nouveau")
    page.get_by_role("row", name=re.compile("Session 123456")).get_by_role("checkbox").check()
    visite.prendre(page, "lot-nouveau", guide=1000)
    page.get_by_role("button", name="Choisir les documents").click()
    page.locator("#type-parchemin").check()
    page.locator("#type-livret").check()
    page.get_by_label("Feuilles par volume").fill("3")
    visite.prendre(page, "lot-documents", guide=1000)
    page.get_by_role("button", name="Relire avant").click()
    visite.prendre(page, "lot-relu", guide=800)
    page.locator(".dg-verifier__acte button").click()
    page.wait_for_url(re.compile("/impression/"))
    page.wait_for_load_state("networkidle")
    visite.prendre(page, "lot", guide=1000)
    lot = page.url
    page.get_by_role("button", name=re.compile("^Marquer imprimés")).click()
    page.locator("input[name=siret]").first.check()
    page.get_by_role("button", name="Noter l’envoi").click()
    visite.prendre(page, "lot-expedie")
    page.goto("/impression?etape=expedie")
    visite.prendre(page, "impression")
    page.goto(f"{lot}/manifeste")
    visite.prendre(page, "manifeste", guide=760)
    page.goto(f"{lot}/manifeste?cherche=zzz")
    visite.prendre(page, "manifeste-vide")
    _imprimantes(visite, page)
    _papier(visite, page, numero)
    _stock(visite, page)


def _imprimantes(visite: Visite, page: Page) -> None:
    page.goto("/imprimantes")
    page.get_by_label("Imprimante", exact=False).last.fill("Atelier Sud")
    page.locator("#droite_recto").fill("1,5")
    page.locator("#bas_verso").fill("-0,5")
    page.get_by_role("button", name="Garder ce profil").click()
    visite.prendre(page, "imprimantes", guide=1000)


def _papier(visite: Visite, page: Page, numero: str) -> None:
    page.goto("/papiers")
    visite.prendre(page, "papiers")
    page.get_by_label("Numéro du papier").fill("2026-974-1")
    page.get_by_role("button", name="Chercher").click()
    visite.prendre(page, "papiers-erreur")
    page.goto(f"/papiers/{numero}")
    visite.prendre(page, "papier", guide=1000)
    page.locator("#gachage-motif").select_option("BOURRAGE")
    page.get_by_role("button", name="Inscrire la feuille gâchée").click()
    visite.prendre(page, "papier-gache")
    page.locator("#gachage-motif").select_option("AUTRE")
    page.get_by_role("button", name="Inscrire la feuille gâchée").click()
    visite.prendre(page, "papier-erreur")


def _stock(visite: Visite, page: Page) -> None:
    page.goto("/stock")
    visite.prendre(page, "stock")
    page.goto("/stock?departement=974")
    visite.prendre(page, "stock-vide")
    page.get_by_label("Première feuille").fill("AB0001234")
    page.get_by_label("Dernière feuille").fill("AB0001333")
    page.get_by_role("button", name="Inscrire la réception").click()
    visite.prendre(page, "reception")
    page.get_by_role("button", name=re.compile("^Inscrire 100")).click()
    page.get_by_label("Numéro de la feuille").fill("AB0001240")
    page.get_by_label("Motif").select_option("BOURRAGE")
    page.get_by_role("button", name="Inscrire au rebut").click()
    page.get_by_label("Feuilles comptées").fill("99")
    page.get_by_role("button", name="Comparer").click()
    visite.prendre(page, "stock-juste", guide=900)
    page.goto("/stock")
    visite.prendre(page, "stocks", guide=600)
    page.goto("/stock?departement=974")
    page.get_by_label("Feuilles comptées").fill("97")
    page.get_by_role("button", name="Comparer").click()
    visite.prendre(page, "stock-ecart")


def administrateur(visite: Visite) -> None:
    """The pages of who keeps the service."""
    page = visite.page(Role.ADMIN)
    lot = {"charges": [refusee()], "types": ["convocation_candidat"]}
    entetes = {"Authorization": f"Bearer {visite.cles[Role.ADMIN]}", "Content-Type": "application/json"}
    travail = page.request.post("/v1/lots", data=json.dumps(lot), headers=entetes).json()["id"]
    page.goto(f"/travaux/{travail}")
    page.wait_for_url("**/impression/*")
    for nom, adresse, guide in (
        ("tableau-de-bord", "/administration", 900),
        ("travaux-echoues", "/administration/travaux", 900),
        ("acces", "/administration/acces", 0),
        ("journal", "/administration/journal", 0),
        ("sante", "/administration/sante", 0),
    ):
        page.goto(adresse)
        visite.prendre(page, nom, guide=guide)


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
