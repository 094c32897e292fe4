"""Markdown to HTML that holds nothing but prose: no raw HTML, no pictures from elsewhere.

Formulas between dollars become MathML, which browsers show by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import mistune
from markupsafe import Markup

from midtjylland.core.language import typeset

_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@dataclass(frozen=True)
class Heading:
    """A heading of a page, as its contents list names it."""

    level: int
    anchor: str
    text: str


class Prose(mistune.HTMLRenderer):
    """Renders the Markdown of one page, piece by piece, and collects its headings.

    The first heading of level 1 is the page's title and is left to the page. The others start at
    level 2 and never skip one, whatever the notebook wrote, since screen readers navigate by them.
    """

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.title = ""
        self.headings: list[Heading] = []
        self.attachments: Mapping[str, Any] = {}
        self._markdown = mistune.create_markdown(
            renderer=self, plugins=["table", "strikethrough", "math"]
        )

    def html(self, source: str, attachments: Mapping[str, Any] | None = None) -> Markup:
        """HTML of a piece of Markdown; HTML inside it is shown as text, attached pictures are."""
        self.attachments = attachments or {}
        return Markup(self._markdown(source))

    def text(self, text: str) -> str:
        """Text whose numbers stay with their per-cent sign."""
        return super().text(typeset(text))

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """A heading with a name of its own, of which note is taken."""
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

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """An attached picture; a link to one from elsewhere."""
        attached = self.attachments.get(unquote(url.removeprefix("attachment:")), {})
        for kind in _PICTURES & attached.keys():
            alt = self.escape_attribute(Markup(text).striptags())
            data = re.sub(r"[^A-Za-z0-9+/=]", "", "".join(attached[kind]))
            return f'<img src="data:{kind};base64,{data}" alt="{alt}">'
        # A picture from elsewhere would be a request when the page is opened.
        return self.link(text or self.escape_attribute(url), url, title)

    def inline_math(self, text: str) -> str:
        """A formula within a sentence."""
        return _formula(text, "inline")

    def block_math(self, text: str) -> str:
        """A formula on a line of its own."""
        return f'<div class="scroll">{_formula(text, "block")}</div>\n'

    def table(self, text: str) -> str:
        """A table that scrolls where it is too wide."""
        return f'<div class="scroll" tabindex="0" role="group"><table>{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        """A cell; numbers are those on the right."""
        name = ' class="number"' if align == "right" else ""
        return f'<th scope="col"{name}>{text}</th>' if head else f"<td{name}>{text}</td>"


def _formula(text: str, display: str) -> str:
    """MathML of a formula in LaTeX; what is none stays as it was written."""
    # Imported where there is a formula: most pages have none.
    from latex2mathml.converter import convert

    try:
        return convert(text, display=display)
    except Exception:  # it has no common base for what it can't read
        return f"<code>{mistune.escape(text)}</code>"
