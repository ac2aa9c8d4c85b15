"""REMI: the form that says who collected which paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.papiers_dus import papiers_attendus, papiers_du_candidat
from docgen.domain.referentiels.calendrier import ajouter_mois, jour_francais
from docgen.domain.referentiels.parametres import DELAI_REMISE
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, Gravite, Lecture, nommer
from docgen.domain.session import StatutSession

ATTENDRE_VALIDATION = "Attendez que la session soit validée : ses papiers s’éditent ensuite."
REMETTRE = (Geste.EDITER_REMISE,)

Regle(
    code="REMI-01",
    enonce="Le formulaire se nomme RA_<numéro de TP ou de CCP>_<abrégé>_<centre>_<jjmmaaaa du début>.pdf, sans accent "
    "ni espace, traits d’union gardés, centre en majuscules, abrégé tel quel. La date n’est jamais coupée, si long que "
    "soit le nom du centre ; ce que l’alphabet latin n’a pas est translittéré ; une session de plusieurs CCP prend le "
    "numéro du titre.",
    source="guide AFPAR §11",
    effet=Effet.PROPRIETE,
    gestes=REMETTRE,
    locale=True,
    preuve="tests/documents/test_noms_fichiers.py::test_le_formulaire_de_remise_porte_le_nom_prescrit",
).declarer()


def dernier_retrait(dossier: Dossier, emis: Iterable[Papier]) -> date | None:
    """The day of the last collection, once the register knows that every paper of the session was collected.

    A notification has no number: whether it was collected is not known.
    """
    remis = {
        (papier.demande.genre, papier.demande.destinataire): papier.remis_le
        for papier in emis
        if papier.demande.session == dossier.session.id
    }
    jours = [remis.get((genre, candidat.id)) for candidat, genre in papiers_attendus(dossier)]
    connus = [jour for jour in jours if jour is not None]
    return max(connus) if connus and len(connus) == len(jours) else None


def echeance(dossier: Dossier, emis: Iterable[Papier] = ()) -> date | None:
    """The day on which the form is due: the last collection, at the latest two months after the receipt.

    ``None`` until the papers are received, or all collected.
    """
    recus, retrait = dossier.session.papiers_recus_le, dernier_retrait(dossier, emis)
    limite = None if recus is None else ajouter_mois(recus, DELAI_REMISE.au(recus))
    return min((jour for jour in (limite, retrait) if jour is not None), default=None)


def _echeance(contexte: Contexte) -> Mapping[str, object]:
    jour = echeance(contexte.dossier, contexte.emis)
    return {} if jour is None else {"echeance": jour}


@Regle(
    code="REMI-02",
    enonce="Le formulaire est dû au dernier retrait, ou deux mois après la réception des papiers.",
    source="guide AFPAR §11",
    effet=Effet.EFFET,
    gestes=REMETTRE,
    locale=True,
    donnees=_echeance,
    note="L’échéance est le premier de ces deux jours ; une fois passée, un avertissement. Le dernier retrait compte "
    "quand le registre sait que tous les papiers sont remis : une notification, sans numéro, n’y est pas suivie. Sans "
    "l’un ni l’autre, pas d’échéance.",
)
def remise_a_temps(contexte: Contexte) -> Iterator[Constat]:
    """The last day is in time."""
    jour = echeance(contexte.dossier, contexte.emis)
    if jour is not None and contexte.aujourdhui > jour:
        yield Constat(
            "/session/papiers_recus_le",
            f"Le formulaire de remise est en retard : il était dû le {jour_francais(jour)}, jour du dernier retrait ou "
            "fin des deux mois qui suivent la réception des papiers. Envoyez-le dès maintenant, avec les papiers non "
            "retirés.",
            Gravite.AVERTISSEMENT,
        )


Regle(
    code="REMI-03",
    enonce="Les papiers non retirés sont renvoyés : le formulaire les liste à part, et porte les jours de retrait que "
    "le registre connaît.",
    source="guide AFPAR §11",
    effet=Effet.PROPRIETE,
    gestes=REMETTRE,
    locale=True,
    preuve="tests/documents/test_faits_remise.py::test_les_retraits_connus_sont_portes_et_les_autres_papiers_a_part ; "
    "tests/documents/test_faits_papiers.py::test_formulaire_dit_ou_et_quand_le_renvoyer",
    note="À part : dès que le registre connaît un retrait de la session. Sans aucun, des rangées vides se remplissent "
    "à la main.",
).declarer()


@Regle(
    code="REMI-04",
    enonce="Seuls les papiers émis par le registre sont sur le formulaire.",
    source="guide AFPAR §11",
    lecture=Lecture.D,
    gestes=REMETTRE,
    note="Déduite : le formulaire atteste la remise de papiers qui existent. Un papier attendu et jamais émis est "
    "nommé ; ceux que le même geste émet comptent. Un formulaire qui attesterait un papier inexistant serait "
    "faux partout : la règle n’est pas locale.",
)
def papiers_emis(contexte: Contexte) -> Iterator[Constat]:
    """Every expected paper is known to the register, and there is one at least."""
    dossier = contexte.dossier
    emis = {
        (papier.demande.genre.value, papier.demande.destinataire)
        for papier in contexte.emis
        if papier.demande.session == dossier.session.id
    }
    connus, attendus = emis | contexte.a_emettre, 0
    validee = dossier.session.statut is StatutSession.VALIDEE and dossier.session.validation is not None
    remede = (
        "Éditez d’abord les parchemins, livrets et notifications de la session." if validee else ATTENDRE_VALIDATION
    )
    for chemin, candidat in contexte.candidats():
        for genre in papiers_du_candidat(candidat, dossier):
            attendus += 1
            if (genre.value, candidat.id) not in connus:
                yield Constat(
                    chemin,
                    f"{genre.nomme.capitalize()} de {nommer(candidat)} ne peut pas être remis : le registre ne l’a pas "
                    f"émis. {remede}",
                )
    if not attendus:
        yield Constat(
            "/candidats",
            "Le formulaire de remise serait vide : aucun papier à remettre, car aucun résultat n’y ouvre droit. "
            "Vérifiez les résultats saisis.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "Les papiers sont gardés au coffre et chaque candidat signe le retrait du sien (guide §11) : le formulaire offre "
    "la colonne, le centre la fait remplir.",
    "L’envoi du formulaire à l’adresse de l’autorité : un geste du centre ; le formulaire rappelle l’adresse et "
    "l’échéance.",
    "Le retrait d’une notification : sans numéro, elle n’a pas de vie au registre.",
)
