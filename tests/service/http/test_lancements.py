"""Each command line that is published to deploy the service starts, is ready, works and stops, as its arrangement says.

systemd and Compose are not here to start them: the command, the settings and what this machine can hold of the limits
are read from the units and from ``compose.yaml``, and their places are moved to a folder of the test.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from docgen.fichiers.magasin import ouvrir_magasin
from docgen.rendering import fonts
from tests import appels_permis
from tests.attente import attendre
from tests.cli.pilote import VALIDEE
from tests.fichiers.s3 import seau
from tests.maison.test_deploiement import COMPOSE, DONNEES, DOSSIER, IMAGE, UNITES, environnements
from tests.postgres import Postgresql, binaires
from tests.serveur_web import port_libre
from tests.service.http.serveur import attendre_travail, demander, repond

PROGRAMME = Path(sys.executable).with_name("docgen")
POLICES = f"docgen-polices-{fonts._empreinte()}-{os.geteuid()}"  # the folder of the fonts where home cannot be written
# What a unit forbids, as far as commands of this machine can: no right, nothing written but in its places.
ENFERMER = (
    'mount --make-rprivate / && for lieu in "$ETAT" "$TMPDIR"; do mount --bind "$lieu" "$lieu" || exit; done'
    ' && mount -o remount,bind,ro / && exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs -- "$@"'
)


@contextmanager
def lance(mots: Sequence[str], milieu: Mapping[str, str], dossier: Path, nom: str) -> Iterator[Path]:
    """A command at work, where its log goes; told to stop at the end, it does, as asked."""
    sortie = dossier.parent / f"{nom}.txt"
    with sortie.open("wb") as flux:
        processus = subprocess.Popen(mots, env={"PATH": os.environ["PATH"], **milieu}, cwd=dossier, stderr=flux)
    try:
        yield sortie
        processus.send_signal(signal.SIGTERM)
        assert processus.wait(30) == 0, sortie.read_text(encoding="utf-8")
    finally:
        processus.kill()
        processus.wait()


def deplacer(texte: str, etat: Path, port: int) -> str:
    """The same for the places of the test."""
    texte = texte.replace(str(DONNEES), str(etat)).replace("/srv/docgen/.venv/bin/docgen", str(PROGRAMME))
    return texte.replace("--port 8000", f"--port {port}").replace(":8000/", f":{port}/")


@pytest.fixture
def etat(tmp_path: Path) -> Path:
    """The place of the data, that of systemd or of the volume; beside it that of temporary files, where fonts are."""
    (tmp_path / "prive" / POLICES).mkdir(mode=0o700, parents=True)
    copytree(fonts.dossier(), tmp_path / "prive" / POLICES / "polices")  # made there, they take longest
    (tmp_path / "docgen").mkdir(mode=0o700)
    return tmp_path / "docgen"


def de_l_unite(nom: str, etat: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The command of a unit with its limits, and what systemd would give it."""
    unite = UNITES[nom]
    reglages = deplacer((DOSSIER / "docgen.env").read_text(encoding="utf-8"), etat, port)
    poses = dict(re.findall(r"^(DOCGEN_[A-Z_]+)=(.*)$", reglages, re.MULTILINE))
    poses |= dict(re.findall(r"^Environment=(\w+)=(.*)$", unite, re.MULTILINE))
    (ligne,) = re.findall(r"^ExecStart=(.*)$", deplacer(unite, etat, port), re.MULTILINE)
    assert not re.search(r"^Exec(?!Start=)\w+=", unite, re.MULTILINE)
    (fichiers,), (masque,) = (re.findall(rf"^{nom}=(.*)$", unite, re.MULTILINE) for nom in ("LimitNOFILE", "UMask"))
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="} <= set(unite.splitlines())
    poser = f'grep -q "^Seccomp:.2" /proc/self/status && umask {masque} && ulimit -n {fichiers} && exec "$@"'
    filtre = [sys.executable, appels_permis.__file__, str(DOSSIER / nom)]
    limites = [*filtre, "sh", "-c", poser, "sh", *shlex.split(ligne)]
    enfermee = ["unshare", "-m", "sh", "-c", ENFERMER, "sh", *limites]
    seule = subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode
    return limites if seule else enfermee, {**poses, "ETAT": str(etat), "TMPDIR": str(etat.parent / "prive")}


def test_les_unites_se_lancent_ensemble_et_s_arretent_a_la_demande(etat: Path) -> None:
    port = port_libre()
    adresse = f"http://127.0.0.1:{port}"
    with ExitStack() as pile:
        for nom in sorted(UNITES, reverse=True):  # the service first: it begins the register
            mots, milieu = de_l_unite(nom, etat, port)
            sortie = pile.enter_context(lance(mots, milieu, etat, nom))
            if "servir" in " ".join(mots):
                attendre(lambda: repond(f"{adresse}/sante/pret"))
            else:
                attendre(lambda: "Ouvrier prêt" in sortie.read_text(encoding="utf-8"), 60)  # noqa: B023
        assert demander(f"{adresse}/sante").is_success
    ecrits = [chemin for chemin in etat.rglob("*") if chemin.is_file()]
    assert etat / "docgen.db" in ecrits
    assert {chemin.stat().st_mode & 0o077 for chemin in ecrits} == {0}
    laisses = [chemin.name for chemin in (etat.parent / "prive").iterdir()]
    assert laisses == [POLICES]


def test_compose_sur_s3_mene_un_depot_a_ses_papiers_et_a_un_lot(
    postgresql: Postgresql, etat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service and a worker that share a database and a bucket alone; the images' own checks find them well."""
    base, port = postgresql.nouvelle_base(), port_libre()
    adresse = f"http://127.0.0.1:{port}"
    with seau(monkeypatch) as fichiers, ExitStack() as pile:
        communs = {nom: valeur for nom, valeur in os.environ.items() if nom.startswith("AWS_")}
        communs |= {"DOCGEN_REGISTRE": base, "DOCGEN_TRAVAUX": base, "DOCGEN_FICHIERS": fichiers}
        poses = {}
        for nom in ("service", "ouvrier"):
            voulues = {
                cle: deplacer(dit, etat, port) for cle, dit in environnements()[f"compose, {nom} sur S3"].items()
            }
            assert voulues["DOCGEN_FICHIERS"].startswith("s3://")
            poses[nom] = voulues | communs
        commandes = {nom: [str(PROGRAMME), *COMPOSE["services"][nom]["command"]] for nom in poses}
        pile.enter_context(lance([*commandes["service"], "--port", str(port)], poses["service"], etat, "service"))
        attendre(lambda: repond(f"{adresse}/sante"))  # the images' check is a program: it is run once
        assert _sain(port)
        pile.enter_context(lance(commandes["ouvrier"], poses["ouvrier"], etat, "ouvrier"))
        secret = _cle(poses["service"], etat)  # meanwhile
        attendre(lambda: repond(f"{adresse}/sante/pret"))
        _mener_un_lot(adresse, secret)
        rayons = {fiche.cle.partition("/")[0] for fiche in ouvrir_magasin(fichiers).lister()}
        assert {"depots", "lots", "travaux"} <= rayons
    assert [chemin.name for chemin in etat.iterdir() if chemin.suffix not in (".json", ".temoin")] == []
    verifier = COMPOSE["services"]["base"]["healthcheck"]["test"]
    sante = [str(binaires() / verifier[1]), *verifier[2:], f"--host={postgresql.dossier}"]
    assert subprocess.run(sante, check=False).returncode == 0


def _sain(port: int) -> bool:
    """What the image's own check says."""
    (dit,) = re.findall(r"^ +CMD (\[.*\])$", IMAGE, re.MULTILINE)
    mots = [sys.executable, *json.loads(dit)[1:]]
    return not subprocess.run(
        [mot.replace(":8000/", f":{port}/") for mot in mots], check=False, capture_output=True
    ).returncode


def _cle(milieu: Mapping[str, str], etat: Path) -> str:
    """An API key, by the command that compose.yaml tells to run in the container."""
    (dite,) = re.findall(r"exec service (docgen .*)$", (DOSSIER / "compose.yaml").read_text("utf-8"), re.MULTILINE)
    faite = subprocess.run(
        [str(PROGRAMME), *dite.split()[1:], "--json"],
        env={"PATH": os.environ["PATH"], **milieu},
        cwd=etat,
        capture_output=True,
        check=True,
    )
    secret: str = json.loads(faite.stdout)["secret"]
    return secret


def _mener_un_lot(adresse: str, secret: str) -> None:
    """A deposit, its papers, its lot: each file comes whole."""
    with httpx.Client(base_url=adresse, headers={"Authorization": f"Bearer {secret}"}, timeout=60) as client:
        depot = client.post("/v1/depots", content=VALIDEE.read_bytes()).raise_for_status().json()["id"]
        demandes = {
            "/v1/dossiers": {"params": {"depot": depot, "types": "parchemin,pv_general"}},
            "/v1/lots": {"json": {"depots": [depot], "types": ["parchemin", "pv_general"]}},
        }
        for route, demande in demandes.items():
            lance_ = client.post(route, **demande).raise_for_status()  # type: ignore[arg-type]
            travail = attendre_travail(client, lance_.headers["Location"])
            assert travail["etat"] == "TERMINE", travail
            for fichier in travail["fichiers"]:
                contenu = client.get(fichier["lien"]).raise_for_status().content
                assert len(contenu) == fichier["taille"]
