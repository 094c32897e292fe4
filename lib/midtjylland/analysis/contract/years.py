"""What changed from one contract to the next: figures by their id, targets by their wording."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from midtjylland.analysis.common import year_pairs

_SAME_SENSE = ["target_value", "comparator", "unit", "coverage"]


def compare_years(judged: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Change of every figure from every contract year to the next, matched by its stable id.

    Parameters
    ----------
    judged
        Frames of `judge` by year, at least two.

    Returns
    -------
    pandas.DataFrame
        A row for each figure and pair of years, in document order of the later year, dropped ones
        last: `year_from`, `year_to`, `indicator`, `unit`, `item_from`, `item_to`, `target_from`,
        `target_to`, `result_from`, `result_to`, `gap_from`, `gap_to`, `status_from`, `status_to`,
        `result_change` (missing where one of the results can't be compared with the other) and
        `change`: `new`, `dropped`, `target raised`, `target lowered`, `redefined` (another unit,
        comparator or coverage), or `same target`.

    Raises
    ------
    MidtjyllandError
        There are fewer than two years.
    """
    return _pairs(judged, _figures_changed)


def compare_wording(goals: Mapping[int, pd.DataFrame], judged: Mapping[int, pd.DataFrame]):
    """Change of the targets' wording from every contract year to the next.

    Parameters
    ----------
    goals
        `contract_goals` by year, at least two.
    judged
        Frames of `judge` by year: a target that sets figures is matched by their ids, one without
        by its wording.

    Returns
    -------
    pandas.DataFrame
        A row for each target and pair of years: `year_from`, `year_to`, `item_from`, `item_to`,
        `change` (`new`, `dropped`, `reworded`, `same wording`), `target_from`, `target_to`.
        Wordings are the same when they differ in nothing but figures, punctuation, `%` for
        `pct.`, or `min.` for `mindst`, which is often left out.

    Raises
    ------
    MidtjyllandError
        There are fewer than two years.
    """
    named = {year: _name_targets(goals[year], judged[year]) for year in goals}
    return _pairs(named, _wording_changed)


def _pairs(
    frames: Mapping[int, pd.DataFrame], compare: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    parts = []
    for before, after in year_pairs(frames):
        part = compare(frames[before], frames[after])
        part.insert(0, "year_from", before)
        part.insert(1, "year_to", after)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _figures_changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    both = _match(before, after, "indicator")
    result = both[["indicator"]].assign(unit=both["unit_to"].fillna(both["unit_from"]))
    for name, column in {
        "item": "item",
        "target": "target_value",
        "result": "result_value",
        "gap": "gap",
        "status": "status",
    }.items():
        for end in ("from", "to"):
            result[f"{name}_{end}"] = both[f"{column}_{end}"]
    change = both["result_value_to"] - both["result_value_from"]
    result["result_change"] = change.where(_comparable(both))
    result["change"] = both.apply(_how_changed, axis=1).astype("str")
    return result


def _match(before: pd.DataFrame, after: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of both by key: those of the later year in their order, then the dropped ones."""
    both = after.merge(before, on=key, how="outer", suffixes=("_to", "_from"), indicator="in_years")
    order = pd.unique(pd.concat([after[key], before[key]]))
    return both.set_index(key).loc[order].reset_index()


def _comparable(both: pd.DataFrame) -> pd.Series:
    """Whether both results are in the target's unit, or differ from it for the same reason."""
    judged = [both[f"status_{end}"].isin(["met", "not_met"]) for end in ("from", "to")]
    alike = (both["status_from"] == both["status_to"]) & (both["note_from"] == both["note_to"])
    same = (both["unit_from"] == both["unit_to"]) & (both["coverage_from"] == both["coverage_to"])
    return same & ((judged[0] & judged[1]) | alike)


def _how_changed(row: pd.Series) -> str:
    if row["in_years"] != "both":
        return "new" if row["in_years"] == "left_only" else "dropped"
    if any(row[f"{name}_from"] != row[f"{name}_to"] for name in _SAME_SENSE[1:]):
        return "redefined"
    if row["target_value_from"] == row["target_value_to"]:
        return "same target"
    return f"target {'raised' if row['target_value_to'] > row['target_value_from'] else 'lowered'}"


def _name_targets(goals: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Targets with a key to match them by: a row for each id of its figures, else its wording."""
    named = goals[["item", "target_text"]].assign(wording=goals["target_text"].map(_wording))
    named = named.merge(judged[["item", "indicator"]], on="item", how="left")
    return named.assign(key=named.pop("indicator").fillna(named["wording"]))


def _wording(text: str) -> str:
    words = "".join(each if each.isalpha() else " " for each in text.casefold()).split()
    return " ".join(word for word in words if word not in ("min", "mindst", "pct"))


def _wording_changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    both = _match(before, after, "key")
    in_both = both["in_years"] == "both"
    # A target that only gained or lost one of its figures is still the same target.
    again = pd.Series(False, both.index)
    for item in ("item_from", "item_to"):
        again |= both[item].isin(both.loc[in_both, item])
    both = both[in_both | ~again].drop_duplicates(["item_from", "item_to"], ignore_index=True)
    same = both["wording_from"] == both["wording_to"]
    change = both["in_years"].astype("str").map({"left_only": "new", "right_only": "dropped"})
    result = both[["item_from", "item_to"]].copy()
    result["change"] = change.fillna(same.map({True: "same wording", False: "reworded"}))
    result["target_from"] = both["target_text_from"]
    result["target_to"] = both["target_text_to"]
    return result
