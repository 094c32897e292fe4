"""The answer of the MEA notebook: its key figures and the sentence that says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from midtjylland.analysis.mea.calendar import compare_counts, dispersion, gaps, year_calendar
from midtjylland.analysis.mea.titles import programme
from midtjylland.theme import UNCLASSIFIED, Themes


def stated(stated_totals: pd.DataFrame, quantity: str) -> int | None:
    """Total that the papers state for MEA (`modules`, `participants`); None without."""
    found = stated_totals.loc[
        (stated_totals["table"] == "mea_modules") & (stated_totals["quantity"] == quantity), "value"
    ]
    return None if found.empty else int(found.iloc[0])


def headline(
    modules: pd.DataFrame,
    stated_totals: pd.DataFrame,
    themes: Themes,
    year: int,
    *,
    draws: int,
    seed: int,
) -> dict[str, Any]:
    """Key figures of the whole analysis, flat and ready for JSON.

    Parameters
    ----------
    modules, stated_totals
        `mea_modules` and `stated_totals` of the year.
    themes
        Keyword lists.
    year
        Contract year.
    draws, seed
        Of the simulated years.

    Returns
    -------
    dict
        What the names say, with `sentence` and `key_figure`. `participants_per_module` is the
        stated participants over the stated modules (over the listed ones where no number is
        stated); None where no participants are stated. `months_p_value` and
        `days_in_month_p_value` are those of `dispersion`, `spring_p_value` that of
        `compare_counts`.
    """
    rows = programme(modules, themes)
    calendar = year_calendar(modules, year)
    participants, stated_modules = (
        stated(stated_totals, each) for each in ("participants", "modules")
    )
    held = stated_modules or len(rows)
    figures = {
        "modules": len(rows),
        "modules_stated": stated_modules,
        "participants": participants,
        "participants_per_module": None if participants is None else participants / held,
        "distinct_titles": int((rows["showing"] == 1).sum()),
        "modules_of_repeated_titles": int((rows["showings"] > 1).sum()),
        "repeats": int((rows["showing"] > 1).sum()),
        "in_person": int((modules["delivery"] == "in_person").sum()),
        "unclassified": int((rows["theme"] == UNCLASSIFIED).sum()),
        **_calendar_figures(calendar, draws, seed),
    }
    return {"sentence": _sentence(figures), "key_figure": "modules", **figures}


def _calendar_figures(calendar: pd.DataFrame, draws: int, seed: int) -> dict[str, Any]:
    halves = compare_counts(calendar, "half")
    months = calendar.groupby("month", observed=True)["started"].sum()
    gap = gaps(calendar).iloc[0]
    chance = {"draws": draws, "seed": seed}
    in_months = dispersion(calendar, "date", within="month", **chance)
    return {
        "working_days": int(calendar["is_working_day"].sum()),
        "days_with_modules": int((calendar["running"] > 0).sum()),
        "spring_modules": int(calendar.loc[calendar["half"] == "spring", "started"].sum()),
        "spring_expected": float(halves["expected_modules"].iloc[0]),
        "spring_p_value": float(halves["p_value"].iloc[0]),
        "busiest_month": str(months.idxmax()),
        "busiest_month_modules": int(months.max()),
        "months_p_value": dispersion(calendar, "month", **chance).p_value,
        "days_in_month_p_value": in_months.p_value,
        "longest_gap_working_days": int(gap["working_days"]),
        "longest_gap_from": f"{gap['free_from']:%Y-%m-%d}",
        "longest_gap_to": f"{gap['free_to']:%Y-%m-%d}",
    }


def _sentence(figures: Mapping[str, Any]) -> str:
    """Say the answer in one sentence, true for every outcome."""
    mean = figures["participants_per_module"]
    came = (
        "with a number of participants that is not stated"
        if mean is None
        else f"with {figures['participants']:,} participants, {mean:.1f} a module on average"
    )
    return (
        f"MEA held {figures['modules']} modules {came}; {figures['distinct_titles']} titles were "
        f"different, and {figures['spring_modules']} modules were held from January to June, where "
        f"an even pace would have put {figures['spring_expected']:.1f}."
    )
