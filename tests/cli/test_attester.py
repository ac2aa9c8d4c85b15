"""``docgen attester``: what it writes, what it refuses, and what a paper already says."""

from __future__ import annotations

import pytest

from tests.cli.pilote import VALIDEE, Poste, charge
from tests.cli.test_numeros import renommer
from tests.usecases.moteurs import MoteurFactice


def test_attester_puis_attester_de_nouveau(poste: Poste) -> None:
    for _ in range(2):
        retour = poste.ici("attester", str(VALIDEE), "--json")
        assert retour.code == 0, retour
        assert (retour.json["attestee"], retour.json["session"]) == (True, "123456")
    assert poste.ici("registre", "verifier").code == 0


def test_attester_refuse_ce_que_les_regles_refusent(poste: Poste) -> None:
    donnees = charge(VALIDEE)
    donnees["session"].update(statut="TERMINEE", validation=None)
    en_cours = poste.ecrire(donnees, "en-cours.json")
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
