"""What the register makes of pages that were read: sorted, by document, with what is missing; then the pli."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from docgen.documents.page.noms_fichiers import nom_fichier, nom_signe, noms_distincts
from docgen.domain.papiers.papier import Case, GenrePapier, Papier
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.papiers.retour import Emise, PageRendue, Pli, Retour, Sort, pli_de, remplacees, trier
from docgen.domain.pli import TYPES_DU_PLI
from docgen.errors import DocgenError
from docgen.fichiers.magasin import mesurer
from docgen.rendering.numerise.assemblage import assembler, page_a_regarder
from docgen.rendering.numerise.encre import Encre
from docgen.usecases.atelier import Atelier
from docgen.usecases.processus.isolement import Confier
from docgen.usecases.retours.lecture_retours import Lecture, pages_rendues

# The share of a box that a signature inks, at the least: a speck, a rule that strays in, ink less.
ENCRE_MIN: Final = 0.006
_A_LA_FOIS: Final = 25  # documents: what a child puts together in far less than a minute
_RETRAIT_MM: Final = 1.2  # a side: where the box may lie is known so well, and its frame is ink


@dataclass(frozen=True, slots=True)
class DocumentRendu:
    """A document that came back: its pages, in order, those missing, and its boxes, signed or not.

    ``annules`` are the numbers that it bears of papers annulled since.
    """

    emise: Emise
    nom: str
    pages: tuple[PageRendue, ...]
    manquantes: tuple[int, ...]
    signees: tuple[Case, ...] = ()
    vides: tuple[Case, ...] = ()
    annules: tuple[str, ...] = ()

    @property
    def identifiant(self) -> str:
        """That of its emission."""
        return self.emise.emission.identifiant or ""

    @property
    def complet(self) -> bool:
        """True when no page is missing."""
        return not self.manquantes


@dataclass(frozen=True, slots=True)
class Rangement:
    """What came of scanned files. ``emises``: all that was printed of these sessions, by identifier."""

    pages: tuple[PageRendue, ...]
    documents: tuple[DocumentRendu, ...]
    refus: tuple[tuple[str, str], ...]
    plis: tuple[Pli, ...]
    emises: Mapping[str, Emise] = field(repr=False)
    remises: tuple[Case, ...] = ()

    @property
    def sans_reste(self) -> bool:
        """True when every file was read, every page is of a document or empty, and every document is whole."""
        clairs = all(page.sort in (Sort.RECUE, Sort.BLANCHE) for page in self.pages)
        return clairs and not self.refus and all(document.complet for document in self.documents)


def ranger(
    lectures: Sequence[Lecture],
    choix: Mapping[tuple[str, int], PageRendue],
    atelier: Atelier,
    siret: str | None,
) -> Rangement:
    """Sort the pages of files that were read, for a centre, or for all of them; nothing is written."""
    lues = list(pages_rendues(lectures, choix))
    registre = atelier.registre
    emises = registre.emises({page.code.emission for page, _ in lues if page.code and not page.code.brouillon})
    siennes = {ident: emise for ident, emise in emises.items() if siret in (None, emise.emission.siret)}
    sessions = {(emise.emission.session, emise.emission.siret) for emise in siennes.values() if emise.emission.session}
    toutes = {cle: registre.emises_d_une_session(cle[0], Perimetre(cle[1])) for cle in sorted(sessions)}
    vivants = {cle: {papier.numero: papier for papier in registre.emis(cle[0], Perimetre(cle[1]))} for cle in toutes}
    perimees = {ident: sort for editions in toutes.values() for ident, sort in remplacees(editions).items()}
    perimees |= {ident: Sort.ANNULEE for ident, emise in siennes.items() if _annules(emise, vivants)}
    pages = trier([page for page, _ in lues], emises, siret, perimees)
    encres = {(page.fichier, page.rang): encre for page, encre in lues if encre is not None}
    documents = _documents(pages, siennes, encres, vivants)
    plis = tuple(_plis(documents, toutes, atelier))
    refus = tuple((lecture.fichier, lecture.refus) for lecture in lectures if lecture.refus)
    connues = {emise.emission.identifiant or "": emise for editions in toutes.values() for emise in editions}
    return Rangement(tuple(pages), documents, refus, plis, siennes | connues, tuple(_remises(documents, vivants)))


Vivants = Mapping[tuple[str, str], Mapping[str | None, Papier]]


def _cle(emise: Emise) -> tuple[str, str]:
    return emise.emission.session, emise.emission.siret


def _annules(emise: Emise, vivants: Vivants) -> tuple[str, ...]:
    """The numbers of the papers, annulled since, that a form bears; none of what is of no session."""
    if _cle(emise) not in vivants or emise.releve is None:
        return ()
    numeros = dict.fromkeys(case.numero for case in emise.releve.cases if case.numero)
    return tuple(numero for numero in numeros if numero not in vivants[_cle(emise)])


def _documents(
    pages: Sequence[PageRendue],
    emises: Mapping[str, Emise],
    encres: Mapping[tuple[str, int], Encre],
    vivants: Vivants,
) -> tuple[DocumentRendu, ...]:
    par_emission: dict[str, list[PageRendue]] = defaultdict(list)
    for page in pages:
        if page.sort.est_gardee and page.code:
            par_emission[page.code.emission].append(page)
    documents = []
    for ident, siennes in par_emission.items():
        emise = emises[ident]
        siennes.sort(key=_rang_dans_le_document)
        venues = {_rang_dans_le_document(page) for page in siennes}
        manquantes = tuple(rang for rang in range(1, emise.emission.pages + 1) if rang not in venues)
        signees, vides = _cases(emise, siennes, encres)
        annules = _annules(emise, vivants)
        documents.append(DocumentRendu(emise, "", tuple(siennes), manquantes, signees, vides, annules))
    documents.sort(key=lambda document: document.emise.rang)
    noms = noms_distincts([(_nom(document), document.identifiant) for document in documents])
    return tuple(replace(document, nom=nom) for document, nom in zip(documents, noms, strict=True))


def _rang_dans_le_document(page: PageRendue) -> int:
    return page.code.page if page.code else 0


def _nom(document: DocumentRendu) -> str:
    """The form has the very name that it must be sent under (REMI-01), once it is whole, and worth sending."""
    emission, releve = document.emise.emission, document.emise.releve
    nom = releve.fichier if releve else nom_fichier(*emission.type.split("_"), emission.session, document.identifiant)
    a_envoyer = document.complet and all(page.sort is Sort.RECUE for page in document.pages)
    if emission.type == GenrePapier.FORMULAIRE_REMISE and a_envoyer:
        return nom
    return nom_signe(nom, complet=document.complet)


def _cases(
    emise: Emise, pages: Sequence[PageRendue], encres: Mapping[tuple[str, int], Encre]
) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The boxes of these pages with ink, and those without."""
    signees: list[Case] = []
    vides: list[Case] = []
    vues = {_rang_dans_le_document(page): encres.get((page.fichier, page.rang)) for page in pages}
    for case in emise.releve.cases if emise.releve else ():
        encre = vues.get(case.page)
        if encre is not None:
            (signees if est_signee(case, encre) else vides).append(case)
    return tuple(signees), tuple(vides)


def est_signee(case: Case, encre: Encre) -> bool:
    """True when a box of that page holds more ink than dust."""
    gauche, haut, large, hauteur = case.cadre
    dedans = (gauche + _RETRAIT_MM, haut + _RETRAIT_MM, large - 2 * _RETRAIT_MM, hauteur - 2 * _RETRAIT_MM)
    return encre.part(dedans) >= ENCRE_MIN


def _plis(
    documents: Sequence[DocumentRendu], toutes: Mapping[tuple[str, str], Sequence[Emise]], atelier: Atelier
) -> Iterator[Pli]:
    """The pli of each session of which a PV, or their slip, came back."""
    for session in dict.fromkeys(_cle(un.emise) for un in documents if un.emise.emission.type in TYPES_DU_PLI):
        editions = toutes[session]
        recues = atelier.registre.pages_rendues([emise.emission.identifiant or "" for emise in editions])
        for document in documents:
            venues = frozenset(map(_rang_dans_le_document, document.pages))
            recues[document.identifiant] = recues.get(document.identifiant, frozenset()) | venues
        yield pli_de(session[0], editions, recues)


def _remises(documents: Sequence[DocumentRendu], vivants: Vivants) -> Iterator[Case]:
    """The collections to propose: signed rows of forms, of papers that the register still takes for uncollected."""
    for document in documents:
        for case in document.signees:
            papier = vivants.get(_cle(document.emise), {}).get(case.numero) if case.numero else None
            if papier is not None and papier.remis_le is None:
                yield case


def assembler_les_documents(
    rangement: Rangement, fichiers: Mapping[str, bytes], confier: Confier
) -> Iterator[tuple[DocumentRendu, bytes]]:
    """Each document as one PDF, made where ``confier`` says.

    Raises:
        UsageInvalide: a page that was read cannot be put in a PDF.
    """
    for debut in range(0, len(rangement.documents), _A_LA_FOIS):
        documents = rangement.documents[debut : debut + _A_LA_FOIS]
        voulus = [(un.nom, [(page.fichier, page.rang - 1, page.quarts) for page in un.pages]) for un in documents]
        yield from zip(documents, confier(assembler, voulus, fichiers), strict=True)


def pages_a_regarder(
    rangement: Rangement, fichiers: Mapping[str, bytes], confier: Confier
) -> Iterator[tuple[str, bytes]]:
    """The name and the picture of each page that nobody has recognised; one that cannot be drawn is only told."""
    illisibles = [(page.fichier, page.rang) for page in rangement.pages if page.sort is Sort.ILLISIBLE]
    for (fichier, rang), nom in zip(illisibles, noms_a_regarder(illisibles), strict=True):
        with suppress(DocgenError):
            yield nom, confier(page_a_regarder, fichiers[fichier], fichier, rang - 1)


def noms_a_regarder(pages: Sequence[tuple[str, int]]) -> list[str]:
    """The names of the pictures of pages that nobody has recognised yet, each given by its file and its rank there."""
    vues = [(nom_fichier("A", "REGARDER", Path(nom).stem, str(rang), extension="png"), nom) for nom, rang in pages]
    return noms_distincts(vues)


def inscrire(assembles: Sequence[tuple[DocumentRendu, bytes]], atelier: Atelier) -> None:
    """Write in the register which pages of which emissions came back."""
    atelier.registre.consigner_retours([_retour(document, contenu) for document, contenu in assembles])


def _retour(document: DocumentRendu, contenu: bytes) -> Retour:
    emission = document.emise.emission
    return Retour(
        identifiant=document.identifiant,
        session=emission.session,
        siret=emission.siret,
        pages=tuple(map(_rang_dans_le_document, document.pages)),
        choisies=tuple(_rang_dans_le_document(page) for page in document.pages if page.choisie),
        sha256=mesurer(contenu)[1],
    )
