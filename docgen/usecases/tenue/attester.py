"""Attest that a session was validated with its results, or send it back to its centre."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.domain.demarche import Demarche
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import Connue, attestation_de
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import PRECISION_MAX
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.regles.vocabulaire import Geste
from docgen.errors import UsageInvalide
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import Controle, appliquer, controler_demarche, emis_de


@dataclass(frozen=True, slots=True)
class Attestee:
    """What came of asking to attest: what is attested now, or the findings that refuse.

    ``a_refaire``: whose notification now says otherwise, and is to be issued anew. ``retires``: who was attested, and
    is no more.
    """

    dossier: Dossier
    controle: Controle
    connue: Connue | None = None
    a_refaire: tuple[str, ...] = ()
    retires: tuple[str, ...] = ()


def attester(dossier: Dossier, atelier: Atelier, *, ecrire: bool = True) -> Attestee:
    """Attest a session, if the rules of the papers that it gives refuse nothing today; ``ecrire``: or only ask them.

    Raises:
        ActeImpossible: the session is another centre's.
        PapierDivergent: a paper already issued says otherwise; the fields are named, person by person.
    """
    gestes = (Geste.EDITER_PV, Geste.EDITER_PARCHEMINS)
    jour = atelier.horloge(departement_sur_trois(dossier.autorite.departement))
    emis = emis_de(dossier, atelier)
    numerotes = tuple(papier for papier in emis if papier.numero)  # a notification gives way to a new attestation
    controle = controler_demarche(Demarche(dossier), gestes, jour, atelier, emis=numerotes)
    if controle.bloquants:
        return Attestee(dossier, controle)
    dossier = appliquer(dossier, controle.effets)
    if not ecrire:
        return Attestee(dossier, controle)
    registre, centre = atelier.registre, Perimetre(dossier.centre.siret)
    attestation = attestation_de(dossier, entiere=True)
    retires = tuple(sorted(attestation.retires(registre.connue(dossier.session.id, centre))))
    connue = registre.attester(attestation)
    return Attestee(dossier, controle, connue, registre.a_refaire(dossier.session.id, centre), retires)


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
