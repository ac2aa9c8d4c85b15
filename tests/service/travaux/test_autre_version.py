"""A lot in hand survives an upgrade: what the version before left is used, or the work is done again, same numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import RegistreIndisponible
from service.travaux.execution import Execution
from service.travaux.morceaux import RECOMMENCE
from service.travaux.tables import DECOUPE, Etat, Travail
from tests.service.travaux.chantier import (
    Chantier,
    attendre_la_fin,
    au_travail,
    essai,
    relire,
    verifier_les_numeros,
)

SUIVANT = "tests.service.travaux.catalogue_suivant"


def de_la_version_suivante(chantier: Chantier) -> Chantier:
    """The same place, under a version whose jobs leave other files."""
    return replace(chantier, lieux=replace(chantier.lieux, catalogue=SUIVANT))


def faire(execution: Execution, travail: Travail, *rangs: int) -> None:
    """Take these pieces, and make them."""
    for rang in rangs:
        morceau = execution.prendre(travail.id)
        assert morceau is not None
        assert morceau.rang == rang
        execution.executer(morceau, lambda: False)


def fermer(*executions: Execution) -> None:
    for execution in executions:
        execution.equipe.fermer()
        execution.greffe.fermer()


def test_un_travail_en_cours_est_refait_par_la_version_suivante_aux_memes_numeros(chantier: Chantier) -> None:
    carnet, avant = chantier.outils(1)
    travail = essai(chantier.moteur(1), chantier, 3)
    faire(avant, travail, DECOUPE, 0)  # the version before stops once it has cut, and done a piece
    numeros = [papier.numero for papier in chantier.registre.lister(PARTOUT)]
    with au_travail(de_la_version_suivante(chantier).moteur(2)) as apres:
        fini = attendre_la_fin(apres, travail)
    assert (fini.etat, fini.forme) == (Etat.TERMINE, 2)
    verifier_les_numeros(chantier, fini, 3)
    assert [papier.numero for papier in chantier.registre.lister(PARTOUT)] == numeros
    assert sorted(chantier.commencements()) == [0, 0, 1, 2]
    fermer(avant)
    assert carnet.lire(travail.id) == fini


def test_une_version_d_avant_laisse_le_travail_d_une_plus_recente(chantier: Chantier) -> None:
    suivant = de_la_version_suivante(chantier)
    carnet, apres = suivant.outils(1)
    travail = essai(suivant.moteur(1), chantier, 2)
    faire(apres, travail, DECOUPE)
    _, avant = chantier.outils(1)
    faire(avant, travail, 0)
    lu = relire(carnet, travail)
    assert (lu.faits, lu.total, lu.forme) == (0, 2, 2)
    assert "version plus récente" in str(lu.message)
    assert chantier.commencements() == []
    fermer(avant, apres)


def test_qui_suit_un_travail_refait_le_lit(chantier: Chantier) -> None:
    suivant = de_la_version_suivante(chantier)
    _, avant = chantier.outils(1)
    travail = essai(chantier.moteur(1), chantier, 1)
    faire(avant, travail, DECOUPE)
    carnet, apres = suivant.outils(1)
    faire(apres, travail, 0)
    lu = relire(carnet, travail)
    assert (lu.message, lu.total, lu.faits, lu.etat) == (RECOMMENCE, None, 0, Etat.EN_COURS)
    with chantier.base.ecriture() as ouverte:
        ouverte.exec_driver_sql("UPDATE version_service SET version_num = '9000'")
    with pytest.raises(RegistreIndisponible, match="9000"):
        carnet.annuler(travail.id)
    fermer(avant, apres)
