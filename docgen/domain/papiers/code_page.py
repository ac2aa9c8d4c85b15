"""What the small code in the foot of a page says: which emission the page is of, and which of its pages.

Nothing in it is about a person: an emission is named by a digest, which the register alone ties to a session.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

CHIFFRES: Final = 25  # of an identifier: 83 bits, so that no two papers of ours ever share one
PAGES_MAX: Final = 9999
_PAPIER, _BROUILLON = "1", "2"
_FORME: Final = re.compile(rf"([12])(\d{{{CHIFFRES}}})(\d{{4}})(\d{{4}})(\d{{2}})")
_MODULE: Final = 97


def identifiant_emission(donnees: bytes) -> str:
    """The identifier of a paper, drawn from all that it says: the same paper, asked again, has the same one."""
    return f"{int.from_bytes(hashlib.sha256(donnees).digest()) % 10**CHIFFRES:0{CHIFFRES}d}"


@dataclass(frozen=True, slots=True, order=True)
class CodePage:
    """The code of one page, of ``pages``, of an emission; ``brouillon`` for a paper that the register does not know.

    As text, :data:`CHIFFRES` digits and ten more, with an ISO 7064 MOD 97-10 check: what a misread code says is not
    taken for another page.
    """

    emission: str
    page: int
    pages: int
    brouillon: bool = False

    def __str__(self) -> str:
        dit = f"{_BROUILLON if self.brouillon else _PAPIER}{self.emission}{self.page:04d}{self.pages:04d}"
        return f"{dit}{_MODULE + 1 - int(dit) * 100 % _MODULE:02d}"

    @classmethod
    def lire(cls, texte: str) -> CodePage | None:
        """The code that a text is, ``None`` when it is none of ours, or was misread."""
        forme = _FORME.fullmatch(texte)
        if forme is None or int(texte) % _MODULE != 1:
            return None
        code = cls(forme[2], int(forme[3]), int(forme[4]), forme[1] == _BROUILLON)
        return code if 1 <= code.page <= code.pages else None


def codes_de_pages(emission: str | None, pages: int, brouillon: bool = False) -> list[str]:
    """What the codes of a document say, page after page; nothing for one that bears none."""
    if emission is None:
        return []
    return [str(CodePage(emission, page, pages, brouillon)) for page in range(1, pages + 1)]
