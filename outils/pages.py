"""The pages drawn from the code: ``python -m outils.pages`` writes them, ``--verifier`` says which are stale."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from docgen.contract.schema_charge import schema_gestes_json, schema_json
from docgen.documents import catalogue
from docgen.documents.page.spec import Spec
from docgen.domain.regles.page_regles import page as page_des_regles
from docgen.domain.regles.registry import regles_du_geste
from docgen.domain.session import StatutSession
from outils.fournitures import nomenclature, page_des_licences
from service.acces.droits import Acte, tableau
from service.acces.portier import Exiger
from service.acces.visite import Reserver
from service.app import PAGES, ROUTEURS, document

DOCS = Path(__file__).resolve().parents[1] / "docs"
FAMILLES = {
    "sessions": "Les sessions",
    "convocations": "Les convocations",
    "pv": "Les procès-verbaux",
    "parchemins": "Les parchemins et ce qui les accompagne",
}
ENTETE = """# Le catalogue des documents

Cette page est produite à partir des documents eux-mêmes : on ne la modifie pas à la main.

Un document est produit sans être demandé quand le statut de la session l’appelle. Une règle bloquante de son geste le
refuse : le [livre des règles](regles.md) les énonce toutes. Un brouillon porte le même nom, précédé de `BROUILLON_`.
"""
POUVOIRS = """# Les pouvoirs

Cette page est produite à partir du code : on ne la modifie pas à la main. La même table décide pour l’interface, les
pages et les travaux. Un centre n’agit que pour son SIRET ; ce qui est à un autre lui est dit absent.
"""


@cache
def pages() -> dict[str, str]:
    """Every generated page by its file name in ``docs/``."""
    return {
        "regles.md": page_des_regles(),
        "catalogue.md": page_du_catalogue(),
        "pouvoirs.md": page_des_pouvoirs(),
        "licences.md": page_des_licences(),
        "nomenclature.cdx.json": nomenclature(),
        "charge.schema.json": json.dumps(schema_json(), ensure_ascii=False, indent=2) + "\n",
        "gestes.schema.json": json.dumps(schema_gestes_json(), ensure_ascii=False, indent=2) + "\n",
        "openapi.json": json.dumps(document(), ensure_ascii=False, indent=2) + "\n",
    }


def page_des_pouvoirs() -> str:
    """Who may do what, in French Markdown: the table of acts, then the routes that each opens."""
    lignes = [POUVOIRS, tableau(), "\n## Les routes de chaque acte\n"]
    ouvertes = {acte: sorted(set(_routes_de(acte))) for acte in (*Acte, None)}
    for acte, routes in ouvertes.items():
        lignes.append(f"- {acte.value if acte else 'sans s’identifier'} : {', '.join(f'`{nom}`' for nom in routes)}")
    return "\n".join(lignes) + "\n"


def _routes_de(acte: Acte | None) -> Iterator[str]:
    for routeur in (*ROUTEURS, *PAGES):
        for route in routeur.routes:
            if isinstance(route, APIRoute) and acte in (tuple(_actes(route.dependant)) or (None,)):
                yield from (f"{methode} {route.path_format}" for methode in route.methods or ())


def _actes(dependant: Dependant) -> Iterator[Acte]:
    if isinstance(dependant.call, Exiger | Reserver):
        yield dependant.call.acte
    for autre in dependant.dependencies:
        yield from _actes(autre)


def page_du_catalogue() -> str:
    """The catalogue in French Markdown, family by family."""
    lignes = [ENTETE]
    for famille, specs in groupby(catalogue().values(), key=lambda spec: spec.famille):
        lignes.append(f"## {FAMILLES[famille]}\n")
        for spec in specs:
            lignes.extend(_fiche(spec))
    return "\n".join(lignes).rstrip() + "\n"


def _fiche(spec: Spec) -> Iterator[str]:
    statuts = ", ".join(f"`{statut}`" for statut in StatutSession if statut in spec.statuts)
    condition = f", {spec.condition.enonce}" if spec.condition else ""
    yield f"### {spec.intitule}\n"
    yield f"- Code : `{spec.code}`, version {spec.version} du modèle"
    yield f"- Portée : un document par {spec.portee} ; formats : {', '.join(spec.formats)}"
    yield f"- Statuts qui l’appellent : {statuts}{condition}" if statuts else "- Produit seulement s’il est demandé"
    yield f"- Fichier : `{spec.fichier}`"
    if spec.geste:
        regles = [f"[{regle.code}](regles.md#{regle.code.lower()})" for regle in regles_du_geste(spec.geste)]
        yield f"- Geste : `{spec.geste}`"
        yield f"- Règles de ce geste : {', '.join(regles)}"
    yield ""


def perimees(dossier: Path = DOCS) -> list[str]:
    """The pages of a folder that are not what the code says now."""
    return [nom for nom, texte in pages().items() if _lire(dossier / nom) != texte]


def _lire(chemin: Path) -> str | None:
    return chemin.read_text(encoding="utf-8") if chemin.is_file() else None


def ecrire(dossier: Path = DOCS) -> None:
    """Write every page."""
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, texte in pages().items():
        (dossier / nom).write_text(texte, encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write, or verify; the exit code."""
    if "--verifier" not in arguments:
        ecrire()
        return 0
    vieilles = perimees()
    if vieilles:
        noms = ", ".join(f"docs/{nom}" for nom in vieilles)
        print(f"Ne disent plus ce que dit le code : {noms}. Lancez « make pages ».", file=sys.stderr)
    return 1 if vieilles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
