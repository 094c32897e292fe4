"""The numbers that a target sets, and which number of its result belongs to each.

A number of the result belongs to one of the target by its unit and by the words near both.
Numbers that only compare are left aside (`compared`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from midtjylland.extract.compared import (
    CORRECTED,
    NOT_MEASURED,
    NUMBERED,
    ends_between,
    is_sum,
    own_numbers,
)
from midtjylland.extract.sentences import clause_at
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import sentence_spans

_SCORE = re.compile(r"net promot|\bNPS\b", re.I)
# What a count may be of that no result need reach.
_DURATION = re.compile(
    r"\W*(?:år\b|års|årlig|måned|uge|dag|gang|time|ansatte|medarbejdere?\b|indbyggere"
    r"|(?:eller \d+ )?på en skala|ud af\s|/\s*\d)",
    re.I,
)
_SPREAD = re.compile(
    r"(?:\+\s*/\s*[-–−]|±|plus/minus|(?:udsving|afvig\w+)(?: på| med)?"
    r"(?: højst| mere end| op til)?|(?:plads|spillerum) (?:til|på))\s*$",
    re.I,
)
_GROWTH = re.compile(
    r"\b(?:øge[rst]?|øget|vokse[rt]?|vokset|stige[rt]?|steget|stigning|højere|større|bedre|flere"
    r"|over(?=[^.]{0,30}kontrolgruppe)|mer(?:vækst|produktivitet|omsætning|beskæftigelse)|vækst(?=\s)|fremgang|forbedr\w+|mere(?=\s\w+\send))\b",
    re.I,
)
_COMPARED = re.compile(r"i forhold til|end\b|sammenlign|kontrolgruppe|året før", re.I)
# A growth beyond that of others, which sets a target even where no result is known.
_BEYOND = re.compile(
    r"(?:end|sammenlign\w+ med|forhold til)\b[^.]{0,30}(?:kontrolgruppe|sammenlignelige)", re.I
)
_GROWN = re.compile(r"\b(?:steget|vokset|øget|faldet|vækst|fremgang|tilbagegang|uændret)\b", re.I)
_NO_GROWTH = re.compile(f"{NOT_MEASURED.pattern}|uændret", re.I)
_CHANGED_BY = re.compile(
    r"\b(?:steget|steg|vokset|øget|gået (?:frem|op|ned|tilbage)|faldet|faldt) med\s*$", re.I
)
# In brackets: what a target was before it was changed, or was changed to.
_WAS_CHANGED = re.compile(
    r"\([^()]*(?:hæve|forhøje|nedsat|sænke|ændre|oprindelig|tidligere|justere|kontrakten)[^()]*\)",
    re.I,
)
# What stands with the number that a result comes to.
_IN_THE_END = re.compile(r"\b(?:således|dermed|derved|altså|dvs\.)(?!\w)", re.I)
# What tells that a number is expected, mistaken, earlier or of a part.
_BESIDE = re.compile(
    r"\bvent(?:es|edes)\b|\b(?:havde|er|var) (?:\w+ )?(?:vente?t|planlagt)|\budkast|\bfejl\b"
    r"|\brettet\b|trukket (?:\w+ )?tilbage|foreløbig|halvår|kvartal|segment|foregående|forrige"
    r"|\bsidste (?:år|opgørelse|måling)|året før|oprindelig|\buden de\b|\bbort fra|kontrakten for"
    r"|\berhvervshusene\b|\b(?:nordjylland|syddanmark|sjælland|hovedstaden|fyn)\b"
    r"|målet (?:er|bliver)|er målet|yderligere|til sammenligning|\bblandt\b|forventning(?!s)",
    re.I,
)
# One number for two: "i såvel omsætning som beskæftigelse"; a target that is another's.
_BOTH = re.compile(r"\b(?:såvel|både|begge)\b", re.I)
_THE_SAME = re.compile(
    r"\b(?:mål(?:et|tallet)? (?:er )?det samme|er mål(?:et|tallet) det samme)\b", re.I
)
_NOT = re.compile(r"\bikke (\w{4,})", re.I)
_OF_THE_HUB = re.compile(r"\bmidtjy|\bhos os\b|\bvores\b", re.I)
# A count that names nothing: "511 har gennemført".
_OF_NOTHING = re.compile(
    r"\W*(?:$|(?:er|var|blev|har(?! deltaget)|havde|fik|i|på|og|mod|heraf|hvoraf|til|af|om)(?!\w))",
    re.I,
)
STATEMENT = re.compile(r"[.;][)”]?\s|, (?:og|mens|men)\s")
_CUT = re.compile(
    r"[;•()]|:(?=\s[0-9])|,(?=\s)|(?<!pct)(?<!kr)(?<!mio)(?<!ca)(?<!min)\.(?=\s)|\s(?:og|samt|mens|heraf|hvoraf|men)(?=\s)"
)
_WORD = re.compile(r"[^\W\d_]{4,}|\b(?:ny[et]|høj)\b")
COMMON = frozenset(
    (
        *("skal", "være", "have", "haft", "blev", "bliver", "minds", "midtj", "eller", "efter"),
        *("under", "desud", "herti", "heraf", "hvora", "samme", "steg", "faldt"),
    )
)
_COMPARATORS = (
    ("<=", r"(?:højst|maks\w*\.?|max\w*\.?|ikke (?:over|mere end|flere end|overstige))\W*$"),
    (">=", r"ikke (?:\w+ ){0,2}(?:under|mindre end|færre end)\W*$"),
    ("<", r"(?:færre end|mindre end|under)\W*$"),
    (">", r"(?:^|\W)(?:over|mere end|flere end)\W*$"),
)
_WORDS_TO_TEN = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")
_SMALL = {word: at for at, word in enumerate(_WORDS_TO_TEN)} | {"én": 1, "et": 1}
_SMALL |= {str(at): at for at in _SMALL.values()}
_ORDINALS = {"anden": 2, "tredje": 3, "fjerde": 4, "femte": 5, "tiende": 10}
_PARTS = {"tredje": 3, "fjerde": 4, "fem": 5, "femte": 5, "ti": 10, "tiende": 10}
# "halvdelen", "tre fjerdedele", "tre ud af fire", "hver anden".
_FRACTION = re.compile(
    rf"\b(?:(?P<half>halvdelen)|(?P<parts>{'|'.join(_SMALL)}) (?P<of>{'|'.join(_PARTS)})dele?"
    rf"|(?P<some>{'|'.join(_SMALL)}) ud af (?P<whole>{'|'.join(_SMALL)})"
    r"(?! (?:\w+ )?(?:kommun|byråd))"
    rf"|hver (?P<every>{'|'.join(_ORDINALS)})(?! (?:dag|uge|måned|gang|år)))\b",
    re.I,
)


@dataclass(frozen=True)
class Wanted:
    """A number that a target sets."""

    quantity: Quantity
    unit: str
    comparator: str
    clause: str
    nouns: Sequence[str] = ()
    # The whole target.
    text: str = ""


def wanted_numbers(text: str, result: str, towns: int) -> list[Wanted]:
    """Every number that a target sets, in order; 0 for a growth that it gives no number of."""
    score = bool(_SCORE.search(text))
    found = [
        Wanted(
            quantity,
            "score" if score and quantity.unit == "count" else quantity.unit,
            _comparator(text, quantity),
            _around(text, quantity),
            _nouns(text, quantity),
            text,
        )
        for quantity in sorted(_with_fractions(text), key=lambda q: q.start)
        if not _sets_nothing(text, quantity, towns)
    ]
    for match in _THE_SAME.finditer(text) if found else ():
        # "For vejledning om digitalisering er målet det samme."
        found.append(replace(found[-1], clause=text[: match.end()].rsplit(". ", 1)[-1], nouns=()))
    return found or list(_growth(text, result))


def paired(
    targets: Sequence[Wanted], result: str, year: int | None = None
) -> tuple[list[Quantity | None], list[tuple[int, Quantity, Quantity]]]:
    """For each number of a target that of the result, and doubts: a number, its own, a rival."""
    chosen: list[Quantity | None] = [None] * len(targets)
    doubts = []
    own_of_year = own_numbers(result, [each.unit for each in targets], year)
    if not any(q.unit == "pct" for q in own_of_year):
        # "Otte ud af ti er henvist videre."
        own_of_year += [q for q in _with_fractions(result) if q.in_words and q.unit == "pct"]
    scores = _scores(targets, own_of_year, result)
    while scores:
        (n, own), best = max(scores.items(), key=lambda each: each[1])
        others = [(q, s) for (m, q), s in scores.items() if m == n and q is not own]
        alike = [m for m, q in scores if m != n and targets[m].unit == targets[n].unit]
        rivals = [
            q
            for q, s in others
            if (s > best - 0.5 or ends_between(result, own.end, q.start))
            and _may_rival(targets[n], q, own, result, year)
        ]
        if rivals and not alike:
            doubts.append((n, own, rivals[0]))
        chosen[n] = own
        scores = {(m, q): s for (m, q), s in scores.items() if m != n and q is not own}
    return [q or _of_both(targets[n], chosen, result) for n, q in enumerate(chosen)], doubts


def _of_both(target: Wanted, chosen: Sequence[Quantity | None], result: str) -> Quantity | None:
    """The number that a result gives for two of a target: "4,6 i såvel omsætning som ansatte"."""
    return next(
        (q for q in chosen if q and q.unit == target.unit and _BOTH.search(_around(result, q))),
        None,
    )


# Targets


def _sets_nothing(text: str, quantity: Quantity, towns: int) -> bool:
    """Whether a result need not reach a number of a target: a year, a spread, a duration."""
    before, after = text[: quantity.start], text[quantity.end :]
    spread = _SPREAD.search(before) or re.search(r"[±]|\+/[-–−]", quantity.text)
    if quantity.unit in ("year", "ordinal", "mdkk", "dkk") or spread:
        return True
    if any(m.start() < quantity.start < m.end() for m in _WAS_CHANGED.finditer(text)):
        return True
    if re.search(r"\bfra\s*$", before, re.I) and re.match(r"[^.;]{0,20}\btil\b", after):
        return True  # what was before: "fra 42 procent i 2024 til mindst 45 procent"
    if quantity.unit != "count":
        return False
    every_town = quantity.value == towns and re.match(r"\s*(?:\w+ )?(?:kommun|byråd)", after)
    few = quantity.in_words and (quantity.value or 0) < 13 and not quantity.limit
    return bool(NUMBERED.search(before) or _DURATION.match(after) or every_town or few)


def _with_fractions(text: str) -> Iterator[Quantity]:
    """Numbers, and shares in words that no figure repeats: "halvdelen (50 procent)"."""
    printed, shares = quantities(text), list(_FRACTION.finditer(text))
    for quantity in printed:
        if not any(share.start() <= quantity.start < share.end() for share in shares):
            yield quantity
    known = {q.value for q in printed if q.unit == "pct"}
    for share in shares:
        value = _share(**share.groupdict(default=""))
        if value not in known:
            yield Quantity(value, "pct", *share.span(), share.group(), in_words=True)


def _share(half: str, parts: str, of: str, some: str, whole: str, every: str) -> float:
    """Per cent, to a decimal, of a share in words."""
    if half:
        return 50.0
    if every:
        return round(100 / _ORDINALS[every.lower()], 1)
    parted = _PARTS[of.lower()] if of else _SMALL[whole.lower()]
    return round(100 * _SMALL[(parts or some).lower()] / parted, 1)


def _comparator(text: str, quantity: Quantity) -> str:
    before = text[max(quantity.start - 24, 0) : quantity.start].lower()
    return next((sign for sign, pattern in _COMPARATORS if re.search(pattern, before)), ">=")


def _growth(text: str, result: str) -> Iterator[Wanted]:
    """A goal of "more than before" or "more than others" has the target 0."""
    grown = [q for q in quantities(result) if _is_growth(q, result) and not q.is_range]
    points = any(q.unit == "pct_point" for q in grown)
    compared = points or _COMPARED.search(text) or _GROWN.search(result)
    if not (_GROWTH.search(text) and compared) and not (_BEYOND.search(text) and points):
        return
    if grown or _BEYOND.search(text) or _NO_GROWTH.search(result):
        unit = "pct_point" if points or not grown else grown[0].unit
        yield Wanted(Quantity(0.0, "pct_point", 0, 0, "0"), unit, ">", text, text=text)


def _is_growth(quantity: Quantity, result: str) -> bool:
    """Whether a number may say how much something grew: "3 pct.", "37 flere", "steget med 36"."""
    more = quantity.unit == "count" and (
        re.match(r"\s+(?:\w+\s+){0,2}flere\b", result[quantity.end :])
        or _CHANGED_BY.search(result[: quantity.start])
    )
    return quantity.unit in ("pct_point", "pct") or bool(more)


# Pairs


def _scores(
    targets: Sequence[Wanted], found: Sequence[Quantity], result: str
) -> dict[tuple[int, Quantity], float]:
    """How well each number of a result belongs to each of a target: by words, then by order."""
    scores = {}
    for n, target in enumerate(targets):
        own = [each for each in targets if each.unit == target.unit]
        fitting = [q for q in found if _suits(target, q, found)]
        for q in fitting:
            # Where both are as many, results mostly follow in the order of what was set.
            in_order = len(own) == len(fitting) > 1 and own.index(target) == fitting.index(q)
            # A number that the target alone sets is what the whole of it speaks of.
            said = target.text if len(own) == 1 and target.unit == "pct" else target.clause
            scores[n, q] = _score(replace(target, clause=said), q, result) + 0.9 * in_order
            if q.unit == "pct" and is_sum(q, fitting):
                # "Tilfredse eller meget tilfredse" asks for the sum of both.
                scores[n, q] += 6 if re.search(r"\beller\b", target.clause) else -2
    return scores


def _suits(target: Wanted, quantity: Quantity, found: Sequence[Quantity]) -> bool:
    if target.unit in ("score", quantity.unit):
        return quantity.unit in ("count", target.unit)
    # Growth in points is at times reported in per cent.
    points = any(q.unit == "pct_point" for q in found)
    return (target.unit, quantity.unit, points) == ("pct_point", "pct", False)


def _score(target: Wanted, quantity: Quantity, result: str) -> float:
    """How well a number of the result suits: what is counted, and shared words near both."""
    shared = len(_words(target.clause) & _words(_around(result, quantity)))
    counted = any(noun in target.nouns for noun in _nouns(result, quantity)[:1])
    early = 1 - quantity.start / max(len(result), 1)
    # "22 dage fordelt på 13 kommuner"
    spread = _nouns(result, quantity)[:1] == ["kommun"] and "kommun" not in target.nouns[:2]
    less = (1 if quantity.in_words else 0) + 3 * spread
    near = _around(result, quantity)
    ends = bool(_IN_THE_END.search(near)) + 6 * bool(CORRECTED.search(near))
    less += 4 * _is_beside(target, quantity, result)
    return min(shared, 4) + 2 * counted + ends + 0.4 * early - less


def _may_rival(
    target: Wanted, quantity: Quantity, own: Quantity, result: str, year: int | None
) -> bool:
    """Whether a number may be the result as well as another: a share, or a count of the same."""
    if is_sum(own, [q for q in quantities(result) if q.unit == own.unit]):
        return False
    beside, known = (_is_beside(target, q, result) for q in (quantity, own))
    other_year = _names_other_year(result, quantity, year) and not _names_other_year(
        result, own, year
    )
    if (beside and not known) or (other_year and ends_between(result, own.end, quantity.start)):
        return False
    nothing = _OF_NOTHING.match(result[quantity.end :])
    return quantity.unit != "count" or bool(
        nothing or {*_nouns(result, quantity)[:1]} & {*target.nouns}
    )


def _names_other_year(result: str, quantity: Quantity, year: int | None) -> bool:
    """Whether the sentence of a number names a year, and not the contract's."""
    spans = sentence_spans(result)
    first, last = next((a, b) for a, b in spans if a <= quantity.start < b)
    named = [q.value for q in quantities(result[first:last]) if q.unit == "year"]
    return bool(named) and year not in named


def _is_beside(target: Wanted, quantity: Quantity, result: str) -> bool:
    """Whether the words of a number's statement or sentence tell that it is no result.

    Words of the target tell what is wanted: "i vækstsegmentet".
    """
    start, end = clause_at(result, quantity.start, quantity.end)
    if _OF_THE_HUB.search(result, start, end):
        return False
    first, last = next((a, b) for a, b in sentence_spans(result) if a <= quantity.start < b)
    alone = not any(
        q.unit == quantity.unit and q != quantity and first <= q.start < last
        for q in quantities(result)
    )
    said = result[first:last] if alone or not _words(result[start:end]) else result[start:end]
    known = _words(target.text)
    if any(match[1][:5].lower() in known for match in _NOT.finditer(result[start:end])):
        return True  # "20 pct. blev ikke henvist"
    return any(not known & _words(match.group()) for match in _BESIDE.finditer(said))


def _around(text: str, quantity: Quantity) -> str:
    """Clause of a number; where it names nothing, with the clauses before it."""
    cuts = [0, *(match.end() for match in _CUT.finditer(text)), len(text)]
    spans = [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
    at = next((n for n, (a, b) in enumerate(spans) if a <= quantity.start < b), 0)
    clauses = (text[a : spans[at][1]] for a, _ in reversed(spans[: at + 1]))
    near = re.split(r"(?<!pct)\.\s", text[quantity.start : quantity.end + 60])[0]
    return next((clause for clause in clauses if _words(clause)), near)


def _words(text: str) -> frozenset[str]:
    """Beginnings of the words that tell something."""
    return frozenset(w.lower()[:5] for w in _WORD.findall(text)) - COMMON


def _nouns(text: str, quantity: Quantity) -> list[str]:
    """Beginnings of what may be counted: the telling words right behind a number."""
    behind = re.split(r"[.,;:•()]|\s(?:og|samt|mens|men)\s(?![0-9])", text[quantity.end :])[0]
    return [word.lower()[:6] for word in _WORD.findall(behind)[:3]]
