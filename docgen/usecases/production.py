"""Produce the documents of a dossier: check everything, then number, then render. All or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime, time

from docgen.documents import catalogue
from docgen.documents.spec import Demande, Destinataire, Spec, Vue
from docgen.domain.dossier import Dossier
from docgen.domain.noms_fichiers import nom_distinct
from docgen.domain.papier import Emission, Papier
from docgen.errors import UsageInvalide
from docgen.rendering.archive import DemandeArchive, PieceJointe, Rendu
from docgen.rendering.html import composer, dossier_modeles
from docgen.usecases.atelier import Atelier
from docgen.usecases.attribution import demande_papier
from docgen.usecases.controle import Controle, appliquer, controler_dossier, gestes_de, specs_du_statut

TOUT = "tout"
PREFIXE_BROUILLON = "BROUILLON_"
SERRAGES = 4  # body.serrage-0 to -3 in base.css


@dataclass(frozen=True, slots=True)
class Commande:
    """What is asked for. Without ``types``: what the session's status calls for. ``jour`` is today."""

    jour: date
    types: tuple[str, ...] = ()
    destinataire: str | None = None
    usage: str = "archive"
    format: str = "pdf"
    brouillon: bool = False


@dataclass(frozen=True, slots=True)
class DocumentProduit:
    """A finished document, not yet written anywhere."""

    type: str
    destinataire: str
    fichier: str
    contenu: bytes = field(repr=False)
    pages: int
    sha256: str
    usage: str
    format: str
    version_modele: str
    numero: str | None = None


@dataclass(frozen=True, slots=True)
class Production:
    """What came of a command: the documents, or why there are none."""

    controle: Controle
    documents: tuple[DocumentProduit, ...] = ()
    refusee: bool = False


Suivi = Callable[[int, int], None]


def produire(dossier: Dossier, commande: Commande, atelier: Atelier, suivi: Suivi | None = None) -> Production:
    """Make the documents of a dossier.

    Nothing is numbered before every precondition holds; a draft numbers nothing and tells the register nothing.
    ``suivi`` is told how many documents are done, of how many.

    Raises:
        UsageInvalide: the command names a type or a person that is not there.
        RenduImpossible: a document could not be made; the numbers given are kept for their holders.
    """
    choix = choisir(dossier, commande)
    emis = atelier.registre.emis(dossier.session.id)
    controle = controler_dossier(
        dossier,
        gestes_de(spec for spec, _ in choix),
        commande.jour,
        emis=emis,
        a_emettre=frozenset((spec.genre.value, pour.id) for spec, pour in choix if spec.genre),
        regles_locales=atelier.configuration.regles_locales,
    )
    if controle.bloquants and not commande.brouillon:
        return Production(controle, refusee=True)
    dossier = appliquer(dossier, controle.effets)
    papiers = () if commande.brouillon else attribuer(dossier, choix, commande, atelier)
    demandes = list(demandes_de(dossier, choix, commande, atelier, papiers, emis))
    documents = []
    for rang, (spec, demande) in enumerate(demandes, 1):
        documents.append(rendre(spec, demande, commande, atelier))
        if suivi:
            suivi(rang, len(demandes))
    documents = noms_distincts(documents)
    if not commande.brouillon:
        atelier.registre.consigner([emission(dossier, document, commande.jour) for document in documents])
    return Production(controle, tuple(documents))


def choisir(dossier: Dossier, commande: Commande) -> tuple[tuple[Spec, Destinataire], ...]:
    """The documents to make: each type with each of its recipients."""
    choix = tuple(
        (spec, pour)
        for spec in specs_demandees(dossier, commande)
        for pour in spec.destinataires(dossier)
        if commande.destinataire is None or pour.id == commande.destinataire
    )
    if choix:
        return choix
    if commande.destinataire is not None:
        raise UsageInvalide(
            f"Aucun document n'est à produire pour « {commande.destinataire} » : cet identifiant n'est pas dans le "
            "dossier, ou aucun des types demandés ne le concerne. Vérifiez l'identifiant et les types."
        )
    noms = ", ".join(commande.types) or f"le statut {dossier.session.statut}"
    raison = "aucun type n'est prévu pour ce statut" if not commande.types else "aucune personne n'est concernée"
    raise UsageInvalide(f"Aucun document n'est à produire pour {noms} : {raison}. Choisissez d'autres types.")


def specs_demandees(dossier: Dossier, commande: Commande) -> tuple[Spec, ...]:
    """The document types of a command."""
    types = catalogue()
    if not commande.types:
        return specs_du_statut(dossier)
    if TOUT in commande.types:
        return tuple(types.values())
    inconnus = [code for code in commande.types if code not in types]
    if inconnus:
        raise UsageInvalide(
            f"Type de document inconnu : {', '.join(inconnus)}. Types possibles : {', '.join(types)}, ou {TOUT}."
        )
    return tuple(spec for spec in types.values() if spec.code in commande.types)


def attribuer(
    dossier: Dossier, choix: Sequence[tuple[Spec, Destinataire]], commande: Commande, atelier: Atelier
) -> tuple[Papier, ...]:
    """Ask the register for the papers of the command: one transaction, the same numbers for ever."""
    demandes = [demande_papier(dossier, pour, spec.genre) for spec, pour in choix if spec.genre]
    return atelier.registre.attribuer(demandes, commande.jour) if demandes else ()


def demandes_de(
    dossier: Dossier,
    choix: Sequence[tuple[Spec, Destinataire]],
    commande: Commande,
    atelier: Atelier,
    papiers: tuple[Papier, ...],
    emis: tuple[Papier, ...],
) -> Iterator[tuple[Spec, Demande]]:
    """Each document with its paper, and with the session's papers for the form that lists them."""
    propres = {(papier.demande.genre, papier.demande.destinataire): papier for papier in papiers}
    tous = {papier.demande.cle: papier for papier in (*emis, *papiers)}
    for spec, pour in choix:
        yield (
            spec,
            Demande(
                dossier=dossier,
                destinataire=pour,
                jour=commande.jour,
                reglages=atelier.configuration.reglages,
                papier=propres.get((spec.genre, pour.id)) if spec.genre else None,
                papiers=tuple(tous.values()),
                brouillon=commande.brouillon,
            ),
        )


def rendre(spec: Spec, demande: Demande, commande: Commande, atelier: Atelier) -> DocumentProduit:
    """One document, from its view to its bytes."""
    papier = demande.papier
    rendu = _composer(spec, demande, atelier)
    nom = spec.nom_fichier(demande)
    return DocumentProduit(
        type=spec.code,
        destinataire=demande.destinataire.id,
        fichier=PREFIXE_BROUILLON + nom if demande.brouillon else nom,
        contenu=rendu.contenu,
        pages=rendu.pages,
        sha256=hashlib.sha256(rendu.contenu).hexdigest(),
        usage=commande.usage,
        format=commande.format,
        version_modele=spec.version,
        numero=papier.numero if papier else None,
    )


def _composer(spec: Spec, demande: Demande, atelier: Atelier) -> Rendu:
    """The PDF, set tighter and tighter until it holds in the pages that the type aims at."""
    vue = spec.vue(demande)
    piece = PieceJointe("donnees.json", donnees(spec, demande, vue), "Données du document")
    jour = datetime.combine(spec.jour_libelles(demande), time(), UTC)
    for serrage in range(SERRAGES):
        dernier = serrage == SERRAGES - 1
        rendu = atelier.moteur.rendre(
            DemandeArchive(
                html=composer(spec.modele, {**champs(vue), "serrage": serrage}),
                styles=[dossier_modeles() / style for style in spec.styles],
                intitule=intitule_pdf(spec, demande),
                date=jour,
                piece=piece,
                brouillon=demande.brouillon,
                pages_max=spec.pages_max if dernier else None,
            )
        )
        if spec.pages_visees is None or rendu.pages <= spec.pages_visees:
            break
    return rendu


def champs(vue: Vue) -> dict[str, object]:
    """The names that a template may use: the fields of the view."""
    return {champ.name: getattr(vue, champ.name) for champ in fields(vue)}  # type: ignore[arg-type]


def intitule_pdf(spec: Spec, demande: Demande) -> str:
    """The title of the PDF: what it is, of which titre, from which session; no name."""
    numero = f" {demande.papier.numero}" if demande.papier and demande.papier.numero else ""
    return f"{spec.intitule}{numero} – {demande.dossier.titre.code} – session {demande.dossier.session.id}"


def donnees(spec: Spec, demande: Demande, vue: Vue) -> bytes:
    """The JSON that the PDF carries: what this document prints and nothing of anyone else."""
    papier = demande.papier
    contenu: dict[str, object] = {
        "version": 1,
        "type": spec.code,
        "version_modele": spec.version,
        "brouillon": demande.brouillon,
        "session": demande.dossier.session.id,
        "destinataire": demande.destinataire.id,
        "contenu": asdict(vue),  # type: ignore[call-overload]
    }
    if papier is not None and papier.numero is not None:
        contenu["papier"] = {
            "numero": papier.numero,
            "nom": papier.demande.nom,
            "prenoms": papier.demande.prenoms,
            "naissance": papier.demande.naissance.isoformat() if papier.demande.naissance else None,
            "certification": papier.demande.certification,
            "date_emission": papier.date_emission.isoformat(),
            "cle": papier.cle,
            "code": papier.code,
        }
    return json.dumps(contenu, ensure_ascii=False, indent=1, sort_keys=True).encode()


def noms_distincts(documents: Sequence[DocumentProduit]) -> list[DocumentProduit]:
    """The documents, those whose file names collide (whatever the case) told apart by their holder's identifier."""
    combien: dict[str, int] = {}
    for document in documents:
        combien[document.fichier.casefold()] = combien.get(document.fichier.casefold(), 0) + 1
    return [
        replace(document, fichier=nom_distinct(document.fichier, document.destinataire))
        if combien[document.fichier.casefold()] > 1
        else document
        for document in documents
    ]


def emission(dossier: Dossier, document: DocumentProduit, jour: date) -> Emission:
    """What the register writes down of a document: no name, only identifiers and a digest."""
    return Emission(
        type=document.type,
        session=dossier.session.id,
        destinataire=document.destinataire,
        siret=dossier.centre.siret,
        departement=dossier.autorite.departement,
        jour=jour,
        usage=document.usage,
        format=document.format,
        version_modele=document.version_modele,
        sha256=document.sha256,
        pages=document.pages,
        numero=document.numero,
    )
