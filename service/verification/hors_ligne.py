"""What the script of the verification is given, and the page as one file, which needs no network."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from fastapi import Response
from markupsafe import Markup

from docgen.errors import DocgenError
from docgen.registre.signature.cles import ClePublique
from docgen.registre.signature.jetons import NOMS_COURTS
from docgen.usecases.tenue.appuis import LANGUES, jour_dit
from service.contexte import Services
from service.site.gabarits import composer
from service.site.statiques import statiques
from service.verification import langues

SCRIPT = "verification.js"
FICHIER = "verification.html"
_FEUILLES = ("docgen.css", "composants.css")
_POLICES = re.compile(r"@font-face\s*{[^}]*}")


def base_publique(services: Services) -> str:
    """The address of the service that papers print."""
    return services.atelier.configuration.reglages.url_publique.rstrip("/")


def donnees(services: Services, langue: str, en_ligne: bool) -> Markup:
    """Words, the form of the facts, the public keys, as JSON; no sign of it can close the element that holds it.

    Raises:
        DocgenError: the keys cannot be had, and what is made is to be kept (not ``en_ligne``).
    """
    cles = _cles(services, en_ligne)
    rang = LANGUES.index(langue)
    valeur = {
        "langue": langue,
        "enLigne": en_ligne,
        "clesSures": cles is not None,
        "jour": jour_dit(services.jour(), langue),
        "adresse": base_publique(services),
        "mots": langues.mots(langue),
        "genres": langues.genres(langue),
        "lignes": [[ligne.intitules[rang], ligne.faits, ligne.liant] for ligne in langues.LIGNES],
        "noms": dict(NOMS_COURTS),
        "cles": {
            cle["id"]: {
                "x": cle["cle_publique"],
                "etat": cle["etat"],
                "depuis": cle["compromise_depuis"] or cle["retiree_le"],
            }
            for cle in cles or ()
        },
    }
    return Markup(json.dumps(valeur, ensure_ascii=False).replace("<", "\\u003c"))


def _cles(services: Services, en_ligne: bool) -> list[ClePublique] | None:
    """The public keys; ``None`` when those that signed cannot be had."""
    try:
        services.atelier.registre.exiger_cles()
        return services.atelier.registre.trousseau.cles_publiques()
    except DocgenError:
        if not en_ligne:  # a file without keys would say false what is true, for as long as it is kept
            raise
        return None


def page_hors_ligne(services: Services, langue: str) -> Response:
    """The page as one file: its sheet, its script and today's keys are inside, and it may load nothing else."""
    feuille = _POLICES.sub("", "".join(statiques()[nom].contenu.decode() for nom in _FEUILLES))
    script = statiques()[SCRIPT].contenu.decode()
    corps = composer(
        "hors_ligne.html",
        langue=langue,
        m=langues.mots(langue),
        feuille=Markup(feuille),
        script=Markup(script),
        politique=f"default-src 'none'; script-src {_empreinte(script)}; style-src {_empreinte(feuille)}",
        donnees=donnees(services, langue, en_ligne=False),
        adresse=base_publique(services),
        jour=jour_dit(services.jour(), langue),
    )
    entetes = {"Content-Disposition": f'attachment; filename="{FICHIER}"'}
    return Response(corps, headers=entetes, media_type="text/html")


def _empreinte(texte: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(texte.encode()).digest()).decode()}'"
