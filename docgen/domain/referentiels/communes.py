"""Names of places, compared as people write them: without accents, case, hyphens or abbreviations."""

from __future__ import annotations

import re

from docgen.domain.langue.alphabet import lettres_nues

_SEPARATEURS = re.compile(r"[^0-9a-z]+")
_ABREVIATIONS = {"st": "saint", "ste": "sainte"}
_ARRONDISSEMENT = re.compile(r"^(paris|lyon|marseille) (?:\d{1,2}(?: ?(?:er|e|eme))?)(?: arrondissement)?$")
PAYS_FRANCE = "france"
PAYS_REUNION = frozenset({"reunion", "la reunion"})


def plier(texte: str) -> str:
    """A text in small letters, without accents, its words parted by one space.

    A text that has no Latin letter at all would fold to nothing: it is kept, in small letters.
    """
    return _SEPARATEURS.sub(" ", lettres_nues(texte)).strip() or texte.casefold().strip()


def cle_commune(nom: str) -> str:
    """What two spellings of one commune have in common: ``St-Denis`` and ``SAINT DENIS`` give the same key."""
    cle = " ".join(_ABREVIATIONS.get(mot, mot) for mot in plier(nom).split())
    arrondissement = _ARRONDISSEMENT.match(cle)
    return arrondissement[1] if arrondissement else cle


def est_pays_france(pays: str) -> bool:
    """True for the country « France », in any case."""
    return plier(pays) == PAYS_FRANCE


def est_pays_reunion(pays: str) -> bool:
    """True for « Réunion », which the guide AFPAR enters as a country of birth."""
    return plier(pays) in PAYS_REUNION
