"""Which ECSMV rules hold: what the papers say in two places, and what is on file with its dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args

import pandas as pd

from midtjylland.core.findings import MidtjyllandError
from midtjylland.rules import DatedValue, RuleBook, RuleError, UnconfirmedRuleError
from midtjylland.rules.grants import (
    ADVICE_CAP,
    CAP,
    LARGEST_DKK,
    RATE,
    GrantRules,
    investment_grant,
)

RulesFrom = Literal["status", "action_plan", "on_file"]
RULES = (RATE, CAP, ADVICE_CAP)


def rules_in_papers(papers: pd.DataFrame, place: str) -> GrantRules:
    """Rules that one place of the papers states.

    Parameters
    ----------
    papers
        `ecsmv_rules` of one year.
    place
        `status` or `action_plan`.

    Raises
    ------
    MidtjyllandError
        The place states none, or is there twice.
    """
    rows = papers[papers["place"] == place]
    if len(rows) != 1:
        raise MidtjyllandError(
            f"ecsmv_rules has {len(rows)} rows of {place!r}; use rules_from 'on_file' or another "
            "place, or build the table again."
        )
    return GrantRules(**{name: float(rows[name].iloc[0]) for name in RULES})


def choose_rules(
    papers: pd.DataFrame, book: RuleBook, rules_from: RulesFrom, on: date
) -> GrantRules:
    """Rules to go on with: those of a place of the papers, or those on file.

    Raises
    ------
    MidtjyllandError
        The choice is unknown, the place states none, or the file can't answer for that day (then
        one sentence a rule says what to confirm).
    """
    if rules_from not in get_args(RulesFrom):
        choices = ", ".join(map(repr, get_args(RulesFrom)))
        raise MidtjyllandError(f"rules_from {rules_from!r} is unknown; use one of {choices}.")
    if rules_from != "on_file":
        return rules_in_papers(papers, rules_from)
    values, problems = {}, []
    for name in RULES:
        try:
            values[name] = book.rule(name, on).value
        except RuleError as error:
            problems += error.problems
    if problems:
        raise MidtjyllandError(*problems)
    return GrantRules(**values)


def papers_date(published: Sequence[Any], year: int) -> tuple[date, str]:
    """Day on which the papers' rules are compared with those on file, and where it is from.

    Parameters
    ----------
    published
        What the sidecars of the year's documents say: a date, a month such as `2022-11`, or
        nothing.
    year
        Contract year.

    Returns
    -------
    tuple
        The latest day (of a month the first), with words for it; without any the last day of the
        contract year, since papers on a year are not older.
    """
    days = [day for day in map(_day, published) if day]
    if not days:
        return date(year, 12, 31), "last day of the contract year; the papers carry no date"
    return max(days), "date of the papers; the first day where they give only a month"


def _day(published: Any) -> date | None:
    if isinstance(published, datetime):
        return published.date()
    if isinstance(published, date):
        return published
    for form in ("%Y-%m-%d", "%Y-%m"):
        try:
            return datetime.strptime(str(published), form).date()
        except ValueError:
            continue
    return None


def compare_rules(papers: pd.DataFrame, book: RuleBook, on: date) -> pd.DataFrame:
    """Compare what the two places of the papers say with each other and with the rules on file.

    Parameters
    ----------
    papers
        `ecsmv_rules` of one year.
    book
        Rules on file.
    on
        Day on which they must hold.

    Returns
    -------
    pandas.DataFrame
        A row a rule: `rule`, `unit`, `status` and `action_plan` (value in that place; missing
        where it states none), `on_file` (value of that day; where it is unconfirmed the newest
        one), `last_checked`, `places` and `file`, the verdicts, and `message`, one sentence that
        says what to do ("" when all agree). Verdicts of `places`: `agree`, `differ`, `one_place`;
        of `file`: `agree`, `differ` (from either place), `unconfirmed_same`, `unconfirmed_other`
        (past the last check), `unknown` (no source for that day).

    Raises
    ------
    MidtjyllandError
        The papers state no rules.
    """
    if papers.empty:
        raise MidtjyllandError("ecsmv_rules is empty; build it again from its source.")
    frame = pd.DataFrame([_compared(papers.set_index("place"), book, name, on) for name in RULES])
    return frame.astype({"last_checked": "datetime64[s]"})


def _compared(by_place: pd.DataFrame, book: RuleBook, name: str, on: date) -> dict[str, Any]:
    rule = book.rules[name]
    stated = {
        place: float(by_place.at[place, name]) if place in by_place.index else None
        for place in ("status", "action_plan")
    }
    values = {value for value in stated.values() if value is not None}
    on_file, verdict, message = _on_file(book, name, on, values)
    places = "one_place" if None in stated.values() else "agree" if len(values) == 1 else "differ"
    if places == "differ":
        shown = [f"{rule.show(value)} in {place}" for place, value in stated.items()]
        message = f"{name}: the papers say {' and '.join(shown)}. {message}".strip()
    return {
        "rule": name,
        "unit": rule.unit,
        **stated,
        "on_file": on_file,
        "last_checked": rule.last_checked,
        "places": places,
        "file": verdict,
        "message": message,
    }


def _on_file(
    book: RuleBook, name: str, on: date, stated: set[float]
) -> tuple[float | None, str, str]:
    """Value on file, its verdict against what the papers state, and the sentence to it."""
    rule = book.rules[name]
    try:
        value = book.rule(name, on).value
    except UnconfirmedRuleError as error:
        value = book.last_known(name).value
        verdict = "unconfirmed_same" if stated == {value} else "unconfirmed_other"
        return value, verdict, _say(rule.show, stated, str(error))
    except RuleError as error:
        return None, "unknown", _say(rule.show, stated, str(error))
    if stated <= {value}:
        return value, "agree", ""
    word = f"on file, {name} is {rule.show(value)} on {on}; find out which holds."
    return value, "differ", _say(rule.show, stated, word)


def _say(show: Callable[[float | None], str], stated: set[float], sentence: str) -> str:
    """Sentence about the file, after what the papers state."""
    return f"The papers say {' or '.join(map(show, sorted(stated)))}; {sentence}"


def history(book: RuleBook) -> pd.DataFrame:
    """All values of all rules, dated, with their references.

    Returns
    -------
    pandas.DataFrame
        `rule`, `value` (missing where no source gives it), `unit`, `status`, `valid_from`,
        `valid_to`, `last_checked`, `reference`, `note`; missing dates were not found.
    """
    rows = [
        {"rule": name, "unit": rule.unit, "last_checked": rule.last_checked, **each.model_dump()}
        for name, rule in book.rules.items()
        for each in rule.values
    ]
    columns = ["rule", "value", "unit", "status", "valid_from", "valid_to", "last_checked"]
    frame = pd.DataFrame(rows, columns=[*columns, "reference", "note"])
    days = dict.fromkeys(["valid_from", "valid_to", "last_checked"], "datetime64[s]")
    return frame.astype({"value": "float64", **days})


def grants_by_rate(investments_dkk: Sequence[float], book: RuleBook) -> pd.DataFrame:
    """Most that each rate on file, planned ones too, can have given for an investment.

    The cap that went with earlier rates was not found: there the grant is worked out without one.

    Returns
    -------
    pandas.DataFrame
        `rate_pct`, `status`, `cap_known` (the newest cap was in force on a day on which the rate
        was), `investment_dkk`, `grant_at_most_dkk`; a rate that came back stands once.

    Raises
    ------
    MidtjyllandError
        No source gives a cap, or an investment can't be.
    """
    amounts = pd.Series(list(investments_dkk), dtype="object")
    cap = book.last_known(CAP)
    valued = [each for each in book.rules[RATE].values if each.value is not None]
    rates = {(each.value, _overlap(each, cap)): each.status for each in valued}
    parts = []
    for (rate, known), status in rates.items():
        rules = GrantRules(rate, cap.value if known else LARGEST_DKK, LARGEST_DKK)
        part = {
            "rate_pct": rate,
            "status": status,
            "cap_known": known,
            "investment_dkk": amounts.astype("float64"),
            "grant_at_most_dkk": investment_grant(amounts, rules),
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def _overlap(one: DatedValue, other: DatedValue) -> bool:
    days = [day for each in (one, other) for day in (each.valid_from, each.valid_to) if day]
    return any(one.covers(day) and other.covers(day) for day in days)
