"""What a lot remembers between its steps: the plan, the pieces, what became of each piece. All of it is JSON.

A key of the store is written once. Whoever prepares or prints chooses new keys, and the file that names them, written
last, is what counts: a step that dies leaves files that nothing names, and is taken again from its start.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from docgen.documents.spec import Reglages
from docgen.domain.papier import DemandePapier, GenrePapier, Papier
from docgen.errors import UsageInvalide
from docgen.fichiers import Magasin
from docgen.usecases.lots.commande import CommandeLot

CHIFFRES = 4


@dataclass(frozen=True, slots=True)
class Ecartee:
    """A session that is not in the lot, and why: what its file must change to come in the next one.

    ``raison``: ``malformee``, ``refusee``, ``double``, ``divergente``, ``annulee`` (a paper of it, for good),
    ``feuille_posee`` (on a pre-printed sheet), ``sans_objet`` (nothing to print: no fault), ``incomposable``.
    ``documents`` and ``numeros`` are what it takes away from a plan that held it.
    """

    fichier: str
    raison: str
    message: str
    session: str | None = None
    erreurs: tuple[Mapping[str, Any], ...] = ()
    manquements: tuple[Mapping[str, Any], ...] = ()
    documents: int = 0
    numeros: int = 0

    @property
    def est_fautive(self) -> bool:
        """False when the session simply has nothing to print."""
        return self.raison != "sans_objet"

    @classmethod
    def de_json(cls, donnees: Mapping[str, Any]) -> Ecartee:
        """Read back."""
        return cls(
            **{
                **donnees,
                "erreurs": tuple(donnees["erreurs"]),
                "manquements": tuple(donnees["manquements"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lot will print. ``morceaux`` pieces, under the keys of ``essai``; ``documents`` and ``numeros`` expected.

    ``reglages`` are those of the day: a lot that resumes elsewhere says the same on all its pages.
    """

    lot: str
    commande: CommandeLot
    essai: str
    morceaux: int
    sessions: int
    documents: int
    numeros: int
    reglages: Reglages = field(default_factory=Reglages)
    ecartees: tuple[Ecartee, ...] = ()

    def en_json(self) -> dict[str, Any]:
        """As JSON: what :meth:`de_json` reads back."""
        return {
            "version": 1,
            "lot": self.lot,
            "commande": self.commande.en_json(),
            "essai": self.essai,
            "morceaux": self.morceaux,
            "sessions": self.sessions,
            "documents": self.documents,
            "numeros": self.numeros,
            "reglages": {
                "ministere": [[jour.isoformat(), nom] for jour, nom in self.reglages.ministere],
                "url_publique": self.reglages.url_publique,
            },
            "ecartees": [asdict(ecartee) for ecartee in self.ecartees],
        }

    @classmethod
    def de_json(cls, donnees: Mapping[str, Any]) -> Plan:
        """Read back."""
        champs = {nom: donnees[nom] for nom in ("lot", "essai", "morceaux", "sessions", "documents", "numeros")}
        ministere = tuple((date.fromisoformat(jour), nom) for jour, nom in donnees["reglages"]["ministere"])
        return cls(
            commande=CommandeLot.de_json(donnees["commande"]),
            reglages=Reglages(ministere, donnees["reglages"]["url_publique"]),
            ecartees=tuple(map(Ecartee.de_json, donnees["ecartees"])),
            **champs,
        )


def papier_en_json(papier: Papier) -> dict[str, Any]:
    """A paper of the register as JSON."""
    demande = asdict(papier.demande)
    naissance = papier.demande.naissance
    return {
        **asdict(papier),
        "date_emission": papier.date_emission.isoformat(),
        "remis_le": papier.remis_le.isoformat() if papier.remis_le else None,
        "demande": {**demande, "naissance": naissance.isoformat() if naissance else None},
    }


def papier_de_json(donnees: Mapping[str, Any]) -> Papier:
    """Read back."""
    demande = dict(donnees["demande"])
    demande["genre"] = GenrePapier(demande["genre"])
    demande["naissance"] = date.fromisoformat(demande["naissance"]) if demande["naissance"] else None
    remis_le = date.fromisoformat(donnees["remis_le"]) if donnees["remis_le"] else None
    champs = {**donnees, "date_emission": date.fromisoformat(donnees["date_emission"]), "remis_le": remis_le}
    return Papier(**{**champs, "demande": DemandePapier(**demande)})


@dataclass(frozen=True, slots=True)
class LigneDocument:
    """A document of a volume: a line of the manifest. ``page`` is its first one in the volume, from 1."""

    rang: int
    type: str
    session: str
    destinataire: str
    siret: str
    departement: str
    numero: str | None
    page: int
    pages: int
    feuilles: int
    sha256: str
    version_modele: str


@dataclass(frozen=True, slots=True)
class VolumeRendu:
    """A finished volume file, read back. ``comptes`` what was printed, ``relus`` what was read."""

    cle: str
    octets: int
    sha256: str
    comptes: Mapping[str, int]
    relus: Mapping[str, int]
    documents: tuple[LigneDocument, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rendu:
    """What became of one piece."""

    volumes: tuple[VolumeRendu, ...] = ()
    ecartees: tuple[Ecartee, ...] = ()

    def en_json(self) -> dict[str, Any]:
        """As JSON; documents are lists, for there are thousands of them."""
        return {
            "ecartees": [asdict(ecartee) for ecartee in self.ecartees],
            "volumes": [
                {
                    **{nom: getattr(volume, nom) for nom in ("cle", "octets", "sha256", "comptes", "relus")},
                    "documents": [list(_valeurs(ligne)) for ligne in volume.documents],
                }
                for volume in self.volumes
            ],
        }

    @classmethod
    def de_json(cls, donnees: Mapping[str, Any]) -> Rendu:
        """Read back."""
        volumes = tuple(
            VolumeRendu(**{**volume, "documents": tuple(LigneDocument(*ligne) for ligne in volume["documents"])})
            for volume in donnees["volumes"]
        )
        return cls(volumes, tuple(map(Ecartee.de_json, donnees["ecartees"])))


def _valeurs(ligne: LigneDocument) -> Iterator[object]:
    return (getattr(ligne, nom) for nom in LigneDocument.__slots__)


@dataclass(frozen=True, slots=True)
class Chantier:
    """The keys of one lot in the store, and what they hold."""

    lot: str
    magasin: Magasin

    def cle(self, *parties: str) -> str:
        """A key of this lot."""
        return "/".join(("lots", self.lot, *parties))

    def lire(self, nom: str) -> Any:
        """What a file of this lot says, or ``None`` when it is not there yet."""
        cle = self.cle(nom)
        return json.loads(self.magasin.lire(cle)) if self.magasin.fiche(cle) else None

    def garder(self, nom: str, donnees: object) -> bool:
        """Write a file of this lot once; ``False`` when another run was first, whose file then counts."""
        return self.magasin.ecrire(self.cle(nom), json.dumps(donnees, ensure_ascii=False).encode())

    def plan(self) -> Plan | None:
        """The plan, or ``None`` before the lot is prepared."""
        donnees = self.lire("plan.json")
        return Plan.de_json(donnees) if donnees else None

    def plan_prepare(self) -> Plan:
        """The plan.

        Raises:
            UsageInvalide: the lot is not prepared.
        """
        plan = self.plan()
        if plan is None:
            raise UsageInvalide(f"Le lot {self.lot} n'est pas préparé : rien ne peut en être imprimé. Préparez-le.")
        return plan

    def rendu(self, rang: int) -> Rendu | None:
        """What became of a piece, or ``None`` before it is printed."""
        donnees = self.lire(nom_du_rendu(rang))
        return Rendu.de_json(donnees) if donnees else None

    def rendus(self, plan: Plan) -> Iterator[Rendu]:
        """What became of every piece, one at a time.

        Raises:
            UsageInvalide: one of them is not printed.
        """
        for rang in range(plan.morceaux):
            rendu = self.rendu(rang)
            if rendu is None:
                raise UsageInvalide(
                    f"Le morceau {rang + 1} du lot {self.lot} n'est pas imprimé : le lot ne peut pas être conclu. "
                    "Relancez-le."
                )
            yield rendu


def nom_du_morceau(essai: str, rang: int) -> str:
    """The file of a piece to print."""
    return f"plan-{essai}/morceau-{rang + 1:0{CHIFFRES}d}.jsonl"


def nom_du_rendu(rang: int) -> str:
    """The file that says what became of a piece."""
    return f"rendu-{rang + 1:0{CHIFFRES}d}.json"


def lignes_json(donnees: Sequence[object]) -> bytes:
    """One JSON value a line."""
    return b"".join(json.dumps(valeur, ensure_ascii=False).encode() + b"\n" for valeur in donnees)
