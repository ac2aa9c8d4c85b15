"""Anyone who holds a paper: the words of each verdict, nothing more than the paper shows, and no way to enumerate."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.lecture_pdf import textes
from tests.pages.etats import Peuplement
from tests.pages.site import Site, charge, demarrer, insecables

CODE_FAUX = "A" * 86


@pytest.fixture(scope="module")
def peuplement(site: Site) -> Peuplement:
    return Peuplement(site)


@pytest.fixture(scope="module")
def remplace(site: Site, peuplement: Peuplement) -> str:
    """A paper annulled to be corrected, and issued again under another number; the number of the first."""
    numero = peuplement.numeros[1]
    peuplement.appeler(
        "ceres", "POST", f"/v1/registre/{numero}/annulation", {"motif": "nom faux", "rectification": True}
    )
    destinataire = peuplement.appeler("ceres", "GET", f"/v1/registre/{numero}")["destinataire"]
    peuplement.document("parchemin", destinataire, charge("titre-validee"))
    return numero


def _verdict(page: Page) -> str:
    return insecables(page.locator(".dg-verdict").inner_text())


@pytest.mark.parametrize("script", [True, False], ids=["avec script", "sans script"])
def test_le_code_qr_mene_au_verdict(visiteur: Callable[..., Page], peuplement: Peuplement, script: bool) -> None:
    page = visiteur(java_script_enabled=script)
    numero = peuplement.numeros[3]
    page.goto(peuplement.verification(numero))
    verdict = _verdict(page)
    assert verdict.startswith("Authentique")
    assert numero in verdict
    assert re.search(r"Titulaire\n.+\n", verdict)
    for discret in ("SIRET", "session", "9741411152"):
        assert discret not in verdict
    assert page.context.cookies() == []


def test_un_numero_et_un_code_tapes(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    numero = peuplement.numeros[3]
    code = peuplement.verification(numero).partition("c=")[2]
    page = visiteur()
    page.goto("/verification")
    page.get_by_label("Numéro du papier").fill(f" {numero.lower()} ")
    page.get_by_label("Code de contrôle").fill(f"{code[:40]} {code[40:]}")
    page.get_by_role("button", name="Vérifier").click()
    assert _verdict(page).startswith("Authentique")


def test_l_adresse_du_code_qr_se_colle_dans_le_champ(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    numero = peuplement.numeros[3]
    page = visiteur()
    page.goto("/verification")
    page.get_by_label("Numéro du papier").fill(peuplement.adresses[numero])
    page.get_by_role("button", name="Vérifier").click()
    assert _verdict(page).startswith("Authentique")


def test_un_papier_annule_le_dit_avec_son_jour(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    page = visiteur()
    page.goto(peuplement.verification(peuplement.numeros[2]))
    assert re.match(r"Annulé le \d", _verdict(page))


def test_un_papier_remplace_dit_par_lequel(
    visiteur: Callable[..., Page], peuplement: Peuplement, remplace: str
) -> None:
    page = visiteur()
    page.goto(peuplement.verification(remplace))
    trouve = re.match(r"Remplacé par le n° (\S+)", _verdict(page))
    assert trouve is not None
    assert trouve[1] != remplace


def test_un_code_faux_ne_dit_rien_du_papier(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    page = visiteur()
    page.goto(f"/verification?numero={peuplement.numeros[3]}&c={CODE_FAUX}")
    assert _verdict(page).startswith("Code incorrect")
    assert "Titulaire" not in page.inner_text("main")


def test_on_n_enumere_pas(site: Site, peuplement: Peuplement) -> None:
    """With a wrong code or none, a number that exists is answered word for word as one that does not."""
    emis = peuplement.numeros[3]
    jamais = next(_numeros_jamais_emis(emis))
    for suite in ("", f"?c={CODE_FAUX}", f"?k=00000000&c={CODE_FAUX}"):
        for accept in ("text/html", "application/json"):
            reponses = [
                httpx.get(f"{site.adresse}/verification/{numero}{suite}", headers={"Accept": accept})
                for numero in (emis, jamais)
            ]
            assert reponses[0].status_code == reponses[1].status_code == 200
            corps = [_sans_instant(reponse.text) for reponse in reponses]
            assert corps[0].replace(emis, "N") == corps[1].replace(jamais, "N"), (suite, accept)
            assert "set-cookie" not in reponses[0].headers


def test_le_meme_verdict_en_json(site: Site, peuplement: Peuplement) -> None:
    adresse = site.adresse + peuplement.verification(peuplement.numeros[3])
    lu = httpx.get(adresse, headers={"Accept": "application/json"}).json()
    assert lu["verdict"] == "authentique"
    assert lu["numero"] == peuplement.numeros[3]


def test_un_registre_absent_n_accuse_personne(site: Site, peuplement: Peuplement, tmp_path: Path) -> None:
    """The database goes away under a running service: the answer is 503, and says that nothing is known."""
    copie = tmp_path / "copie"
    copie.mkdir()
    with demarrer(copie) as autre:
        assert httpx.get(f"{autre.adresse}/sante").status_code == 200
        (copie / "docgen.db").rename(copie / "partie.db")
        (copie / "docgen.db").mkdir()
        adresse = autre.adresse + peuplement.verification(peuplement.numeros[3])
        page = httpx.get(adresse, headers={"Accept": "text/html"})
        json = httpx.get(adresse, headers={"Accept": "application/json"})
        shutil.rmtree(copie / "docgen.db")
    assert page.status_code == json.status_code == 503
    assert json.json()["verdict"] == "vérification indisponible"
    texte = insecables(page.text)
    assert "Vérification indisponible" in texte
    for accusation in ("invalide", "incorrect", "inconnu", "faux"):
        assert accusation not in texte.casefold()


def test_les_essais_sont_comptes(tmp_path: Path, navigateur: Any) -> None:
    with demarrer(tmp_path, DOCGEN_DEBIT_VERIFICATION="3/minute") as site:
        statuts = [httpx.get(f"{site.adresse}/verification/2026-974-000000{rang}-A").status_code for rang in range(5)]
        assert statuts[:3] == [200, 200, 200]
        assert statuts[3:] == [429, 429]
        contexte = navigateur.new_context(base_url=site.adresse)
        page = contexte.new_page()
        reponse = page.goto("/verification/2026-974-0000001-A")
        assert reponse.status == 429
        assert int(reponse.header_value("retry-after")) > 0
        expect(page.get_by_role("heading", level=1)).to_have_text("Trop de demandes en peu de temps")
        contexte.close()


def test_le_verdict_s_imprime(visiteur: Callable[..., Page], peuplement: Peuplement) -> None:
    page = visiteur()
    page.goto(peuplement.verification(peuplement.numeros[3]))
    pages = textes(page.pdf(format="A4"))
    assert len(pages) == 1
    assert "Authentique" in pages[0]
    assert peuplement.numeros[3] in pages[0].replace("\n", "")
    assert "Vérifier un autre papier" not in pages[0]


def _numeros_jamais_emis(emis: str) -> Iterator[str]:
    """Well-formed numbers of the same series, whose check character is right, that were never given."""
    from docgen.domain.papiers.numero import Numero

    modele = Numero.lire(emis)
    for sequence in range(900_000, 900_010):
        yield str(Numero(modele.serie, modele.annee, modele.departement, sequence))


def _sans_instant(texte: str) -> str:
    return re.sub(r"Réponse donnée le .*? par", "", texte)
