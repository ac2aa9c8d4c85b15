"""A sealed record: the same bytes each time, still PDF/A-3a and PDF/UA-1, read by two other readers of seals."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pypdf import PdfReader, PdfWriter

from docgen.cachet.certificat import Certificat, fabriquer_essai, ouvrir_certificat
from docgen.cachet.lecture_cachet import lire_cachets
from docgen.cachet.scellement import Scelleur
from docgen.errors import CachetImpossible
from tests.cachet.autorite import ATTESTE, ORGANISME, PHRASE, Cle, Papiers, cle_rsa, horloge_parlante, papiers
from tests.rendering.gabarits import page_complete, pdf
from tests.verapdf import Profil, valider

JOUR = datetime(2026, 3, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def record() -> bytes:
    """A record with everything on it."""
    return pdf(page_complete())


@pytest.fixture(scope="module")
def siens() -> Papiers:
    """The operator's certificate."""
    return papiers()


def ouvert(siens: Papiers) -> Certificat:
    return ouvrir_certificat(siens.p12(), PHRASE)


@pytest.fixture(scope="module")
def scelle(record: bytes, siens: Papiers) -> bytes:
    """That record, sealed."""
    return Scelleur(ouvert(siens)).sceller(record, JOUR)


def test_le_cachet_dit_qui_quand_et_que_rien_n_a_change(scelle: bytes, siens: Papiers) -> None:
    (lu,) = lire_cachets(scelle)
    assert (lu.par, lu.instant, lu.horodate) == (f"Cachet des titres, {ORGANISME}", JOUR, None)
    assert (lu.tient, lu.empreinte) == (True, ouvert(siens).empreinte)


@pytest.mark.parametrize(
    "cle", [lambda: cle_rsa(2048), lambda: ec.generate_private_key(ec.SECP384R1())], ids=["rsa", "p384"]
)
def test_les_memes_octets_chaque_fois(record: bytes, cle: Callable[[], Cle]) -> None:
    siens = papiers(cle())
    premier, second = (Scelleur(ouvert(siens)).sceller(record, JOUR) for _ in range(2))
    assert premier == second
    assert premier.startswith(record)
    assert lire_cachets(premier)[0].tient


def test_rien_n_est_ajoute_que_le_cachet_et_sa_date(scelle: bytes, record: bytes) -> None:
    ajout = scelle[len(record) :]
    assert b"xpacket" not in ajout
    assert re.findall(rb"\(D(?::|\\072)(\d{14})", ajout) == [f"{JOUR:%Y%m%d%H%M%S}".encode()]


def test_jamais_date_d_avant_son_certificat(record: bytes, siens: Papiers) -> None:
    (lu,) = lire_cachets(Scelleur(ouvert(siens)).sceller(record, datetime(2019, 3, 20, tzinfo=UTC)))
    assert lu.instant == siens.certificat.not_valid_before_utc


@pytest.mark.lent
@pytest.mark.parametrize("profil", ["PDFA_3_A", "PDFUA_1"])
def test_un_record_scelle_reste_conforme(scelle: bytes, profil: Profil) -> None:
    assert valider(scelle, profil) == []


def test_pdfsig_est_du_meme_avis(scelle: bytes, tmp_path: Path) -> None:
    dit = pdfsig(scelle, tmp_path)
    assert "Signature Type: ETSI.CAdES.detached" in dit
    assert "Total document signed" in dit
    assert "Signature is Valid" in dit
    assert "Digest Mismatch" in pdfsig(scelle.replace(b"Docgen", b"Dacgen"), tmp_path)


def pdfsig(contenu: bytes, dossier: Path) -> str:
    """What poppler says of the seals of a file."""
    (dossier / "lu.pdf").write_bytes(contenu)
    return subprocess.run(["pdfsig", dossier / "lu.pdf"], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.95])
def test_un_octet_change_rompt_le_cachet(scelle: bytes, record: bytes, part: float) -> None:
    change = bytearray(scelle)
    change[int(len(record) * part)] ^= 1
    assert not any(lu.tient for lu in lire_cachets(bytes(change)))


def test_une_suite_ajoutee_rompt_le_cachet(scelle: bytes, tmp_path: Path) -> None:
    (tmp_path / "scelle.pdf").write_bytes(scelle)
    ecrivain = PdfWriter(tmp_path / "scelle.pdf", incremental=True)
    ecrivain.add_blank_page(100, 100)
    ecrivain.write(tmp_path / "suite.pdf")
    suite = (tmp_path / "suite.pdf").read_bytes()
    assert suite.startswith(scelle)
    assert [lu.tient for lu in lire_cachets(suite)] == [False]


def test_un_fichier_reenregistre_a_un_cachet_rompu(scelle: bytes, tmp_path: Path) -> None:
    (tmp_path / "scelle.pdf").write_bytes(scelle)
    PdfWriter(clone_from=PdfReader(tmp_path / "scelle.pdf")).write(tmp_path / "copie.pdf")
    assert not any(lu.tient for lu in lire_cachets((tmp_path / "copie.pdf").read_bytes()))


def test_l_horodatage_est_dans_le_cachet(record: bytes, siens: Papiers, tmp_path: Path) -> None:
    with horloge_parlante() as adresse:
        scelle = Scelleur(ouvert(siens), adresse).sceller(record, JOUR)
    (lu,) = lire_cachets(scelle)
    assert (lu.tient, lu.horodate, lu.horodateur) == (True, ATTESTE, f"Horloge fictive, {ORGANISME}")
    assert "Signature is Valid" in pdfsig(scelle, tmp_path)


@pytest.mark.parametrize("panne", [500, b"bonjour", b""])
def test_une_horloge_en_panne_ne_scelle_rien(record: bytes, siens: Papiers, panne: bytes | int) -> None:
    with horloge_parlante(panne) as adresse, pytest.raises(CachetImpossible, match=f"horodatage {adresse} n'a pas"):
        Scelleur(ouvert(siens), adresse).sceller(record, JOUR)


def test_une_horloge_absente(record: bytes, siens: Papiers) -> None:
    with horloge_parlante() as adresse:
        pass
    with pytest.raises(CachetImpossible, match="retirez DOCGEN_HORODATAGE"):
        Scelleur(ouvert(siens), adresse).sceller(record, JOUR)


def test_un_certificat_expire_en_route_ne_scelle_plus(record: bytes) -> None:
    perime = papiers(depuis=datetime.now(UTC) - timedelta(days=9), jours=8)
    with pytest.raises(CachetImpossible, match=r"^Le certificat du cachet n'est plus valable depuis le "):
        Scelleur(ouvert(perime)).sceller(record, JOUR)


def test_le_certificat_d_essai_scelle(record: bytes) -> None:
    contenu, phrase = fabriquer_essai(datetime.now(UTC))
    (lu,) = lire_cachets(Scelleur(ouvrir_certificat(contenu, phrase)).sceller(record, JOUR))
    assert (lu.par, lu.tient) == ("Cachet d'essai – SANS VALEUR", True)


@pytest.mark.parametrize("contenu", [b"", b"bonjour", b"%PDF-1.7\n/ByteRange [0 1 2 3]", b"%PDF-1.7" + b"<<" * 9_000])
def test_ce_qui_n_est_pas_scelle_n_a_pas_de_cachet(contenu: bytes) -> None:
    assert not any(lu.tient for lu in lire_cachets(contenu))


def test_un_cachet_abime_n_est_pas_l_absence_de_cachet(scelle: bytes) -> None:
    """One sign of the signature itself, wherever it stands in what says who signed."""
    debut = scelle.index(b"/Contents <") + len(b"/Contents <")
    for place in range(debut + 2, debut + 600, 100):
        change = bytearray(scelle)
        change[place] = ord("0" if change[place] != ord("0") else "1")
        assert [lu.tient for lu in lire_cachets(bytes(change))] == [False]


def test_un_record_ordinaire_n_a_pas_de_cachet(record: bytes) -> None:
    assert lire_cachets(record) == ()


@pytest.mark.parametrize(
    ("contenu", "phrase", "dit"),
    [
        (lambda: b"bonjour", PHRASE, "n'est pas un fichier PKCS#12"),
        (lambda: papiers().pem(), PHRASE, "n'est pas un fichier PKCS#12"),
        (lambda: papiers().p12(), "faux", "ne s'ouvre pas avec la phrase"),
        (lambda: papiers().p12(), None, "ne s'ouvre pas avec la phrase"),
        (lambda: papiers(cle_rsa(1024)).p12(), PHRASE, "1024 bits"),
        (lambda: papiers(pour_signer=False).p12(), PHRASE, "n'est pas fait pour signer"),
    ],
)
def test_ce_qui_ne_peut_pas_sceller_est_refuse(contenu: Callable[[], bytes], phrase: str | None, dit: str) -> None:
    with pytest.raises(ValueError, match=rf"^.*{dit}.*\. Donnez "):
        ouvrir_certificat(contenu(), phrase)


def test_un_fichier_sans_phrase(siens: Papiers) -> None:
    assert isinstance(ouvrir_certificat(siens.p12(None), None).cle, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
