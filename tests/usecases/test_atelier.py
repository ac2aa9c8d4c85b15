"""The workshop: what it opens is opened once, whoever it is lent to."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.domain.papiers.pouvoir import ETAT
from docgen.settings import Configuration
from docgen.usecases import lecture_fichiers
from docgen.usecases.atelier import Atelier
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
