"""A print lot of many sessions, as a job."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from docgen.contract.charge import lire_valeurs_et_charges
from docgen.contract.decoupe import Extrait
from docgen.contract.interne import en_objet
from docgen.domain.papiers.lots import FEUILLES_PAR_VOLUME, SESSIONS_MAX
from docgen.errors import Erreur
from docgen.usecases.lots.commande import CommandeLot, GenreLot, Profil
from service.acces.droits import Acte
from service.acces.idempotence import RouteIdempotente
from service.acces.portier import Exiger
from service.contexte import Appel
from service.socle.erreurs import RequeteInvalide
from service.socle.reponses import AVEC_CORPS, TOUTES, refus
from service.socle.requetes import IDENTIFIANT, CleIdempotence, Corps, Jour, Preference, fautes_de_requete
from service.travaux.moteur import PRIORITE_LOT
from service.travaux.routes import accepte, soumettre_une_fois
from service.travaux.tables import Travail
from service.travaux.vues import TravailVu

routeur = APIRouter(prefix="/v1", tags=["travaux"], route_class=RouteIdempotente)
Demandeur = Annotated[Appel, Depends(Exiger(Acte.COMPOSER))]
FEUILLES_MAX = 5_000
NUMEROS_MAX = 10_000
PREFIXE = "charges"
CLE_DEGUISEE = "Le nom « charges » est écrit avec des échappements : écrivez-le en toutes lettres, une seule fois."
Identifiant = Annotated[str, Field(pattern=IDENTIFIANT)]
Millimetres = Annotated[float, Field(allow_inf_nan=False)]


class ProfilDemande(BaseModel):
    """De combien une imprimante manque sa place, en millimètres ; le lot le rattrape."""

    model_config = ConfigDict(extra="forbid", strict=True)

    imprimante: str = Field(max_length=100, description="Son nom.")
    droite_recto: Millimetres = 0.0
    bas_recto: Millimetres = 0.0
    droite_verso: Millimetres = 0.0
    bas_verso: Millimetres = 0.0


class DemandeLot(BaseModel):
    """Un lot d’impression : des dépôts, des charges, ou les deux."""

    model_config = ConfigDict(extra="forbid", strict=True)

    depots: list[Identifiant] = Field([], description="Identifiants de dépôts.")
    charges: list[dict[str, Any]] = Field([], description="Charges entières.")
    types: list[str] = Field([], max_length=50, description="Types de documents ; à défaut, ceux de chaque statut.")
    feuilles_par_volume: int = Field(FEUILLES_PAR_VOLUME, ge=1, le=FEUILLES_MAX, description="Feuilles d’un volume.")
    recto: bool = Field(False, description="Impression d’un seul côté.")
    numeros: list[str] = Field(
        [], max_length=NUMEROS_MAX, description="Seulement les papiers de ces numéros : des feuilles gâchées."
    )
    souches: bool = Field(
        False, description="Les parchemins prennent les feuilles préimprimées du stock, dans l’ordre d’impression."
    )
    restants: bool = Field(False, description="Laisser de côté ce qui est déjà imprimé.")
    genre: GenreLot = Field(GenreLot.ORDINAIRE, strict=False, description="ordinaire, ou pli_etat (PV-02).")
    profil: ProfilDemande | None = Field(None, description="Le calibrage de l’imprimante.")

    def commande(self, jour: date) -> CommandeLot:
        """The command of the lot.

        Raises:
            UsageInvalide: an unknown type; types for a pli.
        """
        profil = Profil(**self.profil.model_dump()) if self.profil else None
        return CommandeLot(
            jour,
            tuple(self.types),
            self.feuilles_par_volume,
            self.recto,
            self.genre,
            profil,
            tuple(self.numeros),
            self.souches,
            self.restants,
        )


_CORPS = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/DemandeLot"},
                "example": {"depots": ["9c1f0d2ab3e44d5f8a6b7c8d9e0f1a2b"], "types": ["parchemin", "livret"]},
            }
        },
    }
}


@routeur.post(
    "/lots",
    status_code=202,
    dependencies=[Preference],
    summary="Préparer un lot d’impression de plusieurs sessions",
    responses=refus(*TOUTES, *AVEC_CORPS, 404, 409),
    openapi_extra=_CORPS,
)
def demander_lot(
    appel: Demandeur, reponse: Response, corps: Corps, jour: Jour = None, cle: CleIdempotence = None
) -> TravailVu:
    """Jusqu’à 1 000 sessions. Une session refusée ou mal formée est écartée avec sa raison, sans gêner les autres.

    Les places de ses fautes sont celles du corps envoyé, ou du dépôt.
    """
    demande, charges = lire_demande(corps)
    commande = demande.commande(appel.services.jour(jour))
    octets = sum(len(charge.octets) for charge in charges)
    appel.services.reserve.exiger(appel.appelant.nom, octets)
    travail = soumettre_un_lot(appel, _charges(appel, demande, charges), commande, octets=octets)
    return accepte(appel, reponse, travail)


def soumettre_un_lot(
    appel: Appel,
    charges: Sequence[Mapping[str, object]],
    commande: CommandeLot,
    priorite: int = PRIORITE_LOT,
    octets: int = 0,
) -> Travail:
    """Submit a lot of these payloads, unless this very call has; see :func:`soumettre_une_fois`."""
    parametres = {"charges": charges, "commande": en_objet(commande)}
    return soumettre_une_fois(appel, "lot", parametres, None, priorite, octets)


def lire_demande(corps: bytes) -> tuple[DemandeLot, list[Extrait]]:
    """What is asked, its payloads empty, and the payloads as they were written: each is read when the lot is made.

    Raises:
        ChargeInvalide: the body is not JSON.
        RequeteInvalide: it is not what a lot is asked with; with every fault.
    """
    valeurs, charges = lire_valeurs_et_charges(corps, "charges")
    try:
        demande = DemandeLot.model_validate(valeurs)
    except ValidationError as malformee:
        raise RequeteInvalide(fautes_de_requete(malformee.errors(include_input=False), "/")) from malformee
    nombre = len(demande.depots) + len(demande.charges)
    if not 1 <= nombre <= SESSIONS_MAX:
        raise RequeteInvalide(
            [Erreur("", f"Le lot a {nombre} sessions ; donnez-en de 1 à {SESSIONS_MAX}, ou faites plusieurs lots.")]
        )
    if len(demande.charges) != len(charges):  # « ch\u0061rges »: read by the general reader alone, never as payloads
        raise RequeteInvalide([Erreur("/charges", CLE_DEGUISEE)])
    return demande, charges


def _charges(appel: Appel, demande: DemandeLot, ecrites: list[Extrait]) -> list[Mapping[str, object]]:
    """Where the store keeps each payload; those of the body go there first, under their digest.

    Raises:
        Introuvable: no such deposit.
        FichiersIndisponibles: the store does not answer.
    """
    depots = appel.services.depots.visibles(demande.depots, appel.appelant)
    charges: list[Mapping[str, object]] = [depot.charge for depot in depots]
    for rang, ecrite in enumerate(ecrites, start=1):
        cle = f"{PREFIXE}/{hashlib.sha256(ecrite.octets).hexdigest()}.json"
        appel.services.magasin.ecrire(cle, ecrite.octets)
        place = [ecrite.ligne, ecrite.colonne]
        charges.append({"nom": f"charge-{rang:04}.json", "cle": cle, "place": place})
    return charges
