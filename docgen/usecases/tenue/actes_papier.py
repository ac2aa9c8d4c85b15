"""The acts in the life of a numbered paper, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docgen.contract.charge import en_json
from docgen.domain.papiers.papier import ActePapier, Evenement, Papier
from docgen.domain.papiers.vie import Etat, etat
from docgen.errors import ActeImpossible
from docgen.usecases.atelier import Atelier


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a paper stands, and how it came there. ``feuille`` is the pre-printed sheet that bears it, if any."""

    papier: Papier
    etat: Etat
    evenements: tuple[Evenement, ...]
    remplace_par: str | None
    feuille: str | None = None

    def en_json(self) -> dict[str, object]:
        """The same, for a machine; the signature stays out."""
        return {
            **fiche(self.papier),
            "etat": self.etat.value,
            "remplace_par": self.remplace_par,
            "feuille": self.feuille,
            "evenements": en_json(self.evenements),
        }


def fiche(papier: Papier) -> dict[str, object]:
    """A paper of the register, for a machine: without its signature, which is on the paper alone."""
    demande = papier.demande
    return {
        "numero": papier.numero,
        "type": demande.genre.value,
        "session": demande.session,
        "destinataire": demande.destinataire,
        "certification": demande.certification,
        "siret": demande.siret,
        "departement": demande.departement,
        "nom": demande.nom,
        "prenoms": demande.prenoms,
        "date_emission": papier.date_emission.isoformat(),
        "remplace": papier.remplace,
    }


def situation(numero: str, atelier: Atelier) -> Situation | None:
    """Where the paper of that number stands; ``None`` if there is none that whoever asks may see."""
    registre = atelier.registre
    papier = registre.papier(numero, atelier.pouvoir.perimetre)
    if papier is None:
        return None
    evenements = registre.evenements(papier)
    return Situation(papier, etat(evenements), evenements, registre.remplacant(papier), registre.feuille_de(papier))


def situations(session: str, siret: str, atelier: Atelier) -> tuple[Situation, ...]:
    """Where every paper of a session of a centre stands, those without a number and those annulled too."""
    vies = atelier.registre.vies(session, atelier.pouvoir.perimetre.restreint_a(siret))
    remplacants = {papier.remplace: papier.numero for papier, _ in vies if papier.remplace}
    feuilles = atelier.registre.feuilles_de([papier.numero for papier, _ in vies if papier.numero])
    return tuple(
        Situation(papier, etat(actes), actes, remplacants.get(papier.numero or ""), feuilles.get(papier.numero or ""))
        for papier, actes in vies
    )


def inscrire(evenement: Evenement, atelier: Atelier) -> Situation:
    """Write an act in the life of a paper that whoever asks may see, and say where it then stands.

    Raises:
        ActeImpossible: unknown number, of another centre; the paper's life, the reasons of that act, or the stock of
            sheets do not allow it.
    """
    _a_portee(evenement.numero, atelier)
    atelier.registre.inscrire(evenement)
    apres = situation(evenement.numero, atelier)
    assert apres is not None, "the register forgets nothing"
    return apres


def remettre_ensemble(numeros: Sequence[str], jour: date, atelier: Atelier) -> None:
    """Several papers are in their holders' hands, on the same day; all are written, or none.

    Raises:
        ActeImpossible: as for :func:`inscrire`.
    """
    for numero in numeros:
        _a_portee(numero, atelier)
    actes = [Evenement(ActePapier.REMISE, numero, jour) for numero in numeros]
    atelier.registre.inscrire_ensemble(actes)


def _a_portee(numero: str, atelier: Atelier) -> None:
    if atelier.registre.papier(numero, atelier.pouvoir.perimetre) is None:
        raise ActeImpossible(
            f"L'acte n'a pas été inscrit : aucun papier n° {numero} n'est à votre portée. Vérifiez le numéro."
        )
