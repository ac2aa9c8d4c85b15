"""The hourly check of the register: one process has it made, those that share its port read what it found."""

from __future__ import annotations

import errno
import fcntl
import time
from pathlib import Path

import pytest

from docgen.settings import Configuration
from service.administration import surveillance
from service.administration.surveillance import CONTROLE_S, TOUR, Surveillance
from service.socle.donnees import ouvrir_base
from tests.attente import attendre
from tests.registre.lieux import JOUR, demande, nouveau_lieu


def test_un_seul_processus_controle_et_tous_savent(tmp_path: Path) -> None:
    lieu = nouveau_lieu("sqlite", tmp_path)
    registre = lieu.ouvrir()
    registre.attribuer([demande(1)], JOUR)
    ouvrir_base(lieu.url).fermer()
    commun = tmp_path / "commun"
    commun.mkdir()
    configuration = Configuration(lieu.url, lieu.cles, communes=None)
    un, autre = (Surveillance(configuration, lambda: registre, str(commun)) for _ in range(2))
    with (commun / TOUR).open("a") as tenu:
        fcntl.flock(tenu, fcntl.LOCK_EX)  # another process checks
        un.controler_a_son_tour()
        assert un.dernier is None
    un.controler_a_son_tour()
    premier = un.dernier
    assert premier is not None
    assert premier.anomalies == ()
    lieu.falsifier("UPDATE papiers SET departement = '075'")
    autre.controler_a_son_tour()
    assert autre.dernier == premier
    (commun / TOUR).write_text(str(time.time() - CONTROLE_S))
    autre.controler_a_son_tour()
    assert un.dernier == autre.dernier
    assert un.dernier is not None
    assert len(un.dernier.anomalies) > 0
    assert un.mesures()["docgen_registre_anomalies"][1] == len(un.dernier.anomalies)


def test_une_surveillance_empechee_recommence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    essais: list[OSError] = []

    def refuser(_: Surveillance) -> None:
        essais.append(OSError(errno.ENOSPC, "No space left on device"))
        raise essais[-1]

    lieu = nouveau_lieu("sqlite", tmp_path)
    registre = lieu.ouvrir()
    monkeypatch.setattr(surveillance, "PERIODE_S", 0.01)
    monkeypatch.setattr(Surveillance, "controler_a_son_tour", refuser)
    veille = Surveillance(Configuration(lieu.url, lieu.cles, communes=None), lambda: registre)
    veille.demarrer()
    try:
        attendre(lambda: len(essais) > 2)
    finally:
        veille.arreter()
