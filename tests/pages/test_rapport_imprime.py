"""A secretary mends a file of forty-two errors from the printed report alone: line, person, datum, what to write."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.pages.site import charge, deposer, fichier, insecables

NOMS = [
    "MARTIN",
    "BERNARD",
    "PETIT",
    "DURAND",
    "LEROY",
    "MOREL",
    "FAURE",
    "GIRARD",
    "ROUX",
    "BLANC",
    "GARNIER",
    "LOPEZ",
]
VOIES = ("FORMATION", "APPRENTISSAGE", "VAE")
Chemin = tuple[str | int, ...]


def _juste() -> Any:
    """Twelve candidates, each with an address to write to and an hour of his own."""
    session = charge("titre-a-convoquer", "424242")
    modeles, session["candidats"] = session["candidats"], []
    for rang, nom in enumerate(NOMS):
        candidat = copy.deepcopy(modeles[rang % len(modeles)])
        candidat |= {"id": f"97414111{rang:02d}F", "nom": nom, "courriel": f"candidat.{rang + 1}@exemple.fr"}
        candidat |= {"heure_convocation": f"{8 + rang % 6:02d}:30", "voie": VOIES[rang % 3]}
        candidat["naissance"]["date"] = f"{1980 + rang}-0{1 + rang % 9}-1{rang % 10}"
        session["candidats"].append(candidat)
    return session


def _dans(objet: Any, chemin: Chemin) -> Any:
    for cle in chemin:
        objet = objet[cle]
    return objet


def _fautes(juste: Any) -> dict[Chemin, Any]:
    """What was typed in the place of forty-two data; ``None``: the field is not there."""
    fautes: dict[Chemin, Any] = {}
    for rang, candidat in enumerate(juste["candidats"]):
        ici: Chemin = ("candidats", rang)
        jour = date.fromisoformat(candidat["naissance"]["date"])
        fautes[*ici, "naissance", "date"] = f"{jour:%d/%m/%Y}"
        if rang < 9:
            fautes[*ici, "courriel"] = candidat["courriel"].replace("@", " ")
        if rang % 2:
            fautes[*ici, "voie"] = f"PAR {candidat['voie']}"
        if rang > 5:
            fautes[*ici, "heure_convocation"] = candidat["heure_convocation"].replace(":", "h")
    fautes |= {("candidats", 1, "nom"): "", ("candidats", 4, "nom"): "", ("candidats", 8, "prenoms"): None}
    fautes |= {("session", "debut"): "4 janvier", ("centre", "siret"): "99999999700012", ("jures", 1, "nom"): None}
    fautes |= {("candidats", 10, "prenoms"): None, ("candidats", 11, "nom"): "", ("jures", 0, "nom"): ""}
    return fautes


def _gater(juste: Any, fautes: dict[Chemin, Any]) -> list[str]:
    gatee = copy.deepcopy(juste)
    for (*ou, champ), faute in fautes.items():
        objet = _dans(gatee, tuple(ou))
        if faute is None:
            del objet[champ]
        else:
            objet[champ] = faute
    return json.dumps(gatee, ensure_ascii=False, indent=2).split("\n")


# What the report calls the data that a secretary has on her own papers.
DONNEES = {
    "Premier jour de la session": "session debut",
    "SIRET": "centre siret",
    "Nom": "nom",
    "Nom de naissance": "nom",
    "Prénoms": "prenoms",
    "Date de naissance": "naissance date",
    "Adresse de courriel": "courriel",
    "Voie d’accès à la certification": "voie",
    "Heure de convocation propre au candidat": "heure_convocation",
}
LISTES = {"candidat": "candidats", "juré": "jures"}


def _sait(juste: Any, qui: str, donnee: str) -> str:
    """What her papers say of a person whom the report names by his rank, with his name where the file has it."""
    objet = juste
    if dite := re.match(r"(\d+)(?:er|re|e) (\w+), (.+)", qui):
        rang, liste, nom = dite.groups()
        objet = juste[LISTES[liste]][int(rang) - 1]
        prenoms = objet.get("prenoms") or objet["prenom"]
        assert nom in (f"{prenoms.split(',')[0]} {objet['nom']}", prenoms.split(",")[0], objet["nom"])
    valeur = _dans(objet, tuple(DONNEES[donnee].split()))
    return str(valeur)


def _ecrire(valeur: str, consigne: str) -> str:
    """The same, written as the report asks: it is she who knows the day, and the report its form."""
    if "AAAA-MM-JJ" in consigne:
        assert re.search(r"par exemple \d{4}-\d\d-\d\d", consigne)
    elif "HH:MM" in consigne:
        assert re.search(r"par exemple \d\d:\d\d", consigne)
    elif "écrivez FORMATION" in consigne:
        assert valeur in re.findall("[A-Z]{3,}", consigne)
    else:
        assert re.search("nom@domaine|renseignez-le|ajoutez-le|vérifiez-le", consigne), consigne
    return valeur


def test_quarante_deux_erreurs_se_corrigent_du_rapport_imprime_seul(visiteur: Callable[..., Page]) -> None:
    juste = _juste()
    fautes = _fautes(juste)
    lignes = _gater(juste, fautes)
    page = visiteur("centre")
    deposer(page, fichier("\n".join(lignes).encode(), "session-424242.json"))
    page.emulate_media(media="print")
    assert len(PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages) <= 3
    expect(page.locator(".dg-faute:visible")).to_have_count(0)
    corrections = list[tuple[int, str, str, str, str]]()
    for tiers in page.locator(".dg-fiche:visible tbody").all():
        (qui, *_), *rangees = [insecables(texte).split("\t") for texte in tiers.locator("tr").all_inner_texts()]
        corrections += [(int(ligne), qui, *cases) for ligne, *cases, _ in rangees]  # type: ignore[misc]
    assert len(corrections) == len(fautes) == 42
    for ligne, qui, donnee, lu, consigne in sorted(corrections, reverse=True):  # a field that is added moves the rest
        ecrit = json.dumps(_ecrire(_sait(juste, qui, donnee), consigne), ensure_ascii=False)
        if lu == "–":
            champ = re.search("« (\\w+) »", consigne)
            assert champ is not None
            lignes.insert(ligne, f"{champ[1]!r}: {ecrit},".replace("'", '"'))
        else:
            avant = '""' if lu == "(vide)" else f'"{lu}"'
            assert lignes[ligne - 1].count(avant) == 1, (ligne, lu)
            lignes[ligne - 1] = lignes[ligne - 1].replace(avant, ecrit)
    assert json.loads("\n".join(lignes)) == juste
    page.emulate_media(media="screen")
    deposer(page, fichier("\n".join(lignes).encode(), "session-424242.json"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Ce fichier est à corriger")
    expect(page.get_by_text("Session 424242,")).to_be_visible()
