"""Lots to look at: a few fictional sessions, made small, in a folder with a register of its own."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from outils.sessions import JOUR, VEILLE, avant, session
from tests import lecture_pdf
from tests.cli.pilote import Poste, Retour

CANDIDATS = 4
DATE = JOUR.isoformat()
TYPES = "pv_general,pv_individuel,parchemin,livret,notification,formulaire_remise"
MALFORMEE, REFUSEE, DIVERGENTE = 2, 5, 7  # the ranks of the bad sessions of :func:`ecrire_sessions`


def petite(rang: int) -> dict[str, Any]:
    """A session of at most four candidates."""
    charge = session(rang)
    charge["candidats"] = charge["candidats"][:CANDIDATS]
    return charge


def ecrire_sessions(poste: Poste, nombre: int, *, mauvaises: bool = False) -> list[Path]:
    """Files of sessions; among the bad ones, one is malformed, one refused by the rules."""
    fichiers = []
    for rang in range(nombre):
        charge = petite(rang * 101 % 404 + rang)  # several sessions a department, several departments
        if mauvaises and rang == MALFORMEE:
            del charge["titre"]
        if mauvaises and rang == REFUSEE:
            charge["session"]["statut"] = "SUSPENDUE"
        if mauvaises and rang == DIVERGENTE:
            charge["candidats"][0]["resultat"] = None
        fichiers.append(poste.ecrire(charge, f"session-{rang:02d}.json"))
    return fichiers


def lancer(poste: Poste, fichiers: list[Path], *options: str, sortie: str = "lot") -> Retour:
    """``docgen lot`` in this process."""
    return poste.ici("lot", *fichiers, "--date", DATE, "--sortie", sortie, *options)


@dataclass(frozen=True)
class LotLu:
    """A finished lot, read with other libraries than those that wrote it."""

    dossier: Path

    @property
    def manifeste(self) -> Any:
        """``manifeste.json``."""
        return json.loads((self.dossier / "manifeste.json").read_bytes())

    @property
    def corrections(self) -> Any:
        """``corrections.json``."""
        return json.loads((self.dossier / "corrections.json").read_bytes())

    @property
    def volumes(self) -> list[Path]:
        """The volume files, in order."""
        return sorted(self.dossier.glob("LOT_*_VOL_*.pdf"))

    def octets(self) -> dict[str, bytes]:
        """Every file of the folder."""
        return {chemin.name: chemin.read_bytes() for chemin in sorted(self.dossier.iterdir()) if chemin.is_file()}

    def lecteur(self, volume: str) -> PdfReader:
        """A volume, opened by pypdf."""
        return PdfReader(io.BytesIO((self.dossier / volume).read_bytes()))

    def documents(self, volume: str) -> list[Any]:
        """The lines of the manifest for a volume."""
        return [ligne for ligne in self.manifeste["documents"] if ligne["volume"] == volume]


def faire(poste: Poste, fichiers: list[Path], *options: str, sortie: str = "lot", code: int = 0) -> LotLu:
    """The same, which ends with that code; the lot."""
    retour = lancer(poste, fichiers, *options, sortie=sortie)
    assert retour.code == code, retour
    return LotLu(poste.dossier / sortie)


def textes(volume: Path) -> list[str]:
    """The text of each page, by pypdfium2."""
    return lecture_pdf.textes(volume.read_bytes())


def codes_qr(volume: Path, pages: list[int]) -> Iterator[str]:
    """What a camera reads on each of these pages (from 1)."""
    contenu = volume.read_bytes()
    for page in pages:
        lus = lecture_pdf.lire_qr(lecture_pdf.page_image(contenu, page, 200))
        assert len(lus) == 1, f"page {page}: {len(lus)} QR code(s)"
        yield lus[0]


def faire_les_deux_lots(poste: Poste, charges: list[dict[str, Any]]) -> tuple[LotLu, LotLu]:
    """The convocations of these sessions, on the eve of the year, then their papers: nobody is set aside."""
    demandes = {
        "convocations": ([avant(charge) for charge in charges], "convocation_candidat,convocation_jure", VEILLE),
        "papiers": (charges, TYPES.removesuffix(",formulaire_remise"), JOUR),
    }
    for nom, (siennes, types, jour) in demandes.items():
        fichiers = [poste.ecrire(charge, f"{nom}-{charge['session']['id']}.json") for charge in siennes]
        retour = poste.ici("lot", *fichiers, "--types", types, "--date", jour.isoformat(), "--sortie", nom)
        assert retour.code == 0, retour
        assert LotLu(poste.dossier / nom).corrections["ecartees"] == []
    return LotLu(poste.dossier / "convocations"), LotLu(poste.dossier / "papiers")


def textes_des_candidats(charge: dict[str, Any]) -> list[str]:
    """What a session says of its candidates that a convocation prints."""
    return [
        texte
        for candidat in charge["candidats"]
        for texte in (candidat["nom"], *candidat["prenoms"].split(", "), *candidat["adresse"].values())
    ]


def perdus(charges: list[dict[str, Any]], lots: tuple[LotLu, ...]) -> list[str]:
    """What is not in the volumes as it is written, read by another library than the house's; spaces aside."""
    lu = re.sub(r"\s", "", "".join(page for lot in lots for volume in lot.volumes for page in textes(volume)))
    return [texte for charge in charges for texte in textes_des_candidats(charge) if re.sub(r"\s", "", texte) not in lu]
