"""How far sessions are, asked from a line of the journal on; and the service's rows that follow it, on both engines."""

from __future__ import annotations

from datetime import timedelta

from docgen.domain.papiers.attestation import Attestation
from docgen.domain.papiers.papier import ActePapier, Evenement, GenrePapier
from docgen.domain.papiers.pouvoir import PARTOUT, Perimetre
from service.sessions.etapes import Etape, Fiche
from service.sessions.repertoire import Repertoire, noter
from service.socle.donnees import ouvrir_base
from tests.registre.lieux import ANCIEN, Lieu, demande, emission

SIRET, SESSION = "00000000000018", "S-2026-001"
FAITS = {"": {"libelle": "Titre d’essai", "debut": "2026-02-02", "fin": "2026-02-03"}, "C-001": {"nom": "ÉTÉ"}}


def _acte(nature: ActePapier, numero: str, motif: str = "") -> Evenement:
    return Evenement(nature, numero, ANCIEN + timedelta(days=1), motif)


def test_un_avancement_compte_ce_qui_tient_et_ne_relit_que_le_nouveau(lieu: Lieu) -> None:
    registre = lieu.ouvrir()
    assert registre.avancements(0) == (0, ())
    registre.renvoyer(SESSION, SIRET, "d1", "À revoir.")
    rang, (renvoyee,) = registre.avancements(0)
    assert (renvoyee.renvoi, renvoyee.attestee) == ("d1", False)
    notification = demande(3, genre=GenrePapier.NOTIFICATION)
    attestation = Attestation(SESSION, SIRET, FAITS)
    papiers = registre.attribuer([demande(1), demande(2), notification], ANCIEN, [attestation])
    premier, deuxieme = (papier.numero or "" for papier in papiers[:2])
    registre.inscrire(_acte(ActePapier.REMISE, premier))
    registre.inscrire(_acte(ActePapier.ANNULATION, deuxieme, "DOUBLE"))
    suite, (sue,) = registre.avancements(rang)
    assert (sue.numerotes, sue.sans_numero, sue.remis, sue.annules, sue.renvoi) == (1, 1, 1, 1, None)
    assert sue.faits["libelle"] == "Titre d’essai"
    assert [personne["nom"] for personne in sue.personnes] == ["ÉTÉ"]
    registre.consigner([emission(premier, usage="impression")])
    assert registre.imprimes([premier, deuxieme]) == {premier}
    (imprimee,) = registre.avancements(suite)[1]
    assert (imprimee.imprimes, imprimee.lot) == ({"parchemin": 1}, None)
    registre.consigner([emission(premier, usage="impression"), emission(deuxieme)], "LOT-2")
    assert registre.avancements(suite)[1][0].imprimes == {"parchemin": 1}, "printed twice, it is one paper"
    assert registre.avancements(suite)[1][0].lot == "LOT-2"
    assert registre.imprimees([SESSION], Perimetre(SIRET), "LOT-2") == {(SESSION, SIRET): {("parchemin", "C-001")}}
    registre.inscrire(_acte(ActePapier.GACHAGE, premier, "BOURRAGE"))
    assert registre.avancements(suite)[1][0].imprimes == {}, "a spoiled sheet is to be printed again"
    registre.inscrire(_acte(ActePapier.CORRECTION, premier, "ERREUR_DE_SAISIE"))
    assert registre.avancements(suite)[1][0].remis == 0
    vies = registre.vies(SESSION, Perimetre(SIRET))
    assert [[fait.acte.value for fait in faits] for _, faits in vies] == [
        ["REMISE", "GACHAGE", "CORRECTION"],
        ["ANNULATION"],
        [],
    ]
    assert registre.vies(SESSION, Perimetre("99999999999999")) == ()


def test_le_repertoire_suit_les_depots_et_le_registre(lieu: Lieu) -> None:
    """Whoever writes in the register, the list tells it; each centre its own; it filters, searches and counts."""
    registre, base = lieu.ouvrir(), ouvrir_base(lieu.url)
    repertoire = Repertoire(base)
    fiche = Fiche("VALIDEE", "Titre d’essai", "2026-02-02", "2026-02-03", "Centre", 2, 1, "s-2026-001\nete zoe")
    with base.ecriture() as ouverte:
        noter(ouverte, SIRET, SESSION, "d1", "ACCEPTE", fiche)
        noter(ouverte, "99999999999999", "AUTRE", "d2", "REFUSE", fiche)
        noter(ouverte, SIRET, "ILLISIBLE", "d3", "MALFORME", None)
    etapes = {connue.session: connue.etape for connue in repertoire.lister(Perimetre(SIRET))[1]}
    assert etapes == {SESSION: Etape.EN_ATTENTE, "ILLISIBLE": Etape.A_CORRIGER}
    (papier,) = registre.attribuer([demande(1)], ANCIEN, [Attestation(SESSION, SIRET, FAITS)])
    repertoire.actualiser(registre)
    connue = repertoire.lire(SIRET, SESSION)
    assert connue is not None
    assert (connue.etape, connue.suite(ANCIEN)) == (Etape.EMISE, "Remettre 1\u00a0papier")
    registre.inscrire(_acte(ActePapier.REMISE, papier.numero or ""))
    repertoire.actualiser(registre)
    assert repertoire.compter(Perimetre(SIRET))[Etape.REMISE] == 1
    assert repertoire.lister(PARTOUT, [Etape.REMISE], "Été")[0] == 1
    assert repertoire.lister(Perimetre(SIRET), cherche="% _")[0] == 0
    assert [vue.session for vue in repertoire.lister(PARTOUT, page=2, par_page=2)[1]] == ["ILLISIBLE"]
    with base.ecriture() as ouverte:
        noter(ouverte, SIRET, "S-9", "d9", "DIFFERE", fiche)
    registre.attester(Attestation("S-9", SIRET, FAITS))
    repertoire.actualiser(registre)
    differe = repertoire.lire(SIRET, "S-9")
    assert differe is not None
    assert differe.etape is Etape.EN_ATTENTE, "the State attested something else: it may attest again"
    assert repertoire.juger(differe, "ACCEPTE").etape is Etape.PRETE
    assert repertoire.compter(Perimetre(SIRET))[Etape.PRETE] == 1
    base.fermer()
