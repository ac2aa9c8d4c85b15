"""What comes back signed: sorted, put together, counted, and told page by page."""

from __future__ import annotations

import errno
import io
import os
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from docgen.contract.charge import lire_charge
from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.retour import Sort
from docgen.errors import MachineEmpechee, UsageInvalide
from docgen.usecases import publication
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from docgen.usecases.retours.depouillement import depouiller
from docgen.usecases.retours.lecture_retours import lire, lire_un_fichier
from docgen.usecases.retours.phrases_retours import en_json, phrase_de_page, phrases_de_document, phrases_du_pli
from docgen.usecases.retours.rangement import Rangement, ranger
from docgen.usecases.serie import exemples
from outils.numerisation import Numerisation, en_pdf
from tests.usecases.retours.bureau import NETTE, PVS, Bureau, Feuille, ici, numerise, ouvrir_bureau

FORMULAIRE = "RA_TP-01303_ECSR_FORMAREUNION_25022019.pdf"
SIRET = "99999999800019"


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return ouvrir_bureau(tmp_path_factory.mktemp("bureau"))


@pytest.fixture(scope="module")
def pvs(bureau: Bureau) -> list[Feuille]:
    alea = random.Random(1)
    return [feuille.signee(alea) for feuille in bureau.feuilles(*PVS)]


def _ranger(bureau: Bureau, fichiers: Mapping[str, bytes], siret: str | None = None) -> Rangement:
    lectures = [lire_un_fichier(nom, contenu, ici) for nom, contenu in fichiers.items()]
    return ranger(lectures, {}, bureau.atelier, siret)


def _dits(rangement: Rangement) -> list[str]:
    return [phrase for pli in rangement.plis for phrase in phrases_du_pli(pli)]


def test_un_pli_melange_et_retourne_est_range_et_complet(bureau: Bureau, pvs: list[Feuille], tmp_path: Path) -> None:
    alea = random.Random(7)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(numerise(alea.sample(pvs, len(pvs)), alea=alea))
    rangement = depouiller([scan], [], tmp_path / "retours", bureau.atelier)
    assert {page.sort for page in rangement.pages} == {Sort.RECUE}
    assert all(document.complet and not document.vides for document in rangement.documents)
    ecrits = {chemin.name for chemin in (tmp_path / "retours").iterdir()}
    assert "PVG_123456_TP-01303_25022019_SIGNE.pdf" in ecrits
    assert ecrits == {document.nom for document in rangement.documents} | {"retours.json"}
    general = PdfReader(tmp_path / "retours" / "PVG_123456_TP-01303_25022019_SIGNE.pdf")
    assert len(general.pages) == 2
    (pli,) = rangement.plis
    assert pli.complet
    assert len(pli.pieces) == 3  # the general PV, the partly admitted, the refused
    (gardes,) = (phrase for phrase in _dits(rangement) if "À ne pas transmettre" in phrase)
    assert gardes.count("Procès-verbal individuel – ") == 4
    actes = [ligne for ligne in bureau.atelier.registre.exporter() if ligne["acte"] == "RETOUR"]
    assert len(actes) == len(rangement.documents)
    assert rangement.sans_reste
    assert bureau.atelier.registre.verifier() == []


def test_une_page_qui_manque_est_dite_et_le_pli_n_est_pas_complet(
    bureau: Bureau, pvs: list[Feuille], tmp_path: Path
) -> None:
    neuf = ouvrir_bureau(tmp_path)
    sans = [page for page in pvs if (page.document.type, page.page) != ("pv_general", 2)]
    rangement = _ranger(neuf, {"scan.pdf": numerise(sans)})
    (general,) = (un for un in rangement.documents if un.emise.emission.type == "pv_general")
    assert list(phrases_de_document(general)) == ["Il manque la page 2."]
    assert general.nom == "PVG_123456_TP-01303_25022019_SIGNE_INCOMPLET.pdf"
    assert "Le pli de la session 123456 n’est pas complet." in _dits(rangement)
    assert any(phrase.endswith("il manque la page 2.") for phrase in _dits(rangement))


def test_double_blanche_et_illisible_sont_dites_page_par_page(bureau: Bureau, pvs: list[Feuille]) -> None:
    blanche = Image.new("L", (1654, 2339), 251)
    raturee = Image.new("L", (1654, 2339), 251)
    ImageDraw.Draw(raturee).rectangle((300, 300, 900, 420), fill=30)
    scan = numerise([pvs[0], pvs[0]])
    autres = en_pdf([blanche, raturee], [200, 200])
    rangement = _ranger(bureau, {"scan.pdf": scan, "autres.pdf": autres})
    assert [page.sort for page in rangement.pages] == [Sort.RECUE, Sort.DOUBLE, Sort.BLANCHE, Sort.ILLISIBLE]
    phrases = [phrase_de_page(page, rangement.emises) for page in rangement.pages]
    assert phrases[1].startswith("Page en double : Bordereau")
    assert phrases[2:] == ["Page blanche.", "Page sans code lisible. Dites ce qu’elle est, ou numérisez-la de nouveau."]
    assert not rangement.sans_reste


def test_la_page_d_un_autre_centre_n_est_nommee_a_personne(bureau: Bureau, pvs: list[Feuille]) -> None:
    rangement = _ranger(bureau, {"scan.pdf": numerise(pvs[:2])}, siret="11111111100001")
    assert {page.sort for page in rangement.pages} == {Sort.AUTRE_CENTRE}
    dit = str(en_json(rangement))
    assert rangement.documents == ()
    assert all(secret not in dit for secret in ("123456", "PVG", "FORMA", pvs[0].document.identifiant or "?"))
    chez_soi = _ranger(bureau, {"scan.pdf": numerise(pvs[:1])}, siret=SIRET)
    assert [page.sort for page in chez_soi.pages] == [Sort.RECUE]


def test_un_brouillon_et_un_papier_d_ailleurs_sont_dits(bureau: Bureau, tmp_path: Path) -> None:
    fichier, jour = next(iter(exemples()))
    session = lire_charge(fichier.read_bytes())
    commande = Commande(date.fromisoformat(jour), ("pv_general",), usage="impression", brouillon=True)
    brouillon = produire(session, commande, bureau.atelier).documents[0]
    rangement = _ranger(bureau, {"brouillon.pdf": brouillon.contenu})
    assert {page.sort for page in rangement.pages} == {Sort.BROUILLON}
    assert rangement.documents == ()
    ailleurs = ouvrir_bureau(tmp_path)
    change = replace(session, session=replace(session.session, mentions=("Panne de courant de 9 h à 9 h 20.",)))
    ici = produire(change, replace(commande, brouillon=False), ailleurs.atelier).documents[0]
    assert {page.sort for page in _ranger(bureau, {"x.pdf": ici.contenu}).pages} == {Sort.INCONNUE}


def test_une_edition_remplacee_n_entre_pas_dans_le_pli(tmp_path: Path) -> None:
    bureau = ouvrir_bureau(tmp_path)
    anciennes = bureau.feuilles("pv_general")
    fichier, jour = next(iter(exemples()))
    session = lire_charge(fichier.read_bytes())
    change = replace(session, session=replace(session.session, mentions=("Évacuation de 10 h à 10 h 30.",)))
    produire(change, Commande(date.fromisoformat(jour), ("pv_general",), usage="impression"), bureau.atelier)
    rangement = _ranger(bureau, {"scan.pdf": numerise(anciennes)})
    assert {page.sort for page in rangement.pages} == {Sort.REMPLACEE}
    assert not rangement.plis[0].complet
    assert any("rien n’est revenu" in phrase for phrase in _dits(rangement))


def test_le_formulaire_prend_son_nom_et_propose_les_remises_signees(tmp_path: Path) -> None:
    bureau, alea = ouvrir_bureau(tmp_path), random.Random(4)
    feuilles = bureau.feuilles("formulaire_remise")
    numerotees = [case for feuille in feuilles for case in feuille.cases if case.numero]
    signees = numerotees[:2]
    retour = [feuille.signee(alea, [case for case in feuille.cases if case in signees]) for feuille in feuilles]
    rangement = _ranger(bureau, {"scan.pdf": numerise(retour, replace(NETTE, biais=2.0, echelle=0.97))})
    (formulaire,) = rangement.documents
    assert formulaire.nom == FORMULAIRE
    assert [case.numero for case in rangement.remises] == [case.numero for case in signees]
    sans = " ".join(phrases_de_document(formulaire))
    assert all((case.numero in sans) == (case not in signees) for case in numerotees if case.numero)
    numero = signees[0].numero or ""
    bureau.atelier.registre.inscrire(Evenement(ActePapier.REMISE, numero, date(2019, 4, 2)))
    assert [case.numero for case in _ranger(bureau, {"scan.pdf": numerise(retour)}).remises] == [signees[1].numero]
    annule = numerotees[-1].numero
    assert annule is not None
    bureau.atelier.registre.inscrire(Evenement(ActePapier.ANNULATION, annule, date(2019, 4, 3), "ERREUR_IDENTITE"))
    annulee = _ranger(bureau, {"scan.pdf": numerise(retour)})
    assert {page.sort for page in annulee.pages} == {Sort.ANNULEE}
    assert annule in " ".join(phrases_de_document(annulee.documents[0]))
    assert annulee.documents[0].nom == FORMULAIRE.replace(".pdf", "_SIGNE.pdf")  # not one to send


def test_une_case_vide_est_un_avertissement_et_nomme_qui_n_a_pas_signe(bureau: Bureau) -> None:
    alea = random.Random(5)
    (feuille, *_) = bureau.feuilles("pv_individuel")
    (vide, *autres) = feuille.cases
    rangement = _ranger(bureau, {"scan.pdf": numerise([feuille.signee(alea, autres)])})
    assert list(phrases_de_document(rangement.documents[0])) == [f"La case de {vide.qui} paraît vide."]
    assert vide.qui == "M.\u00a0Jean-Marc GRONDIN"


def test_ce_qu_une_personne_dit_d_une_page_est_range_et_garde_dans_l_historique(tmp_path: Path) -> None:
    bureau = ouvrir_bureau(tmp_path / "registre")
    premiere, seconde = bureau.feuilles("pv_general")
    cachee = seconde.image.copy()
    ImageDraw.Draw(cachee).rectangle(
        (cachee.width * 0.3, cachee.height * 0.8, cachee.width * 0.7, cachee.height), fill="white"
    )
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(numerise([premiere, replace(seconde, image=cachee)]))
    sortie = tmp_path / "retours"
    muet = depouiller([scan], [], sortie, bureau.atelier)
    assert [page.sort for page in muet.pages] == [Sort.RECUE, Sort.ILLISIBLE]
    assert (sortie / "A_REGARDER_scan_2.png").read_bytes().startswith(b"\x89PNG")
    document = "PVG_123456_TP-01303_25022019.pdf"
    dit = depouiller([scan], [("scan.pdf", 2, document, 2)], sortie, bureau.atelier)
    assert dit.documents[0].complet
    assert phrase_de_page(dit.pages[1], dit.emises).endswith("page 2 sur 2. Reconnue à l’œil.")
    actes = [ligne["contenu"] for ligne in bureau.atelier.registre.exporter() if ligne["acte"] == "RETOUR"]
    assert [(acte["pages"], acte["choisies"]) for acte in actes if isinstance(acte, dict)] == [("1", ""), ("1,2", "2")]
    with pytest.raises(UsageInvalide, match="n'est d'aucune session"):
        depouiller([scan], [("scan.pdf", 2, document, 3)], sortie, bureau.atelier)


def test_aucun_fichier_ne_prend_le_nom_d_un_autre(bureau: Bureau, pvs: list[Feuille], tmp_path: Path) -> None:
    """Two folders may hold files of one name; a name may be in any letters, as long as a disk bears, or in none."""
    muette = Image.new("L", (331, 468), 251)
    muette.paste(30, (60, 60, 180, 84))
    chemins = [tmp_path / "un" / "a.pdf", tmp_path / "a.pdf"]
    (tmp_path / "un").mkdir()
    for chemin, feuille in zip(chemins, pvs, strict=False):
        chemin.write_bytes(numerise([feuille]))
    for nom in ("vue.png", "vue.jpg", "م" * 125 + ".png", os.fsdecode(b"vu\xe9.png")):
        muette.save(tmp_path / nom, "PNG")
        chemins.append(tmp_path / nom)
    rangement = depouiller(chemins, [], tmp_path / "retours", bureau.atelier)
    assert [page.sort for page in rangement.pages] == [Sort.RECUE] * 2 + [Sort.ILLISIBLE] * 4
    vues = [un.name for un in (tmp_path / "retours").iterdir() if un.name.startswith("A_REGARDER_")]
    assert len(vues) == 4
    assert all(nom.isascii() and len(nom) <= 120 for nom in vues)


def test_ce_qui_est_deja_range_n_est_pas_efface(bureau: Bureau, tmp_path: Path) -> None:
    sortie, scans = tmp_path / "retours", [tmp_path / "un.pdf", tmp_path / "deux.pdf"]
    for scan, feuille in zip(scans, bureau.feuilles("pv_general"), strict=True):
        scan.write_bytes(numerise([feuille]))
    depouiller(scans[:1], [], sortie, bureau.atelier)
    (incomplet,) = sortie.glob("*_INCOMPLET.pdf")
    garde, actes = incomplet.read_bytes(), len(list(bureau.atelier.registre.exporter()))
    with pytest.raises(UsageInvalide, match="contient déjà"):
        depouiller(scans[1:], [], sortie, bureau.atelier)
    assert (incomplet.read_bytes(), len(list(bureau.atelier.registre.exporter()))) == (garde, actes)
    ensemble = depouiller([incomplet, scans[1]], [], sortie, bureau.atelier)
    assert [document.complet for document in ensemble.documents] == [True]


def test_un_disque_plein_ne_laisse_rien_a_moitie(
    bureau: Bureau, pvs: list[Feuille], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sans_place(_: Path, octets: bytes) -> None:
        raise OSError(errno.ENOSPC, "plein")

    scan = tmp_path / "scan.pdf"
    scan.write_bytes(numerise(pvs[:1]))
    monkeypatch.setattr(publication, "ecrire", sans_place)
    with pytest.raises(MachineEmpechee, match="libérez de la place"):
        depouiller([scan], [], tmp_path / "retours", bureau.atelier)
    assert list((tmp_path / "retours").iterdir()) == []


@pytest.mark.parametrize("genre", ["JPEG", "PNG", "TIFF"])
def test_les_images_se_lisent_comme_les_pdf(bureau: Bureau, pvs: list[Feuille], genre: str) -> None:
    pages = [feuille.image.convert("L") for feuille in pvs[:2]]
    tampon = io.BytesIO()
    suite = {"save_all": True, "append_images": pages[1:]} if genre == "TIFF" else {}
    pages[0].save(tampon, genre, dpi=(200, 200), **suite)
    rangement = _ranger(bureau, {f"scan.{genre}": tampon.getvalue()})
    assert [page.sort for page in rangement.pages] == [Sort.RECUE] * (2 if suite else 1)


def test_une_page_couchee_est_redressee(bureau: Bureau, pvs: list[Feuille]) -> None:
    quart = replace(pvs[0], image=pvs[0].image.rotate(90, expand=True))
    rangement = _ranger(bureau, {"scan.pdf": en_pdf([quart.image], [200])})
    (page,) = rangement.pages
    assert (page.sort, page.quarts) == (Sort.RECUE, 1)


def test_aucun_fichier_et_trop_de_fichiers_sont_refuses() -> None:
    with pytest.raises(UsageInvalide, match="Aucun fichier"):
        lire({}, 1)


def test_le_tirage_d_une_numerisation_dit_tout_ce_qu_elle_fait() -> None:
    un, autre = (Numerisation.tiree(random.Random(12)) for _ in range(2))
    assert un == autre
