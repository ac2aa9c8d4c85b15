"""Check a dossier: which rules refuse an act, or warn; what data the act would change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from docgen.contract.charge import en_json
from docgen.contract.gestes import lire_charge_et_forme, lire_demarche
from docgen.documents import catalogue
from docgen.documents.page.spec import Destinataire, Spec
from docgen.domain.autorites import Autorite
from docgen.domain.convocation import convocations
from docgen.domain.demarche import Demarche
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import INCONNUE, Connue
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.regles.registry import controler, effets
from docgen.domain.regles.vocabulaire import Contexte, Geste, Gravite, Manquement
from docgen.domain.report import Report
from docgen.rendering.ecriture.mots import indessinables
from docgen.usecases.atelier import Atelier
from docgen.usecases.estimation import ARCHIVE, Estimation, compter, estimer
from docgen.usecases.formats import TOUT
from docgen.usecases.lecture_fichiers import lire_octets


@dataclass(frozen=True, slots=True)
class Controle:
    """The verdict on one dossier: the findings, the data that the acts change; how long its documents would take."""

    manquements: tuple[Manquement, ...] = ()
    effets: Mapping[str, object] = field(default_factory=dict)
    prevue: Estimation | None = None

    @property
    def bloquants(self) -> tuple[Manquement, ...]:
        """The findings that refuse."""
        return tuple(manquement for manquement in self.manquements if manquement.gravite is Gravite.BLOQUANT)

    def en_json(self) -> dict[str, object]:
        """The verdict as the interfaces give it: ``manquements[]`` and ``effets{}``."""
        return {"manquements": en_json(self.manquements), "effets": en_json(self.effets)}


def controler_fichier(fichier: Path, geste: Geste | None, aujourdhui: date, atelier: Atelier) -> Controle:
    """Check the file of an act; by default a payload, for what its status calls for, papers of the session included.

    Raises:
        UsageInvalide: the file cannot be read.
        ChargeInvalide: it is not what the act needs.
    """
    octets = lire_octets(fichier)
    if geste is not None:
        return controler_demarche(lire_demarche(octets, geste, aujourdhui), [geste], aujourdhui, atelier)
    demarche = lire_charge_et_forme(octets)
    dossier = demarche.objet
    assert isinstance(dossier, Dossier)
    specs = specs_du_statut(dossier)
    documents = compter((spec for spec in specs for _ in spec.destinataires(dossier)), None, ARCHIVE)
    a_emettre = papiers_a_emettre(dossier, specs)
    controle = controler_demarche(demarche, gestes_de(specs), aujourdhui, atelier, a_emettre=a_emettre)
    return replace(controle, prevue=estimer(documents, len(dossier.candidats), atelier.ouvriers))


def controler_demarche(
    demarche: Demarche,
    gestes: Iterable[Geste],
    aujourdhui: date,
    atelier: Atelier,
    *,
    emis: tuple[Papier, ...] | None = None,
    a_emettre: Collection[tuple[str, str]] = (),
    connue: Connue | None = None,
) -> Controle:
    """The findings of all the acts together, each once, and their effects.

    ``emis`` are the papers of the session that the register has issued, and ``connue`` what it knows of it, where they
    were read already: only acts on a session read it. ``a_emettre``: the kind and the holder of those that the same
    command would issue.
    """
    manquements: dict[Manquement, None] = {}
    changes: dict[str, object] = {}
    contexte = None
    for geste in gestes:
        sien = contexte or _contexte(demarche, geste, aujourdhui, atelier, emis, a_emettre, connue)
        contexte = replace(sien, geste=geste)
        manquements.update(dict.fromkeys(controler(contexte)))
        changes.update(effets(contexte))
    return Controle(tuple(manquements), changes)


def _contexte(
    demarche: Demarche,
    geste: Geste,
    aujourdhui: date,
    atelier: Atelier,
    emis: tuple[Papier, ...] | None,
    a_emettre: Collection[tuple[str, str]],
    connue: Connue | None,
) -> Contexte:
    """What the rules know of an act, of the installation where it is done, and of the session in the register."""
    dossier = demarche.objet if isinstance(demarche.objet, Dossier) else None
    au_plus_tot, horloge = _jours(dossier, atelier)
    return Contexte(
        objet=demarche.objet,
        aujourdhui=aujourdhui,
        geste=geste,
        emis=(emis_de(dossier, atelier) if dossier else ()) if emis is None else emis,
        a_emettre=frozenset(a_emettre),
        communes=atelier.communes,
        indessinables=indessinables,
        regles_locales=atelier.configuration.regles_locales,
        report=demarche.report,
        parametres=demarche.parametres,
        horloge=horloge,
        au_plus_tot=au_plus_tot,
        connue=connue or (connue_de(dossier, atelier) if dossier else INCONNUE),
        pouvoir=atelier.pouvoir,
        mis_en_forme=demarche.mis_en_forme,
        url_publique=atelier.configuration.reglages.url_publique,
    )


def _jours(dossier: Dossier | None, atelier: Atelier) -> tuple[date | None, date]:
    """The first day of which whoever asks may date a numbered paper, if there is one, and the last that has begun."""
    lieu = departement_sur_trois(dossier.autorite.departement) if dossier else None
    debut = None if atelier.pouvoir.atteste else atelier.horloge.en_cours(lieu, atelier.demandee)[0]
    return debut, atelier.horloge.en_cours(lieu)[1]


def _perimetre(dossier: Dossier, atelier: Atelier) -> Perimetre:
    """What a dossier may be compared with: what its own centre has, if whoever asks may see it."""
    return atelier.pouvoir.perimetre.restreint_a(dossier.centre.siret)


def connue_de(dossier: Dossier, atelier: Atelier) -> Connue:
    """What the register knows of the session of a dossier; of another centre's, that it is elsewhere."""
    return atelier.registre.connue(dossier.session.id, _perimetre(dossier, atelier))


def emis_de(dossier: Dossier, atelier: Atelier) -> tuple[Papier, ...]:
    """The papers issued for the session of a dossier, by its own centre: another's are not its business."""
    return atelier.registre.emis(dossier.session.id, _perimetre(dossier, atelier))


def papiers_a_emettre(dossier: Dossier, specs: Iterable[Spec]) -> frozenset[tuple[str, str]]:
    """The (kind, candidate) of the papers that these types would issue."""
    numerotables = ((spec, spec.genre.value) for spec in specs if spec.genre)
    return frozenset((genre, pour.id) for spec, genre in numerotables for pour in spec.destinataires(dossier))


def specs_du_statut(dossier: Dossier) -> tuple[Spec, ...]:
    """The document types that the session calls for without their being asked for."""
    return tuple(spec for spec in catalogue().values() if spec.convient(dossier))


def specs_des_types(dossier: Dossier, types: Collection[str], jour: date, report: Report) -> tuple[Spec, ...]:
    """The document types of these codes, in the order of the catalogue: without a code, those of the session's status.

    « tout » is every type that has somebody: no postponement unless one is asked for, nothing that convenes to days
    gone by.
    """
    if not types:
        return specs_du_statut(dossier)
    if TOUT not in types:
        return tuple(spec for spec in catalogue().values() if spec.code in types)
    passees = all(convocation.date < jour for convocation in convocations(dossier))
    return tuple(
        spec
        for spec in catalogue().values()
        if (report.est_demande or not spec.sur_report) and not (passees and spec.geste is Geste.EDITER_CONVOCATIONS)
    )


def gestes_de(specs: Iterable[Spec]) -> tuple[Geste, ...]:
    """The acts that guard these document types, in the order of the rule book."""
    gardes = {spec.geste for spec in specs if spec.geste}
    return tuple(geste for geste in Geste if geste in gardes)


def controler_documents(
    dossier: Dossier,
    choix: Collection[tuple[Spec, Destinataire]],
    aujourdhui: date,
    atelier: Atelier,
    *,
    emis: tuple[Papier, ...],
    report: Report,
    connue: Connue | None = None,
) -> Controle:
    """The verdict on a set of documents, before any of them is made: each type with its recipient."""
    demarche = Demarche(dossier, report=replace(report, profil=None))  # the paper asks the UD to act, whoever writes
    a_emettre = {(spec.genre.value, pour.id) for spec, pour in choix if spec.genre}
    gestes = gestes_de(spec for spec, _ in choix)
    return controler_demarche(demarche, gestes, aujourdhui, atelier, emis=emis, a_emettre=a_emettre, connue=connue)


def appliquer(dossier: Dossier, changes: Mapping[str, object]) -> Dossier:
    """The dossier with what the rules change of it: the authority's commune.

    The authority's labels are left as they are: each document writes those of its own date.
    """
    autorite = changes.get("autorite")
    commune = autorite.commune if isinstance(autorite, Autorite) else dossier.autorite.commune
    return replace(dossier, autorite=replace(dossier.autorite, commune=commune))
