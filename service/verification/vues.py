"""What is shown of a verification."""

from __future__ import annotations

from pydantic import BaseModel, Field

from docgen.usecases.tenue.verification import Verdict


class VerificationVue(BaseModel):
    """Ce que l’on sait d’un papier."""

    verdict: Verdict = Field(description="En toutes lettres.")
    numero: str | None = Field(description="Le numéro, tel qu’il est lu.")
    constats: list[str] = Field(description="Ce qui appuie le verdict, une phrase par fait.")
    authentique: bool = Field(description="Le registre et le papier disent la même chose.")
    remplace_par: str | None = Field(None, description="Le papier qui le remplace.")
    annule_le: str | None = Field(None, description="Le jour de son annulation.")
