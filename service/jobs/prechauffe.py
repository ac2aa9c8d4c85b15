"""What the fork server imports once, so that each child process is born with the engines in memory."""

from __future__ import annotations

import docgen.documents
import docgen.fichiers.magasin
import docgen.registre
import docgen.rendering.archive
import docgen.rendering.docx
import docgen.rendering.press
import docgen.usecases.production  # noqa: F401
