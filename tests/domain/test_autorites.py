"""AUTO-01: the names of the State's services, by day and place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from docgen.contract.charge import lire_charge
from docgen.domain.autorites import SERVICE_SANS_NOM, Autorite, completer, libelles, service_du_departement
from docgen.domain.papiers.faits import ecarts, faits_du_papier
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.referentiels.departements import DEPARTEMENTS, OUTRE_MER, departement
from tests import builders as b

AVANT, APRES = date(2021, 3, 31), date(2021, 4, 1)


@pytest.mark.parametrize(
    ("code", "jour", "attendus"),
    [
        ("69", AVANT, ("DIRECCTE Auvergne-Rhône-Alpes", "Unité départementale du Rhône")),
        ("069", APRES, ("DREETS Auvergne-Rhône-Alpes", "DDETS du Rhône")),
        ("075", AVANT, ("DIRECCTE Île-de-France", "Unité départementale de Paris")),
        ("75", APRES, ("DRIEETS d’Île-de-France", "Unité départementale de Paris")),
        ("2a", APRES, ("DREETS Corse", "DDETS de Corse-du-Sud")),
        ("40", AVANT, ("DIRECCTE Nouvelle-Aquitaine", "Unité départementale des Landes")),
        ("974", AVANT, ("DIECCTE de La Réunion", None)),
        ("974", APRES, ("DEETS de La Réunion", None)),
        ("972", APRES, ("DEETS de la Martinique", None)),
        ("976", AVANT, ("DIECCTE de Mayotte", None)),
        ("999", APRES, (SERVICE_SANS_NOM, None)),
    ],
)
def test_libelles(code: str, jour: date, attendus: tuple[str, str | None]) -> None:
    assert libelles(Autorite(code), jour) == attendus


def test_le_dossier_l_emporte() -> None:
    donnee = Autorite("069", unite="DDETS-PP du Rhône")
    assert libelles(donnee, APRES) == ("DREETS Auvergne-Rhône-Alpes", "DDETS-PP du Rhône")
    assert libelles(Autorite("974", structure="DIECCTE de La Réunion"), APRES) == ("DIECCTE de La Réunion", None)


def test_completer_garde_la_commune_donnee() -> None:
    assert completer(b.autorite(commune="Saint-Pierre"), AVANT).commune == "Saint-Pierre"
    assert completer(b.autorite(commune=None), AVANT).commune == "Saint-Denis"
    assert completer(b.autorite(commune=None, departement="999"), AVANT).commune is None


def test_cent_un_departements() -> None:
    assert len(DEPARTEMENTS) == 101
    assert all(departement_sur_trois(code) == code for code in DEPARTEMENTS)
    assert len({un.nom for un in DEPARTEMENTS.values()}) == 101
    assert len({un.region for un in DEPARTEMENTS.values()}) == 18
    assert {code for code, un in DEPARTEMENTS.items() if un.est_outre_mer} == {"971", "972", "973", "974", "976"}
    assert len(OUTRE_MER) == 5


def test_chaque_nom_suit_son_article() -> None:
    debuts = ("de ", "de la ", "de l’", "du ", "des ", "d’")
    for un in DEPARTEMENTS.values():
        assert un.de in {debut + un.nom for debut in debuts} | {f"de {un.nom}"}
        voyelle = un.nom[0] in "AEIOÉY" and un.nom not in ("Yvelines",)
        assert not (voyelle and un.de.startswith(("du ", "de la ", "de ")) and not un.de.startswith("de l’")), un.de
        assert un.commune


@pytest.mark.parametrize(
    ("code", "de"), [("1", "de l’Ain"), ("02B", "de Haute-Corse"), ("090", "du Territoire de Belfort")]
)
def test_departement(code: str, de: str) -> None:
    connu = departement(code)
    assert connu is not None
    assert connu.de == de


def test_departement_inconnu() -> None:
    assert departement("20") is None
    assert departement("") is None


def test_les_libelles_rendus_puis_relus_sont_les_memes_faits() -> None:
    """What AUTO-01 gives, sent back by the application and read again, is not another authority."""
    nue = b.dossier(autorite=b.autorite(departement="091", structure=None, unite=None))
    jour = date(2022, 1, 1)
    complete = replace(nue, autorite=completer(nue.autorite, jour))
    relue = lire_charge(json.dumps(b.charge_du_dossier(complete)).encode())
    assert relue.autorite.structure == "DRIEETS d'Île-de-France"
    faits = [faits_du_papier(un, un.candidats[0], GenrePapier.PARCHEMIN, jour) for un in (nue, relue)]
    assert list(ecarts(*faits)) == []


@pytest.mark.parametrize(
    ("autorite", "jour", "mot"),
    [
        (Autorite("33"), AVANT, "l’unité départementale"),
        (Autorite("973"), AVANT, "l’unité départementale"),
        (Autorite("23", unite="DDETSPP de la Creuse"), AVANT, "l’unité départementale"),
        (Autorite("33"), APRES, "la DDETS"),
        (Autorite("23", unite="DDETS-PP de la Creuse"), APRES, "la DDETS-PP"),
        (Autorite("91"), APRES, "l’unité départementale"),
        (Autorite("973"), APRES, "la DEETS"),
        (Autorite("999"), APRES, "la DDETS"),
    ],
)
def test_le_mot_du_jour_pour_le_service_du_departement(autorite: Autorite, jour: date, mot: str) -> None:
    assert service_du_departement(autorite, jour) == mot
