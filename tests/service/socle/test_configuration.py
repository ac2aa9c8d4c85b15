"""The settings of the service: all their faults at once, and none that the operator's guide does not give."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.errors import InstallationIncomplete
from docgen.usecases.processus.repartition import coeurs
from docgen.variables import DU_SERVICE, PREFIXE, Variables, VariablesDocgen
from service.socle.appelant import Role
from service.socle.reglages import ConfigurationService, Debit, Oidc
from service.socle.variables_service import VariablesService, lire_configuration_service
from tests.maison.arbre import RACINE

GUIDE = RACINE / "docs" / "guide" / "exploitation.md"
Lire = Callable[..., ConfigurationService]
REFUSEES = [
    ("DOCGEN_REGISTRE", "oracle://scott@hote/base"),
    ("DOCGEN_CONSERVATION_JOURS", "0"),
    ("DOCGEN_CONSERVATION_JOURS", "99999999999999999999999"),
    ("DOCGEN_MEMOIRE_MIO", "12"),
    ("DOCGEN_OUVRIERS", "deux"),
    ("DOCGEN_RENDUS", "2.5"),
    ("DOCGEN_RENDUS", "\udcff"),
    ("DOCGEN_DELAI_S", "-3"),
    ("DOCGEN_DELAI_MORCEAU_S", "9"),
    ("DOCGEN_BAIL_S", "1"),
    ("DOCGEN_TAILLE_LOT_MO", "1e3"),
    ("DOCGEN_DEBIT", "10/jour"),
    ("DOCGEN_DEBIT_VERIFICATION", "0/heure"),
    ("DOCGEN_FICHIERS", "s3://"),
    ("DOCGEN_DSFR", "/nulle/part"),
    ("DOCGEN_TRAVAUX", "postgresql://hote/file"),  # and the register is in SQLite
    ("DOCGEN_TRAVAUX", "sqlite:///file.db"),
    ("DOCGEN_OIDC_EMETTEUR", "https://["),
    ("DOCGEN_OIDC_EMETTEUR", "https://"),
    ("DOCGEN_OIDC_ROLES", "jury=jury"),
    ("DOCGEN_MINISTERE", "2024-13-01 = un ministère"),
]


@pytest.fixture
def lire(monkeypatch: pytest.MonkeyPatch) -> Lire:
    """Read the settings of an environment that gives these variables alone."""

    def lire(**variables: str) -> ConfigurationService:
        for nom in [nom for nom in os.environ if nom.startswith(PREFIXE)]:
            monkeypatch.delenv(nom)
        for nom, valeur in variables.items():
            monkeypatch.setenv(nom, valeur)
        return lire_configuration_service()

    return lire


def test_sans_rien_tout_est_sur_cette_machine(lire: Lire) -> None:
    lue = lire()
    defaut = ConfigurationService()
    assert (lue.docgen.registre, lue.fichiers, lue.travaux.travaux) == ("sqlite:///docgen.db", "docgen.fichiers", None)
    assert (lue.oidc, lue.debit, lue.taille_lot) == (None, defaut.debit, defaut.taille_lot)
    assert (lue.rendus, lue.travaux.ouvriers) == (coeurs(), coeurs())
    assert lire(**{f"{PREFIXE}{nom}".upper(): "  " for nom in VariablesService.model_fields}) == lue


@pytest.mark.parametrize(("nom", "valeur"), REFUSEES)
def test_chaque_faute_nomme_sa_variable_et_dit_quoi_faire(lire: Lire, nom: str, valeur: str) -> None:
    with pytest.raises(InstallationIncomplete, match=rf"^{nom} .*n(e |'est).*\. (Écrivez|Donnez) ") as refus:
        lire(**{nom: valeur, "DOCGEN_OIDC_AUDIENCE": "docgen"})
    assert len(str(refus.value).splitlines()) == 1


def test_toutes_les_fautes_se_disent_a_la_fois(lire: Lire) -> None:
    fautes = dict(REFUSEES) | {"DOCGEN_REGLES_LOCALES": "bof", "DOCGEN_URL_PUBLIQUE": "a", "DOCGEN_COMMUNES": "/non"}
    with pytest.raises(InstallationIncomplete) as refus:
        lire(**fautes)
    dites = [ligne.split()[0] for ligne in str(refus.value).splitlines()]
    assert sorted(dites) == sorted([*fautes, "DOCGEN_OIDC_AUDIENCE"])


@pytest.mark.parametrize(
    ("nom", "proche"),
    [("DOCGEN_FICHIER", "DOCGEN_FICHIERS"), ("docgen_oidc_rolle", "DOCGEN_OIDC_ROLE"), ("DOCGEN_ZZZ", None)],
)
@pytest.mark.parametrize("lecteur", [VariablesService, VariablesDocgen])
def test_une_variable_inconnue_est_une_faute_et_la_plus_proche_est_proposee(
    lire: Lire, lecteur: type[Variables], nom: str, proche: str | None
) -> None:
    with pytest.raises(InstallationIncomplete, match="DOCGEN_DELAI_S"):
        lire(**{nom: "papiers", "DOCGEN_DELAI_S": "-1", "DOCGEN_RENDUS": "1", "DOCGEN_TRACE": "1"})
    lues, fautes = lecteur.lire_avec_fautes()
    assert fautes.keys() - {"DOCGEN_DELAI_S"} == {nom}
    assert (f"Vouliez-vous dire {proche} ?" in fautes[nom]) is bool(proche)
    assert getattr(lues, "delai_s", 60) == 60
    lire(**{nom: " "})


def test_ce_qui_va_avec_une_variable_fautive_ne_compte_pas_et_le_reste_se_lit(lire: Lire) -> None:
    with pytest.raises(InstallationIncomplete) as refus:
        lire(
            DOCGEN_OIDC_EMETTEUR="https://connexion.exemple.fr",
            DOCGEN_CACHET="/absent.p12",
            DOCGEN_HORODATAGE="https://horodatage.exemple.fr",
            DOCGEN_REGISTRE="oracle://hote/base",
            DOCGEN_TRAVAUX="postgresql://hote/base",
            DOCGEN_BAIL_S="9",
        )
    lues, fautes = VariablesService.lire_avec_fautes()
    assert fautes.keys() == {"DOCGEN_OIDC_AUDIENCE", "DOCGEN_CACHET", "DOCGEN_REGISTRE"}
    assert "\n".join(fautes.values()) == str(refus.value)
    assert (lues.oidc_emetteur, lues.cachet, lues.bail_s) == (None, None, 9)


def test_la_ligne_de_commande_sait_les_noms_que_lit_le_service() -> None:
    propres = VariablesService.model_fields.keys() - VariablesDocgen.model_fields.keys()
    assert {nom.upper() for nom in propres} == DU_SERVICE


@pytest.mark.parametrize("emetteur", ["https://connexion.exemple.fr", "http://connexion.exemple.fr"])
def test_un_emetteur_sans_audience_est_dit_avec_le_reste(lire: Lire, emetteur: str) -> None:
    with pytest.raises(InstallationIncomplete, match="DOCGEN_OIDC_AUDIENCE manque") as refus:
        lire(DOCGEN_OIDC_EMETTEUR=emetteur, DOCGEN_DELAI_S="jamais")
    assert "DOCGEN_DELAI_S" in str(refus.value)


def test_les_reglages_donnes_sont_ceux_qui_servent(lire: Lire, tmp_path: Path) -> None:
    (tmp_path / "dsfr.min.css").touch()
    lue = lire(
        DOCGEN_OIDC_EMETTEUR="https://connexion.exemple.fr/",
        DOCGEN_OIDC_AUDIENCE="docgen",
        DOCGEN_OIDC_ROLE="realm_access.roles",
        DOCGEN_OIDC_ROLES="agents de la DREETS = impression ; a=b=ceres",
        DOCGEN_DEBIT=" 10 / seconde ",
        DOCGEN_DSFR=str(tmp_path),
        DOCGEN_REGISTRE="postgresql://hote/base",
        DOCGEN_TRAVAUX="postgresql://hote/base",
        DOCGEN_OUVRIERS="0",
        DOCGEN_BAIL_S="7",
        DOCGEN_TAILLE_LOT_MO="3",
        DOCGEN_REGLES_LOCALES="Non",
        DOCGEN_URL_PUBLIQUE="https://papiers.exemple.fr/docgen/",
    )
    roles = (("agents de la DREETS", Role.IMPRESSION), ("a=b", Role.CERES))
    assert lue.oidc == Oidc("https://connexion.exemple.fr", "docgen", "realm_access.roles", roles=roles)
    assert (lue.debit, lue.dsfr, lue.taille_lot) == (Debit(10, 1), tmp_path, 3_000_000)
    assert (lue.travaux.travaux, lue.travaux.ouvriers, lue.travaux.bail_s) == ("postgresql://hote/base", 0, 7)
    assert not lue.docgen.regles_locales
    assert lue.docgen.reglages.url_publique == "https://papiers.exemple.fr/docgen"


def test_les_secrets_ne_s_affichent_pas(lire: Lire) -> None:
    lue = lire(DOCGEN_SECRET="chut-chut-chut-chut-chut-chut-chut", DOCGEN_OIDC_SECRET="motus-motus")
    assert lue.secret == "chut-chut-chut-chut-chut-chut-chut"
    assert "chut-chut-chut-chut-chut-chut-chut" not in repr(lue) + repr(VariablesService.lire())
    assert "motus-motus" not in repr(VariablesService.lire())


def test_une_faute_ne_cite_pas_un_mot_de_passe(lire: Lire) -> None:
    with pytest.raises(InstallationIncomplete) as refus:
        lire(
            DOCGEN_REGISTRE="mysql://docgen:motus@hote/base",
            DOCGEN_TRAVAUX="amqp://docgen:motus@hote",
            DOCGEN_FICHIERS="ftp://docgen:motus@hote/papiers",
            DOCGEN_OIDC_EMETTEUR="http://docgen:motus@hote",
            DOCGEN_OIDC_SECRET="motus",
        )
    assert len(str(refus.value).splitlines()) == 5
    cause: BaseException | None = refus.value
    while cause is not None:
        assert "motus" not in str(cause)
        cause = cause.__cause__


def test_le_guide_donne_toutes_les_variables_et_aucune_autre() -> None:
    guide = set(re.findall(r"^\| `(DOCGEN_[A-Z_]+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert guide == {f"{PREFIXE}{nom}".upper() for nom in VariablesService.model_fields}


def test_personne_d_autre_ne_lit_ces_variables() -> None:
    """``DOCGEN_TRACE`` alone is read apart: once everything else has failed."""
    lecteurs = [
        chemin.relative_to(RACINE).as_posix()
        for racine in ("docgen", "service")
        for chemin in (RACINE / racine).rglob("*.py")
        if re.search(r"(environ|getenv)[^\n]*DOCGEN_(?!TRACE)", chemin.read_text(encoding="utf-8"))
    ]
    assert lecteurs == []
