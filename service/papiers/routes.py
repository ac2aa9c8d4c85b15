"""The register: the papers that were issued, and what became of each."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from docgen.contract.genres import Texte
from docgen.contract.valeurs import Booleen, RepereOption, UnJour
from docgen.contract.vocabulaires import Code
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import MOTIFS, PRECISION_MAX, ActePapier, Evenement
from docgen.usecases.tenue.actes_papier import Situation, fiche, inscrire, situation
from docgen.usecases.tenue.statistiques import statistiques
from service.acces.droits import Acte
from service.acces.idempotence import RouteIdempotente, reprise_de
from service.acces.portier import Exiger
from service.contexte import Appel
from service.papiers.vues import PagePapiers, PapierVu, SituationVue, StatistiquesVues
from service.socle.erreurs import Introuvable
from service.socle.reponses import AVEC_CORPS, TOUTES, corps_modele, refus, une_page
from service.socle.requetes import UN_NUMERO, CleIdempotence, Jour, Limite, corps_json

routeur = APIRouter(prefix="/v1", tags=["registre"], route_class=RouteIdempotente)
Lecteur = Annotated[Appel, Depends(Exiger(Acte.CONSULTER))]
NumeroPapier = Annotated[
    str,
    Path(
        alias="numero",
        max_length=64,
        examples=[UN_NUMERO],
        description="Le numéro imprimé : AAAA-DDD-NNNNNNN-C, L devant un livret.",
    ),
]
Precision = Annotated[str | None, Texte(PRECISION_MAX, facultatif=True)]
Route = TypeVar("Route", bound=Callable[..., SituationVue])


class CorpsActe(BaseModel):
    """Un acte dans la vie d’un papier."""

    model_config = ConfigDict(extra="forbid")

    date: UnJour | None = Field(default=None, description="Le jour de l’acte ; à défaut, aujourd’hui.")
    precision: Precision = Field(default=None, description="Ce qui est arrivé ; « AUTRE » la demande.")


class CorpsCorrection(CorpsActe):
    """La correction d’une remise notée par erreur."""

    motif: Annotated[str, Code(MOTIFS[ActePapier.CORRECTION])] = Field(description="Pourquoi.")


class CorpsAnnulation(CorpsActe):
    """Une annulation, définitive."""

    motif: Annotated[str, Code(MOTIFS[ActePapier.ANNULATION])] = Field(description="Pourquoi.")
    rectification: Booleen = Field(False, description="Il pourra être émis à nouveau, corrigé, sous un autre numéro.")


class CorpsFeuille(CorpsActe):
    """Un acte qui prend une feuille préimprimée."""

    serie_nouvelle: RepereOption = Field(default=None, description="La feuille préimprimée qui le porte.")


class CorpsReedition(CorpsFeuille):
    """Un duplicata : même numéro."""

    motif: Annotated[str, Code(MOTIFS[ActePapier.REEDITION])] = Field(description="Pourquoi.")


class CorpsGachage(CorpsFeuille):
    """Une feuille gâchée à l’impression."""

    motif: Annotated[str, Code(MOTIFS[ActePapier.GACHAGE])] = Field(description="Pourquoi.")
    serie_gachee: RepereOption = Field(default=None, description="La feuille gâchée.")


@routeur.get("/registre", summary="Les papiers émis", responses=refus(*TOUTES, 422))
def lister(
    appel: Lecteur,
    reponse: Response,
    depuis: Annotated[int, Query(ge=0, le=2**53, examples=[3], description="Le « suite » de la page précédente.")] = 0,
    limite: Limite = 50,
) -> PagePapiers:
    """Du plus ancien au plus récent ; un centre voit les siens."""
    trouves = tuple(appel.services.atelier.registre.lister(appel.perimetre, depuis, limite + 1))
    page, suite = une_page(appel.requete, reponse, trouves, limite, attrgetter("rang"))
    return PagePapiers(papiers=[PapierVu.model_validate(fiche(papier)) for papier in page], suite=suite)


@routeur.get("/registre/{numero}", summary="Un papier et sa vie", responses=refus(*TOUTES, 404))
def lire(numero: NumeroPapier, appel: Lecteur) -> SituationVue:
    """Où il en est, et chaque acte de sa vie."""
    return _vue(_situation(appel, numero))


def _inscrire(appel: Appel, numero: str, acte: ActePapier, corps: CorpsActe) -> SituationVue:
    """Write an act, unless a first call of the same key, cut short, has written it; gives where the paper stands.

    Raises:
        Introuvable: no such paper that this caller may see.
        ActeImpossible: the paper's life, or the stock, does not allow it.
    """
    trouvee = _situation(appel, numero)
    champs = corps.model_dump(exclude={"date", "precision"})
    propre, jour = trouvee.papier.numero or "", appel.services.jour(corps.date)
    evenement = Evenement(acte, propre, jour, precision=corps.precision or "", **champs)
    if reprise_de(appel.requete) is None or trouvee.evenements[-1:] != (evenement,):
        trouvee = inscrire(evenement, appel.atelier)
    return _vue(trouvee)


Remettant = Annotated[Appel, Depends(Exiger(Acte.REMETTRE))]


def _acte(nom: str, resume: str, corps: type[CorpsActe], **exemple: object) -> Callable[[Route], Route]:
    """The route of an act in the life of a paper."""
    return routeur.post(
        f"/registre/{{numero}}/{nom}",
        summary=resume,
        responses=refus(*TOUTES, *AVEC_CORPS, 404, 409),
        openapi_extra=corps_modele(corps, date="2019-04-02", **exemple),
    )


@_acte("remise", "Remettre un papier à son titulaire", CorpsActe)
def remettre_papier(
    appel: Remettant,
    numero: NumeroPapier,
    corps: Annotated[CorpsActe, Depends(corps_json(CorpsActe))],
    cle: CleIdempotence = None,
) -> SituationVue:
    """Inscrit la remise. La même remise redemandée n’écrit rien de plus."""
    return _inscrire(appel, numero, ActePapier.REMISE, corps)


@_acte("correction", "Corriger une remise notée par erreur", CorpsCorrection, motif="ERREUR_DE_SAISIE")
def corriger_la_remise(
    appel: Remettant,
    numero: NumeroPapier,
    corps: Annotated[CorpsCorrection, Depends(corps_json(CorpsCorrection))],
    cle: CleIdempotence = None,
) -> SituationVue:
    """Le papier est de nouveau à remettre. L’historique garde les deux actes."""
    return _inscrire(appel, numero, ActePapier.CORRECTION, corps)


@_acte(
    "annulation",
    "Annuler un papier",
    CorpsAnnulation,
    motif="ERREUR_IDENTITE",
    precision="Date de naissance erronée.",
    rectification=True,
)
def annuler_papier(
    appel: Annotated[Appel, Depends(Exiger(Acte.ANNULER))],
    numero: NumeroPapier,
    corps: Annotated[CorpsAnnulation, Depends(corps_json(CorpsAnnulation))],
    cle: CleIdempotence = None,
) -> SituationVue:
    """Il ne prouve plus rien, et sa vérification le dit. C’est définitif."""
    return _inscrire(appel, numero, ActePapier.ANNULATION, corps)


@_acte("reedition", "Inscrire un duplicata", CorpsReedition, motif="PERTE", precision="Perdu par son titulaire.")
def reediter_papier(
    appel: Annotated[Appel, Depends(Exiger(Acte.REEDITER))],
    numero: NumeroPapier,
    corps: Annotated[CorpsReedition, Depends(corps_json(CorpsReedition))],
    cle: CleIdempotence = None,
) -> SituationVue:
    """Même numéro, même date de première émission."""
    return _inscrire(appel, numero, ActePapier.REEDITION, corps)


@_acte("gachage", "Inscrire une feuille gâchée", CorpsGachage, motif="BOURRAGE")
def gacher_papier(
    appel: Annotated[Appel, Depends(Exiger(Acte.GACHER))],
    numero: NumeroPapier,
    corps: Annotated[CorpsGachage, Depends(corps_json(CorpsGachage))],
    cle: CleIdempotence = None,
) -> SituationVue:
    """Le papier se réimprime seul : même numéro, nouvelle feuille."""
    return _inscrire(appel, numero, ActePapier.GACHAGE, corps)


@routeur.get(
    "/statistiques",
    operation_id="registre_compter",
    summary="Les documents émis sur douze mois glissants, et ce qui attend",
    responses=refus(*TOUTES, 422),
)
def compter(appel: Lecteur, jour: Jour = None) -> StatistiquesVues:
    """Par centre, par autorité et par type ; un centre ne compte que les siens. Ce qui attend est d’aujourd’hui."""
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    etapes = appel.services.sessions.compter(appel.perimetre)
    attend = {
        "sessions_par_etape": {etape.value: nombre for etape, nombre in etapes.items()},
        "refus_par_regle": dict(appel.services.sessions.refus(appel.perimetre).most_common()),
        "remises_dues": appel.services.sessions.a_remettre(appel.perimetre),
    }
    compte = statistiques(appel.services.jour(jour), appel.atelier)
    return StatistiquesVues.model_validate({**compte.en_json(), **attend})


def _vue(trouvee: Situation) -> SituationVue:
    return SituationVue.model_validate(trouvee.en_json())


def _situation(appel: Appel, numero: str) -> Situation:
    """Where a paper stands.

    Raises:
        Introuvable: no such paper; one of another centre is said not to be there.
    """
    try:
        propre = str(Numero.lire(numero))
    except ValueError as cause:
        raise Introuvable(f"{str(cause)[0].upper()}{str(cause)[1:]}. Vérifiez le numéro.") from cause
    trouvee = situation(propre, appel.atelier)
    if trouvee is None:
        raise Introuvable
    return trouvee
