"""The grant scheme: plausible rates and caps, the same in every part of the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from midtjylland.check.common import at, outside, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import Message, finding
from midtjylland.core.schemas import rows_of
from midtjylland.declared.rules import RuleBook

TABLE = "ecsmv_rules"
# No scheme of a region reaches as many firms.
_MOST_FIRMS = 20_000
_LIMITS = {
    "advice_grant_cap_dkk": (1_000, 1_000_000),
    "investment_grant_rate_pct": (5, 95),
    "investment_grant_cap_dkk": (1_000, 5_000_000),
}


def check_ecsmv(frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Everything that the rules, and the firms that the scheme reached, must satisfy."""
    rows = rows_of(frames[TABLE])
    for row in rows:
        for column, limits in _LIMITS.items():
            yield from outside(TABLE, "figure", row, column, limits)
    yield from _same_in_both_parts(rows)
    totals = totals_of(frames["stated_totals"], TABLE)
    for quantity in totals:
        yield from outside(TABLE, "figure", totals, quantity, (0, _MOST_FIRMS))
    asked, got = totals.get("firms_in_dialogue"), totals.get("firms_with_business_model")
    if asked is not None and got is not None and got > asked:
        yield finding(TABLE, "implausible/firms", got=got, asked=asked)


def check_against_file(frame: pd.DataFrame, book: RuleBook) -> Iterator[Finding]:
    """What papers print otherwise than the rules on file, which they don't confirm; each once."""
    known = {c: next(book.rules[c].in_force(), None) for c in _LIMITS if c in book.rules}
    told = set()
    for row in rows_of(frame):
        differing = []
        for column, rule in known.items() if row["scheme"] == book.scheme.lower() else ():
            value = row[column]
            if rule and rule.value != value and (column, value) not in told:
                told.add((column, value))
                said = {"column": column, "value": value}
                said |= {"known": rule.value, "reference": Message(rule.reference or "not known")}
                differing.append(
                    Message("{column:label} {value}, on file {known} ({reference})", **said)
                )
        if differing:
            yield finding(TABLE, "rule-on-file-differs", row, differing=differing)


def _same_in_both_parts(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """One scheme in both parts has the same caps, and the same rates."""
    for scheme in dict.fromkeys(row["scheme"] for row in rows):
        own = [row for row in rows if row["scheme"] == scheme]
        parts = dict.fromkeys(row["place"] for row in own)
        for column in _LIMITS:
            given = {p: {row[column] for row in own if row["place"] == p} for p in parts}
            if len({frozenset(values) for values in given.values()}) > 1:
                places = {row["place"]: at(row) for row in reversed(own)}
                texts = [
                    Message("{values} ({place})", values=sorted(values), place=places[part])
                    for part, values in given.items()
                ]
                yield finding(TABLE, "places-differ/rules", own[-1], column=column, texts=texts)
