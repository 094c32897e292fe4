"""Rows of `contract_indicators`: the numbers that a target sets, each with its result's."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count, pairwise
from typing import Any

from midtjylland.core.message import Message
from midtjylland.declared.region import Indicator, Region, words_pattern
from midtjylland.extract.common import Extract
from midtjylland.extract.compared import HUB, without_other_country
from midtjylland.extract.contract.items import Item
from midtjylland.extract.contract.pairs import paired
from midtjylland.extract.contract.wanted import COMMON, Wanted, sentence_at, wanted_numbers
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import sentence_spans

INDICATORS = "contract_indicators"
_REACHES = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
_SMALLER = re.compile(
    r"\b(?:(?P<less>mindre(?:vækst\w*)?|negativ\w*|lavere|dårligere|færre|langsommere|ringere|fald(?:et)?|faldt|tilbage(?:gang)?|svagere"
    r"|under(?! ét))|(?P<more>mere|højere|større|bedre|mervækst\w*|vokset|steg|steget|øget))"
    r"(?![a-zæøå])",  # but a mark of a note
    re.I,
)
_NATIONAL = re.compile(
    r"\bnational|landstal|landsplan|hele (?:landet|Danmark)|landet (?:som helhed|under ét)"
    r"|landsdækkende|på landsbasis|fælles for (?:alle|de) (?:\w+ )?erhvervshuse"
    r"|(?:for|dækker|på tværs af) (?:alle|samtlige|de|landets) (?:\w+ )?erhvervshuse"
    r"|erhvervshus(?:e|ene) (?:\w+ ){0,3}(?:under ét|tilsammen|samlet|sammen)\b|ikke regionale tal"
    r"|landsgennemsnit|samlet for erhvervshusene|for husene samlet"
    r"|på tværs af (?:de |alle )?(?:\w+ )?huse",
    re.I,
)
# "Den er kun opgjort for hele Danmark, og her er den vokset 5 pct."
_ONLY_NATIONAL = re.compile(
    rf"\b(?:kun|alene|udelukkende)\b[^.;\d]{{0,40}}(?:{_NATIONAL.pattern})", re.I
)
# "Gennemført for hele landet: her er kendskabet gået 4,2 procentpoint frem."
_THERE = re.compile(rf"(?:{_NATIONAL.pattern})(?::|, og) her\b(?! i | hos )", re.I)
_NATIONAL_NOTE = re.compile(rf"\([^()\d]*(?:{_NATIONAL.pattern})[^()]*\)\W*$", re.I)
_GROWS = re.compile(r"vækst|\bvoks|\bstig|\bøge", re.I)
_FELL = re.compile(r"\b(?:faldet|faldt|fald på|tilbagegang på)(?: i \w+)? (?:med )?$", re.I)
# "Kontrolgruppens vækst var 1,3 procentpoint højere end de vejledtes."
_OTHERS_GREW = re.compile(r"(?:^|\.\s)Kontrolgruppe[^.,;]*$", re.I)
_THAN_OURS = re.compile(r"\s*\w* end [^.,;]*(?:vejled|vores|erhvervshus)", re.I)
_NOT_KNOWN = re.compile(r"landstal\w*\s+(?:er|foreligger|findes|kendes)\s+(?:endnu\s)?ikke", re.I)
# What only compares with the country.
_COMPARED = re.compile(
    r"\([^()]*\d[^()]*\)"
    r"|\b(?:end|mod|over|under) (?:i |på |for )?(?:hele (?:landet|Danmark)|lands\w+)",
    re.I,
)
_STATEMENT = re.compile(r"(?:(?<!pct)(?<!ca)\.|;)[)”]?\s|, (?:og|mens|men)\s")
# "Væksten var 3,4 procentpoint, men tallet dækker hele landet."
_THE_NUMBER = re.compile(
    r"(?:tallet|tallene|resultatet|opgørelsen|målingen) (?:\w+ )?"
    r"(?:dækker|gælder|omfatter|er (?:kun |alene )?(?:opgjort|målt|national))(?![^.]*\bikke\b)",
    re.I,
)
# "Der laves ikke en særskilt opgørelse for Midtjylland."
_NOT_OURS = re.compile(
    r"\b(?:ikke|ingen|intet)\b[^.;:]{0,30}\b(?:opgør|opgjort|tal|måling)[^.;:]{0,30}Midtjyl\w*",
    re.I,
)
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def add_indicators(
    extract: Extract, item: Item, name: str, region: Region, year: int | None = None
) -> None:
    """Add a row for each number that a target sets."""
    result = item.result_text
    targets = wanted_numbers(item.target_text, result, len(region.municipalities))
    chosen, doubts = paired(targets, result, year)
    grown = [q.text for q in quantities(result) if q.unit == "pct_point"]
    if grown and not targets:
        extract.tell(INDICATORS, "growth-without-target", item.place, name=name, growth=grown[0])
    for target, quantity in zip(targets, chosen, strict=True):
        row = _row(item, target, quantity, region)
        taken = {each["indicator"] for each in extract.rows.get(INDICATORS, ())}
        if row["indicator"] is None or row["indicator"] in taken:
            row["indicator"] = _new_name(name, target, taken)
            told = {"quantity": target.quantity.text, "name": name, "indicator": row["indicator"]}
            extract.tell(INDICATORS, "indicator-new", item.place, **told)
        for check, values in _told(result, target, quantity, row):
            extract.tell(INDICATORS, check, item.place, **values)
        extract.add(INDICATORS, item.place, goal_no=item.goal.number, item=name, **row)
    for quantity in quantities(item.target_text):
        if quantity.unit in ("dkk", "mdkk") and (quantity.limit or not targets):
            told = {"name": name, "quantity": quantity.text}
            extract.tell(INDICATORS, "target-money", item.place, **told)
    for target, own, rival in doubts:
        told = {"result": own.text, "target": target.quantity.text, "other": rival.text}
        extract.tell(INDICATORS, "figure-ambiguous", item.place, name=name, **told)


def _row(item: Item, target: Wanted, quantity: Quantity | None, region: Region) -> dict[str, Any]:
    result, value = item.result_text, None
    if quantity is not None and quantity.limit != "max":
        value = quantity.value
        grows = target.unit == "pct_point" or target.quantity.value == 0
        grows = grows or bool(_FELL.search(result[: quantity.start]) and _GROWS.search(target.text))
        if value and value > 0 and grows and _is_less(result, quantity):
            value = -value
    noted = item.is_national and quantity is not None
    national = noted or _is_national(result, quantity)
    status, note = _verdict(item, target, quantity, value)
    return {
        "indicator": _declared_name(item, target, region),
        "comparator": target.comparator,
        "target_value": target.quantity.value,
        "result_value": value,
        "unit": target.unit,
        "coverage": "national" if national else "business_hub",
        "status": status,
        "note": note,
    }


def _verdict(
    item: Item, target: Wanted, quantity: Quantity | None, value: float | None
) -> tuple[str, str | None]:
    """Whether a target is met, and what must be known to say so."""
    goal, result = target.quantity.value, item.result_text
    if goal is None:
        return "not_comparable", Message("the target is a range") + f": {target.quantity.text}"
    if quantity is None:
        return "no_figure", Message("no result printed")
    if value is None:
        printed = result[max(quantity.start - 12, 0) : quantity.end].strip()
        return "no_figure", Message("the result is no single number") + f": {printed}"
    if (target.unit, quantity.unit) == ("pct_point", "pct"):
        return "not_comparable", Message("reported in per cent")
    if _counts_part(target, item.target_text, result):
        return "not_comparable", Message("individual guidance only")
    met = _REACHES[target.comparator](value, goal)
    return "met" if met else "not_met", Message("smaller growth") if value < 0 else None


def _is_less(result: str, quantity: Quantity) -> bool:
    """Whether the words of a number's own clause say that it is a smaller growth."""
    if _OTHERS_GREW.search(result[: quantity.start]) and _THAN_OURS.match(result, quantity.end):
        return True
    after = re.split(r"[.,;]|\s(?:og|mens|men)\s", result[quantity.end :])[0]
    # "faldet fra 53,4 til 52,9 pct., altså med 0,5 procentpoint"
    before = re.sub(r"(?:pct\.)?,\s(?:altså|dvs\.|svarende til)\s", " ", result[: quantity.start])
    before = re.split(r"[.;]|,\s|\s(?:og|mens|men)\s", before)[-1]
    told = [*_SMALLER.finditer(after[:40])][:1] or [*_SMALLER.finditer(before)][-1:]
    less = any(match.lastgroup == "less" for match in told)
    # "faldt 3,6 procentpoint mere end"
    return less != bool(
        _FELL.search(before) and told and told[0].start() < 40 and told[0].string != before
    )


def _is_national(result: str, quantity: Quantity | None) -> bool:
    """Whether a result holds for the country: its sentence says so, or one without numbers.

    What a later statement says of the country, with a number of its own, only compares.
    """
    result = without_other_country(result, quantity) if quantity else result
    for first, last in sentence_spans(result):
        bare = _COMPARED.sub(lambda told: " " * len(told[0]), result[first:last])
        if quantity is None or not first <= quantity.start < last:
            told = _NATIONAL.search(bare) and not _NOT_KNOWN.search(bare)
            counted = [q for q in quantities(bare) if q.unit not in ("year", "ordinal")]
            if told and all(q.in_words for q in counted):
                return True
            continue
        at = quantity.start - first
        cuts = [0, *(match.end() for match in _STATEMENT.finditer(bare)), len(bare)]
        start, end = next(each for each in pairwise(cuts) if each[0] <= at < each[1])
        after = next((b for a, b in pairwise(cuts) if a == end), end)
        if _THE_NUMBER.match(bare, end) and not quantities(bare[end:after]):
            end = after
        own = _NATIONAL.search(bare[:end]) and not HUB.search(_NOT_OURS.sub("", bare[start:end]))
        there = _THERE.search(bare[:end]) and "midtjyl" not in bare[start:end].lower()
        only = _ONLY_NATIONAL.search(bare[:end]) or there
        if own or only or _NATIONAL_NOTE.search(bare):
            return True
    return False


def _counts_part(target: Wanted, text: str, result: str) -> bool:
    """Whether the target counts individual and collective guidance together, the result apart."""
    named = [bool(re.search(word, target.clause, re.I)) for word in ("kollektiv", "individuel")]
    both = re.search("kollektiv", text, re.I) and re.search("individuel", text, re.I)
    both = both and named[0] == named[1]
    apart = re.search("kollektiv|arrangement", result, re.I)
    clause = target.clause.split(",")[0][-60:]
    other = re.search("forløb|program", clause, re.I) or re.search(r"\bvækst", target.clause, re.I)
    return target.unit == "count" and bool(both and apart and not other)


def _declared_name(item: Item, target: Wanted, region: Region) -> str | None:
    """Declared name of a number, by its sentence, else by its goal; None where none fits.

    A goal's title that fits several names tells none of them.
    """
    text = item.target_text
    sentence = text[slice(*sentence_at(text, target.quantity))]
    declared = region.indicators.items()
    own = [name for name, each in declared if _fits(each, target, sentence, sentence)]
    if own:
        return own[0]
    # A title that joins several subjects tells of none of them.
    context = sentence if re.search(r"\bog\b|,", item.goal.name) else f"{item.goal.name} {sentence}"
    by_goal = [name for name, each in declared if _fits(each, target, sentence, context)]
    return by_goal[0] if len(by_goal) == 1 else None


def _fits(declared: Indicator, target: Wanted, sentence: str, context: str) -> bool:
    """Whether a declared number has this unit, and its words in a sentence or more."""
    near = not declared.near or words_pattern(declared.near).search(target.clause)
    if declared.unit != target.unit or not near or words_pattern(declared.never).search(sentence):
        return False
    return all(words_pattern(group).search(context) for group in declared.words)


def _new_name(name: str, target: Wanted, taken: Collection[str]) -> str:
    """Name made of the words near a number, with the next number where it is taken."""
    plain = unicodedata.normalize("NFKD", target.clause.lower().translate(_LETTERS))
    words = [w for w in re.findall("[a-z]{4,}", plain) if w[:5] not in COMMON]
    made = "_".join([*words[:3], f"{target.unit}_{name}"])
    return next(n for k in count(1) if (n := f"{made}_{k}" if k > 1 else made) not in taken)


def _told(
    result: str, target: Wanted, quantity: Quantity | None, row: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What an analyst must look at: no result, a range, a damaged number."""
    wanted = target.quantity.text
    if target.quantity.value is None:
        yield "figure-range/target", {"quantity": wanted}
    if quantity is None:
        yield "result-unprinted", {"result": result[:70], "quantity": wanted}
    elif row["result_value"] is None:
        yield "figure-range/result", {"quantity": quantity.text}
    elif quantity.damaged:
        values = {"quantity": quantity.text, "result_value": row["result_value"]}
        yield "figure-damaged", values
