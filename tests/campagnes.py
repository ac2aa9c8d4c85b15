"""Campaigns: what kills and what mutates, as often as asked, from a seed; small in the suite, whole in the proofs."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import httpx

from benchmarks import mesure
from docgen import __version__
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.usecases.tenue.controle_fichiers import controler_fichiers, lire_les_lignes
from outils.sessions import session
from tests.ampleur import tailles_changees
from tests.cli.pilote import EXEMPLES, JOURS, Poste
from tests.cli.test_mutations import gater
from tests.contract.test_mutations import MUTATIONS, valeur_quelconque
from tests.service.http.serveur import Serveur
from tests.usecases.lots.chantier import DATE, TYPES, LotLu

CIBLES = ("groupe", "parent", "enfant", "ouvrier")
AU_MILIEU = 0.75  # of the deaths wait for the printing; the others come whenever
DELAI_S = 900
DEBOUT_S = 10.0  # what still stands after a blow gets another
PAS_DIT = 1_000  # whoever waits is told so often


def descendants(pid: int) -> list[int]:
    """The children of a process, whichever thread gave birth to them, theirs too."""
    try:
        enfants = [
            int(un) for fil in Path(f"/proc/{pid}/task").iterdir() for un in (fil / "children").read_text().split()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [*enfants, *(autre for enfant in enfants for autre in descendants(enfant))]


def commande_de(pid: int) -> str:
    """The command line of a process, empty once it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def frapper(pid: int, cible: str, hasard: Random) -> bool:
    """Kill a process outright, or its group, or one of those that it started: a child, or the last leaf of the tree.

    A child that has just ended leaves the blow to the process; false when that one has ended too, by itself.
    """
    vivants = descendants(pid)
    feuilles = [un for un in vivants if not descendants(un) and "resource_tracker" not in commande_de(un)]
    choix = {"groupe": [-pid], "parent": [pid], "enfant": vivants or [pid], "ouvrier": feuilles or [pid]}[cible]
    for vise in (hasard.choice(choix), pid):
        with suppress(ProcessLookupError):
            os.kill(vise, signal.SIGKILL)
            return True
    return False


@dataclass
class Morts:
    """What was killed: how many of each, how many in the middle of the work, in how many lots.

    ``assez`` says when nothing more is killed: what goes on ends.
    """

    assez: Callable[[Morts], bool]

    cibles: Counter[str] = field(default_factory=Counter)
    au_milieu: int = 0
    lots: int = 0


def tuer_des_lots(
    poste: Poste,
    morts: int,
    sessions: int,
    graine: int,
    faire: Callable[[int], dict[str, Any]] = session,
    duree_s: float = inf,
    recul_s: float = 4.0,
) -> Morts:
    """Kill lots of ``docgen lot`` and ask for each again until it ends; every one of them must end whole.

    ``faire`` makes the session of a rank. After ``duree_s``, nothing more is killed. A death comes ``recul_s`` late at
    most: small lots are over sooner than large ones.
    """
    hasard, numeros, fin = Random(graine), Counter[str](), time.monotonic() + duree_s
    vues = Morts(lambda vues: vues.cibles.total() >= morts or time.monotonic() > fin)
    while not vues.assez(vues):
        rangs = range(vues.lots * sessions, (vues.lots + 1) * sessions)
        fichiers = [poste.ecrire(faire(rang), f"session-{rang:05d}.json") for rang in rangs]
        sortie = f"lot-{vues.lots}"
        while (code := _lancer_ou_tuer(poste, fichiers, sortie, vues, hasard, recul_s)) != 0:
            assert code in (None, 5), (code, (poste.dossier / "journal.txt").read_text(encoding="utf-8")[-2_000:])
        vues.lots += 1
        lignes = LotLu(poste.dossier / sortie).manifeste["documents"]
        documents = Counter((ligne["type"], ligne["session"], ligne["destinataire"]) for ligne in lignes)
        assert set(documents.values()) == {1}
        numeros.update(ligne["numero"] for ligne in lignes if ligne["numero"])
        assert not list((poste.dossier / sortie).glob(".lot-*"))
    registre = ouvrir_registre(f"sqlite:///{poste.dossier / 'docgen.db'}")
    emis = Counter(papier.numero for papier in registre.lister(PARTOUT) if papier.numero)
    assert numeros == emis, (numeros - emis, emis - numeros)
    assert registre.verifier() == []
    registre.fermer()
    return vues


def _lancer_ou_tuer(
    poste: Poste, fichiers: list[Path], sortie: str, vues: Morts, hasard: Random, recul_s: float
) -> int | None:
    """How the command ended; ``None`` when it was killed."""
    mots = ["lot", *map(str, fichiers), "--date", DATE, "--types", TYPES, "--sortie", sortie]
    with (poste.dossier / "journal.txt").open("ab") as journal:
        processus = poste.detacher(journal, *mots)
    while not vues.assez(vues):
        travail, debut = poste.dossier / sortie, time.time()
        if hasard.random() < AU_MILIEU:
            _attendre(lambda: _imprime(travail, processus.pid, debut) or processus.poll() is not None)  # noqa: B023
        _attendre(lambda: processus.poll() is not None, hasard.uniform(0.0, recul_s))
        if processus.poll() is not None:
            return processus.returncode
        cible = CIBLES[vues.cibles.total() % len(CIBLES)]
        au_milieu = _imprime(travail, processus.pid, debut)
        if frapper(processus.pid, cible, hasard):
            vues.au_milieu += au_milieu
            vues.cibles[cible] += 1
            dire("Mort d’un lot", rang=vues.cibles.total(), cible=cible, au_milieu=vues.au_milieu, lot=sortie)
        _attendre(lambda: processus.poll() is not None, DEBOUT_S)
        if processus.poll() is not None:
            return None if processus.returncode < 0 else processus.returncode
    return processus.wait(DELAI_S)


def _imprime(sortie: Path, pid: int, debut: float) -> bool:
    """True while a run is in the middle: it has its plan, and those who print it, or something that it printed."""
    try:
        ecrits = {un.name: un.stat().st_mtime for un in sortie.glob(".lot-*/lots/*/**/*") if un.is_file()}
    except FileNotFoundError:  # the work in progress has just gone: the run is over
        return False
    return "plan.json" in ecrits and (len(descendants(pid)) > 1 or max(ecrits.values()) > debut)


def _attendre(condition: Callable[[], object], delai_s: float = DELAI_S) -> None:
    echeance = time.monotonic() + delai_s
    while not condition() and time.monotonic() < echeance:
        time.sleep(0.05)


def envoyer_des_charges_gatees(serveur: Serveur, nombre: int, graine: int) -> Counter[int]:
    """Send spoilt payloads and acts to a service, by every route that takes one; gives the statuses.

    Nothing may break: no 5xx, no trace in the log, nothing half-written in the register, the tables or the store.
    """
    hasard, statuts = Random(graine), Counter[int]()
    with serveur.client("admin") as client:
        papiers = _papiers(client)
        for rang, (jour, octets) in enumerate(gater(nombre, graine), start=1):
            reponse = _envoyer(client, jour, octets, papiers, hasard)
            assert reponse.status_code < 500, (reponse.request.method, reponse.request.url, octets, reponse.text)
            statuts[reponse.status_code] += 1
            if rang % PAS_DIT == 0:
                dire("Charges et actes gâtés", envoyes=rang)
    exiger_entier(serveur)
    return statuts


def _papiers(client: httpx.Client) -> list[str]:
    """Numbers that the register knows."""
    jour, exemple = JOURS[EXEMPLES / "session-titre-validee.json"], EXEMPLES / "session-titre-validee.json"
    produit = client.post("/v1/documents/parchemin", params={"date": jour}, content=exemple.read_bytes())
    assert produit.status_code == 200, produit.text
    return produit.headers["Docgen-Numero"].replace(" ", "").split(",")


def _envoyer(client: httpx.Client, jour: str, octets: bytes, papiers: list[str], hasard: Random) -> httpx.Response:
    sort = hasard.random()
    if sort < 0.35:
        geste = hasard.choice(("editer-pv", "editer-parchemins", "editer-convocations", "afficher-resultats"))
        return client.post(f"/v1/controles/{geste}", params={"date": jour}, content=octets)
    if sort < 0.6:
        return client.post("/v1/depots", params={"date": jour}, content=octets)
    if sort < 0.62:
        return client.post("/v1/documents/bordereau_pv", params={"date": jour, "usage": "impression"}, content=octets)
    if sort < 0.75:
        return client.post("/v1/lots", params={"date": jour}, content=b'{"charges": [' + octets + b"]}")
    return _acte(client, papiers, hasard)


def _acte(client: httpx.Client, papiers: list[str], hasard: Random) -> httpx.Response:
    acte = hasard.choice(("remise", "reedition", "gachage", "annulation"))
    numero = hasard.choice([*papiers, "2019-974-9999999-X", "x" * 80, "L", "2019-974-0000001-V"])
    corps: dict[str, Any] = {"motif": "AUTRE", "precision": "Un essai.", "date": "2026-01-05", "serie": "AB1"}
    for _ in range(hasard.randrange(3)):
        corps[hasard.choice([*corps, "x_autre", "inconnu"])] = valeur_quelconque(hasard)
    texte = MUTATIONS[hasard.randrange(len(MUTATIONS))](hasard, corps)
    return client.post(f"/v1/registre/{numero}/{acte}", content=texte.encode("utf-8", "surrogatepass"))


def exiger_entier(serveur: Serveur) -> None:
    """The log has no breakdown, the register holds, and each file that the tables speak of is there, whole."""
    pannes = [ligne for ligne in serveur.journal() if ligne["niveau"] == "ERROR"]
    assert pannes == []
    assert "Traceback" not in (serveur.dossier / "journal.txt").read_text(encoding="utf-8")
    registre = ouvrir_registre(f"sqlite:///{serveur.dossier / 'docgen.db'}", serveur.dossier / "cles.json")
    assert registre.verifier() == []
    lignes = lire_les_lignes(registre)
    registre.fermer()
    assert controler_fichiers(lignes, ouvrir_magasin(serveur.dossier / "fichiers").flux, lambda: lignes) == []


def dire(quoi: str, **chiffres: object) -> None:
    """What a proof found, for who runs it."""
    print(f"{quoi} : {json.dumps(chiffres, ensure_ascii=False, default=str)}", flush=True)


def garder(campagne: str, **chiffres: object) -> None:
    """Say what a campaign found, and keep it beside the measures if nothing of its size was changed."""
    dire(campagne, **chiffres)
    if tailles_changees():
        return
    fichier = mesure.RESULTATS / "campagnes.json"
    gardees = json.loads(fichier.read_bytes()) if fichier.exists() else {}
    jour = datetime.now(UTC).date().isoformat()
    gardees[campagne] = {"jour": jour, "docgen": __version__, "machine": mesure.machine(), **chiffres}
    fichier.write_text(json.dumps(gardees, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
