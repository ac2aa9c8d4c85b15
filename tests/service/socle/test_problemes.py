"""Every error has its status, in one table, and every answer of error has one shape."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator

import pytest

import service
from docgen.domain.regles.vocabulaire import Gravite, Manquement
from docgen.errors import ChargeInvalide, DocgenError, Erreur, RegistreIndisponible
from service.socle import problems
from service.socle.erreurs import PlageRefusee, RefuseParLesRegles, RequeteInvalide, TropDAppels
from tests.maison.test_erreurs import toutes

for module in pkgutil.walk_packages(service.__path__, "service."):
    if not module.name.startswith("service.socle.migrations"):  # Alembic runs those, no one imports them
        importlib.import_module(module.name)

CLASSES = [
    classe for classe in dict.fromkeys(toutes(DocgenError)) if classe.__module__.startswith(("docgen.", "service."))
]


def exemplaires() -> Iterator[DocgenError]:
    """One error of each class."""
    manquement = Manquement("CAND-01", Gravite.BLOQUANT, "Un message.", "/candidats/0", "une source")
    propres: dict[type[DocgenError], DocgenError] = {
        ChargeInvalide: ChargeInvalide([Erreur("/a", "Un message.", 1, 2)]),
        RequeteInvalide: RequeteInvalide([Erreur("query/a", "Un message.")]),
        RefuseParLesRegles: RefuseParLesRegles([manquement]),
        TropDAppels: TropDAppels(7),
        PlageRefusee: PlageRefusee(10),
    }
    for classe in CLASSES:
        yield propres.get(classe) or classe()


def test_chaque_erreur_a_son_statut_et_la_table_n_en_a_pas_d_autre() -> None:
    assert set(problems.STATUTS) == set(CLASSES)
    assert set(problems.STATUTS.values()) <= set(problems.TITRES)


@pytest.mark.parametrize("erreur", [*exemplaires()], ids=lambda erreur: type(erreur).__name__)
def test_chaque_erreur_se_dit_de_la_meme_facon(erreur: DocgenError) -> None:
    reponse = problems.probleme(erreur, "ref12345")
    corps = json.loads(bytes(reponse.body))
    assert reponse.media_type == "application/problem+json"
    assert (corps["status"], corps["reference"]) == (reponse.status_code, "ref12345")
    assert corps["type"].startswith("urn:docgen:probleme:")
    assert corps["title"] == problems.TITRES[reponse.status_code]
    assert corps["detail"].endswith((".", "erreur(s)."))
    assert not re.search(r"DOCGEN_|docgen [a-z]|make [a-z]", corps["detail"])  # who keeps the service reads elsewhere
    assert ("manquements" in corps) is isinstance(erreur, RefuseParLesRegles)
    assert ("erreurs" in corps) is isinstance(erreur, (ChargeInvalide, RequeteInvalide))
    assert ("Retry-After" in reponse.headers) is (
        reponse.status_code in (429, 503) or getattr(erreur, "apres_s", None) is not None
    )


def test_une_panne_ne_dit_rien_de_sa_cause() -> None:
    panne = RegistreIndisponible("Le registre ne répond pas. Cause : connexion refusée sur base.interne:5432.")
    corps = bytes(problems.probleme(panne, "ref12345").body).decode()
    assert "base.interne" not in corps
    assert "aucun numéro n'a été attribué" in corps


def test_une_erreur_nouvelle_prend_le_statut_de_sa_famille() -> None:
    class RegistrePlein(RegistreIndisponible):
        """Le registre est plein."""

    assert problems.statut_de(RegistrePlein()) == 503
