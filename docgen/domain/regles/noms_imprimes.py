"""Whose names are printed, wherever they stand in a payload or an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docgen.domain.autorites import Autorite, Signataire
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat, Jure, Responsable, Surveillant
from docgen.domain.regles.vocabulaire import Contexte

Nomme = Candidat | Jure | Surveillant | Responsable | Signataire


@dataclass(frozen=True, slots=True)
class PersonneImprimee:
    """A person with the pointer to it; ``objet`` is what holds it under its payload name ``cle``."""

    chemin: str
    personne: Nomme
    cle: str
    objet: object
    en_liste: bool = True

    def noms(self) -> Iterator[tuple[str, str]]:
        """The field and the text of each name that is given."""
        for champ in ("nom", "nom_usage", "prenoms", "prenom"):
            texte = getattr(self.personne, champ, None)
            if texte:
                yield champ, texte

    @property
    def dite(self) -> str:
        """The person in a message: first names, name, identifier where there is one."""
        noms = dict(self.noms())
        identifiant = getattr(self.personne, "id", None)
        dite = " ".join(filter(None, (noms.get("nom"), noms.get("prenoms") or noms.get("prenom"))))
        return f"{dite} ({identifiant})" if identifiant else dite


def personnes_imprimees(contexte: Contexte) -> Iterator[PersonneImprimee]:
    """Candidates, jurors, invigilators, the responsable, the signatory; and those whom the act names."""
    for chemin, candidat in contexte.candidats():
        yield PersonneImprimee(chemin, candidat, "candidats", candidat)
    yield from _jures(contexte)
    objet = contexte.objet
    if not isinstance(objet, Dossier):
        return
    for rang, surveillant in enumerate(objet.surveillants):
        yield PersonneImprimee(f"/surveillants/{rang}", surveillant, "surveillants", surveillant)
    if objet.responsable:
        yield PersonneImprimee("/responsable", objet.responsable, "responsable", objet.responsable, en_liste=False)
    yield from _signataire(objet.autorite)


def _jures(contexte: Contexte) -> Iterator[PersonneImprimee]:
    """Those of the payload and those of the act."""
    nommes = {id(jure): (chemin, jure) for chemin, jure in contexte.jures()}
    for rang, jure in enumerate(contexte.objet.jures):
        nommes.setdefault(id(jure), (f"/jures/{rang}", jure))
    for chemin, jure in nommes.values():
        yield PersonneImprimee(chemin, jure, "jures", jure)


def _signataire(autorite: Autorite) -> Iterator[PersonneImprimee]:
    if autorite.signataire:
        yield PersonneImprimee("/autorite/signataire", autorite.signataire, "autorite", autorite, en_liste=False)
