"""The register of issued papers: numbers, signatures, and a journal that cannot be rewritten unseen."""

from __future__ import annotations

from docgen.registre.chain import Acte, Entree, controler
from docgen.registre.cles import ClePublique, Trousseau
from docgen.registre.registre import RegistreSql, ouvrir_registre

__all__ = ["Acte", "ClePublique", "Entree", "RegistreSql", "Trousseau", "controler", "ouvrir_registre"]
