"""The list of jurors: a workbook that opens, sorts, filters and prints, and whose days are days."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from docgen.documents.liste_jures import COLONNES, habilitations
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Portee, StatutHabilitation
from docgen.errors import UsageInvalide
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from tests import builders as b
from tests.documents import cas as c
from tests.documents import longs
from tests.documents.atelier_essai import manquent, nouvel_atelier, pdf

JOUR = date(2020, 8, 3)


def liste(dossier: Dossier, **options: object) -> DocumentProduit:
    commande = replace(Commande(JOUR, ("liste_jures",)), **options)  # type: ignore[arg-type]
    (document,) = produire(dossier, commande, nouvel_atelier()).documents
    return document


def feuille(dossier: Dossier, **options: object) -> Worksheet:
    ouverte = load_workbook(io.BytesIO(liste(dossier, **options).contenu)).active
    assert isinstance(ouverte, Worksheet)
    return ouverte


def _rangs(groupe: ColumnDimension) -> range:
    """Neighbours of one width are kept as one."""
    return range(groupe.min, groupe.max + 1)


def avec_jures() -> Dossier:
    """A juror with everything, then one without any habilitation, phone or address."""
    complet = b.jure(
        telephone_perso="0692000001",
        courriel="jm@exemple.test",
        habilitations=(
            b.habilitation(),
            b.habilitation(portee=Portee.CCS, code=b.CCS_1, statut=StatutHabilitation.EXPIREE, fin=date(2019, 1, 1)),
            b.habilitation(code="TP-99999"),
        ),
    )
    nu = b.jure(
        "J000002", nom="=SOMME(A1)", prenom="+33", qualite=None, telephone_pro=None, adresse=None, habilitations=()
    )
    return b.a_convoquer(jures=(complet, nu))


def test_le_nom_est_celui_du_jour() -> None:
    assert liste(b.a_convoquer()).fichier == "JURES_TP-01303_03082020.xlsx"
    assert liste(b.a_convoquer(), format="pdf").fichier == "JURES_TP-01303_03082020.pdf"
    assert liste(b.a_convoquer(), brouillon=True).fichier == "BROUILLON_JURES_TP-01303_03082020.xlsx"


def test_le_classeur_se_travaille_et_s_imprime() -> None:
    page = feuille(avec_jures())
    assert page.title == "TP-01303"
    assert page.freeze_panes == "C2"
    assert page.auto_filter.ref == "A1:Q4"
    assert [cellule.value for cellule in page[1]] == [colonne.intitule for colonne in COLONNES]
    largeurs = {rang: groupe.width for groupe in page.column_dimensions.values() for rang in _rangs(groupe)}
    assert [largeurs[rang] for rang in range(1, len(COLONNES) + 1)] == [
        pytest.approx(colonne.largeur, abs=1) for colonne in COLONNES
    ]
    assert page.page_setup.orientation == "landscape"
    assert (int(page.page_setup.paperSize), page.page_setup.fitToHeight) == (9, 0)
    assert page.print_title_rows == "$1:$1"
    assert page.oddHeader.left.text == (
        "Liste des membres du jury – TP-01303 Enseignant de la conduite et de la sécurité routière"
    )


def test_les_jours_sont_des_jours_et_les_numeros_des_textes() -> None:
    _, premiere, deuxieme, troisieme = feuille(avec_jures()).iter_rows()
    assert [cellule.value for cellule in premiere] == [
        "J000001",
        "GRONDIN",
        "Jean-Marc",
        "M.",
        "Enseignant de la conduite",
        "TP-01303",
        "Active",
        datetime(2016, 5, 1),
        datetime(2021, 4, 28),
        "0262\u00a000\u00a000\u00a001",
        "0692\u00a000\u00a000\u00a001",
        "jm@exemple.test",
        "1 rue de l’Exemple",
        None,
        "97400",
        "Saint-Denis",
        "FRANCE",
    ]
    assert [premiere[rang].number_format for rang in (7, 8, 9)] == ["dd/mm/yyyy", "dd/mm/yyyy", "@"]
    assert [deuxieme[rang].value for rang in (5, 6, 8)] == [b.CCS_1, "Expirée", datetime(2019, 1, 1)]
    assert {cellule.data_type for cellule in troisieme if cellule.value is not None} == {"s"}
    assert [troisieme[rang].value for rang in (1, 2, 5, 8, 9)] == ["=SOMME(A1)", "+33", None, None, None]


def test_la_fin_est_celle_qui_est_affichee_sans_la_prolongation() -> None:
    """HABI-13 puts the effective end off by 24 months; the shown end stays."""
    _, ligne = feuille(b.a_convoquer(jures=(b.jure(),))).iter_rows()
    assert ligne[8].value == datetime(2021, 4, 28)


def test_une_session_ccs_ne_liste_que_les_habilitations_sur_son_ccs() -> None:
    dossier = replace(avec_jures(), session=c.a_tenir(b.session_ccs()).session)
    assert [(jure.id, tenue.code if tenue else None) for jure, tenue in habilitations(dossier)] == [
        ("J000001", b.CCS_1),
        ("J000002", None),
    ]
    assert manquent(pdf(dossier, "liste_jures"), f"Habilitations sur le CCS {b.CCS_1} « Deux-roues »") == []


def test_le_papier_dit_la_meme_chose() -> None:
    contenu = pdf(avec_jures(), "liste_jures")
    attendus = ("J000001", "M. Jean-Marc GRONDIN", "TP-01303, active", "01/05/2016", "28/04/2021", "jm@exemple.test")
    assert manquent(contenu, *attendus, "06 92 00 00 01 (perso)", "=SOMME(A1)", "État au 3 août 2020", "2 jurés") == []


@pytest.mark.parametrize("dossier", [avec_jures(), longs.a_convoquer(longs.maximal())], ids=["ordinaire", "maximal"])
def test_memes_octets_deux_fois(dossier: Dossier) -> None:
    un, deux = liste(dossier), liste(dossier)
    assert un.contenu == deux.contenu
    assert un.sha256 == hashlib.sha256(un.contenu).hexdigest()
    assert (un.format, un.pages) == ("xlsx", 1)


def test_un_brouillon_le_dit_sur_chaque_page_imprimee() -> None:
    assert feuille(avec_jures(), brouillon=True).oddHeader.left.text.endswith("BROUILLON, SANS VALEUR")


def test_sans_jure_il_n_y_a_pas_de_liste() -> None:
    with pytest.raises(UsageInvalide, match="aucune personne n'est concernée"):
        liste(b.a_convoquer(jures=()))


def test_un_format_que_le_type_n_a_pas_est_refuse_avant_tout() -> None:
    with pytest.raises(UsageInvalide, match="Le format xlsx n'existe pas pour parchemin"):
        produire(b.dossier(), Commande(JOUR, ("parchemin", "liste_jures"), format="xlsx"), nouvel_atelier())


def test_le_format_choisit_parmi_tous_les_types() -> None:
    produits = produire(b.dossier(), Commande(JOUR, ("tout",), format="xlsx"), nouvel_atelier()).documents
    assert [produit.type for produit in produits] == ["liste_jures"]
