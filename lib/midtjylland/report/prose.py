"""Markdown to HTML that holds nothing but prose: no raw HTML, no pictures from elsewhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import mistune
from markupsafe import Markup

from midtjylland.core.language import typeset


@dataclass(frozen=True)
class Heading:
    """A heading of a page, as its contents list names it."""

    level: int
    anchor: str
    text: str


class Prose:
    """Renders the Markdown of one page, piece by piece, and collects its headings.

    The first heading of level 1 is the page's title and is left to the page. The others start at
    level 2 and never skip one, whatever the notebook wrote, since screen readers navigate by them.
    """

    def __init__(self) -> None:
        self.title = ""
        self.headings: list[Heading] = []
        self._markdown = mistune.create_markdown(
            renderer=_Renderer(self), plugins=["table", "strikethrough"]
        )

    def html(self, source: str) -> Markup:
        """HTML of a piece of Markdown; HTML inside it is shown as text."""
        return Markup(self._markdown(source))

    def heading(self, text: str, level: int) -> str:
        """Take note of a heading and return its HTML."""
        plain = Markup(text).striptags()
        if level == 1 and not self.title:
            self.title = plain
            return ""
        deepest = self.headings[-1].level + 1 if self.headings else 2
        heading = Heading(min(max(level, 2), deepest), self._anchor(plain), plain)
        self.headings.append(heading)
        return f'<h{heading.level} id="{heading.anchor}">{text}</h{heading.level}>\n'

    def _anchor(self, text: str) -> str:
        ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        # Prefixed, so that no heading can take the name of another part of the page.
        anchor = "s-" + re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
        taken = {heading.anchor for heading in self.headings}
        return anchor if anchor not in taken else f"{anchor}-{len(self.headings) + 1}"


class _Renderer(mistune.HTMLRenderer):
    """What the page's Content-Security-Policy and its readers need different from mistune."""

    def __init__(self, prose: Prose) -> None:
        super().__init__(escape=True)
        self._prose = prose

    def text(self, text: str) -> str:
        return super().text(typeset(text))

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return self._prose.heading(text, level)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        # A picture from elsewhere would be a request when the page is opened.
        return self.link(text or self.escape_attribute(url), url, title)

    def table(self, text: str) -> str:
        return f'<div class="scroll" tabindex="0" role="group"><table>{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        name = ' class="number"' if align == "right" else ""
        return f'<th scope="col"{name}>{text}</th>' if head else f"<td{name}>{text}</td>"
