"""Claim: one seal takes at most 25 ms of processor time beside a record that takes two or three times as much.

The peer is pyHanko's own simplest way (``SimpleSigner``), which reads the private key again for each signature and
makes a first one to know how long it will be. Each round has another parchemin. Run: ``python -m benchmarks.cachet``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from tempfile import TemporaryDirectory

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from benchmarks import mesure
from benchmarks.parchemin import TOURS, parchemins
from docgen.cachet.certificat import fabriquer_essai, ouvrir_certificat
from docgen.cachet.scellement import Scelleur
from docgen.documents import catalogue
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.rendu_documents import Commande, rendre

INSTANT = datetime(2019, 3, 20, tzinfo=UTC)


def main() -> None:
    """Measure and keep the figures."""
    commande = Commande(date(2019, 3, 20), ("parchemin",))
    with TemporaryDirectory() as provisoire, Atelier(Configuration(f"sqlite:///{provisoire}/registre.db")) as atelier:
        demandes = parchemins(commande, atelier)
        records = [rendre(catalogue()["parchemin"], demande, commande, atelier).contenu for demande in demandes]
        contenu, phrase = fabriquer_essai(datetime.now(UTC))
        scelleur = Scelleur(ouvrir_certificat(contenu, phrase))
        simple = SimpleSigner.load_pkcs12_data(contenu, (), phrase.encode())
        meta = PdfSignatureMetadata("cachet", subfilter=SigSeedSubFilter.PADES)
        durees = mesure.a_tour_de_role(
            {
                "pyhanko_simple": lambda n: sign_pdf(IncrementalPdfFileWriter(BytesIO(records[n])), meta, simple),
                "docgen_cachet": lambda n: scelleur.sceller(records[n], INSTANT),
                "parchemin_sans_cachet": lambda n: rendre(catalogue()["parchemin"], demandes[n], commande, atelier),
            },
            TOURS,
        )
    mesure.ecrire("cachet", {"tours": TOURS, "resultats": mesure.rapport(durees, "pyhanko_simple")})


if __name__ == "__main__":
    main()
