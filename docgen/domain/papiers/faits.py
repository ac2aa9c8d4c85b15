"""The facts of a paper: all that it certifies, one digest a fact, so that a reprint is compared with the first issue.

The layout, the model's version and the day of the reprint are no facts. Texts are compared in the normal form that
they took when they were read (:mod:`docgen.domain.langue.forme`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType

from docgen.domain.acquis import ccp_detenus, ccp_obtenus, certification
from docgen.domain.autorites import completer
from docgen.domain.dossier import Dossier
from docgen.domain.langue.forme import normaliser
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.personnes import Candidat, Civilite, Naissance
from docgen.domain.titre import Titre

_LETTRES = 16


@dataclass(frozen=True, slots=True)
class Fait:
    """A fact: how a message names it, and where it stands in the payload (``{candidat}`` is the holder's place)."""

    intitule: str
    chemin: str


FAITS: Mapping[str, Fait] = MappingProxyType(
    {
        "civilite": Fait("la civilité", "{candidat}/civilite"),
        "nom": Fait("le nom", "{candidat}/nom"),
        "nom_usage": Fait("le nom d’usage", "{candidat}/nom_usage"),
        "prenoms": Fait("les prénoms", "{candidat}/prenoms"),
        "naissance": Fait("la date de naissance", "{candidat}/naissance/date"),
        "commune_naissance": Fait("la commune de naissance", "{candidat}/naissance/commune"),
        "code_postal_naissance": Fait("le code postal de naissance", "{candidat}/naissance/code_postal"),
        "pays_naissance": Fait("le pays de naissance", "{candidat}/naissance/pays"),
        "decision": Fait("la décision", "{candidat}/resultat/decision"),
        "motif": Fait("le commentaire du jury", "{candidat}/resultat/commentaire"),
        "ccp_obtenus": Fait("la liste des CCP obtenus", "{candidat}/resultat/ccp_acquis"),
        "ccp_detenus": Fait("la liste des CCP détenus", "{candidat}/ccp_anterieurs"),
        "nature": Fait("la nature de la certification", "/session/type"),
        "certification": Fait("le code de la certification", "/titre/code"),
        "libelle": Fait("l’intitulé de la certification", "/titre/libelle"),
        "titre_parent": Fait("le titre", "/titre/libelle"),
        "millesime": Fait("le millésime du titre", "/titre/millesime"),
        "niveau": Fait("le niveau du titre", "/titre/niveau"),
        "nsf": Fait("le code NSF du titre", "/titre/nsf"),
        "rncp": Fait("le numéro RNCP du titre", "/titre/rncp"),
        "arrete": Fait("la date de l’arrêté", "/titre/date_arrete"),
        "journal": Fait("la date du Journal officiel", "/titre/date_jo"),
        "ccp": Fait("la liste des CCP du titre", "/titre/ccp"),
        "fin_validite": Fait("la fin de validité du titre", "/titre/fin_validite"),
        "debut": Fait("le début de la session", "/session/debut"),
        "fin": Fait("la fin de la session", "/session/fin"),
        "validation": Fait("la date de validation", "/session/validation/date"),
        "numero_ordre": Fait("le numéro d’ordre", "/session/validation/numero_ordre"),
        "structure": Fait("le nom de l’autorité", "/autorite/structure"),
        "unite": Fait("l’unité de l’autorité", "/autorite/unite"),
        "commune": Fait("la commune de l’autorité", "/autorite/commune"),
        "signataire": Fait("le signataire", "/autorite/signataire"),
    }
)


def faits_du_papier(dossier: Dossier, candidat: Candidat, genre: GenrePapier, jour: date) -> str:
    """The facts of a candidate's paper as canonical JSON, a digest each; ``jour`` is that of the first issue."""
    valeurs = {
        **_titulaire(candidat),
        **_certifie(dossier),
        **_session(dossier),
        **_autorite(dossier, jour),
        **(_resultat(dossier, candidat, genre) if genre is not GenrePapier.PARCHEMIN else {}),
    }
    return json.dumps({nom: _empreinte(valeur) for nom, valeur in sorted(valeurs.items())}, separators=(",", ":"))


def ecarts(connus: str, actuels: str) -> Iterator[Fait]:
    """The facts that two papers do not share, in the order of ``FAITS``."""
    avant, apres = json.loads(connus or "{}"), json.loads(actuels or "{}")
    yield from (fait for nom, fait in FAITS.items() if avant.get(nom) != apres.get(nom))


def _empreinte(valeur: object) -> str:
    return sha256(json.dumps(valeur, ensure_ascii=False, default=str).encode()).hexdigest()[:_LETTRES]


def _titulaire(candidat: Candidat) -> dict[str, object]:
    naissance: Naissance = candidat.naissance
    return {
        "civilite": Civilite.lire(candidat.civilite).value,
        "nom": candidat.nom,
        "prenoms": candidat.prenoms,
        "naissance": naissance.date,
        "commune_naissance": naissance.commune,
        "code_postal_naissance": naissance.code_postal,
        "pays_naissance": naissance.pays.casefold(),
    }


def _certifie(dossier: Dossier) -> dict[str, object]:
    certifie, titre = certification(dossier), dossier.titre
    return {
        "nature": certifie.nature if certifie else None,
        "certification": certifie.code if certifie else None,
        "libelle": certifie.libelle if certifie else None,
        "titre_parent": (titre.code, titre.libelle),
        "millesime": titre.millesime,
        "niveau": titre.niveau,
        "nsf": titre.nsf,
        "rncp": titre.rncp,
        "arrete": titre.date_arrete,
        "journal": titre.date_jo,
    }


def _session(dossier: Dossier) -> dict[str, object]:
    session = dossier.session
    validation = session.validation
    return {
        "debut": session.debut,
        "fin": session.fin,
        "validation": validation.date if validation else None,
        "numero_ordre": validation.numero_ordre if validation else None,
    }


def _autorite(dossier: Dossier, jour: date) -> dict[str, object]:
    """The labels that the tables give are written as they are printed: they take the form of those that are read."""
    autorite = completer(dossier.autorite, jour)
    signataire = autorite.signataire
    return {
        "structure": normaliser(autorite.structure or ""),
        "unite": normaliser(autorite.unite or ""),
        "commune": autorite.commune,
        "signataire": (signataire.nom, signataire.prenom, signataire.qualite, signataire.delegation)
        if signataire
        else None,
    }


def _resultat(dossier: Dossier, candidat: Candidat, genre: GenrePapier) -> dict[str, object]:
    """What livrets and notifications say besides: the CCPs, until when they count, the decision and its reason."""
    titre: Titre = dossier.titre
    faits: dict[str, object] = {
        "ccp_obtenus": ccp_obtenus(candidat, dossier),
        "ccp_detenus": ccp_detenus(candidat, dossier),
        "ccp": [(ccp.code, ccp.numero, ccp.libelle) for ccp in titre.ccp],
        "fin_validite": titre.fin_validite,
    }
    if genre is GenrePapier.LIVRET:
        return {**faits, "nom_usage": candidat.nom_usage}
    resultat = candidat.resultat
    decision = resultat.decision if resultat else None
    return {**faits, "decision": decision, "motif": resultat.commentaire if resultat else None}
