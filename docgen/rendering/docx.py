"""Word documents: a model that a secretary may retouch, filled with a view, the same bytes for the same view.

docxtpl is the engine. A model is code, and someone else than us may have retouched it: it runs in a sandbox.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, Template, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from docgen.errors import RenduImpossible
from docgen.rendering.ressources import Feuilles

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

AUTEUR: Final = "Docgen"  # never the person who ran the command
_INSTANT: Final = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell
_TWIPS_PAR_MM: Final = 1440 / 25.4
# What XML cannot hold. The engine would read such a file as it could, and lose text without a word.
_ILLISIBLES: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


MODELE_ABSENT: Final = (
    "Le document n'a pas pu être composé : le modèle « {0.parent.name}/{0.name} » ne peut pas être lu. "
    "Rétablissez le dossier des modèles."
)


class _Bac(SandboxedEnvironment):
    """The sandbox; it keeps compiled templates, for the engine hands over the same source at each render."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=_lisible)
        self._compiles: dict[str, Template] = {}

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        if source not in self._compiles:
            self._compiles[source] = super().from_string(source, globals, template_class)
        return self._compiles[source]


def _lisible(valeur: object) -> object:
    if isinstance(valeur, str) and (signe := _ILLISIBLES.search(valeur)):
        raise ValueError(f"le signe U+{ord(signe[0]):04X} ne peut figurer dans un document Word")
    return valeur


class MoteurDocx:
    """Fills Word models; keeps the bytes of those that it has read, and their compiled tags."""

    def __init__(self) -> None:
        self._modeles = Feuilles(Path.read_bytes, MODELE_ABSENT)
        self._bac = _Bac()

    def rendre(
        self, modele: Path, champs: Mapping[str, object], intitule: str, jour: date, marge_haute: float | None = None
    ) -> bytes:
        """The document. ``jour`` is its own date, for the engine has no clock; ``marge_haute`` is in millimetres.

        Raises:
            RenduImpossible: the model is missing or wrong, names what the view has not, or does what no model may.
        """
        from docxtpl import DocxTemplate

        contenu = self._modeles.lire(modele)
        try:
            document = DocxTemplate(io.BytesIO(contenu))
            document.render(dict(champs), self._bac, autoescape=True)
        except Exception as cause:  # a model is code that others may have retouched: it may fail in any way
            raise _refus(modele, cause) from cause
        _dater(document, intitule, jour)
        if marge_haute is not None:
            for marges in document.docx.element.body.iter(f"{{{_W}}}pgMar"):
                marges.set(f"{{{_W}}}top", str(round(marge_haute * _TWIPS_PAR_MM)))
        tampon = io.BytesIO()
        document.save(tampon)
        return paquet_stable(tampon.getvalue())


_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _nom(modele: Path) -> str:
    """``convocation_jure/modele.docx``: all models have the same file name."""
    return f"{modele.parent.name}/{modele.name}"


def _refus(modele: Path, cause: Exception) -> RenduImpossible:
    if isinstance(cause, UndefinedError):
        noms = re.findall(r"'([^']*)'", str(cause))
        raison = f"« {noms[-1] if noms else cause} » n'est pas dans la vue, et le modèle l'emploie"
    elif isinstance(cause, SecurityError):
        raison = f"une de ses balises fait ce qu'un modèle n'a pas le droit de faire ({cause})"
    else:
        raison = str(cause) or type(cause).__name__
    return RenduImpossible(
        f"Le document n'a pas pu être composé à partir de « {_nom(modele)} » : {raison}. "
        "Corrigez le modèle, ou rétablissez celui d'origine."
    )


def _dater(document: DocxTemplate, intitule: str, jour: date) -> None:
    fiche = document.docx.core_properties
    fiche.title, fiche.author, fiche.last_modified_by, fiche.revision = intitule[:255], AUTEUR, AUTEUR, 1
    fiche.created = fiche.modified = datetime.combine(jour, time())


def paquet_stable(contenu: bytes) -> bytes:
    """The same zip without what depends on the moment or the machine."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as lu, zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for nom in lu.namelist():
            fiche = zipfile.ZipInfo(nom, _INSTANT)
            fiche.compress_type, fiche.create_system = zipfile.ZIP_DEFLATED, 3
            ecrit.writestr(fiche, lu.read(nom))
    return tampon.getvalue()
