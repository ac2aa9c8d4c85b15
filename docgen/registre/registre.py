"""The register of issued papers, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from docgen.domain.papiers.attestation import INCONNUE, Attestation, Connue
from docgen.domain.papiers.papier import DemandePapier, Emission, Evenement, Papier, Statistique
from docgen.domain.papiers.stock import BilanStock, Feuille, Reception
from docgen.errors import ActeImpossible, DocgenError, RegistreAltere, RegistreEnRetard
from docgen.horloge import Horloge
from docgen.registre import evenements, jetons, stock_feuilles, tables
from docgen.registre import lignes as rangees
from docgen.registre.attribution import attribuer, avec_annulation, papiers_connus, refuser_divergences
from docgen.registre.chain import Acte
from docgen.registre.cles import ClePublique, Trousseau
from docgen.registre.connexion import Connexion
from docgen.registre.evenements import Renvoi
from docgen.registre.jetons import Jeton
from docgen.registre.journal import Plume, controler_tete, lire_tete
from docgen.registre.temoin.comparaison import comparer, rang_temoigne
from docgen.registre.temoin.concordance import Concordance, controler
from docgen.registre.temoin.reprise import Reprise, reprendre
from docgen.registre.verification_registre import verifier

_PAR_BRASSEE = {"yield_per": 1000}


def _est_consigne(ouverte: Connection, ensemble: str) -> bool:
    deja = select(tables.emissions.c.rang).where(tables.emissions.c.ensemble == ensemble).limit(1)
    return ouverte.execute(deja).scalar() is not None


@dataclass(frozen=True, slots=True)
class RegistreSql:
    """The register of issued papers: the only thing in Docgen that remembers. Safe for threads and processes."""

    connexion: Connexion
    trousseau: Trousseau
    concordance: Concordance
    acteur: str = "docgen"
    horloge: Horloge = field(default_factory=Horloge)

    def au_nom_de(self, acteur: str) -> RegistreSql:
        """The same register, whose journal will name that actor."""
        return replace(self, acteur=acteur)

    def fermer(self) -> None:
        """Give the witness what it waits for, and close the connections."""
        if self.concordance.en_attente:
            with suppress(DocgenError):  # it will be given it by whoever writes next
                self.temoigner()
        self.connexion.moteur.dispose()

    def emis(self, session: str, siret: str) -> tuple[Papier, ...]:
        """The papers issued so far by a centre for a session and not annulled, oldest first."""
        colonnes = tables.papiers.c
        requete = avec_annulation().where(colonnes.session == session, colonnes.siret == siret)
        with self.connexion.lecture() as ouverte:
            return tuple(
                replace(rangees.lire_papier(ligne), remis_le=rangees.jour_lu(ligne["remis_le"]))
                for ligne in ouverte.execute(requete).mappings()
                if ligne["annulation"] is None
            )

    def connue(self, session: str, siret: str | None) -> Connue:
        """Whose a session is, and what the State has attested of it; of another centre's than ``siret``, only whose."""
        with self.connexion.lecture() as ouverte:
            connue = evenements.connues(ouverte, [session]).get(session, INCONNUE)
        return connue if siret in (None, connue.siret) else Connue(connue.siret)

    def attester(self, attestation: Attestation) -> Connue:
        """Write that a session was validated with these facts; the same again writes nothing.

        Raises:
            ActeImpossible: the session is another centre's.
            PapierDivergent: a paper already issued says otherwise.
        """
        if not attestation.deja_dite(self.connue(attestation.session, attestation.siret)):
            with self._plume() as plume:
                evenements.attester(plume, [attestation])
        return self.connue(attestation.session, attestation.siret)

    def renvoyer(self, session: str, siret: str, depot: str, motif: str) -> None:
        """Write that a deposit was sent back to its centre, and why."""
        with self._plume() as plume:
            evenements.renvoyer(plume, session, siret, depot, motif)

    def renvois(self, session: str, siret: str | None = None) -> tuple[Renvoi, ...]:
        """The deposits of a session that were sent back, oldest first; to that centre alone, with ``siret``."""
        with self.connexion.lecture() as ouverte:
            return tuple(evenements.renvois(ouverte, session, siret))

    def attribuer(
        self, demandes: Sequence[DemandePapier], jour: date, attestations: Sequence[Attestation] = ()
    ) -> tuple[Papier, ...]:
        """The paper of each demand, in the same order; those that do not exist yet are issued on ``jour``.

        All in one transaction, idempotent, safe against any number of processes at once. ``attestations`` are written
        in it: whoever may attest asks for papers in one call.

        Raises:
            PapierDivergent: a paper exists, and says something else.
            ActeImpossible: a paper was annulled for good; a session is not to be attested so.
            RegistreIndisponible: nothing was allocated.
        """
        self.horloge.refuser_l_avenir(jour)
        with self.connexion.lecture() as ouverte:
            connus = papiers_connus(ouverte, demandes)
            sues = evenements.connues(ouverte, [attestation.session for attestation in attestations])
        refuser_divergences(demandes, connus)
        papiers = connus.vivants
        redites = all(attestation.deja_dite(sues.get(attestation.session, INCONNUE)) for attestation in attestations)
        if not redites or any(demande.cle not in papiers for demande in demandes):
            with self._plume() as plume:
                evenements.attester(plume, attestations)
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
        self.horloge.refuser_l_avenir(*(emission.jour for emission in emissions))
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
        self.horloge.refuser_l_avenir(evenement.jour)
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
        self.horloge.refuser_l_avenir(reception.jour)
        with self._plume() as plume:
            return stock_feuilles.recevoir(plume, reception)

    def mouvoir(self, feuilles: Sequence[Feuille]) -> None:
        """Write what became of sheets, all or nothing; the same again writes nothing.

        Raises:
            ActeImpossible: with every refusal.
        """
        self.horloge.refuser_l_avenir(*(feuille.jour for feuille in feuilles))
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

    def noter(
        self, acte: Acte, contenu: Mapping[str, object], avec: Callable[[Connection], object] = lambda _: None
    ) -> int:
        """Write a line that no table of the register goes with, and gives its rank.

        ``avec`` writes elsewhere in the same database, in the same transaction: both are kept, or neither.
        """
        with self._plume() as plume:
            avec(plume.connexion)
            (rang,) = plume.ecrire(acte, [contenu])
            return rang

    @contextmanager
    def _plume(self, temoigner: bool = False, reprise: bool = False) -> Iterator[Plume]:
        """The pen, in a transaction of its own, for a register that goes as far as its witness.

        ``temoigner``: the witness is given the head, whatever was written. ``reprise``: it may go further than us.
        """
        connue = self.concordance.connue()
        with self.connexion.ecriture() as ouverte:
            plume = Plume.prendre(ouverte, self.trousseau, self.acteur, self.horloge.instant)
            if not reprise:
                controler(ouverte, plume.depart, self.trousseau, connue)
            yield plume
            due = self.concordance.note_due(plume, temoigner)
        if due:
            self.concordance.garder(due)

    def temoigner(self) -> None:
        """Give the witness the head, if it does not have it."""
        connue = self.concordance.connue()
        with self.connexion.lecture() as ouverte:
            tete = lire_tete(ouverte)
        if tete.rang and (connue is None or self.concordance.en_attente or connue.note.place != tete.place):
            with self._plume(temoigner=True):
                pass

    def controler(self) -> None:
        """Make sure that the head is the one that was left, and goes as far as the witness.

        Raises:
            RegistreAltere, RegistreEnRetard: it does not.
            InstallationIncomplete: the keys, or the witness, are those of another register.
        """
        connue = self.concordance.connue()
        with self.connexion.lecture() as ouverte:
            tete = lire_tete(ouverte)
            controler_tete(ouverte, tete, self.trousseau)
            controler(ouverte, tete, self.trousseau, connue)

    def exiger_pret(self) -> None:
        """Make sure that a number could be given.

        Raises:
            InstallationIncomplete: no key can sign; and as for :meth:`controler`.
        """
        self.controler()
        if self.cles_publiques():
            self.trousseau.signataire(creer=False)

    def reprendre(self, par: str, motif: str) -> Reprise:
        """Go on past what the witness knows, after a disaster; with a new key, if none can sign.

        Raises:
            ActeImpossible: the register is not behind its witness.
        """
        with suppress(RegistreEnRetard, RegistreAltere):
            self.controler()
            raise ActeImpossible("Rien n'a été repris : le registre va aussi loin que ce qu'en sait son témoin.")
        if self.cles_publiques() and not self.trousseau.peut_signer():
            self.trousseau.nouvelle_cle()
        with self._plume(reprise=True) as plume:
            return reprendre(plume, self.concordance.connue(), par, motif)

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

    def verifier(self, temoin: bool = False, autres: Sequence[Callable[[Connection], Iterator[str]]] = ()) -> list[str]:
        """What is wrong with the register's history, in French; empty when all is well.

        ``temoin``: every head that the witness keeps is compared, not the last one alone. ``autres`` check, in the same
        state, the tables that others keep beside the register.

        Raises:
            FichiersIndisponibles: every head was asked for, and the witness does not answer.
        """
        with self.connexion.lecture() as ouverte:
            anomalies = list(verifier(ouverte, self.trousseau))
            anomalies += (anomalie for autre in autres for anomalie in autre(ouverte))
            try:
                connue = self.concordance.connue()
                controler(ouverte, lire_tete(ouverte), self.trousseau, connue)
            except DocgenError as ecart:
                anomalies += [str(ecart)] if str(ecart) not in anomalies else []
            if temoin:
                anomalies += comparer(ouverte, self.trousseau, self.concordance.temoin)
        return anomalies

    def cles_publiques(self) -> list[ClePublique]:
        """Every public key that has signed or signs, oldest first."""
        return self.trousseau.cles_publiques()

    def etat_cle(self, ident: str) -> ClePublique | None:
        """What a key is worth, or ``None`` if it is not one of ours."""
        return next((cle for cle in self.cles_publiques() if cle["id"] == ident), None)

    def sur(self, papier: Papier) -> bool:
        """False for a paper whose key was compromised, unless a witness held it before."""
        cle = self.etat_cle(papier.cle or "")
        if cle is None or cle["compromise_depuis"] is None:
            return cle is not None
        return 0 < papier.rang <= (cle["temoignee_jusqu_a"] or 0)

    def nouvelle_cle(self) -> ClePublique:
        """Rotate: the papers to come are signed by a new key, those already issued keep theirs."""
        self.controler()
        with self.connexion.ecriture() as ouverte:  # no number is being signed meanwhile
            *retirees, nouvelle = self.trousseau.nouvelle_cle(creer=lire_tete(ouverte, verrouiller=True).rang == 0)
        with self._plume(temoigner=True) as plume:  # which writes the new one
            plume.ecrire(Acte.CLE, [{**cle} for cle in retirees])
        return nouvelle

    def compromettre(self, depuis: datetime, ident: str | None = None) -> ClePublique:
        """Others may have signed with that key (the current one, which is replaced) since that instant.

        Raises:
            UsageInvalide: no such key.
            FichiersIndisponibles: the witness does not answer, and nobody can tell which papers are older.
        """
        courante = next(cle["id"] for cle in reversed(self.cles_publiques()))
        with self.connexion.lecture() as ouverte:
            rang = rang_temoigne(ouverte, self.trousseau, self.concordance.temoin, depuis)
        if ident in (None, courante):
            self.nouvelle_cle()
        cle = self.trousseau.compromettre(ident or courante, depuis.date().isoformat(), rang)
        self.noter(Acte.CLE, {**cle})
        return cle

    def lire_jeton(self, jeton: str) -> Jeton | None:
        """What a token says, if one of our keys signed it; ``None`` if none did."""
        try:
            return jetons.lire(jeton, self.trousseau.verificateur())
        except jetons.JetonFaux:
            return None

    def signature_valide(self, papier: Papier) -> bool:
        """True if the paper bears a token of ours that says all that it says."""
        return jetons.est_de(papier, self.trousseau.verificateur())
