"""From figures to goals: every target with its mark, and what the marks of a goal amount to."""

from __future__ import annotations

import pandas as pd

from midtjylland.analysis.guidance import SLACK, exact_shares, fit_dates, rounding_pct, verdicts
from midtjylland.core.findings import MidtjyllandError
from midtjylland.language import language

_TOLERANCE = r"\+\s?/\s?[-–−]\s?(\d+(?:,\d+)?)\s?(?:%|pct)"
_REFERENCE = r"\bpkt\.?\s?(\d+)"
MARKS = {
    "met": "met",
    "not_met": "missed",
    "depends_on_reading": "depends on the reading",
    "undetermined": "undetermined by rounding",
    "not_comparable": "not comparable",
    "no_figure": "no result",
    "no_figure_set": "no figure set",
}


def stated_tolerance_pct(goals: pd.DataFrame) -> float | None:
    """Size of the tolerance that a target states as `+/- 10 %`.

    Parameters
    ----------
    goals
        `contract_goals` of one year.

    Returns
    -------
    float or None
        None when no target states one.

    Raises
    ------
    MidtjyllandError
        Targets state different tolerances.
    """
    found = goals["target_text"].str.extract(_TOLERANCE, expand=False).dropna()
    sizes = found.str.replace(",", ".").astype("float64").unique()
    if len(sizes) > 1:
        raise MidtjyllandError(
            "contract_goals states several tolerances; one notebook run can judge only one."
        )
    return float(sizes[0]) if len(sizes) else None


def spread_items(goals: pd.DataFrame) -> list[str]:
    """Targets that the spread decides: those that state its tolerance, or refer to their goal."""
    states = goals["target_text"].str.extract(_TOLERANCE, expand=False).notna()
    referred = goals["result_text"].str.extract(_REFERENCE, expand=False).astype("Int64")
    refers = referred.isin(goals.loc[states, "goal_no"])
    return goals.loc[states | refers, "item"].tolist()


def judge_spread(
    guidance: pd.DataFrame, population: pd.DataFrame, tolerance_pct: float
) -> pd.DataFrame:
    """Whether the guidance mirrors the population, in both readings of the tolerance.

    Parameters
    ----------
    guidance, population
        `guidance_by_municipality` of one year, and the population figures at hand.
    tolerance_pct
        From `stated_tolerance_pct`.

    Returns
    -------
    pandas.DataFrame
        A row for each reading: `reading`, `tolerance`, `municipalities`; by the printed shares
        `within`, `outside` and `undetermined` (by rounding); `outside_settled` with
        `undetermined_settled`, where exact population figures settle what rounding leaves open;
        and `mark`: `not_met` when any municipality is outside, `undetermined` when it may be,
        otherwise `met`.
    """
    fits = fit_dates(guidance, population)
    date = None if fits.empty else fits["reference_date"].iloc[0]
    counts, printed = guidance["guided_firms"].astype("int64"), guidance["population_share_pct"]
    guided, half = 100 * counts / counts.sum(), rounding_pct(printed)
    exact = exact_shares(guidance, population, date)
    settles = (exact - printed).abs() <= half + SLACK
    rows = []
    for reading in ("relative", "points"):

        def judge(low: pd.Series, high: pd.Series, reading: str = reading) -> pd.Series:
            if reading == "relative":
                return verdicts(guided / high, guided / low, tolerance_pct)
            # An index of 1 ± so many per cent is a difference of 0 ± as many points.
            return verdicts(1 + (guided - high) / 100, 1 + (guided - low) / 100, tolerance_pct)

        by_printed = judge(printed - half, printed + half)
        settled = judge(exact, exact).where(settles, by_printed)
        unit = "%" if reading == "relative" else "percentage points"
        row = {"reading": reading, "tolerance": f"±{tolerance_pct:g} {unit}"}
        row["municipalities"] = len(guidance)
        for verdict in ("within", "outside", "undetermined"):
            row[verdict] = int((by_printed == verdict).sum())
        for verdict in ("outside", "undetermined"):
            row[f"{verdict}_settled"] = int((settled == verdict).sum())
        open_one = "undetermined" if row["undetermined_settled"] else "met"
        rows.append(row | {"mark": "not_met" if row["outside_settled"] else open_one})
    return pd.DataFrame(rows)


def spread_mark(spread: pd.DataFrame) -> str:
    """Mark of `judge_spread` that both readings agree on, or `depends_on_reading`."""
    agreed = spread["mark"].nunique() == 1
    return spread["mark"].iloc[0] if agreed else "depends_on_reading"


def mark_targets(
    goals: pd.DataFrame, judged: pd.DataFrame, spread: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Give every figure, and every target without one, its mark.

    Parameters
    ----------
    goals
        `contract_goals` of one year.
    judged
        From `judge`.
    spread
        From `judge_spread`; None when the contract states no tolerance.

    Returns
    -------
    pandas.DataFrame
        In the order of the contract: `goal_no`, `item`, `scope`, `goal`, `target_text`,
        `result_text`, `indicator` (missing where the target sets no figure) and `mark`, one of
        `MARKS`. A target about the spread is `depends_on_reading` where the readings disagree.

    Raises
    ------
    MidtjyllandError
        There are no goals, or a figure belongs to no target.
    """
    lost = sorted(set(judged["item"]) - set(goals["item"]))
    if goals.empty or lost:
        problem = f"does not list {lost[0]}, which sets a figure" if lost else "lists no goal"
        raise MidtjyllandError(f"contract_goals {problem}; build it again from its source.")
    figures = judged[["item", "indicator", "status"]].rename(columns={"status": "mark"})
    texts = goals.drop(columns=["source_page", "source_line", "source_file"], errors="ignore")
    marks = texts.merge(figures, on="item", how="left")
    marks["mark"] = marks["mark"].fillna("no_figure_set")
    if spread is not None:
        on_spread = marks["item"].isin(spread_items(goals)) & marks["indicator"].isna()
        marks.loc[on_spread, "mark"] = spread_mark(spread)
    return marks


def judge_goals(marks: pd.DataFrame) -> pd.DataFrame:
    """What the marks of each goal's targets amount to.

    Parameters
    ----------
    marks
        From `mark_targets`.

    Returns
    -------
    pandas.DataFrame
        A row for each goal: `goal_no`, `goal`, `scope`, `targets`, `met`, `missed`, `open` (marks
        that are neither) and `verdict`: `met` (all are), `missed` (no mark is met), `partly met`
        (some are met, some missed), `met where measured` (some are met, none missed, some open),
        `open` (none is met or missed); `why` names the targets by mark.
    """
    rows = []
    for number, goal in marks.groupby("goal_no", sort=False):
        met, missed = (int((goal["mark"] == mark).sum()) for mark in ("met", "not_met"))
        rows.append(
            {
                "goal_no": number,
                **goal.iloc[0][["goal", "scope"]],
                "targets": goal["item"].nunique(),
                "met": met,
                "missed": missed,
                "open": len(goal) - met - missed,
                "verdict": _verdict(met, missed, len(goal)),
                "why": _why(goal),
            }
        )
    return pd.DataFrame(rows)


def _verdict(met: int, missed: int, marks: int) -> str:
    if missed:
        return "partly met" if met else "missed"
    if met:
        return "met" if met == marks else "met where measured"
    return "open"


def _why(goal: pd.DataFrame) -> str:
    names = goal["item"] + " " + goal["indicator"].map(language().label, na_action="ignore")
    named = list(zip(names.str.lower().fillna(goal["item"]), goal["mark"], strict=True))
    groups = {words: [name for name, own in named if own == mark] for mark, words in MARKS.items()}
    return "; ".join(f"{words}: {', '.join(group)}" for words, group in groups.items() if group)
