"""Verdicts on the goals of the result contract, and what changes from one contract to the next."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from midtjylland.core.findings import MidtjyllandError

MET, NOT_MET = ("met", "answered_yes"), ("not_met", "answered_no")
JUDGED = ("met", "not_met")
STATUSES = ("met", "not_met", "not_comparable", "no_figure")
ANSWERS = ("answered_yes", "answered_no", "not_answered")
VERDICTS = ("met", "partly_met", "not_met", "open")
_TOLERANCE = r"\+\s?/\s?[-–−]\s?(\d+(?:,\d+)?)\s?(?:%|pct)"
_REFERENCE = r"\b(?:pkt\.?|mål)\s?(\d+)"
# Letters by which two forms of a Danish word are the same, and words too short to tell anything.
_STEM, _SHORTEST = 6, 5
# Words that make another measure of one that shares all others: "meget tilfredse", "tilfredse".
_DEGREE = re.compile(r"(?i)\b(?:meget|(?:høj|nogen|mindre) grad|kollektiv)")
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?])\s+(?=[A-ZÆØÅ]|\d+ [a-zæøå])")
_DONE = re.compile(
    r"(?i)\b(?:er|har|blev)\b.*\b\w+t\b|\b(?:består|indgår|omfatter|foreligger|findes)\b"
)
_NOT_DONE = re.compile(
    r"(?i)\b(?:ikke|ingen|udskudt|udsat|aflyst|opgivet|udestår|mangler|forsinket)\b"
)
# Says where the answer stands, and no answer: "er vist i bilag B", "kan ses i tabel 2".
_POINTS_AWAY = re.compile(
    r"(?i)\b(?:er (?:vist|anført|opgjort)|ses|vises|fremgår|findes) (?:af|i|på)\b[^.,]*"
    r"\b(?:bilag|tabel|figur|afsnit|oversigt)"
)
# What answers in so many words, whatever it goes on with.
_SO_SAID = re.compile(r"(?i)(?:det|dette|målet) er (?:sket|gjort|gennemført|opfyldt)\s*[:.]")
_IN_PART = re.compile(r"(?i)\b(?:men|dog|kun|delvist?)\b")


def stated_tolerance_pct(targets: pd.DataFrame) -> float | None:
    """Size of the tolerance that a target states as `+/- 10 %`; None when no target states one."""
    found = targets["target_text"].str.extract(_TOLERANCE, expand=False).dropna()
    sizes = found.str.replace(",", ".").astype("float64").unique()
    if len(sizes) > 1:
        raise MidtjyllandError(
            "contract_goals states several tolerances; one notebook run can judge only one."
        )
    return float(sizes[0]) if len(sizes) else None


def spread_items(targets: pd.DataFrame) -> list[str]:
    """Targets about the spread: those that state its tolerance, or refer to their goal."""
    states = targets["target_text"].str.extract(_TOLERANCE, expand=False).notna()
    texts = targets["result_text"].fillna("") + " " + targets["target_text"]
    referred = texts.str.extract(_REFERENCE, expand=False).astype("Int64")
    refers = referred.isin(targets.loc[states, "goal_no"])
    return targets.loc[states | refers, "item"].tolist()


def find_answers(targets: pd.DataFrame) -> pd.DataFrame:
    """Answer of the report to each target in words.

    A sentence answers when it shares a word with this target that no other target has: yes when
    it says that something is done, no when it says that it is not. "Det er sket" answers by itself.
    All else is not answered.
    """
    words = [_stems(text) for text in targets["target_text"]]
    used = Counter(word for own in words for word in own)
    rows = []
    for row, own in zip(targets.itertuples(), words, strict=True):
        result = "" if pd.isna(row.result_text) else row.result_text
        mark, sentence = _find_answer(result, {word for word in own if used[word] == 1})
        rows.append({"item": row.item, "mark": mark, "sentence": sentence})
    return pd.DataFrame(rows, columns=["item", "mark", "sentence"])


def _find_answer(result: str, own_words: set[str]) -> tuple[str, str]:
    for sentence in _SENTENCE_END.split(result):
        if _SO_SAID.match(sentence):
            return "answered_yes", sentence
        if own_words & _stems(sentence) and not _POINTS_AWAY.search(sentence):
            if _NOT_DONE.search(sentence):
                return "not_answered" if _IN_PART.search(sentence) else "answered_no", sentence
            if _DONE.search(sentence):
                return "answered_yes", sentence
    return "not_answered", result


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(rf"\w{{{_SHORTEST},}}", text.casefold())}


def judge_goals(marks: pd.DataFrame) -> pd.DataFrame:
    """Verdict on each goal from the marks of its targets.

    `met` when all its marks are, `partly_met` when some are and some are not, `not_met` when some
    are not and none is, else `open`.
    """
    rows = []
    for number, goal in marks.groupby("goal_no", sort=False):
        met, missed = goal["mark"].isin(MET), goal["mark"].isin(NOT_MET)
        if missed.any():
            verdict = "partly_met" if met.any() else "not_met"
        else:
            verdict = "met" if met.all() else "open"
        rows.append({"goal_no": number, "goal": goal["goal"].iloc[0], "verdict": verdict})
    return pd.DataFrame(rows, columns=["goal_no", "goal", "verdict"])


def compare_numbers(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Each number of two contracts, matched by its stable name; columns end in `_from` and `_to`.

    `change` is `new`, `dropped`, `redefined` (another unit, comparison or coverage, or another
    degree in `target_text`), `target_raised`, `target_lowered` or `same_target`. `result_change` is
    missing unless both results measure the same.
    """
    both = _match(before, after, "indicator")
    first, second = (
        both[name].fillna("").str.casefold().map(_DEGREE.findall).map(set)
        for name in ("target_text_from", "target_text_to")
    )
    same = first == second
    for name in ("unit", "comparator", "coverage"):
        same &= both[f"{name}_from"] == both[f"{name}_to"]
    known = both["status_from"].isin(JUDGED) & both["status_to"].isin(JUDGED)
    known |= (both["status_from"] == both["status_to"]) & (both["note_from"] == both["note_to"])
    change = both["result_value_to"] - both["result_value_from"]
    both["result_change"] = change.where(same & known)
    rise = both["target_value_to"] - both["target_value_from"]
    both["change"] = "same_target"
    both.loc[rise > 0, "change"], both.loc[rise < 0, "change"] = "target_raised", "target_lowered"
    both.loc[~same, "change"] = "redefined"
    return _mark_new(both)


def compare_wording(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Targets that were added, dropped or reworded, by `item_from` and `item_to`.

    A target with numbers (column `indicator`) is matched by them, one in words by its wording.
    Wordings are the same when they differ in nothing but numbers, punctuation, `pct.` or `min.`.
    """
    both = _match(*map(_name_targets, (before, after)), "key")
    in_both = both["in_years"] == "both"
    # A target that only gained or lost one of its numbers is still the same target.
    again = pd.Series(False, both.index)
    for item in ("item_from", "item_to"):
        again |= both[item].isin(both.loc[in_both, item])
    both = both[in_both | ~again].drop_duplicates(["item_from", "item_to"], ignore_index=True)
    both["change"] = "reworded"
    both = _mark_new(both[both["wording_from"] != both["wording_to"]])
    return both[["item_from", "item_to", "change", "target_text_from", "target_text_to"]]


def _match(before: pd.DataFrame, after: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of both by key: those of the later year in their order, then the dropped ones."""
    both = after.merge(before, on=key, how="outer", suffixes=("_to", "_from"), indicator="in_years")
    order = pd.unique(pd.concat([after[key], before[key]]))
    return both.set_index(key).loc[order].reset_index()


def _mark_new(both: pd.DataFrame) -> pd.DataFrame:
    change = both["change"].mask(both["in_years"] == "left_only", "new")
    return both.assign(change=change.mask(both["in_years"] == "right_only", "dropped"))


def _name_targets(targets: pd.DataFrame) -> pd.DataFrame:
    wording = targets["target_text"].map(_wording)
    return targets.assign(wording=wording, key=targets["indicator"].fillna(wording))


def _wording(text: str) -> str:
    words = "".join(each if each.isalpha() else " " for each in text.casefold()).split()
    return " ".join(word for word in words if word not in ("min", "mindst", "pct"))
