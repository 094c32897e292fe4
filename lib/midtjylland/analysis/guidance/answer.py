"""The answer of the whole analysis: one sentence and its key figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd

from midtjylland.analysis.guidance.chance import add_intervals, goodness_of_fit, power, stand_outs
from midtjylland.analysis.guidance.inequality import (
    fewest_moves,
    gini,
    hoover_pct,
    lorenz_curve,
    moves,
)
from midtjylland.analysis.guidance.measure import (
    Basis,
    best_reference_date,
    count,
    exact_shares,
    fit_reference_dates,
    measure_spread,
    on_basis,
)
from midtjylland.analysis.guidance.tolerance import Reading, Tolerance


def headline(
    guidance: pd.DataFrame,
    population: pd.DataFrame,
    tolerance: Tolerance,
    basis: Basis,
    alpha: float,
) -> dict[str, Any]:
    """Key figures of the whole analysis, flat and ready for JSON.

    Parameters
    ----------
    guidance, population
        `guidance_by_municipality` of one year, and the population figures at hand (may be empty).
    tolerance, basis, alpha
        As in `measure_spread`, `on_basis` and `add_intervals`.

    Returns
    -------
    dict
        What the names say, with `sentence`, the answer in words, and `key_figure`, the name of the
        figure that stands for all. `outside_tolerance_relative`, `..._points`, `..._face_value`,
        `..._exact` and `undetermined_by_rounding` stand for one reading each whatever
        `tolerance.reading` is (the last three are relative); `..._exact` is None without
        population figures. Everything else follows the chosen reading and basis;
        `outside_by_chance` is how many municipalities would be outside on average although each
        firm comes from a municipality with exactly its population share; `fewest_moves` is None
        when no plan is possible.
    """
    fits = fit_reference_dates(guidance, population)
    date = best_reference_date(fits)
    exact = exact_shares(guidance, population, date)
    by_reading = {
        reading: measure_spread(guidance, Tolerance(tolerance.pct, reading), exact)
        for reading in get_args(Reading)
    }
    relative, points = by_reading["relative"], by_reading["points"]
    spread = add_intervals(on_basis(by_reading[tolerance.reading], basis), tolerance, alpha)
    figures = {
        "municipalities": len(spread),
        "guided_firms": int(spread["guided_firms"].sum()),
        "tolerance_pct": tolerance.pct,
        "reading": tolerance.reading,
        "population_basis": basis,
        "alpha": alpha,
        "population_date": date and f"{date:%Y-%m-%d}",
        "population_shares_fitting": int(fits["fitting"].max()) if date else None,
        "outside_tolerance_relative": count(relative["verdict_printed"], "outside"),
        "outside_tolerance_points": count(points["verdict_printed"], "outside"),
        "undetermined_by_rounding": count(relative["verdict_printed"], "undetermined"),
        "outside_tolerance_face_value": count(relative["verdict_face_value"], "outside"),
        "outside_tolerance_exact": count(relative["verdict_exact"], "outside") if date else None,
        **_chosen_figures(spread, tolerance, alpha),
    }
    return {"sentence": _sentence(figures, tolerance), "key_figure": "outside_tolerance", **figures}


def _chosen_figures(spread: pd.DataFrame, tolerance: Tolerance, alpha: float) -> dict[str, Any]:
    fit = goodness_of_fit(spread)
    by_chance = power(spread, tolerance, alpha)["false_alarm_pct"].sum() / 100
    return {
        "within_tolerance": count(spread["verdict"], "within"),
        "outside_tolerance": count(spread["verdict"], "outside"),
        "undetermined": count(spread["verdict"], "undetermined"),
        "shown_within": count(spread["shown"], "within"),
        "shown_outside": count(spread["shown"], "outside"),
        "stand_out": int(stand_outs(spread, alpha)["stands_out"].sum()),
        "outside_by_chance": float(by_chance),
        "chi2": fit.chi2,
        "degrees_of_freedom": fit.degrees_of_freedom,
        "p_value": fit.p_value,
        "hoover_pct": hoover_pct(spread),
        "gini": gini(lorenz_curve(spread)),
        "fewest_moves": fewest_moves(moves(spread, tolerance)),
    }


def _sentence(figures: Mapping[str, Any], tolerance: Tolerance) -> str:
    """Say the answer in one sentence, true for every outcome."""
    outside = figures["outside_tolerance"]
    lie = "lies" if outside == 1 else "lie"
    counts = [
        f"Of {figures['municipalities']} municipalities, {outside} {lie} outside {tolerance.text} "
        "of their share of the population",
        f"{figures['within_tolerance']} within",
    ]
    if figures["undetermined"]:
        counts.append(f"{figures['undetermined']} undetermined by rounding")
    chance = f"chance alone would put {figures['outside_by_chance']:.1f} outside on average"
    return f"{', '.join(counts)}; {chance}."
