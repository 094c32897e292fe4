"""Figures of the climate tracks.

A year that was not over has a hollow marker of another shape; what rounding or the word "about"
leaves is a thick line, and chance a thin one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import blended_transform_factory

from midtjylland.analysis.climate import DATES
from midtjylland.core.language import _, language
from midtjylland.figures.style import MUTED, DescribedFigure, legend, new_axes, styled

_WHOLE, _PART = "#0068a6", "#c85200"
PROJECTS: Mapping[str, str] = {
    "circular_economy": "Circular Economy Beyond Waste",
    "coast_to_coast": "Coast to Coast Climate Challenge",
}


def project_name(project: str) -> str:
    """Proper name of a project."""
    return PROJECTS.get(project, language().label(project))


def quantity_name(quantity: str) -> str:
    """What readers call a quantity of a project."""
    names = {
        "start_date": _("start"),
        "end_date": _("end"),
        "budget_mdkk": _("budget, million DKK"),
        "eu_mdkk": _("EU money, million DKK"),
        "eu_share_pct": _("EU share, %"),
        "partners": _("partners"),
        "subprojects": _("subprojects"),
    }
    return names[quantity]


def quantity_in_words(value: Any, quantity: str, kind: str = "printed") -> str:
    """Write a quantity of a project; a dash for one that is not given."""
    if pd.isna(value):
        return "–"
    if quantity in DATES:
        return language().date(value)
    words = {"about": _("about {number}"), "computed": _("{number} (computed)")}
    number = language().number(value, 0 if float(value).is_integer() else 1)
    return words.get(kind, "{number}").format(number=number)


def verdict_in_words(verdict: str) -> str:
    """What readers see of a comparison of shares, or of a project's two places."""
    return {
        "lower": _("lower"),
        "higher": _("higher"),
        "not_shown": _("no difference shown"),
        "undetermined": _("depends on the total"),
        "equal": _("the same"),
        "within_rounding": _("the same, within rounding"),
        "applied_for": _("applied for, then changed"),
        "differs": _("differs"),
        "one_only": _("in one place only"),
    }[verdict]


def mean_in_words(low_dkk: float, high_dkk: float) -> str:
    """Write the range of a mean grant with three digits: rounding of the sum leaves no more."""
    if pd.isna(low_dkk):
        return "–"
    low, high = (language().number(float(f"{end:.3g}"), 0) for end in (low_dkk, high_dkk))
    words = _("{low} DKK") if low == high else _("{low} to {high} DKK")
    return words.format(low=low, high=high)


def share_in_words(row: Any) -> str:
    """Write a share that may be a range: `7.0 to 8.8 %`."""
    low, high = (language().number(end, 1) for end in (row["share_low_pct"], row["share_high_pct"]))
    words = _("{low} %") if low == high else _("{low} to {high} %")
    return words.format(low=low, high=high)


def year_in_words(row: Any) -> str:
    """Write the calendar year of a row, and that it was not over."""
    words = _("{year} so far") if row["is_provisional"] else "{year}"
    if "papers_year" in row:
        words = (
            _("{year} so far (papers of {papers})")
            if row["is_provisional"]
            else _("{year} (papers of {papers})")
        )
    return words.format(year=row["year"], papers=row.get("papers_year"))


@styled
def shares(rows: pd.DataFrame, alpha: float) -> DescribedFigure:
    """Draw the share of green guidance of each year, with its range and its interval."""
    about = _("{firms} of just over {total} firms"), _("{firms} of about {total} firms")
    words = {"exact": _("{firms} of {total} firms"), "just_over": about[0], "around": about[1]}
    number = language().number
    labels = [
        words[row["reading"]].format(
            firms=number(row["guided_firms"]), total=number(row["of_guided_firms"])
        )
        for row in rows.to_dict("records")
    ]
    told = [share_in_words(row) for row in rows.to_dict("records")]
    ax = new_axes(8.0, 1.9 + 0.6 * len(rows))
    at = range(len(rows))
    ax.hlines(at, rows["ci_low_pct"], rows["ci_high_pct"], color=MUTED, linewidth=1)
    printed = 100 * rows["guided_firms"] / rows["of_guided_firms"]
    _dots(ax, rows, (rows["share_low_pct"], printed, rows["share_high_pct"]), labels, told)
    ax.set(xlim=(0, 1.05 * rows["ci_high_pct"].max()), xlabel=_("Share of the guided firms (%)"))
    title = _("Firms guided on green transition")
    ax.set_title(title)
    chance = _("{confidence} % interval for chance").format(confidence=number(100 * (1 - alpha)))
    thin = Line2D([], [], color=MUTED, linewidth=1, label=chance)
    legend(ax, [*_handles(rows, _("range left by a total given as about")), thin])
    lines = _lines(rows, labels, told)
    text = _("Dots with ranges. {title}: {rows}.").format(title=title, rows=lines)
    caption = _("Share of the guided firms that were guided on green transition")
    return DescribedFigure(ax.figure, text, caption)


@styled
def grants(rows: pd.DataFrame) -> DescribedFigure:
    """Draw the mean grant of each year, with what rounding of the sum leaves."""
    number = language().number
    label = _("{grants} grants, {total} million DKK")
    labels = [
        label.format(grants=number(row["grants"]), total=number(row["total_mdkk"]))
        for row in rows.to_dict("records")
    ]
    told = [
        mean_in_words(row["mean_low_dkk"], row["mean_high_dkk"])
        if row["grants"]
        else _("no grants")
        for row in rows.to_dict("records")
    ]
    ax = new_axes(8.0, 1.9 + 0.6 * len(rows))
    _dots(ax, rows, (rows["mean_low_dkk"], rows["mean_dkk"], rows["mean_high_dkk"]), labels, told)
    ax.set(xlim=(0, 1.05 * rows["mean_high_dkk"].max()), xlabel=_("Mean grant (DKK)"))
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, place: number(value)))
    title = _("Mean grant for green transition")
    ax.set_title(title)
    legend(ax, _handles(rows, _("range left by rounding of the sum")))
    lines = _lines(rows, labels, told)
    text = _("Dots with ranges. {title}: {rows}.").format(title=title, rows=lines)
    return DescribedFigure(
        ax.figure, text, _("Mean grant, between what rounding of the sum allows")
    )


def _lines(rows: pd.DataFrame, labels: Sequence[str], told: Sequence[str]) -> str:
    years = [year_in_words(row) for row in rows.to_dict("records")]
    parts = zip(years, labels, told, strict=True)
    return "; ".join(f"{year}, {label}: {words}" for year, label, words in parts)


def _dots(
    ax: Axes,
    rows: pd.DataFrame,
    values: tuple[pd.Series, pd.Series, pd.Series],
    labels: Sequence[str],
    told: Sequence[str],
) -> None:
    """Points with thick lines over their ranges, row labels to the left, values to the right."""
    low, middle, high = (value.to_numpy() for value in values)
    part = rows["is_provisional"].astype("bool").to_numpy()
    at = pd.Series(range(len(rows))).to_numpy()
    ax.hlines(
        at, low, high, color=[_PART if each else _WHOLE for each in part], linewidth=7, alpha=0.35
    )
    for chosen, look in ((~part, _look(part=False)), (part, _look(part=True))):
        ax.scatter(middle[chosen], at[chosen], s=56, linewidth=1.5, zorder=4, **look)
    beside = {"transform": blended_transform_factory(ax.transAxes, ax.transData), "va": "center"}
    for place, words in enumerate(told):
        ax.text(1.01, place, words, **beside)
    years = [year_in_words(row) for row in rows.to_dict("records")]
    ax.set_yticks(at, [f"{year}\n{label}" for year, label in zip(years, labels, strict=True)])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(rows) - 0.4, -0.6)


def _look(*, part: bool) -> dict[str, Any]:
    if part:
        return {"marker": "D", "facecolor": "white", "edgecolor": _PART, "label": _("year so far")}
    return {"marker": "o", "facecolor": _WHOLE, "edgecolor": _WHOLE, "label": _("whole year")}


def _handles(rows: pd.DataFrame, thick: str) -> list[Artist]:
    entries: list[Artist] = []
    for part in sorted(set(rows["is_provisional"])):
        look = _look(part=bool(part))
        face, edge = look.pop("facecolor"), look.pop("edgecolor")
        mark = {"markerfacecolor": face, "markeredgecolor": edge, "markersize": 7.5}
        entries.append(Line2D([], [], linestyle="", **mark, **look))
    return [*entries, Line2D([], [], color=MUTED, linewidth=7, alpha=0.35, label=thick)]
