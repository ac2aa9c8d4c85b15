"""A lot of 200 sessions asked for over HTTP: the service, a worker, PostgreSQL are killed in the middle, for real."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from docgen.client import Client, Patience
from outils.ceres import TYPES
from tests.ampleur import regle
from tests.attente import attendre
from tests.campagnes import CIBLES, dire, frapper, garder
from tests.fichiers.s3 import magasin_s3
from tests.postgres import Postgresql
from tests.service.http.installation import Installation, Lot, commence, coupe, lot

MORTS, SESSIONS, GRAINE = (
    regle("MORTS", 20, len(CIBLES)),
    regle("SESSIONS", 200, 100),
    regle("GRAINE", 1_789, entiere=True),
)
DELAI_S, GEL_S = 900, 12
EN_AVANCANT = 0.7  # of the blows wait for a piece more; the others come whenever
BAIL = {"DOCGEN_BAIL_S": "2"}


@pytest.mark.parametrize("moteur", ["sqlite", "postgresql"])
def test_vingt_morts_du_service(moteur: str, tmp_path: Path) -> None:
    """The service, its group or one of its children, again and again while its lots go on, until each has ended."""
    hasard, cibles, rang = Random(GRAINE), Counter[str](), 0
    postgresql = Postgresql() if moteur == "postgresql" else None
    installation = Installation(tmp_path, postgresql.nouvelle_base() if postgresql else None, **BAIL)
    serveur = installation.servir()
    try:
        with Client(installation.adresse, installation.secret, Patience(plus_longue_s=1)) as client:
            while cibles.total() < MORTS:
                demande = Lot(installation, client, SESSIONS, TYPES, rang)
                while cibles.total() < MORTS and avancer(demande, hasard):
                    cible = CIBLES[cibles.total() % len(CIBLES)]
                    cibles[cible] += 1
                    dire("Mort du service", rang=cibles.total(), cible=cible, lot=rang, faits=demande.lire().faits)
                    assert frapper(serveur.pid, cible, hasard)
                    serveur = installation.relever(serveur, frappe=cible in ("groupe", "parent"))
                demande.finir(DELAI_S)
                rang += 1
    finally:
        installation.fermer()
        if postgresql:
            postgresql.fermer()
    garder(f"Morts du service, {moteur}", graine=GRAINE, cibles=dict(cibles), lots=rang)


def avancer(demande: Lot, hasard: Random) -> bool:
    """Let a lot go on before the next blow, most often until a piece more is done; false once it is over.

    A piece that dies six times with whoever makes it is set aside, and a person is asked to look: as it should be.
    """
    if hasard.random() < EN_AVANCANT:
        faits = demande.lire().faits
        attendre(lambda: (lu := demande.lire()).fini or (lu.total and lu.faits > faits), DELAI_S)
    time.sleep(hasard.uniform(0.5, 4.0))
    return demande.lire().fini is None


def test_le_magasin_gele_au_milieu(tmp_path: Path) -> None:
    """S3 stops answering, for as long as a piece has to be made, then comes back: nothing is lost, nothing is twice."""
    with magasin_s3() as (s3, adresse, variables):
        installation = Installation(tmp_path, DOCGEN_FICHIERS=adresse, **BAIL, **variables)
        installation.servir()
        with lot(installation, min(SESSIONS, 40)) as demande:
            for etape in (commence, coupe):
                demande.attendre(etape)
                s3.send_signal(signal.SIGSTOP)
                time.sleep(GEL_S)
                s3.send_signal(signal.SIGCONT)
            demande.finir(DELAI_S)


def test_la_mort_du_service_sur_ses_reglages_par_defaut(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    serveur = installation.servir()
    with lot(installation, SESSIONS) as demande:
        for etape, secondes in ((commence, 1), (coupe, 2), (coupe, 5)):
            demande.attendre(etape)
            time.sleep(secondes)
            installation.tuer(serveur)
            serveur = installation.servir()
        demande.finir(DELAI_S)


@pytest.mark.parametrize("file_partagee", [False, True], ids=["tables", "procrastinate"])
def test_la_mort_d_un_ouvrier_de_postgresql_et_du_service(
    file_partagee: bool, postgresql: Postgresql, tmp_path: Path
) -> None:
    base = postgresql.nouvelle_base()
    variables = {"DOCGEN_TRAVAUX": base} if file_partagee else {}
    installation = Installation(tmp_path, base, DOCGEN_OUVRIERS="0", **variables)
    serveur = installation.servir()
    premier, _ = (installation.ouvrier(DOCGEN_OUVRIERS="1") for _ in range(2))
    with lot(installation, SESSIONS) as demande:
        demande.attendre(coupe)
        time.sleep(2)
        installation.tuer(premier)
        installation.ouvrier(DOCGEN_OUVRIERS="1")
        time.sleep(3)
        postgresql.tuer()
        time.sleep(1)
        postgresql.demarrer()
        installation.tuer(serveur)
        installation.servir()
        demande.finir(DELAI_S)
