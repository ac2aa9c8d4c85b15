"""A lot, seen from its folder: three bad sessions of twelve, the accounts counted again by other libraries."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf.generic import Destination

from tests.cli.pilote import Poste, Retour, nouveau_poste
from tests.usecases.lots.chantier import TYPES, LotLu, codes_qr, ecrire_sessions, lancer, textes

FEUILLES = 40


@pytest.fixture(scope="module")
def fait(tmp_path_factory: pytest.TempPathFactory) -> tuple[Poste, LotLu, Retour]:
    poste = nouveau_poste(tmp_path_factory.mktemp("lot"))
    fichiers = ecrire_sessions(poste, 12, mauvaises=True)
    retour = lancer(poste, fichiers, "--types", TYPES, "--feuilles-par-volume", str(FEUILLES), "--json")
    return poste, LotLu(poste.dossier / "lot"), retour


Fait = tuple[Poste, LotLu, Retour]


@pytest.fixture
def lot(fait: Fait) -> LotLu:
    return fait[1]


def test_les_bonnes_sessions_sont_imprimees_et_les_mauvaises_ecartees(fait: Fait) -> None:
    _, lot, retour = fait
    assert retour.code == 4, retour.erreurs
    assert retour.json["sessions"] == 9
    ecartees = {Path(ecartee["fichier"]).name: ecartee for ecartee in lot.corrections["ecartees"]}
    assert {nom: ecartee["raison"] for nom, ecartee in ecartees.items()} == {
        "session-02.json": "malformee",
        "session-05.json": "refusee",
        "session-07.json": "refusee",
    }
    assert ecartees["session-02.json"]["erreurs"][0]["ligne"] == 1
    assert "SESS-11" in {manquement["regle"] for manquement in ecartees["session-05.json"]["manquements"]}
    assert len({ligne["session"] for ligne in lot.manifeste["documents"]}) == 9


def test_le_dossier_contient_ce_qui_est_promis_et_rien_d_autre(fait: Fait) -> None:
    _, lot, retour = fait
    nom = retour.json["lot"]
    volumes = [f"LOT_{nom}_VOL_{rang:02d}.pdf" for rang in range(1, len(lot.volumes) + 1)]
    attendus = {*volumes, "manifeste.json", "manifeste.csv", "controle.pdf", "corrections.json"}
    assert {chemin.name for chemin in lot.dossier.iterdir()} == attendus
    assert len(volumes) > 2


def test_les_totaux_sont_ceux_que_compte_une_autre_bibliotheque(lot: LotLu) -> None:
    totaux = lot.manifeste["totaux"]
    pages, documents, vides, bordereaux = 0, 0, 0, 0
    for volume in lot.volumes:
        lus = textes(volume)
        assert len(lus) == len(lot.lecteur(volume.name).pages)
        assert len(lus) % 2 == 0
        assert len(lus) // 2 <= FEUILLES
        pages += len(lus)
        documents += sum("page 1/" in texte for texte in lus)
        vides += sum(texte.strip() in ("", "page laissée vide") for texte in lus)
        bordereaux += sum("bordereau 1/" in texte for texte in lus)
    assert (documents, pages, vides, bordereaux, pages // 2) == (
        totaux["documents"],
        totaux["pages"],
        totaux["blanches"],
        totaux["bordereaux"],
        totaux["feuilles"],
    )
    assert documents == len(lot.manifeste["documents"])


def test_chaque_document_est_a_sa_place_et_commence_sur_un_recto(lot: LotLu) -> None:
    for volume in lot.volumes:
        lus = textes(volume)
        suivante = None
        for ligne in lot.documents(volume.name):
            premiere, derniere = ligne["premiere_page"], ligne["derniere_page"]
            assert premiere % 2 == 1
            assert f"page 1/{ligne['pages']}" in lus[premiere - 1]
            assert f"page {ligne['pages']}/{ligne['pages']}" in lus[derniere - 1]
            assert ligne["session"] in lus[premiere - 1] or ligne["type"] == "notification"
            if derniere % 2:
                assert lus[derniere].strip() == ("" if ligne["type"] == "parchemin" else "page laissée vide")
            if suivante is not None and premiere != suivante:
                assert "Bordereau de livraison" in lus[suivante - 1]
            suivante = derniere + 1 + derniere % 2


def test_un_verso_vide_a_le_sens_de_son_recto(lot: LotLu) -> None:
    for volume in lot.volumes:
        pages = lot.lecteur(volume.name).pages
        for recto, verso in zip(pages[::2], pages[1::2], strict=True):
            assert recto.mediabox.width == verso.mediabox.width


def test_chaque_numero_est_sur_son_papier_et_une_camera_le_lit(lot: LotLu) -> None:
    numeros = []
    for volume in lot.volumes:
        lus = textes(volume)
        numerotes = [ligne for ligne in lot.documents(volume.name) if ligne["numero"]]
        for ligne in numerotes:
            assert ligne["numero"] in lus[ligne["premiere_page"] - 1]
        codes = codes_qr(volume, [ligne["premiere_page"] for ligne in numerotes])
        for ligne, code in zip(numerotes, codes, strict=True):
            assert f"/verification/{ligne['numero']}#eyJ" in code
        numeros += [ligne["numero"] for ligne in numerotes]
    assert numeros
    assert Counter(numeros).most_common(1)[0][1] == 1
    assert len(numeros) == lot.manifeste["totaux"]["numeros"]


def test_l_ordre_est_autorite_centre_session(lot: LotLu) -> None:
    lignes = lot.manifeste["documents"]
    groupes = list(dict.fromkeys((ligne["departement"], ligne["siret"], ligne["session"]) for ligne in lignes))
    assert len(groupes) == 9
    assert [groupe[0] for groupe in groupes] == sorted(groupe[0] for groupe in groupes)
    assert [ligne["rang"] for ligne in lignes] == list(range(1, len(lignes) + 1))
    assert next(ligne["type"] for ligne in lignes) == "pv_general"


def test_chaque_bordereau_liste_ce_qui_le_suit(lot: LotLu) -> None:
    for volume in lot.volumes:
        lus = textes(volume)
        bordereaux = "\n".join(texte for texte in lus if "Bordereau de livraison" in texte)
        for ligne in lot.documents(volume.name):
            assert ligne["session"] in bordereaux
            assert ligne["numero"] is None or ligne["numero"] in bordereaux


def test_chaque_bordereau_nomme_son_volume_et_son_fichier(lot: LotLu) -> None:
    for numero, volume in enumerate(lot.volumes, start=1):
        lus = textes(volume)
        premieres = [rang for rang, texte in enumerate(lus) if "bordereau 1/" in texte]
        assert premieres
        pypdf = lot.lecteur(volume.name)
        for rang in premieres:
            for texte in (lus[rang], pypdf.pages[rang].extract_text()):
                assert f"Volume {numero} sur {len(lot.volumes)}" in texte
                assert volume.name in texte


def test_le_nom_du_volume_finit_ou_finit_celui_du_lot(lot: LotLu) -> None:
    """One is laid out, the other written afterwards, at a place of its own: both end at the margin."""
    volume = lot.volumes[0]
    with closing(pypdfium2.PdfDocument(volume)) as pdf:
        texte = pdf[0].get_textpage()
        droites = []
        for ligne in (f"Lot\r\n{lot.manifeste['lot']}", f"Volume 1 sur {len(lot.volumes)}", volume.name):
            debut = texte.get_text_bounded().index(ligne)
            droites.append(texte.get_charbox(debut + len(ligne) - 1)[2])
    assert max(droites) - min(droites) < 2


def test_le_volume_dit_au_lecteur_et_a_l_imprimante_comment_le_prendre(lot: LotLu) -> None:
    lecteur = lot.lecteur(lot.volumes[0].name)
    preferences: Any = lecteur.root_object["/ViewerPreferences"]
    assert (preferences["/Duplex"], preferences["/PrintScaling"]) == ("/DuplexFlipLongEdge", "/None")
    assert lecteur.page_labels[0] == "B1-1"
    premier = lot.documents(lot.volumes[0].name)[0]
    assert lecteur.page_labels[premier["premiere_page"] - 1] == "1-1"
    centre, sessions = lecteur.outline[:2]
    assert isinstance(centre, Destination)
    assert "Centre d’exemple" in str(centre.title)
    assert isinstance(sessions, list)
    assert isinstance(session := sessions[0], Destination)
    assert str(session.title).startswith(f"Session {premier['session']}")
    assert lecteur.get_destination_page_number(session) == premier["premiere_page"] - 1
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == f"Lot {lot.manifeste['lot']}"


def test_le_manifeste_donne_les_empreintes_et_le_csv_dit_de_meme(lot: LotLu) -> None:
    for volume in lot.manifeste["volumes"]:
        assert hashlib.sha256((lot.dossier / volume["fichier"]).read_bytes()).hexdigest() == volume["sha256"]
    with (lot.dossier / "manifeste.csv").open(encoding="utf-8-sig", newline="") as flux:
        lignes = list(csv.DictReader(flux, delimiter=";"))
    attendues = [
        {nom: "" if valeur is None else str(valeur) for nom, valeur in ligne.items()}
        for ligne in lot.manifeste["documents"]
    ]
    assert [{nom: valeur.removeprefix("'") for nom, valeur in ligne.items()} for ligne in lignes] == attendues


def test_la_feuille_de_controle_porte_les_totaux(lot: LotLu) -> None:
    texte = "\n".join(textes(lot.dossier / "controle.pdf"))
    totaux = lot.manifeste["totaux"]
    assert f"{totaux['pages'] - totaux['blanches']} pages imprimées + {totaux['blanches']} vides" in texte.replace(
        "\xa0", " "
    )
    for volume in lot.volumes:
        assert volume.name in texte


def test_le_registre_a_note_chaque_document_une_fois(fait: Fait) -> None:
    poste, lot, _ = fait
    toutes = _emissions(poste)
    emissions = [emission for emission in toutes if emission["type"] != "bordereau_livraison"]
    assert len(emissions) == len(lot.manifeste["documents"])
    slips = [emission["identifiant"] for emission in toutes if emission not in emissions]
    assert len(slips) == len(set(slips)) == lot.manifeste["totaux"]["bordereaux"]
    assert {emission["sha256"] for emission in emissions} == {ligne["sha256"] for ligne in lot.manifeste["documents"]}


def test_la_meme_commande_redonne_les_memes_octets_et_ne_note_rien(fait: Fait) -> None:
    poste, lot, premier = fait
    avant, notees = lot.octets(), len(_emissions(poste))
    fichiers = sorted(poste.dossier.glob("session-*.json"), reverse=True)
    retour = lancer(poste, fichiers, "--types", TYPES, "--feuilles-par-volume", str(FEUILLES), "--json")
    assert retour.json["lot"] == premier.json["lot"]
    apres = lot.octets()
    assert {nom for nom in avant if avant[nom] != apres[nom]} <= {"corrections.json", "controle.pdf"}  # files' order
    assert len(_emissions(poste)) == notees


def _emissions(poste: Poste) -> list[dict[str, str]]:
    export = poste.ici("registre", "exporter").sortie.splitlines()
    return [ecriture["contenu"] for ligne in export if (ecriture := json.loads(ligne))["acte"] == "EMISSION"]
