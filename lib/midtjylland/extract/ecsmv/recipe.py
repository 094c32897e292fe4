"""Recipe for the rules of a grant scheme for green firms: caps and rates, with the scheme's name.

The last scheme named before a rule is its scheme.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from midtjylland.core.message import place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract, Words
from midtjylland.extract.ecsmv.rules import UNUSED, Rule, figures_of, kinds_of_figures
from midtjylland.extract.ecsmv.schemes import Schemes, scheme_of, schemes_of
from midtjylland.extract.ecsmv.tables import near_of, read_tables, with_advice
from midtjylland.extract.ecsmv.told import ROLES, read_rules
from midtjylland.extract.sentences import clause_at, parts_of, place_at, quote
from midtjylland.extract.tables import Value, tables_of
from midtjylland.read.danish import quantities
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Place

TABLE = "ecsmv_rules"
# Sentences from the scheme's name to the firms that it reached.
_FIRMS_NEAR = {"ecsmv": 6, "over": 4}
# Totals of firms, by the words that name them.
_FIRMS = {"dialogue": "firms_in_dialogue", "model": "firms_with_business_model"}
_FIGURES = re.compile(r"[0-9][0-9., ]*(?:%|pct\.?|procent|kr\.?|kroner)?", re.I)


def read_ecsmv(document: Document, region: Region) -> Extract:
    """Read the rules of the grant scheme in each part of the papers, and the firms it reached."""
    words = region.patterns("ecsmv")
    extract = Extract()
    places = parts_of(document.sentences, region.patterns("parts"))
    schemes = schemes_of(document.sentences, words)
    tables = list(tables_of(document, 80))
    near = near_of(document.sentences, words, places, schemes)
    rules, used = read_tables(tables, words, near)
    own = read_rules(document.sentences, places, schemes, used, words)
    if known := {rule.scheme for rule in own if not rule.missing} - {"", "ecsmv"}:
        again = schemes_of(document.sentences, words, sorted(known, key=len, reverse=True))
        own = read_rules(document.sentences, places, again, used, words)
    own = with_advice(rules, own)
    told = _told_once(_with_schemes([*rules, *own]), extract)
    whole = {rule.scheme for rule in told if not rule.missing}
    for rule in told:
        _add(rule, whole, extract)
    _tell_rows_left(tables, words, [*rules, *own], extract)
    _firms(document.sentences, schemes, words, extract)
    silent = not (extract.rows.get(TABLE) or extract.findings)
    if silent and any(words["scheme"].search(sentence.text) for sentence in document.sentences):
        extract.tell(TABLE, "table-missing/scheme")
    return extract


def _tell_rows_left(
    tables: Iterable[Sequence[Value]], words: Words, rules: Sequence[Rule], extract: Extract
) -> None:
    """Report rows of tables that give a scheme as many figures as a rule has, and were not read."""
    names = {"ecsmv", *(rule.scheme for rule in rules if rule.scheme)}
    read = {figure.place for rule in rules for figure in rule.figures}
    rows: dict[Place, dict[int, Value]] = {}
    for value in (value for table in tables for value in table):
        if _FIGURES.fullmatch(value.text) and scheme_of(value.row, words) in names:
            rows.setdefault(value.place, {})[value.column] = value
    for place, values in rows.items():
        if len(values) > 2 and place not in read:
            text = " ".join([values[min(values)].row, *(v.text for v in values.values())])
            extract.tell(TABLE, "row-unread/other", place, text=quote(text))


def _add(rule: Rule, whole: Collection[str], extract: Extract) -> None:
    """Rows of a rule, one for each rate; an error where it lacks a part that the table needs.

    Beside schemes that are told whole, one that is not may be none of the region's.
    """
    first = rule.figures[0]
    if other := rule.ambiguous:
        kind = kinds_of_figures()[other.role, other.is_rate]
        extract.tell(TABLE, "rule-ambiguous", other.place, text=quote(other.text), kind=kind)
        return
    if rule.missing:
        case = "other" if whole and rule.scheme not in whole else "own"
        told = {"text": quote(first.text), "missing": rule.missing}
        extract.tell(TABLE, f"rule-incomplete/{case}", first.place, **told)
        return
    for figure in rule.figures:
        if figure.doubt and (figure.role, figure.is_rate) != UNUSED:
            extract.tell(
                TABLE,
                "figure-unusual",
                figure.place,
                text=quote(figure.text),
                value=figure.value,
                doubt=figure.doubt,
            )
    if not rule.scheme:
        extract.tell(TABLE, "scheme-unnamed", first.place, text=quote(first.text))
    cap = rule.values("investment", False)[0]
    advice = rule.values("advice", False)[0]
    same_cap = [(rate, cap, advice) for rate in rule.values("investment", True)]
    for rate, cap, own in rule.by_size or same_cap:
        extract.add(
            TABLE,
            min((f.place for f in rule.figures), key=lambda p: (p.page or 0, p.line)),
            place=rule.part,
            advice_grant_cap_dkk=round((own or advice).value),
            investment_grant_rate_pct=rate.value,
            investment_grant_cap_dkk=round(cap.value),
            scheme=rule.scheme or "unnamed",
        )


def _told_once(rules: Sequence[Rule], extract: Extract) -> list[Rule]:
    """Rules without what is no rule, and without one that the papers repeat in part."""
    whole = [rule for rule in rules if not rule.missing]
    seen: dict[object, Rule] = {}
    told = {(rule.part, rule.scheme) for rule in whole}
    for rule in rules:
        holds = [other for other in whole if set(figures_of(rule)) <= set(figures_of(other))]
        same = [other for other in holds if rule.missing and other.scheme == rule.scheme]
        place = (rule.part, rule.scheme)
        if not same and (not rule.missing or _is_rule(rule)):
            seen.setdefault((*place, figures_of(rule)), rule)
        elif same and place not in told and not all(f.is_rate for f in rule.figures):
            told.add(place)
            first = rule.figures[0]
            extract.tell(
                TABLE,
                "rule-incomplete/repeated",
                first.place,
                text=quote(first.text),
                missing=rule.missing,
                place=place_message(*same[0].figures[0].place),
            )
    return list(seen.values())


def _is_rule(rule: Rule) -> bool:
    """Whether figures that are no whole rule are a part of one."""
    other = rule.ambiguous
    if rule.scheme and other and (other.role, other.is_rate) != UNUSED:
        return True
    caps = [role for role in ROLES if rule.values(role, False)]
    rates = rule.values("investment", True)
    ours = rule.scheme == "ecsmv" and any(f.said for f in rates)
    return rule.is_row or (bool(rule.scheme) and (ours or len(caps) + bool(rates) > 1))


def _with_schemes(rules: Sequence[Rule]) -> list[Rule]:
    """Rules that name no scheme take that of one with the same figures."""
    names = {figures_of(rule): rule.scheme for rule in reversed(rules) if rule.scheme}
    return [
        rule if rule.scheme else replace(rule, scheme=names.get(figures_of(rule), ""))
        for rule in rules
    ]


def _firms(sentences: Sequence[Sentence], schemes: Schemes, words: Words, extract: Extract) -> None:
    """Firms that the scheme spoke with, and firms that got a business model."""
    for at, (sentence, (scheme, named_at)) in enumerate(zip(sentences, schemes, strict=True)):
        text = sentence.text
        ours = at - named_at < _FIRMS_NEAR.get(scheme, 0)
        if not ours and not (words["dialogue"].search(text) and words["model"].search(text)):
            continue
        for quantity in quantities(text):
            firms = re.match(r"\s+(?:\w*virksomhed|af (?:dem|disse)\b)", text[quantity.end :])
            if quantity.unit != "count" or quantity.value is None or not firms:
                continue
            start, end = clause_at(text, quantity.start, quantity.end)
            meaning = next((m for m in _FIRMS if words[m].search(text[start:end])), None)
            if meaning:
                place = place_at(sentence, quantity.start)
                extract.add_total(TABLE, _FIRMS[meaning], quantity.value, place)
