"""What MEA taught, when it was held, and how many came.

`titles` sorts the modules by theme, repeats and delivery. `calendar` compares their dates
with a year in which every working day is equally likely. `attendance` says what the total of
participants allows, and analyses the attendance of each module where an analyst has it. `years`
compares contract years; `answer` puts the findings together.
"""

from midtjylland.analysis.mea.answer import headline, stated
from midtjylland.analysis.mea.attendance import (
    attended,
    bounds,
    by_group,
    fence_limits,
    outliers,
    rank_tests,
    summary,
)
from midtjylland.analysis.mea.calendar import (
    HALVES,
    MONTHS,
    WEEKDAYS,
    Dispersion,
    Scale,
    compare_counts,
    date_of,
    dispersion,
    gaps,
    longest_gap_p_value,
    off_days,
    pace,
    year_calendar,
)
from midtjylland.analysis.mea.titles import (
    REPETITIONS,
    Share,
    programme,
    repeated_titles,
    share_of,
    theme_counts,
)
from midtjylland.analysis.mea.years import compare_years, themes_by_year, titles_in_common

__all__ = [
    "HALVES",
    "MONTHS",
    "REPETITIONS",
    "WEEKDAYS",
    "Dispersion",
    "Scale",
    "Share",
    "attended",
    "bounds",
    "by_group",
    "compare_counts",
    "compare_years",
    "date_of",
    "dispersion",
    "fence_limits",
    "gaps",
    "headline",
    "longest_gap_p_value",
    "off_days",
    "outliers",
    "pace",
    "programme",
    "rank_tests",
    "repeated_titles",
    "share_of",
    "stated",
    "summary",
    "theme_counts",
    "themes_by_year",
    "titles_in_common",
    "year_calendar",
]
