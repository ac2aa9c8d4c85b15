"""Give papers their number, inside the transaction of whoever holds the pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, tuple_, update

from docgen.domain.papiers.attestation import INCONNUE, Connue, est_dementi
from docgen.domain.papiers.faits import ecarts
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import DemandePapier, GenrePapier, Papier
from docgen.domain.papiers.pouvoir import PARTOUT, Perimetre
from docgen.domain.referentiels.calendrier import jour_iso
from docgen.errors import ActeImpossible, PapierDivergent
from docgen.registre import lignes as rangees
from docgen.registre import tables
from docgen.registre.chain import Acte
from docgen.registre.evenements import connues, garde_de
from docgen.registre.journal import Plume, empreinte_du_texte
from docgen.registre.temoin.note import Compteur

ClePapier = tuple[str, str, str]


@dataclass(slots=True)
class Connus:
    """The papers already issued, by key: those that stand, and the last one of those that were annulled.

    ``a_rectifier``: annulled, or contradicted by the State, to be issued again, corrected; ``annules``: annulled for
    good.
    """

    vivants: dict[ClePapier, Papier] = field(default_factory=dict)
    a_rectifier: dict[ClePapier, Papier] = field(default_factory=dict)
    annules: dict[ClePapier, Papier] = field(default_factory=dict)

    def lire(
        self,
        connexion: Connection,
        sessions: Sequence[str],
        perimetre: Perimetre,
        voulues: Collection[ClePapier] | None = None,
    ) -> None:
        """Take the papers of these sessions, those of these keys if they are given.

        What the State says of their sessions is asked only where one has no number.
        """
        lignes = [
            ligne
            for ici in rangees.par_morceaux(sessions)
            for ligne in connexion.execute(*_papiers_de(ici, perimetre)).mappings()
            if voulues is None or (ligne["genre"], ligne["session"], ligne["destinataire"]) in voulues
        ]
        sans_numero = sorted({ligne["session"] for ligne in lignes if ligne["genre"] == GenrePapier.NOTIFICATION.value})
        sues: dict[str, Connue] = {}
        for ici in rangees.par_morceaux(sans_numero):
            sues |= connues(connexion, ici)
        for ligne in lignes:
            papier = replace(rangees.lire_papier(ligne), remis_le=jour_iso(ligne["remis_le"]))
            dementi = est_dementi(papier, sues.get(papier.demande.session, INCONNUE))
            self.ajouter(papier, 1 if dementi else ligne["annulation"])

    def ajouter(self, papier: Papier, rectification: int | None) -> None:
        """Take a paper in its place; the later corrections come later. ``rectification``: see ``Evenement``."""
        cle = papier.demande.cle
        for place in (self.vivants, self.a_rectifier):
            place.pop(cle, None)
        if rectification is None:
            self.vivants[cle] = papier
        elif rectification:
            self.a_rectifier[cle] = papier
        else:
            self.annules[cle] = papier


def _papiers_de(sessions: Sequence[str], perimetre: Perimetre) -> tuple[Select[Any], dict[str, object]]:
    if perimetre.siret is None:
        return _avec_annulation(), {"sessions": list(sessions)}
    return _ceux_du_centre(), {"sessions": list(sessions), "siret": perimetre.siret}


@cache
def _ceux_du_centre() -> Select[Any]:
    return _avec_annulation().where(tables.papiers.c.siret == bindparam("siret"))


@cache
def _avec_annulation() -> Select[Any]:
    """The papers of these sessions, in the order of the journal, with what their annulment says and the day of their
    collection, if any.
    """
    papiers, annulations, remises = tables.papiers, tables.evenements.alias(), tables.evenements.alias()
    annulation = (annulations.c.numero == papiers.c.numero) & (annulations.c.acte == Acte.ANNULATION.value)
    remise = (remises.c.rang == rangees.derniere_remise()) & (remises.c.acte == Acte.REMISE.value)
    return (
        rangees.papiers_et_titulaires(annulations.c.rectification.label("annulation"), remises.c.jour.label("remis_le"))
        .outerjoin_from(papiers, annulations, annulation)
        .outerjoin_from(papiers, remises, remise)
        .where(papiers.c.session.in_(bindparam("sessions", expanding=True)))
        .order_by(papiers.c.rang)
    )


def papiers_connus(connexion: Connection, demandes: Sequence[DemandePapier]) -> Connus:
    """The papers already issued among those that are asked for."""
    voulues = {demande.cle for demande in demandes}
    sessions = sorted({demande.session for demande in demandes})
    connus = Connus()
    connus.lire(connexion, sessions, PARTOUT, voulues)
    return connus


def refuser_divergences(demandes: Sequence[DemandePapier], connus: Connus) -> None:
    """Two demands for one paper, or a demand and the paper already issued, must say the same.

    The message names the fields, not their values: it may end in a log.

    Raises:
        PapierDivergent: with every divergence of the batch.
        ActeImpossible: a paper was annulled for good.
    """
    voulues = {demande.cle for demande in demandes}
    annules = [papier.numero for cle, papier in connus.annules.items() if cle in voulues]
    if annules:
        raise ActeImpossible(
            f"Papiers annulés, qui ne s'impriment plus : {', '.join(filter(None, annules))}. Rien n'a été attribué. "
            "Retirez ces candidats de la demande ; une annulation pour rectification aurait permis un nouveau numéro."
        )
    references = {cle: papier.demande for cle, papier in connus.vivants.items()}
    divergences: list[str] = []
    for demande in demandes:
        reference = references.setdefault(demande.cle, demande)
        champs = [] if reference is demande else [fait.intitule for fait in ecarts(reference.faits, demande.faits)]
        if champs:
            papier = connus.vivants.get(demande.cle)
            divergences.append(_divergence(demande, champs, papier.numero if papier else None))
    if divergences:
        dit = f"{PapierDivergent.message_par_defaut()} Rien n'a été attribué."
        raise PapierDivergent("\n".join([dit, *divergences, _REMEDE]))


_REMEDE = (
    "Reprenez ce que disait le premier tirage ; s'il était faux, demandez l'annulation du papier ou, pour une "
    "notification, une nouvelle attestation."
)


def _divergence(demande: DemandePapier, champs: Sequence[str], numero: str | None) -> str:
    papier = demande.genre.value + (f" n° {numero}" if numero else "")
    return (
        f"- {papier} (session {demande.session}, candidat {demande.destinataire}, {demande.certification}) : "
        f"la demande et le papier déjà connu diffèrent sur {', '.join(champs)}."
    )


def attribuer(plume: Plume, demandes: Sequence[DemandePapier], jour: date) -> dict[ClePapier, Papier]:
    """Issue what is missing, and give every paper that is asked for, by key."""
    connus = papiers_connus(plume.connexion, demandes)
    refuser_divergences(demandes, connus)
    manquantes: dict[ClePapier, DemandePapier] = {}
    for demande in demandes:
        if demande.cle not in connus.vivants:
            manquantes.setdefault(demande.cle, demande)
    nouveaux = _numeroter(plume, list(manquantes.values()), jour, connus.a_rectifier)
    if nouveaux:
        nouveaux = _inscrire(plume, nouveaux)
    return connus.vivants | {papier.demande.cle: papier for papier in nouveaux}


def _inscrire(plume: Plume, papiers: Sequence[Papier]) -> list[Papier]:
    """Write papers, and beside the chain their facts, of which it holds a salted digest."""
    gardes = [garde_de(papier.faits) for papier in papiers]
    papiers = [
        replace(papier, empreinte=empreinte_du_texte(garde["faits"], garde["sel"]))
        for papier, garde in zip(papiers, gardes, strict=True)
    ]
    lignes = [rangees.ligne_papier(papier) for papier in papiers]
    rangs = plume.ecrire(Acte.ATTRIBUTION, lignes, tables.papiers)
    papiers = [replace(papier, rang=rang) for papier, rang in zip(papiers, rangs, strict=True)]
    plume.connexion.execute(
        insert(tables.titulaires),
        [
            {"rang": papier.rang, **garde, "jeton": papier.jeton or ""}
            for papier, garde in zip(papiers, gardes, strict=True)
        ],
    )
    return papiers


def _numeroter(
    plume: Plume, demandes: Sequence[DemandePapier], jour: date, a_rectifier: Mapping[ClePapier, Papier]
) -> list[Papier]:
    from docgen.registre.signature import jetons  # with its library, which reading needs not

    sequences = _reserver(plume.connexion, demandes)
    papiers: list[Papier] = []
    for demande in demandes:
        ancien = a_rectifier.get(demande.cle)
        papier = Papier(demande, jour)
        if ancien:
            papier = replace(papier, rectification=ancien.rectification + 1, remplace=ancien.numero)
        if demande.genre.est_numerote:
            compteur = (demande.genre.serie, demande.annee, demande.departement)
            numero = str(Numero(*compteur, sequences[compteur]))
            sequences[compteur] += 1
            papier = replace(papier, numero=numero, cle=plume.signataire.publique["id"])
            papier = replace(papier, jeton=jetons.signer(papier.faits, plume.signataire))
        papiers.append(papier)
    return papiers


def _reserver(connexion: Connection, demandes: Sequence[DemandePapier]) -> dict[Compteur, int]:
    """Move each counter by what the batch needs, all of them together; gives the first sequence of each."""
    besoins = Counter((d.genre.serie, d.annee, d.departement) for d in demandes if d.genre.est_numerote)
    if not besoins:
        return {}
    colonnes = tables.compteurs.c
    cle = tuple_(colonnes.serie, colonnes.annee, colonnes.departement)
    lus = connexion.execute(select(tables.compteurs).where(cle.in_(list(besoins))))
    derniers: dict[Compteur, int] = {(serie, annee, lieu): dernier for serie, annee, lieu, dernier in lus}
    neufs = [(*voulu, 0) for voulu in besoins if voulu not in derniers]
    if neufs:
        noms = tables.compteurs.columns.keys()
        connexion.execute(insert(tables.compteurs), [dict(zip(noms, neuf, strict=True)) for neuf in neufs])
    avances = [{"de": de, "en": en, "ou": ou, "nombre": nombre} for (de, en, ou), nombre in besoins.items()]
    celui = (
        colonnes.serie == bindparam("de"),
        colonnes.annee == bindparam("en"),
        colonnes.departement == bindparam("ou"),
    )
    plus = {"dernier": colonnes.dernier + bindparam("nombre")}
    connexion.execute(update(tables.compteurs).where(*celui).values(plus), avances)
    return {voulu: derniers.get(voulu, 0) + 1 for voulu in besoins}
