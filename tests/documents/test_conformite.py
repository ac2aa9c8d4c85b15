"""Our documents before veraPDF: PDF/A-3a and PDF/UA-1 without a fault; and faults set in them are found."""

from __future__ import annotations

import shutil
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docgen.documents import catalogue
from docgen.documents.page.spec import Demande, Reglages
from docgen.domain.papiers.papier import Papier
from docgen.errors import RenduImpossible
from docgen.rendering.archive.moteur_archive import DemandeArchive, MoteurArchive
from docgen.rendering.html import composer, dossier_modeles
from tests import builders as b
from tests.documents import cas as c
from tests.documents.atelier_essai import document, dossiers_exemples, jour_de, pdf
from tests.documents.longs import ECRITURES
from tests.rendering.test_conformite import PROFILS, Geste, gater, sans, sans_alternative, sans_police, sans_relation
from tests.verapdf import Infraction, Profil, valider

pytestmark = pytest.mark.lent


def _des_exemples() -> list[tuple[str, str, str]]:
    """Type, example and recipient: the first of each type that an example calls for, or has before it is held."""
    choisis: dict[str, tuple[str, str, str]] = {}
    for nom, (dossier, _) in dossiers_exemples().items():
        for spec in catalogue().values():
            if (spec.convient(dossier) or (not spec.statuts and dossier.session.validation is None)) and (
                pour := spec.destinataires(dossier)
            ):
                choisis.setdefault(spec.code, (spec.code, nom, pour[0].id))
    return list(choisis.values())


def test_les_exemples_montrent_chaque_type() -> None:
    assert {code for code, _, _ in _des_exemples()} == set(catalogue())


@pytest.mark.parametrize(("code", "exemple", "destinataire"), _des_exemples())
def test_document_d_un_exemple_est_conforme(code: str, exemple: str, destinataire: str) -> None:
    dossier, jour = dossiers_exemples()[exemple]
    contenu = pdf(dossier, code, destinataire, jour=jour)
    assert [valider(contenu, profil) for profil in PROFILS] == [[], []]


def test_brouillon_est_conforme() -> None:
    dossier, jour = dossiers_exemples()["session-titre-validee"]
    contenu = document(dossier, "parchemin", c.id_de(dossier), jour=jour, brouillon=True).contenu
    assert [valider(contenu, profil) for profil in PROFILS] == [[], []]


def test_pv_de_deux_cents_candidats_est_conforme() -> None:
    contenu = pdf(c.grande(200), "pv_general")
    assert [valider(contenu, profil) for profil in PROFILS] == [[], []]


def test_parchemin_en_toutes_ecritures_est_conforme() -> None:
    noms, prenoms = zip(*ECRITURES.values(), strict=True)
    titulaire = replace(b.candidats(b.admis())[0], nom=" ".join(noms), prenoms=", ".join(prenoms))
    contenu = pdf(b.dossier(candidats=(titulaire,)), "parchemin", titulaire.id)
    assert [valider(contenu, profil) for profil in PROFILS] == [[], []]


def _modeles(lieu: Path, fichier: str, avant: str, apres: str) -> Path:
    """A copy of the models with one change."""
    shutil.copytree(dossier_modeles(), lieu / "modeles")
    modele = lieu / "modeles" / fichier
    source = modele.read_text(encoding="utf-8")
    assert source.count(avant) == 1, f"{fichier} a changé : {avant}"
    modele.write_text(source.replace(avant, apres), encoding="utf-8")
    return lieu / "modeles"


def _parchemin(modeles: Path) -> bytes:
    """A parchemin made from these models."""
    spec, dossier = catalogue()["parchemin"], b.dossier()
    papier: Papier = b.papier()
    demande = Demande(dossier, spec.destinataires(dossier)[0], jour_de(dossier), Reglages(), papier)
    vue = spec.vue(demande)
    valeurs = {champ.name: getattr(vue, champ.name) for champ in fields(vue)}  # type: ignore[arg-type]
    html = composer(spec.modele, {**valeurs, "serrage": 0}, modeles)
    styles = tuple(modeles / style for style in spec.styles)
    jour = datetime(2019, 3, 5, tzinfo=UTC)
    archive = DemandeArchive(html, styles, "Parchemin", jour, codes=demande.codes_qr)
    return MoteurArchive(modeles).rendre(archive).contenu


def _clauses(fautes: list[Infraction]) -> set[str]:
    return {faute.clause for faute in fautes}


def test_figure_sans_alternative_est_trouvee(tmp_path: Path) -> None:
    titulaire = '<div class="titulaire">'
    figure = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    modeles = _modeles(tmp_path, "parchemins/parchemin/modele.html", titulaire, figure + titulaire)
    assert _clauses(valider(_parchemin(modeles), "PDFUA_1")) == {"7.3"}


def test_qr_sans_alternative_est_refuse_par_le_moteur(tmp_path: Path) -> None:
    alternatif = ' alt="Code QR de vérification du numéro {{ preuve.numero }}"'
    with pytest.raises(RenduImpossible, match="Image"):
        _parchemin(_modeles(tmp_path, "commun/macros.html", alternatif, ""))


def test_modele_sans_faute_est_conforme(tmp_path: Path) -> None:
    """The faults above come from the change alone."""
    modeles = _modeles(tmp_path, "commun/base.html", "<!DOCTYPE html>", "<!DOCTYPE html>")
    assert [valider(_parchemin(modeles), profil) for profil in PROFILS] == [[], []]


@pytest.mark.parametrize(
    ("geste", "profil", "clause"),
    [
        (sans("/Lang"), "PDFUA_1", "7.2"),
        (sans_alternative, "PDFUA_1", "7.3"),
        (sans_relation, "PDFA_3_A", "6.8"),
        (sans_police, "PDFA_3_A", "6.2.11.4.1"),
    ],
)
def test_faute_dans_le_pdf_est_trouvee(geste: Geste, profil: Profil, clause: str) -> None:
    fautif = gater(pdf(b.dossier(), "parchemin", c.id_de(b.dossier())), geste)
    assert clause in _clauses(valider(fautif, profil))
