"""Any single fact changed on a reprint: each fact that a paper of the register holds, by the commands and by HTTP.

PARC-07 names it, no paper comes out, nothing is written. A fact that joins those of a paper must come here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from docgen.contract.charge import lire_charge
from docgen.domain.papiers.faits import FAITS, faits_du_papier
from docgen.domain.papiers.papier import GenrePapier
from tests.cli.pilote import VALIDEE, Poste, charge, nouveau_poste
from tests.usecases.moteurs import installer

# Another value for each fact, where ``FAITS`` says that it stands.
AUTRES: dict[str, Any] = {
    "civilite": "M.",
    "nom": "AUTREMENT",
    "nom_usage": "AUTREMENT",
    "prenoms": "Autrement",
    "naissance": "1971-07-09",
    "commune_naissance": "Autreville",
    "code_postal_naissance": "97480",
    "pays_naissance": "CANADA",
    "decision": "PARTIEL",
    "motif": "Les deux activités sont à reprendre.",
    "ccp_obtenus": ["CP-990101"],
    "ccp_detenus": ["CP-990101"],
    "nature": "CCS",
    "certification": "TP-01399",
    "libelle": "Expert en cybersécurité",
    "titre": "TP-01399",
    "libelle_titre": "Expert en cybersécurité",
    "abrege": "CYBER",
    "millesime": "02",
    "niveau": 7,
    "nsf": ["326n"],
    "rncp": "RNCP39000",
    "arrete": "2016-04-21",
    "journal": "2016-04-29",
    "ccp": [
        {"code": "CP-990101", "numero": 1, "libelle": "Autrement"},
        {"code": "CP-990102", "numero": 2, "libelle": "Autrement"},
    ],
    "fin_validite": "2021-04-29",
    "type_session": "CCP",
    "entretien_final": False,
    "debut": "2019-02-26",
    "fin": "2019-02-26",
    "validation": "2019-03-05",
    "numero_ordre": "2019-9999",
    "departement": "069",
    "structure": "DREETS d’ailleurs",
    "unite": "Unité d’ailleurs",
    "commune": "Autreville",
    "signataire": {"nom": "AUTREMENT", "prenom": "Camille", "qualite": "Directrice", "delegation": None},
}
# The holder of each kind, by rank; a fact is changed in the first kind that has it.
TITULAIRES = {GenrePapier.PARCHEMIN: 0, GenrePapier.LIVRET: 1, GenrePapier.NOTIFICATION: 2}
DOSSIER = lire_charge(VALIDEE.read_bytes())
PROPRES = {"genre", "session"}  # what makes it that paper
PAR_GENRE = {
    genre: faits_du_papier(DOSSIER, DOSSIER.candidats[rang], genre, date(2019, 3, 20)).keys() - PROPRES
    for genre, rang in TITULAIRES.items()
}
PLUSIEURS = (("nom", "libelle", "niveau", "signataire"), ("nom_usage", "ccp_obtenus", "fin_validite"), ("motif", "fin"))
CAS = [*((nom,) for nom in sorted(set().union(*PAR_GENRE.values()))), *PLUSIEURS]


def changer(noms: tuple[str, ...], **session: Any) -> tuple[Any, set[str], GenrePapier]:
    """The payload with these facts changed, where PARC-07 must say so, and the kind of paper that holds them all."""
    genre = next(genre for genre in TITULAIRES if set(noms) <= PAR_GENRE[genre])
    racine, chemins = charge(VALIDEE, **session), set()
    for nom in noms:
        chemin = FAITS[nom].chemin.format(candidat=f"/candidats/{TITULAIRES[genre]}")
        chemins.add(chemin)
        *etapes, dernier = chemin.removeprefix("/").split("/")
        objet = racine
        for etape in etapes:
            objet = objet[int(etape) if isinstance(objet, list) else etape]
        objet[dernier] = AUTRES[nom]
    complements = {"CCP": {"ccp": ["CP-990101", "CP-990102"]}, "CCS": {"ccs": "CCS-990111", "entretien_final": False}}
    racine["session"].update(complements.get(racine["session"]["type"], {}))
    return racine, chemins, genre


@pytest.fixture(scope="module")
def emis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poste]:
    """A place where the papers of the first example were issued. Only refusals come after."""
    poste = nouveau_poste(tmp_path_factory.mktemp("emis"))
    with pytest.MonkeyPatch.context() as monde:
        installer(monde)
        assert poste.produire(VALIDEE).code == 0
        yield poste


def test_chaque_fait_d_un_papier_a_une_autre_valeur() -> None:
    assert set().union(*PAR_GENRE.values()) == AUTRES.keys()


@pytest.mark.parametrize("noms", CAS, ids="+".join)
def test_un_fait_change_est_refuse_et_nomme(emis: Poste, noms: tuple[str, ...]) -> None:
    racine, chemins, genre = changer(noms)
    fichier, avant = emis.ecrire(racine), emis.ici("registre", "exporter").sortie
    qui = racine["candidats"][TITULAIRES[genre]]["id"]
    demande = ("--types", genre.value, "--date", "2019-03-20")
    refus = emis.ici("produire", fichier, *demande, "--destinataire", qui, "--sortie", "refus", "--json")
    assert refus.code == 1, refus
    nommes = {une["chemin"] for une in refus.json["charges"][0]["manquements"] if une["regle"] == "PARC-07"}
    assert chemins <= nommes
    dossier = f"lot-{'-'.join(noms)}"
    lot = emis.ici("lot", fichier, *demande, "--sortie", dossier, "--json")
    assert lot.code == 1, lot
    ecartes = {une["chemin"] for une in lot.json["ecartees"][0]["manquements"] if une["regle"] == "PARC-07"}
    assert chemins <= ecartes
    assert emis.ici("registre", "exporter").sortie == avant
    assert not [*(emis.dossier / dossier).glob("*.pdf"), *(emis.dossier / "refus").glob("*")]
