"""What the contract's figures draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from figurekit import assert_damage_is_seen, assert_legible, picture
from matplotlib.figure import Figure
from truthkit import frame

from midtjylland.analysis import contract
from midtjylland.analysis.contract import Users
from midtjylland.figures import contract as plots
from midtjylland.language import language

GOALS = {year: frame("contract_goals", year) for year in (2021, 2022)}
USERS = {2021: Users(4000, 2860, 3888), 2022: Users(4200, 3645, 4120)}
JUDGED = {
    year: contract.judge(frame("contract_indicators", year), users) for year, users in USERS.items()
}
SPREAD = pd.DataFrame({"mark": ["not_met", "met"]})
MARKS = {year: contract.mark_targets(GOALS[year], JUDGED[year], SPREAD) for year in GOALS}
MISSES = {year: contract.respondents_by_figure(JUDGED[year], GOALS[year], 0.05) for year in GOALS}
HITS = contract.respondents_by_figure(JUDGED[2022], GOALS[2022], 0.05, "met")
CHANGES = contract.compare_years(JUDGED)
FIGURES = {
    "panels-2021": lambda: plots.target_panels(JUDGED[2021]),
    "panels-2022": lambda: plots.target_panels(JUDGED[2022]),
    "scoreboard-2021": lambda: plots.scoreboard(MARKS[2021]).figure,
    "scoreboard-2022": lambda: plots.scoreboard(MARKS[2022]).figure,
    "misses-2021": lambda: plots.respondents_plot(MISSES[2021], 0.05).figure,
    "misses-2022": lambda: plots.respondents_plot(MISSES[2022], 0.01).figure,
    "hits-2022": lambda: plots.respondents_plot(HITS, 0.05).figure,
    "changes": lambda: plots.change_plot(CHANGES).figure,
}


def name(item: str, indicator: str) -> str:
    """What readers see of a figure: its item and its label."""
    return f"{item}  {language().label(indicator)}"


def rows_of(ax) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def dots(ax) -> set[tuple[float, float]]:
    """Markers of scatter plots, without lines."""
    return {
        tuple(np.round(at, 9).tolist())
        for collection in ax.collections
        if hasattr(collection, "get_sizes") and len(collection.get_sizes())
        for at in collection.get_offsets()
    }


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_small_cut_off_or_over_another(name):
    assert_legible(FIGURES[name]())


@pytest.mark.parametrize("name", [name for name in FIGURES if "scoreboard" not in name])
def test_every_axis_says_its_unit(name):
    figure = FIGURES[name]()
    units = ("Per cent", "ercentage points", "score", "Number", "Respondents")
    assert figure.axes[0].get_title(loc="left")
    for ax in figure.axes:
        assert any(unit in ax.get_xlabel() for unit in units)


def test_met_and_missed_differ_in_more_than_colour():
    assert len({mark.marker for mark in plots.MARKS.values()}) == len(plots.MARKS)


# Targets


def test_each_unit_and_each_count_has_an_axis_of_its_own():
    axes = plots.target_panels(JUDGED[2021]).axes
    assert [len(rows_of(ax)) for ax in axes] == [8, 4, 1, 1, 1]
    assert rows_of(axes[0])[-1] == name("1a", "hub_awareness")
    national = name("6c", "operations_segment_productivity") + " (national)"
    assert rows_of(axes[1])[0] == national
    assert axes[0].get_xlim() == (0, 100)


def test_targets_and_results_stand_where_the_frame_has_them():
    shares = JUDGED[2021][JUDGED[2021]["unit"] == "pct"]
    ax = plots.target_plot(shares)
    targets = np.asarray(ax.lines[0].get_xydata()).tolist()
    # From below: 8c, 7a, 6a, 5b (65 %, without a result), 4a, 3a, 1b, 1a.
    assert [x for x, _ in targets] == [80, 70, 70, 65, 45, 80, 50, 45]
    assert dots(ax) == {(73, 0), (67, 1), (63, 2), (45, 4), (75, 5), (71, 6), (35, 7)}
    words = {text.get_text() for text in ax.texts}
    assert "75 % (at least 80 %)" in words and "no result (at least 65 %)" in words


def test_markers_tell_met_from_missed():
    ax = plots.target_plot(JUDGED[2021][JUDGED[2021]["unit"] == "pct"])
    labels = {
        tuple(at): each.get_label() for each in ax.collections[2:] for at in each.get_offsets()
    }
    assert labels[(73.0, 0.0)] == "missed" and labels[(45.0, 4.0)] == "met"


def test_a_range_is_drawn_as_one_and_another_unit_is_not_drawn():
    users = JUDGED[2021][JUDGED[2021]["indicator"] == "firms_using_offers"]
    ax = plots.target_plot(users)
    [segment] = ax.collections[1].get_segments()
    assert segment[:, 0].tolist() == [3888, 6748]
    assert dots(ax) == set()
    growth = JUDGED[2021][JUDGED[2021]["indicator"] == "green_awareness_growth"]
    elsewhere = plots.target_plot(growth)
    assert dots(elsewhere) == set() and not elsewhere.collections[1].get_segments()
    assert elsewhere.texts[0].get_text() == "not comparable: 11 (at least 5 points)"


def test_the_panels_in_words():
    text = plots.target_panels_text(JUDGED[2021])
    assert "Of 15 figures in the contract, 5 met and 7 missed." in text
    known, users = map(language().label, ("green_service_known", "firms_using_offers"))
    assert f"No result: 5b {known} – (at least 65 %)." in text
    assert f"8b {users} 3,888 to 6,748 (at least 4,000)" in text


def test_figures_draw_on_the_axes_they_are_given():
    for draw in (
        lambda ax: plots.target_plot(JUDGED[2021].iloc[:3], ax),
        lambda ax: plots.scoreboard(MARKS[2021], ax),
        lambda ax: plots.respondents_plot(MISSES[2021], 0.05, ax),
        lambda ax: plots.change_plot(CHANGES, ax),
    ):
        given = Figure(layout="constrained").add_subplot()
        assert draw(given) is given


# Goals


def test_the_scoreboard_has_a_tile_for_every_mark():
    ax = plots.scoreboard(MARKS[2021])
    # 15 figures, and 6 targets without one.
    assert len(ax.patches) == 21
    written = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert written.count("no figure set") == 4
    assert written.count("depends on the reading") == 2
    # Tiles that say so, and one goal.
    assert written.count("missed") == 7 + 1
    assert written.count("partly met") == 4
    assert "8. Geografisk spredning, omfang og opsøgende indsats" in written
    assert ax.get_title(loc="left").startswith("Of 8 goals, none shown to be met in full, 5")


def test_the_scoreboard_in_words():
    text = plots.scoreboard_text(MARKS[2021])
    digital = language().label("digital_positive_effect_expected").lower()
    assert f"Goal 7, missed (missed: 7a {digital})." in text
    assert "Goal 2, open (depends on the reading: 2a)." in text


# Respondents


def test_bars_reach_from_the_fewest_to_enough():
    ax = plots.respondents_plot(MISSES[2021], 0.05)
    rows = MISSES[2021].iloc[::-1]
    ends = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert ends == rows[["respondents_fewest", "respondents_enough"]].values.tolist()
    assert [x for x, _ in sorted(dots(ax), key=lambda at: at[1])] == [
        *rows["respondents_face_value"]
    ]
    nearest = name("7a", "digital_positive_effect_expected")
    assert rows_of(ax)[-1] == f"{nearest}\n67 % against 70 %"


def test_numbers_that_are_not_known_are_called_so():
    tiny = MISSES[2021].iloc[:2].copy()
    tiny.loc[0, ["respondents_face_value", "respondents_enough"]] = pd.NA
    tiny.loc[1, ["respondents_fewest", "respondents_face_value", "respondents_enough"]] = pd.NA
    ax = plots.respondents_plot(tiny, 0.05)
    words = [text.get_text() for text in ax.texts]
    assert words == ["more than 100,000", "at least 708"]
    assert "67 % against 70 %: at least 708" in plots.respondents_plot_text(tiny, 0.05)


# Years


def test_arrows_go_from_the_gap_before_to_the_gap_after():
    ax = plots.change_plot(CHANGES)
    # Shares and points with a gap in both years: nine of them.
    assert len(rows_of(ax)) == 9
    at = rows_of(ax).index(name("1a", "hub_awareness"))
    assert {(-10, at), (-7, at)} <= dots(ax)
    assert ax.get_title(loc="left") == "6 of 9 shares gained on their target"
    new = language().label("new_firms")
    assert f"1b {new} from +21 points to +3 points" in plots.change_plot_text(CHANGES)


def test_redefined_figures_are_not_compared():
    redefined = CHANGES.assign(change="redefined")
    assert plots.change_plot(redefined).get_title(loc="left").startswith("0 of 0")
    assert plots.change_plot_text(redefined).endswith("on their target: none.")


# The pictures

KEPT = ["panels-2021", "scoreboard-2021", "misses-2021", "changes"]


@pytest.mark.parametrize("name", KEPT)
@picture("contract")
def test_picture(name):
    return FIGURES[name]()


@pytest.mark.parametrize("name", KEPT)
def test_a_wrong_label_or_a_lost_series_is_another_picture(name):
    assert_damage_is_seen(FIGURES[name]())
