"""The facts of a paper: all that it certifies, as one JSON object, so that a reprint says what the first issue said.

The layout, the model's version and the day of the reprint are no facts. Texts are those of the normal form that
they took when they were read (:mod:`docgen.domain.langue.forme`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from docgen.domain.acquis import ccp_detenus, ccp_obtenus, certification
from docgen.domain.autorites import Signataire, completer
from docgen.domain.dossier import Dossier
from docgen.domain.langue.forme import normaliser
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import Faits, GenrePapier
from docgen.domain.personnes import Candidat, Civilite, Naissance
from docgen.domain.resultat import Resultat
from docgen.domain.session import Session
from docgen.domain.titre import Titre

FRANCE = "FRANCE"
_CANONIQUE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_du_signataire = attrgetter(*(champ.name for champ in fields(Signataire)))


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
        "presence": Fait("la présence", "{candidat}/resultat/presence"),
        "decision": Fait("la décision", "{candidat}/resultat/decision"),
        "motif": Fait("le commentaire du jury", "{candidat}/resultat/commentaire"),
        "ccp_obtenus": Fait("la liste des CCP obtenus", "{candidat}/resultat/ccp_acquis"),
        "ccp_detenus": Fait("la liste des CCP détenus", "{candidat}/ccp_anterieurs"),
        "nature": Fait("la nature de la certification", "/session/type"),
        "certification": Fait("le code de la certification", "/titre/code"),
        "libelle": Fait("l’intitulé de la certification", "/titre/libelle"),
        "titre": Fait("le code du titre", "/titre/code"),
        "libelle_titre": Fait("l’intitulé du titre", "/titre/libelle"),
        "abrege": Fait("l’abrégé du titre", "/titre/abrege"),
        "millesime": Fait("le millésime du titre", "/titre/millesime"),
        "niveau": Fait("le niveau du titre", "/titre/niveau"),
        "nsf": Fait("le code NSF du titre", "/titre/nsf"),
        "rncp": Fait("le numéro RNCP du titre", "/titre/rncp"),
        "arrete": Fait("la date de l’arrêté", "/titre/date_arrete"),
        "journal": Fait("la date du Journal officiel", "/titre/date_jo"),
        "ccp": Fait("la liste des CCP du titre", "/titre/ccp"),
        "fin_validite": Fait("la fin de validité du titre", "/titre/fin_validite"),
        "type_session": Fait("le type de la session", "/session/type"),
        "ccp_session": Fait("la liste des CCP de la session", "/session/ccp"),
        "entretien_final": Fait("l’entretien final de la session", "/session/entretien_final"),
        "debut": Fait("le début de la session", "/session/debut"),
        "fin": Fait("la fin de la session", "/session/fin"),
        "validation": Fait("la date de validation", "/session/validation/date"),
        "numero_ordre": Fait("le numéro d’ordre", "/session/validation/numero_ordre"),
        "departement": Fait("le département de l’autorité", "/autorite/departement"),
        "structure": Fait("le nom de l’autorité", "/autorite/structure"),
        "unite": Fait("l’unité de l’autorité", "/autorite/unite"),
        "commune": Fait("la commune de l’autorité", "/autorite/commune"),
        "signataire": Fait("le signataire", "/autorite/signataire"),
    }
)


def faits_du_papier(dossier: Dossier, candidat: Candidat, genre: GenrePapier, jour: date) -> Faits:
    """The facts of a candidate's paper, but its number and its day, which the register gives.

    ``jour`` is that of the first issue, whose labels the authority bears.
    """
    faits = {
        "genre": genre.value,
        **_titulaire(candidat),
        **_certifie(dossier),
        **_session(dossier.session),
        **_autorite(dossier, jour),
    }
    if genre is GenrePapier.LIVRET:
        faits |= {"nom_usage": candidat.nom_usage}
    if genre is GenrePapier.NOTIFICATION:
        resultat = candidat.resultat or Resultat()
        faits |= {"decision": resultat.decision and resultat.decision.value, "motif": resultat.commentaire}
        faits |= {"type_session": dossier.session.type.value, "entretien_final": dossier.session.entretien_final}
    if genre is not GenrePapier.PARCHEMIN:
        faits |= {**_ccp(dossier, candidat), **_titre_entier(dossier.titre)}
    return faits


def faits_de_la_session(dossier: Dossier) -> Faits:
    """What is attested of a session besides its candidates; the authority is that of the day of validation."""
    session = dossier.session
    jour = session.validation.date if session.validation else session.fin
    return {
        **_certifie(dossier),
        **_session(session),
        **_autorite(dossier, jour),
        **_titre_entier(dossier.titre),
        "type_session": session.type.value,
        "entretien_final": session.entretien_final,
        "ccp_session": list(dossier.titre.ccp_en_ordre(session.ccp)),
    }


def faits_du_candidat(dossier: Dossier, candidat: Candidat) -> Faits:
    """What is attested of a candidate: who he is, and his result."""
    resultat = candidat.resultat or Resultat()
    return {
        **_titulaire(candidat),
        "nom_usage": candidat.nom_usage,
        "presence": resultat.presence and resultat.presence.value,
        "decision": resultat.decision and resultat.decision.value,
        "motif": resultat.commentaire,
        **_ccp(dossier, candidat),
    }


def canonique(valeur: object) -> str:
    """The one JSON text of a value: keys in order, no blank; that of RFC 8785, for no float and names in ASCII."""
    return _CANONIQUE.encode(valeur)


def empreinte(faits: Faits, sel: str = "") -> str:
    """SHA-256, in hexadecimal, of the salt and of the canonical facts."""
    return sha256(f"{sel}{canonique(faits)}".encode()).hexdigest()


def sans_les_propres(faits: Faits) -> Faits:
    """What was asked for: the facts of a paper but those that the register gave it."""
    return {nom: valeur for nom, valeur in faits.items() if nom not in ("numero", "date_emission")}


def ecarts(connus: Faits, actuels: Faits) -> Iterator[Fait]:
    """The facts that two papers do not share, in the order of ``FAITS``."""
    yield from (fait for nom, fait in FAITS.items() if connus.get(nom) != actuels.get(nom))


def _titulaire(candidat: Candidat) -> dict[str, Any]:
    naissance: Naissance = candidat.naissance
    return {
        "civilite": Civilite.lire(candidat.civilite).value or candidat.civilite,
        "nom": candidat.nom,
        "prenoms": candidat.prenoms,
        "naissance": naissance.date.isoformat(),
        "commune_naissance": naissance.commune,
        "code_postal_naissance": naissance.code_postal,
        "pays_naissance": FRANCE if naissance.pays.casefold() == "france" else naissance.pays,
    }


def _certifie(dossier: Dossier) -> dict[str, Any]:
    certifie, titre = certification(dossier), dossier.titre
    return {
        "nature": certifie.nature.value if certifie else None,
        "certification": certifie.code if certifie else None,
        "libelle": certifie.libelle if certifie else None,
        "titre": titre.code,
        "libelle_titre": titre.libelle,
        "abrege": titre.abrege,
        "millesime": titre.millesime,
        "niveau": titre.niveau,
        "nsf": list(titre.nsf),
        "rncp": titre.rncp,
        "arrete": _iso(titre.date_arrete),
        "journal": _iso(titre.date_jo),
    }


def _session(session: Session) -> dict[str, Any]:
    validation = session.validation
    return {
        "session": session.id,
        "debut": session.debut.isoformat(),
        "fin": session.fin.isoformat(),
        "validation": _iso(validation.date if validation else None),
        "numero_ordre": validation.numero_ordre if validation else None,
    }


def _autorite(dossier: Dossier, jour: date) -> dict[str, Any]:
    """The labels that the tables give are written as they are printed: they take the form of those that are read."""
    autorite = completer(dossier.autorite, jour)
    return {
        "departement": departement_sur_trois(autorite.departement),
        "structure": normaliser(autorite.structure or ""),
        "unite": normaliser(autorite.unite or ""),
        "commune": autorite.commune,
        "signataire": list(_du_signataire(autorite.signataire)) if autorite.signataire else None,
    }


def _ccp(dossier: Dossier, candidat: Candidat) -> dict[str, Any]:
    obtenus, detenus = ccp_obtenus(candidat, dossier), ccp_detenus(candidat, dossier)
    return {"ccp_obtenus": list(obtenus), "ccp_detenus": list(detenus)}


def _titre_entier(titre: Titre) -> dict[str, Any]:
    return {
        "ccp": [[ccp.code, ccp.numero, ccp.libelle] for ccp in titre.ccp],
        "fin_validite": titre.fin_validite.isoformat(),
    }


def _iso(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None
