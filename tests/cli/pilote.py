"""Drive the command line: in a process of its own, as a person does, or in this one, to go fast."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from docgen.cli import main
from tests.naissances import demarrer
from tests.registres import poser_registre

RACINE = Path(__file__).parents[2]
EXEMPLES = RACINE / "docgen" / "exemples"
VALIDEE = EXEMPLES / "session-titre-validee.json"
A_CONVOQUER = EXEMPLES / "session-titre-a-convoquer.json"
CCP = EXEMPLES / "session-ccp-validee.json"
PUBLIQUE = "https://papiers.exemple.fr"  # the papers of a place are true ones, unless it says otherwise
UN_PARCHEMIN = ("--types", "parchemin", "--destinataire", "9741411152681F")
JOURS = {VALIDEE: "2019-03-20", A_CONVOQUER: "2026-11-02", CCP: "2026-07-07"}


_D_OFFICE = {"DOCGEN_COMMUNES": "non", "DOCGEN_URL_PUBLIQUE": PUBLIQUE}


@dataclass(frozen=True)
class Retour:
    """What a command left behind it."""

    code: int
    sortie: str
    erreurs: str

    @property
    def json(self) -> Any:
        """What stdout holds, when ``--json`` was asked for."""
        return json.loads(self.sortie)


@dataclass(frozen=True)
class Poste:
    """A working folder with its own register: where a person runs the commands."""

    dossier: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environnement(self) -> dict[str, str]:
        """That of the tests, without any setting of Docgen but those of this place, nor the machine's communes."""
        ambiant = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("DOCGEN_")}
        return {**ambiant, "PYTHONPATH": str(RACINE), "COLUMNS": "120", **_D_OFFICE, **self.variables}

    def ouvrir_le_registre(self) -> None:
        """Begin the register here, as the service or a first lot would; other commands only find one."""
        poser_registre(self.dossier)

    def demarrer(self, *mots: object, **variables: str) -> subprocess.Popen[str]:
        """Start ``docgen`` in a process of its own."""
        return demarrer(
            mots,
            {**self.environnement, **variables},
            cwd=self.dossier,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def detacher(self, journal: IO[bytes], *mots: object) -> subprocess.Popen[bytes]:
        """Start it at the head of a group of its own, that a campaign may kill; its words go there."""
        return demarrer(
            mots, self.environnement, cwd=self.dossier, stdout=journal, stderr=journal, start_new_session=True
        )

    def lancer(self, *mots: object, **variables: str) -> Retour:
        """Run ``docgen`` in a process of its own, to the end."""
        processus = self.demarrer(*mots, **variables)
        sortie, erreurs = processus.communicate(timeout=120)
        assert "Traceback" not in erreurs, erreurs
        return Retour(processus.returncode, sortie, erreurs)

    def ici(self, *mots: object, **variables: str) -> Retour:
        """Run ``docgen`` in this process: the same door, without the start-up nor the team that renders."""
        flux = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
        with pytest.MonkeyPatch.context() as monde, chdir(self.dossier):
            for nom in [nom for nom in os.environ if nom.startswith("DOCGEN_")]:
                monde.delenv(nom)
            for nom, valeur in {**_D_OFFICE, **self.variables, **variables}.items():
                monde.setenv(nom, valeur)
            monde.setattr(sys, "argv", ["docgen", *map(str, mots)])
            monde.setattr(os, "sched_getaffinity", lambda _: {0})
            with redirect_stdout(flux[0]), redirect_stderr(flux[1]), pytest.raises(SystemExit) as fin:
                main()
        sortie, erreurs = (tampon.buffer.getvalue().decode() for tampon in flux)
        assert isinstance(fin.value.code, int)
        return Retour(fin.value.code, sortie, erreurs)

    def produire(self, *fichiers: Path, options: tuple[str, ...] = (), sortie: str = "sortie") -> Retour:
        """``docgen produire`` here; an example takes its own day, unless the options give one."""
        jour = () if "--date" in options or fichiers[0] not in JOURS else ("--date", JOURS[fichiers[0]])
        return self.ici("produire", *fichiers, *jour, "--sortie", sortie, *options)

    def parchemin(self, sortie: str = "sortie", *options: str) -> Path:
        """Issue that of the first candidate of the validated session; its file."""
        retour = self.produire(VALIDEE, options=(*UN_PARCHEMIN, *options), sortie=sortie)
        assert (retour.code, retour.erreurs) == (0, ""), retour
        return self.pdf(sortie)

    def pdf(self, sortie: str = "sortie") -> Path:
        """The only PDF of a folder."""
        (seul,) = (self.dossier / sortie).glob("*.pdf")
        return seul

    def rapport(self, sortie: str = "sortie") -> Any:
        """The report of a run."""
        return json.loads((self.dossier / sortie / "rapport.json").read_bytes())

    def ecrire(self, donnees: Any, nom: str = "charge.json") -> Path:
        """Write a payload."""
        chemin = self.dossier / nom
        chemin.write_text(json.dumps(donnees, ensure_ascii=False), encoding="utf-8")
        return chemin


def nouveau_poste(dossier: Path) -> Poste:
    """A place whose register is ready, and empty."""
    poste = Poste(dossier)
    poste.ouvrir_le_registre()
    return poste


def charge(exemple: Path = VALIDEE, **session: Any) -> Any:
    """A fresh copy of an example, to be changed; ``session`` changes fields of its session."""
    lue = json.loads(exemple.read_bytes())
    lue["session"].update(session)
    return lue


def noms(dossier: Path) -> list[str]:
    """Every file under a folder, hidden ones included, by its path."""
    return sorted(str(chemin.relative_to(dossier)) for chemin in dossier.rglob("*") if chemin.is_file())


def numeros(rapport: Any) -> dict[tuple[str, str], str]:
    """The number of each numbered document, by type and holder."""
    numerotees = (fiche for fiche in rapport["documents"] if fiche["numero"])
    return {(fiche["type"], fiche["destinataire"]): fiche["numero"] for fiche in numerotees}


def empreintes(rapport: Any) -> dict[str, str]:
    """The digest of each document, by file name."""
    return {fiche["fichier"]: fiche["sha256"] for fiche in rapport["documents"]}


def types(rapport: Any) -> set[str]:
    """The types of the documents made."""
    return {fiche["type"] for fiche in rapport["documents"]}
