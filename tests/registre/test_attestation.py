"""What the register keeps of an attestation: facts beside the chain, digests in it, and what it no longer accepts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from docgen.domain.papiers.attestation import AILLEURS, Attestation
from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.pouvoir import PARTOUT, Perimetre
from docgen.errors import ActeImpossible, PapierDivergent
from docgen.registre.registre import RegistreSql
from tests.registre.lieux import JOUR, Lieu, demande

SIRET, AUTRE = demande().siret, "99999999700011"
FAITS = {
    "": {"fin": "2026-02-27", "libelle": "Cuisinier"},
    "C-001": {"nom": "EXEMPLE-1", "naissance": "1990-03-12"},
    "C-002": {"nom": "EXEMPLE-2", "naissance": "1991-03-12"},
}


def attestation(**changes: dict[str, Any]) -> Attestation:
    """That of the session of ``lieux``; ``changes``: facts of a person (``C_001``) or of the ``session``."""
    faits = {qui: {**faits, **changes.get(qui.replace("-", "_") or "session", {})} for qui, faits in FAITS.items()}
    return Attestation("S-2026-001", SIRET, faits)


def test_une_attestation_s_ecrit_une_fois_et_la_chaine_n_en_garde_que_des_empreintes(lieu: Lieu) -> None:
    registre = lieu.ouvrir().au_nom_de("cle:ud69")
    for _ in range(2):
        connue = registre.attester(attestation())
        assert (connue.siret, connue.faits, connue.par, connue.attestee) == (SIRET, FAITS, "cle:ud69", True)
    (ligne,) = [ligne for ligne in registre.exporter() if ligne["acte"] == "ATTESTATION"]
    assert set(ligne["contenu"]["personnes"]) == {"C-001", "C-002"}  # type: ignore[index]
    assert "EXEMPLE" not in json.dumps(ligne)
    assert connue.le == ligne["horodatage"]
    assert registre.verifier() == []


def test_qui_n_a_pas_de_papier_s_atteste_autrement_et_les_autres_restent(registre: RegistreSql) -> None:
    registre.attribuer([demande(1)], JOUR, [attestation()])
    registre.attester(attestation(C_002={"nom": "EXEMPLE-DEUX"}))
    assert registre.connue("S-2026-001", Perimetre(SIRET)).faits == attestation(C_002={"nom": "EXEMPLE-DEUX"}).faits
    lignes = [ligne["contenu"] for ligne in registre.exporter() if ligne["acte"] == "ATTESTATION"]
    assert [sorted(contenu["personnes"]) for contenu in lignes] == [["C-001", "C-002"], ["C-002"]]  # type: ignore[index]
    assert registre.verifier() == []


def test_qui_n_est_plus_du_dossier_lu_en_entier_n_est_plus_atteste(registre: RegistreSql) -> None:
    """Somebody attested by mistake gets no paper from the first payload; who holds one stays, or it is annulled."""
    registre.attester(attestation())
    sans_deux = replace(attestation(), faits={qui: FAITS[qui] for qui in ("", "C-001")})
    registre.attribuer([demande(1)], JOUR, [sans_deux])  # asking says nothing of the others
    assert registre.connue("S-2026-001", Perimetre(SIRET)).faits == FAITS
    entiere = replace(sans_deux, entiere=True)
    assert not entiere.deja_dite(registre.connue("S-2026-001", Perimetre(SIRET)))
    assert registre.attester(entiere).faits.keys() == {"", "C-001"}
    assert len(registre.avancements(0)[1][0].personnes) == 1
    lignes = [ligne["contenu"] for ligne in registre.exporter() if ligne["acte"] == "ATTESTATION"]
    assert lignes[-1]["retirees"] == ["C-002"]  # type: ignore[index]
    with pytest.raises(PapierDivergent, match="- candidat C-001 : le dossier ne l’a plus\n"):
        registre.attester(replace(attestation(), faits={"": FAITS[""]}, entiere=True))
    assert registre.attester(attestation()).faits == FAITS
    assert registre.verifier() == []


def test_ce_que_dit_un_papier_ne_s_atteste_plus_autrement_avant_sa_rectification(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande(1)], JOUR, [attestation()])
    autre = attestation(
        C_001={"nom": "AUTRE", "naissance": "1992-01-01"}, C_002={"nom": "LIBRE"}, session={"libelle": "Expert"}
    )
    with pytest.raises(PapierDivergent) as refus:
        registre.attester(autre)
    assert "- candidat C-001 : le nom, la date de naissance\n" in str(refus.value)
    assert "- la session : l’intitulé de la certification" in str(refus.value)
    assert not [mot for mot in ("C-002", "AUTRE", "1992", "Expert") if mot in str(refus.value)]
    assert registre.connue("S-2026-001", Perimetre(SIRET)).faits == FAITS
    registre.inscrire(
        Evenement(ActePapier.ANNULATION, papier.numero or "", JOUR, "ERREUR_IDENTITE", rectification=True)
    )
    assert registre.attester(autre).faits == autre.faits


def test_demander_un_papier_atteste_dans_la_meme_transaction_ou_pas_du_tout(registre: RegistreSql) -> None:
    with pytest.raises(ValueError, match="n'a pas la forme"):
        registre.attribuer([demande(1, departement="69")], JOUR, [attestation()])
    assert not registre.connue("S-2026-001", Perimetre(SIRET)).attestee
    registre.attribuer([demande(1)], JOUR, [attestation()])
    avant = list(registre.exporter())
    registre.attribuer([demande(1)], JOUR, [attestation()])
    assert list(registre.exporter()) == avant


@pytest.mark.parametrize("par_un_papier", [True, False])
def test_une_session_connue_ne_change_pas_de_siret(registre: RegistreSql, par_un_papier: bool) -> None:
    if par_un_papier:
        registre.attribuer([demande(1)], JOUR)
    else:
        registre.attester(attestation())
    with pytest.raises(ActeImpossible, match="sous un autre SIRET") as refus:
        registre.attester(replace(attestation(), siret=AUTRE))
    assert SIRET not in str(refus.value)
    with pytest.raises(ActeImpossible):
        registre.attribuer([demande(3)], JOUR, [replace(attestation(), siret=AUTRE)])


def test_un_papier_de_travail_n_attache_la_session_a_personne(registre: RegistreSql) -> None:
    registre.renvoyer("S-2026-001", SIRET, "d1", "À revoir.")
    assert registre.connue("S-2026-001", Perimetre(SIRET)).siret is None
    (renvoi,) = registre.renvois("S-2026-001", Perimetre(SIRET))
    assert (renvoi.depot, renvoi.motif) == ("d1", "À revoir.")
    assert registre.renvois("S-2026-001", Perimetre(AUTRE)) == ()
    assert "À revoir" not in json.dumps(list(registre.exporter()), ensure_ascii=False)


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE attestes SET faits = replace(faits, 'EXEMPLE-1', 'AUTRE')",
        "DELETE FROM attestes WHERE destinataire = 'C-001'",
        "INSERT INTO attestes SELECT rang, 'C-009', sel, faits FROM attestes WHERE destinataire = 'C-001'",
    ],
)
def test_ce_qui_est_atteste_ne_se_falsifie_pas_sans_se_voir(lieu: Lieu, ordre: str) -> None:
    lieu.ouvrir().attester(attestation())
    lieu.falsifier(ordre)
    (ecart,) = lieu.ouvrir().verifier()
    assert ecart.startswith(f"Attestation, ligne 2 : {'C-009' if 'C-009' in ordre else 'C-001'} n'est pas")


def test_un_second_papier_sous_une_autre_certification_est_refuse(registre: RegistreSql) -> None:
    registre.attribuer([demande(1, faits={"certification": "TP-99001"})], JOUR)
    with pytest.raises(PapierDivergent, match="diffèrent sur le code de la certification"):
        registre.attribuer([demande(1, certification="TP-99002", faits={"certification": "TP-99002"})], JOUR)
    assert len(list(registre.lister(PARTOUT))) == 1


def test_un_autre_centre_n_apprend_que_le_siret(registre: RegistreSql) -> None:
    registre.attribuer([demande(1)], JOUR, [attestation()])
    assert registre.emis("S-2026-001", Perimetre(AUTRE)) == ()
    assert registre.connue("S-2026-001", Perimetre(AUTRE)) == AILLEURS
    assert registre.connue("S-2026-001", PARTOUT).attestee
    assert len(registre.emis("S-2026-001", Perimetre(SIRET))) == 1
