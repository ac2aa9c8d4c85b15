"""Which day it is, and that no act is dated after it, on every way in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from docgen.contract.charge import lire_charge
from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.domain.papiers.stock import ActeFeuille, Feuille, Reception, Serie
from docgen.domain.referentiels.departements import DEPARTEMENTS
from docgen.domain.referentiels.fuseaux import FUSEAUX
from docgen.errors import ActeImpossible
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.horloge import Horloge
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.preparation import preparer
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from tests.maison.arbre import RACINE
from tests.registre.lieux import demande

VALIDEE = RACINE / "docgen" / "exemples" / "session-titre-validee.json"


@pytest.mark.parametrize(
    ("instant", "jours"),
    [
        # UTC, then the day in Paris, in La Réunion, in Guadeloupe, in Wallis
        (datetime(2026, 11, 28, 23, 30, tzinfo=UTC), ("2026-11-29", "2026-11-29", "2026-11-28", "2026-11-29")),
        (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), ("2026-07-14", "2026-07-15", "2026-07-14", "2026-07-15")),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), ("2026-12-31", "2026-12-31", "2026-12-31", "2027-01-01")),
        (datetime(2026, 1, 1, 3, 0, tzinfo=UTC), ("2026-01-01", "2026-01-01", "2025-12-31", "2026-01-01")),
    ],
)
def test_le_jour_est_celui_du_lieu(instant: datetime, jours: tuple[str, ...]) -> None:
    horloge = Horloge(instant=lambda: instant)
    assert tuple(horloge(ici).isoformat() for ici in (None, "974", "971", "986")) == jours
    assert Horloge("America/Guadeloupe", lambda: instant)("069") == horloge("971")  # the operator's zone elsewhere


def test_chaque_departement_lointain_a_son_fuseau() -> None:
    lointains = {code for code in DEPARTEMENTS if code.startswith(("97", "98"))}
    assert lointains <= FUSEAUX.keys()
    for departement in FUSEAUX:
        assert abs((Horloge()(departement) - Horloge()()).days) <= 1


@pytest.fixture
def atelier(tmp_path: Path) -> Atelier:
    """A workshop over an empty place, in the last minutes of a day in Paris."""
    reglages = Configuration(f"sqlite:///{tmp_path / 'docgen.db'}", communes=None)
    atelier = Atelier(reglages, ouvriers=1)
    atelier.__dict__["horloge"] = Horloge(instant=lambda: datetime(2019, 3, 20, 10, 0, tzinfo=UTC))
    return atelier


DEMAIN = date(2019, 3, 22)  # to come everywhere
SERIES = Serie.lire("A0001"), Serie.lire("A0002")
ACTES: dict[str, Callable[[Atelier, Path], object]] = {
    "attribuer": lambda lieu, _: lieu.registre.attribuer([demande(1)], DEMAIN),
    "inscrire": lambda lieu, _: lieu.registre.inscrire(Evenement(ActePapier.REMISE, "2019-974-0000001-V", DEMAIN, "")),
    "recevoir": lambda lieu, _: lieu.registre.recevoir(Reception("974", *SERIES, DEMAIN)),
    "mouvoir": lambda lieu, _: lieu.registre.mouvoir(
        [Feuille(ActeFeuille.REBUT, "974", SERIES[0], DEMAIN, "BOURRAGE")]
    ),
    "produire un papier de travail": lambda lieu, _: produire(
        lire_charge(VALIDEE.read_bytes()), Commande(DEMAIN, ("liste_jures",)), lieu
    ),
    "preparer un lot": lambda lieu, dossier: preparer(
        "lot",
        [("a.json", VALIDEE.read_bytes())],
        CommandeLot(DEMAIN, ("liste_jures",)),
        lieu,
        ouvrir_magasin(dossier / "fichiers"),
    ),
}


@pytest.mark.parametrize("acte", ACTES)
def test_aucun_acte_n_est_date_de_l_avenir(acte: str, atelier: Atelier, tmp_path: Path) -> None:
    with pytest.raises(ActeImpossible, match="daté du 22 mars 2019, qui est à venir"):
        ACTES[acte](atelier, tmp_path)
    assert list(atelier.registre.lister(PARTOUT)) == []
    assert not list((tmp_path / "fichiers").rglob("*.pdf"))


def test_le_jour_qui_a_commence_la_ou_est_le_papier_n_est_pas_l_avenir(atelier: Atelier) -> None:
    """Noon in Paris is midnight in Wallis: tomorrow is there already, and nowhere else."""
    atelier.__dict__["horloge"] = Horloge(instant=lambda: datetime(2019, 3, 20, 12, 0, tzinfo=UTC))
    demain = date(2019, 3, 21)
    (papier,) = atelier.registre.attribuer([demande(1, departement="986")], demain)
    assert papier.date_emission == demain
    atelier.registre.inscrire(Evenement(ActePapier.REMISE, papier.numero or "", demain, ""))
    (voisin,) = atelier.registre.attribuer([demande(1, departement="974", session="S-974")], date(2019, 3, 20))
    for refuse in (
        lambda: atelier.registre.attribuer([demande(2, departement="974", session="S-974")], demain),
        lambda: atelier.registre.inscrire(Evenement(ActePapier.REEDITION, voisin.numero or "", demain, "PERTE")),
        lambda: atelier.registre.recevoir(Reception("974", *SERIES, demain)),
        lambda: produire(lire_charge(VALIDEE.read_bytes()), Commande(demain, ("liste_jures",)), atelier),
    ):
        with pytest.raises(ActeImpossible, match="à venir"):
            refuse()
