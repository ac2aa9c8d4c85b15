"""What ends a request of the pages without being a breakdown."""

from __future__ import annotations


class PageReservee(Exception):
    """The page asks for somebody, or for somebody else, to sign in."""

    def __init__(self, connecte: bool) -> None:
        self.connecte = connecte
        super().__init__(connecte)


class FormulairePerime(Exception):
    """The form was not drawn by us for this visit, or the visit has ended since."""
