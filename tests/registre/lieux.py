"""Where the register of a test lives, and what is asked of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine

from docgen.domain.papiers.papier import DemandePapier, Emission, Faits, GenrePapier
from docgen.horloge import Horloge
from docgen.registre.connexion import Ouverture, lire_adresse
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.registre.registre import RegistreSql
from docgen.registre.tables import TABLES_FERMEES
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from tests import postgres
from tests.registres import poser_registre

JOUR = Horloge()()  # a paper of a day gone by is one line more in the journal
ANCIEN = date(2026, 3, 2)
MOTEURS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Lieu:
    """An empty place for a register: its address, its key file."""

    url: str
    cles: Path

    @property
    def moteur(self) -> str:
        """One of :data:`MOTEURS`."""
        return self.url.partition(":")[0]

    @contextmanager
    def base(self) -> Iterator[Connection]:
        """The database itself, for whoever does not come by Docgen; each order is kept at once."""
        moteur = create_engine(lire_adresse(self.url), isolation_level="AUTOCOMMIT")
        with moteur.connect() as connexion:
            yield connexion
        moteur.dispose()

    def ouvrir(self) -> RegistreSql:
        """Open the register there, as the application does."""
        return ouvrir_registre(self.url, self.cles)

    def atelier(self, ouverture: Ouverture = "creer", temoin: Path | None = None) -> Atelier:
        """The workshop of an act there."""
        return Atelier(Configuration(self.url, self.cles, str(temoin) if temoin else None), ouverture=ouverture)

    def falsifier(self, *ordres: str) -> None:
        """Act on the database behind Docgen's back, as someone who holds it can: locks off, then on again."""
        if self.moteur != "sqlite":
            avant, apres = ["SET session_replication_role = replica"], []
            for table in TABLES_FERMEES:
                avant.append(f"ALTER TABLE {table} DISABLE TRIGGER {table}_ne_se_reecrit_pas")
                apres.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_ne_se_reecrit_pas")
            with psycopg.connect(self.url) as base:
                base.execute("; ".join((*avant, *ordres, *apres)).encode())
            return
        fichier = sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None)
        fichier.execute("PRAGMA synchronous = OFF")
        verrous = fichier.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        avant, apres = [f"DROP TRIGGER {nom}" for nom, _ in verrous], [sql for _, sql in verrous]
        for ordre in ("BEGIN", *avant, *ordres, *apres, "COMMIT"):
            fichier.execute(ordre)
        fichier.close()


def nouveau_lieu(moteur: str, dossier: Path) -> Lieu:
    """A new place on that engine, where the tables are; its folder is made if it is not there."""
    dossier.mkdir(exist_ok=True)
    url = poser_registre(dossier) if moteur == "sqlite" else postgres.nouvelle_base()
    return Lieu(url, dossier / "docgen.cles.json")


def lieu_vierge(moteur: str, dossier: Path) -> Lieu:
    """A place on that engine where nothing was ever opened."""
    url = f"sqlite:///{dossier / 'docgen.db'}" if moteur == "sqlite" else postgres.serveur().nouvelle_base()
    return Lieu(url, dossier / "docgen.cles.json")


def copier(modele: Lieu, dossier: Path) -> Lieu:
    """The same register in another place, with its keys and its witness; nobody may be at work in the first one."""
    for fichier in modele.cles.parent.glob(f"{modele.cles.stem}.*"):
        shutil.copy(fichier, dossier)
    if modele.moteur == "postgresql":
        url = postgres.serveur().nouvelle_base(postgres.nom_de_base(modele.url))
    else:
        shutil.copy(modele.cles.parent / "docgen.db", dossier)
        url = f"sqlite:///{dossier / 'docgen.db'}"
    return Lieu(url, dossier / modele.cles.name)


@contextmanager
def passager(lieu: Lieu) -> Iterator[Lieu]:
    """A place that goes with the test: a database is memory."""
    yield lieu
    if lieu.moteur == "postgresql":
        postgres.quitter_base(lieu.url)


def demande(rang: int = 1, faits: Faits | None = None, **champs: Any) -> DemandePapier:
    """The parchemin of the n-th candidate of a session of 2026 in the Rhône; ``faits`` change what it says."""
    modele = DemandePapier(
        genre=GenrePapier.PARCHEMIN,
        session="S-2026-001",
        destinataire=f"C-{rang:03d}",
        certification="TP-99001",
        annee=2026,
        departement="069",
        siret="00000000000018",
        faits={"nom": f"EXEMPLE-{rang}", "prenoms": "Zoë, Anaïs", "naissance": "1990-03-12", **(faits or {})},
    )
    return replace(modele, **champs)


def emission(numero: str | None = None, **champs: Any) -> Emission:
    """One parchemin that was produced."""
    modele = Emission(
        type="parchemin",
        session="S-2026-001",
        destinataire="C-001",
        siret="00000000000018",
        departement="069",
        jour=JOUR,
        usage="archive",
        format="pdf",
        version_modele="1",
        sha256="0" * 64,
        pages=1,
        numero=numero,
    )
    return replace(modele, **champs)


def remplir(lieu: Lieu) -> list[str]:
    """Three parchemins, a notification and two produced documents; gives the numbers."""
    registre = lieu.ouvrir()
    demandes = [demande(1), demande(2), demande(3), demande(4, genre=GenrePapier.NOTIFICATION)]
    papiers = registre.attribuer(demandes, JOUR)
    registre.consigner([emission(papiers[0].numero), emission(papiers[1].numero, destinataire="C-002")])
    assert registre.verifier() == []
    registre.fermer()
    return [papier.numero for papier in papiers if papier.numero]
