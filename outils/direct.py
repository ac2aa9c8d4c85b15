"""The live preview: a page on this machine alone that shows a document and reloads when it is rendered again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ETAT = "etat.txt"
_PAGE = """<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<title>Aperçu – {titre}</title>
<style>
  body {{ margin: 0; padding: 24px; background: #d9dde4; font: 16px/1.5 sans-serif; text-align: center; }}
  img {{ max-width: 100%; margin: 0 0 24px; box-shadow: 0 1px 6px #0004; }}
  pre {{ text-align: left; white-space: pre-wrap; background: #fff; padding: 24px; color: #8a0f0f; }}
</style>
{corps}
<script>
  const vu = "{etat}";
  setInterval(async () => {{
    const lu = await fetch("{fichier}", {{cache: "no-store"}}).then(r => r.text()).catch(() => vu);
    if (lu.trim() !== vu) location.reload();
  }}, 400);
</script>
</html>
"""


def montrer(dossier: Path, titre: str, pages: Sequence[Path], faute: str = "") -> None:
    """Write the page: the pictures of the document, or why there is none. The state is written last."""
    etat = _suivant(dossier)
    images = "\n".join(f'<img src="{page.name}?{etat}" alt="Page {rang}">' for rang, page in enumerate(pages, 1))
    corps = f"<pre>{escape(faute)}</pre>" if faute else images
    texte = _PAGE.format(titre=escape(titre), corps=corps, etat=etat, fichier=ETAT)
    (dossier / "index.html").write_text(texte, encoding="utf-8")
    (dossier / ETAT).write_text(etat, encoding="utf-8")


def _suivant(dossier: Path) -> str:
    try:
        return str(int((dossier / ETAT).read_text(encoding="utf-8")) + 1)
    except (OSError, ValueError):
        return "1"


class _Muet(SimpleHTTPRequestHandler):
    """Serves the folder and keeps nothing: not in a cache, not in a log."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def servir(dossier: Path, port: int = 0) -> ThreadingHTTPServer:
    """Serve the folder on the loopback address, in the background; port 0 takes a free one."""
    serveur = ThreadingHTTPServer(("127.0.0.1", port), partial(_Muet, directory=str(dossier)))
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    return serveur
