"""PARC: on which day a paper is issued, and what it says when it is asked for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.faits import FAITS, Fait, ecarts, faits_du_papier
from docgen.domain.papiers.papier import GenrePapier, Papier
from docgen.domain.papiers.papiers_dus import papiers_du_candidat
from docgen.domain.personnes import Candidat
from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Geste, Lecture, nommer


def _emis_de_la_session(contexte: Contexte) -> dict[str, list[Papier]]:
    """The papers already issued, by candidate."""
    emis: dict[str, list[Papier]] = defaultdict(list)
    for papier in contexte.emis:
        if papier.demande.session == contexte.dossier.session.id and papier.demande.destinataire:
            emis[papier.demande.destinataire].append(papier)
    return emis


@Regle(
    code="PARC-07",
    enonce="Un papier déjà émis ne l’est de nouveau qu’avec tout ce qu’il disait : titulaire, certification, CCP, "
    "session, validation, autorité et signataire. Un candidat garde les papiers de son résultat : qui a reçu un "
    "parchemin ne reçoit ni livret ni notification de la session, et inversement.",
    source="note CERES 1.2, numéro unique d’identification",
    lecture=Lecture.D,
    gestes=(Geste.EDITER_PARCHEMINS, Geste.EDITER_REMISE),
    note="Déduite : si une réimpression porte le même numéro, deux contenus sous un numéro rendraient l’un des papiers "
    "faux. Les textes se comparent lettre pour lettre ; la forme des apostrophes et des tirets ne compte pas. Le "
    "remède est l’annulation pour rectification, qui donne un autre numéro ; celui d’une notification, qui n’en a "
    "pas, est l’attestation de ce qui est juste : la notification s’émet alors de nouveau.",
)
def papier_constant(contexte: Contexte) -> Iterator[Constat]:
    """The facts of each issued paper, then the kinds of paper that the result still calls for."""
    emis = _emis_de_la_session(contexte)
    for chemin, candidat in contexte.candidats():
        detenus = emis.get(candidat.id, [])
        attendus = papiers_du_candidat(candidat, contexte.dossier)
        dus = [papier for papier in detenus if papier.demande.genre in attendus]
        yield from _faits_changes(contexte.dossier, chemin, candidat, dus)
        for genre in sorted({papier.demande.genre for papier in detenus} - set(attendus)):
            yield Constat(
                f"{chemin}/resultat",
                f"Le résultat de {nommer(candidat)} a changé : {genre.nomme} a déjà été émis, et le résultat donné n’y "
                f"ouvre pas droit. Rétablissez le résultat, ou demandez {_remede(genre)}.",
            )


def _faits_changes(dossier: Dossier, chemin: str, candidat: Candidat, detenus: list[Papier]) -> Iterator[Constat]:
    """Each fact once, whatever the number of papers that contradict it."""
    changes: dict[Fait, Papier] = {}
    if any(not papier.demande.faits for papier in detenus):
        yield Constat(
            chemin,
            f"Le candidat {candidat.id} a demandé à être oublié : le registre ne garde plus ce que disaient ses "
            "papiers, qui ne s’impriment plus. Retirez-le de la demande.",
        )
        return
    for papier in detenus:
        actuels = faits_du_papier(dossier, candidat, papier.demande.genre, papier.date_emission)
        for fait in ecarts(papier.demande.faits, actuels):
            changes.setdefault(fait, papier)
    for fait in sorted(changes, key=list(FAITS.values()).index):
        papier = changes[fait]
        numero = f" n° {papier.numero}" if papier.numero else ""
        yield Constat(
            fait.chemin.format(candidat=chemin),
            f"{papier.demande.genre.nomme.capitalize()}{numero} de {nommer(candidat)} a déjà été émis avec un autre "
            f"contenu : la différence porte sur {fait.intitule}. Rétablissez cette donnée, ou demandez "
            f"{_remede(papier.demande.genre)}.",
        )


def _remede(genre: GenrePapier) -> str:
    return "l’annulation du papier pour rectification" if genre.est_numerote else "une nouvelle attestation"


@Regle(
    code="PARC-09",
    enonce="Le jour d’émission n’est ni avant la validation, ni à venir ; pour un papier numéroté, l’État seul en "
    "demande un qui est passé.",
    source="note CERES 1.2, numéro unique d’identification",
    lecture=Lecture.D,
    gestes=(Geste.EDITER_PARCHEMINS,),
    note="Déduite : le papier porte ce jour et le garde à chaque réimpression. À venir : après le jour de l’horloge du "
    "serveur, quelle que soit la date demandée. Passé : avant le jour de la demande, à la même horloge ; "
    "c’est la reprise d’une session ancienne, que l’historique garde comme telle. Un papier déjà émis garde son jour, "
    "qui se compare aussi.",
)
def jour_d_emission(contexte: Contexte) -> Iterator[Constat]:
    """The day asked for against the validation and the clock, then the days of the papers already issued."""
    validation, jour = contexte.dossier.session.validation, contexte.aujourdhui
    if contexte.horloge is not None and jour > contexte.horloge:
        yield Constat(
            "",
            f"Aucun papier ne peut être émis le {jour_francais(jour)} : ce jour est à venir, nous sommes le "
            f"{jour_francais(contexte.horloge)}. Demandez-les sans donner de date, ou attendez ce jour.",
        )
    if contexte.au_plus_tot is not None and jour < contexte.au_plus_tot and _numerotes(contexte):
        yield Constat(
            "",
            f"Aucun papier numéroté ne peut être émis le {jour_francais(jour)} : ce jour est passé, et l’État seul "
            "reprend ainsi une session ancienne. Demandez les papiers sans donner de date : ils porteront le "
            f"{jour_francais(contexte.au_plus_tot)}.",
        )
    if validation is None:
        return
    deja = [papier.date_emission for papiers in _emis_de_la_session(contexte).values() for papier in papiers]
    for avant in sorted({une for une in (jour, *deja) if une < validation.date}):
        yield Constat(
            "/session/validation/date",
            f"Aucun papier n’est émis avant la validation : le {jour_francais(avant)} précède le "
            f"{jour_francais(validation.date)}. Corrigez le jour demandé, ou la date de validation.",
        )


def _numerotes(contexte: Contexte) -> bool:
    """True if a numbered paper is asked for; of an act alone, nobody knows which papers."""
    genres = {genre for genre, _ in contexte.a_emettre}
    return not genres or any(genre.est_numerote for genre in GenrePapier if genre.value in genres)


NON_CONTROLE: tuple[str, ...] = (
    "L’adresse du titulaire d’une notification, la mise en page et la version du modèle : elles peuvent changer d’une "
    "émission à l’autre.",
)
