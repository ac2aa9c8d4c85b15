"""The dossiers that the documents are judged on, and one case for each document worth a golden."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Voie
from docgen.domain.resultat import Presence
from docgen.domain.session import StatutSession, TypeSession, Validation
from tests import builders as b

LIBELLE_200 = (
    "Responsable de la coordination des équipements, des réseaux, des installations et des services de proximité "
    "en établissement d’accueil, de formation et d’hébergement des publics en besoin de mobilités"
)
CCP_3 = "CP-990103"


def id_de(dossier: Dossier, rang: int = 0) -> str:
    """The identifier of the candidate of that rank, from 0."""
    return dossier.candidats[rang].id


def titre_mixte() -> Dossier:
    """A titre of three CCP where each candidate has another outcome, the sixth one absent without a reason."""
    titre = b.titre(
        rncp="RNCP35329",
        ccp=(*b.titre().ccp, replace(b.titre().ccp[0], code=CCP_3, numero=3, libelle="Accompagner les apprenants")),
    )
    tous = (b.CCP_1, b.CCP_2, CCP_3)
    resultats = (b.admis(*tous), b.partiel(b.CCP_1, CCP_3), b.refuse(), b.absent())
    absence = b.absent(presence=Presence.ABSENCE_INJUSTIFIEE, commentaire="Sans nouvelles.")
    candidats = list(b.candidats(*resultats, absence, b.partiel(*tous)))
    candidats[1] = replace(candidats[1], civilite="M.", ccp_anterieurs=(b.CCP_2,), nom_usage="PAYET-TECHER")
    candidats[2] = replace(candidats[2], civilite=None)
    candidats[5] = replace(candidats[5], voie=Voie.CAPITALISATION)
    return b.dossier(titre=titre, candidats=tuple(candidats))


def a_distance() -> Dossier:
    """A remote CCP session: each candidate's modality, and incidents to mention."""
    base = b.session_ccp()
    session = replace(base.session, a_distance=True, mentions=("Coupure du réseau de 10 h 05 à 10 h 20.",))
    return replace(
        base,
        session=session,
        candidats=b.candidats(
            b.admis(b.CCP_2, modalite_distance="Visioconférence surveillée"),
            b.refuse(modalite_distance="Visioconférence, salle du centre"),
        ),
    )


def convocations() -> Dossier:
    """Candidates convened by each route, at their own hour and day, and an exam away from the centre."""
    base = b.a_convoquer()
    premier, deuxieme, troisieme = base.candidats
    return replace(
        base,
        session=replace(
            base.session,
            lieu=b.adresse(ligne1="12 avenue du Plateau", ligne2="Bâtiment C", commune="Saint-Pierre"),
        ),
        candidats=(
            premier,
            replace(deuxieme, civilite="M.", voie=Voie.VAE, heure_convocation=time(13, 30)),
            replace(troisieme, civilite=None, voie=Voie.APPRENTISSAGE, date_convocation=date(2020, 9, 15)),
        ),
        jures=(b.jure(heure_convocation=time(7, 15)), *b.jures()[1:]),
    )


def grande(nombre: int) -> Dossier:
    """A session of that many candidates, of a titre whose label has 200 letters."""
    sortes = (b.admis(b.CCP_1, b.CCP_2), b.partiel(), b.refuse(), b.absent())
    resultats = [sortes[rang % 4] for rang in range(nombre)]
    return b.dossier(titre=b.titre(libelle=LIBELLE_200), candidats=b.candidats(*resultats))


@dataclass(frozen=True)
class Cas:
    """One document whose text and geometry are kept."""

    code: str
    nom: str
    dossier: Dossier
    destinataire: str = ""
    brouillon: bool = False

    def __str__(self) -> str:
        return f"{self.code}/{self.nom}"


def _de(code: str, dossier: Dossier, *noms: str | None) -> list[Cas]:
    """A case for each named candidate, in the payload's order; ``None`` passes one over."""
    return [Cas(code, nom, dossier, id_de(dossier, rang)) for rang, nom in enumerate(noms) if nom]


def _candidats() -> list[Cas]:
    mixte, ccp, ccs, convoque = titre_mixte(), b.session_ccp(), b.session_ccs(), convocations()
    issues = ("admis", "partiel", "refuse", "absence-justifiee", "absence-injustifiee", "partiel-complet")
    return [
        *_de("pv_individuel", mixte, *issues),
        *_de("pv_individuel", ccp, "ccp-acquis", "ccp-non-acquis", "ccp-absence"),
        *_de("pv_individuel", ccs, "ccs-admis"),
        *_de("parchemin", mixte, "titre"),
        *_de("parchemin", ccs, "ccs"),
        *_de("livret", mixte, None, "partiel", None, None, None, "complet"),
        *_de("livret", ccp, "ccp"),
        *_de("notification", mixte, None, "partiel", "refuse"),
        *_de("notification", ccp, None, "ccp-refuse"),
        *_de("notification", ccs, None, "ccs-refuse"),
        *_de("convocation_candidat", convoque, "formation", "vae-heure", "apprentissage-jour"),
        Cas("parchemin", "brouillon", mixte, id_de(mixte), brouillon=True),
    ]


def _autres() -> list[Cas]:
    mixte, ccp, ccs, convoque = titre_mixte(), b.session_ccp(), b.session_ccs(), convocations()
    return [
        Cas("pv_general", "titre", mixte),
        Cas("pv_general", "ccp", ccp),
        Cas("pv_general", "ccs", ccs),
        Cas("pv_general", "a-distance", a_distance()),
        Cas("formulaire_remise", "titre", mixte),
        Cas("formulaire_remise", "ccp", ccp),
        Cas("convocation_jure", "heure", convoque, "J000001"),
        Cas("convocation_jure", "ordinaire", convoque, "J000002"),
        Cas("convocation_surveillant", "ordinaire", convoque, "S000001"),
    ]


def _de_la_session() -> list[Cas]:
    """What goes to the State, to the wall and to the centre's desk, in the three types of session."""
    mixte, ccp, ccs, convoque = titre_mixte(), b.session_ccp(), b.session_ccs(), convocations()
    a_venir = {"titre": convoque, "ccp": a_tenir(ccp), "ccs": a_tenir(ccs)}
    return [
        *(
            Cas(code, nom, dossier)
            for code in ("bordereau_pv", "affichage")
            for nom, dossier in (("titre", mixte), ("ccp", ccp), ("ccs", ccs))
        ),
        *(
            Cas(code, nom, dossier)
            for code in ("emargement", "commande_dte", "demande_report", "liste_jures")
            for nom, dossier in a_venir.items()
        ),
        Cas("demande_report", "titre-echu", titre_echu()),
    ]


def a_tenir(dossier: Dossier) -> Dossier:
    """The same session before it takes place: no result, no validation."""
    session = replace(
        dossier.session,
        statut=StatutSession.EN_PREPARATION,
        validation=None,
        plis_recuperes=False,
        papiers_recus_le=None,
    )
    candidats = tuple(replace(candidat, resultat=None) for candidat in dossier.candidats)
    return replace(dossier, session=session, candidats=candidats)


def titre_echu() -> Dossier:
    """A session to convene on a titre whose prolongation lapsed during the health emergency of 2020."""
    return b.a_convoquer(titre=b.titre(fin_validite=date(2019, 7, 1)))


def cas() -> list[Cas]:
    """Every case, the sessions all different from one another."""
    return [*_candidats(), *_autres(), *_de_la_session()]


def ere_2016() -> Dossier:
    """A session validated in April 2016: other texts were in force."""
    base = b.dossier()
    return replace(
        base,
        session=b.session(
            debut=date(2016, 3, 1),
            fin=date(2016, 3, 3),
            validation=Validation(date(2016, 4, 4), "2016-0042"),
            papiers_recus_le=None,
        ),
        titre=b.titre(date_arrete=date(2011, 4, 20), date_jo=date(2011, 5, 3)),
        agrement=b.agrement(debut=date(2012, 1, 1)),
        jures=b.jures(b.habilitation(debut=date(2012, 1, 1))),
        candidats=base.candidats[:1],
    )


def sans_libelles(departement: str, fin: date, **champs: Any) -> Dossier:
    """A session that ends on that day, whose authority gives no label: they come from the date and the place."""
    validee = b.session(debut=fin, fin=fin, type=TypeSession.TITRE, validation=Validation(fin, "2019-0042"))
    session = replace(validee, **champs)
    autorite = b.autorite(departement=departement, structure=None, unite=None, commune="Préfecture-Exemple")
    return b.dossier(session=session, autorite=autorite)
