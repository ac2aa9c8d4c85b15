"""A parchemin that somebody retouched: whatever he draws, hides or moves, its name is never said to agree."""

from __future__ import annotations

import io
import json
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from docgen.usecases.processus import isolement
from tests.cli.pilote import Poste
from tests.cli.test_verifier import chemin
from tests.lecture_pdf import mots, page_image, tailles

pytestmark = pytest.mark.lent

TITULAIRE = "Dessin de la page : le titulaire n’y est pas comme sur le papier"
CONCORDENT = "Ses données, son texte et son dessin concordent"


@pytest.fixture(scope="module")
def parchemin(produits: Poste, lecteurs_chauds: None) -> Path:
    """A genuine parchemin."""
    return chemin(produits, "parchemin")


@pytest.fixture
def dit(produits: Poste, parchemin: Path, tmp_path: Path) -> Callable[[Callable[[Pdf], None]], str]:
    """Retouch it, and give what is said of it: never that it is authentic, nor that its drawing agrees."""

    def retoucher(geste: Callable[[Pdf], None]) -> str:
        with pikepdf.open(parchemin) as pdf:
            geste(pdf)
            pdf.save(tmp_path / "retouche.pdf")
        retour = produits.ici("verifier", tmp_path / "retouche.pdf", "--json")
        assert (retour.code, retour.json["verdict"]) == (1, "fichier différent de l’exemplaire émis"), retour
        return "\n".join(retour.json["constats"])

    return retoucher


def nom_sur_la_page(parchemin: bytes) -> tuple[float, float, float, float]:
    """Where the holder's name stands, in points from the bottom left."""
    (mot,) = (mot for mot in mots(parchemin) if mot.texte == "FONTAINE")
    point = 72 / 25.4
    hauteur = tailles(parchemin)[0][1] * point
    return mot.x0 * point - 2, hauteur - mot.y1 * point - 2, mot.x1 * point + 2, hauteur - mot.y0 * point + 2


def ajouter(pdf: Pdf, dessin: str, ressources: dict[str, Any] | None = None) -> None:
    """Draw over the first page."""
    page = pdf.pages[0]
    for famille, objets in (ressources or {}).items():
        if famille not in page.Resources:
            page.Resources[famille] = Dictionary()
        for nom, objet in objets.items():
            page.Resources[famille][nom] = objet
    page.contents_add(Stream(pdf, dessin.encode()), prepend=False)


def helvetica(pdf: Pdf) -> dict[str, Any]:
    police = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    return {"/Font": {"/Faux": pdf.make_indirect(police)}}


def blanc(cadre: tuple[float, float, float, float]) -> str:
    x0, y0, x1, y1 = cadre
    return f"q 1 0 0 1 0 0 cm 1 1 1 rg {x0} {y0} {x1 - x0} {y1 - y0} re f Q "


def autre_nom(cadre: tuple[float, float, float, float]) -> str:
    return f"q BT /Faux 18 Tf 0 0 0 rg {cadre[0]} {cadre[1] + 3} Td (FAUSSAIRE) Tj ET Q"


def a_l_endroit(pdf: Pdf) -> None:
    """The engine's own page is turned upside down: what is added later is not."""
    contenu = pdf.pages[0].Contents
    octets = b"".join(c.read_bytes() for c in contenu) if isinstance(contenu, Array) else contenu.read_bytes()
    pdf.pages[0].Contents = pdf.make_stream(b"q\n" + octets + b"\nQ\n")


def test_le_papier_seulement_reenregistre(dit: Callable[..., str]) -> None:
    assert CONCORDENT in dit(lambda pdf: None)


def test_un_rectangle_blanc_et_un_autre_nom(dit: Callable[..., str], parchemin: Path, tmp_path: Path) -> None:
    cadre = nom_sur_la_page(parchemin.read_bytes())

    def geste(pdf: Pdf) -> None:
        a_l_endroit(pdf)
        ajouter(pdf, blanc(cadre) + autre_nom(cadre), helvetica(pdf))

    constats = dit(geste)
    assert TITULAIRE in constats
    assert "n’est pas ce que dit le papier à cet endroit" in constats
    assert CONCORDENT not in constats
    assert page_image((tmp_path / "retouche.pdf").read_bytes()) != page_image(parchemin.read_bytes())


@pytest.mark.parametrize("encre", ["1 .84 0", ".85 .85 .85"])
def test_un_trait_d_or_ou_pale(dit: Callable[..., str], encre: str) -> None:
    """Drawn, not written, where the paper has nothing: a reader sees it, a grey picture hardly does."""

    def geste(pdf: Pdf) -> None:
        ajouter(pdf, f"q {encre} RG 4 w 1 0 0 1 0 0 cm 180 20 m 420 20 l S Q")

    assert "Dessin de la page 1 : il diffère du papier" in dit(geste)


def test_un_rectangle_blanc_seul(dit: Callable[..., str], parchemin: Path) -> None:
    def geste(pdf: Pdf) -> None:
        a_l_endroit(pdf)
        ajouter(pdf, blanc(nom_sur_la_page(parchemin.read_bytes())))

    assert TITULAIRE in dit(geste)


@pytest.mark.parametrize(("sorte", "dite"), [("/FreeText", "une annotation"), ("/Widget", "un champ de formulaire")])
def test_une_annotation_ou_un_champ_par_dessus(dit: Callable[..., str], parchemin: Path, sorte: str, dite: str) -> None:
    cadre = nom_sur_la_page(parchemin.read_bytes())

    def geste(pdf: Pdf) -> None:
        x0, y0, x1, y1 = cadre
        apparence = Stream(pdf, f"1 1 1 rg 0 0 {x1 - x0} {y1 - y0} re f".encode())
        apparence.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, x1 - x0, y1 - y0])))
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name(sorte), Rect=Array(cadre), F=4, AP=Dictionary(N=pdf.make_indirect(apparence))
        )
        if sorte == "/Widget":
            annotation.FT, annotation.T = Name.Tx, "faux"
        posee = pdf.make_indirect(annotation)
        pdf.pages[0].Annots = Array([posee])
        pdf.Root.AcroForm = Dictionary(Fields=Array([posee] if sorte == "/Widget" else []))

    constats = dit(geste)
    assert TITULAIRE in constats
    assert f"Le fichier porte ce que Docgen n’y met jamais : {dite}." in constats


def test_une_image_sur_le_texte_devenu_invisible(dit: Callable[..., str], parchemin: Path) -> None:
    """The text stays, unseen; the page is a picture on which the name was changed."""
    photo = page_image(parchemin.read_bytes(), dpi=150)
    x0, y0, x1, y1 = (valeur * 150 / 72 for valeur in nom_sur_la_page(parchemin.read_bytes()))
    photo.paste((250, 250, 250), (int(x0), int(photo.height - y1), int(x1), int(photo.height - y0)))

    def geste(pdf: Pdf) -> None:
        octets = pdf.pages[0].Contents.read_bytes().replace(b"BT", b"BT 3 Tr")
        pdf.pages[0].Contents = pdf.make_stream(b"q\n" + octets + b"\nQ\n")
        image = Stream(pdf, zlib.compress(photo.tobytes()))
        image.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=photo.width,
                Height=photo.height,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.FlateDecode,
            )
        )
        ajouter(
            pdf,
            f"q {photo.width * 0.48} 0 0 {photo.height * 0.48} 0 0 cm /Photo Do Q",
            {"/XObject": {"/Photo": pdf.make_indirect(image)}},
        )

    assert TITULAIRE in dit(geste)


@pytest.mark.parametrize("mode", [b"BT 3 Tr", b"BT 1 1 1 rg"])
def test_un_texte_qui_ne_se_voit_plus(dit: Callable[..., str], mode: bytes) -> None:
    def geste(pdf: Pdf) -> None:
        octets = pdf.pages[0].Contents.read_bytes().replace(b"BT", mode)
        pdf.pages[0].Contents = pdf.make_stream(octets)

    constats = dit(geste)
    assert CONCORDENT not in constats
    if mode == b"BT 3 Tr":
        assert TITULAIRE in constats


def test_un_calque_qui_se_montre_ou_non(dit: Callable[..., str], parchemin: Path) -> None:
    """Hidden when it is looked at here; another reader may show it, or print it."""
    cadre = nom_sur_la_page(parchemin.read_bytes())

    def geste(pdf: Pdf) -> None:
        calque = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="faux"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([calque]), D=Dictionary(OFF=Array([calque])))
        a_l_endroit(pdf)
        dessin = "/OC /Calque BDC " + blanc(cadre) + autre_nom(cadre) + " EMC"
        ajouter(pdf, dessin, {**helvetica(pdf), "/Properties": {"/Calque": calque}})

    assert "Le fichier porte ce que Docgen n’y met jamais : des calques." in dit(geste)


def test_ce_qui_ne_se_dessine_pas(dit: Callable[..., str]) -> None:
    """What is heard or copied in the place of the page, its titles, a script of the page, what is attached to it."""

    def geste(pdf: Pdf) -> None:
        element, autre, *_ = (o for o in pdf.objects if isinstance(o, Dictionary) and "/S" in o and "/P" in o)
        element.ActualText, autre.Alt = "Docteur en médecine", "mention très bien"
        with pdf.open_metadata() as fiche:
            fiche["dc:title"] = "Parchemin de IMPOSTEUR"
        pdf.docinfo.Title = "Parchemin de FAUSSAIRE"
        pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
        pdf.attachments["annexe.json"] = b"{}"

    constats = dit(geste)
    assert CONCORDENT not in constats
    for attendu in ("Docteur en médecine", "mention très bien", "de FAUSSAIRE", "de IMPOSTEUR"):
        assert attendu in constats
    assert "n’y met jamais : une autre pièce jointe, une action ou un script." in constats


def test_une_autre_lecture_des_memes_glyphes(dit: Callable[..., str]) -> None:
    """The ink is that of another name, and the file says that it reads as the true one."""

    def geste(pdf: Pdf) -> None:
        for police in pdf.pages[0].Resources.Font.values():
            table = police.ToUnicode.read_bytes()
            police.ToUnicode = pdf.make_stream(table.replace(b"<0046>", b"<0050>"))  # each F is read as a P

    constats = dit(geste)
    assert "FONTAINE » (le titulaire) n’y figure pas." in constats.replace("\u00a0", " ")


def test_d_autres_glyphes_pour_la_meme_lecture(dit: Callable[..., str]) -> None:
    """What a font's file draws was exchanged: the same text, other letters."""

    def geste(pdf: Pdf) -> None:
        for police in pdf.pages[0].Resources.Font.values():
            porteuse = police.DescendantFonts[0]
            porteuse.CIDToGIDMap = pdf.make_stream(b"".join((9).to_bytes(2, "big") for _ in range(60_000)))
            porteuse.Subtype = Name.CIDFontType2

    assert CONCORDENT not in dit(geste)


def test_un_texte_deplace(dit: Callable[..., str]) -> None:
    def geste(pdf: Pdf) -> None:
        octets = pdf.pages[0].Contents.read_bytes()
        pdf.pages[0].Contents = pdf.make_stream(b"q 1 0 0 1 0 6 cm\n" + octets + b"\nQ\n")

    assert TITULAIRE in dit(geste)


def test_une_page_ajoutee(dit: Callable[..., str]) -> None:
    assert "Pages : le fichier en a 2, le papier 1." in dit(lambda pdf: pdf.pages.append(pdf.pages[0]))


def test_une_page_immense_n_est_pas_dessinee(dit: Callable[..., str]) -> None:
    def geste(pdf: Pdf) -> None:
        pdf.pages[0].MediaBox = Array([0, 0, 14_400_000, 14_400_000])

    assert "Pages : elles n’ont pas le format de celles du papier." in dit(geste)


def test_un_script(dit: Callable[..., str]) -> None:
    def geste(pdf: Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")

    assert "une action ou un script" in dit(geste)


def test_une_suite_incrementale(produits: Poste, parchemin: Path, tmp_path: Path) -> None:
    """The original bytes are all there; what follows them hides the name."""
    from pypdf import PdfWriter
    from pypdf.annotations import Rectangle

    ecrivain = PdfWriter(parchemin, incremental=True)
    ecrivain.add_annotation(0, Rectangle(rect=nom_sur_la_page(parchemin.read_bytes()), interior_color="ffffff"))
    ecrivain.write(tmp_path / "suite.pdf")
    assert (tmp_path / "suite.pdf").read_bytes().startswith(parchemin.read_bytes())
    retour = produits.ici("verifier", tmp_path / "suite.pdf", "--json")
    assert retour.code == 1
    assert "une annotation" in " ".join(retour.json["constats"])


def test_des_donnees_absentes(dit: Callable[..., str], parchemin: Path) -> None:
    def geste(pdf: Pdf) -> None:
        pdf.attachments.clear()

    assert "Données jointes : il n’y en a plus, ou elles ne se lisent pas." in dit(geste)


def test_un_papier_de_la_presse_retouche(tmp_path: Path) -> None:
    """It carries no data: its number is read on its page."""
    poste = Poste(tmp_path)
    imprime = poste.parchemin("sortie", "--usage", "impression")
    assert poste.ici("verifier", imprime).code == 0
    cadre = nom_sur_la_page(imprime.read_bytes())
    with pikepdf.open(imprime) as pdf:
        pdf.save(tmp_path / "copie.pdf")
        a_l_endroit(pdf)
        ajouter(pdf, blanc(cadre))
        pdf.save(tmp_path / "retouche.pdf")
    copie, retouche = (poste.ici("verifier", tmp_path / f"{nom}.pdf") for nom in ("copie", "retouche"))
    assert CONCORDENT in copie.sortie
    assert TITULAIRE in retouche.sortie
    assert (copie.code, retouche.code) == (1, 1)


def bombe(pages: int) -> bytes:
    """A small file whose page unfolds into gigabytes."""
    pdf, sortie = Pdf.new(), io.BytesIO()
    pdf.add_blank_page()
    nid = b"BT (A) Tj ET " * 2_000_000
    for _ in range(pages):
        nid = zlib.compress(nid, 9)
    flux = Stream(pdf, nid)
    flux.Filter = Array([Name.FlateDecode] * pages)
    pdf.pages[0].Contents = pdf.make_indirect(flux)
    pdf.save(sortie, compress_streams=False)
    return sortie.getvalue()


def test_une_bombe_est_arretee(produits: Poste, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolement, "DELAI_S", 2)
    (tmp_path / "bombe.pdf").write_bytes(bombe(2))
    retour = produits.ici("verifier", tmp_path / "bombe.pdf")
    assert retour.code in (1, 2)
    assert "authentique" not in retour.sortie


def test_un_fichier_trop_gros(produits: Poste, tmp_path: Path) -> None:
    (tmp_path / "gros.pdf").write_bytes(b"%PDF-1.7\n" + bytes(20_000_001))
    retour = produits.ici("verifier", tmp_path / "gros.pdf")
    assert (retour.code, retour.sortie) == (2, "")
    assert "est trop gros pour être un papier de Docgen" in retour.erreurs


@pytest.mark.parametrize(
    ("fonction", "argument", "patience"), [(time.sleep, 60, 1), (time.sleep, 60, 60), (bytes, 4 << 30, 4)]
)
def test_qui_passe_ses_limites_est_arrete(
    fonction: Callable[[int], object], argument: int, patience: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whoever asked, who is patient or not, or by its own alarm."""
    monkeypatch.setattr(isolement, "DELAI_S", 1)
    monkeypatch.setattr(isolement, "_PATIENCE", patience)
    with pytest.raises(Exception, match="plus de temps ou de mémoire qu'il n'est permis"):
        isolement.isoler(fonction, argument)


def test_les_donnees_jointes_sont_toutes_comparees(dit: Callable[..., str]) -> None:
    def geste(pdf: Pdf) -> None:
        donnees = json.loads(pdf.attachments["donnees.json"].get_file().read_bytes())
        donnees["contenu"]["titulaire"] = "Jean FAUSSAIRE"
        pdf.attachments["donnees.json"] = json.dumps(donnees).encode()

    assert "Données jointes : « le titulaire » vaut « Jean FAUSSAIRE », le registre dit « " in dit(geste)
