"""What is shown of an attestation."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel, Field

from docgen.domain.papiers.attestation import SESSION, Connue
from docgen.domain.papiers.faits import empreinte
from docgen.registre.evenements import Renvoi


class PersonneAttestee(BaseModel):
    """Ce qui est attesté d’un candidat."""

    destinataire: str = Field(description="L’identifiant du candidat.")
    empreinte: str = Field(description="SHA-256 de ses faits canoniques (RFC 8785).")


class RenvoiVu(BaseModel):
    """Un dépôt renvoyé à son centre."""

    depot: str = Field(description="Le dépôt.")
    motif: str = Field(description="Ce qui est à corriger.")
    le: str = Field(description="Instant du renvoi, UTC.")
    par: str = Field(description="Qui l’a renvoyé.")


class AttestationVue(BaseModel):
    """Ce que l’État a attesté d’une session."""

    session: str = Field(description="La session.")
    attestee: bool = Field(description="Vrai dès la première attestation.")
    siret: str | None = Field(description="Le centre auquel le registre rattache la session.")
    le: str | None = Field(description="Instant de la dernière attestation, à l’horloge du serveur, UTC.")
    par: str | None = Field(description="Qui a attesté.")
    empreinte: str | None = Field(description="SHA-256 des faits de la session.")
    personnes: list[PersonneAttestee] = Field(description="Les candidats attestés.")
    a_refaire: list[str] = Field(
        description="Les candidats dont la notification émise dit autre chose que ce qui est attesté depuis : une "
        "nouvelle est à émettre, et à leur remettre."
    )
    renvois: list[RenvoiVu] = Field(description="Les dépôts renvoyés au centre, du plus ancien au plus récent.")

    @classmethod
    def de(cls, session: str, connue: Connue, refaire: tuple[str, ...], renvois: tuple[Renvoi, ...]) -> AttestationVue:
        """What is known of a session, as it is answered: digests, and no fact of a person."""
        empreintes = {qui: empreinte(faits) for qui, faits in sorted(connue.faits.items())}
        return cls(
            session=session,
            attestee=connue.attestee,
            siret=connue.siret,
            le=connue.le,
            par=connue.par,
            empreinte=empreintes.pop(SESSION, None),
            personnes=[PersonneAttestee(destinataire=qui, empreinte=valeur) for qui, valeur in empreintes.items()],
            a_refaire=list(refaire),
            renvois=[RenvoiVu(**asdict(renvoi)) for renvoi in renvois],
        )
