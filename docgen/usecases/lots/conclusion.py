"""Conclude a lot: volumes get their names, all must balance, the register is told, and only then it is let go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from docgen.domain.lots import Comptes, ecarts, total
from docgen.domain.papier import Emission
from docgen.errors import RenduImpossible
from docgen.fichiers import Magasin
from docgen.rendering import cartouche
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.etabli import etabli
from docgen.usecases.lots.manifeste import VolumeNomme, ecrire_corrections, ecrire_csv, ecrire_manifeste
from docgen.usecases.lots.plan import Chantier, Ecartee, LigneDocument, Plan
from docgen.usecases.lots.recolement import feuille_de_controle
from docgen.usecases.lots.souches import poses

PDF, JSON, CSV = "application/pdf", "application/json", "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class FichierLot:
    """A file of a finished lot: its name for whoever receives it, its key in the store, what it is."""

    nom: str
    cle: str
    type_media: str


@dataclass(frozen=True, slots=True)
class Bilan:
    """A finished lot. ``ecartees`` are the sessions left out, in ``corrections.json`` too."""

    lot: str
    sessions: int
    totaux: Comptes
    fichiers: tuple[FichierLot, ...]
    ecartees: tuple[Ecartee, ...] = ()

    @property
    def fautives(self) -> tuple[Ecartee, ...]:
        """The sessions left out whose file must be corrected."""
        return tuple(ecartee for ecartee in self.ecartees if ecartee.est_fautive)

    def en_json(self) -> dict[str, Any]:
        """As JSON: what :meth:`de_json` reads back."""
        return asdict(self)

    @classmethod
    def de_json(cls, donnees: Mapping[str, Any]) -> Bilan:
        """Read back."""
        return cls(
            donnees["lot"],
            donnees["sessions"],
            Comptes(**donnees["totaux"]),
            tuple(FichierLot(**fichier) for fichier in donnees["fichiers"]),
            tuple(map(Ecartee.de_json, donnees["ecartees"])),
        )


def conclure(lot: str, atelier: Atelier, magasin: Magasin) -> Bilan:
    """Balance a lot whose pieces are all printed, write what goes with the volumes, and tell the register, once.

    Raises:
        UsageInvalide: a piece is not printed.
        RenduImpossible: the accounts do not agree, or a volume is no longer what was read back: nothing is let go.
        RegistreIndisponible: the register was told nothing; the same call goes on from there.
        ActeImpossible: the same; a stock of pre-printed sheets has become too small.
    """
    chantier = Chantier(lot, magasin)
    connu = chantier.lire("bilan.json")
    if connu:
        return Bilan.de_json(connu)
    plan = chantier.plan_prepare()
    ecartees = [*plan.ecartees, *(ecartee for rendu in chantier.rendus(plan) for ecartee in rendu.ecartees)]
    lecture = Lecture(chantier, plan)
    totaux = _equilibrer(plan, lecture, ecartees)
    essai = f"conclusion-{token_hex(4)}"
    lecture = replace(lecture, livres=_nommer(lecture, essai, magasin))
    _consigner(plan, lecture, atelier)
    series = _series(plan, lecture, atelier)
    fichiers = [FichierLot(volume.fichier, volume.rendu.cle, PDF) for volume in lecture.volumes()]
    with etabli() as dossier:
        for nom, type_media, ecrire in _accompagnements(plan, lecture, totaux, ecartees, series, atelier):
            ecrire(dossier / nom)
            cle = chantier.cle(essai, nom)
            magasin.ecrire(cle, dossier / nom)
            fichiers.append(FichierLot(nom, cle, type_media))
    imprimees = plan.sessions - sum(ecartee.raison == "incomposable" for ecartee in ecartees)
    bilan = Bilan(lot, imprimees, totaux, tuple(fichiers), tuple(ecartees))
    chantier.garder("bilan.json", bilan.en_json())
    for volume in replace(lecture, livres={}).volumes():
        magasin.effacer(volume.rendu.cle)  # what is delivered is the volume that bears its name
    return Bilan.de_json(chantier.lire("bilan.json"))


@dataclass(frozen=True, slots=True)
class Lecture:
    """The volumes of a lot, read again from the store at each pass: memory does not grow with the lot.

    ``livres``: by number, the key and the digest of each volume that bears its name.
    """

    chantier: Chantier
    plan: Plan
    livres: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def volumes(self) -> Iterator[VolumeNomme]:
        """In order, numbered through the pieces."""
        numero = 0
        for rendu in self.chantier.rendus(self.plan):
            for volume in rendu.volumes:
                numero += 1
                cle, sha256 = self.livres.get(numero, (volume.cle, volume.sha256))
                nom = f"LOT_{self.plan.lot}_VOL_{numero:02d}.pdf"
                yield VolumeNomme(numero, nom, replace(volume, cle=cle, sha256=sha256))

    def lignes(self) -> Iterator[LigneDocument]:
        """Every document, in the order of printing."""
        for volume in self.volumes():
            yield from volume.rendu.documents


def _equilibrer(plan: Plan, lecture: Lecture, ecartees: list[Ecartee]) -> Comptes:
    """What was asked, what was printed and what was read back must be one; each number and each document once.

    Raises:
        RenduImpossible: they are not.
    """
    imprimes, relus = Comptes(), Comptes()
    numeros: set[str] = set()
    documents: set[tuple[str, str, str]] = set()
    for volume in lecture.volumes():
        imprimes, relus = imprimes + volume.comptes, relus + volume.relus
        numeros.update(ligne.numero for ligne in volume.rendu.documents if ligne.numero)
        documents.update((ligne.type, ligne.session, ligne.destinataire) for ligne in volume.rendu.documents)
    retires = total(Comptes(ecartee.documents, ecartee.numeros) for ecartee in ecartees)
    demandes = (plan.documents - retires.documents, plan.numeros - retires.numeros)
    comparaisons = {
        "imprimé et relu": (imprimes, relus),
        "demandé et imprimé": (Comptes(*demandes), Comptes(imprimes.documents, imprimes.numeros)),
        "imprimé et distinct": (Comptes(len(documents), len(numeros)), Comptes(imprimes.documents, imprimes.numeros)),
    }
    for objet, (attendus, constates) in comparaisons.items():
        differences = ecarts(attendus, constates)
        if differences:
            detail = ", ".join(f"{nom} {un} contre {autre}" for nom, (un, autre) in differences.items())
            raise RenduImpossible(
                f"Le lot {plan.lot} ne s'équilibre pas ({objet} : {detail}) : il n'a pas été livré. Relancez-le dans "
                "un dossier neuf ; si l'écart revient, transmettez ce message à qui tient Docgen."
            )
    return imprimes


def _nommer(lecture: Lecture, essai: str, magasin: Magasin) -> dict[int, tuple[str, str]]:
    """Write its name on the slips of each volume, which must still be the one that was read back; nothing else changes.

    Gives, by number, the key and the digest of what comes of it.
    """
    livres: dict[int, tuple[str, str]] = {}
    combien = sum(1 for _ in lecture.volumes())
    for volume in lecture.volumes():
        contenu = magasin.lire(volume.rendu.cle)
        if hashlib.sha256(contenu).hexdigest() != volume.rendu.sha256:
            raise RenduImpossible(
                f"Le volume {volume.fichier} a changé depuis qu'il a été relu : le lot {lecture.plan.lot} n'a pas été "
                "livré. Relancez-le dans un dossier neuf, et vérifiez le disque."
            )
        contenu = cartouche.remplir(contenu, (f"Volume {volume.numero} sur {combien}", volume.fichier))
        cle = lecture.chantier.cle(essai, volume.fichier)
        magasin.ecrire(cle, contenu)
        livres[volume.numero] = cle, hashlib.sha256(contenu).hexdigest()
    return livres


def _consigner(plan: Plan, lecture: Lecture, atelier: Atelier) -> None:
    """Tell the register, once, which documents leave, and which numbers take pre-printed sheets."""
    feuilles = poses(lecture.lignes()) if plan.commande.souches else None
    atelier.registre.consigner(list(_emissions(plan, lecture)), plan.lot, feuilles)


def _series(plan: Plan, lecture: Lecture, atelier: Atelier) -> dict[str, str]:
    """The pre-printed sheet of each number that has one."""
    if not plan.commande.souches:
        return {}
    return atelier.registre.feuilles_de([ligne.numero for ligne in lecture.lignes() if ligne.numero])


def _emissions(plan: Plan, lecture: Lecture) -> Iterator[Emission]:
    """What the register writes down of each document: no name."""
    for ligne in lecture.lignes():
        yield Emission(
            type=ligne.type,
            session=ligne.session,
            destinataire=ligne.destinataire,
            siret=ligne.siret,
            departement=ligne.departement,
            jour=plan.commande.jour,
            usage="impression",
            format="pdf",
            version_modele=ligne.version_modele,
            sha256=ligne.sha256,
            pages=ligne.pages,
            numero=ligne.numero,
        )


Accompagnement = tuple[str, str, Callable[[Path], object]]


def _accompagnements(
    plan: Plan,
    lecture: Lecture,
    totaux: Comptes,
    ecartees: list[Ecartee],
    series: Mapping[str, str],
    atelier: Atelier,
) -> Iterator[Accompagnement]:
    """The files that go with the volumes; without a volume, the corrections alone."""
    if totaux.documents:
        yield "manifeste.json", JSON, lambda chemin: ecrire_manifeste(chemin, plan, lecture.volumes(), totaux, series)
        yield "manifeste.csv", CSV, lambda chemin: ecrire_csv(chemin, lecture.volumes(), series)
        controle = feuille_de_controle(plan, lecture.volumes(), totaux, ecartees, series)
        yield "controle.pdf", PDF, lambda chemin: chemin.write_bytes(atelier.presse.rendre([controle]).contenu)
    yield "corrections.json", JSON, lambda chemin: ecrire_corrections(chemin, plan, ecartees)
