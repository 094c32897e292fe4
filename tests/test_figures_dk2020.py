"""The figures of DK2020 draw what their frames hold, and a reader can read them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import truthkit
from figurekit import assert_damage_is_seen, assert_legible, picture
from matplotlib.collections import PolyCollection
from matplotlib.dates import date2num, num2date
from matplotlib.text import Text

from midtjylland.analysis import dk2020
from midtjylland.figures import dk2020 as plots
from midtjylland.records import load_dk2020_records

DATA = Path(__file__).parent.parent / "data"
COUNCIL = "council_adoption"


def window(first: str, last: str) -> dk2020.Window:
    return dk2020.Window(pd.Timestamp(first), pd.Timestamp(last))


NOVEMBER = window("2022-11-01", "2022-11-30")


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return load_dk2020_records(DATA)


@pytest.fixture(scope="module")
def statuses() -> dict[int, pd.DataFrame]:
    return {
        year: dk2020.cohort_status(truthkit.frame("dk2020_cohorts", year)) for year in (2021, 2022)
    }


@pytest.fixture(scope="module")
def durations(records):
    placed = dk2020.place_events(records, COUNCIL, conflict="recorded")
    months = dk2020.durations(placed)
    fit = dk2020.turnbull(months["low_months"], months["high_months"])
    cautious = dk2020.cautious_shares(placed, NOVEMBER.last, 0.05)
    return dk2020.share_by_month(months, np.arange(0, 40, 1)), fit, cautious


def words(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


def row_of(ax, name: str) -> float:
    labels = [label.get_text().split(" (")[0] for label in ax.get_yticklabels()]
    return ax.get_yticks()[labels.index(name)]


def lines_at(ax, row: float):
    return [line for line in ax.lines if len(line.get_ydata()) and (line.get_ydata() == row).all()]


def day(number: float) -> str:
    return f"{num2date(number):%Y-%m-%d}"


@pytest.fixture(scope="module")
def timeline(records):
    return plots.timeline_plot(records, NOVEMBER)


def test_a_known_day_is_one_filled_mark_on_it(timeline):
    (mark,) = lines_at(timeline, row_of(timeline, "Horsens"))
    assert (mark.get_marker(), mark.get_linestyle()) == ("o", "-")
    assert [day(date2num(x)) for x in mark.get_xdata()] == ["2022-09-27"]


def test_a_range_is_a_bar_from_its_first_day_to_its_last(timeline):
    row = row_of(timeline, "Aarhus")
    (bar,) = (
        bar
        for bar in timeline.patches
        if bar.get_y() < row < bar.get_y() + bar.get_height() and bar.get_height() < 1
    )
    ends = bar.get_x(), bar.get_x() + bar.get_width()
    assert [day(end) for end in ends] == ["2020-11-01", "2021-09-30"]
    assert bar.get_linestyle() == "-"
    assert not lines_at(timeline, row)


def test_a_plan_is_a_dashed_bar_without_filling(timeline):
    row = row_of(timeline, "Syddjurs")
    (bar,) = (
        bar
        for bar in timeline.patches
        if bar.get_y() < row < bar.get_y() + bar.get_height() and bar.get_height() < 1
    )
    assert bar.get_linestyle() == "--"
    assert bar.get_facecolor()[:3] == (1, 1, 1)


def test_no_later_than_is_an_arrow_to_the_left_with_no_beginning(timeline):
    line, arrow = lines_at(timeline, row_of(timeline, "Struer"))
    assert arrow.get_marker() == "<"
    assert day(date2num(arrow.get_xdata()[0])) == "2023-12-08"
    assert date2num(line.get_xdata()[0]) == pytest.approx(timeline.get_xlim()[0])


def test_what_is_not_known_has_a_question_mark_and_no_day(timeline):
    marks = [text.get_position()[1] for text in timeline.texts if text.get_text() == "?"]
    silent = ["Lemvig", "Odder", "Skive", "Ikast-Brande", "Norddjurs", "Skanderborg"]
    assert sorted(marks) == sorted(row_of(timeline, name) for name in silent)


def test_a_contradicting_date_is_crossed_and_joined(timeline):
    mark, link, cross = lines_at(timeline, row_of(timeline, "Viborg"))
    assert [mark.get_marker(), link.get_linestyle(), cross.get_marker()] == ["o", ":", "x"]
    assert day(date2num(cross.get_xdata()[0])) == "2023-10-12"


def test_every_row_says_its_date_and_event_in_words(timeline, records):
    said = words(timeline)
    for text in (
        "no later than 1 Jul 2020 (C40)",
        "12 Oct 2022 or 12 Oct 2023 (council)",
        "1 Sep to 30 Nov 2022 (council)",
        "28 Jun 2022 (proposal)",
        "planned: 2023",
    ):
        assert text in said
    assert said.count("no dated record") == 6
    text = plots.timeline_plot_text(records, NOVEMBER)
    assert all(f"{name}: " in text for name in records["municipality"])
    assert "A band marks November 2022" in text
    # To the day: Randers, Ringkøbing-Skjern, Horsens, Viborg, Hedensted; a proposal is no event.
    assert "5 of 19 municipalities" in text


def test_nothing_of_the_timeline_is_cut_off_or_covered(timeline):
    figure = timeline.figure
    figure.draw_without_rendering()
    edge = figure.bbox
    boxes = [text.get_window_extent() for text in timeline.texts if text.get_text() != "?"]
    assert all(box.x0 >= edge.x0 and box.x1 <= edge.x1 for box in boxes)
    rows = sorted(boxes, key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 for low, high in pairwise(rows))


def test_a_municipality_with_two_events_has_one_row(records):
    both = pd.concat([records, records[:1].assign(event=COUNCIL)], ignore_index=True)
    ax = plots.timeline_plot(both, None)
    assert len(set(ax.get_yticks())) == 19


def test_the_bars_of_the_cohorts_are_their_plans(statuses):
    ax = plots.cohort_plot(statuses[2021])
    widths = [[bar.get_width() for bar in part] for part in ax.containers]
    assert widths == [[4, 5, 0], [0, 3, 0], [0, 0, 7]]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["Pilots", "Expected in 2022", "Expected in 2023"]
    # Each part has a hatch of its own besides its colour.
    assert [part[0].get_hatch() for part in ax.containers] == ["", "///", "..."]
    text = plots.cohort_plot_text(statuses[2021])
    assert "9 of 19" in text and "Expected in 2022: 5 approved, 3 still expected" in text
    assert "Expected in 2023: 7 expected, approvals not counted" in text


def test_the_plan_steps_up_on_the_last_day_of_each_year(statuses):
    ax = plots.plan_plot({2021: statuses[2021]}, {2021: NOVEMBER})
    steps = ax.lines[0]
    found = [(f"{at:%Y-%m-%d}", number) for at, number in zip(*steps.get_data(), strict=True)]
    assert found[:3] == [("2022-01-01", 4), ("2022-12-31", 12), ("2023-12-31", 19)]
    assert steps.get_drawstyle() == "steps-post"
    assert "9 approved, November 2022" in words(ax)


def test_papers_without_a_date_are_named_and_not_drawn(statuses):
    published = {2021: NOVEMBER, 2022: None}
    ax = plots.plan_plot(statuses, published)
    assert not [text for text in words(ax) if text.startswith("14 approved")]
    text = plots.plan_plot_text(statuses, published)
    assert "14 approved by the papers on 2022, not drawn" in text


def test_late_papers_are_still_inside_the_axes(statuses):
    late = window("2025-06-01", "2025-06-30")
    ax = plots.plan_plot({2022: statuses[2022]}, {2022: late})
    assert ax.get_xlim()[1] >= date2num(late.last)


def test_the_counts_of_the_records_are_drawn_as_they_are(records):
    days = pd.date_range("2021-01-01", "2023-12-31")
    counts = dk2020.recorded_by(dk2020.place_events(records, COUNCIL), days)
    ax = plots.recorded_plot(counts, 9, NOVEMBER, "adopted by the council")
    least, most = ax.lines[:2]
    assert least.get_ydata().tolist() == counts["at_least"].tolist()
    assert most.get_ydata().tolist() == counts["at_most"].tolist()
    assert least.get_linestyle() != most.get_linestyle()
    text = plots.recorded_plot_text(counts, 9, NOVEMBER, "adopted by the council")
    assert "by 31 December 2023 at least 8 and at most 19" in text
    assert "November 2022 count 9 approved" in text


def test_the_estimate_rises_by_its_probabilities(durations):
    bounds, fit, cautious = durations
    ax = plots.duration_plot(bounds, fit, cautious, "adopted by the council")
    rises = [
        line
        for line in ax.lines
        if line.get_linestyle() == "-"
        and len(line.get_xdata()) == 2
        and line.get_xdata()[0] == line.get_xdata()[1]
    ]
    assert [line.get_xdata()[0] for line in rises] == pytest.approx(fit["low"].tolist())
    assert rises[-1].get_ydata()[1] == pytest.approx(100)
    text = plots.duration_plot_text(bounds, fit, cautious)
    assert "25 % at 22.4, 25 % at 22.8, 25 % at 23.3 and 25 % at 23.8 months" in text
    assert "reaches 50 % at 24.9 months" in text


def test_where_only_an_interval_is_known_the_estimate_is_a_box(durations):
    bounds, _, cautious = durations
    fit = pd.DataFrame({"low": [0.0], "high": [np.inf], "probability": [1.0]})
    ax = plots.duration_plot(bounds, fit, cautious[:0], "adopted by the council")
    assert [box.get_hatch() for box in ax.findobj(PolyCollection)] == [None, "///"]
    text = plots.duration_plot_text(bounds, fit, cautious[:0])
    assert "100 % between 0.0 and any later time" in text
    assert "cautious" not in text


# The pictures

DRAWN = {
    "timeline": lambda records, statuses, durations: plots.timeline_plot(records, NOVEMBER),
    "cohorts": lambda records, statuses, durations: plots.cohort_plot(statuses[2021]),
    "plan": lambda records, statuses, durations: plots.plan_plot(
        statuses, {2021: NOVEMBER, 2022: window("2023-11-01", "2023-11-30")}
    ),
    "recorded": lambda records, statuses, durations: plots.recorded_plot(
        dk2020.recorded_by(
            dk2020.place_events(records, COUNCIL), pd.date_range("2021-01-01", "2023-12-31")
        ),
        *(9, NOVEMBER, "adopted by the council"),
    ),
    "durations": lambda records, statuses, durations: plots.duration_plot(
        *durations, "adopted by the council"
    ),
}


@pytest.fixture(params=DRAWN)
def figure(request, records, statuses, durations):
    return DRAWN[request.param](records, statuses, durations).figure


@picture("dk2020")
def test_picture(figure):
    return figure


def test_a_wrong_label_or_a_lost_series_is_another_picture(figure):
    assert_damage_is_seen(figure)


def test_no_text_is_small_cut_off_or_over_another(figure):
    assert_legible(figure)
