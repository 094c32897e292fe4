"""What the modules were about: themes, repeated titles, delivery.

`programme` comes first: a row a module with everything that follows from its title and date.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from midtjylland.analysis.common import exact_interval
from midtjylland.analysis.mea.calendar import HALVES, MONTHS, WEEKDAYS
from midtjylland.theme import Themes

REPETITIONS = ("held once", "first of several", "repeat")


def programme(modules: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Add to every module its theme, its half-year and its place among modules of the same title.

    Parameters
    ----------
    modules
        `mea_modules` of one year.
    themes
        Keyword lists, tried in their order.

    Returns
    -------
    pandas.DataFrame
        `modules` with `month`, `half`, `weekday` (of the first day); `theme` (of the first match,
        or `unclassified`), `also` (other themes that match, or empty); `showing` and `showings`
        (1 and 1 for a title held once) and `repetition` (`held once`, `first of several`,
        `repeat`). Titles are the same when only capitals or blanks differ.
    """
    start = modules["start_date"].dt
    matched = modules["title"].map(themes.of)
    title = same_title(modules["title"])
    frame = modules.assign(
        month=pd.Categorical.from_codes(start.month - 1, MONTHS, ordered=True),
        half=pd.Categorical.from_codes(start.month // 7, HALVES, ordered=True),
        weekday=pd.Categorical.from_codes(start.day_of_week, WEEKDAYS, ordered=True),
        theme=matched.str[0],
        also=matched.str[1:].str.join(", "),
        showing=title.groupby(title).cumcount() + 1,
        showings=title.groupby(title).transform("size"),
    )
    place = (frame["showing"] > 1) + (frame["showings"] > 1).astype("int64")
    frame["repetition"] = pd.Categorical.from_codes(place, REPETITIONS, ordered=True)
    return frame


def same_title(titles: pd.Series) -> pd.Series:
    """Titles as they are compared: capitals and blanks make no difference."""
    return titles.str.casefold().str.split().str.join(" ")


def repeated_titles(programme: pd.DataFrame) -> pd.DataFrame:
    """Titles that were held more than once, the most frequent first.

    Returns
    -------
    pandas.DataFrame
        `title` (as first printed), `modules`, `first_date`, `last_date`.
    """
    several = programme[programme["showings"] > 1]
    groups = several.groupby(same_title(several["title"]), sort=False)
    table = groups.agg(
        title=("title", "first"),
        modules=("title", "size"),
        first_date=("start_date", "min"),
        last_date=("start_date", "max"),
    )
    return table.sort_values("modules", ascending=False, kind="stable", ignore_index=True)


def theme_counts(programme: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Count the modules of every declared theme.

    Returns
    -------
    pandas.DataFrame
        In the declared order, `unclassified` last: `theme`, `label`, `modules`, `share_pct` of
        the programme, `spring`, `autumn`, `distinct_titles` (capitals and blanks aside),
        `also_matching` (modules counted under another theme that match this one too).
    """
    labels = themes.labels()
    first = programme[programme["showing"] == 1]
    also = programme["also"].str.split(", ").explode()
    counts = {
        "modules": programme["theme"].value_counts(),
        "spring": programme.loc[programme["half"] == "spring", "theme"].value_counts(),
        "autumn": programme.loc[programme["half"] == "autumn", "theme"].value_counts(),
        "distinct_titles": first["theme"].value_counts(),
        "also_matching": also.value_counts(),
    }
    table = pd.DataFrame({"label": labels}).rename_axis("theme")
    for name, count in counts.items():
        table[name] = count.reindex(table.index, fill_value=0).astype("int64")
    table.insert(2, "share_pct", 100 * table["modules"] / len(programme))
    return table.reset_index()


class Share(NamedTuple):
    """A count out of a total with the interval of `share_of`."""

    count: int
    total: int
    pct: float
    low_pct: float
    high_pct: float


def share_of(is_counted: pd.Series, alpha: float) -> Share:
    """Share of the modules for which something holds, with the interval of Clopper and Pearson.

    The modules of a year are all there are, so that the share itself is certain; the interval
    says which chance per module such a count is compatible with (Biometrika 26, 1934).
    """
    count, total = int(is_counted.sum()), len(is_counted)
    low, high = exact_interval(count, total, alpha)
    return Share(count, total, 100 * count / total, 100 * float(low), 100 * float(high))
