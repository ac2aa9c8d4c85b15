"""What a job leaves in the store. A key holds the digest of its bytes: two attempts never meet on different bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from docgen.fichiers import Magasin
from service.fichiers.tables import FichierLivre, maintenant, mesurer, nouvel_identifiant
from service.travaux.genre import Ordre

PREFIXE = "travaux"


def dossier_de(travail: str) -> str:
    """The folder of a job in the store."""
    return f"{PREFIXE}/{travail}"


def ranger(magasin: Magasin, ordre: Ordre, nom: str, type_media: str, contenu: bytes | Path) -> FichierLivre:
    """Put a file of a job in the store, and describe it; it is released with the conclusion only."""
    taille, sha256 = mesurer(contenu)
    cle = f"{dossier_de(ordre.travail)}/{sha256[:24]}/{hashlib.sha256(nom.encode()).hexdigest()[:8]}"
    magasin.ecrire(cle, contenu)
    return decrire(ordre, cle, nom, type_media, taille, sha256)


def decrire(ordre: Ordre, cle: str, nom: str, type_media: str, taille: int, sha256: str) -> FichierLivre:
    """The description of a file of a job that the store has already."""
    instant = maintenant().isoformat()
    return FichierLivre(nouvel_identifiant(), cle, nom, type_media, taille, sha256, ordre.siret, ordre.travail, instant)
