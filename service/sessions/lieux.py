"""Where something is in a payload, as a secretary says it: whose it is, and what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from docgen.contract.positions import Chemin
from docgen.contract.schema_charge import schema_json

_LISTES = {
    "candidats": "candidat",
    "jures": "juré",
    "surveillants": "surveillant",
    "habilitations": "habilitation",
    "epreuves": "épreuve",
    "ccp": "CCP",
    "ccs": "CCS",
    "ccp_acquis": "CCP acquis",
    "ccp_anterieurs": "CCP détenu",
}
_OBJETS = {
    "session": "la session",
    "centre": "le centre",
    "autorite": "l’autorité",
    "titre": "le titre",
    "agrement": "l’agrément",
    "responsable": "le responsable de session",
    "geste": "le report",
}
_FEMININS = frozenset({"habilitations", "epreuves"})
_FIN = re.compile(r" ?[:;.,]")


def designer(chemin: Chemin, donnees: object) -> tuple[str, str]:
    """Who or what a place belongs to, and which field it is: ``1er candidat, Marie FONTAINE``, ``date de naissance``.

    ``donnees`` is the payload, whatever is wrong in it; either text may be empty.
    """
    qui: list[str] = []
    objet: Any = donnees
    rang = 0
    while rang < len(chemin):
        cle = chemin[rang]
        suivant = chemin[rang + 1] if rang + 1 < len(chemin) else None
        objet = _dans(objet, cle)
        if cle in _LISTES and isinstance(suivant, int):
            objet, rang = _dans(objet, suivant), rang + 1
            qui.append(", ".join(filter(None, (_rang(suivant, str(cle)), _nom(objet)))))
        elif rang == 0 and cle in _OBJETS:
            qui.append(_OBJETS[str(cle)])
        else:
            break
        rang += 1
    return ", ".join(qui), _champ(chemin) if rang < len(chemin) else ""


def _rang(position: int, liste: str) -> str:
    ordinal = ("1re" if liste in _FEMININS else "1er") if position == 0 else f"{position + 1}e"
    return f"{ordinal} {_LISTES[liste]}"


def _nom(objet: object) -> str:
    """A person's first first name and name, as the file has them."""
    if not isinstance(objet, Mapping):
        return ""
    prenoms, nom = objet.get("prenoms") or objet.get("prenom"), objet.get("nom")
    premier = prenoms.split(",")[0] if isinstance(prenoms, str) else ""
    return " ".join(filter(None, (premier.strip(), nom.strip() if isinstance(nom, str) else "")))[:80]


def _dans(objet: object, cle: str | int) -> object:
    if isinstance(objet, Mapping):
        return objet.get(cle)
    if isinstance(objet, list) and isinstance(cle, int) and cle < len(objet):
        return objet[cle]
    return None


def _champ(chemin: Chemin) -> str:
    """The field's name, as the published form of a payload describes it; its own name where it has none."""
    noms = tuple(cle for cle in chemin if isinstance(cle, str))
    dit = _description(noms)
    court = _FIN.split(dit)[0] if dit else f"champ « {noms[-1]} »" if noms else ""
    return court[:1].lower() + court[1:] if court[1:2].islower() or court[1:2] == "’" else court


@cache
def _description(noms: tuple[str, ...]) -> str:
    """What the schema says of a field, reached by these names."""
    schema = schema_json()
    ici: Any = schema
    dit = ""
    for nom in noms:
        ici = _proprietes(ici, schema).get(nom)
        if ici is None:
            return ""
        dit = str(ici.get("description") or "")
    return dit


def _proprietes(ici: Any, schema: Any) -> dict[str, Any]:
    """The fields of an object, or of the objects of a list, wherever the schema describes them."""
    if "$ref" in ici:
        return _proprietes(schema["$defs"][ici["$ref"].rpartition("/")[2]], schema)
    if "properties" in ici:
        return dict(ici["properties"])
    suites = [*ici.get("anyOf", ()), *ici.get("allOf", ()), *ici.get("oneOf", ())]
    suites += [ici["items"]] if isinstance(ici.get("items"), dict) else []
    return next((trouvees for suite in suites if (trouvees := _proprietes(suite, schema))), {})
