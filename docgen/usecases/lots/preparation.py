"""Prepare a lot: read and check every session as ``produire`` does, number the good ones, cut the work in pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice
from operator import attrgetter
from secrets import token_hex
from typing import NamedTuple

from docgen.contract.charge import en_json, lire_charge_et_geste
from docgen.contract.interne import ecrire
from docgen.documents.page.spec import Destinataire, PorteeDocument, Reglages, Spec
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import AILLEURS, INCONNUE, Attestation, Connue, attestation_de
from docgen.domain.papiers.lots import SESSIONS_MAX, compter_les_volumes, couper, rang_de_session
from docgen.domain.papiers.papier import DemandePapier, GenrePapier, Papier
from docgen.domain.papiers.stock import refus_stock
from docgen.domain.report import Report
from docgen.errors import ActeImpossible, ChargeInvalide, Erreur, PapierDivergent, UsageInvalide
from docgen.fichiers.magasin import Magasin
from docgen.rendering.memoire import sans_ramassage
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import appliquer, controler_documents
from docgen.usecases.demandes_papiers import demandes_papiers
from docgen.usecases.estimation import LOT, Estimation, Prevu, estimer, nul
from docgen.usecases.lots.commande import CommandeLot, choisir, seulement
from docgen.usecases.lots.morceau import Tete, lignes_de
from docgen.usecases.lots.plan import Chantier, Ecartee, Plan, nom_du_morceau

SESSIONS_PAR_ATTRIBUTION = 100
_LIGNES_PAR_FEUILLE = 24
RIEN_POUR_ELLE = "Aucun document du lot ne concerne cette session. Rien n'est à corriger."
DEJA_IMPRIMEE = "Tout ce que le lot demande de cette session est déjà imprimé. Rien n'est à corriger."


class Charge(NamedTuple):
    """A payload under its name; ``ligne`` and ``colonne``: where it begins in what was sent, if it is a part of it."""

    fichier: str
    octets: bytes
    ligne: int = 1
    colonne: int = 1

    def situer(self, erreur: Erreur) -> Erreur:
        """A fault at its place in what was sent."""
        if erreur.ligne is None or erreur.colonne is None:
            return erreur
        colonne = erreur.colonne + (self.colonne - 1 if erreur.ligne == 1 else 0)
        return replace(erreur, ligne=erreur.ligne + self.ligne - 1, colonne=colonne)


@dataclass(frozen=True, slots=True)
class Retenue:
    """A session that may be printed, kept as the bytes that a piece will hold.

    ``attestation`` is written with its numbers, if whoever asks may attest.
    """

    tete: Tete
    session: str
    siret: str
    rang: tuple[str, ...]
    dossier: bytes
    demandes: tuple[DemandePapier, ...]
    attestation: Attestation | None
    feuilles: int

    @property
    def numeros(self) -> int:
        """How many of its papers bear a number."""
        return sum(demande.genre.est_numerote for demande in self.demandes)

    @property
    def parchemins_emis(self) -> tuple[str, ...]:
        """The numbers of its parchemins to print that were issued before."""
        voulus = {demande.cle for demande in self.demandes if demande.genre is GenrePapier.PARCHEMIN}
        return tuple(papier.numero for papier in self.tete.emis if papier.numero and papier.demande.cle in voulus)

    def ecartee(self, raison: str, message: str) -> Ecartee:
        """The session set aside."""
        return Ecartee(self.tete.fichier, raison, message, self.session, self.siret)


@sans_ramassage()
def preparer(
    lot: str,
    charges: Iterable[Charge | tuple[str, bytes]],
    commande: CommandeLot,
    atelier: Atelier,
    magasin: Magasin,
    prevu: Prevu = nul,
) -> Plan:
    """Check, number, sort and cut the sessions of a lot; a lot that is already prepared is given as it is.

    ``charges`` are named payloads. Those that are malformed or refused are set aside with all their reasons, in the
    plan; the others are numbered, once ``prevu`` was told what they will take; it may refuse.

    Raises:
        UsageInvalide: there are more sessions than a lot may hold, or none.
        ActeImpossible: a stock of pre-printed sheets is too small; the day is to come.
        RegistreIndisponible: nothing more was allocated; the same call goes on from there.
    """
    chantier = Chantier(lot, magasin)
    if (connu := chantier.plan()) is not None:
        return connu
    numerotees, ecartees = _retenir_et_numeroter(lot, charges, commande, atelier, prevu)
    return chantier.garder_plan(_planifier(chantier, commande, numerotees, ecartees, atelier.configuration.reglages))


def _planifier(
    chantier: Chantier,
    commande: CommandeLot,
    numerotees: Sequence[Retenue],
    ecartees: Sequence[Ecartee],
    reglages: Reglages,
) -> Plan:
    """The plan of a lot, its pieces written."""
    essai = token_hex(4)
    return Plan(
        chantier.lot,
        commande,
        essai,
        morceaux=_couper(numerotees, commande, essai, chantier),
        sessions=len(numerotees),
        documents=sum(len(retenue.tete.documents) for retenue in numerotees),
        numeros=sum(retenue.numeros for retenue in numerotees),
        reglages=reglages,
        ecartees=tuple(ecartees),
    )


def _retenir_et_numeroter(
    lot: str, charges: Iterable[Charge | tuple[str, bytes]], commande: CommandeLot, atelier: Atelier, prevu: Prevu
) -> tuple[list[Retenue], list[Ecartee]]:
    """The sessions to print, with their papers; and those set aside, each for its own reason."""
    retenues, ecartees = trier(lot, charges, commande, atelier)
    if retenues:
        lieux = {demande.departement for retenue in retenues for demande in retenue.demandes}
        sans_lieu = {None for retenue in retenues if not retenue.demandes}
        atelier.horloge.refuser_l_avenir(commande.jour, *lieux, *sans_lieu)
    _verifier_les_numeros(retenues, commande)
    if commande.souches and not atelier.registre.est_consigne(lot):
        retenues, posees = sans_feuille(retenues, atelier)
        ecartees += posees
        _verifier_le_stock(retenues, atelier)
    prevu(estimation_du_lot(retenues, commande, atelier.ouvriers))
    numerotees, refusees = _attribuer(retenues, commande, atelier)
    return numerotees, ecartees + refusees


def estimation_du_lot(retenues: Sequence[Retenue], commande: CommandeLot, processus: int) -> Estimation:
    """What these sessions will take, printed by so many processes; each centre has a slip."""
    documents = Counter((code, LOT) for retenue in retenues for code, _ in retenue.tete.documents)
    triees = sorted(retenues, key=attrgetter("rang"))
    return replace(
        estimer(documents, processus=processus),
        feuilles=sum(retenue.feuilles for retenue in retenues) + len({retenue.siret for retenue in retenues}),
        volumes=compter_les_volumes(triees, commande.feuilles_par_volume),
    )


def _couper(retenues: Sequence[Retenue], commande: CommandeLot, essai: str, chantier: Chantier) -> int:
    """Write the pieces of the lot, the sessions sorted; give how many there are."""
    triees = sorted(retenues, key=attrgetter("rang"))
    rang = 0
    for rang, morceau in enumerate(couper(triees, commande.feuilles_par_volume), start=1):
        lignes = (lignes_de(retenue.tete, retenue.dossier) for retenue in morceau)
        chantier.magasin.ecrire(chantier.cle(nom_du_morceau(essai, rang - 1)), b"".join(lignes))
    return rang


def trier(
    lot: str, charges: Iterable[Charge | tuple[str, bytes]], commande: CommandeLot, atelier: Atelier
) -> tuple[list[Retenue], list[Ecartee]]:
    """The sessions to print and those set aside; those that two files describe are all set aside.

    Raises:
        UsageInvalide: there are more sessions than a lot may hold, or none.
    """
    examinees = _examinees(lot, charges, commande, atelier)
    fois = Counter((examinee.siret, examinee.session) for examinee in examinees)
    retenues: list[Retenue] = []
    ecartees: list[Ecartee] = []
    for examinee in examinees:
        if isinstance(examinee, Ecartee):
            ecartees.append(examinee)
        elif fois[examinee.siret, examinee.session] > 1:
            message = f"Plusieurs fichiers du lot décrivent la session {examinee.session} : aucun n'a été imprimé."
            ecartees.append(examinee.ecartee("double", f"{message} N'en gardez qu'un."))
        else:
            retenues.append(examinee)
    return retenues, ecartees


def _examinees(
    lot: str, charges: Iterable[Charge | tuple[str, bytes]], commande: CommandeLot, atelier: Atelier
) -> list[Retenue | Ecartee]:
    """Each payload, judged; the register is asked of many sessions at once."""
    examinees: list[Retenue | Ecartee] = []
    suivantes = iter(charges)
    while brassee := [_lire(Charge(*charge)) for charge in islice(suivantes, SESSIONS_PAR_ATTRIBUTION)]:
        if len(examinees) + len(brassee) > SESSIONS_MAX:
            raise UsageInvalide(
                f"Un lot tient {SESSIONS_MAX} sessions au plus et il en est demandé davantage : rien n'a été fait. "
                "Répartissez les fichiers en plusieurs lots."
            )
        sues = _Sues.des([lue.dossier.session.id for lue in brassee if isinstance(lue, _Lue)], lot, atelier)
        examinees += [lue if isinstance(lue, Ecartee) else _examiner(lue, sues, commande, atelier) for lue in brassee]
    if not examinees:
        raise UsageInvalide("Le lot ne contient aucune session : rien n'a été fait. Donnez au moins un fichier.")
    return examinees


class _Lue(NamedTuple):
    """A payload, read."""

    fichier: str
    dossier: Dossier
    report: Report


@dataclass(frozen=True, slots=True)
class _Sues:
    """What the register knows of many sessions: papers that stand and documents on paper, by session and centre.

    What this very lot printed counts for nothing.
    """

    emis: Mapping[tuple[str, str], tuple[Papier, ...]]
    imprimees: Mapping[tuple[str, str], Collection[tuple[str, str]]]
    connues: Mapping[str, Connue]

    @classmethod
    def des(cls, sessions: Sequence[str], lot: str, atelier: Atelier) -> _Sues:
        """Read it, as far as whoever asks may."""
        registre, perimetre = atelier.registre, atelier.pouvoir.perimetre
        return cls(
            registre.emis_des(sessions, perimetre),
            registre.imprimees(sessions, perimetre, lot),
            registre.connues(sessions, perimetre),
        )

    def connue(self, session: str, siret: str) -> Connue:
        """Whose a session is, for that centre, which is told nothing of another's."""
        connue = self.connues.get(session, INCONNUE)
        return connue if connue.siret in (None, siret) else AILLEURS


def _lire(charge: Charge) -> _Lue | Ecartee:
    try:
        return _Lue(charge.fichier, *lire_charge_et_geste(charge.octets))
    except ChargeInvalide as malformee:
        erreurs = tuple(asdict(charge.situer(erreur)) for erreur in malformee.erreurs)
        message = f"Le fichier est mal formé ({len(erreurs)} erreur(s)). corrections.json dit où et que corriger."
        return Ecartee(charge.fichier, "malformee", message, erreurs=erreurs)


def _examiner(lue: _Lue, sues: _Sues, commande: CommandeLot, atelier: Atelier) -> Retenue | Ecartee:
    """One payload, judged by the rules of the documents that are asked of it."""
    fichier, dossier, report = lue
    ici = dossier.session.id, dossier.centre.siret
    emis = sues.emis.get(ici, ())
    demandes = seulement(choisir(dossier, report, commande), emis, commande)
    faites = sues.imprimees.get(ici, ()) if commande.restants else ()
    choix = tuple((spec, pour) for spec, pour in demandes if (spec.code, pour.id) not in faites)
    if not choix:
        return Ecartee(fichier, "sans_objet", DEJA_IMPRIMEE if demandes else RIEN_POUR_ELLE, *ici)
    connue = sues.connue(*ici)
    controle = controler_documents(dossier, choix, commande.jour, atelier, emis=emis, report=report, connue=connue)
    if controle.bloquants:
        message = "Les règles refusent un document de cette session. corrections.json dit tout ce qui est à corriger."
        manquements = tuple(en_json(manquement) for manquement in controle.manquements)
        return Ecartee(fichier, "refusee", message, *ici, manquements=manquements)
    reglages = atelier.configuration.reglages
    retenue = _retenir(fichier, appliquer(dossier, controle.effets), choix, emis, report, commande.jour, reglages)
    return retenue if atelier.pouvoir.atteste else replace(retenue, attestation=None)


def _retenir(
    fichier: str,
    dossier: Dossier,
    choix: Sequence[tuple[Spec, Destinataire]],
    emis: tuple[Papier, ...],
    report: Report,
    jour: date,
    reglages: Reglages,
) -> Retenue:
    voulus = [(spec.genre, pour) for spec, pour in choix if spec.genre]
    longues = sum(spec.portee is PorteeDocument.SESSION for spec, _ in choix)
    return Retenue(
        tete=Tete(fichier, tuple((spec.code, pour) for spec, pour in choix), (), emis, report),
        session=dossier.session.id,
        siret=dossier.centre.siret,
        rang=rang_de_session(dossier),
        dossier=ecrire(dossier),
        demandes=tuple(demandes_papiers(dossier, voulus, emis, jour, reglages)),
        attestation=attestation_de(dossier),
        feuilles=len(choix) + longues * (len(dossier.candidats) // _LIGNES_PAR_FEUILLE),
    )


def _verifier_les_numeros(retenues: Sequence[Retenue], commande: CommandeLot) -> None:
    """Whoever prints spoiled sheets again must get them all."""
    demandes = {demande.cle for retenue in retenues for demande in retenue.demandes}
    papiers = (papier for retenue in retenues for papier in retenue.tete.emis if papier.demande.cle in demandes)
    absents = sorted(set(commande.numeros) - {papier.numero for papier in papiers})
    if absents:
        raise UsageInvalide(
            f"Rien n'a été imprimé : aucune des sessions données ne porte le numéro {', '.join(absents)}, ou un type "
            "qui n'est pas demandé. Vérifiez les numéros, et donnez le fichier de leur session."
        )


def sans_feuille(retenues: Sequence[Retenue], atelier: Atelier) -> tuple[list[Retenue], list[Ecartee]]:
    """The sessions whose parchemins may take a pre-printed sheet, and those set aside."""
    libres: list[Retenue] = []
    posees: list[Ecartee] = []
    for retenue in retenues:
        message = _refus_de_feuille(retenue.parchemins_emis, atelier)
        if message:
            posees.append(retenue.ecartee("feuille_posee", message))
        else:
            libres.append(retenue)
    return libres, posees


def _refus_de_feuille(numeros: Sequence[str], atelier: Atelier) -> str | None:
    """Why the parchemins of a session may not take a sheet, or ``None``: one that a sheet bears takes no other."""
    portees = atelier.registre.feuilles_de(numeros) if numeros else {}
    if not portees:
        return None
    liste = ", ".join(f"{numero} (feuille {serie})" for numero, serie in portees.items())
    return (
        f"Des parchemins de la session ont déjà leur feuille préimprimée : {liste}. Si elle est gâchée, inscrivez le "
        "gâchage, puis réimprimez ce numéro seul ; sinon retirez la session du lot."
    )


def feuilles_voulues(retenues: Iterable[Retenue]) -> Counter[str]:
    """How many pre-printed sheets each authority must have."""
    demandes = (demande for retenue in retenues for demande in retenue.demandes)
    return Counter(demande.departement for demande in demandes if demande.genre is GenrePapier.PARCHEMIN)


def stock_trop_court(besoins: Counter[str], atelier: Atelier) -> str | None:
    """Every stock that is too small, in a sentence, or ``None``."""
    restantes = {departement: atelier.registre.bilan_stock(departement).restantes for departement in besoins}
    return refus_stock(besoins, restantes)


def _verifier_le_stock(retenues: Iterable[Retenue], atelier: Atelier) -> None:
    """Each authority must have as many sheets as there are parchemins; asked before any number is given.

    Raises:
        ActeImpossible: with every stock that is too small.
    """
    if refus := stock_trop_court(feuilles_voulues(retenues), atelier):
        raise ActeImpossible(f"Le lot n'a pas été fait, et aucun numéro n'a été attribué. {refus}")


def _attribuer(
    retenues: Sequence[Retenue], commande: CommandeLot, atelier: Atelier
) -> tuple[list[Retenue], list[Ecartee]]:
    """Ask the register for the papers, many sessions a transaction; a session that the register refuses goes alone."""
    numerotees: list[Retenue] = []
    refusees: list[Ecartee] = []
    for debut in range(0, len(retenues), SESSIONS_PAR_ATTRIBUTION):
        brassee = retenues[debut : debut + SESSIONS_PAR_ATTRIBUTION]
        try:
            numerotees += _numeroter(brassee, commande, atelier)
        except (PapierDivergent, ActeImpossible):
            for retenue in brassee:
                try:
                    numerotees += _numeroter([retenue], commande, atelier)
                except (PapierDivergent, ActeImpossible) as refus:
                    raison = "divergente" if isinstance(refus, PapierDivergent) else "annulee"
                    refusees.append(retenue.ecartee(raison, str(refus)))
    return numerotees, refusees


def _numeroter(retenues: Sequence[Retenue], commande: CommandeLot, atelier: Atelier) -> list[Retenue]:
    demandes = [demande for retenue in retenues for demande in retenue.demandes]
    attestations = [retenue.attestation for retenue in retenues if retenue.attestation and retenue.demandes]
    papiers = iter(atelier.registre.attribuer(demandes, commande.jour, attestations) if demandes else ())
    return [
        replace(retenue, tete=replace(retenue.tete, papiers=tuple(next(papiers) for _ in retenue.demandes)))
        for retenue in retenues
    ]
