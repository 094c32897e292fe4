"""Figures of the result contract, and its numbers and verdicts in words.

Colours are close to those of Okabe and Ito, which colour-blind readers can tell apart; each
verdict has a marker of its own besides.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from midtjylland.core.language import _, language
from midtjylland.figures.style import (
    INK,
    MUTED,
    DescribedFigure,
    legend,
    listed,
    new_axes,
    styled,
)


class Mark(NamedTuple):
    """How one verdict looks: colour, a light tint of it, and marker."""

    colour: str
    tint: str
    marker: str


MARKS: Mapping[str, Mark] = {
    "met": Mark("#00795a", "#cfeade", "o"),
    "answered_yes": Mark("#00795a", "#e8f5ef", "^"),
    "not_met": Mark("#c85200", "#f9dcc6", "X"),
    "answered_no": Mark("#c85200", "#fdf0e6", "v"),
    "depends_on_reading": Mark("#0068a6", "#cbe3f3", "d"),
    "undetermined": Mark("#0068a6", "#cbe3f3", "s"),
    "not_comparable": Mark("#595959", "#ececec", "P"),
    "no_figure": Mark("#595959", "#ececec", "_"),
    "not_answered": Mark("#595959", "#ffffff", "*"),
}
_TILE = (1.24, 0.62)
_IN_POINTS = ("pct", "pct_point", "score")


def verdict_in_words(mark: str) -> str:
    """What readers see of the verdict on a number, a target or a goal."""
    return {
        "met": _("met"),
        "partly_met": _("met in part"),
        "not_met": _("not met"),
        "open": _("not settled"),
        "answered_yes": _("answered yes"),
        "answered_no": _("answered no"),
        "not_answered": _("not answered"),
        "depends_on_reading": _("depends on the reading"),
        "undetermined": _("open because of rounding"),
        "not_comparable": _("not comparable"),
        "no_figure": _("no result"),
    }[mark]


def change_in_words(change: str) -> str:
    """What readers see of how a number or a wording changed."""
    return {
        "new": _("new"),
        "dropped": _("dropped"),
        "redefined": _("measured otherwise"),
        "target_raised": _("target raised"),
        "target_lowered": _("target lowered"),
        "same_target": _("same target"),
        "reworded": _("reworded"),
    }[change]


def target_in_words(comparator: str, value: float, unit: str) -> str:
    """Write a target as one says it: `at least 45 %`."""
    sentence = {
        ">=": _("at least {value}"),
        ">": _("more than {value}"),
        "<=": _("at most {value}"),
        "<": _("less than {value}"),
    }[comparator]
    return sentence.format(value=value_in_words(value, unit))


def value_in_words(value: float, unit: str) -> str:
    """Write a value with its unit: `35 %`; a dash for one that is not known."""
    if pd.isna(value):
        return "–"
    units = {"pct": _("{value} %"), "pct_point": _("{value} points")}
    return units.get(unit, "{value}").format(value=language().number(value))


def numbers_in_words(numbers: pd.DataFrame) -> pd.DataFrame:
    """`name`, `target` and `result` of each number, as readers see them."""
    rows = []
    for row in numbers.itertuples():
        name = _("{name} (national)") if row.coverage == "national" else "{name}"
        # A share that can't be compared may be of something else than its target.
        is_share = row.unit in ("pct", "pct_point")
        result_unit = "count" if is_share and row.status == "not_comparable" else row.unit
        rows.append(
            {
                "name": name.format(name=language().label(row.indicator)),
                "target": target_in_words(row.comparator, row.target_value, row.unit),
                "result": value_in_words(row.result_value, result_unit),
            }
        )
    return pd.DataFrame(rows, numbers.index, ["name", "target", "result"])


@styled
def scoreboard(marks: pd.DataFrame, goals: pd.DataFrame, year: int) -> DescribedFigure:
    """Draw a row for each goal, with a tile for each of its numbers and targets in words."""
    most = int(marks.groupby("goal_no").size().max())
    ax = new_axes(3.2 + _TILE[0] * most, 1.7 + _TILE[1] * len(goals))
    place = marks.groupby("goal_no").cumcount()
    row = marks["goal_no"].map({number: at for at, number in enumerate(goals["goal_no"])})
    for x, y, target in zip(place, row, marks.itertuples(), strict=True):
        _tile(ax, x, y, target)
    for y, goal in enumerate(goals.itertuples()):
        name = textwrap.fill(f"{goal.goal_no}. {goal.goal}", 38)
        text = {"ha": "right", "xytext": (-8, 0), "textcoords": "offset points"}
        ax.annotate(name, (-0.5, y - 0.02), va="bottom", fontsize=9, **text)
        verdict = verdict_in_words(goal.verdict)
        ax.annotate(verdict, (-0.5, y + 0.06), va="top", weight="bold", **text)
    ax.set(xlim=(-0.5, most - 0.5), ylim=(len(goals) - 0.5, -0.5))
    ax.set_axis_off()
    title = _scoreboard_title(goals)
    ax.set_title(title)
    _verdict_legend(ax, marks["mark"])
    caption = _("Each goal of {year} with the verdicts on its targets")
    return DescribedFigure(
        ax.figure, _scoreboard_text(title, marks, goals), caption.format(year=year)
    )


def _tile(ax: Axes, x: int, y: int, target: Any) -> None:
    mark = MARKS[target.mark]
    look = {"facecolor": mark.tint, "edgecolor": mark.colour, "linewidth": 1.2}
    ax.add_patch(Rectangle((x - 0.47, y - 0.45), 0.94, 0.9, **look))
    ax.text(x - 0.42, y - 0.26, target.item, fontsize=9, weight="bold", va="center")
    ax.scatter(x + 0.36, y - 0.26, s=36, color=mark.colour, marker=mark.marker)
    label = verdict_in_words(target.mark)
    if not pd.isna(target.indicator):
        label = language().label(target.indicator)
    text = {"fontsize": 9, "ha": "center", "va": "center", "linespacing": 1.0}
    ax.text(x, y + 0.13, textwrap.fill(label, 16, break_long_words=False), **text)


def _scoreboard_title(goals: pd.DataFrame) -> str:
    counts = {name: int((goals["verdict"] == name).sum()) for name in ("met", "partly_met")}
    title = _("Of {goals} goals, {met} met in full and {partly_met} in part")
    return title.format(goals=len(goals), **counts)


def _scoreboard_text(title: str, marks: pd.DataFrame, goals: pd.DataFrame) -> str:
    lines = []
    for goal in goals.itertuples():
        own = marks[marks["goal_no"] == goal.goal_no]
        names = own["item"] + " " + own["indicator"].map(language().label, na_action="ignore")
        told = names.fillna(own["item"]) + ": " + own["mark"].map(verdict_in_words)
        line = _("Goal {goal}, {verdict} ({targets}).")
        verdict = verdict_in_words(goal.verdict)
        lines.append(line.format(goal=goal.goal_no, verdict=verdict, targets="; ".join(told)))
    return " ".join([_("Tiles of the targets by goal. {title}.").format(title=title), *lines])


def _verdict_legend(ax: Axes, marks: pd.Series) -> None:
    handles = [
        Line2D([], [], ls="", marker=mark.marker, color=mark.colour, label=verdict_in_words(name))
        for name, mark in MARKS.items()
        if (marks == name).any()
    ]
    legend(ax, handles, columns=4)


def _points_axes(rows: pd.DataFrame) -> Axes:
    """Axes with a line at the target, a row for each number, the first on top."""
    ax = new_axes(8.9, 1.9 + 0.34 * max(len(rows), 1))
    ax.axvline(0, color=INK, linewidth=1.5, zorder=2)
    ax.set_yticks(range(len(rows)), rows["item"] + "  " + rows["words"])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, place: language().number(value)))
    ax.set_xlabel(_("Points short of the target (left) or beyond it (right)"))
    return ax


@styled
def changes(compared: pd.DataFrame, before: int, after: int) -> DescribedFigure:
    """Draw how far each share and score was from its target in one year and in the next."""
    rows = compared[compared["unit_to"].isin(_IN_POINTS) & (compared["change"] != "redefined")]
    rows = rows.dropna(subset=["margin_from", "margin_to"]).reset_index(drop=True)
    names = rows["indicator"].map(language().label)
    ax = _points_axes(rows.assign(item=rows["item_to"], words=names))
    for row in rows.itertuples():
        arrow = {"arrowstyle": "->", "color": MUTED, "shrinkA": 5, "shrinkB": 5}
        ends = (row.margin_to, row.Index), (row.margin_from, row.Index)
        ax.annotate("", *ends, arrowprops=arrow)
    look = {"color": INK, "marker": "o", "ls": "", "markersize": 7}
    handles = []
    for end, year, face in (("from", before, "white"), ("to", after, INK)):
        ax.scatter(
            rows[f"margin_{end}"], rows.index, s=50, facecolors=face, edgecolors=INK, zorder=3
        )
        handles.append(Line2D([], [], label=str(year), markerfacecolor=face, **look))
    closer = int((rows["margin_to"] > rows["margin_from"]).sum())
    title = _("{closer} of {count} gained on their target")
    title = title.format(closer=closer, count=len(rows))
    ax.set_title(title)
    legend(ax, handles)
    line = _("{number} from {before} to {after}")
    number = language().number
    told = [
        line.format(
            number=f"{row.item_to} {name}",
            before=number(row.margin_from, 1),
            after=number(row.margin_to, 1),
        )
        for row, name in zip(rows.itertuples(), names, strict=True)
    ]
    text = _("Arrows on a scale of points beyond the target. {title}: {numbers}.")
    caption = _(
        "How far each number in per cent or points was from its target, {before} and {after}"
    )
    return DescribedFigure(
        ax.figure,
        text.format(title=title, numbers=listed(told)),
        caption.format(before=before, after=after),
    )
