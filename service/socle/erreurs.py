"""What a caller may be told, besides the errors of Docgen; the first line of a docstring is the default message."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.domain.regles.vocabulaire import Manquement
from docgen.errors import DocgenError, Erreur, Origine


class ErreurService(DocgenError):
    """Le service n'a pas pu répondre."""

    origine = Origine.SESSION
    apres_s: int | None = None  # when to try again


class NonIdentifie(ErreurService):
    """L'appel n'est pas identifié : donnez une clé (« Authorization: Bearer dk_… ») ou un jeton d'accès valide."""


class RoleInsuffisant(ErreurService):
    """L'appel est refusé : ce rôle n'ouvre pas cette route. Demandez une clé d'un autre rôle à qui tient Docgen."""


class CentreInterdit(ErreurService):
    """L'appel est refusé : ce dossier est celui d'un autre centre. Envoyez ceux de votre SIRET."""


class Introuvable(ErreurService):
    """L'adresse ne mène à rien que vous puissiez voir : vérifiez l'identifiant."""


class FormatRefuse(ErreurService):
    """Le format demandé n'existe pas pour ce document : choisissez-en un autre."""


class TypeMediaRefuse(ErreurService):
    """Le corps n'est pas du JSON : envoyez-le avec « Content-Type: application/json »."""


class CorpsTropGros(ErreurService):
    """Le corps dépasse la taille permise : envoyez-le en plusieurs fois."""


class CorpsTropLent(ErreurService):
    """Le corps n'arrive plus : la demande n'a pas été faite. Renvoyez-la d'un trait."""


class PlageRefusee(ErreurService):
    """La plage demandée est hors du fichier : demandez-en une qui commence avant sa fin."""

    def __init__(self, taille: int) -> None:
        super().__init__()
        self.taille = taille


class TropDAppels(ErreurService):
    """Le nombre d'appels permis est dépassé : attendez le délai de l'en-tête Retry-After, puis recommencez."""

    def __init__(self, apres_s: int) -> None:
        super().__init__()
        self.apres_s = apres_s


class PlaceEpuisee(ErreurService):
    """La place permise à cet appelant est prise : rien n'a été gardé. Attendez qu'il s'en libère."""

    def __init__(self, apres_s: int = 3_600, message: str | None = None) -> None:
        super().__init__(message)
        self.apres_s = apres_s


class TropDeTravaux(ErreurService):
    """Trop de travaux de cet appelant attendent ou sont en cours : rien n'a été pris. Attendez qu'un finisse."""

    apres_s = 30


class TropDeSuivis(ErreurService):
    """Trop de suivis de cet appelant sont ouverts. Fermez-en un, ou lisez le travail de temps en temps."""

    apres_s = 15


class SansOuvrier(ErreurService):
    """Aucun ouvrier ne fait les travaux : ils attendent. Prévenez qui tient Docgen."""

    origine = Origine.MACHINE


class CleDejaEmployee(ErreurService):
    """La clé d'idempotence a déjà servi à une autre demande : prenez-en une nouvelle."""


class DemandeEnCours(ErreurService):
    """La même demande est encore en cours : recommencez dans un instant avec la même clé, sa réponse vous attend."""

    apres_s = 2


class EmetteurIndisponible(ErreurService):
    """L'émetteur des jetons ne répond pas : l'appel ne peut pas être identifié. Réessayez dans un instant."""

    origine = Origine.MACHINE
    apres_s = 5


class RefuseParLesRegles(ErreurService):
    """Les règles s'y opposent : rien n'a été produit ni numéroté. Corrigez ce que disent les manquements."""

    def __init__(self, manquements: Sequence[Manquement]) -> None:
        self.manquements = tuple(manquements)
        super().__init__()


class RequeteInvalide(ErreurService):
    """La requête n'est pas utilisable telle quelle : corrigez ce que disent les erreurs."""

    def __init__(self, erreurs: Sequence[Erreur]) -> None:
        self.erreurs = tuple(erreurs)
        super().__init__()
