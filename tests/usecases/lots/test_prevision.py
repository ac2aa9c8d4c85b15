"""What a lot would do is told with as many questions to the register for a hundred sessions as for one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import UsageInvalide
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.demandes_papiers import demandes_papiers
from docgen.usecases.estimation import Estimation
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.preparation import preparer
from docgen.usecases.lots.prevision import prevoir
from outils.sessions import JOUR
from tests.registres import poser_registre
from tests.usecases.lots.chantier import petite

CHARGES = [(f"session-{rang:02d}.json", json.dumps(petite(rang)).encode()) for rang in range(60)]
PARCHEMINS = CommandeLot(JOUR, types=("parchemin",))


@pytest.fixture
def atelier(tmp_path: Path) -> Iterator[Atelier]:
    with Atelier(Configuration(poser_registre(tmp_path)), ouvriers=1) as ouvert:
        yield ouvert


def _questions(atelier: Atelier, combien: int) -> int:
    posees = []
    moteur = atelier.registre.connexion.moteur
    ecoute = event.listens_for(moteur, "before_cursor_execute")(lambda *lot: posees.append(lot[2]))
    prevision = prevoir(CHARGES[:combien], PARCHEMINS, atelier)
    event.remove(moteur, "before_cursor_execute", ecoute)
    assert prevision.sessions == prevision.attestees > combien * 0.9
    return len(posees)


def test_le_registre_est_lu_en_quelques_requetes_quel_que_soit_le_nombre_de_sessions(atelier: Atelier) -> None:
    _questions(atelier, 1)  # what is read once a process
    assert _questions(atelier, 60) == _questions(atelier, 1)


def test_un_papier_annule_pour_de_bon_ecarte_sa_session_seule(atelier: Atelier) -> None:
    """Not one that was annulled to be issued again, corrected."""
    parchemin = catalogue()["parchemin"]
    assert parchemin.genre is not None
    for (_, octets), rectification in zip(CHARGES, (False, True), strict=False):
        dossier = lire_charge(octets)
        voulus = [(parchemin.genre, pour) for pour in parchemin.destinataires(dossier)]
        demandes = demandes_papiers(dossier, voulus, (), JOUR, atelier.configuration.reglages)
        (papier, *_) = atelier.registre.attribuer(list(demandes), JOUR)
        numero, jour = papier.numero or "", atelier.horloge()
        acte = Evenement(ActePapier.ANNULATION, numero, jour, "ERREUR_IDENTITE", rectification=rectification)
        atelier.registre.inscrire(acte)
    prevision = prevoir(CHARGES[:3], PARCHEMINS, atelier)
    assert [(ecartee.fichier, ecartee.raison) for ecartee in prevision.ecartees] == [(CHARGES[0][0], "annulee")]
    assert prevision.sessions == 2


def test_ce_qu_un_lot_prendra_se_dit_avant_tout_numero(atelier: Atelier, tmp_path: Path) -> None:
    """The same when it is asked and when it is prepared; whoever is told may refuse, and nothing is numbered."""
    magasin = ouvrir_magasin(tmp_path / "fichiers")
    dites: list[Estimation] = []

    def refuser(prevue: Estimation) -> None:
        dites.append(prevue)
        raise UsageInvalide

    with pytest.raises(UsageInvalide):
        preparer("L", CHARGES, PARCHEMINS, atelier, magasin, refuser)
    assert list(atelier.registre.lister(PARTOUT)) == []
    plan = preparer("L", CHARGES, PARCHEMINS, atelier, magasin, dites.append)
    assert dites == [prevoir(CHARGES, PARCHEMINS, atelier).estimation] * 2
    hors = {ecartee.fichier for ecartee in plan.ecartees}
    centres = len({lire_charge(octets).centre.siret for nom, octets in CHARGES if nom not in hors})
    assert (dites[0].documents, dites[0].feuilles, dites[0].volumes) == (plan.documents, plan.documents + centres, 1)
    petits = replace(PARCHEMINS, feuilles_par_volume=10)
    assert prevoir(CHARGES, petits, atelier).estimation.volumes == pytest.approx(plan.documents / 10, rel=0.3)
