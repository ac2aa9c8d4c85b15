"""Who reads the pages: a cookie that names a visit, which the server keeps, and the token that each form carries.

Whoever signs out ends the visit everywhere: a copy of the cookie opens nothing. A key that is revoked ends its visits
at once. Whoever only reads, or verifies a paper, is given no cookie at all; the form to come in has a signed one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from service.acces.droits import Acte, peut
from service.contexte import Appel, services_de
from service.socle.appelant import Appelant


class PageReservee(Exception):
    """The page asks for somebody, or for somebody else, to sign in."""

    def __init__(self, connecte: bool) -> None:
        self.connecte = connecte
        super().__init__(connecte)


class FormulairePerime(Exception):
    """The form was not drawn by us for this visit, or the visit has ended since."""


COOKIE = "docgen_visite"
DUREE_S = 10 * 3600


@dataclass(frozen=True, slots=True)
class Entree:
    """A line of the main menu; ``aussi``: where its other pages are."""

    adresse: str
    nom: str
    aussi: str = ""

    def est_courante(self, chemin: str) -> bool:
        """True on that page and on those below it."""
        lieux = (self.adresse, self.aussi or self.adresse)
        return any(chemin == lieu or chemin.startswith(lieu + "/") for lieu in lieux)


_MENU = {
    Entree("/sessions", "Sessions"): Acte.DEPOSER,
    Entree("/attestations", "À attester"): Acte.ATTESTER,
    Entree("/travaux", "Émissions"): Acte.PRODUIRE,
    Entree("/retours", "Papiers signés"): Acte.RENDRE,
    Entree("/impression", "Lots à imprimer", "/lots"): Acte.COMPOSER,
    Entree("/imprimantes", "Imprimantes"): Acte.COMPOSER,
    Entree("/stock", "Stock"): Acte.STOCKER,
    Entree("/papiers", "Papiers"): Acte.REEDITER,
    Entree("/administration", "Administration"): Acte.ADMINISTRER,
}
_VERIFICATION = Entree("/verification", "Vérifier un papier")


def menu_de(appelant: Appelant) -> tuple[Entree, ...]:
    """The main menu of a role; its first line is where who signs in arrives."""
    return (*(entree for entree, acte in _MENU.items() if peut(appelant, acte)), _VERIFICATION)


@dataclass(frozen=True, slots=True)
class Visite:
    """The visitor. ``nom`` is what the header shows; ``jeton`` is empty until a form needs it."""

    appelant: Appelant | None = None
    nom: str = ""
    jeton: str = ""

    @property
    def menu(self) -> tuple[Entree, ...]:
        """The main menu of this visitor's role; none for who has not signed in."""
        return menu_de(self.appelant) if self.appelant else ()


ANONYME = Visite()


def _signature_de(requete: Request, usage: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(services_de(requete).configuration.secret, salt=usage)


def visite_de(requete: Request) -> Visite:
    """The visit of a request, read once; an altered, old or revoked cookie is no visit."""
    connue: Visite | None = getattr(requete.state, "visite", None)
    if connue is None:
        connue = requete.state.visite = _lire(requete)
    return connue


def _lire(requete: Request) -> Visite:
    cookie = requete.cookies.get(COOKIE, "")
    if not cookie:
        return ANONYME
    if "." in cookie:  # signed: of who has not come in yet
        contenu = lire_signe(requete, COOKIE, DUREE_S)
        return Visite(jeton=str(contenu["jeton"])) if contenu else ANONYME
    connue = services_de(requete).visites.lire(cookie, DUREE_S)
    if connue is None or not _en_vigueur(connue.appelant, connue.emetteur, requete):
        return ANONYME
    return Visite(connue.appelant, connue.nom, jeton_de(cookie))


def _en_vigueur(appelant: Appelant, emetteur: object, requete: Request) -> bool:
    """A key may have been revoked since; what an issuer says holds for the visit, if it is still the one configured."""
    genre, _, ident = appelant.nom.partition(":")
    if genre == "cle":
        return services_de(requete).cles.en_vigueur(ident)
    return genre == "oidc" and emetteur is not None and emetteur == _emetteur_de(requete)


def _emetteur_de(requete: Request) -> str | None:
    oidc = services_de(requete).configuration.oidc
    return oidc.emetteur if oidc else None


def appelant_de_session(requete: Request) -> Appelant | None:
    """Who signed in on the pages: what the HTTP interface asks when a browser reads it."""
    return visite_de(requete).appelant


def attendre(requete: Request, reponse: Response, jeton: str) -> None:
    """Send the cookie of who is about to come in: it holds the token of the form, and no visit yet."""
    poser_signe(requete, reponse, COOKIE, {"jeton": jeton})


def accueillir(requete: Request, reponse: Response, appelant: Appelant, nom: str) -> None:
    """Begin the visit of somebody who has signed in, and send its cookie; one that was open there ends."""
    visites = services_de(requete).visites
    visites.fermer(requete.cookies.get(COOKIE, ""))
    emetteur = _emetteur_de(requete) if appelant.nom.startswith("oidc:") else None
    _poser(requete, reponse, COOKIE, visites.ouvrir(appelant, nom, emetteur))


def jeton_de(cookie: str) -> str:
    """The token that the forms of a visit carry."""
    return hashlib.sha256(f"formulaires {cookie}".encode()).hexdigest()


def poser_signe(requete: Request, reponse: Response, nom: str, contenu: Mapping[str, object]) -> None:
    """Send a cookie that nobody can alter."""
    _poser(requete, reponse, nom, str(_signature_de(requete, nom).dumps(contenu)))


def _poser(requete: Request, reponse: Response, nom: str, valeur: str) -> None:
    """Send a cookie that no script reads; it goes with the browser."""
    sur = services_de(requete).configuration.docgen.reglages.url_publique.startswith("https://")
    reponse.set_cookie(nom, valeur, secure=sur, httponly=True, samesite="lax", path="/")


def lire_signe(requete: Request, nom: str, age_max_s: int) -> Mapping[str, object] | None:
    """What such a cookie holds; ``None`` if there is none, or if it is altered or old."""
    try:
        contenu: Mapping[str, object] = _signature_de(requete, nom).loads(
            requete.cookies.get(nom, ""), max_age=age_max_s
        )
    except BadSignature:
        return None
    return contenu


def oublier(requete: Request, reponse: Response) -> None:
    """End the visit, wherever its cookie is."""
    services_de(requete).visites.fermer(requete.cookies.get(COOKIE, ""))
    reponse.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


@dataclass(frozen=True, slots=True)
class Reserver:
    """The dependency of a page where this act is done: who has signed in, with a role that opens it.

    Raises (when it is called):
        PageReservee: nobody has signed in, or not with such a role.
    """

    acte: Acte

    def __call__(self, requete: Request) -> Appel:
        appelant = visite_de(requete).appelant
        if appelant is None or not peut(appelant, self.acte):
            raise PageReservee(connecte=appelant is not None)
        if getattr(requete.state, "appelant", None) is None:  # once a call
            services_de(requete).debits.compter("appelant", appelant.nom)
            requete.state.appelant = appelant
        return Appel(requete, services_de(requete), appelant)


def verifier_jeton(requete: Request, jeton: Annotated[str, Form()] = "") -> None:
    """The dependency of every form: it was drawn by us, for this visit.

    Raises:
        FormulairePerime: it was not, or the visit has ended since.
    """
    attendu = visite_de(requete).jeton
    if not attendu or not hmac.compare_digest(attendu.encode(), jeton.encode()):
        raise FormulairePerime


Deposant = Annotated[Appel, Depends(Reserver(Acte.DEPOSER))]
Demandeur = Annotated[Appel, Depends(Reserver(Acte.PRODUIRE))]
Rendeur = Annotated[Appel, Depends(Reserver(Acte.RENDRE))]
Imprimeur = Annotated[Appel, Depends(Reserver(Acte.COMPOSER))]
Greffier = Annotated[Appel, Depends(Reserver(Acte.REEDITER))]
Stockiste = Annotated[Appel, Depends(Reserver(Acte.STOCKER))]
Suiveur = Annotated[Appel, Depends(Reserver(Acte.SUIVRE))]
Attestant = Annotated[Appel, Depends(Reserver(Acte.ATTESTER))]
Administrateur = Annotated[Appel, Depends(Reserver(Acte.ADMINISTRER))]
FormulaireSigne = Depends(verifier_jeton)
