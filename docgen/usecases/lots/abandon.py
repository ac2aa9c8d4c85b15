"""Set a whole piece aside: nobody could print it, whatever the number of attempts; the rest of the lot goes on."""

from __future__ import annotations

from docgen.fichiers import Magasin
from docgen.usecases.lots.morceau import sessions
from docgen.usecases.lots.plan import Chantier, Ecartee, Rendu, nom_du_rendu


def abandonner(lot: str, rang: int, raison: str, magasin: Magasin) -> None:
    """Leave the sessions of a piece out of its lot, which then balances without them; nothing if it is printed.

    Raises:
        UsageInvalide: the lot is not prepared.
        FichiersIndisponibles: the store does not answer.
    """
    chantier = Chantier(lot, magasin)
    if magasin.fiche(chantier.cle(nom_du_rendu(rang))):
        return
    ecartees = tuple(
        Ecartee(
            session.fichier,
            "incomposable",
            raison,
            session.dossier.session.id,
            documents=len(session.documents),
            numeros=sum(papier.numero is not None for papier in session.propres.values()),
        )
        for session in sessions(chantier, chantier.plan_prepare(), rang, magasin)
    )
    chantier.garder(nom_du_rendu(rang), Rendu(ecartees=ecartees).en_json())
