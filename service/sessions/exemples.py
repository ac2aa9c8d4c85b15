"""The fictional sessions that a new user tries; one that is to come stays so, whatever the day."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from importlib.resources import files

EXEMPLES = {
    "session-titre-validee.json": "Session de titre validée : procès-verbaux, parchemins, livrets, notifications",
    "session-titre-a-convoquer.json": "Session de titre à convoquer : convocations et émargement",
    "session-ccp-validee.json": "Session de CCP validée : livrets",
}
AVANCE = timedelta(days=35)  # convocations leave a month ahead
_RECENTE = re.compile(r'"(20[2-9]\d-\d\d-\d\d)"')  # neither a birth nor an old act
_SEMAINE = timedelta(weeks=1)


def exemple(nom: str, jour: date, siret: str | None = None) -> bytes:
    """One of ``EXEMPLES``, as one of the centre of that SIRET, if one is given.

    Of a session that nobody has sat yet, the dates are moved by whole weeks, all together.
    """
    texte = files("docgen.exemples").joinpath(nom).read_text(encoding="utf-8")
    lue = json.loads(texte)
    session = lue["session"]
    if siret is not None:
        texte = texte.replace(f'"{lue["centre"]["siret"]}"', f'"{siret}"')
    retard = jour + AVANCE - date.fromisoformat(session["debut"])
    if session["statut"] == "VALIDEE" or retard <= timedelta():
        return texte.encode()
    ecart = -(-retard // _SEMAINE) * _SEMAINE
    return _RECENTE.sub(lambda trouve: f'"{date.fromisoformat(trouve[1]) + ecart}"', texte).encode()
