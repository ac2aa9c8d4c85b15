"""What a register remembers of itself elsewhere: nothing that was emptied, restored or cut gives a number twice."""

from __future__ import annotations

import base64
import multiprocessing
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from docgen.domain.papiers.attestation import Attestation
from docgen.domain.papiers.papier import ActePapier, DemandePapier, Evenement
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import (
    ActeImpossible,
    DocgenError,
    FichiersIndisponibles,
    InstallationIncomplete,
    RegistreAbsent,
    RegistreAltere,
    RegistreEnRetard,
)
from docgen.fichiers.magasin import Magasin, ouvrir_magasin
from docgen.horloge import Horloge
from docgen.registre.chain import Acte
from docgen.registre.connexion import Ouverture
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.registre.registre import RegistreSql
from docgen.registre.temoin.note import NoteTete, lire_note, signataire_de
from docgen.usecases.tenue.sauvegarde import BilanSauvegarde, restaurer, sauvegarder
from tests.maison.arbre import RACINE
from tests.registre.lieux import JOUR, Lieu, demande, lieu_vierge, nouveau_lieu


def ouvrir(lieu: Lieu, temoin: Path | None, mode: Ouverture = "creer", horloge: Horloge | None = None) -> RegistreSql:
    """A register with its witness in a folder; without one, the last head stands beside the keys."""
    chez = magasin(temoin) if temoin else None
    return ouvrir_registre(lieu.url, lieu.cles, mode=mode, temoin=chez, horloge=horloge)


def magasin(dossier: Path) -> Callable[[], Magasin]:
    return partial(ouvrir_magasin, dossier, temoin=True)


def donner(registre: RegistreSql, *rangs: int) -> list[str]:
    """The numbers of the parchemins of these candidates."""
    papiers = registre.attribuer([nouvelle(rang) for rang in rangs], JOUR)
    return [papier.numero or "" for papier in papiers]


def nouvelle(rang: int) -> DemandePapier:
    return demande(rang, departement="02A", session=f"S-2026-{rang:03d}")


def remettre(archive: Path, lieu: Lieu, temoin: Path | None, phrase: str | None = None) -> BilanSauvegarde:
    """Put a backup back at a place."""
    with lieu.atelier("retablir", temoin) as atelier:
        return restaurer(archive, atelier, phrase=(lambda: phrase) if phrase else None)


def d_hier(registre: RegistreSql) -> tuple[int, str]:
    """The rank of the head as it stands, and the order that puts it back."""
    with registre.connexion.lecture() as ouverte:
        rang, empreinte, signature = ouverte.exec_driver_sql("SELECT rang, empreinte, signature FROM tete").one()
    return rang, f"UPDATE tete SET rang = {rang}, empreinte = '{empreinte}', signature = '{signature}'"


@pytest.fixture
def temoin(tmp_path: Path) -> Path:
    """Where somebody else keeps the heads."""
    return tmp_path / "chez-un-autre"


@pytest.fixture
def ailleurs(lieu: Lieu, tmp_path: Path) -> Lieu:
    """An empty place on the same engine, to restore in."""
    return nouveau_lieu(lieu.moteur, tmp_path / "ailleurs")


def test_sauver_emettre_restaurer_emettre_ne_donne_aucun_numero_deux_fois(
    lieu: Lieu, ailleurs: Lieu, temoin: Path, tmp_path: Path
) -> None:
    registre = ouvrir(lieu, temoin)
    donnes = donner(registre, 1, 2)
    sauvegarder(tmp_path / "nuit.zip", lieu.atelier("lire"))
    donnes += donner(registre, 3, 4, 5)
    registre.fermer()

    bilan = remettre(tmp_path / "nuit.zip", ailleurs, temoin)
    assert not bilan.peut_signer
    assert "son témoin connaît la ligne 6" in bilan.temoin
    repris = ouvrir(ailleurs, temoin)
    with pytest.raises(InstallationIncomplete, match="cle-signature nouvelle"):
        donner(repris, 8)
    with pytest.raises(RegistreEnRetard, match="docgen registre reprendre"):
        repris.nouvelle_cle()
    with pytest.raises(RegistreEnRetard, match="s'arrête à la ligne 3"):
        repris.exiger_pret()
    assert len(repris.verifier()) == 1
    assert [papier.numero for papier in repris.lister(PARTOUT)] == donnes[:2]  # it still answers

    reprise = repris.reprendre("Camille Exemple", "disque perdu")
    assert [(saut.departement, saut.de, saut.a) for saut in reprise.sauts] == [("02A", 2, 5)]
    assert (reprise.rang, reprise.temoin_rang) == (3, 6)
    suite = donner(repris, 8, 9)
    assert not set(suite) & set(donnes)
    assert [numero[:-2] for numero in suite] == ["2026-02A-0000006", "2026-02A-0000007"]
    assert repris.verifier(temoin=True) == []
    with pytest.raises(ActeImpossible, match="aussi loin"):
        repris.reprendre("Camille Exemple", "encore")
    repris.fermer()

    lieu.ouvrir().fermer()
    ancien = ouvrir(lieu, temoin)  # what was lost comes back: it is the one that is behind now
    with pytest.raises(RegistreEnRetard):
        donner(ancien, 8)


def test_une_sauvegarde_avec_ses_cles_reprend_sans_en_changer(
    lieu: Lieu, ailleurs: Lieu, temoin: Path, tmp_path: Path
) -> None:
    registre = ouvrir(lieu, temoin)
    (cle,) = {papier.cle for papier in registre.attribuer([nouvelle(1)], JOUR)}
    with lieu.atelier("lire") as atelier:
        sauvegarder(tmp_path / "a.zip", atelier, phrase="une longue phrase")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert b"BEGIN ENCRYPTED PRIVATE KEY" in archive.read("cle_privee.pem")
        assert b'"cle_privee": null' in archive.read("cles.json")
    with pytest.raises(DocgenError, match="phrase n'ouvre pas"):
        remettre(tmp_path / "a.zip", ailleurs, temoin, "une autre phrase")
    bilan = remettre(tmp_path / "a.zip", ailleurs, temoin, "une longue phrase")
    assert "aussi loin que ce qu'en sait son témoin" in bilan.temoin
    assert [papier.cle for papier in ouvrir(ailleurs, temoin).attribuer([nouvelle(2)], JOUR)] == [cle]


def couper(lieu: Lieu, jusqu_a: int, tete: str) -> None:
    """Cut the end of the journal with what it wrote, and put an earlier signed head back."""
    lieu.falsifier(
        f"DELETE FROM titulaires WHERE rang > {jusqu_a}",
        f"DELETE FROM papiers WHERE rang > {jusqu_a}",
        f"DELETE FROM journal WHERE rang > {jusqu_a}",
        "UPDATE compteurs SET dernier = (SELECT coalesce(max(sequence), 0) FROM papiers)",
        tete,
    )


@pytest.mark.parametrize("chez_un_autre", [True, False])
def test_une_ancienne_tete_remise_avec_la_fin_coupee_se_voit(lieu: Lieu, temoin: Path, chez_un_autre: bool) -> None:
    ou = temoin if chez_un_autre else None
    registre = ouvrir(lieu, ou)
    donner(registre, 1)
    hier = d_hier(registre)
    donner(registre, 2)
    registre.fermer()
    couper(lieu, *hier)
    (anomalie,) = ouvrir(lieu, ou).verifier()
    assert "son témoin connaît la ligne 3" in anomalie
    with pytest.raises(RegistreEnRetard, match="s'arrête à la ligne 2"):
        donner(ouvrir(lieu, ou), 3)


def test_un_registre_recule_sous_un_service_ouvert_n_attribue_plus(lieu: Lieu, temoin: Path) -> None:
    registre = ouvrir(lieu, temoin)
    donner(registre, 1)
    hier = d_hier(registre)
    donner(registre, 2)
    shutil.rmtree(temoin)  # the process remembers
    couper(lieu, *hier)
    with pytest.raises(RegistreEnRetard):
        donner(registre, 3)


def test_un_historique_refait_au_dela_du_temoin_se_voit(
    lieu: Lieu, ailleurs: Lieu, temoin: Path, tmp_path: Path
) -> None:
    """Restored and continued while the witness was away: as long, but another history."""
    registre = ouvrir(lieu, temoin)
    donner(registre, 1)
    with lieu.atelier("lire") as atelier:
        sauvegarder(tmp_path / "a.zip", atelier, phrase="une longue phrase")
    donner(registre, 2)
    remettre(tmp_path / "a.zip", ailleurs, None, "une longue phrase")
    donner(ouvrir(ailleurs, None), 7, 8)
    with pytest.raises(RegistreAltere, match="son témoin connaît une autre fin"):
        donner(ouvrir(ailleurs, temoin), 9)
    assert len(ouvrir(ailleurs, temoin).verifier(temoin=True)) == 2


def test_une_base_vide_a_cote_de_ses_cles_n_est_pas_un_nouveau_registre(
    lieu: Lieu, temoin: Path, tmp_path: Path
) -> None:
    donnes = donner(ouvrir(lieu, temoin), 1, 2)
    (tmp_path / "vierge").mkdir()
    ailleurs = lieu_vierge(lieu.moteur, tmp_path / "vierge")
    vide = Lieu(ailleurs.url, lieu.cles)
    with pytest.raises(RegistreEnRetard, match=r"ses clés « .* » sont là"):
        ouvrir(vide, temoin)
    with pytest.raises(RegistreEnRetard, match="son témoin connaît 3 lignes"):
        ouvrir(ailleurs, temoin)
    assert list((tmp_path / "vierge").iterdir()) == []
    repris = ouvrir(vide, temoin, "retablir")
    repris.reprendre("Camille Exemple", "base effacée")
    assert not set(donner(repris, 3)) & set(donnes)
    assert repris.verifier(temoin=True) == []


def test_une_base_videe_de_ses_lignes_se_voit(lieu: Lieu) -> None:
    registre = ouvrir(lieu, None)
    donner(registre, 1)
    registre.fermer()
    couper(lieu, 0, "UPDATE tete SET rang = 0, empreinte = '" + "0" * 64 + "', cle = NULL, signature = NULL")
    lieu.falsifier("DELETE FROM compteurs")
    with pytest.raises(RegistreEnRetard, match="s'arrête à la ligne 0"):
        donner(ouvrir(lieu, None), 2)
    lieu.falsifier("UPDATE identite SET identite = 'autre'")
    with pytest.raises(InstallationIncomplete, match="n'est pas celui de ce registre"):
        donner(ouvrir(lieu, None), 2)


def test_le_temoin_d_un_autre_registre_est_refuse(lieu: Lieu, ailleurs: Lieu, temoin: Path) -> None:
    donner(ouvrir(lieu, None), 1)
    donner(ouvrir(ailleurs, temoin), 1)
    with pytest.raises(InstallationIncomplete, match="celui d'un autre registre"):
        donner(ouvrir(lieu, temoin), 2)


def test_le_temoin_perdu_n_arrete_rien_et_se_retrouve(lieu: Lieu, tmp_path: Path) -> None:
    (tmp_path / "occupe").touch()
    registre = ouvrir(lieu, tmp_path / "occupe/temoin")
    donner(registre, 1, 2)
    concordance = registre.concordance
    assert (concordance.perdu_depuis is None, concordance.en_attente) == (False, True)
    with pytest.raises(FichiersIndisponibles):
        registre.verifier(temoin=True)
    registre.temoigner()
    (tmp_path / "occupe").unlink()
    concordance._prochain = 0.0  # a minute later
    registre.temoigner()
    assert (concordance.perdu_depuis, concordance.en_attente) == (None, False)
    assert [note.rang for note in tetes(tmp_path / "occupe/temoin")] == [3]
    assert registre.verifier(temoin=True) == []


def tetes(temoin: Path) -> list[NoteTete]:
    return [lire_note(chemin.read_bytes()) for chemin in sorted(temoin.rglob("*.note"))]


def test_le_temoin_recoit_ce_qui_compte_aussitot_et_le_reste_dans_la_minute(lieu: Lieu, temoin: Path) -> None:
    registre = ouvrir(lieu, temoin)
    premier, deuxieme = donner(registre, 1, 2)
    registre.inscrire(Evenement(ActePapier.ANNULATION, premier, JOUR, "ERREUR_IDENTITE"))
    registre.noter(Acte.ACCES, {"geste": "essai"})
    registre.attester(Attestation("S-2026-009", "99999999700011", {"": {"lieu": "Ajaccio"}}))
    assert [note.rang for note in tetes(temoin)] == [3, 4, 5, 6]
    registre.inscrire(Evenement(ActePapier.REMISE, deuxieme, JOUR, ""))
    assert [note.rang for note in tetes(temoin)] == [3, 4, 5, 6]
    registre.concordance._prochain = 0.0  # a minute later
    registre.inscrire(Evenement(ActePapier.REEDITION, deuxieme, JOUR, "PERTE"))
    assert [note.rang for note in tetes(temoin)] == [3, 4, 5, 6, 8]
    registre.inscrire(Evenement(ActePapier.REEDITION, deuxieme, JOUR, "VOL"))
    registre.fermer()
    derniere = tetes(temoin)[-1]
    assert (derniere.rang, dict(derniere.compteurs)) == (9, {("", 2026, "02A"): 2})
    assert donner(ouvrir(lieu, temoin), 1 + 1) == [deuxieme]
    assert len(tetes(temoin)) == 6


def test_chaque_tete_du_temoin_est_comparee(lieu: Lieu, temoin: Path) -> None:
    registre = ouvrir(lieu, temoin)
    for rang in (1, 2, 3):
        donner(registre, rang)
    assert registre.verifier(temoin=True) == []
    premiere, deuxieme, _ = sorted(temoin.rglob("*.note"))
    premiere.write_bytes(premiere.read_bytes().replace(b"rang 2", b"rang 3"))
    deuxieme.write_bytes(b"rien")
    assert registre.verifier() == []
    fausse, illisible = registre.verifier(temoin=True)
    assert fausse.startswith("Témoin, ligne 3 du 20")
    assert "signature est fausse" in fausse
    assert illisible.endswith("est illisible. Comparez avec la dernière sauvegarde ou le dernier export.")


@pytest.mark.parametrize("chez_un_autre", [True, False])
def test_ce_que_d_autres_emettent_pendant_la_verification_n_est_pas_une_anomalie(
    lieu: Lieu, temoin: Path, chez_un_autre: bool
) -> None:
    """The check sees one state; the witness and the keys go on without it."""
    ou = temoin if chez_un_autre else None
    ailleurs = ouvrir(lieu, ou)
    donner(ailleurs, 1)
    registre = ouvrir(lieu, ou, "lire")

    def emettre(_etat_fixe: Connection) -> Iterator[str]:
        donner(ailleurs, 2, 3)
        ailleurs.nouvelle_cle()
        donner(ailleurs, 4)
        yield from ()

    assert registre.verifier(temoin=True, autres=(emettre,)) == []
    assert registre.verifier(temoin=True) == []
    assert len(registre.emis("S-2026-004", PARTOUT)) == 1


def _attribuer(lieu: Lieu, temoin: Path, rangs: range) -> None:
    registre = ouvrir(lieu, temoin)
    for rang in rangs:
        donner(registre, rang)
    registre.fermer()


@pytest.mark.parametrize("chez_un_autre", [True, False])
def test_deux_processus_partagent_le_temoin(lieu: Lieu, temoin: Path, chez_un_autre: bool) -> None:
    ou = temoin if chez_un_autre else None
    ouvrir(lieu, ou).fermer()
    contexte = multiprocessing.get_context("forkserver")
    contexte.set_forkserver_preload([__name__])
    rangs = (range(1, 9), range(11, 19))
    processus = [contexte.Process(target=_attribuer, args=(lieu, ou, ceux_ci)) for ceux_ci in rangs]
    for un in processus:
        un.start()
    for un in processus:
        un.join()
    assert [un.exitcode for un in processus] == [0, 0]
    registre = ouvrir(lieu, ou)
    registre.exiger_pret()
    assert registre.verifier(temoin=True) == []
    assert len({papier.numero for papier in registre.lister(PARTOUT)}) == 16


def test_une_note_se_lit_et_se_verifie_comme_le_dit_son_format() -> None:
    """The example of the library that the format comes from (golang.org/x/mod/sumdb/note)."""
    octets = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    ).encode()
    publique = Ed25519PublicKey.from_public_bytes(base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:])
    assert signataire_de(octets, {"celle-ci": publique}) == "celle-ci"
    assert signataire_de(octets.replace(b"answer", b"Answer"), {"celle-ci": publique}) is None


def test_lire_ne_cree_rien(tmp_path: Path) -> None:
    for mode in ("lire", "ecrire"):
        with pytest.raises(RegistreAbsent, match="rien n'y a été créé"):
            ouvrir_registre(f"sqlite:///{tmp_path}/docgen.db", mode=mode)
    vide = ouvrir_registre(f"sqlite:///{tmp_path}/docgen.db", mode="sonder")
    assert vide.emis("S-1", PARTOUT) == ()
    assert list(tmp_path.iterdir()) == []


def test_lire_marche_sur_un_support_en_lecture_seule(tmp_path: Path) -> None:
    """As another account, for root writes where nobody may."""
    lieu = nouveau_lieu("sqlite", tmp_path / "support")
    registre = ouvrir(lieu, None)
    donner(registre, 1)
    registre.fermer()
    programme = (
        "import sys; from docgen.domain.papiers.pouvoir import PARTOUT; "
        "from docgen.registre.ouverture_registre import ouvrir_registre;"
        "r = ouvrir_registre(sys.argv[1], mode='lire'); print(len(list(r.lister(PARTOUT))), r.connexion.mode)"
    )
    for chemin in (tmp_path / "support").iterdir():
        chemin.chmod(0o444)
    (tmp_path / "support").chmod(0o555)
    for parent in (tmp_path, *tmp_path.parents):
        if os.geteuid() == 0 and parent.stat().st_mode & 0o005 != 0o005 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o005)
    compte = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    commande = [*compte, sys.executable, "-c", programme, lieu.url]
    lu = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False)
    assert (lu.stdout, lu.stderr) == ("1 lire\n", "")
    assert sorted(chemin.name for chemin in (tmp_path / "support").iterdir()) == [
        "docgen.cles.json",
        "docgen.cles.temoin",
        "docgen.db",
    ]
