"""A print lot of 200 sessions, whose worker, supervisor and PostgreSQL are killed on the way: each document once."""

from __future__ import annotations

import csv
import os
import signal
import time
from collections import Counter
from pathlib import Path

from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.settings import Configuration
from service.socle.donnees import ouvrir_base
from service.socle.reglages import ReglagesTravaux
from service.travaux.fichiers import Fichiers
from service.travaux.genre import Lieux
from service.travaux.ouverture import ouvrir_travaux
from service.travaux.tables import Etat
from tests.attente import attendre
from tests.campagnes import descendants
from tests.postgres import Postgresql
from tests.registre.lieux import Lieu
from tests.service.travaux.chantier import attendre_la_fin
from tests.service.travaux.test_lots import charges
from tests.service.travaux.test_ouvrier import ouvrier

SESSIONS = 200


def tuer_un_enfant(superviseur: int) -> None:
    """One of those who render: the last leaf of the tree of processes."""
    feuilles = [pid for pid in descendants(superviseur) if not descendants(pid)]
    os.kill(feuilles[-1], signal.SIGKILL)


def test_un_lot_de_deux_cents_sessions_survit_a_toutes_les_morts(postgresql: Postgresql, tmp_path: Path) -> None:
    lieu = Lieu(postgresql.nouvelle_base(), tmp_path / "cles.json")
    lieux = Lieux(Configuration(lieu.url, lieu.cles, communes=None), str(tmp_path / "fichiers"))
    fichiers = Fichiers(ouvrir_base(lieu.url), ouvrir_magasin(lieux.fichiers))
    travaux = ouvrir_travaux(fichiers.base, lieux, ReglagesTravaux(ouvriers=0))
    parametres = {
        "charges": charges(SESSIONS, fichiers)[:-1],
        "commande": {"jour": "2019-03-20"},
        "pouvoir": {"atteste": True},
    }
    debut = time.monotonic()
    travail = travaux.soumettre("lot", parametres, "ceres", None, 0)

    with ouvrier(lieux, None, 2) as premier:
        attendre(lambda: (travaux.carnet.lire(travail.id) or travail).total, 120)  # it is cut: pieces are being printed
        time.sleep(2)
        tuer_un_enfant(premier.pid)
        time.sleep(3)
        premier.kill()
        premier.wait()
    with ouvrier(lieux, None, 2) as second:
        time.sleep(5)
        postgresql.tuer()
        time.sleep(1)
        postgresql.demarrer()
        fini = attendre_la_fin(travaux, travail, 300)
        assert second.poll() is None
    print(f"{SESSIONS} sessions, three deaths: {time.monotonic() - debut:.0f} s, {fini.bilan}")
    assert fini.etat is Etat.TERMINE, fini.message
    verifier_le_lot(fichiers, fini.id, lieux)


def verifier_le_lot(fichiers: Fichiers, travail: str, lieux: Lieux) -> None:
    """Each document once in the volumes, each number once, and the register says the same."""
    livres = {livre.nom: livre for livre in fichiers.d_un_travail(travail)}
    manifeste = fichiers.magasin.lire(livres["manifeste.csv"].cle).decode("utf-8-sig")
    lignes = list(csv.DictReader(manifeste.splitlines(), delimiter=";"))
    documents = Counter((ligne["type"], ligne["session"], ligne["destinataire"]) for ligne in lignes)
    assert len({session for _, session, _ in documents}) == SESSIONS
    assert set(documents.values()) == {1}
    registre = ouvrir_registre(lieux.configuration.registre, lieux.configuration.cles)
    papiers = [papier for papier in registre.lister(PARTOUT) if papier.numero]
    numeros = Counter(ligne["numero"].removeprefix("'") for ligne in lignes if ligne["numero"])
    assert numeros == {papier.numero: 1 for papier in papiers}
    for serie in ("L", ""):
        rangs = sorted(Numero.lire(n).sequence for n in numeros if n.startswith("L") == bool(serie))
        assert rangs == list(range(1, len(rangs) + 1))
    assert all(len(registre.emissions(papier)) == 1 for papier in papiers)
    assert registre.verifier() == []
