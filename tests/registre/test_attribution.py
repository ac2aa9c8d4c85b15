"""What the register gives: numbers, dates, signatures, the same for ever."""

from __future__ import annotations

import json
from datetime import date

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import event

from docgen.domain.papiers.attestation import Attestation
from docgen.domain.papiers.faits import canonique
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.domain.referentiels.departements import DEPARTEMENTS
from docgen.errors import PapierDivergent
from docgen.registre.attribution import attribuer
from docgen.registre.chain import Entree, controler
from docgen.registre.journal import Plume
from docgen.registre.registre import RegistreSql
from docgen.registre.signature.cles import decoder
from tests.registre.lieux import JOUR, Lieu, demande, emission

ORDRES = 30  # of one transaction that numbers, however many papers it numbers
ATTESTES = {"": {"fin": "2026-02-27"}, "C-001": {"nom": "EXEMPLE-1"}, "C-002": {"nom": "EXEMPLE-2"}}


def test_les_numeros_se_suivent_par_serie_annee_et_departement(lieu: Lieu) -> None:
    demandes = [
        demande(1),
        demande(2),
        demande(1, genre=GenrePapier.LIVRET, certification="CP-990101"),
        demande(3, annee=2027),
        demande(4, departement="02A"),
        demande(5),
    ]
    registre = lieu.ouvrir()
    numeros = [papier.numero for papier in registre.attribuer(demandes, JOUR)]
    assert [(numero or "")[:-2] for numero in numeros] == [
        "2026-069-0000001",
        "2026-069-0000002",
        "L2026-069-0000001",
        "2027-069-0000001",
        "2026-02A-0000001",
        "2026-069-0000003",
    ]
    suivants = registre.attribuer([demande(6), demande(7, departement="02A")], JOUR)
    assert [(papier.numero or "")[:-2] for papier in suivants] == ["2026-069-0000004", "2026-02A-0000002"]
    assert registre.verifier() == []


def test_une_reimpression_rend_le_meme_papier_et_sa_premiere_date(lieu: Lieu) -> None:
    premiers = lieu.ouvrir().attribuer([demande(1), demande(2)], JOUR)
    registre = lieu.ouvrir()
    suivants = registre.attribuer([demande(3), demande(2), demande(1), demande(2)], date(2026, 9, 9))
    assert suivants[1:] == (premiers[1], premiers[0], premiers[1])
    assert suivants[0].date_emission == date(2026, 9, 9)
    assert registre.emis("S-2026-001", PARTOUT) == (*premiers, suivants[0])
    assert registre.emis("une autre", PARTOUT) == ()


def test_un_papier_sans_numero_garde_la_date_de_son_premier_tirage(registre: RegistreSql) -> None:
    notification = demande(genre=GenrePapier.NOTIFICATION)
    formulaire = demande(genre=GenrePapier.FORMULAIRE_REMISE, destinataire="")
    premiers = registre.attribuer([notification, formulaire], JOUR)
    assert registre.attribuer([notification, formulaire], date(2026, 9, 9)) == premiers
    assert [(papier.numero, papier.cle, papier.jeton) for papier in premiers] == [(None, None, None)] * 2
    assert registre.verifier() == []


def test_une_identite_divergente_est_refusee_avec_toutes_les_autres_et_rien_n_est_attribue(
    registre: RegistreSql,
) -> None:
    premiers = registre.attribuer([demande(1), demande(2)], JOUR)
    with pytest.raises(PapierDivergent) as refus:
        registre.attribuer(
            [
                demande(3),
                demande(1, faits={"nom": "AUTRE"}),
                demande(2, faits={"prenoms": "Zoé", "naissance": "1991-01-01"}),
            ],
            JOUR,
        )
    message = str(refus.value)
    assert f"n° {premiers[0].numero}" in message
    assert "diffèrent sur le nom." in message
    assert "diffèrent sur les prénoms, la date de naissance." in message
    assert "AUTRE" not in message
    assert tuple(registre.lister(PARTOUT)) == premiers


def test_deux_identites_pour_un_meme_papier_dans_un_lot_sont_refusees(registre: RegistreSql) -> None:
    with pytest.raises(PapierDivergent):
        registre.attribuer([demande(1), demande(1, faits={"nom": "AUTRE"})], JOUR)
    assert list(registre.lister(PARTOUT)) == []


def test_un_departement_mal_forme_n_entre_pas_au_registre(registre: RegistreSql) -> None:
    with pytest.raises(ValueError, match="n'a pas la forme"):
        registre.attribuer([demande(1), demande(2, departement="69")], JOUR)
    assert list(registre.lister(PARTOUT)) == []
    assert registre.verifier() == []


def test_la_signature_se_verifie_avec_la_seule_cle_publique(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande()], JOUR)
    (cle,) = registre.trousseau.cles_publiques()
    assert papier.jeton is not None
    assert (cle["id"], cle["algorithme"]) == (papier.cle, "Ed25519")
    publique = Ed25519PublicKey.from_public_bytes(decoder(cle["cle_publique"]))
    signe, _, signature = papier.jeton.rpartition(".")
    publique.verify(decoder(signature), signe.encode())
    with pytest.raises(InvalidSignature):
        publique.verify(decoder(signature), signe.swapcase().encode())
    lu = registre.lire_jeton(papier.jeton)
    assert lu is not None
    assert lu.faits == papier.faits


def test_apres_une_rotation_les_anciens_papiers_gardent_leur_preuve(registre: RegistreSql) -> None:
    (ancien,) = registre.attribuer([demande(1)], JOUR)
    nouvelle = registre.nouvelle_cle()
    relu, recent = registre.attribuer([demande(1), demande(2)], JOUR)
    assert relu == ancien
    assert recent.cle == nouvelle["id"] != ancien.cle
    assert registre.jeton_de(ancien)
    assert registre.jeton_de(recent)
    retiree, courante = registre.trousseau.cles_publiques()
    assert retiree["retiree_le"] is not None
    assert courante == nouvelle
    assert registre.verifier() == []


def test_les_documents_produits_se_retrouvent_par_numero(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande()], JOUR)
    tirages = [emission(papier.numero), emission(None, type="pv_general"), emission(papier.numero, usage="impression")]
    registre.consigner(tirages)
    registre.consigner([])
    assert registre.emissions(papier) == (tirages[0], tirages[2])
    assert registre.papier((papier.numero or "").lower(), PARTOUT) == papier
    assert registre.papier("2026-069-0000002-0", PARTOUT) is None
    assert registre.verifier() == []


def test_le_journal_dit_qui_a_fait_quoi_et_son_export_se_controle_seul(registre: RegistreSql) -> None:
    (papier,) = registre.au_nom_de("centre-a").attribuer([demande()], JOUR)
    registre.au_nom_de("impression").consigner([emission(papier.numero)])
    lignes = [json.loads(json.dumps(ligne)) for ligne in registre.exporter()]
    assert [(ligne["acte"], ligne["acteur"]) for ligne in lignes] == [
        ("CLE", "centre-a"),
        ("ATTRIBUTION", "centre-a"),
        ("EMISSION", "impression"),
    ]
    assert lignes[1]["contenu"]["numero"] == papier.numero
    entrees = [Entree(**{**ligne, "contenu": canonique(ligne["contenu"])}) for ligne in lignes]
    assert list(controler(entrees)) == []
    lignes[1]["contenu"]["destinataire"] = "AUTRE"
    entrees[1] = Entree(**{**lignes[1], "contenu": canonique(lignes[1]["contenu"])})
    (ecart,) = controler(entrees)
    assert ecart.startswith("Journal, ligne 2 :")


def test_une_reimpression_divergente_est_refusee_meme_sans_rien_a_attribuer(registre: RegistreSql) -> None:
    registre.attribuer([demande(1)], JOUR)
    with pytest.raises(PapierDivergent, match="diffèrent sur le nom"):
        registre.attribuer([demande(1, faits={"nom": "AUTRE"})], JOUR)


def test_une_divergence_survenue_entre_la_lecture_et_l_ecriture_est_refusee(registre: RegistreSql) -> None:
    """Another process issued the paper after this one looked, before it held the head."""
    premiers = registre.attribuer([demande(1)], JOUR)
    with registre.connexion.ecriture() as ouverte:
        plume = Plume.prendre(ouverte, registre.trousseau, registre.acteur, registre.horloge.instant)
        with pytest.raises(PapierDivergent):
            attribuer(plume, [demande(2), demande(1, faits={"nom": "AUTRE"})], JOUR)
    assert tuple(registre.lister(PARTOUT)) == premiers


def test_un_ensemble_n_est_consigne_qu_une_fois(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande()], JOUR)
    tirages = [emission(papier.numero), emission(papier.numero, usage="impression")]
    registre.consigner(tirages, ensemble="LOT-1")
    lignes = len(list(registre.exporter()))
    registre.consigner(tirages, ensemble="LOT-1")
    assert len(list(registre.exporter())) == lignes
    assert [tirage.ensemble for tirage in registre.emissions(papier)] == ["LOT-1", "LOT-1"]
    registre.consigner(tirages, ensemble="LOT-2")
    assert len(registre.emissions(papier)) == 4
    assert registre.verifier() == []


@pytest.mark.parametrize("sessions", [1, 30])
def test_beaucoup_de_sessions_s_ecrivent_en_autant_d_ordres_qu_une(registre: RegistreSql, sessions: int) -> None:
    """Whoever writes holds all the others back, and waits for the base at each order."""
    ordres = list[str]()
    event.listen(registre.connexion.moteur, "before_cursor_execute", lambda *dits: ordres.append(dits[2]))
    lieux = list(zip((f"S-{rang}" for rang in range(sessions)), map(departement_sur_trois, DEPARTEMENTS), strict=False))
    qui = [demande(rang, session=session, departement=lieu) for session, lieu in lieux for rang in (1, 2)]
    attestees = [Attestation(session, qui[0].siret, ATTESTES) for session, _ in lieux]
    papiers = registre.attribuer(qui, JOUR, attestees)
    assert len({papier.numero for papier in papiers}) == 2 * sessions
    assert len(ordres) <= ORDRES, "\n".join(ordres)
    assert registre.verifier() == []
