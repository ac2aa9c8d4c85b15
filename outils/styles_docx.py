"""The styles of the Word models, in French for who retouches them, and a package rid of what no model uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as DocumentWord
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

ENCRE, BLEU, GRIS, FILET, ROUGE = "16181D", "1B2B4B", "4A5263", "B9C0CC", "A00000"
SANS, SERIF = "Source Sans 3", "Source Serif Pro"
SIMPLIFIE, COMPLEXE = "Microsoft YaHei", "Arial"  # what Word has for Chinese, and for Arabic or Hebrew
TWIPS_PAR_MM = 1440 / 25.4
# Relations of python-docx's own model that ours have no use for.
SUPERFLUS = ("customXml", "thumbnail", "stylesWithEffects", "webSettings", "theme")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style: sizes in points, lengths in millimetres; ``bordure`` is the side of a rule."""

    nom: str
    taille: float = 10
    police: str = SANS
    gras: bool = False
    couleur: str = ENCRE
    avant: float = 0
    apres: float = 0
    retrait: float = 0
    interligne: float = 1.05
    alignement: str = "left"
    solidaire: bool = False
    niveau: int | None = None
    bordure: str = ""
    puce: bool = False


TITRE = partial(Style, police=SERIF, gras=True, couleur=BLEU)
STYLES = (
    Style(nom="Corps", taille=9.5, interligne=1.05, apres=1.4),
    Style(nom="Puce", taille=9.5, interligne=1.05, retrait=5, puce=True),
    TITRE(nom="Intitulé", taille=15, avant=1, apres=1, solidaire=True, niveau=0),
    TITRE(nom="Intertitre", taille=11.5, avant=2.4, apres=0.6, solidaire=True, niveau=1),
    Style(nom="Titre professionnel", taille=10.5),
    Style(nom="Étiquette", taille=8.5, couleur=GRIS),
    Style(nom="Étiquette à droite", taille=8.5, couleur=GRIS, alignement="right"),
    TITRE(nom="Nom du centre", taille=12.5, apres=0.8),
    Style(nom="État", taille=8.5, gras=True, couleur=BLEU, apres=1, bordure="bottom"),
    Style(nom="Destinataire", retrait=98),
    Style(nom="Nom du destinataire", retrait=98, gras=True, avant=5, solidaire=True),
    Style(nom="Lieu et date", retrait=98, avant=3, apres=3),
    TITRE(nom="Rendez-vous", taille=13.5),
    Style(nom="Tête de tableau", taille=8, gras=True, couleur=BLEU, solidaire=True),
    Style(nom="Cellule", taille=9),
    Style(nom="Numéro d’ordre", taille=9, alignement="right"),
    Style(nom="Total", gras=True, avant=2, apres=1),
    Style(nom="Rappel", taille=8, couleur=GRIS, bordure="bottom"),
    Style(nom="Cartouche", taille=7.5, couleur=GRIS, bordure="top"),
    Style(nom="Brouillon", taille=16, gras=True, couleur=ROUGE, alignement="center"),
    Style(nom="Balise", taille=8, couleur=GRIS),
    Style(nom="Intervalle", taille=5),
)


def twips(mm: float) -> int:
    """A length as Word counts it."""
    return round(mm * TWIPS_PAR_MM)


def document_vierge() -> DocumentWord:
    """A document of A4 sheets without a word, with our styles and no others."""
    document = Document()
    for relations in (document.part.rels, document.part.package.rels):
        for cle in [cle for cle, lien in relations.items() if lien.reltype.rpartition("/")[2] in SUPERFLUS]:
            del relations[cle]
    _remplacer(document.styles.element, _normal(), *map(_paragraphe, STYLES), _fort(), *_tableaux())
    _remplacer(document.settings.element, *_reglages())
    _remplacer(document.part.numbering_part.element, *_puces())
    for partie in document.part.package.iter_parts():
        if partie.partname == "/word/fontTable.xml":
            partie._blob = _polices()
        if partie.partname == "/docProps/app.xml":
            partie._blob = _application()
    return document


def _remplacer(element: BaseOxmlElement, *nouveaux: str) -> None:
    """Other children for an element."""
    for enfant in list(element):
        element.remove(enfant)
    for enfant in list(parse_xml(f"<w:tout {nsdecls('w')}>{''.join(nouveaux)}</w:tout>")):
        element.append(enfant)


def _caracteres(police: str, taille: float, gras: bool, couleur: str) -> str:
    """``rFonts`` names a font for each kind of script: Word draws no letter with a font that has not got it."""
    graisse = "<w:b/><w:bCs/>" if gras else ""
    demi = round(taille * 2)
    return (
        f'<w:rFonts w:ascii="{police}" w:hAnsi="{police}" w:eastAsia="{SIMPLIFIE}" w:cs="{COMPLEXE}"/>{graisse}'
        f'<w:color w:val="{couleur}"/><w:sz w:val="{demi}"/><w:szCs w:val="{demi}"/>'
    )


def _normal() -> str:
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        + _caracteres(SANS, 10, False, ENCRE)
        + '<w:lang w:val="fr-FR" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:widowControl/><w:spacing w:before="0" w:after="0" w:line="252" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    )


def _paragraphe(style: Style) -> str:
    proprietes = "".join(_proprietes(style))
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId={quoteattr(identifiant(style.nom))}>'
        f'<w:name w:val={quoteattr(style.nom)}/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{proprietes}</w:pPr>"
        f"<w:rPr>{_caracteres(style.police, style.taille, style.gras, style.couleur)}</w:rPr></w:style>"
    )


def _proprietes(style: Style) -> Iterator[str]:
    """In the order that the format prescribes."""
    if style.solidaire:
        yield "<w:keepNext/>"
    if style.puce:
        yield '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    if style.bordure:
        yield f'<w:pBdr><w:{style.bordure} w:val="single" w:sz="4" w:space="3" w:color="{BLEU}"/></w:pBdr>'
    yield (
        f'<w:spacing w:before="{twips(style.avant)}" w:after="{twips(style.apres)}" '
        f'w:line="{round(240 * style.interligne)}" w:lineRule="auto"/>'
    )
    if style.retrait:
        suspendu = f' w:hanging="{twips(style.retrait)}"' if style.puce else ""
        yield f'<w:ind w:left="{twips(style.retrait)}"{suspendu}/>'
    yield f'<w:jc w:val="{style.alignement}"/>'
    if style.niveau is not None:
        yield f'<w:outlineLvl w:val="{style.niveau}"/>'


def identifiant(nom: str) -> str:
    """A style's identifier, drawn from its name."""
    return "".join(lettre for lettre in nom if lettre.isalnum())


def _fort() -> str:
    return (
        '<w:style w:type="character" w:customStyle="1" w:styleId="Fort"><w:name w:val="Fort"/><w:qFormat/>'
        "<w:rPr><w:b/><w:bCs/></w:rPr></w:style>"
    )


def _tableaux() -> Iterator[str]:
    """``Registre`` has rules, no cages; ``Encadré`` is a box; ``Volets`` sets blocks side by side."""
    filets = _bords(FILET, "bottom", "insideH")
    tete = f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{BLEU}"/>'
    tete = f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{tete}</w:tcBorders></w:tcPr></w:tblStylePr>'
    yield _tableau("Registre", filets, _marges(0.7, 0, 1.6), tete)
    yield _tableau("Registre à remplir", _bords(FILET, "bottom", "insideH", "insideV"), _marges(1, 1.4, 1.4), tete)
    yield _tableau("Encadré", _bords("8A93A5", "top", "left", "bottom", "right", "insideV"), _marges(1.2, 2.6, 2))
    yield _tableau("Volets", "", _marges(0, 0, 0))


def _bords(couleur: str, *cotes: str) -> str:
    bords = (f'<w:{cote} w:val="single" w:sz="4" w:space="0" w:color="{couleur}"/>' for cote in cotes)
    return f"<w:tblBorders>{''.join(bords)}</w:tblBorders>"


def _marges(hauteur: float, gauche: float, droite: float) -> str:
    cotes = (("top", hauteur), ("left", gauche), ("bottom", hauteur), ("right", droite))
    marges = (f'<w:{cote} w:w="{twips(mm)}" w:type="dxa"/>' for cote, mm in cotes)
    return f"<w:tblCellMar>{''.join(marges)}</w:tblCellMar>"


def _tableau(nom: str, bords: str, marges: str, conditions: str = "") -> str:
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId={quoteattr(identifiant(nom))}>'
        f"<w:name w:val={quoteattr(nom)}/><w:qFormat/><w:tblPr>{bords}{marges}</w:tblPr>{conditions}</w:style>"
    )


def _reglages() -> Iterator[str]:
    yield '<w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
    yield (
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
    )
    yield '<w:themeFontLang w:val="fr-FR"/>'


def _puces() -> Iterator[str]:
    yield (
        '<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="Puce"/><w:lvlText w:val="•"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{twips(5)}" w:hanging="{twips(3.5)}"/></w:pPr></w:lvl>'
        "</w:abstractNum>"
    )
    yield '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'


def _polices() -> bytes:
    """What a machine without our fonts takes instead of them."""
    secours = ((SANS, "Calibri", "swiss"), (SERIF, "Cambria", "roman"))
    polices = "".join(
        f'<w:font w:name="{nom}"><w:altName w:val="{autre}"/><w:family w:val="{genre}"/><w:pitch w:val="variable"/>'
        "</w:font>"
        for nom, autre, genre in secours
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{polices}</w:fonts>'.encode()
    )


def _application() -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        b"<Application>Docgen</Application></Properties>"
    )
