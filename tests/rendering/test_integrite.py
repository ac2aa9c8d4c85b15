"""No text of the HTML is lost on the way to the page, and what is not lost is not complained of."""

from __future__ import annotations

import pytest

from docgen.errors import RenduImpossible
from tests import lecture_pdf
from tests.rendering.gabarits import demande, moteur, page, page_complete, pdf

LONG = "Le jury a délibéré puis arrêté sa décision. " * 60


@pytest.mark.parametrize(
    ("corps", "perdu"),
    [
        ("<p style='display: none'>Admise</p>", "Admise"),
        ("<p>Née le <span style='display: none'>12 mars</span> 1990</p>", "12 mars"),
        ("<p><span style='display: none'>x</span>suite</p>", "x"),
        ("<table><tr><td>Nom</td><td style='display: none'>Refusé</td></tr></table>", "Refusé"),
        ("<style>.cache { display: none }</style><ul><li>Un</li><li class='cache'>Deux</li></ul>", "Deux"),
        ("<div style='position: running(tete)'>Tête sans page</div>", "Tête sans page"),
        ("<p>é\u0301trange <b style='display: none'>Đặng</b></p>", "Đặng"),
    ],
)
def test_texte_perdu_arrete_le_rendu(corps: str, perdu: str) -> None:
    with pytest.raises(RenduImpossible, match=r"Parchemin d'essai.*perdu du texte") as refus:
        pdf(page(corps))
    assert f"« {perdu} »" in str(refus.value)
    assert "Corrigez le modèle" in str(refus.value)


def test_un_texte_perdu_parmi_d_autres_egaux_est_compte() -> None:
    """Twenty rows say « Admis », nineteen are shown."""
    rangees = ["<tr><td>Admis</td></tr>"] * 20
    assert moteur().rendre(demande(page(f"<table>{''.join(rangees)}</table>"))).pages == 1
    rangees[7] = "<tr style='display: none'><td>Admis</td></tr>"
    with pytest.raises(RenduImpossible, match=r"1 passage\(s\), dont « Admis »"):
        pdf(page(f"<table>{''.join(rangees)}</table>"))


def test_un_texte_perdu_n_est_pas_cache_par_un_autre_qui_le_contient() -> None:
    corps = "<p>Admise</p><p style='display: none'>Admise</p><p>Partiellement admise</p>"
    with pytest.raises(RenduImpossible, match="« Admise »"):
        pdf(page(corps))


def test_le_plus_long_des_passages_perdus_est_cite() -> None:
    with pytest.raises(RenduImpossible, match=r"2 passage\(s\), dont « le 12 mars »"):
        pdf(page("<p style='display: none'>2</p><p style='display: none'>le 12 mars</p>"))


def test_chaque_passage_perdu_est_compte() -> None:
    with pytest.raises(RenduImpossible, match=r"3 passage\(s\)"):
        pdf(page("".join(f"<p style='display: none'>perdu {rang}</p>" for rang in range(3))))


def test_texte_long_est_cite_par_son_debut() -> None:
    with pytest.raises(RenduImpossible) as refus:
        pdf(page(f"<p style='display: none'>{LONG}</p>"))
    assert len(str(refus.value)) < 300


@pytest.mark.parametrize(
    "corps",
    [
        "<p data-facultatif='' style='display: none'>Absent</p>",
        "<div data-facultatif='' style='display: none'><p>Absent</p><p>aussi</p></div>",
        "<p>Ici <span data-facultatif='' style='display: none'>non</span> et là</p>",
        "<!-- un commentaire -->",
        "<style>p { color: black }</style>",
        "<p> \n\t </p>",
        # what is only laid out in another way
        "<p style='text-transform: uppercase'>Élève de l’œuvre, straße</p>",
        "<p style='text-transform: capitalize'>jean de la fontaine</p>",
        "<p style='text-transform: lowercase'>ÉLÈVE</p>",
        "<p style='font-variant-caps: small-caps'>Titre</p>",
        "<p style='width: 12mm; hyphens: auto'>Anticonstitutionnellement</p>",
        "<p style='width: 9mm; overflow-wrap: break-word'>Anticonstitutionnellement</p>",
        "<p style='letter-spacing: 3mm'>RÉPUBLIQUE FRANÇAISE</p>",
        "<p>deux   espaces\n et\u00a0une\u202finsécable ; fine</p>",
        "<pre>deux   espaces\n  gardés</pre>",
        "<p>un<br/>deux<br/>trois</p>",
        "<p>Un <strong>mot</strong>, un <em>autre</em>.</p>",
        "<p style='position: absolute; top: 40mm'>posé</p><p style='float: right'>flottant</p>",
        "<div style='position: fixed; bottom: 0'>fixe</div>",
        "<div style='display: flex; flex-wrap: wrap'><p>un</p><p>deux</p></div>",
        "<p style='display: inline-block'>bloc</p>",
        "<p>&lt;b&gt; &amp; « oui »</p>",
    ],
)
def test_ce_qui_est_facultatif_muet_ou_mis_en_forme_n_est_pas_une_perte(corps: str) -> None:
    assert moteur().rendre(demande(page(corps))).pages == 1


def test_la_suite_d_un_element_facultatif_reste_due() -> None:
    corps = "<div><span data-facultatif='' style='display: none'>non</span> due</div>"
    assert "due" in lecture_pdf.textes(pdf(page(corps)))[0]
    with pytest.raises(RenduImpossible, match="« due »"):
        pdf(page(corps.replace("<div>", "<div style='display: none'>")))


@pytest.mark.parametrize(
    "corps",
    [
        f"<p>{LONG * 4}</p>",
        "<table><thead><tr><th>Tête</th></tr></thead><tbody>"
        + "".join(f"<tr><td>Rang {rang}</td></tr>" for rang in range(120))
        + "</tbody></table>",
        f"<table><tr><td>{LONG * 4}</td></tr></table>",
        f"<table><thead><tr><th>Tête</th></tr></thead><tr><td>{LONG * 2}</td><td>Rang</td><td>{LONG}</td></tr></table>",
        f"<div style='columns: 2'>{LONG * 6}</div>",
    ],
)
def test_texte_coupe_par_une_page_n_est_pas_une_perte(corps: str) -> None:
    assert moteur().rendre(demande(page(corps))).pages > 1


@pytest.mark.parametrize("lignes", [48, 60, 90])
def test_un_brouillon_dont_une_page_coupe_le_texte_ne_perd_rien(lignes: int) -> None:
    """The watermark of each page comes between the halves."""
    texte = "Consigne non donnée avant le départ, reprise des commandes tardive.<br/>" * lignes
    corps = f"<p>{LONG * (lignes // 12)}</p><ul><li>{texte}</li></ul>"
    assert moteur().rendre(demande(page(corps), brouillon=True)).pages > 1


def test_une_perte_dans_un_brouillon_est_vue() -> None:
    with pytest.raises(RenduImpossible, match="« Admise »"):
        moteur().rendre(demande(page(f"<p>{LONG * 4}</p><p style='display: none'>Admise</p>"), brouillon=True))


def test_elements_courants_sont_trouves_dans_les_marges() -> None:
    style = "<style>@page { @top-left { content: element(tete) } }</style>"
    corps = f"{style}<div style='position: running(tete)'>Tête courante</div><p>{LONG * 4}</p>"
    vues = lecture_pdf.textes(pdf(page(corps)))
    assert len(vues) > 1
    assert all("Tête courante" in vue for vue in vues)


def test_page_complete_et_brouillon_ne_perdent_rien() -> None:
    assert moteur().rendre(demande(page_complete(), brouillon=True)).pages == 2
