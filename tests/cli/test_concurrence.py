"""Many processes at once, and processes that are killed: no number is lost, doubled or skipped."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from docgen.domain.papiers.numero import Numero
from docgen.rendering.lecture_pdf import lire_pdf
from tests.cli.pilote import JOURS, VALIDEE, Poste, charge, empreintes, numeros
from tests.registre.lieux import Lieu

PROCESSUS = 6
MISES_A_MORT = 8
GRAINE = 20_190_225


def test_des_processus_produisent_la_meme_session_au_meme_instant(lieu: Lieu, tmp_path: Path) -> None:
    """Sixteen of them are in ``tests/preuves``."""
    produire_ensemble(Poste(tmp_path, {"DOCGEN_REGISTRE": lieu.url, "DOCGEN_CLES": str(lieu.cles)}), PROCESSUS)


def produire_ensemble(poste: Poste, combien: int) -> None:
    """The same papers and the same bytes for all, each number once, each issue written down."""
    options = ("--types", "parchemin", "--date", JOURS[VALIDEE])
    sorties = [f"sortie-{rang}" for rang in range(combien)]
    for un in [poste.demarrer("produire", VALIDEE, *options, "--sortie", sortie) for sortie in sorties]:
        _, erreurs = un.communicate(timeout=300)
        assert (un.returncode, erreurs) == (0, "")
    rapports = [poste.rapport(sortie) for sortie in sorties]
    premier = numeros(rapports[0])
    assert sorted(Numero.lire(numero).sequence for numero in premier.values()) == [1, 2, 3]
    assert all(numeros(rapport) == premier for rapport in rapports)
    assert all(empreintes(rapport) == empreintes(rapports[0]) for rapport in rapports)
    lister = poste.ici("registre", "lister", "--json").json
    assert sorted(papier["numero"] for papier in lister) == sorted(premier.values())
    assert poste.ici("registre", "exporter").sortie.count('"acte": "EMISSION"') == 3 * combien
    verification = poste.lancer("registre", "verifier")
    assert (verification.code, verification.sortie) == (0, "Le registre est intact.\n")


def test_des_processus_tues_net_ne_perdent_ni_ne_doublent_rien(poste: Poste) -> None:
    """Each one is killed at a moment drawn over the whole length of a run; then all the sessions are produced."""
    hasard = random.Random(GRAINE)
    jour = ("--date", JOURS[VALIDEE])
    # Enough documents for the run to share them among processes, which must die with it.
    options = ("--types", "parchemin,livret,notification", *jour)
    sessions = [str(700_000 + rang) for rang in range(MISES_A_MORT + 1)]
    fichiers = [poste.ecrire(charge(id=session), f"{session}.json") for session in sessions]
    debut = time.monotonic()
    assert poste.lancer("produire", fichiers[0], *options, "--sortie", "temoin").code == 0
    duree = time.monotonic() - debut
    for rang, fichier in enumerate(fichiers[1:]):
        processus = poste.demarrer("produire", fichier, *options)
        # One moment in each eighth of the run, so that all of it is covered.
        time.sleep(duree * (rang + hasard.random()) / MISES_A_MORT)
        processus.kill()
        # The end of its pipes, hence that of the processes which it had started to render.
        processus.communicate(timeout=10)
        assert processus.returncode in (0, -signal.SIGKILL)
        for pdf in (poste.dossier / "sortie").rglob("*.pdf"):
            assert lire_pdf(pdf.read_bytes(), textes=False).pages >= 1
    retour = poste.lancer("produire", *fichiers, "--types", "parchemin,livret", *jour, "--sortie", "tout")
    assert retour.code == 0, retour
    obtenus = [fiche["numero"] for fiche in poste.rapport("tout")["documents"] if fiche["numero"]]
    assert len(obtenus) == len(set(obtenus)) == 4 * len(fichiers)
    for lettre, nombre in (("", 3), ("L", 1)):
        rangs = sorted(Numero.lire(n).sequence for n in obtenus if n.startswith("L") == bool(lettre))
        assert rangs == list(range(1, nombre * len(fichiers) + 1))
    assert poste.lancer("registre", "verifier").code == 0
    ecrits = {str(pdf.relative_to(poste.dossier / "tout")) for pdf in (poste.dossier / "tout").rglob("*.pdf")}
    assert ecrits == set(empreintes(poste.rapport("tout")))
