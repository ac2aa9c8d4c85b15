"""The workshop: what it opens is opened once, whoever it is lent to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from docgen.domain.papiers.pouvoir import ETAT
from docgen.settings import Configuration
from docgen.usecases import lecture_fichiers
from docgen.usecases.atelier import Atelier
from docgen.usecases.processus.repartition import TACHES_MINIMUM
from docgen.usecases.rendu_documents import Commande
from docgen.usecases.serie import produire_serie
from tests.cli.pilote import EXEMPLES
from tests.registre.lieux import nouveau_lieu


def test_ce_qu_un_appelant_fait_lire_sert_aux_suivants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service lends its workshop to each call: thirty-seven thousand names are not read again each time."""
    lieu, communes, lectures = nouveau_lieu("sqlite", tmp_path), tmp_path / "communes.txt", list[Path]()
    communes.write_text(f"{lecture_fichiers.ENTETE}\nAjaccio\n", encoding="utf-8")
    lire = lecture_fichiers.lire_communes

    def compter(chemin: Path) -> frozenset[str]:
        lectures.append(chemin)
        return lire(chemin)

    monkeypatch.setattr(lecture_fichiers, "lire_communes", compter)
    with Atelier(Configuration(registre=lieu.url, cles=lieu.cles, communes=communes)) as atelier:
        pretes = [atelier.rendu_par(lambda *_: ()).au_nom_de(f"centre-{rang}", ETAT) for rang in range(3)]
        assert len({id(prete.communes) for prete in (*pretes, atelier)}) == 1
        assert [prete.registre.acteur for prete in pretes] == ["centre-0", "centre-1", "centre-2"]
    assert lectures == [communes]


@pytest.mark.parametrize(("sessions", "embauchee"), [(TACHES_MINIMUM, True), (TACHES_MINIMUM - 1, False)])
def test_de_petites_sessions_ont_une_equipe_si_elles_sont_assez(sessions: int, embauchee: bool, tmp_path: Path) -> None:
    """One document each: the command makes no engine of its own beside the team's."""
    fichiers, donnees = [], json.loads((EXEMPLES / "session-titre-validee.json").read_bytes())
    for rang in range(sessions):
        donnees["session"]["id"] = str(700_000 + rang)
        fichiers.append(tmp_path / f"{rang}.json")
        fichiers[-1].write_text(json.dumps(donnees), encoding="utf-8")
    lieu, commande = nouveau_lieu("sqlite", tmp_path), Commande(date(2019, 3, 20), ("affichage",), brouillon=True)
    with Atelier(Configuration(registre=lieu.url, cles=lieu.cles, communes=None), ouvriers=2) as atelier:
        bilans, code = produire_serie(fichiers, commande, tmp_path / "sortie", atelier)
        assert (code, [len(bilan.documents) for bilan in bilans]) == (0, [1] * sessions)
        assert (atelier.avance is not None, "moteur" in vars(atelier)) == (embauchee, not embauchee)
