"""Writing what was produced: every file whole, or none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from docgen.errors import CodeSortie, Erreur, MachineEmpechee, UsageInvalide
from docgen.usecases.publication import BilanCharge, ecrire_rapport, proprietaires, publier
from docgen.usecases.rendu_documents import DocumentProduit
from tests.attente import en_meme_temps


def document(fichier: str = "A.pdf", contenu: bytes = b"%PDF-1.7", destinataire: str = "C1") -> DocumentProduit:
    """A finished document."""
    return DocumentProduit("parchemin", destinataire, fichier, contenu, 1, "0" * 64, "archive", "pdf", "1")


def tous(dossier: Path) -> list[str]:
    """Whatever a folder holds, at any depth."""
    return sorted(str(chemin.relative_to(dossier)) for chemin in dossier.rglob("*"))


def test_publier_ne_laisse_que_les_documents(tmp_path: Path) -> None:
    publier(tmp_path / "a" / "b", "123456", "123456", [document("A.pdf", b"un"), document("B.pdf", b"deux")])
    attendus = ["a", "a/b", "a/b/123456", "a/b/123456/A.pdf", "a/b/123456/B.pdf", "a/b/rapport.json"]
    assert tous(tmp_path) == attendus
    assert (tmp_path / "a/b/123456/B.pdf").read_bytes() == b"deux"


def test_publier_remplace_un_ancien_exemplaire(tmp_path: Path) -> None:
    publier(tmp_path, "", "123456", [document(contenu=b"ancien")])
    publier(tmp_path, "", "123456", [document(contenu=b"nouveau")])
    assert (tmp_path / "A.pdf").read_bytes() == b"nouveau"


def test_un_disque_plein_ne_laisse_rien(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third flush fails, as on a full disk: neither a document nor a folder set aside remains."""
    restants = iter([0, 0, 28])

    def sur_disque(_: int) -> None:
        code = next(restants)
        if code:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", sur_disque)
    with pytest.raises(MachineEmpechee, match=r"n'a pas pu être écrit : le disque est plein.*libérez de la place"):
        publier(tmp_path, "", "123456", [document(f"{rang}.pdf") for rang in range(3)])
    assert tous(tmp_path) == []


def test_ce_qui_est_mis_de_cote_ne_ressemble_pas_a_un_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process killed before the last step leaves files that no one takes for papers."""
    vus: list[str] = []
    monkeypatch.setattr(os, "replace", lambda *_: vus.extend(tous(tmp_path)))
    publier(tmp_path, "", "123456", [document()])
    assert len(vus) == 6  # seen twice: a folder, its document, the report that says whose it is
    assert all(nom.startswith(".docgen-") and not nom.endswith(".pdf") for nom in vus)


@pytest.mark.parametrize("nom", ["A.pdf", "a.PDF"])
def test_une_session_ne_remplace_pas_le_fichier_d_une_autre(tmp_path: Path, nom: str) -> None:
    """Nor on a disk that ignores the case; what is refused leaves no trace, whoever wrote there since."""
    publier(tmp_path, "", "S-1", [document("A.pdf", b"un")])
    ecrire_rapport(tmp_path, [BilanCharge("un.json", "S-1", (document("A.pdf", b"un"),))])
    publier(tmp_path, "", "S-3", [document("C.pdf", b"trois")])
    ecrire_rapport(tmp_path, [BilanCharge("trois.json", "S-3", (document("C.pdf", b"trois"),))])
    avant = {chemin: (tmp_path / chemin).read_bytes() for chemin in tous(tmp_path)}
    with pytest.raises(UsageInvalide, match=rf"« {nom} », qui est à la session S-1 : .* la session S-2, .*--sortie"):
        publier(tmp_path, "", "S-2", [document("B.pdf", b"deux"), document(nom, b"deux")])
    assert {chemin: (tmp_path / chemin).read_bytes() for chemin in tous(tmp_path)} == avant
    assert proprietaires(tmp_path) == {"A.pdf": "S-1", "C.pdf": "S-3"}


def test_un_fichier_dont_on_ne_sait_rien_n_est_pas_efface(tmp_path: Path) -> None:
    (tmp_path / "A.pdf").write_bytes(b"le sien")
    (tmp_path / "rapport.json").write_text("un tout autre rapport")
    with pytest.raises(UsageInvalide, match=r"rapport\.json ne dit pas à quelle session il est.*rangez ce fichier"):
        publier(tmp_path, "", "S-1", [document("A.pdf", b"un")])
    assert tous(tmp_path) == ["A.pdf", "rapport.json"]
    publier(tmp_path, "", "S-1", [document("A.pdf", b"le sien")])
    assert proprietaires(tmp_path) == {"A.pdf": "S-1"}


def test_un_fichier_range_ailleurs_libere_son_nom(tmp_path: Path) -> None:
    publier(tmp_path, "", "S-1", [document("A.pdf", b"un")])
    (tmp_path / "A.pdf").rename(tmp_path / "ailleurs.pdf")
    publier(tmp_path, "", "S-2", [document("A.pdf", b"deux")])
    assert proprietaires(tmp_path) == {"A.pdf": "S-2"}


def test_deux_sessions_au_meme_instant_l_une_ecrit_et_l_autre_est_refusee(tmp_path: Path) -> None:
    """Two threads hold the folder one after the other: each has a handle of its own."""
    sessions = [f"S-{rang}" for rang in range(12)]

    def essayer(rang: int) -> bool:
        session = sessions[rang]
        try:
            publier(tmp_path, "", session, [document("A.pdf", session.encode()), document(f"{session}.pdf")])
        except UsageInvalide:
            return False
        return True

    (gagnante,) = [sessions[rang] for rang, ecrite in enumerate(en_meme_temps(essayer, 12)) if ecrite]
    assert (tmp_path / "A.pdf").read_bytes() == gagnante.encode()
    assert tous(tmp_path) == ["A.pdf", f"{gagnante}.pdf", "rapport.json"]


def test_le_rapport_est_ecrit_d_un_coup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bilan = BilanCharge("charge.json", "123456", (document(),), dossier="123456")
    ecrire_rapport(tmp_path, [bilan])
    assert tous(tmp_path) == ["rapport.json"]
    rapport = json.loads((tmp_path / "rapport.json").read_bytes())
    assert rapport["documents"][0]["fichier"] == "123456/A.pdf"
    assert rapport["charges"] == [
        {"fichier": "charge.json", "session": "123456", "produite": True, "manquements": [], "erreurs": []}
    ]


BON = BilanCharge("a", documents=(document(),))
REFUSE = BilanCharge("b")
MALFORME = BilanCharge("c", erreurs=(Erreur("", "faute"),))
EN_PANNE = BilanCharge("d", panne="panne")


@pytest.mark.parametrize(
    ("bilans", "code"),
    [
        ([BON], 0),
        ([BON, BON], 0),
        ([BON, REFUSE], 4),
        ([MALFORME, BON], 4),
        ([EN_PANNE, BON], 4),
        ([REFUSE], 1),
        ([REFUSE, MALFORME], 1),
        ([MALFORME, MALFORME], 3),
    ],
)
def test_le_code_de_sortie(bilans: list[BilanCharge], code: int) -> None:
    assert CodeSortie.de_plusieurs(bilan.code for bilan in bilans) == code
