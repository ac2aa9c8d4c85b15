"""Claim: eight workers on one PostgreSQL make eight times what one makes; what is given one at a time, the numbers, has
room for ten times the country in an hour.

``docgen ouvrier``, each process with a part of a core (``PART``), so that eight of them and the base fit in two cores;
they reach the base through a relay that takes ``RETARD_MS`` each way. Lots of all papers wait in line all along; after
a window of ``SECONDES`` some workers are told to stop, and the others are looked at. What a window makes: the documents
of the lots that ended in it, by second of work, times the workers that were at work. Both engines are measured, pieces
taken in the tables, and the queue, of which the fewest and the most workers are enough. At the end registers are asked
for numbers alone, by one process then by several, with all the processor that they want: see :mod:`benchmarks.numeros`.
What other programs take of the machine meanwhile is seen in ``part_prise``: ``efficacite`` pays for it too.

Run as root, alone on the machine, about four minutes: ``python -m benchmarks.repartition``; ``OUVRIERS=1,2,4,8``,
``MOTEURS=tables,file``, ``PART``, ``SECONDES`` and ``RETARD_MS`` change it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import psycopg

from benchmarks import mesure
from benchmarks.numeros import DOCUMENTS_PAR_NUMERO, plafonds
from benchmarks.parts import Parts, Relais, processeur_s
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.settings import Configuration
from outils.memoire import famille
from outils.sessions import JOUR, sessions
from service.socle.donnees import ouvrir_base
from service.socle.reglages import ReglagesTravaux
from service.travaux.genre import Lieux
from service.travaux.ouverture import ouvrir_travaux
from tests.attente import attendre
from tests.postgres import Postgresql, nom_de_base

NOMBRES = tuple(sorted(map(int, os.environ.get("OUVRIERS", "1,2,4,8").split(","))))
MOTEURS = tuple(os.environ.get("MOTEURS", "tables,file").split(","))
PART, SECONDES = float(os.environ.get("PART", "0.2")), float(os.environ.get("SECONDES", "12"))
RETARD_MS = float(os.environ.get("RETARD_MS", "1"))
SESSIONS_PAR_LOT = 4
TYPES = ("pv_general", "pv_individuel", "parchemin", "livret", "notification")
COEURS_DE_BASE = 4  # of the machine that would have it
LOTS_VUS = 2  # at least, in a window, which lasts longer if need be
PAR_SECONDE_MAX = 400 / 26  # sessions that a whole core might print a second
CHAUD = 4  # processes of a worker that has begun: itself, the server of its forks and its tracker, a child
REPOS_S = 1.5  # after a change, before a window opens
REGARD_S = 0.05

RELEVE = """
    SELECT extract(epoch FROM clock_timestamp()), sum(calls) FILTER (WHERE query NOT ILIKE '%pg_stat%'),
           coalesce(sum(total_exec_time) FILTER (WHERE query LIKE '%FROM tete FOR UPDATE'), 0)
    FROM pg_stat_statements JOIN pg_database ON oid = dbid WHERE datname = current_database()
"""
FINIS = "SELECT count(*) FROM travaux WHERE fini IS NOT NULL"
VERROUS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
MORCEAUX = """
    SELECT travail, pris, morceaux.fini, (bilan::json -> 'totaux' ->> 'documents')::int,
           (bilan::json -> 'totaux' ->> 'numeros')::int
    FROM morceaux JOIN travaux ON travaux.id = travail WHERE pris IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Releve:
    """What the counters say at an instant of the base; seconds, but for what its name says."""

    instant: float
    ordres: int
    attente_de_tete_ms: float
    base_s: float
    ouvriers_s: float
    octets: int


@dataclass(frozen=True, slots=True)
class Fenetre:
    """What was seen of so many workers. ``morceaux``: the pieces that were begun, with what is told of their jobs.

    ``verrous``: how many processes of the base waited for a lock, on average. ``depuis``: since when each worker has
    its part.
    """

    ouvriers: int
    depuis: float
    avant: Releve
    apres: Releve
    morceaux: Sequence[tuple[Any, ...]]
    verrous: float

    def en_json(self) -> dict[str, float]:
        """The figures."""
        duree = self.apres.instant - self.avant.instant
        au_travail = sum(self._dedans(pris, fini) for _, pris, fini, *_ in self.morceaux) / duree
        documents, numeros = (au_travail * duree * faits for faits in self._faits_par_seconde())
        base_s, ouvriers_s = self.apres.base_s - self.avant.base_s, self.apres.ouvriers_s - self.avant.ouvriers_s
        return {
            "documents_par_seconde": documents / duree,
            "numeros_par_seconde": numeros / duree,
            "au_travail": au_travail / self.ouvriers,
            "part_prise": ouvriers_s / duree / self.ouvriers / PART,
            "ms_de_processeur_par_document": ouvriers_s * 1000 / documents,
            "ms_de_base_par_document": base_s * 1000 / documents,
            "ordres_par_document": (self.apres.ordres - self.avant.ordres) / documents,
            "octets_de_base_par_document": (self.apres.octets - self.avant.octets) / documents,
            "attendent_la_tete": (self.apres.attente_de_tete_ms - self.avant.attente_de_tete_ms) / 1000 / duree,
            "attendent_un_verrou": self.verrous,
        }

    def _dedans(self, pris: float, fini: float | None) -> float:
        """How much of a piece's time is in the window."""
        return max(0.0, min(fini or inf, self.apres.instant) - max(pris, self.avant.instant))

    def _faits_par_seconde(self) -> tuple[float, float]:
        """Documents and numbers for a second of work, of the lots that ended in the window, begun in parts already."""
        lots: dict[str, list[tuple[Any, ...]]] = {}
        for morceau in self.morceaux:
            lots.setdefault(morceau[0], []).append(morceau)
        dedans = [
            lot
            for lot in lots.values()
            if lot[0][3]
            and min(morceau[1] for morceau in lot) >= self.depuis
            and self.avant.instant <= max(morceau[2] for morceau in lot) <= self.apres.instant
        ]
        secondes = sum(fini - pris for lot in dedans for _, pris, fini, *_ in lot)
        if not secondes:
            raise SystemExit(f"Aucun lot fait en entier par {self.ouvriers} ouvrier(s) : allongez SECONDES.")
        return sum(lot[0][3] for lot in dedans) / secondes, sum(lot[0][4] for lot in dedans) / secondes


@dataclass
class Banc:
    """A base, a store, a line of lots and the workers that are there so far."""

    dossier: Path
    moteur: str
    parts: Parts
    serveur: Postgresql
    ouvriers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        adresse, cles = self.serveur.nouvelle_base(), self.dossier / "cles.json"
        ouvrir_registre(adresse, cles).fermer()
        base = nom_de_base(adresse)
        self.serveur.ordonner("CREATE EXTENSION pg_stat_statements", base)
        self.relais = Relais(self.serveur.dossier / ".s.PGSQL.5432", RETARD_MS / 1000)
        self.adresse = f"postgresql://docgen@127.0.0.1:{self.relais.port}/{base}"
        self.regard = psycopg.connect(host=str(self.serveur.dossier), user="docgen", dbname=base, autocommit=True)
        lieux = Lieux(Configuration(adresse, cles, communes=None), str(self.dossier / "fichiers"))
        self.magasin = ouvrir_magasin(lieux.fichiers)
        reglages = ReglagesTravaux(adresse if self.moteur == "file" else None, ouvriers=0, travaux_max=100_000)
        self.travaux = ouvrir_travaux(ouvrir_base(adresse), lieux, reglages)
        self.rangs = count()
        return self

    def __exit__(self, *_: object) -> None:
        self.garder(0)
        self.regard.close()

    def demander(self, combien: int) -> None:
        """Have so many lots wait."""
        for _ in range(combien):
            debut, charges = next(self.rangs) * SESSIONS_PAR_LOT, []
            for nom, octets in sessions(SESSIONS_PAR_LOT, debut):
                self.magasin.ecrire(f"depots/{nom}", octets)
                charges.append({"nom": nom, "cle": f"depots/{nom}"})
            commande = {"jour": JOUR.isoformat(), "types": list(TYPES)}
            parametres = {"charges": charges, "commande": commande, "pouvoir": {"atteste": True}}
            self.travaux.soumettre("lot", parametres, "ceres", None, 0)

    def embaucher(self, nombre: int) -> None:
        """Have so many workers, warm, then each in its part."""
        self.demander(4 * nombre)
        for rang in range(nombre):
            self.ouvriers.append(self._lancer())
            self.parts.placer(self.ouvriers[rang].pid, f"{self.moteur}-{rang}")
        attendre(lambda: all(len(famille(ouvrier.pid)) >= CHAUD for ouvrier in self.ouvriers), 120)
        attendre(lambda: self._compter(FINIS) >= nombre, 120)
        for rang in range(nombre):
            self.parts.limiter(f"{self.moteur}-{rang}", PART)
        self.depuis = self._relever().instant

    def garder(self, nombre: int) -> None:
        """Send the others away: they give back what they had in hand."""
        partis, self.ouvriers = self.ouvriers[nombre:], self.ouvriers[:nombre]
        for rang, ouvrier in enumerate(partis, start=nombre):
            self.parts.limiter(f"{self.moteur}-{rang}", None)
            ouvrier.terminate()
        for ouvrier in partis:
            ouvrier.wait(60)

    def en_attente(self) -> int:
        """How many lots nobody has begun."""
        return self._compter("SELECT count(*) FROM travaux WHERE debute IS NULL")

    def observer(self) -> Fenetre:
        """Look at the workers for a while."""
        fin, vus = threading.Event(), list[int]()

        def regarder() -> None:
            while not fin.wait(REGARD_S):
                vus.append(self._compter(VERROUS))

        avant, guet = self._relever(), threading.Thread(target=regarder)
        guet.start()
        finis = self._compter(FINIS)
        time.sleep(SECONDES)
        attendre(lambda: self._compter(FINIS) >= finis + LOTS_VUS, 60, REGARD_S / 5)
        fin.set()
        guet.join()
        apres, morceaux = self._relever(), self.regard.execute(MORCEAUX).fetchall()
        return Fenetre(len(self.ouvriers), self.depuis, avant, apres, morceaux, sum(vus) / len(vus))

    def exiger_sans_echec(self) -> None:
        """Stop where a lot failed: it would be counted as work."""
        if echecs := self.regard.execute("SELECT message, bilan FROM travaux WHERE etat = 'ECHOUE'").fetchone():
            raise SystemExit(f"Un lot a échoué : {echecs}")

    def _lancer(self) -> subprocess.Popen[bytes]:
        variables = {
            "DOCGEN_REGISTRE": self.adresse,
            "DOCGEN_CLES": str(self.dossier / "cles.json"),
            "DOCGEN_FICHIERS": str(self.dossier / "fichiers"),
            "DOCGEN_COMMUNES": "non",
            "DOCGEN_OUVRIERS": "1",
            **({"DOCGEN_TRAVAUX": self.adresse} if self.moteur == "file" else {}),
        }
        commande = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "docgen", "ouvrier"]
        return subprocess.Popen(commande, env={**os.environ, **variables}, stderr=subprocess.DEVNULL)

    def _compter(self, requete: str) -> int:
        (compte,) = self.regard.execute(requete.encode()).fetchone() or (0,)
        return int(compte)

    def _relever(self) -> Releve:
        lus = [float(lu) for lu in self.regard.execute(RELEVE).fetchone() or ()]
        ouvriers_s = sum(processeur_s(ouvrier.pid) for ouvrier in self.ouvriers)
        base_s = processeur_s(self.serveur.pid)
        return Releve(lus[0], int(lus[1]), lus[2], base_s, ouvriers_s, self.relais.octets)


def main() -> None:
    """Measure and keep the figures."""
    serveur, parts = Postgresql(True, "shared_preload_libraries=pg_stat_statements"), Parts()
    parts.placer(serveur.pid, "base")
    charge = round(os.getloadavg()[0], 1)
    try:
        resultats = {moteur: _serie(moteur, serveur, parts) for moteur in MOTEURS}
        numeros = plafonds(serveur, RETARD_MS / 1000)
        with psycopg.connect(host=str(serveur.dossier), user="docgen", dbname="postgres") as regard:
            (postgresql,) = regard.execute("SHOW server_version").fetchone() or ("",)
    finally:
        serveur.fermer()
        parts.fermer()
    conditions = {"part_de_coeur": PART, "secondes": SECONDES, "retard_ms": RETARD_MS, "charge_de_la_machine": charge}
    releves = {"resultats": resultats, "numeros_par_seconde": numeros, "sature": _ce_qui_sature(resultats, numeros)}
    variables = ("OUVRIERS", "MOTEURS", "PART", "SECONDES", "RETARD_MS")
    mesure.ecrire("repartition", {"postgresql": postgresql, **conditions, **releves}, variables)


def _ce_qui_sature(
    resultats: Mapping[str, Mapping[str, Mapping[str, float]]], numeros: Mapping[str, Mapping[str, int]]
) -> dict[str, object]:
    """How many documents a second what workers share can bear, however many they are; and which of it goes first."""
    au_plus = resultats[MOTEURS[0]][str(NOMBRES[-1])]
    plafonds_vus = {
        "historique_un_a_la_fois": max(numeros["loin_d_elle"].values()) * DOCUMENTS_PAR_NUMERO,
        f"base_a_{COEURS_DE_BASE}_coeurs": round(COEURS_DE_BASE * 1000 / au_plus["ms_de_base_par_document"]),
    }
    return {"documents_par_seconde": plafonds_vus, "d_abord": min(plafonds_vus, key=lambda quoi: plafonds_vus[quoi])}


def _serie(moteur: str, serveur: Postgresql, parts: Parts) -> dict[str, Any]:
    with TemporaryDirectory() as dossier, Banc(Path(dossier), moteur, parts, serveur) as banc:
        banc.embaucher(NOMBRES[-1])
        fenetres = []
        for nombre in reversed(NOMBRES if moteur == MOTEURS[0] else NOMBRES[:: len(NOMBRES) - 1]):
            banc.garder(nombre)
            voulus = nombre + 2 + round(nombre * PART * (SECONDES + 2 * REPOS_S) * PAR_SECONDE_MAX / SESSIONS_PAR_LOT)
            banc.demander(max(0, voulus - banc.en_attente()))
            time.sleep(REPOS_S)
            fenetres.append(banc.observer())
            banc.exiger_sans_echec()
            if not banc.en_attente():
                raise SystemExit(f"{nombre} ouvriers ont épuisé la file : la mesure ne vaut rien.")
    lignes = {str(vue.ouvriers): vue.en_json() for vue in reversed(fenetres)}
    seuls, un = NOMBRES[0], lignes[str(NOMBRES[0])]["documents_par_seconde"]
    for vue, ligne in zip(reversed(fenetres), lignes.values(), strict=True):
        ligne["efficacite"] = ligne["documents_par_seconde"] / un * seuls / vue.ouvriers
    return {qui: {nom: float(f"{valeur:.3g}") for nom, valeur in ligne.items()} for qui, ligne in lignes.items()}


if __name__ == "__main__":
    main()
