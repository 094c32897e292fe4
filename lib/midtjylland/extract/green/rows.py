"""What a sentence or a table tells of green guidance, or of green grants, in one year."""

from __future__ import annotations

from dataclasses import dataclass

from midtjylland.read.danish import About
from midtjylland.read.pages import Place

GUIDANCE, GRANTS = "green_guidance", "green_grants"


@dataclass(frozen=True)
class Row:
    """What a sentence or a table tells of one year."""

    table: str
    year: int
    count: int
    place: Place
    text: str
    other: float | None = None
    is_approximate: bool = False
    about: About | None = None
    provisional: bool = False

    @property
    def columns(self) -> dict[str, object]:
        """Values as the table names them."""
        if self.table == GRANTS:
            return {
                "grants": self.count,
                "total_mdkk": self.other,
                "is_provisional": self.provisional,
            }
        return {
            "guided_firms": self.count,
            "of_guided_firms": None if self.other is None else round(self.other),
            "is_approximate": self.is_approximate,
            "is_provisional": self.provisional,
            "total_is": self.about,
        }
