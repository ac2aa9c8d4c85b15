"""See a document of the examples: ``python -m outils.apercu <code>`` shows it in a browser, live.

It is rendered again each time a template or a module is saved, and the page reloads. ``--images`` makes the pictures
of the README and the gallery. Numbers come from a throw-away register.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2

from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.report import Report
from docgen.errors import DocgenError, UsageInvalide
from docgen.usecases.atelier import Atelier
from docgen.usecases.lecture_fichiers import lire_octets
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from docgen.usecases.serie import exemples
from docgen.variables import lire_configuration
from outils.direct import montrer, servir

RACINE = Path(__file__).resolve().parents[1]
SURVEILLES = ("templates", "docgen")
POINTS_PAR_POUCE = 72
ECRAN, VIGNETTE, GALERIE = 110, 70, 36
IMAGES = ("pv_general", "parchemin")
PERIODE_S = 0.4
PORT = 8765
REPORT = Report(debut=date(2027, 1, 11), fin=date(2027, 1, 13))


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
    # A form lists only what the register has issued: its papers are made with it.
    types = tuple(GenrePapier) if code == GenrePapier.FORMULAIRE_REMISE else (code,)
    with tempfile.TemporaryDirectory(prefix="docgen-apercu-") as dossier:
        registre = f"sqlite:///{dossier}/docgen.db"
        atelier = Atelier(replace(lire_configuration(), registre=registre, cles=Path(dossier) / "cles.json"))
        try:
            for fichier, jour in exemples():
                session = lire_charge(lire_octets(fichier))
                if not catalogue()[code].convient(session) and catalogue()[code].statuts:
                    continue
                commande = Commande(date.fromisoformat(jour), types, format="pdf", report=REPORT)
                for document in produire(session, commande, atelier).documents:
                    if document.type == code:
                        return document
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
    """Write ``apercu/<code>.pdf``, its pages, and the page that shows them; or the fault, in their place."""
    dossier = RACINE / "apercu"
    dossier.mkdir(exist_ok=True)
    try:
        document = document_d_exemple(code)
    except UsageInvalide:
        raise
    except DocgenError as faute:
        montrer(dossier, code, (), str(faute))
        print(faute, file=sys.stderr)
        return
    (dossier / f"{code}.pdf").write_bytes(document.contenu)
    for page in dossier.glob(f"{code}*.png"):
        page.unlink()
    pages = photographier(document.contenu, dossier, code, ECRAN)
    montrer(dossier, document.fichier, pages)
    print(f"apercu/{code}.pdf, {', '.join(page.name for page in pages)}")


def premieres_pages(codes: Iterable[str], dossier: Path, resolution: int) -> None:
    """The picture of the first page of each type."""
    dossier.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as provisoire:
        for code in codes:
            pages = photographier(document_d_exemple(code).contenu, Path(provisoire), code, resolution)
            (dossier / f"{code}.png").write_bytes(pages[0].read_bytes())


def galerie(dossier: Path) -> None:
    """One small picture a type, and the page that shows them all."""
    premieres_pages(catalogue(), dossier, GALERIE)
    lignes = ["# La galerie", "", "La première page de chaque type de document, tirée des sessions d’exemple.", ""]
    for code, spec in catalogue().items():
        lignes += [f"## {spec.intitule}", "", f"![{spec.intitule}]({code}.png)", ""]
    (dossier / "README.md").write_text("\n".join(lignes), encoding="utf-8")


def surveiller(code: str, port: int) -> None:
    """Show the document, and again after each change, rendered in a new process: it reads everything afresh."""
    (RACINE / "apercu").mkdir(exist_ok=True)
    serveur = servir(RACINE / "apercu", port)
    print(f"Aperçu : http://127.0.0.1:{serveur.server_port}/ (Ctrl-C pour arrêter)", flush=True)
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
        premieres_pages(IMAGES, RACINE / "docs" / "images", VIGNETTE)
        galerie(RACINE / "docs" / "galerie")
        return
    port = next((int(nom.partition("=")[2]) for nom in arguments if nom.startswith("--port=")), PORT)
    code = next((argument for argument in arguments if not argument.startswith("-")), "")
    if "--une-fois" in arguments or code not in catalogue():
        apercevoir(code)
    else:
        surveiller(code, port)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UsageInvalide as erreur:
        sys.exit(str(erreur))
    except KeyboardInterrupt:
        pass
