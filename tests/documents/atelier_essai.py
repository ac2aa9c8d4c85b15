"""Documents made as a command makes them, each with a register of its own; a demand is rendered once a run."""

from __future__ import annotations

import os
import pickle
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.documents.page.spec import Reglages
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.report import Report
from docgen.registre.registre import RegistreSql
from docgen.registre.signature.cles import Cle, encoder
from docgen.rendering.archive.moteur_archive import DemandeArchive, Essais, MoteurArchive, Rendu
from docgen.rendering.lecture_pdf import lire_pdf
from docgen.rendering.presse.moteur_presse import MoteurPresse
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import composer_document
from docgen.usecases.lecture_fichiers import lire_octets
from docgen.usecases.production import attribuer, choisir, demandes_de, produire
from docgen.usecases.rendu_documents import Commande, DocumentProduit, Tache, nom_de
from docgen.usecases.serie import exemples
from tests import lecture_pdf
from tests.lecture_pdf import Mot
from tests.registres import poser_registre

PAPIERS = tuple(genre.value for genre in GenrePapier)
REPORT = Report(date(2020, 11, 2), date(2020, 11, 4))
BASE = "https://docgen.exemple.test"
TETE = 0.6  # how far above its identifier the first line of a row may start, in mm


class MoteurDuTour(MoteurArchive):
    """The archive engine, which renders a demand once for all the processes of a run of the tests."""

    def ajuster(self, essais: Essais) -> Rendu:
        """What was made of the same demand, by whoever made it first."""
        premiere = next(essais)
        garde = Path(os.environ["RENDUS_DU_TOUR"]) / sha256(repr(premiere).encode()).hexdigest()
        if not garde.exists():
            rendu = super().ajuster(_a_partir_de(premiere, essais))
            brouillon = garde.with_suffix(f".{os.getpid()}")
            brouillon.write_bytes(pickle.dumps(rendu))
            brouillon.replace(garde)
            return rendu
        garde_lue: Rendu = pickle.loads(garde.read_bytes())
        return garde_lue


def _a_partir_de(premiere: DemandeArchive, essais: Essais) -> Essais:
    pages = yield premiere
    with suppress(StopIteration):
        while True:
            pages = yield essais.send(pages)


@cache
def moteur() -> MoteurArchive:
    return MoteurDuTour()


def nouvel_atelier() -> Atelier:
    """A register without any paper, in a folder of its own; the engine is that of all the tests."""
    lieu = mkdtemp(dir=os.environ["RENDUS_DU_TOUR"])
    configuration = Configuration(poser_registre(Path(lieu)), reglages=Reglages(url_publique=BASE))
    atelier = Atelier(configuration, ouvriers=1)
    atelier.moteur, atelier.presse = moteur(), presse()
    _prendre_la_cle_des_essais(atelier.registre)
    return atelier


def _prendre_la_cle_des_essais(registre: RegistreSql) -> None:
    """The same signing key in each register: what papers print of their signature is that of the references."""
    privee = Ed25519PrivateKey.from_private_bytes(b"d" * 32)
    publique = privee.public_key().public_bytes_raw()
    cle = Cle("0" * 8, encoder(publique), "2019-01-01T00:00:00+00:00", cle_privee=encoder(privee.private_bytes_raw()))
    with patch.object(Cle, "creer", return_value=cle):
        registre.trousseau.signataire(creer=True)


@cache
def atelier_sans_registre() -> Atelier:
    """For what asks nothing of a register."""
    atelier = Atelier(Configuration(reglages=Reglages(url_publique=BASE)), ouvriers=1)
    atelier.moteur, atelier.presse = moteur(), presse()
    return atelier


@cache
def atelier_de(dossier: Dossier) -> Atelier:
    """The register of one dossier: numbers start from 1 whatever the order of the tests."""
    return nouvel_atelier()


def jour_de(dossier: Dossier) -> date:
    """A day on which the documents of a dossier can be made: its validation, else six weeks before it starts."""
    validation = dossier.session.validation
    return validation.date if validation else dossier.session.debut - timedelta(days=42)


def _report_souhaite(dossier: Dossier, jour: date) -> Report:
    """The wished days of a session: the same for all, or four weeks later where these are past."""
    plus_tard = timedelta(weeks=4)
    session = dossier.session
    if REPORT.debut and jour <= REPORT.debut:
        return REPORT
    return Report(session.debut + plus_tard, session.fin + plus_tard)


@cache
def _numeroter(dossier: Dossier, jour: date) -> None:
    """All the papers of a session are made at once, by an engine that draws nothing: their numbers are settled."""
    production = produire(
        dossier, Commande(jour, PAPIERS, format="pdf"), atelier_de(dossier).rendu_par(ne_rien_dessiner)
    )
    assert not production.refusee, [manquement.message for manquement in production.controle.bloquants]


def ne_rien_dessiner(commande: Commande, taches: Sequence[Tache], **_: object) -> Iterator[DocumentProduit]:
    """For papers whose numbers are wanted, and nothing else."""
    for code, demande in taches:
        vide = sha256(repr(demande).encode()).hexdigest()
        nom = nom_de(catalogue()[code], demande)
        yield DocumentProduit(code, demande.destinataire.id, nom, b"", 1, vide, commande.usage, demande.format, "essai")


@cache
def _produit(dossier: Dossier, jour: date, code: str, destinataire: str, brouillon: bool) -> DocumentProduit:
    report = _report_souhaite(dossier, jour)
    commande = Commande(jour, (code,), destinataire or None, format="pdf", brouillon=brouillon, report=report)
    production = produire(dossier, commande, atelier_de(dossier))
    assert not production.refusee, [manquement.message for manquement in production.controle.bloquants]
    (unique,) = production.documents
    return unique


def document(
    dossier: Dossier, code: str, destinataire: str = "", *, jour: date | None = None, brouillon: bool = False
) -> DocumentProduit:
    """One document of a dossier, whose papers are all numbered together."""
    jour = jour or jour_de(dossier)
    if code in PAPIERS and not brouillon:
        _numeroter(dossier, jour)
    return _produit(dossier, jour, code, destinataire, brouillon)


def pdf(
    dossier: Dossier, code: str, destinataire: str = "", *, jour: date | None = None, brouillon: bool = False
) -> bytes:
    return document(dossier, code, destinataire, jour=jour, brouillon=brouillon).contenu


@cache
def presse() -> MoteurPresse:
    return MoteurPresse()


def rendus(dossier: Dossier, code: str, rangs: slice, *usages: str) -> list[dict[str, bytes]]:
    """Some documents of a type, each by usage, made without judging the dossier."""
    atelier = nouvel_atelier() if catalogue()[code].genre else atelier_sans_registre()
    commande = Commande(jour_de(dossier), (code,), format="pdf")
    choix = choisir(dossier, commande)[rangs]
    papiers = attribuer(dossier, choix, commande, atelier, ())
    return [
        {usage: composer_document(spec, demande, "pdf", usage, atelier).contenu for usage in usages}
        for spec, demande in demandes_de(dossier, choix, commande, atelier.configuration.reglages, papiers, ())
    ]


def rendu(dossier: Dossier, code: str, usage: str, rang: int = 0) -> bytes:
    """One of them, for one usage."""
    ((contenu,),) = (un.values() for un in rendus(dossier, code, slice(rang, rang + 1), usage))
    return contenu


@cache
def dossiers_exemples() -> dict[str, tuple[Dossier, date]]:
    """The example payloads by file name, each with the day that goes with it."""
    return {chemin.stem: (lire_charge(lire_octets(chemin)), date.fromisoformat(jour)) for chemin, jour in exemples()}


@cache
def mots(contenu: bytes) -> tuple[Mot, ...]:
    return tuple(lecture_pdf.mots(contenu))


@cache
def textes(contenu: bytes) -> tuple[str, ...]:
    """The text of each page on one line, with plain spaces; a hyphen at the end of a line is one again."""
    return tuple(" ".join(_lisible(texte).split()) for texte in lecture_pdf.textes(contenu))


def _lisible(texte: str) -> str:
    return unicodedata.normalize("NFKC", texte).replace("\ufffe\n", "-").replace("\ufffe", "-").replace("\x02", "-")


def texte(contenu: bytes) -> str:
    return " ".join(textes(contenu))


def donnees(contenu: bytes) -> str:
    """The data that a document carries, as it is attached."""
    return lire_pdf(contenu, textes=False).pieces["donnees.json"].decode()


def compact(ecrit: str) -> str:
    """Letters without blanks: a text reads the same wherever its lines are cut."""
    return "".join(unicodedata.normalize("NFKC", ecrit).split())


@cache
def _compacts(contenu: bytes) -> tuple[str, ...]:
    return tuple(compact(page) for page in textes(contenu))


def manquent(contenu: bytes, *passages: str, page: int | None = None) -> list[str]:
    """The passages that the pages (or one of them, from 1) do not show, wherever their lines are cut."""
    lu = "".join(_compacts(contenu)) if page is None else _compacts(contenu)[page - 1]
    return [passage for passage in passages if compact(passage) not in lu]


def montre(contenu: bytes, passage: str, page: int | None = None) -> bool:
    return not manquent(contenu, passage, page=page)


def rangees(contenu: bytes, identifiants: tuple[str, ...]) -> dict[str, list[tuple[int, str]]]:
    """For each identifier, where it stands: the page, and the text of its row up to the next identifier there."""
    trouvees: dict[str, list[tuple[int, str]]] = {identifiant: [] for identifiant in identifiants}
    for page in range(1, len(textes(contenu)) + 1):
        sur_page = [mot for mot in mots(contenu) if mot.page == page]
        reperes = sorted((mot for mot in sur_page if mot.texte in trouvees), key=lambda mot: mot.y0)
        for rang, repere in enumerate(reperes):
            bas = reperes[rang + 1].y0 - TETE if rang + 1 < len(reperes) else repere.y0 + 12
            rangee = [mot for mot in sur_page if repere.y0 - TETE <= mot.y0 < bas]
            trouvees[repere.texte].append((page, " ".join(mot.texte for mot in rangee)))
    return trouvees
