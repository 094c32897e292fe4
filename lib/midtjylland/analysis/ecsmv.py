"""Which ECSMV rules hold: what the papers print in two places, and what is on file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import language
from midtjylland.declared.rules import DatedValue, RuleBook, RuleError, UnconfirmedRuleError
from midtjylland.declared.rules.grants import CAP, RATE, RULES, GrantRules

PLACES = ("status", "action_plan")


def own_rows(papers: pd.DataFrame, scheme: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of this scheme, and those of others."""
    own = papers["scheme"].str.casefold() == scheme.casefold()
    return papers[own], papers[~own]


def offers_of(papers: pd.DataFrame) -> dict[str, GrantRules]:
    """Each full set of rules that the papers print, by its scheme's name and rate."""
    rows = papers.dropna(subset=[*RULES]).drop_duplicates(["scheme", *RULES])
    return {
        f"{scheme}, {language().number(rate)} %": GrantRules(float(rate), float(cap), float(advice))
        for scheme, rate, cap, advice in rows[["scheme", *RULES]].itertuples(index=False)
    }


def choose_rules(
    papers: pd.DataFrame, book: RuleBook, rules_from: str, on: date
) -> GrantRules | None:
    """Rules of a place of the papers (None unless it prints just one set), or those on file.

    Where the file can't answer for the day it is refused, with one sentence for each rule.
    """
    if rules_from != "on_file":
        rows = papers.loc[papers["place"] == rules_from, list(RULES)].dropna()
        return GrantRules(*map(float, rows.iloc[0])) if len(rows) == 1 else None
    values, problems = [], []
    for name in RULES:
        try:
            values.append(book.rule(name, on).value)
        except RuleError as error:
            problems += error.problems
    if problems:
        raise MidtjyllandError(*problems)
    return GrantRules(*values)


def papers_date(published: Iterable[Any], year: int) -> date:
    """Latest day on which the papers were published, of a month the first.

    The last day of the contract year when no document says: papers on a year are not older.
    """
    days = [f"{day}-01"[:10] for day in published if re.match("[0-9]{4}-[0-9]{2}", str(day))]
    return date.fromisoformat(max(days, default=f"{year}-12-31"))


def compare_rules(papers: pd.DataFrame, book: RuleBook, on: date) -> pd.DataFrame:
    """Each rule in both places of the papers and on file.

    `file` is `agree`, `differ`, `unknown` (no source for that day), `unstated` (the papers don't
    say), or past the last check, where `on_file` is the newest value, `unconfirmed_same` or
    `unconfirmed_other`.
    """
    rows = []
    for name in RULES:
        printed = papers.groupby("place")[name].first().astype("float64").reindex(PLACES)
        stated = {float(value) for value in papers[name].dropna()}
        on_file, verdict = _on_file(book, name, on, stated)
        checked = book.rules[name].last_checked
        rows.append((name, *printed, on_file, checked, len(stated) > 1, verdict))
    columns = ["rule", *PLACES, "on_file", "last_checked", "places_differ", "file"]
    values = dict.fromkeys([*PLACES, "on_file"], "float64")
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({**values, "last_checked": "datetime64[s]"})


def _on_file(book: RuleBook, name: str, on: date, stated: set[float]) -> tuple[float | None, str]:
    try:
        value = book.rule(name, on).value
        same, other = "agree", "differ"
    except UnconfirmedRuleError:
        value = book.last_known(name).value
        same, other = "unconfirmed_same", "unconfirmed_other"
    except RuleError:
        return None, "unknown"
    if not stated:
        return value, "unstated"
    return value, same if stated <= {value} else other


def history(book: RuleBook) -> pd.DataFrame:
    """All values of all rules with their days and references; missing days were not found."""
    rows = [
        {"rule": name, "last_checked": rule.last_checked, **each.model_dump()}
        for name, rule in book.rules.items()
        for each in rule.values
    ]
    columns = ["rule", "value", "status", "valid_from", "valid_to", "last_checked"]
    frame = pd.DataFrame(rows, columns=[*columns, "reference", "note"])
    days = dict.fromkeys(["valid_from", "valid_to", "last_checked"], "datetime64[s]")
    frame = frame.astype({"value": "float64", **days})
    return language().frame(frame, "reference", "note")


def rates_without_known_cap(book: RuleBook) -> list[float]:
    """Rates on file, planned ones too, whose cap no source gives, in the order of time."""
    cap = book.last_known(CAP)
    rates = (each for each in book.rules[RATE].values if each.value is not None)
    return list(dict.fromkeys(each.value for each in rates if not _overlap(each, cap)))


def _overlap(one: DatedValue, other: DatedValue) -> bool:
    days = [day for each in (one, other) for day in (each.valid_from, each.valid_to) if day]
    return any(one.covers(day) and other.covers(day) for day in days)


def rounding(count: int) -> float:
    """Half of the round unit in which a count ends: 50 for 600, 5 for 750, 0 for 263."""
    digits = str(count)
    zeros = len(digits) - len(digits.rstrip("0"))
    return 0.5 * 10**zeros if zeros else 0.0
