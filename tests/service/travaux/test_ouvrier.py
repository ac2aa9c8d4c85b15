"""``docgen ouvrier``, from the outside: it does what was submitted elsewhere, rests at no cost, and stops when told."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete

from docgen.fichiers.magasin import ouvrir_magasin
from docgen.settings import Configuration
from service.socle import tables
from service.socle.donnees import ouvrir_base
from service.socle.reglages import ReglagesTravaux
from service.travaux.genre import Lieux
from service.travaux.ouverture import ouvrir_travaux
from service.travaux.presence import ouvriers_vivants
from service.travaux.tables import Etat
from tests.attente import attendre
from tests.cli.pilote import CCP
from tests.maison.arbre import RACINE
from tests.naissances import demarrer
from tests.postgres import Postgresql
from tests.registre.lieux import Lieu, nouveau_lieu
from tests.service.http.serveur import environnement, lignes_entieres
from tests.service.travaux.chantier import CATALOGUE, attendre_la_fin, au_travail

REPOS_S = 1.5


def sortie_de(lieux: Lieux) -> Path:
    """Where the command that works there writes its lines."""
    return Path(lieux.fichiers).parent / "ouvrier.txt"


@contextmanager
def ouvrier(lieux: Lieux, file: str | None, ouvriers: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """The command at work, told to stop at the end unless it is dead."""
    variables = {"DOCGEN_CLES": str(lieux.configuration.cles), "DOCGEN_OUVRIERS": str(ouvriers)}
    variables |= {"DOCGEN_TRAVAUX": file} if file else {}
    milieu = environnement(Path(lieux.fichiers).parent, lieux.configuration.registre, **variables)
    with sortie_de(lieux).open("wb") as flux:
        processus = demarrer(["ouvrier"], milieu, cwd=RACINE, stderr=flux)
    try:
        attendre(lambda: "Ouvrier prêt" in sortie_de(lieux).read_text(encoding="utf-8"))
        yield processus
        if processus.poll() is None:
            processus.terminate()
            assert processus.wait(20) == 0
    finally:
        processus.kill()
        processus.wait()


def secondes_de_calcul(pid: int) -> float:
    """The processor time of a process since its start."""
    champs = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(champs[11]) + int(champs[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("moteur", ["sqlite", "postgresql", "procrastinate"])
def test_un_ouvrier_fait_ce_qui_est_soumis_ailleurs(moteur: str, tmp_path: Path) -> None:
    lieu = nouveau_lieu("sqlite" if moteur == "sqlite" else "postgresql", tmp_path)
    lieux = Lieux(Configuration(lieu.url, lieu.cles, communes=None), str(tmp_path / "fichiers"))
    file = lieu.url if moteur == "procrastinate" else None
    travaux = ouvrir_travaux(ouvrir_base(lieu.url), lieux, ReglagesTravaux(travaux=file))
    ouvrir_magasin(lieux.fichiers).ecrire("depots/1", CCP.read_bytes())
    commande = {"jour": "2026-07-07", "types": ["livret"]}
    charge = {"nom": CCP.name, "cle": "depots/1"}
    parametres = {"charge": charge, "commande": commande, "pouvoir": {"atteste": True}}
    with ouvrier(lieux, file) as processus:
        fini = attendre_la_fin(travaux, travaux.soumettre("dossier", parametres, "ceres", None, 0))
        assert fini.etat is Etat.TERMINE, fini.message
        avant = secondes_de_calcul(processus.pid)
        time.sleep(REPOS_S)
        assert (secondes_de_calcul(processus.pid) - avant) / REPOS_S < 0.03
    assert travaux.carnet.lire(fini.id) == fini


def test_un_service_sans_ouvrier_laisse_les_travaux_aux_autres(tmp_path: Path) -> None:
    lieu = nouveau_lieu("sqlite", tmp_path)
    lieux = Lieux(Configuration(lieu.url, lieu.cles), str(tmp_path / "fichiers"), CATALOGUE)
    travaux = ouvrir_travaux(ouvrir_base(lieu.url), lieux, ReglagesTravaux(ouvriers=0))
    with au_travail(travaux):
        travail = travaux.soumettre("essai", {"morceaux": 0}, "ceres", None, 0)
        time.sleep(0.5)
        assert travaux.carnet.lire(travail.id) == travail


def test_le_journal_d_un_ouvrier_tient_en_lignes_et_une_panne_en_une(postgresql: Postgresql, tmp_path: Path) -> None:
    """JSON, as the service's; one restart of PostgreSQL is a few lines, and no trace of the code."""
    lieu = Lieu(postgresql.nouvelle_base(), tmp_path / "cles.json")
    lieu.ouvrir().fermer()
    ouvrir_base(lieu.url).fermer()
    lieux = Lieux(Configuration(lieu.url, lieu.cles, communes=None), str(tmp_path / "fichiers"))

    def pannes() -> list[str]:
        return [dite["message"] for dite in lignes_entieres(sortie_de(lieux)) if dite["niveau"] != "INFO"]

    with ouvrier(lieux, lieu.url) as processus:
        base = ouvrir_base(lieu.url)
        attendre(lambda: ouvriers_vivants(base) > 0)
        postgresql.tuer()
        attendre(pannes)
        postgresql.demarrer()
        base.executer(delete(tables.presences))
        attendre(lambda: ouvriers_vivants(base) > 0)
        processus.terminate()
        assert processus.wait(20) == 0
    assert all({"instant", "niveau", "source", "message"} <= dite.keys() for dite in lignes_entieres(sortie_de(lieux)))
    assert "Traceback" not in sortie_de(lieux).read_text(encoding="utf-8")
    assert 1 <= len(pannes()) <= 4, pannes()
