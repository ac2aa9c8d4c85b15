"""What is planted in a finished volume is seen: a lost letter, a document out of place, another number's code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from docgen.domain.papiers.code_page import CHIFFRES, codes_de_pages
from docgen.domain.papiers.papier import url_verification
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import RenduImpossible
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.conclusion import conclure
from docgen.usecases.lots.plan import Chantier, LigneDocument, Plan
from docgen.usecases.lots.preparation import preparer
from docgen.usecases.lots.relecture_volume import Du, TextePerdu, relire
from docgen.usecases.lots.rendu import rendre
from outils.sessions import JOUR, sessions
from tests.registres import poser_registre

BASE = "http://localhost:8000"


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Du], Plan]:
    """A volume of parchemins, and what its pages owe."""
    dossier = tmp_path_factory.mktemp("volume")
    atelier = Atelier(Configuration(poser_registre(dossier)), ouvriers=1)
    magasin = ouvrir_magasin(dossier / "magasin")
    plan = preparer("ESSAI", sessions(1), CommandeLot(JOUR, ("parchemin",)), atelier, magasin)
    rendre("ESSAI", 0, atelier, magasin)
    rendu = Chantier("ESSAI", magasin).rendu(0)
    assert rendu is not None
    fichier = dossier / "volume.pdf"
    fichier.write_bytes(magasin.lire(rendu.volumes[0].cle))
    conclure("ESSAI", atelier, magasin)
    codes = {papier.numero: url_verification(BASE, papier) for papier in atelier.registre.lister(PARTOUT)}
    (slip,) = rendu.volumes[0].bordereaux
    assert [case.qui for case in slip.cases] == ["« Reçu au complet »"]
    dus: list[Du] = [Du(1, "Bordereau de livraison", de_pages=codes_de_pages(slip.identifiant, 1)), Du(1)]
    for rang, ligne in enumerate(rendu.volumes[0].documents):
        dus += [Du(1, ligne.numero or "", ligne, (codes[ligne.numero],), (rang,)), Du(1)]
    atelier.fermer()
    return fichier, dus, plan


def ligne(du: Du) -> LigneDocument:
    """The line of a document."""
    assert du.ligne is not None
    return du.ligne


def test_un_volume_intact_se_relit(volume: tuple[Path, list[Du], Plan]) -> None:
    fichier, dus, plan = volume
    relus = relire(fichier, dus, plan)
    assert (relus.documents, relus.numeros, relus.bordereaux) == (len(dus) // 2 - 1, len(dus) // 2 - 1, 1)
    assert relus.pages == len(dus) == 2 * relus.feuilles


def test_un_bordereau_dont_la_page_dit_autre_chose_n_est_pas_compte(volume: tuple[Path, list[Du], Plan]) -> None:
    fichier, (slip, *reste), plan = volume
    autre = replace(slip, de_pages=codes_de_pages("1" * CHIFFRES, 1))
    assert relire(fichier, [autre, *reste], plan).bordereaux == 0


def test_une_lettre_perdue_est_vue_et_son_document_nomme(volume: tuple[Path, list[Du], Plan]) -> None:
    fichier, dus, plan = volume
    une_de_plus = replace(dus[2], corps=f"{dus[2].corps} Œ")
    with pytest.raises(TextePerdu, match="« œ »") as perte:
        relire(fichier, [*dus[:2], une_de_plus, *dus[3:]], plan)
    assert perte.value.documents == (0,)


@pytest.mark.parametrize(
    ("changer", "constat"),
    [
        (lambda du: replace(du, codes=(f"{du.codes[0]}A",)), "un code ne dit pas"),
        (lambda du: replace(du, ligne=replace(ligne(du), numero="2025-974-9999999-X")), "n'est pas écrit"),
        (lambda du: replace(du, ligne=replace(ligne(du), pages=2)), "page 1/2 n'est pas à sa place"),
    ],
)
def test_un_document_qui_n_est_pas_le_sien_est_vu(
    volume: tuple[Path, list[Du], Plan], changer: Callable[[Du], Du], constat: str
) -> None:
    fichier, dus, plan = volume
    with pytest.raises(RenduImpossible, match=constat):
        relire(fichier, [*dus[:2], changer(dus[2]), *dus[3:]], plan)


def test_une_page_en_moins_est_vue(volume: tuple[Path, list[Du], Plan], tmp_path: Path) -> None:
    fichier, dus, plan = volume
    with pikepdf.open(fichier) as pdf:
        del pdf.pages[2]
        pdf.save(tmp_path / "court.pdf")
    with pytest.raises(RenduImpossible, match="n'est pas à sa place"):
        relire(tmp_path / "court.pdf", dus, plan)


def test_un_code_abime_est_vu(volume: tuple[Path, list[Du], Plan], tmp_path: Path) -> None:
    fichier, dus, plan = volume
    with pikepdf.open(fichier) as pdf:
        image = next(iter(pdf.pages[2].obj.Resources.XObject.as_dict().values()))
        image.write(b"\x00" * len(image.read_bytes()))
        pdf.save(tmp_path / "noir.pdf")
    with pytest.raises(RenduImpossible, match="un code ne dit pas"):
        relire(tmp_path / "noir.pdf", dus, plan)


def test_le_code_d_un_autre_papier_est_vu(volume: tuple[Path, list[Du], Plan], tmp_path: Path) -> None:
    fichier, dus, plan = volume
    with pikepdf.open(fichier) as pdf:
        un, autre = (pdf.pages[rang].obj.Resources.XObject for rang in (2, 4))
        (nom, image), (nom_autre, image_autre) = (next(iter(de.as_dict().items())) for de in (un, autre))
        un[nom], autre[nom_autre] = image_autre, image
        pdf.save(tmp_path / "melange.pdf")
    with pytest.raises(RenduImpossible, match=r"document 1 .*un code ne dit pas ce que dit le registre"):
        relire(tmp_path / "melange.pdf", dus, plan)


def test_un_volume_change_apres_sa_relecture_n_est_pas_livre(tmp_path: Path) -> None:
    atelier = Atelier(Configuration(poser_registre(tmp_path)), ouvriers=1)
    magasin = ouvrir_magasin(tmp_path / "magasin")
    preparer("ESSAI", sessions(1), CommandeLot(JOUR, ("pv_general",)), atelier, magasin)
    rendre("ESSAI", 0, atelier, magasin)
    (fichier,) = (tmp_path / "magasin").rglob("volume-1.pdf")
    with fichier.open("r+b") as flux:
        flux.seek(200)
        flux.write(b"\x00")
    with pytest.raises(RenduImpossible, match="a changé depuis qu'il a été relu"):
        conclure("ESSAI", atelier, magasin)
    assert "EMISSION" not in {ecriture["acte"] for ecriture in atelier.registre.exporter()}
    atelier.fermer()
