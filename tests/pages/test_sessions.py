"""The sessions of a centre: found, read, corrected, followed; what remains once their files are gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import delete

from service.sessions.repertoire import oublier_les_depots
from service.socle import tables
from service.socle.donnees import ouvrir_base
from service.travaux.tables import Carnet, Etat
from service.travaux.vues import compte_du_travail, palier_de, phrase_du_travail
from tests.pages.etats import Appels
from tests.pages.site import (
    LECTEURS,
    VISITEURS,
    Site,
    attester,
    charge,
    contexte,
    deposer,
    emettre,
    entrer,
    fichier,
    insecables,
    suivre,
    telecharger,
)
from tests.serveur_web import port_libre
from tests.service.http.serveur import servir

LUS = "Ce fichier est à corriger"


def _obtenir(site: Site, session: Any) -> None:
    """Attest a session, and have its parchemins numbered."""
    attester(site, session)
    for genre in ("parchemin", "livret"):
        site.appeler("centre", "POST", f"/v1/documents/{genre}", json=session)


@VISITEURS
def test_une_session_se_trouve_par_son_etape_une_personne_ou_un_numero(
    visiteur: Callable[..., Page], site: Site, script: bool
) -> None:
    base = "62000" if script else "63000"
    nom = "ZOLA-AUBÉPINE" if script else "ZEPHYR-ÉPINE"
    attend, emise = charge("titre-validee", f"{base}1"), charge("titre-validee", f"{base}2")
    attend["candidats"][0]["nom"] = nom
    page = visiteur("centre", java_script_enabled=script)
    for une in (attend, emise, charge("titre-a-convoquer", f"{base}3")):
        deposer(page, fichier(une))
    _obtenir(site, emise)
    page.goto("/")
    suivre(page.get_by_role("link", name="En attente de l’État"))
    lignes = page.locator("tbody tr")
    assert lignes.filter(has_text=f"{base}1").count() == 1
    assert lignes.filter(has_text=f"{base}2").count() == 0
    page.get_by_label(re.compile("^Chercher")).fill(nom.replace("É", "e").lower())
    suivre(page.get_by_role("button", name="Chercher"))
    assert lignes.count() == 1
    expect(lignes.first).to_contain_text("Attendre l’attestation de l’État")
    page.goto(f"/sessions?cherche={base}2")
    expect(lignes.first).to_contain_text("Remettre 4")
    numero = site.numeros(f"{base}2")[0]
    page.get_by_label(re.compile("^Chercher")).fill(numero)
    suivre(page.get_by_role("button", name="Chercher"))
    page.wait_for_url(re.compile(f"/sessions/[0-9]+/{base}2"))
    expect(page.locator(f"#papier-{numero}")).to_contain_text("émis")
    expect(page.get_by_role("link", name="Suivre la remise des papiers")).to_be_visible()
    assert page.get_by_role("link", name="Émettre tous les papiers").count() == 0


def test_une_session_survit_a_ses_fichiers(visiteur: Callable[..., Page], site: Site) -> None:
    """Ninety days later, the register still tells its people, their papers and who collected them."""
    session = charge("titre-validee", "620010")
    session["candidats"][0]["nom"] = "QUATREVINGT"
    page = visiteur("centre")
    deposer(page, fichier(session))
    adresse = page.url
    _obtenir(site, session)
    base = ouvrir_base(f"sqlite:///{site.dossier}/docgen.db")
    with base.ecriture() as ouverte:
        ouverte.execute(delete(tables.depots).where(tables.depots.c.session == "620010"))
        oublier_les_depots(ouverte)
    base.fermer()
    page.goto(adresse)
    expect(page.get_by_text("ont passé l’âge d’être gardés")).to_be_visible()
    assert page.get_by_role("row", name=re.compile("QUATREVINGT")).count() == 1
    recu = telecharger(page.get_by_role("button", name=re.compile("^PDF : Parchemin")).first)
    assert any(numero in recu.suggested_filename for numero in site.numeros("620010"))
    assert recu.path().read_bytes().startswith(b"%PDF-")
    page.goto("/sessions?cherche=quatrevingt")
    assert page.locator("tbody tr").count() == 1
    page.goto(f"{adresse}/remise")
    page.get_by_role("checkbox").first.check()
    suivre(page.get_by_role("button", name="Relire les retraits cochés"))
    suivre(page.get_by_role("button", name=re.compile("^Noter 1.retrait")))
    expect(page.get_by_role("status")).to_contain_text("1 retrait est noté")


def test_une_remise_notee_par_erreur_se_corrige(visiteur: Callable[..., Page], site: Site) -> None:
    session = charge("titre-validee", "620020")
    _obtenir(site, session)
    page = visiteur("centre")
    page.goto("/sessions/99999999700011/620020/remise")
    assert page.get_by_role("checkbox").count() == 4
    for case in page.get_by_role("checkbox").all():
        case.check()
    suivre(page.get_by_role("button", name="Relire les retraits cochés"))
    suivre(page.get_by_role("button", name=re.compile("^Noter 4.retraits")))
    page.goto("/sessions?cherche=620020")
    expect(page.locator("tbody tr")).to_contain_text("Envoyer le formulaire de remise signé")
    page.goto("/sessions/99999999700011/620020/remise")
    suivre(page.get_by_role("button", name=re.compile("^Ce retrait est une erreur")).first)
    assert page.get_by_role("checkbox").count() == 1
    page.get_by_role("checkbox").check()
    suivre(page.get_by_role("button", name="Relire les retraits cochés"))
    suivre(page.get_by_role("button", name=re.compile("^Noter 1.retrait")))
    assert page.get_by_role("checkbox").count() == 0


def test_quarante_deux_erreurs_se_lisent_en_quelques_lignes(visiteur: Callable[..., Page], site: Site) -> None:
    """The same fault of forty candidates is one entry; whose it is, which field; who can mend it; to be printed."""
    fausse = charge("titre-a-convoquer", "620030")
    modele = fausse["candidats"][0]
    fausse["candidats"] = [
        {
            **modele,
            "id": f"C{rang}",
            "nom": f"NOM{rang}",
            "naissance": {**modele["naissance"], "date": f"0{rang}/01/1990"},
        }
        for rang in range(40)
    ]
    fausse["jures"][0]["nom"] = ""
    fausse["inconnu"] = 1
    page = visiteur("centre")
    deposer(page, fichier(fausse))
    expect(page.get_by_role("heading", level=1)).to_have_text(LUS)
    expect(page.locator("#sommaire")).to_be_focused()
    sommaire = [insecables(texte) for texte in page.get_by_role("alert").get_by_role("link").all_inner_texts()]
    assert sum(dit.startswith("40 candidats : date de naissance") for dit in sommaire) == 1
    assert len(sommaire) == 3
    ceres, editeur = (
        page.get_by_role("region", name=nom) for nom in ("À corriger dans CERES", re.compile("l’éditeur"))
    )
    assert ceres.get_by_role("article").count() == 2
    expect(editeur.get_by_role("article")).to_contain_text("inconnu")
    assert ceres.get_by_role("listitem").count() == 40
    expect(ceres.get_by_role("listitem").nth(1)).to_contain_text("2e candidat")
    recu = telecharger(page.get_by_role("link", name=re.compile("^Télécharger la liste")))
    lignes = recu.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lignes) == 43
    assert sum(";date de naissance;" in ligne for ligne in lignes) == 40
    page.goto("/sessions?cherche=620030")
    expect(page.locator("tbody tr")).to_contain_text("à corriger")


def test_des_vagues_se_remplissent_puis_se_relisent(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre", java_script_enabled=False)
    deposer(page, fichier(charge("titre-a-convoquer", "620040")))
    suivre(page.get_by_role("link", name="Fixer les jours et heures de convocation"))
    page.get_by_label("Première vague").fill("08:00")
    page.get_by_label(re.compile("^Puis toutes les")).fill("45")
    page.get_by_label("Personnes par vague").fill("2")
    suivre(page.get_by_role("button", name="Remplir les heures"))
    heures = page.get_by_label(re.compile("^Heure de convocation"))
    assert [heures.nth(rang).input_value() for rang in range(3)] == ["08:00", "08:00", "08:45"]
    suivre(page.get_by_role("button", name=re.compile("^Appliquer dessous")).nth(2))
    assert heures.nth(3).input_value() == "08:45"
    suivre(page.get_by_role("button", name="Relire ce qui change"))
    recapitulatif = page.locator("tbody tr")
    assert recapitulatif.count() >= 2
    assert recapitulatif.filter(has_text=re.compile("à 8.h.45")).count() >= 2
    suivre(page.get_by_role("button", name=re.compile("^Enregistrer")))
    page.wait_for_url(re.compile("/sessions/"))


def test_plusieurs_fichiers_se_deposent_a_la_fois(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre", java_script_enabled=False)
    autre = charge("titre-a-convoquer", "620053")
    autre["centre"]["siret"] = "99999999800019"
    premier, second = (charge("titre-a-convoquer", "620052") for _ in range(2))
    second["candidats"][0]["nom"] = "LEBRUN"
    envois = [charge("titre-a-convoquer", "620051"), premier, autre, second]
    page.goto("/depots/nouveau")
    champ = page.get_by_label("Fichiers des sessions")
    champ.set_input_files([fichier(un, f"session-{rang}.json") for rang, un in enumerate([*envois, b"{"])])
    suivre(page.get_by_role("button", name="Contrôler"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^4.fichiers reçus"))
    expect(page.locator("tbody tr td:last-child")).to_have_text(
        ["prêt", "remplacé par un fichier suivant", "prêt", "fichier à corriger"]
    )
    expect(page.get_by_role("alert")).to_contain_text("session-2.json")
    expect(page.get_by_role("row", name=re.compile("session-4.json"))).to_contain_text("fichier à corriger")


def test_un_travail_se_suit_malgre_les_refus_et_les_coupures(visiteur: Callable[..., Page], site: Site) -> None:
    """Too many calls, then no answer at all: the page goes on; what is read aloud, and the focus, stay."""
    session = charge("titre-validee", "620060")
    attester(site, session)
    page = visiteur("centre")
    deposer(page, fichier(session))
    refus = iter(["429", "coupure", "429"])

    def gener(route: Route) -> None:
        genre = next(refus, None)
        if genre == "429":
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="{}")
        elif genre == "coupure":
            route.abort()
        else:
            route.continue_()

    page.route("**/suivi*", gener)
    emettre(page)
    page.locator("#ou-en-est").evaluate("phrase => { phrase.dataset.memoire = 'la même' }")
    page.get_by_role("button", name="Annuler ce travail").focus()
    expect(page.get_by_role("link", name=re.compile("^Tout télécharger"))).to_be_visible(timeout=60_000)
    assert next(refus, None) is None
    assert page.locator("#ou-en-est").get_attribute("data-memoire") == "la même"
    expect(page.locator("#ou-en-est")).to_contain_text("Tout est fait")
    expect(page.locator("#acte")).to_be_focused()
    suivre(page.get_by_role("link", name="Voir chaque personne et ses papiers"))
    numeros = page.locator("td b.dg-numero")
    assert sorted(numeros.all_inner_texts()) == sorted(site.numeros("620060"))
    recu = telecharger(page.get_by_role("button", name=re.compile("^PDF : Parchemin")).first)
    assert recu.path().read_bytes().startswith(b"%PDF-")


def test_l_avancement_n_est_lu_a_voix_haute_qu_a_ses_paliers(visiteur: Callable[..., Page], site: Site) -> None:
    """Two hundred documents, counted one by one, are told in seven sentences; what was said is not sent again."""
    appels, session = Appels(site), charge("titre-validee", "620080")
    dossier = appels.attendre(appels.appeler("centre", "POST", "/v1/dossiers?types=bordereau_pv", session))
    fini = Carnet(ouvrir_base(f"sqlite:///{site.dossier}/docgen.db")).lire(dossier)
    assert fini is not None
    en_route = replace(fini, etat=Etat.EN_COURS, documents_prevus=200)
    vus = [replace(en_route, documents=faits) for faits in range(201)]
    assert len({compte_du_travail(vu) for vu in vus}) == 201
    dites = [(palier_de(vu), phrase_du_travail(vu)) for vu in (*vus, fini)]
    assert len(set(dites)) == len({palier for palier, _ in dites}) == 6
    page = visiteur("centre")
    for palier, redit in ((2, True), (palier_de(fini), False)):
        nouvelles = page.request.get(f"/travaux/{dossier}/suivi?version=0&palier={palier}").text()
        assert ("#ou-en-est" in nouvelles) is redit
        assert 'id="suite"' in nouvelles


def test_un_redemarrage_n_interrompt_ni_la_visite_ni_le_suivi(navigateur: Browser, tmp_path: Path) -> None:
    """The service stops while it issues, and starts again: whoever follows sees the end, still signed in."""
    arguments = ("--port", str(port_libre()))
    session = charge("titre-validee", "620070")
    with servir(tmp_path, arguments=arguments, appelants=LECTEURS) as serveur:
        site = Site(serveur.adresse, dict(serveur.secrets), tmp_path)
        contexte_ = contexte(navigateur, site)
        page = contexte_.new_page()
        entrer(page, site, "centre")
        attester(site, session)
        deposer(page, fichier(session))
        emettre(page)
    with servir(tmp_path, f"sqlite:///{tmp_path}/docgen.db", arguments, appelants=LECTEURS):
        expect(page.get_by_role("link", name=re.compile("^Tout télécharger"))).to_be_visible(timeout=60_000)
        suivre(page.get_by_role("link", name="Voir chaque personne et ses papiers"))
        assert page.locator("td b.dg-numero").count() == 4
        contexte_.close()


def test_l_aide_repond_a_chaque_regle(visiteur: Callable[..., Page]) -> None:
    page = visiteur()
    page.goto("/aide")
    suivre(page.get_by_role("link", name="Le livre des règles"))
    page.goto("/aide/regles#PARC-08")
    expect(page.locator("#PARC-08")).to_contain_text("l’État a attestée")
    page.goto("/aide/centres")
    image = page.get_by_role("img").first
    assert page.request.get(str(image.get_attribute("src"))).body().startswith(b"\x89PNG")
    for adresse in ("/contact", "/mentions-legales", "/accessibilite", "/confidentialite"):
        reponse = page.goto(adresse)
        assert reponse is not None
        assert reponse.ok
