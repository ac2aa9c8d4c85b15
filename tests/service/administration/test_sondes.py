"""Ready is: written, and seen by somebody who makes the jobs; the answer comes in time; the log says why not."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pytest

from docgen.settings import Configuration
from service.administration.sondes import ABSENT, LENT, PLEIN, PRET, SANS_OUVRIER, Sondes
from service.contexte import Services
from service.socle.donnees import ouvrir_base
from service.socle.reglages import ConfigurationService
from service.travaux.presence import Presence, ouvriers_vivants
from tests.attente import attendre
from tests.maison.arbre import RACINE
from tests.petit_disque import sur_un_petit_disque
from tests.registre.lieux import Lieu, nouveau_lieu

TOUT_VA = {"registre": PRET, "fichiers": PRET, "travaux": PRET, "disque": PRET}


def _services(lieu: Lieu, dossier: Path) -> Services:
    docgen = Configuration(lieu.url, lieu.cles, communes=None)
    return Services(ConfigurationService(docgen, str(dossier / "fichiers")))


def _demander(sondes: Sondes) -> dict[str, str]:
    return asyncio.run(sondes.interroger())


def test_sans_ouvrier_le_service_n_est_pas_pret(lieu: Lieu, tmp_path: Path) -> None:
    services = _services(lieu, tmp_path)
    sondes = Sondes(services)
    assert _demander(sondes) == {**TOUT_VA, "travaux": SANS_OUVRIER}
    services.travaux.presence.dire()
    assert _demander(sondes) == TOUT_VA
    services.travaux.presence.partir()
    assert _demander(sondes)["travaux"] == SANS_OUVRIER


def test_un_ouvrier_qui_se_tait_est_tenu_pour_mort(lieu: Lieu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = _services(lieu, tmp_path)
    sondes = Sondes(services)
    services.travaux.presence.dire()
    monkeypatch.setattr("service.travaux.presence.SILENCE_S", -1.0)
    assert _demander(sondes)["travaux"] == SANS_OUVRIER


def test_un_ouvrier_est_la_des_qu_il_peut_travailler(lieu: Lieu, monkeypatch: pytest.MonkeyPatch) -> None:
    """He that could not yet when he was asked is asked again at once, not when he would say it a second time."""
    monkeypatch.setattr("service.travaux.presence.BATTEMENT_S", 600.0)
    base, dits = ouvrir_base(lieu.url), iter((False, False))
    presence = Presence(base, 2)
    presence.battre(lambda: next(dits, True))
    attendre(lambda: ouvriers_vivants(base) == 2)
    presence.partir()
    assert ouvriers_vivants(base) == 0


def _plein(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_le_journal_nomme_le_disque_plein_et_l_appelant_n_en_sait_rien(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    services = _services(nouveau_lieu("sqlite", tmp_path), tmp_path)
    sondes = Sondes(services)
    services.travaux.presence.dire()
    with monkeypatch.context() as monde, caplog.at_level(logging.INFO):
        monde.setattr("docgen.fichiers.magasin.obstore.put", _plein)
        for _ in range(2):
            assert _demander(sondes) == {**TOUT_VA, "fichiers": ABSENT}
        (dite,) = caplog.records
        assert (dite.levelname, dite.__dict__["objet"], dite.__dict__["origine"]) == ("ERROR", "fichiers", "machine")
        assert "le disque est plein" in dite.__dict__["detail"]
    assert _demander(sondes) == TOUT_VA


def test_une_base_qui_repond_sans_s_ecrire_n_est_pas_prete(tmp_path: Path) -> None:
    lieu = nouveau_lieu("sqlite", tmp_path)
    services = _services(lieu, tmp_path)
    services.travaux.presence.dire()
    lieu.falsifier("CREATE TRIGGER fige BEFORE INSERT ON presences BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END")
    assert _demander(Sondes(services)) == {**TOUT_VA, "registre": ABSENT}


def test_ce_qui_ne_repond_pas_n_est_attendu_qu_un_temps_et_n_est_pas_redemande(tmp_path: Path) -> None:
    services = _services(nouveau_lieu("sqlite", tmp_path), tmp_path)
    appels, reponse = [], threading.Event()

    def attendre() -> None:
        appels.append(threading.get_ident())
        assert reponse.wait(60)

    services.travaux.joindre = attendre  # type: ignore[method-assign]
    sondes = Sondes(services, delai_s=0.1)
    assert [_demander(sondes)["travaux"] for _ in range(3)] == [LENT] * 3
    assert (len(appels), reponse.is_set()) == (1, False)
    reponse.set()


def _remplir(dossier: Path) -> None:
    """Fill a disk to its last byte."""
    with suppress(OSError), (dossier / "gros").open("wb", buffering=0) as flux:
        while flux.write(bytes(4096)):
            pass


def _sur_le_petit_disque(dossier: Path) -> None:
    services = _services(nouveau_lieu("sqlite", dossier), dossier)
    sondes = Sondes(services)
    services.travaux.presence.dire()
    avant = _demander(sondes)
    _remplir(dossier)
    print(json.dumps([avant, _demander(sondes)]))


def test_un_vrai_disque_plein(tmp_path: Path) -> None:
    commande = sur_un_petit_disque(tmp_path, "40m", sys.executable, "-m", __name__, str(tmp_path))
    lu = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=True, timeout=60)
    avant, apres = json.loads(lu.stdout.splitlines()[-1])
    assert avant == TOUT_VA
    assert (apres["fichiers"], apres["disque"]) == (ABSENT, PLEIN)


if __name__ == "__main__":
    _sur_le_petit_disque(Path(sys.argv[1]))
