"""The manifest in a spreadsheet: whatever someone wrote stays a text, and runs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.domain.papiers.lots import Comptes
from docgen.usecases.lots.manifeste import COLONNES, VolumeNomme, ecrire_csv
from docgen.usecases.lots.plan import LigneDocument, VolumeRendu
from tests.libreoffice import cellules

TRAITRES = (
    "=1+1",
    '=HYPERLINK("http://exemple.test";"voir")',
    "+33262000000",
    "-2+3",
    "@SUM(1;2)",
    "\tonglet",
    "\r=1+1",
    "0012E5",
    "069",
    "2A",
    "2026-11",
    "SEPT2",
    "VRAI",
    "12345678901234567890",
    "1/2",
    'guillemet";=1+1',
    "'apostrophe",
)


@pytest.fixture(scope="module")
def lues(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, tuple[object, str]]]:
    """What LibreOffice opens: a line for each treacherous text, written in every column that can hold it."""
    lignes = [
        LigneDocument(
            rang=0,
            type="parchemin",
            session=texte,
            destinataire=texte,
            nom=texte,
            siret=texte,
            departement=texte,
            numero=texte,
            page=1,
            pages=2,
            feuilles=1,
            sha256=texte,
            version_modele=texte,
        )
        for texte in TRAITRES
    ]
    comptes = Comptes()
    volume = VolumeNomme(
        1, "LOT_X_VOL_01.pdf", VolumeRendu("cle", 1, "0" * 64, comptes, comptes, documents=tuple(lignes))
    )
    chemin: Path = tmp_path_factory.mktemp("tableur") / "manifeste.csv"
    ecrire_csv(chemin, [volume], {texte: texte for texte in TRAITRES})
    tete, *rangees = cellules(chemin.read_bytes())
    assert [nom for nom, _ in tete] == list(COLONNES)
    return [dict(zip(COLONNES, rangee, strict=True)) for rangee in rangees]


@pytest.mark.parametrize("rang", range(len(TRAITRES)), ids=[repr(texte) for texte in TRAITRES])
def test_un_tableur_garde_le_texte_de_chaque_cellule(lues: list[dict[str, tuple[object, str]]], rang: int) -> None:
    ligne = lues[rang]
    ecrites = [nom for nom, (valeur, _) in ligne.items() if isinstance(valeur, str) and nom not in ("type", "volume")]
    assert len(ecrites) == 9
    assert {ligne[nom][1] for nom in ecrites} == {"s"}
    attendu = f"'{TRAITRES[rang]}"
    assert {str(ligne[nom][0]).replace("_x000D_", "\r").replace("\n", "\r") for nom in ecrites} == {attendu}


def test_les_comptes_restent_des_nombres(lues: list[dict[str, tuple[object, str]]]) -> None:
    nombres = ("rang", "premiere_page", "derniere_page", "pages", "feuilles")
    assert [lues[1][nom] for nom in nombres] == [(2, "n"), (1, "n"), (2, "n"), (2, "n"), (1, "n")]
    assert lues[0]["type"] == ("parchemin", "s")
