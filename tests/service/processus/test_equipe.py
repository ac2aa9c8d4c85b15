"""Child processes: what they do, what they may not, and that they outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import ChargeInvalide
from service.processus.equipe import Equipe, EquipeOccupee, Limites, RenduInterrompu
from tests.attente import attendre
from tests.lancement import executer
from tests.maison.arbre import RACINE
from tests.service.processus import gestes


@pytest.fixture
def equipe() -> Iterator[Equipe]:
    """One child; half of its memory is much more than its engines take, once warm."""
    equipe = Equipe(1, Limites(memoire_mio=1024, appels=3, gentillesse=5))
    yield equipe
    equipe.fermer()


def test_un_enfant_sert_plusieurs_fois_puis_est_remplace(equipe: Equipe) -> None:
    resultats = [equipe.faire(gestes.doubler, rang) for rang in range(4)]
    assert [resultat[0] for resultat in resultats] == [0, 2, 4, 6]
    qui = [resultat[1] for resultat in resultats]
    assert qui[0] == qui[1] == qui[2] != qui[3]
    assert os.getpid() not in qui


def test_ce_qui_vient_peu_a_peu_est_su_a_mesure(equipe: Equipe, tmp_path: Path) -> None:
    vus = list[object]()

    def noter(valeur: object) -> None:
        vus.append(valeur)
        (tmp_path / "su").touch()

    tous: object = equipe.faire(gestes.egrener, str(tmp_path / "su"), a_mesure=noter)
    assert tous == vus == ["premier", "second"]


def test_ce_qui_s_annonce_en_chemin_est_su_et_ne_change_pas_le_resultat(equipe: Equipe) -> None:
    sus: list[object] = []
    assert equipe.faire(gestes.annoncer_puis_finir, "dix documents", a_mesure=sus.append) == "fini"
    assert sus == ["dix documents"]


def test_ce_qui_ne_peut_etre_su_ne_trouble_pas_l_appel_suivant(equipe: Equipe) -> None:
    def refuser(_: object) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        equipe.faire(gestes.annoncer_puis_finir, "dix documents", a_mesure=refuser)
    assert equipe.faire(gestes.doubler, 3)[0] == 6


def test_une_erreur_traverse_entiere(equipe: Equipe) -> None:
    with pytest.raises(ChargeInvalide, match=r"1 erreur\(s\)") as refus:
        equipe.faire(gestes.refuser)
    assert refus.value.erreurs[0].chemin == "/session"


def test_trop_long_est_arrete_et_le_suivant_passe(equipe: Equipe) -> None:
    equipe.demarrer()
    debut = time.monotonic()
    with pytest.raises(RenduInterrompu, match=r"en 0.2 s"):
        equipe.faire(gestes.dormir, 60, delai_s=0.2)
    assert time.monotonic() - debut < 5
    assert equipe.faire(gestes.doubler, 2)[0] == 4


def test_une_mort_native_ne_gate_que_son_appel(equipe: Equipe) -> None:
    with pytest.raises(RenduInterrompu, match="arrêté net"):
        equipe.faire(gestes.mourir)
    assert equipe.faire(gestes.doubler, 3)[0] == 6


def test_trop_de_memoire_est_refuse_et_le_suivant_passe(equipe: Equipe) -> None:
    assert equipe.faire(gestes.engloutir, 100) == 100 << 20
    with pytest.raises(RenduInterrompu, match="plus de mémoire qu'il n'est permis"):
        equipe.faire(gestes.engloutir, 1600)
    assert equipe.faire(gestes.doubler, 4)[0] == 8


def test_un_enfant_qui_a_grossi_est_remplace(equipe: Equipe) -> None:
    gros = equipe.faire(gestes.grossir, 560)
    assert equipe.faire(gestes.doubler, 1)[1] != gros


def test_les_lots_cedent_le_pas(equipe: Equipe) -> None:
    assert equipe.faire(gestes.politesse) == os.nice(0) + 5


def test_qui_ne_peut_attendre_est_refuse(equipe: Equipe, tmp_path: Path) -> None:
    fil = threading.Thread(target=equipe.faire, args=(gestes.attendre_un_fichier, str(tmp_path / "assez")))
    fil.start()
    attendre(lambda: equipe.places.libres == 1)
    with pytest.raises(EquipeOccupee):
        equipe.faire(gestes.doubler, 1, attente_s=0.05)
    assert equipe.faire(gestes.doubler, 1, pour="un autre", attente_s=0.05)[0] == 2
    (tmp_path / "assez").touch()
    fil.join()


def test_les_enfants_meurent_avec_leur_parent(tmp_path: Path) -> None:
    programme = (
        "import sys, threading\n"
        "from service.processus import equipe\n"
        "from tests.service.processus.gestes import sans_fin\n"
        "if __name__ == '__main__':\n"
        "    equipe.PRECHAUFFE = sans_fin.__module__  # nothing is rendered here\n"
        "    deux = equipe.Equipe(2)\n"
        "    for _ in range(2): threading.Thread(target=deux.faire, args=(sans_fin, sys.argv[1])).start()\n"
    )
    (tmp_path / "parent.py").write_text(programme)
    (tmp_path / "enfants").mkdir()
    environnement = {**os.environ, "PYTHONPATH": str(RACINE)}
    parent = subprocess.Popen([sys.executable, tmp_path / "parent.py", tmp_path / "enfants"], env=environnement)
    attendre(lambda: len(list((tmp_path / "enfants").iterdir())) == 2)
    enfants = [int(chemin.name) for chemin in (tmp_path / "enfants").iterdir()]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    attendre(lambda: not any(Path(f"/proc/{enfant}").exists() for enfant in enfants))


def test_un_enfant_nait_avec_des_moteurs_qui_ont_deja_rendu() -> None:
    """Cold, the first document of a child would cost its caller a second."""
    # In a process of its own: a fork server that another test has started here would import what that one asked for.
    programme = (
        "from service.processus.equipe import Equipe\n"
        "from tests.service.processus.gestes import moteurs_herites\n"
        "equipe = Equipe(1)\n"
        "print(*sorted(equipe.faire(moteurs_herites)))\n"
        "equipe.fermer()\n"
    )
    dit = executer(programme)
    assert dit.stdout.split() == ["moteur", "presse"], dit.stderr
