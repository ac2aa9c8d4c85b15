"""Pre-printed sheets, from the box to the last spoiled one: received, given in the order of printing, reconciled."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.cli.pilote import Poste
from tests.usecases.lots.chantier import LotLu, ecrire_sessions, faire, lancer, textes

TYPES = ("--types", "parchemin,pv_general", "--souches")
FEUILLES = 20


def test_la_boucle_des_feuilles_preimprimees(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 4)
    departements = _recevoir(poste, fichiers)
    lignes = faire(poste, fichiers, *TYPES).manifeste["documents"]
    poses = _poses(lignes)
    assert len(poses) == sum(ligne["type"] == "parchemin" for ligne in lignes) > 4
    for departement, autorite in departements.items():
        series = [ligne["souche"] for ligne in lignes if ligne["souche"] and ligne["departement"] == autorite]
        assert series == [f"{_lettres(departement)}{rang:05d}" for rang in range(1, len(series) + 1)]
        assert _bilan(poste, departement) == (FEUILLES, len(series), 0, FEUILLES - len(series))
    numero, serie = next(iter(poses.items()))
    assert f"{serie}" in "\n".join(textes(tmp_path / "lot" / "controle.pdf"))

    gachage = ("--motif", "BOURRAGE", "--feuille-gachee", serie, "--date", "2025-12-22")
    assert poste.ici("registre", "gacher", numero, *gachage).code == 0
    (reste,) = faire(poste, fichiers, *TYPES[:2], "--restants", sortie="reste").manifeste["documents"]
    assert reste["numero"] == numero, "only what was spoiled is left to print"
    assert reste["nom"] == next(ligne["nom"] for ligne in lignes if ligne["numero"] == numero) != ""
    (reprise,) = faire(poste, fichiers, "--numeros", numero, "--souches", sortie="encore").manifeste["documents"]
    assert reprise["numero"] == numero
    assert reprise["souche"] not in poses.values()
    departement = next(
        departement for departement, autorite in departements.items() if autorite == reprise["departement"]
    )
    utilisees = Counter(ligne["departement"] for ligne in lignes if ligne["souche"])[reprise["departement"]]
    assert _bilan(poste, departement) == (FEUILLES, utilisees, 1, FEUILLES - utilisees - 1)
    evenement = poste.ici("registre", "situer", numero, "--json").json
    assert (evenement["feuille"], evenement["evenements"][-1]["motif"]) == (reprise["souche"], "BOURRAGE")
    assert poste.ici("registre", "verifier").code == 0


def test_relancer_un_lot_fini_ne_prend_aucune_feuille_de_plus(poste: Poste) -> None:
    fichiers = ecrire_sessions(poste, 2)
    _recevoir(poste, fichiers)
    avant = faire(poste, fichiers, *TYPES).octets()
    assert faire(poste, fichiers, *TYPES).octets() == avant


def test_un_stock_trop_court_refuse_le_lot_sans_rien_attribuer(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 2)
    retour = lancer(poste, fichiers, *TYPES)
    assert retour.code == 1
    assert " : il en faut " in retour.erreurs
    assert poste.ici("registre", "lister", "--json").json == []
    assert not list((tmp_path / "lot").glob("*.pdf"))


def test_un_parchemin_qui_a_sa_feuille_n_en_prend_pas_une_autre(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 2)
    _recevoir(poste, fichiers)
    assert lancer(poste, fichiers[:1], *TYPES).code == 0
    (ecartee,) = faire(poste, fichiers, *TYPES, sortie="deux", code=4).corrections["ecartees"]
    assert ecartee["raison"] == "feuille_posee"
    assert next(iter(_poses(LotLu(tmp_path / "lot").manifeste["documents"]))) in ecartee["message"]


def test_sans_parchemin_l_option_ne_veut_rien_dire(poste: Poste) -> None:
    for options in (("--types", "livret"), ("--pli",)):
        retour = lancer(poste, ecrire_sessions(poste, 1), *options, "--souches")
        assert retour.code == 2
        assert "Aucun parchemin n'est demandé" in retour.erreurs


def _recevoir(poste: Poste, fichiers: list[Path]) -> dict[str, str]:
    """Give every authority a box of sheets; the departments, as the register and as the payloads write them."""
    poste.ouvrir_le_registre()
    departements = {}
    for fichier in fichiers:
        autorite = json.loads(fichier.read_bytes())["autorite"]["departement"]
        departements[autorite.zfill(3)] = autorite
    for departement in departements:
        lettres = _lettres(departement)
        bornes = (f"{lettres}00001", f"{lettres}{FEUILLES:05d}")
        assert poste.ici("registre", "stock", "recevoir", departement, *bornes, "--date", "2025-12-01").code == 0
    return departements


def _lettres(departement: str) -> str:
    return "F" + "".join("ABCDEFGHIJ"[int(chiffre)] for chiffre in departement)


def _poses(lignes: list[Any]) -> dict[str, str]:
    return {ligne["numero"]: ligne["souche"] for ligne in lignes if ligne["souche"]}


def _bilan(poste: Poste, departement: str) -> tuple[int, int, int, int]:
    compte = poste.ici("registre", "stock", "bilan", departement, "--json").json
    assert compte["ecarts"] == []
    return compte["recues"], compte["utilisees"], compte["gachees"], compte["restantes"]
