"""Guidance tables of made-up towns, and the frames of the 2021 papers."""

from math import comb
from pathlib import Path

import pandas as pd

import midtjylland
from midtjylland.analysis import guidance
from midtjylland.analysis.guidance import Tolerance

DATA = Path(__file__).parent.parent / "data"
TEN = Tolerance(10.0, "relative")
TEN_POINTS = Tolerance(10.0, "points")


def table(shares_pct: list[float], counts: list[int]) -> pd.DataFrame:
    """A guidance table of towns A, B, C, ..."""
    names = [chr(ord("A") + place) for place in range(len(counts))]
    return pd.DataFrame(
        {
            "municipality_code": [f"{place:04}" for place in range(len(counts))],
            "municipality": names,
            "population_share_pct": shares_pct,
            "guided_firms": pd.array(counts, dtype="Int64"),
            "guided_share_pct": [round(100 * count / max(sum(counts), 1), 1) for count in counts],
        }
    )


def people(counts: list[int], date: str = "2020-01-01") -> pd.DataFrame:
    """Population figures of towns A, B, C, ..."""
    codes = [f"{place:04}" for place in range(len(counts))]
    rows = {"municipality_code": codes, "reference_date": pd.Timestamp(date), "population": counts}
    return pd.DataFrame(rows)


def spread_of(shares_pct: list[float], counts: list[int], tolerance: Tolerance = TEN):
    """Statistics' starting point from shares that are taken as exact."""
    exact = pd.Series(shares_pct, dtype=float)
    measured = guidance.measure_spread(table(shares_pct, counts), tolerance, exact)
    return guidance.on_basis(measured, "exact")


def outside_by_hand(fewest: int, most: int, total: int, chance: float) -> float:
    """Probability outside [fewest, most], added up term by term."""
    terms = (comb(total, k) * chance**k * (1 - chance) ** (total - k) for k in range(total + 1))
    return sum(term for k, term in enumerate(terms) if not fewest <= k <= most)


def firms() -> pd.DataFrame:
    """The table of the 2021 papers."""
    return midtjylland.load("guidance_by_municipality", year=2021, data_dir=DATA)


def population() -> pd.DataFrame:
    """Official figures at hand."""
    return midtjylland.load_population(DATA)


def exact() -> pd.Series:
    """Shares of the population on the date that the papers used."""
    return guidance.exact_shares(firms(), population(), pd.Timestamp("2020-01-01"))
