"""What is written in the register of issued papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from docgen.domain.papiers.attestation import Attestation, Connue
from docgen.domain.papiers.papier import DemandePapier, Emission, Evenement, Papier
from docgen.domain.papiers.pouvoir import PARTOUT, Perimetre
from docgen.domain.papiers.retour import Retour
from docgen.domain.papiers.stock import ActeReception, Feuille, Reception
from docgen.errors import ActeImpossible, DocgenError, RegistreAltere, RegistreEnRetard
from docgen.horloge import Horloge
from docgen.registre import evenements, stock_feuilles
from docgen.registre.attribution import attribuer, papiers_connus, refuser_divergences
from docgen.registre.chain import Acte
from docgen.registre.consultation import Consultation, deja_consigne
from docgen.registre.journal import Plume, lire_tete
from docgen.registre.retours import retours_registre
from docgen.registre.signature import certificats
from docgen.registre.signature.cles import ClePublique
from docgen.registre.temoin.comparaison import rang_temoigne
from docgen.registre.temoin.concordance import controler
from docgen.registre.temoin.reprise import Reprise, reprendre

JOUR_PASSE = "papiers datés d'un jour passé"


@dataclass(frozen=True, slots=True)
class RegistreSql(Consultation):
    """The register of issued papers: the only thing in Docgen that remembers. Safe for threads and processes."""

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

    def attester(self, attestation: Attestation) -> Connue:
        """Write that a session was validated with these facts, or raise what :meth:`attribuer` raises of them."""
        self.attribuer((), self.horloge(), [attestation])
        return self.connue(attestation.session, Perimetre(attestation.siret))

    def renvoyer(self, session: str, siret: str, depot: str, motif: str) -> None:
        """Write that a deposit was sent back to its centre, and why."""
        with self._plume() as plume:
            evenements.renvoyer(plume, session, siret, depot, motif)

    def attribuer(
        self, demandes: Sequence[DemandePapier], jour: date, attestations: Sequence[Attestation] = ()
    ) -> tuple[Papier, ...]:
        """The paper of each demand, in the same order; those that do not exist yet are issued on ``jour``.

        All in one transaction, idempotent, safe against any number of processes at once. ``attestations`` are written
        in it: whoever may attest asks for papers in one call.

        Raises:
            PapierDivergent: a paper exists and says something else, or would not say what is attested.
            ActeImpossible: a paper was annulled for good; a session is another centre's.
            RegistreIndisponible: nothing was allocated.
        """
        self.horloge.refuser_l_avenir(jour, *{demande.departement for demande in demandes})
        with self.connexion.lecture() as ouverte:
            connus = papiers_connus(ouverte, demandes)
            redites = evenements.deja_dites(ouverte, attestations)
        refuser_divergences(demandes, connus)
        papiers = connus.vivants
        if not redites or any(demande.cle not in papiers for demande in demandes):
            with self._plume() as plume:
                evenements.attester(plume, attestations)
                papiers = attribuer(plume, demandes, jour)
                self._noter_le_jour(plume, papiers.values(), jour)
        return tuple(papiers[demande.cle] for demande in demandes)

    def _noter_le_jour(self, plume: Plume, papiers: Iterable[Papier], jour: date) -> None:
        """Say so in the journal, where numbered papers have just been dated of a day gone by."""
        neufs = [papier.demande for papier in papiers if papier.numero and papier.rang > plume.depart.rang]
        passes = {lieu for lieu in {neuf.departement for neuf in neufs} if jour < self.horloge.en_cours(lieu)[0]}
        if sessions := sorted({neuf.session for neuf in neufs if neuf.departement in passes}):
            dit = {"geste": JOUR_PASSE, "jour": jour.isoformat(), "sessions": sessions}
            plume.ecrire(Acte.ACCES, [dit])

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
        for jour, departement in {(emission.jour, emission.departement) for emission in emissions}:
            self.horloge.refuser_l_avenir(jour, departement)
        with self._plume() as plume:
            if ensemble is not None and deja_consigne(plume.connexion, ensemble):  # asked once the head is held
                return
            retours_registre.inscrire_emissions(plume, emissions, ensemble)
            stock_feuilles.poser(plume, poses or {}, emissions[0].jour)

    def consigner_retours(self, retours: Sequence[Retour]) -> None:
        """Write down the signed pages that came back, in one transaction; the same again writes nothing."""
        if retours:
            with self._plume() as plume:
                retours_registre.inscrire_retours(plume, retours)

    def inscrire(self, evenement: Evenement) -> Evenement:
        """Write an act in the life of a numbered paper; the same act again writes nothing.

        Raises:
            ActeImpossible: the paper's life does not allow it, or no paper bears that number.
        """
        return self.inscrire_ensemble([evenement])[0]

    def inscrire_ensemble(self, actes: Sequence[Evenement]) -> list[Evenement]:
        """The same of several acts, all or none.

        Raises:
            ActeImpossible: see :meth:`inscrire`.
        """
        propres = [
            replace(acte, numero=acte.numero.strip().upper(), precision=acte.precision.strip()) for acte in actes
        ]
        for acte in propres:
            papier = self.papier(acte.numero, PARTOUT)
            self.horloge.refuser_l_avenir(acte.jour, papier.demande.departement if papier else None)
            if papier is None:  # an empty register gets no key for that
                raise evenements.numero_inconnu(acte.numero)
        with self._plume() as plume:
            return [evenements.inscrire(plume, acte) for acte in propres]

    def recevoir(self, reception: Reception) -> Reception:
        """Take a range of pre-printed sheets into the stock, or out of it; the same one again writes nothing.

        Raises:
            ActeImpossible: one of them was received before, or they were not of one reception, or have served.
        """
        self.horloge.refuser_l_avenir(reception.jour, reception.departement)
        inscrire = stock_feuilles.corriger if reception.acte is ActeReception.CORRECTION else stock_feuilles.recevoir
        with self._plume() as plume:
            return inscrire(plume, reception)

    def mouvoir(self, feuilles: Sequence[Feuille]) -> None:
        """Write what became of sheets, all or nothing; the same again writes nothing.

        Raises:
            ActeImpossible: with every refusal.
        """
        for jour, departement in {(feuille.jour, feuille.departement) for feuille in feuilles}:
            self.horloge.refuser_l_avenir(jour, departement)
        with self._plume() as plume:
            stock_feuilles.mouvoir(plume, feuilles)

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

    def oublier(self, session: str, destinataire: str, siret: str | None = None) -> tuple[str, dict[str, int]]:
        """Forget a candidate of a session: see :func:`docgen.registre.evenements.oublier`."""
        with self._plume() as plume:
            return evenements.oublier(plume, session, destinataire, siret)

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

    def exiger_pret(self) -> None:
        """Make sure that a number could be given.

        Raises:
            InstallationIncomplete: no key can sign; and as for :meth:`controler`.
        """
        self.controler()
        if self.trousseau.cles_publiques():
            self.trousseau.signataire(creer=False)

    def reprendre(self, par: str, motif: str) -> Reprise:
        """Go on past what the witness knows, after a disaster; with a new key, if none can sign.

        Raises:
            ActeImpossible: the register is not behind its witness.
        """
        with suppress(RegistreEnRetard, RegistreAltere):
            self.controler()
            raise ActeImpossible("Rien n'a été repris : le registre va aussi loin que ce qu'en sait son témoin.")
        if self.trousseau.cles_publiques() and not self.trousseau.peut_signer():
            self.trousseau.nouvelle_cle()
        with self._plume(reprise=True) as plume:
            return reprendre(plume, self.concordance.connue(), par, motif)

    def connaitre_certificat(self, empreinte: str, par: str, certificat: str) -> None:
        """Remember a certificate by which the operator seals; see :mod:`docgen.registre.signature.certificats`."""
        if all(connu.empreinte != empreinte for connu in self.certificats()):
            with self._plume() as plume:
                certificats.inscrire(plume, empreinte, par, certificat)

    def nouvelle_cle(self) -> ClePublique:
        """Rotate: the papers to come are signed by a new key, those already issued keep theirs."""
        self.controler()
        with self.connexion.ecriture() as ouverte:  # no number is being signed meanwhile
            *retirees, nouvelle = self.trousseau.nouvelle_cle(creer=lire_tete(ouverte, verrouiller=True).rang == 0)
        with self._plume(temoigner=True) as plume:  # which writes the new one
            plume.ecrire(Acte.CLE, [{**cle} for cle in retirees])
        return nouvelle

    def compromettre(self, depuis: date, ident: str | None = None) -> ClePublique:
        """Others may have signed with that key (the current one, which is replaced) since that day
        began by the clock of the installation.

        Raises:
            UsageInvalide: no such key.
            ActeImpossible: that day is to come.
            FichiersIndisponibles: the witness does not answer, and nobody can tell which papers are older.
        """
        self.horloge.refuser_l_avenir(depuis)
        courante = next(cle["id"] for cle in reversed(self.trousseau.cles_publiques()))
        with self.connexion.lecture() as ouverte:
            rang = rang_temoigne(ouverte, self.trousseau, self.concordance.temoin, self.horloge.debut(depuis))
        if ident in (None, courante):
            self.nouvelle_cle()
        cle = self.trousseau.compromettre(ident or courante, depuis.isoformat(), rang)
        self.noter(Acte.CLE, {**cle})
        return cle
