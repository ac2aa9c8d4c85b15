"""See a document of the examples: ``python -m outils.apercu <code>`` renders it again each time a file is saved.

``--images`` makes the pictures of the README. Numbers come from a throw-away register.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2

from docgen.documents import catalogue
from docgen.errors import UsageInvalide
from docgen.settings import lire_configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.lecture import lire_fichier
from docgen.usecases.production import Commande, DocumentProduit, produire
from docgen.usecases.serie import exemples

RACINE = Path(__file__).resolve().parents[1]
SURVEILLES = ("templates", "docgen")
POINTS_PAR_POUCE = 72
ECRAN, VIGNETTE = 110, 70
IMAGES = ("pv_general", "parchemin")
PERIODE_S = 0.4


def document_d_exemple(code: str) -> DocumentProduit:
    """The first document of that type that the example sessions give.

    Raises:
        UsageInvalide: the type does not exist, or no example gives one.
    """
    if code not in catalogue():
        raise UsageInvalide(
            f"Type de document inconnu : « {code} ». Types possibles : {', '.join(catalogue())}. "
            "Écrivez par exemple « make apercu DOC=parchemin »."
        )
    with tempfile.TemporaryDirectory(prefix="docgen-apercu-") as dossier:
        registre = f"sqlite:///{dossier}/docgen.db"
        atelier = Atelier(replace(lire_configuration(), registre=registre, cles=Path(dossier) / "cles.json"))
        try:
            for fichier, jour in exemples():
                session = lire_fichier(fichier)
                if catalogue()[code].convient(session) or not catalogue()[code].statuts:
                    production = produire(session, Commande(date.fromisoformat(jour), (code,)), atelier)
                    if production.documents:
                        return production.documents[0]
        finally:
            atelier.fermer()
    raise UsageInvalide(f"Aucune session d'exemple ne donne de « {code} ». Ajoutez-en une dans docgen/exemples.")


def photographier(contenu: bytes, dossier: Path, nom: str, resolution: int) -> list[Path]:
    """Each page as a PNG: ``nom.png`` for one page, ``nom-1.png`` and so on for several."""
    chemins = []
    document = pypdfium2.PdfDocument(contenu)
    for rang in range(len(document)):
        chemins.append(dossier / (f"{nom}-{rang + 1}.png" if len(document) > 1 else f"{nom}.png"))
        document[rang].render(scale=resolution / POINTS_PAR_POUCE).to_pil().save(chemins[-1], optimize=True)
    document.close()
    return chemins


def apercevoir(code: str) -> None:
    """Write ``apercu/<code>.pdf`` and its pages."""
    dossier = RACINE / "apercu"
    dossier.mkdir(exist_ok=True)
    document = document_d_exemple(code)
    (dossier / f"{code}.pdf").write_bytes(document.contenu)
    for page in dossier.glob(f"{code}*.png"):
        page.unlink()
    pages = photographier(document.contenu, dossier, code, ECRAN)
    print(f"apercu/{code}.pdf, {', '.join(page.name for page in pages)}")


def images(dossier: Path) -> None:
    """The pictures of the README: the first page of each."""
    dossier.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as provisoire:
        for code in IMAGES:
            pages = photographier(document_d_exemple(code).contenu, Path(provisoire), code, VIGNETTE)
            (dossier / f"{code}.png").write_bytes(pages[0].read_bytes())


def surveiller(code: str) -> None:
    """Render, then again after each change, in a new process: it reads templates and code afresh."""
    etat: dict[Path, int] = {}
    while True:
        vu = _etat()
        if vu != etat:
            etat = vu
            subprocess.run([sys.executable, "-m", "outils.apercu", code, "--une-fois"], cwd=RACINE, check=False)
        time.sleep(PERIODE_S)


def _etat() -> dict[Path, int]:
    fichiers = (fichier for nom in SURVEILLES for fichier in (RACINE / nom).rglob("*") if fichier.is_file())
    return {fichier: fichier.stat().st_mtime_ns for fichier in fichiers if "__pycache__" not in fichier.parts}


def main(arguments: Sequence[str]) -> None:
    """The command line."""
    if "--images" in arguments:
        images(RACINE / "docs" / "images")
        return
    code = next((argument for argument in arguments if not argument.startswith("-")), "")
    if "--une-fois" in arguments or code not in catalogue():
        apercevoir(code)
    else:
        surveiller(code)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UsageInvalide as erreur:
        sys.exit(str(erreur))
    except KeyboardInterrupt:
        pass
