"""``docgen diagnostic``: all that an operator must know before opening, at once, and nothing changed by asking."""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from docgen.registre.ouverture_registre import ouvrir_registre, refuser_si_perdu
from docgen.rendering import fonts
from service.administration import diagnostic
from service.socle.donnees import maintenant, ouvrir_base
from service.travaux.tables import Carnet
from tests.cli.pilote import Poste, noms
from tests.registre.lieux import JOUR, demande

SUJETS = [sujet for sujet, _, _ in diagnostic.SUJETS]
OUVERTURE = {"DOCGEN_URL_PUBLIQUE": "https://papiers.exemple.fr"}


def feux(retour: Any) -> dict[str, set[str]]:
    """How each subject stands."""
    dits: dict[str, set[str]] = defaultdict(set)
    for constat in retour.json["constats"]:
        dits[constat["sujet"]].add(constat["feu"])
    assert retour.json["pret"] is (retour.code == 0)
    assert retour.code == (5 if any("faute" in feu for feu in dits.values()) else 0)
    return dits


def phrases(retour: Any, sujet: str) -> str:
    """What is said of a subject."""
    return "\n".join(constat["phrase"] for constat in retour.json["constats"] if constat["sujet"] == sujet)


def laisses(dossier: Path) -> list[str]:
    """The files of a place; those that SQLite keeps beside a database while it is read left out."""
    return [nom for nom in noms(dossier) if not nom.endswith(("-shm", "-wal"))]


def test_un_lieu_vierge_est_pret_et_le_reste(poste_nu: Poste) -> None:
    temoin = poste_nu.dossier / "temoin"
    retour = poste_nu.ici("diagnostic", "--json", DOCGEN_TEMOIN=str(temoin))
    assert (feux(retour)["registre"], feux(retour)["témoin"]) == ({"alerte"}, {"alerte"})
    assert noms(poste_nu.dossier) == []
    assert not temoin.exists()
    impossible = poste_nu.ici("diagnostic", "--json", DOCGEN_TEMOIN=f"{__file__}/temoin")
    assert (feux(impossible)["témoin"], impossible.erreurs.count("témoin")) == ({"faute"}, 1)
    lu = poste_nu.ici("diagnostic", DOCGEN_URL_PUBLIQUE="http://localhost:8000")
    assert (lu.code, lu.erreurs) == (0, "")
    assert lu.sortie.endswith("Rien n'empêche d'ouvrir.\n")
    assert "  ! adresse publique : http://localhost:8000 ne s'ouvre que sur cette machine" in lu.sortie


def test_un_lieu_qui_sert_est_dit_sujet_par_sujet(poste: Poste) -> None:
    registre = ouvrir_registre(f"sqlite:///{poste.dossier}/docgen.db")
    registre.attribuer([demande(7)], JOUR)
    Carnet(ouvrir_base(f"sqlite:///{poste.dossier}/docgen.db")).ouvrir("lot", {}, "ceres", None, 0)
    (poste.dossier / "docgen.fichiers").mkdir()
    avant = laisses(poste.dossier)
    retour = poste.ici("diagnostic", "--json", **OUVERTURE)
    dits = feux(retour)
    assert list(dits) == SUJETS
    assert {sujet for sujet, feu in dits.items() if feu != {"bon"}} == {"témoin", "accès"}
    assert registre.trousseau.identite in phrases(retour, "registre")
    assert "Travaux qui attendent : 1" in phrases(retour, "travaux")
    assert laisses(poste.dossier) == avant


def test_toutes_les_fautes_se_disent_a_la_fois(poste: Poste) -> None:
    registre = ouvrir_registre(f"sqlite:///{poste.dossier}/docgen.db")
    registre.attribuer([demande()], JOUR)
    registre.fermer()
    (poste.dossier / "docgen.cles.json").chmod(0o644)
    retour = poste.ici(
        "diagnostic",
        "--json",
        DOCGEN_RENDU="2",
        DOCGEN_BAIL_S="0",
        DOCGEN_TRAVAUX="postgresql://docgen:motus@base.exemple.fr/file",
        DOCGEN_FICHIERS=str(poste.dossier / "docgen.db" / "papiers"),
        TMPDIR=str(poste.dossier / "absent"),
    )
    assert retour.code == 5
    dits = phrases(retour, "réglages")
    assert {ligne.split()[0] for ligne in dits.splitlines()} == {"DOCGEN_RENDU", "DOCGEN_BAIL_S", "DOCGEN_TRAVAUX"}
    assert "Vouliez-vous dire DOCGEN_RENDUS ?" in dits
    assert "registre SQLite" in dits
    fautifs = {sujet for sujet, feu in feux(retour).items() if "faute" in feu}
    assert fautifs == {"réglages", "registre", "fichiers", "dossier temporaire"}
    assert "chmod 600" in phrases(retour, "registre")
    assert phrases(retour, "travaux") == "Pas regardé : corrigez d'abord DOCGEN_TRAVAUX."
    assert "motus" not in retour.sortie + retour.erreurs


@pytest.mark.parametrize(
    ("geste", "dit"),
    [
        (lambda lieu: (lieu / "docgen.db").unlink(), "docgen registre reprendre"),
        (lambda lieu: (lieu / "docgen.cles.json").unlink(), "manque alors que le registre a déjà signé"),
        (lambda lieu: (lieu / "docgen.db").write_bytes(b"rien" * 999), "file is not a database"),
    ],
    ids=["base perdue", "clés perdues", "base abîmée"],
)
def test_un_registre_abime_est_une_faute(poste: Poste, geste: Any, dit: str) -> None:
    registre = ouvrir_registre(f"sqlite:///{poste.dossier}/docgen.db")
    registre.attribuer([demande()], JOUR)
    registre.fermer()
    geste(poste.dossier)
    avant = laisses(poste.dossier)
    retour = poste.ici("diagnostic", "--json")
    assert "faute" in feux(retour)["registre"] | feux(retour)["clés"]
    assert dit in phrases(retour, "registre") + phrases(retour, "clés")
    assert laisses(poste.dossier) == avant


def test_un_temoin_hors_d_atteinte_est_une_faute(poste: Poste) -> None:
    retour = poste.ici("diagnostic", "--json", DOCGEN_TEMOIN=str(poste.dossier / "ailleurs" / "temoin"))
    assert feux(retour)["témoin"] == {"faute"}
    assert not (poste.dossier / "ailleurs").exists()


def test_une_police_touchee_une_horloge_fausse_et_un_disque_plein(
    poste: Poste, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touchee = tmp_path / "SourceSerifPro-Bold.ttf"
    shutil.copy(fonts.fichier(touchee.name), touchee)
    monkeypatch.setattr(fonts, "fichiers", lambda: (touchee,))
    monkeypatch.setattr(diagnostic, "instant_de_la_base", lambda _: time.time() - 300)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    retour = poste.ici("diagnostic", "--json", **OUVERTURE)
    dits = feux(retour)
    assert {sujet for sujet, feu in dits.items() if "faute" in feu} == {"polices", "horloge", "disque"}
    assert touchee.name in phrases(retour, "polices")
    assert "diffèrent de 300 s" in phrases(retour, "horloge")


def test_un_registre_qui_nait_pendant_le_diagnostic_n_est_pas_perdu(
    poste_nu: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process begins it, keys and all, once its absence was seen."""

    def naitre_puis_regarder(*places: Any) -> None:
        ouvrir_registre(f"sqlite:///{poste_nu.dossier}/docgen.db").attribuer([demande(7)], JOUR)
        refuser_si_perdu(*places)

    monkeypatch.setattr(diagnostic, "refuser_si_perdu", naitre_puis_regarder)
    assert feux(poste_nu.ici("diagnostic", "--json"))["registre"] == {"alerte"}
    (poste_nu.dossier / "docgen.db").unlink()
    monkeypatch.undo()
    assert feux(poste_nu.ici("diagnostic", "--json"))["registre"] == {"faute"}


def test_une_base_lente_a_repondre_n_a_pas_une_autre_heure(poste: Poste, monkeypatch: pytest.MonkeyPatch) -> None:
    depart = datetime.now(UTC)

    class Horloge(datetime):
        """Each look at it takes ten seconds; the base tells its own in between."""

        lus: ClassVar[list[datetime]] = []

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            cls.lus.append(depart + timedelta(seconds=10 * len(cls.lus)))
            return cls.lus[-1]

    monkeypatch.setattr(diagnostic, "datetime", Horloge)
    monkeypatch.setattr(diagnostic, "instant_de_la_base", lambda _: Horloge.lus[-1].timestamp() + 9)
    assert feux(poste.ici("diagnostic", "--json", **OUVERTURE))["horloge"] == {"bon"}


def test_ce_qui_attend_trop_longtemps_est_dit(poste: Poste) -> None:
    base = ouvrir_base(f"sqlite:///{poste.dossier}/docgen.db")
    travail = Carnet(base).ouvrir("dossier", {}, "ceres", None, 0)
    with base.ecriture() as ouverte:
        hier = maintenant().replace(year=2025).isoformat()
        ouverte.exec_driver_sql("UPDATE travaux SET cree = ? WHERE id = ?", (hier, travail.id))
    assert feux(poste.ici("diagnostic", "--json", DOCGEN_OUVRIERS="0"))["travaux"] == {"alerte"}
