"""Claim: in volumes and for a PV of 60 rows, the press prints at least 12 times faster than WeasyPrint called naively,
and at least 1.3 times faster than Typst; one parchemin alone, 11 times and no slower than Typst. 500 parchemins weigh
less than 4 kB a page.

Every peer makes the same pages in the same run, in turn, with a session of its own each round: some remember what they
have laid out. Each is used in its best way, and has our fonts. All start from the same demands: the models filled and
the QR drawn are counted for everyone. The press is counted twice: as it prints, which is what the others do and what
is claimed; and with every letter read back, which none of them does. Its file is counted finished, with its codes: it
is opened once more for them, which one parchemin alone pays whole. Read back, it stays ahead in volumes; one parchemin
alone then takes it longer than Typst.

Processor time of the process and of the children it waited for, Chromium being a family of them; time elapsed shows
the peer that uses two cores for one document (``benchmarks.debit`` gives every core to each). Run: ``python -m
benchmarks.engines``.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mesure, parchemin_typst, pv_typst
from benchmarks.dossiers import avec_ses_codes, dossier_de
from benchmarks.pair_typst import Typst
from docgen.documents import catalogue
from docgen.documents.page.spec import Demande
from docgen.domain.dossier import Dossier
from docgen.rendering import fonts
from docgen.rendering.archive.moteur_archive import DemandeArchive
from docgen.rendering.html import dossier_modeles
from docgen.rendering.images import compter_pages
from docgen.rendering.memoire import sans_ramassage
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import demande_archive, demande_presse, styles
from docgen.usecases.production import attribuer, choisir, demandes_de
from docgen.usecases.rendu_documents import Commande

TOURS = 10
LENTS, TOURS_LENTS = ("archive", "weasyprint_naif", "chromium"), 3
LOTS = (1, 20, 100)  # parchemins in one document
VOLUME = 500
JOUR = date(2019, 3, 20)
CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def main() -> None:
    """Measure and keep the figures."""
    with TemporaryDirectory() as provisoire:
        atelier = Atelier(Configuration(registre=f"sqlite:///{provisoire}/registre.db"))
        atelier.preparer("pdf", "archive")  # it chooses the fonts of all the peers
        banc = Banc(Path(provisoire), atelier)
        resultats = {
            **{f"parchemins_par_document_de_{nombre}": banc.parchemins(nombre) for nombre in LOTS},
            "un_pv_de_60_lignes": banc.pv(),
            f"volume_de_{VOLUME}_parchemins": banc.volume(),
        }
        atelier.fermer()
    mesure.ecrire(
        "engines",
        {"tours": TOURS, "tours_des_plus_lents": TOURS_LENTS, "unite": "ms de processeur par page", **resultats},
    )


class Banc:
    """The peers, each with the same pages to make."""

    def __init__(self, dossier: Path, atelier: Atelier) -> None:
        self._dossier, self._atelier, self._sessions = dossier, atelier, count()
        self._typst = Typst()

    def parchemins(self, nombre: int) -> dict[str, object]:
        """Parchemins, ``nombre`` a document; WeasyPrint has them one by one, for it knows no other way to number."""
        lots = [self.demandes("parchemin", self.session(2 * nombre)) for _ in range(TOURS + 1)]
        return self._mesurer("parchemin", lots, parchemin_typst.MODELE, parchemin_typst.donnees)

    def pv(self) -> dict[str, object]:
        """A PV of 60 rows."""
        lots = [self.demandes("pv_general", self.session(60)) for _ in range(TOURS + 1)]
        return self._mesurer("pv_general", lots, pv_typst.MODELE, lambda lot: pv_typst.donnees(lot[0]))

    def volume(self) -> dict[str, object]:
        """What a volume weighs and costs, from the demands to the last letter read back."""
        spec = catalogue()["parchemin"]
        sessions = [self.session(VOLUME) for _ in range(2)]  # half of the candidates pass
        parchemins = [demande for session in sessions for demande in self.demandes("parchemin", session)]
        depart = time.process_time()
        rendu = self._atelier.presse.rendre([demande_presse(spec, parchemin) for parchemin in parchemins])
        duree = time.process_time() - depart
        return {
            "pages": rendu.pages,
            "octets_par_page": round(len(rendu.contenu) / rendu.pages),
            "ms_par_page_relecture_comprise": round(duree * 1000 / rendu.pages, 2),
        }

    def sans_relecture(self, demandes: Sequence[DemandePresse]) -> bytes:
        """What the press prints, before it is read back."""
        with sans_ramassage():
            return self._atelier.presse.tirer(self._atelier.presse.composer(demandes))

    def session(self, candidats: int) -> Dossier:
        """A session like no other: other names, another number."""
        dossier, rang = dossier_de(candidats), next(self._sessions)
        suffixe = chr(ord("A") + rang // 26) + chr(ord("A") + rang % 26)
        autres = tuple(replace(un, nom=f"{un.nom}{suffixe}") for un in dossier.candidats)
        return replace(dossier, session=replace(dossier.session, id=f"{123456 + rang}"), candidats=autres)

    def demandes(self, code: str, dossier: Dossier) -> list[Demande]:
        """The documents of that type in the dossier, numbered."""
        commande = Commande(JOUR, (code,), format="pdf")
        choix = choisir(dossier, commande)
        papiers = attribuer(dossier, choix, commande, self._atelier, ())
        return [
            demande
            for _, demande in demandes_de(dossier, choix, commande, self._atelier.configuration.reglages, papiers, ())
        ]

    def _mesurer(
        self,
        code: str,
        lots: Sequence[Sequence[Demande]],
        modele: str,
        donnees: Callable[[Sequence[Demande]], str],
    ) -> dict[str, object]:
        spec = catalogue()[code]

        def presses(rang: int) -> list[DemandePresse]:
            return [demande_presse(spec, demande) for demande in lots[rang]]

        def archives(rang: int) -> list[DemandeArchive]:
            return [demande_archive(spec, demande) for demande in lots[rang]]

        pages = [self._atelier.presse.rendre(presses(rang)).pages for rang in range(len(lots))]
        pairs: dict[str, Callable[[int], bytes | list[bytes]]] = {
            "presse": lambda n: self._atelier.presse.rendre(presses(n)).contenu,
            "presse_sans_relecture": lambda n: self.sans_relecture(presses(n)),
            "archive": lambda n: [self._atelier.moteur.rendre(archive).contenu for archive in archives(n)],
            "weasyprint_naif": lambda n: [_naif(un.html, un.styles) for un in archives(n)],
            "typst": lambda n: self._typst.rendre(modele, donnees(lots[n])),
            "chromium": lambda n: par_chromium(
                autonome([archive.html for archive in archives(n)], styles(spec, lots[n][0])), self._dossier
            ),
        }
        return {"pages": pages[0], **self._par_page(pairs, pages)}

    def _par_page(
        self, pairs: Mapping[str, Callable[[int], bytes | list[bytes]]], pages: Sequence[int]
    ) -> dict[str, object]:
        """For each peer: pages made, bytes and processor ms a page, and how many times the press is faster, with its
        read-back and without."""
        durees: dict[str, list[float]] = {nom: [] for nom in pairs}
        ecoulees: dict[str, list[float]] = {nom: [] for nom in pairs}
        dernier: dict[str, tuple[int, int]] = {}
        for tour in range(TOURS + 1):  # the first warms them all
            for nom, faire in pairs.items():
                if tour > TOURS_LENTS and nom in LENTS:
                    continue
                depart, heure = mesure.processeur_s(), time.perf_counter()
                contenu = faire(tour)
                duree, ecoulee = mesure.processeur_s() - depart, time.perf_counter() - heure
                fichiers = contenu if isinstance(contenu, list) else [contenu]
                dernier[nom] = sum(map(compter_pages, fichiers)), sum(map(len, fichiers))
                if dernier[nom][0] > pages[tour]:
                    raise SystemExit(f"{nom} fait {dernier[nom][0]} pages de {pages[tour]} : ce ne sont pas les mêmes.")
                if tour:
                    durees[nom].append(duree * 1000 / pages[tour])
                    ecoulees[nom].append(ecoulee * 1000 / pages[tour])
        return {
            nom: {
                "pages": dernier[nom][0],
                "octets_par_page": round(dernier[nom][1] / dernier[nom][0]),
                "ms_par_page_mediane": round(statistics.median(valeurs), 2),
                "ms_par_page_minimum": round(min(valeurs), 2),
                "ms_par_page_ecoulees_mediane": round(statistics.median(ecoulees[nom]), 2),
                "fois_le_temps_de_la_presse": mesure.fois(valeurs, durees["presse"][: len(valeurs)]),
                "fois_son_temps_sans_relecture": mesure.fois(valeurs, durees["presse_sans_relecture"][: len(valeurs)]),
            }
            for nom, valeurs in durees.items()
        }


def _naif(html: str, styles: Sequence[Path]) -> bytes:
    """WeasyPrint as the first page of its documentation calls it."""
    from weasyprint import HTML

    page = HTML(string=avec_ses_codes(html), base_url=str(dossier_modeles()))
    contenu: bytes = page.write_pdf(stylesheets=[str(style) for style in styles])
    return contenu


def par_chromium(html: str, dossier: Path) -> bytes:
    """The whole of it, start included: this is how a command prints. A document of many pages shares the start."""
    page, sortie, profil = dossier / "page.html", dossier / "page.pdf", dossier / "profil"
    page.write_text(html, encoding="utf-8")
    shutil.rmtree(profil, ignore_errors=True)
    subprocess.run(
        ["chromium", *CHROMIUM, f"--user-data-dir={profil}", f"--print-to-pdf={sortie}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return sortie.read_bytes()


def autonome(htmls: Sequence[str], styles: Sequence[Path]) -> str:
    """One page for a browser: every body one after the other, the styles in the head, our fonts by their files."""
    polices = "".join(_police(fichier) for fichier in fonts.fichiers())
    corps = "".join(
        f'<div style="break-after: page">{html.partition("<body")[2].partition(">")[2].partition("</body>")[0]}</div>'
        for html in map(avec_ses_codes, htmls)
    )
    feuilles = "".join(style.read_text(encoding="utf-8") for style in styles)
    # It has no running elements: left in the flow, they would make pages of their own.
    tete = f'<meta charset="utf-8"><style>{polices}{feuilles}.rappel, .pied, .cadre-page {{ display: none }}</style>'
    return f'<!doctype html><html lang="fr"><head>{tete}</head><body>{corps}</body></html>'


def _police(fichier: Path) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(fichier, lazy=True) as police:
        famille, graisse = police["name"].getBestFamilyName(), police["OS/2"].usWeightClass
        style = "italic" if police["OS/2"].fsSelection & 1 else "normal"
    return (
        f'@font-face {{ font-family: "{famille}"; font-weight: {graisse}; font-style: {style}; '
        f'src: url("{fichier.as_uri()}") }}'
    )


if __name__ == "__main__":
    main()
