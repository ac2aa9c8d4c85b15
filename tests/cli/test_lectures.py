"""What reads creates nothing, changes nothing, and does so on a medium that cannot be written."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.domain.papiers.numero import Numero
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from tests.cli.pilote import VALIDEE, Poste, nouveau_poste
from tests.petit_disque import sur_un_disque_fige
from tests.registre.lieux import JOUR, demande

NUMERO = str(Numero("", 2026, "069", 1))
LECTURES = (
    ("regles",),
    ("types",),
    ("controler", VALIDEE),
    ("verifier", NUMERO),
    ("registre", "lister"),
    ("registre", "exporter"),
    ("registre", "verifier"),
    ("registre", "verifier", "--fichiers"),
    ("registre", "situer", NUMERO),
    ("registre", "stock", "bilan", "69"),
    ("cle-signature", "lister-cles"),
    ("cle", "lister"),
    ("travaux", "lister"),
    ("travaux", "montrer", "inconnu"),
)


def _empreintes(dossier: Path) -> dict[str, str]:
    return {
        str(chemin.relative_to(dossier)): hashlib.sha256(chemin.read_bytes()).hexdigest() if chemin.is_file() else ""
        for chemin in dossier.rglob("*")
        if not chemin.name.endswith(("-shm", "-wal"))  # SQLite's own, which a reader of a living register shares
    }


@pytest.mark.parametrize("mots", LECTURES, ids=lambda mots: " ".join(map(str, mots))[:30])
def test_lire_ou_rien_n_a_ete_commence_ne_cree_rien(mots: tuple[object, ...], tmp_path: Path) -> None:
    retour = Poste(tmp_path).ici(*mots)
    assert retour.code in ((0, 1) if mots[0] in ("regles", "types", "controler") else (5,)), retour
    assert _empreintes(tmp_path) == {}
    if retour.code == 5:
        assert (retour.sortie, "rien n'y a été créé" in retour.erreurs) == ("", True)


@pytest.mark.parametrize("mots", LECTURES, ids=lambda mots: " ".join(map(str, mots))[:30])
def test_lire_un_registre_n_y_change_rien(mots: tuple[object, ...], tmp_path: Path) -> None:
    poste = nouveau_poste(tmp_path)
    avant = _empreintes(tmp_path)
    assert "Traceback" not in poste.ici(*mots).erreurs
    assert _empreintes(tmp_path) == avant


def test_lire_sur_un_support_qui_ne_s_ecrit_pas(tmp_path: Path) -> None:
    poste = nouveau_poste(tmp_path)
    with Atelier(Configuration(f"sqlite:///{tmp_path}/docgen.db", communes=None)) as atelier:
        atelier.registre.attribuer([demande()], JOUR)
    ouvrir_magasin(tmp_path / "docgen.fichiers")
    programme = (
        "import contextlib, io, json, sys\nfrom docgen.cli import main\n"
        f"for mots in json.loads({json.dumps(json.dumps([list(map(str, mots)) for mots in LECTURES]))}):\n"
        "    sys.argv = ['docgen', *mots]\n"
        "    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "        try: main()\n"
        "        except SystemExit as fin: print(json.dumps([mots[:2], fin.code]), file=sys.__stderr__); raise\n"
    )
    commande = sur_un_disque_fige(tmp_path, sys.executable, "-c", programme)
    lu = subprocess.run(
        commande, cwd=tmp_path, env=poste.environnement, capture_output=True, text=True, check=True, timeout=120
    )
    codes = [json.loads(ligne) for ligne in lu.stderr.splitlines() if ligne.startswith("[")]
    assert len(codes) == len(LECTURES), lu.stderr
    assert {code for _, code in codes} <= {0, 1, 2}, lu.stderr
    assert [code for mots, code in codes if mots[:1] == ["registre"]][:4] == [0, 0, 0, 0], lu.stderr


@pytest.mark.parametrize("mots", [("travaux", "lister"), ("cle", "lister")])
def test_un_registre_sans_service_dit_ce_qui_manque(mots: tuple[str, ...], tmp_path: Path) -> None:
    ouvrir_registre(f"sqlite:///{tmp_path / 'docgen.db'}").fermer()
    retour = Poste(tmp_path).ici(*mots)
    assert retour.code == 5
    assert f"Aucune table du service en « {tmp_path / 'docgen.db'} »" in retour.erreurs
    assert "« docgen servir » les fait" in retour.erreurs
