"""What every document shows and carries, whatever its type."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from docgen.documents import catalogue
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.domain.session import StatutSession, TypeSession
from docgen.domain.titre import niveau_affiche
from docgen.rendering.lecture_pdf import lire_pdf
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from tests import builders as b
from tests import lecture_pdf
from tests.documents import cas as c
from tests.documents.atelier_essai import (
    compact,
    document,
    donnees,
    manquent,
    montre,
    mots,
    nouvel_atelier,
    pdf,
    texte,
    textes,
)

pytestmark = pytest.mark.lent

EN_PAYSAGE = {"parchemin", "pv_general", "formulaire_remise", "emargement", "liste_jures"}
UN_PAR_TYPE = list({essai.code: essai for essai in c.cas() if not essai.brouillon}.values())
TOUS = [*UN_PAR_TYPE, c.Cas("pv_general", "200", c.grande(200))]
NUMEROTES = ("parchemin", "livret")


def _pdf(essai: c.Cas) -> bytes:
    return pdf(essai.dossier, essai.code, essai.destinataire)


@pytest.mark.parametrize("essai", TOUS, ids=str)
def test_cartouche_et_folio_sur_chaque_page(essai: c.Cas) -> None:
    contenu, titre = _pdf(essai), essai.dossier.titre
    attendus = [titre.abrege, catalogue()[essai.code].intitule, titre.code, f"millésime{titre.millesime}"]
    attendus += ["JOdu28/04/2016", f"modèle{catalogue()[essai.code].version}"]
    tailles = lecture_pdf.tailles(contenu)
    for page, (_, hauteur) in enumerate(tailles, start=1):
        bas = [mot for mot in mots(contenu) if mot.page == page and mot.y0 > hauteur - 25]
        pied = compact("".join(mot.texte for mot in bas))
        assert [attendu for attendu in attendus if compact(attendu) not in pied] == [], (page, pied)
        assert f"page{page}/{len(tailles)}" in pied


@pytest.mark.parametrize("essai", TOUS, ids=str)
def test_entete_titre_et_session(essai: c.Cas) -> None:
    contenu, dossier = _pdf(essai), essai.dossier
    premiere = ["Ministère chargé de l’emploi", "DIECCTE de La Réunion", dossier.titre.libelle]
    if essai.code != "parchemin":  # its heading is that of the titre, and its code stands in the visas
        lien = "Rattaché au titre" if dossier.session.type is TypeSession.CCS else "Titre"
        premiere.append(f"{lien} professionnel {dossier.titre.code} – {dossier.titre.libelle}")
    assert manquent(contenu, *premiere, dossier.titre.code, f"session n° {dossier.session.id}", page=1) == []


@pytest.mark.parametrize("essai", TOUS, ids=str)
def test_polices_incorporees_et_aucune_image_que_les_codes(essai: c.Cas) -> None:
    polices = lecture_pdf.polices(_pdf(essai))
    assert polices
    assert [nom for nom, incorporee in polices.items() if not incorporee] == []
    codes = lecture_pdf.qr_lus(_pdf(essai), echelle_max=1)
    assert len(codes) == (essai.code in NUMEROTES)
    des_pages = len(lecture_pdf.tailles(_pdf(essai))) if catalogue()[essai.code].revient_signe else 0
    assert lecture_pdf.images(_pdf(essai)) == len(codes) + des_pages


@pytest.mark.parametrize("essai", TOUS, ids=str)
def test_pages_sont_des_a4(essai: c.Cas) -> None:
    attendue = (297.0, 210.0) if essai.code in EN_PAYSAGE else (210.0, 297.0)
    assert set(lecture_pdf.tailles(_pdf(essai))) == {attendue}


@pytest.mark.parametrize("essai", TOUS, ids=str)
def test_fiche_du_pdf(essai: c.Cas) -> None:
    lecteur = PdfReader(io.BytesIO(_pdf(essai)))
    titre = str(lecteur.metadata.title) if lecteur.metadata else ""
    assert titre.startswith(catalogue()[essai.code].intitule)
    assert essai.dossier.titre.code in titre
    assert f"session {essai.dossier.session.id}" in titre
    assert lecteur.trailer["/Root"]["/Lang"] == "fr-FR"  # type: ignore[index]
    noms = [*(candidat.nom for candidat in essai.dossier.candidats), *(jure.nom for jure in essai.dossier.jures)]
    assert [nom for nom in noms if nom in titre] == []


@pytest.mark.parametrize("essai", UN_PAR_TYPE, ids=str)
def test_piece_jointe_dit_le_document_et_lui_seul(essai: c.Cas) -> None:
    produit = document(essai.dossier, essai.code, essai.destinataire)
    ((nom, octets),) = lire_pdf(produit.contenu, textes=False).pieces.items()
    dites = json.loads(octets)
    assert nom == "donnees.json"
    assert (dites["type"], dites["session"]) == (essai.code, essai.dossier.session.id)
    assert (dites["destinataire"], dites["brouillon"]) == (essai.destinataire, False)
    assert dites["contenu"]["code_titre"] == essai.dossier.titre.code
    assert (dites["papier"]["numero"] if essai.code in NUMEROTES else None) == produit.numero


@pytest.mark.parametrize("essai", [essai for essai in UN_PAR_TYPE if essai.destinataire], ids=str)
def test_rien_des_autres_candidats(essai: c.Cas) -> None:
    """Neither on the pages nor in the attachment."""
    contenu = _pdf(essai)
    vu = texte(contenu) + donnees(contenu)
    autres = [candidat for candidat in essai.dossier.candidats if candidat.id != essai.destinataire]
    assert autres
    for autre in autres:
        for secret in (autre.id, autre.nom, autre.prenoms, autre.naissance.date.isoformat()):
            assert secret not in vu


@pytest.mark.parametrize(
    ("fin", "departement", "structure", "unite"),
    [
        (date(2021, 3, 31), "069", "DIRECCTE Auvergne-Rhône-Alpes", "Unité départementale du Rhône"),
        (date(2021, 4, 1), "069", "DREETS Auvergne-Rhône-Alpes", "DDETS du Rhône"),
        (date(2021, 3, 31), "075", "DIRECCTE Île-de-France", "Unité départementale de Paris"),
        (date(2021, 4, 1), "075", "DRIEETS d’Île-de-France", "Unité départementale de Paris"),
        (date(2021, 3, 31), "974", "DIECCTE de La Réunion", ""),
        (date(2021, 4, 1), "974", "DEETS de La Réunion", ""),
    ],
)
def test_libelles_d_un_pv_sont_ceux_de_la_fin_de_session(
    fin: date, departement: str, structure: str, unite: str
) -> None:
    """The PV is issued later, and says what the services were called when the session ended (AUTO-01)."""
    dossier = c.sans_libelles(departement, fin)
    for code, destinataire in (("pv_general", ""), ("pv_individuel", c.id_de(dossier))):
        contenu = pdf(dossier, code, destinataire, jour=date(2021, 4, 20))
        assert manquent(contenu, structure, unite, page=1) == []
        anciens = ("DIRECCTE", "DIECCTE") if fin >= date(2021, 4, 1) else ("DREETS", "DEETS", "DDETS")
        assert not any(montre(contenu, ancien) for ancien in anciens)


@pytest.mark.parametrize(
    ("jour", "structure"),
    [
        (date(2021, 3, 31), "DIRECCTE Auvergne-Rhône-Alpes"),
        (date(2021, 4, 1), "DREETS Auvergne-Rhône-Alpes"),
    ],
)
def test_libelles_d_une_convocation_sont_ceux_du_jour(jour: date, structure: str) -> None:
    base = b.a_convoquer()
    session = replace(base.session, debut=date(2021, 4, 14), fin=date(2021, 4, 16))
    autorite = b.autorite(departement="069", structure=None)
    titre = b.titre(fin_validite=date(2022, 4, 28))
    jures = b.jures(b.habilitation(fin=date(2022, 4, 28)))
    dossier = replace(base, session=session, autorite=autorite, titre=titre, jures=jures)
    for code, qui in (("convocation_candidat", c.id_de(dossier)), ("convocation_jure", "J000001")):
        assert manquent(pdf(dossier, code, qui, jour=jour), structure) == []
    assert manquent(pdf(dossier, "convocation_surveillant", "S000001", jour=jour), structure) == []


def test_libelles_d_un_parchemin_restent_ceux_de_la_premiere_emission() -> None:
    dossier, atelier = c.sans_libelles("069", date(2021, 3, 10)), nouvel_atelier()
    types = ("parchemin", "livret", "notification", "formulaire_remise")
    premiere, seconde = (
        produire(dossier, Commande(jour, types=types), atelier).documents
        for jour in (date(2021, 3, 31), date(2021, 4, 12))
    )
    assert len(premiere) > len(types)
    for avant, apres in zip(premiere, seconde, strict=True):
        assert manquent(avant.contenu, "DIRECCTE Auvergne-Rhône-Alpes") == []
        assert (avant.fichier, avant.numero, avant.contenu) == (apres.fichier, apres.numero, apres.contenu)
    neuve = produire(dossier, Commande(date(2021, 4, 12), types=types), nouvel_atelier()).documents
    assert [manquent(produit.contenu, "DREETS Auvergne-Rhône-Alpes", "DDETS du Rhône") for produit in neuve] == [
        [] for _ in neuve
    ]


@pytest.mark.parametrize(
    ("arrete", "niveau", "imprime"),
    [
        (date(2018, 12, 31), 5, "Niveau III de la nomenclature de 1969 · niveau 5 du cadre européen"),
        (date(2018, 12, 31), 3, "Niveau V de la nomenclature de 1969 · niveau 3 du cadre européen"),
        (date(2019, 1, 1), 5, "Niveau 5 du cadre national · niveau 5 du cadre européen"),
    ],
)
def test_niveau_suit_la_date_de_l_arrete(arrete: date, niveau: int, imprime: str) -> None:
    """AUTO-02, on the PVs and on the parchemin."""
    titre = b.titre(date_arrete=arrete, date_jo=arrete, niveau=niveau)
    assert niveau_affiche(titre)[1] == str(niveau)
    dossier = b.dossier(titre=titre, candidats=b.dossier().candidats[:1])
    for code, qui in (("pv_general", ""), ("pv_individuel", c.id_de(dossier)), ("parchemin", c.id_de(dossier))):
        assert manquent(pdf(dossier, code, qui), imprime) == []


@pytest.mark.parametrize("essai", UN_PAR_TYPE, ids=str)
def test_brouillon_est_marque_et_ne_depense_aucun_numero(essai: c.Cas) -> None:
    """Asked for with a blocking fault: no number spent, nothing told to the register, every page marked."""
    annulee = replace(essai.dossier.session, statut=StatutSession.ANNULEE)
    fautif = replace(essai.dossier, session=annulee, responsable=None)
    atelier = nouvel_atelier()
    commande = Commande(date(2020, 8, 3), (essai.code,), essai.destinataire or None, format="pdf")
    if catalogue()[essai.code].geste:
        assert produire(fautif, commande, atelier).refusee
    (produit,) = produire(fautif, replace(commande, brouillon=True), atelier).documents
    assert all("BROUILLON – SANS VALEUR" in page for page in textes(produit.contenu))
    assert produit.fichier.startswith("BROUILLON_")
    assert produit.numero is None
    assert atelier.registre.emis(fautif.session.id, PARTOUT) == ()
    assert json.loads(donnees(produit.contenu))["brouillon"] is True
    assert montre(produit.contenu, "non attribué (brouillon)") == (essai.code in NUMEROTES)
    assert lecture_pdf.qr_lus(produit.contenu, echelle_max=1) == []


def test_document_definitif_ne_porte_pas_la_marque() -> None:
    assert not any(montre(_pdf(essai), "BROUILLON") for essai in UN_PAR_TYPE)
