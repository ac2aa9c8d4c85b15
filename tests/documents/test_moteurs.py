"""The two engines give the same pages: every model, ordinary and long texts, letter by letter."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass, replace

import pikepdf
import pytest

from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.rendering.archive.moteur_archive import MoteurArchive
from docgen.rendering.qr import flux_de
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from tests import builders as b
from tests.documents import cas as c
from tests.documents import longs
from tests.documents.atelier_essai import MoteurDuTour, document, jour_de, nouvel_atelier, rendu, rendus
from tests.lecture_pdf import Signe, signes, textes

pytestmark = pytest.mark.lent

ORDINAIRE, EXTREME = 0.5, 1.0
Lieu = tuple[float, float]
# Longer by a clause than the plausible comment, whose second line holds or not to a hair's breadth.
COMMENTAIRE = "La deuxième activité n’est pas conduite selon la grille du référentiel. " * 6


def _long() -> Dossier:
    dossier = longs.plausible()
    candidats = tuple(
        replace(candidat, resultat=replace(candidat.resultat, commentaire=COMMENTAIRE))
        if candidat.resultat and candidat.resultat.commentaire
        else candidat
        for candidat in dossier.candidats
    )
    return replace(dossier, candidats=candidats)


LONG = _long()
# Each with the largest distance that is accepted, in mm.
DOSSIERS = {
    "valide": (b.dossier(), ORDINAIRE),
    "mixte": (c.titre_mixte(), ORDINAIRE),
    "a venir": (b.a_convoquer(), ORDINAIRE),
    "soixante": (c.grande(60), ORDINAIRE),
    "long": (LONG, EXTREME),
    "long a venir": (longs.a_convoquer(LONG), EXTREME),
}
MAXIMAUX = {"maximal": longs.maximal(400), "maximal a venir": longs.a_convoquer(longs.maximal(400))}


@dataclass(frozen=True)
class Paire:
    archive: bytes
    presse: bytes


def _codes(dossier: Dossier) -> list[str]:
    """The types in PDF that are made of such a session and concern someone."""
    return [
        code
        for code, spec in catalogue().items()
        if "pdf" in spec.formats
        and spec.destinataires(dossier)
        and (not spec.statuts or dossier.session.statut in spec.statuts)
    ]


def _paires(dossier: Dossier, code: str, nombre: int = 2) -> list[Paire]:
    """The first documents of the type, by each engine."""
    faits = rendus(dossier, code, slice(nombre), "archive", "impression")
    return [Paire(fait["archive"], fait["impression"]) for fait in faits]


CAS = [(nom, code) for nom, (dossier, _) in DOSSIERS.items() for code in _codes(dossier) if nom != "soixante"]
CAS += [("soixante", code) for code in ("pv_general", "formulaire_remise", "emargement")]
PAR_MILLIERS = {"pv_general", "pv_individuel", "parchemin", "livret", "notification"} | {
    f"convocation_{a_qui}" for a_qui in ("candidat", "jure", "surveillant")
}
CAS_MAXIMAUX = [(nom, code) for nom, dossier in MAXIMAUX.items() for code in _codes(dossier)]


@pytest.mark.parametrize(("nom", "code"), CAS)
def test_memes_pages_memes_lettres_au_meme_endroit(nom: str, code: str) -> None:
    dossier, tolerance = DOSSIERS[nom]
    for paire in _paires(dossier, code):
        archive, presse = signes(paire.archive), signes(paire.presse)
        assert len(archive) == len(presse)
        ecarts = [_ecart(une, autre) for une, autre in zip(archive, presse, strict=True)]
        assert max(ecart for ecart, _ in ecarts) <= tolerance, ecarts


@pytest.mark.parametrize(("nom", "code"), CAS_MAXIMAUX)
def test_memes_nombres_de_pages_au_maximum_du_contrat(nom: str, code: str) -> None:
    """Where a word of 250 letters is cut is each engine's own affair; nothing is lost, and pages are as many."""
    for paire in _paires(MAXIMAUX[nom], code, 1):
        assert len(textes(paire.archive)) == len(textes(paire.presse))


@pytest.mark.parametrize(("nom", "code"), [(nom, code) for nom, code in CAS if code in PAR_MILLIERS])
def test_la_presse_ne_decoupe_pas_ce_qui_touche_un_bord(nom: str, code: str) -> None:
    """A clip cuts one rule, or one text, to its margin: pictures have theirs, a number and its key may have one."""
    for paire in _paires(DOSSIERS[nom][0], code):
        with pikepdf.open(io.BytesIO(paire.presse)) as pdf:
            flux = [flux_de(page) for page in pdf.pages]
        assert all(un.count(b" W n\n") <= un.count(b" Do\n") + 2 for un in flux)


def _ecart(une: list[Signe], autre: list[Signe]) -> tuple[float, str]:
    """The largest distance, in mm, from a letter of a page to the nearest same letter of the other; and that letter."""
    a, b = _par_lettre(une), _par_lettre(autre)
    assert {lettre: len(lieux) for lettre, lieux in a.items()} == {lettre: len(lieux) for lettre, lieux in b.items()}
    return max(
        (_au_plus_pres(lieu, de_meme_rang, vers[lettre]), lettre)
        for de, vers in ((a, b), (b, a))
        for lettre, lieux in de.items()
        for lieu, de_meme_rang in zip(lieux, vers[lettre], strict=True)
    )


def _au_plus_pres(lieu: Lieu, de_meme_rang: Lieu, lieux: list[Lieu]) -> float:
    """All of them are looked at only where the letter of the same rank, which both engines wrote so, is not near."""
    proche = _distance(lieu, de_meme_rang)
    return proche if proche <= ORDINAIRE else min(_distance(lieu, autre) for autre in lieux)


def _distance(un: Lieu, autre: Lieu) -> float:
    return max(abs(un[0] - autre[0]), abs(un[1] - autre[1]))


def _par_lettre(page: list[Signe]) -> dict[str, list[Lieu]]:
    """Hyphens are left out, and one apostrophe stands for two: readers name these two drawings as they like."""
    lieux: dict[str, list[Lieu]] = defaultdict(list)
    for signe in page:
        if not signe.texte.isspace() and signe.texte not in "\0\x02\ufffe-\u2010\u2011\u00ad":
            lieux[signe.texte.replace("ʼ", "’")].append((signe.x, signe.base))
    return lieux


def test_le_juge_voit_une_lettre_deplacee_ou_perdue() -> None:
    (page,) = signes(document(b.dossier(), "parchemin", c.id_de(b.dossier())).contenu)
    deplacee = [page[0]._replace(x=page[0].x + 1.5), *page[1:]]
    assert _ecart(page, page)[0] == 0
    assert 0.5 < _ecart(page, deplacee)[0] <= 1.5
    with pytest.raises(AssertionError):
        _ecart(page, page[1:])


def test_un_usage_se_lit_au_registre_et_dans_le_document() -> None:
    dossier, atelier = b.dossier(), nouvel_atelier()
    commande = Commande(jour_de(dossier), ("parchemin",), c.id_de(dossier), usage="impression")
    (produit,) = produire(dossier, commande, atelier).documents
    emission = atelier.registre.emission(produit.sha256, PARTOUT)
    assert emission is not None
    assert (produit.usage, emission.usage, emission.numero) == ("impression", "impression", produit.numero)


SUS = (
    (b.dossier(), "parchemin"),
    (b.dossier(), "emargement"),
    (c.titre_mixte(), "pv_general"),
    (b.a_convoquer(), "convocation_jure"),
)


def test_ce_que_le_moteur_sait_d_autres_documents_ne_change_rien(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MoteurDuTour, "ajuster", MoteurArchive.ajuster)  # none is what another test made
    sus = [rendu(dossier, code, "archive") for _ in range(2) for dossier, code in SUS]
    lieu = "docgen.rendering.archive.styles_connus.StylesConnus.mettre_en_page"
    monkeypatch.setattr(lieu, lambda soi, page, feuilles: page.render(font_config=soi.polices, stylesheets=feuilles))
    assert sus == 2 * [rendu(dossier, code, "archive") for dossier, code in SUS]
