"""The figures of DK2020 draw what their frames hold, and a reader can read them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import truthkit
from matplotlib.dates import date2num, num2date

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
KEPT = [*DRAWN]


def axes(shown):
    return shown.figure.axes[0]


def at(ax, name: str):
    """Lines and bars in the row of a municipality."""
    labels = [label.get_text().split(" (")[0] for label in ax.get_yticklabels()]
    row = ax.get_yticks()[labels.index(name)]
    lines = [line for line in ax.lines if len(line.get_ydata()) and (line.get_ydata() == row).all()]
    bars = [
        bar
        for bar in ax.patches
        if bar.get_y() < row < bar.get_y() + bar.get_height() and bar.get_height() < 1
    ]
    return row, lines, bars


def day(number: object) -> str:
    return f"{num2date(date2num(number)):%Y-%m-%d}"


def test_the_bars_of_the_cohorts_are_their_plans():
    parts = axes(DRAWN["cohorts"]()).containers
    assert [[bar.get_width() for bar in part] for part in parts] == [*([4, 5], [3], [7])]
    # Each part has a hatch of its own besides its colour.
    assert [part[0].get_hatch() for part in parts] == ["", "///", "..."]
    assert DRAWN["cohorts"]().text == (
        "Stacked bars. 9 of 19 plans approved, as the papers count. Pilots: 4 approved; Expected "
        "in 2022: 5 approved, 3 still expected; Expected in 2023: 7 expected, approvals not "
        "counted."
    )


def test_each_kind_of_knowledge_has_its_own_mark():
    ax = axes(DRAWN["timeline"]())
    _, (mark,), _ = at(ax, "Horsens")
    assert (mark.get_marker(), day(mark.get_xdata()[0])) == ("o", "2022-09-27")
    _, lines, (bar,) = at(ax, "Aarhus")
    ends = bar.get_x(), bar.get_x() + bar.get_width()
    assert [day(num2date(end)) for end in ends] == ["2020-11-01", "2021-09-30"] and not lines
    _, _, (bar,) = at(ax, "Syddjurs")
    assert (bar.get_linestyle(), bar.get_facecolor()[:3]) == ("--", (1, 1, 1))
    _, (line, arrow), _ = at(ax, "Struer")
    assert (arrow.get_marker(), day(arrow.get_xdata()[0])) == ("<", "2023-12-08")
    assert date2num(line.get_xdata()[0]) == pytest.approx(ax.get_xlim()[0])
    marks = [text.get_position()[1] for text in ax.texts if text.get_text() == "?"]
    silent = ["Lemvig", "Odder", "Skive", "Ikast-Brande", "Norddjurs", "Skanderborg"]
    assert sorted(marks) == sorted(at(ax, name)[0] for name in silent)
    _, (mark, link, cross), _ = at(ax, "Viborg")
    assert [mark.get_marker(), link.get_linestyle(), cross.get_marker()] == ["o", ":", "x"]
    assert day(cross.get_xdata()[0]) == "2023-10-12"


def test_every_row_says_its_date_and_event_in_words():
    text = DRAWN["timeline"]().text
    for said in (
        "Samsø: no later than 1 Jul 2020 (C40)",
        "Viborg: 12 Oct 2022 or 12 Oct 2023 (council)",
        "Favrskov: 28 Jun 2022 (proposal)",
        "Syddjurs: planned: 2023",
        "Odder: no dated record",
    ):
        assert said in text
    # To the day: Randers, Ringkøbing-Skjern, Horsens, Viborg, Hedensted; a proposal is no event.
    assert "known for 5 of 19 municipalities" in text
    use_language("da")
    assert "1 Jul 2020" not in plots.timeline(RECORDS, None).text
    use_language("en")


def test_a_municipality_with_two_events_has_one_row():
    both = pd.concat([RECORDS, RECORDS[:1].assign(event="council_adoption")], ignore_index=True)
    assert len(set(axes(plots.timeline(both, None)).get_yticks())) == 19


def test_bounds_plan_and_counts_are_drawn_as_they_are():
    least, most, count, plan = axes(DRAWN["bounds"]()).lines
    assert least.get_ydata().tolist() == [0, 1, 5, 8]
    assert most.get_ydata().tolist() == [7, 11, 17, 19]
    assert least.get_linestyle() != most.get_linestyle()
    assert plan.get_ydata().tolist() == [12, 19]
    assert [day(each) for each in count.get_xdata()] == ["2022-09-30", "2022-11-15"]
    text = DRAWN["bounds"]().text
    assert "by 31 December 2023 at least 8 and at most 19" in text and "count 9 approved" in text
    late = dk2020.Window(pd.Timestamp("2025-06-01"), pd.Timestamp("2025-06-30"))
    ax = axes(plots.bounds(BY_DAY, PLAN[:0], [(late, 14)], "c40_approval"))
    assert ax.get_xlim()[1] >= date2num(late.last)
