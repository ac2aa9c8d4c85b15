"""``DOCGEN_CACHET``: what a command seals, what it does not, what ``docgen verifier`` says of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from docgen.cachet.lecture_cachet import lire_cachets
from tests.cachet.autorite import ORGANISME, PHRASE, horloge_parlante, papiers
from tests.cli.pilote import UN_PARCHEMIN, VALIDEE, Poste, empreintes, noms, nouveau_poste


@pytest.fixture(scope="module")
def scelleur(tmp_path_factory: pytest.TempPathFactory) -> Poste:
    """A place whose operator has a seal, and a parchemin made there. Only read it."""
    poste = avec_cachet(tmp_path_factory.mktemp("scelleur"))
    poste.parchemin()
    return poste


def avec_cachet(dossier: Path, **variables: str) -> Poste:
    (dossier / "cachet.p12").write_bytes(papiers().p12())
    cachet = {"DOCGEN_CACHET": str(dossier / "cachet.p12"), "DOCGEN_CACHET_PHRASE": PHRASE}
    return Poste(dossier, {**cachet, **variables})


def test_verifier_dit_qui_a_scelle(scelleur: Poste) -> None:
    retour = scelleur.ici("verifier", scelleur.pdf(), "--json")
    assert (retour.code, retour.json["verdict"]) == (0, "authentique")
    dit = retour.json["constats"][-1].replace("\u00a0", " ")
    assert dit.startswith(f"Cachet au nom de « Cachet des titres, {ORGANISME} », daté du 1er janvier 2020 : rien n’a")
    assert dit.endswith("Son certificat : c’est celui de cet exploitant.")


def test_qui_n_a_jamais_scelle_voit_l_empreinte_du_certificat(scelleur: Poste, tmp_path: Path) -> None:
    retour = nouveau_poste(tmp_path).ici("verifier", scelleur.pdf())
    assert retour.code == 1
    assert re.search(r"Docgen ne le connaît pas : comparez son empreinte \([0-9a-f]{64}\)", retour.sortie)


def test_un_ancien_certificat_reste_celui_de_l_exploitant(tmp_path: Path) -> None:
    """The seal is changed, then given up: what the former ones sealed is still known as the operator's."""
    ancien = avec_cachet(tmp_path).parchemin()
    second = avec_cachet(tmp_path)  # another key, under the same name
    recent = second.parchemin("ensuite")
    jour = r"\d+(?:er)? \w+ \d{4}"
    for poste, pdf, attendu in (
        (second, ancien, f"c’était celui de cet exploitant du {jour} au {jour}."),
        (second, recent, "c’est celui de cet exploitant."),
        (Poste(tmp_path), recent, f"c’est le dernier avec lequel cet exploitant a scellé, depuis le {jour}."),
    ):
        dit = poste.ici("verifier", pdf).sortie.replace("\u00a0", " ")
        assert re.search(f"Cachet au nom de « Cachet des titres, {ORGANISME} ».*Son certificat : {attendu}", dit), dit
    publies = Poste(tmp_path).ici("cachet", "lister-certificats", "--json").json
    assert [un["empreinte"] for un in publies] == [
        lire_cachets(pdf.read_bytes())[0].empreinte for pdf in (ancien, recent)
    ]
    assert (publies[0]["jusqu_a"], publies[1]["jusqu_a"]) == (publies[1]["depuis"], None)
    assert all(un["certificat"].startswith("-----BEGIN CERTIFICATE-----") for un in publies)
    assert Poste(tmp_path).ici("registre", "verifier").code == 0


def test_un_octet_change_est_dit(scelleur: Poste, tmp_path: Path) -> None:
    change = bytearray(scelleur.pdf().read_bytes())
    change[change.index(b"Docgen")] ^= 1
    (tmp_path / "change.pdf").write_bytes(change)
    retour = scelleur.ici("verifier", tmp_path / "change.pdf", "--json")
    assert retour.code == 1
    assert "il est rompu" in retour.json["constats"][-1]


def test_un_cachet_d_un_autre_n_est_pas_celui_de_l_exploitant(scelleur: Poste, tmp_path: Path) -> None:
    """Same name, another key: a forger seals what he changed."""
    retour = scelleur.ici("verifier", avec_cachet(tmp_path).parchemin())
    assert retour.code == 1
    assert "Docgen ne le connaît pas" in retour.sortie


def test_le_meme_papier_a_les_memes_octets(scelleur: Poste) -> None:
    assert scelleur.parchemin("encore").read_bytes() == scelleur.pdf().read_bytes()
    assert empreintes(scelleur.rapport("encore")) == empreintes(scelleur.rapport())


def test_seuls_les_pdf_a_conserver_sont_scelles(tmp_path: Path) -> None:
    poste = avec_cachet(tmp_path)
    for sortie, *options in (("presse", "--usage", "impression"), ("brouillon", "--brouillon")):
        assert lire_cachets(poste.parchemin(sortie, *options).read_bytes()) == ()


def test_un_dossier_entier_est_scelle_par_qui_l_a_demande(tmp_path: Path) -> None:
    """Rendered by many processes, sealed by one."""
    poste = avec_cachet(tmp_path)
    assert poste.produire(VALIDEE, options=("--types", "pv_individuel,parchemin,livret,notification")).code == 0
    pdfs = [poste.dossier / "sortie" / nom for nom in noms(poste.dossier / "sortie") if nom.endswith(".pdf")]
    assert len(pdfs) > 6
    assert all(lire_cachets(pdf.read_bytes())[0].tient for pdf in pdfs)
    assert all(poste.ici("verifier", pdf).code == 0 for pdf in pdfs[:2])


def test_sans_horloge_rien_n_est_ecrit(tmp_path: Path) -> None:
    with horloge_parlante(503) as adresse:
        poste = avec_cachet(tmp_path, DOCGEN_HORODATAGE=adresse)
        retour = poste.produire(VALIDEE, options=UN_PARCHEMIN)
    assert retour.code == 5
    assert len(retour.sortie.splitlines()) == 1  # what it would have made
    assert "1\u00a0document" in retour.sortie
    assert "retirez DOCGEN_HORODATAGE" in retour.erreurs
    assert not (tmp_path / "sortie").exists()


def test_un_horodatage_se_lit(tmp_path: Path) -> None:
    with horloge_parlante() as adresse:
        poste = avec_cachet(tmp_path, DOCGEN_HORODATAGE=adresse)
        pdf = poste.parchemin()
    dit = poste.ici("verifier", pdf).sortie.replace("\u00a0", " ")
    assert f"horodaté le 5 novembre 2026 par « Horloge fictive, {ORGANISME} »" in dit


def test_un_cachet_d_essai(tmp_path: Path) -> None:
    retour = Poste(tmp_path).ici("cachet", "essai", "essai.p12")
    variables = dict(re.findall(r"(DOCGEN_\w+)='([^']+)'", retour.sortie))
    assert (retour.code, set(variables)) == (0, {"DOCGEN_CACHET", "DOCGEN_CACHET_PHRASE"})
    assert (tmp_path / "essai.p12").stat().st_mode & 0o777 == 0o600
    poste = Poste(tmp_path, variables)
    assert "Cachet au nom de « Cachet d'essai – SANS VALEUR »" in poste.ici("verifier", poste.parchemin()).sortie
    encore = Poste(tmp_path).ici("cachet", "essai", "essai.p12")
    assert (encore.code, encore.sortie) == (2, "")
    assert "un fichier de ce nom existe" in encore.erreurs


def test_les_fautes_du_cachet_se_disent_avec_les_autres(tmp_path: Path) -> None:
    hier = datetime.now(UTC) - timedelta(days=1)
    (tmp_path / "perime.p12").write_bytes(papiers(depuis=hier - timedelta(days=9), jours=8).p12())
    variables = {"DOCGEN_CACHET": "perime.p12", "DOCGEN_CACHET_PHRASE": PHRASE, "DOCGEN_HORODATAGE": "ftp://h"}
    retour = Poste(tmp_path, {**variables, "DOCGEN_URL_PUBLIQUE": "a"}).ici("registre", "lister")
    assert (retour.code, retour.sortie) == (5, "")
    assert [ligne.split()[0] for ligne in retour.erreurs.splitlines()] == [
        "DOCGEN_URL_PUBLIQUE",
        "DOCGEN_CACHET",
        "DOCGEN_HORODATAGE",
    ]
    assert "DOCGEN_CACHET vaut « perime.p12 », qui n'est plus valable depuis le " in retour.erreurs


def test_une_phrase_fausse_n_est_pas_citee(tmp_path: Path) -> None:
    poste = avec_cachet(tmp_path, DOCGEN_CACHET_PHRASE="secret-tout-faux")
    retour = poste.ici("registre", "lister")
    assert retour.code == 5
    assert (
        "qui ne s'ouvre pas avec la phrase que donne DOCGEN_CACHET_PHRASE. Donnez celle de ce fichier."
        in retour.erreurs
    )
    assert "secret-tout-faux" not in retour.erreurs


def test_une_horloge_sans_cachet_est_refusee(tmp_path: Path) -> None:
    retour = Poste(tmp_path, {"DOCGEN_HORODATAGE": "https://h.exemple.fr"}).ici("registre", "lister")
    assert retour.code == 5
    assert "DOCGEN_HORODATAGE ne sert à rien sans cachet. Donnez DOCGEN_CACHET, ou retirez-la." in retour.erreurs


def test_un_fichier_reenregistre_a_un_cachet_rompu(scelleur: Poste, tmp_path: Path) -> None:
    copie = tmp_path / "copie.pdf"
    PdfWriter(clone_from=PdfReader(scelleur.pdf())).write(copie)
    assert "Cachet au nom de" in scelleur.ici("verifier", copie).sortie
