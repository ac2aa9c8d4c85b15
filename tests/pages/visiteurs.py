"""Who comes to the pages: each test has visitors of its own, in windows that others had before them.

To open a window costs three times what a page does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

from tests.pages import site as s

# Each is a paper drawn for whoever looks at the page; tests that only read ask for none of them.
IMAGES = ("*/depots/*.png*", "*/papiers/*.png*", "*/fichiers/*.png*")


@dataclass
class Visiteurs:
    """The windows that are open, by role and by what they are made for; those that nobody has are free."""

    navigateur: Browser
    site: s.Site
    badges: Callable[[str], Any]
    libres: dict[object, list[Page]] = field(default_factory=lambda: defaultdict(list))
    prises: list[tuple[object, Page]] = field(default_factory=list)

    def ouvrir(self, role: str | None = None, neuf: bool = False, **options: Any) -> Page:
        """The page of a visitor who has been nowhere yet, and has the cookies of that role alone.

        ``neuf``: what the test does to its window cannot be undone, so it has it to itself.
        """
        genre = None if neuf else (role, *sorted(options.items()))
        libres = self.libres[genre]
        page = libres.pop() if libres and not neuf else self._fenetre(options)
        self.prises.append((genre, page))
        page.context.clear_cookies()
        if role:
            page.context.add_cookies(self.badges(role)["cookies"])
        return page

    def partir(self) -> None:
        """The test is over: its windows are free again."""
        for genre, page in self.prises:
            if genre is None:
                page.context.close()
                continue
            for autre in page.context.pages[1:]:
                autre.close()
            page.unroute_all()
            page.goto(s.REPOS)
            self.libres[genre].append(page)
        self.prises.clear()

    def _fenetre(self, options: dict[str, Any]) -> Page:
        page = s.contexte(self.navigateur, self.site, **options).new_page()
        reseau = page.context.new_cdp_session(page)
        reseau.send("Network.enable")
        reseau.send("Network.setBlockedURLs", {"urls": [*IMAGES]})
        return page
