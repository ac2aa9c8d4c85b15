"""Payloads taken out of a larger document, as they were written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.contract.charge import lire_charge, lire_valeurs_et_charges
from docgen.contract.decoupe import decouper
from docgen.errors import ChargeInvalide
from tests.contract.charges import TITRE, erreurs

OBJETS = st.dictionaries(
    st.text(max_size=4),
    st.recursive(st.none() | st.text(max_size=5), lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(), x)),
    max_size=4,
)


def lot(*charges: str, **autres: Any) -> bytes:
    debut = json.dumps({"charges_": ["{"], "x": {"charges": [{}]}, **autres})[:-1]
    return f'{debut}, "charges" : [\n{",".join(charges)}]}}'.encode()


@given(st.lists(OBJETS, max_size=4), st.booleans())
def test_chaque_charge_est_rendue_telle_qu_elle_est_ecrite(objets: list[dict[str, Any]], ascii_seul: bool) -> None:
    ecrites = [json.dumps(objet, ensure_ascii=ascii_seul, indent=1) for objet in objets]
    octets = lot(*ecrites, nom='a"[{')
    reste, trouvees = decouper(octets, "charges")
    assert [une.octets.decode() for une in trouvees] == ecrites
    lignes = octets.decode().split("\n")
    assert all(lignes[une.ligne - 1][une.colonne - 1] == "{" for une in trouvees)
    assert (len(reste), reste.count(b"\n")) == (len(octets), octets.count(b"\n"))
    assert json.loads(reste)["charges"] == [{}] * len(objets)
    assert lire_valeurs_et_charges(octets, "charges")[0]["nom"] == 'a"[{'


@pytest.mark.parametrize(
    ("fautive", "place"),
    [
        (TITRE.replace('"type": "TITRE"', '"type": "TITRE", "type": "CCP"', 1), "/session/type"),
        (TITRE.replace('"passages": 2', f'"passages": {"9" * 6000}', 1), "/session/epreuves/0/passages"),
        (TITRE.replace('"version": 1,', f'"version": 1, "x": {"[" * 40}{"]" * 40},', 1), ""),
        (TITRE.replace('"niveau": 5', '"niveau": NaN', 1), "/titre/niveau"),
        (TITRE.replace('"version": 1,', '"version": ,', 1), ""),
    ],
)
def test_une_charge_fautive_ne_gene_pas_les_autres(fautive: str, place: str) -> None:
    """Repeated keys, great numbers, depth, constants, syntax: told at their own place, of that payload alone."""
    _, (premiere, seconde) = lire_valeurs_et_charges(lot(fautive.strip(), TITRE.strip()), "charges")
    (erreur,) = erreurs(premiere.octets)
    assert erreur.chemin == place
    assert erreur == erreurs(fautive.encode())[0]
    assert lire_charge(seconde.octets) == lire_charge(TITRE.encode())


@pytest.mark.parametrize(
    "octets",
    [b"", b"[", b'{"charges": [{}', b'{"charges": [{]}', b'{"charges": [{} {}]}', b'{"a": 1, "a": 2}', b"{'a': 1}"],
)
def test_ce_qui_les_entoure_est_lu_comme_une_charge(octets: bytes) -> None:
    with pytest.raises(ChargeInvalide):
        lire_valeurs_et_charges(octets, "charges")
