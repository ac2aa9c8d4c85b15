"""What may follow what in the life of a paper, and the account of the sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from docgen.domain.papiers.papier import MOTIFS, ActePapier, Evenement
from docgen.domain.papiers.stock import ActeFeuille, BilanStock, Feuille, Reception, Serie, refus_rebut
from docgen.domain.papiers.vie import Etat, deja_inscrit, etat, refus

NUMERO, EMISSION, JOUR = "2026-069-0000001-M", date(2026, 3, 2), date(2026, 4, 1)
REMISE, ANNULATION, REEDITION, GACHAGE = (
    Evenement(acte, NUMERO, JOUR, next(iter(MOTIFS[acte]), ""))
    for acte in (ActePapier.REMISE, ActePapier.ANNULATION, ActePapier.REEDITION, ActePapier.GACHAGE)
)


@pytest.mark.parametrize(
    ("passes", "attendu"),
    [
        ((), Etat.EMIS),
        ((GACHAGE, GACHAGE), Etat.EMIS),
        ((REMISE, REEDITION), Etat.REMIS),
        ((REMISE, ANNULATION), Etat.ANNULE),
    ],
)
def test_l_etat_suit_les_actes(passes: tuple[Evenement, ...], attendu: Etat) -> None:
    assert etat(passes) is attendu


@pytest.mark.parametrize("passes", [(), (GACHAGE,), (REMISE,), (REMISE, REEDITION, GACHAGE)])
def test_tout_papier_vivant_se_gache_se_reedite_et_s_annule(passes: tuple[Evenement, ...]) -> None:
    assert [refus(acte, passes, EMISSION) for acte in (GACHAGE, REEDITION, ANNULATION)] == [None] * 3


@pytest.mark.parametrize(
    ("nouveau", "passes", "dit"),
    [
        (REMISE, (REMISE,), "La remise du papier n° 2026-069-0000001-M n'a pas été inscrite : il a déjà été remis"),
        (REEDITION, (ANNULATION,), "annulé depuis le 01/04/2026, et une annulation est définitive"),
        (ANNULATION, (ANNULATION,), "annulation est définitive"),
        (replace(ANNULATION, motif="PERTE"), (), "n'est pas de la liste. Choisissez parmi ERREUR_IDENTITE"),
        (replace(GACHAGE, motif=""), (), "n'est pas de la liste. Choisissez parmi BOURRAGE"),
        (replace(GACHAGE, motif="AUTRE"), (), "demande sa précision"),
        (replace(REEDITION, precision="x" * 301), (), "la précision a 301 signes"),
        (replace(REMISE, motif="AUTRE"), (), "n'en demande pas"),
        (replace(REMISE, jour=date(2026, 3, 1)), (), "précède son émission, le 02/03/2026"),
        (replace(REMISE, rectification=True), (), "seule une annulation prépare une rectification"),
        (replace(REEDITION, serie_gachee="A1"), (), "seul un gâchage désigne une feuille gâchée"),
        (replace(ANNULATION, serie_nouvelle="A1"), (), "ne consomme pas de feuille"),
        (replace(GACHAGE, serie_gachee="A1", serie_nouvelle="A1"), (), "sont la même"),
    ],
)
def test_un_refus_dit_pourquoi_et_que_faire(nouveau: Evenement, passes: tuple[Evenement, ...], dit: str) -> None:
    message = refus(nouveau, passes, EMISSION)
    assert message is not None
    assert dit in message
    assert message.endswith(".")


def test_une_remise_notee_par_erreur_se_corrige_et_se_note_de_nouveau() -> None:
    correction = replace(REMISE, acte=ActePapier.CORRECTION, motif="ERREUR_DE_SAISIE")
    assert "aucune remise n'est notée" in (refus(correction, (), EMISSION) or "")
    assert refus(correction, (REMISE,), EMISSION) is None
    assert etat((REMISE, correction)) is Etat.EMIS
    assert refus(REMISE, (REMISE, correction), EMISSION) is None
    assert not deja_inscrit((REMISE, correction), REMISE)
    assert deja_inscrit((REMISE, correction), correction)
    assert etat((REMISE, correction, REMISE)) is Etat.REMIS
    assert "aucune remise" in (refus(correction, (REMISE, correction), EMISSION) or "")


def test_ce_qui_est_deja_inscrit_se_reconnait() -> None:
    assert deja_inscrit((REMISE,), REMISE)
    assert not deja_inscrit((REMISE,), replace(REMISE, jour=date(2026, 5, 1)))
    assert not deja_inscrit((GACHAGE,), GACHAGE)
    marque = replace(GACHAGE, serie_gachee="A1")
    assert deja_inscrit((marque,), marque)


def test_une_serie_se_lit_comme_elle_est_imprimee() -> None:
    assert Serie.lire("ab 000-1234") == Serie("AB", 7, 1234)
    assert str(Serie("AB", 7, 1234)) == "AB0001234"
    assert Reception("069", Serie.lire("A01"), Serie.lire("A10"), JOUR).feuilles == 10
    for texte in ("", "AB", "12AB", "A1234567890"):
        with pytest.raises(ValueError, match="n'est pas un numéro de feuille"):
            Serie.lire(texte)
    for derniere in ("A00", "B10", "A010"):
        with pytest.raises(ValueError, match="ne se suivent pas"):
            Reception("069", Serie.lire("A01"), Serie.lire(derniere), JOUR)


def test_un_compte_qui_ne_tombe_pas_juste_le_dit() -> None:
    assert BilanStock("069", 10, 3, 2, 5, 5).ecarts == ()
    assert BilanStock("069", 10, 3, 2, 4).ecarts[0].startswith("Le registre compte 10 feuilles reçues")
    assert BilanStock("069", 10, 3, 2, 5, 6).ecarts[0].startswith("1 feuille est en trop")
    assert BilanStock("069", 10, 3, 2, 5, 3).ecarts[0].startswith("2 feuilles manquent")


def test_un_rebut_nomme_son_numero_et_n_arrive_qu_une_fois() -> None:
    pose = Feuille(ActeFeuille.UTILISATION, "069", Serie("A", 2, 1), JOUR, numero=NUMERO)
    rebut = Feuille(ActeFeuille.REBUT, "069", Serie("A", 2, 1), JOUR, "BOURRAGE", NUMERO)
    assert refus_rebut(rebut, "069", (pose,)) is None
    assert "elle l'est déjà" in (refus_rebut(rebut, "069", (pose, rebut)) or "")
    assert "elle porte le numéro" in (refus_rebut(replace(rebut, numero="autre"), "069", (pose,)) or "")
    assert "reçue par le département 001" in (refus_rebut(rebut, "001", (pose,)) or "")
