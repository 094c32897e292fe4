"""The guidance table against its totals, its own shares and the official population."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from midtjylland.checks.common import at, error, finding, totals_of
from midtjylland.core.findings import Finding, Severity
from midtjylland.core.schemas import rows_of
from midtjylland.region import Region

GUIDANCE = "guidance_by_municipality"
# Half of the last printed digit of a share.
ROUNDING_PCT = 0.05
# Printed shares are at times nudged by one last digit so that the column adds to 100.0.
NUDGE_PCT = 0.1
# Misprints happen; a share that is this far from its count belongs to another row or column.
ABSURD_PCT = 1.0
_TINY = 1e-9


def check_guidance(guidance: pd.DataFrame, stated: pd.DataFrame, region: Region) -> list[Finding]:
    """Everything the guidance table must satisfy by itself and with its printed totals.

    Parameters
    ----------
    guidance
        `guidance_by_municipality`.
    stated
        `stated_totals`; only the rows of this table count.
    region
        The municipalities that must each stand once.

    Returns
    -------
    list of Finding
        Check ids: `table-missing`, `municipality-missing`, `municipality-twice`,
        `stated-total-missing`, `counts-against-total`, `totals-against-each-other`,
        `share-against-count`, `shares-against-100`.
    """
    if guidance.empty:
        message = (
            "no row was found: the papers lack the table, or the extractor wrote its columns one "
            "after the other; extract the text with pdftotext -layout, or give the missing papers"
        )
        return [error(GUIDANCE, "table-missing", message)]
    totals = totals_of(stated, GUIDANCE)
    return [
        *_each_once(guidance, region),
        *_totals(guidance, totals),
        *_shares_against_counts(guidance),
        *_shares_against_100(guidance),
    ]


def _each_once(guidance: pd.DataFrame, region: Region) -> Iterator[Finding]:
    seen = guidance.groupby("municipality_code")["source_line"].agg(list)
    for town in region.municipalities:
        lines = seen.get(town.code, [])
        if not lines:
            yield error(GUIDANCE, "municipality-missing", f"{town.name} has no row")
        elif len(lines) > 1:
            where = " and ".join(str(line) for line in lines[:3])
            message = f"{town.name} stands {len(lines)} times (lines {where})"
            yield error(GUIDANCE, "municipality-twice", message)


def _totals(guidance: pd.DataFrame, totals: dict[str, float]) -> Iterator[Finding]:
    for quantity in ("guided_firms_region", "guided_firms_outside", "guided_firms_all"):
        if quantity not in totals:
            message = f"the printed total {quantity} was not found, so the counts can't be proven"
            yield error(GUIDANCE, "stated-total-missing", message)
    counted = int(guidance["guided_firms"].sum())
    region = totals.get("guided_firms_region")
    if region is not None and counted != region:
        message = f"the counts add to {counted}, the document states {region:.0f} for the region"
        yield error(GUIDANCE, "counts-against-total", message)
    if {"guided_firms_region", "guided_firms_outside", "guided_firms_all"} <= set(totals):
        outside, everyone = totals["guided_firms_outside"], totals["guided_firms_all"]
        if region + outside != everyone:
            message = (
                f"{region:.0f} in the region and {outside:.0f} outside add to "
                f"{region + outside:.0f}, the document states {everyone:.0f} in all"
            )
            yield error(GUIDANCE, "totals-against-each-other", message)


def _shares_against_counts(guidance: pd.DataFrame) -> Iterator[Finding]:
    exact = 100 * guidance["guided_firms"].astype(float) / guidance["guided_firms"].sum()
    off = guidance["guided_share_pct"] - exact
    for row, share, gap in zip(rows_of(guidance), exact, off, strict=True):
        if abs(gap) <= ROUNDING_PCT + _TINY:
            continue
        severity: Severity = "info" if abs(gap) < NUDGE_PCT else "warning"
        severity = "error" if abs(gap) > ABSURD_PCT else severity
        message = (
            f"{at(row)}: {row['municipality']} prints "
            f"{row['guided_share_pct']:.1f} % of the guided firms, its {row['guided_firms']} of "
            f"{guidance['guided_firms'].sum()} are {share:.3f} %"
        )
        yield finding(GUIDANCE, severity, "share-against-count", message, row)


def _shares_against_100(guidance: pd.DataFrame) -> Iterator[Finding]:
    # Rounding errors are uniform on +/- 0.05; their sum stays within three standard deviations.
    likely = 3 * np.sqrt(len(guidance) / 12) * 2 * ROUNDING_PCT
    for column in ("population_share_pct", "guided_share_pct"):
        total = float(guidance[column].sum())
        off = abs(total - 100)
        if off > likely + _TINY:
            severity: Severity = "error" if off > len(guidance) * ROUNDING_PCT else "warning"
            message = f"{column} adds to {total:.1f}, more than rounding explains away from 100"
            yield finding(GUIDANCE, severity, "shares-against-100", message)


def check_population(guidance: pd.DataFrame, population: pd.DataFrame, year: int) -> list[Finding]:
    """Printed population shares against the official figures of the date that fits best.

    Parameters
    ----------
    guidance
        `guidance_by_municipality`.
    population
        Columns `municipality_code`, `reference_date`, `population` (Statistics Denmark, FOLK1A).
    year
        Contract year.

    Returns
    -------
    list of Finding
        Check id `population-reference`: a warning for each municipality whose printed share is not
        the official one, an info when there is nothing to compare with, or only figures of
        earlier years that do not fit.
    """
    table = guidance.merge(population, on="municipality_code")
    whole = table.groupby("reference_date")["population"].transform("sum")
    table["official_pct"] = 100 * table["population"] / whole
    gap = (table["population_share_pct"] - table["official_pct"]).abs()
    table["fits"] = gap <= ROUNDING_PCT + _TINY
    fitting = table.groupby("reference_date")["fits"].sum()
    own = pd.Timestamp(year, 1, 1)
    if own not in set(fitting.index) and not (fitting == len(guidance)).any():
        message = (
            "the printed population shares could not be compared: the population on "
            f"{own:%Y-%m-%d} is not at hand; get it with midtjylland population --date "
            f"{own:%Y-%m-%d}, then build again"
        )
        return [finding(GUIDANCE, "info", "population-reference", message)]
    # Figures of another year would flag rows that only moved with the population.
    if fitting.max() < 0.6 * len(guidance):
        message = "the printed population shares could not be compared: no reference date fits them"
        return [finding(GUIDANCE, "info", "population-reference", message)]
    best = table[(table["reference_date"] == fitting.idxmax()) & ~table["fits"]]
    return [
        finding(
            GUIDANCE,
            "warning",
            "population-reference",
            f"{at(row)}: {row['municipality_x']} prints "
            f"{row['population_share_pct']:.1f} % of the population, Statistics Denmark's figures "
            f"of {row['reference_date']:%Y-%m-%d} give {row['official_pct']:.2f} %",
            row,
        )
        for row in rows_of(best)
    ]
