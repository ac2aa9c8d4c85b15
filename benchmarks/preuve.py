"""Claim: the proof of a paper (token, code, reading back) costs less than a millisecond of processor time.

Each round signs, checks, draws and reads back the papers of other people, fifteen at a time: the figures are for
fifteen. Run: ``python -m benchmarks.preuve``.
"""

from __future__ import annotations

from datetime import date
from tempfile import TemporaryDirectory

from PIL import Image

from benchmarks import mesure
from benchmarks.dossiers import dossier_de
from docgen.domain.papiers.papier import Papier, url_verification
from docgen.registre.signature import jetons
from docgen.rendering.qr import detacher, lire_symbole, qr_a_tracer
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.production import attribuer, choisir
from docgen.usecases.rendu_documents import Commande

PAR_TOUR, TOURS = 15, 7
BASE = "https://papiers.exemple.fr"


def main() -> None:
    """Measure and keep the figures."""
    with TemporaryDirectory() as provisoire, Atelier(Configuration(f"sqlite:///{provisoire}/registre.db")) as atelier:
        papiers = _parchemins(atelier)
        trousseau = atelier.registre.trousseau
        signataire, verificateur = trousseau.signataire(creer=False), trousseau.verificateur()

        def du_tour(tour: int) -> list[Papier]:
            return papiers[tour * PAR_TOUR : (tour + 1) * PAR_TOUR]

        images = [_image(papier) for papier in papiers]
        durees = mesure.a_tour_de_role(
            {
                "signer": lambda n: [jetons.signer(papier.faits, signataire) for papier in du_tour(n)],
                "verifier": lambda n: [jetons.lire(papier.jeton or "", verificateur) for papier in du_tour(n)],
                "tracer": lambda n: [_image(papier) for papier in du_tour(n)],
                "relire": lambda n: [lire_symbole(image) for image in images[n * PAR_TOUR : (n + 1) * PAR_TOUR]],
            },
            TOURS,
        )
    mesure.ecrire("preuve", {"papiers": PAR_TOUR, "tours": TOURS, "resultats": mesure.rapport(durees, "signer")})


def _parchemins(atelier: Atelier) -> list[Papier]:
    dossier, commande = dossier_de(candidats=2 * PAR_TOUR * (TOURS + 1)), Commande(date(2019, 3, 20), ("parchemin",))
    return list(attribuer(dossier, choisir(dossier, commande), commande, atelier, ()))


def _image(papier: Papier) -> Image.Image:
    """The code that a finished page is given."""
    _, (image,) = detacher(f'<img src="{qr_a_tracer(url_verification(BASE, papier))}">')
    return Image.frombytes("1", (image.large, image.haut), image.rangs)


if __name__ == "__main__":
    main()
