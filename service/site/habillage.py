"""Errors as pages: the problem that the interface answers is put in other clothes for who reads with a browser."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.acces.visite import FormulairePerime, PageReservee, visite_de
from service.site.gabarits import page
from service.socle.problems import TYPE_MEDIA

INTERFACE = "/v1/"
DRAIN_MAX = 60_000_000  # a browser shows no answer before it has sent its whole file
GARDES = frozenset((b"x-request-id", b"retry-after", b"allow"))

INTITULES_ERREURS = {
    400: "La demande est illisible",
    403: "Cette page n’est pas pour ce compte",
    404: "Cette page n’existe pas",
    405: "Cette adresse ne se demande pas ainsi",
    406: "Ce document n’existe pas dans ce format",
    409: "Les règles s’y opposent",
    413: "Le fichier est trop gros",
    422: "La demande n’a pas abouti",
    429: "Trop de demandes en peu de temps",
    500: "Une erreur imprévue a tout arrêté",
    503: "Le service est indisponible",
}
PHRASES_ERREURS = {
    400: ("Sa forme n’est pas celle qu’attend le service. Revenez à la page précédente et recommencez.",),
    403: ("Le compte connecté n’ouvre pas cette page. Déconnectez-vous pour en prendre un autre.",),
    404: (
        "L’adresse a peut-être été mal recopiée ; ou ce qu’elle montrait n’est plus gardé, "
        "ou n’est pas à votre centre.",
    ),
    405: ("Elle attend un formulaire. Revenez à la page précédente et recommencez.",),
    406: ("Revenez à la page de la session : chaque papier y est donné dans les formats qu’il a.",),
    413: ("La limite est de 10 Mo : ni une session ni un papier n’en demande autant. Donnez-en un seul par fichier.",),
    422: ("Une valeur ne convient pas. Revenez à la page précédente, vérifiez les champs et recommencez.",),
    429: ("Attendez une minute, puis recommencez : rien n’a été perdu.",),
    500: (
        "Ce n’est pas de votre fait, et rien n’a été émis. Recommencez ; si cela se répète, transmettez la référence "
        "ci-dessous à qui administre le service.",
    ),
    503: (
        "Le registre ou le dépôt des fichiers ne répond pas. Rien n’a été perdu : recommencez dans quelques minutes.",
    ),
}


class Habillage:
    """The outermost middleware: it sees the problems of all the others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not veut_une_page(Request(scope)):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Substitution(scope, receive, send).envoyer)


class _Substitution:
    """One answer: sent as it is, or held back to the end and replaced."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._debut: Message | None = None
        self._corps = b""

    async def envoyer(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _est_un_probleme(message):
            self._debut = message
        elif self._debut is None:
            await self._send(message)
        else:
            self._corps += message.get("body", b"")
            if not message.get("more_body", False):
                await self._remplacer(self._debut)

    async def _remplacer(self, debut: Message) -> None:
        if debut["status"] == 413:
            await self._vider()
        reponse = _habiller(Request(self._scope), json.loads(self._corps))
        reponse.raw_headers.extend(entete for entete in debut["headers"] if entete[0].lower() in GARDES)
        await reponse(self._scope, self._receive, self._send)

    async def _vider(self) -> None:
        """Read what is still coming in."""
        lus = 0
        while lus < DRAIN_MAX:
            message = await self._receive()
            lus += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                return


def monter(app: FastAPI) -> None:
    """Put the pages of errors around everything."""
    app.add_exception_handler(PageReservee, _se_connecter)
    app.add_exception_handler(FormulairePerime, _perime)
    app.add_middleware(Habillage)


def veut_une_page(requete: Request) -> bool:
    """True for a browser that shows what it gets; htmx and programs say otherwise, or nothing.

    Some programs ask for HTML without knowing it (Java's own client does): under ``/v1``, a browser must say that it
    goes from page to page.
    """
    if requete.url.path.startswith(INTERFACE) and requete.headers.get("sec-fetch-mode") != "navigate":
        return False
    return "text/html" in requete.headers.get("accept", "") and "hx-request" not in requete.headers


def page_d_erreur(
    requete: Request, statut: int, phrases: tuple[str, ...] = (), *, intitule: str | None = None, reference: str = ""
) -> Response:
    """The page of an error: what it is, why, what to do."""
    connecte = visite_de(requete).appelant is not None
    issues = [("/", "Revenir à l’accueil")]
    depot = re.match(r"/depots/[0-9a-f]{32}(?=/)", requete.url.path)
    if depot and connecte and statut in (409, 422):
        issues.insert(0, (depot[0], "Revenir à la session"))
    if statut == 413:
        issues.insert(0, ("/depots/nouveau", "Choisir un autre fichier"))
    return page(
        requete,
        "erreur.html",
        statut,
        intitule=intitule or INTITULES_ERREURS.get(statut, INTITULES_ERREURS[500]),
        phrases=phrases or PHRASES_ERREURS.get(statut, PHRASES_ERREURS[500]),
        reference=reference if statut >= 500 else "",
        issues=issues if connecte or statut != 413 else issues[1:],
    )


def _est_un_probleme(message: Message) -> bool:
    return (b"content-type", TYPE_MEDIA.encode()) in message["headers"]


def _habiller(requete: Request, probleme: dict[str, Any]) -> Response:
    statut, detail = int(probleme["status"]), str(probleme["detail"])
    if statut == 401:
        return _vers_la_connexion(requete)
    phrases: tuple[str, ...] = ()
    if probleme.get("manquements"):
        phrases = (detail, *(str(manquement["message"]) for manquement in probleme["manquements"]))
    elif statut in (409, 422) and not probleme.get("erreurs"):
        phrases = (detail,)
    return page_d_erreur(requete, statut, phrases, reference=str(probleme["reference"]))


def _vers_la_connexion(requete: Request) -> Response:
    """Send to the form to come in, and back here after; a part of a page sends the whole page."""
    if courante := requete.headers.get("hx-current-url"):
        parties = urlsplit(courante)
        suite = f"{parties.path}?{parties.query}" if parties.query else parties.path
        return Response(status_code=204, headers={"HX-Redirect": f"/connexion?suite={quote(suite)}"})
    ou = requete.url
    suite = (f"{ou.path}?{ou.query}" if ou.query else ou.path) if requete.method == "GET" else ""
    return RedirectResponse(f"/connexion?suite={quote(suite)}", 303)


async def _se_connecter(requete: Request, erreur: Exception) -> Response:
    assert isinstance(erreur, PageReservee)
    return page_d_erreur(requete, 403) if erreur.connecte else _vers_la_connexion(requete)


async def _perime(requete: Request, _: Exception) -> Response:
    phrase = (
        "La visite a pris fin, ou le formulaire a été ouvert avant la connexion. "
        "Rien n’a été fait : rouvrez la page et recommencez."
    )
    return page_d_erreur(requete, 403, (phrase,), intitule="Ce formulaire n’est plus valable")
