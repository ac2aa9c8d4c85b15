"""PARC, CONV and RESP: what a paper prints and the payload or the configuration may lack; a warning names the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.domain.langue.alphabet import enumeration
from docgen.domain.papiers.papier import GenrePapier, est_locale
from docgen.domain.papiers.papiers_dus import papiers_attendus
from docgen.domain.personnes import Candidat, Jure
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, Lecture

NOMMES = 3


def _sans_adresse(personnes: Sequence[Candidat | Jure]) -> str:
    """``de FONTAINE (974…), de TECHER (…) et de 4 autres personnes``."""
    noms = [f"de {personne.nom} ({personne.id})" for personne in personnes[:NOMMES]]
    autres = len(personnes) - len(noms)
    if autres:
        noms.append(f"de {autres} autre{'s' * (autres > 1)} personne{'s' * (autres > 1)}")
    return enumeration(noms)


@Regle(
    code="PARC-10",
    enonce="Un papier porte son signataire, l’adresse de son destinataire et une adresse publique de vérification.",
    source="note CERES 1.2, numéro unique d’identification",
    lecture=Lecture.D,
    effet=Effet.AVERTISSEMENT,
    gestes=(Geste.EDITER_PARCHEMINS,),
    note="Déduite : un papier sans signataire n’engage personne, et le numéro ne se vérifie que si l’adresse imprimée "
    "s’ouvre ailleurs que sur le serveur. Une fois par session, pour les seuls papiers que ses résultats appellent.",
)
def mentions_des_papiers(contexte: Contexte) -> Iterator[Constat]:
    """The signatory of all the papers, the address on the notifications, the verification address of the numbered."""
    attendus = papiers_attendus(contexte.dossier)
    genres = [genre for genre in GenrePapier if any(genre is attendu for _, attendu in attendus)]
    if genres and contexte.dossier.autorite.signataire is None:
        yield Constat(
            "/autorite/signataire",
            f"Le signataire de l’autorité manque : {enumeration([genre.nomme for genre in genres])} en portent le nom "
            "et la qualité, laissés en blanc. Indiquez-le, ou faites remplir ces lignes à la signature.",
        )
    sans = [un for un, genre in attendus if genre is GenrePapier.NOTIFICATION and un.adresse is None]
    if sans:
        yield Constat(
            "/candidats",
            f"L’adresse postale manque : la notification {_sans_adresse(sans)} est imprimée sans elle. Indiquez-la, ou "
            "remettez la notification en main propre.",
        )
    verifies = [genre.nomme for genre in genres if genre.est_numerote]
    if verifies and contexte.url_publique is not None and est_locale(contexte.url_publique):
        yield Constat(
            "",
            f"Ce service est un essai : la vérification imprimée sur {enumeration(verifies)} ne s’ouvre pour personne "
            "d’autre, et ce qui s’édite d’ici là est un spécimen, qui le porte pour toujours. Avant d’éditer des "
            "papiers à remettre, demandez à qui tient Docgen de lui donner son adresse publique.",
        )


@Regle(
    code="CONV-07",
    enonce="La convocation d’un candidat ou d’un juré porte son adresse.",
    source="guide AFPAR §6",
    lecture=Lecture.D,
    effet=Effet.AVERTISSEMENT,
    gestes=(Geste.EDITER_CONVOCATIONS,),
    note="Déduite : la convocation est un courrier. Une fois pour toutes les personnes du même genre.",
)
def adresses_des_convoques(contexte: Contexte) -> Iterator[Constat]:
    """One finding for the candidates, one for the jurors."""
    listes: tuple[tuple[str, Sequence[Candidat | Jure]], ...] = (
        ("/candidats", contexte.dossier.candidats),
        ("/jures", contexte.dossier.jures),
    )
    for chemin, personnes in listes:
        sans = [personne for personne in personnes if personne.adresse is None]
        if sans:
            yield Constat(
                chemin,
                f"L’adresse postale manque : la convocation {_sans_adresse(sans)} est imprimée sans elle. Indiquez-la, "
                "ou remettez la convocation en main propre.",
            )


@Regle(
    code="RESP-03",
    enonce="La demande de report porte le nom du responsable de session.",
    source="guide AFPAR §5",
    lecture=Lecture.D,
    effet=Effet.AVERTISSEMENT,
    gestes=(Geste.REPORTER_SESSION,),
    note="Déduite : RESP-01 le refuse sur les autres papiers ; un report reste possible sans lui.",
)
def responsable_du_report(contexte: Contexte) -> Iterator[Constat]:
    """Absent, or present without a name."""
    responsable = contexte.dossier.responsable
    if responsable is None or not (responsable.nom or "").strip():
        yield Constat(
            "/responsable" if responsable is None else "/responsable/nom",
            "Le nom du responsable de session manque : la demande de report le porte, et le laisse en blanc. "
            "Indiquez-le.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "L’adresse du centre : le dossier la donne toujours. Celle d’un surveillant : le dossier ne la connaît pas.",
    "L’adresse publique s’ouvre bien de l’extérieur : seule une adresse propre au serveur se reconnaît d’elle-même.",
)
