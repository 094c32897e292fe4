"""Figures of the climate tracks.

A year that was not over has a hollow marker of another shape; what rounding or the word "about"
leaves is a thick line, and chance a thin one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from midtjylland.analysis.climate import DATES
from midtjylland.core.language import _, fill, language
from midtjylland.figures import draw
from midtjylland.figures.draw import BLUE, ORANGE, DescribedFigure

_WHOLE, _SO_FAR = BLUE, ORANGE._replace(marker="D", hollow=True)
PROJECTS: Mapping[str, str] = {
    "circular_economy": "Circular Economy Beyond Waste",
    "coast_to_coast": "Coast to Coast Climate Challenge",
}


def project_name(project: str) -> str:
    """Proper name of a project."""
    return PROJECTS.get(project, language().label(project))


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
    return fill(_("{low} DKK") if low == high else _("{low} to {high} DKK"), low=low, high=high)


def share_in_words(row: Any) -> str:
    """Write a share that may be a range: `7.0 to 8.8 %`."""
    low, high = (language().number(row[f"share_{end}_pct"], 1) for end in ("low", "high"))
    return fill(_("{low} %") if low == high else _("{low} to {high} %"), low=low, high=high)


def year_in_words(row: Any) -> str:
    """Write the calendar year of a row, and that it was not over."""
    words = {
        (False, False): "{year}",
        (True, False): _("{year}, in part"),
        (False, True): _("{year} (papers of {papers})"),
        (True, True): _("{year}, in part (papers of {papers})"),
    }[bool(row["is_provisional"]), "papers_year" in row]
    return words.format(year=row["year"], papers=row.get("papers_year"))


@draw.styled
def shares(rows: pd.DataFrame, alpha: float) -> DescribedFigure:
    """Draw the share of green guidance of each year, with its range and its interval."""
    words = {
        "exact": _("{firms} of {total} firms"),
        "just_over": _("{firms} of just over {total} firms"),
        "around": _("{firms} of about {total} firms"),
        "just_under": _("{firms} of just under {total} firms"),
    }
    counts = zip(rows["reading"], rows["guided_firms"], rows["of_guided_firms"], strict=True)
    rows = rows.assign(
        label=[fill(words[kind], firms=firms, total=total) for kind, firms, total in counts],
        told=[share_in_words(row) for row in rows.to_dict("records")],
        middle=100 * rows["guided_firms"] / rows["of_guided_firms"],
    )
    rows = rows.rename(columns=lambda name: name.removeprefix("share_").removesuffix("_pct"))
    chance = fill(_("{confidence} % interval for chance"), confidence=100 * (1 - alpha))
    ax = _draw_years(rows, _("range left by a total given as about"), chance)
    ax.set(xlim=(0, 1.05 * rows["ci_high"].max()), xlabel=_("Share of the guided firms (%)"))
    title = _("Firms guided on green transition")
    caption = _("Share of the guided firms that were guided on green transition")
    return _described(ax, rows, title, caption)


@draw.styled
def grants(rows: pd.DataFrame) -> DescribedFigure:
    """Draw the mean grant of each year, with what rounding of the sum leaves."""
    words = _("{grants} grants, {total} million DKK")
    sums = zip(rows["grants"], rows["total_mdkk"], strict=True)
    low, high = rows["mean_low_dkk"], rows["mean_high_dkk"]
    means = pd.Series([*map(mean_in_words, low, high)], rows.index)
    rows = rows.assign(
        label=[fill(words, grants=number, total=total) for number, total in sums],
        told=means.where(rows["grants"] > 0, _("no grants")),
        middle=rows["mean_dkk"],
        low=low,
        high=high,
    )
    ax = _draw_years(rows, _("range left by rounding of the sum"))
    ax.set(xlim=(0, 1.05 * high.max()), xlabel=_("Mean grant (DKK)"))
    draw.numbers(ax.xaxis, nbins=5)
    title = _("Mean grant for green transition")
    return _described(ax, rows, title, _("Mean grant, between what rounding of the sum allows"))


def _draw_years(rows: pd.DataFrame, *labels: str) -> Axes:
    """Draw a point for each year, over its range, with its label and what is told of it."""
    ax, is_part = draw.axes(8.0, 1.9 + 0.6 * len(rows)), rows["is_provisional"].astype("bool")
    looks = {
        False: (_("whole year"), _WHOLE),
        True: (_("part of a year, which the papers cover"), _SO_FAR),
    }
    draw.estimates(ax, rows, is_part, looks, labels)
    years = [year_in_words(row) for row in rows.to_dict("records")]
    draw.rows(ax, [f"{year}\n{label}" for year, label in zip(years, rows["label"], strict=True)])
    draw.beside(ax, rows["told"])
    return ax


def _described(ax: Axes, rows: pd.DataFrame, title: str, caption: str) -> DescribedFigure:
    draw.legend(ax)
    told = [
        f"{year_in_words(row)}, {row['label']}: {row['told']}" for row in rows.to_dict("records")
    ]
    text = _("Dots with ranges. {title}: {rows}.")
    return draw.described(ax, title, text, caption, rows="; ".join(told))
