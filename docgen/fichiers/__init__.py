"""Where finished files are kept: a local folder or an S3 bucket, written once, never overwritten."""

from __future__ import annotations

from docgen.fichiers.magasin import Fiche, Magasin, mesurer, ouvrir_magasin

__all__ = ["Fiche", "Magasin", "mesurer", "ouvrir_magasin"]
