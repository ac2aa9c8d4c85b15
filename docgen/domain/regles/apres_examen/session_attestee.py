"""PARC-08, SESS-18: what the State has attested, and whose session it is."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.domain.papiers.attestation import SESSION, attestation_de, differences
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import SANS_SESSION, Constat, Contexte, Geste, Lecture, nommer

ATTESTES = (Geste.AFFICHER_RESULTATS, Geste.EDITER_PARCHEMINS, Geste.EDITER_REMISE)
NON_ATTESTEE = ("PARC-08", "/session/validation")  # its rule and place; a fact that differs is told deeper
REMEDE = "Rétablissez cette donnée, ou demandez une nouvelle attestation."


@Regle(
    code="SESS-18",
    enonce="Une session attestée, ou dont un papier numéroté existe, ne change pas de SIRET.",
    source="note CERES 1.2, numéro unique d’identification",
    lecture=Lecture.D,
    gestes=tuple(geste for geste in Geste if geste not in SANS_SESSION),
    note="Déduite : sinon un centre agirait sur la session d’un autre. Le message n’en dit pas davantage. Les papiers "
    "de travail n’engagent personne : une session dont seuls des convocations ou des PV ont été faits reste libre.",
)
def session_de_ce_centre(contexte: Contexte) -> Iterator[Constat]:
    """The register binds a session to one centre."""
    if _d_un_autre(contexte):
        yield Constat(
            "/centre/siret",
            "Cette session est déjà connue du registre sous un autre SIRET : aucun acte n’y est possible sous "
            "celui-ci. Vérifiez l’identifiant de la session et le SIRET du centre.",
        )


@Regle(
    code=NON_ATTESTEE[0],
    enonce="L’affichage, les parchemins, livrets, notifications et le formulaire de remise viennent d’une session que "
    "l’État a attestée, avec les faits attestés.",
    source="note CERES 1.2 ; guide AFPAR §9",
    lecture=Lecture.D,
    gestes=ATTESTES,
    note="Déduite : la validation est un acte de l’État, que le dossier d’un centre ne fait que rapporter. Qui peut "
    "attester (CERES, l’administration, la ligne de commande) atteste en demandant un papier, sauf ce qu’un papier "
    "numéroté dit déjà.",
)
def faits_attestes(contexte: Contexte) -> Iterator[Constat]:
    """Not attested at all; else every fact that differs, person by person, and who is missing or added."""
    if contexte.pouvoir.atteste or _d_un_autre(contexte):
        return  # asking attests; SESS-18 says all that may be said
    connus, actuels = contexte.connue.faits, attestation_de(contexte.dossier).faits
    if not contexte.connue.attestee:
        yield Constat(
            NON_ATTESTEE[1],
            "L’État n’a pas encore attesté cette session : aucun papier définitif n’en sort avant. Déposez-la et "
            "attendez son attestation.",
        )
        return
    yield from _personnes(contexte, set(connus) - {SESSION})
    places = {candidat.id: (chemin, nommer(candidat)) for chemin, candidat in contexte.candidats()}
    for qui, fait in differences(connus, actuels):
        chemin, de_qui = places.get(qui, ("", "la session"))
        yield Constat(
            fait.chemin.format(candidat=chemin),
            f"L’État a attesté autre chose pour {de_qui} : la différence porte sur {fait.intitule}. {REMEDE}",
        )


def _d_un_autre(contexte: Contexte) -> bool:
    return contexte.connue.siret not in (None, contexte.dossier.centre.siret)


def _personnes(contexte: Contexte, attestees: set[str]) -> Iterator[Constat]:
    donnees = {candidat.id for candidat in contexte.dossier.candidats}
    for chemin, candidat in contexte.candidats():
        if candidat.id not in attestees:
            yield Constat(
                chemin,
                f"{nommer(candidat)} ne peut pas recevoir de papier : l’État ne l’a pas attesté. {REMEDE}",
            )
    if manquants := sorted(attestees - donnees):
        yield Constat(
            "/candidats",
            f"La session n’est pas celle que l’État a attestée : il y manque {', '.join(manquants)}. Rétablissez-les.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "La concordance de ce qui est attesté avec le procès-verbal signé : un agent le lit avant d’attester.",
)
