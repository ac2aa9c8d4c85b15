"""The two centres of the ordinary tests, at length, and never the same draws, of which the seed
is said; four times ``TIRAGES`` of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from docgen.domain.regles.vocabulaire import Geste
from tests.ampleur import essais
from tests.campagnes import dire
from tests.service.http.monde import Monde, peupler
from tests.service.http.serveur import servir
from tests.service.http.test_deux_centres import (
    ROUTES_DU_CENTRE,
    appeler,
    charges,
    controler,
    tirages,
)

ESSAIS = essais(4, suppress_health_check=list(HealthCheck))
SANS_LIMITE = "1000000/minute"


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monde]:
    """A service of its own, whose limits would end the play too soon."""
    dossier = tmp_path_factory.mktemp("service")
    with (
        servir(
            dossier,
            DOCGEN_DEBIT=SANS_LIMITE,
            DOCGEN_DEBIT_ADRESSE=SANS_LIMITE,
            DOCGEN_DEBIT_VERIFICATION=SANS_LIMITE,
        ) as serveur,
        peupler(serveur) as peuple,
    ):
        yield peuple


def test_des_milliers_de_charges_ne_disent_rien_d_un_autre_centre(monde: Monde) -> None:
    @ESSAIS
    @given(st.sampled_from(Geste), charges())
    def essayer(geste: Geste, octets: bytes) -> None:
        controler(monde, geste, octets)

    essayer()
    dire("Charges de deux centres", tirages=ESSAIS.max_examples)


def test_des_milliers_d_appels_ne_disent_rien_d_un_autre_centre(monde: Monde) -> None:
    @ESSAIS
    @given(st.sampled_from(ROUTES_DU_CENTRE), charges(), tirages(monde))
    def essayer(nom: str, octets: bytes, tirage: Mapping[str, Any]) -> None:
        appeler(monde, nom, octets, tirage)

    essayer()
    dire("Appels de deux centres", tirages=ESSAIS.max_examples)
