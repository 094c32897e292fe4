"""The rounds of DK2020 against the stated number of municipalities."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from midtjylland.checks.common import at, error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of
from midtjylland.region import Region

DK2020 = "dk2020_cohorts"


def check_dk2020(cohorts: pd.DataFrame, stated: pd.DataFrame, region: Region) -> Iterator[Finding]:
    """Everything the cohorts must satisfy.

    Parameters
    ----------
    cohorts
        `dk2020_cohorts`, not empty.
    stated
        `stated_totals`.
    region
        The municipalities that take part.

    Yields
    ------
    Finding
        Check ids: `stated-total-missing`, `cohorts-against-total`, `approved-beyond-cohort`,
        `region-against-total`, `places-differ`.
    """
    totals = totals_of(stated, DK2020)
    counted = int(cohorts["municipalities"].sum())
    if "municipalities" not in totals:
        message = (
            "the number of municipalities in DK2020 was not found, so the cohorts can't be proven"
        )
        yield error(DK2020, "stated-total-missing", message)
    elif counted != totals["municipalities"]:
        message = (
            f"the cohorts add to {counted} municipalities, the document states "
            f"{totals['municipalities']:.0f}"
        )
        yield error(DK2020, "cohorts-against-total", message)
    elif totals["municipalities"] != len(region.municipalities):
        message = (
            f"{totals['municipalities']:.0f} municipalities take part, the region has "
            f"{len(region.municipalities)}"
        )
        yield finding(DK2020, "warning", "region-against-total", message)
    for row in rows_of(cohorts[cohorts["approved_so_far"] > cohorts["municipalities"]]):
        message = (
            f"{at(row)}: {row['approved_so_far']} plans of the cohort {row['cohort']} are "
            f"approved, it has {row['municipalities']} municipalities"
        )
        yield error(DK2020, "approved-beyond-cohort", message, row)
    yield from _pilots(cohorts, totals)


def _pilots(cohorts: pd.DataFrame, totals: dict[str, float]) -> Iterator[Finding]:
    planned = totals.get("pilot_municipalities_action_plan")
    for row in rows_of(cohorts[cohorts["cohort"] == "pilot"]):
        if planned is not None and planned != row["municipalities"]:
            message = (
                f"{at(row)}: the status gives {row['municipalities']} pilot municipalities, the "
                f"action plan {planned:.0f}"
            )
            yield finding(DK2020, "warning", "places-differ", message, row)
