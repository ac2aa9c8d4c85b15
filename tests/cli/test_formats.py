"""``docgen produire --format`` and ``--papier-en-tete``, from the command line to the files."""

from __future__ import annotations

from tests import lecture_pdf
from tests.bureautique import textes
from tests.cli.pilote import A_CONVOQUER, VALIDEE, Poste, charge, noms
from tests.usecases.moteurs import MoteurFactice

JURES = ("--types", "convocation_jure")


def test_le_format_word_donne_les_documents_qui_l_ont(poste: Poste, moteur_factice: MoteurFactice) -> None:
    retour = poste.produire(A_CONVOQUER, options=("--format", "docx"))
    assert (retour.code, retour.erreurs) == (0, "")
    fichiers = [nom for nom in noms(poste.dossier / "sortie") if nom != "rapport.json"]
    assert fichiers
    assert {nom.rpartition(".")[2] for nom in fichiers} == {"docx"}
    assert {fiche["fichier"] for fiche in poste.rapport()["documents"]} == set(fichiers)
    assert {fiche["pages"] for fiche in poste.rapport()["documents"]} == {None}
    assert moteur_factice.demandes == []


def test_deux_productions_donnent_les_memes_octets(poste: Poste) -> None:
    for sortie in ("une", "deux"):
        assert poste.produire(A_CONVOQUER, options=(*JURES, "--format", "docx"), sortie=sortie).code == 0
    une, deux = ({f.name: f.read_bytes() for f in (poste.dossier / s).glob("*.docx")} for s in ("une", "deux"))
    assert une == deux != {}


def test_un_format_que_le_type_n_a_pas_est_une_erreur_d_usage(poste: Poste) -> None:
    retour = poste.produire(VALIDEE, options=("--types", "pv_general", "--format", "docx"))
    assert retour.code == 2
    assert "pv_general : pdf" in retour.erreurs
    assert not (poste.dossier / "sortie").exists()


def test_un_format_inconnu_est_une_erreur_d_usage(poste: Poste) -> None:
    retour = poste.produire(VALIDEE, options=("--format", "odt"))
    assert retour.code == 2
    assert "pdf, docx" in retour.erreurs


def test_le_papier_a_en_tete_laisse_le_haut_de_la_feuille(poste: Poste) -> None:
    options = (*JURES, "--papier-en-tete")
    assert poste.produire(A_CONVOQUER, options=options, sortie="pdf").code == 0
    assert poste.produire(A_CONVOQUER, options=(*options, "--format", "docx"), sortie="docx").code == 0
    centre = charge(A_CONVOQUER)["centre"]["raison_sociale"]
    pdfs = [fichier.read_bytes() for fichier in sorted((poste.dossier / "pdf").glob("*.pdf"))]
    words = [fichier.read_bytes() for fichier in sorted((poste.dossier / "docx").glob("*.docx"))]
    assert len(pdfs) == len(words) == 2
    for pdf in pdfs:
        assert len(lecture_pdf.textes(pdf)) == 1
        assert min(mot.y0 for mot in lecture_pdf.mots(pdf)) >= 55
        assert centre not in " ".join(lecture_pdf.textes(pdf))
    for word in words:
        assert centre not in "\n".join(textes(word))
