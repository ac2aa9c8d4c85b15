"""Help: the guides, the rule book and the catalogue; and the pages whose text the operator writes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from docgen.documents import catalogue
from docgen.domain.regles.registry import REGLES
from service.acces.portier import LesServices
from service.contexte import services_de
from service.site.gabarits import page
from service.socle.erreurs import Introuvable

routes = APIRouter(include_in_schema=False)

GUIDES: Mapping[str, str] = {
    "centres": "Un centre d’examen",
    "impression": "L’impression des lots",
    "exploitation": "L’exploitation du service",
    "verification": "La vérification d’un papier",
}
TEXTES: Mapping[str, str] = {
    "contact": "Contact",
    "mentions-legales": "Mentions légales",
    "accessibilite": "Accessibilité",
    "confidentialite": "Données personnelles",
}
_INSTALLES = Path(__file__).with_name("guides")  # where a wheel has them
DOSSIER = _INSTALLES if _INSTALLES.is_dir() else Path(__file__).parents[2] / "docs" / "guide"
_D_OFFICE: Mapping[str, str] = {
    "contact": "Qui administre ce service ne l’a pas encore écrit. Adressez-vous à la personne qui vous a remis votre "
    "clé d’accès.",
    "mentions-legales": "Qui administre ce service ne les a pas encore écrites.",
    "accessibilite": "Ces pages sont faites pour être lues sans souris, sans JavaScript, par un lecteur d’écran, et à "
    "400 % d’agrandissement. Aucune n’a encore été auditée par un tiers : le taux de conformité au RGAA n’est pas "
    "établi.",
    "confidentialite": "Un seul cookie existe : celui de la visite, qui s’efface avec elle. Les fichiers déposés sont "
    "gardés {jours} jours ; le registre garde les papiers émis, et les faits qu’ils certifient. L’historique des actes "
    "ne nomme aucune personne.",
}


@routes.get("/aide")
def sommaire(requete: Request) -> Response:
    """What there is to read."""
    return page(requete, "aide.html", guides=GUIDES.items())


@routes.get("/aide/regles")
def regles(requete: Request) -> Response:
    """The rule book: a page that each rule's code leads to."""
    return page(requete, "aide_regles.html", regles=sorted(REGLES.values(), key=lambda regle: regle.code))


@routes.get("/aide/documents")
def documents(requete: Request) -> Response:
    """The catalogue of documents."""
    return page(requete, "aide_documents.html", specs=list(catalogue().values()))


@routes.get("/aide/images/{nom}.png")
def image(nom: str) -> Response:
    """A picture of a guide."""
    chemin = DOSSIER / "images" / f"{nom}.png"
    if not nom.replace("-", "").isalnum() or not chemin.is_file():
        raise Introuvable
    return Response(chemin.read_bytes(), media_type="image/png", headers={"Cache-Control": "public, max-age=3600"})


@routes.get("/aide/{guide}")
def lire(requete: Request, guide: str) -> Response:
    """A guide."""
    if guide not in GUIDES or not (DOSSIER / f"{guide}.md").is_file():
        raise Introuvable
    return page(requete, "texte.html", titre=GUIDES[guide], texte=_guide(guide), aide=True)


@routes.get("/contact")
@routes.get("/mentions-legales")
@routes.get("/accessibilite")
@routes.get("/confidentialite")
def texte_de_l_exploitant(requete: Request, services: LesServices) -> Response:
    """A page that the operator writes, in Markdown; what can be said without him, else."""
    nom = requete.url.path.strip("/")
    d_office = _D_OFFICE[nom].format(jours=services.configuration.travaux.conservation_jours)
    texte = texte_de(requete, nom) or _en_html(d_office)
    return page(requete, "texte.html", titre=TEXTES[nom], texte=texte, aide=False)


def texte_de(requete: Request, nom: str) -> Markup | None:
    """What the operator wrote for a page, if he did: ``depot`` says where the file of a session comes from."""
    dossier = services_de(requete).configuration.textes
    ecrit = dossier / f"{nom}.md" if dossier else None
    return _en_html(ecrit.read_text(encoding="utf-8")) if ecrit and ecrit.is_file() else None


@cache
def _guide(nom: str) -> Markup:
    return _en_html((DOSSIER / f"{nom}.md").read_text(encoding="utf-8"))


def _en_html(texte: str) -> Markup:
    """Markdown as HTML, its own title left out; no HTML passes, and links between guides lead to their pages."""
    lecteur = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    jetons = lecteur.parse(texte)
    if jetons and jetons[0].tag == "h1":
        jetons = jetons[3:]
    for jeton in jetons:
        if jeton.type == "table_open":
            jeton.attrs["tabindex"] = "0"  # on a narrow screen it scrolls, by the keyboard too
        for enfant in jeton.children or ():
            if enfant.type == "link_open":
                enfant.attrs["href"] = _adresse(str(enfant.attrs["href"]))
            elif enfant.type == "image":
                enfant.attrs["src"] = f"/aide/images/{Path(str(enfant.attrs['src'])).name}"
    return Markup(lecteur.renderer.render(jetons, lecteur.options, {}))


def _adresse(lien: str) -> str:
    """A link of a guide, on this service; what is not served leads to the help."""
    parties = urlsplit(lien)
    if parties.scheme or not parties.path:
        return lien
    nom = Path(parties.path).stem
    ancre = f"#{parties.fragment}" if parties.fragment else ""
    if nom in GUIDES:
        return f"/aide/{nom}{ancre}"
    return {"regles": f"/aide/regles{ancre}", "catalogue": "/aide/documents"}.get(nom, "/aide")
