"""What a call may end with when the service says nothing that can be used; its refusals are in ``refus``.

The first line of a docstring is the default message, in French. ``passagere``: the same call may succeed later.
"""

from __future__ import annotations


class ErreurClient(Exception):
    """L'appel au service n'a pas abouti."""

    passagere: bool = False
    apres_s: float | None = None  # when the service says how long to wait

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])


class ServiceInjoignable(ErreurClient):
    """Le service ne répond pas : vérifiez son adresse et le réseau, puis recommencez."""

    passagere = True


class ReponseIncomprise(ErreurClient):
    """La réponse n'est pas celle de Docgen : vérifiez l'adresse, et que le client et le service vont ensemble."""


class DelaiDepasse(ErreurClient):
    """Le travail n'est pas fini dans le délai donné : il continue, reprenez son suivi plus tard."""


class TravailSansSucces(ErreurClient):
    """Le travail n'a pas tout fait : son bilan dit ce qui s'y oppose."""


class FichierAltere(ErreurClient):
    """Le fichier reçu n'est pas celui qui est annoncé : rien n'a été gardé, recommencez."""


class FichierDifferent(ErreurClient):
    """Un autre fichier porte déjà ce nom : il n'a pas été remplacé, choisissez un autre dossier."""
