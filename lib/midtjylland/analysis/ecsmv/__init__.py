"""What the ECSMV scheme pays, to whom it matters, what it could cost at most, and what changed.

The formulas of the grants are in `midtjylland.rules.grants`, the dated rules in
`midtjylland.rules`. Here, one file a question: `sources` (which rules hold), `schedule`, `cost`,
`years`; `answer` puts their findings together.
"""

from midtjylland.analysis.ecsmv.answer import BUDGET, headline
from midtjylland.analysis.ecsmv.cost import Uptake, cost_at_most, share_of, uptake
from midtjylland.analysis.ecsmv.schedule import break_points, curve, schedule
from midtjylland.analysis.ecsmv.sources import (
    RULES,
    RulesFrom,
    choose_rules,
    compare_rules,
    grants_by_rate,
    history,
    papers_date,
    rules_in_papers,
)
from midtjylland.analysis.ecsmv.years import (
    YearFacts,
    added_uptake,
    compare_years,
    grants_between,
)

__all__ = [
    "BUDGET",
    "RULES",
    "RulesFrom",
    "Uptake",
    "YearFacts",
    "added_uptake",
    "break_points",
    "choose_rules",
    "compare_rules",
    "compare_years",
    "cost_at_most",
    "curve",
    "grants_between",
    "grants_by_rate",
    "headline",
    "history",
    "papers_date",
    "rules_in_papers",
    "schedule",
    "share_of",
    "uptake",
]
