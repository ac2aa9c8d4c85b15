"""The commands of whoever prints: lots, and the page that sets a printer right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docgen.cli.options import EnJson, Fichiers, Jour, Types, aujourdhui, en_liste, ouvrir_atelier
from docgen.cli.terminal import Sortie, progression
from docgen.errors import CodeSortie

if TYPE_CHECKING:
    from docgen.usecases.lots.plan import Bilan

DossierLot = Annotated[
    Path | None,
    typer.Option(metavar="DOSSIER", help="Le dossier du lot ; par défaut, sortie/LOT_ suivi du nom du lot."),
]
Feuilles = Annotated[int, typer.Option("--feuilles-par-volume", metavar="N", help="Feuilles d'un volume, au plus.")]
Recto = Annotated[bool, typer.Option("--recto", help="Imprimer le recto seul : aucun verso laissé vide.")]
Pli = Annotated[bool, typer.Option("--pli", help="Le pli à l'État : les PV qu'il doit contenir, et eux seuls.")]
ProfilImprimante = Annotated[
    Path | None, typer.Option(metavar="FICHIER", help="Le profil de l'imprimante, fait par « docgen calibrage ».")
]
Numeros = Annotated[
    str, typer.Option(metavar="NUMEROS", help="Ces seuls papiers, déjà émis : réimprimer des feuilles gâchées.")
]
Souches = Annotated[
    bool,
    typer.Option(
        "--souches", help="Les parchemins prennent les feuilles préimprimées du stock, dans l'ordre d'impression."
    ),
]
Restants = Annotated[bool, typer.Option("--restants", help="Laisser de côté ce qui est déjà imprimé.")]


def lot(
    fichiers: Fichiers,
    types: Types = "",
    sortie: DossierLot = None,
    feuilles: Feuilles = 250,
    recto: Recto = False,
    pli: Pli = False,
    profil: ProfilImprimante = None,
    numeros: Numeros = "",
    souches: Souches = False,
    restants: Restants = False,
    jour: Jour = None,
    en_json: EnJson = False,
) -> int:
    """Imprimer un lot : beaucoup de sessions en quelques volumes, avec manifeste et feuille de contrôle."""
    from docgen.usecases.lots.calibrage import lire_profil
    from docgen.usecases.lots.commande import CommandeLot, GenreLot
    from docgen.usecases.lots.faire import faire_lot

    genre = GenreLot.PLI_ETAT if pli else GenreLot.ORDINAIRE
    calage, seuls = lire_profil(profil) if profil else None, tuple(map(str.upper, en_liste(numeros)))
    commande = CommandeLot(aujourdhui(jour), en_liste(types), feuilles, recto, genre, calage, seuls, souches, restants)
    with ouvrir_atelier() as atelier, progression("Morceaux du lot") as suivi:
        bilan, dossier = faire_lot(fichiers, commande, sortie, atelier, suivi, Sortie(en_json).dire)
    return _rendre_compte(bilan, dossier, Sortie(en_json))


def _rendre_compte(bilan: Bilan, dossier: Path, parole: Sortie) -> int:
    from docgen.contract.interne import en_objet

    code = _code(bilan)
    totaux = bilan.totaux
    for ecartee in bilan.ecartees:
        parole.dire(f"{ecartee.fichier} : {'écartée' if ecartee.est_fautive else 'sans objet'}. {ecartee.message}")
    if totaux.documents:
        volumes = sum(fichier.nom.startswith("LOT_") for fichier in bilan.fichiers)
        parole.dire(
            f"Lot {bilan.lot} : {bilan.sessions} session(s), {totaux.documents} document(s), {totaux.numeros} "
            f"numéro(s), {totaux.feuilles} feuille(s) en {volumes} volume(s). Les comptes s'équilibrent."
        )
    else:
        parole.dire(f"Lot {bilan.lot} : rien n'a été imprimé.")
    parole.dire(f"Dossier du lot : {dossier}")
    parole.rendre(
        {
            **en_objet(bilan),
            "fichiers": [fichier.nom for fichier in bilan.fichiers],
            "sortie": str(dossier),
            "code": code,
        }
    )
    return code


def _code(bilan: Bilan) -> int:
    if bilan.totaux.documents:
        return CodeSortie.PARTIEL if bilan.fautives else 0
    malformees = bool(bilan.fautives) and all(ecartee.raison == "malformee" for ecartee in bilan.fautives)
    return CodeSortie.MALFORMEE if malformees else CodeSortie.REFUS


def calibrage(
    imprimante: Annotated[str, typer.Option(metavar="NOM", help="Le nom de l'imprimante, écrit sur la page.")],
    sortie: Annotated[Path, typer.Option(metavar="FICHIER", help="Le PDF de la page à imprimer.")] = Path(
        "calibrage.pdf"
    ),
    profil: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="Écrire aussi le profil, d'après les écarts mesurés.")
    ] = None,
    recto: Annotated[
        str, typer.Option("--recto", metavar="X,Y", help="Écart mesuré au recto : mm vers la droite, mm vers le bas.")
    ] = "0,0",
    verso: Annotated[str, typer.Option("--verso", metavar="X,Y", help="Le même, au verso.")] = "0,0",
) -> None:
    """Régler une imprimante : une page à mesurer, puis le profil qui corrige ses écarts."""
    from docgen.usecases.lots.calibrage import ecrire_page, ecrire_profil, profil_mesure

    parole = Sortie()
    if profil:
        ecrire_profil(profil, profil_mesure(imprimante, recto, verso))
        parole.dire(f"Profil de l'imprimante : {profil}. Donnez-le à « docgen lot » avec --profil.")
        return
    ecrire_page(sortie, imprimante)
    parole.dire(f"Page de calibrage : {sortie}. Imprimez-la recto verso, à 100 %, puis suivez ce qu'elle dit.")
