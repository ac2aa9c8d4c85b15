"""Papers for people: found by their number, reprinted, annulled."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from docgen.documents import catalogue
from docgen.documents.page.typographie import date_longue
from docgen.domain.papiers import vie
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import MOTIFS, ActePapier, DemandePapier, Evenement
from docgen.domain.papiers.vie import Etat
from docgen.errors import ActeImpossible
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.tenue import actes_papier
from service.acces.droits import Acte, peut
from service.acces.idempotence import RouteDePage
from service.acces.visite import Greffier, Imprimeur
from service.contexte import Appel, Services
from service.lots.routes import soumettre_un_lot
from service.papiers.vues import ACTES_PAPIER
from service.site.confirmation import Confirmation, confirmer
from service.site.gabarits import page
from service.socle.erreurs import Introuvable, RoleInsuffisant
from service.travaux.moteur import PRIORITE_DOSSIER

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

ACTES = {"gachage": Acte.GACHER, "reedition": Acte.REEDITER, "annulation": Acte.ANNULER}
MAL_FORME = "Ce numéro n’en est pas un : il a la forme 2026-974-0000001-V. Vérifiez chaque signe."
SESSION_ABSENTE = (
    "La session de ce papier n’est pas parmi les dépôts, ou son dernier dépôt est à compléter. "
    "Faites-la déposer de nouveau, puis recommencez."
)
INCONNU = "Le registre n’a émis aucun papier sous ce numéro. Vérifiez chaque signe."
_MOTIFS = {acte.casefold(): motifs for acte, motifs in MOTIFS.items()}
_FAITS = {acte.casefold(): phrase for acte, (_, phrase) in ACTES_PAPIER.items()}
ETATS = {Etat.EMIS: ("info", "émis"), Etat.REMIS: ("success", "remis"), Etat.ANNULE: ("error", "annulé")}


class SaisieActe(BaseModel):
    """What the form of an act holds; ``confirme`` once it has been read again."""

    motif: str = ""
    precision: str = ""
    serie_gachee: str = ""
    serie_nouvelle: str = ""
    rectification: str = ""
    confirme: str = ""

    def evenement(self, services: Services, numero: str, acte: str) -> Evenement:
        """The act, dated today."""
        return Evenement(
            ActePapier(acte.upper()),
            numero,
            services.jour(),
            self.motif.strip(),
            self.serie_gachee.strip() or None,
            self.serie_nouvelle.strip() or None,
            bool(self.rectification),
            self.precision.strip(),
        )


@routes.get("/papiers")
def chercher(appel: Greffier, numero: str = "") -> Response:
    """Find a paper by its number."""
    if not numero.strip():
        return page(appel.requete, "papier_chercher.html", numero="", erreur=None)
    try:
        propre = str(Numero.lire(numero))
    except ValueError:
        return page(appel.requete, "papier_chercher.html", 422, numero=numero, erreur=MAL_FORME)
    return RedirectResponse(f"/papiers/{propre}", 303)


@routes.get("/papiers/{numero}")
def montrer(appel: Greffier, numero: str, fait: str = "") -> Response:
    """Where a paper stands."""
    return _page(appel, numero, fait=fait)


@routes.post("/papiers/{numero}/tirage", summary="Imprimer un papier seul")
def reimprimer(appel: Imprimeur, numero: str) -> Response:
    """Print a paper again, alone: a lot of its own, from the latest deposit of its session."""
    trouvee = actes_papier.situation(numero, appel.atelier)
    if trouvee is None or trouvee.etat is Etat.ANNULE:
        raise Introuvable
    demande = trouvee.papier.demande
    depot = appel.services.depots.pret(demande.session, demande.siret)
    if depot is None:
        return _page(appel, numero, erreur=SESSION_ABSENTE, acte="tirage")
    commande = CommandeLot(appel.jour, numeros=(numero,))
    travail = soumettre_un_lot(appel, [depot.charge], commande, PRIORITE_DOSSIER)
    return RedirectResponse(f"/travaux/{travail.id}", 303)


@routes.post("/papiers/{numero}/{acte}", summary="Inscrire un acte sur un papier")
def agir(appel: Greffier, numero: str, acte: str, saisie: Annotated[SaisieActe, Form()]) -> Response:
    """Write an act: a spoiled sheet, a duplicate; an annulment, once it has been read again."""
    if acte not in ACTES or not peut(appel.appelant, ACTES[acte]):
        raise RoleInsuffisant
    try:
        if acte == "annulation" and not saisie.confirme:
            return _relire_l_annulation(appel, numero, saisie)
        actes_papier.inscrire(saisie.evenement(appel.services, numero, acte), appel.atelier)
    except ActeImpossible as refus:
        return _page(appel, numero, erreur=str(refus), acte=acte, saisie=saisie)
    return RedirectResponse(f"/papiers/{numero}?fait={acte}", 303)


def _relire_l_annulation(appel: Appel, numero: str, saisie: SaisieActe) -> Response:
    """What annulling would do.

    Raises:
        ActeImpossible: the paper's life does not allow it.
    """
    trouvee = actes_papier.situation(numero, appel.atelier)
    if trouvee is None:
        raise Introuvable
    demande, acte = trouvee.papier.demande, saisie.evenement(appel.services, numero, "annulation")
    if refus := vie.refus(acte, trouvee.evenements, trouvee.papier.date_emission):
        raise ActeImpossible(refus)
    intitule = catalogue()[demande.genre.value].intitule
    return confirmer(
        appel.requete,
        Confirmation(
            titre=f"Annuler le papier {numero}",
            chapeau=f"{intitule} de {demande.prenoms} {demande.nom}, session {demande.session}.",
            faits=_faits_annules(trouvee, saisie, appel.jour),
            consequences=["C’est définitif. Qui vérifiera ce papier lira qu’il est annulé, et depuis quand."],
            action=f"/papiers/{numero}/annulation",
            bouton=f"Annuler définitivement {numero}",
            retour=(f"/papiers/{numero}", "Revenir sans l’annuler"),
            pas=[("/papiers", "Papiers"), (f"/papiers/{numero}", numero)],
            champs=list({**saisie.model_dump(), "confirme": "oui"}.items()),
        ),
    )


def _certification(demande: DemandePapier) -> str:
    """What the paper certifies, by its name where the register still has it."""
    return " – ".join(filter(None, (demande.certification, str(demande.faits.get("libelle") or ""))))


def _faits_annules(trouvee: actes_papier.Situation, saisie: SaisieActe, jour: date) -> list[tuple[str, str]]:
    """What is about to be annulled, and why."""
    demande = trouvee.papier.demande
    rectification = saisie.rectification and "Il pourra être émis de nouveau, corrigé, sous un autre numéro."
    return [
        ("Titulaire", f"{demande.prenoms} {demande.nom}"),
        ("Certification", _certification(demande)),
        ("Émis le", date_longue(trouvee.papier.date_emission)),
        ("État", trouvee.etat.value),
        ("Motif", MOTIFS[ActePapier.ANNULATION][saisie.motif]),
        *([("Précision", saisie.precision)] if saisie.precision else []),
        ("Date de l’acte", date_longue(jour)),
        ("Ensuite", rectification or "Aucun autre papier ne sera émis à sa place."),
    ]


def _page(
    appel: Appel,
    numero: str,
    *,
    fait: str = "",
    erreur: str | None = None,
    acte: str = "",
    saisie: SaisieActe | None = None,
) -> Response:
    trouvee = actes_papier.situation(numero, appel.atelier)
    if trouvee is None:
        return page(appel.requete, "papier_chercher.html", 404, numero=numero, erreur=INCONNU)
    return page(
        appel.requete,
        "papier.html",
        422 if erreur else 200,
        **_fiche(trouvee),
        motifs=_MOTIFS,
        peut_annuler=peut(appel.appelant, Acte.ANNULER),
        fait=_FAITS.get(fait, "") if trouvee.evenements else "",
        erreur=erreur,
        acte=acte,
        saisie=saisie or SaisieActe(),
    )


def _fiche(trouvee: actes_papier.Situation) -> dict[str, object]:
    """What the register tells of a paper, as its page names it."""
    demande = trouvee.papier.demande
    return {
        "situation": trouvee,
        "demande": demande,
        "certification": _certification(demande),
        "intitule": catalogue()[demande.genre.value].intitule,
        "badge": ETATS[trouvee.etat],
        "evenements": [(ACTES_PAPIER[ActePapier(evenement.acte)][0], evenement) for evenement in trouvee.evenements],
    }
