"""What an application asks of the service: one method an act."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from docgen.client import suivi, telechargement
from docgen.client.erreurs_client import FichierAltere, TravailSansSucces
from docgen.client.modeles_client import (
    Attestation,
    Controle,
    Depot,
    Document,
    Fichier,
    Papier,
    Situation,
    Statistiques,
    Travail,
    lire,
    lire_json,
)
from docgen.client.transport import Demande, Patience, Transport

Charge = bytes | Mapping[str, Any]
PAGE = 200
ACCEPTE = 202
ZIP = "application/zip"
RIEN: Mapping[str, str] = {}
M = TypeVar("M")


class Client:
    """One service, called under one key. Threads may share it.

    ``jour`` is everywhere the day that rules and documents take for today, by default the server's.
    ``cle_idempotence`` makes a call that creates be done once, even asked again by another process or another day; the
    client draws one for each call that is given none, so that it may try again after a cut.
    """

    def __init__(
        self, url: str, cle: str | None = None, patience: Patience | None = None, delai_s: float = 120.0
    ) -> None:
        self._transport = Transport(url, cle, patience or Patience(), delai_s)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Close the connections."""
        self._transport.fermer()

    def controler(self, geste: str, charge: Charge, jour: date | None = None) -> Controle:
        """What stands against an act, and what it would change; nothing is made."""
        demande = Demande("POST", f"/v1/controles/{_segment(geste)}", {"date": jour}, _octets(charge), sans_effet=True)
        return _lire(Controle, self._transport.appeler(demande))

    def produire(
        self,
        type_document: str,
        charge: Charge,
        destinataire: str | None = None,
        jour: date | None = None,
        cle_idempotence: str | None = None,
        **options: Any,
    ) -> Document:
        """The documents of a type: the file, or a zip of several. ``options``: those of the published description.

        What the service makes as a job, for it is long, is waited for.

        Raises:
            TravailSansSucces: that job made nothing.
        """
        parametres = {"destinataire": destinataire, "date": jour, **options}
        chemin = f"/v1/documents/{_segment(type_document)}"
        reponse = self._creer(chemin, _octets(charge), cle_idempotence, **parametres)
        if reponse.status_code == ACCEPTE:
            return self._du_travail(self.attendre(_lire(Travail, reponse).id))
        return _document(reponse)

    def demander_documents(
        self,
        type_document: str,
        charge: Charge,
        destinataire: str | None = None,
        jour: date | None = None,
        cle_idempotence: str | None = None,
        **options: Any,
    ) -> Travail:
        """The same as a job, however short: nothing is waited for, and it delivers what :meth:`produire` gives."""
        parametres = {"destinataire": destinataire, "date": jour, **options}
        differe = {"Prefer": "respond-async"}
        chemin = f"/v1/documents/{_segment(type_document)}"
        return _lire(Travail, self._creer(chemin, _octets(charge), cle_idempotence, differe, **parametres))

    def _du_travail(self, travail: Travail) -> Document:
        """What a job made: its one document, or the zip of them all."""
        if not travail.reussi:
            raise TravailSansSucces(travail.message)
        archive = next(fichier for fichier in travail.fichiers if fichier.type_media == ZIP)
        documents = [fichier for fichier in travail.fichiers if fichier is not archive]
        livre = documents[0] if len(documents) == 1 else archive
        with TemporaryDirectory() as dossier:
            contenu = self.telecharger(livre, Path(dossier)).read_bytes()
        numeros = (document.get("numero") for document in (travail.bilan or {}).get("documents", ()))
        return Document(livre.nom, livre.type_media, contenu, livre.sha256, tuple(filter(None, numeros)))

    def deposer(
        self, charge: Charge, nom: str | None = None, jour: date | None = None, cle_idempotence: str | None = None
    ) -> Depot:
        """Have a payload kept; what comes back says what the rules think of it."""
        return _lire(Depot, self._creer("/v1/depots", _octets(charge), cle_idempotence, nom=nom, date=jour))

    def depot(self, ident: str) -> Depot:
        """A deposit, and what the rules said of it on its day."""
        return _lire(Depot, self._demander(f"/v1/depots/{_segment(ident)}"))

    def depots(self) -> Iterator[Depot]:
        """All the deposits, newest first, page by page."""
        return (lire(Depot, ligne) for ligne in self._pages("/v1/depots", "depots"))

    def demander_dossier(
        self,
        charge: Charge | None = None,
        depot: str | None = None,
        types: Sequence[str] = (),
        jour: date | None = None,
        cle_idempotence: str | None = None,
        **options: Any,
    ) -> Travail:
        """Have the whole set of a session made, as a job: give its payload or its deposit."""
        parametres = {"depot": depot, "types": ",".join(types) or None, "date": jour, **options}
        corps = None if charge is None else _octets(charge)
        return _lire(Travail, self._creer("/v1/dossiers", corps, cle_idempotence, **parametres))

    def demander_lot(
        self,
        depots: Sequence[str] = (),
        charges: Sequence[Mapping[str, Any]] = (),
        jour: date | None = None,
        cle_idempotence: str | None = None,
        **options: Any,
    ) -> Travail:
        """Have a print lot made, as a job. ``options``: the other fields of ``DemandeLot`` (types, recto, …)."""
        corps = _octets({"depots": list(depots), "charges": list(charges), **options})
        return _lire(Travail, self._creer("/v1/lots", corps, cle_idempotence, date=jour))

    def rendre(self, fichiers: Sequence[Path], cle_idempotence: str | None = None) -> Travail:
        """Have signed and scanned papers sorted, as a job; its ``bilan`` tells each page."""
        joints = [("fichiers", (fichier.name, fichier.read_bytes())) for fichier in fichiers]
        forme = httpx.Request("POST", "http://formulaire", files=joints)  # the body of a form, and what frames it
        entetes = {"Content-Type": forme.headers["Content-Type"]}
        return _lire(Travail, self._creer("/v1/retours", forme.read(), cle_idempotence, entetes))

    def travail(self, ident: str) -> Travail:
        """A job, where it stands."""
        return _lire(Travail, self._demander(f"/v1/travaux/{_segment(ident)}"))

    def travaux(self) -> Iterator[Travail]:
        """All the jobs that this key may see, newest first, page by page."""
        return (lire(Travail, ligne) for ligne in self._pages("/v1/travaux", "travaux"))

    def suivre(self, ident: str, delai_s: float | None = None) -> Iterator[Travail]:
        """A job each time that it changes, until it is over: see :func:`docgen.client.suivi.suivre`."""
        return suivi.suivre(self._transport, _segment(ident), delai_s)

    def attendre(self, ident: str, delai_s: float | None = None) -> Travail:
        """A job, once it is over.

        Raises:
            DelaiDepasse: it is not over in time; it goes on.
        """
        *_, dernier = self.suivre(ident, delai_s)
        return dernier

    def annuler(self, ident: str) -> Travail:
        """Stop a job; what was finished before stays."""
        return _lire(Travail, self._transport.appeler(Demande("DELETE", f"/v1/travaux/{_segment(ident)}")))

    def telecharger(self, fichier: Fichier, dossier: Path) -> Path:
        """A finished file, whole and checked: see :func:`docgen.client.telechargement.telecharger`."""
        return telechargement.telecharger(self._transport, fichier, dossier)

    def papiers(self) -> Iterator[Papier]:
        """The papers of the register, oldest first, page by page."""
        return (lire(Papier, ligne) for ligne in self._pages("/v1/registre", "papiers"))

    def papier(self, numero: str) -> Situation:
        """A paper and its life."""
        return _lire(Situation, self._demander(f"/v1/registre/{_segment(numero)}"))

    def attester(
        self, charge: Charge | None = None, depot: str | None = None, cle_idempotence: str | None = None
    ) -> Attestation:
        """Say that a session, given by its payload or its deposit, was validated with these results."""
        corps = _octets({"depot": depot} if charge is None else charge)
        return _lire(Attestation, self._creer("/v1/attestations", corps, cle_idempotence))

    def attestation(self, session: str) -> Attestation:
        """What is attested of a session."""
        return _lire(Attestation, self._demander(f"/v1/attestations/{_segment(session)}"))

    def renvoyer(self, depot: str, motif: str, cle_idempotence: str | None = None) -> Attestation:
        """Send a deposit back to its centre, which reads why."""
        corps = _octets({"motif": motif})
        return _lire(Attestation, self._creer(f"/v1/depots/{_segment(depot)}/renvoi", corps, cle_idempotence))

    def statistiques(self, jour: date | None = None) -> Statistiques:
        """The documents of the twelve months that end that day."""
        return _lire(Statistiques, self._demander("/v1/statistiques", date=jour))

    def _demander(self, chemin: str, **parametres: Any) -> httpx.Response:
        return self._transport.appeler(Demande("GET", chemin, parametres))

    def _creer(
        self, chemin: str, corps: bytes | None, cle: str | None, entetes: Mapping[str, str] = RIEN, **parametres: Any
    ) -> httpx.Response:
        demande = Demande("POST", chemin, parametres, corps, cle or uuid.uuid4().hex, entetes=entetes)
        return self._transport.appeler(demande)

    def _pages(self, chemin: str, nom: str) -> Iterator[Any]:
        depuis = None
        while True:
            page = lire_json(self._demander(chemin, depuis=depuis, limite=PAGE).content)
            yield from page[nom]
            depuis = page["suite"]
            if depuis is None:
                return


def _lire(modele: type[M], reponse: httpx.Response) -> M:
    return lire(modele, lire_json(reponse.content))


def _octets(charge: Charge) -> bytes:
    return charge if isinstance(charge, bytes) else json.dumps(charge, ensure_ascii=False).encode()


def _segment(texte: str) -> str:
    return quote(texte, safe="")


def _document(reponse: httpx.Response) -> Document:
    """A file, from the answer that holds it, once its digest is checked.

    Raises:
        FichierAltere: its bytes are not those that the service sent.
    """
    empreinte = hashlib.sha256(reponse.content).hexdigest()
    if reponse.headers.get("ETag") != f'"{empreinte}"':
        raise FichierAltere
    entete = Message()
    entete["Content-Disposition"] = reponse.headers.get("Content-Disposition", "")
    numeros = reponse.headers.get("Docgen-Numero", "")
    return Document(
        nom=Path(entete.get_filename() or "document").name,
        type_media=reponse.headers["Content-Type"],
        contenu=reponse.content,
        sha256=empreinte,
        numeros=tuple(filter(None, (numero.strip() for numero in numeros.split(",")))),
    )
