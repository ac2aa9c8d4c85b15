"""A witness that several processes share, and one that is a bucket: what it keeps, and that it is compared alike."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from docgen.errors import RegistreEnRetard
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.registre.temoin.note import lire_note
from tests.fichiers.s3 import seau
from tests.registre.lieux import Lieu, nouveau_lieu
from tests.registre.test_temoin import donner, ouvrir, tetes

PROCESSUS = 4


def test_le_temoin_recoit_une_tete_par_ecriture_et_non_par_processus(lieu: Lieu, tmp_path: Path) -> None:
    """Each process of a service has its own view of the witness, and gives it what it lacks each minute."""
    temoin = tmp_path / "temoin"
    ouverts = [ouvrir(lieu, temoin) for _ in range(PROCESSUS)]
    for rang in range(1, 2 * PROCESSUS + 1):
        donner(ouverts[rang % PROCESSUS], rang)
        for registre in ouverts:
            registre.concordance._prochain = 0.0  # a minute later
            registre.temoigner()
    rangs = [note.rang for note in tetes(temoin)]
    assert rangs == list(range(2, 2 * PROCESSUS + 2))  # the key is the first line
    for registre in ouverts:
        registre.exiger_pret()
        registre.fermer()
    assert [note.rang for note in tetes(temoin)] == rangs
    assert ouvrir(lieu, temoin).verifier(temoin=True) == []


def test_le_temoin_peut_etre_un_seau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lieu, base, hier = nouveau_lieu("sqlite", tmp_path), tmp_path / "docgen.db", tmp_path / "hier.db"
    with seau(monkeypatch) as adresse:
        chez = partial(ouvrir_magasin, adresse, temoin=True)
        registre = ouvrir_registre(lieu.url, lieu.cles, temoin=chez)
        donnes = donner(registre, 1, 2)
        registre.fermer()
        shutil.copy(base, hier)
        registre = ouvrir_registre(lieu.url, lieu.cles, temoin=chez)
        donnes += donner(registre, 3)
        assert registre.verifier(temoin=True) == []
        registre.fermer()
        gardees = [lire_note(chez().lire(fiche.cle)).rang for fiche in chez().lister("tetes")]
        assert sorted(gardees) == [3, 4]
        shutil.copy(hier, base)
        with pytest.raises(RegistreEnRetard, match="son témoin connaît la ligne 4"):
            donner(ouvrir_registre(lieu.url, lieu.cles, temoin=chez), 4)
        repris = ouvrir_registre(lieu.url, lieu.cles, mode="retablir", temoin=chez)
        repris.reprendre("La directrice", "Sauvegarde de la veille")
        assert not set(donner(repris, 4)) & set(donnes)
        assert repris.verifier(temoin=True) == []
