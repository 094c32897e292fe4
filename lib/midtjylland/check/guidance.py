"""The guidance table against its totals, its own shares and the official population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from midtjylland.check.common import error, finding, totals_of
from midtjylland.core.findings import Finding, Severity
from midtjylland.core.message import Message
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
            yield error(TABLE, "municipality-missing", Message("{town} has no row", town=town.name))
        elif len(lines) > 1:
            message = Message(
                "{town} stands {count} times (lines {lines})",
                town=town.name,
                count=len(lines),
                lines=[*map(str, lines[:3])],
            )
            yield error(TABLE, "municipality-twice", message)


def _totals(guidance: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    """The counts add to the region's total, and with those outside to all."""
    region, outside, everyone = (
        totals.get(f"guided_firms_{part}") for part in ("region", "outside", "all")
    )
    counted = int(guidance["guided_firms"].sum())
    if region is None:
        # The shares prove the counts too, if each is its count over the sum.
        proven = bool((_off(guidance).abs() <= NUDGE_PCT + _TINY).all())
        message = (
            Message(
                "no total of the region is printed near the table, so its {counted} guided firms "
                "are proven by their shares alone",
                counted=counted,
            )
            if proven
            else Message(
                "no total of the region is printed near the table, so its {counted} guided firms "
                "are not proven",
                counted=counted,
            )
        )
        severity: Severity = "warning" if proven else "error"
        yield finding(TABLE, severity, "stated-total-missing", message)
    elif counted != region:
        message = Message(
            "the counts add to {counted}, the document states {region} for the region",
            counted=counted,
            region=region,
        )
        yield error(TABLE, "counts-against-total", message)
    if None not in (region, outside, everyone) and region + outside != everyone:
        message = Message(
            "{region} in the region and {outside} outside add to {sum}, the document states "
            "{everyone} in all",
            region=region,
            outside=outside,
            sum=region + outside,
            everyone=everyone,
        )
        yield error(TABLE, "totals-against-each-other", message)


def _off(guidance: pd.DataFrame) -> pd.Series:
    """How far each printed share of the guided firms is from its count over the sum."""
    counts = guidance["guided_firms"].astype(float)
    return guidance["guided_share_pct"] - 100 * counts / counts.sum()


def _shares_against_counts(guidance: pd.DataFrame) -> Iterator[Finding]:
    counted = guidance["guided_firms"].sum()
    for row, gap in zip(rows_of(guidance), _off(guidance), strict=True):
        if abs(gap) <= ROUNDING_PCT + _TINY:
            continue
        severity: Severity = "info" if abs(gap) < NUDGE_PCT else "warning"
        severity = "error" if abs(gap) > ABSURD_PCT else severity
        message = Message(
            "{municipality} prints {guided_share_pct:1} % of the guided firms, its {guided_firms} "
            "of {counted} are {exact_pct:3} %",
            municipality=row["municipality"],
            guided_share_pct=row["guided_share_pct"],
            guided_firms=row["guided_firms"],
            counted=counted,
            exact_pct=row["guided_share_pct"] - gap,
        )
        yield finding(TABLE, severity, "share-against-count", message, row)


def _shares_against_100(guidance: pd.DataFrame) -> Iterator[Finding]:
    # Rounding errors are uniform on +/- 0.05; their sum stays within three standard deviations.
    likely = 3 * np.sqrt(len(guidance) / 12) * 2 * ROUNDING_PCT
    for column in ("population_share_pct", "guided_share_pct"):
        total = float(guidance[column].sum())
        off = abs(total - 100)
        if off > likely + _TINY:
            severity: Severity = "error" if off > len(guidance) * ROUNDING_PCT else "warning"
            message = Message(
                "{column:label} adds to {total:1}, more than rounding explains away from 100",
                column=column,
                total=total,
            )
            yield finding(TABLE, severity, "shares-against-100", message)


def _population(guidance: pd.DataFrame, population: pd.DataFrame, year: int) -> Iterator[Finding]:
    """Printed population shares against the official figures of the date that fits best."""
    table = guidance.merge(population, on="municipality_code", suffixes=("", "_official"))
    whole = table.groupby("reference_date")["population"].transform("sum")
    table["official_pct"] = 100 * table["population"] / whole
    gap = (table["population_share_pct"] - table["official_pct"]).abs()
    table["fits"] = gap <= ROUNDING_PCT + _TINY
    fitting = table.groupby("reference_date")["fits"].sum()
    own = pd.Timestamp(year, 1, 1)
    message = None
    if own not in set(fitting.index) and not (fitting == len(guidance)).any():
        message = Message(
            "the printed population shares could not be compared: the population on {day} is not "
            "at hand; get it with midtjylland population --date {date}, then build again",
            day=own,
            date=f"{own:%Y-%m-%d}",
        )
    # Figures of another year would flag rows that only moved with the population.
    elif fitting.max() < 0.6 * len(guidance):
        message = Message(
            "the printed population shares could not be compared: no reference date fits them"
        )
    if message:
        yield finding(TABLE, "info", "population-reference", message)
        return
    best = table[(table["reference_date"] == fitting.idxmax()) & ~table["fits"]]
    for row in rows_of(best):
        message = Message(
            "{municipality} prints {population_share_pct:1} % of the population, Statistics "
            "Denmark's figures of {reference_date} give {official_pct:2} %",
            municipality=row["municipality"],
            population_share_pct=row["population_share_pct"],
            reference_date=row["reference_date"],
            official_pct=row["official_pct"],
        )
        yield finding(TABLE, "warning", "population-reference", message, row)
