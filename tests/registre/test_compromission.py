"""A key that others may have held: which of its papers stay good."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from docgen.domain.papiers.papier import Papier
from docgen.errors import ActeImpossible
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.horloge import Horloge
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.registre.registre import RegistreSql
from docgen.registre.signature.jetons import signer
from docgen.usecases.tenue.verification import Saisie, Verdict, verifier_saisie
from tests.registre.lieux import ANCIEN, Lieu, demande


@pytest.fixture
def loin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that lives by the clock of elsewhere."""
    with monkeypatch.context() as contexte:
        contexte.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("fuseau", "nuit"),
    [("Europe/Paris", "2026-07-07T22:00:00Z"), ("Indian/Reunion", "2026-07-07T20:00:00Z")],
)
@pytest.mark.usefixtures("loin")
def test_une_cle_compromise_laisse_surs_les_papiers_temoignes_avant(
    lieu: Lieu, tmp_path: Path, fuseau: str, nuit: str
) -> None:
    """The day begins by the installation's clock, whatever the zone of the machine."""
    minuit, jour = datetime.fromisoformat(nuit), date(2026, 7, 8)
    actuel = [minuit]
    temoin, horloge = tmp_path / "temoin", Horloge(fuseau, lambda: actuel[0])
    chez = partial(ouvrir_magasin, temoin, temoin=True)
    registre = ouvrir_registre(lieu.url, lieu.cles, temoin=chez, horloge=horloge)
    emis = []
    for rang, instant in enumerate((minuit - timedelta(minutes=1), minuit + timedelta(minutes=1)), 1):
        actuel[0] = instant
        emis.append(papiers(registre, rang))
        os.utime(sorted(temoin.rglob("*.note"))[-1], (instant.timestamp(),) * 2)  # received then
    avant, apres = emis
    assert registre.sur(avant)
    with pytest.raises(ActeImpossible, match="à venir"):
        registre.compromettre(jour + timedelta(days=3))
    cle = registre.compromettre(jour)
    assert (cle["etat"], cle["compromise_depuis"]) == ("compromise", "2026-07-08")
    assert registre.sur(avant)
    assert not registre.sur(apres)
    for autre in (jour, date(2026, 7, 9)):  # said again, later: nothing that was doubted is good again
        actuel[0] = minuit + timedelta(days=2)
        assert registre.compromettre(autre, cle["id"]) == cle
        assert (registre.sur(avant), registre.sur(apres)) == (True, False)
    plus_tot = registre.compromettre(date(2026, 7, 7), cle["id"])
    assert plus_tot["compromise_depuis"] == "2026-07-07"
    assert not registre.sur(avant)
    suivante = papiers(registre, 3)
    assert suivante.cle != cle["id"]
    assert registre.sur(suivante)
    lignes = [ligne["contenu"] for ligne in registre.exporter() if ligne["acte"] == "CLE"]
    assert [ligne["etat"] for ligne in lignes if isinstance(ligne, dict)] == [
        "courante",
        "courante",
        "retiree",
        *("compromise",) * 4,
    ]
    assert registre.verifier(temoin=True) == []
    retouches: tuple[tuple[dict[str, object], str], ...] = (
        ({"compromise_depuis": None}, "plus confiance que le journal"),
        ({"compromise_depuis": "2026-07-09"}, "plus confiance que le journal"),
        ({"temoignee_jusqu_a": 99}, "plus confiance que le journal"),
        ({"id": "0" * 8, "creee_le": "2026-07-01T00:00:00+00:00"}, "le journal n'en sait rien"),
    )
    avant_retouche = lieu.cles.read_text()
    for champs, dit in retouches:
        cles = json.loads(avant_retouche)
        cles["cles"][0] |= champs
        lieu.cles.write_text(json.dumps(cles))
        assert any(dit in une for une in registre.verifier())


def test_un_papier_invente_par_qui_a_vole_la_cle_n_est_pas_seulement_inconnu(lieu: Lieu) -> None:
    registre = lieu.ouvrir()
    vrai = papiers(registre, 1)
    faux = signer({**vrai.faits, "nom": "FAUSSAIRE"}, registre.trousseau.signataire(creer=False))
    with lieu.atelier() as atelier:
        assert verifier_saisie(Saisie.lire(faux), atelier).verdict is Verdict.INCONNU
        registre.compromettre(date.today())
        dit = verifier_saisie(Saisie.lire(faux), atelier)
    assert (dit.verdict, dit.devenir) == (Verdict.CLE_COMPROMISE, None)


def papiers(registre: RegistreSql, rang: int) -> Papier:
    """The paper of one more candidate."""
    (papier,) = registre.attribuer([demande(rang)], ANCIEN)
    return papier
