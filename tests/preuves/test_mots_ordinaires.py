"""Two hundred sessions that bear the two thousand most ordinary words: no session is set aside, no letter is lost."""

from __future__ import annotations

from pathlib import Path

from outils.sessions import session
from tests.ampleur import regle
from tests.campagnes import dire
from tests.cli.pilote import nouveau_poste
from tests.usecases.lots.chantier import faire_les_deux_lots, perdus

SESSIONS = regle("SESSIONS", 200, 4)


def test_deux_cents_sessions_de_noms_ordinaires_partent_toutes(tmp_path: Path) -> None:
    charges = [session(rang) for rang in range(SESSIONS)]
    lots = faire_les_deux_lots(nouveau_poste(tmp_path), charges)
    for lot in lots:
        assert len({ligne["session"] for ligne in lot.manifeste["documents"]}) == SESSIONS
    assert perdus(charges, lots) == []
    dire("Mots ordinaires", sessions=SESSIONS)
