"""The engines' logs, read as verdicts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Final

from docgen.errors import RenduImpossible

_JOURNAUX: Final = ("weasyprint", "fontTools")


class _Releve(logging.Handler):
    """Keeps what this thread's engine complains of; other threads render other documents."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.plaintes: list[str] = []
        self._fil = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._fil:
            self.plaintes.append(record.getMessage())


def _ouvrir(nom: str) -> logging.Logger:
    """A log that speaks: a program's logging set-up may well have silenced it, and silence would pass for success."""
    journal = logging.getLogger(nom)
    journal.disabled = False
    if journal.getEffectiveLevel() > logging.WARNING:
        journal.setLevel(logging.WARNING)
    if not journal.isEnabledFor(logging.WARNING):
        raise RenduImpossible(
            "Le document n'a pas pu être composé : les avertissements du moteur sont coupés (logging.disable), une "
            "lettre ou une image manquante passerait inaperçue. Rétablissez les journaux du programme."
        )
    return journal


@contextmanager
def rien_a_signaler(objet: str) -> Iterator[None]:
    """Fail at the end of the block if an engine logged a warning or worse in it.

    Raises:
        RenduImpossible: with all that the engine said.
    """
    from weasyprint.urls import FatalURLFetchingError

    releve = _Releve()
    journaux = [_ouvrir(nom) for nom in _JOURNAUX]
    for journal in journaux:
        journal.addHandler(releve)
    try:
        yield
    except FatalURLFetchingError as cause:
        raise RenduImpossible(
            f"« {objet} » n'a pas pu être composé : {cause.__cause__}. Un document n'emploie que les fichiers du "
            "dossier des modèles et les adresses data: ; corrigez le modèle."
        ) from cause
    finally:
        for journal in journaux:
            journal.removeHandler(releve)
    if releve.plaintes:
        dits = " ; ".join(dict.fromkeys(releve.plaintes))
        raise RenduImpossible(
            f"« {objet} » n'a pas pu être composé : le moteur signale « {dits} ». Corrigez la donnée ou le modèle "
            "en cause."
        )
