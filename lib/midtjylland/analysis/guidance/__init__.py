"""Whether the guidance mirrors the population within the contract's tolerance, and how surely.

Goal 8 of the result contract wants the guidance to mirror the population of each municipality
"+/- 10 %", and does not say of what. Both readings are computed: `relative` compares the guidance
index (share of guided firms over share of population) with 1, `points` compares the difference of
the two shares, in percentage points, with 0. Columns named `measure` hold the one or the other.

The order of work: `fit_reference_dates` and `exact_shares` (which population), `measure_spread`
(all verdicts), `on_basis` (one population to go on with), then every other function takes that
`spread` frame. One file a question: `measure`, `chance`, `inequality`, `years`; `answer` puts their
findings together.
"""

from midtjylland.analysis.guidance.answer import headline
from midtjylland.analysis.guidance.chance import (
    GoodnessOfFit,
    add_intervals,
    funnel_limits,
    goodness_of_fit,
    power,
    stand_outs,
)
from midtjylland.analysis.guidance.inequality import (
    count_limits,
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
    rounding_pct,
    sensitivity,
    spread_of_year,
    verdicts_by_date,
)
from midtjylland.analysis.guidance.tolerance import Reading, Tolerance
from midtjylland.analysis.guidance.years import compare_years, summarise_years

__all__ = [
    "Basis",
    "GoodnessOfFit",
    "Reading",
    "Tolerance",
    "add_intervals",
    "best_reference_date",
    "compare_years",
    "count",
    "count_limits",
    "exact_shares",
    "fewest_moves",
    "fit_reference_dates",
    "funnel_limits",
    "gini",
    "goodness_of_fit",
    "headline",
    "hoover_pct",
    "lorenz_curve",
    "measure_spread",
    "moves",
    "on_basis",
    "power",
    "rounding_pct",
    "sensitivity",
    "spread_of_year",
    "stand_outs",
    "summarise_years",
    "verdicts_by_date",
]
