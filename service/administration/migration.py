"""The act of upgrade: the register's tables and the service's, brought to this version together or left alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from docgen.registre.connexion import Connexion, lire_adresse
from docgen.registre.ouverture_registre import chemin_des_cles, lire_identite
from docgen.registre.schema import REGISTRE, Passage, Schema, migrer
from docgen.registre.signature.trousseau import Trousseau
from docgen.registre.verification_registre import verifier
from docgen.variables import lire_configuration
from service.acces.tables import cles_hors_journal
from service.socle.donnees import SCHEMA

SCHEMAS: tuple[Schema, ...] = (REGISTRE, SCHEMA)


def mettre_a_niveau(essai: bool) -> dict[str, tuple[Passage, ...]]:
    """Migrate the database that the settings name; the whole history is checked before anything is kept.

    Raises:
        InstallationIncomplete: a version is not known here, or what came of it does not hold: nothing was changed.
        RegistreAbsent: there is no register.
        RegistreIndisponible: the database does not answer, or somebody still holds it: nothing was changed.
    """
    reglages = lire_configuration()
    connexion = Connexion.ouvrir(lire_adresse(reglages.registre), "ecrire")
    chemin = chemin_des_cles(reglages.registre, reglages.cles)

    def controler(ouverte: Connection) -> Iterator[str]:
        yield from verifier(ouverte, Trousseau(chemin, lire_identite(ouverte)))
        yield from cles_hors_journal(ouverte)

    try:
        return migrer(connexion, SCHEMAS, controler, essai)
    finally:
        connexion.moteur.dispose()
