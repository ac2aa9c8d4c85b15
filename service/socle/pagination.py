"""Long lists, page by page."""

from __future__ import annotations

from fastapi import Request, Response


def lien_suivant(requete: Request, reponse: Response, suite: str | None) -> None:
    """Say in the ``Link`` header where the next page is, if there is one."""
    if suite is not None:
        adresse = requete.url.include_query_params(depuis=suite)
        reponse.headers["Link"] = f'<{adresse.path}?{adresse.query}>; rel="next"'
