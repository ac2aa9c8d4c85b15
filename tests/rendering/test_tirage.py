"""A volume: many documents streamed to one file, and read back page by page."""

from __future__ import annotations

import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docgen.errors import RenduImpossible
from docgen.rendering.presse.moteur_presse import MoteurPresse
from docgen.rendering.presse.tirage import tirer_un_volume
from docgen.rendering.volume.finition_volume import relire_volume
from tests import lecture_pdf
from tests.rendering import gabarits
from tests.rendering.test_memoire import occupee
from tests.rendering.test_press import demande, moteur

JOUR = datetime(2019, 3, 20, tzinfo=UTC)


def test_un_volume_de_documents_et_de_pages_laissees_vides(tmp_path: Path) -> None:
    cible = tmp_path / "volume.pdf"
    couche = tmp_path / "couche.css"
    couche.write_text("@page { size: A4 landscape }")
    presse = MoteurPresse(tmp_path)
    portrait, paysage = presse.composer(
        [
            demande(gabarits.page("<p>Portrait</p>"), styles=()),
            demande(gabarits.page("<p>Paysage</p>"), styles=(couche,)),
        ]
    )
    with tirer_un_volume(cible, "Volume 1", JOUR) as tirage:
        tirage.imprimer(portrait)
        tirage.imprimer(presse.composer_mention("page laissée vide", JOUR, paysage=False))
        tirage.imprimer(paysage)
        tirage.page_blanche(paysage=True)
        assert tirage.pages == 4
    contenu = cible.read_bytes()
    dernieres = [texte.strip().rpartition("\n")[2] for texte in lecture_pdf.textes(contenu)]
    assert dernieres == ["Portrait", "page laissée vide", "Paysage", ""]
    assert lecture_pdf.tailles(contenu) == [(210, 297), (210, 297), (297, 210), (297, 210)]
    assert set(tmp_path.iterdir()) == {couche, cible}


def test_les_lettres_perdues_sont_attribuees_a_leur_document() -> None:
    corps = {"Premier": "<p>Élodie</p>", "Le fautif": "<p hidden>Élodie</p>", "Dernier": "<p>Martin</p>"}
    demandes = [demande(gabarits.page(un), intitule=nom) for nom, un in corps.items()]
    with pytest.raises(RenduImpossible, match="« Le fautif » n'a pas pu être composé : la mise en page a perdu"):
        moteur().rendre(demandes)


def test_la_place_qui_manque_est_dite(tmp_path: Path) -> None:
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    feuillets = moteur().composer([demande()])
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, dure))
    try:
        with (
            pytest.raises(OSError, match="too large"),
            tirer_un_volume(tmp_path / "volume.pdf", "A", JOUR) as tirage,
        ):
            tirage.imprimer(feuillets[0])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))


def _places(contenu: bytes) -> list[list[tuple[str, float, float, float]]]:
    return [
        [(un.texte, round(un.x, 2), round(un.base, 2), round(un.corps, 2)) for un in page]
        for page in lecture_pdf.signes(contenu)
    ]


def test_une_mise_en_page_partagee_donne_les_memes_pages(tmp_path: Path) -> None:
    """Those of one foot and one page share; those of a foot of which one is long, or too wide, are alone."""
    (tmp_path / "style.css").write_text(
        "@page { margin: 20mm; @top-center { content: 'suite' } @bottom-center { content: element(pied) } }"
        "@page :first { @top-center { content: none } } html, body, h1 { margin: 0; --mise-en-page: partageable }"
        ".pied { position: running(pied) } .pied::after { content: counter(page) '/' counter(pages) }"
    )
    pied = "<div class='pied'>pied {} </div>"
    corps = ["<p>Un</p>", "<p>Deux</p>", "<p>Trois</p>", "<p>Quatre</p>"]
    corps += ["<p>Cinq</p><p style='break-before: page'>bis</p>", f"<p style='white-space: nowrap'>{'large ' * 60}</p>"]
    corps += ["<p>Sept</p>", "<p>Huit</p>"]
    presse = MoteurPresse(tmp_path)
    demandes = [
        demande(gabarits.page(pied.format(rang // 4) + un), styles=(tmp_path / "style.css",))
        for rang, un in enumerate(corps)
    ]
    ensemble = presse.composer(demandes)
    seuls = [presse.composer([une])[0] for une in demandes]
    assert [feuillet.pages for feuillet in ensemble] == [1, 1, 1, 1, 2, 1, 1, 1]
    assert len({id(feuillet.livre) for feuillet in ensemble}) == 1 + 4
    assert _places(presse.imprimer(ensemble).contenu) == _places(presse.imprimer(seuls).contenu)


def test_une_ressource_refusee_l_est_pour_son_document() -> None:
    corps = {"Premier": "<p>Élodie</p>", "Le fautif": "<img src='absente.png'>", "Dernier": "<p>Martin</p>"}
    with pytest.raises(RenduImpossible, match=r"« Le fautif » .* est introuvable dans le dossier des modèles"):
        moteur().rendre([demande(gabarits.page(un), intitule=nom) for nom, un in corps.items()])


def test_la_memoire_ne_croit_pas_avec_le_volume(tmp_path: Path) -> None:
    """2,000 pages, laid out a hundred at a time, then read back: what is known of each is its place in the file."""
    presse, releves = moteur(), []
    volume = tmp_path / "volume.pdf"
    with tirer_un_volume(volume, "Volume 1", JOUR) as tirage:
        for lot in range(20):
            corps = (
                f"<p>Élodie MARTIN-{lot}-{rang}</p><p>{'Vu le code du travail ; ' * 20}</p>" for rang in range(100)
            )
            for feuillet in presse.composer([demande(gabarits.page(un)) for un in corps]):
                tirage.imprimer(feuillet)
            releves.append(occupee())
    assert sum("MARTIN" in page.texte for page in relire_volume(volume)) == tirage.pages == 2_000
    releves.append(occupee())
    assert releves[-2] - releves[4] < 8_000_000, releves
    assert releves[-1] - releves[-2] < 24_000_000, releves
