"""The Word engine: what it fills in, what it refuses, and bytes that do not change."""

from __future__ import annotations

import io
import os
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm

from docgen.errors import RenduImpossible
from docgen.rendering.docx import MoteurDocx
from tests.bureautique import ouvrir, parties, textes
from tests.rendering.gabarits import ECRITURES

JOUR = date(2019, 2, 25)


def modele(dossier: Path, *paragraphes: str, pied: str = "") -> Path:
    """A model of these paragraphs."""
    document = Document()
    for paragraphe in paragraphes:
        document.add_paragraph(paragraphe)
    if pied:
        document.sections[0].footer.paragraphs[0].text = pied
    document.save(str(dossier / "modele.docx"))
    return dossier / "modele.docx"


def rendre(chemin: Path, moteur: MoteurDocx | None = None, **champs: object) -> bytes:
    return (moteur or MoteurDocx()).rendre(chemin, champs, "Titre & « essai »", JOUR)


def test_les_valeurs_prennent_la_place_des_balises(tmp_path: Path) -> None:
    corps = ("Bonjour {{ nom }},", "{%p for x in xs %}", "– {{ x }}", "{%p endfor %}")
    chemin = modele(tmp_path, *corps, pied="{{ nom }}")
    contenu = rendre(chemin, nom="Élodie", xs=("un", "deux"))
    assert [texte for texte in textes(contenu) if texte] == ["Bonjour Élodie,", "– un", "– deux", "Élodie"]


@pytest.mark.parametrize("nom", ["D’Ô & Fils <b> \"x\" 'y' ]]>", "{{ 7 * 7 }} {% if %} &amp;", *ECRITURES])
def test_une_valeur_reste_ce_qu_elle_est(nom: str, tmp_path: Path) -> None:
    assert f"[{nom}]" in textes(rendre(modele(tmp_path, "[{{ nom }}]"), nom=nom))


@pytest.mark.parametrize("signe", ["\x00", "\x07", "\x0c", "\ufffe", "\ud800"])
def test_un_signe_que_le_format_ne_porte_pas_est_refuse(signe: str, tmp_path: Path) -> None:
    with pytest.raises(RenduImpossible, match=f"U\\+{ord(signe):04X}"):
        rendre(modele(tmp_path, "{{ nom }}"), nom=f"avant{signe}après")


@pytest.mark.parametrize(
    ("balise", "absent"),
    [("{{ inconnu }}", "inconnu"), ("{{ nom.age }}", "age"), ("{% if rien %}x{% endif %}", "rien")],
)
def test_un_nom_absent_de_la_vue_est_dit(balise: str, absent: str, tmp_path: Path) -> None:
    with pytest.raises(RenduImpossible, match=f"« {absent} » n'est pas dans la vue"):
        rendre(modele(tmp_path, balise), nom="Élodie")


@pytest.mark.parametrize(
    "balise",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ nom.__class__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ ('%s' % nom).__class__.__base__ }}",
        "{{ '{0.__class__}'.format(nom) }}",
        "{{ range(10 ** 9) | list }}",
    ],
)
def test_un_modele_ne_sort_pas_de_son_bac(balise: str, tmp_path: Path) -> None:
    with pytest.raises(RenduImpossible, match=r"modele\.docx"):
        rendre(modele(tmp_path, balise), nom="Élodie")


@pytest.mark.parametrize("balise", ["{% for x in xs %}", "{{ nom | inconnu }}", "{{ 1 / 0 }}", "{{ nom + 1 }}"])
def test_un_modele_mal_ecrit_est_refuse(balise: str, tmp_path: Path) -> None:
    with pytest.raises(RenduImpossible, match="Corrigez le modèle"):
        rendre(modele(tmp_path, balise), nom="Élodie", xs=())


def test_un_modele_absent_ou_abime_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(RenduImpossible, match="ne peut pas être lu"):
        rendre(tmp_path / "absent.docx")
    (tmp_path / "modele.docx").write_bytes(b"ceci n'est pas un document")
    with pytest.raises(RenduImpossible, match="Corrigez le modèle"):
        rendre(tmp_path / "modele.docx")


def test_les_memes_valeurs_donnent_les_memes_octets(tmp_path: Path) -> None:
    chemin, moteur = modele(tmp_path, "{{ nom }}"), MoteurDocx()
    premier = rendre(chemin, moteur, nom="Élodie")
    autre = rendre(chemin, moteur, nom="Ελένη")
    assert rendre(chemin, moteur, nom="Élodie") == rendre(chemin, nom="Élodie") == premier != autre


def test_un_modele_retouche_est_relu(tmp_path: Path) -> None:
    chemin, moteur = modele(tmp_path, "avant {{ nom }}"), MoteurDocx()
    assert "avant A" in textes(rendre(chemin, moteur, nom="A"))
    modele(tmp_path, "après {{ nom }}")
    os.utime(chemin, ns=(1, 1))
    assert "après A" in textes(rendre(chemin, moteur, nom="A"))


def test_la_fiche_du_document_ne_dit_que_ce_qu_il_est(tmp_path: Path) -> None:
    fiche = ouvrir(rendre(modele(tmp_path, "x"))).core_properties
    assert (fiche.title, fiche.author, fiche.last_modified_by) == ("Titre & « essai »", "Docgen", "Docgen")
    assert fiche.created.replace(tzinfo=None) == fiche.modified.replace(tzinfo=None) == datetime(2019, 2, 25)


def test_la_marge_haute_est_celle_demandee(tmp_path: Path) -> None:
    contenu = MoteurDocx().rendre(modele(tmp_path, "x"), {}, "x", JOUR, 55)
    haut = ouvrir(contenu).sections[0].top_margin
    assert haut is not None
    assert haut.mm == pytest.approx(55, abs=0.02)
    temoin = Document(io.BytesIO(rendre(modele(tmp_path, "x")))).sections[0].top_margin
    assert temoin == Document(str(tmp_path / "modele.docx")).sections[0].top_margin != Mm(55)


def test_le_paquet_n_a_pas_d_autre_fichier_que_le_modele(tmp_path: Path) -> None:
    chemin = modele(tmp_path, "{{ nom }}")
    assert parties(rendre(chemin, nom="A")).keys() == parties(chemin.read_bytes()).keys()
