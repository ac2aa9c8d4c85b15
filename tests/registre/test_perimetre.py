"""Whatever is read of the register says for whom, or is what was read so; what is not is named here."""

from __future__ import annotations

import inspect

import pytest

from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.pouvoir import PARTOUT, PERSONNE, Perimetre, Pouvoir
from docgen.registre.consultation import Consultation
from docgen.registre.registre import RegistreSql
from docgen.usecases.tenue.verification import Saisie, Verdict, verifier_public
from service.socle.appelant import Appelant, Role
from tests.registre.lieux import JOUR, Lieu, demande

CENTRE, AUTRE = demande().siret, "99999999700011"
# Of no centre: the journal, whose lines name nobody, the keys, the sheets of an authority, whether a lot was written;
# and what the service keeps of how far each session is, to be asked for a caller by his perimeter too.
DE_LA_MAISON = {
    "avancements", "bilan_stock", "certificats", "controler", "est_consigne", "etat_cle", "exporter",
    "exiger_cles", "feuilles_de", "feuilles_libres", "imprimes", "lire_jeton", "verifier",
    "journal", "stocks",  # for who administers
    "emises", "pages_rendues",  # by what a page bears: the returns are sorted by centre before a word is said of them
}  # fmt: skip


def _methodes() -> dict[str, list[inspect.Parameter]]:
    publiques = (un for un in inspect.getmembers(Consultation, inspect.isfunction) if not un[0].startswith("_"))
    return {nom: list(inspect.signature(methode).parameters.values())[1:] for nom, methode in publiques}


def test_chaque_lecture_dit_pour_qui() -> None:
    """A parameter that may be forgotten would be."""
    pour_qui = {
        nom
        for nom, parametres in _methodes().items()
        if any(un.annotation in ("Perimetre", "Papier") and un.default is un.empty for un in parametres)
    }
    assert _methodes().keys() - pour_qui == DE_LA_MAISON


@pytest.mark.parametrize("perimetre", [Perimetre(AUTRE), Perimetre(PERSONNE), Perimetre(CENTRE).restreint_a(AUTRE)])
def test_rien_d_un_centre_ne_se_lit_d_ailleurs(lieu: Lieu, perimetre: Perimetre) -> None:
    registre = lieu.ouvrir()
    (papier,) = registre.attribuer([demande()], JOUR)
    numero = papier.numero or ""
    for siens in (PARTOUT, Perimetre(CENTRE), PARTOUT.restreint_a(CENTRE)):
        assert registre.papier(numero, siens) == papier
        assert list(registre.lister(siens)) == [papier]
    assert registre.papier(numero, perimetre) is None
    assert list(registre.lister(perimetre)) == []
    assert registre.emis(papier.demande.session, perimetre) == ()


def test_un_centre_sans_siret_ne_voit_personne() -> None:
    perdu = Appelant("oidc:x", Role.CENTRE)
    assert (perdu.perimetre, perdu.pouvoir) == (Perimetre(PERSONNE), Pouvoir(False, PERSONNE))
    assert not perdu.voit(CENTRE)
    assert not perdu.voit(None)
    assert Appelant("cle:x", Role.CERES).voit(None)


def test_sans_la_bonne_cle_un_numero_qui_existe_ne_coute_pas_plus_qu_un_autre(
    lieu: Lieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes longer tells: the paper itself is read once its key is known to be right."""
    with lieu.atelier() as atelier:
        (papier,) = atelier.registre.attribuer([demande()], JOUR)
        assert verifier_public(Saisie(papier.numero or "", papier.cle_courte), atelier).authentique
        monkeypatch.setattr(RegistreSql, "papier", lambda *_: pytest.fail("read whole"))
        for numero in (papier.numero or "", str(Numero("", 2026, "069", 99))):
            assert verifier_public(Saisie(numero, "0000-0000-0000"), atelier).verdict is Verdict.CLE_INCORRECTE
