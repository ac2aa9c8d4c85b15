"""One volume: documents wait until they fill it, then slips, documents and empty versos are printed and read back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.typographie import accord, nom_imprime
from docgen.domain.dossier import Dossier
from docgen.domain.papiers import lots
from docgen.domain.papiers.lots import Comptes
from docgen.domain.papiers.papier import GenrePapier, Releve
from docgen.domain.referentiels.calendrier import minuit
from docgen.errors import RenduImpossible
from docgen.fichiers.magasin import mesurer
from docgen.rendering import images
from docgen.rendering.presse.feuillet import Feuillet
from docgen.rendering.presse.moteur_presse import MoteurPresse
from docgen.rendering.presse.relecture import corps_imprime
from docgen.rendering.presse.relecture_pages import PageRelue, cases_relues
from docgen.rendering.presse.tirage import Tirage, tirer_un_volume
from docgen.rendering.symboles import APoser
from docgen.rendering.volume.finition_volume import (
    Finition,
    Repere,
    en_paysage,
    finir_volume,
)
from docgen.usecases.composition import releve_de
from docgen.usecases.lots.bordereau import Pose, demande_bordereau
from docgen.usecases.lots.morceau import Document, empreinte
from docgen.usecases.lots.plan import LigneBordereau, LigneDocument, Plan, VolumeRendu
from docgen.usecases.lots.relecture_volume import VIDE, Du, TextePerdu, relire
from docgen.usecases.rendu_documents import nom_de


class DocumentEnFaute(Exception):
    """Documents that cannot be printed, and why; their sessions leave the lot."""

    def __init__(self, cause: RenduImpossible, documents: Sequence[Document]) -> None:
        super().__init__(str(cause))
        self.cause, self.documents = cause, tuple(documents)


@dataclass(frozen=True, slots=True)
class Attente:
    """A document that is laid out and waits for its volume."""

    document: Document
    feuillet: Feuillet


class Tireur:
    """Fills volumes and prints them. What waits is never more than a volume."""

    def __init__(self, plan: Plan, presse: MoteurPresse, dossier: Path) -> None:
        self._plan, self._presse, self._dossier = plan, presse, dossier
        self._attente: list[Attente] = []
        self._prises = 0
        self._faits = 0
        self._centre_entame: str | None = None

    @property
    def en_attente(self) -> bool:
        """True while documents wait."""
        return bool(self._attente)

    def accueille(self, feuillet: Feuillet) -> bool:
        """True when this document may still fit: one sheet is kept for the slip of each centre."""
        return not self._attente or self._prises + self._feuilles(feuillet) <= self._plan.commande.feuilles_par_volume

    def ajouter(self, document: Document, feuillet: Feuillet) -> None:
        """Have a document wait."""
        precedent = self._attente[-1].document.session.dossier.centre.siret if self._attente else None
        self._attente.append(Attente(document, feuillet))
        change = document.session.dossier.centre.siret != precedent
        self._prises += self._feuilles(feuillet) + int(change)

    def tirer(self, cle: Callable[[int], str]) -> tuple[Path, VolumeRendu]:
        """Print as many of the waiting documents as a volume holds, and read it back; its file is then the caller's.

        Raises:
            DocumentEnFaute: one of them cannot be printed.
            RenduImpossible: what was read back is not what was printed.
        """
        attentes, bordereaux = self._remplir()
        reste, self._attente, self._prises = self._attente[len(attentes) :], [], 0
        for attente in reste:
            self.ajouter(attente.document, attente.feuillet)
        self._faits += 1
        brut, fini = self._dossier / "brut.pdf", self._dossier / f"volume-{self._faits}.pdf"
        contenu = _Contenu(self._plan, brut, self._presse)
        contenu.imprimer(attentes, bordereaux)
        finir_volume(brut, fini, contenu.finition())
        brut.unlink()
        try:
            relus = relire(fini, contenu.dus, self._plan, contenu.relever)
        except TextePerdu as perte:
            fautifs = [attentes[rang].document for rang in perte.documents]
            raise DocumentEnFaute(RenduImpossible(str(perte)), fautifs) from perte
        octets, sha256 = mesurer(fini)
        self._centre_entame = attentes[-1].document.session.dossier.centre.siret
        volume = VolumeRendu(
            cle(self._faits), octets, sha256, contenu.comptes, relus, tuple(contenu.lignes), tuple(contenu.bordereaux)
        )
        return fini, volume

    def _remplir(self) -> tuple[list[Attente], list[Feuillet]]:
        """The documents that the volume holds, and the slip of each centre among them."""
        limite = self._plan.commande.feuilles_par_volume
        attentes = list(self._attente)
        faits: dict[tuple[int, int], Feuillet] = {}
        while True:
            bordereaux = self._bordereaux(attentes, faits)
            prises = sum(map(self._feuilles, bordereaux)) + sum(
                self._feuilles(attente.feuillet) for attente in attentes
            )
            if prises <= limite or len(attentes) == 1:
                return attentes, bordereaux
            attentes = attentes[: -max(1, min(prises - limite, len(attentes) - 1))]

    def _bordereaux(self, attentes: Sequence[Attente], faits: dict[tuple[int, int], Feuillet]) -> list[Feuillet]:
        """The slips. One that is ``faits`` for the same documents is not made again: only the last group shrinks."""
        poses = [self._pose(rang, attente) for rang, attente in enumerate(attentes, start=1)]
        listes = [list(groupe) for _, groupe in groupby(poses, key=_siret)]
        groupes = {(liste[0].rang, len(liste)): liste for liste in listes}
        neufs = {cle: groupe for cle, groupe in groupes.items() if cle not in faits}
        demandes = [
            demande_bordereau(self._plan, groupe, suite=_siret(groupe[0]) == self._centre_entame)
            for groupe in neufs.values()
        ]
        try:
            faits.update(zip(neufs, self._presse.composer(demandes), strict=True))
        except RenduImpossible:
            for groupe, demande in zip(neufs.values(), demandes, strict=True):
                try:
                    self._presse.composer([demande])
                except RenduImpossible as cause:
                    raise DocumentEnFaute(cause, [pose.document for pose in groupe]) from cause
            raise
        return [faits[cle] for cle in groupes]

    def _pose(self, rang: int, attente: Attente) -> Pose:
        return Pose(attente.document, rang, attente.feuillet.pages, self._feuilles(attente.feuillet))

    def _feuilles(self, feuillet: Feuillet) -> int:
        return lots.feuilles(feuillet.pages, recto=self._plan.commande.recto)


def _siret(pose: Pose) -> str:
    return pose.document.session.dossier.centre.siret


class _Contenu:
    """What goes in one volume, page after page: printed, counted, and marked for the reader."""

    def __init__(self, plan: Plan, cible: Path, presse: MoteurPresse) -> None:
        self._plan, self._cible, self._presse = plan, cible, presse
        self._recto = plan.commande.recto
        self.comptes = Comptes()
        self.lignes: list[LigneDocument] = []
        self.bordereaux: list[LigneBordereau] = []
        self.dus: list[Du] = []
        self._pages: list[int] = []
        self._imprimees = 0
        self._vides: dict[tuple[str | None, bool], list[int]] = {}
        self._reperes: list[Repere] = []
        self._etiquettes: dict[int, str] = {}
        self._cartouches: list[int] = []
        self._a_poser: dict[int, APoser | None] = {}

    def imprimer(self, attentes: Sequence[Attente], bordereaux: Sequence[Feuillet]) -> None:
        """Print everything.

        Raises:
            DocumentEnFaute: a document cannot be printed.
        """
        jour = minuit(self._plan.commande.jour)
        with tirer_un_volume(self._cible, self._intitule(), jour) as tirage:
            slips = iter(bordereaux)
            for _, groupe in groupby(attentes, key=lambda attente: attente.document.session.dossier.centre.siret):
                self._centre(tirage, next(slips), list(groupe))
            self._imprimer_les_vides(tirage, jour)

    def _imprimer_les_vides(self, tirage: Tirage, jour: datetime) -> None:
        """Each kind of empty page is printed once, at the end; the volume will show it wherever it goes."""
        for (mention, paysage), places in self._vides.items():
            if mention is None:
                tirage.page_blanche(paysage)
            else:
                tirage.imprimer(self._presse.composer_mention(mention, jour, paysage))
            for place in places:
                self._pages[place] = self._imprimees
            self._imprimees += 1

    def finition(self) -> Finition:
        """What the volume still lacks."""
        profil = self._plan.commande.profil
        decalages = ((0.0, 0.0), (0.0, 0.0))
        if profil:
            decalages = ((-profil.droite_recto, -profil.bas_recto), (-profil.droite_verso, -profil.bas_verso))
        numeros = [ligne.numero for ligne in self.lignes if ligne.numero]
        bornes = f", numéros {numeros[0]} à {numeros[-1]}" if numeros else ""
        return Finition(
            self._intitule(),
            f"{accord(len(self.lignes), 'document', 'documents')}{bornes}",
            self._pages,
            self._reperes,
            self._etiquettes,
            self._recto,
            decalages,
            self._cartouches,
            self._a_poser,
        )

    def relever(self, du: Du, pages: Sequence[PageRelue]) -> None:
        """Note where a document or a slip is to be signed, as the finished volume shows it."""
        if du.ligne is not None and du.ligne.releve is not None:
            releve = replace(du.ligne.releve, cases=cases_relues(du.html, pages))
            self.lignes[du.ligne.rang - 1] = replace(du.ligne, releve=releve)
        if du.bordereau is not None:
            rang = self.bordereaux.index(du.bordereau)
            self.bordereaux[rang] = replace(du.bordereau, cases=cases_relues(du.html, pages))

    def _intitule(self) -> str:
        return f"Lot {self._plan.lot}"

    def _centre(self, tirage: Tirage, bordereau: Feuillet, attentes: Sequence[Attente]) -> None:
        centre = attentes[0].document.session.dossier.centre
        nombre = accord(len(attentes), "document", "documents")
        self._reperes.append(Repere(self.comptes.pages, f"{nom_imprime(centre.raison_sociale)} ({nombre})"))
        self._etiquettes[self.comptes.pages] = f"B{self.comptes.bordereaux + 1}-"
        self._cartouches.append(self.comptes.pages)
        self._coder(bordereau)
        tirage.imprimer(bordereau)
        self._compter(bordereau.pages, bordereaux=1)
        ligne, html = ligne_bordereau(bordereau, attentes[0].document.session.dossier), bordereau.demande.html
        self.bordereaux.append(ligne)
        suivants, codes = tuple(range(len(self.lignes), len(self.lignes) + len(attentes))), bordereau.codes_de_pages
        self.dus.append(Du(bordereau.pages, corps_imprime(html), None, (), suivants, codes, ligne, html))
        self._verso(bordereau, VIDE)
        session = None
        for attente in attentes:
            if attente.document.session is not session:
                session = attente.document.session
                self._reperes.append(Repere(self.comptes.pages, _intitule_de_session(attente.document), 1))
            self._document(tirage, attente)

    def _document(self, tirage: Tirage, attente: Attente) -> None:
        document, feuillet = attente.document, attente.feuillet
        ligne = self._ligne(document, feuillet)
        self.lignes.append(ligne)
        html, codes = feuillet.demande.html, feuillet.codes_de_pages
        dus = Du(
            feuillet.pages, corps_imprime(html), ligne, feuillet.demande.codes, (ligne.rang - 1,), codes, html=html
        )
        self.dus.append(dus)
        self._coder(feuillet)
        self._etiquettes[self.comptes.pages] = f"{ligne.rang}-"
        try:
            tirage.imprimer(feuillet)
        except RenduImpossible as cause:
            raise DocumentEnFaute(cause, [document]) from cause
        self._compter(feuillet.pages, documents=1, numeros=int(document.numero is not None))
        est_parchemin = document.spec.genre is GenrePapier.PARCHEMIN
        self._verso(feuillet, None if est_parchemin else VIDE)

    def _ligne(self, document: Document, feuillet: Feuillet) -> LigneDocument:
        dossier = document.session.dossier
        pour = document.demande.destinataire.id
        return LigneDocument(
            rang=len(self.lignes) + 1,
            type=document.spec.code,
            session=dossier.session.id,
            destinataire=pour,
            siret=dossier.centre.siret,
            departement=dossier.autorite.departement,
            numero=document.numero,
            page=self.comptes.pages + 1,
            pages=feuillet.pages,
            feuilles=lots.feuilles(feuillet.pages, recto=self._recto),
            sha256=empreinte(document, feuillet.demande),
            version_modele=document.spec.version_de(document.demande),
            identifiant=feuillet.demande.emission,
            releve=_releve(document),
            nom=next((nom_complet(un) for un in dossier.convocables if un.id == pour), ""),
        )

    def _coder(self, feuillet: Feuillet) -> None:
        """What the pages that come next lack."""
        self._a_poser.update(enumerate(feuillet.a_poser, start=self.comptes.pages))

    def _compter(self, pages: int, **autres: int) -> None:
        feuilles = lots.feuilles(pages, recto=self._recto)
        self.comptes += Comptes(pages=pages, feuilles=feuilles, **autres)
        self._pages += range(self._imprimees, self._imprimees + pages)
        self._imprimees += pages

    def _verso(self, feuillet: Feuillet, mention: str | None) -> None:
        """The verso left empty, where the next document must start on a recto."""
        if lots.blanches(feuillet.pages, recto=self._recto):
            self._etiquettes[self.comptes.pages] = images.VIDE
            self._vides.setdefault((mention, en_paysage(feuillet)), []).append(len(self._pages))
            self._pages.append(-1)
            self.dus.append(Du(1))
            self.comptes += Comptes(pages=1, blanches=1)


def _releve(document: Document) -> Releve | None:
    spec, demande = document.spec, document.demande
    return releve_de(spec, demande, nom_de(spec, demande)) if spec.revient_signe else None


def ligne_bordereau(bordereau: Feuillet, dossier: Dossier) -> LigneBordereau:
    """What the register will know a slip by."""
    html, emission = bordereau.demande.html, bordereau.demande.emission
    assert emission is not None
    sha256 = hashlib.sha256(html.encode()).hexdigest()
    return LigneBordereau(dossier.centre.siret, dossier.autorite.departement, bordereau.pages, sha256, emission)


def _intitule_de_session(document: Document) -> str:
    dossier = document.session.dossier
    return f"Session {dossier.session.id} – {dossier.titre.code} {dossier.titre.abrege}"
