"""What is shown of a verification: to programs, and in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, Field

from docgen.errors import UsageInvalide
from docgen.usecases.tenue.appuis import appui, jour_dit
from docgen.usecases.tenue.verification import EtatDevenir, Verdict, Verification
from service.verification import langues

# The colour and the heading of each answer; green is for what is worth something alone.
_GENRES = {
    Verdict.AUTHENTIQUE: ("success", "vrai"),
    Verdict.SPECIMEN: ("warning", "specimen"),
    Verdict.ANNULE: ("error", "annule"),
    Verdict.REMPLACE: ("warning", "remplace"),
    Verdict.INCONNU: ("warning", "inconnu"),
    Verdict.INDISPONIBLE: ("info", "indisponible"),
    Verdict.CLE_INCORRECTE: ("warning", "cle_fausse"),
    Verdict.INCORRECT: ("warning", "mal_forme"),
    Verdict.SIGNATURE_FAUSSE: ("error", "signature_fausse"),
    Verdict.CLE_COMPROMISE: ("error", "cle_compromise"),
    Verdict.MODIFIE: ("warning", "modifie"),
    Verdict.SANS_NUMERO: ("info", "sans_numero"),
}
_DEVENIRS = {
    EtatDevenir.VALABLE: "d_valable",
    EtatDevenir.DUPLICATA: "d_duplicata",
    EtatDevenir.ANNULE: "d_annule",
    EtatDevenir.REMPLACE: "d_remplace",
}


class ClePapierVue(BaseModel):
    """La clé qui a signé un papier."""

    id: str = Field(description="Ce que « kid » nomme dans le jeton.")
    etat: Literal["courante", "retiree", "compromise"] = Field(description="En service, retirée ou compromise.")
    depuis: str | None = Field(description="Depuis quand, si elle n’est plus en service.")
    sur: bool = Field(description="Faux quand rien ne prouve que le papier est d’avant la compromission.")


class DevenirVue(BaseModel):
    """Ce qu’un papier est devenu."""

    etat: EtatDevenir = Field(description="En toutes lettres.")
    le: str | None = Field(description="Le jour de l’annulation, ou du dernier duplicata.")
    remplace_par: str | None = Field(description="Le papier qui le remplace.")
    remplace: str | None = Field(description="Le papier annulé qu’il remplace.")


class VerificationVue(BaseModel):
    """Ce que l’on sait d’un papier : s’il a été émis, par qui, et ce qu’il est devenu."""

    verdict: Verdict = Field(description="En toutes lettres.")
    authentique: bool = Field(
        description="Le registre et le papier disent la même chose ; toujours faux d’un spécimen."
    )
    numero: str | None = Field(description="Le numéro, tel qu’il est lu.")
    constats: list[str] = Field(description="Ce qui appuie le verdict, une phrase par fait.")
    faits: dict[str, Any] | None = Field(description="Tout ce que le papier certifie.")
    condenses: list[str] = Field(
        description="Les faits trop longs pour le code QR, qui n’en porte que l’empreinte : ceux qui sont donnés ici y "
        "répondent."
    )
    cle: ClePapierVue | None = Field(description="La clé qui l’a signé.")
    devenir: DevenirVue | None = Field(description="Ce qu’il est devenu.")


@dataclass(frozen=True, slots=True)
class Reponse:
    """The three answers in the words of the page. ``phrases`` are those that stand alone, where there is no paper."""

    genre: str
    intitule: str
    numero: str | None
    phrases: tuple[str, ...] = ()
    papier: str = ""
    faits: tuple[tuple[str, str], ...] = ()
    emetteur: tuple[str, ...] = ()
    devenir: tuple[str, ...] = ()
    autorite: str = ""


def montrer(verification: Verification, langue: str, avec_cle: bool) -> Reponse:
    """The answers in that language."""
    m = langues.mots(langue)
    genre, nom = _GENRES[verification.verdict]
    if verification.verdict is Verdict.CLE_INCORRECTE and not avec_cle:
        nom = "sans_cle"
    sans_papier = verification.faits is None or verification.devenir is None
    dits = (*verification.constats, *verification.du_fichier) if sans_papier else verification.du_fichier
    reponse = Reponse(genre, m[nom], verification.numero, tuple(langues.dire(un, langue) for un in dits))
    if sans_papier:
        return reponse
    faits = verification.faits or {}
    return replace(
        reponse,
        papier=m[_papier(verification)],
        faits=langues.lignes(faits, langue),
        emetteur=_emetteur(verification, langue),
        devenir=_devenir(verification, langue),
        autorite=langues.autorite(faits),
    )


def _papier(verification: Verification) -> str:
    if verification.verdict is Verdict.MODIFIE:
        return "r_modifie"
    return "r_signe" if verification.cle is None or verification.cle.sur else "r_douteux"


def montrer_illisible(cause: UsageInvalide, langue: str) -> Reponse:
    """The answer to a file that is none."""
    dit = langues.dire(appui("fichier_illisible", cause=str(cause)), langue)
    return Reponse("info", langues.mots(langue)["illisible"], None, (dit,))


def _emetteur(verification: Verification, langue: str) -> tuple[str, ...]:
    m, cle, faits = langues.mots(langue), verification.cle, verification.faits or {}
    if cle is None:
        return ()
    etat = m[cle.etat.value].format(jour=jour_dit(cle.depuis, langue) if cle.depuis else "")
    doute = () if cle.sur else (m["cle_compromise_dit"],)
    return (langues.autorite(faits), m["r_cle"].format(cle=cle.id, etat=etat), *doute)


def _devenir(verification: Verification, langue: str) -> tuple[str, ...]:
    m, devenir = langues.mots(langue), verification.devenir
    if devenir is None:
        return ()
    jour = jour_dit(devenir.le, langue) if devenir.le else ""
    noms = ["d_specimen"] if (verification.faits or {}).get("specimen") else []
    noms += [_DEVENIRS[devenir.etat]] if devenir.etat in _DEVENIRS else []
    dits = [m[nom].format(jour=jour, numero=devenir.remplace_par) for nom in noms]
    return (*dits, *((m["d_remplacant"].format(numero=devenir.remplace),) if devenir.remplace else ()))
