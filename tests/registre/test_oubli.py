"""A person is forgotten: nothing is left of him, the chain is whole, and his paper still proves itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.domain.papiers.papier import ActePapier, Case, Emission, Evenement, GenrePapier, Releve
from docgen.domain.papiers.pouvoir import PARTOUT, Perimetre
from docgen.errors import ActeImpossible, PapierDivergent
from docgen.usecases.tenue.verification import Saisie, Verdict, verifier_public, verifier_saisie
from tests.registre.lieux import JOUR, Lieu, demande, emission
from tests.registre.test_attestation import AUTRE, SIRET, attestation

SESSION, QUI = "S-2026-001", "C-001"


def test_il_ne_reste_rien_d_une_personne_et_la_chaine_est_entiere(lieu: Lieu, tmp_path: Path) -> None:
    registre = lieu.ouvrir()
    notification = demande(1, genre=GenrePapier.NOTIFICATION)
    papier, autre, _ = registre.attribuer([demande(1), demande(2), notification], JOUR, [attestation()])
    jour, precision = JOUR, "Rendu à Zoë EXEMPLE-1."
    registre.inscrire(Evenement(ActePapier.REEDITION, papier.numero or "", jour, "PERTE", precision=precision))
    registre.consigner([_a_signer("1", QUI), _a_signer("2", "", QUI, "C-002"), _a_signer("3", "", "C-002")])
    chaine = list(registre.exporter())
    parties = {"titulaires": 2, "attestes": 1, "precisions": 1, "releves": 2}
    assert registre.oublier(SESSION, QUI) == (SIRET, parties)
    releves = [emise.releve for emise in registre.emises_d_une_session(SESSION, PARTOUT)]
    assert [releve and releve.cases[0].candidat for releve in releves] == [None, None, "C-002"]
    assert list(registre.exporter())[:-1] == chaine
    (dit,) = [ligne["contenu"] for ligne in registre.exporter() if ligne["acte"] == "OUBLI"]
    assert "EXEMPLE" not in json.dumps(dit)
    assert registre.verifier() == []
    vide, garde, _ = registre.lister(PARTOUT)
    assert (vide.numero, vide.demande.nom, vide.jeton) == (papier.numero, "", None)
    assert garde == autre
    assert [passe.precision for passe in registre.evenements(vide)] == [""]
    with pytest.raises(ActeImpossible, match="Rien n'a été oublié"):
        registre.oublier(SESSION, QUI)
    with pytest.raises(ActeImpossible, match="Rien n'a été oublié"):
        registre.oublier(SESSION, "")  # the facts of the session are nobody's
    with pytest.raises(PapierDivergent):
        registre.attribuer([demande(1)], JOUR)
    registre.fermer()
    if lieu.moteur == "sqlite":
        restes = b"".join(chemin.read_bytes() for chemin in tmp_path.glob("docgen.db*"))
        assert b"EXEMPLE-1" not in restes
        assert b"EXEMPLE-2" in restes


def test_ce_qui_est_d_un_autre_centre_sous_le_meme_identifiant_reste(lieu: Lieu) -> None:
    registre = lieu.ouvrir()
    registre.consigner([_a_signer("1", QUI), replace(_a_signer("2", "", QUI), siret=AUTRE)])
    registre.renvoyer(SESSION, AUTRE, "d" * 32, "Zoë EXEMPLE-1 est née un autre jour.")

    def gardes(siret: str) -> list[bool]:
        return [emise.releve is not None for emise in registre.emises_d_une_session(SESSION, Perimetre(siret))]

    with pytest.raises(ActeImpossible, match=rf"\({SIRET}, {AUTRE}\). Dites lequel, par « --siret »"):
        registre.oublier(SESSION, QUI)
    assert (gardes(SIRET), gardes(AUTRE)) == ([True], [True])
    registre.attribuer([demande(1)], JOUR, [attestation()])  # the register knows whose it is, from now on
    assert registre.oublier(SESSION, QUI) == (SIRET, {"titulaires": 1, "attestes": 1, "precisions": 0, "releves": 1})
    assert (gardes(SIRET), gardes(AUTRE)) == ([False], [True])
    assert [renvoi.motif for renvoi in registre.renvois(SESSION, Perimetre(AUTRE))]
    with pytest.raises(ActeImpossible, match=f"du centre {SIRET}"):
        registre.oublier(SESSION, QUI)
    assert registre.oublier(SESSION, QUI, AUTRE)[1]["releves"] == 1
    assert (gardes(AUTRE), registre.verifier()) == ([False], [])


def _a_signer(identifiant: str, destinataire: str, *candidats: str) -> Emission:
    """A paper that comes back signed by these candidates."""
    cases = tuple(Case(1, (0, 0, 50, 9), f"EXEMPLE-{qui[-1]} Zoë", candidat=qui) for qui in candidats)
    releve = Releve(f"PVI_EXEMPLE-{destinataire[-1:]}.pdf", cases=cases)
    return emission(type="emargement", destinataire=destinataire, identifiant=identifiant * 24, releve=releve)


@pytest.mark.parametrize(
    ("ordre", "dit"),
    [
        ("DELETE FROM titulaires WHERE rang = 4", "ce qu'il dit de son titulaire manque"),
        ("INSERT INTO titulaires VALUES (3, 's', '{}', 'j')", "alors que l'historique dit l'avoir oublié"),
        ("INSERT INTO attestes VALUES (2, 'C-001', 's', '{}')", "C-001 n'est pas ce que le journal a attesté"),
        ("INSERT INTO releves VALUES (5, 's', '{}')", "Relevé, ligne 5"),
        ("DELETE FROM releves WHERE rang = 6", "Relevé, ligne 6"),
    ],
)
def test_ce_qui_part_sans_l_historique_ou_revient_malgre_lui_se_voit(lieu: Lieu, ordre: str, dit: str) -> None:
    registre = lieu.ouvrir()
    registre.attribuer([demande(1), demande(2)], JOUR, [attestation()])
    registre.consigner([_a_signer("1", QUI), _a_signer("2", "", "C-002")])
    registre.oublier(SESSION, QUI)
    assert registre.verifier() == []
    lieu.falsifier(ordre)
    assert any(dit in anomalie for anomalie in lieu.ouvrir().verifier())


def test_le_code_du_papier_le_prouve_encore(lieu: Lieu) -> None:
    with lieu.atelier() as atelier:
        registre = atelier.registre
        papier, annule = registre.attribuer([demande(1), demande(2)], JOUR)
        registre.inscrire(Evenement(ActePapier.ANNULATION, annule.numero or "", JOUR, "FRAUDE"))
        for un in (papier, annule):
            registre.oublier(SESSION, un.demande.destinataire)
        jeton = papier.jeton or ""
        coupe = f"https://titres.exemple.test/verification/{papier.numero}#{jeton[:60]}\n  {jeton[60:]}"  # by mail
        prouve = verifier_saisie(Saisie.lire(coupe), atelier)
        assert (prouve.verdict, (prouve.faits or {})["nom"]) == (Verdict.AUTHENTIQUE, "EXEMPLE-1")
        assert "oublie_mais_signe" in {appui.nom for appui in prouve.constats}
        assert verifier_saisie(Saisie.lire(annule.jeton or ""), atelier).verdict is Verdict.ANNULE
        seul = verifier_saisie(Saisie(papier.numero or ""), atelier)
        assert (seul.verdict, seul.faits) == (Verdict.INCONNU, None)
        assert "oublie" in {appui.nom for appui in seul.constats}
        public = verifier_public(Saisie(papier.numero or "", papier.cle_courte), atelier)
        assert (public.verdict, public.faits) == (Verdict.CLE_INCORRECTE, None)
