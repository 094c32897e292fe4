"""Figures of the result contract, and its numbers and verdicts in words.

Each verdict has a marker of its own besides its colour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from midtjylland.core.language import _, fill, language
from midtjylland.figures import draw
from midtjylland.figures.draw import BLUE, GREEN, GREY, INK, MUTED, ORANGE, DescribedFigure, Look

LOOKS: Mapping[str, Look] = {
    "met": GREEN,
    "answered_yes": GREEN._replace(tint="#e8f5ef", marker="^"),
    "not_met": ORANGE._replace(marker="X"),
    "answered_no": ORANGE._replace(tint="#fdf0e6", marker="v"),
    "depends_on_reading": BLUE._replace(marker="d"),
    "undetermined": BLUE._replace(marker="s"),
    "not_comparable": GREY._replace(marker="P"),
    "no_figure": GREY._replace(marker="_"),
    "not_answered": GREY._replace(tint="#ffffff", marker="*"),
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
        "new": _("no match before"),
        "dropped": _("no match after"),
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


def name_numbers(numbers: pd.DataFrame, targets: pd.DataFrame) -> pd.Series:
    """What readers see for each number's name; where none is declared, its target in quotes."""
    texts = dict(zip(targets["item"], targets["target_text"], strict=True))
    own = zip(numbers["indicator"], numbers["item"].map(texts.get), strict=True)
    names = pd.Series([language().label_or_quote(*each) for each in own], numbers.index, "str")
    # Of several numbers of one target, the target tells which is which.
    wanted = [
        target_in_words(*each)
        for each in numbers[["comparator", "target_value", "unit"]].itertuples(index=False)
    ]
    twice = numbers.assign(name=names).duplicated(["item", "name"], keep=False)
    return names.mask(twice, names + " (" + pd.Series(wanted, numbers.index, "str") + ")")


def numbers_in_words(numbers: pd.DataFrame) -> pd.DataFrame:
    """`name`, `target` and `result` of each number, as readers see them; `name` is known."""
    rows = []
    for row in numbers.itertuples():
        name = _("{name} (national)") if row.coverage == "national" else "{name}"
        # A share that can't be compared may be of something else than its target.
        is_share = row.unit in ("pct", "pct_point")
        result_unit = "count" if is_share and row.status == "not_comparable" else row.unit
        target = target_in_words(row.comparator, row.target_value, row.unit)
        result = value_in_words(row.result_value, result_unit)
        rows.append((name.format(name=row.name), target, result))
    return pd.DataFrame(rows, numbers.index, ["name", "target", "result"])


@draw.styled
def scoreboard(marks: pd.DataFrame, goals: pd.DataFrame, year: int) -> DescribedFigure:
    """Draw a row for each goal, with a tile for each of its numbers and targets in words."""
    most = int(marks.groupby("goal_no").size().max())
    ax = draw.axes(3.2 + _TILE[0] * most, 1.7 + _TILE[1] * len(goals))
    place = marks.groupby("goal_no").cumcount()
    row = marks["goal_no"].map({number: at for at, number in enumerate(goals["goal_no"])})
    for x, y, target in zip(place, row, marks.itertuples(), strict=True):
        _draw_tile(ax, x, y, target)
    for y, goal in enumerate(goals.itertuples()):
        name = textwrap.fill(f"{goal.goal_no}. {goal.goal}", 38)
        text = {"ha": "right", "xytext": (-8, 0), "textcoords": "offset points"}
        ax.annotate(name, (-0.5, y - 0.02), va="bottom", fontsize=9, **text)
        verdict = verdict_in_words(goal.verdict)
        ax.annotate(verdict, (-0.5, y + 0.06), va="top", weight="bold", **text)
    ax.set(xlim=(-0.5, most - 0.5), ylim=(len(goals) - 0.5, -0.5))
    ax.set_axis_off()
    for name, look in LOOKS.items():
        if (marks["mark"] == name).any():
            ax.plot([], [], look.marker, color=look.colour, label=verdict_in_words(name))
    draw.legend(ax, columns=4)
    return draw.described(
        ax,
        _("Of {goals} goals, {met} met in full and {partly_met} in part"),
        _("Tiles of the targets by goal. {title}.") + " {verdicts}",
        _("Each goal of {year} with the verdicts on its targets"),
        goals=len(goals),
        met=(goals["verdict"] == "met").sum(),
        partly_met=(goals["verdict"] == "partly_met").sum(),
        year=year,
        verdicts=" ".join(_goals_in_words(marks, goals)),
    )


def _draw_tile(ax: Axes, x: int, y: int, target: Any) -> None:
    look = LOOKS[target.mark]
    ax.add_patch(Rectangle((x - 0.47, y - 0.45), 0.94, 0.9, linewidth=1.2, **look.area))
    ax.text(x - 0.42, y - 0.26, target.item, fontsize=9, weight="bold", va="center")
    ax.scatter(x + 0.36, y - 0.26, s=36, color=look.colour, marker=look.marker)
    # Of a long quote the beginning is enough.
    name = (
        target.name
        if len(target.name) < 45
        else textwrap.shorten(target.name, 34, placeholder=" …")
    )
    label = textwrap.fill(name, 15, max_lines=3, placeholder=" …").replace("… …", "…")
    text = {"fontsize": 9, "ha": "center", "va": "center", "linespacing": 1.0}
    ax.text(x, y + 0.13, label, **text)


def _goals_in_words(marks: pd.DataFrame, goals: pd.DataFrame) -> Iterator[str]:
    for goal in goals.itertuples():
        own = marks[marks["goal_no"] == goal.goal_no]
        told = own["item"] + " " + own["name"] + ": " + own["mark"].map(verdict_in_words)
        yield fill(
            _("Goal {goal}, {verdict} ({targets})."),
            goal=goal.goal_no,
            verdict=verdict_in_words(goal.verdict),
            targets="; ".join(told),
        )


@draw.styled
def changes(compared: pd.DataFrame, before: int, after: int) -> DescribedFigure:
    """Draw how far each share and score was from its target in one year and in the next."""
    rows = compared[compared["unit_to"].isin(_IN_POINTS) & (compared["change"] != "redefined")]
    rows = rows.dropna(subset=["margin_from", "margin_to"]).reset_index(drop=True)
    names = rows["name_to"].map(lambda name: textwrap.shorten(name, 50, placeholder=" …"))
    ax = draw.axes(8.9, 1.9 + 0.34 * max(len(rows), 1))
    ax.axvline(0, color=INK, linewidth=1.5, zorder=2)
    draw.rows(ax, rows["item_to"] + "  " + names)
    ax.set_xlabel(_("Points short of the target (left) or beyond it (right)"))
    arrow = {"arrowstyle": "->", "color": MUTED, "shrinkA": 5, "shrinkB": 5}
    for row in rows.itertuples():
        ends = (row.margin_to, row.Index), (row.margin_from, row.Index)
        ax.annotate("", *ends, arrowprops=arrow)
    for end, year, face in (("from", before, "white"), ("to", after, INK)):
        look = {"s": 50, "facecolors": face, "edgecolors": INK, "zorder": 3}
        ax.scatter(rows[f"margin_{end}"], rows.index, label=str(year), **look)
    draw.legend(ax)
    words = _("{number} from {before} to {after}")
    margins = zip(
        rows["item_to"] + " " + names, rows["margin_from"], rows["margin_to"], strict=True
    )
    number = language().number
    return draw.described(
        ax,
        _("{closer} of {count} gained on their target"),
        _("Arrows on a scale of points beyond the target. {title}: {numbers}."),
        _("How far each number in per cent or points was from its target, {before} and {after}"),
        closer=(rows["margin_to"] > rows["margin_from"]).sum(),
        count=len(rows),
        numbers=[
            words.format(number=name, before=number(first, 1), after=number(last, 1))
            for name, first, last in margins
        ],
        before=str(before),
        after=str(after),
    )
