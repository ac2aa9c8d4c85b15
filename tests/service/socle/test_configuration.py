"""The settings of the service: all their faults at once, and none that the operator's guide does not give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.errors import UsageInvalide
from service.socle.appelant import Role
from service.socle.settings import ConfigurationService, Debit, Oidc, lire_configuration_service
from tests.maison.arbre import RACINE

GUIDE = RACINE / "docs" / "guide" / "exploitation.md"


def test_sans_rien_tout_est_sur_cette_machine() -> None:
    lue = lire_configuration_service({})
    defaut = ConfigurationService()
    assert (lue.docgen.registre, lue.fichiers, lue.travaux.travaux) == ("sqlite:///docgen.db", "docgen.fichiers", None)
    assert (lue.oidc, lue.debit, lue.taille_lot) == (None, defaut.debit, defaut.taille_lot)


def test_toutes_les_fautes_se_disent_a_la_fois() -> None:
    fautes = {
        "DOCGEN_REGLES_LOCALES": "peut-être",
        "DOCGEN_TRAVAUX": "redis://localhost",
        "DOCGEN_RENDUS": "0",
        "DOCGEN_DELAI_S": "vite",
        "DOCGEN_DEBIT": "beaucoup",
        "DOCGEN_DEBIT_ADRESSE": "10/jour",
        "DOCGEN_TAILLE_LOT_MO": "-1",
        "DOCGEN_DSFR": "/nulle/part",
        "DOCGEN_OIDC_EMETTEUR": "http://connexion.exemple.fr",
        "DOCGEN_OIDC_ROLES": "agents=roi",
    }
    with pytest.raises(UsageInvalide) as refus:
        lire_configuration_service(fautes)
    message = str(refus.value)
    for nom in (*fautes, "DOCGEN_OIDC_AUDIENCE"):
        assert nom in message, nom


def test_un_emetteur_se_configure(tmp_path: Path) -> None:
    lue = lire_configuration_service(
        {
            "DOCGEN_OIDC_EMETTEUR": "https://connexion.exemple.fr/",
            "DOCGEN_OIDC_AUDIENCE": "docgen",
            "DOCGEN_OIDC_ROLE": "realm_access.roles",
            "DOCGEN_OIDC_ROLES": "agents de la DREETS = impression ; a=b=ceres",
            "DOCGEN_DEBIT": "10 / seconde",
            "DOCGEN_DSFR": str(tmp_path),
        }
    )
    roles = (("agents de la DREETS", Role.IMPRESSION), ("a=b", Role.CERES))
    assert lue.oidc == Oidc("https://connexion.exemple.fr", "docgen", "realm_access.roles", roles=roles)
    assert (lue.debit, lue.dsfr) == (Debit(10, 1), tmp_path)


def test_les_secrets_ne_s_affichent_pas() -> None:
    lue = lire_configuration_service({"DOCGEN_SECRET": "chut-chut", "DOCGEN_REGISTRE": "sqlite:///a.db"})
    assert lue.secret == "chut-chut"
    assert "chut-chut" not in repr(lue)


def test_le_guide_donne_toutes_les_variables_et_aucune_autre() -> None:
    lues = set()
    for chemin in ("service/socle/settings.py", "service/socle/reglages_travaux.py", "docgen/settings.py"):
        lues |= set(re.findall(r'"(DOCGEN_[A-Z_]+)"', (RACINE / chemin).read_text(encoding="utf-8")))
    assert lues
    guide = set(re.findall(r"^\| `(DOCGEN_[A-Z_]+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert guide == lues
