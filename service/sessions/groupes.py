"""What a session can give now, and what it cannot, and why: its papers, grouped by the act that makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from docgen.documents import catalogue
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.spec import PorteeDocument, Spec
from docgen.domain.demarche import Demarche
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.regles.apres_examen.session_attestee import NON_ATTESTEE
from docgen.domain.regles.vocabulaire import Geste
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import connue_de, controler_demarche, papiers_a_emettre, specs_du_statut
from service.sessions.extrait import Remarque, remarques_des_manquements

_NOMS = {
    Geste.COMMANDER_DTE: "Le dossier technique d’évaluation",
    Geste.EDITER_CONVOCATIONS: "Les convocations et l’émargement",
    Geste.EDITER_PV: "Les procès-verbaux",
    Geste.AFFICHER_RESULTATS: "L’affichage des résultats",
    Geste.EDITER_PARCHEMINS: "Les parchemins, livrets et notifications",
    Geste.EDITER_REMISE: "Le formulaire de remise",
    None: "La liste des jurés",
}


@dataclass(frozen=True, slots=True)
class Personne:
    """Whom one paper is for."""

    id: str
    nom: str


@dataclass(frozen=True, slots=True)
class TypePapier:
    """A document type of the group, and its recipients; ``pour_tous``: one paper, of the session.

    ``lettre``: the centre's own, which may be printed on its headed paper.
    """

    code: str
    intitule: str
    formats: tuple[str, ...]
    pour_tous: bool
    lettre: bool
    personnes: tuple[Personne, ...]

    @property
    def nombre(self) -> int:
        """How many papers."""
        return len(self.personnes)


@dataclass(frozen=True, slots=True)
class Groupe:
    """The papers that one act makes. ``attendu``: the session's status calls for them.

    ``seul`` is false for those that cannot be made before others, which the same command would issue.
    """

    intitule: str
    types: tuple[TypePapier, ...]
    remarques: tuple[Remarque, ...]
    attendu: bool
    seul: bool

    @property
    def possible(self) -> bool:
        """True when nothing refuses them."""
        return not any(remarque.bloquante for remarque in self.remarques)

    @property
    def refus(self) -> tuple[Remarque, ...]:
        """What refuses."""
        return tuple(remarque for remarque in self.remarques if remarque.bloquante)

    @property
    def en_attente(self) -> bool:
        """True when nothing refuses them but that the State has not attested the session yet."""
        return bool(self.refus) and all((remarque.regle, remarque.chemin) == NON_ATTESTEE for remarque in self.refus)

    @property
    def avertissements(self) -> tuple[Remarque, ...]:
        """What warns and refuses nothing."""
        return tuple(remarque for remarque in self.remarques if not remarque.bloquante)


def groupes(
    dossier: Dossier, octets: bytes, atelier: Atelier, jour: date, emis: tuple[Papier, ...]
) -> tuple[Groupe, ...]:
    """Every group that has a recipient: those that the status calls for, then the others."""
    attendus = frozenset(spec.code for spec in specs_du_statut(dossier))
    specs = [spec for spec in catalogue().values() if not spec.sur_report and spec.destinataires(dossier)]
    trouves = []
    demarche, connue = Demarche(dossier), connue_de(dossier, atelier)
    for geste, membres in groupby(sorted(specs, key=_rang), key=lambda spec: spec.geste):
        tous = tuple(membres)
        # The form counts the papers that the same command would issue before it.
        a_emettre = papiers_a_emettre(dossier, specs_du_statut(dossier) if geste is Geste.EDITER_REMISE else tous)
        gestes = (geste,) if geste else ()
        controle = controler_demarche(demarche, gestes, jour, atelier, emis=emis, a_emettre=a_emettre, connue=connue)
        trouves.append(
            Groupe(
                intitule=_NOMS[geste],
                types=tuple(_type(spec, dossier) for spec in tous),
                remarques=remarques_des_manquements(octets, controle.manquements),
                attendu=any(spec.code in attendus for spec in tous),
                seul=geste is not Geste.EDITER_REMISE or _tous_emis(dossier, emis),
            )
        )
    return tuple(sorted(trouves, key=lambda groupe: not groupe.attendu))


def _rang(spec: Spec) -> int:
    return list(_NOMS).index(spec.geste)


def _tous_emis(dossier: Dossier, emis: tuple[Papier, ...]) -> bool:
    """True when the register has issued every paper that the form would list."""
    connus = {(papier.demande.genre, papier.demande.destinataire) for papier in emis}
    return all((genre, candidat.id) in connus for candidat, genre in papiers_attendus(dossier))


def _type(spec: Spec, dossier: Dossier) -> TypePapier:
    return TypePapier(
        code=spec.code,
        intitule=spec.intitule,
        formats=spec.formats,
        pour_tous=spec.portee in (PorteeDocument.SESSION, PorteeDocument.TITRE),
        lettre=spec.lettre_du_centre,
        personnes=tuple(
            Personne(pour.id, nom_complet(personne) if (personne := pour.dans(dossier)) else "")
            for pour in spec.destinataires(dossier)
        ),
    )
