"""What is measured besides calls, and what alerts and the dashboard say of it: every name exists, under load or not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import true

from docgen.errors import Origine
from docgen.settings import Configuration
from service.administration.mesures import mesurer
from service.administration.surveillance import Controle
from service.administration.tables import noter_sauvegarde
from service.contexte import Services
from service.socle.donnees import maintenant
from service.socle.observation import Mesures
from service.socle.reglages import ConfigurationService
from service.travaux.morceaux import Morceaux
from service.travaux.presence import Presence
from service.travaux.tables import Carnet
from tests.maison.arbre import RACINE
from tests.registre.lieux import JOUR, Lieu, demande

DEPLOIEMENT = RACINE / "docs" / "deploiement"
ALERTES = [
    regle
    for groupe in yaml.safe_load((DEPLOIEMENT / "alertes.yaml").read_text(encoding="utf-8"))["groups"]
    for regle in groupe["rules"]
]
PANNEAUX = json.loads((DEPLOIEMENT / "tableau-de-bord.json").read_text(encoding="utf-8"))["panels"]
EXPRESSIONS = [regle["expr"] for regle in ALERTES] + [
    cible["expr"] for panneau in PANNEAUX for cible in panneau["targets"]
]


@pytest.fixture
def services(lieu: Lieu, tmp_path: Path) -> Iterator[Services]:
    """A service that has worked, not started."""
    lieu.ouvrir().attribuer([demande()], JOUR)
    services = Services(ConfigurationService(Configuration(lieu.url, lieu.cles), str(tmp_path / "fichiers")))
    yield services
    services.fermer()


def lire(services: Services) -> dict[str, dict[tuple[str, ...], float]]:
    """Each sample by name and values of labels, as Prometheus reads them."""
    mesures = Mesures(lambda: mesurer(services))
    mesures.compter("/v1/documents/{type}", "POST", 200, 0.2)
    lues: dict[str, dict[tuple[str, ...], float]] = {}
    for famille in text_string_to_metric_families(mesures.texte().decode()):
        for point in famille.samples:
            lues.setdefault(point.name, {})[tuple(point.labels.values())] = point.value
    return lues


def par_origine(lues: dict[str, dict[tuple[str, ...], float]], quoi: str) -> dict[str, float]:
    """How many pieces, by whose trouble it was; every origin has its line, those without any too."""
    mesurees = lues[f"docgen_morceaux_{quoi}"]
    assert set(mesurees) == {(origine,) for origine in Origine}
    return {origine: nombre for (origine,), nombre in mesurees.items() if nombre}


def test_ce_qui_attend_ce_qui_se_fait_et_ce_qui_echoue_se_mesurent(services: Services) -> None:
    assert lire(services)["docgen_file_age_secondes"] == {(): 0.0}
    carnet, morceaux = Carnet(services.base), Morceaux(services.base)
    for qui in ("ceres", "impression"):
        carnet.ouvrir("lot", {}, qui, None, 0)
    morceau = morceaux.prendre(60, true())
    assert morceau is not None
    lues = lire(services)
    assert lues["docgen_travaux"] == {("EN_COURS",): 1, ("EN_ATTENTE",): 1}
    assert 0 <= lues["docgen_file_age_secondes"][()] < 60
    assert (lues["docgen_morceaux_restants"][()], lues["docgen_ouvriers_occupes"][()]) == (2, 1)
    assert "docgen_morceau_duree_secondes" not in lues
    assert lues["docgen_ouvriers"] == {(): 0}
    Presence(services.base, 3).dire()
    assert lire(services)["docgen_ouvriers"] == {(): 3}
    morceaux.decouper(morceau, 1, 1)
    rate = morceaux.prendre(60, true())
    assert rate is not None
    morceaux.echouer(rate, "Le disque est plein.", Origine.MACHINE)
    lues = lire(services)
    assert (par_origine(lues, "repris"), lues["docgen_ouvriers_occupes"][()]) == ({"machine": 1}, 0)
    assert lues["docgen_morceau_duree_secondes"][()] >= 0
    repris = morceaux.prendre(60, true())
    assert repris is not None
    morceaux.echouer(repris, "La page ne tient pas.", Origine.SESSION, definitif=True)
    lues = lire(services)
    assert (par_origine(lues, "repris"), par_origine(lues, "ecartes")) == ({"machine": 1}, {"session": 1})


def test_l_age_de_la_sauvegarde_se_mesure_une_fois_qu_il_y_en_a_une(services: Services) -> None:
    assert "docgen_sauvegarde_age_secondes" not in lire(services)
    assert noter_sauvegarde(services.configuration.docgen.registre)
    assert 0 <= lire(services)["docgen_sauvegarde_age_secondes"][()] < 60


def test_une_base_qui_ne_repond_pas_laisse_les_autres_mesures(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.base.moteur.dispose()
    with services.base.ecriture() as ouverte:
        ouverte.exec_driver_sql("DROP TABLE morceaux")
    lues = lire(services)
    assert lues["docgen_rendus_places"] == {(): 2}
    assert "docgen_morceaux_restants" not in lues


def noms(expression: str) -> set[str]:
    """The names of measures in an expression."""
    return set(re.findall(r"\bdocgen_\w+", re.sub(r"\{[^}]*\}", "", expression)))


def etiquettes(expression: str) -> set[str]:
    """The labels that it asks for."""
    demandees = re.findall(r"(\w+)=~?\"", expression)
    groupees = re.findall(r"\bby \(([^)]*)\)", expression)
    return {*demandees, *(nom.strip() for liste in groupees for nom in liste.split(","))} - {"le", "instance"}


def test_alertes_et_tableau_ne_nomment_que_des_mesures_qui_existent(services: Services) -> None:
    Controle(maintenant(), ()).ecrire(services.surveillance._dossier / "controle.json")
    noter_sauvegarde(services.configuration.docgen.registre)
    morceaux = Morceaux(services.base)
    Carnet(services.base).ouvrir("lot", {}, "ceres", None, 0)
    morceau = morceaux.prendre(60, true())
    assert morceau is not None
    morceaux.decouper(morceau, 1, 1)
    mesures = Mesures(lambda: mesurer(services))
    mesures.compter("/v1/documents/{type}", "POST", 200, 0.2)
    texte = mesures.texte().decode()
    existent = {point.name for famille in text_string_to_metric_families(texte) for point in famille.samples}
    connues = {nom for famille in text_string_to_metric_families(texte) for un in famille.samples for nom in un.labels}
    assert {expression: noms(expression) - existent for expression in EXPRESSIONS if noms(expression) - existent} == {}
    assert {nom for expression in EXPRESSIONS for nom in etiquettes(expression)} <= connues


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_une_expression_est_bien_formee(expression: str) -> None:
    """Parentheses and braces that close, known functions, no name left alone without ours."""
    ouverts: list[str] = []
    for signe in re.sub(r'"[^"]*"', "", expression):
        if signe in "([{":
            ouverts.append(signe)
        elif signe in ")]}":
            assert ouverts.pop() + signe in ("()", "[]", "{}")
    assert ouverts == []
    sans_texte = re.sub(r'"[^"]*"|\{[^}]*\}|\[[^]]*\]|\bby \([^)]*\)', "", expression)
    mots = set(re.findall(r"[a-z_]+(?=\s*\()", sans_texte))
    connues = "absent by count delta histogram_quantile max max_over_time min rate sum time"
    assert mots <= set(connues.split())
    assert noms(expression)


def test_chaque_alerte_dit_sa_gravite_et_quoi_faire() -> None:
    for regle in ALERTES:
        assert regle.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert regle["labels"]["severite"] in ("urgent", "a_voir")
        assert re.search(r"\. [A-ZÉ]|;", regle["annotations"]["resume"]), regle["alert"]
    assert len({regle["alert"] for regle in ALERTES}) == len(ALERTES)


def test_le_tableau_tient_sur_sa_grille_sans_recouvrement() -> None:
    cases: set[tuple[int, int]] = set()
    for panneau in PANNEAUX:
        place: dict[str, Any] = panneau["gridPos"]
        siennes = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not siennes & cases
        assert max(x for x, _ in siennes) < 24
        cases |= siennes
    assert len({panneau["id"] for panneau in PANNEAUX}) == len(PANNEAUX)
