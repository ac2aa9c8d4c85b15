"""One document, from its view to its bytes: the words in the model, the data beside them, the pages aimed at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docgen.documents.page.spec import Demande, Spec, Vue
from docgen.domain.papiers.code_page import identifiant_emission
from docgen.domain.papiers.papier import Case, Releve
from docgen.domain.referentiels.calendrier import minuit
from docgen.errors import UsageInvalide
from docgen.rendering.archive.moteur_archive import DemandeArchive, Essais, PieceJointe, Rendu
from docgen.rendering.docx import MoteurDocx
from docgen.rendering.html import composer, dossier_modeles, feuilles_de_style
from docgen.rendering.presse.feuillet import DemandePresse, Feuillet
from docgen.rendering.presse.moteur_presse import MoteurPresse
from docgen.usecases.atelier import Atelier

PAPIER_EN_TETE, HAUTEUR_EN_TETE_MM = "commun/papier_en_tete.css", 55
# Source Sans has no em space; five of its spaces are as wide, and spare the press a font for a blank.
CADRATIN = ("\u2003", "\u00a0" * 5)
AU_PLUS_SERRE = 3  # body.serrage-0 to -3 in base.css


def composer_document(spec: Spec, demande: Demande, format_demande: str, usage: str, atelier: Atelier) -> Rendu:
    """One document in the format and for the usage that are asked for.

    Raises:
        RenduImpossible: an engine refused.
        UsageInvalide: the type has no such format, or the format no such usage.
    """
    if (format_demande, usage) == ("pdf", "archive"):
        return composer_pdf(spec, demande, atelier)
    if (format_demande, usage) == ("pdf", "impression"):
        return atelier.presse.imprimer(feuillets_presse([(spec, demande)], atelier.presse))
    if format_demande == "docx" and "docx" in spec.formats:  # Word prints what it keeps: one file for both usages
        return composer_docx(spec, demande, atelier.moteur_docx)
    if format_demande == "xlsx" and spec.tableau is not None:
        return composer_classeur(spec, demande)
    raise UsageInvalide(
        f"« {spec.code} » n'existe pas au format {format_demande} pour l'usage {usage}. "
        f"Formats possibles : {', '.join(spec.formats)}."
    )


def composer_classeur(spec: Spec, demande: Demande) -> Rendu:
    """The workbook, counted as one page: a spreadsheet is cut into pages only when it is printed."""
    from docgen.rendering.xlsx import DemandeClasseur, classeur

    assert spec.tableau is not None
    tableau = spec.tableau(demande)
    a_ecrire = DemandeClasseur(
        intitule=intitule_pdf(spec, demande),
        onglet=tableau.onglet,
        rappel=tableau.rappel,
        colonnes=tableau.colonnes,
        lignes=tableau.lignes,
        date=minuit(spec.jour_libelles(demande)),
        brouillon=demande.brouillon,
    )
    return Rendu(classeur(a_ecrire), pages=1)


def composer_pdf(spec: Spec, demande: Demande, atelier: Atelier) -> Rendu:
    """The PDF, as little tightened as it takes to hold in the pages that the type aims at; at ease if it never does.

    Raises:
        RenduImpossible: the engine refused, or the tightest setting still runs over what the type allows.
    """
    return atelier.moteur.ajuster(_essais(spec, demande, atelier))


def _essais(spec: Spec, demande: Demande, atelier: Atelier) -> Essais:
    """The settings to lay out, the last of which is kept; the press, which is much faster, says which is worth it."""
    au_large = demande_archive(spec, demande)
    pages = yield au_large
    if not _a_serrer(spec, pages):
        return
    (feuillet,) = feuillets_presse([(spec, demande)], atelier.presse)
    if spec.pages_max is None and _a_serrer(spec, feuillet.pages):
        return
    for serrage in range(max(1, feuillet.demande.serrage), AU_PLUS_SERRE + 1):
        pages = yield demande_archive(spec, demande, serrage)
        if not _a_serrer(spec, pages) or (serrage == AU_PLUS_SERRE and spec.pages_max is not None):
            return
    yield au_large


def composer_docx(spec: Spec, demande: Demande, moteur: MoteurDocx) -> Rendu:
    """The Word document.

    Raises:
        RenduImpossible: the model is missing or wrong.
    """
    sur_en_tete = demande.papier_en_tete and spec.lettre_du_centre
    contenu = moteur.rendre(
        dossier_modeles() / spec.modele_docx,
        champs(spec.vue(demande)),
        intitule_pdf(spec, demande),
        spec.jour_libelles(demande),
        HAUTEUR_EN_TETE_MM if sur_en_tete else None,
    )
    return Rendu(contenu, 0)


def styles(spec: Spec, demande: Demande) -> tuple[Path, ...]:
    """The style sheets of the document, that of headed paper last: its margins prevail."""
    sur_en_tete = demande.papier_en_tete and spec.lettre_du_centre
    return feuilles_de_style(*spec.styles, *([PAPIER_EN_TETE] if sur_en_tete else ()))


def demande_archive(spec: Spec, demande: Demande, serrage: int = 0) -> DemandeArchive:
    """What is asked of the engine, at that tightness."""
    vue = spec.vue(demande)
    contenu = donnees(spec, demande, vue)
    return DemandeArchive(
        composer(spec.modele_de(demande), {**champs(vue), "serrage": serrage}),
        **_communs(spec, demande, serrage),
        emission=identifiant_emission(_json(contenu)) if spec.revient_signe else None,
        piece=PieceJointe("donnees.json", _json(contenu, indent=1), "Données du document"),
    )


def demande_presse(spec: Spec, demande: Demande, serrage: int = 0) -> DemandePresse:
    """What is asked of the press, at that tightness."""
    vue = spec.vue(demande)
    html = composer(spec.modele_de(demande), {**champs(vue), "serrage": serrage}, presse=True)
    emission = identifiant_emission(_json(donnees(spec, demande, vue))) if spec.revient_signe else None
    communs = _communs(spec, demande, serrage)
    return DemandePresse(html.replace(*CADRATIN), **communs, emission=emission, serrage=serrage)


def _communs(spec: Spec, demande: Demande, serrage: int) -> dict[str, Any]:
    """What both engines are told of a document besides its text."""
    return {
        "styles": styles(spec, demande),
        "intitule": intitule_pdf(spec, demande),
        "date": minuit(spec.jour_libelles(demande)),
        "brouillon": demande.brouillon,
        "pages_max": spec.pages_max if serrage == AU_PLUS_SERRE else None,
        "codes": demande.codes_qr,
    }


def feuillets_presse(paires: Sequence[tuple[Spec, Demande]], moteur: MoteurPresse) -> list[Feuillet]:
    """Documents laid out for the press: tightened in the same way, by its own page counts.

    The tightest setting is tried first: what it does not gain, no other will.

    Raises:
        RenduImpossible: a letter has no glyph, or a resource is missing or from outside.
    """
    retenus = moteur.composer([demande_presse(spec, demande) for spec, demande in paires])
    larges = [rang for rang, (spec, _) in enumerate(paires) if _a_serrer(spec, retenus[rang].pages)]
    for serrage in (AU_PLUS_SERRE, *range(1, AU_PLUS_SERRE)):
        essais = moteur.composer([demande_presse(*paires[rang], serrage) for rang in larges])
        tiennent = {
            rang: feuillet
            for rang, feuillet in zip(larges, essais, strict=True)
            if not _a_serrer(paires[rang][0], feuillet.pages) or feuillet.demande.pages_max is not None
        }
        for rang, feuillet in tiennent.items():
            retenus[rang] = feuillet
        larges = [rang for rang in larges if (rang in tiennent) == (serrage == AU_PLUS_SERRE)]
    return retenus


def _a_serrer(spec: Spec, pages: int) -> bool:
    """True when a tighter setting is worth a try: type never shrinks to half."""
    if spec.pages_max is not None:
        return pages > spec.pages_max
    return spec.pages_visees is not None and spec.pages_visees < pages <= 2 * spec.pages_visees


def releve_de(spec: Spec, demande: Demande, fichier: str, cases: tuple[Case, ...] = ()) -> Releve | None:
    """What the register keeps of a document that comes back signed; ``None`` for another."""
    if not spec.revient_signe or demande.brouillon:
        return None
    return Releve(fichier, spec.transmis(demande), cases)


def champs(vue: Any) -> dict[str, object]:
    """The names that a template may use: the fields of the view."""
    return {nom: getattr(vue, nom) for nom in vue.__dataclass_fields__}


def intitule_pdf(spec: Spec, demande: Demande) -> str:
    """The title of the file: what it is, of which titre, from which session; no name."""
    numero = f" {demande.papier.numero}" if demande.papier and demande.papier.numero else ""
    return f"{spec.intitule}{numero} – {demande.dossier.titre.code} – session {demande.dossier.session.id}"


def donnees(spec: Spec, demande: Demande, vue: Vue) -> dict[str, object]:
    """What the PDF carries: what this document prints and nothing of anyone else."""
    papier = demande.papier
    contenu: dict[str, object] = {
        "version": 1,
        "type": spec.code,
        "version_modele": spec.version_de(demande),
        "brouillon": demande.brouillon,
        "session": demande.dossier.session.id,
        "destinataire": demande.destinataire.id,
        "contenu": champs(vue),
    }
    if papier is not None and papier.numero is not None:
        contenu["papier"] = {
            "numero": papier.numero,
            "nom": papier.demande.nom,
            "prenoms": papier.demande.prenoms,
            "naissance": papier.demande.naissance.isoformat() if papier.demande.naissance else None,
            "certification": papier.demande.certification,
            "date_emission": papier.date_emission.isoformat(),
            "jeton": papier.jeton,
        }
    return contenu


def _json(contenu: dict[str, object], indent: int | None = None) -> bytes:
    return json.dumps(contenu, ensure_ascii=False, sort_keys=True, default=champs, indent=indent).encode()
