"""Printers: the page that measures one, and the profile that makes up for what it measures."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import delete, select

from docgen.errors import UsageInvalide
from docgen.usecases.lots.calibrage import page_de_calibrage
from docgen.usecases.lots.commande import Profil
from service.acces.idempotence import RouteDePage
from service.acces.visite import Imprimeur, visite_de
from service.contexte import Appel
from service.site.gabarits import page
from service.socle import tables
from service.socle.donnees import Base, maintenant, poser
from service.socle.reponses import disposition
from service.socle.requetes import Champ

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

ADRESSE = "/imprimantes"
NOM_MAX = 60
SANS_NOM = "Donnez un nom à l’imprimante, de 60 signes au plus : c’est lui que porte la page de calibrage."
PAS_DES_MILLIMETRES = "Ce n’est pas un nombre de millimètres : écrivez par exemple 1,5 ou -0,5."
FAITS = {"gardee": "Le profil de l’imprimante est gardé.", "retiree": "L’imprimante est retirée de la liste."}
FACES = (
    ("Recto", (("droite_recto", "Vers la droite"), ("bas_recto", "Vers le bas"))),
    ("Verso", (("droite_verso", "Vers la droite"), ("bas_verso", "Vers le bas"))),
)
_ECARTS = ("droite_recto", "bas_recto", "droite_verso", "bas_verso")
_imp = tables.imprimantes.c


@dataclass(frozen=True, slots=True)
class Imprimante:
    """A printer, and when it was measured, by whom."""

    profil: Profil
    mesuree: str
    par: str


@dataclass(frozen=True, slots=True)
class Imprimantes:
    """The printers whose profile is kept."""

    base: Base

    def lister(self) -> tuple[Imprimante, ...]:
        """All of them, by name."""
        lignes = self.base.lignes(select(tables.imprimantes).order_by(_imp.nom))
        return tuple(
            Imprimante(Profil(ligne["nom"], *(ligne[ecart] for ecart in _ECARTS)), ligne["mesuree"], ligne["par"])
            for ligne in lignes
        )

    def profil(self, nom: str) -> Profil | None:
        """The profile of a printer; nobody's name has none.

        Raises:
            UsageInvalide: no such printer any more.
        """
        if not nom:
            return None
        connue = next((un.profil for un in self.lister() if un.profil.imprimante == nom), None)
        if connue is None:
            raise UsageInvalide(f"L’imprimante « {nom} » n’est plus connue : choisissez-en une autre.")
        return connue

    def garder(self, profil: Profil, par: str) -> None:
        """Keep a profile, in the place of the one that this printer had."""
        ecarts = {ecart: getattr(profil, ecart) for ecart in _ECARTS}
        ligne = {"nom": profil.imprimante, "mesuree": maintenant().isoformat(), "par": par, **ecarts}
        with self.base.ecriture() as ouverte:
            poser(ouverte, tables.imprimantes, ligne)

    def retirer(self, nom: str) -> None:
        """Forget a printer."""
        self.base.executer(delete(tables.imprimantes).where(_imp.nom == nom))


@routes.get(ADRESSE)
def lister(appel: Imprimeur, fait: str = "") -> Response:
    """The printers; how to measure one."""
    return _page(appel, fait=fait)


@routes.get(f"{ADRESSE}/calibrage.pdf")
async def calibrer(appel: Imprimeur, nom: str = "") -> Response:
    """The page to print and measure."""
    propre = nom.strip()
    if not 1 <= len(propre) <= NOM_MAX:
        return await appel.faire(_page, appel, erreurs={"nom": SANS_NOM}, saisie={"nom": propre})
    contenu = await appel.confier(page_de_calibrage, propre)
    entetes = {"Content-Disposition": disposition("calibrage.pdf")}
    return Response(contenu, media_type="application/pdf", headers=entetes)


@routes.post(ADRESSE, summary="Garder le profil d’une imprimante")
def garder(
    appel: Imprimeur,
    imprimante: Champ = "",
    droite_recto: Champ = "",
    bas_recto: Champ = "",
    droite_verso: Champ = "",
    bas_verso: Champ = "",
) -> Response:
    """Keep what was measured."""
    saisie = dict(zip(_ECARTS, (droite_recto, bas_recto, droite_verso, bas_verso), strict=True))
    saisie = {nom: valeur.strip() for nom, valeur in {**saisie, "imprimante": imprimante}.items()}
    lus = {ecart: _millimetres(saisie[ecart]) for ecart in _ECARTS}
    erreurs = {ecart: PAS_DES_MILLIMETRES for ecart, lu in lus.items() if lu is None}
    if not 1 <= len(saisie["imprimante"]) <= NOM_MAX:
        erreurs["imprimante"] = SANS_NOM
    if not erreurs:
        try:
            profil = Profil(saisie["imprimante"], *(lu for lu in lus.values() if lu is not None))
        except UsageInvalide as faute:
            erreurs["profil"] = str(faute)
    if erreurs:
        return _page(appel, erreurs=erreurs, saisie=saisie)
    Imprimantes(appel.services.base).garder(profil, visite_de(appel.requete).nom)
    return RedirectResponse(f"{ADRESSE}?fait=gardee", 303)


@routes.post(f"{ADRESSE}/retrait", summary="Retirer le profil d’une imprimante")
def retirer(appel: Imprimeur, imprimante: Champ = "") -> Response:
    """Forget a printer that is no more."""
    Imprimantes(appel.services.base).retirer(imprimante)
    return RedirectResponse(f"{ADRESSE}?fait=retiree", 303)


def _millimetres(texte: str) -> float | None:
    """What a person wrote: ``-0,5``; nothing is no gap."""
    try:
        return float(texte.replace("−", "-").replace(",", ".") or "0")
    except ValueError:
        return None


def _page(
    appel: Appel, *, fait: str = "", erreurs: dict[str, str] | None = None, saisie: dict[str, str] | None = None
) -> Response:
    vide = dict.fromkeys(("nom", "imprimante", *_ECARTS), "")
    return page(
        appel.requete,
        "imprimantes.html",
        422 if erreurs else 200,
        imprimantes=Imprimantes(appel.services.base).lister(),
        fait=FAITS.get(fait),
        erreurs=erreurs or {},
        saisie={**vide, **(saisie or {})},
        faces=FACES,
    )
