"""The kind of the tests as the next version has it: what it leaves between two pieces has another form."""

from __future__ import annotations

from collections.abc import Mapping

from service.travaux.genre import Genre
from tests.service.travaux.catalogue_essai import Essai


class EssaiSuivant(Essai):
    """See :class:`tests.service.travaux.catalogue_essai.Essai`."""

    forme = 2


GENRES: Mapping[str, Genre] = {"essai": EssaiSuivant()}
