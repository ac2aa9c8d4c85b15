"""Produce the documents of a dossier: check everything, then number, then render. All or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain, count
from threading import Lock
from typing import TYPE_CHECKING

from docgen.documents import catalogue
from docgen.documents.page.noms_fichiers import noms_distincts
from docgen.documents.page.spec import SEUL, Demande, Destinataire, Reglages, Spec
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import attestation_de
from docgen.domain.papiers.dossier_papier import dossier_nu
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import Emission, Papier
from docgen.domain.referentiels.calendrier import minuit
from docgen.errors import UsageInvalide
from docgen.usecases.atelier import Atelier, Rendeur
from docgen.usecases.cachets import ouvrir_scelleur
from docgen.usecases.controle import Controle, appliquer, controler_documents, emis_de, specs_des_types
from docgen.usecases.demandes_papiers import demandes_papiers
from docgen.usecases.estimation import Estimation, Prevu, compter, estimer, nul
from docgen.usecases.formats import au_format, format_de, refuser_types_inconnus
from docgen.usecases.processus.repartition import TACHES_MINIMUM, Avance
from docgen.usecases.rendu_documents import (
    Commande,
    DocumentProduit,
    Tache,
    nom_de,
    preparer_les_moteurs,
    rendre_la_tache,
    rendre_les_taches,
)

if TYPE_CHECKING:
    from docgen.cachet.scellement import Scelleur


@dataclass(frozen=True, slots=True)
class Production:
    """What came of a command: the documents, or why there are none."""

    controle: Controle
    documents: tuple[DocumentProduit, ...] = ()
    refusee: bool = False


TRANCHE = 4  # documents asked of a child at once: a long demand gives way that often
Fait = Callable[[object], None]  # given each document as soon as it is made, from any thread
RenduDesTaches = Callable[[Sequence[Tache], Fait], Iterable[DocumentProduit]]
Suivi = Callable[[int, int], None]
Place = Callable[[Sequence[str]], None]


def produire(
    dossier: Dossier, commande: Commande, atelier: Atelier, suivi: Suivi = nul, place: Place = nul, prevu: Prevu = nul
) -> Production:
    """Make the documents of a dossier.

    Nothing is numbered before every precondition holds; a draft numbers nothing and tells the register nothing.
    ``suivi`` is told how many documents are done, of how many. ``place`` is told the names of their files before they
    are made, ``prevu`` how long they will take before any is numbered; both may refuse.

    Raises:
        UsageInvalide: the command names a type or a person that is not there; ``place`` refuses a name.
        ActeImpossible: its day is to come.
        RenduImpossible, CachetImpossible: a document could not be made, or sealed; the numbers are kept.
    """
    choix = choisir(dossier, commande)
    rendre_tous = _equipe(choix, commande, atelier)
    emis = emis_de(dossier, atelier)
    controle = controler_documents(dossier, choix, commande.jour, atelier, emis=emis, report=commande.report)
    if controle.bloquants and not commande.brouillon:
        return Production(controle, refusee=True)
    prevu(estimation(dossier, choix, commande, atelier.ouvriers))
    taches = _numeroter(appliquer(dossier, controle.effets), choix, commande, atelier, emis)
    noms = noms_distincts(_noms(taches), noms_voisins(dossier, choix, commande, atelier.configuration.reglages))
    place(noms)
    rendus = rendre_tous(taches, _compteur(suivi, len(taches)))
    documents = tuple(_nommes(_sceller(rendus, taches, commande, atelier), noms))
    if not commande.brouillon:
        atelier.registre.consigner(_emissions(dossier, documents, commande.jour), commande.ensemble)
    return Production(controle, documents)


def _numeroter(
    dossier: Dossier,
    choix: Sequence[tuple[Spec, Destinataire]],
    commande: Commande,
    atelier: Atelier,
    emis: tuple[Papier, ...],
) -> list[Tache]:
    """The documents to make, each with its paper, if it is one that the register keeps."""
    papiers = () if commande.brouillon else attribuer(dossier, choix, commande, atelier, emis)
    demandes = demandes_de(dossier, choix, commande, atelier.configuration.reglages, papiers, emis)
    return [(spec.code, demande) for spec, demande in demandes]


def _compteur(suivi: Suivi, total: int) -> Fait:
    """What tells ``suivi`` how many documents are made, each time that one is: none for now."""
    faits, verrou = count(), Lock()

    def fait(_: object = None) -> None:
        with verrou:
            suivi(next(faits), total)

    fait()
    return fait


def _nommes(documents: Iterable[DocumentProduit], noms: Sequence[str]) -> Iterator[DocumentProduit]:
    for document, nom in zip(documents, noms, strict=True):
        releve = document.releve and replace(document.releve, fichier=nom)
        yield replace(document, fichier=nom, releve=releve)


def _equipe(choix: Sequence[tuple[Spec, Destinataire]], commande: Commande, atelier: Atelier) -> RenduDesTaches:
    """Who renders: this process, or a team that gets ready during the controls and stays for the next sessions."""
    if atelier.rendeur is not None:
        return partial(_par_tranches, partial(atelier.rendeur, commande), atelier.ouvriers)
    embaucher(len(choix), (spec for spec, _ in choix), commande, atelier)
    if (avance := atelier.avance) is None or not avance.vivante:
        return lambda taches, fait: _signales(rendre_les_taches(commande, taches, atelier), fait)
    return lambda taches, fait: _signales(avance.repartir([(commande, *tache) for tache in taches]), fait)


def embaucher(documents: int, specs: Iterable[Spec], commande: Commande, atelier: Atelier) -> None:
    """Hire the team that renders, if so many documents are worth one; one that was hired already stays."""
    if atelier.ouvriers < 2 or documents < TACHES_MINIMUM or (atelier.avance and atelier.avance.vivante):
        return
    formats = sorted({format_de(spec, commande.format) for spec in specs})
    seul = Atelier(atelier.configuration.des_moteurs, ouvriers=1)
    preparer = partial(preparer_les_moteurs, formats, commande.usage, seul)
    atelier.avance = Avance(preparer, partial(rendre_la_tache, seul), atelier.ouvriers)


def _signales(documents: Iterable[DocumentProduit], fait: Fait) -> Iterator[DocumentProduit]:
    for document in documents:
        fait(document)
        yield document


def _par_tranches(rendeur: Rendeur, ouvriers: int, taches: Sequence[Tache], fait: Fait) -> Iterator[DocumentProduit]:
    """A few documents at a time, by so many children at once: others have their turn."""
    rendre_des_taches = partial(rendeur, a_mesure=fait)
    tranches = [taches[debut : debut + TRANCHE] for debut in range(0, len(taches), TRANCHE)]
    if min(ouvriers, len(tranches)) < 2:
        yield from chain.from_iterable(map(rendre_des_taches, tranches))
        return
    with ThreadPoolExecutor(ouvriers) as fils:
        yield from chain.from_iterable(fils.map(rendre_des_taches, tranches))


def choisir(dossier: Dossier, commande: Commande) -> tuple[tuple[Spec, Destinataire], ...]:
    """The documents to make: each type with each of its recipients."""
    choix = tuple(
        (spec, pour)
        for spec in specs_demandees(dossier, commande)
        for pour in spec.destinataires(dossier)
        if commande.destinataire is None or pour.id == commande.destinataire
        if not (pour.id in commande.sauf and spec.genre and spec.genre.est_numerote)
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


def estimation(
    dossier: Dossier, choix: Sequence[tuple[Spec, Destinataire]], commande: Commande, processus: int
) -> Estimation:
    """How long the documents of a command take, made by so many processes."""
    documents = compter((spec for spec, _ in choix), commande.format, commande.usage)
    return estimer(documents, len(dossier.candidats), processus)


def specs_demandees(dossier: Dossier, commande: Commande) -> tuple[Spec, ...]:
    """The document types of a command, those that have the format asked for.

    Raises:
        UsageInvalide: an unknown type or format, or one that does not go with the other.
    """
    refuser_types_inconnus(commande.types)
    specs = specs_des_types(dossier, commande.types, commande.jour, commande.report)
    return au_format(specs, commande.format, commande.types, commande.papier_en_tete)


def attribuer(
    dossier: Dossier,
    choix: Sequence[tuple[Spec, Destinataire]],
    commande: Commande,
    atelier: Atelier,
    emis: Sequence[Papier],
) -> tuple[Papier, ...]:
    """Ask the register for the papers of the command: one transaction, the same numbers for ever.

    Whoever may attest attests the session in it.
    """
    atelier.horloge.refuser_l_avenir(commande.jour, departement_sur_trois(dossier.autorite.departement))
    voulus = [(spec.genre, pour) for spec, pour in choix if spec.genre]
    demandes = demandes_papiers(dossier, voulus, emis, commande.jour, atelier.configuration.reglages)
    attestations = [attestation_de(dossier)] if atelier.pouvoir.atteste else []
    return atelier.registre.attribuer(demandes, commande.jour, attestations) if demandes else ()


def reimprimer(papier: Papier, jour: date, atelier: Atelier) -> DocumentProduit:
    """A numbered paper printed again from what the register knows of it, without any payload; the register is told."""
    document = montrer(papier, jour, atelier)
    atelier.registre.consigner(_emissions(dossier_nu(papier), [document], jour))
    return document


def montrer(papier: Papier, jour: date, atelier: Atelier) -> DocumentProduit:
    """The same paper for whoever looks at it on a screen: nothing is printed, and the register is told nothing."""
    spec, dossier = catalogue()[papier.demande.genre.value], dossier_nu(papier)
    pour = Destinataire(papier.demande.destinataire, SEUL)
    demande = Demande(dossier, pour, papier.date_emission, atelier.configuration.reglages).du_papier(papier)
    commande = Commande(jour, (spec.code,), usage="impression", format="pdf")
    (document,) = _equipe([(spec, pour)], commande, atelier)([(spec.code, demande)], nul)
    return document


def demandes_de(
    dossier: Dossier,
    choix: Sequence[tuple[Spec, Destinataire]],
    commande: Commande,
    reglages: Reglages,
    papiers: tuple[Papier, ...],
    emis: tuple[Papier, ...],
) -> Iterator[tuple[Spec, Demande]]:
    """Each document with its paper, and with the session's papers, collections included, for the form."""
    propres = {(papier.demande.genre, papier.demande.destinataire): papier for papier in papiers}
    tous = {papier.demande.cle: papier for papier in (*papiers, *emis)}
    for spec, pour in choix:
        demande = Demande(
            dossier=dossier,
            destinataire=pour,
            jour=commande.jour,
            reglages=reglages,
            papiers=tuple(tous.values()),
            brouillon=commande.brouillon,
            papier_en_tete=commande.papier_en_tete,
            report=commande.report,
            format=format_de(spec, commande.format),
        )
        yield spec, demande.du_papier(propres.get((spec.genre, pour.id)) if spec.genre else None)


def _sceller(
    rendus: Iterable[DocumentProduit], taches: Sequence[Tache], commande: Commande, atelier: Atelier
) -> Iterator[DocumentProduit]:
    """Each record with the operator's seal, if there is one.

    It is apposed here, by a key that is read once the processes that render are born: they must not hold it.
    """
    reglages = atelier.configuration.cachet if commande.usage == "archive" and not commande.brouillon else None
    scelleur: Scelleur | None = None
    for (code, demande), document in zip(taches, rendus, strict=True):
        if reglages is None or document.format != "pdf":
            yield document
            continue
        scelleur = scelleur or ouvrir_scelleur(reglages, atelier.registre)
        contenu = scelleur.sceller(document.contenu, minuit(catalogue()[code].jour_libelles(demande)))
        yield replace(document, contenu=contenu, sha256=hashlib.sha256(contenu).hexdigest())


def noms_voisins(
    dossier: Dossier, choix: Sequence[tuple[Spec, Destinataire]], commande: Commande, reglages: Reglages
) -> list[tuple[str, str]]:
    """The file names, with their holders, of the other documents of the same types.

    A document asked for alone bears the name that it has among all: it never takes the place of another's.
    """
    faits = {(spec.code, pour.id) for spec, pour in choix}
    specs = {spec.code: spec for spec, _ in choix}.values()
    autres = [
        (spec, pour) for spec in specs for pour in spec.destinataires(dossier) if (spec.code, pour.id) not in faits
    ]
    return _noms((spec.code, demande) for spec, demande in demandes_de(dossier, autres, commande, reglages, (), ()))


def _noms(taches: Iterable[Tache]) -> list[tuple[str, str]]:
    return [(nom_de(catalogue()[code], demande), demande.destinataire.id) for code, demande in taches]


def _emissions(dossier: Dossier, documents: Iterable[DocumentProduit], jour: date) -> list[Emission]:
    """What the register writes down of documents: no name, only identifiers and a digest."""
    siret, departement = dossier.centre.siret, dossier.autorite.departement
    communs = {"session": dossier.session.id, "siret": siret, "departement": departement, "jour": jour}
    return [
        Emission.de(document, **communs, releve=document.releve if document.identifiant else None)
        for document in documents
    ]
