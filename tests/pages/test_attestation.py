"""The path of an agent of the State: read what waits, send it back, attest it; the centre sees each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
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


@pytest.mark.parametrize(
    ("numero", "nature", "acquis"),
    [
        ("520003", {"type": "TITRE"}, "CCP\u00a01"),
        ("520004", {"type": "CCP", "entretien_final": False, "ccp": ["CP-990101"]}, "CCP\u00a01"),
        ("520005", {"type": "CCS", "entretien_final": False, "ccs": "CCS-990112"}, "CCS"),
    ],
)
def test_les_resultats_sont_ceux_du_proces_verbal(
    visiteur: Callable[..., Page], site: Site, numero: str, nature: dict[str, Any], acquis: str
) -> None:
    """What a decision gives is told by the payload in more than one way, and by the PV in one."""
    session = charge("titre-validee", numero)
    session["session"].update(nature)
    session["candidats"] = [session["candidats"][rang] for rang in (0, 4)]
    session["candidats"][0].update(ccp_anterieurs=["CP-990102"])
    session["candidats"][0]["resultat"].update(ccp_acquis=[])
    depot = site.appeler("ceres", "POST", "/v1/depots", json=session).json()["id"]
    agent = visiteur("ceres")
    agent.goto(f"/depots/{depot}/attestation")
    admise, absent = agent.locator("tbody tr").all()
    assert [cellule.inner_text() for cellule in admise.locator("td").all()[:3]] == ["Présente", "Admise", acquis]
    expect(absent).to_contain_text("Absence justifiée")


def test_un_centre_n_atteint_pas_les_pages_de_l_agent(visiteur: Callable[..., Page]) -> None:
    page = visiteur("centre")
    reponse = page.goto("/attestations")
    assert reponse is not None
    assert reponse.status == 403
    assert page.get_by_role("link", name="À attester").count() == 0
