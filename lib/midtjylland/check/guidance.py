"""The guidance table against its totals, its own shares and the official population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from midtjylland.check.common import totals_of
from midtjylland.core.findings import Finding, Severity
from midtjylland.core.message import finding
from midtjylland.core.schemas import rows_of
from midtjylland.declared.region import Region

TABLE = "guidance_by_municipality"
# Half of the last printed digit of a share, and the nudge that lets a column add to 100.0.
ROUNDING_PCT, NUDGE_PCT = 0.05, 0.1
# Misprints happen; a share this far from its count belongs to another row or column.
ABSURD_PCT = 1.0
_TINY = 1e-9


def check_guidance(
    frames: Mapping[str, pd.DataFrame], region: Region, year: int, population: pd.DataFrame
) -> Iterator[Finding]:
    """Everything the guidance table must satisfy by itself, with its totals and its population.

    An empty table has nothing to satisfy. `population` is that of `store.population`.
    """
    guidance = frames[TABLE]
    if guidance.empty:
        return
    yield from _each_once(guidance, region)
    yield from _totals(guidance, totals_of(frames["stated_totals"], TABLE))
    yield from _shares_against_counts(guidance)
    yield from _shares_against_100(guidance)
    yield from _population(guidance, population, year)


def _each_once(guidance: pd.DataFrame, region: Region) -> Iterator[Finding]:
    seen = guidance.groupby("municipality_code")["source_line"].agg(list)
    for town in region.municipalities:
        lines = seen.get(town.code, [])
        if not lines:
            yield finding(TABLE, "municipality-missing", town=town.name)
        elif len(lines) > 1:
            values = {"count": len(lines), "lines": [*map(str, lines[:3])]}
            yield finding(TABLE, "municipality-twice", town=town.name, **values)


def _totals(guidance: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    """The counts add to the region's total, and with those outside to all."""
    region, outside, everyone = (
        totals.get(f"guided_firms_{part}") for part in ("region", "outside", "all")
    )
    counted = int(guidance["guided_firms"].sum())
    if region is None:
        # The shares prove the counts too, if each is its count over the sum.
        case = "shares" if (_off(guidance).abs() <= NUDGE_PCT + _TINY).all() else "counts"
        yield finding(TABLE, f"stated-total-missing/{case}", counted=counted)
    elif counted != region:
        yield finding(TABLE, "counts-against-total", counted=counted, region=region)
    if None not in (region, outside, everyone) and region + outside != everyone:
        parts = {"region": region, "outside": outside, "sum": region + outside}
        yield finding(TABLE, "totals-against-each-other", everyone=everyone, **parts)


def _off(guidance: pd.DataFrame) -> pd.Series:
    """How far each printed share of the guided firms is from its count over the sum."""
    counts = guidance["guided_firms"].astype(float)
    return guidance["guided_share_pct"] - 100 * counts / counts.sum()


def _shares_against_counts(guidance: pd.DataFrame) -> Iterator[Finding]:
    counted = guidance["guided_firms"].sum()
    for row, gap in zip(rows_of(guidance), _off(guidance), strict=True):
        if abs(gap) > ROUNDING_PCT + _TINY:
            severity: Severity = "info" if abs(gap) < NUDGE_PCT else "warning"
            severity = "error" if abs(gap) > ABSURD_PCT else severity
            values = {"counted": counted, "exact_pct": row["guided_share_pct"] - gap}
            yield finding(TABLE, "share-against-count", row, severity=severity, **values)


def _shares_against_100(guidance: pd.DataFrame) -> Iterator[Finding]:
    # Rounding errors are uniform on +/- 0.05; their sum stays within three standard deviations.
    likely = 3 * np.sqrt(len(guidance) / 12) * 2 * ROUNDING_PCT
    for column in ("population_share_pct", "guided_share_pct"):
        total = float(guidance[column].sum())
        off = abs(total - 100)
        if off > likely + _TINY:
            severity: Severity = "error" if off > len(guidance) * ROUNDING_PCT else "warning"
            values = {"column": column, "total": total}
            yield finding(TABLE, "shares-against-100", severity=severity, **values)


def _population(guidance: pd.DataFrame, population: pd.DataFrame, year: int) -> Iterator[Finding]:
    """Printed population shares against the official figures of the date that fits best."""
    table = guidance.merge(population, on="municipality_code", suffixes=("", "_official"))
    whole = table.groupby("reference_date")["population"].transform("sum")
    table["official_pct"] = 100 * table["population"] / whole
    gap = (table["population_share_pct"] - table["official_pct"]).abs()
    table["fits"] = gap <= ROUNDING_PCT + _TINY
    fitting = table.groupby("reference_date")["fits"].sum()
    own = pd.Timestamp(year, 1, 1)
    if own not in set(fitting.index) and not (fitting == len(guidance)).any():
        yield finding(TABLE, "population-reference/no-day", day=own, date=f"{own:%Y-%m-%d}")
        return
    # Figures of another year would flag rows that only moved with the population.
    if fitting.max() < 0.6 * len(guidance):
        yield finding(TABLE, "population-reference/no-fit")
        return
    for row in rows_of(table[(table["reference_date"] == fitting.idxmax()) & ~table["fits"]]):
        official = {name: row[name] for name in ("reference_date", "official_pct")}
        yield finding(TABLE, "population-reference/row", row, **official)
