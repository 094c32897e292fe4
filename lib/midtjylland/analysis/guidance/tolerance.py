"""The contract's tolerance in its two readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from midtjylland.core.findings import MidtjyllandError

Reading = Literal["relative", "points"]

# Float noise is below 1e-12 and two different measures are more than 1e-9 apart, so that a
# measure which stands exactly on a limit counts as within.
SLACK = 1e-9


@dataclass(frozen=True)
class Tolerance:
    """The contract's tolerance in one of its two readings.

    Parameters
    ----------
    pct
        Size of the tolerance, above 0 and below 100: per cent of the population share when
        `relative`, percentage points when `points`.
    reading
        `relative` or `points`.

    Raises
    ------
    MidtjyllandError
        The tolerance or the reading is not one of these.
    """

    pct: float
    reading: Reading = "relative"

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if self.reading not in get_args(Reading):
            raise MidtjyllandError(
                f"the reading {self.reading!r} is unknown; use 'relative' or 'points'."
            )
        if not 0 < self.pct < 100:
            raise MidtjyllandError(
                f"a tolerance of {self.pct} % has no meaning; use one above 0 and below 100."
            )

    @property
    def centre(self) -> float:
        """The measure of a municipality whose guidance mirrors its population."""
        return 1.0 if self.reading == "relative" else 0.0

    @property
    def low(self) -> float:
        """Lowest measure that is within the tolerance."""
        return 1 - self.pct / 100 if self.reading == "relative" else -self.pct

    @property
    def high(self) -> float:
        """Highest measure that is within the tolerance."""
        return 1 + self.pct / 100 if self.reading == "relative" else self.pct

    @property
    def text(self) -> str:
        """The tolerance as one writes it, with its unit."""
        return f"±{self.pct:g} {'%' if self.reading == 'relative' else 'percentage points'}"

    def show(self, measure: float) -> str:
        """Write a measure: an index, or signed percentage points."""
        if self.reading == "relative":
            return f"{measure:.2f}"
        return f"{measure:+.1f}".replace("-", "−")

    def measure(self, guided_share_pct: Any, population_share_pct: Any) -> Any:
        """Index, or difference in percentage points, of two shares in per cent."""
        if self.reading == "relative":
            return guided_share_pct / population_share_pct
        return guided_share_pct - population_share_pct

    def guided_share_at(self, measure: Any, population_share_pct: Any) -> Any:
        """Share of guided firms that has this measure: the inverse of `measure`."""
        if self.reading == "relative":
            return measure * population_share_pct
        return measure + population_share_pct

    def distance_pct(self, measure: Any) -> Any:
        """How far a measure is from the centre, in the unit of `pct`."""
        return abs(measure - self.centre) * (100 if self.reading == "relative" else 1)
