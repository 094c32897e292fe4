"""What the figures draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from figurekit import assert_damage_is_seen, assert_legible, picture, texts
from matplotlib.dates import num2date
from matplotlib.figure import Figure
from matplotlib.text import Text

from midtjylland.analysis import ecsmv
from midtjylland.figures import ecsmv as plots
from midtjylland.rules import RuleBook, load_rules
from midtjylland.rules.grants import GrantRules

DATA = Path(__file__).parent.parent / "data"
NAMES = ["grant", "rates", "history", "cost"]
RATE = "investment_grant_rate_pct"
# The rules of 2021, those of the synthetic 2022, and an odd set.
RULES = [(32, 200_000, 57_375), (40, 250_000, 62_500), (7.5, 1_234_567, 1_000)]


class Case:
    """All frames of one set of rules, and their figures."""

    def __init__(self, rules: tuple[float, ...], budget: float | None = 42.0) -> None:
        self.rules, self.budget = GrantRules(*rules), budget
        self.curve = ecsmv.curve(self.rules)
        self.history = ecsmv.history(load_rules("ecsmv", DATA))
        self.firms = ecsmv.share_of(600, 200, 0.05)
        self.cost = ecsmv.cost_at_most(self.firms, self.rules, budget)

    def axes(self, name: str, ax=None):
        drawn = {
            "grant": lambda: plots.grant_plot(self.curve, self.rules, ax),
            "rates": lambda: plots.rates_plot(self.curve, self.rules, ax),
            "history": lambda: plots.history_plot(self.history, RATE, ax),
            "cost": lambda: plots.cost_plot(self.cost, self.firms, self.budget, 0.05, ax),
        }
        return drawn[name]()

    def text(self, name: str) -> str:
        written = {
            "grant": lambda: plots.grant_plot_text(self.curve, self.rules),
            "rates": lambda: plots.rates_plot_text(self.curve, self.rules),
            "history": lambda: plots.history_plot_text(self.history, RATE),
            "cost": lambda: plots.cost_plot_text(self.cost, self.firms, self.budget),
        }
        return written[name]()


@pytest.fixture(scope="module", params=RULES, ids=str)
def case(request) -> Case:
    return Case(request.param)


@pytest.fixture(scope="module")
def real() -> Case:
    return Case(RULES[0])


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_small_cut_off_or_over_another(case, name):
    assert_legible(case.axes(name).figure)


@pytest.mark.parametrize("name", ["grant", "rates"])
def test_no_curve_runs_through_a_text(case, name):
    ax = case.axes(name)
    ax.figure.draw_without_rendering()
    lines = [ax.transData.transform(line.get_xydata()) for line in ax.lines]
    for text in ax.texts:
        box = Text.get_window_extent(text)
        for line in lines:
            fine = np.interp(np.linspace(0, len(line) - 1, 4_000), range(len(line)), line[:, 0])
            high = np.interp(np.linspace(0, len(line) - 1, 4_000), range(len(line)), line[:, 1])
            inside = (fine > box.x0) & (fine < box.x1) & (high > box.y0) & (high < box.y1)
            assert not inside.any(), text.get_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_title_and_units_on_its_axes(case, name):
    ax = case.axes(name)
    units = {
        "grant": ("DKK", "DKK"),
        "rates": ("DKK", "%"),
        "history": ("year", "%"),
        "cost": ("million DKK", ""),
    }
    assert ax.get_title(loc="left")
    assert units[name][0] in ax.get_xlabel() and units[name][1] in ax.get_ylabel()


@pytest.mark.parametrize("name", NAMES)
def test_figures_draw_on_the_axes_they_are_given(real, name):
    given = Figure(layout="constrained").add_subplot()
    assert real.axes(name, given) is given


@pytest.mark.parametrize("name", NAMES)
def test_text_alternatives_are_sentences(case, name):
    said = case.text(name)
    assert said[0].isupper() and said.endswith(".")
    assert "nan" not in said and "None" not in said and "\n" not in said


def test_the_grant_is_drawn_as_its_frame_has_it(case):
    total, grant, bend = case.axes("grant").lines
    assert grant.get_xydata() == pytest.approx(
        case.curve[["investment_dkk", "investment_grant_dkk"]]
    )
    assert total.get_ydata() == pytest.approx(case.curve["total_with_full_advice_dkk"])
    at = (case.rules.investment_at_cap_dkk, case.rules.investment_grant_cap_dkk)
    assert bend.get_xydata()[0] == pytest.approx(at)
    assert total.get_linestyle() != grant.get_linestyle()


def test_the_shares_are_drawn_as_their_frame_has_them(case):
    whole, following, half = case.axes("rates").lines
    drawn = whole.get_ydata()
    assert drawn == pytest.approx(case.curve["effective_rate_pct"], nan_ok=True)
    assert following.get_ydata() == pytest.approx(case.curve["marginal_rate_pct"])
    # Twice the investment at the cap gets half the rate.
    wanted = (2 * case.rules.investment_at_cap_dkk, case.rules.investment_grant_rate_pct / 2)
    assert half.get_xydata()[0] == pytest.approx(wanted)


def test_the_history_is_drawn_only_where_a_source_is_known(real):
    ax = real.axes("history")
    drawn = [
        [str(num2date(ax.convert_xunits(day)).date()) for day in line.get_xdata()]
        for line in ax.lines[0:6:2]
    ]
    assert drawn == [
        ["2018-11-23", "2018-11-23"],
        ["2020-06-30", "2020-06-30"],
        ["2020-07-07", "2022-11-01"],
    ]
    markers = [line.get_marker() for line in ax.lines[1:6:2]]
    assert markers == ["o", "<", "o"]
    assert ax.lines[1].get_markerfacecolor() == "white"
    assert "last checked\n2022-11-01" in [text.get_text() for text in ax.texts]


def test_a_rate_that_follows_directly_ends_where_the_next_begins():
    days = [date(2020, 7, 7), date(2023, 1, 1)]
    values = [
        {"value": value, "valid_from": day, "reference": "A"}
        for value, day in zip((32, 40), days, strict=True)
    ]
    rule = {
        "description": "share",
        "unit": "pct",
        "last_checked": date(2023, 6, 1),
        "confirm_at": "page",
        "values": values,
    }
    book = RuleBook.model_validate({"scheme": "S", "rules": {RATE: rule}})
    ax = plots.history_plot(ecsmv.history(book), RATE)
    ends = [pd.Timestamp(line.get_xdata()[-1]).date() for line in ax.lines[0:4:2]]
    assert ends == [date(2023, 1, 1), date(2023, 6, 1)]


def test_the_cost_is_drawn_with_its_interval_beside_the_budget(real):
    ax = real.axes("cost")
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([11.475, 40, 51.475])
    ends = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert ends == [
        pytest.approx(pair) for pair in real.cost[["cost_low_mdkk", "cost_high_mdkk"]].to_numpy()
    ]
    assert ax.lines[0].get_xdata() == [42, 42]
    assert ax.get_title(loc="left") == "200 firms: at most 51.5 million DKK, the budget is 42"
    shown = [text.get_text() for text in texts(ax.figure)]
    assert "95 % interval, from the share of firms with a model" in shown


def test_without_a_budget_none_is_drawn():
    case = Case(RULES[0], budget=None)
    ax = case.axes("cost")
    assert not ax.lines
    assert ax.get_title(loc="left") == "200 firms: at most 51.5 million DKK"
    assert "budget" not in case.text("cost")


def test_text_alternatives_say_what_the_figures_of_2021_show(real):
    said = {name: real.text(name) for name in NAMES}
    assert "to 200,000 DKK at 625,000 DKK and is level" in said["grant"]
    assert "at most 257,375 DKK in all" in said["grant"]
    assert "32 % up to 625,000 DKK and falls to 8 %" in said["rates"]
    assert "10 %, planned 2018-11-23; 15 %, until 2020-06-30, start not known" in said["history"]
    assert "both grants 51.5 (interval 45.7 to 57.5)" in said["cost"]


# The pictures


@pytest.mark.parametrize("name", NAMES)
@picture("ecsmv")
def test_picture(real, name):
    return real.axes(name).figure


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_label_or_a_lost_series_is_another_picture(real, name):
    assert_damage_is_seen(real.axes(name).figure)
