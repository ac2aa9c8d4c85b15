"""Where pages are cut: no heading stays at the foot of one, no page of a person is anonymous, no signature alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.rendering.html import dossier_modeles
from tests import builders as b
from tests.documents import cas as c
from tests.documents.atelier_essai import compact, mots, rendu, textes

pytestmark = pytest.mark.lent

DE_LA_SESSION = ("pv_general", "affichage", "bordereau_pv", "formulaire_remise")
PHRASE = "La première activité n’est pas conduite selon la grille prévue. "
TETES_DE_TABLEAU = ("N°", "Repère", "Nom Prénoms")


@cache
def _titres() -> frozenset[str]:
    """Every heading that the models write in full, without blanks."""
    modeles = dossier_modeles().rglob("modele.html")
    return frozenset(
        compact(re.sub(r"\{\{.*?\}\}", "", titre))
        for modele in modeles
        for titre in re.findall(r"<h2>([^{<]+)</h2>", modele.read_text("utf-8"))
    )


def _fins_de_page(contenu: bytes) -> list[str]:
    """The last line of each page but the last one, above its foot."""
    fins = []
    for page in range(1, len(textes(contenu))):
        sur_page = [mot for mot in mots(contenu) if mot.page == page]
        plus_bas = max(mot.base for mot in sur_page)
        pied = min(mot.y0 for mot in sur_page if mot.base > plus_bas - 0.5)
        corps = [mot for mot in sur_page if mot.y1 < pied - 0.5]
        bas = max(mot.base for mot in corps)
        fins.append(" ".join(mot.texte for mot in sorted(corps, key=lambda mot: mot.x0) if mot.base > bas - 0.5))
    return fins


def _delaissees(contenu: bytes) -> list[str]:
    return [fin for fin in _fins_de_page(contenu) if compact(fin) in _titres() or fin.startswith(TETES_DE_TABLEAU)]


@pytest.mark.parametrize("code", DE_LA_SESSION)
def test_aucune_taille_de_session_ne_laisse_un_titre_au_pied_d_une_page(code: str) -> None:
    """One size in six, others for each type; ``tests/preuves`` has them all."""
    des_tailles_de_session(code, range(1 + DE_LA_SESSION.index(code), 61, 6))


def des_tailles_de_session(code: str, nombres: Sequence[int]) -> None:
    """The press at each size; the archive, which is slow, at one in seven. Both cut at the same places."""
    for nombre in nombres:
        presse = rendu(c.grande(nombre), code, "impression")
        assert _delaissees(presse) == [], (nombre, "impression")
        if nombre % 7 == 2:
            archive = rendu(c.grande(nombre), code, "archive")
            assert _delaissees(archive) == [], (nombre, "archive")
            assert len(textes(archive)) == len(textes(presse)), nombre


def _commente(phrases: int) -> Dossier:
    commentaire = "\n".join([PHRASE * 2] * (phrases // 2)) or PHRASE
    return b.dossier(candidats=b.candidats(b.partiel(commentaire=commentaire)))


@pytest.mark.parametrize("usage", ["impression", "archive"])
@pytest.mark.parametrize("code", ["pv_individuel", "notification"])
def test_aucune_longueur_de_commentaire_ne_laisse_une_page_anonyme_ni_un_titre(code: str, usage: str) -> None:
    des_longueurs_de_commentaire(code, usage, range(1, 61, 5 if usage == "impression" else 15))


def des_longueurs_de_commentaire(code: str, usage: str, longueurs: Sequence[int]) -> None:
    """So many sentences; ``tests/preuves`` has all the lengths."""
    for phrases in longueurs:
        dossier = _commente(phrases)
        contenu = rendu(dossier, code, usage)
        assert _delaissees(contenu) == [], phrases
        for page in textes(contenu):
            assert compact("TECHER") in compact(page) or compact(dossier.candidats[0].nom) in compact(page), phrases
            assert dossier.candidats[0].id in compact(page), phrases


@pytest.mark.parametrize("usage", ["impression", "archive"])
def test_les_signatures_d_un_pv_individuel_disent_ce_qu_elles_signent(usage: str) -> None:
    """Wherever the page is cut, the boxes have the decision and the candidate on their own page."""
    for phrases in range(2, 42, 2 if usage == "impression" else 8):
        contenu = rendu(_commente(phrases), "pv_individuel", usage)
        (page,) = (lu for lu in textes(contenu) if "Membre du jury" in lu)
        assert "Partiellement admis" in page


def test_un_document_nomme_sa_personne_sur_chaque_page() -> None:
    """A juror's papers too: so many tests that his convocation takes two pages."""
    base = b.a_convoquer()
    epreuve = replace(base.session.epreuves[0], intitule=PHRASE * 2) if base.session.epreuves else None
    assert epreuve is not None
    dossier = replace(base, session=replace(base.session, epreuves=(epreuve,) * 45))
    for code in ("convocation_candidat", "convocation_jure", "convocation_surveillant"):
        spec = catalogue()[code]
        qui = spec.destinataires(dossier)[0].id
        pages = textes(rendu(dossier, code, "impression"))
        assert len(pages) > 1
        assert all(qui in page for page in pages[1:])


@pytest.mark.parametrize("usage", ["impression", "archive"])
def test_une_petite_session_tient_sur_une_page_avec_ses_signatures(usage: str) -> None:
    for nombre in (1, 3, 5):
        sortes = (b.admis(), b.partiel(), b.refuse())
        dossier = b.dossier(candidats=b.candidats(*(sortes[rang % 3] for rang in range(nombre))))
        assert len(textes(rendu(dossier, "pv_general", usage))) == 1, nombre
