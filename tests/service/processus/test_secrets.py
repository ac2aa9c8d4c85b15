"""What children that render or read know: no setting in their environment, no key and no register in their memory."""

from __future__ import annotations

import io
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path

import pikepdf
import pytest

import outils.sessions
from docgen.contract.charge import lire_charge
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots import faire as faire_les_lots
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.processus import isolement
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from docgen.usecases.retours.depouillement import depouiller
from docgen.usecases.tenue.verification_pdf import verifier_fichier
from outils.numerisation import dessiner, en_pdf
from service.papiers.fabrication import composer, rendre
from service.processus.equipe import Equipe
from service.socle.appelant import Appelant, Role
from service.travaux import genre as genres
from service.travaux.genre import Lieux, Ordre
from service.travaux.tables import Etat
from tests.campagnes import descendants
from tests.cli.pilote import VALIDEE
from tests.lancement import executer
from tests.service.processus import gestes
from tests.service.processus.secrets_vus import Guet, mots_sus
from tests.usecases.lots.chantier import petite

JOUR = date(2019, 3, 20)


@dataclass
class Maison:
    """A register and its keys, under names that are found wherever they are."""

    dossier: Path
    nom: str

    @property
    def configuration(self) -> Configuration:
        """What the one who asks is given."""
        lieu = self.dossier / self.nom
        lieu.mkdir(exist_ok=True)
        return Configuration(f"sqlite:///{lieu / 'docgen.db'}", cles=lieu / "cles.json")

    @property
    def secrets(self) -> list[bytes]:
        """Where the register is, and its private keys; what the environment holds bears the same name."""
        ecrites = (self.dossier / self.nom / "cles.json").read_bytes()
        privees = re.findall(rb'"cle_privee": *"([^"]{41,})"', ecrites)
        assert privees
        return [self.nom.encode(), *privees]

    @cached_property
    def documents(self) -> tuple[DocumentProduit, ...]:
        """What was issued: by this process, whose memory holds all of it."""
        commande = Commande(JOUR, types=("parchemin", "pv_general"))
        with Atelier(self.configuration, ouvriers=1) as atelier:
            return produire(lire_charge(VALIDEE.read_bytes()), commande, atelier).documents

    def numeriser(self) -> Path:
        """A signed paper that comes back, several times."""
        (pv,) = (un for un in self.documents if un.type == "pv_general")
        vues = [page.convert("RGB") for page in dessiner(pv.contenu, 200)] * 4  # long enough to be seen being read
        (chemin := self.dossier / "scan.pdf").write_bytes(en_pdf(vues, [200] * len(vues)))
        return chemin


@pytest.fixture
def maison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maison:
    """One whose name nobody knew before; no reader is there already."""
    maison = Maison(tmp_path, f"secret-{secrets.token_hex(8)}")
    assert maison.documents
    for nom in ("DOCGEN_REGISTRE", "DOCGEN_CACHET_PHRASE", "DOCGEN_SECRET", "PGPASSWORD"):
        monkeypatch.setenv(nom, maison.nom)
    monkeypatch.setattr(isolement, "_couveuses", [])
    monkeypatch.setattr(faire_les_lots, "DOCUMENTS_MINIMUM", 0)
    return maison


def _produire(maison: Maison, atelier: Atelier) -> None:
    types = ("pv_individuel", "notification")
    assert produire(lire_charge(VALIDEE.read_bytes()), Commande(JOUR, types), atelier).documents


def _verifier(maison: Maison, atelier: Atelier) -> None:
    copie = io.BytesIO()
    with pikepdf.open(io.BytesIO(maison.documents[-1].contenu)) as pdf:
        pdf.save(copie)
    assert verifier_fichier(copie.getvalue(), "copie.pdf", atelier).du_fichier


def _depouiller(maison: Maison, atelier: Atelier) -> None:
    assert depouiller([maison.numeriser()], [], maison.dossier / "retours", atelier).documents


def _imprimer(maison: Maison, atelier: Atelier) -> None:
    fichiers = [maison.dossier / f"{rang}.json" for rang in range(2)]
    for rang, fichier in enumerate(fichiers):
        fichier.write_text(json.dumps(petite(rang)), encoding="utf-8")
    commande = CommandeLot(outils.sessions.JOUR, ("parchemin", "pv_individuel"), feuilles_par_volume=2)
    bilan, _ = faire_les_lots.faire_lot(fichiers, commande, maison.dossier / "lot", atelier)
    assert bilan.sessions == 2


@pytest.mark.parametrize("acte", [_produire, _verifier, _depouiller, _imprimer])
def test_les_enfants_d_une_commande_ne_savent_rien_d_elle(
    acte: Callable[[Maison, Atelier], None], maison: Maison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", maison.nom)  # they have no store to open
    with Atelier(maison.configuration, ouvriers=2) as atelier, Guet(maison.secrets) as guet:
        acte(maison, atelier)
    assert guet.vus
    assert guet.sus == {}


def _lot(lieux: Lieux) -> dict[str, object]:
    """A lot of one session."""
    ouvrir_magasin(lieux.fichiers).ecrire("depots/2", VALIDEE.read_bytes())
    commande = {"jour": JOUR.isoformat(), "types": ["parchemin"]}
    charges = [{"nom": VALIDEE.name, "cle": "depots/2"}]
    return {"charges": charges, "commande": commande, "pouvoir": {"atteste": True}}


def test_les_enfants_d_un_service_ne_savent_rien_de_lui(maison: Maison, tmp_path: Path) -> None:
    """Those that render for a call, or read for a job; theirs too, of one that concludes it and has the register."""
    lieux, numero = Lieux(maison.configuration, str(tmp_path / "fichiers")), str(maison.documents[-1].numero)
    ouvrir_magasin(lieux.fichiers).ecrire("depots/1", maison.numeriser().read_bytes())
    parametres = {"fichiers": [{"nom": "1-scan.pdf", "cle": "depots/1"}], "pouvoir": {"atteste": True}}
    ordre = Ordre("1", "retours", parametres, None, "ceres", datetime.now(UTC))
    rendeurs, greffe = Equipe(1), Equipe(1)
    try:
        _, greffier = greffe.faire(gestes.doubler, 1)
        with Atelier(maison.configuration, ouvriers=1) as atelier, Guet(maison.secrets, [greffier]) as guet:
            atelier.rendeur = partial(rendeurs.faire, composer)
            appelant, commande = Appelant("cle:x", Role.CERES), Commande(JOUR, types=("parchemin",))
            rendu = rendre(VALIDEE.read_bytes(), commande, appelant, atelier)
            _, enfant = rendeurs.faire(gestes.doubler, 1)
            rendeurs.faire(genres.faire, ordre, 0, lieux.sans_registre)
            lot = replace(ordre, travail="2", genre="lot", parametres=_lot(lieux))
            greffe.faire(genres.decouper, lot, lieux, 1)
            rendeurs.faire(genres.faire, lot, 0, lieux.sans_registre)
            assert greffe.faire(genres.conclure, lot, lieux).etat is Etat.TERMINE
            assert descendants(greffier), "somebody else has printed its control sheet"
            assert greffe.faire(genres.conclure, ordre, lieux).etat is Etat.PARTIEL  # pages come twice
        assert numero in [document.numero for document in rendu.documents]
        assert mots_sus(enfant, [numero.encode(), *maison.secrets]) == {numero.encode()}, "what it printed"
        assert mots_sus(greffier, maison.secrets), "it has the register"
    finally:
        rendeurs.fermer()
        greffe.fermer()
    assert len(guet.vus) > 2
    assert guet.sus == {}


def test_les_enfants_naissent_sans_les_reglages_du_service() -> None:
    """In a process of its own, whose environment has all that a service has; it keeps it."""
    programme = (
        "import os\n"
        "from pathlib import Path\n"
        "from service.processus import equipe\n"
        "from tests.service.processus.gestes import doubler\n"
        "equipe.PRECHAUFFE = doubler.__module__  # nothing is rendered here\n"
        "un = equipe.Equipe(1)\n"
        "enfant = un.faire(doubler, 1)[1]\n"
        "pere = int(Path(f'/proc/{enfant}/stat').read_text().rpartition(')')[2].split()[1])\n"
        "for pid in (enfant, pere):\n"
        "    print(Path(f'/proc/{pid}/environ').read_text(), Path(f'/proc/{pid}/cmdline').read_text())\n"
        "assert os.environ['DOCGEN_SECRET'].startswith('mot-de-passe')\n"
        "un.fermer()\n"
    )
    noms = ("DOCGEN_SECRET", "DOCGEN_REGISTRE", "DOCGEN_OIDC_SECRET", "DOCGEN_PHRASE", "PGPASSWORD", "DATABASE_URL")
    ordinaires = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
    dit = executer(programme, env={nom: f"mot-de-passe-{rang}" for rang, nom in enumerate(noms)} | ordinaires)
    assert dit.returncode == 0, dit.stderr
    assert dit.stdout.count("PATH=") == 2
    assert "mot-de-passe" not in dit.stdout
    assert "DOCGEN_" not in dit.stdout
