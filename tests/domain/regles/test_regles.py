"""Every rule against its table, and the registry against itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from docgen.domain.demarche import Parametres
from docgen.domain.regles import MODULES
from docgen.domain.regles.registry import REGLES, THEMES, Regle, controler, regles_du_geste
from docgen.domain.regles.vocabulaire import Contexte, Effet, Geste
from tests import builders as b
from tests.domain.regles.cas import CAS
from tests.domain.regles.cas_type import Cas

ECHECS = [cas for cas in CAS if cas.attendus]
SANS_FAUTE = (Geste.EDITER_PV, Geste.EDITER_PARCHEMINS, Geste.AFFICHER_RESULTATS, Geste.SAISIR_RESULTATS)


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: f"{cas.code}-{cas.geste}-{len(cas.attendus)}")
def test_table(cas: Cas) -> None:
    trouves = [manquement for manquement in controler(cas.contexte()) if manquement.regle == cas.code]
    assert tuple(manquement.chemin for manquement in trouves) == tuple(cas.attendus)
    gravites = {cas.gravite} | ({cas.aussi} if cas.aussi else set())
    assert {manquement.gravite for manquement in trouves} == (gravites if cas.attendus else set())


@pytest.mark.parametrize("cas", ECHECS, ids=lambda cas: cas.code)
def test_message_dit_quoi_pourquoi_que_faire(cas: Cas) -> None:
    for manquement in controler(cas.contexte()):
        constat, _, suite = manquement.message.partition("\u00a0: ")
        raison, _, remede = suite.partition(". ")
        assert constat
        assert raison
        assert remede.endswith(".")
        assert not re.search(r"DOCGEN_|docgen [a-z]|make [a-z]|[a-z]_[a-z]", manquement.message)  # centres read it
        assert manquement.source == REGLES[manquement.regle].source


def test_chaque_regle_qui_controle_a_ses_deux_cas() -> None:
    controlees = {code for code, une in REGLES.items() if une.controle}
    assert {cas.code for cas in CAS if not cas.attendus} == controlees
    assert {cas.code for cas in ECHECS} == controlees


def test_aucune_regle_orpheline() -> None:
    for une in REGLES.values():
        assert une.controle or une.donnees or une.preuve, une.code
        assert une.gestes, une.code
        assert (une.effet is Effet.PROPRIETE) <= bool(une.preuve), une.code
        assert all(une in regles_du_geste(geste) for geste in une.gestes), une.code


def test_ordre_du_livre() -> None:
    assert list(REGLES) == sorted(REGLES, key=lambda code: (list(THEMES).index(code.split("-")[0]), code))
    assert all(module.NON_CONTROLE for module in MODULES)


def test_ordre_des_manquements() -> None:
    personnes = b.candidats(*[None] * 11)
    trouves = controler(Contexte(b.dossier(candidats=personnes, jures=()), date(2020, 1, 1), Geste.EDITER_PV))
    assert [manquement.regle for manquement in trouves] == ["JURY-04"] + ["RESU-01"] * 11
    assert [manquement.chemin for manquement in trouves[1:]] == [f"/candidats/{rang}/resultat" for rang in range(11)]


@pytest.mark.parametrize("geste", SANS_FAUTE)
@pytest.mark.parametrize("base", [b.dossier, b.session_ccp, b.session_ccs], ids=lambda base: base.__name__)
def test_dossiers_par_defaut_sans_faute(base: type, geste: Geste) -> None:
    assert controler(Contexte(base(), date(2020, 7, 1), geste, communes=frozenset({"saint denis"}))) == ()


def test_a_convoquer_sans_faute() -> None:
    assert controler(Contexte(b.a_convoquer(), date(2020, 7, 1), Geste.EDITER_CONVOCATIONS)) == ()


def test_les_23_gestes() -> None:
    assert len(Geste) == 23
    assert Geste("editer-pv") is Geste.EDITER_PV


COMME_CONV_01: dict[str, Any] = {nom: getattr(REGLES["CONV-01"], nom) for nom in ("lecture", "effet", "gestes")}
COMME_CONV_01 |= {"enonce": "", "source": ""}


@pytest.mark.parametrize(
    ("jour", "joue"),
    [
        (date(2020, 2, 29), False),
        (date(2020, 3, 1), True),
        (date(2020, 5, 31), True),
        (date(2020, 6, 1), False),
    ],
)
def test_bornes_de_validite_comprises(jour: date, joue: bool) -> None:
    datee = Regle(code="CONV-99", **COMME_CONV_01, du=date(2020, 3, 1), au=date(2020, 5, 31))
    assert datee.joue(Contexte(b.a_convoquer(), jour, Geste.EDITER_CONVOCATIONS)) is joue


def test_un_code_ne_sert_qu_une_fois() -> None:
    modele = REGLES["CONV-01"]
    with pytest.raises(ValueError, match="twice"):
        Regle(code="CONV-01", **COMME_CONV_01)(lambda contexte: ())
    assert REGLES["CONV-01"] is modele


def _sauf(signes: str) -> Callable[[str], list[tuple[int, str]]]:
    return lambda texte: [(texte.index(signes), signes)] if signes in texte else []


def test_cand_06_nomme_la_lettre_et_sa_place() -> None:
    dossier = b.dossier(candidats=(b.candidat(prenoms="Loïc ƕ"),))
    contexte = Contexte(dossier, date(2020, 1, 1), Geste.EDITER_REMISE, indessinables=_sauf("ƕ"))
    (message,) = (m.message for m in controler(contexte) if m.regle == "CAND-06")
    assert "«\u00a0ƕ\u00a0» (lettre latine minuscule, U+0195), en 6e position" in message


def test_cand_06_nomme_ensemble_une_lettre_et_ses_signes() -> None:
    dossier = b.dossier(candidats=(b.candidat(prenoms="Ana x\u0306x\u0306"),))
    contexte = Contexte(dossier, date(2020, 1, 1), Geste.EDITER_REMISE, indessinables=_sauf("x\u0306"))
    (message,) = (m.message for m in controler(contexte) if m.regle == "CAND-06")
    assert "en 5e position («\u00a0x\u00a0» (lettre latine minuscule x, U+0078) et «\u00a0◌\u0306\u00a0» (" in message


def test_cand_06_juge_aussi_ce_que_le_geste_apporte() -> None:
    candidat = b.candidat(prenoms="Ana ƕ")
    contexte = Contexte(
        b.dossier(),
        date(2019, 1, 1),
        Geste.INSCRIRE_CANDIDAT,
        indessinables=_sauf("ƕ"),
        parametres=Parametres(candidat=candidat),
    )
    assert [m.chemin for m in controler(contexte) if m.regle == "CAND-06"] == ["/geste/candidat/prenoms"]


def test_cand_01_nomme_le_caractere_et_sa_place() -> None:
    dossier = b.dossier(candidats=(b.candidat(prenoms="Jean\u200bne", resultat=b.refuse()),))
    (message,) = (m.message for m in controler(Contexte(dossier, date(2020, 1, 1), Geste.EDITER_PV)))
    assert "«\u00a0espace sans chasse\u00a0» (U+200B) en 5e position" in message


def test_cand_04_donne_les_deux_identifiants() -> None:
    dossier = b.dossier(candidats=(b.candidat("9741A", resultat=b.refuse()), b.candidat("9741B", resultat=b.refuse())))
    (message,) = (m.message for m in controler(Contexte(dossier, date(2020, 1, 1), Geste.EDITER_PV)))
    assert "9741A et 9741B" in message
