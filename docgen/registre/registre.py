"""The register of issued papers, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, func, insert, select

from docgen.domain.papiers.faits import canonique
from docgen.domain.papiers.papier import DemandePapier, Emission, Evenement, Papier, Statistique
from docgen.domain.papiers.stock import BilanStock, Feuille, Reception
from docgen.registre import evenements, stock_feuilles, tables
from docgen.registre import lignes as rangees
from docgen.registre.attribution import attribuer, avec_annulation, papiers_connus, refuser_divergences
from docgen.registre.chain import Acte
from docgen.registre.cles import ClePublique, Trousseau
from docgen.registre.connexion import Connexion, lire_adresse
from docgen.registre.journal import Plume, lire_tete
from docgen.registre.schema import REGISTRE
from docgen.registre.verification_registre import verifier

_PAR_BRASSEE = {"yield_per": 1000}


def _maintenant() -> datetime:
    return datetime.now(UTC)


def ouvrir_registre(url: str, chemin_cles: Path | None = None, acteur: str = "docgen") -> RegistreSql:
    """Open a register, and create or upgrade its tables if need be.

    ``chemin_cles`` defaults to a file beside the SQLite database, else to one in the working directory.

    Raises:
        RegistreIndisponible: the database does not answer.
        InstallationIncomplete: the address is not that of a register; a newer version of Docgen wrote it.
    """
    adresse = lire_adresse(url)
    connexion = Connexion.ouvrir(adresse)
    REGISTRE.installer(connexion)
    return RegistreSql(connexion, Trousseau(chemin_cles or _chemin_des_cles(adresse)), acteur)


def _chemin_des_cles(adresse: URL) -> Path:
    if adresse.drivername == "sqlite":
        fichier = Path(adresse.database or "")
        return fichier.with_name(f"{fichier.stem}.cles.json")
    return Path("docgen.cles.json")


def _est_consigne(ouverte: Connection, ensemble: str) -> bool:
    deja = select(tables.emissions.c.rang).where(tables.emissions.c.ensemble == ensemble).limit(1)
    return ouverte.execute(deja).scalar() is not None


@dataclass(frozen=True, slots=True)
class RegistreSql:
    """The register of issued papers: the only thing in Docgen that remembers. Safe for threads and processes."""

    connexion: Connexion
    trousseau: Trousseau
    acteur: str = "docgen"
    horloge: Callable[[], datetime] = _maintenant

    def au_nom_de(self, acteur: str) -> RegistreSql:
        """The same register, whose journal will name that actor."""
        return replace(self, acteur=acteur)

    def fermer(self) -> None:
        """Close the connections."""
        self.connexion.moteur.dispose()

    def emis(self, session: str) -> tuple[Papier, ...]:
        """The papers issued so far for a session and not annulled, oldest first."""
        requete = avec_annulation().where(tables.papiers.c.session == session)
        with self.connexion.lecture() as ouverte:
            return tuple(
                replace(rangees.lire_papier(ligne), remis_le=rangees.jour_lu(ligne["remis_le"]))
                for ligne in ouverte.execute(requete).mappings()
                if ligne["annulation"] is None
            )

    def attribuer(self, demandes: Sequence[DemandePapier], jour: date) -> tuple[Papier, ...]:
        """The paper of each demand, in the same order; those that do not exist yet are issued on ``jour``.

        All in one transaction, idempotent, safe against any number of processes at once.

        Raises:
            PapierDivergent: a paper exists, and says something else.
            ActeImpossible: a paper was annulled for good.
            RegistreIndisponible: nothing was allocated.
        """
        with self.connexion.lecture() as ouverte:
            connus = papiers_connus(ouverte, demandes)
        refuser_divergences(demandes, connus)
        papiers = connus.vivants
        if any(demande.cle not in papiers for demande in demandes):
            with self._plume() as plume:
                papiers = attribuer(plume, demandes, jour)
        return tuple(papiers[demande.cle] for demande in demandes)

    def consigner(
        self,
        emissions: Sequence[Emission],
        ensemble: str | None = None,
        poses: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Write down documents that were produced, in one transaction.

        With an ``ensemble`` (a lot), they are written as a part of it; nothing is written if it is already there.
        ``poses``: numbers, by authority and in the order of printing, that take the next sheets of its stock.

        Raises:
            ActeImpossible: a stock is too small, or a number bears a sheet already.
        """
        if not emissions:
            return
        with self._plume() as plume:
            if ensemble is not None and _est_consigne(plume.connexion, ensemble):  # asked once the head is held
                return
            lignes = [rangees.ligne_emission(emission, ensemble) for emission in emissions]
            rangs = plume.ecrire(Acte.EMISSION, lignes)
            plume.connexion.execute(
                insert(tables.emissions),
                [{"rang": rang, **ligne} for rang, ligne in zip(rangs, lignes, strict=True)],
            )
            stock_feuilles.poser(plume, poses or {}, emissions[0].jour)

    def est_consigne(self, ensemble: str) -> bool:
        """True if that lot is written down already."""
        with self.connexion.lecture() as ouverte:
            return _est_consigne(ouverte, ensemble)

    def inscrire(self, evenement: Evenement) -> Evenement:
        """Write an act in the life of a numbered paper; the same act again writes nothing.

        Raises:
            ActeImpossible: the paper's life does not allow it, or no paper bears that number.
        """
        evenement = replace(evenement, numero=evenement.numero.strip().upper())
        if self.papier(evenement.numero) is None:  # an empty register gets no key for that
            raise evenements.numero_inconnu(evenement.numero)
        with self._plume() as plume:
            return evenements.inscrire(plume, evenement)

    def evenements(self, numero: str) -> tuple[Evenement, ...]:
        """The acts in the life of a paper, oldest first."""
        with self.connexion.lecture() as ouverte:
            return evenements.evenements(ouverte, numero.strip().upper())

    def remplacant(self, numero: str) -> str | None:
        """The number of the paper issued in the place of an annulled one, or ``None``."""
        with self.connexion.lecture() as ouverte:
            return evenements.remplacant(ouverte, numero.strip().upper())

    def recevoir(self, reception: Reception) -> Reception:
        """Take a range of pre-printed sheets into the stock; the same one again writes nothing.

        Raises:
            ActeImpossible: one of its sheets was received before.
        """
        with self._plume() as plume:
            return stock_feuilles.recevoir(plume, reception)

    def mouvoir(self, feuilles: Sequence[Feuille]) -> None:
        """Write what became of sheets, all or nothing; the same again writes nothing.

        Raises:
            ActeImpossible: with every refusal.
        """
        with self._plume() as plume:
            stock_feuilles.mouvoir(plume, feuilles)

    def bilan_stock(self, departement: str, comptees: int | None = None) -> BilanStock:
        """The account of an authority's sheets."""
        with self.connexion.lecture() as ouverte:
            return stock_feuilles.bilan(ouverte, departement, comptees)

    def feuille_de(self, numero: str) -> str | None:
        """The serial of the sheet that bears a number, or ``None``."""
        with self.connexion.lecture() as ouverte:
            return stock_feuilles.feuille_de(ouverte, numero.strip().upper())

    def feuilles_de(self, numeros: Sequence[str]) -> dict[str, str]:
        """The serial of the sheet that bears each of these numbers, for those that a sheet bears."""
        with self.connexion.lecture() as ouverte:
            return stock_feuilles.feuilles_de(ouverte, numeros)

    @contextmanager
    def _plume(self) -> Iterator[Plume]:
        """The pen, in a transaction of its own."""
        with self.connexion.ecriture() as ouverte:
            yield Plume.prendre(ouverte, self.trousseau, self.acteur, self.horloge)

    def papier(self, numero: str) -> Papier | None:
        """The paper of that number, or ``None``."""
        with self.connexion.lecture() as ouverte:
            return evenements.papier(ouverte, numero.strip().upper())

    def emissions(self, numero: str) -> tuple[Emission, ...]:
        """Every time that a numbered paper was produced, oldest first."""
        colonnes = tables.emissions.c
        requete = select(tables.emissions).where(colonnes.numero == numero.strip().upper()).order_by(colonnes.rang)
        with self.connexion.lecture() as ouverte:
            return tuple(rangees.lire_emission(ligne) for ligne in ouverte.execute(requete).mappings())

    def emission(self, sha256: str) -> Emission | None:
        """The first document produced with these bytes, or ``None``."""
        colonnes = tables.emissions.c
        requete = select(tables.emissions).where(colonnes.sha256 == sha256).order_by(colonnes.rang).limit(1)
        with self.connexion.lecture() as ouverte:
            ligne = ouverte.execute(requete).mappings().one_or_none()
            return rangees.lire_emission(ligne) if ligne else None

    def lister(self, siret: str | None = None, depuis_rang: int = 0, limite: int | None = None) -> Iterator[Papier]:
        """The papers, oldest first: those of a centre, those after a rank, a page of them."""
        colonnes = tables.papiers.c
        requete = rangees.papiers_et_titulaires().where(colonnes.rang > depuis_rang).order_by(colonnes.rang)
        requete = requete.limit(limite)
        if siret is not None:
            requete = requete.where(colonnes.siret == siret)
        with self.connexion.lecture() as ouverte:
            for ligne in ouverte.execute(requete, execution_options=_PAR_BRASSEE).mappings():
                yield rangees.lire_papier(ligne)

    def statistiques(self, depuis: date, jusqua: date, siret: str | None = None) -> tuple[Statistique, ...]:
        """How many documents were produced between two days, both included, by centre, authority and type."""
        colonnes = tables.emissions.c
        groupe = (colonnes.siret, colonnes.departement, colonnes.type)
        requete = select(*groupe, func.count()).where(colonnes.jour.between(depuis.isoformat(), jusqua.isoformat()))
        if siret is not None:
            requete = requete.where(colonnes.siret == siret)
        with self.connexion.lecture() as ouverte:
            comptes = ouverte.execute(requete.group_by(*groupe).order_by(*groupe))
            return tuple(Statistique(*compte) for compte in comptes)

    def exporter(self) -> Iterator[dict[str, object]]:
        """Every line of the journal, oldest first, ready for a file of JSON lines."""
        requete = select(tables.journal).order_by(tables.journal.c.rang)
        with self.connexion.lecture() as ouverte:
            for ligne in ouverte.execute(requete, execution_options=_PAR_BRASSEE).mappings():
                yield {**ligne, "contenu": json.loads(ligne["contenu"])}

    def verifier(self) -> list[str]:
        """What is wrong with the register's history, in French; empty when all is well."""
        with self.connexion.lecture() as ouverte:
            return list(verifier(ouverte, self.trousseau))

    def cles_publiques(self) -> list[ClePublique]:
        """Every public key that has signed or signs, oldest first."""
        return self.trousseau.cles_publiques()

    def nouvelle_cle(self) -> ClePublique:
        """Rotate: the papers to come are signed by a new key, those already issued keep theirs."""
        with self.connexion.ecriture() as ouverte:  # no number is being signed meanwhile
            return self.trousseau.nouvelle_cle(creer=lire_tete(ouverte, verrouiller=True).rang == 0)

    def signature_valide(self, papier: Papier) -> bool:
        """True if the paper bears a signature of ours over all that it says."""
        return self.trousseau.verificateur().valide(papier.cle, canonique(papier.faits), papier.code)
