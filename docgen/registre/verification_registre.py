"""Check the register against its own journal: what the keys and the counters say must agree with it too.

What this cannot see: a whole database put back as it was on an earlier day. Its witness tells.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Table, func, null, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError

from docgen.domain.papiers.numero import Numero
from docgen.errors import InstallationIncomplete, RegistreAltere
from docgen.registre import lignes as rangees
from docgen.registre import tables
from docgen.registre.chain import CONSEIL, Acte, Entree, controler
from docgen.registre.connexion import PAR_BRASSEE
from docgen.registre.evenements import Oublies, oublies
from docgen.registre.journal import derniere_ligne, empreinte_du_texte, lire_tete
from docgen.registre.signature.cles import Verificateur, au_moins_aussi_severe, tout_juste_creee
from docgen.registre.signature.trousseau import Trousseau
from docgen.registre.temoin.concordance import compteurs
from docgen.registre.temoin.note import Compteur
from docgen.registre.temoin.reprise import reprises

CONSEIL_CLES = "Restaurez ce fichier depuis la dernière sauvegarde, et cherchez qui l'a touché."
_ACTES: dict[Table, tuple[Acte, ...]] = {
    table: table.info["actes"] for table in tables.metadata.tables.values() if "actes" in table.info
}


def verifier(connexion: Connection, trousseau: Trousseau) -> Iterator[str]:
    """Everything that is wrong, one French sentence each; memory does not grow with the register."""
    abimes = list(_index(connexion))
    yield from abimes
    try:
        verificateur = trousseau.verificateur()
    except InstallationIncomplete as erreur:
        yield str(erreur)
        return
    try:
        yield from _contre_le_journal(connexion, trousseau, verificateur)
    except DatabaseError:  # what is broken cannot be read further, and has been told
        if not abimes:
            raise


def _contre_le_journal(connexion: Connection, trousseau: Trousseau, verificateur: Verificateur) -> Iterator[str]:
    yield from _verrous(connexion)
    yield from controler(_entrees(connexion))
    yield from _tete(connexion, trousseau.identite, verificateur)
    yield from _cles(connexion, trousseau)
    for table, actes in _ACTES.items():
        yield from _lignes_du_journal(connexion, table, actes)
        yield from _lignes_hors_journal(connexion, table, actes)
    yield from _lignes_orphelines(connexion)
    partis = oublies(connexion)
    yield from _numeros(connexion, verificateur, partis)
    yield from _attestes(connexion, partis)
    yield from _precisions(connexion, partis)
    yield from _compteurs(connexion)


def _entrees(connexion: Connection) -> Iterator[Entree]:
    requete = select(tables.journal).order_by(tables.journal.c.rang)
    for ligne in connexion.execute(requete, execution_options=PAR_BRASSEE).mappings():
        yield Entree(**ligne)


def _verrous(connexion: Connection) -> Iterator[str]:
    if connexion.dialect.name == "sqlite":
        requete = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        registre = ", ".join(f"to_regclass('{table}')" for table in tables.TABLES_FERMEES)
        requete = f"SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND tgrelid IN ({registre})"
    for manquant in sorted(tables.VERROUS[connexion.dialect.name] - set(connexion.execute(text(requete)).scalars())):
        yield (f"Verrou « {manquant} » : retiré de la base, qui n'interdit plus de réécrire le registre. {CONSEIL}")


def _tete(connexion: Connection, identite: str, verificateur: Verificateur) -> Iterator[str]:
    try:
        tete = lire_tete(connexion)
    except RegistreAltere as erreur:
        yield str(erreur)
        return
    rang, empreinte = derniere_ligne(connexion)
    if rang < tete.rang:
        yield f"Journal : il s'arrête à la ligne {rang}, sa tête dit {tete.rang} ; la fin a été coupée. {CONSEIL}"
    elif (rang, empreinte) != (tete.rang, tete.empreinte):
        yield f"Journal : sa tête désigne la ligne {tete.rang}, qui n'est pas la dernière ({rang}). {CONSEIL}"
    if tete.rang and not verificateur.valide(tete.cle, tete.ligne(identite), tete.signature):
        yield (
            f"Journal : la signature de sa tête (ligne {tete.rang}, clé {tete.cle}) est fausse ou sa clé inconnue. "
            f"{CONSEIL}"
        )


def _cles(connexion: Connection, trousseau: Trousseau) -> Iterator[str]:
    """What the journal last said of each key must be in the file, which may trust it less, never more; and no other."""
    publiques, dites, journal = {cle["id"]: cle for cle in trousseau.cles_publiques()}, {}, tables.journal.c
    requete = select(journal.rang, journal.contenu).where(journal.acte == Acte.CLE.value).order_by(journal.rang)
    for rang, contenu in connexion.execute(requete):
        dites[str(_champs(contenu).get("id"))] = rang, _champs(contenu)
    for ident, (rang, cle) in dites.items():
        presente = publiques.get(ident)
        ici = f"Clé {ident} : le fichier « {trousseau.chemin} »"
        if cle and (presente is None or presente["cle_publique"] != cle.get("cle_publique")):
            yield f"{ici} n'a plus celle que le journal dit à la ligne {rang}. {CONSEIL_CLES}"
        elif presente and not au_moins_aussi_severe(presente, cle):
            yield f"{ici} lui fait plus confiance que le journal à la ligne {rang} : {cle['etat']}. {CONSEIL_CLES}"
    for ident in publiques.keys() - dites.keys():
        if not tout_juste_creee(publiques[ident]):
            yield f"Clé {ident} : le fichier « {trousseau.chemin} » l'a, le journal n'en sait rien. {CONSEIL_CLES}"


def _champs(contenu: str) -> dict[str, object]:
    """The fields of an entry; none if it is unreadable, which the chain has already said."""
    try:
        champs = json.loads(contenu)
    except ValueError:
        return {}
    return champs if isinstance(champs, dict) else {}


def _lignes_du_journal(connexion: Connection, table: Table, actes: Sequence[Acte]) -> Iterator[str]:
    """What the journal says was written must still stand, field by field."""
    journal = tables.journal.c
    requete = (
        select(journal.rang.label("rang_au_journal"), journal.contenu, table)
        .select_from(tables.journal.outerjoin(table, table.c.rang == journal.rang))
        .where(journal.acte.in_(actes))
        .order_by(journal.rang)
    )
    nom = table.info["nom"]
    for ligne in connexion.execute(requete, execution_options=PAR_BRASSEE).mappings():
        attendus, rang = _champs(ligne["contenu"]), ligne["rang_au_journal"]
        numero = f" ({attendus['numero']})" if attendus.get("numero") else ""
        if ligne[table.c.rang] is None:
            yield f"{nom}, ligne {rang}{numero} : le journal le connaît, la table « {table.name} » l'a perdu. {CONSEIL}"
            continue
        presents = {colonne.name: ligne[colonne] for colonne in table.c if colonne is not table.c.rang}
        ecarts = [champ for champ in presents if attendus.get(champ) != presents[champ]]
        if attendus and ecarts:
            yield f"{nom}, ligne {rang}{numero} : {', '.join(ecarts)} ne correspond pas au journal. {CONSEIL}"


def _lignes_hors_journal(connexion: Connection, table: Table, actes: Sequence[Acte]) -> Iterator[str]:
    journal = tables.journal.c
    numero_de_la_ligne = table.c.numero if "numero" in table.c else null()
    requete = (
        select(table.c.rang, numero_de_la_ligne)
        .select_from(table.outerjoin(tables.journal, (table.c.rang == journal.rang) & journal.acte.in_(actes)))
        .where(journal.rang.is_(None))
        .order_by(table.c.rang)
    )
    for rang, numero in connexion.execute(requete):
        suffixe = f" ({numero})" if numero else ""
        yield f"{table.info['nom']}, ligne {rang}{suffixe} : aucune ligne du journal ne l'a écrit. {CONSEIL}"


def _lignes_orphelines(connexion: Connection) -> Iterator[str]:
    """What stands beside the chain is of a row that the chain knows."""
    for table in tables.metadata.tables.values():
        for lien in table.foreign_keys:
            parente = lien.column.table
            if parente is tables.journal:
                continue
            requete = select(lien.parent).select_from(table.outerjoin(parente, lien.parent == lien.column))
            for rang in connexion.execute(requete.where(lien.column.is_(None)).order_by(lien.parent)).scalars():
                yield (
                    f"Table « {table.name} », ligne {rang} : aucune ligne de « {parente.name} » n'y répond. {CONSEIL}"
                )


def _numeros(connexion: Connection, verificateur: Verificateur, partis: Oublies) -> Iterator[str]:
    """Every paper must have its facts, of that digest; every number be that of its parts, and signed by us.

    Those of a person who was forgotten are gone, and must be.
    """
    from docgen.registre.signature import jetons

    requete = rangees.papiers_et_titulaires().order_by(tables.papiers.c.rang)
    for ligne in connexion.execute(requete, execution_options=PAR_BRASSEE).mappings():
        ici = f"Papier, ligne {ligne['rang']}" + (f" ({ligne['numero']})" if ligne["numero"] else "")
        if (ligne["sel"] is None) != (ligne["rang"] in partis.titulaires):
            quoi = "manque" if ligne["sel"] is None else "est là, alors que l'historique dit l'avoir oublié"
            yield f"{ici} : ce qu'il dit de son titulaire {quoi}. {CONSEIL}"
        if ligne["sel"] is None:
            continue
        if empreinte_du_texte(ligne["faits"], ligne["sel"]) != ligne["empreinte"]:
            yield f"{ici} : ce qu'il dit a été modifié après coup. {CONSEIL}"
        if ligne["numero"] is None:
            continue
        try:
            papier = rangees.lire_papier(ligne)
            attendu = str(Numero(ligne["serie"], ligne["annee"], ligne["departement"], ligne["sequence"]))
        except (RegistreAltere, TypeError, ValueError):
            yield f"{ici} : la ligne est illisible. {CONSEIL}"
            continue
        if attendu != papier.numero:
            yield f"{ici} : le numéro ne correspond pas à ses parties, qui donnent {attendu}. {CONSEIL}"
        if jetons.jeton_de(papier, verificateur) is None:
            yield f"{ici} : la signature est fausse ou sa clé ({papier.cle}) inconnue. {CONSEIL}"


def _attestes(connexion: Connection, partis: Oublies) -> Iterator[str]:
    """What is attested of each person must be that of which the journal has the digest, unless he was forgotten."""
    journal, attestes = tables.journal.c, tables.attestes.c
    requete = select(journal.rang, journal.contenu).where(journal.acte == Acte.ATTESTATION.value).order_by(journal.rang)
    for rang, contenu in connexion.execute(requete).all():
        champs = _champs(contenu)
        personnes = champs.get("personnes")
        dites = {"": champs.get("empreinte"), **(personnes if isinstance(personnes, dict) else {})}
        dites = {qui: dite for qui, dite in dites.items() if (rang, qui) not in partis.attestes}
        lignes = connexion.execute(
            select(attestes.destinataire, attestes.sel, attestes.faits).where(attestes.rang == rang)
        )
        gardees = {qui: empreinte_du_texte(faits, sel) for qui, sel, faits in lignes}
        if champs and gardees != dites:
            faux = sorted(qui or "la session" for qui in gardees | dites if gardees.get(qui) != dites.get(qui))
            yield f"Attestation, ligne {rang} : {', '.join(faux)} n'est pas ce que le journal a attesté. {CONSEIL}"
    ailleurs = (
        select(attestes.rang).join(tables.attestations).where(tables.attestations.c.acte != Acte.ATTESTATION.value)
    )
    for rang in connexion.execute(ailleurs.distinct()).scalars():
        yield f"Attestation, ligne {rang} : le journal n'y atteste rien, la table « attestes » si. {CONSEIL}"


def _precisions(connexion: Connection, partis: Oublies) -> Iterator[str]:
    """What is kept beside an act must be that of which its row has the digest, and stand for an act."""
    eve, att, emi, feu = tables.evenements.c, tables.attestations.c, tables.emissions.c, tables.feuilles.c
    precisions = (
        select(eve.rang, eve.precision).where(eve.precision != ""),
        select(feu.rang, feu.precision).where(feu.precision != ""),
        select(att.rang, att.empreinte).where(att.acte == Acte.RENVOI.value),
    )
    releves = (select(emi.rang, emi.releve).where(emi.releve.is_not(None)),)
    for nom, table, requetes, oublies_ici in (
        ("Précision", tables.precisions, precisions, partis.precisions),
        ("Relevé", tables.releves, releves, partis.releves),
    ):
        dites = {rang: empreinte for requete in requetes for rang, empreinte in connexion.execute(requete)}
        dites = {rang: dite for rang, dite in dites.items() if rang not in oublies_ici}
        gardees = {
            rang: empreinte_du_texte(texte, sel)
            for rang, sel, texte in connexion.execute(select(table.c.rang, table.c.sel, table.c.texte))
        }
        for rang in sorted(rang for rang in gardees | dites if gardees.get(rang) != dites.get(rang)):
            yield f"{nom}, ligne {rang} : ce qui est gardé manque, ou n'est pas ce que l'acte a reçu. {CONSEIL}"


def _compteurs(connexion: Connection) -> Iterator[str]:
    """Each counter must be at its last number, and none be missing before it but those that a resumption left."""
    pap = tables.papiers.c
    presents = compteurs(connexion)
    groupe = (pap.serie, pap.annee, pap.departement)
    requete = select(*groupe, func.max(pap.sequence), func.count()).where(pap.numero.is_not(None)).group_by(*groupe)
    plus_grands = {tuple(ligne[:3]): (ligne[3], ligne[4]) for ligne in connexion.execute(requete)}
    laisses: Counter[Compteur] = Counter()
    for saut in (saut for _, reprise in reprises(connexion) for saut in reprise.sauts):
        laisses[saut.compteur] += saut.a - saut.de
        plus_grand, nombre = plus_grands.get(saut.compteur, (0, 0))
        plus_grands[saut.compteur] = max(plus_grand, saut.a), nombre
    for cle in sorted(presents.keys() | plus_grands.keys(), key=str):
        ici = "Compteur {}{}-{}".format(*cle)
        plus_grand, nombre = plus_grands.get(cle, (0, 0))
        if presents.get(cle) != plus_grand:
            yield (
                f"{ici} : il est à {presents.get(cle, 'rien')}, le dernier numéro attribué est {plus_grand}. {CONSEIL}"
            )
        if nombre + laisses[cle] != plus_grand:
            yield f"{ici} : la suite a des trous, {nombre} numéros pour un dernier à {plus_grand}. {CONSEIL}"


CONSEIL_INDEX = "Ne numérotez plus rien, restaurez la dernière sauvegarde saine, et vérifiez le disque."
FAUTES_DITES = 20
_SANS_INDEX = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
# Each set of columns that is unique, whole tables only: a partial index, or one of expressions, has its own reasons.
_UNIQUES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY k.rang) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k(numero, rang)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.numero
    WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND k.rang <= i.indnkeyatts
        AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.relname, i.indexrelid ORDER BY c.relname, i.indexrelid
"""
_INDEX_DE_POSTGRESQL = """
    SELECT i.indexrelid, i.indexrelid::regclass::text FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE a.amname = 'btree' AND i.indrelid IN
        (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r')
    ORDER BY 2
"""


def _index(connexion: Connection) -> Iterator[str]:
    """Are the indexes those of their tables? One that is damaged finds no paper that is there: a number comes twice.

    SQLite checks itself, each row against each index. On PostgreSQL, rows are compared with each other without their
    indexes; and, where its extension amcheck is installed, each index with its table.
    """
    if connexion.dialect.name == "sqlite":
        yield from _de_sqlite(connexion)
    else:
        yield from _doublons(connexion)
        yield from _d_amcheck(connexion)


def _de_sqlite(connexion: Connection) -> Iterator[str]:
    try:
        dits = list(connexion.execute(text(f"PRAGMA integrity_check({FAUTES_DITES})")).scalars())
    except DatabaseError as cause:
        dits = [str(cause.orig)]
    for dit in dits:
        if dit != "ok":
            yield f"Base abîmée : {dit}. {CONSEIL_INDEX}"


def _doublons(connexion: Connection) -> Iterator[str]:
    uniques = connexion.execute(text(_UNIQUES)).all()
    for reglage in _SANS_INDEX:
        connexion.execute(text(f"SET LOCAL {reglage} = off"))
    doublons = [_requete_des_doublons(rang, *unique) for rang, unique in enumerate(uniques)]
    for rang, fois in connexion.execute(text(" UNION ALL ".join(doublons))).all():
        table, colonnes = uniques[rang]
        dites = ", ".join(colonnes)
        yield f"Table « {table} » : {fois} lignes ont la même valeur de {dites}, unique. {CONSEIL_INDEX}"
    for reglage in _SANS_INDEX:
        connexion.execute(text(f"SET LOCAL {reglage} = on"))


def _requete_des_doublons(rang: int, table: str, colonnes: Sequence[str]) -> str:
    noms = ", ".join(f'"{colonne}"' for colonne in colonnes)
    presents = " AND ".join(f'"{colonne}" IS NOT NULL' for colonne in colonnes)
    requete = f'SELECT {rang}, count(*) FROM "{table}" WHERE {presents} GROUP BY {noms} HAVING count(*) > 1'
    return f"({requete} LIMIT {FAUTES_DITES})"


# The extension is there, and whoever asks may use it: else nothing is known of the indexes, and nothing is wrong.
_PEUT_AMCHECK = """
    SELECT count(*) FROM pg_proc WHERE proname = 'bt_index_check' AND pronargs = 2
    AND pg_function_is_visible(oid) AND has_function_privilege(oid, 'EXECUTE')
"""


def _d_amcheck(connexion: Connection) -> Iterator[str]:
    if not connexion.execute(text(_PEUT_AMCHECK)).scalar():
        return
    for ident, nom in connexion.execute(text(_INDEX_DE_POSTGRESQL)).all():
        try:
            with connexion.begin_nested():
                connexion.execute(text("SELECT bt_index_check(:ident, true)"), {"ident": ident})
        except DBAPIError as cause:
            if not str(getattr(cause.orig, "sqlstate", "")).startswith("XX"):  # a lock, a server that stops
                raise
            yield f"Index « {nom} » abîmé : {str(cause.orig).partition(chr(10))[0]}. {CONSEIL_INDEX}"
