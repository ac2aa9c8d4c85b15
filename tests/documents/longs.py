"""Dossiers whose texts are as long as life, or the contract, allows; and how to judge a page that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from docgen.domain.autorites import Autorite, Signataire
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Portee
from docgen.domain.personnes import Adresse, Candidat
from docgen.domain.resultat import Resultat
from docgen.domain.session import Epreuve, Session, TypeSession, Validation
from docgen.domain.titre import Ccp, Ccs, Titre
from tests import builders as b
from tests.documents.atelier_essai import mots
from tests.documents.cas import LIBELLE_200
from tests.lecture_pdf import Mot, tailles

NOM_60 = "DE LA FONTAINE-MONTMORENCY DE SAINT-EXUPÉRY VANDENBROUCKE-LE"
PRENOMS_45 = "Marie-Emmanuelle-Joséphine-Antoinette-Clémenc"
ECRITURES = {
    "vietnamien": ("Nguyễn", "Đặng"),
    "tcheque": ("Dvořáčková", "Šimůnek"),
    "grec": ("Παπαδόπουλος", "Ελένη"),
    "cyrillique": ("Иванова", "Ольга"),
    "arabe": ("العربي", "محمد"),
    "hebreu": ("כהן", "שרה"),
    "chinois": ("王", "李明"),
    "georgien": ("ბერიძე", "გიორგი"),
}
PORTRAIT, PAYSAGE, PARCHEMIN = 18, 15, 25  # the side margins, in mm
_PHRASE = "Organisation des interventions de prévention et d’accompagnement des publics accueillis "


def _jusqu_a(longueur: int, mot: str = _PHRASE) -> str:
    """Words, exactly that many letters, never ending with a blank."""
    texte = (mot * (longueur // len(mot) + 1))[:longueur]
    return texte[:-1] + "s" if texte.endswith(" ") else texte


def plausible() -> Dossier:
    """Long but plausible: a name of 60 letters, first names of 45, a label of 200, a comment of a paragraph."""
    base = b.dossier(titre=b.titre(libelle=LIBELLE_200))
    commentaire = "La première activité n’est pas conduite selon la grille. " * 6
    issues: tuple[Resultat, ...] = (b.admis(), b.partiel(commentaire=commentaire), b.refuse(commentaire=commentaire))
    longs = tuple(
        replace(candidat, nom=NOM_60, prenoms=PRENOMS_45, nom_usage=NOM_60) for candidat in b.candidats(*issues)
    )
    jures = tuple(replace(jure, nom=NOM_60, prenom=PRENOMS_45) for jure in base.jures)
    surveillant = b.surveillant(nom=NOM_60, prenom=PRENOMS_45)
    return replace(base, candidats=longs, jures=jures, surveillants=(surveillant,))


def a_convoquer(dossier: Dossier) -> Dossier:
    """The same people and titre, in a session that is yet to take place."""
    base = b.a_convoquer()
    candidats = tuple(replace(candidat, resultat=None) for candidat in dossier.candidats)
    lieux = {"lieu": dossier.session.lieu, "epreuves": dossier.session.epreuves, "id": dossier.session.id}
    return replace(dossier, session=replace(base.session, **lieux), candidats=candidats)  # type: ignore[arg-type]


def en_ecriture(nom: str, prenoms: str) -> Dossier:
    """Every person named in that script, candidates of each outcome."""
    base = b.dossier()
    issues = (b.admis(), b.partiel(), b.refuse())
    candidats = tuple(replace(candidat, nom=nom, prenoms=prenoms) for candidat in b.candidats(*issues))
    jures = tuple(replace(jure, nom=nom, prenom=prenoms) for jure in base.jures)
    return replace(base, candidats=candidats, jures=jures, surveillants=(b.surveillant(nom=nom, prenom=prenoms),))


def _adresse() -> Adresse:
    ligne, nom = _jusqu_a(150), _jusqu_a(100)
    return Adresse(ligne, nom, ligne, _jusqu_a(40), nom)


NOM, PRENOMS, LIGNE, LIBELLE = _jusqu_a(100), _jusqu_a(150, "Marie-Claire "), _jusqu_a(150), _jusqu_a(300)
COURRIEL = "c" * 64 + "@" + "d" * 185 + ".test"


def _titre() -> Titre:
    return b.titre(
        libelle=LIBELLE,
        abrege="A" * 100,
        nsf=("311u", "326t"),
        rncp="RNCP123456",
        ccp=(Ccp(b.CCP_1, 98, LIBELLE), Ccp(b.CCP_2, 99, "L" * 300)),
        ccs=(Ccs("C" * 64, LIBELLE),),
    )


def _session() -> Session:
    return b.session(
        id="9" * 64,
        lieu=_adresse(),
        a_distance=True,
        epreuves=(Epreuve(LIBELLE, 14_400, 9), Epreuve("E" * 300, 1)),
        validation=Validation(date(2019, 3, 4), "N" * 40),
        mentions=(_jusqu_a(2_000),),
    )


def _candidats(commentaire: int) -> tuple[Candidat, ...]:
    issues = (b.admis(), b.partiel(), b.refuse())
    return tuple(
        replace(
            candidat,
            id=str(rang) + "I" * 63,
            civilite="M" * 20,
            nom="W" * 100 if rang == 1 else NOM,
            nom_usage=NOM,
            prenoms=PRENOMS,
            naissance=b.naissance(commune=NOM, pays=NOM),
            adresse=_adresse(),
            resultat=replace(issue, commentaire=_jusqu_a(commentaire), modalite_distance=LIBELLE),
        )
        for rang, (candidat, issue) in enumerate(zip(b.candidats(*issues), issues, strict=True))
    )


def _autorite() -> Autorite:
    signataire = Signataire(NOM, PRENOMS, LIGNE, LIGNE)
    return b.autorite(structure=LIGNE, unite=LIGNE, commune=NOM, courriel=COURRIEL, signataire=signataire)


def maximal(commentaire: int = 20_000) -> Dossier:
    """Every text field at the contract's maximum, some without a blank, and a comment of that length."""
    personne = {"civilite": NOM, "nom": NOM, "prenom": PRENOMS}
    numero = {"telephone": "1" * 30, "courriel": COURRIEL}
    return b.dossier(
        titre=_titre(),
        session=_session(),
        centre=b.centre(raison_sociale=LIGNE, nom_court=NOM, adresse=_adresse(), **numero),
        agrement=b.agrement(id="G" * 64),
        autorite=_autorite(),
        responsable=b.responsable(**personne, **numero),
        jures=tuple(
            replace(jure, id=f"{rang}" + "J" * 63, qualite=LIGNE, adresse=_adresse(), **personne)  # type: ignore[arg-type]
            for rang, jure in enumerate(b.jures())
        ),
        surveillants=(b.surveillant(id="S" * 64, **personne),),
        candidats=_candidats(commentaire),
    )


def maximal_ccs() -> Dossier:
    """The same in a CCS session, whose code is as long as an identifier may be."""
    base = maximal(400)
    ccs = base.titre.ccs[0].code
    jures = tuple(replace(jure, habilitations=(b.habilitation(portee=Portee.CCS, code=ccs),)) for jure in base.jures)
    session = replace(base.session, type=TypeSession.CCS, entretien_final=False, ccs=ccs)
    return replace(base, session=session, jures=jures, candidats=(base.candidats[0], base.candidats[2]))


LIBRES = (
    *("ligne1", "ligne2", "commune", "pays", "libelle", "intitule", "abrege", "raison_sociale", "nom_court"),
    *("nom", "nom_usage", "prenom", "prenoms", "civilite", "qualite", "delegation", "structure", "unite"),
    *("commentaire", "modalite_distance", "mentions", "numero_ordre"),
)


def insecables(valeur: Any, longueur: int, champ: str = "") -> Any:
    """The same value, each free text one word, of that length at most, with no place to cut it."""
    if isinstance(valeur, str) and not isinstance(valeur, Enum):
        return ("https:aB3Wx" * 30)[: min(len(valeur), longueur)] if champ in LIBRES else valeur
    if isinstance(valeur, tuple):
        return tuple(insecables(element, longueur, champ) for element in valeur)
    if not is_dataclass(valeur) or isinstance(valeur, type):
        return valeur
    voulus = {un.name: insecables(getattr(valeur, un.name), longueur, un.name) for un in fields(valeur)}
    return replace(valeur, **voulus)


def chevauchements(contenu: bytes, jeu: float = 0.35) -> list[tuple[str, str]]:
    """Words whose ink meets by more than ``jeu`` mm both ways; the slanted watermark lies over all of them."""
    droits = [mot for mot in mots(contenu) if not mot.incline]
    trouves = []
    for page in {mot.page for mot in droits}:
        sur_page = sorted((mot for mot in droits if mot.page == page), key=lambda mot: mot.y0)
        for rang, mot in enumerate(sur_page):
            for autre in sur_page[rang + 1 :]:
                if autre.y0 >= mot.y1 - jeu:
                    break
                if min(mot.x1, autre.x1) - max(mot.x0, autre.x0) > jeu:
                    trouves.append((mot.texte, autre.texte))
    return trouves


def fautes(code: str, contenu: bytes) -> list[object]:
    """Words that meet, and those that are out of the margins of that type."""
    largeur, hauteur = tailles(contenu)[0]
    cote = PARCHEMIN if code == "parchemin" else PAYSAGE if largeur > hauteur else PORTRAIT
    return [*chevauchements(contenu), *hors_marges(contenu, cote)]


def hors_marges(contenu: bytes, cote: float, bord: float = 5.0) -> Iterator[Mot]:
    """The words in the side margins, ``cote`` mm wide, or so near the upper or lower edge that printers drop them."""
    formats = tailles(contenu)
    for mot in mots(contenu):
        largeur, hauteur = formats[mot.page - 1]
        en_largeur = cote - 0.5 <= mot.x0 and mot.x1 <= largeur - cote + 0.5
        dedans = en_largeur and bord <= mot.y0 and mot.y1 <= hauteur - bord
        if not dedans and not mot.incline:
            yield mot
