"""Role × route × owner × payload, on a real service: the routes are the application's, the powers those of its table.

A new route without a line makes this fail. Each cell has its status, and nothing of another centre in its answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest

from docgen.domain.regles.vocabulaire import Geste
from service.acces.droits import DROITS, Acte
from service.socle.appelant import Role
from tests.service.acces.test_droits import TOUTES, actes_de
from tests.service.http.monde import ANNULE, NUMERO, PREMIERE, Monde, session
from tests.service.http.serveur import APPELANTS, AUTRE_SIRET, SIRET, attendre_travail, bloquants

ROUTES = {nom: next(iter(actes_de(route.dependant)), None) for nom, route in TOUTES}
ETAT = frozenset({Role.CERES, Role.ADMIN})
DEPARTEMENT = "069"


@dataclass(frozen=True)
class Ligne:
    """How a route is called with what belongs to the first centre, and the status where it is allowed to go on.

    ``objet``: what its address names. ``charge``: its body is a session of that centre. ``entre``: the status for who
    has come in, and 303 for who has and may not do ``ailleurs``. ``public``: what anybody may read there.
    """

    statut: int = 200
    objet: str = ""
    charge: bool = False
    json: Mapping[str, Any] | None = None
    formulaire: Mapping[str, str] | None = None
    fichier: bool = False
    adresse: Mapping[str, str] = field(default_factory=dict)
    entre: int | None = None
    ailleurs: Acte | None = None
    public: frozenset[str] = frozenset()


FORMULAIRE: Mapping[str, str] = {}
LIGNES: Mapping[str, Ligne] = {
    "POST /v1/controles/{geste}": Ligne(charge=True, adresse={"geste": "editer-parchemins"}),
    "POST /v1/documents/{type}": Ligne(charge=True, adresse={"type": "liste_jures"}),
    "POST /v1/depots": Ligne(201, charge=True),
    "GET /v1/depots": Ligne(),
    "GET /v1/depots/{id}": Ligne(objet="depot"),
    "GET /v1/depots/{id}/charge": Ligne(objet="depot"),
    "POST /v1/attestations": Ligne(charge=True),
    "GET /v1/attestations/{session}": Ligne(objet="session"),
    "POST /v1/depots/{id}/renvoi": Ligne(objet="depot", json={"motif": "À revoir."}),
    "POST /v1/dossiers": Ligne(202, charge=True, adresse={"?": "types=liste_jures"}),
    "POST /v1/lots": Ligne(202, json={"depots": ["{depot}"], "types": ["bordereau_pv"]}),
    "GET /v1/travaux": Ligne(),
    "GET /v1/travaux/{id}": Ligne(objet="dossier"),
    "DELETE /v1/travaux/{id}": Ligne(202, objet="dossier"),
    "GET /v1/travaux/{id}/evenements": Ligne(objet="dossier"),
    "GET /v1/fichiers/{id}": Ligne(objet="fichier"),
    "HEAD /v1/fichiers/{id}": Ligne(objet="fichier"),
    "GET /v1/registre": Ligne(),
    "GET /v1/registre/{numero}": Ligne(objet=NUMERO),
    "POST /v1/registre/{numero}/remise": Ligne(objet=NUMERO, json={}),
    "POST /v1/registre/{numero}/correction": Ligne(409, objet=NUMERO, json={"motif": "ERREUR_DE_SAISIE"}),
    "POST /v1/registre/{numero}/annulation": Ligne(objet=ANNULE, json={"motif": "FRAUDE"}),
    "POST /v1/registre/{numero}/reedition": Ligne(objet=NUMERO, json={"motif": "PERTE"}),
    "POST /v1/registre/{numero}/gachage": Ligne(objet=NUMERO, json={"motif": "BOURRAGE"}),
    "GET /v1/statistiques": Ligne(),
    **dict.fromkeys(
        ("GET /v1/regles", "GET /v1/types", "GET /v1/cles", "GET /v1/cachets", "GET /sante", "GET /sante/pret"), Ligne()
    ),
    **dict.fromkeys(("GET /metriques", "GET /schema-session.json"), Ligne()),
    **dict.fromkeys(("GET /aide", "GET /aide/documents", "GET /aide/regles", "GET /accessibilite"), Ligne()),
    **dict.fromkeys(("GET /confidentialite", "GET /contact", "GET /mentions-legales"), Ligne()),
    "GET /aide/{guide}": Ligne(adresse={"guide": "centres"}),
    "GET /aide/images/{nom}.png": Ligne(404, adresse={"nom": "rien"}),
    "GET /": Ligne(ailleurs=Acte.SUIVRE),
    "GET /connexion": Ligne(entre=303),
    **dict.fromkeys(("GET /verification", "GET /verification.html"), Ligne()),
    "GET /exemples/{nom}": Ligne(adresse={"nom": "session-titre-validee.json"}, public=frozenset({SIRET})),
    "GET /static/{nom}": Ligne(404, adresse={"nom": "rien.css"}),
    "GET /verification/{numero}": Ligne(objet=NUMERO),
    "GET /verification/{numero}/code.png": Ligne(objet=NUMERO),
    "POST /verification": Ligne(422, fichier=True),
    "POST /connexion": Ligne(403, formulaire={"jeton": "faux"}),
    "POST /deconnexion": Ligne(403, formulaire={"jeton": "faux"}),
    "GET /connexion/oidc": Ligne(404),
    "GET /connexion/oidc/retour": Ligne(422, entre=303),
    "GET /depots": Ligne(),
    "GET /depots/nouveau": Ligne(),
    "POST /depots": Ligne(303, charge=True, fichier=True),
    "GET /depots/{ident}": Ligne(303, objet="depot"),
    "GET /attestations": Ligne(),
    "GET /depots/{ident}/attestation": Ligne(objet="depot"),
    "POST /depots/{ident}/attestation": Ligne(200, objet="depot", formulaire=FORMULAIRE),
    "POST /depots/{ident}/renvoi": Ligne(303, objet="depot", formulaire={"motif": "À revoir."}),
    "GET /depots/{ident}/apercu/{code}": Ligne(objet="depot", adresse={"code": "liste_jures"}),
    "GET /depots/{ident}/apercu/{code}/{rang}.png": Ligne(objet="depot", adresse={"code": "liste_jures", "rang": "1"}),
    "GET /fichiers/{ident}/apercu": Ligne(objet="fichier"),
    "GET /fichiers/{ident}/{rang}.png": Ligne(objet="fichier", adresse={"rang": "1"}),
    "GET /fichiers/{ident}/miniature/{rang}.png": Ligne(objet="fichier", adresse={"rang": "1"}),
    "GET /travaux": Ligne(),
    "GET /travaux/{ident}": Ligne(objet="dossier"),
    "GET /travaux/{ident}/suivi": Ligne(286, objet="dossier", adresse={"?": "version=0"}),
    "POST /travaux/{ident}/annulation": Ligne(303, objet="dossier", formulaire=FORMULAIRE),
    "GET /depots/{ident}/horaires": Ligne(objet="depot"),
    "POST /depots/{ident}/horaires": Ligne(200, objet="depot", formulaire=FORMULAIRE),
    "GET /depots/{ident}/remise": Ligne(303, objet="depot"),
    "GET /depots/recus": Ligne(),
    "GET /depots/{ident}/corrections.csv": Ligne(objet="depot"),
    "GET /depots/{ident}/relecture/{code}": Ligne(objet="depot", adresse={"code": "parchemin"}),
    "GET /depots/{ident}/relecture/{code}/{rang}": Ligne(objet="depot", adresse={"code": "parchemin", "rang": "1"}),
    "GET /depots/{ident}/miniature/{code}.png": Ligne(objet="depot", adresse={"code": "liste_jures"}),
    "GET /sessions/{siret}/{cle}/papiers/{numero}.png": Ligne(
        404, objet="session", adresse={"siret": SIRET, "numero": "inconnu"}
    ),
    "GET /papiers/{numero}/miniature.png": Ligne(objet=NUMERO),
    "GET /depots/{ident}/emission": Ligne(objet="depot"),
    "POST /depots/{ident}/emission": Ligne(303, objet="depot", formulaire=FORMULAIRE),
    "GET /sessions": Ligne(),
    "GET /sessions/{siret}/{cle}": Ligne(objet="session", adresse={"siret": SIRET}),
    "GET /sessions/{siret}/{cle}/remise": Ligne(objet="session", adresse={"siret": SIRET}),
    "POST /sessions/{siret}/{cle}/remise": Ligne(
        422, objet="session", formulaire={"numero": "{numero}", "jour": "jamais"}, adresse={"siret": SIRET}
    ),
    "POST /sessions/{siret}/{cle}/papiers": Ligne(
        404, objet="session", formulaire={"numero": "inconnu"}, adresse={"siret": SIRET}
    ),
    "POST /sessions/{siret}/{cle}/remise/correction": Ligne(
        404, objet="session", formulaire={"numero": "inconnu"}, adresse={"siret": SIRET}
    ),
    "POST /depots/{ident}/papiers": Ligne(objet="depot", formulaire={"papier": "liste_jures/pdf/"}),
    "GET /papiers": Ligne(),
    "GET /papiers/{numero}": Ligne(objet=NUMERO),
    "POST /papiers/{numero}/tirage": Ligne(303, objet=NUMERO, formulaire=FORMULAIRE),
    "POST /papiers/{numero}/{acte}": Ligne(
        303, objet=NUMERO, formulaire={"motif": "BOURRAGE"}, adresse={"acte": "gachage"}
    ),
    "GET /stock": Ligne(adresse={"?": f"departement={DEPARTEMENT}"}),
    "POST /stock/{departement}/reception": Ligne(
        422, formulaire={"premiere": "B", "derniere": "A"}, adresse={"departement": DEPARTEMENT}
    ),
    "POST /stock/{departement}/rebut": Ligne(
        422, formulaire={"serie": "", "motif": ""}, adresse={"departement": DEPARTEMENT}
    ),
    "POST /stock/{departement}/correction": Ligne(
        422, formulaire={"fausse": "B", "fin": "A"}, adresse={"departement": DEPARTEMENT}
    ),
    "POST /stock/{departement}/seuil": Ligne(422, formulaire={"seuil": "x"}, adresse={"departement": DEPARTEMENT}),
    **dict.fromkeys(("GET /lots/nouveau", "GET /lots/nouveau/documents", "GET /imprimantes"), Ligne()),
    "GET /imprimantes/calibrage.pdf": Ligne(422),
    "POST /imprimantes": Ligne(422, formulaire={"imprimante": ""}),
    "POST /imprimantes/retrait": Ligne(303, formulaire=FORMULAIRE),
    "POST /lots/nouveau/choix": Ligne(303, formulaire={"vue": "inconnu", "depot": "inconnu"}),
    "POST /lots": Ligne(422, formulaire={"depot": "inconnu", "type": "bordereau_pv", "feuilles": "250"}),
    "POST /impression/{ident}/livraison": Ligne(303, objet="lot", formulaire=FORMULAIRE),
    "POST /impression/{ident}/livraison/{siret}/bordereau": Ligne(
        303, objet="lot", formulaire=FORMULAIRE, adresse={"siret": "inconnu"}
    ),
    "GET /impression/{ident}/livraison/{siret}/bordereau": Ligne(404, objet="lot", adresse={"siret": "inconnu"}),
    "POST /impression/{ident}/livraison/{siret}/correction": Ligne(
        404, objet="lot", formulaire=FORMULAIRE, adresse={"siret": "inconnu"}
    ),
    "GET /impression": Ligne(),
    "GET /impression/{ident}": Ligne(objet="lot"),
    "POST /impression/volumes/{ident}/tirage": Ligne(303, objet="volume", formulaire=FORMULAIRE),
    "POST /impression/{ident}/tirage": Ligne(303, objet="lot", formulaire=FORMULAIRE),
    "POST /impression/volumes/{ident}/retour": Ligne(303, objet="volume", formulaire=FORMULAIRE),
    "GET /impression/{ident}/manifeste": Ligne(objet="lot"),
    **dict.fromkeys(("GET /administration", "GET /administration/acces", "GET /administration/journal"), Ligne()),
    **dict.fromkeys(("GET /administration/sante", "GET /administration/travaux"), Ligne()),
    **dict.fromkeys(
        ("POST /administration/travaux/{ident}/reprise", "POST /administration/travaux/{ident}/abandon"),
        Ligne(404, formulaire=FORMULAIRE, adresse={"ident": "inconnu"}),
    ),
    "POST /v1/retours": Ligne(422),
    "GET /retours": Ligne(),
    "POST /retours": Ligne(422, formulaire=FORMULAIRE),
    "GET /retours/{ident}": Ligne(404, adresse={"ident": "inconnu"}),
    "POST /retours/{ident}/pages": Ligne(404, formulaire=FORMULAIRE, adresse={"ident": "inconnu"}),
    "POST /retours/{ident}/remises": Ligne(404, formulaire={"jour": "2026-01-05"}, adresse={"ident": "inconnu"}),
    "POST /administration/acces": Ligne(422, formulaire={"nom": ""}),
    "POST /administration/acces/{ident}/revocation": Ligne(404, formulaire=FORMULAIRE, adresse={"ident": "inconnue"}),
}


def test_chaque_route_a_sa_ligne() -> None:
    assert LIGNES.keys() == ROUTES.keys()


def appeler(nom: str, ligne: Ligne, qui: str | None, monde: Monde) -> tuple[httpx.Response, set[str]]:
    """The answer, and what was sent to get it."""
    methode, chemin = nom.split()
    propre = monde.objets.get(ligne.objet, "")
    noms = {trouve: ligne.adresse.get(trouve, propre) for trouve in re.findall(r"{(\w+)}", chemin)}
    suffixe = f"?{ligne.adresse['?']}" if "?" in ligne.adresse else ""
    adresse = chemin.format(**noms) + suffixe
    page = not chemin.startswith("/v1/") and chemin not in ("/sante", "/sante/pret", "/metriques")
    options: dict[str, Any] = {"headers": {"Accept": "text/html"} if page else {}}
    dits = set(noms.values())
    if ligne.formulaire is not None or (ligne.fichier and page):
        rempli = {champ: valeur.format(**monde.objets) for champ, valeur in (ligne.formulaire or {}).items()}
        dits |= set(rempli.values())
        options["data"] = {"jeton": monde.jetons[qui], **rempli}
    if ligne.fichier:
        options["files"] = {"fichier": ("session.json", monde.charge if ligne.charge else b"%PDF", "application/json")}
    elif ligne.charge:
        options["content"] = monde.charge
    elif ligne.json is not None:
        texte = json.dumps(ligne.json)
        options["json"] = json.loads(re.sub(r"{(\w+)}", lambda trouve: monde.objets[trouve[1]], texte))
        dits |= {valeur for valeur in monde.objets.values() if valeur in json.dumps(options["json"])}
    return monde.clients[qui].request(methode, adresse, **options), dits


def attendu(nom: str, ligne: Ligne, qui: str | None) -> int:
    """By the table of powers, then by whose thing it is."""
    acte, page = ROUTES[nom], "/v1/" not in nom
    if acte is None and qui is not None and ligne.ailleurs not in (None, *DROITS[APPELANTS[qui][0]]):
        return 303
    if acte is None:
        return ligne.statut if qui is None else ligne.entre or ligne.statut
    if qui is None:  # a form whose visit has ended says so, before it is read
        return 401 if not page else 403 if nom.startswith("POST") else 303
    role = APPELANTS[qui][0]
    if acte not in DROITS[role]:
        return 403
    if ligne.charge and qui == "autre":
        return 403
    if ligne.objet and qui == "autre":
        return 404
    des_dossiers = ligne.objet in ("dossier", "fichier")
    if des_dossiers and Acte.PRODUIRE not in DROITS[role]:
        return 404
    return ligne.statut


@pytest.mark.parametrize("nom", sorted(LIGNES))
def test_chaque_role_sur_chaque_route_avec_ce_qui_est_au_premier_centre(nom: str, monde: Monde) -> None:
    ligne = LIGNES[nom]
    for qui in monde.clients:
        reponse, dits = appeler(nom, ligne, qui, monde)
        assert reponse.status_code == attendu(nom, ligne, qui), (qui, reponse.text[:400])
        voit = qui is not None and (qui == "centre" or APPELANTS[qui][0] in (*ETAT, Role.IMPRESSION))
        if not voit:
            lu = f"{reponse.headers} {reponse.text}"
            # Said again only to who will come in, or verifies.
            redits = dits if reponse.status_code == 303 or ROUTES[nom] is None else set[str]()
            assert not [secret for secret in monde.secrets - redits - ligne.public if secret in lu], (qui, nom)


CHARGES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    # what refuses a parchemin to a centre or to the print shop, then to the State's side
    "attestée": (frozenset(), frozenset()),
    "pas attestée": (frozenset({"PARC-08"}), frozenset()),
    "faits changés": (frozenset({"PARC-07", "PARC-08"}), frozenset({"PARC-07"})),
    "personne inventée": (frozenset({"PARC-08"}), frozenset()),
    "session d'un autre": (frozenset({"SESS-18"}), frozenset({"SESS-18"})),
}
IDENTS = count(881001)
POUR = {"types": "parchemin", "usage": "impression"}


def preparer(genre: str, monde: Monde) -> bytes:
    """A new payload of that kind, of the second centre."""
    etat = monde.clients["ceres"]
    ident = str(next(IDENTS)) if genre != "session d'un autre" else PREMIERE
    propre = session("Autre", ident, AUTRE_SIRET)
    if genre in ("attestée", "faits changés", "personne inventée"):
        assert etat.post("/v1/attestations", content=propre).is_success
    if genre == "faits changés":
        qui_deja = {"usage": "impression", "destinataire": "9741411152681F"}
        assert etat.post("/v1/documents/parchemin", params=qui_deja, content=propre).is_success
        return session("Autre", ident, AUTRE_SIRET, prenoms="Inventés")
    if genre == "personne inventée":
        return session("Autre", ident, AUTRE_SIRET, plus=1)
    return propre


def attendus(qui: str, genre: str) -> frozenset[str]:
    return CHARGES[genre][APPELANTS[qui][0] in ETAT]


@pytest.mark.parametrize("qui", ["autre", "ceres", "admin"])
def test_ce_qu_une_charge_vaut_a_chaque_role(qui: str, monde: Monde) -> None:
    client = monde.clients[qui]
    lances = {genre: client.post("/v1/dossiers", params=POUR, content=preparer(genre, monde)) for genre in CHARGES}
    for genre in CHARGES:
        octets = preparer(genre, monde)
        controle = client.post(f"/v1/controles/{Geste.EDITER_PARCHEMINS}", content=octets)
        document = client.post("/v1/documents/parchemin", params={"usage": "impression"}, content=octets)
        refuses = attendus(qui, genre)
        assert bloquants(controle.json()["manquements"]) == refuses, genre
        assert document.status_code == (409 if refuses else 200), (genre, document.text[:300])
        if refuses:
            assert bloquants(document.json()["manquements"]) == refuses, genre
        for reponse in (controle, document):
            assert not [secret for secret in monde.secrets - {PREMIERE} if secret in f"{reponse.headers}{reponse.text}"]
    for genre, lance in lances.items():
        travail = attendre_travail(client, lance.headers["Location"])
        assert travail["etat"] == ("ECHOUE" if attendus(qui, genre) else "TERMINE"), (genre, travail)
        assert bloquants(travail["bilan"]["manquements"]) == attendus(qui, genre)
        evenements = client.get(f"{lance.headers['Location']}/evenements").text
        dit = json.dumps(travail, ensure_ascii=False) + evenements
        assert not [secret for secret in monde.secrets - {PREMIERE} if secret in dit]


@pytest.mark.parametrize("qui", ["impression", "ceres", "admin"])
def test_ce_qu_une_charge_vaut_dans_un_lot(qui: str, monde: Monde) -> None:
    client = monde.clients[qui]
    charges = {genre: json.loads(preparer(genre, monde)) for genre in CHARGES}
    demande = {"charges": [*charges.values()], "types": ["parchemin"]}
    travail = attendre_travail(client, client.post("/v1/lots", json=demande).headers["Location"])
    assert travail["etat"] == "PARTIEL", travail
    ecartees = [(une["fichier"], une["session"], bloquants(une["manquements"])) for une in travail["bilan"]["ecartees"]]
    voulues = [
        (f"charge-{rang:04}.json", charge["session"]["id"], attendus(qui, genre))
        for rang, (genre, charge) in enumerate(charges.items(), start=1)
    ]
    assert ecartees == [voulue for voulue in voulues if voulue[2]]
