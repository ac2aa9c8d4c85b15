"""What whoever keeps the service does about jobs that failed; and what is down, gone, or forgotten in time."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from docgen.cli.commandes import app
from docgen.errors import (
    ActeImpossible,
    FichierAbsent,
    FichiersIndisponibles,
    MachineEmpechee,
    Origine,
    RegistreIndisponible,
    UsageInvalide,
)
from docgen.fichiers import magasin as magasins
from docgen.fichiers.magasin import ouvrir_magasin
from service.administration import purge
from service.socle import tables
from service.socle.donnees import maintenant
from service.travaux import execution
from service.travaux.execution import Execution
from service.travaux.morceaux import DISPARU
from service.travaux.tables import DECOUPE, Etat
from tests.registre.lieux import Lieu, nouveau_lieu
from tests.registres import poser_registre
from tests.service.travaux.chantier import Chantier, attendre_la_fin, au_travail, essai, nouveau_chantier, relire


def _executer(execution: Execution, fois: int) -> None:
    """Take and fail pieces, as a worker would; nothing is rendered."""
    for _ in range(fois):
        morceau = execution.prendre()
        assert morceau is not None
        execution.morceaux.echouer(morceau, "La machine n’a plus de place.", Origine.MACHINE, definitif=True)


def test_un_travail_echoue_se_refait_une_fois_la_cause_reparee(chantier: Chantier) -> None:
    travaux = chantier.moteur(1)
    _, outils = chantier.outils(1)
    travail = essai(travaux, chantier, 2)
    _executer(outils, 1)
    echoue = relire(travaux.carnet, travail)
    assert (echoue.etat, echoue.message) == (Etat.ECHOUE, "La machine n’a plus de place.")
    (morceau,) = travaux.carnet.morceaux(travail.id)
    assert (morceau.rang, morceau.etat, morceau.tentatives) == (DECOUPE, "ECARTE", 1)
    travaux.carnet.refaire(travail.id)
    with au_travail(travaux):
        fini = attendre_la_fin(travaux, relire(travaux.carnet, travail))
    assert (fini.etat, fini.faits, fini.message) == (Etat.TERMINE, 2, None)
    with pytest.raises(ActeImpossible, match="Rien n'est à refaire"):
        travaux.carnet.refaire(travail.id)


def test_refaire_reprend_aussi_les_morceaux_ecartes_avant_la_conclusion(chantier: Chantier) -> None:
    travaux = chantier.moteur(1)
    _, outils = chantier.outils(1)
    travail = essai(travaux, chantier, 2)
    decoupe = outils.prendre()
    assert decoupe is not None
    assert outils.morceaux.decouper(decoupe, 2, 1)
    _executer(outils, 3)  # the two pieces, then the conclusion
    assert [vu.etat for vu in travaux.carnet.morceaux(travail.id)] == ["FAIT", "ECARTE", "ECARTE", "ECARTE"]
    travaux.carnet.refaire(travail.id)
    assert [vu.rang for vu in travaux.carnet.morceaux(travail.id) if vu.etat == "A_FAIRE"] == [0, 1]
    with au_travail(travaux):
        repris = relire(travaux.carnet, travail)
        assert (repris.faits, repris.fini) == (0, None)
        fini = attendre_la_fin(travaux, repris)
    assert (fini.etat, fini.faits, len((fini.bilan or {})["numeros"])) == (Etat.TERMINE, 2, 2)


@pytest.mark.parametrize("ident", ["inconnu", "vivant"])
def test_on_ne_refait_pas_ce_qui_n_a_pas_echoue(ident: str, chantier: Chantier) -> None:
    travaux = chantier.moteur(1)
    vivant = essai(travaux, chantier, 1)
    with pytest.raises(ActeImpossible):
        travaux.carnet.refaire(vivant.id if ident == "vivant" else ident)


def test_les_commandes_des_travaux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = poser_registre(tmp_path)
    chantier = nouveau_chantier(Lieu(url, tmp_path / "cles.json"), tmp_path)
    places = {"REGISTRE": url, "FICHIERS": str(tmp_path / "fichiers"), "CLES": str(tmp_path / "c.json")}
    for nom, valeur in places.items():
        monkeypatch.setenv(f"DOCGEN_{nom}", valeur)
    travaux = chantier.moteur(1)
    _, outils = chantier.outils(1)
    echoue, vivant = essai(travaux, chantier, 1), essai(travaux, chantier, 1)
    _executer(outils, 1)
    assert [vu["id"] for vu in _json("travaux", "lister")] == [vivant.id, echoue.id]
    assert [vu["id"] for vu in _json("travaux", "lister", "--etat", "ECHOUE")] == [echoue.id]
    montre = _json("travaux", "montrer", echoue.id)
    assert montre["morceaux"][0]["erreur"] == montre["message"] == "La machine n’a plus de place."
    assert "parametres" not in montre
    _docgen("travaux", "refaire", echoue.id)
    assert relire(travaux.carnet, echoue).etat is Etat.EN_COURS
    _docgen("travaux", "abandonner", vivant.id)
    assert relire(travaux.carnet, vivant).etat is Etat.ANNULE
    for mauvaise in (("montrer", "inconnu"), ("abandonner", "inconnu"), ("lister", "--etat", "PERDU")):
        with pytest.raises(UsageInvalide):
            _docgen("travaux", *mauvaise)
    _docgen("travaux", "abandonner", echoue.id)
    assert _json("travaux", "vider", "--jours", "0")["travaux"] == 2
    assert _json("travaux", "lister") == []


def _docgen(*arguments: str) -> str:
    sortie = StringIO()
    with redirect_stdout(sortie):
        app(list(arguments), standalone_mode=False)
    return sortie.getvalue()


def _json(*arguments: str) -> Any:
    return json.loads(_docgen(*arguments, "--json"))


def test_des_octets_perdus_finissent_le_morceau_et_une_panne_l_attend(
    chantier: Chantier, monkeypatch: pytest.MonkeyPatch
) -> None:
    travaux = chantier.moteur(1)
    _, outils = chantier.outils(1)
    travail = essai(travaux, chantier, 1)
    cas: list[tuple[Exception, str, int]] = [
        (FichiersIndisponibles(), "A_FAIRE", 0),
        (RegistreIndisponible(), "A_FAIRE", 0),
        (MachineEmpechee(), "A_FAIRE", 0),
        (FichierAbsent("Le fichier « depots/1 » n’est plus là."), "A_FAIRE", 1),
    ]
    for faute, etat, tentatives in cas:
        _faire_echouer(outils, faute, monkeypatch)
        (vu,) = travaux.carnet.morceaux(travail.id)
        assert (vu.etat, vu.tentatives) == (etat, tentatives), faute
        _sans_attendre(chantier)
    for _ in range(2):
        _faire_echouer(outils, FichierAbsent("Le fichier « depots/1 » n’est plus là."), monkeypatch)
        _sans_attendre(chantier)
    assert travaux.carnet.morceaux(travail.id)[0].erreur == "Le fichier « depots/1 » n’est plus là."
    assert outils.morceaux.ecartes(travail.id) == ((-1, FichierAbsent.message_par_defaut()),)
    assert relire(travaux.carnet, travail).etat is Etat.ECHOUE


def test_la_mort_de_l_ouvrier_n_est_pas_un_echec_du_morceau(chantier: Chantier) -> None:
    """A service that is killed over and over spends none of the attempts of what it was making, up to a bound."""
    travaux = chantier.moteur(1)
    _, outils = chantier.outils(1, bail_s=-1.0)  # whoever takes is dead at once
    travail = essai(travaux, chantier, 1)
    for echecs in range(3):
        assert travaux.carnet.morceaux(travail.id)[0].etat == "A_FAIRE"
        assert outils.prendre() is not None
        morceau = outils.prendre()
        assert morceau is not None
        assert morceau.echecs == echecs
        outils.morceaux.echouer(morceau, "La page ne tient pas.", Origine.SESSION)
        _sans_attendre(chantier)
    assert travaux.carnet.morceaux(travail.id)[0].etat == "ECARTE"
    autre = essai(travaux, chantier, 1)
    for _ in range(6):
        assert outils.prendre() is not None
    assert outils.prendre() is None
    (vu,) = travaux.carnet.morceaux(autre.id)
    assert (vu.etat, vu.erreur) == ("ECARTE", DISPARU)


def test_une_panne_n_attend_pas_toujours(chantier: Chantier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "PANNE_MAX", timedelta(0))
    travaux = chantier.moteur(1)
    _, outils = chantier.outils(1)
    travail = essai(travaux, chantier, 1)
    for _ in range(3):
        _faire_echouer(outils, FichiersIndisponibles(), monkeypatch)
        _sans_attendre(chantier)
    assert relire(travaux.carnet, travail).etat is Etat.ECHOUE


def _faire_echouer(outils: Execution, faute: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuser(*_: object, **__: object) -> None:
        raise faute

    monkeypatch.setattr(Execution, "_faire", refuser)
    morceau = outils.prendre()
    assert morceau is not None
    outils.executer(morceau, lambda: False)


def _sans_attendre(chantier: Chantier) -> None:
    with chantier.base.ecriture() as ouverte:
        ouverte.execute(tables.morceaux.update().values(pas_avant=0.0))


def test_chaque_table_et_chaque_rayon_ont_un_age() -> None:
    assert set(tables.metadata.tables) == purge.TABLES_PURGEES | purge.TABLES_GARDEES
    assert not purge.TABLES_PURGEES & purge.TABLES_GARDEES
    assert purge.RAYONS.keys() == magasins.RAYONS


def test_la_purge_oublie_chaque_rayon_a_son_age(tmp_path: Path) -> None:
    chantier = nouveau_chantier(nouveau_lieu("sqlite", tmp_path), tmp_path)
    magasin = ouvrir_magasin(tmp_path / "fichiers")
    for rayon in purge.RAYONS:
        magasin.ecrire(f"{rayon}/un", b"1")
    semaine, trimestre = maintenant() + timedelta(days=7), maintenant() + timedelta(days=92)
    assert purge.purger(chantier.base, magasin, timedelta(days=90), semaine).objets == 2
    assert magasin.fiche("reponses/un") is None
    assert purge.purger(chantier.base, magasin, timedelta(days=90), trimestre).objets == len(purge.RAYONS) - 2
    with pytest.raises(ValueError, match="ailleurs/un"):
        magasin.ecrire("ailleurs/un", b"1")
    with pytest.raises(FichierAbsent):
        magasin.lire("lots/un")
