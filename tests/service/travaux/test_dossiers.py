"""The set of a session as a job: submitted, followed, its files fetched."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator

import pytest

from service.socle.reglages import ReglagesTravaux
from service.travaux import genre
from service.travaux.fichiers import Fichiers
from service.travaux.genre import Lieux
from service.travaux.moteur import PRIORITE_DOSSIER, Travaux
from service.travaux.ouverture import ouvrir_travaux
from service.travaux.tables import Etat
from tests.cli.pilote import CCP
from tests.service.travaux.chantier import attendre_la_fin


@pytest.fixture
def travaux(lieux: Lieux, fichiers: Fichiers) -> Iterator[Travaux]:
    """An engine at work."""
    travaux = ouvrir_travaux(fichiers.base, lieux, ReglagesTravaux())
    travaux.demarrer()
    yield travaux
    travaux.arreter()
    assert lieux not in genre._ouverts, "what was opened for them is closed with them"


def test_un_dossier_donne_ses_fichiers_et_leur_zip(travaux: Travaux, fichiers: Fichiers) -> None:
    fichiers.magasin.ecrire("depots/1", CCP.read_bytes())
    parametres = {
        "charge": {"nom": CCP.name, "cle": "depots/1"},
        "commande": {"jour": "2026-07-07"},
        "pouvoir": {"atteste": True},
    }
    travail = travaux.soumettre("dossier", parametres, "ceres", "00000000000018", PRIORITE_DOSSIER)
    fini = attendre_la_fin(travaux, travail)
    assert (fini.etat, fini.faits, fini.total) == (Etat.TERMINE, 1, 1)
    assert fini.bilan is not None
    livres = fichiers.d_un_travail(travail.id)
    assert fini.documents == fini.documents_prevus == len(fini.bilan["documents"])
    documents = {livre.nom: livre for livre in livres if livre.type_media != "application/zip"}
    assert documents.keys() == {document["fichier"] for document in fini.bilan["documents"]}
    (archive,) = set(livres) - set(documents.values())
    octets = b"".join(fichiers.lire(archive))
    assert (len(octets), hashlib.sha256(octets).hexdigest()) == (archive.taille, archive.sha256)
    with zipfile.ZipFile(io.BytesIO(octets)) as ouvert:
        for nom, livre in documents.items():
            assert hashlib.sha256(ouvert.read(nom)).hexdigest() == livre.sha256
            assert b"".join(fichiers.lire(livre)) == ouvert.read(nom)
    assert {livre.siret for livre in livres} == {"00000000000018"}
