"""The certificates by which the operator has sealed: who verifies a paper years later still knows whose they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import Connection, select

from docgen.registre import tables
from docgen.registre.chain import Acte
from docgen.registre.journal import Plume


@dataclass(frozen=True, slots=True)
class CertificatConnu:
    """A certificate, known by its SHA-256; it sealed from ``depuis`` on, until the next one did."""

    empreinte: str
    par: str
    certificat: str
    depuis: date
    jusqu_a: date | None = None


def inscrire(plume: Plume, empreinte: str, par: str, certificat: str) -> None:
    """Write down a certificate that begins to seal; one that did before is there already."""
    if any(connu.empreinte == empreinte for connu in connus(plume.connexion)):  # asked once the head is held
        return
    ligne = {"empreinte": empreinte, "par": par, "certificat": certificat, "jour": plume.horodatage[:10]}
    plume.ecrire(Acte.CACHET, [ligne], tables.cachets)


def connus(connexion: Connection) -> tuple[CertificatConnu, ...]:
    """Every certificate that has sealed, oldest first."""
    lus = connexion.execute(select(tables.cachets).order_by(tables.cachets.c.rang)).mappings().all()
    return tuple(
        CertificatConnu(
            lu["empreinte"],
            lu["par"],
            lu["certificat"],
            date.fromisoformat(lu["jour"]),
            date.fromisoformat(suivant["jour"]) if suivant else None,
        )
        for lu, suivant in pairwise([*lus, None])
        if lu
    )
