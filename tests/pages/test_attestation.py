"""The path of an agent of the State: read what waits, send it back, attest it; the centre sees each."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.pages.site import VISITEURS, Site, charge, suivre


@VISITEURS
def test_un_agent_renvoie_puis_atteste_et_le_centre_le_voit(
    visiteur: Callable[..., Page], site: Site, script: bool
) -> None:
    numero = "520001" if script else "520002"
    session = charge("titre-validee", numero)
    session["candidats"][3]["resultat"].update(decision="REFUSE", ccp_acquis=[])
    depot = site.appeler("centre", "POST", "/v1/depots", json=session).json()["id"]
    agent = visiteur("ceres", java_script_enabled=script)
    agent.goto("/attestations")
    expect(agent.get_by_role("row", name=re.compile(numero))).to_contain_text("en attente de l’État")
    suivre(agent.get_by_role("link", name=f"Lire et attester la session {numero}"))
    lignes = agent.locator("tbody tr")
    assert lignes.count() == len(session["candidats"])
    expect(lignes.first).to_contain_text("Admise")
    for atteste in (
        "Camille EXEMPLE, Directrice",
        "311u",
        "n° 2019-0042",
        "Arrêté du titre",
        "DIECCTE de La Réunion",
        "(CP-990102)",
    ):
        expect(agent.get_by_role("region", name="La session, telle que les papiers la diront")).to_contain_text(atteste)
    agent.get_by_label(re.compile("^Ce qui est à corriger")).fill("Vérifiez le deuxième prénom.")
    suivre(agent.get_by_role("button", name="Renvoyer ce dépôt"))
    expect(agent.get_by_text("renvoyée au centre", exact=True)).to_be_visible()
    centre = visiteur("centre", java_script_enabled=script)
    centre.goto(f"/depots/{depot}")
    expect(centre.get_by_text("Vérifiez le deuxième prénom.")).to_be_visible()
    suivre(agent.get_by_role("button", name="Attester ces résultats"))
    expect(agent.get_by_role("heading", level=1)).to_have_text(f"Attester la session {numero}")
    comptes = "6 inscrits, 5 présents, 1 absent, 2 admis, 1 partiellement admis, 2 refusés"
    expect(agent.get_by_role("definition").filter(has_text=comptes)).to_be_visible()
    suivre(agent.get_by_role("button", name=f"Attester la session {numero}"))
    expect(agent.get_by_text("attestée", exact=True)).to_be_visible()
    assert agent.get_by_role("button", name="Attester ces résultats").count() == 0
    centre.reload()
    expect(centre.get_by_role("link", name="Émettre tous les papiers")).to_be_visible()


def test_un_centre_n_atteint_pas_les_pages_de_l_agent(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    reponse = page.goto("/attestations")
    assert reponse is not None
    assert reponse.status == 403
    assert page.get_by_role("link", name="Attestations").count() == 0
