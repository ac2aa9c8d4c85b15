"""A hundred spoilt payloads: each one is refused with its place and its reason, or it was still good.

``tests/preuves`` has three times as many.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import Erreur
from tests.cli.pilote import A_CONVOQUER, CCP, JOURS, VALIDEE, Poste, Retour, charge, noms
from tests.contract.charges import code_du_message
from tests.contract.test_mutations import MUTATIONS
from tests.registres import poser_registre
from tests.usecases.moteurs import MoteurFactice

GRAINE = 20_190_225
NOMBRE = 99
REELS = 1
VUS_DE_L_EXTERIEUR = 4
EXEMPLES = (VALIDEE, A_CONVOQUER, CCP)
# What a spoilt payload may end in. A breakdown is none of them.
ATTENDUS = {0, 1, 3}

Cas = tuple[str, bytes]


def gater(nombre: int, graine: int) -> Iterator[Cas]:
    """The payloads, each with its today."""
    hasard = random.Random(graine)
    for rang in range(nombre):
        exemple = EXEMPLES[rang % len(EXEMPLES)]
        texte = MUTATIONS[rang // len(EXEMPLES) % len(MUTATIONS)](hasard, charge(exemple))
        yield JOURS[exemple], texte.encode("utf-8", "surrogatepass")


def verifier(retour: Retour, sortie: Path, code: int) -> None:
    """The answer is one that a person can act upon, and a program read."""
    assert "Traceback" not in retour.erreurs
    assert retour.code == code
    (seule,) = retour.json["charges"]
    assert retour.json["code"] == code
    if code == 0:
        assert seule["erreurs"] == []
        assert len(noms(sortie)) == 1 + len(retour.json["documents"]) > 1
        return
    assert not sortie.exists()
    assert retour.json["documents"] == []
    if code == 1:
        bloquants = [manquement for manquement in seule["manquements"] if manquement["gravite"] == "BLOQUANT"]
        assert bloquants
        assert all(manquement["chemin"].startswith("/") for manquement in bloquants)
        assert all(manquement["message"].endswith(".") for manquement in bloquants)
        return
    assert seule["erreurs"]
    for champs in seule["erreurs"]:
        erreur = Erreur(**champs)
        assert code_du_message(erreur.message)
        assert erreur.chemin == "" or erreur.chemin.startswith("/")
        assert (erreur.ligne or 0) >= 1


def tenter(poste: Poste, cas: Cas, rang: int) -> Retour:
    """Produce one payload in this process, with a register that has seen nothing."""
    jour, octets = cas
    fichier = poste.dossier / "charge.json"
    fichier.write_bytes(octets)
    for reste in poste.dossier.glob("docgen.*"):  # the keys and the witness remember what the last case numbered
        reste.unlink()
    poser_registre(poste.dossier)
    return poste.produire(fichier, options=("--date", jour, "--json"), sortie=f"sortie-{rang}")


def test_cent_charges_gatees(poste: Poste) -> None:
    codes = eprouver_des_charges_gatees(poste, NOMBRE, GRAINE, REELS, VUS_DE_L_EXTERIEUR)
    assert codes[3] > NOMBRE // 2, codes
    assert codes[1] >= 2, codes
    assert 2 <= codes[0] <= NOMBRE // 4, codes


def eprouver_des_charges_gatees(poste: Poste, nombre: int, graine: int, reels: int, dehors: int) -> Counter[int]:
    """Produce as many of them, and give their codes; some of the good ones by the real engine, of the bad ones by a
    command of its own.
    """
    codes: Counter[int] = Counter()
    bons: list[Cas] = []
    mauvais: list[tuple[Cas, int]] = []
    with pytest.MonkeyPatch.context() as monde:
        monde.setattr("docgen.usecases.atelier.Atelier.moteur", MoteurFactice())
        for rang, cas in enumerate(gater(nombre, graine)):
            retour = tenter(poste, cas, rang)
            assert retour.code in ATTENDUS, (rang, cas[1], retour)
            verifier(retour, poste.dossier / f"sortie-{rang}", retour.code)
            codes[retour.code] += 1
            if retour.code:
                mauvais.append((cas, retour.code))
            else:
                bons.append(cas)
    for rang, cas in enumerate(bons[:reels], nombre):
        verifier(tenter(poste, cas, rang), poste.dossier / f"sortie-{rang}", 0)
    for rang, (cas, code) in enumerate(random.Random(graine).sample(mauvais, dehors)):
        fichier = poste.dossier / "charge.json"
        fichier.write_bytes(cas[1])
        options = ("--date", cas[0], "--sortie", f"dehors-{rang}")
        verifier(poste.lancer("produire", fichier, *options, "--json"), poste.dossier / f"dehors-{rang}", code)
    return codes


def test_sans_json_chaque_faute_est_une_ligne_qui_dit_ou(poste: Poste) -> None:
    donnees = charge()
    del donnees["titre"]["libelle"]
    donnees["candidats"][1]["naissance"]["date"] = "2019-02-30"
    fichier = poste.dossier / "charge.json"
    fichier.write_text(json.dumps(donnees, indent=1), encoding="utf-8")
    retour = poste.produire(fichier)
    assert retour.code == 3
    lignes = [ligne for ligne in retour.sortie.splitlines() if "✗" in ligne]
    assert len(lignes) == 2
    place = next(ligne for ligne in lignes if "/candidats/1/naissance/date" in ligne).split(":")[1]
    assert "2019-02-30" in fichier.read_text().splitlines()[int(place) - 1]


def test_ce_que_la_sortie_ne_sait_pas_ecrire_est_epele(poste: Poste) -> None:
    """An old terminal loses the accents, not the message."""
    fichier = poste.dossier / "charge.json"
    fichier.write_text('{"version": 1, "session": 1}')
    retour = poste.lancer("produire", fichier, PYTHONIOENCODING="ascii")
    assert retour.code == 3
    assert "\\u2717" in retour.sortie
