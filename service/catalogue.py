"""The kinds of jobs that the service takes."""

from __future__ import annotations

from collections.abc import Mapping

from service.lots.travail_lot import Lot
from service.papiers.travail_dossier import Dossier
from service.retours.travail_retours import Retours
from service.travaux.genre import Genre

GENRES: Mapping[str, Genre] = {"dossier": Dossier(), "lot": Lot(), "retours": Retours()}
