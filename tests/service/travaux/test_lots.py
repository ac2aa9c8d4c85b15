"""A print lot as a job: real sessions, a bad one set aside, a worker killed in the middle, each document once."""

from __future__ import annotations

import json
from datetime import date

from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.domain.papiers.stock import Reception, Serie
from docgen.registre.ouverture_registre import ouvrir_registre
from service.socle.reglages import ReglagesTravaux
from service.travaux.fichiers import Fichiers
from service.travaux.genre import Lieux
from service.travaux.moteur import Travaux
from service.travaux.ouverture import ouvrir_travaux
from service.travaux.tables import Etat, Travail
from tests.lecture_pdf import textes
from tests.service.http.serveur import JOUR, charge
from tests.service.travaux.chantier import attendre_la_fin, au_travail


def charges(combien: int, fichiers: Fichiers) -> list[dict[str, str]]:
    """So many valid sessions in the store, and a malformed one."""
    noms = []
    for rang in range(combien):
        fichiers.magasin.ecrire(f"depots/{rang}", charge(id=f"S-LOT-{rang:03d}"))
        noms.append({"nom": f"session-{rang}.json", "cle": f"depots/{rang}"})
    fichiers.magasin.ecrire("depots/mauvais", b'{"version": 1}')
    return [*noms, {"nom": "mauvais.json", "cle": "depots/mauvais"}]


def demander(travaux: Travaux, combien: int, fichiers: Fichiers) -> Travail:
    """Submit the lot of these sessions."""
    commande = {"jour": JOUR, "types": ["parchemin"], "souches": True}
    parametres = {"charges": charges(combien, fichiers), "commande": commande, "pouvoir": {"atteste": True}}
    return travaux.soumettre("lot", parametres, "ceres", None, 0)


def test_un_lot_livre_ses_volumes_et_ses_corrections(lieux: Lieux, fichiers: Fichiers) -> None:
    registre = ouvrir_registre(lieux.configuration.registre, lieux.configuration.cles)
    registre.recevoir(Reception("974", Serie.lire("R0001"), Serie.lire("R0050"), date(2019, 3, 1)))
    with au_travail(ouvrir_travaux(fichiers.base, lieux, ReglagesTravaux(ouvriers=2))) as travaux:
        fini = attendre_la_fin(travaux, demander(travaux, 3, fichiers))
    assert fini.etat is Etat.PARTIEL, fini.message
    assert fini.bilan is not None
    livres = {livre.nom: livre for livre in fichiers.d_un_travail(fini.id)}
    volume = livres[f"LOT_{fini.id[:12]}_VOL_01.pdf"]
    corrections = json.loads(fichiers.magasin.lire(livres["corrections.json"].cle))
    assert "mauvais.json" in json.dumps(corrections)
    papiers = list(registre.lister(PARTOUT))
    assert fini.bilan["totaux"]["documents"] == len(papiers) == fini.documents_prevus > 0
    assert fini.documents == len(papiers)
    assert (fini.feuilles_prevues, fini.volumes_prevus, fini.estimation) == (len(papiers) + 1, 1, 1)
    pages = "".join(textes(fichiers.magasin.lire(volume.cle)))
    assert [papier.numero for papier in papiers if pages.count(papier.numero or "?") < 1] == []
    for papier in papiers:
        assert len(registre.emissions(papier)) == 1
    manifeste = json.loads(fichiers.magasin.lire(livres["manifeste.json"].cle))
    assert [ligne["souche"] for ligne in manifeste["documents"]] == [
        f"R{rang:04d}" for rang in range(1, len(papiers) + 1)
    ]
    assert registre.bilan_stock("974").utilisees == len(papiers)


def test_un_stock_trop_court_fait_echouer_le_travail_et_dit_pourquoi(lieux: Lieux, fichiers: Fichiers) -> None:
    with au_travail(ouvrir_travaux(fichiers.base, lieux, ReglagesTravaux(ouvriers=1))) as travaux:
        fini = attendre_la_fin(travaux, demander(travaux, 1, fichiers))
    assert fini.etat is Etat.ECHOUE
    assert "département 974 : il en faut " in (fini.message or "")
    assert list(ouvrir_registre(lieux.configuration.registre, lieux.configuration.cles).lister(PARTOUT)) == []
