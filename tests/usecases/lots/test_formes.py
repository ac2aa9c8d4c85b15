"""What a lot leaves between its steps is read by every version that writes the same form, or is not looked at.

``formes/<n>`` holds files that a version wrote. When one of them cannot be read any more, the form is a new one: raise
``FORME``, and put files of it in a folder of its own in the place of these.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from docgen.contract.interne import ecrire, relire
from docgen.domain.dossier import Dossier
from docgen.errors import RenduImpossible
from docgen.usecases.lots import faire
from docgen.usecases.lots import plan as plans
from docgen.usecases.lots.morceau import Tete
from docgen.usecases.lots.plan import FORME, Bilan, Plan, Rendu
from tests.cli.pilote import Poste
from tests.registres import poser_registre
from tests.usecases.lots.chantier import LotLu, ecrire_sessions, lancer

FORMES = Path(__file__).parent / "formes"
EXEMPLE = FORMES / str(FORME)


def test_il_y_a_des_fichiers_de_cette_forme_et_d_aucune_autre() -> None:
    assert [dossier.name for dossier in FORMES.iterdir()] == [str(FORME)]


@pytest.mark.parametrize(("nom", "type_"), [("plan", Plan), ("rendu", Rendu), ("bilan", Bilan)])
def test_les_fichiers_de_cette_forme_se_lisent_sans_rien_perdre(nom: str, type_: type[Any]) -> None:
    octets = (EXEMPLE / f"{nom}.json").read_bytes()
    assert compris(json.loads(octets), json.loads(ecrire(relire(type_, octets))))


def test_un_morceau_de_cette_forme_se_lit_sans_rien_perdre() -> None:
    tete, dossier = (EXEMPLE / "morceau.jsonl").read_bytes().splitlines()
    assert compris(json.loads(tete), json.loads(ecrire(relire(Tete, tete))))
    assert compris(json.loads(dossier), json.loads(ecrire(relire(Dossier, dossier))))


def compris(ancien: Any, nouveau: Any) -> bool:
    """True if what is written now says all that was written then; fields may be added."""
    if isinstance(ancien, Mapping):
        return all(cle in nouveau and compris(valeur, nouveau[cle]) for cle, valeur in ancien.items())
    if isinstance(ancien, list):
        return len(ancien) == len(nouveau) and all(map(compris, ancien, nouveau))
    return bool(ancien == nouveau)


def test_un_lot_commence_par_une_autre_version_est_refait_aux_memes_numeros(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mourir(*_: object) -> Bilan:
        raise RenduImpossible("La machine s'est arrêtée.")

    poser_registre(tmp_path)
    poste = Poste(tmp_path)
    fichiers = ecrire_sessions(poste, 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with monkeypatch.context() as avant:
        avant.setattr(faire, "conclure", mourir)
        assert lancer(poste, fichiers, "--types", "parchemin").code == 5
    donnes = [papier["numero"] for papier in poste.ici("registre", "lister", "--json").json]
    monkeypatch.setattr(plans, "FORME", FORME + 1)
    retour = lancer(poste, fichiers, "--types", "parchemin", "--json")
    assert (retour.code, faire.RECOMMENCE in retour.erreurs) == (0, True)
    assert "À imprimer : " in retour.erreurs
    imprimes = [ligne["numero"] for ligne in LotLu(tmp_path / "lot").manifeste["documents"]]
    assert sorted(imprimes) == sorted(donnes)
    assert [papier["numero"] for papier in poste.ici("registre", "lister", "--json").json] == donnes
    assert not list(tmp_path.glob("lot/.lot-*"))
