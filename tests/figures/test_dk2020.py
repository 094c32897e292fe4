"""The figures of DK2020 draw what their frames hold, and a reader can read them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import truthkit
from matplotlib.dates import date2num

from midtjylland.analysis import dk2020
from midtjylland.core.language import use_language
from midtjylland.figures import dk2020 as plots
from midtjylland.store.dk2020_records import load_dk2020_records

WRITTEN = dk2020.Window(pd.Timestamp("2022-09-30"), pd.Timestamp("2022-11-15"))
# By hand from the records: by which day so many municipalities are surely and possibly there.
BY_DAY = pd.DataFrame(
    [("2020-11-01", 0, 7), ("2021-12-31", 1, 11), ("2022-12-31", 5, 17), ("2023-12-31", 8, 19)],
    columns=["date", "at_least", "at_most"],
).astype({"date": "datetime64[s]"})
PLAN = pd.DataFrame({"deadline": ["2022-12-31", "2023-12-31"], "due": [12, 19]}).astype(
    {"deadline": "datetime64[s]"}
)


RECORDS = load_dk2020_records(Path(__file__).parents[2] / "data")
DRAWN = {
    "cohorts": lambda: plots.cohorts(dk2020.cohort_status(truthkit.frame("dk2020_cohorts", 2021))),
    "timeline": lambda: plots.timeline(RECORDS, WRITTEN),
    "bounds": lambda: plots.bounds(BY_DAY, PLAN, [(WRITTEN, 9)], "council_adoption"),
}


def axes(shown):
    return shown.figure.axes[0]


def test_dates_are_in_the_language_in_use():
    assert "Samsø: no later than 1 Jul 2020 (C40)" in DRAWN["timeline"]().text
    use_language("da")
    assert "1 Jul 2020" not in plots.timeline(RECORDS, None).text
    use_language("en")


def test_a_municipality_with_two_events_has_one_row():
    both = pd.concat([RECORDS, RECORDS[:1].assign(event="council_adoption")], ignore_index=True)
    assert len(set(axes(plots.timeline(both, None)).get_yticks())) == 19


def test_the_years_reach_to_the_last_count():
    late = dk2020.Window(pd.Timestamp("2025-06-01"), pd.Timestamp("2025-06-30"))
    ax = axes(plots.bounds(BY_DAY, PLAN[:0], [(late, 14)], "c40_approval"))
    assert ax.get_xlim()[1] >= date2num(late.last)
