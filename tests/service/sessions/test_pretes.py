"""What a lot may print is filtered in the query, never after a limit; what is chosen stays so from page to page."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from docgen.domain.papiers.pouvoir import PARTOUT, Perimetre
from service.lots.pretes import Filtre, Pretes
from service.socle import tables
from service.socle.donnees import Base, ouvrir_base
from tests.registre.lieux import Lieu

NOMBRE, CENTRES = 3_000, 60
INTITULES = {"parchemin": "Parchemin", "pv_general": "Procès-verbal général"}


def _siret(rang: int) -> str:
    return f"{rang % CENTRES:014d}"


@pytest.fixture
def base(lieu: Lieu) -> Base:
    """A service that knows 3,000 sessions of 60 centres: one in ten is not ready, one in three is printed."""
    lieu.ouvrir()
    ouverte = ouvrir_base(lieu.url)
    commun = {"candidats": 10, "attendus": 1, "attestee": True, "sans_numero": 0, "remis": 0, "annules": 0, "rang": 1}
    sessions = [
        {
            **commun,
            "siret": _siret(rang),
            "session": f"S-{rang:05d}",
            "depot": f"d{rang:05d}",
            "etat": "REFUSE" if rang % 10 == 9 else "ACCEPTE",
            "etape": "a-corriger" if rang % 10 == 9 else "prete",
            "statut": "VALIDEE",
            "titre": f"Titre {rang % 7}",
            "debut": f"{2020 + rang // 600}-03-{1 + rang % 28:02d}",
            "fin": f"{2020 + rang // 600}-04-01",
            "centre": f"Centre {rang % CENTRES}",
            "autorite": f"{1 + rang % 90:03d}",
            "numerotes": 0,
            "remise_due": "",
            "recherche": f"s-{rang:05d}\ntitre {rang % 7}",
        }
        for rang in range(NOMBRE)
    ]
    restes = [
        {"siret": _siret(rang), "session": f"S-{rang:05d}", "type": code, "attendus": 4, "imprimes": imprimes}
        for rang in range(NOMBRE)
        for code, imprimes in (("parchemin", 4 if rang % 3 == 0 else 1), ("pv_general", 4 if rang % 2 else 0))
    ]
    with ouverte.ecriture() as connexion:
        connexion.execute(insert(tables.sessions), sessions)
        connexion.execute(insert(tables.restes), restes)
    return ouverte


def test_les_sessions_pretes_se_filtrent_dans_la_requete(base: Base) -> None:
    pretes = Pretes(base, "cle:a", PARTOUT)
    prets = [rang for rang in range(NOMBRE) if rang % 10 != 9]
    attendues = {
        Filtre(tout="oui"): prets,
        Filtre(): [rang for rang in prets if not (rang % 3 == 0 and rang % 2)],
        Filtre(type="parchemin"): [rang for rang in prets if rang % 3],
        Filtre(titre="Titre 3", tout="oui"): [rang for rang in prets if rang % 7 == 3],
        Filtre(centre=_siret(12), tout="oui"): [rang for rang in prets if rang % CENTRES == 12],
        Filtre(autorite="005", type="pv_general"): [rang for rang in prets if rang % 90 == 4 and rang % 2 == 0],
        Filtre(du="2024-01-01", au="2024-03-10", tout="oui"): [r for r in prets if r // 600 == 4 and r % 28 < 10],
        Filtre(cherche="s-00001"): [1],  # the oldest: no list of the latest holds it
    }
    for filtre, rangs in attendues.items():
        total, page = pretes.lister(filtre, 1, 50)
        assert total == len(rangs), filtre
        assert {prete.connue.session for prete in page} <= {f"S-{rang:05d}" for rang in rangs}
        assert len(page) == min(50, len(rangs))
    total, derniere = pretes.lister(Filtre(tout="oui"), -(-len(prets) // 50), 50)
    assert total == len(prets)
    assert len(derniere) == len(prets) % 50 or 50
    (seule,) = pretes.lister(Filtre(cherche="s-00001"), 1, 50)[1]
    assert seule.restes == {"parchemin": 3}
    options = pretes.options(INTITULES)
    assert (len(options.titres), len(options.centres)) == (7, 54)
    assert [code for code, _, _ in options.types] == ["parchemin", "pv_general"]
    assert Pretes(base, "cle:a", Perimetre(_siret(12))).lister(Filtre(tout="oui"), 1, 5)[0] == 50
    base.fermer()


def test_ce_qui_est_choisi_le_reste(base: Base) -> None:
    """From page to page and whatever is filtered; each his own; what changed since is known."""
    pretes, autre = Pretes(base, "cle:a", PARTOUT), Pretes(base, "cle:b", PARTOUT)
    pretes.choisir(["d00001", "d00002"], ["d00001", "d00002", "d00009"])  # the last was not shown, nor is it ready
    pretes.choisir(["d00004"], ["d00004"])
    pretes.choisir(["d00002"], [])
    assert [choisie.session for choisie in pretes.choisies()] == ["S-00001", "S-00004"]
    assert pretes.compter() == (2, {"parchemin": (8, 6), "pv_general": (8, 4)})
    assert autre.choisies() == ()
    autre.tout_choisir(Filtre(titre="Titre 3", tout="oui"))
    assert autre.compter()[0] == len([rang for rang in range(NOMBRE) if rang % 7 == 3 and rang % 10 != 9])
    colonnes = tables.sessions.c
    with base.ecriture() as connexion:
        connexion.execute(tables.sessions.update().where(colonnes.session == "S-00001").values(depot="neuf"))
        connexion.execute(tables.sessions.update().where(colonnes.session == "S-00004").values(etat="REFUSE"))
    redeposee, perdue = pretes.choisies()
    assert (redeposee.redeposee, redeposee.prete) == (True, True)
    assert (perdue.redeposee, perdue.prete) == (False, False)
    pretes.vider()
    assert pretes.choisies() == ()
    base.fermer()
