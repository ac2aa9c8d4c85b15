"""The kinds of jobs that the service takes."""

from __future__ import annotations

from collections.abc import Mapping

from service.jobs.dossier import Dossier
from service.jobs.genres import Genre
from service.jobs.lot import Lot

GENRES: Mapping[str, Genre] = {"dossier": Dossier(), "lot": Lot()}
