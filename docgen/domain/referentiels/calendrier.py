"""Days and months on a calendar: the 31st plus one month is the last day of the next month.

A titre without end is often given 31/12/9999 as its end of validity, so a sum that leaves the calendar stops at
its first or last day instead of failing.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MOIS_COURTS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def ajouter_mois(jour: date, mois: int) -> date:
    """The day ``mois`` months later (earlier when negative), brought back to the month's last day if need be."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    if annee > date.max.year:
        return date.max
    if annee < date.min.year:
        return date.min
    return date(annee, rang + 1, min(jour.day, calendar.monthrange(annee, rang + 1)[1]))


def ajouter_jours(jour: date, jours: int) -> date:
    """The day ``jours`` days later (earlier when negative)."""
    return date.fromordinal(max(date.min.toordinal(), min(jour.toordinal() + jours, date.max.toordinal())))


def jour_iso(texte: str | None) -> date | None:
    """The day that an ISO text says, where there is one."""
    return date.fromisoformat(texte) if texte else None


def jour_francais(jour: date) -> str:
    """A day as French writes it: ``25 février 2019``, ``1er mars 2019``."""
    return f"{jour.day}{'er' if jour.day == 1 else ''} {MOIS[jour.month - 1]} {jour.year}"


def en_utc(instant: datetime) -> datetime:
    """The instant in UTC; without a time zone, it is taken for UTC already."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def minuit(jour: date) -> datetime:
    """The first instant of a day, in UTC: what files bear, so that the same day gives the same bytes."""
    return datetime.combine(jour, time(), UTC)
