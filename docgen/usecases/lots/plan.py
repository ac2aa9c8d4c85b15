"""What a lot remembers between its steps: the plan, the pieces, what became of each piece. All of it is JSON.

A key of the store is written once. Whoever prepares or prints chooses new keys, and the file that names them, written
last, is what counts: a step that dies leaves files that nothing names, and is taken again from its start.

Keys bear the form of what they hold. A version of Docgen that writes another form does not find the files of the one
before, and prepares the lot again: numbers are those that were given. ``tests/usecases/lots/formes`` keeps files of
this form, and a test says when a change asks for a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from docgen.contract.interne import ecrire, relire
from docgen.documents.page.spec import Reglages
from docgen.domain.papiers.lots import Comptes, total
from docgen.domain.papiers.papier import Case, Releve
from docgen.errors import UsageInvalide
from docgen.fichiers.magasin import Magasin
from docgen.usecases.lots.commande import CommandeLot

T = TypeVar("T")
CHIFFRES = 4
FORME = 1
# Why a session is not in a lot.
RAISONS = {
    "malformee": "fichier mal formé",
    "refusee": "refusée par les règles",
    "double": "décrite par plusieurs fichiers",
    "divergente": "papier déjà émis sous une autre identité",
    "annulee": "papier annulé, qui ne s’imprime plus",
    "feuille_posee": "parchemin qui a déjà sa feuille préimprimée",
    "sans_objet": "rien à imprimer",
    "incomposable": "document impossible à composer",
}


@dataclass(frozen=True, slots=True)
class Ecartee:
    """A session that is not in the lot, and why: what its file must change to come in the next one.

    ``raison`` is one of :data:`RAISONS`, of which ``sans_objet`` (nothing to print) is no fault. ``documents`` and
    ``numeros`` are what it takes away from a plan that held it.
    """

    fichier: str
    raison: str
    message: str
    session: str | None = None
    siret: str | None = None
    erreurs: tuple[Mapping[str, Any], ...] = ()
    manquements: tuple[Mapping[str, Any], ...] = ()
    documents: int = 0
    numeros: int = 0

    @property
    def est_fautive(self) -> bool:
        """False when the session simply has nothing to print."""
        return self.raison != "sans_objet"


def retires(ecartees: tuple[Ecartee, ...]) -> Comptes:
    """What sessions that were set aside after the plan take away from it."""
    return total(Comptes(ecartee.documents, ecartee.numeros) for ecartee in ecartees)


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
    identifiant: str | None = None
    releve: Releve | None = None
    nom: str = ""  # of the recipient


@dataclass(frozen=True, slots=True)
class LigneBordereau:
    """The slip of a centre in a volume: what the register will know it by, when it comes back signed, and where."""

    siret: str
    departement: str
    pages: int
    sha256: str
    identifiant: str
    cases: tuple[Case, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class VolumeRendu:
    """A finished volume file, read back. ``comptes`` what was printed, ``relus`` what was read."""

    cle: str
    octets: int
    sha256: str
    comptes: Comptes
    relus: Comptes
    documents: tuple[LigneDocument, ...] = field(repr=False)
    bordereaux: tuple[LigneBordereau, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Rendu:
    """What became of one piece."""

    volumes: tuple[VolumeRendu, ...] = ()
    ecartees: tuple[Ecartee, ...] = ()


@dataclass(frozen=True, slots=True)
class FichierLot:
    """A file of a finished lot: its name for whoever receives it, its key in the store, what it is."""

    nom: str
    cle: str
    type_media: str
    octets: int
    sha256: str


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


@dataclass(frozen=True, slots=True)
class Chantier:
    """The keys of one lot in the store, and what they hold. A file is written once: the first one counts."""

    lot: str
    magasin: Magasin

    def cle(self, *parties: str) -> str:
        """A key of this lot."""
        return "/".join((self._dossier, f"forme-{FORME}", *parties))

    @property
    def _dossier(self) -> str:
        return f"lots/{self.lot}"

    def autre_forme(self) -> bool:
        """True if another version of Docgen had begun the lot, whose files this one does not read."""
        siennes = self.cle()
        return any(not fiche.cle.startswith(siennes) for fiche in self.magasin.lister(self._dossier))

    def plan(self) -> Plan | None:
        """The plan, or ``None`` before the lot is prepared."""
        return self._lire(Plan, "plan.json")

    def plan_prepare(self) -> Plan:
        """The plan.

        Raises:
            UsageInvalide: the lot is not prepared.
        """
        plan = self.plan()
        if plan is None:
            raise UsageInvalide(f"Le lot {self.lot} n'est pas préparé : rien ne peut en être imprimé. Préparez-le.")
        return plan

    def garder_plan(self, plan: Plan) -> Plan:
        """Keep the plan; gives the one that counts."""
        self._garder("plan.json", plan)
        return self.plan_prepare()

    def est_rendu(self, rang: int) -> bool:
        """True once a piece is printed."""
        return self.magasin.fiche(self.cle(_nom_du_rendu(rang))) is not None

    def rendu(self, rang: int) -> Rendu | None:
        """What became of a piece, or ``None`` before it is printed."""
        return self._lire(Rendu, _nom_du_rendu(rang))

    def garder_rendu(self, rang: int, rendu: Rendu) -> None:
        """Keep what became of a piece."""
        self._garder(_nom_du_rendu(rang), rendu)

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

    def bilan(self) -> Bilan | None:
        """How the lot ended, or ``None`` before that."""
        return self._lire(Bilan, "bilan.json")

    def garder_bilan(self, bilan: Bilan) -> Bilan:
        """Keep how the lot ended; gives the one that counts."""
        self._garder("bilan.json", bilan)
        return self.bilan() or bilan

    def _lire(self, type_: type[T], nom: str) -> T | None:
        cle = self.cle(nom)
        return relire(type_, self.magasin.lire(cle)) if self.magasin.fiche(cle) else None

    def _garder(self, nom: str, valeur: object) -> None:
        self.magasin.ecrire(self.cle(nom), ecrire(valeur))


def nom_du_morceau(essai: str, rang: int) -> str:
    """The file of a piece to print."""
    return f"plan-{essai}/morceau-{rang + 1:0{CHIFFRES}d}.jsonl"


def _nom_du_rendu(rang: int) -> str:
    """The file that says what became of a piece."""
    return f"rendu-{rang + 1:0{CHIFFRES}d}.json"
