from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.archive.moteur_archive import MoteurArchive
from docgen.rendering.lecture_pdf import lire_pdf
from tests import lecture_pdf
from tests.attente import en_meme_temps
from tests.lancement import REFAITES, executer, maison_neuve
from tests.rendering import gabarits
from tests.rendering.gabarits import demande, moteur, page, page_complete, pdf

pytestmark = pytest.mark.lent

PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk"
    "Jggg=="
)


def test_rendu_porte_le_texte_les_pages_et_la_fiche() -> None:
    rendu = moteur().rendre(demande(page("<p>Élodie</p><p style='break-before: page'>Fin</p>")))
    lu = lire_pdf(rendu.contenu)
    assert rendu.pages == lu.pages == 2
    assert "Élodie" in lu.textes[0]
    assert "Fin" in lu.textes[1]
    assert lu.fiche["Title"] == "Parchemin d'essai"
    assert not {"Author", "Subject", "Keywords"} & lu.fiche.keys()
    assert lu.fiche["Creator"] == "Docgen"
    assert lu.fiche["CreationDate"] == lu.fiche["ModDate"] == "D:20190225093000Z"


def test_piece_jointe_est_rendue_octet_pour_octet() -> None:
    piece = gabarits.piece()
    assert lire_pdf(pdf(), textes=False).pieces == {piece.nom: piece.contenu}
    assert lire_pdf(pdf(piece=None), textes=False).pieces == {}


def test_date_est_ramenee_a_l_heure_universelle() -> None:
    paris = datetime(2019, 2, 25, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    naive = datetime(2019, 2, 25, 9, 30)
    assert pdf(date=paris) == pdf(date=naive) == pdf(date=datetime(2019, 2, 25, 9, 30, tzinfo=UTC))


def test_toutes_les_polices_sont_incorporees() -> None:
    polices = lecture_pdf.polices(pdf(page_complete()))
    assert polices
    assert all(polices.values())


def test_police_inconnue_ne_fait_pas_appel_au_systeme() -> None:
    polices = lecture_pdf.polices(pdf(page("<p style='font-family: DejaVu Serif'>Élodie</p>")))
    assert {nom.split("-Bold")[0] for nom in polices} <= {"Source-Sans-3", "Source-Serif-Pro", "Kurinto-Sans"}


_SCRIPT = """
import sys, hashlib
from tests.rendering.gabarits import page_complete, pdf
print(hashlib.sha256(pdf(page_complete(), brouillon=True)).hexdigest())
"""


def _empreinte(**environnement: str) -> str:
    env = os.environ | environnement
    env.pop("FONTCONFIG_FILE", None)
    return executer(_SCRIPT, env=env, check=True).stdout.strip()


def test_memes_octets_dans_d_autres_processus_et_d_autres_lieux() -> None:
    attendu = hashlib.sha256(pdf(page_complete(), brouillon=True)).hexdigest()
    cache = maison_neuve() / ".cache"
    assert _empreinte(TZ="Pacific/Auckland", LANG="ja_JP.UTF-8", LANGUAGE="ja", PYTHONHASHSEED="1") == attendu
    assert _empreinte(TZ="America/Lima", LANGUAGE="zh_CN", PYTHONHASHSEED="2", XDG_CACHE_HOME=str(cache)) == attendu
    assert _empreinte(SOURCE_DATE_EPOCH="1", PANGO_LANGUAGE="ko", PYTHONHASHSEED="3") == attendu
    refaites = cache / "docgen" / fonts.dossier().parent.name / "polices"
    assert all((refaites / nom).read_bytes() == (fonts.dossier() / nom).read_bytes() for nom in REFAITES)
    assert not any((refaites / nom).is_symlink() for nom in REFAITES)


def test_memes_octets_apres_d_autres_rendus() -> None:
    premier = pdf(page_complete())
    pdf(page("<p>Autre chose 王 Ж <strong>gras</strong></p>"))
    assert pdf(page_complete()) == premier


def test_identifiant_suit_le_contenu() -> None:
    from io import BytesIO

    from pypdf import PdfReader

    def identifiant(contenu: bytes) -> object:
        return PdfReader(BytesIO(contenu)).trailer["/ID"][0]  # type: ignore[index]

    assert identifiant(pdf()) == identifiant(pdf())
    assert identifiant(pdf()) != identifiant(pdf(page("<p>Autre</p>")))
    assert identifiant(pdf()) != identifiant(pdf(piece=None))


def test_pages_en_trop_sont_refusees() -> None:
    deux = page("<p style='break-after: page'>1</p><p>2</p>")
    with pytest.raises(RenduImpossible, match="2 pages et doit tenir en 1"):
        pdf(deux, pages_max=1)
    assert moteur().rendre(demande(deux, pages_max=2)).pages == 2


def test_brouillon_marque_chaque_page() -> None:
    corps = page("<p style='break-after: page'>1</p><p style='break-after: page'>2</p><p>3</p>")
    marques = lecture_pdf.textes(pdf(corps, brouillon=True))
    assert len(marques) == 3
    assert all("BROUILLON – SANS VALEUR" in texte for texte in marques)
    assert all("BROUILLON" not in texte for texte in lecture_pdf.textes(pdf(corps)))


@pytest.mark.parametrize(
    ("corps", "dit"),
    [
        ("<p>Jean \U0001f600</p>", "aucune police ne dessine comme il faut « \U0001f600 » (U+1F600)"),
        ("<style>p::before { content: '\U0001f600' }</style><p>Jean</p>", "notdef"),
        ("<img alt='logo' src='absent.png'/>", "absent.png"),
        ("<img alt='logo' src='http://127.0.0.1:9/logo.png'/>", "extérieure au document"),
        ("<img alt='logo' src='//127.0.0.1/logo.png'/>", "extérieure au document"),
        ("<img alt='logo' src='ftp://127.0.0.1/logo.png'/>", "extérieure au document"),
        ("<img alt='logo' src='file:///etc/hostname'/>", "pas dans le dossier des modèles"),
        ("<img alt='logo' src='../logo.png'/>", "pas dans le dossier des modèles"),
        ("<img alt='logo' src='%2e%2e/logo.png'/>", "pas dans le dossier des modèles"),
        ("<img alt='logo' src='secret.txt'/>", "ni une image ni une feuille de style"),
        ("<img alt='logo' src='data:image/png;base64,AAAA'/>", "image"),
        ("<link rel='stylesheet' href='http://127.0.0.1:9/a.css'/>", "extérieure au document"),
        ("<style>@font-face { font-family: X; src: url(http://127.0.0.1:9/x.ttf) }</style>", "extérieure au document"),
        ("<style>@import url(http://127.0.0.1:9/a.css);</style>", "extérieure au document"),
        ("<link rel='attachment' href='file:///etc/hostname'/>", "pas dans le dossier des modèles"),
        ("<p style='colour: red'>x</p>", "colour"),
    ],
)
def test_plainte_ou_ressource_etrangere_arrete_le_rendu(corps: str, dit: str) -> None:
    with pytest.raises(RenduImpossible, match="Parchemin d'essai") as refus:
        pdf(page(corps))
    assert dit in str(refus.value)


def test_lien_symbolique_vers_l_exterieur_est_refuse(tmp_path: Path) -> None:
    (tmp_path / "modeles").mkdir()
    (tmp_path / "dehors.css").write_text("p { color: red }", encoding="utf-8")
    (tmp_path / "modeles" / "lien.css").symlink_to(tmp_path / "dehors.css")
    html = page("<link rel='stylesheet' href='lien.css'/>")
    with pytest.raises(RenduImpossible, match="pas dans le dossier des modèles"):
        MoteurArchive(tmp_path / "modeles").rendre(demande(html))


def test_images_du_dossier_et_images_portees_sont_admises(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>', encoding="utf-8"
    )
    html = page(f"<img alt='logo' src='logo.svg'/><img alt='point' style='image-rendering: pixelated' src='{PNG}'/>")
    contenu = MoteurArchive(tmp_path).rendre(demande(html)).contenu
    assert lecture_pdf.images(contenu) == 1


def test_feuille_de_style_fausse_ou_absente_est_refusee_a_chaque_rendu(tmp_path: Path) -> None:
    feuille = tmp_path / "fausse.css"
    feuille.write_text("p { hauteur: 3mm }", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RenduImpossible, match="hauteur"):
            pdf(styles=(feuille,))
    with pytest.raises(RenduImpossible, match=r"absente\.css"):
        pdf(styles=(tmp_path / "absente.css",))


def test_feuille_de_style_modifiee_est_relue(tmp_path: Path) -> None:
    feuille = tmp_path / "taille.css"
    tailles = []
    for age, largeur in enumerate((100, 200), start=1):
        feuille.write_text(f"@page {{ size: {largeur}mm 150mm }}", encoding="utf-8")
        os.utime(feuille, (age, age))
        tailles.append(lecture_pdf.tailles(pdf(styles=(feuille,)))[0])
    assert tailles == [(100.0, 150.0), (200.0, 150.0)]


@contextmanager
def _journal_coupe(comment: str) -> Iterator[None]:
    journal = logging.getLogger("weasyprint")
    niveau, coupe = journal.level, journal.disabled
    try:
        if comment == "disabled":
            journal.disabled = True
        elif comment == "niveau":
            journal.setLevel(logging.CRITICAL)
        else:
            logging.disable(logging.CRITICAL)
        yield
    finally:
        logging.disable(logging.NOTSET)
        journal.level, journal.disabled = niveau, coupe


@pytest.mark.parametrize("comment", ["disabled", "niveau", "logging.disable"])
def test_journaux_coupes_par_le_programme_ne_cachent_rien(comment: str) -> None:
    with _journal_coupe(comment), pytest.raises(RenduImpossible, match=r"notdef|logging\.disable"):
        pdf(page("<style>p::before { content: '\U0001f600' }</style><p>Jean</p>"))


def test_plainte_d_un_autre_fil_n_est_pas_la_notre() -> None:
    fini = threading.Event()

    def se_plaindre() -> None:
        while not fini.wait(0.001):
            logging.getLogger("weasyprint").warning("autre document")

    fil = threading.Thread(target=se_plaindre)
    fil.start()
    try:
        assert pdf().startswith(b"%PDF-1.7")
    finally:
        fini.set()
        fil.join()


def test_plusieurs_fils_partagent_le_moteur() -> None:
    attendu = pdf(page_complete())
    assert en_meme_temps(lambda _: pdf(page_complete()), 3) == [attendu] * 3


@pytest.mark.parametrize(
    ("corps", "colonne"), [("<p>Élodie", "</body>"), ("<p>a<br>b</p>", "</p>"), ("<p>&nbsp;</p>", "&nbsp;")]
)
def test_modele_mal_forme_est_refuse_avec_sa_place(corps: str, colonne: str) -> None:
    html = page(corps)
    with pytest.raises(
        RenduImpossible, match=rf"ligne 1, colonne {html.rindex(colonne) + 2 * colonne.startswith('<')}"
    ):
        moteur().rendre(demande(html))
