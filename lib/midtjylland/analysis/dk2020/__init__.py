"""Whether all municipalities will have an approved climate plan in time, and how sure one can be.

Two sources of different kind are kept apart. The papers count plans by cohort and name no
municipality (`papers`); public records name municipalities and leave many dates open
(`municipalities`). Adoption by a council and approval by C40 are different events, and the papers
do not say which of them they count. `censoring` holds the estimators for times that are known only
to lie between limits; `answer` puts the findings together.
"""

from midtjylland.analysis.dk2020.answer import headline
from midtjylland.analysis.dk2020.censoring import (
    Bounds,
    bootstrap,
    interval_of_bounds,
    kaplan_meier,
    median,
    share_bounds,
    share_by,
    turnbull,
)
from midtjylland.analysis.dk2020.municipalities import (
    Conflict,
    Event,
    against_papers,
    cautious_shares,
    durations,
    place_events,
    recorded_by,
    scenarios,
    share_by_month,
    status_at,
    widest_interval_pct,
)
from midtjylland.analysis.dk2020.papers import (
    ALL,
    DAYS_PER_MONTH,
    ActionPlan,
    PaceSoFar,
    Window,
    action_plan,
    as_of_window,
    cohort_status,
    compare_years,
    day_text,
    pace_needed,
    pace_so_far,
    papers_window,
    pilots_approved_by,
    plan,
)

__all__ = [
    "ALL",
    "DAYS_PER_MONTH",
    "ActionPlan",
    "Bounds",
    "Conflict",
    "Event",
    "PaceSoFar",
    "Window",
    "action_plan",
    "against_papers",
    "as_of_window",
    "bootstrap",
    "cautious_shares",
    "cohort_status",
    "compare_years",
    "day_text",
    "durations",
    "headline",
    "interval_of_bounds",
    "kaplan_meier",
    "median",
    "pace_needed",
    "pace_so_far",
    "papers_window",
    "pilots_approved_by",
    "place_events",
    "plan",
    "recorded_by",
    "scenarios",
    "share_bounds",
    "share_by",
    "share_by_month",
    "status_at",
    "turnbull",
    "widest_interval_pct",
]
