"""Every document of the references, printed in one volume: both readers see the same letters on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from docgen.documents.page.spec import Demande, Spec
from docgen.rendering.cases import a_des_cases, les_cases, trace_lue
from docgen.rendering.presse.feuillet import Feuillet
from docgen.rendering.presse.moteur_presse import MoteurPresse
from docgen.rendering.presse.relecture_pages import cases_relues
from docgen.rendering.volume.finition_volume import relire_volume
from docgen.usecases.composition import feuillets_presse
from docgen.usecases.production import attribuer, choisir, demandes_de
from docgen.usecases.rendu_documents import Commande
from tests import lecture_pdf
from tests.documents.atelier_essai import REPORT, jour_de, nouvel_atelier
from tests.documents.cas import Cas, cas
from tests.rendering.test_dechiffrage import dechiffrees, lettres

pytestmark = pytest.mark.lent


def _demandes() -> Iterator[tuple[Cas, Spec, Demande]]:
    """Those that have a PDF, the drafts too, in the order of the references."""
    atelier = nouvel_atelier()
    for essai in cas():
        commande = Commande(
            jour_de(essai.dossier),
            (essai.code,),
            essai.destinataire or None,
            format="pdf",
            brouillon=essai.brouillon,
            report=REPORT,
        )
        choix = choisir(essai.dossier, commande)
        papiers = () if essai.brouillon else attribuer(essai.dossier, choix, commande, atelier, ())
        for spec, demande in demandes_de(essai.dossier, choix, commande, atelier.configuration.reglages, papiers, ()):
            yield essai, spec, demande


def test_les_deux_lecteurs_voient_les_memes_lettres_d_un_volume_de_tout(tmp_path: Path) -> None:
    """The quick one gives up the drafts, whose word lies aslant, and no other page."""
    presse, cible = MoteurPresse(), tmp_path / "volume.pdf"
    demandes = list(_demandes())
    feuillets = feuillets_presse([(spec, demande) for _, spec, demande in demandes], presse)
    rendu = presse.imprimer(feuillets)
    cible.write_bytes(rendu.contenu)
    rapides = dechiffrees(cible)
    references = lecture_pdf.textes(rendu.contenu)
    brouillons = [essai.brouillon for (essai, _, _), f in zip(demandes, feuillets, strict=True) for _ in range(f.pages)]
    assert rendu.pages == len(rapides) == len(references) == len(brouillons)
    assert [rapide is None for rapide in rapides] == brouillons
    assert any(brouillons)
    for rapide, reference, brouillon in zip(rapides, references, brouillons, strict=True):
        assert brouillon == ("BROUILLON" in reference)
        assert rapide is None or lettres(rapide) == lettres(reference)
    _verifier_les_cases(cible, feuillets)


def _verifier_les_cases(cible: Path, feuillets: Sequence[Feuillet]) -> None:
    """Both readers see the same boxes to sign, but on drafts, which the quick one gives up."""
    pages, relevees = relire_volume(cible), 0
    for feuillet in feuillets:
        siennes, html = list(islice(pages, feuillet.pages)), feuillet.demande.html
        traces = [page.lue and trace_lue(page.lue, page.flux) for page in siennes]
        if not feuillet.demande.brouillon and a_des_cases(html):
            cases = les_cases(html, [page.trace_generale() for page in siennes])
            assert les_cases(html, [trace for trace in traces if trace]) == cases == cases_relues(html, siennes)
            relevees += len(cases)
    assert relevees >= 100
