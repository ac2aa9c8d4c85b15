"""What an operator must know before opening: everything at once, what is wrong and what to do about it.

Nothing is made nor changed: what is tried in the store and in the temporary folder is erased at once. Each subject is
looked at by one function; what it depends on and cannot have is told once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from docgen.errors import DocgenError, RegistreAbsent
from docgen.fichiers.magasin import dossier_local
from docgen.horloge import Horloge
from docgen.registre import tables
from docgen.registre.journal import lire_tete
from docgen.registre.ouverture_registre import refuser_si_perdu
from docgen.registre.temoin.concordance import Concordance
from service.acces.tables import ClesApi
from service.administration import machine
from service.administration.constats import Constat, Dit, Feu, Regard
from service.socle.tables import VERSION
from service.socle.variables_service import VariablesService
from service.travaux.morceaux import instant_de_la_base
from service.travaux.presence import ouvriers_vivants
from service.travaux.tables import Carnet

ECART_BAS, ECART_MAX = timedelta(seconds=2), timedelta(seconds=60)
FIN_PROCHE = timedelta(days=30)
ATTENTE_LONGUE_S = 900


def diagnostiquer() -> list[Constat]:
    """What there is to know; it is ready to open when nothing is at fault."""
    regard = Regard(*VariablesService.lire_avec_fautes())
    with regard.atelier, _sans_journal():
        return list(_regarder(regard))


@contextmanager
def _sans_journal() -> Iterator[None]:
    """What would be logged of a place is said by its subject."""
    journal = logging.getLogger("docgen")
    avant = journal.level
    journal.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        journal.setLevel(avant)


def _regarder(regard: Regard) -> Iterator[Constat]:
    dites: set[str] = set()  # a register that does not open refuses several subjects in the same words
    for sujet, variables, voir in SUJETS:
        fautives = [nom for nom in variables if nom in regard.fautes]
        if fautives:
            yield Constat(sujet, Feu.ALERTE, f"Pas regardé : corrigez d'abord {', '.join(fautives)}.")
            continue
        try:
            yield from (Constat(sujet, *dit) for dit in voir(regard))
        except RegistreAbsent:  # told once, by its own subject
            continue
        except DocgenError as panne:
            if (phrase := str(panne)) not in dites:
                yield Constat(sujet, Feu.FAUTE, phrase)
            dites.add(phrase)


def _reglages(regard: Regard) -> Iterator[Dit]:
    if regard.fautes:
        yield from ((Feu.FAUTE, phrase) for phrase in regard.fautes.values())
        return
    donnees = sorted(f"DOCGEN_{nom}".upper() for nom in regard.variables.model_fields_set)
    yield Feu.BON, f"Variables données : {', '.join(donnees) or 'aucune'} ; les autres ont leur valeur par défaut."
    if regard.configuration.travaux.travaux and "secret" not in regard.variables.model_fields_set:
        yield (
            Feu.ALERTE,
            "DOCGEN_SECRET n'est pas donné : chaque machine tirera le sien, et les pages redemanderont de "
            "s'identifier. Donnez-leur le même.",
        )


def _registre(regard: Regard) -> Iterator[Dit]:
    try:
        registre = regard.atelier.registre
    except RegistreAbsent as absence:
        _jamais_commence(regard)
        yield Feu.ALERTE, f"{absence} C'est ce qu'il faut pour une première ouverture, et rien d'autre."
        return
    registre.controler()
    with registre.connexion.lecture() as ouverte:
        tete = lire_tete(ouverte)
    fin = f"la dernière {tete.empreinte[:16]}…, signée" if tete.rang else "aucune encore"
    yield (
        Feu.BON,
        f"Registre {registre.trousseau.identite}, schéma {tables.VERSION} ; lignes : {tete.rang}, {fin}. "
        "Pour tout l'historique : docgen registre verifier.",
    )
    try:
        regard.base  # noqa: B018
    except RegistreAbsent:
        yield Feu.ALERTE, "Les tables du service n'y sont pas encore : « docgen servir » les fera."
    else:
        yield Feu.BON, f"Tables du service, schéma {VERSION}."


def _jamais_commence(regard: Regard) -> Concordance:
    reglages = regard.configuration.docgen
    return refuser_si_perdu(reglages.registre, reglages.cles, regard.atelier.magasin_du_temoin)


def _temoin(regard: Regard) -> Iterator[Dit]:
    adresse = regard.configuration.docgen.temoin
    if adresse is None:
        yield (
            Feu.ALERTE,
            "Sans DOCGEN_TEMOIN, la dernière tête n'est gardée qu'à côté des clés : une machine entière remise en "
            "arrière redonnerait des numéros. Donnez-lui un dossier ou un compartiment tenu par quelqu'un d'autre.",
        )
        return
    try:
        concordance = regard.atelier.registre.concordance
    except RegistreAbsent:
        dossier = dossier_local(adresse)
        if dossier is not None and not dossier.exists():
            yield machine.pas_encore(dossier, "DOCGEN_TEMOIN")
            return
        concordance = _jamais_commence(regard)
    connue = concordance.connue()
    if concordance.perdu_depuis:
        yield Feu.FAUTE, "Le témoin ne répond pas : rien ne serait témoigné. Vérifiez DOCGEN_TEMOIN et ses droits."
    elif connue is None:
        yield Feu.BON, "Le témoin répond ; il n'a encore reçu aucune tête."
    else:
        yield Feu.BON, f"Le témoin répond ; sa dernière tête est la ligne {connue.note.rang}, du {connue.note.heure}."


def _cles(regard: Regard) -> Iterator[Dit]:
    registre = regard.atelier.registre
    with registre.connexion.lecture() as ouverte:
        vierge = lire_tete(ouverte).rang == 0
    publiques, chemin = registre.trousseau.cles_publiques(), registre.trousseau.chemin
    if vierge and not publiques:
        yield Feu.ALERTE, f"Aucune clé de signature encore : la première sera faite en « {chemin} » au premier numéro."
        return
    ident = registre.trousseau.signataire(creer=False).publique["id"]
    yield Feu.BON, f"La clé {ident} signe ; clés publiées : {len(publiques)}, dans « {chemin} »."


def _cachet(regard: Regard) -> Iterator[Dit]:
    cachet = regard.configuration.docgen.cachet
    if cachet is None:
        yield Feu.BON, "Aucun cachet : les PDF à conserver ne sont pas scellés."
        return
    from docgen.cachet.certificat import ouvrir_certificat

    certificat = ouvrir_certificat(cachet.fichier.read_bytes(), cachet.phrase)
    fin = certificat.certificat.not_valid_after_utc
    feu = Feu.ALERTE if fin - datetime.now(UTC) < FIN_PROCHE else Feu.BON
    suite = " : demandez le suivant dès maintenant" if feu is Feu.ALERTE else ""
    yield feu, f"Le cachet est celui de « {certificat.nom} », valable jusqu'au {fin:%d/%m/%Y}{suite}."


def _travaux(regard: Regard) -> Iterator[Dit]:
    reglages = regard.configuration.travaux
    if reglages.travaux is not None:
        from service.travaux.procrastinate import joindre_la_file

        joindre_la_file(reglages.travaux)
    attente, vivants = Carnet(regard.base).attente(), ouvriers_vivants(regard.base)
    qui = f"ouvriers en vie : {vivants}" if vivants else f"aucun ouvrier en vie ; ici en feront : {reglages.ouvriers}"
    seul = not vivants and not reglages.ouvriers
    feu = Feu.ALERTE if seul or attente.depuis_s > ATTENTE_LONGUE_S else Feu.BON
    depuis = f", le plus ancien depuis {attente.depuis_s:.0f} s" if attente.travaux else ""
    yield feu, f"Travaux qui attendent : {attente.travaux}{depuis} ; {qui}."


def _acces(regard: Regard) -> Iterator[Dit]:
    oidc = regard.configuration.oidc
    if oidc is not None:
        yield Feu.BON, f"Les jetons de {oidc.emetteur} sont acceptés pour « {oidc.audience} »."
    vivantes = sum(cle.revoquee is None for cle in ClesApi(regard.base).lister())
    if vivantes:
        yield Feu.BON, f"Clés d'API en vigueur : {vivantes}."
    elif oidc is None:
        yield Feu.ALERTE, "Aucune clé d'API ni émetteur OIDC : seules les routes publiques répondront."


def _horloge(regard: Regard) -> Iterator[Dit]:
    fuseau = regard.configuration.docgen.fuseau
    yield Feu.BON, f"Aujourd'hui est le {Horloge(fuseau)():%d/%m/%Y} ({fuseau})."
    with regard.atelier.registre.connexion.lecture() as ouverte:
        avant = datetime.now(UTC)
        base = datetime.fromtimestamp(instant_de_la_base(ouverte), UTC)
        apres = datetime.now(UTC)
        colonnes = tables.journal.c
        derniere = ouverte.execute(select(colonnes.horodatage).order_by(colonnes.rang.desc()).limit(1)).scalar()
    ecart = max(avant - base, base - apres)  # whatever time the base took to answer
    if ecart > ECART_BAS:
        grave = Feu.FAUTE if ecart > ECART_MAX else Feu.ALERTE
        yield grave, f"L'horloge d'ici et celle de la base diffèrent de {ecart.total_seconds():.0f} s. Réglez-les."
    if derniere and datetime.fromisoformat(derniere) > datetime.now(UTC) + ECART_MAX:
        yield Feu.FAUTE, f"Le registre a une ligne du {derniere} : l'horloge d'ici retarde. Réglez-la."


_BASE = ("DOCGEN_REGISTRE", "DOCGEN_CLES", "DOCGEN_TEMOIN")
# In the order in which they are told: the subject, the variables that it needs, what looks at it.
SUJETS: tuple[tuple[str, tuple[str, ...], Callable[[Regard], Iterator[Dit]]], ...] = (
    ("réglages", (), _reglages),
    ("registre", _BASE, _registre),
    ("témoin", _BASE, _temoin),
    ("clés", _BASE, _cles),
    ("cachet", ("DOCGEN_CACHET", "DOCGEN_CACHET_PHRASE"), _cachet),
    ("polices", (), machine.polices),
    ("fichiers", ("DOCGEN_FICHIERS",), machine.fichiers),
    ("travaux", (*_BASE, "DOCGEN_TRAVAUX", "DOCGEN_OUVRIERS"), _travaux),
    ("accès", _BASE, _acces),
    ("horloge", (*_BASE, "DOCGEN_FUSEAU"), _horloge),
    ("adresse publique", ("DOCGEN_URL_PUBLIQUE",), machine.adresse_publique),
    ("disque", ("DOCGEN_REGISTRE", "DOCGEN_FICHIERS"), machine.disque),
    ("dossier temporaire", (), machine.temporaire),
)
