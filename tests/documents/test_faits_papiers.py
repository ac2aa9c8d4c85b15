"""Parchemin, livret, notification and their form: the number and its proof, and every fact that they owe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from urllib.parse import urlsplit

import pytest

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier, Papier
from docgen.domain.papiers.pouvoir import PARTOUT
from tests import builders as b
from tests import lecture_pdf
from tests.documents import cas as c
from tests.documents.atelier_essai import (
    BASE,
    atelier_de,
    document,
    manquent,
    montre,
    mots,
    pdf,
    rangees,
    texte,
    textes,
)

MIXTE, CCP, CCS = c.titre_mixte(), b.session_ccp(), b.session_ccs()
APOSTROPHE = b.dossier(candidats=(b.candidat(nom="N'GUYEN", prenoms="D'Arcy", resultat=b.admis()),))
NUMEROTES = [
    ("parchemin", MIXTE, 0, "TP-01303"),
    ("parchemin", CCS, 0, b.CCS_1),
    ("livret", MIXTE, 1, "TP-01303"),
    ("livret", CCP, 0, "TP-01303"),
    ("parchemin", APOSTROPHE, 0, "TP-01303"),
]
AUTORITE = ("Fait à Saint-Denis, le 4 mars 2019", "Pour le préfet et par délégation", "Directrice", "Camille EXEMPLE")


@pytest.mark.parametrize(("code", "dossier", "rang", "_certification"), NUMEROTES)
def test_numero_est_en_haut_a_droite(code: str, dossier: Dossier, rang: int, _certification: str) -> None:
    """PARC-01."""
    produit = document(dossier, code, c.id_de(dossier, rang))
    largeur, hauteur = lecture_pdf.tailles(produit.contenu)[0]
    places = [mot for mot in mots(produit.contenu) if mot.texte == produit.numero]
    haut = min(places, key=lambda mot: mot.y0)
    assert haut.x0 > largeur / 2
    assert haut.y1 < hauteur / 4
    assert haut.corps >= 12


@pytest.mark.parametrize(("code", "dossier", "rang", "certification"), NUMEROTES)
def test_qr_se_lit_et_prouve_ce_qui_est_imprime(code: str, dossier: Dossier, rang: int, certification: str) -> None:
    produit, candidat = document(dossier, code, c.id_de(dossier, rang)), dossier.candidats[rang]
    assert montre(produit.contenu, produit.numero or "absent")
    (adresse,) = lecture_pdf.qr_lus(produit.contenu)
    assert lecture_pdf.lus_par_zxing(lecture_pdf.page_image(produit.contenu, dpi=150)) == [adresse]
    parties = urlsplit(adresse)
    assert f"{parties.scheme}://{parties.netloc}{parties.path}" == f"{BASE}/verification/{produit.numero}"
    assert parties.query == ""
    imprimes = [champ.replace("'", "’") for champ in (candidat.nom, candidat.prenoms)]
    assert manquent(produit.contenu, *imprimes) == []
    papier = atelier_de(dossier).registre.papier(produit.numero or "", PARTOUT)
    assert papier is not None
    assert papier.faits["certification"] == certification
    lu = atelier_de(dossier).registre.lire_jeton(parties.fragment)
    assert lu is not None
    assert (lu.cle, lu.concorde(papier.faits)) == (papier.cle, True)
    assert (lu.faits["nom"], lu.faits["numero"]) == (candidat.nom, produit.numero)
    assert montre(produit.contenu, papier.cle_courte or "absente")


@pytest.mark.parametrize(("code", "dossier", "rang", "_certification"), NUMEROTES)
def test_hote_et_numero_en_clair_pres_du_qr(code: str, dossier: Dossier, rang: int, _certification: str) -> None:
    contenu = pdf(dossier, code, c.id_de(dossier, rang))
    (hote,) = (mot for mot in mots(contenu) if mot.texte == "docgen.exemple.test/verification")
    assert any(mot.texte == document(dossier, code, c.id_de(dossier, rang)).numero for mot in _sous(contenu, hote.y0))
    assert hote.x0 < 70


def _sous(contenu: bytes, y: float) -> Iterator[lecture_pdf.Mot]:
    return (mot for mot in mots(contenu) if y < mot.y0 < y + 12)


def test_parchemin_d_un_titre_dit_tout() -> None:
    contenu = pdf(MIXTE, "parchemin", c.id_de(MIXTE))
    assert len(textes(contenu)) == 1
    passages = (
        "RÉPUBLIQUE FRANÇAISE",
        "TITRE PROFESSIONNEL",
        "Enseignant de la conduite et de la sécurité routière",
        "Niveau III de la nomenclature de 1969 · niveau 5 du cadre européen des certifications · RNCP35329",
        "NSF 311u – Conduite des véhicules, engins de manutention et de levage",
        "arrêté du 20 avril 2016 (Journal officiel du 28 avril 2016) relatif au titre professionnel TP-01303",
        "Mme Marie-Claire, Joséphine FONTAINE née le 4 avril 1975 à Saint-Denis",
        "Vu le procès-verbal de la session n° 123456, tenue du 25 au 27 février 2019 et validée le 4 mars 2019 "
        "sous le n° 2019-0042.",
        "Signature du titulaire",
    )
    assert manquent(contenu, *passages, *AUTORITE) == []


def test_parchemin_d_un_ccs_nomme_son_titre() -> None:
    contenu = pdf(CCS, "parchemin", c.id_de(CCS))
    parent = (
        "Certificat rattaché au titre professionnel « Enseignant de la conduite et de la sécurité routière » (TP-01303)"
    )
    assert manquent(contenu, "CERTIFICAT COMPLÉMENTAIRE DE SPÉCIALISATION", "Deux-roues", parent, *AUTORITE) == []


def test_visas_sont_ceux_du_jour_de_la_validation() -> None:
    ancien, recent = c.ere_2016(), MIXTE
    de_2016 = pdf(ancien, "parchemin", c.id_de(ancien))
    de_2019 = pdf(recent, "parchemin", c.id_de(recent))
    assert manquent(de_2016, "R. 338-1", "arrêté du 9 mars 2006", "arrêté du 8 décembre 2008") == []
    assert not any(montre(de_2016, texte) for texte in ("22 décembre 2015", "21 juillet 2016", "code du travail"))
    assert manquent(de_2019, "R. 338-1", "L. 6113-1", "22 décembre 2015 modifié", "21 juillet 2016 modifié") == []
    assert not any(montre(de_2019, texte) for texte in ("9 mars 2006", "8 décembre 2008"))


def test_plusieurs_nsf_et_naissance_a_l_etranger() -> None:
    naissance = b.naissance(commune="Antsirabe", code_postal=None, pays="MADAGASCAR")
    candidat = replace(b.candidats(b.admis())[0], naissance=naissance, civilite="M.")
    dossier = b.dossier(titre=b.titre(nsf=("326t", "320")), candidats=(candidat,))
    contenu = pdf(dossier, "parchemin", candidat.id)
    assert manquent(contenu, "né le 12 mars 1990 à Antsirabe (MADAGASCAR)") == []
    nsf = ("NSF 326t – Programmation, mise en place de logiciels", "NSF 320 – Communication plurivalent")
    assert manquent(contenu, *nsf) == []


def test_livret_partage_les_ccp_et_dit_jusqu_a_quand() -> None:
    lu = texte(pdf(CCP, "livret", c.id_de(CCP)))
    obtenus, restants = lu.split("Certificats restant à obtenir")
    assert "CCP 2 CP-990102 Sensibiliser" in obtenus
    assert "session n° 345678, le 8 juin 2020" in obtenus
    assert "CCP 1 CP-990101 Former" in restants
    assert "CP-990101" not in obtenus
    assert "se capitalisent jusqu’au 28 avril 2022" in restants


def test_livret_dit_d_ou_vient_chaque_ccp() -> None:
    contenu = pdf(MIXTE, "livret", c.id_de(MIXTE, 1))
    lues = rangees(contenu, (b.CCP_1, b.CCP_2, c.CCP_3))
    assert "session n° 123456, du 25 au 27 février 2019" in lues[b.CCP_1][0][1]
    assert "acquis antérieurement" in lues[b.CCP_2][0][1]
    assert manquent(contenu, "tous les certificats du titre sont acquis", "PAYET-TECHER", *AUTORITE) == []


def test_notification_partielle() -> None:
    contenu = pdf(MIXTE, "notification", c.id_de(MIXTE, 1))
    lu = texte(contenu)
    passages = (
        "Admission partielle",
        "Motif La première activité n’est pas conduite selon la grille.",
        "session n° 123456, du 25 au 27 février 2019",
        "dans les 12 mois qui suivent cette session",
        "se capitalisent jusqu’au 28 avril 2022",
        "Dans les 2 mois qui suivent la réception",
        *AUTORITE,
    )
    assert manquent(contenu, *passages) == []
    garde = lu[lu.index("Ce que vous conservez") : lu.index("La suite")]
    assert all(f"({code})" in garde for code in (b.CCP_1, b.CCP_2, c.CCP_3))
    assert "Restent à obtenir" not in garde
    assert [voie for voie in ("gracieux", "hiérarchique", "contentieux") if f"un recours {voie}" not in lu] == []


def test_notification_d_un_refus() -> None:
    contenu = pdf(MIXTE, "notification", c.id_de(MIXTE, 2))
    passages = (
        "Refusé",
        "Motif Consignes absentes à deux reprises.",
        "Aucun certificat de compétences professionnelles n’a été obtenu à ce jour.",
        "CCP 1 (CP-990101) – Former des apprenants conducteurs",
        "Restent à obtenir",
        "Madame, Monsieur,",
    )
    assert manquent(contenu, *passages) == []
    assert not montre(contenu, "se capitalisent")


def test_notification_d_un_refus_en_ccs_ne_parle_pas_de_ccp() -> None:
    contenu = pdf(CCS, "notification", c.id_de(CCS, 1))
    assert manquent(contenu, "Refusée", "ne change rien au titre professionnel que vous détenez") == []
    assert not any(montre(contenu, texte) for texte in ("Restent à obtenir", "Aucun certificat de compétences"))


def test_formulaire_a_une_rangee_par_papier_emis() -> None:
    produit = document(MIXTE, "formulaire_remise")
    emis = atelier_de(MIXTE).registre.emis("123456", PARTOUT)
    remis = [papier for papier in emis if papier.demande.genre is not GenrePapier.FORMULAIRE_REMISE]
    assert len(remis) == 6
    lu = texte(produit.contenu)
    assert lu[: lu.index("Papiers non retirés")].count("97414111526") == 6
    assert manquent(produit.contenu, "Total : 6 papiers", *(papier.numero for papier in remis if papier.numero)) == []
    rangs = [lu.index(f"{papier.demande.destinataire} {_genre(papier)}") for papier in remis]
    assert len(set(rangs)) == 6
    for papier, rang in zip(remis, rangs, strict=True):
        assert lu[:rang].rstrip().endswith(papier.demande.prenoms), lu[:rang][-40:]


def _genre(papier: Papier) -> str:
    return f"{papier.demande.genre.value.capitalize()} {papier.numero or '–'}"


def test_formulaire_dit_ou_et_quand_le_renvoyer() -> None:
    produit = document(MIXTE, "formulaire_remise")
    assert produit.fichier == "RA_TP-01303_ECSR_FORMAREUNION_25022019.pdf"
    passages = (
        "certification@exemple.test",
        "DIECCTE de La Réunion",
        "au plus tard le 18 mai 2019",
        produit.fichier,
        "Papiers non retirés, à renvoyer",
        "Cachet du centre",
        "SIRET 999 999 998 00019",
    )
    assert manquent(produit.contenu, *passages) == []
    assert document(CCP, "formulaire_remise").fichier == "RA_CP-990102_ECSR_FORMAREUNION_08062020.pdf"
    assert manquent(pdf(CCP, "formulaire_remise"), "Certification CP-990102") == []


def test_formulaire_sans_date_de_reception_n_a_pas_d_echeance() -> None:
    dossier = b.dossier(session=b.session(papiers_recus_le=None, heure_debut=time(9, 0)))
    contenu = pdf(dossier, "formulaire_remise", jour=date(2019, 3, 5))
    assert not montre(contenu, "au plus tard le")
    assert manquent(contenu, "dès le dernier papier remis") == []


def test_signature_du_titulaire_a_sa_place_libre() -> None:
    """Nothing is printed below the words « Signature du titulaire », on the width of a signature."""
    contenu = pdf(MIXTE, "parchemin", c.id_de(MIXTE))
    (mot,) = (mot for mot in mots(contenu) if mot.texte == "titulaire")
    dessous = [autre.texte for autre in mots(contenu) if mot.y1 < autre.y0 < mot.y1 + 20]
    gauche, droite = mot.x0 - 20, mot.x1 + 15
    genants = [autre.texte for autre in mots(contenu) if mot.y1 < autre.y0 < mot.y1 + 20 and gauche < autre.x0 < droite]
    assert dessous
    assert genants == []
