"""What a diagnostic says of the machine and of what stands around it: fonts, store, disk, temporary folder, address."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from docgen.errors import InstallationIncomplete, raison_systeme
from docgen.fichiers.magasin import dossier_local, ouvrir_magasin
from docgen.registre.connexion import fichier_sqlite
from docgen.rendering import fonts
from docgen.rendering.installation import installation_complete
from service.administration.constats import Dit, Feu, Regard

PLACE_MIN, PLACE_BASSE = 200_000_000, 2_000_000_000  # bytes


def polices(regard: Regard) -> Iterator[Dit]:
    """Libraries and fonts, each with the digest that its package recorded."""
    manques = installation_complete()
    yield from ((Feu.FAUTE, manque) for manque in manques)
    try:
        alterees = fonts.alterees()
    except InstallationIncomplete:  # told above
        return
    for nom in alterees:
        yield Feu.FAUTE, f"La police « {nom} » n'est plus celle de son paquet : refaites l'installation."
    if not manques and not alterees:
        yield Feu.BON, f"Les {len(fonts.fichiers())} polices sont celles de leurs paquets, empreinte par empreinte."


def fichiers(regard: Regard) -> Iterator[Dit]:
    """The store: written, read back, erased; not made."""
    adresse = regard.configuration.fichiers
    dossier = dossier_local(adresse)
    if dossier is None or dossier.is_dir():
        ouvrir_magasin(adresse, creer=False).eprouver()
        yield Feu.BON, f"« {adresse} » s'écrit, se relit et s'efface."
    else:
        yield pas_encore(dossier, "DOCGEN_FICHIERS")


def pas_encore(dossier: Path, variable: str) -> Dit:
    """What is said of a folder that nobody has made yet, and that a variable names."""
    if _peut_naitre(dossier):
        return (
            Feu.ALERTE,
            f"« {dossier} » n'existe pas encore : le service le fera. Vérifiez que c'est bien le dossier.",
        )
    return Feu.FAUTE, f"« {dossier} » n'existe pas et ne peut pas être fait ici. Corrigez {variable}."


def _peut_naitre(dossier: Path) -> bool:
    parent = next(parent for parent in dossier.absolute().parents if parent.exists())
    return parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)


def adresse_publique(regard: Regard) -> Iterator[Dit]:
    """Where QR codes lead."""
    reglages = regard.configuration.docgen.reglages
    if reglages.est_un_essai:
        yield (
            Feu.ALERTE,
            f"{reglages.url_publique} ne s'ouvre que sur cette machine : les papiers numérotés seraient des "
            "spécimens, pour toujours. Donnez à DOCGEN_URL_PUBLIQUE l'adresse du site.",
        )
    elif urlsplit(reglages.url_publique).scheme != "https":
        yield Feu.ALERTE, f"{reglages.url_publique} n'est pas en https : qui vérifie un papier peut être trompé."
    else:
        yield Feu.BON, f"Les codes QR mènent à {reglages.url_publique}."


def disque(regard: Regard) -> Iterator[Dit]:
    """What is free where something grows."""
    lieux = {
        "le registre": fichier_sqlite(regard.configuration.docgen.registre),
        "les fichiers": dossier_local(regard.configuration.fichiers),
        "le travail en cours": Path(tempfile.gettempdir()),
    }
    for quoi, lieu in lieux.items():
        if lieu is None:
            continue
        present = next(chemin for chemin in (lieu.absolute(), *lieu.absolute().parents) if chemin.exists())
        libre = shutil.disk_usage(present).free
        feu = Feu.FAUTE if libre < PLACE_MIN else Feu.ALERTE if libre < PLACE_BASSE else Feu.BON
        suite = " Libérez de la place." if feu is not Feu.BON else ""
        yield feu, f"Place pour {quoi}, en « {present} » : {libre / 1e9:.1f} Go.{suite}"


def temporaire(regard: Regard) -> Iterator[Dit]:
    """Where pieces are made before the store has them."""
    voulu = os.environ.get("TMPDIR")
    try:
        with tempfile.NamedTemporaryFile(dir=voulu) as fichier:
            fichier.write(b"essai")
            fichier.flush()
    except OSError as cause:
        ou = voulu or "le dossier temporaire"
        yield Feu.FAUTE, f"« {ou} » ne s'écrit pas : {raison_systeme(cause)}. Donnez à TMPDIR un dossier où écrire."
    else:
        yield Feu.BON, f"« {voulu or tempfile.gettempdir()} » s'écrit."
