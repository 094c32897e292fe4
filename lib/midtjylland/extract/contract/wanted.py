"""The numbers that a target of the contract sets, with the words near them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from midtjylland.extract.compared import NOT_MEASURED, NUMBERED, changed_to, is_change
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import sentence_spans

_SCORE = re.compile(r"net promot|\bNPS\b", re.I)
_COUNTS_NOTHING = re.compile(
    r"\s*(?:$|[.,;:)(]|(?:blandt|for|i|hos|på|eller|og|ved|point|samle\w+)\b)", re.I
)
# A grade is a score too: "mindst 4,2 på en skala fra 1 til 5".
_GRADED = re.compile(r"\bskala|karakter|bedøm|gennemsnit|\([01]\s?[-–]\s?(?:5|6|7|10)\)", re.I)
_ON_SCALE = re.compile(r"\W*(?:eller \w+ )?(?:på en skala|(?:ud )?af (?:5|6|7|10)\b)", re.I)
# What a count may be of that no result need reach.
DURATION = re.compile(
    r"\W*(?:år\b|års|årlig|måned|mdr\b|uge|dag"
    r"|gange? (?:om|pr\.|årlig|hver|i (?:kvartal|halvår))|time|ansatte|medarbejdere?\b|indbyggere"
    r"|(?:eller \w+ )?på en skala|ud af\s|/\s*\d)",
    re.I,
)
# What stands before and behind a number that no result need reach: a spread; what was before, as
# "fra 42 procent i 2024 til mindst 45 procent"; a scale.
_NOT_SET = [
    (re.compile(before, re.I), re.compile(after))
    for before, after in (
        (
            r"(?:\+\s*/\s*[-–−]|±|plus/minus|(?:udsving|afvig\w+|margin)(?: på| med)?"
            r"(?: højst| mere end| op til)?|(?:plads|spillerum) (?:til|på))\s*$",
            "",
        ),
        (r"\bfra\s*$", r"[^.;]{0,20}\btil\b"),
        (r"kommuner (?:(?!skal\b)[^.;]){0,30}(?:mere|over|længere) end\s*$", ""),
        (r"\bskala\w*(?: på| fra)?\s*$|\bgår fra\s*$|[0-9],[0-9]+ (?:ud )?af\s*$", ""),
    )
]
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
_STATEMENT = re.compile(r"[;.]\s|,\s(?:og|samt)\s")
_GROWN = re.compile(r"\b(?:steget|vokset|øget|faldet|vækst|fremgang|tilbagegang|uændret)\b", re.I)
_NO_GROWTH = re.compile(f"{NOT_MEASURED.pattern}|uændret", re.I)
_CHANGED_BY = re.compile(
    r"\b(?:steget|steg|vokset|øget|gået (?:frem|op|ned|tilbage)|faldet|faldt) med\s*$", re.I
)
# In brackets: what a target was before it was changed, or was changed to.
_WAS_CHANGED = re.compile(
    r"[(\[][^()\[\]]*(?:hæve|forhøje|nedsat|sænke|ændre|oprindelig|tidligere|justere|kontrakten"
    r"|20[0-9]{2}: |20[0-9]{2} var |(?:kravet|målet) var )[^()\[\]]*[)\]]",
    re.I,
)
# "Der gennemføres tolv kurser"
_HELD = re.compile(r"(?:gennemfør|igangsæt|etabler|opret)\w* (?:\w+ ){0,2}$", re.I)
_ROSE_FROM = re.compile(r"\b(?:stigning|fremgang|fald)\w* fra\s*$", re.I)
# What a firm may have to wait: "højst 10 dage".
_WAITED = re.compile(r"\W*(?:\w*dage|uger|timer)\b", re.I)
# A target that is another's: "er målet det samme".
_THE_SAME = re.compile(
    r"\b(?:mål(?:et|tallet)? (?:er )?det samme|er mål(?:et|tallet) det samme)\b", re.I
)
_CUT = re.compile(
    r"[;•()/]|:(?=\s[0-9])|\s(?=[A-ZÆØÅ][^\W\d_]+:\s[0-9])|,(?=\s(?!at\s|svarende\s))|\.(?=\s[A-ZÆØÅ][a-zæøå])|(?<!pct)(?<!kr)(?<!mio)(?<!ca)(?<!min)\.(?=\s)|\s(?:og|samt|mens|heraf|hvoraf|men)(?=\s)"
)
_WORD = re.compile(r"[^\W\d_]{4,}|\b(?:ny[et]|høj|NPS|MEA)\b")
_BARE = re.compile(r"\([0-9.]+\)")
COMMON = frozenset(
    (
        *("skal", "være", "have", "haft", "blev", "bliver", "minds", "midtj", "eller", "efter"),
        *("under", "over", "desud", "herti", "heraf", "hvora", "samme", "steg", "faldt"),
    )
)
_MORE, _LESS = (
    r"(?:over|(?:mere|flere|højere|større|længere) end)",
    r"(?:under|(?:mindre|færre|lavere|kortere) end)",
)
# What stands right before a number, the first that fits: "må ikke komme over", "højst gå".
_COMPARATORS = (
    ("<=", rf"\bikke (?:\w+ ){{0,3}}(?:{_MORE}|overstige)$"),
    (">=", rf"\bikke (?:\w+ ){{0,3}}{_LESS}$"),
    ("<=", r"\b(?:højst|maks\w*\.?|max\w*\.?|op til)(?: (?!mindst)[^\W\d]+){0,2}$"),
    ("<=", r"(?:inden for|overstiger ikke|\bned(?:e)? (?:på|til)|≤)$"),
    ("<=", r"\bloft(?:et)? (?:\w+ ){0,3}er$|\bloft[^.;:]{0,30}$"),
    (
        "<=",
        r"\b(?:begræns|halver|reducer|nedbring|sænk|mindsk|fald)\w* (?:\w+ )?(?:til|på)$",
    ),
    ("<", rf"(?:\b{_LESS}|<)$"),
    (">", rf"(?:(?:^|\W){_MORE}|overstiger?|>)$"),
)
_OR_LESS = re.compile(
    r"\W*(?:eller (?:der)?(?:under|mindre|færre|lavere|kortere)|og ikke mere)\b", re.I
)
_WORDS_TO_TEN = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")
_SMALL = {word: at for at, word in enumerate(_WORDS_TO_TEN)} | {"én": 1, "et": 1}
_SMALL |= {str(at): at for at in _SMALL.values()}
_ORDINALS = {"anden": 2, "tredje": 3, "fjerde": 4, "femte": 5, "tiende": 10}
_PARTS = {"tredje": 3, "fjerde": 4, "fem": 5, "femte": 5, "ti": 10, "tiende": 10}
# "halvdelen", "tre fjerdedele", "tre ud af fire", "hver anden".
_FRACTION = re.compile(
    r"(?<![\d,.])\b(?:(?P<half>halvdelen)"
    rf"|(?P<parts>{'|'.join(_SMALL)}) (?P<of>{'|'.join(_PARTS)})dele?"
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
    # Of a change what shall be reached: "øges fra 44 pct. til 47 pct.".
    numbers = with_fractions(text)
    set_numbers = [changed_to(q) if is_change(text, q) else q for q in numbers]
    found = [
        Wanted(
            quantity,
            "score" if _is_score(text, quantity) else quantity.unit,
            _comparator(text, quantity),
            around(text, quantity),
            nouns_behind(text, quantity),
            text,
        )
        for quantity in sorted(set_numbers, key=lambda q: q.start)
        if not _sets_nothing(text, quantity, towns)
    ]
    for match in _THE_SAME.finditer(text) if found else ():
        # "For vejledning om digitalisering er målet det samme."
        found.append(replace(found[-1], clause=text[: match.end()].rsplit(". ", 1)[-1], nouns=()))
    if found and "pct_point" not in {each.unit for each in found}:
        # "Højere vækst end kontrolgruppen, og mindst 45 virksomheder deltager."
        parts = (part for part in _STATEMENT.split(text) if not quantities(part))
        found += [w for part in parts if _BEYOND.search(part) for w in _growth(part, result)]
    return found or list(_growth(text, result))


def _sets_nothing(text: str, quantity: Quantity, towns: int) -> bool:
    """Whether a result need not reach a number of a target: a year, a spread, a duration."""
    before, after = text[: quantity.start], text[quantity.end :]
    if _is_grade(text, quantity):
        return False
    if quantity.unit in ("year", "ordinal", "mdkk", "dkk"):
        return True
    if any(a.search(before) and b.match(after) for a, b in _NOT_SET):
        return True
    if any(m.start() < quantity.start < m.end() for m in _WAS_CHANGED.finditer(text)):
        return True
    if re.search(r"[±]|\+/[-–−]", quantity.text):
        return True
    if _ROSE_FROM.search(before) and not quantity.is_range:
        return True
    if re.search(r"karakter\w* (?:[0-9]+ eller )?$", before) and "pct" in _units_of(text):
        return True  # an answer: "58 pct. giver karakteren 9 eller 10"
    if quantity.is_range and before.endswith("(") and after.startswith(")"):
        return True  # the scale of a grade: "4,5 i gennemsnit (1-5)"
    if quantity.unit != "count":
        return False
    every_town = quantity.value == towns and re.match(r"\s*(?:\w+ )?(?:kommun|byråd)", after)
    few = quantity.in_words and (quantity.value or 0) < 13 and quantity.start > 0
    few = few and not _HELD.search(before)
    loose = (every_town or few) and not quantity.limit
    waits = re.match(r"\W*(?:arbejds|hver)dag", after) and _comparator(text, quantity) == ">"
    lasts = DURATION.match(after) and not (
        _WAITED.match(after) and _comparator(text, quantity) in ("<=", "<")
    )
    return bool(NUMBERED.search(before) or waits or lasts or loose)


def _is_score(text: str, quantity: Quantity) -> bool:
    """Whether a number is a net promoter score, or a grade; of several counts by its clause."""
    if quantity.unit != "count" or _is_grade(text, quantity):
        return quantity.unit == "count"
    alone = _COUNTS_NOTHING.match(text, quantity.end)
    said = text[: quantity.end] if alone else around(text, quantity)
    points = re.match(r"\s*point\b", text[quantity.end :])  # "75 point på tillidsindekset"
    return bool(_SCORE.search(said) or points or (alone and text.startswith(quantity.text)))


def _is_grade(text: str, quantity: Quantity) -> bool:
    """Whether a number is a grade: no answer that a share of firms gives, as "4 eller 5"."""
    if quantity.unit != "count" or quantity.value is None:
        return False
    on_scale, graded = _ON_SCALE.match(text, quantity.end), _GRADED.search(text)
    if "," in quantity.text:
        return bool(on_scale or graded)
    return bool(on_scale and graded) and "pct" not in _units_of(text)


def _units_of(text: str) -> set[str]:
    """Units of the numbers of a text."""
    return {quantity.unit for quantity in quantities(text)}


def with_fractions(text: str) -> Iterator[Quantity]:
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
    """How a result must stand to a number, by the words right before and behind it."""
    if _OR_LESS.match(text, quantity.end):
        return "<="
    before = text[max(quantity.start - 44, 0) : quantity.start].lower()
    before = re.sub(r"\bhalvdelen \($", "", before)  # "under halvdelen (50 pct.)"
    before = re.sub(r"[^\w<>≤≥.]+$", "", before)
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


def around(text: str, quantity: Quantity) -> str:
    """Clause of a number; where it names nothing, with the clauses before it."""
    # A number alone in brackets parts nothing: "3,9 pct. af dem (124) hører hjemme".
    plain = _BARE.sub(lambda match: "_" * len(match[0]), text)
    cuts = [0, *(match.end() for match in _CUT.finditer(plain)), len(text)]
    spans = [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
    at = next((n for n, (a, b) in enumerate(spans) if a <= quantity.start < b), 0)
    clauses = (text[a : spans[at][1]] for a, _ in reversed(spans[: at + 1]))
    near = re.split(r"(?<!pct)\.\s", text[quantity.start : quantity.end + 60])[0]
    return next((clause for clause in clauses if words_of(clause)), near)


def words_of(text: str) -> frozenset[str]:
    """Beginnings of the words that tell something; "grøn" and "grønne" begin alike."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(w[:4] if w.startswith(("kend", "grøn")) else w[:5] for w in words) - COMMON


def nouns_behind(text: str, quantity: Quantity) -> list[str]:
    """What may be counted: the telling words right behind a number."""
    cut = r"[.,;:•()]|\s(?:og|samt|mens|men)\s(?![0-9])|\s[A-ZÆØÅ][^\W\d_]+:"
    behind = re.split(cut, text[quantity.end :])[0]
    return [word.lower() for word in _WORD.findall(behind)[:3]]


def sentence_at(text: str, quantity: Quantity) -> tuple[int, int]:
    """Where the sentence of a number begins and ends."""
    return next((a, b) for a, b in sentence_spans(text) if a <= quantity.start < b)
