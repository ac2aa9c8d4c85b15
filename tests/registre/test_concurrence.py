"""Sixteen processes at once, and processes that die in the middle: the numbers stay whole."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from functools import partial
from pathlib import Path

from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.registre.registre import RegistreSql
from docgen.registre.signature.trousseau import Trousseau
from tests.attente import attendre, en_meme_temps
from tests.registre.lieux import JOUR, Lieu, demande
from tests.registre.postulant import PARCHEMINS, ensemble, lancer, sans_fin

PROCESSUS = 16
MORTS = 12


def sequences(registre: RegistreSql) -> list[int]:
    return [Numero.lire(papier.numero or "").sequence for papier in registre.lister(PARTOUT)]


def test_seize_processus_a_la_premiere_ouverture_recoivent_les_memes_papiers(lieu: Lieu, tmp_path: Path) -> None:
    """They race for the tables, for the keys and for the numbers, in that order."""
    postulants = [lancer(ensemble, lieu, tmp_path, qui) for qui in range(PROCESSUS)]
    attendre(lambda: all((tmp_path / f"pret-{qui}").exists() for qui in range(PROCESSUS)))
    (tmp_path / "top").touch()
    for postulant in postulants:
        postulant.join(120)

    assert [postulant.exitcode for postulant in postulants] == [0] * PROCESSUS
    recus = {(tmp_path / f"recu-{qui}").read_text() for qui in range(PROCESSUS)}
    assert len(recus) == 1
    assert len(json.loads(recus.pop())) == PARCHEMINS
    registre = lieu.ouvrir()
    assert sequences(registre) == list(range(1, PARCHEMINS + 1))
    assert len(registre.trousseau.cles_publiques()) == 1
    assert registre.verifier() == []


def _a_grossi(fichier: Path, octets: int) -> bool:
    return fichier.stat().st_size > octets


def test_tuer_au_milieu_ne_perd_ni_ne_double_aucun_numero(lieu: Lieu, tmp_path: Path) -> None:
    """Every second death waits for a batch to be given, however slow the machine; the others come as they may."""
    hasard, promesses = random.Random(20260302), tmp_path / "promesses"
    promesses.touch()
    for mort in range(MORTS):
        depart, avant = 1 + mort * 20, promesses.stat().st_size
        postulant = lancer(sans_fin, lieu, tmp_path, depart)
        attendre((tmp_path / f"pret-{depart}").exists, pas_s=0.001)
        if mort % 2:
            attendre(partial(_a_grossi, promesses, avant), pas_s=0.001)
        time.sleep(hasard.uniform(0, 0.1))
        postulant.kill()
        postulant.join()
        assert postulant.exitcode == -signal.SIGKILL
    lignes = promesses.read_text().splitlines()
    promis: dict[str, str] = dict(promesse for ligne in lignes for promesse in json.loads(ligne))
    assert len(lignes) >= MORTS // 2

    registre = lieu.ouvrir()
    donnes = {papier.demande.destinataire: papier for papier in registre.lister(PARTOUT)}
    assert {qui: donnes[qui].numero for qui in promis} == promis
    assert sequences(registre) == list(range(1, len(donnes) + 1))
    assert registre.verifier() == []

    repris = registre.attribuer([demande(rang) for rang in range(1, len(donnes) + 11)], JOUR)
    for papier in repris:
        assert donnes.get(papier.demande.destinataire, papier) == papier
    assert sorted(sequences(registre)) == list(range(1, len(sequences(registre)) + 1))
    assert registre.verifier() == []


def test_un_processus_mort_dans_la_transaction_n_y_laisse_rien(registre: RegistreSql) -> None:
    """A death between the writing and the commit: nothing shows, and the next one gets number 1."""
    lecture, ecriture = os.pipe()
    enfant = os.fork()
    if enfant == 0:
        try:
            with registre.connexion.ecriture() as ouverte:
                ouverte.exec_driver_sql("UPDATE tete SET rang = 99")
                ouverte.exec_driver_sql("INSERT INTO compteurs VALUES ('', 2026, '069', 41)")
                os.write(ecriture, b"!")
                time.sleep(60)
        finally:
            os._exit(1)
    os.close(ecriture)
    assert os.read(lecture, 1) == b"!"
    os.kill(enfant, signal.SIGKILL)
    os.waitpid(enfant, 0)
    os.close(lecture)

    (papier,) = registre.attribuer([demande()], JOUR)
    assert Numero.lire(papier.numero or "").sequence == 1
    assert registre.verifier() == []


def test_les_fils_d_un_meme_processus_partagent_le_registre(registre: RegistreSql) -> None:

    def demander(_: int) -> tuple[str | None, ...]:
        papiers = registre.attribuer([demande(rang) for rang in range(1, 6)], JOUR)
        return tuple(papier.numero for papier in papiers)

    assert len(set(en_meme_temps(demander, 8))) == 1
    assert registre.verifier() == []


def test_la_premiere_utilisation_du_trousseau_ne_fait_qu_une_cle(tmp_path: Path) -> None:
    trousseau = Trousseau(tmp_path / "docgen.cles.json")
    cles = en_meme_temps(lambda _: trousseau.signataire(creer=True).publique["id"], PROCESSUS)
    assert len(set(cles)) == 1
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["docgen.cles.json"]


def test_des_rotations_simultanees_gardent_toutes_les_cles(tmp_path: Path) -> None:
    trousseau = Trousseau(tmp_path / "docgen.cles.json")
    trousseau.signataire(creer=True)
    en_meme_temps(lambda _: trousseau.nouvelle_cle(), 8)
    publiques = trousseau.cles_publiques()
    assert len({cle["id"] for cle in publiques}) == 9
    assert [cle["retiree_le"] is None for cle in publiques] == [False] * 8 + [True]
