"""How people are printed: their names, their civilities, their births, their addresses."""

from __future__ import annotations

from docgen.documents.page import libelles
from docgen.documents.page.typographie import INSECABLE, a_lieu, date_longue, nom_imprime
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Adresse, Candidat, Civilite, Jure, Naissance, Surveillant
from docgen.domain.referentiels.departements import departement_du_code_postal


def nom_complet(personne: Candidat | Jure | Surveillant) -> str:
    """``Mme Marie-Claire, Joséphine FONTAINE``."""
    prenom = personne.prenoms if isinstance(personne, Candidat) else personne.prenom
    return avec_civilite(personne.civilite, nom_imprime(prenom), nom_imprime(personne.nom))


def avec_civilite(civilite: str | None, *noms: str | None) -> str:
    """``Mme Marie FONTAINE``, ``M. Paul HOAREAU``; a civilité that is not known is printed as it was typed."""
    connue = Civilite.lire(civilite)
    titre = connue.value if connue is not Civilite.INCONNUE else nom_imprime(civilite or "")
    lie = INSECABLE if connue is Civilite.MONSIEUR else " "
    nom = " ".join(element for element in noms if element)
    return f"{titre}{lie}{nom}" if titre and nom else nom


def appel(civilite: str | None) -> str:
    """The salutation."""
    return Civilite.lire(civilite).accorder("Monsieur,", "Madame,", "Madame, Monsieur,")


def terminaison(civilite: str | None) -> str:
    """What agreement adds to « convoqué » or « candidat »: nothing, ``e``, or ``(e)`` where nothing is known."""
    return Civilite.lire(civilite).accorder("", "e", "(e)")


def ne_le(personne: Candidat) -> str:
    """``née le 12 mars 1990 à Saint-Denis``, with the country when it is not France."""
    return (
        f"né{terminaison(personne.civilite)} le {date_longue(personne.naissance.date)} "
        f"{lieu_de_naissance(personne.naissance)}"
    )


def lieu_de_naissance(naissance: Naissance) -> str:
    """``à`` the commune, then its department as its postcode tells it, or the country when it is not France."""
    commune, ou = a_lieu(naissance.commune), nom_imprime(naissance.pays)
    if naissance.pays.casefold() == "france":
        departement = departement_du_code_postal(naissance.code_postal)
        ou = departement.nom if departement else ""
    return f"{commune} ({ou})" if ou and ou != nom_imprime(naissance.commune) else commune


def lignes_adresse(adresse: Adresse | None) -> tuple[str, ...]:
    """The lines of a postal address, empty ones left out, the country only when it is not France."""
    if adresse is None:
        return ()
    localite = " ".join(element for element in (adresse.code_postal, adresse.commune) if element)
    pays = adresse.pays if adresse.pays.casefold() != "france" else None
    return tuple(nom_imprime(ligne) for ligne in (adresse.ligne1, adresse.ligne2, localite, pays) if ligne)


def responsable_imprime(dossier: Dossier) -> tuple[str, str]:
    """The responsable de session and his quality, as printed."""
    agent = dossier.responsable
    if agent is None:
        return libelles.AUCUN, libelles.AUCUN
    noms = (nom_imprime(element) for element in (agent.prenom, agent.nom) if element)
    nom = avec_civilite(agent.civilite, *noms)
    return nom or libelles.AUCUN, libelles.ROLES[agent.role] if agent.role else libelles.AUCUN
