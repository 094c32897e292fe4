"""Figures of the ECSMV scheme: each call draws, describes and captions.

Each meaning has its own line style, marker or hatch beside its colour.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.ticker import FuncFormatter, MaxNLocator

from midtjylland.core.language import _, fill, language
from midtjylland.declared.rules.grants import GrantRules
from midtjylland.figures.style import (
    BAND,
    HALO,
    INK,
    MUTED,
    DescribedFigure,
    legend,
    new_axes,
    styled,
)

_BLUE, _ORANGE, _TINT = "#0068a6", "#c85200", "#f9dcc6"
_BESIDE: dict[str, Any] = {"textcoords": "offset points", "path_effects": [HALO]}


def _values(rules: GrantRules) -> dict[str, float]:
    return {
        "rate": rules.investment_grant_rate_pct,
        "cap": rules.investment_grant_cap_dkk,
        "bend": rules.investment_at_cap_dkk,
        "most": rules.max_total_grant_dkk,
        "advice": rules.advice_grant_cap_dkk,
        "right": 4 * rules.investment_at_cap_dkk,
    }


@styled
def grant(rules: GrantRules) -> DescribedFigure:
    """Grant against the investment, with what an advice grant can add as a hatched band."""
    ax, told = new_axes(8.0, 4.8), _values(rules)
    x = np.linspace(0, told["right"], 161)
    grants = rules.investment_grant(x)
    total = grants + told["advice"]
    hatched = {"facecolor": _TINT, "edgecolor": _ORANGE, "linewidth": 0.0, "hatch": "//"}
    ax.fill_between(x, grants, total, **hatched)
    ax.plot(x, total, color=_ORANGE, linestyle="--", linewidth=1.8)
    ax.plot(x, grants, color=_BLUE, linewidth=2.4)
    ax.plot([told["bend"]], [told["cap"]], color=_BLUE, marker="o", markersize=8)
    ax.vlines(told["bend"], 0, told["cap"], color=MUTED, linewidth=1, linestyle=":")
    words = fill(_("From {bend} DKK on\nthe grant grows no more"), **told)
    ax.annotate(words, (told["bend"], told["cap"] / 2), (10, 0), va="center", **_BESIDE)
    words = fill(_("investment grant: {rate} %, at most {cap} DKK"), **told)
    look = {"ha": "right", **_BESIDE}
    ax.annotate(words, (x[-1], told["cap"]), (-2, -8), va="top", color=_BLUE, **look)
    words = fill(_("with advice grant: at most {most} DKK"), **told)
    ax.annotate(words, (x[-1], told["most"]), (-2, 8), va="bottom", color=_ORANGE, **look)
    _label_money(ax, told["right"])
    ax.set(ylim=(0, 1.18 * told["most"]), ylabel=_("Grant (DKK)"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: language().number(value)))
    ax.set_title(fill(_("The grant stops growing at an investment of {bend} DKK"), **told))
    text = fill(
        _(
            "Line chart of the grant for investments from 0 to {right} DKK. It rises with {rate} % "
            "of the investment to {cap} DKK at {bend} DKK and is level from there on. A hatched "
            "band above it is the advice grant, at most {advice} DKK, so that a firm gets at most "
            "{most} DKK in all."
        ),
        **told,
    )
    return DescribedFigure(ax.figure, text, _("Grant by investment"))


@styled
def rates(rules: GrantRules) -> DescribedFigure:
    """Share that the grant pays of the whole investment and of its next krone."""
    ax, told = new_axes(8.0, 4.0), _values(rules)
    x = np.linspace(0, told["right"], 161)[1:]
    told |= {"twice": 2 * told["bend"], "half": told["rate"] / 2}
    ax.plot(x, 100 * rules.investment_grant(x) / x, color=_BLUE, linewidth=4)
    steps = [told["rate"], told["rate"], 0, 0]
    ends = [0, told["bend"], told["bend"], told["right"]]
    ax.plot(ends, steps, color=_ORANGE, linestyle="--", linewidth=1.8)
    ax.plot([told["twice"]], [told["half"]], color=_BLUE, marker="o", markersize=8)
    words = fill(_("whole investment: {half} % of {twice} DKK"), **told)
    ax.annotate(words, (told["twice"], told["half"]), (6, 8), color=_BLUE, **_BESIDE)
    words = fill(_("next krone: {rate} %, from {bend} DKK on nothing"), **told)
    ax.annotate(words, (told["right"], 0), (-2, 9), ha="right", color=_ORANGE, **_BESIDE)
    _label_money(ax, told["right"])
    ax.set(ylim=(0, 1.2 * told["rate"]), ylabel=_("Share that the grant pays (%)"))
    ax.set_title(fill(_("Up to {bend} DKK every further krone is supported"), **told))
    text = fill(
        _(
            "Two lines over investments from 0 to {right} DKK. The share of the whole investment "
            "is {rate} % up to {bend} DKK and falls to {last} % at the right end. The share of the "
            "next krone drops from {rate} % to 0 at {bend} DKK."
        ),
        last=told["rate"] / 4,
        **told,
    )
    return DescribedFigure(ax.figure, text, _("Share that the grant pays"))


@styled
def history(
    rows: pd.DataFrame, rule: str, papers: tuple[date, float] | None = None
) -> DescribedFigure:
    """Values of a rate in per cent over time, drawn only for days for which a source is known.

    `papers`: what the papers print, and their day, which confirm nothing.
    """
    stretches, ax = _stretches(rows, rule), new_axes(8.0, 4.2)
    first, last = stretches[0]["first"], max(each["last"] for each in stretches)
    for each in stretches:
        colour = MUTED if each["planned"] else _BLUE
        ax.plot([each["first"], each["last"]], [each["value"]] * 2, color=colour, linewidth=2.4)
        look = {"markerfacecolor": "white" if each["planned"] else colour, "markersize": 8}
        marker = "<" if each["starts_unknown"] else "o"
        ax.plot([each["first"]], [each["value"]], marker, color=colour, **look)
        late = each["first"] > first + (last - first) * 0.4
        side = {"ha": "right" if late else "left", "va": "bottom", "color": colour}
        at = each["first"], each["value"]
        ax.annotate(each["name"].replace(": ", ":\n"), at, (0, 9), **side, **_BESIDE)
    checked = fill(_("last checked\n{day}"), day=stretches[-1]["last"])
    at = stretches[-1]["last"], stretches[-1]["value"]
    ax.annotate(checked, at, (0, -10), ha="center", va="top", **_BESIDE)
    if papers:
        ax.plot([papers[0]], [papers[1]], "D", color=_ORANGE, markersize=8)
        words = fill(_("in the papers: {value} %"), value=papers[1])
        look = {"ha": "right", "va": "bottom", "color": _ORANGE}
        ax.annotate(words, papers, (0, 9), **look, **_BESIDE)
    ax.margins(x=0.16)
    ax.set(ylim=(0, 1.3 * max(each["value"] for each in stretches)), xlabel=_("Date (year)"))
    ax.xaxis.set_major_locator(YearLocator())
    ax.xaxis.set_major_formatter(DateFormatter("%Y"))
    ax.set_ylabel(_("Share of the investment that is paid (%)"))
    values = [fill("{value}", value=each["value"]) for each in stretches]
    title = fill(_("Rates known from sources: {values} %"), values=values)
    ax.set_title(title)
    text = fill(
        _(
            "Dated values of one rule. {title}: {names}. The newest was last checked on {day}; a "
            "gap has no known source."
        ),
        title=title,
        names="; ".join(each["name"] for each in stretches),
        day=stretches[-1]["last"],
    )
    if papers:
        words = _("The papers print {value} % on {day}.")
        text += " " + fill(words, value=papers[1], day=papers[0])
    return DescribedFigure(ax.figure, text, _("Rate of the investment grant over time"))


def _stretches(rows: pd.DataFrame, rule: str) -> list[dict[str, Any]]:
    """Values as they are drawn: from when to when, and what stands beside them."""
    rows = rows[(rows["rule"] == rule) & rows["value"].notna()]
    later = [*rows["valid_from"].fillna(rows["valid_to"]).iloc[1:], None]
    found = []
    for row, ends in zip(rows.to_dict("records"), later, strict=True):
        planned, known = row["status"] == "planned", pd.notna(row["valid_from"])
        first = row["valid_from"] if known else row["valid_to"]
        last = row["last_checked"] if ends is None else ends
        last = row["valid_to"] if pd.notna(row["valid_to"]) else first if planned else last
        words = (
            _("{value} %: from {day}") if known else _("{value} %: until {day}, start not known")
        )
        name = fill(
            _("{value} %: planned {day}") if planned else words, value=row["value"], day=first
        )
        each = {"value": row["value"], "first": first, "last": last, "name": name}
        found.append(each | {"planned": planned, "starts_unknown": not known})
    return found


@styled
def cost(costs: pd.DataFrame, firms: int, budget_mdkk: float) -> DescribedFigure:
    """Most that the firms could cost beside the budget.

    `grants` (words), `cost_mdkk`, and `low_mdkk` to `high_mdkk`, what rounding of the count allows.
    """
    ax, number = new_axes(8.0, 3.2), language().number
    ax.barh(costs.index, costs["cost_mdkk"], color=BAND, edgecolor=INK, height=0.6)
    rounded = ax.hlines(costs.index, costs["low_mdkk"], costs["high_mdkk"], color=_BLUE, lw=3)
    rounded.set_label(_("if the number of firms is rounded"))
    ends = costs[["cost_mdkk", "high_mdkk"]].max(axis=1)
    for place, value in costs["cost_mdkk"].items():
        ax.annotate(number(value, 1), (ends[place], place), (6, 0), va="center", **_BESIDE)
    ax.set_yticks(costs.index, costs["grants"])
    ax.axvline(budget_mdkk, color=_ORANGE, linestyle="--", linewidth=1.8)
    words = fill(_("budget {budget}"), budget=budget_mdkk)
    side = {"ha": "right", "va": "bottom", "color": _ORANGE}
    ax.annotate(words, (budget_mdkk, -0.42), (-5, 0), **side, **_BESIDE)
    most = max(ends.max(), budget_mdkk)
    ax.set(xlim=(0, 1.15 * most), xlabel=_("Grants in all (million DKK)"))
    ax.set_ylim(len(costs) - 0.5, -0.95)
    ax.tick_params(axis="y", length=0)
    title = fill(
        _("{firms} firms: at most {most:1} million DKK, the budget is {budget}"),
        firms=firms,
        most=costs["cost_mdkk"].iloc[-1],
        budget=budget_mdkk,
    )
    ax.set_title(title)
    legend(ax, [rounded])
    words = _("{grants} {cost:1} ({low:1} to {high:1} if the number of firms is rounded)")
    told = costs.rename(columns=lambda name: name.removesuffix("_mdkk")).to_dict("records")
    text = fill(
        _("Bar chart in million DKK. {title}. At most: {costs}."),
        title=title,
        costs=[fill(words, **row) for row in told],
    )
    return DescribedFigure(ax.figure, text, _("What the firms with a model could cost at most"))


def _label_money(ax: Axes, most: float) -> None:
    ax.set(xlim=(0, most), xlabel=_("Investment (DKK)"))
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: language().number(value)))
