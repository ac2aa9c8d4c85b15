"""PARC-08 and SESS-18: what was attested, and under which SIRET."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import Connue, attestation_de
from docgen.domain.papiers.pouvoir import ETAT, Pouvoir
from docgen.domain.regles.vocabulaire import Geste
from tests import builders as b
from tests.domain.regles.cas_type import Cas

CENTRE = Pouvoir(False, b.centre().siret)
AUTRE = "99999999700011"


def connue(dossier: Dossier | None, pouvoir: Pouvoir = CENTRE, siret: str = b.centre().siret) -> dict[str, Any]:
    """The session attested as this dossier says, and who asks."""
    faits = attestation_de(dossier).faits if dossier else {}
    return {"connue": Connue(siret if dossier else None, faits), "pouvoir": pouvoir}


def un(**champs: Any) -> Dossier:
    """The session, its first candidate changed."""
    base = b.dossier()
    return replace(base, candidats=(replace(base.candidats[0], **champs), *base.candidats[1:]))


AFFICHER, PARCHEMINS, REMISE = Geste.AFFICHER_RESULTATS, Geste.EDITER_PARCHEMINS, Geste.EDITER_REMISE
VALIDATION, P = ("/session/validation",), "/candidats/0"
LIEU = ("/centre/siret",)
ATTESTER = [
    *(Cas("PARC-08", b.dossier(), geste, options=connue(b.dossier())) for geste in (AFFICHER, PARCHEMINS, REMISE)),
    *(Cas("PARC-08", b.dossier(), geste, VALIDATION, options=connue(None)) for geste in (AFFICHER, PARCHEMINS, REMISE)),
    Cas("PARC-08", b.dossier(), PARCHEMINS, VALIDATION, options=connue(None, Pouvoir(False))),
    Cas("PARC-08", b.dossier(), PARCHEMINS, options=connue(None, ETAT)),
    Cas("PARC-08", un(nom="INVENTÉ"), PARCHEMINS, options=connue(b.dossier(), ETAT)),
    Cas("PARC-08", un(nom="INVENTÉ", civilite="M."), PARCHEMINS, (f"{P}/civilite", f"{P}/nom"),
        options=connue(b.dossier())),
    Cas("PARC-08", un(resultat=b.refuse()), AFFICHER,
        (f"{P}/ccp_anterieurs", f"{P}/resultat/ccp_acquis", f"{P}/resultat/commentaire", f"{P}/resultat/decision"),
        options=connue(b.dossier())),
    Cas("PARC-08", b.dossier(autorite=b.autorite(departement="75")), PARCHEMINS,
        ("/autorite/departement", "/autorite/unite"), options=connue(b.dossier())),
    Cas("PARC-08", b.dossier(titre=b.titre(niveau=7)), REMISE, ("/titre/niveau",), options=connue(b.dossier())),
    Cas("PARC-08", b.dossier(candidats=(*b.dossier().candidats, b.candidat("INCONNU", resultat=b.admis()))),
        PARCHEMINS, ("/candidats/5",), options=connue(b.dossier())),
    Cas("PARC-08", b.dossier(candidats=b.dossier().candidats[1:]), AFFICHER, ("/candidats",),
        options=connue(b.dossier())),
    Cas("PARC-08", un(nom="INVENTÉ"), PARCHEMINS, options=connue(b.dossier(), siret=AUTRE)),
    Cas("SESS-18", b.dossier(), PARCHEMINS, options=connue(b.dossier())),
    Cas("SESS-18", b.dossier(), PARCHEMINS, options=connue(None)),
    *(
        Cas("SESS-18", b.dossier(), geste, LIEU, options=connue(b.dossier(), pouvoir, AUTRE))
        for geste in (Geste.EDITER_PV, PARCHEMINS, Geste.MODIFIER_DATES, Geste.SAISIR_RESULTATS)
        for pouvoir in (CENTRE, ETAT)
    ),
]  # fmt: skip
