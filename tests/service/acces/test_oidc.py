"""Access tokens of a real issuer: who they name, and which are worth nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey

from service.acces import jetons as oidc
from service.acces.jetons import Emetteur as Portier
from service.socle.appelant import Appelant, Role
from service.socle.erreurs import EmetteurIndisponible, NonIdentifie
from service.socle.reglages import Oidc
from tests.service.http.emetteur import AUDIENCE, Emetteur, emettre
from tests.service.http.serveur import SIRET


@pytest.fixture(scope="module")
def emetteur() -> Iterator[Emetteur]:
    """The issuer."""
    with emettre() as lance:
        yield lance


@pytest.fixture
def portier(emetteur: Emetteur) -> Portier:
    """Who reads its tokens."""
    roles = (("agents", Role.IMPRESSION),)
    return Portier(Oidc(emetteur.adresse, AUDIENCE, roles=roles))


@pytest.mark.parametrize(
    ("champs", "appelant"),
    [
        ({}, Appelant("oidc:0f8b5a3c", Role.CERES)),
        ({"role": "centre", "siret": SIRET}, Appelant("oidc:0f8b5a3c", Role.CENTRE, SIRET)),
        ({"role": ["autre", "agents"]}, Appelant("oidc:0f8b5a3c", Role.IMPRESSION)),
        ({"role": ["admin", "centre"], "siret": SIRET}, Appelant("oidc:0f8b5a3c", Role.CENTRE, SIRET)),
        ({"aud": ["autre", AUDIENCE]}, Appelant("oidc:0f8b5a3c", Role.CERES)),
        ({"exp": -5}, Appelant("oidc:0f8b5a3c", Role.CERES)),  # two clocks never agree
    ],
)
def test_un_jeton_valable_nomme_son_porteur(
    champs: dict[str, Any], appelant: Appelant, emetteur: Emetteur, portier: Portier
) -> None:
    assert portier.reconnaitre(emetteur.jeton(**champs)) == appelant


@pytest.mark.parametrize(
    "champs",
    [
        {"iss": "https://autre.exemple.test"},
        {"iss": None},
        {"aud": "autre"},
        {"aud": None},
        {"exp": -600},
        {"exp": None},
        {"nbf": 600},
        {"sub": None},
        {"sub": "a\x00b"},
        {"role": None},
        {"role": "roi"},
        {"role": "centre"},
    ],
    ids=str,
)
def test_un_jeton_qui_n_est_pas_pour_ici_ne_vaut_rien(
    champs: dict[str, Any], emetteur: Emetteur, portier: Portier
) -> None:
    with pytest.raises(NonIdentifie):
        portier.reconnaitre(emetteur.jeton(**champs))


def test_une_signature_d_un_autre_ou_d_un_algorithme_faible_ne_vaut_rien(emetteur: Emetteur, portier: Portier) -> None:
    autre = RSAKey.generate_key(2048, {"kid": emetteur.cles[0].kid})
    faux = [
        emetteur.jeton(cle=autre),
        emetteur.jeton("HS256", OctKey.generate_key(256)),
        _sans_signature(emetteur.jeton()),
        "a.b.c",
        "",
    ]
    for jeton in faux:
        with pytest.raises(NonIdentifie):
            portier.reconnaitre(jeton)


def _sans_signature(jeton: str) -> str:
    """The same claims under « alg: none »."""
    import base64

    entete = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{entete}.{jeton.split('.')[1]}."


def test_les_cles_se_lisent_une_fois_et_se_relisent_quand_elles_ont_change(
    portier: Portier, emetteur: Emetteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    avant = emetteur.lectures
    for _ in range(3):
        portier.reconnaitre(emetteur.jeton())
    assert emetteur.lectures == avant + 1
    emetteur.tourner()
    with pytest.raises(NonIdentifie):  # read a moment ago: an unknown key does not make it read again at each call
        portier.reconnaitre(emetteur.jeton())
    monkeypatch.setattr(oidc, "NOUVEL_ESSAI_S", 0.0)
    assert portier.reconnaitre(emetteur.jeton()).role is Role.CERES
    assert emetteur.lectures == avant + 2


def test_un_emetteur_qui_se_tait_ou_qui_est_un_autre_est_une_panne(emetteur: Emetteur) -> None:
    jeton = emetteur.jeton()
    for adresse in ("http://127.0.0.1:9", emetteur.adresse.replace("127.0.0.1", "localhost")):
        with pytest.raises(EmetteurIndisponible):
            Portier(Oidc(adresse, AUDIENCE)).reconnaitre(jeton)


def test_les_roles_de_keycloak_sont_sous_un_chemin(emetteur: Emetteur) -> None:
    portier = Portier(
        Oidc(emetteur.adresse, AUDIENCE, champ_role="realm_access.roles", champ_siret="https://a.b/siret")
    )
    jeton = emetteur.jeton(role=None, realm_access={"roles": ["centre"]}, **{"https://a.b/siret": SIRET})
    assert portier.reconnaitre(jeton) == Appelant("oidc:0f8b5a3c", Role.CENTRE, SIRET)
