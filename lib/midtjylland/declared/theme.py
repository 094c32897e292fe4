"""Themes that titles are sorted into, by keyword lists declared in `themes/*.yaml`."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated

from pydantic import Field

from midtjylland.core.language import _
from midtjylland.core.yaml import Declared, read_shipped

UNCLASSIFIED = "unclassified"


class Theme(Declared):
    """One theme: its stable id, what readers call it, and the words that tell it."""

    theme: str = Field(pattern="^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    keywords: tuple[Annotated[str, Field(min_length=2)], ...] = Field(min_length=1)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Words that begin with one of the keywords."""
        return re.compile("|".join(rf"\b{re.escape(word)}" for word in self.keywords), re.I)


class Themes(Declared):
    """Themes in the order in which they are tried."""

    checked: int = Field(ge=2000, le=2100)
    themes: tuple[Theme, ...] = Field(min_length=1)

    def of(self, title: str) -> tuple[str, ...]:
        """Ids of all themes that a title matches, the one it is counted under first."""
        found = tuple(each.theme for each in self.themes if each.pattern.search(title))
        return found or (UNCLASSIFIED,)

    def labels(self) -> dict[str, str]:
        """What readers call each theme, `unclassified` last."""
        labels = {each.theme: _(each.label) for each in self.themes}
        return labels | {UNCLASSIFIED: _("Unclassified")}


def load_themes() -> Themes:
    """Themes of MEA's modules."""
    return read_shipped("declared/themes/mea.yaml", Themes)
