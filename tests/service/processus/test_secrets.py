"""What children that render know: no setting in their environment, no key and no register in their memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.rendu_documents import Commande
from service.papiers.fabrication import composer, rendre
from service.processus.equipe import Equipe
from service.socle.appelant import Appelant, Role
from tests.lancement import executer
from tests.maison.arbre import RACINE
from tests.service.processus import gestes

EXEMPLE = RACINE / "docgen" / "exemples" / "session-titre-validee.json"
PLAGE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw")


@pytest.fixture
def equipe() -> Iterator[Equipe]:
    """One child."""
    equipe = Equipe(1)
    yield equipe
    equipe.fermer()


def _memoire(pid: int) -> Iterator[bytes]:
    """What a process has written, range after range."""
    with Path(f"/proc/{pid}/mem").open("rb") as memoire:
        for ligne in Path(f"/proc/{pid}/maps").read_text(encoding="ascii").splitlines():
            if plage := PLAGE.match(ligne):
                debut, fin = (int(borne, 16) for borne in plage.groups())
                memoire.seek(debut)
                try:
                    yield memoire.read(fin - debut)
                except OSError:  # a range of the kernel's
                    continue


def test_qui_rend_un_papier_numerote_ne_connait_ni_la_cle_ni_le_registre(equipe: Equipe, tmp_path: Path) -> None:
    configuration = Configuration(f"sqlite:///{tmp_path / 'registre-secret.db'}", cles=tmp_path / "cles-secretes.json")
    commande = Commande(date(2019, 3, 20), types=("parchemin",))
    with Atelier(configuration, ouvriers=1) as atelier:
        atelier.rendeur = partial(equipe.faire, composer)
        rendu = rendre(EXEMPLE.read_bytes(), commande, Appelant("cle:x", Role.CERES), atelier)
    numero = rendu.documents[0].numero
    assert numero is not None
    privees = [cle for cle in _textes(json.loads((tmp_path / "cles-secretes.json").read_text())) if len(cle) > 40]
    assert privees
    _, enfant = equipe.faire(gestes.doubler, 1)
    vus = dict.fromkeys((numero, "registre-secret", "cles-secretes", *privees), False)
    for plage in _memoire(enfant):
        for texte in vus:
            vus[texte] |= texte.encode() in plage
    assert [texte for texte, vu in vus.items() if vu] == [numero], "what it printed, and nothing of the register"


def _textes(valeur: object) -> Iterator[str]:
    """The private keys of the file of keys."""
    if isinstance(valeur, dict):
        for nom, contenu in valeur.items():
            if isinstance(contenu, str) and "privee" in nom:
                yield contenu
            yield from _textes(contenu)
    elif isinstance(valeur, list):
        for contenu in valeur:
            yield from _textes(contenu)


def test_les_enfants_naissent_sans_les_reglages_du_service() -> None:
    """In a process of its own, whose environment has all that a service has; it keeps it."""
    programme = (
        "import os\n"
        "from pathlib import Path\n"
        "from service.processus.equipe import Equipe\n"
        "from tests.service.processus.gestes import doubler\n"
        "equipe = Equipe(1)\n"
        "enfant = equipe.faire(doubler, 1)[1]\n"
        "pere = int(Path(f'/proc/{enfant}/stat').read_text().rpartition(')')[2].split()[1])\n"
        "for pid in (enfant, pere):\n"
        "    print(Path(f'/proc/{pid}/environ').read_text(), Path(f'/proc/{pid}/cmdline').read_text())\n"
        "assert os.environ['DOCGEN_SECRET'].startswith('mot-de-passe')\n"
        "equipe.fermer()\n"
    )
    noms = ("DOCGEN_SECRET", "DOCGEN_REGISTRE", "DOCGEN_OIDC_SECRET", "DOCGEN_PHRASE", "PGPASSWORD", "DATABASE_URL")
    ordinaires = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
    dit = executer(programme, env={nom: f"mot-de-passe-{rang}" for rang, nom in enumerate(noms)} | ordinaires)
    assert dit.returncode == 0, dit.stderr
    assert dit.stdout.count("PATH=") == 2
    assert "mot-de-passe" not in dit.stdout
    assert "DOCGEN_" not in dit.stdout
