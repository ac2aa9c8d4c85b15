"""The press engine: what it refuses, what it keeps, the bytes it writes."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.rendering.presse.moteur_presse import MoteurPresse
from docgen.rendering.presse.relecture import corps_imprime
from tests import lecture_pdf
from tests.maison.arbre import RACINE
from tests.rendering import gabarits


@cache
def moteur() -> MoteurPresse:
    return MoteurPresse(gabarits.dossier())


def demande(html: str | None = None, **autres: Any) -> DemandePresse:
    return DemandePresse(**(gabarits.champs_de(gabarits.page() if html is None else html) | autres))


def pdf(*corps: str, **autres: Any) -> bytes:
    return moteur().rendre([demande(gabarits.page(un), **autres) for un in corps]).contenu


def test_plusieurs_documents_en_un_seul_fichier_chacun_avec_ses_pages(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text(
        '@page { margin: 20mm; @bottom-center { content: counter(page) "/" counter(pages) } }'
    )
    deux_pages = gabarits.page("<p>Premier</p><p style='break-before: page'>Suite</p>")
    pages = (deux_pages, gabarits.page("<p>Second</p>"))
    demandes = [demande(html, styles=(tmp_path / "style.css",)) for html in pages]
    rendu = MoteurPresse(tmp_path).rendre(demandes)
    lus = [set(texte.split()) for texte in lecture_pdf.textes(rendu.contenu)]
    assert rendu.pages == 3
    assert [lu & {"1/2", "2/2", "1/1", "Premier", "Suite", "Second"} for lu in lus] == [
        {"Premier", "1/2"},
        {"Suite", "2/2"},
        {"Second", "1/1"},
    ]


def test_meme_demande_memes_octets() -> None:
    assert pdf("<p>Élodie Martin</p>", gabarits.image_qr()) == pdf("<p>Élodie Martin</p>", gabarits.image_qr())


def test_fiche_titre_et_date_du_document() -> None:
    fiche = PdfReader(io.BytesIO(pdf("<p>Élodie</p>"))).metadata
    assert fiche is not None
    assert fiche.title == "Parchemin d'essai"
    assert "20190225093000Z" in str(fiche["/CreationDate"])


def test_polices_du_projet_seules() -> None:
    polices = lecture_pdf.polices(moteur().rendre([demande(gabarits.page_complete())]).contenu)
    assert all(polices.values())
    noms = set(polices)
    composees = {nom for nom in noms if nom.startswith("Docgen")}
    assert len({nom.partition("-")[0] for nom in composees}) == 1
    assert {nom.partition("-")[0] for nom in noms - composees} <= {"SourceSerifPro", "SourceSans3"} | {
        f"KurintoSans{langue}" for langue in ("", "SC", "KR", "JP", "TC")
    }


def test_polices_trouvees_quand_rien_n_est_en_cache(tmp_path: Path) -> None:
    """In a process of its own: Fontconfig reads its rules once, and its cache is what a first run lacks.

    Copies of fonts are given to it: those that are made anew give the same bytes, elsewhere.
    """
    code = "from tests.rendering.test_press import pdf; import sys; sys.stdout.buffer.write(pdf('<p>Élodie</p>'))"
    copies = fonts.dossier()
    neuf = tmp_path / "docgen" / copies.parent.name
    neuf.mkdir(parents=True, mode=0o700)
    (neuf / copies.name).symlink_to(copies)
    milieu = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(RACINE)}
    fini = subprocess.run([sys.executable, "-c", code], env=milieu, capture_output=True, check=True, timeout=60)
    assert "Élodie" in lecture_pdf.textes(fini.stdout)[0]


def test_le_brouillon_le_dit_sur_chaque_page() -> None:
    suite = "<p>Une</p><p style='break-before: page'>Deux</p>"
    for texte in lecture_pdf.textes(pdf(suite, brouillon=True)):
        assert "BROUILLON" in texte


@pytest.mark.parametrize(
    ("corps", "raison"),
    [
        ("<img src='http://192.0.2.1/logo.png'>", "extérieure au document"),
        ("<p style=\"background: url('https://192.0.2.1/fond.png')\">Élodie</p>", "extérieure au document"),
        ("<link rel='stylesheet' href='http://192.0.2.1/a.css'>", "extérieure au document"),
        ("<img src='file:///etc/hostname'>", "n'est pas dans le dossier des modèles"),
        ("<img src='../secret.png'>", "n'est pas dans le dossier des modèles"),
        ("<img src='absente.png'>", "introuvable dans le dossier des modèles"),
        ("<img src='data:image/png;base64,AAAA'>", "n'est ni un PNG entier"),
        ("<img src='data:image/svg+xml;base64,PHN2Zz48L3N2Zz4='>", "n'est ni un PNG entier"),
        ("<p>\U00012000</p>", r"aucune police ne dessine.*U\+12000"),
        ("<p>\ue000</p>", r"aucune police ne dessine.*U\+E000"),
        ("<p style='display: none'>Élodie Martin</p>", "a perdu du texte"),
        ("<p style='height: 5mm; overflow: hidden'>Élodie<br/>Martin</p>", "a perdu du texte"),
    ],
)
def test_ce_que_le_moteur_tairait_est_refuse(corps: str, raison: str) -> None:
    with pytest.raises(RenduImpossible, match=raison):
        pdf("<p>Avant</p>", corps)


def test_un_dessin_qui_mene_ailleurs_est_refuse() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://192.0.2.1/a.png"/></svg>'
    with pytest.raises(RenduImpossible, match="sans lien"):
        pdf(f"<img src='data:image/svg+xml;base64,{base64.b64encode(svg).decode()}'>")


def test_une_image_du_dossier_est_imprimee(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(_png())
    rendu = MoteurPresse(tmp_path).rendre([demande(gabarits.page("<img src='logo.png'>"), styles=())])
    assert lecture_pdf.images(rendu.contenu) == 1


def _png() -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", (4, 4), (10, 20, 30)).save(sortie, "PNG")
    return sortie.getvalue()


def test_feuille_absente_et_volume_vide_sont_refuses() -> None:
    with pytest.raises(RenduImpossible, match=r"« absente\.css » est introuvable"):
        pdf("<p>Élodie</p>", styles=(gabarits.dossier() / "absente.css",))
    with pytest.raises(RenduImpossible, match="aucun document"):
        moteur().rendre([])


def test_trop_de_pages_est_refuse() -> None:
    with pytest.raises(RenduImpossible, match=r"prend 2 pages et doit tenir en 1\. Raccourcissez"):
        pdf("<p style='break-after: page'>Une</p><p>Deux</p>", pages_max=1)


@pytest.mark.parametrize("ecriture", gabarits.ECRITURES)
def test_chaque_ecriture_passe_la_relecture(ecriture: str) -> None:
    assert moteur().rendre([demande(gabarits.page(f"<p>{ecriture}</p>"))]).pages == 1


def test_corps_imprime_sans_ce_qui_est_facultatif() -> None:
    html = (
        "<head><title>Non</title></head><body><style>non</style><div data-facultatif=''><div>Non</div> non</div>"
        "<p>Oui &amp; <b>oui</b></p><!-- non --></body>"
    )
    assert corps_imprime(html).replace("<>", " ").split() == ["Oui", "&amp;", "oui"]
