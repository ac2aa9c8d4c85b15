"""What goes with the volumes: the manifest, in JSON and in CSV, and the file of corrections. Written as streams."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from docgen.contract.interne import en_objet
from docgen.domain.papiers.lots import Comptes
from docgen.usecases.lots.plan import Ecartee, LigneDocument, Plan, VolumeRendu

COLONNES = (
    "rang",
    "type",
    "session",
    "destinataire",
    "nom",
    "siret",
    "departement",
    "numero",
    "volume",
    "premiere_page",
    "derniere_page",
    "pages",
    "feuilles",
    "sha256",
    "version_modele",
    "souche",
)
# The house's own words, which no spreadsheet takes for something else.
_MOTS = ("type", "volume")


@dataclass(frozen=True, slots=True)
class VolumeNomme:
    """A volume in its place in the lot: ``numero`` from 1, and the name of its file."""

    numero: int
    fichier: str
    rendu: VolumeRendu

    def en_json(self) -> dict[str, object]:
        """The manifest's line for the volume."""
        rendu = self.rendu
        return {"fichier": self.fichier, "octets": rendu.octets, "sha256": rendu.sha256, **asdict(rendu.comptes)}


def lignes(volumes: Iterable[VolumeNomme]) -> Iterator[LigneDocument]:
    """Every document of these volumes, in the order of printing."""
    for volume in volumes:
        yield from volume.rendu.documents


def fiches(volumes: Iterable[VolumeNomme], series: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """The manifest's line for every document, in the order of the lot; ``souche``: the pre-printed sheet it takes."""
    documents = ((ligne, volume) for volume in volumes for ligne in volume.rendu.documents)
    for rang, (ligne, volume) in enumerate(documents, start=1):
        propres = {
            "rang": rang,
            "volume": volume.fichier,
            "premiere_page": ligne.page,
            "derniere_page": ligne.page + ligne.pages - 1,
            "souche": series.get(ligne.numero or ""),
        }
        yield {nom: propres[nom] if nom in propres else getattr(ligne, nom) for nom in COLONNES}


def ecrire_manifeste(
    chemin: Path, plan: Plan, volumes: Sequence[VolumeNomme], totaux: Comptes, series: Mapping[str, str]
) -> None:
    """``manifeste.json``: the lot, then a line a document. ``series``: the pre-printed sheet of each number."""
    tete: Mapping[str, object] = {"version": 1, "lot": plan.lot, **en_objet(plan.commande), "totaux": asdict(totaux)}
    with chemin.open("w", encoding="utf-8") as flux:
        flux.write(json.dumps(tete, ensure_ascii=False, indent=1).removesuffix("\n}"))
        for nom, liste in (
            ("documents", fiches(volumes, series)),
            ("volumes", (volume.en_json() for volume in volumes)),
        ):
            flux.write(f',\n "{nom}": [')
            for rang, ligne in enumerate(liste):
                flux.write(f"{',' if rang else ''}\n  {json.dumps(ligne, ensure_ascii=False)}")
            flux.write("\n ]")
        flux.write("\n}\n")


def ecrire_csv(chemin: Path, volumes: Iterable[VolumeNomme], series: Mapping[str, str]) -> None:
    """``manifeste.csv``: the same lines, for a spreadsheet (semicolons, and the mark by which it knows UTF-8).

    An apostrophe stands before each text that someone wrote: without it a spreadsheet would run ``=1+1``, and read
    ``0012E5``, ``069`` and ``2026-11`` as a number or a date (OWASP, CSV Injection).
    """
    with chemin.open("w", encoding="utf-8-sig", newline="") as flux:
        redacteur = csv.writer(flux, delimiter=";")
        redacteur.writerow(COLONNES)
        redacteur.writerows(map(_pour_tableur, fiches(volumes, series)))


def _pour_tableur(ligne: dict[str, object]) -> list[object]:
    return [f"'{valeur}" if isinstance(valeur, str) and nom not in _MOTS else valeur for nom, valeur in ligne.items()]


def ecrire_corrections(chemin: Path, plan: Plan, ecartees: Iterable[Ecartee]) -> None:
    """``corrections.json``: what was set aside, and why; what had nothing to print is told apart."""
    toutes = [asdict(ecartee) for ecartee in ecartees]
    contenu = {
        "version": 1,
        "lot": plan.lot,
        "ecartees": [ecartee for ecartee in toutes if ecartee["raison"] != "sans_objet"],
        "sans_objet": [ecartee for ecartee in toutes if ecartee["raison"] == "sans_objet"],
    }
    chemin.write_text(json.dumps(contenu, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
