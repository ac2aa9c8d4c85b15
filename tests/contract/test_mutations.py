"""Whatever comes in, the answer is a dossier or errors that can be read and found."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.contract.lecture import lire
from docgen.errors import ChargeInvalide, Erreur
from tests.ampleur import essais
from tests.contract.charges import EXEMPLES, TITRE, code_du_message, erreurs, resoudre
from tests.contract.test_schema import HORS_SCHEMA, VALIDATEUR

GRAINE = 20_190_225
NOMBRE = 300
VALEURS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7,
    10**30,
    1.5,
    "",
    " ",
    "x",
    "2019-02-30",
    "2026-06-08",
    "25:00",
    "x" * 400,
    "TP-1",
    "CP-000000",
    [],
    {},
    [[]],
    [None],
    {"x_a": 1},
    "a\u202eb",
    "\u200bx",
    "D&#39;A",
    "می\u200cخ",
    "A\u200dB",
    "A\u2010B ’",
    "=1+1",
    "ABSENT",
    "suspendue",
    "Présente",
    "échu",
    "\ud800",
    "É",
)
ABSENTS = {"missing", "version_absente"}
Mutation = Callable[[random.Random, Any], str]


def contenants(valeur: Any) -> Iterator[dict[str, Any] | list[Any]]:
    """Every object and list that is not empty."""
    if isinstance(valeur, (dict, list)):
        if valeur:
            yield valeur
        for element in valeur.values() if isinstance(valeur, dict) else valeur:
            yield from contenants(element)


def choisir(hasard: random.Random, donnees: Any) -> tuple[Any, Any]:
    """A container and one of its keys or ranks."""
    contenant = hasard.choice(list(contenants(donnees)))
    return contenant, hasard.choice(list(contenant) if isinstance(contenant, dict) else range(len(contenant)))


def ecrire(donnees: Any) -> str:
    return json.dumps(donnees, ensure_ascii=True, indent=1)


def retirer(hasard: random.Random, donnees: Any) -> str:
    contenant, cle = choisir(hasard, donnees)
    del contenant[cle]
    return ecrire(donnees)


def valeur_quelconque(hasard: random.Random) -> Any:
    """One of the values, of its own: another mutation may change what it holds."""
    return deepcopy(hasard.choice(VALEURS))


def changer(hasard: random.Random, donnees: Any) -> str:
    contenant, cle = choisir(hasard, donnees)
    contenant[cle] = valeur_quelconque(hasard)
    return ecrire(donnees)


def renommer(hasard: random.Random, donnees: Any) -> str:
    objet = hasard.choice([contenant for contenant in contenants(donnees) if isinstance(contenant, dict)])
    cle = hasard.choice(list(objet))
    objet[hasard.choice((cle[:-1], cle + "s", "x_" + cle, cle.upper(), "a/b~", "\ud800"))] = objet.pop(cle)
    return ecrire(donnees)


def repeter(hasard: random.Random, donnees: Any) -> str:
    contenant, _ = choisir(hasard, donnees)
    if isinstance(contenant, list):
        contenant.append(contenant[0])
        return ecrire(donnees)
    cle = hasard.choice(list(contenant))
    contenant["@@"] = contenant[cle]
    return ecrire(donnees).replace('"@@"', json.dumps(cle))


def emboiter(hasard: random.Random, donnees: Any) -> str:
    contenant, cle = choisir(hasard, donnees)
    for _ in range(hasard.choice((1, 5, 31, 40))):
        contenant[cle] = [contenant[cle]]
    return ecrire(donnees)


def couper(hasard: random.Random, donnees: Any) -> str:
    texte = ecrire(donnees)
    return texte[: hasard.randrange(len(texte))]


def abimer(hasard: random.Random, donnees: Any) -> str:
    texte = ecrire(donnees)
    place = hasard.randrange(len(texte))
    return texte[:place] + hasard.choice('{}[],:"\\ 0eNnx/\n\u00a0é') + texte[place + hasard.randrange(2) :]


MUTATIONS: tuple[Mutation, ...] = (retirer, changer, changer, renommer, repeter, emboiter, couper, abimer)


def verifier_erreur(erreur: Erreur, texte: str, donnees: Any) -> str:
    """The error can be read and found; its code is returned."""
    code = code_du_message(erreur.message)
    parent, _, absent = erreur.chemin.rpartition("/")
    if code in ABSENTS and donnees is not None:
        assert absent not in resoudre(donnees, parent)
    else:
        resoudre(donnees, erreur.chemin)
    lignes = texte.split("\n")
    assert erreur.ligne is not None
    assert erreur.colonne is not None
    assert 1 <= erreur.ligne <= len(lignes)
    assert 1 <= erreur.colonne <= len(lignes[erreur.ligne - 1]) + 1
    erreur.message.encode()
    return code


def verifier(octets: bytes) -> set[str]:
    """The codes of the errors, each verified; the schema and the reader agree where the schema can tell."""
    trouvees = erreurs(octets)
    if not trouvees:
        assert VALIDATEUR.is_valid(json.loads(octets.decode("utf-8-sig")))
        return set()
    try:
        lecture = lire(octets)
    except ChargeInvalide:
        return {verifier_erreur(erreur, octets.decode("utf-8", "replace"), None) for erreur in trouvees}
    donnees = json.loads(lecture.texte, parse_int=lambda chiffres: int(chiffres[:21]))
    codes = {verifier_erreur(erreur, lecture.texte, donnees) for erreur in trouvees}
    if not any(code.startswith("json_") for code in codes):
        assert VALIDATEUR.is_valid(donnees) is (codes <= HORS_SCHEMA), codes
    return codes


def test_trois_cents_mutations() -> None:
    hasard = random.Random(GRAINE)
    codes: list[set[str]] = []
    for rang in range(NOMBRE):
        donnees = json.loads(EXEMPLES[rang % len(EXEMPLES)].read_bytes())
        texte = MUTATIONS[rang % len(MUTATIONS)](hasard, donnees)
        codes.append(verifier(texte.encode("utf-8", "surrogatepass")))
    assert sum(map(bool, codes)) > NOMBRE // 2, "the mutations must hurt"
    assert len(set().union(*codes)) > 20, "and hurt in many ways"


def test_cent_octets_retournes() -> None:
    hasard = random.Random(GRAINE)
    original = TITRE.encode()
    codes: set[str] = set()
    for _ in range(100):
        octets = bytearray(original)
        octets[hasard.randrange(len(octets))] ^= 1 << hasard.randrange(8)
        codes |= verifier(bytes(octets))
    assert "fichier_encodage" in codes


@pytest.mark.parametrize("pas", [97])
def test_un_fichier_coupe_n_importe_ou_est_refuse(pas: int) -> None:
    octets = TITRE.encode().rstrip()
    for fin in range(0, len(octets) - 1, pas):
        assert verifier(octets[:fin]) & {"json_tronque", "json_chaine", "fichier_vide", "fichier_encodage", "json_mot"}


@essais(4)
@given(st.binary(max_size=200))
def test_des_octets_quelconques(octets: bytes) -> None:
    assert verifier(octets)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=True).filter(lambda x: x % 1 != 0),
    lambda petits: (
        st.lists(petits, max_size=4)
        | st.dictionaries(st.sampled_from(["session", "titre", "id", "candidats", "x_", "ccp"]) | st.text(), petits)
    ),
    max_leaves=20,
)


@given(JSON)
def test_du_json_quelconque(donnees: object) -> None:
    assert verifier(json.dumps(donnees).encode())


@given(
    st.sampled_from(
        ["nom", "prenoms", "nom_usage", "courriel", "heure_convocation", "voie", "id", "civilite", "resultat"]
    ),
    JSON,
)
def test_une_valeur_quelconque_dans_un_champ(champ: str, valeur: object) -> None:
    donnees = json.loads(TITRE)
    donnees["candidats"][1][champ] = valeur
    verifier(json.dumps(donnees).encode())
