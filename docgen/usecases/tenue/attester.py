"""Attest that a session was validated with its results, or send it back to its centre."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import Connue, attestation_de
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.regles import Geste
from docgen.errors import UsageInvalide
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import Controle, appliquer, controler_dossier, emis_de

PRECISION_MAX = 300


@dataclass(frozen=True, slots=True)
class Attestee:
    """What came of asking to attest: what is attested now, or the findings that refuse."""

    dossier: Dossier
    controle: Controle
    connue: Connue | None = None


def attester(dossier: Dossier, atelier: Atelier, *, ecrire: bool = True) -> Attestee:
    """Attest a session, if the rules of the papers that it gives refuse nothing today; ``ecrire``: or only ask them.

    Raises:
        ActeImpossible: the session is another centre's.
        PapierDivergent: a paper already issued says otherwise; the fields are named, person by person.
    """
    gestes = (Geste.EDITER_PV, Geste.EDITER_PARCHEMINS)
    jour = atelier.horloge(departement_sur_trois(dossier.autorite.departement))
    controle = controler_dossier(dossier, gestes, jour, atelier, emis=emis_de(dossier, atelier))
    if controle.bloquants:
        return Attestee(dossier, controle)
    dossier = appliquer(dossier, controle.effets)
    if not ecrire:
        return Attestee(dossier, controle)
    return Attestee(dossier, controle, atelier.registre.attester(attestation_de(dossier)))


def renvoyer(session: str, siret: str, depot: str, motif: str, atelier: Atelier) -> None:
    """Send a deposit back to its centre, which reads why.

    Raises:
        UsageInvalide: without a reason, or with a longer one than the register keeps.
    """
    motif = " ".join(motif.split())
    if not 0 < len(motif) <= PRECISION_MAX:
        raise UsageInvalide(
            f"La session n'a pas été renvoyée : le motif, que le centre lira, tient en {PRECISION_MAX} signes et n'est "
            "pas vide. Dites ce qui est à corriger."
        )
    atelier.registre.renvoyer(session, siret, depot, motif)
