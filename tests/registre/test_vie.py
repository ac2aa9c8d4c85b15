"""The life of a paper in the register: each act once, refusals with their reason, corrections, the stock of sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from docgen.domain.papiers.papier import MOTIFS, ActePapier, Evenement, GenrePapier, Papier, Statistique
from docgen.domain.papiers.pouvoir import PARTOUT, Perimetre
from docgen.domain.papiers.stock import ActeFeuille, ActeReception, Feuille, Reception, Serie
from docgen.errors import ActeImpossible
from docgen.registre.registre import RegistreSql
from tests.attente import en_meme_temps
from tests.registre.lieux import ANCIEN, JOUR, demande, emission


def acte(papier: Papier, nature: ActePapier, **champs: object) -> Evenement:
    modele = Evenement(nature, papier.numero or "", JOUR, next(iter(MOTIFS[nature]), ""))
    return replace(modele, **champs)  # type: ignore[arg-type]


def actes_au_journal(registre: RegistreSql) -> list[object]:
    return [ligne["acte"] for ligne in registre.exporter()]


def test_remise_puis_annulation_et_plus_rien(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande()], ANCIEN)
    remise = acte(papier, ActePapier.REMISE, jour=date(2026, 4, 1))
    annulation = acte(papier, ActePapier.ANNULATION, jour=date(2026, 5, 1))
    for evenement in (remise, remise, annulation, annulation):
        assert registre.inscrire(evenement) == evenement
    assert registre.evenements(papier) == (remise, annulation)
    for nature in (ActePapier.REMISE, ActePapier.REEDITION, ActePapier.GACHAGE):
        with pytest.raises(ActeImpossible, match="annulé depuis le 01/05/2026"):
            registre.inscrire(acte(papier, nature, jour=date(2026, 6, 1)))
    with pytest.raises(ActeImpossible, match="ne s'impriment plus"):
        registre.attribuer([demande(2), demande()], JOUR)
    assert registre.emis("S-2026-001", PARTOUT) == ()
    assert actes_au_journal(registre) == ["CLE", "ATTRIBUTION", "ACCES", "REMISE", "ANNULATION"]
    assert registre.verifier() == []


def test_un_numero_inconnu_ne_fait_pas_de_cle(registre: RegistreSql) -> None:
    with pytest.raises(ActeImpossible, match="aucun papier sous le numéro 2026-069-0000001-M"):
        registre.inscrire(Evenement(ActePapier.REMISE, "2026-069-0000001-m", JOUR, ""))
    assert actes_au_journal(registre) == []
    assert registre.trousseau.cles_publiques() == []


def test_une_rectification_donne_un_nouveau_numero_qui_se_souvient(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande()], JOUR)
    corrigee = demande(faits={"nom": "EXEMPLE-CORRIGÉ"})
    registre.inscrire(acte(papier, ActePapier.ANNULATION, rectification=True))
    (nouveau,) = registre.attribuer([corrigee], JOUR)
    assert (nouveau.remplace, nouveau.rectification) == (papier.numero, 1)
    assert (nouveau.numero or "")[:-2] == "2026-069-0000002"
    assert registre.attribuer([corrigee], JOUR) == (nouveau,)
    assert registre.remplacant(papier) == nouveau.numero
    assert registre.remplacant(nouveau) is None
    assert registre.emis("S-2026-001", PARTOUT) == (nouveau,)
    registre.inscrire(acte(nouveau, ActePapier.ANNULATION, rectification=True))
    (troisieme,) = registre.attribuer([demande()], JOUR)
    assert (troisieme.remplace, troisieme.rectification) == (nouveau.numero, 2)
    assert list(registre.lister(PARTOUT)) == [papier, nouveau, troisieme]
    assert registre.verifier() == []


def test_deux_annulations_a_la_fois_font_une_ligne(registre: RegistreSql) -> None:
    (papier,) = registre.attribuer([demande()], JOUR)

    def annuler(qui: int) -> object:
        try:
            return registre.inscrire(acte(papier, ActePapier.ANNULATION, motif=("FRAUDE", "DOUBLE")[qui % 2]))
        except ActeImpossible as refus:
            return refus

    retours = en_meme_temps(annuler, 8)
    assert actes_au_journal(registre).count("ANNULATION") == 1
    assert sum(isinstance(retour, ActeImpossible) for retour in retours) == 4
    assert len(registre.evenements(papier)) == 1


def serie(rang: int) -> Serie:
    return Serie("AB", 7, rang)


def stock(registre: RegistreSql) -> tuple[Papier, Papier]:
    """A hundred sheets in the Rhône, two parchemins on the first two."""
    registre.recevoir(Reception("069", serie(1), serie(100), JOUR))
    premier, second = registre.attribuer([demande(1), demande(2)], JOUR)
    poses = [
        Feuille(ActeFeuille.UTILISATION, "069", serie(rang), JOUR, numero=papier.numero)
        for rang, papier in enumerate((premier, second), 1)
    ]
    registre.mouvoir(poses)
    registre.mouvoir(poses)
    return premier, second


def test_le_stock_tombe_juste(registre: RegistreSql) -> None:
    premier, second = stock(registre)
    registre.inscrire(
        acte(premier, ActePapier.GACHAGE, serie_gachee="AB0000001", serie_nouvelle="AB0000003", motif="BOURRAGE")
    )
    registre.inscrire(acte(second, ActePapier.REEDITION, serie_nouvelle="AB0000004"))
    registre.mouvoir([Feuille(ActeFeuille.REBUT, "069", serie(50), JOUR, "BOURRAGE")])
    bilan = registre.bilan_stock("069", comptees=95)
    assert (bilan.recues, bilan.utilisees, bilan.gachees, bilan.restantes) == (100, 3, 2, 95)
    assert bilan.ecarts == ()
    assert registre.bilan_stock("069", comptees=94).ecarts[0].startswith("1 feuille manque :")
    assert registre.feuille_de(premier) == "AB0000003"
    assert actes_au_journal(registre).count("UTILISATION") == 4
    assert registre.verifier() == []


@pytest.mark.parametrize(
    ("rang", "departement", "quel", "dit"),
    [
        (1, "069", 1, "porte le numéro"),
        (101, "069", 1, "aucune réception"),
        (9, "001", 1, "est du département 069"),
        (9, "069", 0, "porte déjà la feuille AB0000001"),
    ],
)
def test_une_feuille_refusee_dit_pourquoi(
    registre: RegistreSql, rang: int, departement: str, quel: int, dit: str
) -> None:
    premier, _ = stock(registre)
    (tiers,) = registre.attribuer([demande(3)], JOUR)
    numero = (premier, tiers)[quel].numero
    avant = actes_au_journal(registre)
    feuille = Feuille(ActeFeuille.UTILISATION, departement, serie(rang), JOUR, numero=numero)
    with pytest.raises(ActeImpossible, match=dit):
        registre.mouvoir([Feuille(ActeFeuille.REBUT, "069", serie(60), JOUR, "BOURRAGE"), feuille])
    assert actes_au_journal(registre) == avant


def test_un_gachage_sans_sa_feuille_est_refuse_la_ou_il_y_a_un_stock(registre: RegistreSql) -> None:
    premier, _ = stock(registre)
    with pytest.raises(ActeImpossible, match="le papier porte la feuille AB0000001"):
        registre.inscrire(acte(premier, ActePapier.GACHAGE))
    (ailleurs,) = registre.attribuer([demande(4, departement="02A")], JOUR)
    registre.inscrire(acte(ailleurs, ActePapier.GACHAGE))
    assert len(registre.evenements(ailleurs)) == 1
    with pytest.raises(ActeImpossible, match="a déjà reçu AB0000001 à AB0000100"):
        registre.recevoir(Reception("02A", serie(100), serie(200), JOUR))


def test_la_liste_se_lit_par_centre_et_par_pages(registre: RegistreSql) -> None:
    papiers = registre.attribuer([demande(n, siret=f"{n % 2:014d}") for n in range(1, 8)], JOUR)
    impairs = [papier for papier in papiers if papier.demande.siret.endswith("1")]
    assert list(registre.lister(Perimetre("00000000000001"))) == impairs
    page = list(registre.lister(Perimetre("00000000000001"), limite=2))
    assert page == impairs[:2]
    assert list(registre.lister(Perimetre("00000000000001"), depuis_rang=page[-1].rang)) == impairs[2:]


def test_les_statistiques_comptent_entre_deux_jours(registre: RegistreSql) -> None:
    registre.consigner(
        [emission(jour=date(2026, mois, 15), siret=f"{mois % 2:014d}", type="pv_general") for mois in range(1, 9)]
    )
    comptes = registre.statistiques(date(2026, 2, 15), date(2026, 6, 15), PARTOUT)
    assert comptes == tuple(
        Statistique(f"2026-{mois:02d}", f"{mois % 2:014d}", "069", "pv_general", 1) for mois in range(2, 7)
    )
    assert registre.statistiques(date(2026, 2, 15), date(2026, 6, 15), Perimetre("0" * 14)) == comptes[::2]


def test_un_papier_ne_compte_qu_une_fois_quoi_qu_il_s_en_imprime(registre: RegistreSql) -> None:
    livret, autre = (demande(n, genre=genre) for n, genre in ((1, GenrePapier.LIVRET), (2, GenrePapier.NOTIFICATION)))
    alors = JOUR - timedelta(days=40)
    papiers = registre.attribuer([livret, autre], alors)
    registre.consigner(
        [
            emission(papiers[0].numero, type="livret", jour=alors),
            emission(papiers[0].numero, type="livret", jour=JOUR, usage="impression", sha256="1" * 64),
            emission(type="notification", jour=JOUR),
            emission(type="bordereau_pv", jour=alors),
            emission(type="bordereau_pv", jour=alors),
        ]
    )
    comptes = registre.statistiques(alors, JOUR, PARTOUT)
    assert [(un.mois, un.type, un.documents) for un in comptes] == [
        (f"{alors:%Y-%m}", "bordereau_pv", 2),
        (f"{alors:%Y-%m}", "livret", 1),
        (f"{alors:%Y-%m}", "notification", 1),
    ]


def test_un_lot_pose_ses_numeros_sur_les_feuilles_qui_suivent_ou_pas_du_tout(registre: RegistreSql) -> None:
    papiers = registre.attribuer([demande(1), demande(2)], JOUR)
    numeros = [papier.numero or "" for papier in papiers]
    registre.recevoir(Reception("069", serie(1), serie(2), JOUR))
    registre.mouvoir([Feuille(ActeFeuille.REBUT, "069", serie(1), JOUR, "FEUILLE_ABIMEE")])
    poses = {"069": numeros}
    with pytest.raises(ActeImpossible, match="département 069 : il en faut 2, et il en reste 1"):
        registre.consigner([emission(numeros[0])], "LOT-1", poses)
    assert not registre.est_consigne("LOT-1")
    assert registre.feuilles_de(numeros) == {}
    registre.recevoir(Reception("069", serie(3), serie(9), JOUR))
    for _ in range(2):  # told twice, written once
        registre.consigner([emission(numeros[0])], "LOT-1", poses)
    assert registre.feuilles_de(numeros) == {numeros[0]: str(serie(2)), numeros[1]: str(serie(3))}
    with pytest.raises(ActeImpossible, match="porte déjà la feuille"):
        registre.consigner([emission(numeros[0])], "LOT-2", poses)
    assert registre.bilan_stock("069").ecarts == ()
    assert registre.verifier() == []


def test_une_reception_fausse_se_corrige_tant_que_rien_n_a_servi(registre: RegistreSql) -> None:
    """A box too many leaves the account, and may come in again; neither sheets used, nor those of another stock."""
    registre.recevoir(_plage("A00001", "A00100"))
    registre.recevoir(_plage("A00101", "A01000"))
    for trop_loin in (
        _plage("A00050", "A00150", ActeReception.CORRECTION),
        _plage("B00001", "B00002", ActeReception.CORRECTION),
        replace(_plage("A00001", "A00002", ActeReception.CORRECTION), departement="974"),
    ):
        with pytest.raises(ActeImpossible, match="ne sont pas toutes d'une réception"):
            registre.recevoir(trop_loin)
    registre.mouvoir([Feuille(ActeFeuille.REBUT, "069", Serie.lire("A00002"), ANCIEN, "BOURRAGE")])
    with pytest.raises(ActeImpossible, match="1 de ces feuilles ont servi ou sont gâchées, dont A00002"):
        registre.recevoir(_plage("A00001", "A00010", ActeReception.CORRECTION))
    registre.recevoir(_plage("A00201", "A01000", ActeReception.CORRECTION))
    registre.recevoir(_plage("A00003", "A00100", ActeReception.CORRECTION))
    registre.recevoir(_plage("A00003", "A00100", ActeReception.CORRECTION))  # the same again writes nothing
    bilan = registre.bilan_stock("069")
    assert (bilan.recues, bilan.gachees, bilan.restantes, bilan.ecarts) == (102, 1, 101, ())
    assert [str(serie) for serie in registre.feuilles_libres("069", 3)] == ["A00001", "A00101", "A00102"]
    with pytest.raises(ActeImpossible, match="aucune réception ne la contient"):
        registre.mouvoir([Feuille(ActeFeuille.REBUT, "069", Serie.lire("A00300"), ANCIEN, "BOURRAGE")])
    registre.recevoir(replace(_plage("A00290", "A00310"), departement="974"))
    assert registre.bilan_stock("974").restantes == 21
    assert registre.verifier() == []


def _plage(premiere: str, derniere: str, acte: ActeReception = ActeReception.RECEPTION) -> Reception:
    return Reception("069", Serie.lire(premiere), Serie.lire(derniere), ANCIEN, acte)
