"""Whole lives of sessions, through the real acts: each act is allowed, its effects are kept, each paper says its part.

A life is a payload that acts change. What an act refuses, and when, is told too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from docgen.contract.charge import en_json, lire_charge
from docgen.contract.gestes import lire_demarche
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Portee
from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.personnes import Candidat, Voie
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.resultat import Resultat
from docgen.domain.session import StatutSession, TypeSession, Validation
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import Controle, controler_demarche
from docgen.usecases.production import produire
from docgen.usecases.rendu_documents import Commande
from docgen.usecases.tenue.actes_papier import inscrire
from tests import builders as b
from tests import lecture_pdf
from tests.documents.atelier_essai import nouvel_atelier

CREATION, COMMANDE, ENVOI = date(2019, 1, 4), date(2019, 1, 7), date(2019, 1, 21)
SAISIE, VALIDATION, EMISSION = date(2019, 2, 28), date(2019, 3, 4), date(2019, 3, 20)


@dataclass
class Vie:
    """A session that goes from act to act, with its register."""

    dossier: Dossier
    atelier: Atelier = field(default_factory=nouvel_atelier)

    def controle(self, geste: Geste, jour: date, **parametres: Any) -> Controle:
        """The verdict on an act, asked for as a file asks for it."""
        fichier = b.charge_du_dossier(self.dossier)
        if parametres:
            fichier["geste"] = en_json(parametres)
        return controler_demarche(lire_demarche(json.dumps(fichier).encode(), geste, jour), [geste], jour, self.atelier)

    def fait(self, geste: Geste, jour: date, **parametres: Any) -> Mapping[str, Any]:
        """The act is allowed; gives its effects as JSON."""
        verdict = self.controle(geste, jour, **parametres)
        assert verdict.bloquants == (), [manquement.message for manquement in verdict.bloquants]
        return en_json(verdict.effets)  # type: ignore[no-any-return]

    def refuse(self, geste: Geste, jour: date, *codes: str, **parametres: Any) -> None:
        """The act is refused by these rules at least."""
        trouves = {manquement.regle for manquement in self.controle(geste, jour, **parametres).bloquants}
        assert set(codes) <= trouves, trouves

    def session(self, **champs: Any) -> None:
        """What the core application keeps of an act."""
        self.dossier = replace(self.dossier, session=replace(self.dossier.session, **champs))

    def candidats(self, *candidats: Candidat) -> None:
        """Who is enrolled, with the results."""
        self.dossier = replace(self.dossier, candidats=candidats)

    def resultats(self, *resultats: Resultat | None) -> None:
        """The jury's decisions, in the payload's order."""
        paires = zip(self.dossier.candidats, resultats, strict=True)
        self.candidats(*(replace(candidat, resultat=resultat) for candidat, resultat in paires))

    def papiers(self, jour: date, *types: str) -> dict[str, list[str]]:
        """What is produced, as texts without blanks, by type."""
        lu = lire_charge(json.dumps(b.charge_du_dossier(self.dossier)).encode())
        production = produire(lu, Commande(jour, types, format="pdf", usage="impression"), self.atelier)
        assert not production.refusee, [manquement.message for manquement in production.controle.bloquants]
        textes: dict[str, list[str]] = {}
        for document in production.documents:
            textes.setdefault(document.type, []).append(serre("".join(lecture_pdf.textes(document.contenu))))
        return textes

    def refuses(self, jour: date, *types: str) -> set[str]:
        """The rules that refuse these papers."""
        production = produire(self.dossier, Commande(jour, types, format="pdf", usage="impression"), self.atelier)
        assert production.refusee
        return {manquement.regle for manquement in production.controle.bloquants}

    def jugee(self, *resultats: Resultat) -> dict[str, list[str]]:
        """From the last day of the session to its validation: results, minutes, State, plis. Gives the minutes."""
        decalage = self.dossier.session.fin - date(2019, 2, 27)
        self.session(statut=StatutSession.TERMINEE)
        self.resultats(*resultats)
        self.fait(Geste.SAISIR_RESULTATS, SAISIE + decalage)
        pv = self.papiers(SAISIE + decalage, "pv_general", "pv_individuel", "bordereau_pv")
        self.fait(Geste.VALIDER_SESSION, VALIDATION + decalage)
        self.session(
            statut=StatutSession.VALIDEE,
            validation=Validation(VALIDATION + decalage, "2019-0042"),
            plis_recuperes=True,
            papiers_recus_le=VALIDATION + decalage + timedelta(days=10),
        )
        return pv


def serre(texte: str) -> str:
    """Without blanks: lines are cut where the page is."""
    return "".join(texte.split())


def dit(texte: str, *passages: str) -> bool:
    """True if the text says all of them."""
    manquants = [passage for passage in passages if serre(passage) not in texte]
    assert manquants == [], manquants
    return True


def nouvelle(**champs: Any) -> Vie:
    """A session that is not made yet, of three days in February 2019."""
    preparee = b.session(
        statut=StatutSession.EN_PREPARATION, validation=None, plis_recuperes=False, papiers_recus_le=None, **champs
    )
    return Vie(b.dossier(session=preparee, candidats=()))


def test_une_session_titre_de_sa_creation_a_la_remise() -> None:
    vie, admise, partiel, refuse = nouvelle(), *b.candidats(None, None, None)
    vie.fait(Geste.CREER_SESSION, CREATION)
    vie.candidats(admise, partiel, refuse)
    vie.fait(Geste.INSCRIRE_CANDIDAT, CREATION)
    vie.fait(Geste.COMMANDER_DTE, COMMANDE)
    assert dit(vie.papiers(COMMANDE, "commande_dte")["commande_dte"][0], "TP-01303", "Mme Aurélie PAYET")
    vie.session(statut=StatutSession.DTE_DEMANDE)
    envoi = vie.papiers(ENVOI)
    assert len(envoi["convocation_candidat"]) == 3
    assert dit(envoi["convocation_candidat"][0], "FONTAINE", "25 février 2019", "7 h 45")
    vie.session(statut=StatutSession.CONVOCATIONS_ENVOYEES)
    vie.refuse(Geste.INSCRIRE_CANDIDAT, ENVOI, "INSC-01")

    pv = vie.jugee(b.admis(), b.partiel(b.CCP_2), b.refuse())
    assert dit(pv["pv_general"][0], "Fait à Saint-Denis, le 27 février 2019", "CCP 1, CCP 2", "Après délibération")
    assert dit(pv["pv_individuel"][1], "TECHER", "Non acquis", "A eu lieu", "commentaire approuvé")
    assert dit(pv["bordereau_pv"][0], "TECHER", "N’GUYEN", "1 procès-verbal individuel de candidat admis")
    assert serre("FONTAINE") not in pv["bordereau_pv"][0]

    rendus = vie.papiers(EMISSION, "parchemin", "livret", "notification", "affichage")
    assert {type_: len(textes) for type_, textes in rendus.items()} == {
        "parchemin": 1,
        "livret": 1,
        "notification": 2,
        "affichage": 1,
    }
    assert dit(rendus["parchemin"][0], "FONTAINE", "Saint-Denis (La Réunion)", "2019-974-0000001-V")
    assert dit(rendus["livret"][0], "TECHER", b.CCP_2, "Certificats restant à obtenir", b.CCP_1, "28 avril 2022")
    assert dit(rendus["notification"][1], "N’GUYEN", "Consignes absentes", "Aucun certificat", "recours gracieux")
    assert serre("N’GUYEN") not in rendus["affichage"][0]
    assert dit(rendus["affichage"][0], "FONTAINE", "TECHER")
    inscrire(Evenement(ActePapier.REMISE, "2019-974-0000001-V", date(2019, 4, 2)), vie.atelier)
    formulaire = vie.papiers(date(2019, 4, 10), "formulaire_remise")["formulaire_remise"][0]
    assert dit(formulaire, "02/04/2019", "Papiers non retirés au 10 avril 2019", "4 papiers", "14 mai 2019")


def test_deux_ccp_puis_le_titre() -> None:
    """CCP 1 alone gives a livret; the last CCP with final interview gives the titre, and no livret any more."""
    premiere = nouvelle(id="345001", type=TypeSession.CCP, ccp=(b.CCP_1,), entretien_final=False)
    personne = b.candidat(voie=Voie.CAPITALISATION)
    premiere.fait(Geste.CREER_SESSION, CREATION)
    premiere.candidats(personne)
    pv = premiere.jugee(b.admis())
    assert dit(pv["pv_individuel"][0], "Session CCP, sans entretien final", "Sans objet", "Non présenté")
    rendus = premiere.papiers(EMISSION, "livret", "affichage")
    assert dit(rendus["livret"][0], "L2019-974-0000001", "session n° 345001", "Certificats restant à obtenir", b.CCP_2)
    assert serre("Titre professionnel TP-01303 – Enseignant") in rendus["affichage"][0]
    assert rendus["affichage"][0].count(serre("FONTAINE")) == 1

    derniere = nouvelle(id="345002", type=TypeSession.CCP, ccp=(b.CCP_2,), entretien_final=True)
    derniere.candidats(replace(personne, ccp_anterieurs=()))
    derniere.session(statut=StatutSession.TERMINEE)
    derniere.resultats(b.admis())
    derniere.refuse(Geste.SAISIR_RESULTATS, SAISIE, "RESU-09")
    assert "RESU-09" in derniere.refuses(SAISIE, "pv_general")

    derniere.candidats(replace(personne, ccp_anterieurs=(b.CCP_1,)))
    pv = derniere.jugee(b.admis())
    assert dit(pv["pv_general"][0], "Session CCP, avec entretien final", "CCP 2, titre")
    assert dit(pv["pv_individuel"][0], "Acquis antérieurement", "A eu lieu")
    rendus = derniere.papiers(EMISSION)
    assert "livret" not in rendus
    assert "notification" not in rendus
    assert dit(rendus["parchemin"][0], "Titre professionnel".upper(), "Enseignant de la conduite", "FONTAINE")
    assert dit(rendus["affichage"][0], "Titre professionnel TP-01303", "1 nom")
    assert serre("CCP 2 CP") not in rendus["affichage"][0]
    assert dit(rendus["formulaire_remise"][0], "Parchemin", "2019-974-0000001-V", b.CCP_2)


def test_une_session_ccs_ne_dit_jamais_le_titre_a_sa_place() -> None:
    ccs = nouvelle(type=TypeSession.CCS, entretien_final=False, ccs=b.CCS_1)
    ccs.dossier = replace(ccs.dossier, jures=b.jures(b.habilitation(portee=Portee.CCS, code=b.CCS_1)))
    ccs.fait(Geste.CREER_SESSION, CREATION)
    ccs.candidats(*b.candidats(None, None))
    pv = ccs.jugee(b.admis(), b.refuse())
    assert dit(pv["pv_general"][0], f"{b.CCS_1} – Deux-roues", "Rattaché au titre professionnel TP-01303", "CCS acquis")
    rendus = ccs.papiers(EMISSION)
    assert dit(rendus["parchemin"][0], "Certificat complémentaire de spécialisation".upper(), "Deux-roues", "TP-01303")
    assert dit(rendus["notification"][0], "Deux-roues", "ne change rien au titre professionnel")
    assert dit(rendus["affichage"][0], f"Certificat complémentaire de spécialisation {b.CCS_1}", "1 nom")
    assert "livret" not in rendus


def test_un_candidat_vae_s_inscrit_dans_les_trente_jours() -> None:
    vie = nouvelle()
    vie.session(statut=StatutSession.CONVOCATIONS_ENVOYEES)
    vae = b.candidat(voie=Voie.VAE)
    trente = vie.dossier.session.debut - timedelta(days=30)
    vie.fait(Geste.INSCRIRE_CANDIDAT, trente, candidat=vae)
    vie.refuse(Geste.INSCRIRE_CANDIDAT, trente, "INSC-01", candidat=b.candidat())
    vie.candidats(vae)
    convocation = vie.papiers(trente, "convocation_candidat")["convocation_candidat"][0]
    assert dit(convocation, "validation des acquis de l’expérience (VAE)")
    assert dit(vie.jugee(b.admis())["pv_general"][0], "VAE")


def test_une_session_suspendue_se_tait_puis_reprend() -> None:
    vie = nouvelle()
    vie.candidats(*b.candidats(None))
    vie.session(statut=StatutSession.DTE_DEMANDE)
    suivie = {nom: getattr(vie.dossier.session, nom) for nom in ("id", "statut", "debut", "fin")}
    (suspendue,) = vie.fait(Geste.SUSPENDRE_AGREMENT, ENVOI, sessions=[suivie])["sessions"]
    assert suspendue["statut"] == "SUSPENDUE"
    vie.session(statut=StatutSession(suspendue["statut"]))
    assert "SESS-11" in vie.refuses(ENVOI, "convocation_candidat")
    retablie = {"sessions": [suspendue], "date_decision": ENVOI}
    (reprise,) = vie.fait(Geste.RETABLIR_AGREMENT, ENVOI, **retablie)["sessions"]
    assert reprise["statut"] == "DTE_DEMANDE"
    vie.session(statut=StatutSession(reprise["statut"]))
    assert len(vie.papiers(ENVOI, "convocation_candidat")["convocation_candidat"]) == 1


def test_les_mesures_de_2020_attendent_la_fin_reelle() -> None:
    vie = nouvelle(debut=date(2020, 3, 2), fin=date(2020, 3, 20))
    vie.candidats(*b.candidats(None))
    vie.session(statut=StatutSession.CONVOCATIONS_ENVOYEES)
    suivie = {nom: getattr(vie.dossier.session, nom) for nom in ("id", "statut", "debut", "fin")}
    (reportee,) = vie.fait(Geste.MESURES_2020, date(2020, 6, 15), sessions=[suivie])["sessions"]
    vie.session(fin=date.fromisoformat(reportee["fin"]), fin_reportee=reportee["fin_reportee"])
    vie.session(statut=StatutSession.TERMINEE)
    vie.resultats(b.admis())
    vie.refuse(Geste.SAISIR_RESULTATS, date(2020, 8, 25), "SESS-16")
    vie.session(fin=date(2020, 7, 3), fin_reportee=False)
    pv = vie.jugee(b.admis())
    assert dit(pv["pv_general"][0], "Du 2 mars au 3 juillet 2020", "Fait à Saint-Denis, le 3 juillet 2020")
    jour = vie.dossier.session.validation
    assert jour is not None
    assert dit(vie.papiers(jour.date, "parchemin")["parchemin"][0], "tenue du 2 mars au 3 juillet 2020")


def test_une_session_reportee_convoque_aux_nouvelles_dates() -> None:
    vie = nouvelle()
    vie.candidats(*b.candidats(None))
    vie.session(statut=StatutSession.DTE_DEMANDE)
    debut, fin = date(2019, 4, 1), date(2019, 4, 3)
    vie.refuse(Geste.MODIFIER_DATES, ENVOI, "SESS-05", debut=debut, fin=fin, profil="CENTRE")
    vie.refuse(Geste.REPORTER_SESSION, ENVOI, "SESS-06", debut=debut, fin=fin, profil="CENTRE")
    reportee = vie.fait(Geste.REPORTER_SESSION, ENVOI, debut=debut, fin=fin, profil="UD")["session"]
    vie.session(debut=date.fromisoformat(reportee["debut"]), fin=date.fromisoformat(reportee["fin"]))
    convocation = vie.papiers(ENVOI, "convocation_candidat")["convocation_candidat"][0]
    assert dit(convocation, "1er avril 2019", "du 1er au 3 avril 2019")
    pv = vie.jugee(b.admis())
    assert dit(pv["pv_general"][0], "Du 1er au 3 avril 2019", "Fait à Saint-Denis, le 3 avril 2019")
    assert dit(vie.papiers(date(2019, 5, 2), "parchemin")["parchemin"][0], "tenue du 1er au 3 avril 2019")
