"""CERES, played: it deposits sessions, asks for their print lot, follows it, fetches the volumes, and checks them.

``python -m outils.ceres ADRESSE CLE [SESSIONS]`` plays it on a service that runs; tests, proofs and measures too.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pypdfium2

from docgen.client import Client
from docgen.client.modeles_client import Travail
from docgen.client.telechargement import empreinte_de
from docgen.domain.papiers.numero import Numero
from outils.sessions import JOUR, sessions

TYPES = ("pv_general", "pv_individuel", "parchemin", "livret", "notification")
APPELANTS = 4


@dataclass
class Ceres:
    """One play. ``nom`` begins its idempotency keys; ``durees_s``: the seconds of each of its steps."""

    client: Client
    charges: Sequence[tuple[str, bytes]]
    dossier: Path
    types: Sequence[str] = TYPES
    jour: date = JOUR
    nom: str = "ceres"
    durees_s: dict[str, float] = field(default_factory=dict)

    def deposer(self) -> list[str]:
        """Deposit the sessions, several at a time, each once whatever is cut: its name is its key."""
        debut = time.monotonic()
        with ThreadPoolExecutor(APPELANTS) as appelants:
            depots = list(appelants.map(lambda charge: self._deposer(*charge), self.charges))
        self.durees_s["depots"] = time.monotonic() - debut
        return depots

    def _deposer(self, nom: str, octets: bytes) -> str:
        return self.client.deposer(octets, nom, self.jour, f"{self.nom}-{nom}").id

    def demander(self, depots: Sequence[str]) -> Travail:
        """Ask for the lot, once."""
        return self.client.demander_lot(
            depots, jour=self.jour, cle_idempotence=f"{self.nom}-lot", types=list(self.types)
        )

    def suivre(self, travail: Travail, delai_s: float | None = None) -> Iterator[Travail]:
        """The lot at each change, until it is over."""
        debut = time.monotonic()
        yield from self.client.suivre(travail.id, delai_s)
        self.durees_s["lot"] = time.monotonic() - debut

    def rapporter(self, travail: Travail) -> None:
        """Fetch everything that the lot delivers."""
        debut = time.monotonic()
        for fichier in travail.fichiers:
            self.client.telecharger(fichier, self.dossier)
        self.durees_s["telechargements"] = time.monotonic() - debut

    def fautes(self, travail: Travail) -> list[str]:
        """What does not hold in what was fetched, in one sentence each."""
        if not travail.reussi:
            return [f"le lot finit {travail.etat} : {travail.message} {travail.bilan}"]
        manifeste = json.loads((self.dossier / "manifeste.json").read_bytes())
        documents: list[dict[str, Any]] = manifeste["documents"]
        gates = (un for un in travail.fichiers if empreinte_de(self.dossier / un.nom) != un.sha256)
        return [
            *(f"{gate.nom} n'a pas son empreinte" for gate in gates),
            *self._fautes_des_volumes(manifeste),
            *self._fautes_de_compte(documents),
            *self._fautes_du_registre(documents),
        ]

    def _fautes_du_registre(self, documents: Sequence[dict[str, Any]]) -> Iterator[str]:
        """The whole register without a gap; the numbers of these sessions, all in the lot and nothing else."""
        numeros = Counter(document["numero"] for document in documents if document["numero"])
        lot = {document["session"] for document in documents}
        papiers = [papier for papier in self.client.papiers() if papier.numero]
        yield from fautes_de_numeros([papier.numero for papier in papiers if papier.numero])
        yield from (f"{numero} est {fois} fois dans le lot" for numero, fois in numeros.items() if fois > 1)
        siens = {papier.numero for papier in papiers if papier.session in lot and papier.type in self.types}
        if siens != set(numeros):
            yield f"le registre a {len(siens)} numéros de ces sessions, le lot {len(numeros)}"

    def _fautes_des_volumes(self, manifeste: dict[str, Any]) -> Iterator[str]:
        for volume in manifeste["volumes"]:
            chemin = self.dossier / volume["fichier"]
            with pypdfium2.PdfDocument(chemin) as pdf:
                if len(pdf) != volume["pages"]:
                    yield f"{chemin.name} a {len(pdf)} pages, le manifeste en dit {volume['pages']}"
            if empreinte_de(chemin) != volume["sha256"]:
                yield f"{chemin.name} n'a pas l'empreinte du manifeste"

    def _fautes_de_compte(self, documents: Sequence[dict[str, Any]]) -> Iterator[str]:
        """Each document once; as many of each type as the sessions say."""
        uns = Counter((document["type"], document["session"], document["destinataire"]) for document in documents)
        yield from (f"{' '.join(quoi)} est là {fois} fois" for quoi, fois in uns.items() if fois > 1)
        trouves = Counter(document["type"] for document in documents)
        for genre, nombre in attendus(self.charges).items():
            if genre in self.types and trouves[genre] != nombre:
                yield f"{genre} : {trouves[genre]} documents au lieu de {nombre}"


def attendus(charges: Sequence[tuple[str, bytes]]) -> Counter[str]:
    """How many documents of some types the sessions call for."""
    comptes: Counter[str] = Counter()
    for _, octets in charges:
        candidats = json.loads(octets)["candidats"]
        decisions = Counter(candidat["resultat"]["decision"] for candidat in candidats)
        comptes += Counter(
            pv_general=1, pv_individuel=len(candidats), parchemin=decisions["ADMIS"], livret=decisions["PARTIEL"]
        )
    return comptes


def fautes_de_numeros(numeros: Sequence[str]) -> list[str]:
    """Every number once, and every series from 1 without a gap."""
    fautes = [f"{numero} est donné {fois} fois" for numero, fois in Counter(numeros).items() if fois > 1]
    series: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for numero in map(Numero.lire, numeros):
        series[numero.serie, numero.annee, numero.departement].append(numero.sequence)
    return fautes + [
        f"la série {serie} est trouée"
        for serie, sequences in series.items()
        if sorted(sequences) != list(range(1, len(sequences) + 1))
    ]


def jouer(ceres: Ceres) -> dict[str, Any]:
    """The whole play, and its figures.

    Raises:
        SystemExit: something does not hold.
    """
    travail = ceres.demander(ceres.deposer())
    for etape in ceres.suivre(travail):
        print(f"{etape.etat} {etape.faits}/{etape.total or '?'}", file=sys.stderr, flush=True)
        travail = etape
    ceres.rapporter(travail)
    if fautes := ceres.fautes(travail):
        raise SystemExit("\n".join(fautes))
    totaux = json.loads((ceres.dossier / "manifeste.json").read_bytes())["totaux"]
    octets = sum(fichier.taille for fichier in travail.fichiers)
    return {
        "sessions": len(ceres.charges),
        **totaux,
        "volumes": sum(fichier.nom.endswith(".pdf") for fichier in travail.fichiers) - 1,  # and controle.pdf
        "mo": round(octets / 1e6, 1),
        "secondes": {nom: round(duree, 1) for nom, duree in ceres.durees_s.items()},
        "documents_par_seconde": round(totaux["documents"] / ceres.durees_s["lot"]),
    }


def main() -> None:
    """Play on a service that runs."""
    adresse, cle, *nombre = sys.argv[1:]
    with TemporaryDirectory() as dossier, Client(adresse, cle) as client:
        charges = list(sessions(int(nombre[0]) if nombre else 200))
        print(json.dumps(jouer(Ceres(client, charges, Path(dossier), nom=uuid4().hex)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
