"""The table of the rules of results, minutes and papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.personnes import Voie
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.resultat import Decision, Presence
from docgen.domain.session import StatutSession, TypeSession, Validation
from tests import builders as b
from tests.domain.regles.cas_type import AVERTISSEMENT, Cas

PV, SAISIR, AFFICHER = Geste.EDITER_PV, Geste.SAISIR_RESULTATS, Geste.AFFICHER_RESULTATS
PARCHEMINS, REMISE = Geste.EDITER_PARCHEMINS, Geste.EDITER_REMISE


def un(resultat: Any, base: Any = b.dossier, **champs: Any) -> Dossier:
    """A dossier whose only candidate has that result."""
    dossier: Dossier = base(candidats=b.candidats(resultat), **champs)
    return dossier


def validee_le(jour: date) -> Dossier:
    """A dossier whose session was validated on that day."""
    return b.dossier(session=b.session(validation=Validation(jour, "2019-0042")))


def emis(*papiers: Any) -> dict[str, Any]:
    """The option that says what the register has issued."""
    return {"emis": papiers}


def autrement(**champs: Any) -> dict[str, Any]:
    """The option that says that the first candidate's parchemin was issued with these fields."""
    return emis(b.papier(de=replace(PREMIER, **champs)))


PREMIER, DEUXIEME, TROISIEME, QUATRIEME, _ = b.dossier().candidats
TOUS_EMIS = tuple(
    b.papier(genre, candidat)
    for candidat, genre in (
        (PREMIER, GenrePapier.PARCHEMIN),
        (DEUXIEME, GenrePapier.LIVRET),
        (DEUXIEME, GenrePapier.NOTIFICATION),
        (TROISIEME, GenrePapier.NOTIFICATION),
        (QUATRIEME, GenrePapier.PARCHEMIN),
    )
)

P, R, V = "/candidats/0", "/candidats/0/resultat", "/session/validation/date"
DEUX_CCP = b.session(type=TypeSession.CCP, entretien_final=False, ccp=(b.CCP_1, b.CCP_2))
AVEC_ENTRETIEN = replace(DEUX_CCP, entretien_final=True)
DERNIER_CCP = b.session(type=TypeSession.CCP, entretien_final=True, ccp=(b.CCP_2,))


def capitalise(*anterieurs: str, resultat: Any, session: Any = DERNIER_CCP) -> Dossier:
    """A CCP session whose only candidate holds these CCPs already."""
    return b.dossier(
        session=session, candidats=(b.candidat(voie=Voie.CAPITALISATION, ccp_anterieurs=anterieurs, resultat=resultat),)
    )


RESULTATS = [
    Cas("RESU-01", b.dossier(), PV),
    Cas("RESU-01", un(None), SAISIR),
    Cas("RESU-01", un(None), PV, (R,)),
    Cas("RESU-01", un(b.absent(presence=None)), SAISIR, (f"{R}/presence",)),
    Cas("RESU-02", b.dossier(), PV),
    Cas("RESU-02", un(b.admis(decision=None)), SAISIR),
    Cas("RESU-02", un(b.admis(decision=None)), PV, (f"{R}/decision",)),
    Cas("RESU-03", un(b.partiel(b.CCP_1, b.CCP_2)), PV),
    Cas("RESU-03", un(b.admis()), PV),
    Cas("RESU-03", un(b.partiel(ccp_acquis=())), PV, (f"{R}/ccp_acquis",)),
    Cas("RESU-03", un(b.partiel(b.CCP_1, "CP-000000")), SAISIR, (f"{R}/ccp_acquis/1",)),
    Cas("RESU-04", b.dossier(), PV),
    Cas("RESU-04", un(b.absent(decision=Decision.REFUSE)), PV, (f"{R}/decision",)),
    Cas(
        "RESU-04", un(b.absent(presence=Presence.ABSENCE_INJUSTIFIEE, ccp_acquis=(b.CCP_1,))), PV, (f"{R}/ccp_acquis",)
    ),
    Cas("RESU-04", un(b.refuse(ccp_acquis=(b.CCP_1,))), SAISIR, (f"{R}/ccp_acquis",)),
    Cas("RESU-05", un(b.partiel()), PV),
    Cas("RESU-05", un(b.admis(), titre=b.titre(ccp=b.titre().ccp[:1])), PV),
    Cas("RESU-05", un(b.partiel(), titre=b.titre(ccp=b.titre().ccp[1:])), PV, (f"{R}/decision",)),
    Cas("RESU-05", un(b.partiel(), b.session_ccs), PV, (f"{R}/decision",)),
    Cas("RESU-06", un(b.absent(commentaire=None)), PV),
    Cas("RESU-06", un(b.partiel(commentaire=" ")), PV, (f"{R}/commentaire",)),
    Cas("RESU-06", un(b.refuse(commentaire=None)), SAISIR, (f"{R}/commentaire",)),
    Cas("RESU-06", un(b.admis(commentaire=None)), PV, (f"{R}/commentaire",), AVERTISSEMENT),
    Cas("RESU-07", b.session_ccp(), PV),
    Cas("RESU-07", un(b.admis(b.CCP_1, b.CCP_2)), PV),
    Cas("RESU-07", un(b.partiel(b.CCP_2, b.CCP_1), b.session_ccp), PV, (f"{R}/ccp_acquis/1",)),
    Cas("RESU-07", un(b.admis(), b.session_ccp), PV),
    Cas("RESU-07", un(b.refuse(), session=b.session(type=TypeSession.CCP)), SAISIR, ("/session/ccp",)),
    Cas("RESU-07", un(b.refuse(), session=b.session(type=TypeSession.CCP, ccp=("CP-0",))), SAISIR, ("/session/ccp/0",)),
    Cas("RESU-07", un(b.refuse(), session=b.session(type=TypeSession.CCP)), PV),
    Cas("RESU-07", un(b.refuse(), session=b.session(type=TypeSession.CCP, ccp=("CP-0",))), PV),
    Cas("SESS-12", un(b.refuse(), session=b.session(type=TypeSession.CCP)), PV, ("/session/ccp",)),
    Cas("SESS-12", un(b.refuse(), session=b.session(type=TypeSession.CCP, ccp=("CP-0",))), PV, ("/session/ccp/0",)),
    Cas("RESU-07", un(b.partiel(b.CCP_1), session=DEUX_CCP), PV),
    Cas("RESU-08", un(b.admis()), PV),
    Cas("RESU-08", un(b.admis(b.CCP_2, b.CCP_1)), SAISIR),
    Cas("RESU-08", un(b.admis(b.CCP_1)), PV, (f"{R}/ccp_acquis",)),
    Cas("RESU-08", un(b.admis(b.CCP_2), session=DEUX_CCP), SAISIR, (f"{R}/ccp_acquis",)),
    Cas("RESU-08", capitalise(b.CCP_1, resultat=b.admis(b.CCP_2), session=DEUX_CCP), PV),
    Cas("RESU-08", un(b.partiel(b.CCP_1), session=DEUX_CCP), PV),
    Cas("RESU-08", un(b.partiel(b.CCP_1, b.CCP_2), session=DEUX_CCP), PV, (f"{R}/decision",)),
    Cas("RESU-08", un(b.partiel(b.CCP_1, b.CCP_2), session=AVEC_ENTRETIEN), PV),
    Cas("RESU-08", un(b.partiel(b.CCP_2), b.session_ccp), PV, (f"{R}/decision",)),
    Cas("RESU-08", un(b.partiel(b.CCP_2), session=DERNIER_CCP), SAISIR, (f"{R}/decision",)),
    Cas("RESU-08", un(b.admis(), b.session_ccs), PV),
    Cas("RESU-08", un(b.admis(b.CCP_1, b.CCP_2), b.session_ccs), PV, (f"{R}/ccp_acquis",)),
    Cas("RESU-09", un(b.admis(), b.session_ccp), PV),
    Cas("RESU-09", un(b.admis(), session=AVEC_ENTRETIEN), PARCHEMINS),
    Cas("RESU-09", capitalise(b.CCP_1, resultat=b.admis()), PARCHEMINS),
    Cas("RESU-09", capitalise(b.CCP_1, resultat=b.refuse()), SAISIR),
    Cas("RESU-09", capitalise(resultat=b.admis()), PARCHEMINS, (f"{P}/ccp_anterieurs",)),
    Cas("RESU-09", capitalise(b.CCP_2, resultat=b.admis()), PV, (f"{P}/ccp_anterieurs",)),
    Cas("RESU-09", capitalise(resultat=b.refuse()), SAISIR, (f"{P}/ccp_anterieurs",)),
    Cas("RESU-09", capitalise(resultat=b.absent()), PV),
    Cas("PV-04", b.dossier(), AFFICHER),
    Cas("PV-04", b.dossier(session=b.session(plis_recuperes=False)), AFFICHER, ("/session/plis_recuperes",)),
    Cas("PV-04", b.a_convoquer(), AFFICHER, ("/session/plis_recuperes", "/session/statut", "/session/validation")),
    Cas("SESS-17", b.dossier(), PV, jour=date(2019, 3, 4)),
    Cas("SESS-17", b.dossier(), PV, (V,), jour=date(2019, 3, 3)),
    Cas("SESS-17", validee_le(date(2019, 2, 27)), AFFICHER),
    Cas("SESS-17", validee_le(date(2019, 2, 26)), REMISE, (V,)),
    Cas("SESS-17", validee_le(date(2030, 1, 1)), PARCHEMINS, (V,)),
    Cas("SESS-17", b.dossier(session=b.session(validation=None)), PV),
    *(
        Cas("SESS-17", validee_le(date(2019, 3, jour)), PARCHEMINS, ou, options={"horloge": date(2019, 3, 10)})
        for jour, ou in ((10, ()), (11, (V,)))
    ),
]

PARCHEMIN = [
    Cas("PARC-03", b.dossier(), PARCHEMINS),
    Cas("PARC-03", b.dossier(titre=b.titre(nsf=("326", "311z"))), PARCHEMINS),
    Cas("PARC-03", b.dossier(titre=b.titre(nsf=())), PARCHEMINS, ("/titre/nsf",)),
    Cas(
        "PARC-03",
        b.dossier(titre=b.titre(nsf=("31u", "311u", "311x", "311U", "٣١١"))),
        PARCHEMINS,
        ("/titre/nsf/0", "/titre/nsf/2", "/titre/nsf/3", "/titre/nsf/4"),
    ),
    Cas("PARC-04", b.dossier(autorite=b.autorite(commune=None)), PARCHEMINS),
    Cas("PARC-04", b.dossier(autorite=b.autorite(departement="999")), PARCHEMINS),
    Cas("PARC-04", b.dossier(autorite=b.autorite(departement="999", commune=None)), PARCHEMINS, ("/autorite/commune",)),
    Cas("PARC-05", b.dossier(), PARCHEMINS),
    Cas("PARC-05", b.dossier(session=b.session(statut=StatutSession.TERMINEE)), PARCHEMINS, ("/session/statut",)),
    Cas("PARC-05", b.dossier(session=b.session(validation=None)), PARCHEMINS, ("/session/validation",)),
    Cas("PARC-07", b.dossier(), PARCHEMINS, options=emis(*TOUS_EMIS)),
    Cas("PARC-07", b.dossier(), REMISE, (f"{P}/nom",), options=autrement(nom="Fontaine")),
    Cas("PARC-07", b.dossier(), REMISE, options=emis(b.papier(session="autre", de=replace(PREMIER, nom="AUTRE")))),
    Cas(
        "PARC-07",
        b.dossier(),
        PARCHEMINS,
        (f"{P}/naissance/commune", f"{P}/naissance/date", f"{P}/nom", f"{P}/prenoms"),
        options=autrement(
            nom="AUTRE", prenoms="Marie", naissance=b.naissance(date=date(1990, 1, 1), commune="Les Avirons")
        ),
    ),
    Cas(
        "PARC-07",
        b.dossier(),
        PARCHEMINS,
        ("/autorite/signataire", "/session/validation/numero_ordre", "/titre/libelle", "/titre/libelle", "/titre/nsf"),
        options=emis(
            b.papier(
                pour=b.dossier(
                    titre=b.titre(libelle="Enseignant de la conduite", nsf=("333t",)),
                    session=b.session(validation=Validation(date(2019, 3, 4), "2019-0043")),
                    autorite=b.autorite(signataire=None),
                )
            )
        ),
    ),
    Cas(
        "PARC-07",
        b.dossier(),
        PARCHEMINS,
        ("/candidats/1/ccp_anterieurs", "/candidats/1/resultat/ccp_acquis"),
        options=emis(b.papier(GenrePapier.LIVRET, replace(DEUXIEME, resultat=b.partiel(b.CCP_1)))),
    ),
    Cas(
        "PARC-07",
        b.dossier(),
        PARCHEMINS,
        ("/candidats/2/resultat/commentaire",),
        options=emis(b.papier(GenrePapier.NOTIFICATION, replace(TROISIEME, resultat=b.refuse(commentaire="Autre.")))),
    ),
    Cas("PARC-07", un(b.partiel()), REMISE, (f"{P}/resultat",), options=emis(b.papier())),
    Cas("PARC-07", un(b.absent()), PARCHEMINS, (f"{P}/resultat",), options=emis(b.papier())),
    Cas(
        "PARC-07",
        b.dossier(),
        PARCHEMINS,
        (f"{P}/resultat", f"{P}/resultat"),
        options=emis(b.papier(GenrePapier.LIVRET), b.papier(GenrePapier.NOTIFICATION)),
    ),
    Cas(
        "PARC-07",
        b.session_ccs(session=b.session(type=TypeSession.CCS, entretien_final=False, ccs=b.CCS_1)),
        PARCHEMINS,
        ("/session/type", "/titre/code", "/titre/libelle"),
        options=emis(b.papier()),
    ),
    Cas("PARC-10", b.dossier(), PARCHEMINS),
    Cas("PARC-10", b.dossier(), PARCHEMINS, options={"url_publique": "https://titres.exemple.test"}),
    Cas("PARC-10", b.dossier(candidats=(b.candidat(adresse=None, resultat=b.admis()),)), PARCHEMINS),
    Cas("PARC-10", un(b.refuse()), PARCHEMINS, options={"url_publique": "http://localhost:8000"}),
    Cas(
        "PARC-10",
        b.dossier(autorite=b.autorite(signataire=None), candidats=(replace(TROISIEME, adresse=None),)),
        PARCHEMINS,
        ("/autorite/signataire", "/candidats"),
        AVERTISSEMENT,
    ),
    *(
        Cas("PARC-10", b.dossier(), PARCHEMINS, ("",), AVERTISSEMENT, options={"url_publique": url})
        for url in (
            *("http://localhost:8000", "http://127.0.0.2", "https://[::1]:8443", "http://docgen.localhost/x"),
            *("http://0.0.0.0:8000", "http://LOCALHOST.:8000", "http://127.1", "http://[::ffff:127.0.0.1]"),
            *("http://[::]", "http://0x7f000001/x", "http://2130706433", "http://ip6-localhost"),
        )
    ),
    Cas("PARC-09", b.dossier(), PARCHEMINS, jour=date(2019, 3, 4), options={"horloge": date(2019, 3, 4)}),
    Cas("PARC-09", b.dossier(), PARCHEMINS, (V,), jour=date(2019, 3, 3)),
    Cas("PARC-09", b.dossier(), PARCHEMINS, ("",), jour=date(2019, 3, 6), options={"horloge": date(2019, 3, 5)}),
    Cas("PARC-09", b.dossier(), PARCHEMINS, jour=date(2019, 3, 6), options={"au_plus_tot": date(2019, 3, 6)}),
    Cas("PARC-09", b.dossier(), PARCHEMINS, ("",), jour=date(2019, 3, 5), options={"au_plus_tot": date(2019, 3, 6)}),
    *(
        Cas(
            "PARC-09",
            b.dossier(),
            PARCHEMINS,
            ("",) * genre.est_numerote,
            jour=date(2019, 3, 5),
            options={"au_plus_tot": date(2019, 3, 6), "a_emettre": frozenset({(genre.value, PREMIER.id)})},
        )
        for genre in (GenrePapier.PARCHEMIN, GenrePapier.LIVRET, GenrePapier.NOTIFICATION)
    ),
    Cas("PARC-09", b.dossier(), PARCHEMINS, options=emis(*TOUS_EMIS)),
    Cas("PARC-09", validee_le(date(2019, 3, 6)), PARCHEMINS, (V,), options=emis(*TOUS_EMIS)),
]

DEUX_ADMIS = b.dossier(candidats=b.candidats(b.admis(), b.admis()))
RETIRES = emis(
    *(
        replace(b.papier(de=une, pour=DEUX_ADMIS), remis_le=jour)
        for une, jour in zip(DEUX_ADMIS.candidats, (date(2019, 4, 5), date(2019, 4, 2)), strict=True)
    )
)
REMETTRE = [
    Cas("REMI-02", b.dossier(session=b.session(papiers_recus_le=None)), REMISE),
    Cas("REMI-02", b.dossier(), REMISE, jour=date(2019, 4, 1)),
    Cas("REMI-02", b.dossier(), REMISE, ("/session/papiers_recus_le",), AVERTISSEMENT),
    Cas("REMI-02", b.dossier(), REMISE, jour=date(2019, 5, 18)),
    Cas("REMI-02", b.dossier(), REMISE, ("/session/papiers_recus_le",), AVERTISSEMENT, date(2019, 5, 19)),
    Cas("REMI-02", DEUX_ADMIS, REMISE, jour=date(2019, 4, 5), options=RETIRES),
    Cas("REMI-02", DEUX_ADMIS, REMISE, ("/session/papiers_recus_le",), AVERTISSEMENT, date(2019, 4, 6), RETIRES),
    Cas("REMI-04", b.dossier(), REMISE, options=emis(*TOUS_EMIS)),
    Cas(
        "REMI-04",
        b.dossier(),
        REMISE,
        options={"emis": TOUS_EMIS[1:], "a_emettre": frozenset({(GenrePapier.PARCHEMIN.value, PREMIER.id)})},
    ),
    Cas("REMI-04", b.dossier(), REMISE, ("/candidats/0", "/candidats/1"), options=emis(*TOUS_EMIS[2:])),
    Cas("REMI-04", un(b.absent()), REMISE, ("/candidats",)),
    Cas("REMI-04", un(b.absent()), REMISE, ("/candidats",), options={"regles_locales": False}),
]

CAS_RESULTATS = [*RESULTATS, *PARCHEMIN, *REMETTRE]
