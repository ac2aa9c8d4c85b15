"""In which format each document of a command is made, and on which paper."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.documents import catalogue
from docgen.documents.page.spec import Spec
from docgen.errors import UsageInvalide

TOUT = "tout"
USAGES = ("archive", "impression")


def au_format(
    specs: tuple[Spec, ...], format_voulu: str | None, types: tuple[str, ...] = (), papier_en_tete: bool = False
) -> tuple[Spec, ...]:
    """Those of the types that have the format asked for; ``types`` are the codes by which they were asked.

    Raises:
        UsageInvalide: no such format; a type named by its code has not got it; nothing goes on headed paper.
    """
    if papier_en_tete:
        _verifier_papier_en_tete(specs)
    if format_voulu is None:
        return specs
    connus = dict.fromkeys(nom for spec in catalogue().values() for nom in spec.formats)
    if format_voulu not in connus:
        raise UsageInvalide(f"Format inconnu : « {format_voulu} ». Formats possibles : {', '.join(connus)}.")
    retenues = tuple(spec for spec in specs if format_voulu in spec.formats)
    nommees = types and TOUT not in types
    if not retenues or (nommees and len(retenues) < len(specs)):
        autres = [spec for spec in specs if spec not in retenues]
        possibles = " ; ".join(f"{spec.code} : {', '.join(spec.formats)}" for spec in autres)
        raise UsageInvalide(
            f"Le format {format_voulu} n'existe pas pour {', '.join(spec.code for spec in autres)} : rien n'a été "
            f"produit. Retirez ces types, ou choisissez un de leurs formats ({possibles})."
        )
    return retenues


def refuser_types_inconnus(types: Iterable[str]) -> None:
    """Accept types of documents, or all of them.

    Raises:
        UsageInvalide: the catalogue has no such type; with every one.
    """
    if inconnus := [code for code in types if code not in catalogue() and code != TOUT]:
        raise UsageInvalide(
            f"Type de document inconnu : {', '.join(inconnus)}. Types possibles : {', '.join(catalogue())}, ou {TOUT}."
        )


def format_de(spec: Spec, format_voulu: str | None) -> str:
    """The format in which a document is made."""
    return format_voulu or spec.formats[0]


def _verifier_papier_en_tete(specs: tuple[Spec, ...]) -> None:
    if not any(spec.lettre_du_centre for spec in specs):
        lettres = ", ".join(spec.code for spec in catalogue().values() if spec.lettre_du_centre)
        raise UsageInvalide(
            "Aucun des documents demandés ne s'imprime sur papier à en-tête : seuls le font les courriers du centre "
            f"({lettres}). Retirez l'option, ou demandez un de ces types."
        )
