"""A backup taken while others write, and what it gives back: the same numbers, in a register that is whole."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import InstallationIncomplete, RegistreAltere, UsageInvalide
from docgen.fichiers.magasin import mesurer, ouvrir_magasin
from docgen.registre.signature.cles import Cle
from docgen.registre.signature.trousseau import Trousseau
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.tenue.controle_fichiers import controler_fichiers
from docgen.usecases.tenue.sauvegarde import restaurer, sauvegarder, verifier_archive
from service.socle.donnees import ouvrir_base
from service.travaux.fichiers import FichierLivre, inscrire
from tests.registre.lieux import JOUR, MOTEURS, Lieu, demande, emission, nouveau_lieu
from tests.registres import poser_registre

PHRASE = "une phrase d'essai, assez longue"


def remplir(lieu: Lieu) -> Atelier:
    poste = lieu.atelier()
    papiers = poste.registre.attribuer([demande(rang) for rang in range(1, 6)], JOUR)
    poste.registre.consigner([emission(papier.numero) for papier in papiers], ensemble="LOT-1")
    poste.registre.inscrire(Evenement(ActePapier.ANNULATION, papiers[0].numero or "", JOUR, "ERREUR_IDENTITE"))
    return poste


@pytest.mark.parametrize("vers", MOTEURS)
def test_un_registre_restaure_donne_les_memes_numeros(lieu: Lieu, vers: str, tmp_path: Path) -> None:
    source = remplir(lieu)
    fichiers = tmp_path / "fichiers"
    (fichiers / "lots/1").mkdir(parents=True)
    (fichiers / "lots/1/volume.pdf").write_bytes(b"%PDF")
    base = ouvrir_base(lieu.url)
    with base.ecriture() as ouverte:
        ouverte.exec_driver_sql(
            "INSERT INTO cles_api (id, empreinte, nom, role, creee) VALUES ('a', 'b', 'essai', 'admin', '2026-01-01')"
        )
    archive = tmp_path / "docgen.zip"
    assert sauvegarder(archive, source, fichiers, PHRASE).fichiers == 1
    assert archive.stat().st_mode & 0o777 == 0o600

    ailleurs = tmp_path / "ailleurs"
    nouveau = nouveau_lieu(vers, ailleurs)
    cible, preparer = nouveau.atelier("retablir"), partial(_tables, nouveau.url)
    bilan = restaurer(archive, cible, ailleurs / "fichiers", preparer, lambda: PHRASE)
    assert "pas de témoin" in bilan.temoin
    assert bilan.peut_signer
    cible = nouveau.atelier()
    assert list(cible.registre.exporter()) == list(source.registre.exporter())
    assert cible.registre.verifier() == []
    suite = [demande(rang) for rang in range(2, 9)]
    assert [p.numero for p in cible.registre.attribuer(suite, JOUR)] == [
        p.numero for p in source.registre.attribuer(suite, JOUR)
    ]
    assert cible.registre.verifier() == []
    assert (ailleurs / "fichiers/lots/1/volume.pdf").read_bytes() == b"%PDF"
    with ouvrir_base(nouveau.url).lecture() as ouverte:
        assert ouverte.exec_driver_sql("SELECT nom FROM cles_api").scalar() == "essai"


def test_une_sauvegarde_prise_pendant_les_ecritures_est_entiere(lieu: Lieu, tmp_path: Path) -> None:
    poste = remplir(lieu)
    fini, en_route = threading.Event(), threading.Event()

    def ecrire() -> None:
        registre = lieu.ouvrir()
        for rang in range(100, 10_000):
            registre.attribuer([demande(rang)], JOUR)
            en_route.set()
            if fini.is_set():
                return

    ecrivain = threading.Thread(target=ecrire)
    ecrivain.start()
    en_route.wait(30)
    sauvegarder(tmp_path / "a.zip", poste)
    fini.set()
    ecrivain.join()
    nouveau = nouveau_lieu("sqlite", tmp_path / "la")
    restaurer(tmp_path / "a.zip", nouveau.atelier("retablir"))
    cible = nouveau.atelier()
    assert cible.registre.verifier() == []
    restaures = list(cible.registre.lister(PARTOUT))
    assert len(restaures) > 5
    assert restaures == list(poste.registre.lister(PARTOUT, limite=len(restaures)))


def test_une_restauration_refuse_un_endroit_occupe(lieu: Lieu, tmp_path: Path) -> None:
    poste = remplir(lieu)
    archive = tmp_path / "a.zip"
    sauvegarder(archive, poste)
    with pytest.raises(UsageInvalide, match="un fichier de ce nom existe"):
        sauvegarder(archive, poste)
    with pytest.raises(UsageInvalide, match="la base a déjà des données"):
        restaurer(archive, poste)
    autre = Lieu(lieu.url, tmp_path / "autres.json").atelier()
    with pytest.raises(UsageInvalide, match="la base a déjà des données"):
        restaurer(archive, autre)
    occupe = nouveau_lieu("sqlite", tmp_path / "la")
    occupe.atelier().registre.attribuer([demande()], JOUR)
    (tmp_path / "la/docgen.db").unlink()
    with pytest.raises(InstallationIncomplete, match="n'est pas celui de ce registre"):
        restaurer(archive, occupe.atelier("retablir"))
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein/x").touch()
    neuf = Atelier(Configuration(registre=f"sqlite:///{tmp_path}/neuf.db"))
    with pytest.raises(UsageInvalide, match="plein"):
        restaurer(archive, neuf, tmp_path / "plein")
    (tmp_path / "faux.zip").write_bytes(b"rien")
    with pytest.raises(UsageInvalide, match="n'est pas une sauvegarde"):
        restaurer(tmp_path / "faux.zip", neuf)
    assert list(neuf.registre.exporter()) == []
    assert [chemin for chemin in tmp_path.iterdir() if chemin.name.startswith(".")] == []


def test_une_sauvegarde_alteree_n_est_pas_restauree(lieu: Lieu, tmp_path: Path) -> None:
    poste = remplir(lieu)
    lieu.falsifier("UPDATE papiers SET siret = 'AUTRE' WHERE rang = 2")
    sauvegarder(tmp_path / "a.zip", poste)
    neuf = Atelier(Configuration(poser_registre(tmp_path, "neuf.db")))
    with pytest.raises(RegistreAltere, match="siret ne correspond pas au journal"):
        restaurer(tmp_path / "a.zip", neuf)
    assert list(neuf.registre.exporter()) == []
    assert not neuf.registre.trousseau.chemin.exists()


def _tables(adresse: str) -> None:
    ouvrir_base(adresse).fermer()


def _ranger(lieu: Lieu, dossier: Path, cle: str, contenu: bytes, note: bytes | None = None) -> None:
    """A file of the store, and its row, which may tell of other bytes."""
    (dossier / cle).parent.mkdir(parents=True, exist_ok=True)
    (dossier / cle).write_bytes(contenu)
    noms = ("a.pdf", "application/pdf")
    fiche = FichierLivre(cle.replace("/", "-"), cle, *noms, *mesurer(note or contenu), None, None, "2026-01-01")
    with ouvrir_base(lieu.url).ecriture() as ouverte:
        inscrire(ouverte, fiche)


def test_une_sauvegarde_se_verifie_sans_etre_restauree(lieu: Lieu, tmp_path: Path) -> None:
    poste, dossier = remplir(lieu), tmp_path / "fichiers"
    _ranger(lieu, dossier, "lots/7/volume.pdf", b"%PDF-7")
    sauvegarder(tmp_path / "bonne.zip", poste, dossier, PHRASE)
    avant = sorted(tmp_path.iterdir())
    assert verifier_archive(tmp_path / "bonne.zip", _tables).fichiers == 1
    assert sorted(tmp_path.iterdir()) == avant
    _ranger(lieu, dossier, "lots/8/volume.pdf", b"%PDF-8", b"%PDF-9")
    _ranger(lieu, dossier, "lots/9/volume.pdf", b"%PDF")
    (dossier / "lots/9/volume.pdf").unlink()
    sauvegarder(tmp_path / "autre.zip", poste, dossier)
    with pytest.raises(RegistreAltere, match=r"(?s)lots/8/volume.pdf.*son empreinte.*lots/9/volume.pdf.*il manque"):
        verifier_archive(tmp_path / "autre.zip", _tables)


def test_ce_qui_s_oublie_pendant_une_sauvegarde_n_y_manque_pas(
    lieu: Lieu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row goes with its file once the tables are read, another file once it is listed, and the key is changed."""
    poste, dossier = remplir(lieu), tmp_path / "fichiers"
    for rang in (7, 8):
        _ranger(lieu, dossier, f"lots/{rang}/volume.pdf", b"%PDF")
    (dossier / "lots/9").mkdir()
    (dossier / "lots/9/de-passage").touch()
    exporter, lire, decrire = Trousseau.exporter, Trousseau._lire, zipfile.ZipInfo.from_file

    def oublier_puis_exporter(trousseau: Trousseau, phrase: str | None = None) -> tuple[bytes, bytes | None]:
        with ouvrir_base(lieu.url).ecriture() as ouverte:
            ouverte.exec_driver_sql("DELETE FROM fichiers WHERE cle = 'lots/8/volume.pdf'")
        (dossier / "lots/8/volume.pdf").unlink()
        monkeypatch.setattr(Trousseau, "_lire", lire_puis_changer)
        return exporter(trousseau, phrase)

    def lire_puis_changer(trousseau: Trousseau) -> list[Cle]:
        monkeypatch.setattr(Trousseau, "_lire", lire)
        lues = lire(trousseau)
        lieu.ouvrir().nouvelle_cle()
        return lues

    def effacer_puis_decrire(chemin: Path, nom: str, **options: bool) -> zipfile.ZipInfo:
        (dossier / "lots/9/de-passage").unlink(missing_ok=True)
        return decrire(chemin, nom, **options)

    monkeypatch.setattr(Trousseau, "exporter", oublier_puis_exporter)
    monkeypatch.setattr(zipfile.ZipInfo, "from_file", effacer_puis_decrire)
    bilan = sauvegarder(tmp_path / "a.zip", poste, dossier, PHRASE)
    assert (bilan.fichiers, bilan.peut_signer) == (1, True)
    assert verifier_archive(tmp_path / "a.zip", _tables).fichiers == 1
    nouveau = nouveau_lieu("sqlite", tmp_path / "la")
    cible, preparer = nouveau.atelier("retablir"), partial(_tables, nouveau.url)
    assert restaurer(tmp_path / "a.zip", cible, tmp_path / "la/fichiers", preparer, lambda: PHRASE).peut_signer


def test_ce_qui_s_oublie_pendant_un_controle_des_fichiers_n_y_manque_pas(tmp_path: Path) -> None:
    magasin = ouvrir_magasin(tmp_path)
    champs = {"taille": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    lignes = [("fichiers", {"id": rang, "cle": f"lots/{rang}", **champs}) for rang in "abc"]
    for _, ligne in lignes[:2]:
        magasin.ecrire(str(ligne["cle"]), b"x")

    def lire_puis_oublier(cle: str) -> Iterator[bytes]:
        yield from magasin.flux(cle)
        if len(lignes) == 3:
            magasin.effacer(str(lignes.pop(1)[1]["cle"]))

    (dit,) = controler_fichiers(list(lignes), lire_puis_oublier, lambda: lignes)
    assert dit.startswith("Fichier « lots/c » (table « fichiers », c) : il manque.")


def test_une_sauvegarde_abimee_ou_alteree_se_voit_sans_etre_restauree(lieu: Lieu, tmp_path: Path) -> None:
    poste = remplir(lieu)
    sauvegarder(tmp_path / "a.zip", poste)
    octets = bytearray((tmp_path / "a.zip").read_bytes())
    octets[len(octets) // 2] ^= 0xFF
    (tmp_path / "abimee.zip").write_bytes(octets)
    with pytest.raises(UsageInvalide, match="abîmée"):
        verifier_archive(tmp_path / "abimee.zip", _tables)
    lieu.falsifier("UPDATE papiers SET departement = '075' WHERE rang = 3")
    sauvegarder(tmp_path / "b.zip", poste)
    with pytest.raises(RegistreAltere, match="departement ne correspond pas"):
        verifier_archive(tmp_path / "b.zip", _tables)
