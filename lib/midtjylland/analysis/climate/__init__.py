"""What happened on the climate tracks, with every doubt about a figure carried along.

Four doubts are kept apart. *Rounding*: an amount is whatever rounds to the printed one.
*Approximate*: a figure given as about lies in an assumed band. *Provisional*: a year was not over
when the papers were written; its counts are of a part of the year and are not compared as years,
its shares and means may be, as those of the year so far. *Chance*: intervals, on top of the rest.

Columns `..._low_...` and `..._high_...` are what rounding and band leave; `ci_...` add chance. One
file a question: `bounds`, `green` (guidance), `grants`, `projects` (with the regional fora),
`papers` (a calendar year in the papers of several years); `answer` puts their findings together.
"""

from midtjylland.analysis.climate.answer import (
    grants_sentence,
    headline,
    part_year,
    part_year_sentence,
    row_of,
)
from midtjylland.analysis.climate.bounds import bounds, half_unit
from midtjylland.analysis.climate.grants import compare_grants, grant_means, mean_words
from midtjylland.analysis.climate.green import (
    Difference,
    Remainder,
    compare_shares,
    guidance_shares,
    needed_in_the_rest,
    overall_verdict,
    share_difference,
    tipping_total,
)
from midtjylland.analysis.climate.papers import (
    grant_revisions,
    guidance_revisions,
    of_papers,
    whole_years,
)
from midtjylland.analysis.climate.projects import (
    compare_papers,
    compare_places,
    fora_timeline,
    project_figures,
)

__all__ = [
    "Difference",
    "Remainder",
    "bounds",
    "compare_grants",
    "compare_papers",
    "compare_places",
    "compare_shares",
    "fora_timeline",
    "grant_means",
    "grant_revisions",
    "grants_sentence",
    "guidance_revisions",
    "guidance_shares",
    "half_unit",
    "headline",
    "mean_words",
    "needed_in_the_rest",
    "of_papers",
    "overall_verdict",
    "part_year",
    "part_year_sentence",
    "project_figures",
    "row_of",
    "share_difference",
    "tipping_total",
    "whole_years",
]
