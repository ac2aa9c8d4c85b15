"""The payload ⇄ the domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from docgen.contract.decoupe import Extrait, decouper
from docgen.contract.lecture import Lecture, lire
from docgen.contract.messages import CITATION_MAX, Faute, nature, phrase, remede_du_champ
from docgen.contract.modeles import Charge
from docgen.contract.modeles_gestes import ELEMENTS_MAX
from docgen.contract.objets import en_domaine
from docgen.contract.positions import Chemin, Lignes, pointeur, situer
from docgen.domain.dossier import Dossier
from docgen.domain.langue.alphabet import enumeration
from docgen.domain.langue.textes import champs_de
from docgen.domain.report import Report
from docgen.errors import ChargeInvalide, Erreur

Modele = TypeVar("Modele", bound=BaseModel)
ERREURS_MAX = 1_000
_CLE_MONTRABLE = 200
PROCHE = 0.75  # below, two names of fields are too far apart for one to be proposed for the other
_UNIQUES = (
    (("candidats",), "id", "id_double"),
    (("jures",), "id", "id_double"),
    (("surveillants",), "id", "id_double"),
    (("titre", "ccp"), "code", "ccp_double"),
    (("geste", "jures"), "id", "id_double"),
    (("geste", "sessions"), "id", "id_double"),
    (("geste", "agrements"), "id", "id_double"),
)


def lire_charge(octets: bytes) -> Dossier:
    """Read a payload.

    Raises:
        ChargeInvalide: with every error, in the order of the file.
    """
    return lire_charge_et_geste(octets)[0]


def lire_charge_et_geste(octets: bytes) -> tuple[Dossier, Report]:
    """Read a payload with the parameters of the act that it may carry beside the dossier, under ``geste``.

    Raises:
        ChargeInvalide: with every error, in the order of the file.
    """
    charge = lire_modele(octets, Charge)
    return en_domaine(charge), en_domaine(charge.geste) or Report()


def lire_modele(octets: bytes, modele: type[Modele]) -> Modele:
    """A JSON document as a model.

    Raises:
        ChargeInvalide: with every error, in the order of the file.
    """
    return lire_modele_et_valeurs(octets, modele)[0]


def lire_modele_et_valeurs(octets: bytes, modele: type[Modele]) -> tuple[Modele, object]:
    """A JSON document as a model, and its values as they were given.

    Raises:
        ChargeInvalide: with every error, in the order of the file.
    """
    lecture = lire(octets)
    lu, fautes = examiner(lecture, modele)
    if lu is None or fautes:
        raise ChargeInvalide(_erreurs(lecture.texte, fautes))
    return lu, lecture.donnees


def mis_en_forme(donne: object, lu: object, chemin: str = "") -> Iterator[str]:
    """The pointers of the texts that were not given in their normal form. ``lu``: what was read of what was given."""
    genre: Any = type(lu)
    parties: Iterable[tuple[object, object, object]] = ()
    if isinstance(lu, tuple) and isinstance(donne, list):
        parties = zip(range(len(lu)), donne, lu, strict=True)
    elif isinstance(donne, dict):
        parties = ((nom, donne.get(nom), getattr(lu, nom)) for nom in champs_de(genre))
    elif isinstance(lu, str) and not isinstance(lu, Enum) and lu != donne:
        yield chemin
    for nom, avant, apres in parties:
        if avant != apres:  # most are texts that were given as they are read
            yield from mis_en_forme(avant, apres, f"{chemin}/{nom}")


def lire_valeurs_et_charges(octets: bytes, cle: str) -> tuple[Any, list[Extrait]]:
    """A JSON document that holds payloads in a list, and the payloads as they were written, for the reader of payloads.

    ``cle`` names the list; in the values, each payload is an empty object.

    Raises:
        ChargeInvalide: the document around the payloads is malformed; with every error, in the order of the file.
    """
    reste, charges = decouper(octets, cle)
    lecture = lire(reste, maximum=len(reste))
    if lecture.fautes:
        raise ChargeInvalide(_erreurs(lecture.texte, list(lecture.fautes)))
    return lecture.donnees, charges


def en_json(valeur: object) -> Any:
    """Any value of the domain as JSON, under its payload names."""
    if isinstance(valeur, Enum):
        return valeur.value
    if isinstance(valeur, time):
        return valeur.strftime("%H:%M")
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Mapping):
        return {nom: en_json(element) for nom, element in valeur.items()}
    if isinstance(valeur, (tuple, list)):
        return [en_json(element) for element in valeur]
    if is_dataclass(valeur):
        return {champ.name: en_json(getattr(valeur, champ.name)) for champ in fields(valeur)}
    return valeur


def examiner(lecture: Lecture, modele: type[Modele]) -> tuple[Modele | None, list[Faute]]:
    """The document as a model, unless it does not fit, and all its faults."""
    fautes = [*lecture.fautes, *_doublons(lecture.donnees)]
    deja_dits = {faute.chemin for faute in lecture.fautes if not faute.sur_cle}
    try:
        return modele.model_validate(lecture.donnees), fautes
    except ValidationError as erreur:
        details = erreur.errors(include_url=False)
    reste = len(details) - ERREURS_MAX
    fautes += (
        _faute(detail, lecture.donnees, modele) for detail in details[:ERREURS_MAX] if detail["loc"] not in deja_dits
    )
    return None, [*fautes, Faute("trop_erreurs", (), {"reste": reste})] if reste > 0 else fautes


def _faute(detail: ErrorDetails, donnees: object, modele: type[BaseModel]) -> Faute:
    code, chemin = detail["type"], detail["loc"]
    if code == "missing":
        code = "version_absente" if chemin == ("version",) else code
        return Faute(code, chemin, {"champ": str(chemin[-1])}, absent=True)
    if code == "extra_forbidden":
        cle = str(chemin[-1])
        return Faute(code, chemin, {"champ": cle, "remede": _remede_champ(chemin, donnees, modele)}, sur_cle=True)
    if code == "model_type" and not chemin:
        code = "document_type"
    valeur = detail["input"]
    contexte = {"champ": _nom_du_champ(chemin), "valeur": valeur, "nature": nature(valeur), **detail.get("ctx", {})}
    return Faute(code, chemin, {**contexte, "champs": _ses_champs(modele)} if not chemin else contexte)


def _ses_champs(modele: type[BaseModel]) -> str:
    """What an object holds, to who sent something else: what it has to, or may where nothing is asked of it."""
    champs = modele.model_fields
    noms = [nom for nom, champ in champs.items() if champ.is_required()] or list(champs)
    return f"ses champs {enumeration(noms)}" if len(noms) > 1 else f"son champ {noms[0]}"


def _nom_du_champ(chemin: Chemin) -> str:
    return next((partie for partie in reversed(chemin) if isinstance(partie, str)), "document")


def _remede_champ(chemin: Chemin, donnees: object, modele: type[BaseModel]) -> str:
    """The nearest known field, when the object lacks it: a field that is there cannot be the one that was meant."""
    admis = "retirez-le, ou faites commencer son nom par x_ s’il vous est propre"
    noms = tuple(partie for partie in chemin if isinstance(partie, str))
    for partie in chemin[:-1]:
        donnees = donnees[partie]  # type: ignore[index]
    libres = [champ for champ in _champs_connus(modele, noms[:-1]) if champ not in donnees]  # type: ignore[operator]
    return remede_du_champ(get_close_matches(noms[-1][:CITATION_MAX].lower(), libres, n=1, cutoff=PROCHE), admis)


@cache
def _champs_connus(racine: type[BaseModel], noms: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of the object found by following those names from the top; ranks in lists do not matter."""
    modele: type[BaseModel] | None = racine
    for nom in noms:
        modele = _modele(modele.model_fields[nom].annotation) if modele else None
    return tuple(modele.model_fields) if modele else ()


def _modele(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((trouve for partie in get_args(annotation) if (trouve := _modele(partie))), None)


def _doublons(donnees: object) -> Iterator[Faute]:
    """Uniqueness is looked for in the raw data, so that it is told together with everything else."""
    for chemin, champ, code in _UNIQUES:
        premiers: dict[str, int] = {}
        for rang, element in enumerate(_liste(donnees, chemin)[:ELEMENTS_MAX]):
            valeur = element.get(champ) if isinstance(element, dict) else None
            if not isinstance(valeur, str) or not valeur.strip():
                continue
            premier = premiers.setdefault(valeur.strip(), rang)
            if premier != rang:
                contexte = {"valeur": valeur, "premier": premier + 1, "liste": chemin[-1]}
                yield Faute(code, (*chemin, rang, champ), contexte)


def _liste(donnees: object, chemin: tuple[str, ...]) -> list[Any]:
    for nom in chemin:
        donnees = donnees.get(nom) if isinstance(donnees, dict) else None
    return donnees if isinstance(donnees, list) else []


def _erreurs(texte: str, fautes: list[Faute]) -> list[Erreur]:
    places = situer(texte, {_lieu(faute) for faute in fautes})
    lignes = Lignes(texte)

    def rang(faute: Faute) -> int:
        place = places[_lieu(faute)]
        return place.cle if faute.sur_cle and place.cle is not None else place.valeur

    return [
        Erreur(_montrable(faute), phrase(faute.code, faute.contexte), *lignes.ligne_et_colonne(rang(faute)))
        for faute in sorted(fautes, key=rang)
    ]


def _lieu(faute: Faute) -> Chemin:
    """Where a fault is shown: what is absent, where its object opens."""
    return faute.chemin[:-1] if faute.absent else faute.chemin


def _montrable(faute: Faute) -> str:
    """The pointer of a fault; that of the object when the key itself could not be shown safely."""
    cle = str(faute.chemin[-1]) if faute.sur_cle else ""
    return pointeur(faute.chemin if cle.isprintable() and len(cle) <= _CLE_MONTRABLE else faute.chemin[:-1])
