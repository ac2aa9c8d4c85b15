"""Each way to tamper with the register is found, and the locks refuse the ordinary ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from docgen.domain.papiers.attestation import Attestation
from docgen.domain.papiers.faits import canonique
from docgen.domain.papiers.papier import ActePapier, Case, Evenement, Releve
from docgen.domain.papiers.retour import Retour
from docgen.domain.papiers.stock import ActeFeuille, ActeReception, Feuille, Reception, Serie
from docgen.errors import RegistreAltere
from docgen.registre.chain import EMPREINTE_INITIALE, Acte, calculer_empreinte
from docgen.registre.tables import metadata
from tests.registre.lieux import JOUR, MOTEURS, Lieu, copier, demande, emission, nouveau_lieu, passager, remplir

# Ranks of the register that ``remplir`` writes.
CLE, PAPIER_1, PAPIER_2, PAPIER_3, NOTIFICATION, EMISSION_1, EMISSION_2 = range(1, 8)
LIGNE_2 = "Papier, ligne 2 (2026-069-0000001-M)"
TEMOIN = "Le journal a été refait : son témoin connaît une autre fin, la ligne 7"

FALSIFICATIONS = {
    "nom d'un titulaire": (
        [f"UPDATE titulaires SET faits = replace(faits, 'EXEMPLE-1', 'AUTRE') WHERE rang = {PAPIER_1}"],
        [f"{LIGNE_2} : ce qu'il dit a été modifié", f"{LIGNE_2} : la signat"],
    ),
    "nom d'un titulaire sans numéro": (
        [f"UPDATE titulaires SET faits = replace(faits, 'Zoë', 'Zoé') WHERE rang = {NOTIFICATION}"],
        ["Papier, ligne 5 : ce qu'il dit a été modifié"],
    ),
    "titulaire et empreinte refaits": (
        [
            f"UPDATE papiers SET empreinte = (SELECT empreinte FROM papiers WHERE rang = {PAPIER_2})"
            f" WHERE rang = {NOTIFICATION}",
            f"UPDATE titulaires SET (sel, faits) = (SELECT sel, faits FROM titulaires WHERE rang = {PAPIER_2})"
            f" WHERE rang = {NOTIFICATION}",
        ],
        ["Papier, ligne 5 : empreinte ne correspond"],
    ),
    "titulaire effacé sans oubli": (
        [f"DELETE FROM titulaires WHERE rang = {PAPIER_3}"],
        ["Papier, ligne 4 (2026-069-0000003-I) : ce qu'il dit de son titulaire manque"],
    ),
    "date et siret d'un papier sans numéro": (
        [f"UPDATE papiers SET date_emission = '2025-01-01', siret = '9' WHERE rang = {NOTIFICATION}"],
        ["Papier, ligne 5 : siret, date_emission ne correspond"],
    ),
    "date illisible": (
        [f"UPDATE papiers SET date_emission = 'hier' WHERE rang = {PAPIER_1}"],
        ["Papier, ligne 2 (2026-069-0000001-M) : date_emission", "Papier, ligne 2 (2026-069-0000001-M) : la ligne"],
    ),
    "signature échangée": (
        [
            f"UPDATE titulaires SET jeton = (SELECT jeton FROM titulaires WHERE rang = {PAPIER_2})"
            f" WHERE rang = {PAPIER_1}"
        ],
        ["Papier, ligne 2 (2026-069-0000001-M) : la signature"],
    ),
    "papier effacé": (
        [f"DELETE FROM papiers WHERE rang = {PAPIER_2}"],
        [
            "Papier, ligne 3 (2026-069-0000002-K) : le journal le connaît",
            "Table « titulaires », ligne 3 : aucune ligne de « papiers » n'y répond",
            "Compteur 2026-069 : la suite a des trous",
        ],
    ),
    "dernier papier effacé avec son compteur": (
        [f"DELETE FROM papiers WHERE rang = {PAPIER_3}", "UPDATE compteurs SET dernier = 2"],
        [
            "Papier, ligne 4 (2026-069-0000003-I) : le journal le connaît",
            "Table « titulaires », ligne 4 : aucune ligne de « papiers » n'y répond",
        ],
    ),
    "numéro sauté": (
        [f"UPDATE papiers SET sequence = 9 WHERE rang = {PAPIER_3}"],
        [
            "Papier, ligne 4 (2026-069-0000003-I) : sequence ne",
            "Papier, ligne 4 (2026-069-0000003-I) : le numéro ne correspond pas à ses parties",
            "Compteur 2026-069 : il est à 3, le dernier numéro attribué est 9",
            "Compteur 2026-069 : la suite a des trous",
        ],
    ),
    "compteur avancé": (["UPDATE compteurs SET dernier = 7"], ["Compteur 2026-069 : il est à 7"]),
    "compteur effacé": (["DELETE FROM compteurs"], ["Compteur 2026-069 : il est à rien"]),
    "document modifié": (
        [f"UPDATE emissions SET sha256 = 'f', pages = 2 WHERE rang = {EMISSION_1}"],
        ["Document produit, ligne 6 (2026-069-0000001-M) : sha256, pages ne correspond"],
    ),
    "document effacé": (
        [f"DELETE FROM emissions WHERE rang = {EMISSION_2}"],
        ["Document produit, ligne 7 (2026-069-0000002-K) : le journal le connaît"],
    ),
    "contenu du journal": (
        [f"UPDATE journal SET contenu = replace(contenu, 'C-001', 'C-00X') WHERE rang = {PAPIER_1}"],
        ["Journal, ligne 2 : son empreinte", "Papier, ligne 2 (2026-069-0000001-M) : destinataire ne correspond"],
    ),
    "contenu du journal récrit à l'identique mais autrement espacé": (
        [f"UPDATE journal SET contenu = contenu || ' ' WHERE rang = {PAPIER_1}"],
        ["Journal, ligne 2 : son empreinte"],
    ),
    "contenu du journal illisible": (
        [f"UPDATE journal SET contenu = 'rien' WHERE rang = {PAPIER_1}"],
        ["Journal, ligne 2 : son empreinte"],
    ),
    "auteur d'un acte": (
        [f"UPDATE journal SET acteur = 'autre' WHERE rang = {EMISSION_2}"],
        ["Journal, ligne 7 : son empreinte"],
    ),
    "heure d'un acte": (
        [f"UPDATE journal SET horodatage = '2020-01-01' WHERE rang = {CLE}"],
        ["Journal, ligne 1 : son empreinte"],
    ),
    "nature d'un acte": (
        [f"UPDATE journal SET acte = 'EMISSION' WHERE rang = {NOTIFICATION}"],
        ["Journal, ligne 5 : son empreinte", "Papier, ligne 5 : aucune ligne du journal", "Document produit, ligne 5"],
    ),
    "ligne du milieu ôtée": (
        [f"DELETE FROM emissions WHERE rang = {EMISSION_1}", f"DELETE FROM journal WHERE rang = {EMISSION_1}"],
        ["Journal : la ligne 6 manque avant la ligne 7"],
    ),
    "fin coupée": (
        [f"DELETE FROM emissions WHERE rang >= {EMISSION_1}", f"DELETE FROM journal WHERE rang >= {EMISSION_1}"],
        ["Journal : il s'arrête à la ligne 5, sa tête dit 7", TEMOIN],
    ),
    "fin coupée et tête reculée": (
        [
            f"DELETE FROM emissions WHERE rang >= {EMISSION_1}",
            f"DELETE FROM journal WHERE rang >= {EMISSION_1}",
            "UPDATE tete SET rang = 5, empreinte = (SELECT empreinte FROM journal WHERE rang = 5)",
        ],
        ["Journal : la signature de sa tête (ligne 5", "Le registre s'arrête à la ligne 5 ; son témoin connaît la"],
    ),
    "tête effacée": (["DELETE FROM tete"], ["La tête du journal n'est plus celle que Docgen a écrite"]),
}


@pytest.mark.parametrize("nom", FALSIFICATIONS)
def test_chaque_falsification_est_trouvee_et_elle_seule(rempli: Lieu, nom: str) -> None:
    ordres, attendus = FALSIFICATIONS[nom]
    rempli.falsifier(*ordres)
    ecarts = rempli.ouvrir().verifier()
    assert len(ecarts) == len(attendus), ecarts
    for ecart, attendu in zip(ecarts, attendus, strict=True):
        assert ecart.startswith(attendu)


def test_un_papier_glisse_sans_passer_par_le_journal_est_trouve(rempli: Lieu) -> None:
    colonnes = "destinataire, certification, annee, departement, siret, date_emission, empreinte"
    rempli.falsifier(
        "INSERT INTO papiers (rang, session, genre, " + colonnes + ")"
        f" SELECT {EMISSION_1}, 'S-2', genre, {colonnes} FROM papiers WHERE rang = {NOTIFICATION}"
    )
    ecart, manque = rempli.ouvrir().verifier()
    assert ecart.startswith("Papier, ligne 6 : aucune ligne du journal ne l'a écrit")
    assert manque.startswith("Papier, ligne 6 : ce qu'il dit de son titulaire manque")


def test_un_journal_entierement_recalcule_est_trahi_par_la_signature_de_sa_tete(rempli: Lieu) -> None:
    """Whoever holds the database can compute every digest again, but cannot sign."""
    ordres, precedente = [], EMPREINTE_INITIALE
    for ligne in rempli.ouvrir().exporter():
        contenu = json.loads(json.dumps(ligne["contenu"]).replace("C-001", "C-00X"))
        lu = (str(ligne["horodatage"]), str(ligne["acteur"]), str(ligne["acte"]))
        rang = int(str(ligne["rang"]))
        texte = canonique(contenu)
        empreinte = calculer_empreinte(precedente, rang, *lu, texte)
        ordres.append(
            f"UPDATE journal SET contenu = '{texte}', empreinte_precedente = '{precedente}', empreinte = '{empreinte}'"
            f" WHERE rang = {rang}"
        )
        precedente = empreinte
    ordres += [f"UPDATE tete SET empreinte = '{precedente}'"]
    ordres += [f"UPDATE {table} SET destinataire = 'C-00X' WHERE rang IN (2, 6)" for table in ("papiers", "emissions")]
    rempli.falsifier(*ordres)
    tete, temoin = rempli.ouvrir().verifier()
    assert tete.startswith("Journal : la signature de sa tête (ligne 7")
    assert temoin.startswith(TEMOIN)


@pytest.mark.parametrize("nom", ["fin coupée", "fin coupée et tête reculée", "tête effacée"])
def test_un_journal_altere_n_attribue_plus_rien(rempli: Lieu, nom: str) -> None:
    rempli.falsifier(*FALSIFICATIONS[nom][0])
    with pytest.raises(RegistreAltere, match="docgen registre verifier"):
        rempli.ouvrir().attribuer([demande(9)], JOUR)


def test_un_compteur_recule_ne_redonne_pas_un_numero(rempli: Lieu) -> None:
    rempli.falsifier("UPDATE compteurs SET dernier = 1")
    with pytest.raises(RegistreAltere, match="rien n'a été écrit"):
        rempli.ouvrir().attribuer([demande(9)], JOUR)


REECRITURES = {
    "journal": ["UPDATE journal SET acteur = 'x'", "DELETE FROM journal", "TRUNCATE journal CASCADE"],
    "papiers": ["UPDATE papiers SET siret = 'x'", "DELETE FROM papiers", "TRUNCATE papiers CASCADE"],
    "emissions": ["UPDATE emissions SET pages = 9", "DELETE FROM emissions", "TRUNCATE emissions CASCADE"],
    "retours": ["UPDATE retours SET pages = '9'", "DELETE FROM retours", "TRUNCATE retours"],
    "evenements": ["UPDATE evenements SET motif = ''", "DELETE FROM evenements", "TRUNCATE evenements"],
    "receptions": ["UPDATE receptions SET derniere = 9999", "DELETE FROM receptions", "TRUNCATE receptions"],
    "feuilles": ["UPDATE feuilles SET numero = NULL", "DELETE FROM feuilles", "TRUNCATE feuilles"],
}


@pytest.mark.parametrize("table", REECRITURES)
def test_la_base_refuse_de_reecrire(vecu: Lieu, table: str) -> None:
    ordres = REECRITURES[table]
    if vecu.moteur == "sqlite":
        # SQLite has no TRUNCATE, but an INSERT OR REPLACE that erases without a word.
        ordres = [*ordres[:2], f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"]
    with vecu.base() as base:
        for ordre in ordres:
            with pytest.raises(IntegrityError, match="ne se réécrit pas"):
                base.exec_driver_sql(ordre)
    assert vecu.ouvrir().verifier() == []


def test_un_verrou_retire_se_voit(rempli: Lieu) -> None:
    verrou = "papiers_ne_s_efface_pas" if rempli.moteur == "sqlite" else "papiers_ne_se_reecrit_pas"
    sur = "" if rempli.moteur == "sqlite" else " ON papiers"
    with rempli.base() as base:
        base.exec_driver_sql(f"DROP TRIGGER {verrou}{sur}")
    (ecart,) = rempli.ouvrir().verifier()
    assert ecart.startswith(f"Verrou « {verrou} »")


def vivre(lieu: Lieu) -> None:
    """One line of every act that the journal knows, beyond those of ``remplir``."""
    premier, deuxieme, troisieme = remplir(lieu)
    registre = lieu.ouvrir()
    registre.recevoir(Reception("069", Serie("A", 4, 1), Serie("A", 4, 9), JOUR))
    registre.mouvoir([Feuille(ActeFeuille.UTILISATION, "069", Serie("A", 4, 1), JOUR, numero=premier)])
    registre.inscrire(
        Evenement(ActePapier.GACHAGE, premier, JOUR, "AUTRE", "A0001", "A0002", precision="EXEMPLE-1 taché")
    )
    registre.inscrire(Evenement(ActePapier.REMISE, premier, JOUR, ""))
    registre.inscrire(Evenement(ActePapier.REEDITION, deuxieme, JOUR, "PERTE"))
    registre.inscrire(Evenement(ActePapier.ANNULATION, troisieme, JOUR, "ERREUR_IDENTITE"))
    registre.noter(Acte.ACCES, {"geste": "cle creee"})
    registre.attester(Attestation("S-9", "00000000000018", {"": {"fin": "2026-03-01"}, "C-1": {"nom": "EXEMPLE-9"}}))
    registre.renvoyer("S-9", "00000000000018", "d1", "Corrigez EXEMPLE-9.")
    registre.connaitre_certificat("ab" * 32, "Cachet fictif", "-----BEGIN CERTIFICATE-----")
    registre.inscrire(Evenement(ActePapier.CORRECTION, premier, JOUR, "ERREUR_DE_SAISIE"))
    releve = Releve("PVI_EXEMPLE-1.pdf", True, (Case(1, (1.0, 2.0, 3.0, 4.0), "M. EXEMPLE-2"),))
    registre.consigner([emission(type="pv_individuel", identifiant="7" * 25, releve=releve)])
    retour = Retour("7" * 25, "S-2026-001", "00000000000018", (1,), (), "e" * 64)
    for _ in range(2):  # the same pages in the same file are written once
        registre.consigner_retours([retour])
    (emise,) = registre.emises(["7" * 25]).values()
    assert (emise.releve, registre.pages_rendues(["7" * 25])) == (releve, {"7" * 25: frozenset({1})})
    assert registre.verifier() == []
    registre.fermer()


@pytest.fixture(scope="module", params=MOTEURS)
def modeles(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lieu, Lieu]:
    """What ``remplir`` writes, and what ``vivre`` does, on each engine."""
    rempli, vecu = (nouveau_lieu(request.param, tmp_path_factory.mktemp("modele")) for _ in range(2))
    remplir(rempli)
    vivre(vecu)
    return rempli, vecu


@pytest.fixture
def rempli(modeles: tuple[Lieu, Lieu], tmp_path: Path) -> Iterator[Lieu]:
    """A register of its own, with what ``remplir`` writes."""
    with passager(copier(modeles[0], tmp_path)) as copie:
        yield copie


@pytest.fixture
def vecu(modeles: tuple[Lieu, Lieu], tmp_path: Path) -> Iterator[Lieu]:
    """A register of its own, where every act was done."""
    with passager(copier(modeles[1], tmp_path)) as copie:
        yield copie


def test_les_actes_connus_couvrent_le_journal(vecu: Lieu) -> None:
    vecu.ouvrir().oublier("S-2026-001", "C-004")
    derniere = Serie("A", 4, 9)
    vecu.ouvrir().recevoir(Reception("069", derniere, derniere, JOUR, ActeReception.CORRECTION))
    assert {ligne["acte"] for ligne in vecu.ouvrir().exporter()} == {acte.value for acte in Acte} - {"REPRISE"}


def test_un_acte_ou_un_stock_falsifie_se_voit(vecu: Lieu) -> None:
    vecu.falsifier(
        "UPDATE evenements SET acte = 'REEDITION' WHERE acte = 'ANNULATION'",
        "DELETE FROM evenements WHERE acte = 'REMISE'",
        "UPDATE receptions SET derniere = 99",
        "UPDATE feuilles SET serie = 'A0003' WHERE serie = 'A0002'",
    )
    dits = [ecart.partition(" ne correspond")[0].partition(" : le journal")[0] for ecart in vecu.ouvrir().verifier()]
    assert dits == [
        "Acte, ligne 13 (2026-069-0000001-M)",
        "Acte, ligne 15 (2026-069-0000003-I) : acte",
        "Réception de feuilles, ligne 8 : derniere",
        "Feuille, ligne 12 (2026-069-0000001-M) : serie",
    ]


def test_ce_qui_est_a_cote_de_la_chaine_ne_se_recrit_pas_non_plus(rempli: Lieu) -> None:
    """A row may go, so that somebody can be forgotten: the register then says that it is missing."""
    remplacer = "INSERT OR REPLACE INTO titulaires SELECT * FROM titulaires LIMIT 1"
    ordres = ["UPDATE titulaires SET sel = 'x'", *([remplacer] if rempli.moteur == "sqlite" else [])]
    with rempli.base() as base:
        for ordre in ordres:
            with pytest.raises(IntegrityError, match="ne se réécrit pas"):
                base.exec_driver_sql(ordre)
        base.exec_driver_sql(f"DELETE FROM titulaires WHERE rang = {PAPIER_2}")
    (manque,) = rempli.ouvrir().verifier()
    assert manque.startswith("Papier, ligne 3 (2026-069-0000002-K) : ce qu'il dit de son titulaire manque")


def test_la_chaine_ne_dit_rien_d_une_personne(vecu: Lieu) -> None:
    dit = json.dumps(list(vecu.ouvrir().exporter()), ensure_ascii=False)
    assert not [mot for mot in ("EXEMPLE", "Zoë", "1990-03-12") if mot in dit]


# In every table: a row that nobody wrote, a row that is gone, and the words that name each.
POSES: dict[str, tuple[dict[str, object], str]] = {
    "papiers": (
        {"rang": 9, "session": "'S-PIRATE'", "numero": "NULL", "serie": "NULL", "sequence": "NULL", "cle": "NULL"},
        "Papier, ligne 9",
    ),
    "titulaires": ({"rang": 9}, "Table « titulaires », ligne 9"),
    "emissions": ({"rang": 9}, "Document produit, ligne 9"),
    "evenements": ({"rang": 9}, "Acte, ligne 9"),
    "receptions": ({"rang": 9}, "Réception de feuilles, ligne 9"),
    "feuilles": ({"rang": 10, "serie": "'A0008'"}, "Feuille, ligne 10"),
    "attestations": ({"rang": 9}, "Attestation, ligne 9"),
    "attestes": ({"rang": "(SELECT rang FROM attestations WHERE acte = 'RENVOI')"}, "Attestation, ligne "),
    "precisions": ({"rang": 9}, "Précision, ligne 9"),
    "cachets": ({"rang": 9, "empreinte": "'cd'"}, "Certificat de cachet, ligne 9"),
    "releves": ({"rang": 6}, "Relevé, ligne 6"),
    "retours": ({"rang": 9}, "Retour, ligne 9"),
    "compteurs": ({"departement": "'075'"}, "Compteur 2026-075"),
    "journal": ({"rang": 99, "empreinte_precedente": "'x'"}, "Journal"),
}
RETIREES = {
    "papiers": ("rang = 3", "Papier, ligne 3"),
    "titulaires": ("rang = 3", "Papier, ligne 3"),
    "emissions": ("rang = 6", "Document produit, ligne 6"),
    "evenements": ("acte = 'ANNULATION'", "Acte, ligne 15"),
    "receptions": ("rang = 8", "Réception de feuilles, ligne 8"),
    "feuilles": ("serie = 'A0001'", "Feuille, ligne 9"),
    "attestations": ("acte = 'ATTESTATION'", "Attestation, ligne "),
    "attestes": ("destinataire = 'C-1'", "Attestation, ligne "),
    "precisions": ("rang > 0", "Précision, ligne "),
    "cachets": ("rang > 0", "Certificat de cachet, ligne 19"),
    "releves": ("rang > 0", "Relevé, ligne "),
    "retours": ("rang > 0", "Retour, ligne "),
    "compteurs": ("dernier > 0", "Compteur 2026-069"),
    "journal": ("rang = 22", "Journal : il s'arrête"),
    "tete": ("id = 1", "La tête du journal"),
    "identite": ("id = 1", "Le registre n'a plus d'identité"),
}


def test_chaque_table_a_son_cas_de_ligne_posee_et_de_ligne_retiree() -> None:
    une_seule = {"tete", "identite"}  # a constraint of the base allows no second row
    assert RETIREES.keys() == metadata.tables.keys()
    assert POSES.keys() == metadata.tables.keys() - une_seule


@pytest.mark.parametrize("table", POSES)
def test_une_ligne_posee_est_nommee(vecu: Lieu, table: str) -> None:
    valeurs, attendu = POSES[table]
    colonnes = [colonne.name for colonne in metadata.tables[table].columns]
    posees = ", ".join(str(valeurs.get(nom, nom)) for nom in colonnes)
    vecu.falsifier(f"INSERT INTO {table} ({', '.join(colonnes)}) SELECT {posees} FROM {table} LIMIT 1")
    assert any(anomalie.startswith(attendu) for anomalie in vecu.ouvrir().verifier())


@pytest.mark.parametrize("table", RETIREES)
def test_une_ligne_retiree_est_nommee(vecu: Lieu, table: str) -> None:
    ou, attendu = RETIREES[table]
    vecu.falsifier(f"DELETE FROM {table} WHERE {ou}")
    try:
        anomalies = vecu.ouvrir().verifier()
    except RegistreAltere as dite:
        anomalies = [str(dite)]
    assert any(anomalie.startswith(attendu) for anomalie in anomalies), anomalies


@pytest.mark.parametrize("ordre", ["UPDATE precisions SET texte = 'x'", "DELETE FROM precisions"])
def test_une_precision_changee_ou_retiree_se_voit(vecu: Lieu, ordre: str) -> None:
    vecu.falsifier(ordre)
    ecarts = vecu.ouvrir().verifier()
    assert ecarts
    assert all(ecart.startswith("Précision, ligne ") for ecart in ecarts)
