"""Rules of a grant scheme in small tables: a column or a row for each scheme, size or wave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from midtjylland.extract.common import Words
from midtjylland.extract.ecsmv.rules import SIZES, Figure, Role, Rule, lacks_advice, put_figure
from midtjylland.extract.ecsmv.schemes import NAME, Schemes, scheme_at, scheme_of
from midtjylland.extract.ecsmv.told import ROLES, amounts_in
from midtjylland.extract.tables import Value
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import Sentence
from midtjylland.read.pages import Place

# What heads a column of rates that hold no more.
_OVER = re.compile(r"ophæve|\bgamle\b|tidligere|hidtidig", re.I)
# What heads a column of schemes, and what heads one of figures.
_SCHEMES = re.compile("ordning|program|projekt|pulje", re.I)
_KIND = re.compile("sats|procent|pct|andel|beløb|maks|max|højst|kr|tilskud|loft|dæk|gældende", re.I)
# Units that a table's head may name, the first one first.
_UNITS: Mapping[Literal["pct", "mdkk", "dkk"], re.Pattern[str]] = {
    "pct": re.compile(r"pct|procent|%", re.I),
    "mdkk": re.compile(r"mio\.? kr", re.I),
    "dkk": re.compile(r"\bkr\b|kroner", re.I),
}
Near = Mapping[Place, tuple[str, str]]


def near_of(
    sentences: Sequence[Sentence], words: Words, parts: Sequence[str], schemes: Schemes
) -> Near:
    """Part of the papers and scheme that each line belongs to."""
    near: dict[Place, tuple[str, str]] = {}
    for at, (sentence, part) in enumerate(zip(sentences, parts, strict=True)):
        scheme = scheme_at(sentence.text, at, schemes, words)
        near |= {line.place: (part, scheme) for line in sentence.lines}
    return near


def read_tables(
    tables: Iterable[Sequence[Value]], words: Words, near: Near
) -> tuple[list[Rule], set[Place]]:
    """Rules of the first table that tells one whole, and the places of its figures.

    Where none does, of one that leaves the cap for advice to the text.
    """
    found = [_of_table(table, words, near) for table in tables]
    whole = [rules for rules in found if any(not rule.missing for rule in rules)]
    whole = whole or [rules for rules in found if rules and all(map(lacks_advice, rules))]
    # A block of several rows contradicts itself; read by lines it may not.
    rules = min(whole, key=lambda read: any(rule.ambiguous for rule in read), default=[])
    return rules, {figure.place for rule in rules for figure in rule.figures}


def with_advice(rules: Sequence[Rule], own: Sequence[Rule]) -> list[Rule]:
    """Give rules of a table the cap for advice that the text tells; the rules left to the text."""
    given = []
    for rule in filter(lacks_advice, rules):
        near = [r for r in own if (r.part, r.scheme) == (rule.part, rule.scheme)]
        caps = [figure for r in near for figure in r.values("advice", False)]
        if len({figure.value for figure in caps}) == 1:
            rule.figures += caps[:1]
            given += [r for r in near if not r.values("investment", False)]
    return [r for r in own if r not in given]


def _of_table(table: Sequence[Value], words: Words, near: Near) -> list[Rule]:
    """Rules of a table: of a scheme, or one a row where the rows would contradict one another."""
    named_near = next((told[1] for v in table if (told := near.get(v.place)) and told[1]), "")
    rules = _of_scheme(table, words, near, named_near)
    if not any(rule.ambiguous for rule in rules):
        return rules
    rows = {value.row: [v for v in table if v.row == value.row] for value in table}
    alone = [rule for row in rows.values() for rule in _of_scheme(row, words, near, named_near)]
    return rules if any(rule.ambiguous or rule.missing for rule in alone) else alone


def _of_scheme(table: Sequence[Value], words: Words, near: Near, named_near: str) -> list[Rule]:
    """Rules by scheme: one label of a figure tells its purpose, the other may name its scheme."""
    rules: dict[tuple[str, str], Rule] = {}
    # Figures of each size of firms that a row or column names.
    sizes: dict[tuple[str, str], dict[str, list[Figure]]] = {}
    heads = {value.head for value in table}
    size_at = {value.place: value.text for value in table if SIZES.search(value.text)}
    for value in table:
        by_row = _purpose(value.row, words)
        role = by_row or _purpose(value.head, words)
        other = value.row if by_row else value.head
        label = value.head if by_row else value.row
        if role is None or words["other"].search(other) or _OVER.search(label):
            continue
        part, scheme = near.get(value.place, ("status", ""))
        named = bool(words["scheme"].search(label))
        if by_row:
            other_kind = _KIND.search(label) or SIZES.search(label)
            named = named or bool(NAME.search(label)) or (len(heads) > 1 and not other_kind)
        elif _SCHEMES.search(value.corner) and not SIZES.search(label):
            named = True
        scheme = (scheme_of(label, words) if named else "") or scheme or named_near
        said = f"{value.row} {value.head}"
        figures = [
            _figure_of_cell(role, f"{said}: {amount.text}", amount, value.place)
            for amount in _amounts_under(value.text, said)
        ]
        rule = rules.setdefault((part, scheme), Rule(part, scheme, 0, is_row=True))
        size = label if SIZES.search(label) else "" if by_row else size_at.get(value.place, "")
        rows = sizes.setdefault((part, scheme), {}) if size else {}
        beside = rows.setdefault(size, [])
        beside += figures
        for figure in figures:
            put_figure(rule, figure, [f for own in rows.values() for f in own])
    return [rule for rule in rules.values() if rule.figures]


def _purpose(label: str, words: Words) -> Role | None:
    return next((role for role in ROLES if words[role].search(label)), None)


def _amounts_under(text: str, head: str) -> list[Quantity]:
    """Amounts and shares of a cell; numbers alone have the unit that its head names.

    A further number of a cell counts as an amount, so that nothing is read beside it.
    """
    units = [unit for unit, word in _UNITS.items() if word.search(head)]
    # A range is no amount.
    found = [amount for amount in amounts_in(text) if amount.value is not None]
    alone = [
        q
        for q in quantities(text)
        if q.unit == "count" and not q.in_words and q.value is not None and q.value >= 1
    ]
    if found or not units:
        return [*found, *(replace(q, unit="dkk") for q in alone if found)]
    return [replace(q, unit=units[0]) for q in alone]


def _figure_of_cell(role: Role, text: str, amount: Quantity, place: Place) -> Figure:
    value = amount.value * (1_000_000 if amount.unit == "mdkk" else 1)  # type: ignore[operator]
    return Figure(role, value, amount.unit == "pct", place, text, said=True)
