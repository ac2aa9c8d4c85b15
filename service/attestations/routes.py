"""Attestations: the State says that a session was validated with these results, or sends it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from docgen.contract.charge import lire_charge, lire_modele
from docgen.contract.genres import Texte
from docgen.domain.papiers.attestation import AILLEURS, INCONNUE
from docgen.domain.papiers.papier import PRECISION_MAX
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.errors import ChargeInvalide
from docgen.usecases.tenue.attester import attester, renvoyer
from service.acces.droits import Acte
from service.acces.idempotence import RouteIdempotente
from service.acces.portier import Exiger
from service.attestations.vues import AttestationVue
from service.contexte import Appel, Services
from service.socle.erreurs import Introuvable, RefuseParLesRegles
from service.socle.reponses import AVEC_CORPS, TOUTES, corps_charge, corps_modele, refus
from service.socle.requetes import CleIdempotence, Corps, IdentDepot, corps_json

routeur = APIRouter(prefix="/v1", tags=["attestations"], route_class=RouteIdempotente)
Attestant = Annotated[Appel, Depends(Exiger(Acte.ATTESTER))]
_CORPS = corps_charge()
_CORPS["requestBody"]["content"]["application/json"]["schema"] = {
    "oneOf": [
        {"$ref": "#/components/schemas/Charge"},
        {
            "type": "object",
            "properties": {"depot": {"type": "string", "description": "Un dépôt, au lieu de la charge."}},
            "required": ["depot"],
            "additionalProperties": False,
        },
    ]
}


DESIGNATION_MAX = 200  # bytes: no payload is so short


class CorpsDepot(BaseModel):
    """Un dépôt, au lieu de sa charge."""

    model_config = ConfigDict(extra="forbid")

    depot: Annotated[str, Texte(64)]


class CorpsRenvoi(BaseModel):
    """Le renvoi d’un dépôt à son centre."""

    model_config = ConfigDict(extra="forbid")

    motif: Annotated[str, Texte(PRECISION_MAX)] = Field(description="Ce qui est à corriger : le centre le lit.")


@routeur.post(
    "/attestations",
    summary="Attester une session",
    responses=refus(*TOUTES, *AVEC_CORPS, 404, 409),
    openapi_extra=_CORPS,
)
def attester_session(appel: Attestant, corps: Corps, cle: CleIdempotence = None) -> AttestationVue:
    """L’État dit que la session a été validée avec ces résultats : ses papiers peuvent en sortir.

    Attester de nouveau les mêmes faits n’écrit rien. D’autres faits s’attestent pour qui n’a pas encore de papier.
    Pour les autres, il faut d’abord une annulation pour rectification : le refus nomme les données, par personne.
    La liste vaut en entier : qui était attesté et n’y est plus ne l’est plus, s’il n’a pas de papier.
    """
    octets = _charge(appel, corps)
    attestee = attester(lire_charge(octets), appel.atelier)
    if attestee.connue is None:
        raise RefuseParLesRegles(attestee.controle.manquements)
    appel.services.depots.attestee(attestee.dossier, octets)
    return _vue(attestee.dossier.session.id, appel.services, Perimetre(attestee.dossier.centre.siret))


@routeur.get(
    "/attestations/{session:path}",  # an identifier may hold a slash
    summary="Ce qui est attesté d’une session",
    responses=refus(*TOUTES, 404),
)
def lire_attestation(
    session: Annotated[str, Path(max_length=64, examples=["123456"], description="La session.")],
    appel: Annotated[Appel, Depends(Exiger(Acte.CONSULTER))],
) -> AttestationVue:
    """Qui l’a attestée et quand, les empreintes, et les dépôts renvoyés. Un centre voit les siennes."""
    return _vue(session, appel.services, appel.perimetre)


@routeur.post(
    "/depots/{id}/renvoi",
    summary="Renvoyer un dépôt à son centre",
    responses=refus(*TOUTES, *AVEC_CORPS, 404, 409),
    openapi_extra=corps_modele(CorpsRenvoi, motif="La date de naissance de la deuxième candidate est à vérifier."),
)
def renvoyer_depot(
    ident: IdentDepot,
    appel: Attestant,
    corps: Annotated[CorpsRenvoi, Depends(corps_json(CorpsRenvoi))],
    cle: CleIdempotence = None,
) -> AttestationVue:
    """Le centre lit le motif sur la page de son dépôt."""
    depot = appel.services.depots.visible(ident, appel.appelant, bien_forme=True)
    session = depot.session or ""
    renvoyer(session, depot.siret or "", depot.id, corps.motif, appel.atelier)
    return _vue(session, appel.services, Perimetre(depot.siret))


def _charge(appel: Appel, corps: bytes) -> bytes:
    """The payload of the body, or that of the deposit which it names.

    Raises:
        Introuvable: no such deposit.
    """
    if len(corps) > DESIGNATION_MAX:
        return corps
    try:
        designe = lire_modele(corps, CorpsDepot)
    except ChargeInvalide:
        return corps  # the reader of payloads tells every fault
    return appel.services.depots.contenu(appel.services.depots.visible(designe.depot, appel.appelant, bien_forme=True))


def _vue(session: str, services: Services, perimetre: Perimetre) -> AttestationVue:
    """What is known of a session: of its centre alone, once the register knows which.

    Raises:
        Introuvable: nothing is; one of another centre is said not to be there.
    """
    registre = services.atelier.registre
    connue = registre.connue(session, perimetre)
    if connue is AILLEURS:
        connue = INCONNUE
    elif connue.siret is not None:
        perimetre = perimetre.restreint_a(connue.siret)
    renvois = registre.renvois(session, perimetre)
    if connue.siret is None and not renvois:
        raise Introuvable
    refaire = registre.a_refaire(session, perimetre)
    return AttestationVue.de(session, connue, refaire, renvois)
