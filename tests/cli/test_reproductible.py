"""The same bytes wherever and whenever; nothing of anyone else; nothing from outside."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from docgen.documents import catalogue
from docgen.documents.page.spec import PorteeDocument
from docgen.documents.page.typographie import date_longue
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.rendering.lecture_pdf import lire_pdf
from tests.cli.pilote import A_CONVOQUER, CCP, JOURS, VALIDEE, Poste, charge, empreintes, numeros
from tests.lancement import maison_neuve
from tests.serveur_web import Reponses, ecouter

AILLEURS = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "12345",
    "USER": "autre",
    "SOURCE_DATE_EPOCH": "1",
}


@pytest.mark.parametrize("exemple", [VALIDEE, A_CONVOQUER], ids=lambda chemin: chemin.stem)
def test_ailleurs_et_plus_tard_les_memes_octets(produits: Poste, tmp_path: Path, exemple: Path) -> None:
    """A first issue, in another process, with the same signing key and an empty register put back beside it."""
    shutil.copy(produits.dossier / "docgen.cles.json", tmp_path / "docgen.cles.json")
    ouvrir_registre(f"sqlite:///{tmp_path}/docgen.db", mode="retablir").fermer()
    poste = Poste(tmp_path)
    retour = poste.lancer("produire", exemple, "--date", JOURS[exemple], **AILLEURS, HOME=str(maison_neuve()))
    assert retour.code == 0, retour
    assert numeros(poste.rapport()) == numeros(produits.rapport(exemple.stem))
    assert empreintes(poste.rapport()) == empreintes(produits.rapport(exemple.stem))


def identites(donnees: Any) -> dict[str, list[str]]:
    """What tells each person of a payload from the others, by identifier."""
    traits: dict[str, list[str]] = {}
    for candidat in donnees["candidats"]:
        jour = date.fromisoformat(candidat["naissance"]["date"])
        usage = [candidat["nom_usage"]] if candidat["nom_usage"] else []
        ecritures = [jour.isoformat(), f"{jour:%d/%m/%Y}", f"{jour:%d%m%Y}", date_longue(jour)]
        traits[candidat["id"]] = [candidat["id"], candidat["nom"], candidat["prenoms"], *usage, *ecritures]
    for personne in (*donnees["jures"], *donnees["surveillants"]):
        traits[personne["id"]] = [personne["id"], personne["nom"]]
    return traits


def simplifier(texte: str) -> str:
    """A text as it is searched: one kind of blank."""
    return re.sub(r"\s+", " ", texte)


def personnelles() -> set[str]:
    """The types that are for one person."""
    return {spec.code for spec in catalogue().values() if spec.portee is not PorteeDocument.SESSION}


@pytest.mark.parametrize("exemple", [VALIDEE, A_CONVOQUER, CCP], ids=lambda chemin: chemin.stem)
def test_un_document_personnel_ne_sait_rien_des_autres_candidats(produits: Poste, exemple: Path) -> None:
    """Neither in its data nor on its page; the jury signs, hence is named, on the papers of its decisions."""
    donnees = charge(exemple)
    traits = identites(donnees)
    candidats = {candidat["id"] for candidat in donnees["candidats"]}
    lus = 0
    for fiche in produits.rapport(exemple.stem)["documents"]:
        if fiche["type"] not in personnelles():
            continue
        lu = lire_pdf((produits.dossier / exemple.stem / fiche["fichier"]).read_bytes())
        assert set(lu.pieces) == {"donnees.json"}
        piece = lu.pieces["donnees.json"].decode()
        assert json.loads(piece)["destinataire"] == fiche["destinataire"]
        assert traits[fiche["destinataire"]][1].replace("'", "’") in piece
        for texte in (simplifier(piece), simplifier(" ".join(lu.textes)), simplifier(str(lu.fiche))):
            for autre in candidats - {fiche["destinataire"]}:
                assert [trait for trait in traits[autre] if simplifier(trait) in texte] == [], fiche["fichier"]
        lus += 1
    assert lus == sum(fiche["type"] in personnelles() for fiche in produits.rapport(exemple.stem)["documents"]) > 3


def test_un_jure_ne_recoit_rien_des_autres_jures(produits: Poste) -> None:
    traits = identites(charge(A_CONVOQUER))
    convoques = [f for f in produits.rapport(A_CONVOQUER.stem)["documents"] if f["type"] == "convocation_jure"]
    assert len(convoques) == 2
    for fiche in convoques:
        lu = lire_pdf((produits.dossier / A_CONVOQUER.stem / fiche["fichier"]).read_bytes())
        texte = simplifier(lu.pieces["donnees.json"].decode() + " ".join(lu.textes))
        autres = [trait for id, liste in traits.items() if id != fiche["destinataire"] for trait in liste]
        assert [trait for trait in autres if trait in texte] == []


@contextmanager
def serveur() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes what it is asked for."""
    demandes: list[str] = []

    class Guichet(Reponses):
        def lire(self) -> None:
            demandes.append(self.path)
            self.repondre(404)

    with ecouter(Guichet) as adresse:
        yield adresse, demandes


def test_rien_n_est_demande_au_dehors(poste: Poste) -> None:
    """Markup in a payload is text: it is printed as it stands, and fetches nothing, no file of the machine either."""
    (poste.dossier / "secret.txt").write_text("le secret de la machine")
    with serveur() as (site, demandes):
        image = f'<img src="{site}/i.png"><link rel="attachment" href="{(poste.dossier / "secret.txt").as_uri()}">'
        style = f"<style>@import '{site}/s.css'; body {{ background: url({site}/b.png) }}</style>{{{{ 7 * 7 }}}}"
        donnees = charge()
        donnees["candidats"][2]["resultat"]["commentaire"] = f"{image} {style}"
        donnees["centre"]["raison_sociale"] = f'<img src="{site}/c.png">'
        donnees["session"]["mentions"] = [image]
        donnees["jures"][0]["qualite"] = f'<script src="{site}/j.js"></script>'
        options = ("--date", "2019-03-20")
        retour = poste.lancer("produire", poste.ecrire(donnees), *options, HTTP_PROXY=site, http_proxy=site)
        assert retour.code == 0, retour
        assert demandes == []
    (fiche,) = [
        fiche
        for fiche in poste.rapport()["documents"]
        if (fiche["type"], fiche["destinataire"]) == ("notification", donnees["candidats"][2]["id"])
    ]
    lu = lire_pdf((poste.dossier / "sortie" / fiche["fichier"]).read_bytes())
    texte = re.sub(r"\s", "", "".join(lu.textes))
    assert "<imgsrc=" in texte
    assert "{{7*7}}" in texte
    for pdf in (poste.dossier / "sortie").glob("*.pdf"):
        pieces = lire_pdf(pdf.read_bytes(), textes=False).pieces
        assert set(pieces) == {"donnees.json"}
        assert b"le secret" not in pieces["donnees.json"]
