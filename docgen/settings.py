"""What an operator decides. ``docgen.variables`` reads it from the environment, at the start of a command."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from docgen.documents.page.spec import Reglages
from docgen.horloge import PARIS


@dataclass(frozen=True, slots=True)
class ReglagesCachet:
    """The operator's seal: a PKCS#12 file, what opens it, and the time-stamping service (RFC 3161), if any."""

    fichier: Path
    phrase: str | None = field(default=None, repr=False)
    horodatage: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of one run.

    ``cles`` is ``None`` when the keys stand beside the register; ``temoin`` when the last head of its journal stands
    beside the keys, instead of a folder or ``s3://…`` kept by somebody else; ``communes`` when there is no reference of
    communes; ``cachet`` when records bear no seal. ``fuseau`` is the time zone that says which day it is.
    """

    registre: str = "sqlite:///docgen.db"
    cles: Path | None = None
    temoin: str | None = None
    regles_locales: bool = True
    communes: Path | None = None
    reglages: Reglages = field(default_factory=Reglages)
    cachet: ReglagesCachet | None = None
    fuseau: str = PARIS

    @property
    def des_moteurs(self) -> Configuration:
        """What engines are given of it: no register, no key, no seal."""
        return Configuration(reglages=self.reglages)


def communes_par_defaut() -> Path:
    """Where « make communes » puts the reference: beside the libraries, in the same environment."""
    return Path(sys.prefix) / "share" / "docgen" / "communes.txt"
