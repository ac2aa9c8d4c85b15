"""Who can mend a fault: where the data are typed, or only in the application that wrote the file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from docgen.contract.charge import lire_charge
from docgen.contract.messages import est_de_forme
from docgen.errors import ChargeInvalide, Erreur
from service.sessions.corrections import en_tableur, regrouper
from service.sessions.exemples import EXEMPLES, exemple
from service.sessions.extrait import Remarque, remarques_des_erreurs

JOUR = date(2026, 3, 2)


def _saine() -> Any:
    return json.loads(exemple(next(iter(EXEMPLES)), JOUR))


def _erreurs(octets: bytes) -> tuple[Erreur, ...]:
    with pytest.raises(ChargeInvalide) as levee:
        lire_charge(octets)
    return levee.value.erreurs


def _changee(*chemin: str | int, valeur: Any) -> bytes:
    lue: Any = _saine()
    objet = lue
    for cle in chemin[:-1]:
        objet = objet[cle]
    objet[chemin[-1]] = valeur
    return json.dumps(lue, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("octets", "editeur"),
    [
        (b'{"version": 1,}', True),
        (b"", True),
        (_changee("version", valeur=2), True),
        (_changee("candidats", 0, "prenom", valeur="x"), True),
        (_changee("candidats", 0, "nom", valeur=3), True),
        (_changee("candidats", 0, "naissance", valeur="1990"), True),
        (_changee("session", "entretien_final", valeur="oui"), True),
        (_changee("candidats", 0, "nom", valeur=""), False),
        (_changee("candidats", 0, "voie", valeur="PAR ICI"), False),
        (_changee("candidats", 0, "naissance", "date", valeur="12/03/1990"), False),
        (_changee("centre", "siret", valeur="123"), False),
        (_changee("session", "debut", valeur=None), False),
    ],
)
def test_ce_que_seul_l_editeur_corrige_se_reconnait(octets: bytes, editeur: bool) -> None:
    assert [est_de_forme(erreur.message) for erreur in _erreurs(octets)] == [editeur]


def test_une_meme_erreur_est_dite_une_fois_avec_qui_elle_concerne() -> None:
    lue = _saine()
    for candidat in lue["candidats"][:3]:
        candidat["naissance"]["date"] = "12/03/1990"
    lue["jures"][0]["nom"] = ""
    lue["=1+1"] = 1
    octets = json.dumps(lue, ensure_ascii=False, indent=2).encode()
    corrections = regrouper(remarques_des_erreurs(octets, _erreurs(octets)))
    titres = {correction.titre.replace("\u00a0", " "): correction for correction in corrections}
    assert list(titres)[-1] == "champ « =1+1 »", "what a secretary can mend comes first"
    assert "3 candidats : date de naissance" in titres
    qui = [remarque.qui for remarque in titres["3 candidats : date de naissance"].remarques]
    assert qui[0] == "1er candidat, Marie-Claire FONTAINE"
    lignes = en_tableur(corrections).decode("utf-8-sig").splitlines()
    assert len(lignes) == 1 + 5
    assert not any(case.startswith(("=", "+", "@")) for ligne in lignes for case in ligne.split(";"))


def test_deux_fautes_d_un_meme_lieu_ne_se_confondent_pas() -> None:
    messages = ("La commande est incomplète : il manque tout. Complétez-la.", "Rien à éditer : personne. Inscrivez.")
    remarques = [
        Remarque(dit, "", 1, 1, (), regle=f"X-0{n}", lieu=("Les candidats", "")) for n, dit in enumerate(messages)
    ]
    titres = [correction.titre for correction in regrouper(remarques)]
    assert titres == ["Les candidats – La commande est incomplète", "Les candidats – Rien à éditer"]
