"""Whatever a centre sends, nothing of another comes back: in every act, rule and message, by every address it opens.

What is drawn knows all the identifiers of the first centre: session, candidates, numbers, deposits, jobs, files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.session import StatutSession, TypeSession
from service.acces.droits import DROITS
from service.socle.appelant import Role
from tests.ampleur import essais
from tests.service.http.monde import PREMIERE, Monde, session
from tests.service.http.serveur import AUTRE_SIRET, SIRET
from tests.service.http.test_matrice import LIGNES, ROUTES

SORTIES = {"POST /deconnexion", "POST /connexion"}  # what comes after them would be seen by nobody, or by another
ROUTES_DU_CENTRE = sorted(
    nom for nom, acte in ROUTES.items() if nom not in SORTIES and (acte is None or acte in DROITS[Role.CENTRE])
)
QUELCONQUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "AUTREMENT", 3, True, "2019-02-26", "2026-01-01", [], ["CP-990101"], {}]
)
CHAMPS = {
    "session": ("fin", "debut", "ccp", "ccs", "validation", "papiers_recus_le", "plis_recuperes", "dte"),
    "titre": ("code", "libelle", "niveau", "fin_validite", "ccp"),
    "autorite": ("departement", "structure", "signataire"),
    "centre": ("siret", "raison_sociale"),
}
CHANGEMENTS = st.lists(
    st.sampled_from([(objet, champ) for objet, champs in CHAMPS.items() for champ in champs]).flatmap(
        # Elsewhere, it would be quoted back from what is refused, and kept in the list of deposits.
        lambda place: st.tuples(st.just(place), QUELCONQUES | st.just(SIRET if place[1] == "siret" else PREMIERE))
    ),
    max_size=3,
)


@st.composite
def charges(tirer: st.DrawFn) -> bytes:
    """A session of the second centre that says that it is the first's, or whose persons do, and anything else."""
    lue = json.loads(session("Autre", tirer(st.sampled_from([PREMIERE, "SESSION-AUTRE"])), AUTRE_SIRET))
    lue["session"]["statut"] = tirer(st.sampled_from(StatutSession))
    lue["session"]["type"] = tirer(st.sampled_from(TypeSession))
    lue["candidats"] = lue["candidats"][: tirer(st.integers(0, 6))]
    for (objet, champ), valeur in tirer(CHANGEMENTS):
        lue[objet][champ] = valeur
    for candidat in lue["candidats"]:
        candidat["resultat"] = tirer(st.sampled_from([candidat["resultat"], None]))
    if tirer(st.booleans()):
        unes = [candidat["id"] for candidat in lue["candidats"]] or ["X"]
        lue["geste"] = tirer(
            st.fixed_dictionaries(
                {},
                optional={
                    "candidat_id": st.sampled_from(unes),
                    "debut": st.just("2026-12-01"),
                    "fin": st.just("2026-12-02"),
                    "profil": st.sampled_from(["CENTRE", "UD", "DIRECCTE"]),
                },
            )
        )
    return json.dumps(lue, ensure_ascii=False).encode()


def fuites(monde: Monde, reponse: httpx.Response, *envoyes: object) -> list[str]:
    """The words of the first centre that are in an answer, but those that were sent, now or in a deposit."""
    dits = " ".join(envoye.decode() if isinstance(envoye, bytes) else str(envoye) for envoye in envoyes)
    lu = f"{reponse.headers} {reponse.text}"
    return [secret for secret in monde.secrets - {PREMIERE} if secret in lu and secret not in dits]


def controler(monde: Monde, geste: Geste, octets: bytes) -> None:
    """Every rule and message of an act."""
    reponse = monde.clients["autre"].post(f"/v1/controles/{geste.value}", content=octets)
    assert reponse.status_code in (200, 403, 422), reponse.text
    assert fuites(monde, reponse, octets) == []


def appeler(monde: Monde, nom: str, octets: bytes, tirage: Mapping[str, Any]) -> None:
    """Any address that a centre opens, with identifiers of the first."""
    methode, chemin = nom.split()
    ligne, ident = LIGNES[nom], tirage["ident"]
    noms = {trouve: ligne.adresse.get(trouve, ident) for trouve in re.findall(r"{(\w+)}", chemin)}
    if "type" in noms:
        noms["type"] = "parchemin"  # what the first has: its facts are what is asked for
    adresse, corps = chemin.format(**noms), tirage["corps"] or octets
    options: dict[str, Any] = {"params": tirage["question"], "headers": tirage["entetes"]}
    if methode == "POST" and ligne.formulaire is not None:
        champs = {
            **ligne.formulaire,
            "numero": ident,
            "papier": f"parchemin/pdf/{ident}",
            "jeton": monde.jetons["autre"],
        }
        options["data"] = corps = champs
    elif methode == "POST":
        options["content"] = corps
    reponse = monde.clients["autre"].request(methode, adresse, **options)
    assert reponse.status_code < 500, (nom, reponse.text)
    assert fuites(monde, reponse, corps, noms, tirage) == [], nom


def tirages(monde: Monde) -> st.SearchStrategy[Mapping[str, Any]]:
    """What else a call says: the identifiers of the first, where they may go."""
    idents = st.sampled_from([*monde.objets.values(), "inconnu", "9741411152681F"])
    champs = ("depot", "destinataire", "depuis", "pour", "fait", "numero", "cherche", "version", "cle")
    corps = idents.map(lambda ident: json.dumps({"depot": ident}).encode()) | st.just(monde.charge)
    return st.fixed_dictionaries(
        {
            "ident": idents,
            "corps": st.none() | corps,
            "question": st.dictionaries(st.sampled_from(champs), idents, max_size=3),
            "entetes": st.fixed_dictionaries(
                {"Accept": st.sampled_from(["text/html", "application/json"])},
                optional={"Idempotency-Key": st.just("cle-du-premier"), "Last-Event-ID": st.just("0")},
            ),
        }
    )


@pytest.mark.parametrize("geste", Geste)
def test_aucun_geste_ne_dit_rien_d_un_autre_centre(geste: Geste, monde: Monde) -> None:
    @essais(0.5, suppress_health_check=list(HealthCheck))
    @given(charges())
    def essayer(octets: bytes) -> None:
        controler(monde, geste, octets)

    essayer()


def test_aucune_adresse_ne_dit_rien_d_un_autre_centre(monde: Monde) -> None:
    cle = {"Idempotency-Key": "cle-du-premier"}
    assert monde.clients["centre"].post("/v1/depots", content=monde.charge, headers=cle).is_success

    @essais(6, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(ROUTES_DU_CENTRE), charges(), tirages(monde))
    def essayer(nom: str, octets: bytes, tirage: Mapping[str, Any]) -> None:
        appeler(monde, nom, octets, tirage)

    essayer()
