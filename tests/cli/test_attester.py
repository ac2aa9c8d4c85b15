"""``docgen attester``: what it writes, what it refuses, and what a paper already says."""

from __future__ import annotations

import json

import pytest

from tests.cli.pilote import VALIDEE, Poste, charge
from tests.cli.test_numeros import renommer
from tests.usecases.moteurs import MoteurFactice

REFUSE = "9741411152683B"
NOTIFICATION = ("--types", "notification", "--destinataire", REFUSE)


def test_attester_puis_attester_de_nouveau(poste: Poste) -> None:
    for _ in range(2):
        retour = poste.ici("attester", str(VALIDEE), "--json")
        assert retour.code == 0, retour
        assert (retour.json["attestee"], retour.json["session"]) == (True, "123456")
    donnees = charge(VALIDEE)
    parti = donnees["candidats"].pop()["id"]
    assert poste.ici("attester", poste.ecrire(donnees), "--json").json["retires"] == [parti]
    assert poste.ici("registre", "verifier").code == 0


def test_attester_refuse_ce_que_les_regles_refusent(poste: Poste) -> None:
    en_cours = poste.ecrire(charge(statut="TERMINEE", validation=None), "en-cours.json")
    retour = poste.ici("attester", str(en_cours))
    assert (retour.code, "PARC-05" in retour.sortie) == (1, True)
    assert poste.ici("attester", str(VALIDEE), str(en_cours)).code == 4


@pytest.mark.parametrize("geste", ["attester", "produire"])
def test_demander_un_papier_atteste_et_le_lie(poste: Poste, moteur_factice: MoteurFactice, geste: str) -> None:
    assert poste.produire(VALIDEE).code == 0
    autre = poste.ecrire(renommer(charge(VALIDEE), nom="AUTREMENT"))
    retour = poste.ici(geste, str(autre))
    assert retour.code == 1
    assert "PARC-07 /candidats/0/nom" in retour.sortie


def test_une_notification_fausse_se_corrige_par_une_nouvelle_attestation(
    poste: Poste, moteur_factice: MoteurFactice
) -> None:
    """It has no number by which it could be annulled: the State attests what is right, and it is issued anew."""
    assert poste.produire(VALIDEE).code == 0
    corrigee = charge(VALIDEE)
    corrigee["candidats"][2]["prenoms"] = "Corrigé"
    corrigee["candidats"][2]["resultat"]["commentaire"] = "Les deux activités ne sont pas maîtrisées."
    fichier = poste.ecrire(corrigee)
    refus = poste.ici("produire", fichier, *NOTIFICATION, "--sortie", "refus")
    assert (refus.code, "PARC-07 /candidats/2/prenoms" in refus.sortie) == (1, True)
    assert "demandez une nouvelle attestation" in refus.sortie
    attestee = poste.ici("attester", fichier, "--json")
    assert (attestee.code, attestee.json["a_refaire"]) == (0, [REFUSE])
    for _ in range(2):
        assert poste.ici("produire", fichier, *NOTIFICATION, "--sortie", "corrigee").code == 0
    ancienne = poste.produire(VALIDEE, options=(*NOTIFICATION, "--date", "2019-03-20"), sortie="ancienne")
    assert (ancienne.code, "PARC-07 /candidats/2/prenoms" in ancienne.sortie) == (1, True)
    lignes = [json.loads(ligne) for ligne in poste.ici("registre", "exporter").sortie.splitlines()]
    attributions = [ligne["contenu"] for ligne in lignes if ligne["acte"] == "ATTRIBUTION"]
    siennes = [une for une in attributions if une["destinataire"] == REFUSE]
    assert [(une["genre"], une["rectification"]) for une in siennes] == [("notification", 0), ("notification", 1)]
    assert poste.ici("attester", fichier, "--json").json["a_refaire"] == []
    assert poste.ici("registre", "verifier").code == 0


def test_un_resultat_corrige_donne_l_autre_papier(poste: Poste, moteur_factice: MoteurFactice) -> None:
    """Who had been told that he failed, and had not, gets his parchemin."""
    assert poste.produire(VALIDEE).code == 0
    corrigee = charge(VALIDEE)
    resultat = {"decision": "ADMIS", "ccp_acquis": ["CP-990101", "CP-990102"], "commentaire": "Maîtrisées."}
    corrigee["candidats"][2]["resultat"].update(resultat)
    fichier, parchemin = poste.ecrire(corrigee), ("--types", "parchemin", "--destinataire", REFUSE, "--sortie", "juste")
    refus = poste.ici("produire", fichier, *parchemin)
    assert (refus.code, "PARC-07 /candidats/2/resultat" in refus.sortie) == (1, True)
    assert poste.ici("attester", fichier).code == 0
    assert poste.ici("produire", fichier, *parchemin).code == 0
    assert poste.ici("registre", "verifier").code == 0
