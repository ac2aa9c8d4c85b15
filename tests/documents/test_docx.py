"""The Word documents: what an office finds in them, and what LibreOffice prints of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from itertools import product

import pytest
from docx.shared import Mm

from docgen.documents import catalogue
from docgen.documents.page.spec import Demande, Reglages, Vue
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.report import SANS_REPORT, Report
from docgen.rendering.docx import MoteurDocx
from docgen.rendering.html import dossier_modeles
from docgen.usecases.composition import composer_docx
from outils.modeles_docx import modeles
from outils.styles_docx import STYLES
from tests import builders as b
from tests import bureautique as word
from tests import libreoffice
from tests.documents import cas as c
from tests.documents.atelier_essai import jour_de, manquent, mots, textes
from tests.documents.longs import ECRITURES, a_convoquer, en_ecriture, plausible

pytestmark = pytest.mark.lent

CODES = [code for code, spec in catalogue().items() if "docx" in spec.formats]
LETTRES = [code for code in CODES if catalogue()[code].lettre_du_centre]
FORMULAIRE, REPORT = "formulaire_remise", "demande_report"
TENUES_EN_UNE_PAGE = {*LETTRES, REPORT}
BROUILLON = "BROUILLON – SANS VALEUR"
NOM_HOSTILE = "D’Ô & <FILS> \"L’AÎNÉ\" 'X' {{ 7*7 }}"
# Fields of the shared blocks that a model has no use for; the running head is that of the pages after the first.
TUS = {"centre.site", "concerne"}
TUS_DU_FORMULAIRE = TUS | {"centre.agrement", "centre.adresse", "centre.telephone", "centre.courriel"}
# Scripts whose letters a reader of PDF gives back in another order, or joined.
REORDONNEES = {"arabe", "hebreu"}


@dataclass(frozen=True)
class Essai:
    """A document to make in Word."""

    code: str
    dossier: Dossier
    brouillon: bool = False
    papier_en_tete: bool = False

    @property
    def demande(self) -> Demande:
        dossier = self.dossier
        genres = product(dossier.candidats, (GenrePapier.PARCHEMIN, GenrePapier.LIVRET, GenrePapier.NOTIFICATION))
        return Demande(
            dossier,
            catalogue()[self.code].destinataires(dossier)[0],
            jour_de(dossier),
            Reglages(),
            papier=b.papier(GenrePapier.FORMULAIRE_REMISE),
            papiers=tuple(b.papier(genre, candidat) for candidat, genre in genres),
            brouillon=self.brouillon,
            papier_en_tete=self.papier_en_tete,
            report=Report(date(2020, 12, 1), date(2020, 12, 3)) if self.code == REPORT else SANS_REPORT,
        )

    @property
    def vue(self) -> Vue:
        return catalogue()[self.code].vue(self.demande)

    def contenu(self) -> bytes:
        return composer_docx(catalogue()[self.code], self.demande, MoteurDocx()).contenu


def dossier_pour(code: str, dossier: Dossier) -> Dossier:
    """The same people, at the time of that document."""
    return dossier if code == FORMULAIRE else a_convoquer(dossier)


@cache
def essais() -> dict[str, Essai]:
    """Every document that LibreOffice opens here, by a name."""
    ordinaires = {code: c.titre_mixte() if code == FORMULAIRE else c.convocations() for code in CODES}
    faits = {code: Essai(code, dossier) for code, dossier in ordinaires.items()}
    faits |= {f"{code}-brouillon": Essai(code, dossier, brouillon=True) for code, dossier in ordinaires.items()}
    faits |= {f"{code}-en-tete": Essai(code, ordinaires[code], papier_en_tete=True) for code in LETTRES}
    faits |= {f"{code}-long": Essai(code, dossier_pour(code, plausible())) for code in CODES}
    faits |= {f"{code}-hostile": Essai(code, dossier_pour(code, en_ecriture(NOM_HOSTILE, "O"))) for code in CODES}
    for ecriture, noms in ECRITURES.items():
        faits |= {f"{code}-{ecriture}": Essai(code, dossier_pour(code, en_ecriture(*noms))) for code in CODES}
    return faits | {f"{FORMULAIRE}-200": Essai(FORMULAIRE, c.grande(200))}


@cache
def contenus() -> dict[str, bytes]:
    return {nom: essai.contenu() for nom, essai in essais().items()}


@cache
def pdfs() -> dict[str, bytes]:
    return libreoffice.en_pdf(contenus())


def valeurs(vue: object, tus: set[str], chemin: str = "") -> Iterator[str]:
    """Every text of a view, those of its blocks and lists included."""
    if chemin in tus:
        return
    if isinstance(vue, str):
        yield vue
    elif isinstance(vue, dict):
        for nom, valeur in vue.items():
            yield from valeurs(valeur, tus, f"{chemin}.{nom}".lstrip("."))
    elif isinstance(vue, (list, tuple)):
        for element in vue:
            yield from valeurs(element, tus, chemin)


def valeurs_de(essai: Essai) -> list[str]:
    tus = TUS_DU_FORMULAIRE if essai.code == FORMULAIRE else TUS
    if essai.papier_en_tete:
        tus = {"centre", "concerne"}
    return list(valeurs(asdict(essai.vue), tus))  # type: ignore[call-overload]


def test_les_modeles_sont_ceux_de_leur_source() -> None:
    """Run « python -m outils.modeles_docx » when they differ."""
    sources = modeles()
    assert {spec.modele_docx for spec in catalogue().values() if "docx" in spec.formats} == sources.keys()
    for chemin, contenu in sources.items():
        assert word.parties((dossier_modeles() / chemin).read_bytes()) == word.parties(contenu), chemin


@pytest.mark.parametrize("code", CODES)
def test_un_modele_n_a_de_mise_en_forme_que_dans_ses_styles(code: str) -> None:
    contenu = (dossier_modeles() / catalogue()[code].modele_docx).read_bytes()
    document = word.ouvrir(contenu)
    noms = {style.name for style in document.styles}
    assert {style.nom for style in STYLES} < noms
    runs = [run for partie in word.racines(contenu) for run in partie.iter(f"{word.W}rPr")]
    assert {enfant.tag for run in runs for enfant in run} <= {f"{word.W}rStyle"}
    assert {paragraphe.style.name for paragraphe in document.paragraphs if paragraphe.style} <= noms - {"Normal"}


@pytest.mark.parametrize("nom", essais())
def test_le_document_dit_tout_ce_que_dit_la_vue(nom: str) -> None:
    lu = "\n".join(word.textes(contenus()[nom]))
    assert [valeur for valeur in valeurs_de(essais()[nom]) if valeur not in lu] == []
    assert "{%" not in lu
    assert "{{" not in lu.replace("{{ 7*7 }}", "")


@pytest.mark.parametrize("nom", [nom for nom in essais() if not REORDONNEES & {nom.partition("-")[2]}])
def test_libreoffice_imprime_tout_ce_que_dit_la_vue(nom: str) -> None:
    assert manquent(pdfs()[nom], *valeurs_de(essais()[nom])) == []


@pytest.mark.parametrize("nom", [nom for nom, essai in essais().items() if essai.code in TENUES_EN_UNE_PAGE])
def test_un_courrier_tient_sur_une_page(nom: str) -> None:
    assert len(textes(pdfs()[nom])) == 1


@pytest.mark.parametrize("code", CODES)
def test_un_brouillon_le_dit_a_chaque_page(code: str) -> None:
    pages = textes(pdfs()[f"{code}-brouillon"])
    assert [BROUILLON in page for page in pages] == [True] * len(pages)
    assert BROUILLON not in "".join(textes(pdfs()[code]))


def test_un_long_formulaire_repete_sa_tete_et_son_rappel() -> None:
    pages = textes(pdfs()[f"{FORMULAIRE}-200"])
    assert len(pages) > 5
    for rang, page in enumerate(pages, 1):
        assert f"page {rang}/{len(pages)}" in page
        assert (f"session {c.grande(1).session.id}" in page.split("N° Nom et prénoms")[0]) or rang in (1, len(pages))
    assert sum("Signature du titulaire" in page for page in pages) >= len(pages) - 1


@pytest.mark.parametrize("code", CODES)
def test_les_tableaux_repetent_leur_tete_et_gardent_leurs_rangees(code: str) -> None:
    document = word.ouvrir(contenus()[code])
    registres = [table for table in document.tables if table.style and str(table.style.name).startswith("Registre")]
    assert len(registres) == (2 if code == FORMULAIRE else 1)
    assert [word.tetes_repetees(table) for table in registres] == [1] * len(registres)
    assert [word.rangees_secables(table) for table in document.tables] == [0] * len(document.tables)


def test_le_formulaire_a_une_rangee_par_papier() -> None:
    registre = word.ouvrir(contenus()[FORMULAIRE]).tables[1]
    ordres = [rangee.cells[0].text for rangee in registre.rows[1:]]
    assert ordres == [str(rang) for rang in range(1, len(ordres) + 1)]
    assert len(ordres) >= len(c.titre_mixte().candidats)


@pytest.mark.parametrize("code", LETTRES)
def test_le_papier_a_en_tete_reste_libre(code: str) -> None:
    nom, centre = f"{code}-en-tete", essais()[code].dossier.centre
    haut = word.ouvrir(contenus()[nom]).sections[0].top_margin
    assert haut is not None
    assert haut.mm == pytest.approx(55, abs=0.02)
    assert haut - (word.ouvrir(contenus()[code]).sections[0].top_margin or 0) > Mm(38)
    assert manquent(pdfs()[nom], centre.raison_sociale) == [centre.raison_sociale]
    assert min(mot.y0 for mot in mots(pdfs()[nom])) >= 55


@pytest.mark.parametrize("code", CODES)
def test_le_meme_dossier_donne_les_memes_octets(code: str) -> None:
    assert essais()[code].contenu() == contenus()[code]


@pytest.mark.parametrize("code", CODES)
def test_la_fiche_porte_la_date_du_document_et_aucun_nom(code: str) -> None:
    essai = essais()[code]
    fiche = word.ouvrir(contenus()[code]).core_properties
    assert fiche.created is not None
    assert fiche.created.date() == catalogue()[code].jour_libelles(essai.demande)
    assert essai.dossier.session.id in fiche.title
    assert not any(candidat.nom in fiche.title for candidat in essai.dossier.candidats)


@pytest.mark.parametrize("code", CODES)
def test_les_polices_sont_dites_pour_chaque_ecriture(code: str) -> None:
    """A style that named Latin fonts alone would leave the others to chance."""
    styles = word.ouvrir(contenus()[code]).styles.element
    attributs = [set(police.keys()) for police in styles.iter(f"{word.W}rFonts")]
    assert len(attributs) > len(STYLES)
    assert {frozenset(cles) for cles in attributs} == {
        frozenset(f"{word.W}{nom}" for nom in ("ascii", "hAnsi", "eastAsia", "cs"))
    }


def test_un_titre_sans_date_au_journal_officiel_ne_laisse_pas_de_trou() -> None:
    dossier = c.convocations()
    essai = Essai(LETTRES[0], replace(dossier, titre=replace(dossier.titre, date_jo=None)))
    lu = "\n".join(word.textes(essai.contenu()))
    assert "JO du" not in lu
    assert "JO du" in "\n".join(word.textes(contenus()[LETTRES[0]]))
