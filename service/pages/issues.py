"""What ends a request of the pages without being a breakdown."""

from __future__ import annotations

from docgen.errors import DocgenError


class PageReservee(DocgenError):
    """Cette page demande de se connecter."""

    def __init__(self, connecte: bool) -> None:
        self.connecte = connecte
        super().__init__()


class FormulairePerime(DocgenError):
    """Le formulaire n'est plus valable : la visite a pris fin, ou il vient d'une autre page. Rouvrez-le."""
