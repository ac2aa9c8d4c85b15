"""Dossiers for the tests: valid by default, any field changed by name.

``dossier()`` is a validated TITRE session of 2019 in La Réunion, ``session_ccp()`` a validated CCP session of
2026, ``session_ccs()`` a validated CCS session of 2019, ``a_convoquer()`` a TITRE session whose convocations are
to be issued. Each takes the fields of :class:`Dossier` to change; the small builders take those of their class.
All people and centres are fictional. Texts are in normal form, as they are once read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from docgen.contract.charge import en_json
from docgen.domain.agrement import Agrement, Centre, DecisionAgrement, StatutAgrement, TypeCentre
from docgen.domain.autorites import Autorite, Signataire
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Habilitation, Portee
from docgen.domain.papiers.faits import faits_du_papier
from docgen.domain.papiers.papier import DemandePapier, GenrePapier, Papier
from docgen.domain.personnes import Adresse, Candidat, Jure, Naissance, Responsable, RoleResponsable, Surveillant
from docgen.domain.resultat import Decision, Presence, Resultat
from docgen.domain.session import Epreuve, Session, StatutSession, TypeSession, Validation
from docgen.domain.titre import Ccp, Ccs, Titre

JETON = "e30.e30." + "A" * 86
CCP_1, CCP_2 = "CP-990101", "CP-990102"
CCS_1, CCS_2 = "CCS-990111", "CCS-990112"


def adresse(**champs: Any) -> Adresse:
    """An address in Saint-Denis."""
    return replace(Adresse("1 rue de l'Exemple", "Saint-Denis", code_postal="97400"), **champs)


def naissance(**champs: Any) -> Naissance:
    """A birth in Saint-Denis in 1990."""
    return replace(Naissance(date(1990, 3, 12), "Saint-Denis", "97400"), **champs)


def admis(*ccp: str, **champs: Any) -> Resultat:
    """Present and ADMIS, with an objective comment."""
    return replace(Resultat(Presence.PRESENT, Decision.ADMIS, ccp, "Ensemble des compétences démontré."), **champs)


def partiel(*ccp: str, **champs: Any) -> Resultat:
    """Present and PARTIEL on the given CCP (the second one when none is given)."""
    commentaire = "La première activité n'est pas conduite selon la grille."
    return replace(Resultat(Presence.PRESENT, Decision.PARTIEL, ccp or (CCP_2,), commentaire), **champs)


def refuse(**champs: Any) -> Resultat:
    """Present and REFUSE."""
    commentaire = "Consignes absentes à deux reprises."
    return replace(Resultat(Presence.PRESENT, Decision.REFUSE, (), commentaire), **champs)


def absent(**champs: Any) -> Resultat:
    """Absent, with a reason."""
    return replace(Resultat(Presence.ABSENCE_JUSTIFIEE, None, (), "Certificat médical remis."), **champs)


def candidat(id: str = "9741411152681F", **champs: Any) -> Candidat:
    """A candidate without result."""
    defaut = Candidat(id, "FONTAINE", "Marie-Claire, Joséphine", naissance(), "Mme", adresse=adresse())
    return replace(defaut, **champs)


def candidats(*resultats: Resultat | None) -> tuple[Candidat, ...]:
    """One candidate per given result, with names, identifiers and birth dates of their own."""
    identites = (
        ("FONTAINE", "Marie-Claire, Joséphine"),
        ("TECHER", "Jean-Christophe"),
        ("N'GUYEN", "Đặng"),
        ("BOYER", "Ελένη"),
        ("ROBERT", "Loïc"),
        ("DIJOUX", "Océane"),
    )
    return tuple(
        candidat(
            f"97414111526{80 + rang}F",
            nom=identites[(rang - 1) % 6][0],
            prenoms=identites[(rang - 1) % 6][1],
            naissance=naissance(date=date(1975, 3, 12) + timedelta(days=23 * rang)),
            resultat=resultat,
        )
        for rang, resultat in enumerate(resultats, start=1)
    )


def habilitation(**champs: Any) -> Habilitation:
    """A habilitation on the default titre, from 2016 to the end of validity."""
    return replace(Habilitation(Portee.TITRE, "TP-01303", date(2016, 5, 1), date(2021, 4, 28)), **champs)


def jure(id: str = "J000001", **champs: Any) -> Jure:
    """A juror habilitated on the default titre."""
    defaut = Jure(
        id,
        "GRONDIN",
        "Jean-Marc",
        "M.",
        "Enseignant de la conduite",
        telephone_pro="0262000001",
        adresse=adresse(),
        habilitations=(habilitation(),),
    )
    return replace(defaut, **champs)


def jures(*habilitations: Habilitation) -> tuple[Jure, ...]:
    """Two jurors who hold the given habilitations (that of the default titre when none is given)."""
    detenues = habilitations or (habilitation(),)
    return (
        jure(habilitations=detenues),
        jure("J000002", nom="HOAREAU", prenom="Sylvie", civilite="Mme", habilitations=detenues),
    )


def surveillant(id: str = "S000001", **champs: Any) -> Surveillant:
    """An invigilator."""
    return replace(Surveillant(id, "RIVIÈRE", "Yannick", "M."), **champs)


def responsable(**champs: Any) -> Responsable:
    """A responsable de session who is the titulaire, all fields given."""
    defaut = Responsable(RoleResponsable.TITULAIRE, "Mme", "PAYET", "Aurélie", "0262000002", "rs@exemple.test")
    return replace(defaut, **champs)


def centre(**champs: Any) -> Centre:
    """A centre of La Réunion that is neither a CFA nor a CRP."""
    defaut = Centre(
        "99999999800019",
        "Formation Réunion - centre d'exemple",
        "FORMAREUNION",
        TypeCentre.AUTRE,
        adresse(),
        "0262000000",
        "centre@exemple.test",
    )
    return replace(defaut, **champs)


def agrement(**champs: Any) -> Agrement:
    """An accepted agrément, aligned on the titre's end of validity."""
    defaut = Agrement("45678", date(2017, 1, 1), date(2021, 4, 28), DecisionAgrement.ACCEPTEE, StatutAgrement.VALIDE)
    return replace(defaut, **champs)


def autorite(**champs: Any) -> Autorite:
    """The authority of La Réunion, with all its labels."""
    signataire = Signataire("EXEMPLE", "Camille", "Directrice", "Pour le préfet et par délégation")
    defaut = Autorite("974", "DIECCTE de La Réunion", None, "Saint-Denis", "certification@exemple.test", signataire)
    return replace(defaut, **champs)


def titre(**champs: Any) -> Titre:
    """A titre of two CCP and two CCS, of an arrêté of 2016."""
    defaut = Titre(
        code="TP-01303",
        millesime="01",
        libelle="Enseignant de la conduite et de la sécurité routière",
        abrege="ECSR",
        niveau=5,
        nsf=("311u",),
        fin_validite=date(2021, 4, 28),
        date_arrete=date(2016, 4, 20),
        date_jo=date(2016, 4, 28),
        ccp=(
            Ccp(CCP_1, 1, "Former des apprenants conducteurs par des actions individuelles et collectives"),
            Ccp(CCP_2, 2, "Sensibiliser l'ensemble des usagers de la route"),
        ),
        ccs=(Ccs(CCS_1, "Deux-roues"), Ccs(CCS_2, "Groupe lourd")),
    )
    return replace(defaut, **champs)


def session(**champs: Any) -> Session:
    """A validated TITRE session of three days in February 2019."""
    defaut = Session(
        id="123456",
        type=TypeSession.TITRE,
        statut=StatutSession.VALIDEE,
        debut=date(2019, 2, 25),
        fin=date(2019, 2, 27),
        entretien_final=True,
        heure_convocation=time(7, 45),
        epreuves=(Epreuve("Mise en situation professionnelle", 240, 2), Epreuve("Entretien final", 20)),
        validation=Validation(date(2019, 3, 4), "2019-0042"),
        plis_recuperes=True,
        papiers_recus_le=date(2019, 3, 18),
    )
    return replace(defaut, **champs)


def dossier(**champs: Any) -> Dossier:
    """A validated TITRE session: an ADMIS, a PARTIEL, a REFUSE, an ADMIS and an absent candidate."""
    defaut = Dossier(
        session=session(),
        titre=titre(),
        centre=centre(),
        autorite=autorite(),
        agrement=agrement(),
        responsable=responsable(),
        jures=jures(),
        surveillants=(surveillant(),),
        candidats=candidats(admis(CCP_1, CCP_2), partiel(), refuse(), admis(CCP_1, CCP_2), absent()),
    )
    return replace(defaut, **champs)


def session_ccp(**champs: Any) -> Dossier:
    """A validated CCP session on the titre's second CCP: an ADMIS, a REFUSE and an absent candidate."""
    seance = session(
        id="345678",
        type=TypeSession.CCP,
        entretien_final=False,
        debut=date(2020, 6, 8),
        fin=date(2020, 6, 8),
        ccp=(CCP_2,),
        validation=Validation(date(2020, 6, 29), "2020-1187"),
        papiers_recus_le=date(2020, 7, 6),
    )
    personnes = candidats(admis(CCP_2), refuse(), absent(presence=Presence.ABSENCE_INJUSTIFIEE))
    return replace(dossier(session=seance, candidats=personnes), **champs)


def session_ccs(**champs: Any) -> Dossier:
    """A validated CCS session on the titre's first CCS: an ADMIS and a REFUSE."""
    seance = session(id="456789", type=TypeSession.CCS, entretien_final=False, ccs=CCS_1)
    return replace(
        dossier(
            session=seance,
            jures=jures(habilitation(portee=Portee.CCS, code=CCS_1)),
            candidats=candidats(admis(), refuse()),
        ),
        **champs,
    )


def a_convoquer(**champs: Any) -> Dossier:
    """A TITRE session of September 2020 whose convocations are to be issued: no result yet."""
    seance = session(
        id="234567",
        statut=StatutSession.DTE_DEMANDE,
        debut=date(2020, 9, 14),
        fin=date(2020, 9, 16),
        validation=None,
        plis_recuperes=False,
        papiers_recus_le=None,
    )
    return replace(dossier(session=seance, candidats=candidats(None, None, None)), **champs)


def demande(
    genre: GenrePapier = GenrePapier.PARCHEMIN,
    de: Candidat | None = None,
    pour: Dossier | None = None,
    **champs: Any,
) -> DemandePapier:
    """What is asked of the register for a candidate (the first one by default) of a dossier (``dossier()``)."""
    base = pour or dossier()
    personne = de or base.candidats[0]
    defaut = DemandePapier(
        genre=genre,
        session=base.session.id,
        destinataire=personne.id,
        certification="TP-01303",
        annee=2019,
        departement="974",
        siret="99999999800019",
        faits=faits_du_papier(base, personne, genre, date(2019, 3, 5)),
    )
    return replace(defaut, **champs)


def papier(
    genre: GenrePapier = GenrePapier.PARCHEMIN,
    de: Candidat | None = None,
    pour: Dossier | None = None,
    **champs: Any,
) -> Papier:
    """An issued paper; ``champs`` change the demand. Papers with a number get an invented one."""
    demandee = demande(genre, de, pour, **champs)
    numero = f"{genre.serie}2019-974-0000001-X" if genre.est_numerote else None
    return Papier(demandee, date(2019, 3, 5), numero, "cle-d-essai" if numero else None, JETON if numero else None)


def charge_du_dossier(dossier: Dossier) -> dict[str, Any]:
    """The payload that is read back as this dossier."""
    return {"version": 1, **en_json(dossier)}
