"""What the figures of MEA's modules draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
from figurekit import texts
from matplotlib.colors import to_hex
from truthkit import frame

from midtjylland.analysis import mea
from midtjylland.declared.theme import load_themes
from midtjylland.figures import mea as plots

# Made up: nobody knows how many came to each module of 2021.
SYNTHETIC_ATTENDANCE = Path(__file__).parents[1] / "synthetic_mea_attendance_2021.csv"
BLUE = "#0068a6"
THEMES = load_themes()
LABELS = THEMES.labels()
# By hand for 2021: 53 x 23 / 254 and the 2.5 % tails of the binomial distribution (scipy).
MONTHS = pd.DataFrame(
    [(2, 5, 5, 4.17, 1, 8), (3, 17, 7, 4.80, 1, 9), (10, 1, 0, 4.38, 1, 9)],
    columns=["month", "modules", "titles", "expected_modules", "chance_low", "chance_high"],
)
PROGRAMMES = {year: mea.programme(frame("mea_modules", year), THEMES) for year in (2021, 2022)}


def calendar(year: int, programme: pd.DataFrame | None = None):
    modules = PROGRAMMES[year] if programme is None else programme
    return plots.calendar(mea.year_calendar(modules, year), modules)


def attendance(year: int):
    people = pd.read_csv(SYNTHETIC_ATTENDANCE)[["module_no", "participants"]]
    attended = PROGRAMMES[year].drop(columns="participants").merge(people, on="module_no")
    return plots.attendance(attended, "theme", (5, 70), LABELS)


def themes(year: int):
    return plots.themes(mea.theme_counts(PROGRAMMES[year], THEMES), LABELS)


DRAWN = {
    "months": partial(plots.months, MONTHS, 95.0),
    "calendar": partial(calendar, 2021),
    "calendar-2022": partial(calendar, 2022),
    "themes": partial(themes, 2021),
    "themes-2022": partial(themes, 2022),
    "attendance": partial(attendance, 2021),
    "attendance-2022": partial(attendance, 2022),
}


def test_the_calendar_puts_each_day_at_its_month_and_weekday():
    [ax] = DRAWN["calendar"]().figure.axes
    dark = {
        (round(patch.get_x() + 0.46), round(patch.get_y() + 0.46))
        for patch in ax.patches
        if to_hex(patch.get_facecolor()) == BLUE
    }
    # 53 modules fill 51 days: three pairs share a day, one module takes two.
    assert len(dark) == 51
    # 11 January 2021 was a Monday, the year's first Friday its first day: column 4 + 10. 23 and 24
    # September: the month began on a Wednesday, column 2 + 22 and the next.
    assert {(14, 0), (24, 8), (25, 8)} <= dark
    # 365 days less 104 on weekends (52 Saturdays and Sundays), of which four are holidays.
    assert len(ax.patches) == 365 - 104 + 4
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 11


def test_a_year_without_modules_in_person_has_no_star():
    none = calendar(2021, PROGRAMMES[2021].assign(delivery="unstated"))
    assert not [text for text in texts(none.figure) if "★" in text.get_text()]
