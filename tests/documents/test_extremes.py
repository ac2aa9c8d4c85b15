"""Long texts, every script, letters that no font has: nothing overlaps, nothing is cut, nothing is an empty box."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import RenduImpossible
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from tests import builders as b
from tests.documents import cas as c
from tests.documents import longs
from tests.documents.atelier_essai import compact, document, jour_de, manquent, nouvel_atelier, pdf, texte, textes
from tests.rendering import gabarits

pytestmark = pytest.mark.lent

PLAUSIBLE, MAXIMAL, MAXIMAL_CCS = longs.plausible(), longs.maximal(), longs.maximal_ccs()
A_VENIR = {"convocation_candidat", "convocation_jure", "convocation_surveillant"}
A_VENIR |= {"emargement", "commande_dte", "demande_report", "liste_jures"}
# Each type, with the rank of its person where one or another is printed differently.
DES_PERSONNES = [
    ("pv_general", 0),
    ("pv_individuel", 0),
    ("pv_individuel", 1),
    ("parchemin", 0),
    ("livret", 1),
    ("notification", 1),
    ("notification", 2),
    ("formulaire_remise", 0),
    ("convocation_candidat", 0),
    ("convocation_jure", 0),
    ("convocation_surveillant", 0),
]
SANS_NOMS = {"commande_dte", "demande_report", "liste_jures"}
DE_LA_SESSION = [(code, 0) for code in ("bordereau_pv", "affichage", "emargement", *sorted(SANS_NOMS))]
EN_CCS = [("pv_general", 0), ("pv_individuel", 0), ("parchemin", 0), ("notification", 1)]


def _pdf(code: str, rang: int, dossier: Dossier) -> bytes:
    """A document of a session, or of the same session before it is held; ``rang`` counts those of the payload."""
    du_moment = longs.a_convoquer(dossier) if code in A_VENIR else dossier
    personnes = [un.id for un in catalogue()[code].destinataires(du_moment)]
    return pdf(du_moment, code, personnes[0] if code in A_VENIR or len(personnes) == 1 else c.id_de(dossier, rang))


@pytest.mark.parametrize(("code", "rang"), [*DES_PERSONNES, *DE_LA_SESSION])
def test_donnees_longues_tiennent_sans_se_toucher(code: str, rang: int) -> None:
    contenu = _pdf(code, rang, PLAUSIBLE)
    assert longs.fautes(code, contenu) == []
    assert manquent(contenu, c.LIBELLE_200) == []
    assert code in SANS_NOMS or manquent(contenu, longs.NOM_60, longs.PRENOMS_45) == []
    assert len(textes(contenu)) == 1 or code not in ("commande_dte", "demande_report")


def test_nombre_de_pages_des_donnees_longues() -> None:
    pages: dict[str, int] = {}
    for code, rang in DES_PERSONNES:
        pages[code] = max(pages.get(code, 0), len(textes(_pdf(code, rang, PLAUSIBLE))))
    assert pages.pop("pv_individuel") <= 2
    assert (pages.pop("pv_general"), pages.pop("formulaire_remise")) <= (3, 3)
    assert set(pages.values()) == {1}, pages


def test_longueurs_annoncees() -> None:
    assert (len(longs.NOM_60), len(longs.PRENOMS_45), len(c.LIBELLE_200)) == (60, 45, 200)


@pytest.mark.parametrize(("code", "rang"), [*DES_PERSONNES, *DE_LA_SESSION])
def test_champs_au_maximum_du_contrat(code: str, rang: int) -> None:
    """Whatever the contract accepts is printed whole; only the parchemin must hold in one page."""
    contenu = _pdf(code, rang, MAXIMAL)
    assert longs.fautes(code, contenu) == []
    assert len(textes(contenu)) == 1 or code != "parchemin"


@pytest.mark.parametrize(("code", "rang"), EN_CCS)
def test_session_ccs_au_maximum_du_contrat(code: str, rang: int) -> None:
    contenu = _pdf(code, rang, MAXIMAL_CCS)
    assert longs.fautes(code, contenu) == []
    assert len(textes(contenu)) == 1 or code != "parchemin"


@pytest.mark.parametrize("nombre", [1, 12, 200])
def test_pv_general_de_toutes_tailles_sans_se_toucher(nombre: int) -> None:
    assert longs.fautes("pv_general", pdf(c.grande(nombre), "pv_general")) == []


@pytest.mark.parametrize("code", ["bordereau_pv", "affichage", "emargement", "commande_dte"])
def test_deux_cents_candidats(code: str) -> None:
    """Every row is whole, the head of the table comes again on each page that it runs over."""
    dossier = c.grande(200)
    contenu = _pdf(code, 0, dossier)
    assert longs.fautes(code, contenu) == []
    lu = compact(texte(contenu))
    if code == "commande_dte":
        assert "200candidats" in lu
        return
    nommes = dossier.candidats if code == "emargement" else dossier.candidats[1::4]  # every PARTIEL is on both others
    assert [candidat.id for candidat in nommes if candidat.id not in lu] == []
    pages = [page for page in textes(contenu) if any(candidat.id in page for candidat in dossier.candidats)]
    assert len(pages) > 3
    assert all("Identifiant" in page for page in pages)


def test_parchemin_qui_ne_peut_pas_tenir_est_refuse() -> None:
    """A hundred NSF codes: one page cannot hold them, and the message says so."""
    dossier = b.dossier(titre=b.titre(nsf=tuple(f"3{rang:02d}" for rang in range(10, 47)) * 2))
    commande = Commande(jour_de(dossier), types=("parchemin",), destinataire=c.id_de(dossier))
    with pytest.raises(RenduImpossible, match=r"prend \d+ pages et doit tenir en 1\. Raccourcissez"):
        produire(dossier, commande, nouvel_atelier())


@pytest.mark.parametrize("ecriture", longs.ECRITURES)
def test_chaque_ecriture_est_imprimee_sur_chaque_document(ecriture: str) -> None:
    """One document in three, others for each script; ``tests/preuves`` has them all."""
    dans_cette_ecriture(ecriture, DES_PERSONNES[list(longs.ECRITURES).index(ecriture) % 3 :: 3])


def dans_cette_ecriture(ecriture: str, documents: list[tuple[str, int]]) -> None:
    """Found in the text that a reader copies; a script written from right to left may be read either way."""
    nom, prenoms = longs.ECRITURES[ecriture]
    valide = longs.en_ecriture(nom, prenoms)
    for code, rang in documents:
        contenu = _pdf(code, rang, valide)
        assert longs.fautes(code, contenu) == [], code
        lu = compact(texte(contenu))
        for attendu in (nom, prenoms):
            ecrit = unicodedata.normalize("NFKC", attendu)
            assert ecrit in lu or ecrit[::-1] in lu, (code, attendu)


@pytest.mark.parametrize(
    ("dossier", "chemin", "rang", "nom"),
    [
        (
            b.dossier(candidats=(b.candidat(nom="DU\U00012000PONT", resultat=b.admis()),)),
            "/candidats/0/nom",
            "3e",
            "U+12000",
        ),
        (
            b.dossier(candidats=b.candidats(b.admis(), b.refuse(commentaire="Bien \U0001f600"))),
            "/candidats/1/resultat/commentaire",
            "6e",
            "symbole ou pictogramme, U+1F600",
        ),
        (b.dossier(titre=b.titre(libelle="\ue000Titre")), "/titre/libelle", "1re", "U+E000"),
    ],
)
def test_lettre_sans_dessin_est_refusee_par_son_nom(dossier: Dossier, chemin: str, rang: str, nom: str) -> None:
    """CAND-06: nothing is made, no number is spent."""
    atelier = nouvel_atelier()
    production = produire(dossier, Commande(jour_de(dossier)), atelier)
    (refus,) = (manquement for manquement in production.controle.bloquants if manquement.regle == "CAND-06")
    assert (production.refusee, production.documents) == (True, ())
    assert refus.chemin == chemin
    assert nom in refus.message
    assert f"en {rang} position" in refus.message
    assert atelier.registre.emis(dossier.session.id, PARTOUT) == ()


def test_la_meme_lettre_ailleurs_ne_fait_pas_taire_les_autres() -> None:
    candidats = b.candidats(b.admis(commentaire="a\U0001f600"), b.admis(commentaire="\U0001f600\U0001f601"))
    production = produire(b.dossier(candidats=candidats), Commande(jour_de(b.dossier())), nouvel_atelier())
    refus = [manquement for manquement in production.controle.bloquants if manquement.regle == "CAND-06"]
    assert len(refus) == 3


def test_le_juge_voit_deux_textes_qui_se_touchent() -> None:
    """The judge itself: lines set on one another, and a word past the margin."""
    dessus = gabarits.page("<p>Premier texte</p><p style='margin-top: -2.2em'>Second texte</p>")
    assert longs.chevauchements(gabarits.pdf(dessus))
    assert not longs.chevauchements(gabarits.pdf(gabarits.page("<p>Premier texte</p><p>Second texte</p>")))
    dehors = gabarits.page("<p style='white-space: nowrap'>" + "très long " * 40 + "</p>")
    assert list(longs.hors_marges(gabarits.pdf(dehors), 20))
    assert not list(longs.hors_marges(gabarits.pdf(), 20))


def test_le_filigrane_du_brouillon_n_est_pas_un_chevauchement() -> None:
    dossier = replace(PLAUSIBLE, candidats=PLAUSIBLE.candidats[:1])
    contenu = document(dossier, "parchemin", c.id_de(dossier), brouillon=True).contenu
    assert longs.fautes("parchemin", contenu) == []
