"""The powers: every route and every page, every role, against a table written by hand; and who sees which job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from service.acces.droits import ACTES_DES_TRAVAUX, DROITS, Acte, genres_vus, peut, tableau, verifier_centre
from service.acces.idempotence import RouteDePage
from service.acces.portier import Exiger
from service.acces.visite import Reserver, menu_de
from service.app import PAGES, ROUTEURS
from service.catalogue import GENRES
from service.socle.appelant import Appelant, Role
from service.socle.erreurs import CentreInterdit
from tests.maison.arbre import RACINE

C, E, I = Role.CENTRE, Role.CERES, Role.IMPRESSION  # noqa: E741
OUVERTES = {
    "GET /", "GET /exemples/{nom}", "GET /schema-session.json", "GET /static/{nom}", "GET /connexion",
    "POST /connexion", "POST /deconnexion", "GET /connexion/oidc", "GET /connexion/oidc/retour", "GET /verification",
    "GET /verification/{numero}", "POST /verification", "GET /verification/{numero}/code.png", "GET /verification.html",
    "GET /v1/regles", "GET /v1/types", "GET /v1/cles", "GET /v1/cachets", "GET /sante", "GET /sante/pret",
    "GET /metriques", "GET /aide", "GET /aide/regles", "GET /aide/documents", "GET /aide/images/{nom}.png",
    "GET /aide/{guide}", "GET /contact", "GET /mentions-legales", "GET /accessibilite", "GET /confidentialite",
}  # fmt: skip
PAR_ROLES = {
    frozenset({E, C}): {
        "POST /v1/controles/{geste}", "POST /v1/documents/{type}", "POST /v1/depots", "GET /v1/depots",
        "GET /v1/depots/{id}", "GET /v1/depots/{id}/charge", "POST /v1/dossiers", "GET /depots", "GET /depots/nouveau",
        "POST /depots", "GET /depots/{ident}", "GET /depots/{ident}/apercu/{code}",
        "GET /depots/{ident}/apercu/{code}/{rang}.png", "POST /depots/{ident}/papiers", "POST /depots/{ident}/emission",
        "GET /depots/{ident}/horaires", "POST /depots/{ident}/horaires", "GET /depots/{ident}/remise",
        "GET /travaux", "GET /depots/{ident}/emission",
        "GET /sessions", "GET /sessions/{siret}/{cle}", "GET /sessions/{siret}/{cle}/remise",
        "POST /sessions/{siret}/{cle}/remise", "POST /sessions/{siret}/{cle}/remise/correction",
        "POST /sessions/{siret}/{cle}/papiers",
        "GET /depots/{ident}/corrections.csv", "GET /depots/recus",
        "GET /depots/{ident}/relecture/{code}", "GET /depots/{ident}/relecture/{code}/{rang}",
        "GET /depots/{ident}/miniature/{code}.png", "GET /sessions/{siret}/{cle}/papiers/{numero}.png",
        "POST /v1/retours", "GET /retours", "POST /retours",
        "GET /retours/{ident}", "POST /retours/{ident}/pages", "POST /retours/{ident}/remises",
    },
    frozenset({E, I}): {
        "POST /v1/lots", "POST /v1/registre/{numero}/reedition", "POST /v1/registre/{numero}/gachage",
        "GET /lots/nouveau", "POST /lots/nouveau/choix", "GET /lots/nouveau/documents", "POST /lots",
        "POST /impression/{ident}/livraison", "POST /impression/{ident}/livraison/{siret}/bordereau",
        "GET /impression/{ident}/livraison/{siret}/bordereau", "GET /imprimantes/calibrage.pdf",
        "POST /impression/{ident}/livraison/{siret}/correction", "GET /imprimantes", "POST /imprimantes",
        "POST /imprimantes/retrait", "GET /impression", "GET /impression/{ident}",
        "GET /impression/{ident}/manifeste", "POST /impression/{ident}/tirage",
        "POST /impression/volumes/{ident}/tirage", "POST /impression/volumes/{ident}/retour", "GET /papiers",
        "GET /papiers/{numero}", "GET /papiers/{numero}/miniature.png",
        "POST /papiers/{numero}/tirage", "POST /papiers/{numero}/{acte}", "GET /stock",
        "POST /stock/{departement}/reception", "POST /stock/{departement}/rebut",
        "POST /stock/{departement}/seuil", "POST /stock/{departement}/correction",
    },
    frozenset({E, C, I}): {
        "GET /v1/travaux", "GET /v1/travaux/{id}", "DELETE /v1/travaux/{id}", "GET /v1/travaux/{id}/evenements",
        "GET /v1/fichiers/{id}", "HEAD /v1/fichiers/{id}", "GET /v1/registre", "GET /v1/registre/{numero}",
        "POST /v1/registre/{numero}/remise", "POST /v1/registre/{numero}/correction",
        "GET /v1/statistiques", "GET /travaux/{ident}",
        "GET /v1/attestations/{session}",
        "GET /travaux/{ident}/suivi", "POST /travaux/{ident}/annulation", "GET /fichiers/{ident}/apercu",
        "GET /fichiers/{ident}/{rang}.png", "GET /fichiers/{ident}/miniature/{rang}.png",
    },
    frozenset({E}): {
        "POST /v1/registre/{numero}/annulation", "POST /v1/attestations", "POST /v1/depots/{id}/renvoi",
        "GET /attestations", "GET /depots/{ident}/attestation", "POST /depots/{ident}/attestation",
        "POST /depots/{ident}/renvoi",
    },
    frozenset(): {
        "GET /administration", "GET /administration/acces", "POST /administration/acces",
        "POST /administration/acces/{ident}/revocation", "GET /administration/journal", "GET /administration/sante",
        "GET /administration/travaux", "POST /administration/travaux/{ident}/reprise",
        "POST /administration/travaux/{ident}/abandon",
    },
}  # fmt: skip
ATTENDUS = {route: roles | {Role.ADMIN} for roles, routes in PAR_ROLES.items() for route in routes}


def routes(routeurs: Iterable[APIRouter]) -> Iterator[tuple[str, APIRoute]]:
    for routeur in routeurs:
        for route in routeur.routes:
            assert isinstance(route, APIRoute)
            for methode in route.methods or ():
                yield f"{methode} {route.path_format}", route


def actes_de(dependant: Dependant) -> Iterator[Acte]:
    if isinstance(dependant.call, Exiger | Reserver):
        yield dependant.call.acte
    for autre in dependant.dependencies:
        yield from actes_de(autre)


TOUTES = sorted(routes((*ROUTEURS, *PAGES)), key=lambda paire: paire[0])


@pytest.mark.parametrize(("nom", "route"), TOUTES, ids=[nom for nom, _ in TOUTES])
def test_chaque_adresse_demande_un_acte_que_ces_roles_ouvrent_et_nuls_autres(nom: str, route: APIRoute) -> None:
    actes = set(actes_de(route.dependant))
    if nom in OUVERTES:
        assert not actes
        return
    assert len(actes) == 1
    assert {role for role in Role if actes <= DROITS[role]} == ATTENDUS[nom]


def test_la_table_ecrite_a_la_main_ne_nomme_que_ce_qui_existe() -> None:
    assert {nom for nom, _ in TOUTES} == OUVERTES | ATTENDUS.keys()


def test_chaque_formulaire_de_qui_est_entre_est_un_seul_acte() -> None:
    """Two clicks do one thing, wherever the form is."""
    postes = [route for routeur in PAGES for route in routeur.routes if isinstance(route, APIRoute)]
    simples = {route.path for route in postes if "POST" in (route.methods or ()) and not isinstance(route, RouteDePage)}
    assert simples == {"/connexion", "/deconnexion", "/verification"}  # done by anybody, and nothing is made


def test_chaque_acte_a_ses_mots_dans_le_journal() -> None:
    actes = {nom: route.summary for nom, route in TOUTES if not nom.startswith("GET")}
    assert not [nom for nom, dit in actes.items() if not dit or "_" in dit]


def test_chaque_acte_sert_et_chaque_role_a_sa_ligne() -> None:
    assert set(DROITS) == set(Role)
    assert frozenset().union(*DROITS.values()) == set(Acte)
    assert ACTES_DES_TRAVAUX.keys() == GENRES.keys()


@pytest.mark.parametrize(
    ("role", "genres", "accueil"),
    [
        (Role.ADMIN, {"dossier", "lot", "retours"}, "/sessions"),
        (Role.CERES, {"dossier", "lot", "retours"}, "/sessions"),
        (Role.CENTRE, {"dossier", "retours"}, "/sessions"),
        (Role.IMPRESSION, {"lot"}, "/impression"),
        (Role.VERIFICATEUR, set(), "/verification"),
    ],
)
def test_les_travaux_et_le_menu_suivent_la_table(role: Role, genres: set[str], accueil: str) -> None:
    appelant = Appelant("cle:x", role, "19974001600017" if role is Role.CENTRE else None)
    assert set(genres_vus(appelant)) == genres
    assert menu_de(appelant)[0].adresse == accueil
    assert [peut(appelant, acte) for acte in Acte] == [acte in DROITS[role] for acte in Acte]


def test_un_centre_n_agit_que_pour_lui() -> None:
    centre = Appelant("cle:x", Role.CENTRE, "19974001600017")
    verifier_centre(centre, "19974001600017")
    verifier_centre(Appelant("cle:y", Role.CERES), "19974001600017")
    with pytest.raises(CentreInterdit):
        verifier_centre(centre, "21974001600015")


def test_la_page_des_pouvoirs_montre_la_table_et_chaque_route() -> None:
    page = (RACINE / "docs" / "pouvoirs.md").read_text(encoding="utf-8")
    assert tableau() in page
    assert {nom for nom, _ in TOUTES if f"`{nom}`" in page} == {nom for nom, _ in TOUTES}
