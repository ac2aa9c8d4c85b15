"""The journals in words: what was asked of the service, what the register holds, for who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docgen.documents.page.typographie import siret
from docgen.domain.langue.alphabet import enumeration
from docgen.domain.papiers.papier import MOTIFS
from docgen.registre.chain import Acte
from docgen.registre.signature.cles import EtatCle
from service.administration.tables import LigneAudit
from service.administration.vues import intitule, role_dit
from service.lots.vues import autorite_lisible
from service.papiers.vues import ACTES_PAPIER
from service.socle.problems import TITRES

ACTES = {
    Acte.CLE: "Clé de signature",
    Acte.CACHET: "Certificat du cachet",
    Acte.ATTESTATION: "Attestation d’une session",
    Acte.RENVOI: "Renvoi d’une session à son centre",
    Acte.ATTRIBUTION: "Papier inscrit",
    Acte.EMISSION: "Document produit",
    Acte.RETOUR: "Papier signé revenu",
    Acte.REMISE: "Remise au titulaire",
    Acte.CORRECTION: "Correction d’une remise",
    Acte.ANNULATION: "Annulation",
    Acte.REEDITION: "Réédition",
    Acte.GACHAGE: "Feuille gâchée",
    Acte.RECEPTION: "Réception de feuilles",
    Acte.CORRECTION_RECEPTION: "Correction d’une réception de feuilles",
    Acte.UTILISATION: "Feuille employée",
    Acte.REBUT: "Feuille mise au rebut",
    Acte.ACCES: "Accès",
    Acte.REPRISE: "Reprise du registre",
    Acte.OUBLI: "Oubli d’une personne",
}
_NUMERO = re.compile(r"L?\d{4}-\w{3}-\d{7}-\w")
_INTERNE = re.compile(r"[0-9a-f]{32}")
_REPONDU = 200  # of a page, nothing has been done yet
_CLES = {etat.value: etat.dit for etat in EtatCle}
_MOTIFS = {motif: dit for motifs in MOTIFS.values() for motif, dit in motifs.items()}
_GESTES = {acte.value.casefold(): nom for acte, (nom, _) in ACTES_PAPIER.items()}


@dataclass(frozen=True, slots=True)
class LigneVue:
    """A line of a journal. ``complement`` says more of who, ``suite`` of what came of it; ``numero`` is a paper's."""

    rang: int
    horodatage: str
    qui: str
    acte: str
    dit: str
    numero: str = ""
    complement: str = ""
    reponse: str = ""
    suite: str = ""


def ligne_du_service(ligne: LigneAudit, noms: Mapping[str, str]) -> LigneVue:
    """An act asked of the service; ``noms`` are those of the keys, by caller."""
    mots = ligne.objet.split()
    numero = next((mot for mot in mots if _NUMERO.fullmatch(mot)), "")
    reponse = (
        "répondu" if ligne.statut == _REPONDU else "fait" if ligne.statut < 400 else TITRES.get(ligne.statut, "refusé")
    )
    return LigneVue(
        ligne.rang,
        ligne.horodatage,
        noms.get(ligne.appelant, ligne.appelant),
        ligne.acte,
        " · ".join(_objet(mot) for mot in mots if mot != numero),
        numero,
        f"{role_dit(ligne.role)}, {ligne.appelant}",
        reponse,
        f"{ligne.statut} · {ligne.reference}",
    )


def ligne_du_registre(ligne: Mapping[str, Any], noms: Mapping[str, str]) -> LigneVue:
    """What the register holds of an act: all but its digests, which the export gives."""
    contenu = ligne["contenu"]
    return LigneVue(
        ligne["rang"],
        ligne["horodatage"],
        noms.get(ligne["acteur"], ligne["acteur"]),
        ACTES[Acte(ligne["acte"])],
        " · ".join(_contenu(contenu, noms)),
        contenu.get("numero") or "",
    )


def _objet(mot: str) -> str:
    if _INTERNE.fullmatch(mot):
        return f"n° {mot[:8]}"
    if re.fullmatch(r"\d{14}", mot):
        return f"centre {siret(mot)}"
    return _GESTES.get(mot) or intitule(mot)


def _contenu(contenu: Mapping[str, Any], noms: Mapping[str, str]) -> Iterator[str]:
    def lu(nom: str) -> str:
        return str(contenu.get(nom) or "")

    yield from filter(None, (noms.get(f"cle:{lu('id')}", lu("nom")), lu("par")))
    yield from filter(
        None, (lu("geste"), role_dit(lu("role")), _CLES.get(lu("etat")), intitule(lu("type") or lu("genre")))
    )
    if sessions := contenu.get("sessions") or [lu("session")] * bool(lu("session")):
        yield f"session{'s' * (len(sessions) > 1)} {enumeration(sessions)}"
    if lu("siret"):
        yield f"centre {siret(lu('siret'))}"
    if lu("departement"):
        yield autorite_lisible(lu("departement"))
    yield from _feuilles(contenu)
    if motif := lu("motif"):
        yield _MOTIFS.get(motif, motif)


def _feuilles(contenu: Mapping[str, Any]) -> Iterator[str]:
    if "premiere" in contenu:
        une, autre = (
            f"{contenu['prefixe']}{contenu[borne]:0{contenu['chiffres']}}" for borne in ("premiere", "derniere")
        )
        yield f"feuilles {une} à {autre}"
    for nom, dit in (("serie", "feuille"), ("serie_gachee", "feuille gâchée"), ("serie_nouvelle", "feuille nouvelle")):
        if contenu.get(nom) and "sequence" not in contenu:
            yield f"{dit} {contenu[nom]}"
