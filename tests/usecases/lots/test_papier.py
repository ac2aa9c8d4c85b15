"""Paper: the pli to the State, one side only, and a printer that misses its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from docgen.domain.papiers.lots import BORD_MM
from tests.cli.pilote import Poste, nouveau_poste
from tests.lecture_pdf import marges_blanches, qr_lus
from tests.usecases.lots.chantier import LotLu, ecrire_sessions, faire, lancer, textes

MM = 72 / 25.4


def test_le_pli_a_l_etat_contient_ce_que_dit_pv_02(poste: Poste, tmp_path: Path) -> None:
    fichiers = ecrire_sessions(poste, 6)
    retour = lancer(poste, fichiers, "--pli")
    assert retour.code == 0, retour.sortie
    attendus = []
    for fichier in fichiers:
        charge = json.loads(fichier.read_bytes())
        session = charge["session"]["id"]
        attendus += [("bordereau_pv", session, ""), ("pv_general", session, "")]
        for candidat in charge["candidats"]:
            if candidat["resultat"]["decision"] in ("PARTIEL", "REFUSE"):
                attendus.append(("pv_individuel", session, candidat["id"]))
    lot = LotLu(tmp_path / "lot")
    lignes = lot.manifeste["documents"]
    bordereau = textes(lot.volumes[0])[0]
    assert "À remettre à : DDETS" in bordereau
    assert "cachet du service" in bordereau
    assert sum(type_document == "pv_individuel" for type_document, _, _ in attendus) > 1
    assert sorted((ligne["type"], ligne["session"], ligne["destinataire"]) for ligne in lignes) == sorted(attendus)


def test_des_feuilles_gachees_se_reimpriment_seules_sous_le_meme_numero(poste: Poste) -> None:
    fichiers = ecrire_sessions(poste, 3)
    premier = faire(poste, fichiers, "--types", "parchemin,livret,pv_general").manifeste["documents"]
    gaches = [ligne["numero"] for ligne in premier if ligne["numero"]][1:3]
    motif = ("--motif", "BOURRAGE")
    assert all(poste.ici("registre", "gacher", numero, *motif, "--date", "2025-12-22").code == 0 for numero in gaches)
    encore = faire(poste, fichiers, "--numeros", ",".join(gaches), sortie="encore").manifeste["documents"]
    assert [(ligne["numero"], ligne["sha256"]) for ligne in encore] == [
        (ligne["numero"], ligne["sha256"]) for ligne in premier if ligne["numero"] in gaches
    ]
    inconnu = lancer(poste, fichiers, "--numeros", "2025-974-0999999-X", sortie="rien")
    assert inconnu.code == 2
    assert "2025-974-0999999-X" in inconnu.erreurs


def test_au_recto_seul_aucune_page_n_est_vide(poste: Poste) -> None:
    lot = faire(poste, ecrire_sessions(poste, 2), "--types", "pv_general,pv_individuel", "--recto")
    totaux = lot.manifeste["totaux"]
    assert (totaux["blanches"], totaux["feuilles"]) == (0, totaux["pages"])
    assert all(texte.strip() for texte in textes(lot.volumes[0]))
    preferences: Any = lot.lecteur(lot.volumes[0].name).root_object["/ViewerPreferences"]
    assert preferences["/Duplex"] == "/Simplex"


@pytest.mark.parametrize("options", [(), ("--recto",)], ids=["recto-verso", "recto"])
def test_le_bordereau_porte_les_feuilles_des_originaux_que_le_lot_imprime(
    options: tuple[str, ...], poste: Poste
) -> None:
    types = "pv_general,pv_individuel,bordereau_pv"
    lot = faire(poste, ecrire_sessions(poste, 3), "--types", types, *options)
    pages = textes(lot.volumes[0])
    lignes, par_feuille = lot.manifeste["documents"], 1 if options else 2
    bordereaux = [ligne for ligne in lignes if ligne["type"] == "bordereau_pv"]
    assert len(bordereaux) == 3
    for bordereau in bordereaux:
        debut = bordereau["premiere_page"] - 1
        lu = " ".join(" ".join(pages[debut : debut + bordereau["pages"]]).split())
        originaux = [
            ligne
            for ligne in lignes
            if ligne["session"] == bordereau["session"]
            and (ligne["type"] == "pv_general" or (ligne["type"] == "pv_individuel" and ligne["destinataire"] in lu))
        ]
        assert len(originaux) > 1
        assert f"feuilles : {sum(-(-ligne['pages'] // par_feuille) for ligne in originaux)} " in lu
        assert "Compter les feuilles" not in lu


def test_sans_les_originaux_le_bordereau_se_compte_a_la_main(poste: Poste) -> None:
    lot = faire(poste, ecrire_sessions(poste, 1), "--types", "pv_general,bordereau_pv")
    assert "Compter les feuilles" in " ".join(" ".join(textes(lot.volumes[0])).split())


def test_un_profil_deplace_chaque_face_de_ce_que_l_imprimante_manque(poste: Poste) -> None:
    fichiers = ecrire_sessions(poste, 1)
    mesures = ("--profil", "sud.json", "--recto", "1.5,-0.5", "--verso", "0,2")
    assert poste.ici("calibrage", "--imprimante", "Atelier Sud", *mesures).code == 0
    lot = faire(poste, fichiers, "--types", "pv_general", "--profil", "sud.json")
    recto, verso = PdfReader(lot.volumes[0]).pages[:2]
    # The sheet goes where the printer misses, so that what is printed comes back to its place.
    haut = 841.89
    assert (float(recto.mediabox.left), float(recto.mediabox.top)) == pytest.approx(
        (1.5 * MM, haut + 0.5 * MM), abs=0.02
    )
    assert (float(verso.mediabox.left), float(verso.mediabox.top)) == pytest.approx((0, haut - 2 * MM), abs=0.02)
    assert float(recto.mediabox.width) == pytest.approx(595.28, abs=0.02)


def test_la_page_de_calibrage_se_mesure_et_ses_codes_se_lisent(poste: Poste, tmp_path: Path) -> None:
    assert poste.ici("calibrage", "--imprimante", "Atelier Sud").code == 0
    page = (tmp_path / "calibrage.pdf").read_bytes()
    lus = textes(tmp_path / "calibrage.pdf")
    assert len(lus) == 2
    assert all("Atelier Sud" in texte for texte in lus)
    for cote in (22, 26, 30, 35, 40):
        assert f"{cote} mm" in lus[0]
    assert len(qr_lus(page, dpi=300, echelle_max=1)) == 5


@pytest.mark.parametrize(
    ("recto", "verso", "attendus"),
    [
        ("1", "0,0", ["au recto, « 1 »", "« 1.5,-0.5 »"]),
        ("a,b", "2;3", ["au recto, « a,b »", "au verso, « 2;3 »"]),
        ("nan,0", "0,inf", ["au recto, l'écart n'est pas un nombre", "au verso, l'écart n'est pas un nombre"]),
        (
            "6.6,0",
            "0,-2.6",
            ["au recto, la marge de gauche serait de 3,9 mm", "au verso, la marge du bas"],
        ),
        ("-18,9", "0,0", ["marge de droite serait de −7,5 mm", "marge du haut serait de −2,0 mm", "il en faut 4,0"]),
    ],
)
def test_une_mesure_qui_ferait_perdre_du_texte_est_refusee(
    recto: str, verso: str, attendus: list[str], tmp_path: Path
) -> None:
    """Every fault at once, and which margin is lost."""
    mesures = ("--profil", "x.json", f"--recto={recto}", f"--verso={verso}")
    retour = nouveau_poste(tmp_path).ici("calibrage", "--imprimante", "X", *mesures)
    assert retour.code == 2
    assert [attendu for attendu in attendus if attendu not in retour.erreurs] == []
    assert not (tmp_path / "x.json").exists()


def test_un_profil_garde_qui_ferait_perdre_du_texte_arrete_le_lot_avant_tout(poste: Poste, tmp_path: Path) -> None:
    (tmp_path / "trop.json").write_text(json.dumps({"imprimante": "Nord", "bas_verso": -12}))
    retour = lancer(poste, ecrire_sessions(poste, 1), "--profil", "trop.json")
    assert (retour.code, (tmp_path / "lot").exists()) == (2, False)
    assert "au verso, la marge du bas serait de −5,5 mm, et il en faut 4,0" in retour.erreurs


@pytest.mark.parametrize(("recto", "verso"), [("6.5,3", "-6.5,-2.5"), ("-6.5,-2.5", "6.5,3")])
def test_le_plus_grand_ecart_accepte_laisse_l_encre_sur_la_feuille(recto: str, verso: str, poste: Poste) -> None:
    """Seen in the finished volume, on its own sheet, for every type that a lot prints."""
    mesures = ("--profil", "x.json", f"--recto={recto}", f"--verso={verso}")
    assert poste.ici("calibrage", "--imprimante", "X", *mesures).code == 0
    types = "pv_general,pv_individuel,bordereau_pv,affichage,parchemin,livret,notification"
    (volume,) = faire(poste, ecrire_sessions(poste, 2), "--types", types, "--profil", "x.json").volumes
    marges = [marge for page in marges_blanches(volume.read_bytes()) for marge in page]
    assert len(marges) > 40
    assert min(marges) >= BORD_MM
    assert min(marges) < BORD_MM + 1.0  # the sheet did move under the pages


def test_un_fichier_qui_n_est_pas_un_profil_est_refuse(poste: Poste) -> None:
    fichiers = ecrire_sessions(poste, 1)
    retour = lancer(poste, fichiers, "--profil", str(fichiers[0]))
    assert retour.code == 2
    assert "n'est pas le profil d'une imprimante" in retour.erreurs
