"""Typst as one would use it for such papers: one model, the data beside it, no tags on paper, the same fonts as ours.

A model that does not change is read once; the data are new at each call. Of the ways that were tried (one source with
the texts in it, pictures as SVG or as PNG, with tags or without), this is the fastest for both papers.
"""

from __future__ import annotations

import typst

from docgen.rendering import fonts


class Typst:
    """A compiler that has our fonts and no others."""

    def __init__(self) -> None:
        self._compilateur = typst.Compiler(font_paths=[str(fonts.dossier())], ignore_system_fonts=True)

    def rendre(self, modele: str, donnees: str, *, archive: bool = False) -> bytes:
        """The PDF of a model with these data, in JSON; a page with another font is no page.

        ``archive``: in PDF/A-3a, tagged.
        """
        contenu, avis = self._compilateur.compile_with_warnings(
            input=modele.encode(),
            format="pdf",
            sys_inputs={"donnees": donnees},
            pdf_standards=["a-3a"] if archive else [],
            pdf_tags=archive,
        )
        assert not avis, avis
        assert isinstance(contenu, bytes)
        return contenu
