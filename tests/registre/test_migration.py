"""A register written by an earlier version is upgraded with all it holds, and stays true to its journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from docgen.registre import RegistreSql
from docgen.registre.chain import EMPREINTE_INITIALE, ligne_de_tete, sceller
from docgen.registre.connexion import Connexion, lire_adresse
from docgen.registre.schema import MIGRATIONS
from docgen.registre.tables import TABLE_VERSION, VERSION
from tests.registre.lieux import JOUR, Lieu, demande, emission

TABLES = ("compteurs", "papiers", "emissions")
INCONNUS = ("rectification", "remplace", "ensemble", "faits")


def en_0001(lieu: Lieu, temoin: RegistreSql) -> None:
    """Build the first schema, and copy the register ``temoin`` into it without what that schema did not know."""
    connexion = Connexion.ouvrir(lire_adresse(lieu.url))
    with temoin.connexion.lecture() as source, connexion.ecriture() as cible:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = cible
        command.upgrade(config, "0001")
        precedente = ecrire_journal(source, cible)
        for table in TABLES:
            for ligne in source.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings():
                inserer(cible, table, {c: v for c, v in ligne.items() if c not in INCONNUS})
        rang = source.execute(text("SELECT rang FROM tete")).scalar()
        signataire = temoin.trousseau.signataire(creer=False)
        signature = signataire.signer(ligne_de_tete(int(rang or 0), precedente))
        tete = {"rang": rang, "empreinte": precedente, "cle": signataire.publique["id"], "signature": signature}
        cible.execute(
            text("UPDATE tete SET rang = :rang, empreinte = :empreinte, cle = :cle, signature = :signature"), tete
        )
    connexion.moteur.dispose()


def ecrire_journal(source: Connection, cible: Connection) -> str:
    """The same journal, sealed as it was before the new fields; gives its last digest."""
    precedente = EMPREINTE_INITIALE
    for ligne in source.execute(text("SELECT * FROM journal ORDER BY rang")).mappings():
        contenu = {c: v for c, v in json.loads(ligne["contenu"]).items() if c not in INCONNUS}
        entree = sceller(ligne["rang"], precedente, ligne["horodatage"], ligne["acteur"], ligne["acte"], contenu)
        inserer(cible, "journal", asdict(entree))
        precedente = entree.empreinte
    return precedente


def inserer(cible: Connection, table: str, champs: Mapping[str, object]) -> None:
    """One row."""
    marques = ", ".join(f":{champ}" for champ in champs)
    cible.execute(text(f"INSERT INTO {table} ({', '.join(champs)}) VALUES ({marques})"), champs)


def test_un_registre_0001_est_mis_a_jour_avec_ce_qu_il_tient(lieu: Lieu) -> None:
    temoin_lieu = Lieu(f"sqlite:///{lieu.cles.parent}/temoin.db", lieu.cles)
    temoin = temoin_lieu.ouvrir()
    papiers = temoin.attribuer([demande(rang) for rang in range(1, 4)], JOUR)
    temoin.consigner([emission(papiers[0].numero)])
    en_0001(lieu, temoin)

    registre = lieu.ouvrir()
    assert registre.verifier() == []
    assert tuple(registre.lister()) == papiers
    assert registre.emissions(papiers[0].numero or "") == (emission(papiers[0].numero),)
    suivants = registre.attribuer([demande(3), demande(4)], JOUR)
    assert suivants[0] == papiers[2]
    assert (suivants[1].numero or "")[:-2] == "2026-069-0000004"
    registre.consigner([emission(suivants[1].numero)], ensemble="LOT-1")
    assert registre.verifier() == []
    with registre.connexion.lecture() as ouverte:
        assert ouverte.execute(text(f"SELECT version_num FROM {TABLE_VERSION}")).scalar() == VERSION


def test_un_ensemble_n_est_consigne_qu_une_fois(lieu: Lieu) -> None:
    registre = lieu.ouvrir()
    (papier,) = registre.attribuer([demande()], JOUR)
    tirages = [emission(papier.numero), emission(papier.numero, usage="impression")]
    registre.consigner(tirages, ensemble="LOT-1")
    lignes = len(list(registre.exporter()))
    registre.consigner(tirages, ensemble="LOT-1")
    assert len(list(registre.exporter())) == lignes
    assert [tirage.ensemble for tirage in registre.emissions(papier.numero or "")] == ["LOT-1", "LOT-1"]
    registre.consigner(tirages, ensemble="LOT-2")
    assert len(registre.emissions(papier.numero or "")) == 4
    assert registre.verifier() == []
