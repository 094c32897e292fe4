"""The numbers that a target sets, each with the number that its result gives.

A number of the result belongs to one of the target by its unit and by the words near both.
Numbers that only compare (last year's, the whole country's, an average's) are left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from midtjylland.declared.region import Region, words_pattern
from midtjylland.extract.common import Extract
from midtjylland.read.danish import Quantity, quantities

if TYPE_CHECKING:
    from midtjylland.extract.contract import Item

INDICATORS = "contract_indicators"
_SCORE = re.compile(r"net promot|\bNPS\b", re.I)
_NO_TARGET_AFTER = re.compile(
    r"^\W*(?:år\b|års|årlig|måned|uge|dag|gang|time|ansatte|medarbejdere?\b|kommuner\b|af de \d+ kommuner|byråd)",
    re.I,
)
_ALL_TOWNS = re.compile(r"(?:alle|samtlige|hver af de|de|i alle)\s*$", re.I)
_SPREAD = re.compile(r"(?:\+\s*/\s*[-–−]|±|plus/minus|udsving på(?: højst)?)\s*$", re.I)
_GROWTH = re.compile(
    r"\b(?:øge[rst]?|øget|vokse[rt]?|vokset|stige[rt]?|steget|stigning|højere|større|bedre|flere|mervækst|fremgang|forbedr\w+)\b",
    re.I,
)
_COMPARED = re.compile(r"i forhold til|end\b|sammenlign|kontrolgruppe|året før", re.I)
_LESS = re.compile(
    r"\b(?:mindre|lavere|dårligere|færre|fald(?:et)?|faldt|tilbagegang|svagere|under kontrolgruppen)\b",
    re.I,
)
_MORE = re.compile(r"\b(?:mere|højere|større|bedre|mervækst\w*|vokset|steg|steget|øget)\b", re.I)
_OTHER_YEAR = re.compile(
    r"\b(?:i|for|fra|ved målingen i)\s+(?:\w+\s+)?(20[0-9]{2})\b|^\W*(20[0-9]{2})\s*:|sidste år|året før|forrige år|tidligere",
    re.I,
)
_OTHERS = re.compile(
    r"hele landet|landsplan|landsgennemsnit|på landsbasis|i landet|gennemsnit af|landstal|øvrige erhvervshuse",
    re.I,
)
_NATIONAL = re.compile(r"national|landstal|landsplan|hele landet|landsdækkende|på landsbasis", re.I)
_NOT_MEASURED = re.compile(
    r"(?:ikke|endnu ikke|først)\s+(?:\w+\s+){0,3}(?:målt|måles|opgjort|opgøres|tilgængelig|foreligger|muligt|oplyst)|foreligger (?:endnu )?ikke|måles (?:først|igen)|afventer",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = {
    "virk",
    "mids",
    "skal",
    "være",
    "have",
    "midt",
    "erhv",
    "vejl",
    "mind",
    "over",
    "elle",
    "blev",
    "bleve",
    "grad",
}


@dataclass(frozen=True)
class _Set:
    """A number that a target sets."""

    quantity: Quantity
    unit: str
    comparator: str
    words: frozenset[str]
    clause: str


def add_indicators(extract: Extract, item: Item, name: str, region: Region) -> None:
    """Add a row for each number that a target sets."""
    targets = list(_targets(item.target_text))
    result = "" if item.is_table else item.result_text
    if not targets:
        targets = list(_growth(item.target_text, result))
    found = _candidates(result)
    chosen, doubts = _paired(targets, found, result)
    for target, quantity in zip(targets, chosen, strict=True):
        row = _row(item, name, target, quantity, result, region, found)
        _tell(extract, item, row, target, quantity, result)
        extract.add(INDICATORS, item.place, goal_no=item.goal_no, item=name, **row)
    for text in doubts:
        extract.tell(INDICATORS, "warning", "figure-ambiguous", f"{name}: {text}", item.place)


def _clauses(text: str) -> list[tuple[int, int]]:
    """Spans of clauses: between commas, stops, parentheses and joining words."""
    cuts = [
        0,
        *(
            m.end()
            for m in re.finditer(
                r"[;:()]|[.,](?=\s)|\s(?:og|samt|mens|heraf|hvoraf|men)(?=\s)", text
            )
        ),
        len(text),
    ]
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip()]


def _clause_of(text: str, start: int) -> str:
    return next((text[a:b] for a, b in _clauses(text) if a <= start < b), text)


def _words(text: str) -> frozenset[str]:
    """Beginnings of the words that tell something."""
    return frozenset(w.lower()[:5] for w in _WORD.findall(text)) - _COMMON


def _around(text: str, quantity: Quantity) -> str:
    """Clause of a number, with the clause behind it where it names little."""
    clause = _clause_of(text, quantity.start)
    if len(_words(clause)) >= 2:
        return clause
    return text[max(quantity.start - 60, 0) : quantity.end + 60]


def _targets(text: str) -> Iterator[_Set]:
    score = bool(_SCORE.search(text))
    for quantity in quantities(text):
        before, after = text[: quantity.start], text[quantity.end :]
        if quantity.unit in ("year", "ordinal", "mdkk", "dkk") or _SPREAD.search(before):
            continue
        if re.search(r"[±]|\+/[-–−]", quantity.text) or (
            _NO_TARGET_AFTER.match(after) and quantity.unit == "count"
        ):
            continue
        if (
            quantity.in_words
            and quantity.unit == "count"
            and (quantity.value or 0) < 13
            and not quantity.limit
        ):
            continue
        if quantity.unit == "count" and re.match(r"\s*(?:ud af|/)\s*\d", after):
            continue
        unit = "score" if score and quantity.unit == "count" else quantity.unit
        clause = _around(text, quantity)
        yield _Set(quantity, unit, _comparator(text, quantity), _words(clause), clause)


def _comparator(text: str, quantity: Quantity) -> str:
    before = text[max(quantity.start - 24, 0) : quantity.start].lower()
    if re.search(
        r"(?:højst|maks\w*\.?|max\w*\.?|ikke (?:over|mere end|flere end|overstige))\W*$", before
    ):
        return "<="
    if re.search(r"(?:færre end|mindre end|under)\W*$", before):
        return "<"
    return ">" if re.search(r"(?:^|\W)(?:over|mere end|flere end)\W*$", before) else ">="


def _growth(text: str, result: str) -> Iterator[_Set]:
    """A goal of "more than before" or "more than others" has the target 0."""
    if not (_GROWTH.search(text) and _COMPARED.search(text)):
        return
    points = [q for q in quantities(result) if q.unit == "pct_point"]
    if points or _NOT_MEASURED.search(result):
        nothing = Quantity(0.0, "pct_point", 0, 0, "0")
        yield _Set(nothing, "pct_point", ">", _words(text), text)


def _candidates(text: str) -> list[Quantity]:
    """Numbers of a result that may be its own, not only compare."""
    found = [q for q in quantities(text) if q.unit not in ("year", "ordinal")]
    return [q for q in found if not _compares(text, q)]


def _compares(text: str, quantity: Quantity) -> bool:
    """Whether a number is given to compare: of another year, of the country, behind "mod"."""
    before = text[: quantity.start]
    opened, closed = before.rfind("("), before.rfind(")")
    if opened > closed:
        inside = text[opened : text.find(")", opened) + 1 or len(text)]
        if re.search(
            r"20[0-9]{2}|landet|landsplan|mod\b|sidste år|året før|gennemsnit|segment", inside, re.I
        ):
            return True
    if re.search(
        r"(?:^|\W)(?:mod|imod|i stedet for|fra|ned fra|op fra)\W*(?:ca\.|omkring)?\s*$",
        before[-20:],
        re.I,
    ):
        return True
    start = max(
        before.rfind(". "), before.rfind("; "), before.rfind(", og "), before.rfind(", mens "), 0
    )
    end = min(
        (
            i
            for i in (
                text.find(s, quantity.end) for s in (". ", "; ", ", og ", ", mens ", ", men ")
            )
            if i >= 0
        ),
        default=len(text),
    )
    return bool(
        re.search(
            r"^\W*(?:I|For|og|mens|men)?\W*(?:i )?(?:20[0-9]{2}) (?:var|lå|blev)|på landsplan er (?:andelen|tallet)",
            text[start:end],
            re.I,
        )
    )


def _paired(
    targets: Sequence[_Set], found: Sequence[Quantity], result: str
) -> tuple[list[Quantity | None], list[str]]:
    """For each target's number that of the result, and what is doubtful."""
    chosen: list[Quantity | None] = [None] * len(targets)
    doubts: list[str] = []
    free = list(found)
    scores = {
        (n, q): _score(target, q, result)
        for n, target in enumerate(targets)
        for q in free
        if _suits(target, q, free)
    }
    while scores:
        best = max(scores.values())
        n, quantity = next(pair for pair, score in scores.items() if score == best)
        rivals = [
            q for (m, q), s in scores.items() if m == n and q is not quantity and s > best - 0.5
        ]
        alike = [
            t
            for m, t in enumerate(targets)
            if m != n and chosen[m] is None and t.unit == targets[n].unit
        ]
        if rivals and not alike and not _plainly_first(quantity, rivals, result):
            doubts.append(
                f"{quantity.text!r} was read as the result of {targets[n].quantity.text!r}, {rivals[0].text!r} stands near too"
            )
        chosen[n] = quantity
        scores = {(m, q): s for (m, q), s in scores.items() if m != n and q is not quantity}
    return chosen, doubts


def _plainly_first(quantity: Quantity, rivals: Sequence[Quantity], result: str) -> bool:
    """Whether the chosen number opens the result and the others follow in later sentences."""
    return all(r.start > quantity.start and ". " in result[quantity.end : r.start] for r in rivals)


def _suits(target: _Set, quantity: Quantity, found: Sequence[Quantity]) -> bool:
    if target.unit == "score":
        return quantity.unit == "count"
    if target.unit == quantity.unit:
        return True
    # Growth in points is at times reported in per cent.
    return (
        target.unit == "pct_point"
        and quantity.unit == "pct"
        and not any(q.unit == "pct_point" for q in found)
    )


def _score(target: _Set, quantity: Quantity, result: str) -> float:
    """How well a number of the result suits: shared words near both, and its place."""
    shared = len(target.words & _words(_around(result, quantity)))
    early = 1 - quantity.start / max(len(result), 1)
    return min(shared, 4) + 0.4 * early - (1 if quantity.in_words else 0)


def _row(
    item: Item,
    name: str,
    target: _Set,
    quantity: Quantity | None,
    result: str,
    region: Region,
    found: Sequence[Quantity],
) -> dict[str, Any]:
    goal = target.quantity.value
    value = None if quantity is None or quantity.limit == "max" else quantity.value
    note: str | None = None
    if (
        value is not None
        and quantity is not None
        and target.unit == "pct_point"
        and value > 0
        and _is_less(result, quantity)
    ):
        value, note = -value, "smaller growth"
    elif value is not None and value < 0:
        note = "smaller growth"
    status = _status(target, value)
    if quantity is None:
        note = "no result printed"
    elif value is None:
        note = f"the result is no single number: {result[max(quantity.start - 12, 0) : quantity.end].strip()}"
    if goal is None:
        status, note = "not_comparable", f"the target is a range: {target.quantity.text}"
    elif (
        value is not None
        and target.unit == "pct_point"
        and quantity is not None
        and quantity.unit == "pct"
    ):
        status, note = "not_comparable", "reported in per cent"
    elif value is not None and _counts_part(target, item.target_text, result):
        status, note = "not_comparable", "individual guidance only"
    return {
        "indicator": _identify(item, name, target, region),
        "comparator": target.comparator,
        "target_value": goal,
        "result_value": value,
        "unit": target.unit,
        "coverage": "national" if _is_national(result) else "business_hub",
        "status": status,
        "note": note,
    }


def _status(target: _Set, value: float | None) -> str:
    goal = target.quantity.value
    if value is None or goal is None:
        return "no_figure"
    met = {">=": value >= goal, ">": value > goal, "<=": value <= goal, "<": value < goal}
    return "met" if met[target.comparator] else "not_met"


def _is_less(result: str, quantity: Quantity) -> bool:
    """Whether the words of a number's own clause say that it is a smaller growth."""
    after = re.split(r"[.,;]|\s(?:og|mens|men)\s", result[quantity.end :])[0]
    before = re.split(r"[.;]|,\s|\s(?:og|mens|men)\s", result[: quantity.start])[-1]
    for text in (after[:40], before):
        less, more = list(_LESS.finditer(text)), list(_MORE.finditer(text))
        if less and not (more and text is after and more[0].start() < less[0].start()):
            return True
        if more:
            return False
    return False


def _is_national(result: str) -> bool:
    """Whether the result holds for the whole country: said outside of what only compares."""
    bare = re.sub(r"\([^()]*\d[^()]*\)", "", result)
    return bool(_NATIONAL.search(bare)) and not re.search(
        r"mod \d[^.]*(?:landet|landsplan)", bare, re.I
    )


def _counts_part(target: _Set, text: str, result: str) -> bool:
    """Whether the target counts individual and collective guidance together, the result apart."""
    return (
        target.unit == "count"
        and bool(re.search("kollektiv", text, re.I))
        and bool(re.search("individuel", text, re.I))
        and bool(re.search("kollektiv|arrangement", result, re.I))
        and not re.search("forløb|program", target.clause.split(",")[0][-60:], re.I)
        and not any(w.startswith("vækst") for w in target.words)
    )


def _identify(item: Item, name: str, target: _Set, region: Region) -> str:
    """Stable name of a number: a declared one, else made of the words near it."""
    context = f"{item.goal} {target.clause}"
    for key, declared in region.indicators.items():
        if declared.unit != target.unit or words_pattern(declared.never).search(
            item.target_text if not declared.never else context
        ):
            continue
        if all(words_pattern(group).search(context) for group in declared.words):
            return key
    letters = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u"})
    words = [
        w.lower().translate(letters)
        for w in _WORD.findall(target.clause)
        if w.lower()[:5] not in _COMMON
    ]
    plain = [re.sub("[^a-z0-9]", "", w) for w in words if len(w) > 4][:3]
    return "_".join([*plain, target.unit]) or f"item_{name}"


def _tell(
    extract: Extract,
    item: Item,
    row: dict[str, Any],
    target: _Set,
    quantity: Quantity | None,
    result: str,
) -> None:
    """Say what an analyst must look at: no result, a range, a damaged number."""
    if target.quantity.value is None:
        extract.tell(
            INDICATORS,
            "warning",
            "figure-range",
            f"the target {target.quantity.text!r} is a range, so it has no single number",
            item.place,
        )
    if quantity is None:
        extract.tell(
            INDICATORS,
            "warning",
            "result-unprinted",
            f"the result {result[:70]!r} gives no number for the target {target.quantity.text!r}",
            item.place,
        )
    elif row["result_value"] is None:
        extract.tell(
            INDICATORS,
            "warning",
            "figure-range",
            f"the result {quantity.text!r} gives a limit or a range, so it has no single number",
            item.place,
        )
    elif quantity.damaged:
        extract.tell(
            INDICATORS,
            "warning",
            "figure-damaged",
            f"{quantity.text!r} was read as {row['result_value']:g}",
            item.place,
        )
