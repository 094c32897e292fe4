"""The numbers that a target sets, each with the number that its result gives.

A number of the result belongs to one of the target by its unit and by the words near both.
Numbers that only compare (last year's, the whole country's, an average's) are left aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise
from typing import TYPE_CHECKING, Any

from midtjylland.core.message import Message
from midtjylland.declared.region import Region, words_pattern
from midtjylland.extract.common import Extract
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import sentence_spans

if TYPE_CHECKING:
    from midtjylland.extract.contract_items import Item

INDICATORS = "contract_indicators"
_SCORE = re.compile(r"net promot|\bNPS\b", re.I)
_NO_TARGET_AFTER = re.compile(
    r"^\W*(?:år\b|års|årlig|måned|uge|dag|gang|time|ansatte|medarbejdere?\b|indbyggere|byråd"
    r"|(?:eller \d+ )?på en skala)",
    re.I,
)
# Numbers of goals, points and annexes.
_NUMBERED = re.compile(r"(?:mål|punkt|pkt\.?|nr\.?|bilag|tabel|spor|side|afsnit|fase)\s*$", re.I)
_SPREAD = re.compile(r"(?:\+\s*/\s*[-–−]|±|plus/minus|udsving på(?: højst)?)\s*$", re.I)
_GROWTH = re.compile(
    r"\b(?:øge[rst]?|øget|vokse[rt]?|vokset|stige[rt]?|steget|stigning|højere|større|bedre|flere|mervækst|vækst(?=\s)|fremgang|forbedr\w+)\b",
    re.I,
)
_COMPARED = re.compile(r"i forhold til|end\b|sammenlign|kontrolgruppe|året før", re.I)
# A growth beyond that of others, which sets a target even where no result is known.
_BEYOND = re.compile(r"(?:end|sammenlign\w+ med|forhold til)\b[^.]{0,30}kontrolgruppe", re.I)
_GROWN = re.compile(r"\b(?:steget|vokset|øget|faldet|vækst)\b", re.I)
_LESS = re.compile(
    r"\b(?:mindre|lavere|dårligere|færre|fald(?:et)?|faldt|tilbagegang|svagere|under(?! ét))\b",
    re.I,
)
_MORE = re.compile(r"\b(?:mere|højere|større|bedre|mervækst\w*|vokset|steg|steget|øget)\b", re.I)
_OTHERS = re.compile(
    r"landsgennemsnit|landsresultat|gennemsnit\w* for land|landets|(?:hele|i) landet"
    r"|på landsplan er",
    re.I,
)
_NATIONAL = re.compile(r"national|landstal|landsplan|hele landet|landsdækkende|på landsbasis", re.I)
_NOT_MEASURED = re.compile(
    r"(?:ikke|endnu ikke|først)\s+(?:\w+\s+){0,3}(?:målt|måles|opgjort|opgøres|tilgængelig"
    r"|foreligger|muligt|oplyst)"
    r"|foreligger (?:endnu )?ikke|måles (?:først|igen)|afventer",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_COMMON = frozenset(
    [
        "skal",
        "være",
        "have",
        "haft",
        "blev",
        "bliver",
        "minds",
        "midtj",
        "eller",
        "efter",
        "under",
        "desud",
        "herti",
        "heraf",
        "hvora",
        "samme",
    ]
)


@dataclass(frozen=True)
class _Set:
    """A number that a target sets."""

    quantity: Quantity
    unit: str
    comparator: str
    words: frozenset[str]
    clause: str
    nouns: tuple[str, ...] = ()


def add_indicators(extract: Extract, item: Item, name: str, region: Region) -> None:
    """Add a row for each number that a target sets."""
    targets = list(_targets(item.target_text, len(region.municipalities)))
    result = item.result_text
    if not targets:
        targets = list(_growth(item.target_text, result))
    found = _candidates(result)
    chosen, doubts = _paired(targets, found, result)
    for target, quantity in zip(targets, chosen, strict=True):
        row = _row(item, target, quantity, result, region)
        taken = {each["indicator"] for each in extract.rows.get(INDICATORS, ())}
        if row["indicator"] is None or row["indicator"] in taken:
            row["indicator"] = _unused(_made_name(name, target), taken)
            extract.tell(
                INDICATORS,
                "info",
                "indicator-new",
                Message(
                    "'{quantity}' of {name} sets a number that no earlier year had; it is named "
                    "{indicator}",
                    quantity=target.quantity.text,
                    name=name,
                    indicator=row["indicator"],
                ),
                item.place,
            )
        _tell(extract, item, row, target, quantity, result)
        extract.add(INDICATORS, item.place, goal_no=item.goal.number, item=name, **row)
    for doubt in doubts:
        extract.tell(
            INDICATORS,
            "warning",
            "figure-ambiguous",
            Message("{name}: {doubt}", name=name, doubt=doubt),
            item.place,
        )


def _clauses(text: str) -> list[tuple[int, int]]:
    """Spans of clauses: between commas, stops, parentheses and joining words."""
    cuts = [
        0,
        *(
            m.end()
            for m in re.finditer(
                r"[;•()]|[.,](?=\s)|\s(?:og|samt|mens|heraf|hvoraf|men)(?=\s)", text
            )
        ),
        len(text),
    ]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


def _words(text: str) -> frozenset[str]:
    """Beginnings of the words that tell something."""
    return frozenset(w.lower()[:5] for w in _WORD.findall(text)) - _COMMON


def _around(text: str, quantity: Quantity) -> str:
    """Clause of a number; where it names nothing, with the clauses before it."""
    spans = _clauses(text)
    at = next((n for n, (a, b) in enumerate(spans) if a <= quantity.start < b), 0)
    first = at
    while first > 0 and not _words(text[spans[first][0] : spans[at][1]]):
        first -= 1
    clause = text[spans[first][0] : spans[at][1]] if spans else text
    return clause if _words(clause) else text[quantity.start : quantity.end + 60]


def _nouns(text: str, quantity: Quantity) -> list[str]:
    """Beginnings of what may be counted: the telling words right behind a number."""
    behind = re.split(r"[.,;:•()]", text[quantity.end :])[0]
    return [word.lower()[:6] for word in re.findall(r"[^\W\d_]{4,}", behind)[:3]]


def _targets(text: str, towns: int) -> Iterator[_Set]:
    score = bool(_SCORE.search(text))
    for quantity in sorted([*quantities(text), *_fractions(text)], key=lambda q: q.start):
        if _sets_nothing(text, quantity, towns):
            continue
        unit = "score" if score and quantity.unit == "count" else quantity.unit
        clause = _around(text, quantity)
        comparator, nouns = _comparator(text, quantity), tuple(_nouns(text, quantity))
        yield _Set(quantity, unit, comparator, _words(clause), clause, nouns)


def _sets_nothing(text: str, quantity: Quantity, towns: int) -> bool:
    """Whether a result need not reach a number of a target: a year, a spread, a duration."""
    before, after = text[: quantity.start], text[quantity.end :]
    if quantity.unit in ("year", "ordinal", "mdkk", "dkk") or _SPREAD.search(before):
        return True
    if re.search(r"[±]|\+/[-–−]", quantity.text):
        return True
    if quantity.unit != "count":
        return False
    if _NUMBERED.search(before) or _NO_TARGET_AFTER.match(after):
        return True
    if re.search(r"skala fra\s*$", before) or re.match(r"\s*(?:ud af|/)\s*\d", after):
        return True
    if quantity.value == towns and re.match(r"\s*(?:\w+ )?kommun", after):
        return True
    return quantity.in_words and (quantity.value or 0) < 13


_FRACTIONS = {
    "halvdelen": 50.0,
    "tre fjerdedele": 75.0,
    "tre ud af fire": 75.0,
    "en fjerdedel": 25.0,
}


def _fractions(text: str) -> list[Quantity]:
    """Shares in words, where no per cent stands behind them."""
    return [
        Quantity(_FRACTIONS[m.group().lower()], "pct", m.start(), m.end(), m.group(), in_words=True)
        for m in re.finditer("|".join(_FRACTIONS), text, re.I)
        if not re.match(
            r"\W*(?:nemlig|dvs\.|altså)?\W*[0-9][0-9,]*\s*(?:%|pct|procent)", text[m.end() :]
        )
    ]


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
    grown = [q for q in quantities(result) if q.unit in ("pct_point", "pct") and not q.is_range]
    points = any(q.unit == "pct_point" for q in grown)
    if not _GROWTH.search(text) or not (points or _COMPARED.search(text) or _GROWN.search(result)):
        return
    if grown or _BEYOND.search(text) or _NOT_MEASURED.search(result):
        unit = grown[0].unit if grown else "pct_point"
        unit = "pct_point" if points else unit
        nothing = Quantity(0.0, "pct_point", 0, 0, "0")
        yield _Set(nothing, unit, ">", _words(text), text)


def _candidates(text: str) -> list[Quantity]:
    """Numbers of a result that may be its own, not only compare."""
    found = [
        q
        for q in quantities(text)
        if q.unit not in ("year", "ordinal")
        and not _NUMBERED.search(text[: q.start])
        and not _compares(text, q)
    ]
    # A sentence on the country, beside one on the hub, compares.
    spans = [span for span in sentence_spans(text) if _OTHERS.search(text[slice(*span)])]
    own = [q for q in found if not any(a <= q.start < b for a, b in spans)]
    return own or found


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
            r"^\W*(?:I|For|og|mens|men)?\W*(?:ved målingen )?"
            r"(?:året før|sidste år|(?:i )?20[0-9]{2}) (?:var|lå|blev)"
            r"|på landsplan er (?:andelen|tallet)",
            text[start:end],
            re.I,
        )
    )


def _paired(
    targets: Sequence[_Set], found: Sequence[Quantity], result: str
) -> tuple[list[Quantity | None], list[Message]]:
    """For each target's number that of the result, and what is doubtful."""
    chosen: list[Quantity | None] = [None] * len(targets)
    doubts: list[Message] = []
    free = list(found)
    scores = {}
    for n, target in enumerate(targets):
        own = [t for t in targets if t.unit == target.unit]
        fitting = [q for q in free if _suits(target, q, free)]
        for q in fitting:
            # Results mostly follow in the order of what was set.
            in_order = len(own) == len(fitting) > 1 and own.index(target) == fitting.index(q)
            scores[n, q] = _score(target, q, result) + 0.9 * in_order
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
                Message(
                    "'{result}' was read as the result of '{target}', '{other}' stands near too",
                    result=quantity.text,
                    target=targets[n].quantity.text,
                    other=rivals[0].text,
                )
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
    """How well a number of the result suits: what is counted, and shared words near both."""
    shared = len(target.words & _words(_around(result, quantity)))
    counted = any(noun in target.nouns for noun in _nouns(result, quantity)[:1])
    early = 1 - quantity.start / max(len(result), 1)
    return min(shared, 4) + 2 * counted + 0.4 * early - (1 if quantity.in_words else 0)


def _row(
    item: Item, target: _Set, quantity: Quantity | None, result: str, region: Region
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
        value, note = -value, Message("smaller growth")
    elif value is not None and value < 0:
        note = Message("smaller growth")
    status = _status(target, value)
    if quantity is None:
        note = Message("no result printed")
    elif value is None:
        printed = result[max(quantity.start - 12, 0) : quantity.end].strip()
        note = Message("the result is no single number") + f": {printed}"
    if goal is None:
        status = "not_comparable"
        note = Message("the target is a range") + f": {target.quantity.text}"
    elif (
        value is not None
        and target.unit == "pct_point"
        and quantity is not None
        and quantity.unit == "pct"
    ):
        status, note = "not_comparable", Message("reported in per cent")
    elif value is not None and _counts_part(target, item.target_text, result):
        status, note = "not_comparable", Message("individual guidance only")
    return {
        "indicator": _identify(item, target, region),
        "comparator": target.comparator,
        "target_value": goal,
        "result_value": value,
        "unit": target.unit,
        "coverage": "national" if _is_national(result, quantity) else "business_hub",
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


def _is_national(result: str, quantity: Quantity | None) -> bool:
    """Whether a result holds for the country: its sentence says so, or one without numbers."""
    for first, last in sentence_spans(result):
        bare = re.sub(r"\([^()]*\d[^()]*\)", "", result[first:last])
        if not _NATIONAL.search(bare):
            continue
        own = quantity is not None and first <= quantity.start < last
        if own or not any(q.unit not in ("year", "ordinal") for q in quantities(bare)):
            return True
    return False


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


def _identify(item: Item, target: _Set, region: Region) -> str | None:
    """Declared name of a number, by its sentence, else by its goal; None where none fits."""
    text = item.target_text
    spans = sentence_spans(text)
    at = next(((a, b) for a, b in spans if a <= target.quantity.start < b), (0, len(text)))
    sentence = text[slice(*at)]
    for context in (sentence, f"{item.goal.name} {sentence}"):
        for name, declared in region.indicators.items():
            near = not declared.near or words_pattern(declared.near).search(target.clause)
            if declared.unit != target.unit or not near:
                continue
            if words_pattern(declared.never).search(sentence):
                continue
            if all(words_pattern(group).search(context) for group in declared.words):
                return name
    return None


def _unused(name: str, taken: Collection[str]) -> str:
    """The name, or with the next number where it is taken."""
    numbers = (f"_{number}" for number in count(2))
    return next(each for end in chain([""], numbers) if (each := f"{name}{end}") not in taken)


def _made_name(name: str, target: _Set) -> str:
    """Name made of the words near a number."""
    plain = unicodedata.normalize("NFKD", target.clause.lower().translate(_LETTERS))
    words = [w for w in re.findall("[a-z]{4,}", plain) if w[:5] not in _COMMON]
    return "_".join([*words[:3], f"{target.unit}_{name}"])


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
            Message(
                "the target '{quantity}' is a range, so it has no single number",
                quantity=target.quantity.text,
            ),
            item.place,
        )
    if quantity is None:
        extract.tell(
            INDICATORS,
            "warning",
            "result-unprinted",
            Message(
                "the result '{result}' gives no number for the target '{quantity}'",
                result=result[:70],
                quantity=target.quantity.text,
            ),
            item.place,
        )
    elif row["result_value"] is None:
        extract.tell(
            INDICATORS,
            "warning",
            "figure-range",
            Message(
                "the result '{quantity}' gives a limit or a range, so it has no single number",
                quantity=quantity.text,
            ),
            item.place,
        )
    elif quantity.damaged:
        extract.tell(
            INDICATORS,
            "warning",
            "figure-damaged",
            Message(
                "'{quantity}' was read as {result_value}",
                quantity=quantity.text,
                result_value=row["result_value"],
            ),
            item.place,
        )
