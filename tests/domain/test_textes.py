"""The walk over the texts of a dossier."""

from __future__ import annotations

from docgen.domain.langue.textes import textes
from docgen.domain.session import StatutSession
from tests import builders as b


def test_chaque_texte_a_sa_place() -> None:
    dossier = b.dossier(session=b.session(mentions=("Incident",)))
    places = dict(textes(dossier))
    assert places["/candidats/2/prenoms"] == dossier.candidats[2].prenoms
    assert places["/candidats/1/resultat/commentaire"] == "La première activité n'est pas conduite selon la grille."
    assert places["/session/mentions/0"] == "Incident"
    assert places["/session/epreuves/1/intitule"] == "Entretien final"
    assert places["/autorite/signataire/delegation"] == "Pour le préfet et par délégation"
    assert places["/jures/0/adresse/commune"] == "Saint-Denis"
    assert places["/titre/nsf/0"] == "311u"


def test_ni_vocabulaire_ni_date_ni_nombre_ni_vide() -> None:
    places = dict(textes(b.dossier()))
    assert not {"/session/statut", "/session/debut", "/titre/niveau", "/session/lieu", "/candidats/0/voie"} & set(
        places
    )


def test_chaque_place_une_seule_fois() -> None:
    places = [chemin for chemin, _ in textes(b.dossier())]
    assert len(places) == len(set(places))


def test_un_texte_est_a_sa_propre_place() -> None:
    assert textes("Mme Marie-Claire FONTAINE", "/titulaire") == [("/titulaire", "Mme Marie-Claire FONTAINE")]
    assert textes(("un", ("deux",))) == [("/0", "un"), ("/1/0", "deux")]
    assert textes(StatutSession.VALIDEE) == []
