"""Anyone who holds a paper: was it issued, by whom, what became of it? Only what the paper shows is shown."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from docgen.errors import UsageInvalide
from docgen.rendering.qr import qr_png
from docgen.usecases.tenue.verification import Saisie, Verdict, Verification, verifier_public
from service.acces.portier import LesServices
from service.contexte import Services
from service.site.gabarits import page
from service.site.statiques import adresse
from service.verification import langues
from service.verification.hors_ligne import FICHIER, SCRIPT, base_publique, donnees, page_hors_ligne
from service.verification.routes import Fichier, Jeton, verifier_ce_qui_est_envoye
from service.verification.vues import montrer, montrer_illisible

routes = APIRouter(include_in_schema=False)
Langue = Annotated[str | None, Query(max_length=5)]


@routes.get("/verification")
def accueil(
    requete: Request, services: LesServices, numero: str = "", cle: str | None = None, langue: Langue = None
) -> Response:
    """The form; with what was typed in it, the answer."""
    saisie = Saisie.lire(numero, cle)
    verification = verifier_public(saisie, services.atelier) if numero.strip() else None
    return _page(requete, services, langue, saisie, verification)


@routes.get("/verification/{numero}")
def verifier(
    requete: Request, services: LesServices, numero: str, cle: str | None = None, langue: Langue = None
) -> Response:
    """Where the QR of a paper leads: the script reads what follows ``#``, which is not sent."""
    saisie = Saisie(numero.strip(), cle)
    return _page(requete, services, langue, saisie, verifier_public(saisie, services.atelier))


@routes.post("/verification", summary="Vérifier un fichier PDF")
def verifier_un_fichier(
    requete: Request,
    services: LesServices,
    fichier: Fichier = None,
    jeton: Jeton = None,
    langue: Annotated[str | None, Form()] = None,
) -> Response:
    """A PDF, compared with what was issued, or a token."""
    try:
        verification = verifier_ce_qui_est_envoye(fichier, jeton, services)
    except UsageInvalide as cause:
        return _page(requete, services, langue, Saisie(""), None, cause)
    return _page(requete, services, langue, Saisie(""), verification)


@routes.get("/verification/{numero}/code.png")
def code(services: LesServices, numero: str, cle: str = "") -> Response:
    """The QR of the address that gives the same answer again, for the page on paper."""
    image = qr_png(f"{base_publique(services)}/verification/{numero[:40]}?cle={cle[:20]}")
    return Response(base64.b64decode(image.partition(",")[2]), media_type="image/png")


@routes.get(f"/{FICHIER}")
def hors_ligne(requete: Request, services: LesServices, langue: Langue = None) -> Response:
    """The page as one file, to keep."""
    return page_hors_ligne(services, _langue(requete, langue))


def _langue(requete: Request, choix: str | None) -> str:
    return langues.langue_voulue(choix, requete.headers.get("accept-language", ""))


def _page(
    requete: Request,
    services: Services,
    choix: str | None,
    saisie: Saisie,
    verification: Verification | None,
    illisible: UsageInvalide | None = None,
) -> Response:
    langue = _langue(requete, choix)
    reponse = montrer_illisible(illisible, langue) if illisible else None
    if verification:
        reponse = montrer(verification, langue, bool(saisie.cle))
    muet = verification is not None and verification.verdict is Verdict.INDISPONIBLE
    rate = verification is not None and verification.verdict in (Verdict.INCORRECT, Verdict.CLE_INCORRECTE)
    return page(
        requete,
        "verification.html",
        503 if muet else 422 if illisible else 200,
        langue=langue,
        m=langues.mots(langue),
        reponse=reponse,
        saisie_numero=saisie.numero if rate else "",
        saisie_cle=(saisie.cle or "") if rate else "",
        cle=saisie.cle if verification and verification.devenir else None,
        instant=langues.instant_dit(datetime.now(UTC), langue, services.configuration.docgen.fuseau),
        adresse=base_publique(services),
        script=adresse(SCRIPT),
        donnees=donnees(services, langue, en_ligne=True),
    )
