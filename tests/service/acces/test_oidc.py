"""Access tokens of a real issuer: who they name, and which are worth nothing."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from service.acces import emetteur as oidc
from service.acces.emetteur import Emetteur as Portier
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
    return Portier(Oidc(emetteur.adresse, AUDIENCE))


def _lire(portier: Portier, *jetons: str) -> Appelant:
    """Who bears the last of these tokens, read one after the other as a service does."""

    async def lire() -> Appelant:
        for jeton in jetons:
            appelant = await portier.reconnaitre(jeton)
        return appelant

    return asyncio.run(lire())


@pytest.mark.parametrize(
    ("champs", "appelant"),
    [
        ({}, Appelant("oidc:0f8b5a3c", Role.CERES)),
        ({"role": "centre", "siret": SIRET}, Appelant("oidc:0f8b5a3c", Role.CENTRE, SIRET)),
        ({"role": ["autre", "impression"]}, Appelant("oidc:0f8b5a3c", Role.IMPRESSION)),
        ({"role": ["ceres", "ceres"]}, Appelant("oidc:0f8b5a3c", Role.CERES)),
        ({"typ": "Bearer"}, Appelant("oidc:0f8b5a3c", Role.CERES)),
        ({"aud": ["autre", AUDIENCE]}, Appelant("oidc:0f8b5a3c", Role.CERES)),
        ({"exp": -5}, Appelant("oidc:0f8b5a3c", Role.CERES)),  # two clocks never agree
    ],
)
def test_un_jeton_valable_nomme_son_porteur(
    champs: dict[str, Any], appelant: Appelant, emetteur: Emetteur, portier: Portier
) -> None:
    assert _lire(portier, emetteur.jeton(**champs)) == appelant


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
        {"role": "centre", "siret": [SIRET, "99999999700011"]},
        {"role": ["admin", "centre"], "siret": SIRET},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"nonce": "n-0S6_WzA2Mj"},
        {"at_hash": "MTIzNDU2Nzg5MDEyMzQ1Ng"},
    ],
    ids=str,
)
def test_un_jeton_qui_n_est_pas_pour_ici_ne_vaut_rien(
    champs: dict[str, Any], emetteur: Emetteur, portier: Portier
) -> None:
    with pytest.raises(NonIdentifie):
        _lire(portier, emetteur.jeton(**champs))


def test_une_signature_d_un_autre_ou_d_un_algorithme_faible_ne_vaut_rien(emetteur: Emetteur, portier: Portier) -> None:
    kid = emetteur.cles[0].kid
    assert kid is not None
    autre = RSAKey.generate_key(2048, {"kid": kid})
    faux = [
        emetteur.jeton(cle=autre),
        emetteur.jeton("HS256", OctKey.generate_key(256)),
        _sans_signature(emetteur.jeton()),
        "a.b.c",
        "",
    ]
    for jeton in faux:
        with pytest.raises(NonIdentifie):
            _lire(portier, jeton)


def _sous(entete: object, jeton: str) -> str:
    """The same claims and signature under another header."""
    ecrit = urlsafe_b64encode(json.dumps(entete).encode()).rstrip(b"=").decode()
    return ".".join((ecrit, *jeton.split(".")[1:]))


def _sans_signature(jeton: str) -> str:
    return _sous({"alg": "none"}, jeton).rpartition(".")[0] + "."


@pytest.mark.parametrize(
    "entete",
    [
        [],
        "RS256",
        None,
        {},
        {"alg": ["RS256"]},
        {"alg": "RS256", "kid": {"a": 1}},
        {"alg": "RS256", "crit": ["exp"], "exp": 1},
        {"alg": "RS256", "b64": False, "crit": ["b64"]},
        {"alg": "RS256", "jwk": 7},
        {"alg": "dir", "enc": "A256GCM"},
        {"alg": "RS256", "typ": ["JWT"]},
    ],
    ids=str,
)
def test_un_entete_etrange_est_un_jeton_faux(entete: object, emetteur: Emetteur, portier: Portier) -> None:
    with pytest.raises(NonIdentifie):
        _lire(portier, _sous(entete, emetteur.jeton()))


@pytest.mark.parametrize(
    ("type_", "vaut"), [("JWT", True), ("at+jwt", True), ("logout+jwt", False), ("secevent", False)]
)
def test_le_type_de_l_entete_est_celui_d_un_jeton_d_acces(
    type_: str, vaut: bool, emetteur: Emetteur, portier: Portier
) -> None:
    signe = jwt.encode(
        {"alg": "RS256", "kid": emetteur.cles[0].kid, "typ": type_},
        {"iss": emetteur.adresse, "aud": AUDIENCE, "sub": "x", "exp": int(time.time()) + 60, "role": "admin"},
        emetteur.cles[0],
    )
    if vaut:
        assert _lire(portier, signe).role is Role.ADMIN
        return
    with pytest.raises(NonIdentifie):
        _lire(portier, signe)


def test_les_roles_donnes_par_l_exploitant_remplacent_les_notres(emetteur: Emetteur) -> None:
    portier = Portier(Oidc(emetteur.adresse, AUDIENCE, roles=(("agents", Role.IMPRESSION),)))
    assert _lire(portier, emetteur.jeton(role="agents")).role is Role.IMPRESSION
    for notre in ("admin", "ceres", "impression"):
        with pytest.raises(NonIdentifie):
            _lire(portier, emetteur.jeton(role=notre))


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_une_cle_etrange_ou_faible_ne_gate_pas_les_autres(emetteur: Emetteur, portier: Portier) -> None:
    bonne, faible = emetteur.cles[0], RSAKey.generate_key(1024, {"kid": "faible", "use": "sig"})
    emetteur.publiees = [
        {"kty": "LATTICE", "kid": "demain"},
        {"kty": "RSA", "n": "!!", "e": "AQAB"},
        "pas une clé",
        OctKey.generate_key(256).as_dict(),
        faible.as_dict(private=False),
        bonne.as_dict(private=False),
    ]
    try:
        assert _lire(portier, emetteur.jeton()).role is Role.CERES
        with pytest.raises(NonIdentifie):
            _lire(portier, jwt.encode({"alg": "RS256", "kid": "faible"}, {"sub": "x"}, faible))
    finally:
        emetteur.publiees = None


def test_des_cles_connues_servent_pendant_que_l_emetteur_se_tait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "ATTENTE_S", 1.0)
    with emettre() as passager:
        portier = Portier(Oidc(passager.adresse, AUDIENCE))
        jeton = passager.jeton()
        assert _lire(portier, jeton).role is Role.CERES
    monkeypatch.setattr(oidc, "FRAICHEUR_S", 0.0)
    assert [_lire(portier, jeton).role for _ in range(5)] == [Role.CERES] * 5
    monkeypatch.setattr(oidc, "PERIME_S", 0.0)
    with pytest.raises(EmetteurIndisponible):
        _lire(portier, jeton)


def test_un_emetteur_muet_ne_retient_personne(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty callers wait together, for one question to the issuer, and none of them holds the others."""
    monkeypatch.setattr(oidc, "ATTENTE_S", 0.5)
    questions = 0
    with socket.create_server(("127.0.0.1", 0), backlog=64) as muet:

        def ecouter() -> None:
            nonlocal questions
            while True:
                try:
                    prises.append(muet.accept()[0])
                except OSError:
                    return
                questions += 1

        prises: list[socket.socket] = []
        threading.Thread(target=ecouter, daemon=True).start()
        portier = Portier(Oidc(f"http://127.0.0.1:{muet.getsockname()[1]}", AUDIENCE))

        async def appeler() -> list[object]:
            appels = (portier.reconnaitre("a.b.c") for _ in range(50))
            return await asyncio.gather(*appels, return_exceptions=True)

        debut = time.monotonic()
        reponses = asyncio.run(appeler())
        assert {type(reponse) for reponse in reponses} == {EmetteurIndisponible}
        assert time.monotonic() - debut < 10
        assert questions == 1
        muet.shutdown(socket.SHUT_RDWR)
        for prise in prises:
            prise.close()
    portier.fermer()


def test_les_cles_se_lisent_une_fois_et_se_relisent_quand_elles_ont_change(
    portier: Portier, emetteur: Emetteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    avant = emetteur.lectures
    _lire(portier, *(emetteur.jeton() for _ in range(3)))
    assert emetteur.lectures == avant + 1
    emetteur.tourner()
    with pytest.raises(NonIdentifie):  # read a moment ago: an unknown key does not make it read again at each call
        _lire(portier, emetteur.jeton())
    monkeypatch.setattr(oidc, "NOUVEL_ESSAI_S", 0.0)
    assert _lire(portier, emetteur.jeton()).role is Role.CERES
    assert emetteur.lectures == avant + 2


def test_un_emetteur_qui_se_tait_ou_qui_est_un_autre_est_une_panne(emetteur: Emetteur) -> None:
    jeton = emetteur.jeton()
    for adresse in ("http://127.0.0.1:9", emetteur.adresse.replace("127.0.0.1", "localhost")):
        with pytest.raises(EmetteurIndisponible):
            _lire(Portier(Oidc(adresse, AUDIENCE)), jeton)


def test_les_roles_de_keycloak_sont_sous_un_chemin(emetteur: Emetteur) -> None:
    portier = Portier(Oidc(emetteur.adresse, AUDIENCE, role="realm_access.roles", siret="https://a.b/siret"))
    jeton = emetteur.jeton(role=None, realm_access={"roles": ["centre"]}, **{"https://a.b/siret": SIRET})
    assert _lire(portier, jeton) == Appelant("oidc:0f8b5a3c", Role.CENTRE, SIRET)


@pytest.mark.parametrize(
    ("roles", "dit"),
    [
        (["impression", "ceres"], oidc.PLUSIEURS_ROLES),
        (["impression", "impression", "lecteur"], None),
        (["lecteur"], oidc.SANS_ROLE),
    ],
)
def test_de_plusieurs_roles_aucun_n_est_choisi(emetteur: Emetteur, roles: list[str], dit: str | None) -> None:
    """Roles that are not ours, or said twice, are no other role."""
    portier = Portier(Oidc(emetteur.adresse, AUDIENCE, role="roles"))
    jeton = emetteur.jeton(role=None, roles=roles)
    if dit is None:
        assert _lire(portier, jeton) == Appelant("oidc:0f8b5a3c", Role.IMPRESSION)
    else:
        with pytest.raises(NonIdentifie) as refus:
            _lire(portier, jeton)
        assert str(refus.value) == dit
