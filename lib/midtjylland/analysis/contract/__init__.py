"""Which goals of the result contract were met, how surely, and what can't be said.

The contract sets figures (`contract_indicators`) and targets without one (`contract_goals`). The
order of work: `offer_users` and `judge` (every figure), `judge_spread` (goal 8's tolerance, from
the guidance analysis), `mark_targets` and `judge_goals` (from figures to goals),
`respondents_by_figure` (what chance could explain), `compare_years`. One file a question; `answer`
puts their findings together.
"""

from midtjylland.analysis.contract.answer import headline, meeting_table, written
from midtjylland.analysis.contract.goals import (
    MARKS,
    judge_goals,
    judge_spread,
    mark_targets,
    spread_items,
    spread_mark,
    stated_tolerance_pct,
)
from midtjylland.analysis.contract.respondents import (
    MOST_RESPONDENTS,
    Needed,
    needed_in_words,
    respondents_by_figure,
    respondents_needed,
)
from midtjylland.analysis.contract.verdicts import (
    Growth,
    Users,
    growths_in_pct,
    judge,
    offer_users,
)
from midtjylland.analysis.contract.years import compare_wording, compare_years

__all__ = [
    "MARKS",
    "MOST_RESPONDENTS",
    "Growth",
    "Needed",
    "Users",
    "compare_wording",
    "compare_years",
    "growths_in_pct",
    "headline",
    "judge",
    "judge_goals",
    "judge_spread",
    "mark_targets",
    "meeting_table",
    "needed_in_words",
    "offer_users",
    "respondents_by_figure",
    "respondents_needed",
    "spread_items",
    "spread_mark",
    "stated_tolerance_pct",
    "written",
]
