"""API keys, and the visits of the pages: a secret each, whose digest alone is kept.

A secret is 256 random bits, so that one SHA-256 is enough: there is nothing to guess, and each call pays for it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, RowMapping, delete, func, insert, inspect, select, update

from docgen.contract.valeurs import NumeroSiret
from docgen.errors import UsageInvalide
from docgen.registre.chain import Acte
from docgen.registre.journal import lignes_d_acte
from service.socle import tables
from service.socle.appelant import Appelant, Role
from service.socle.donnees import Base, maintenant

if TYPE_CHECKING:
    from docgen.registre.registre import RegistreSql

PREFIXE = "dk_"
CREATION, REVOCATION = "clé d'API créée", "clé d'API révoquée"


@dataclass(frozen=True, slots=True)
class CleApi:
    """What is known of a key: everything but its secret."""

    id: str
    nom: str
    role: Role
    siret: str | None
    creee: str
    revoquee: str | None

    @property
    def appelant(self) -> Appelant:
        """Who calls with it."""
        return Appelant(f"cle:{self.id}", self.role, self.siret)


@dataclass(frozen=True, slots=True)
class ClesApi:
    """The keys of the service."""

    base: Base

    def creer(self, registre: RegistreSql, nom: str, role: Role, siret: str | None = None) -> tuple[CleApi, str]:
        """Make a key, and write it in the register's journal; gives it with its secret, which can never be read again.

        Raises:
            UsageInvalide: a centre's key needs a SIRET, a true one, and the others have none.
        """
        if (role is Role.CENTRE) != (siret is not None):
            raise UsageInvalide(
                "La clé n'a pas été créée : le rôle « centre » demande un SIRET, et lui seul. "
                "Ajoutez « --siret », ou choisissez un autre rôle."
            )
        siret = _lire_siret(siret) if siret is not None else None
        secret = PREFIXE + secrets.token_urlsafe(32)
        cle = CleApi(secrets.token_hex(4), nom, role, siret, maintenant().isoformat(), None)
        ligne = asdict(cle) | {"role": role.value, "empreinte": _empreinte(secret)}
        registre.noter(
            Acte.ACCES, {"geste": CREATION, **ligne}, lambda ouverte: ouverte.execute(insert(tables.cles_api), ligne)
        )
        return cle, secret

    def lister(self) -> tuple[CleApi, ...]:
        """Every key, oldest first, revoked ones included."""
        requete = select(tables.cles_api).order_by(tables.cles_api.c.creee, tables.cles_api.c.id)
        return tuple(_cle(ligne) for ligne in self.base.lignes(requete))

    def revoquer(self, registre: RegistreSql, ident: str) -> bool:
        """Put an end to a key, at once and for ever; ``False`` if there is none of that identifier in force."""
        colonnes, instant = tables.cles_api.c, maintenant().isoformat()
        ordre = update(tables.cles_api).where(colonnes.id == ident, colonnes.revoquee.is_(None))
        if not self.en_vigueur(ident):
            return False
        registre.noter(
            Acte.ACCES,
            {"geste": REVOCATION, "id": ident, "revoquee": instant},
            lambda ouverte: ouverte.execute(ordre.values(revoquee=instant)),
        )
        return True

    def reconnaitre(self, secret: str) -> CleApi | None:
        """The key in force that has this secret, or ``None``."""
        colonnes = tables.cles_api.c
        requete = select(tables.cles_api).where(colonnes.empreinte == _empreinte(secret), colonnes.revoquee.is_(None))
        ligne = self.base.ligne(requete)
        return _cle(ligne) if ligne else None

    def en_vigueur(self, ident: str) -> bool:
        """True for a key that exists and was not revoked."""
        colonnes = tables.cles_api.c
        requete = select(colonnes.id).where(colonnes.id == ident, colonnes.revoquee.is_(None))
        return self.base.valeur(requete) is not None

    def aucune(self) -> bool:
        """True when no key is in force: the service has just been installed."""
        requete = select(func.count()).select_from(tables.cles_api).where(tables.cles_api.c.revoquee.is_(None))
        return not self.base.valeur(requete)


@dataclass(frozen=True, slots=True)
class VisiteOuverte:
    """Somebody who has signed in. ``emetteur`` is who said so, where it is an issuer."""

    appelant: Appelant
    nom: str
    emetteur: str | None


@dataclass(frozen=True, slots=True)
class Visites:
    """The visits that are open, shared by all the processes of the service."""

    base: Base

    def ouvrir(self, appelant: Appelant, nom: str, emetteur: str | None) -> str:
        """Begin a visit; gives the secret that its cookie holds."""
        secret = secrets.token_urlsafe(32)
        ligne = {
            "empreinte": _empreinte(secret),
            "appelant": appelant.nom,
            "role": appelant.role.value,
            "siret": appelant.siret,
            "nom": nom,
            "emetteur": emetteur,
            "cree": maintenant().isoformat(),
        }
        self.base.executer(insert(tables.visites).values(ligne))
        return secret

    def lire(self, secret: str, duree_s: int) -> VisiteOuverte | None:
        """The visit of that secret, if it was not ended, and began less than so long ago."""
        colonnes = tables.visites.c
        depuis = (maintenant() - timedelta(seconds=duree_s)).isoformat()
        requete = select(tables.visites).where(colonnes.empreinte == _empreinte(secret), colonnes.cree >= depuis)
        ligne = self.base.ligne(requete)
        if ligne is None:
            return None
        appelant = Appelant(ligne["appelant"], Role(ligne["role"]), ligne["siret"])
        return VisiteOuverte(appelant, ligne["nom"], ligne["emetteur"])

    def fermer(self, secret: str) -> None:
        """End a visit, if it is open."""
        if secret:
            self.base.executer(delete(tables.visites).where(tables.visites.c.empreinte == _empreinte(secret)))


def cles_hors_journal(connexion: Connection) -> Iterator[str]:
    """The keys that are not what the register's journal says of them: planted, changed, or lost."""
    if not inspect(connexion).has_table(tables.cles_api.name):
        return
    voulues: dict[str, dict[str, Any]] = {}
    for contenu in lignes_d_acte(connexion, Acte.ACCES):
        champs = {nom: valeur for nom, valeur in contenu.items() if nom != "geste"}
        if contenu.get("geste") == CREATION:
            voulues[str(champs["id"])] = {**champs, "revoquee": None}
        elif contenu.get("geste") == REVOCATION and champs["id"] in voulues:
            cle = voulues[str(champs["id"])]
            cle["revoquee"] = cle["revoquee"] or champs["revoquee"]
    presentes = {ligne["id"]: dict(ligne) for ligne in connexion.execute(select(tables.cles_api)).mappings()}
    for ident in sorted(voulues.keys() | presentes.keys()):
        if ident not in voulues:
            yield f"Clé d'API {ident} : aucune ligne du journal ne l'a créée. Révoquez-la, et cherchez qui l'a posée."
        elif presentes.get(ident) != voulues[ident]:
            yield f"Clé d'API {ident} : la table « cles_api » ne dit pas, ou plus, ce que dit le journal."


def _lire_siret(texte: str) -> str:
    try:
        return str(TypeAdapter(NumeroSiret).validate_python(texte))
    except ValidationError as cause:
        raise UsageInvalide(
            f"La clé n'a pas été créée : « {texte} » n'est pas un SIRET, dont les 14 chiffres se contrôlent entre eux. "
            "Vérifiez-le."
        ) from cause


def _empreinte(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _cle(ligne: RowMapping) -> CleApi:
    return CleApi(ligne["id"], ligne["nom"], Role(ligne["role"]), ligne["siret"], ligne["creee"], ligne["revoquee"])
