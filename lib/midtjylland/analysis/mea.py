"""What MEA's modules were, when they were held against an even pace, and how many came.

An even pace is a year in which every working day is equally likely to have a module: a Poisson
process with the same rate on each, given how many modules there were. Working days are Mondays to
Fridays that are not public holidays in Denmark; 5 June and 24 and 31 December are none by law and
count as working days. A module counts on its first day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.analysis.common import q_values
from midtjylland.core.findings import MidtjyllandError
from midtjylland.declared.theme import UNCLASSIFIED, Themes

Scale = Literal["date", "week", "month", "half"]
HALVES = ("spring", "autumn")
REPETITIONS = ("held once", "first of several", "repeat")
# Key number of a year: what it is a share of; None where nothing can be tested.
_COMPARED = {
    "modules": "working_days",
    "participants": None,
    "participants_per_module": None,
    "distinct_titles": None,
    "spring_modules": "modules",
    "modules_of_repeated_titles": "modules",
    "unclassified": None,  # says how well the keywords fit, not what was taught
    "longest_gap_working_days": None,
}


# What was taught


def programme(modules: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Modules with what follows from their dates and titles.

    `theme` is the first that matches, `also` are further ones; a module is the nth `showing` of all
    `showings` of its title.
    """
    month, title = modules["start_date"].dt.month, same_title(modules["title"])
    matched = modules["title"].map(themes.of)
    frame = modules.assign(
        month=month,
        half=pd.Categorical.from_codes(month // 7, HALVES, ordered=True),
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
    """Titles that were held more than once, the most frequent first: how often, and when."""
    several = programme[programme["showings"] > 1]
    table = several.groupby(same_title(several["title"]), sort=False).agg(
        title=("title", "first"),
        modules=("title", "size"),
        first_date=("start_date", "min"),
        last_date=("start_date", "max"),
    )
    return table.sort_values("modules", ascending=False, kind="stable", ignore_index=True)


def theme_counts(programme: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Modules of every theme in the declared order, `unclassified` last.

    `also_matching` counts modules under another theme that match this one too.
    """
    names = pd.Index([*themes.labels()], name="theme")
    is_spring = programme["half"] == "spring"
    counted = {
        "modules": programme["theme"],
        "spring": programme.loc[is_spring, "theme"],
        "autumn": programme.loc[~is_spring, "theme"],
        "distinct_titles": programme.loc[programme["showing"] == 1, "theme"],
        "also_matching": programme["also"].str.split(", ").explode(),
    }
    counts = {
        name: values.value_counts().reindex(names, fill_value=0) for name, values in counted.items()
    }
    table = pd.DataFrame(counts).astype("int64")
    table.insert(1, "share_pct", 100 * table["modules"] / len(programme))
    return table.reset_index()


# When it was held


def year_calendar(modules: pd.DataFrame, year: int) -> pd.DataFrame:
    """Every day of a year: what it is, how many modules began (`started`) or were held (`running`).

    `week` is its Monday, `holiday` the Danish name of a public holiday.
    """
    import holidays

    days = pd.date_range(f"{year}-01-01", f"{year}-12-31")
    free = holidays.country_holidays("DK", years=year, language="da")
    frame = pd.DataFrame({"date": days, "week": days - pd.to_timedelta(days.day_of_week, unit="D")})
    frame["month"] = days.month
    frame["half"] = pd.Categorical.from_codes(days.month // 7, HALVES, ordered=True)
    frame["holiday"] = [free.get(day, "") for day in days.date]
    frame["is_working_day"] = (days.day_of_week < 5) & (frame["holiday"] == "")
    starts, ends = (modules[name].to_numpy() for name in ("start_date", "end_date"))
    each = days.to_numpy()[:, None]
    frame["started"] = (starts == each).sum(axis=1)
    frame["running"] = ((starts <= each) & (ends >= each)).sum(axis=1)
    return frame


def on_working_days(calendar: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """`working_days` of each group of days, and the `modules` that began on them."""
    working = calendar[calendar["is_working_day"]]
    groups = working.groupby(by, observed=True)
    return groups.agg(working_days=("date", "size"), modules=("started", "sum"))


class Dispersion(NamedTuple):
    """How unevenly modules are spread, and how often chance is as uneven, or as even."""

    chi2: float
    degrees_of_freedom: int
    index: float
    p_value: float
    even_p_value: float


def dispersion(
    calendar: pd.DataFrame, by: Scale, *, within: Scale | None = None, draws: int, seed: int
) -> Dispersion:
    """Compare the spread of modules over days, weeks or months with simulated years.

    The totals of the groups `within` are taken as given: "month" asks whether modules cluster
    beyond the season. Counts are too small for the chi-square distribution; the observed year
    counts among the simulated ones, as in R's `chisq.test(simulate.p.value = TRUE)`. `index` is
    chi2 over its degrees of freedom (Fisher, Thornton and Mackenzie, Ann. Appl. Biol. 9, 1922).
    """
    cells = on_working_days(calendar, [within, by] if within else [by])
    parts = [part for _, part in cells.groupby(level=0)] if within else [cells]
    rng = np.random.default_rng(seed)
    observed, simulated, freedom = 0.0, np.zeros(draws), 0
    for part in parts:
        modules = part["modules"].to_numpy()
        share = (part["working_days"] / part["working_days"].sum()).to_numpy()
        expected = modules.sum() * share
        if modules.any():
            years = rng.multinomial(modules.sum(), share, draws)
            observed += ((modules - expected) ** 2 / expected).sum()
            simulated += ((years - expected) ** 2 / expected).sum(axis=1)
            freedom += len(part) - 1
    uneven, even = (simulated >= observed - 1e-9).sum(), (simulated <= observed + 1e-9).sum()
    index = observed / freedom if freedom else np.nan
    floor = 1 / (draws + 1)
    return Dispersion(observed, freedom, index, floor * (1 + uneven), floor * (1 + even))


def gaps(calendar: pd.DataFrame) -> pd.DataFrame:
    """Stretches of working days on which no module was held, longest first.

    `last_module` and `next_module` are the days on both sides, missing at the ends of the year.
    """
    days = calendar[calendar["is_working_day"] | (calendar["running"] > 0)]
    busy = days["running"] > 0
    held = days.loc[busy, "date"].reset_index(drop=True)
    free = days.loc[~busy].groupby(busy.cumsum()[~busy])["date"]
    table = free.agg(free_from="first", free_to="last", working_days="size")
    table.insert(0, "last_module", held.reindex(table.index - 1).array)
    table.insert(1, "next_module", held.reindex(table.index).array)
    return table.sort_values("working_days", ascending=False, kind="stable", ignore_index=True)


# How many came


def bounds(
    modules: int,
    participants: int,
    *,
    groups: Mapping[str, int],
    sizes: Sequence[int],
    fewest: int = 1,
) -> pd.DataFrame:
    """`lowest` and `highest` values that the total of participants leaves possible.

    Each is reached by some way to share them out, with at least `fewest` in every module. The
    `quantity` is the `best`, `least` or (lower) `median` module, different `people`, one of
    `sizes` (how many modules can have had so many), or one of `groups` (its participants), which
    give the number of modules by name.
    """
    spare = participants - fewest * modules
    if modules < 1 or fewest < 0 or spare < 0:
        raise MidtjyllandError(
            f"{participants} participants can't be at least {fewest} in each of {modules} "
            "modules; choose a lower fewest_participants."
        )
    best, worst = -(-participants // modules), fewest if modules > 1 else participants
    rows: list[tuple[Any, int, int]] = [
        ("best", best, fewest + spare),
        ("least", worst, participants // modules),
        ("median", worst, fewest + spare // (modules // 2 + 1)),
        ("people", best, participants),
    ]
    for size in (size for size in sizes if size > fewest):
        # One module can take whatever the others can't hold below the size.
        least = int(participants > modules * (size - 1))
        rows.append((size, least, min(modules, spare // (size - fewest))))
    for name, count in groups.items():
        others = modules - count
        lowest = fewest * count if others else participants
        rows.append((name, lowest, participants - fewest * others if count else 0))
    return pd.DataFrame(rows, columns=["quantity", "lowest", "highest"])


def summary(people: pd.Series) -> pd.DataFrame:
    """Distribution of the participants over the modules.

    `modules_with_half` are the fewest modules that had half of the participants.
    """
    ordered = people.sort_values(ascending=False).cumsum()
    figures = {
        "modules": len(people),
        "participants": people.sum(),
        "mean": people.mean(),
        "median": people.median(),
        "standard_deviation": people.std(),
        "lowest": people.min(),
        "lower_quartile": people.quantile(0.25),
        "upper_quartile": people.quantile(0.75),
        "highest": people.max(),
        "modules_with_half": int((ordered < people.sum() / 2).sum()) + 1,
    }
    return pd.Series(figures, name="value", dtype="float64").rename_axis("figure").reset_index()


def by_group(attended: pd.DataFrame, by: str) -> pd.DataFrame:
    """Participants of each group, most a module first; ordered categories keep their order."""
    groups = attended.groupby(by, observed=True)["participants"]
    table = groups.agg(modules="size", participants="sum", median="median", mean="mean")
    table.insert(2, "share_pct", 100 * table["participants"] / table["participants"].sum())
    if by == "month" or isinstance(attended[by].dtype, pd.CategoricalDtype):
        return table.reset_index()
    return table.sort_values("mean", ascending=False, kind="stable").reset_index()


def rank_tests(
    attended: pd.DataFrame, columns: Sequence[str], *, draws: int, seed: int
) -> pd.DataFrame:
    """Test for each grouping whether its groups drew equally many participants.

    `h` (Kruskal and Wallis, corrected for ties), `epsilon2` (h over modules - 1) and a permutation
    `p_value`; missing where there is nothing to compare.
    """
    rows, ranks = [], attended["participants"].rank()
    for column in columns:
        groups = [own for _, own in ranks.groupby(attended[column], observed=True)]
        h = p_value = np.nan
        if len(groups) > 1 and ranks.nunique() > 1:
            h = stats.kruskal(*groups).statistic
            p_value = _permutation_p_value(groups, draws, seed)
        rows.append((column, len(groups), len(ranks), h, h / max(len(ranks) - 1, 1), p_value))
    columns = ["grouping", "groups", "modules", "h", "epsilon2", "p_value"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(q_value=q_values(table["p_value"]))


def _permutation_p_value(groups: Sequence[pd.Series], draws: int, seed: int) -> float:
    ends = np.cumsum([0, *map(len, groups)])

    def between(ranks: np.ndarray) -> np.ndarray:
        # Rises with h, of which the rest stays the same under every permutation.
        sums = np.add.reduceat(ranks, ends[:-1], axis=-1)
        return (sums**2 / np.diff(ends)).sum(axis=-1)

    ranks = np.concatenate(groups)
    shuffled = np.random.default_rng(seed).permuted(np.tile(ranks, (draws, 1)), axis=1)
    as_far = (between(shuffled) >= between(ranks) - 1e-9).sum()
    return float((1 + as_far) / (draws + 1))


# From year to year


def key_numbers(
    programme: pd.DataFrame, calendar: pd.DataFrame, totals: Mapping[str, float]
) -> dict[str, Any]:
    """Key numbers of a year; `totals` are the stated `modules` and `participants`.

    The mean divides by the stated modules, or by those listed where no number is stated.
    """
    participants, stated = totals.get("participants"), totals.get("modules")
    first = programme[programme["showing"] == 1]
    longest = gaps(calendar).iloc[0]
    return {
        "modules": len(programme),
        "modules_stated": stated and int(stated),
        "participants": participants and int(participants),
        "participants_per_module": participants and participants / (stated or len(programme)),
        "distinct_titles": len(first),
        "modules_of_repeated_titles": int((programme["showings"] > 1).sum()),
        "repeats": int((programme["showing"] > 1).sum()),
        "in_person": int((programme["delivery"] == "in_person").sum()),
        "unclassified": int((programme["theme"] == UNCLASSIFIED).sum()),
        "working_days": int(calendar["is_working_day"].sum()),
        "days_with_modules": int((calendar["running"] > 0).sum()),
        "spring_modules": int(calendar.loc[calendar["half"] == "spring", "started"].sum()),
        "spring_titles": int((first["half"] == "spring").sum()),
        "longest_gap_working_days": int(longest["working_days"]),
        "longest_gap_from": f"{longest['free_from']:%Y-%m-%d}",
        "longest_gap_to": f"{longest['free_to']:%Y-%m-%d}",
    }


def compare_years(numbers: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Change of the key numbers from every year to the next.

    `modules` are tested as two Poisson counts over their working days (exact conditional test of
    Przyborowski and Wilenski, Biometrika 31, 1940), counts of modules as shares of the programme
    by Fisher's exact test.
    """
    rows = []
    for pair in pairwise(sorted(numbers)):
        before, after = (numbers[year] for year in pair)
        for name, of in _COMPARED.items():
            p_value = None
            if of == "working_days":
                both, chance = before[name] + after[name], before[of] / (before[of] + after[of])
                p_value = stats.binomtest(before[name], both, chance).pvalue
            elif of:
                counts = [[year[name], year[of] - year[name]] for year in (before, after)]
                p_value = stats.fisher_exact(counts).pvalue
            rows.append((name, *pair, before[name], after[name], p_value))
    names = ["figure", "year_from", "year_to", "value_from", "value_to", "p_value"]
    table = pd.DataFrame(rows, columns=names)
    table = table.astype(dict.fromkeys(["value_from", "value_to", "p_value"], "float64"))
    table.insert(5, "change", table["value_to"] - table["value_from"])
    return table.assign(q_value=q_values(table["p_value"]))


def titles_in_common(programmes: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Titles that were held in more than one year, as first printed."""
    rows = pd.concat([frame.assign(year=year) for year, frame in sorted(programmes.items())])
    groups = rows.groupby(same_title(rows["title"]), sort=False)
    table = groups.agg(
        title=("title", "first"),
        years=("year", lambda years: ", ".join(map(str, years.unique()))),
        modules=("title", "size"),
    )
    return table[groups["year"].nunique() > 1].reset_index(drop=True)
