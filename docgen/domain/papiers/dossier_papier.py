"""A paper is made from the facts that the register recorded, the first time and later: they prevail over a payload."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from docgen.domain.agrement import Centre, TypeCentre
from docgen.domain.autorites import Autorite, Signataire
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import Faits, Papier
from docgen.domain.personnes import Adresse, Candidat, Naissance
from docgen.domain.referentiels.calendrier import jour_iso
from docgen.domain.resultat import Decision, Presence, Resultat
from docgen.domain.session import Session, StatutSession, TypeSession, Validation
from docgen.domain.titre import Ccp, Ccs, Titre


def dossier_nu(papier: Papier) -> Dossier:
    """What the register alone knows of a numbered paper: enough to make its page again, without any payload."""
    faits, demande = papier.faits, papier.demande
    jour = date.fromisoformat(faits["fin"])
    nature, lieu = TypeSession(faits["nature"]), Adresse("", "")
    ccs = (Ccs(faits["certification"], faits["libelle"]),) if nature is TypeSession.CCS else ()
    return Dossier(
        session=Session(
            demande.session,
            nature,
            StatutSession.VALIDEE,
            jour,
            jour,
            entretien_final=True,
            ccs=demande.certification if ccs else None,
        ),
        titre=Titre(faits["titre"], "", "", "", 0, (), jour, ccs=ccs),
        centre=Centre(demande.siret, "", "", TypeCentre.AUTRE, lieu),
        autorite=Autorite(faits["departement"]),
        candidats=(Candidat(demande.destinataire, "", "", Naissance(jour, "")),),
    )


def dossier_selon(faits: Faits, dossier: Dossier, destinataire: str) -> Dossier:
    """The dossier of one holder as the register recorded it: what its paper is made from, the first time and later.

    Its only candidate is the holder. What the facts do not say, such as an address, is that of ``dossier``.
    """
    (candidat,) = (candidat for candidat in dossier.candidats if candidat.id == destinataire)
    signataire = faits["signataire"]
    return replace(
        dossier,
        session=_session_selon(faits, dossier.session),
        titre=_titre_selon(faits, dossier.titre),
        autorite=replace(
            dossier.autorite,
            departement=faits["departement"],
            structure=faits["structure"] or None,
            unite=faits["unite"] or None,
            commune=faits["commune"],
            signataire=Signataire(*signataire) if signataire else None,
        ),
        candidats=(_candidat_selon(faits, candidat),),
    )


def _session_selon(faits: Faits, session: Session) -> Session:
    jour = jour_iso(faits["validation"])
    return replace(
        session,
        id=faits["session"],
        type=TypeSession(faits.get("type_session", session.type)),
        entretien_final=faits.get("entretien_final", session.entretien_final),
        debut=date.fromisoformat(faits["debut"]),
        fin=date.fromisoformat(faits["fin"]),
        validation=Validation(jour, faits["numero_ordre"]) if jour else None,
    )


def _titre_selon(faits: Faits, titre: Titre) -> Titre:
    certifie = Ccs(faits["certification"], faits["libelle"])
    return replace(
        titre,
        code=faits["titre"],
        libelle=faits["libelle_titre"],
        abrege=faits["abrege"],
        millesime=faits["millesime"],
        niveau=faits["niveau"],
        nsf=tuple(faits["nsf"]),
        rncp=faits["rncp"],
        date_arrete=jour_iso(faits["arrete"]),
        date_jo=jour_iso(faits["journal"]),
        fin_validite=jour_iso(faits.get("fin_validite")) or titre.fin_validite,
        ccp=tuple(Ccp(*ccp) for ccp in faits["ccp"]) if "ccp" in faits else titre.ccp,
        ccs=tuple(certifie if ccs.code == certifie.code else ccs for ccs in titre.ccs),
    )


def _candidat_selon(faits: Faits, candidat: Candidat) -> Candidat:
    """A livret is made from CCPs obtained: whichever decision gave them, they are read as those of a partial one."""
    naissance = Naissance(
        date.fromisoformat(faits["naissance"]),
        *(faits[nom] for nom in ("commune_naissance", "code_postal_naissance", "pays_naissance")),
    )
    candidat = replace(
        candidat,
        civilite=faits["civilite"],
        nom=faits["nom"],
        prenoms=faits["prenoms"],
        nom_usage=faits.get("nom_usage", candidat.nom_usage),
        naissance=naissance,
    )
    if "ccp_obtenus" not in faits:
        return candidat
    ici = tuple(faits["ccp_obtenus"])
    decision = Decision(faits.get("decision", Decision.PARTIEL))
    return replace(
        candidat,
        ccp_anterieurs=tuple(code for code in faits["ccp_detenus"] if code not in ici),
        resultat=Resultat(Presence.PRESENT, decision, ici, faits.get("motif")),
    )
