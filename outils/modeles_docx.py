"""Make the Word models from their source, which is here: ``python -m outils.modeles_docx``.

A model is text in named styles, with the tags of docxtpl: ``{{ nom }}`` for a value, a ``{%p … %}`` paragraph or a
``{%tr … %}`` row, which vanishes, for a condition or a repetition. The names are those of the document's view.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from docgen.documents import catalogue
from docgen.rendering.docx import paquet_stable
from outils.styles_docx import document_vierge, identifiant

MODELES = Path(__file__).resolve().parents[1] / "templates"
BROUILLON = "BROUILLON – SANS VALEUR"
CARTOUCHE = (
    "{{ abrege }}\u2003{{ intitule }}\u2003{{ code_titre }}\u2003millésime\u00a0{{ millesime }}"
    "{% if date_jo %}\u2003JO du\u00a0{{ date_jo }}{% endif %}\u2003modèle\u00a0{{ version_modele }}\tpage "
)
RAPPEL = "{{ intitule }} · {{ code_titre }} – {{ libelle_titre }} · session {{ session }}"
INTERLOCUTEUR = (
    "Votre interlocuteur est {{ responsable }}, responsable de session"
    "{% if telephone %}, au {{ telephone }}{% endif %}{% if courriel %} ({{ courriel }}){% endif %}."
)
Lieu = Document | _Cell


def ecrire(lieu: Lieu, texte: str, style: str) -> Paragraph:
    """A paragraph; what is between ``**`` takes the style « Fort ». A cell's own empty paragraph is used first."""
    premier = lieu.paragraphs[0] if isinstance(lieu, _Cell) else None
    libre = premier is not None and premier.style is not None and premier.style.name != style and not premier.text
    vierge = premier if libre and len(lieu.paragraphs) == 1 else None
    paragraphe = vierge if vierge is not None else lieu.add_paragraph()
    paragraphe.style = style
    for rang, morceau in enumerate(texte.split("**")):
        if morceau:
            paragraphe.add_run(morceau, "Fort" if rang % 2 else None)
    return paragraphe


@contextmanager
def balise(lieu: Lieu, ordre: str) -> Iterator[None]:
    """What is written inside depends on the order: ``if …`` or ``for …``."""
    ecrire(lieu, f"{{%p {ordre} %}}", "Balise")
    yield
    ecrire(lieu, f"{{%p end{ordre.split()[0]} %}}", "Balise")


def lignes(lieu: Lieu, liste: str, style: str) -> None:
    """A paragraph for each text of a list of the view."""
    with balise(lieu, f"for ligne in {liste}"):
        ecrire(lieu, "{{ ligne }}", style)


def tableau(document: Document, style: str, largeurs: Sequence[float]) -> Table:
    """A table without a row, of columns of these widths in millimetres."""
    table: Table = document.add_table(0, len(largeurs))
    table.autofit = False
    table._tbl.tblPr.insert(0, parse_xml(f'<w:tblStyle {nsdecls("w")} w:val="{identifiant(style)}"/>'))
    for colonne, largeur in zip(table.columns, largeurs, strict=True):
        colonne.width = Mm(largeur)
    return table


def rangee(table: Table, *cellules: tuple[str, str] | None, hauteur: float = 0, tete: bool = False) -> _Row:
    """A row that no page break cuts; ``None`` leaves a cell to be written later."""
    rang: _Row = table.add_row()  # type: ignore[no-untyped-call]
    proprietes = rang._tr.get_or_add_trPr()
    proprietes.append(OxmlElement("w:cantSplit"))
    if hauteur:
        rang.height = Mm(hauteur)
    if tete:
        proprietes.append(OxmlElement("w:tblHeader"))
    for cellule, colonne, contenu in zip(rang.cells, table.columns, cellules, strict=True):
        cellule.width = colonne.width or Mm(0)
        if contenu:
            ecrire(cellule, *contenu)
    return rang


def rangees(table: Table, ordre: str, *cellules: tuple[str, str]) -> None:
    """A row for each element of a list of the view."""
    vides = [None] * (len(cellules) - 1)
    rangee(table, (f"{{%tr {ordre} %}}", "Balise"), *vides)
    rangee(table, *cellules)
    rangee(table, ("{%tr endfor %}", "Balise"), *vides)


def feuille(haut: float, bas: float, cote: float, *, paysage: bool = False) -> Document:
    """An A4 sheet with its running head, its foot cartouche, and the draft's words on every page."""
    document = document_vierge()
    section = document.sections[0]
    largeur, hauteur = (297, 210) if paysage else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if paysage else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(largeur), Mm(hauteur)
    section.top_margin, section.bottom_margin = Mm(haut), Mm(bas)
    section.left_margin = section.right_margin = Mm(cote)
    section.header_distance, section.footer_distance = Mm(7), Mm(9)
    section.different_first_page_header_footer = True
    for premiere in (True, False):
        tete = section.first_page_header if premiere else section.header
        pied = section.first_page_footer if premiere else section.footer
        _tete(tete.paragraphs[0], tete.add_paragraph, premiere)
        pied.paragraphs[0].style = "Cartouche"
        _cartouche(pied.paragraphs[0], largeur - 2 * cote)
    return document


def _tete(premier: Paragraph, ajouter: object, premiere: bool) -> None:
    assert callable(ajouter)
    textes = [("{%p if brouillon %}", "Balise"), (BROUILLON, "Brouillon"), ("{%p endif %}", "Balise")]
    textes.append(("", "Intervalle") if premiere else (RAPPEL, "Rappel"))
    premier.text, premier.style = textes[0]
    for texte, style in textes[1:]:
        ajouter(texte, style)


def _cartouche(paragraphe: Paragraph, largeur: float) -> None:
    paragraphe.paragraph_format.tab_stops.add_tab_stop(Mm(largeur), WD_TAB_ALIGNMENT.RIGHT)
    paragraphe.add_run(CARTOUCHE)
    for champ, suite in (("PAGE", "/"), ("NUMPAGES", "")):
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), champ)
        simple.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
        paragraphe._p.append(simple)
        if suite:
            paragraphe.add_run(suite)


def convocation() -> Document:
    """The letter of the three convocations."""
    document = feuille(16, 25, 18)
    _en_tete_du_centre(document)
    ecrire(document, "{{ destinataire }}", "Nom du destinataire")
    lignes(document, "adresse", "Destinataire")
    ecrire(document, "{{ lieu_et_jour }}", "Lieu et date")
    ecrire(document, "{{ intitule }}", "Intitulé")
    ecrire(document, "Titre professionnel **{{ code_titre }}** – {{ libelle_titre }}", "Titre professionnel")
    ecrire(document, "{{ type_session }} · session n° {{ session }}, {{ dates }}", "Étiquette")
    ecrire(document, "", "Intervalle")
    ecrire(document, "{{ appel }}", "Corps")
    annonce = "Vous êtes convoqué{{ accord }} en qualité de {{ qualite }} à la session citée en objet :"
    ecrire(document, annonce, "Corps")
    _rendez_vous(document)
    with balise(document, "if epreuves"):
        ecrire(document, "Épreuves", "Intertitre")
        table = tableau(document, "Registre", (134, 40))
        rangee(table, ("Nature", "Tête de tableau"), ("Durée", "Tête de tableau"), tete=True)
        rangees(
            table,
            "for epreuve in epreuves",
            ("{{ epreuve.intitule }}", "Cellule"),
            ("{{ epreuve.duree }}", "Cellule"),
        )
    ecrire(document, "À présenter", "Intertitre")
    lignes(document, "pieces", "Puce")
    ecrire(document, "À savoir", "Intertitre")
    lignes(document, "paragraphes", "Corps")
    ecrire(document, INTERLOCUTEUR, "Corps")
    table = tableau(document, "Encadré", (87, 87))
    cases = ("Pour le centre", "Étiquette"), ("Reçu le, signature du destinataire", "Étiquette")
    rangee(table, *cases, hauteur=22)
    ecrire(document, "", "Intervalle")
    return document


def _en_tete_du_centre(document: Document) -> None:
    """The centre, which headed paper already shows, and the State's authority, which it does not."""
    gauche, droite = rangee(tableau(document, "Volets", (98, 76)), None, None).cells
    with balise(gauche, "if not papier_en_tete"):
        ecrire(gauche, "{{ centre.nom }}", "Nom du centre")
        lignes(gauche, "centre.adresse", "Cellule")
        ecrire(gauche, "SIRET {{ centre.siret }} · agrément {{ centre.agrement }}", "Étiquette")
        ecrire(gauche, '{{ [centre.telephone, centre.courriel] | select | join(" · ") }}', "Étiquette")
    ecrire(gauche, "", "Intervalle")
    ecrire(droite, "Session organisée sous l’autorité de l’État", "Étiquette à droite")
    ecrire(droite, "{{ ministere }}", "Étiquette à droite")
    ecrire(droite, "{{ structure }}{% if unite %} · {{ unite }}{% endif %}", "Étiquette à droite")


def _rendez_vous(document: Document) -> None:
    quand, heure, ou = rangee(tableau(document, "Encadré", (72, 32, 70)), None, None, None).cells
    for cellule, quoi, valeur in ((quand, "Le", "{{ jour }}"), (heure, "À", "{{ heure }}")):
        ecrire(cellule, quoi, "Étiquette")
        ecrire(cellule, valeur, "Rendez-vous")
    ecrire(ou, "Lieu", "Étiquette")
    lignes(ou, "lieu", "Cellule")
    ecrire(ou, "", "Intervalle")


def formulaire_remise() -> Document:
    """The collection form, wider than high: a row a paper, then what was not collected."""
    document = feuille(14, 22, 15, paysage=True)
    _entete_du_formulaire(document)
    ecrire(document, "{{ intitule }}", "Intitulé")
    ecrire(document, "Titre professionnel **{{ code_titre }}** – {{ libelle_titre }}", "Titre professionnel")
    ecrire(
        document,
        "Certification {{ reference }} · session n° {{ session }} · {{ dates }} · {{ centre.nom }}, "
        "SIRET {{ centre.siret }}",
        "Étiquette",
    )
    ecrire(document, "Papiers remis", "Intertitre")
    _papiers(document)
    ecrire(document, "Total : {{ total }}", "Total")
    ecrire(document, "Papiers non retirés, à renvoyer", "Intertitre")
    consigne = ecrire(
        document,
        "Reporter ici chaque livret, notification ou parchemin qui n’a pas été retiré : il est renvoyé par courrier "
        "ou déposé avec ce formulaire.",
        "Étiquette",
    )
    consigne.paragraph_format.keep_with_next = True
    retours = tableau(document, "Registre", (12, 101, 32, 42, 80))
    titres = ("N°", "Titulaire", "Papier", "Numéro", "Motif")
    rangee(retours, *((titre, "Tête de tableau") for titre in titres), tete=True)
    for _ in range(3):
        rangee(retours, *(("", "Tête de tableau") for _ in titres), hauteur=7)
    ecrire(document, "", "Intervalle").paragraph_format.keep_with_next = True
    cases = ("Fait à, le", "Nom, qualité et signature du responsable du centre", "Cachet du centre")
    rangee(tableau(document, "Encadré", (89, 89, 89)), *((case, "Étiquette") for case in cases), hauteur=20)
    ecrire(document, "", "Intervalle")
    return document


def _entete_du_formulaire(document: Document) -> None:
    etat, consigne = rangee(tableau(document, "Volets", (155, 112)), None, None).cells
    ecrire(etat, "RÉPUBLIQUE FRANÇAISE", "État").paragraph_format.right_indent = Mm(100)
    ecrire(etat, "**{{ ministere }}**", "Cellule")
    ecrire(etat, "{{ structure }}", "Cellule")
    with balise(etat, "if unite"):
        ecrire(etat, "{{ unite }}", "Cellule")
    ecrire(etat, "", "Intervalle")
    ecrire(consigne, "À renvoyer, complété et signé", "Étiquette")
    ecrire(consigne, "**{{ renvoi }}**", "Cellule")
    with balise(consigne, "if courriel"):
        ecrire(consigne, "{{ courriel }}", "Cellule")
    with balise(consigne, "if echeance"):
        ecrire(consigne, "au plus tard le **{{ echeance }}**", "Cellule")
    ecrire(consigne, "ou dès le dernier papier remis, en un seul fichier PDF nommé :", "Étiquette")
    ecrire(consigne, "{{ nom_fichier }}", "Étiquette")


def _papiers(document: Document) -> None:
    colonnes = (
        ("N°", 12, "{{ papier.ordre }}", "Numéro d’ordre"),
        ("Nom et prénoms", 75, "**{{ papier.nom }}** {{ papier.prenoms }}", "Cellule"),
        ("Identifiant", 34, "{{ papier.identifiant }}", "Cellule"),
        ("Papier", 24, "{{ papier.genre }}", "Cellule"),
        ("Numéro", 42, "{{ papier.numero }}", "Cellule"),
        ("Remis le", 25, "", "Cellule"),
        ("Signature du titulaire", 55, "", "Cellule"),
    )
    table = tableau(document, "Registre", [largeur for _, largeur, _, _ in colonnes])
    rangee(table, *((titre, "Tête de tableau") for titre, *_ in colonnes), tete=True)
    rangees(table, "for papier in papiers", *((valeur, style) for *_, valeur, style in colonnes))
    table.rows[2].height = Mm(9)


def modeles() -> dict[str, bytes]:
    """Every Word model by its path in the templates folder."""
    faits = {}
    for spec in catalogue().values():
        if "docx" in spec.formats:
            document = formulaire_remise() if spec.code == "formulaire_remise" else convocation()
            faits[spec.modele_docx] = octets(document, spec.intitule)
    return faits


def octets(document: Document, intitule: str) -> bytes:
    """The file, the same at each making."""
    fiche = document.core_properties
    fiche.title, fiche.author, fiche.comments, fiche.language = intitule, "", "", "fr-FR"
    fiche.created = fiche.modified = datetime(2026, 11, 1)
    tampon = io.BytesIO()
    document.save(tampon)
    return paquet_stable(tampon.getvalue())


def main() -> None:
    """Write the models."""
    for chemin, contenu in modeles().items():
        (MODELES / chemin).write_bytes(contenu)


if __name__ == "__main__":
    main()
