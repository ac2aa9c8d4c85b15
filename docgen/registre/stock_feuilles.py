"""The stock of pre-printed sheets. An authority that received none keeps no stock: nothing is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from sqlalchemy import Connection, select

from docgen.domain.papiers.papier import ActePapier, Evenement
from docgen.domain.papiers.stock import (
    ActeFeuille,
    BilanStock,
    Feuille,
    Reception,
    Serie,
    plages,
    refus_rebut,
    refus_stock,
    refus_utilisation,
)
from docgen.errors import ActeImpossible
from docgen.registre import lignes, tables
from docgen.registre.chain import Acte
from docgen.registre.journal import Plume


def recevoir(plume: Plume, reception: Reception) -> Reception:
    """Write a range of sheets down; the same one again writes nothing.

    Raises:
        ActeImpossible: a sheet of the range was already received.
    """
    tenues = plages(_qui_croisent(plume.connexion, reception))
    for tenue in filter(reception.croise, tenues):
        if tenue == reception:
            return reception
        raise ActeImpossible(
            f"La réception de {reception.premiere} à {reception.derniere} n'a pas été inscrite : le département "
            f"{tenue.departement} a déjà reçu {tenue.premiere} à {tenue.derniere} le {tenue.jour:%d/%m/%Y}. "
            "Vérifiez les numéros du carton."
        )
    return _inscrire(plume, reception)


def corriger(plume: Plume, correction: Reception) -> Reception:
    """Write that sheets were not received after all; the same again writes nothing.

    Raises:
        ActeImpossible: they are not of one range of that stock, or something was written about one of them.
    """
    passees = list(_qui_croisent(plume.connexion, correction))
    tenues = [tenue for tenue in plages(passees) if tenue.croise(correction)]
    if not tenues and correction in passees:
        return correction
    ici = f"La réception n'a pas été corrigée de {correction.premiere} à {correction.derniere}"
    bornes = (correction.premiere, correction.derniere)
    if len(tenues) != 1 or tenues[0].departement != correction.departement or not all(map(tenues[0].contient, bornes)):
        raise ActeImpossible(
            f"{ici} : ces feuilles ne sont pas toutes d'une réception du département {correction.departement}. "
            "Vérifiez les deux numéros."
        )
    touchees = [
        str(serie) for serie in _touchees(plume.connexion, correction.departement) if correction.contient(serie)
    ]
    if touchees:
        raise ActeImpossible(
            f"{ici} : {len(touchees)} de ces feuilles ont servi ou sont gâchées, dont {min(touchees)}. Ne corrigez que "
            "celles dont rien n'est inscrit."
        )
    return _inscrire(plume, correction)


def _inscrire(plume: Plume, reception: Reception) -> Reception:
    plume.ecrire(Acte(reception.acte.value), [lignes.ligne_reception(reception)], tables.receptions)
    return reception


def _qui_croisent(connexion: Connection, reception: Reception) -> Iterator[Reception]:
    """What was written, by whichever authority, of sheets of that range."""
    colonnes = tables.receptions.c
    requete = select(tables.receptions).where(
        colonnes.prefixe == reception.premiere.prefixe,
        colonnes.chiffres == reception.premiere.chiffres,
        colonnes.premiere <= reception.derniere.rang,
        colonnes.derniere >= reception.premiere.rang,
    )
    return map(lignes.lire_reception, connexion.execute(requete.order_by(colonnes.rang)).mappings())


def _plages(connexion: Connection, departement: str) -> tuple[Reception, ...]:
    """The ranges that an authority holds, in the order in which they were received."""
    colonnes = tables.receptions.c
    requete = select(tables.receptions).where(colonnes.departement == departement).order_by(colonnes.rang)
    return plages(map(lignes.lire_reception, connexion.execute(requete).mappings()))


def _touchees(connexion: Connection, departement: str) -> list[Serie]:
    colonnes = tables.feuilles.c
    series = connexion.execute(select(colonnes.serie).where(colonnes.departement == departement).distinct())
    return [Serie.lire(serie) for serie in series.scalars()]


def mouvoir(plume: Plume, feuilles: Sequence[Feuille], doublable: bool = False) -> None:
    """Write what became of sheets, all or nothing; what is already written is not written again.

    ``doublable``: the number may bear another sheet already, as a duplicate does.

    Raises:
        ActeImpossible: with every refusal.
    """
    refus: list[str] = []
    for feuille in feuilles:
        passes = _passes(plume.connexion, feuille.serie)
        if feuille in passes:
            continue
        message = _refus(plume.connexion, feuille, passes, doublable)
        if message:
            refus.append(message)
            continue
        ligne = lignes.ligne_de(feuille, tables.feuilles)
        plume.inscrire(Acte(feuille.acte.value), tables.feuilles, ligne, feuille.precision)
    if refus:
        raise ActeImpossible("\n".join(refus))


def suivre(plume: Plume, evenement: Evenement, departement: str) -> None:
    """What a spoiling or a duplicate does to the stock, where one is kept.

    Raises:
        ActeImpossible: the stock does not allow it, or the spoiled sheet is not named.
    """
    concerne = evenement.acte in (ActePapier.GACHAGE, ActePapier.REEDITION)
    if not concerne or not tient_un_stock(plume.connexion, departement):
        return
    numero, jour = evenement.numero, evenement.jour
    porte = feuille_de(plume.connexion, numero)
    if evenement.acte is ActePapier.GACHAGE and porte and evenement.serie_gachee is None:
        raise ActeImpossible(
            f"Le gâchage du papier n° {numero} n'a pas été inscrit : la feuille gâchée n'est pas désignée, et le stock "
            f"ne tomberait plus juste. Donnez son numéro (le papier porte la feuille {porte})."
        )
    if evenement.serie_gachee is not None:
        gachee = _lire(evenement.serie_gachee)
        portee = any(passe.numero == numero for passe in _passes(plume.connexion, gachee))
        rebut = Feuille(ActeFeuille.REBUT, departement, gachee, jour, evenement.motif, precision=evenement.precision)
        mouvoir(plume, [replace(rebut, numero=numero if portee else None)])
    if evenement.serie_nouvelle is not None:
        nouvelle = Feuille(ActeFeuille.UTILISATION, departement, _lire(evenement.serie_nouvelle), jour, "", numero)
        mouvoir(plume, [nouvelle], doublable=evenement.acte is ActePapier.REEDITION)


def tient_un_stock(connexion: Connection, departement: str) -> bool:
    """True if that authority ever received sheets."""
    requete = select(tables.receptions.c.rang).where(tables.receptions.c.departement == departement).limit(1)
    return connexion.execute(requete).scalar() is not None


def departements(connexion: Connection) -> tuple[str, ...]:
    """The authorities that ever received sheets."""
    colonne = tables.receptions.c.departement
    return tuple(connexion.execute(select(colonne).distinct().order_by(colonne)).scalars())


def feuille_de(connexion: Connection, numero: str) -> str | None:
    """The serial of the last sheet that bears a number and is not spoiled, or ``None``."""
    return feuilles_de(connexion, [numero]).get(numero)


def feuilles_de(connexion: Connection, numeros: Sequence[str]) -> dict[str, str]:
    """The same for many numbers; those that no sheet bears are left out."""
    util, rebut = tables.feuilles.alias(), tables.feuilles.alias()
    requete = (
        select(util.c.numero, util.c.serie)
        .select_from(util.outerjoin(rebut, (rebut.c.serie == util.c.serie) & (rebut.c.acte == ActeFeuille.REBUT.value)))
        .where(util.c.acte == ActeFeuille.UTILISATION.value, rebut.c.rang.is_(None))
        .order_by(util.c.rang)
    )
    portees: dict[str, str] = {}
    for ceux_ci in lignes.par_morceaux(numeros):
        for numero, serie in connexion.execute(requete.where(util.c.numero.in_(ceux_ci))):
            portees[numero] = serie
    return portees


def poser(plume: Plume, poses: Mapping[str, Sequence[str]], jour: date) -> None:
    """Write that numbers, by authority and in the order of printing, take the next sheets of its stock.

    Raises:
        ActeImpossible: with every refusal: a stock is too small, a number bears a sheet already.
    """
    lignes_a_ecrire: list[dict[str, object]] = []
    trouvees: dict[str, int] = {}
    portees: dict[str, str] = {}
    for departement, numeros in poses.items():
        series = list(islice(libres(plume.connexion, departement), len(numeros)))
        trouvees[departement] = len(series)
        portees |= feuilles_de(plume.connexion, numeros)
        lignes_a_ecrire += [
            lignes.ligne_de(Feuille(ActeFeuille.UTILISATION, departement, serie, jour, numero=numero), tables.feuilles)
            for numero, serie in zip(numeros, series, strict=False)
        ]
    court = refus_stock({departement: len(numeros) for departement, numeros in poses.items()}, trouvees)
    deja = [f"Le numéro {numero} porte déjà la feuille {serie}." for numero, serie in portees.items()]
    if court or deja:
        conseil = ["Retirez ces numéros, ou inscrivez le gâchage de leur feuille."] if deja else []
        raise ActeImpossible(
            "\n".join(["Les feuilles n'ont pas été inscrites.", *filter(None, [court]), *deja, *conseil])
        )
    plume.ecrire(Acte.UTILISATION, lignes_a_ecrire, tables.feuilles)


def libres(connexion: Connection, departement: str) -> Iterator[Serie]:
    """The sheets of an authority that nothing was written about, in the order in which they were received."""
    prises = set(
        connexion.execute(select(tables.feuilles.c.serie).where(tables.feuilles.c.departement == departement)).scalars()
    )
    for plage in _plages(connexion, departement):
        for rang in range(plage.premiere.rang, plage.derniere.rang + 1):
            serie = replace(plage.premiere, rang=rang)
            if str(serie) not in prises:
                yield serie


def bilan(connexion: Connection, departement: str, comptees: int | None = None) -> BilanStock:
    """The account of an authority: the remaining sheets are counted range by range, not by subtraction."""
    mouvements, tenues = tables.feuilles.c, _plages(connexion, departement)
    par_serie: dict[str, str] = {}
    requete = select(mouvements.serie, mouvements.acte).where(mouvements.departement == departement)
    for serie, acte in connexion.execute(requete.order_by(mouvements.rang)):
        par_serie[serie] = ActeFeuille.REBUT if ActeFeuille.REBUT in (acte, par_serie.get(serie)) else acte
    touchees = [Serie.lire(serie) for serie in par_serie]
    restantes = sum(plage.feuilles - sum(map(plage.contient, touchees)) for plage in tenues)
    gachees = sum(acte == ActeFeuille.REBUT for acte in par_serie.values())
    recues = sum(plage.feuilles for plage in tenues)
    return BilanStock(departement, recues, len(par_serie) - gachees, gachees, restantes, comptees)


def _passes(connexion: Connection, serie: Serie) -> tuple[Feuille, ...]:
    requete = lignes.avec_precisions(tables.feuilles).where(tables.feuilles.c.serie == str(serie))
    return tuple(lignes.lire_feuille(ligne) for ligne in connexion.execute(requete).mappings())


def _refus(connexion: Connection, feuille: Feuille, passes: tuple[Feuille, ...], doublable: bool) -> str | None:
    recue_par = _recue_par(connexion, feuille.serie)
    if feuille.acte is ActeFeuille.REBUT:
        return refus_rebut(feuille, recue_par, passes)
    papiers = tables.papiers.c
    papier_de = connexion.execute(select(papiers.departement).where(papiers.numero == feuille.numero)).scalar()
    porte = None if doublable else feuille_de(connexion, feuille.numero or "")
    if porte:
        return (
            f"La feuille {feuille.serie} n'a pas été inscrite : le numéro {feuille.numero} porte déjà la feuille "
            f"{porte}. Si elle est gâchée, inscrivez un gâchage."
        )
    return refus_utilisation(feuille, recue_par, passes, papier_de)


def _recue_par(connexion: Connection, serie: Serie) -> str | None:
    seule = Reception("", serie, serie, date.min)
    tenues = [plage for plage in plages(_qui_croisent(connexion, seule)) if plage.contient(serie)]
    return tenues[0].departement if tenues else None


def _lire(texte: str) -> Serie:
    try:
        return Serie.lire(texte)
    except ValueError as cause:
        raise ActeImpossible(f"L'acte n'a pas été inscrit : {cause}.") from cause
