"""The register of issued papers: numbers, signatures, and a journal that cannot be rewritten unseen."""

from __future__ import annotations

from docgen.registre.avancement import Avancement
from docgen.registre.chain import Acte, Entree, controler
from docgen.registre.evenements import Renvoi
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.registre.registre import RegistreSql
from docgen.registre.signature.cles import ClePublique, EtatCle
from docgen.registre.signature.trousseau import Trousseau

__all__ = [
    "Acte",
    "Avancement",
    "ClePublique",
    "Entree",
    "EtatCle",
    "RegistreSql",
    "Renvoi",
    "Trousseau",
    "controler",
    "ouvrir_registre",
]
