"""French typography of values: dates, hours, numbers, spaces. Everything a view prints passes here."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache

from docgen.domain.referentiels.calendrier import MOIS, jour_francais

INSECABLE = "\u00a0"
FINE = "\u202f"
TIRET = "–"
_RETENUS = 256  # the labels of a titre come again on each document of a session
_CONTRACTIONS = {"le": "au", "les": "aux"}
# What a number of the overseas departments begins with, after its zero; then their codes, seen from abroad.
_OUTRE_MER = "262|263|269|590|594|596|639|690|691|692|693|694|696|697|976"
_INDICATIFS = "262|590|594|596"
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def date_longue(jour: date) -> str:
    """``25 février 2019``; the first of a month is ``1er``."""
    return jour_francais(jour).replace(" ", INSECABLE)


def date_avec_jour(jour: date) -> str:
    """``lundi 25 février 2019``."""
    return f"{_JOURS[jour.weekday()]} {date_longue(jour)}"


def date_courte(jour: date) -> str:
    """``25/02/2019``, for columns and boxes."""
    return f"{jour:%d/%m/%Y}"


def periode(debut: date, fin: date) -> str:
    """``le 8 juin 2026`` or ``du 25 au 27 février 2019``, as short as the two days allow."""
    if debut == fin:
        return f"le {date_longue(debut)}"
    if debut.year != fin.year:
        return f"du {date_longue(debut)} au {date_longue(fin)}"
    depart = "1er" if debut.day == 1 else str(debut.day)
    if debut.month != fin.month:
        depart = f"{depart}{INSECABLE}{MOIS[debut.month - 1]}"
    return f"du {depart} au {date_longue(fin)}"


def heure(instant: time) -> str:
    """``8 h 30``, ``8 h``."""
    texte = f"{instant.hour}{INSECABLE}h"
    return f"{texte}{INSECABLE}{instant.minute:02d}" if instant.minute else texte


def duree(minutes: int | None) -> str:
    """``5 h 30``, ``45 min``; a test that does not take place is ``sans objet``."""
    if not minutes:
        return "sans objet"
    heures, reste = divmod(minutes, 60)
    if not heures:
        return f"{reste}{INSECABLE}min"
    return f"{heures}{INSECABLE}h" + (f"{INSECABLE}{reste:02d}" if reste else "")


def siret(chiffres: str) -> str:
    """``999 999 998 00019``: the SIREN by threes, then the NIC."""
    return INSECABLE.join((chiffres[:3], chiffres[3:6], chiffres[6:9], chiffres[9:]))


def telephone(numero: str | None) -> str | None:
    """A number grouped as it is said: ``01 23 45 67 89``, overseas ``0262 12 34 56``, ``+262 262 12 34 56``.

    A number that is neither French nor of an overseas code is left as it is.
    """
    if numero is None:
        return None
    national = re.fullmatch(r"(0\d)(\d\d)(\d\d)(\d\d)(\d\d)", numero)
    if outre_mer := re.fullmatch(rf"(0(?:{_OUTRE_MER}))(\d\d)(\d\d)(\d\d)", numero):
        return INSECABLE.join(outre_mer.groups())
    if national:
        return INSECABLE.join(national.groups())
    international = re.fullmatch(
        rf"(?:\+|00)(?:(33)(\d)(\d\d)(\d\d)(\d\d)(\d\d)|({_INDICATIFS})(\d{{3}})(\d\d)(\d\d)(\d\d))", numero
    )
    return f"+{INSECABLE.join(filter(None, international.groups()))}" if international else numero


def a_lieu(lieu: str) -> str:
    """A place after « à », its article contracted: ``au Port``, ``aux Avirons``, ``à La Rochelle``."""
    trouve = re.fullmatch(r"(les?)[\s-]+(\S.*)", lieu, re.IGNORECASE)
    if trouve is None:
        return f"à {nom_imprime(lieu)}"
    return f"{_CONTRACTIONS[trouve[1].casefold()]} {nom_imprime(trouve[2])}"


def nom_imprime(nom: str) -> str:
    """A name as it is printed: ``'`` is the typographic apostrophe, a hyphen between spaces is a dash."""
    return nom.replace("'", "’").replace(" - ", f" {TIRET} ")


@lru_cache(maxsize=_RETENUS)
def texte_courant(texte: str) -> str:
    """A text that someone typed, with the spaces, apostrophes and dashes of French typography. No word changes."""
    texte = re.sub("^- ", f"{TIRET} ", nom_imprime(texte.strip()))
    texte = re.sub(r"[ \u00a0\u202f]*([;!?]+)(?=\s|$|»)", FINE + r"\1", texte)
    texte = re.sub(r"(?:[ \u00a0\u202f]+|(?<=[\w)»])):(?=\s|$|»)", INSECABLE + ":", texte)
    texte = re.sub(r"«[ \u00a0\u202f]*", "«" + INSECABLE, texte)
    return re.sub(r"[ \u00a0\u202f]*»", INSECABLE + "»", texte)


def paragraphes(texte: str | None) -> tuple[str, ...]:
    """The lines of a text that someone typed, empty ones left out."""
    return tuple(texte_courant(ligne) for ligne in (texte or "").splitlines() if ligne.strip())


def majuscule(texte: str) -> str:
    """The text with its first letter as a capital, its accent kept."""
    return texte[:1].upper() + texte[1:]


def accord(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """``1 candidat``, ``12 candidats``; in French, zero and one are singular."""
    return f"{nombre}{INSECABLE}{singulier if nombre < 2 else pluriel or singulier + 's'}"
