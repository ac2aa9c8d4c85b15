"""API keys on the command line: a secret shown once, a digest kept, an end that holds at once."""

from __future__ import annotations

import pytest

from docgen.errors import UsageInvalide
from service.acces.tables import ClesApi, cles_hors_journal
from service.socle.appelant import Role
from service.socle.donnees import ouvrir_base
from tests.cli.pilote import Poste
from tests.registre.lieux import Lieu
from tests.registres import poser_registre
from tests.service.http.serveur import SIRET, Serveur, environnement


@pytest.fixture
def ici(serveur: Serveur) -> Poste:
    """Where commands are run beside the service."""
    return Poste(serveur.dossier, environnement(serveur.dossier, poser_registre(serveur.dossier)))


def test_une_cle_creee_ouvre_le_service_et_revoquee_le_ferme(ici: Poste, serveur: Serveur) -> None:
    creee = ici.lancer("cle", "creer", "CERES", "--role", "ceres", "--json")
    assert creee.code == 0, creee.erreurs
    cle = creee.json
    with serveur.client(None, Authorization=f"Bearer {cle['secret']}") as client:
        assert client.get("/v1/depots").status_code == 200
        liste = ici.lancer("cle", "lister", "--json")
        assert cle["secret"] not in liste.sortie + ici.lancer("cle", "lister").sortie
        assert cle["id"] in {connue["id"] for connue in liste.json}
        assert ici.lancer("cle", "revoquer", cle["id"]).code == 0
        assert client.get("/v1/depots").status_code == 401
    encore = ici.lancer("cle", "revoquer", cle["id"])
    assert (encore.code, encore.sortie) == (2, "")
    assert "Aucune clé en vigueur" in encore.erreurs
    ecrits = b"".join(fichier.read_bytes() for fichier in serveur.dossier.glob("docgen.db*"))
    assert cle["id"].encode() in ecrits
    assert cle["secret"].encode() not in ecrits


def test_le_role_centre_et_lui_seul_a_un_siret(lieu: Lieu) -> None:
    base, registre = ouvrir_base(lieu.url), lieu.ouvrir()
    cles = ClesApi(base)
    for role, siret in ((Role.CENTRE, None), (Role.CERES, SIRET), (Role.CENTRE, "99999999800018")):
        with pytest.raises(UsageInvalide, match="La clé n'a pas été créée"):
            cles.creer(registre, "essai", role, siret)
    assert cles.aucune()
    cle, secret = cles.creer(registre, "essai", Role.CENTRE, "999 999 998 00019")
    assert cle.siret == SIRET
    assert cles.reconnaitre(secret) == cle
    assert cles.reconnaitre(secret[:-1]) is None
    assert not cles.aucune()
    base.fermer()


def test_servir_dit_en_francais_ce_qui_l_empeche(ici: Poste) -> None:
    occupe = ici.lancer("servir", "--port", "70000")
    assert (occupe.code, "ce n'est pas un port" in occupe.erreurs) == (2, True)
    inconnu = ici.lancer("cle", "creer", "x", "--role", "roi")
    assert (inconnu.code, "Rôles possibles" in inconnu.erreurs) == (2, True)


def test_une_cle_posee_changee_ou_perdue_est_nommee(lieu: Lieu) -> None:
    """Whoever writes in the base gives himself no power unseen."""
    base, registre = ouvrir_base(lieu.url), lieu.ouvrir()
    cles = ClesApi(base)
    premiere, _ = cles.creer(registre, "ceres", Role.CERES)
    deuxieme, _ = cles.creer(registre, "centre", Role.CENTRE, SIRET)
    troisieme, _ = cles.creer(registre, "admin", Role.ADMIN)
    assert cles.revoquer(registre, troisieme.id)
    assert registre.verifier(autres=(cles_hors_journal,)) == []
    with base.ecriture() as ouverte:
        ouverte.exec_driver_sql(
            "INSERT INTO cles_api (id, empreinte, nom, role, creee) VALUES ('0000', 'b', 'x', 'admin', '2026-01-01')"
        )
        ouverte.exec_driver_sql(f"UPDATE cles_api SET role = 'admin' WHERE id = '{premiere.id}'")
        ouverte.exec_driver_sql(f"DELETE FROM cles_api WHERE id = '{deuxieme.id}'")
        ouverte.exec_driver_sql(f"UPDATE cles_api SET revoquee = NULL WHERE id = '{troisieme.id}'")
    dites = registre.verifier(autres=(cles_hors_journal,))
    assert {dite.partition(" :")[0] for dite in dites} == {
        f"Clé d'API {ident}" for ident in ("0000", premiere.id, deuxieme.id, troisieme.id)
    }
