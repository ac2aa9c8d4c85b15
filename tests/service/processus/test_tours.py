"""Whose turn it is: callers are served one after the other, and whoever has left is worked for no more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.requests import ClientDisconnect, Request

from service.acces.idempotence import a_son_tour
from service.contexte import Appel
from service.processus.equipe import Equipe, EquipeOccupee, Places, RenduAbandonne
from service.processus.tours import Confier, Fils, Tours
from service.socle.appelant import Appelant, Role
from tests.attente import attendre


def test_chaque_appelant_a_son_tour() -> None:
    """Whoever asks once is not behind all that another one asked for before."""
    places, servis = Places([None]), list[str]()

    def demander(pour: str) -> None:
        enfant = places.prendre(pour)
        servis.append(pour)
        places.rendre(pour, enfant)

    def attendues(combien: int) -> bool:
        return places.attendues == combien

    tenu = places.prendre("gros")
    fils = []
    for rang, pour in enumerate(["gros", "gros", "gros", "petit", "autre", "petit"], start=1):
        fils.append(threading.Thread(target=demander, args=(pour,)))
        fils[-1].start()
        attendre(partial(attendues, rang))
    places.rendre("gros", tenu)
    for fil in fils:
        fil.join()
    assert servis == ["gros", "petit", "autre", "gros", "petit", "gros"]
    assert (places.libres, places.attendues) == (1, 0)


def test_qui_n_attend_plus_ne_prend_le_tour_de_personne() -> None:
    places = Places([None])
    tenu = places.prendre("a")
    with pytest.raises(EquipeOccupee):
        places.prendre("b", attente_s=0.01)
    servi = threading.Thread(target=places.prendre, args=("b",))
    servi.start()
    attendre(lambda: places.attendues == 2)
    places.rendre("a", tenu)
    servi.join()
    assert (places.libres, places.attendues) == (0, 0)


def test_le_dernier_enfant_est_pour_qui_n_en_a_aucun() -> None:
    """However much a caller asks for, another one waits for nobody; and the first one has its turn again."""
    places = Places([None, None, None])
    tenus = [places.prendre("gros") for _ in range(2)]
    with pytest.raises(EquipeOccupee):
        places.prendre("gros", attente_s=0.01)
    encore = threading.Thread(target=places.prendre, args=("gros",))
    encore.start()
    attendre(lambda: places.attendues == 2)
    places.rendre("petit", places.prendre("petit", attente_s=0.01))
    assert (places.libres, encore.is_alive()) == (1, True)
    places.rendre("gros", tenus.pop())
    encore.join()
    assert places.libres == 1


class FausseEquipe:
    """A team of one child, which asks whether what it does is still of use."""

    ouvriers = 1

    def faire(
        self, fonction: Callable[..., object], *arguments: object, veille: Callable[[], bool], **_: Any
    ) -> object:
        """See :meth:`Equipe.faire`."""
        attendre(lambda: not veille())
        raise RenduAbandonne


def _appel(recevoir: Callable[[], Any]) -> Request:
    requete = Request({"type": "http", "state": {}}, recevoir)
    requete.state.appelant = Appelant("cle:essai", Role.CERES)
    return requete


def test_qui_est_parti_n_est_plus_servi() -> None:
    """One that left while it waited is not begun; one that leaves while it is served is stopped."""
    tours, commences, partis = Tours(cast("Equipe", FausseEquipe()), 60, Fils(2)), list[str](), asyncio.Event()

    def travail(nom: str) -> Callable[[Confier], object]:
        def faire(confier: Confier) -> object:
            commences.append(nom)
            return confier(len, nom)

        return faire

    async def appeler() -> list[BaseException | object]:
        async def partir() -> dict[str, str]:
            await partis.wait()
            return {"type": "http.disconnect"}

        appels = [asyncio.create_task(tours.faire(_appel(partir), travail(nom))) for nom in ("un", "deux", "trois")]
        while len(commences) < 2:
            await asyncio.sleep(0)
        partis.set()
        return await asyncio.gather(*appels, return_exceptions=True)

    assert [type(fin) for fin in asyncio.run(appeler())] == [ClientDisconnect] * 3
    assert sorted(commences) == ["deux", "un"]


class EquipeNommee:
    """A team that says who it is."""

    ouvriers = 1

    def __init__(self, nom: str) -> None:
        self.nom = nom

    def faire(self, *_: object, **__: object) -> str:
        """See :meth:`Equipe.faire`."""
        return self.nom


def test_ce_qui_est_long_est_fait_par_l_equipe_qui_cede_le_pas() -> None:
    tours = Tours(*(cast("Any", un) for un in (EquipeNommee("promptes"), 60, Fils(1), EquipeNommee("longues"))))

    def travail(confier: Confier) -> list[str]:
        return [confier(len, "x", longue=longue) for longue in (False, True)]

    async def rester() -> dict[str, str]:
        await asyncio.Event().wait()
        return {"type": "http.request"}

    assert asyncio.run(tours.faire(_appel(rester), travail)) == ["promptes", "longues"]


def test_qui_attend_un_enfant_ne_tient_pas_de_fil() -> None:
    """Of one caller, as many calls as it has threads compute at once, those that render and those that do not."""
    rendu, repris = threading.Event(), threading.Event()

    class Equipe:
        ouvriers = 1

        def faire(self, *_: object, **__: object) -> None:
            rendu.wait()

    async def rester() -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    def rendre(confier: Confier) -> None:
        confier(len, "x")
        repris.set()

    def lire() -> bool:
        rendu.set()
        return repris.wait(0.05)  # that never comes while this call has the thread

    fils = Fils(1)

    async def appeler() -> bool:
        rend = asyncio.create_task(Tours(cast("Any", Equipe()), 60, fils).faire(_appel(rester), rendre))
        await asyncio.sleep(0)
        pendant = await fils.faire("cle:essai", lire)
        await rend
        return pendant

    assert not asyncio.run(appeler())
    assert repris.is_set()


def test_ce_qu_un_appelant_envoie_ne_prend_pas_tous_les_fils() -> None:
    """A hundred calls of one caller that threads work at, and none ends: another caller is answered all the same."""
    commences, assez = list[str](), threading.Event()

    def travailler(appel: Appel) -> str:
        nom = appel.appelant.nom
        commences.append(nom)
        return nom if nom == "petit" or assez.wait() else ""

    async def appeler() -> object:
        services = cast("Any", SimpleNamespace(fils=Fils(4)))
        gros, petit = (
            Appel(Request({"type": "http"}), services, Appelant(nom, Role.CERES)) for nom in ("gros", "petit")
        )
        tous = [asyncio.create_task(a_son_tour(travailler)(appel=gros)) for _ in range(100)]
        try:
            while len(commences) < 4:
                await asyncio.sleep(0)
            return await a_son_tour(travailler)(appel=petit)
        finally:
            assez.set()
            await asyncio.gather(*tous)

    assert asyncio.run(appeler()) == "petit"
    assert commences.index("petit") == 4
