from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from uharfbuzz import Blob, Buffer, Face, Font, shape

from docgen.errors import InstallationIncomplete, RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.ecriture import preparation_polices
from docgen.rendering.ecriture.mots import indessinables
from tests import lecture_pdf
from tests.lancement import executer
from tests.maison.arbre import RACINE
from tests.rendering.gabarits import ECRITURES, page, pdf
from tests.rendering.suites_des_polices import simples
from tests.rendering.test_press import demande
from tests.rendering.test_press import moteur as presse

pytestmark = pytest.mark.lent


@pytest.mark.parametrize("nom", ECRITURES)
def test_ecritures_des_noms_sont_dessinables(nom: str) -> None:
    assert not indessinables(nom)


def test_ecritures_des_noms_sont_dessinees() -> None:
    styles = [
        f"font-family: {pile}; font-weight: {graisse}".replace('"', "'")
        for pile in (fonts.pile_serif, fonts.pile_sans)
        for graisse in ("normal", "bold")
    ]
    contenu = pdf(page("".join(f'<p style="{style}">{nom}</p>' for style in styles for nom in ECRITURES)))
    assert all(lecture_pdf.polices(contenu).values())


@pytest.mark.parametrize("signe", ["\u00a0", "\u202f", "\n", "’", "–", "…", "œ", "€", "№", "\u2010"])
def test_blancs_et_signes_de_ponctuation_sont_dessinables(signe: str) -> None:
    assert not indessinables(signe)
    assert pdf(page(f"<p>a{signe}b</p>"))


REFUSES = ("\U0001f600", "ༀ", "\U00012000", "\U00013000", "\U0001f680", "\u0378", "\ue000", "\x07", "\u202e", "\ufeff")


@pytest.mark.parametrize("signe", REFUSES)
def test_signe_sans_dessin_est_refuse_a_sa_place(signe: str) -> None:
    assert indessinables(signe) == [(0, signe)]
    assert indessinables(f"Jean {signe} et Léa") == [(5, signe)]


@pytest.mark.parametrize("signe", REFUSES[:6])
def test_les_deux_moteurs_refusent_les_memes(signe: str) -> None:
    corps = page(f"<p>Jean {signe}</p>")
    with pytest.raises(RenduImpossible, match=f"aucune police ne dessine.*U\\+{ord(signe):04X}"):
        pdf(corps)
    with pytest.raises(RenduImpossible, match=f"aucune police ne dessine.*U\\+{ord(signe):04X}"):
        presse().rendre([demande(corps)])


def test_ce_qui_est_dit_simple_est_dessine() -> None:
    """A spread of some six hundred of the signs, in roman, bold and italic: none is drawn as an empty box."""
    signes = sorted(simples())
    assert len(signes) > 40_000
    lettres = [signe for signe in signes[::67] if signe not in "<&"]
    styles = ("", "font-weight: bold", "font-style: italic")
    assert pdf(page("".join(f'<p style="{style}">{" ".join(lettres)}</p>' for style in styles)))


def test_signes_en_cache_sont_ceux_des_polices() -> None:
    assert fonts.signes() == fonts._lire_les_signes()


def test_les_deux_graisses_d_un_secours_dessinent_les_memes_signes() -> None:
    """One that a page needs is told by its signs alone, whatever their weight."""
    for langue in fonts.LANGUES:
        fichiers = [fonts.dossier() / f"KurintoSans{langue}-{graisse}.ttf" for graisse in ("Rg", "Bd")]
        romain, gras = (preparation_polices.signes([fichier]) for fichier in fichiers)
        assert romain == gras


@pytest.mark.parametrize(
    ("texte", "gardees"),
    [("Đặng – Ольга\u2003☐ ใจดี", ()), ("李明", ("SC",)), ("김 Ольга 李", ("SC", "KR")), ("㋿ 𠀡", ("JP", "TC"))],
)
def test_seules_les_polices_d_asie_d_un_texte_sont_nommees(texte: str, gardees: tuple[str, ...]) -> None:
    pile = fonts.sans_asie(f"font-family: {fonts.pile_serif};", texte)
    assert re.findall('"Kurinto Sans ([A-Z]+)"', pile) == list(gardees)
    assert pile.startswith('font-family: "Source Serif Pro", "Kurinto Sans", ')
    assert pile.endswith('"Docgen Serif";')


def test_cache_abime_est_refait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "signes.json").write_text("pas du JSON", encoding="utf-8")
    monkeypatch.setattr(fonts, "_cache", lambda: tmp_path)
    assert fonts.signes.__wrapped__() == fonts.signes()
    assert json.loads((tmp_path / "signes.json").read_bytes()) == fonts.signes()


def test_ordre_des_secours_est_tenu() -> None:
    """Han is drawn from the first of the list that has it, though four fonts do and all answer to one name."""
    polices = lecture_pdf.polices(pdf(page("<p>李明</p>")))
    assert {nom for nom in polices if nom.startswith("Kurinto")} == {"Kurinto-Sans-SC"}


_PROJETEES = """
import re
from datetime import UTC, datetime
from pathlib import Path
from tests.rendering import gabarits, test_press

def projetees():
    return sorted(set(re.findall("KurintoSans([A-Z]+)-", Path("/proc/self/maps").read_text())))

html = gabarits.page("<p>Élodie Đặng-Šimůnek, Ольга Ελένη محمد\u202f!</p><table><tr><th>N°\u2003☐</th></tr></table>")
gabarits.moteur().rendre(gabarits.demande(html))
test_press.moteur().rendre([test_press.demande(html), test_press.demande(html, brouillon=True)])
test_press.moteur().composer_mention("page laissée vide", datetime.now(UTC), True)
print(projetees())
test_press.pdf("<p>李明</p>")
print(projetees())
"""


def test_les_polices_d_asie_ne_sont_ouvertes_que_pour_un_signe_d_asie() -> None:
    """They take ten megabytes of memory each, and the press opens all that its style sheets name."""
    fini = executer(_PROJETEES)
    assert fini.stdout.splitlines() == ["[]", "['SC']"], fini


def test_aucun_modele_n_a_de_signe_d_asie() -> None:
    fautifs = [
        modele.name
        for modele in (RACINE / "templates").rglob("*")
        if modele.suffix in (".html", ".css") and not fonts.est_sans_asie(unescape(modele.read_text(encoding="utf-8")))
    ]
    assert fautifs == []


def test_seules_nos_polices_sont_declarees() -> None:
    configuration = fonts.preparer()
    (dossier,) = re.findall("<dir>(.*?)</dir>", configuration.read_text(encoding="utf-8"))
    assert {copie.name for copie in Path(dossier).iterdir()} == {fichier.name for fichier in fonts.fichiers()}


_EMPREINTE_DE_LA_PRESSE = """
from hashlib import sha256
from tests.rendering.test_press import pdf
print(sha256(pdf("<p>Élodie</p>")).hexdigest())
"""


def test_le_dossier_courant_ne_change_pas_les_polices_de_la_presse() -> None:
    """Its Fontconfig is another one than WeasyPrint's, and each file of ours has a twin in another format beside it."""
    caches = str(fonts.dossier().parents[2])
    dessus, ailleurs = (_executer(_EMPREINTE_DE_LA_PRESSE, lieu, XDG_CACHE_HOME=caches) for lieu in ("/", "/usr"))
    assert dessus.returncode == 0, dessus.stderr
    assert dessus.stdout == ailleurs.stdout


@pytest.mark.parametrize(
    ("paquet", "dit"),
    [
        (("paquet_absent", "paquet-absent", "files", ("A.ttf",)), "« paquet-absent » sont introuvables"),
        (("weblate_fonts", "weblate-fonts", "static", ("Absente.ttf",)), "« Absente.ttf » est introuvable"),
    ],
)
def test_police_absente_est_nommee(monkeypatch: pytest.MonkeyPatch, paquet: tuple[object, ...], dit: str) -> None:
    monkeypatch.setattr(fonts, "_PAQUETS", (paquet,))
    with pytest.raises(InstallationIncomplete, match=dit):
        fonts.fichiers.__wrapped__()


def _executer(programme: str, dossier: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(RACINE), "HOME": "/nonexistent", **variables}
    return executer(programme, env=env, cwd=dossier)


def test_moteur_charge_avant_les_polices_est_refuse() -> None:
    sortie = _executer("import weasyprint\nfrom docgen.rendering import fonts\nfonts.preparer()")
    assert sortie.returncode == 1
    assert "InstallationIncomplete: Les polices de Docgen ne peuvent plus être choisies" in sortie.stderr


def test_aucun_compilateur_n_est_lance_pour_charger_le_moteur() -> None:
    sortie = executer(
        "import sys\nsys.addaudithook(lambda fait, mots: print(fait, mots) if fait == 'subprocess.Popen' else None)\n"
        "from docgen.rendering import fonts, installation\nfonts.preparer()\ninstallation.verifier_installation()\n"
        "print('weasyprint' in sys.modules)"
    )
    assert sortie.stdout == "True\n", sortie


def test_sans_dossier_personnel_un_dossier_provisoire_sert() -> None:
    sortie = _executer(
        "import os\nos.environ['XDG_CACHE_HOME'] = '/dev/null'\n"
        "from docgen.rendering import fonts\n"
        "*paquet, polices = fonts._PAQUETS[0]\nfonts._PAQUETS = ((*paquet, polices[1:2]),)\n"
        "fonts.preparer()\nimport weasyprint\nprint(fonts.preparer().parent.name)"
    )
    assert sortie.stdout.startswith("docgen-polices-"), sortie.stderr


@pytest.mark.parametrize("nom", ["SourceSans3-Semibold.ttf", "SourceSerifPro-It.ttf"])
def test_copie_rangee_dessine_et_approche_les_memes_lettres(nom: str) -> None:
    """Whatever place its glyphs were given: the ink of each sign, and how near two letters stand."""
    publiee, copie = (Font(Face(Blob.from_file_path(lieu))) for lieu in (fonts.fichier(nom), fonts.dossier() / nom))
    signes = sorted(preparation_polices.table_simple(TTFont(fonts.fichier(nom)).getBestCmap()))
    assert [_encre(publiee, code) for code in signes] == [_encre(copie, code) for code in signes]
    for paire in ("AV", "To", "L’", "Éa", "ry", "Ço", "ﬁ", "Łę", "ÀŸ"):
        assert _chasse(publiee, paire) == _chasse(copie, paire), paire
    assert all(copie.get_nominal_glyph(ord(lettre)) < 256 for lettre in "Aàéçœ’–€Ÿ")


def _encre(police: Font, code: int) -> tuple[object, int]:
    plume, glyphe = RecordingPen(), police.get_nominal_glyph(code)
    assert glyphe
    police.draw_glyph_with_pen(glyphe, plume)
    return plume.value, police.get_glyph_h_advance(glyphe)


def _chasse(police: Font, texte: str) -> list[int]:
    tampon = Buffer()
    tampon.add_str(texte)
    tampon.guess_segment_properties()
    shape(police, tampon, {"liga": False, "ccmp": False})
    return [pose.x_advance for pose in tampon.glyph_positions]
