"""What is read of the register of issued papers, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, select, true, union_all

from docgen.domain.papiers.attestation import AILLEURS, INCONNUE, Connue
from docgen.domain.papiers.papier import BORDEREAU_LIVRAISON, Emission, Evenement, GenrePapier, Papier, Statistique
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.papiers.retour import Emise
from docgen.domain.papiers.stock import BilanStock, Serie
from docgen.errors import DocgenError
from docgen.registre import avancement, evenements, stock_feuilles, tables
from docgen.registre import lignes as rangees
from docgen.registre.attribution import Connus
from docgen.registre.avancement import Avancement
from docgen.registre.chain import Acte
from docgen.registre.connexion import PAR_BRASSEE, Connexion
from docgen.registre.evenements import Renvoi
from docgen.registre.journal import controler_tete, lire_tete
from docgen.registre.retours import retours_registre
from docgen.registre.signature import certificats
from docgen.registre.signature.certificats import CertificatConnu
from docgen.registre.signature.cles import ClePublique
from docgen.registre.signature.trousseau import Trousseau
from docgen.registre.temoin.comparaison import comparer
from docgen.registre.temoin.concordance import Concordance, NoteSignee, controler
from docgen.registre.verification_registre import verifier

if TYPE_CHECKING:
    from docgen.registre.signature.jetons import Jeton


def _dans(perimetre: Perimetre, colonne: ColumnElement[str]) -> ColumnElement[bool]:
    """The rows of whom may be read."""
    return true() if perimetre.siret is None else colonne == perimetre.siret


def deja_consigne(ouverte: Connection, ensemble: str) -> bool:
    """True if that lot is written down, as this transaction sees it."""
    deja = select(tables.emissions.c.rang).where(tables.emissions.c.ensemble == ensemble).limit(1)
    return ouverte.execute(deja).scalar() is not None


@dataclass(frozen=True, slots=True)
class Consultation:
    """The register for whoever reads it: nothing here writes. Safe for threads and processes.

    What belongs to centres is read within a ``Perimetre``: that of who asks. What became of a paper is asked with the
    paper itself, which was read so.
    """

    connexion: Connexion
    trousseau: Trousseau
    concordance: Concordance

    def emis(self, session: str, perimetre: Perimetre) -> tuple[Papier, ...]:
        """The papers issued so far for a session that stand: not annulled, and not contradicted by the State since."""
        return tuple(self._connus([session], perimetre).vivants.values())

    def emis_des(self, sessions: Sequence[str], perimetre: Perimetre) -> dict[tuple[str, str], tuple[Papier, ...]]:
        """The same of many sessions, by session and centre."""
        trouves: dict[tuple[str, str], tuple[Papier, ...]] = {}
        for papier in self._connus(sessions, perimetre).vivants.values():
            ici = (papier.demande.session, papier.demande.siret)
            trouves[ici] = (*trouves.get(ici, ()), papier)
        return trouves

    def a_refaire(self, session: str, perimetre: Perimetre) -> tuple[str, ...]:
        """Whose notification says otherwise than what the State has attested since, until a new one is issued."""
        papiers = self._connus([session], perimetre).a_rectifier.values()
        return tuple(sorted(papier.demande.destinataire for papier in papiers if papier.numero is None))

    def _connus(self, sessions: Sequence[str], perimetre: Perimetre) -> Connus:
        connus = Connus()
        with self.connexion.lecture() as ouverte:
            connus.lire(ouverte, sessions, perimetre)
        return connus

    def connue(self, session: str, perimetre: Perimetre) -> Connue:
        """Whose a session is, and what the State has attested of it; ``AILLEURS`` for one that is out of sight."""
        return self.connues([session], perimetre).get(session, INCONNUE)

    def connues(self, sessions: Sequence[str], perimetre: Perimetre) -> dict[str, Connue]:
        """The same of many sessions; those of which nothing is known are left out."""
        trouvees: dict[str, Connue] = {}
        with self.connexion.lecture() as ouverte:
            for ici in rangees.par_morceaux(sessions):
                trouvees |= evenements.connues(ouverte, ici)
        return {nom: une if perimetre.couvre(une.siret) else AILLEURS for nom, une in trouvees.items()}

    def annules(self, sessions: Sequence[str], perimetre: Perimetre) -> frozenset[tuple[str, ...]]:
        """The papers of these sessions that were annulled for good: the centre, then the key of each."""
        pap, eve = tables.papiers.c, tables.evenements.c
        requete = select(pap.siret, pap.genre, pap.session, pap.destinataire).join(
            tables.evenements, (eve.numero == pap.numero) & (eve.acte == Acte.ANNULATION.value)
        )
        requete = requete.where(eve.rectification == 0, _dans(perimetre, pap.siret))
        with self.connexion.lecture() as ouverte:
            lues = (ouverte.execute(requete.where(pap.session.in_(ici))) for ici in rangees.par_morceaux(sessions))
            return frozenset(tuple(ligne) for lignes in lues for ligne in lignes)

    def avancements(self, depuis: int, autres: Sequence[str] = ()) -> tuple[int, tuple[Avancement, ...]]:
        """The last line of the journal; how far the sessions are that were written of since, and ``autres``."""
        with self.connexion.lecture() as ouverte:
            sessions = dict.fromkeys((*avancement.touchees(ouverte, depuis), *autres))
            return lire_tete(ouverte).rang, tuple(avancement.avancements(ouverte, tuple(sessions)))

    def vies(self, session: str, perimetre: Perimetre) -> tuple[tuple[Papier, tuple[Evenement, ...]], ...]:
        """Every paper of a session, those annulled too, oldest first, each with the acts of its life."""
        colonnes = tables.papiers.c
        requete = rangees.papiers_et_titulaires().where(colonnes.session == session, _dans(perimetre, colonnes.siret))
        with self.connexion.lecture() as ouverte:
            papiers = [
                rangees.lire_papier(ligne) for ligne in ouverte.execute(requete.order_by(colonnes.rang)).mappings()
            ]
            actes = evenements.evenements_de(ouverte, [papier.numero for papier in papiers if papier.numero])
        return tuple((papier, actes.get(papier.numero or "", ())) for papier in papiers)

    def renvois(self, session: str, perimetre: Perimetre) -> tuple[Renvoi, ...]:
        """The deposits of a session that were sent back, oldest first."""
        with self.connexion.lecture() as ouverte:
            return tuple(evenements.renvois(ouverte, session, _dans(perimetre, tables.attestations.c.siret)))

    def imprimes(self, numeros: Sequence[str]) -> frozenset[str]:
        """Those of these numbers that were printed, on paper."""
        colonnes = tables.emissions.c
        requete = select(colonnes.numero).where(colonnes.numero.in_(numeros), colonnes.usage == "impression").distinct()
        return frozenset(ligne["numero"] for ligne in self.connexion.lignes(requete))

    def imprimees(
        self, sessions: Sequence[str], perimetre: Perimetre, sauf: str
    ) -> dict[tuple[str, str], set[tuple[str, str]]]:
        """The documents that stand on paper, by type and recipient, of each session and centre; those of the lot
        ``sauf`` left out."""
        trouvees: dict[tuple[str, str], set[tuple[str, str]]] = {}
        with self.connexion.lecture() as ouverte:
            for ici in rangees.par_morceaux(sessions):
                requete = avancement.imprimees(ici, sauf).where(_dans(perimetre, tables.emissions.c.siret))
                for session, siret, code, pour in ouverte.execute(requete):
                    trouvees.setdefault((session, siret), set()).add((code, pour))
        return trouvees

    def est_consigne(self, ensemble: str) -> bool:
        """True if that lot is written down already."""
        with self.connexion.lecture() as ouverte:
            return deja_consigne(ouverte, ensemble)

    def evenements(self, papier: Papier) -> tuple[Evenement, ...]:
        """The acts in the life of a paper, oldest first."""
        with self.connexion.lecture() as ouverte:
            return evenements.evenements(ouverte, papier.numero or "")

    def remplacant(self, papier: Papier) -> str | None:
        """The number of the paper issued in the place of an annulled one, or ``None``."""
        with self.connexion.lecture() as ouverte:
            return evenements.remplacant(ouverte, papier.numero or "")

    def bilan_stock(self, departement: str, comptees: int | None = None) -> BilanStock:
        """The account of an authority's sheets."""
        with self.connexion.lecture() as ouverte:
            return stock_feuilles.bilan(ouverte, departement, comptees)

    def feuilles_libres(self, departement: str, nombre: int) -> tuple[Serie, ...]:
        """The next sheets that an authority's papers would take, fewer if the stock is short."""
        with self.connexion.lecture() as ouverte:
            return tuple(islice(stock_feuilles.libres(ouverte, departement), nombre))

    def feuille_de(self, papier: Papier) -> str | None:
        """The serial of the sheet that bears a paper, or ``None``."""
        with self.connexion.lecture() as ouverte:
            return stock_feuilles.feuille_de(ouverte, papier.numero or "")

    def feuilles_de(self, numeros: Sequence[str]) -> dict[str, str]:
        """The serial of the sheet that bears each of these numbers, for those that a sheet bears."""
        with self.connexion.lecture() as ouverte:
            return stock_feuilles.feuilles_de(ouverte, numeros)

    def papier(self, numero: str, perimetre: Perimetre) -> Papier | None:
        """The paper of that number, or ``None``."""
        with self.connexion.lecture() as ouverte:
            papier = evenements.papier(ouverte, numero.strip().upper())
        return papier if papier is not None and perimetre.couvre(papier.demande.siret) else None

    def jeton_emis(self, numero: str, perimetre: Perimetre) -> str | None:
        """The token of the paper of that number, and nothing else of it: no number costs more than another."""
        colonnes = tables.papiers.c
        requete = select(tables.titulaires.c.jeton).join(tables.papiers).where(colonnes.numero == numero)
        jeton: str | None = self.connexion.valeur(requete.where(_dans(perimetre, colonnes.siret)))
        return jeton

    def emissions(self, papier: Papier) -> tuple[Emission, ...]:
        """Every time that a numbered paper was produced, oldest first."""
        colonnes = tables.emissions.c
        requete = select(tables.emissions).where(colonnes.numero == (papier.numero or "")).order_by(colonnes.rang)
        return tuple(rangees.lire_emission(ligne) for ligne in self.connexion.lignes(requete))

    def emission(self, sha256: str, perimetre: Perimetre) -> Emission | None:
        """The first document produced with these bytes, or ``None``."""
        colonnes = tables.emissions.c
        ici = (colonnes.sha256 == sha256, _dans(perimetre, colonnes.siret))
        requete = select(tables.emissions).where(*ici).order_by(colonnes.rang).limit(1)
        ligne = self.connexion.ligne(requete)
        return rangees.lire_emission(ligne) if ligne else None

    def lister(self, perimetre: Perimetre, depuis_rang: int = 0, limite: int | None = None) -> Iterator[Papier]:
        """The papers, oldest first: those after a rank, a page of them."""
        colonnes = tables.papiers.c
        voulus = (colonnes.rang > depuis_rang, _dans(perimetre, colonnes.siret))
        requete = rangees.papiers_et_titulaires().where(*voulus).order_by(colonnes.rang).limit(limite)
        with self.connexion.lecture() as ouverte:
            for ligne in ouverte.execute(requete, execution_options=PAR_BRASSEE).mappings():
                yield rangees.lire_papier(ligne)

    def emises(self, identifiants: Collection[str]) -> dict[str, Emise]:
        """What was printed under the identifiers of these codes; the unknown ones are left out."""
        with self.connexion.lecture() as ouverte:
            return retours_registre.emises(ouverte, identifiants)

    def emises_d_une_session(self, session: str, perimetre: Perimetre) -> tuple[Emise, ...]:
        """What was printed of a session and comes back signed, oldest first."""
        with self.connexion.lecture() as ouverte:
            lisibles = _dans(perimetre, tables.emissions.c.siret)
            return retours_registre.emises_d_une_session(ouverte, session, lisibles)

    def pages_rendues(self, identifiants: Collection[str]) -> dict[str, frozenset[int]]:
        """The pages of these emissions that came back."""
        with self.connexion.lecture() as ouverte:
            return retours_registre.pages_rendues(ouverte, identifiants)

    def statistiques(self, depuis: date, jusqua: date, perimetre: Perimetre) -> tuple[Statistique, ...]:
        """How many documents were issued between two days, both included, by month, centre, authority, type.

        A paper counts once, on the day of its issue, however often it was printed; any other each time.
        """

        def comptes(table: Table, jour: Column[str], nature: Column[str]) -> Select[Any]:
            groupe = (func.substr(jour, 1, 7), table.c.siret, table.c.departement, nature)
            entre = jour.between(depuis.isoformat(), jusqua.isoformat())
            return select(*groupe, func.count()).where(entre, _dans(perimetre, table.c.siret)).group_by(*groupe)

        papiers, emissions = tables.papiers, tables.emissions
        requete = union_all(
            comptes(papiers, papiers.c.date_emission, papiers.c.genre),
            comptes(emissions, emissions.c.jour, emissions.c.type).where(
                emissions.c.type.not_in([*GenrePapier, BORDEREAU_LIVRAISON])
            ),
        )
        with self.connexion.lecture() as ouverte:
            return tuple(Statistique(*compte) for compte in sorted(ouverte.execute(requete)))

    def exporter(self) -> Iterator[dict[str, object]]:
        """Every line of the journal, oldest first, ready for a file of JSON lines."""
        requete = select(tables.journal).order_by(tables.journal.c.rang)
        with self.connexion.lecture() as ouverte:
            for ligne in ouverte.execute(requete, execution_options=PAR_BRASSEE).mappings():
                yield {**ligne, "contenu": json.loads(ligne["contenu"])}

    def journal(self, acte: Acte | None, avant: int | None, limite: int) -> tuple[dict[str, Any], ...]:
        """Lines of the journal, newest first: those of an act, before a rank."""
        colonnes = tables.journal.c
        requete = select(tables.journal).order_by(colonnes.rang.desc()).limit(limite)
        if acte is not None:
            requete = requete.where(colonnes.acte == acte.value)
        if avant is not None:
            requete = requete.where(colonnes.rang < avant)
        lignes = self.connexion.lignes(requete)
        return tuple({**ligne, "contenu": json.loads(ligne["contenu"])} for ligne in lignes)

    def stocks(self) -> tuple[BilanStock, ...]:
        """The account of every authority that ever received sheets."""
        with self.connexion.lecture() as ouverte:
            return tuple(stock_feuilles.bilan(ouverte, lieu) for lieu in stock_feuilles.departements(ouverte))

    def controler(self) -> None:
        """Make sure that the head is the one that was left, and goes as far as the witness.

        Raises:
            RegistreAltere, RegistreEnRetard: it does not.
            RegistreDepasse: another version of Docgen has migrated it.
            InstallationIncomplete: the keys, or the witness, are those of another register.
        """
        connue = self.concordance.connue()
        with self.connexion.lecture() as ouverte:
            if self.connexion.garde is not None:
                self.connexion.garde(ouverte)
            tete = lire_tete(ouverte)
            controler_tete(ouverte, tete, self.trousseau)
            controler(ouverte, tete, self.trousseau, connue)

    def verifier(self, temoin: bool = False, autres: Sequence[Callable[[Connection], Iterator[str]]] = ()) -> list[str]:
        """What is wrong with the register's history, in French; empty when all is well.

        ``temoin``: every head that the witness keeps is compared, not the last one alone. ``autres`` check, in the same
        state, the tables that others keep beside the register.

        Raises:
            FichiersIndisponibles: every head was asked for, and the witness does not answer.
        """
        # The witness first, the state of the register next, its keys last: others go on writing meanwhile, and what
        # is read later only knows more.
        tetes = self.concordance.temoin.toutes() if temoin else ()
        connue: NoteSignee | None = None
        ecarts: list[str] = []
        try:
            connue = self.concordance.connue()
        except DocgenError as illisible:
            ecarts.append(str(illisible))
        with self.connexion.lecture() as ouverte:
            anomalies = list(verifier(ouverte, self.trousseau))
            anomalies += (anomalie for autre in autres for anomalie in autre(ouverte))
            try:
                controler(ouverte, lire_tete(ouverte), self.trousseau, connue)
            except DocgenError as ecart:
                ecarts.append(str(ecart))
            anomalies += (ecart for ecart in ecarts if ecart not in anomalies)
            if temoin:
                anomalies += comparer(ouverte, self.trousseau, tetes)
        return anomalies

    def certificats(self) -> tuple[CertificatConnu, ...]:
        """The certificates by which the operator has sealed, oldest first."""
        with self.connexion.lecture() as ouverte:
            return certificats.connus(ouverte)

    def etat_cle(self, ident: str) -> ClePublique | None:
        """What a key is worth, or ``None`` if it is not one of ours."""
        return next((cle for cle in self.trousseau.cles_publiques() if cle["id"] == ident), None)

    def sur(self, papier: Papier) -> bool:
        """False for a paper whose key was compromised, unless a witness held it before."""
        cle = self.etat_cle(papier.cle or "")
        if cle is None or cle["compromise_depuis"] is None:
            return cle is not None
        return 0 < papier.rang <= (cle["temoignee_jusqu_a"] or 0)

    def lire_jeton(self, jeton: str) -> Jeton | None:
        """What a token says, if one of our keys signed it; ``None`` if none did.

        Raises:
            RegistreAltere, InstallationIncomplete: the keys are not there to tell.
        """
        from docgen.registre.signature import jetons

        try:
            return jetons.lire(jeton, self.trousseau.verificateur())
        except jetons.JetonFaux:
            self.exiger_cles()
            return None

    def jeton_de(self, papier: Papier) -> Jeton | None:
        """The token that the paper bears, if it is of ours and says all that the paper says; raises as
        :meth:`lire_jeton`.
        """
        from docgen.registre.signature import jetons

        lu = jetons.jeton_de(papier, self.trousseau.verificateur())
        if lu is None:
            self.exiger_cles()
        return lu

    def exiger_cles(self) -> None:
        """Make sure that the keys are those which signed: without them, a true paper would be said false.

        Raises:
            RegistreAltere, InstallationIncomplete: the head of the journal bears no signature of theirs.
        """
        with self.connexion.lecture() as ouverte:
            controler_tete(ouverte, lire_tete(ouverte), self.trousseau)
