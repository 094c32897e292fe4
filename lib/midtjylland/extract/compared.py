"""Which numbers of a result are the hub's own of this year, and which only compare.

A number is of the year, or of the whole country, whose name stands right behind it, or else before
it. A number that names neither shares those of the number before it in the same list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest
from math import ceil, floor

from midtjylland.extract.sentences import clause_at, labelled_clause
from midtjylland.read.danish import MONTHS, Quantity, quantities

# Numbers of goals, points and annexes, and the ends of a scale.
NUMBERED = re.compile(
    r"(?:\b(?:mål|punkt|pkt\.?|nr\.?|bilag|ark|tabel|oversigt|figur|spor|side|s\.|afsnit|fase|version)"
    r"|skala\w* (?:går )?fra)\s*$",
    re.I,
)
_NOW = r"\b(?:i år|nu|årets)\b"
# A part of a year, and which part of the year is still to come at its end.
_PARTS = {
    **{rf"{number}\. kvartal": 1 - number / 4 for number in range(1, 5)},
    **{rf"(?:(?:målt|måling\w*|i|fra|pr\.) )?{m}": 1 - n / 12 for n, m in enumerate(MONTHS, 1)},
    r"(?:1\.|første) halv(?:år|del)": 0.5,
    r"(?:2\.|andet|anden) halv(?:år|del)": 0.0,
    r"(?:halvåret|midtvejs\w*|delmåling\w*|forår\w*|sommer\w*)": 0.5,
    r"efterår\w*": 0.2,
}
_PART = "|".join(_PARTS)
_MENTION = re.compile(
    rf"(?P<now>{_NOW})|(?P<ended>\b(?:endte|sluttede)\b)"
    r"|(?P<before>\b(?:(?:sidste|forrige|foregående) års?|året (?:før|forinden|inden)"
    r"|(?:forrige|foregående) (?:opgørelse|måling|undersøgelse|årgang|hold|periode))\b)"
    r"|(?P<last>\bsidste (?:opgørelse|måling)\b)"
    rf"|(?<![\w./-])(?:(?P<of>{_PART}),? (?:af |i )?)?(?P<year>20[1-4][0-9])(?![\w%]|[./-][0-9])"
    rf"|(?<![\w./-])(?P<part>{_PART})\b"
    r"|(?P<country>landsgennemsnit\w*|landsgns|landsresultat\w*|gennemsnit\w* for land\w*|landets"
    r"|landsdækkende|(?:hele|i) landet|landet (?:som helhed|under ét)"
    r"|på landsplan|(?:øvrige|andre|alle) (?:\w+ )?erhvervshuse)",
    re.I,
)
# "higher than last year": the comparison has no number of its own.
_NO_NUMBER = re.compile(
    r"\b(?:end|forhold til|siden|sammenlignet med|som|frem til|inden|pr\.|ultimo|primo)"
    r"\s+(?:i |på |for )?(?:niveau\w* )?$",
    re.I,
)
_VERB = re.compile(
    r"\b(?:er|var|blev|bliver|lå|ligger|har|havde|fik|får|svare[rd]\w*|siger|kender|kendte|angiver"
    r"|vurderer|viser|viste|gjorde|steg|faldt|nåede|endte|venter|oplever)\b",
    re.I,
)
_CUT = re.compile(r"[,;:(]|\.\s|\s(?:og|mens|men|i?mod|ikke)\s")
_SENTENCE_ENDS = re.compile(
    r";|\.[)”\"*†‡¹²³]*\s+(?=[A-ZÆØÅ(])"
    r"|(?:(?<=[a-zæøå]{3})(?<!pct|mio|mia|min|max|stk|jan|feb|mar|apr|jun|jul|aug|sep|okt|nov|dec)"
    r"(?<!maks|inkl|vedr)|(?<=20[0-9]{2}))\.\s+(?=[0-9])"
)
# How far behind a number its year may stand.
_NEAR = 70
# What names the country, or another region.
REGIONS = re.compile(r"\b(?:nordjylland|sydjylland|syddanmark|sjælland|hovedstaden|fyn)\b", re.I)
ELSEWHERE = re.compile(rf"landsplan|\blandet\b|{REGIONS.pattern}", re.I)
# What names the own business hub.
HUB = re.compile(r"\b(?:hos os|midtjy\w+|vores|vi|her)\b", re.I)
_LIST = re.compile(r"\b(?:og|samt|heraf|hvoraf)\b|,")
_ASIDE = re.compile(
    r"20[0-9]{2}|landet|landsplan|mod\b|sidste år|året før|gennemsnit|segment", re.I
)
_AGAINST = re.compile(
    r"(?:^|\W)(?:i?mod|i stedet for|(?<!kom )(?<!kommer )fra)[\s(:]*(?:ca\.|omkring)?\s*$", re.I
)
_CHANGED = re.compile(
    r"(?:\b(?:steg|stig|fald|gik|gået|voks|øge|løft|hæve|sænk|rykke|forbedr)\w*[^.;]{0,40}\b|^)fra\W*$",
    re.I,
)
# What stands beside the number of all segments, or of all the year.
_WHOLE = re.compile(
    r"\b(?:under ét|samlet(?: set)?|samlede|i alt|alt i alt|tilsammen"
    r"|alle (?:vejledte|adspurgte|virksomheder|segmenter|brugere))\b",
    re.I,
)
_WHOLE_YEAR = re.compile(r"\bhele (?:året|20[0-9]{2})\b|\båret som helhed\b", re.I)
# "i vækstsegmentet", "58 for iværksættere"
_GROUPS = re.compile(
    r"([^\W\d_]+)(?=segment|- (?:og|eller) \w+segment)|\b(?:for|blandt|hos) ([^\W\d_]{5,})", re.I
)
_EXPECTED = re.compile(r"forvent|\bventes|prognose", re.I)
# What a target asks firms for: "Mindst 66 pct. venter, at ..."
_EXPECTS = re.compile(r"\b(?:for)?venter\b", re.I)
# What stands right before a number that was only expected, or aimed at.
_WAS_EXPECTED = re.compile(
    r"\b(?:(?:der|som|det) (?:var|er|blev) (?:for)?vente?t|ventedes|der (?:var|er|blev) planlagt"
    r"|(?:for)?vent(?:ede|er at nå|es)|planlagte"
    r"|havde (?:\w+ )?(?:budgetteret med|regnet med|(?:for)?ventet)"
    r"|(?:forventning\w*|prognosen|målet|måltallet|kravet)(?: for 20[0-9]{2})?"
    r" (?:(?:er|var|lød)(?: på)?|på))"
    r"\W*(?:(?:på|til|at|være|ca\.|omkring)\s)*$",
    re.I,
)
# The base of a number: "163 af de 528".
_OUT_OF = re.compile(r"(?:[0-9]|^|[.,;]) (?:ud )?af (?:de |disse |i alt )+$", re.I)
# What says that this year has no number.
NOT_MEASURED = re.compile(
    r"(?:ikke|først)\s+(?:\w+\s+){0,3}(?:målt|måles|opgjort|opgøres|tilgængelig|foreligger|muligt"
    r"|oplyst|gennemført|stillet|udskilles|bereg\w+|offentliggør\w+)"
    r"|(?:foreligger|offentliggøres) (?:\w+ )?(?:endnu )?(?:ikke|først)"
    r"|måles (?:ikke|først|igen)|afvent|forsinke|udskudt|udsat|\budg(?:ik|år)\b"
    r"|\budestår\b|\bkendes (?:endnu )?ikke",
    re.I,
)
# What gives the number that takes another one's place.
CORRECTED = re.compile(
    r"\b(?:(?:rigtige?|korrekte?) (?:tal|resultat|\w+ (?:er|var))"
    r"|(?:rettet|korrigeret) (?:til|tal))\b",
    re.I,
)
_IN_ALL = re.compile(r"\bi alt\b|tilsammen|samlet|\bdvs\.|\bsum|=|året endte", re.I)
_MORE = re.compile(r"\s+(?:\w+ )?(?:flere|færre|mere|mindre)\b")
_WITHDRAWN = re.compile(r"trukket (?:\w+ )?tilbage|annulleret|kasseret", re.I)
_UNKNOWN = re.compile(
    r"(?:kan|er|blev) (?:\w+ )?ikke (?:\w+ )?(?:opgøres|opgjort|måles|målt|stillet|gennemført)"
    r"|foreligger (?:\w+ )?ikke|\baflyst\b"
    r"|findes (?:\w+ )?(?:ikke|intet|ingen)(?! (?:\w+ )?tal for (?:de[t ]|Midtjyl|region))"
    r"|(?:ikke noget|intet) (?:resultat|tal)\b",
    re.I,
)
# "Ikke opgjort særskilt for Midtjylland" leaves a number of the country.
_ONLY_APART = re.compile(r"\bsærskilt|\bMidtjylland\b|\benkelte\b", re.I)


@dataclass(frozen=True)
class _Of:
    """The year and the area that a number is of, where its words tell them.

    `opens` says that a sentence begins with the country, for all its numbers.
    """

    year: float | None = None
    is_country: bool = False
    opens: bool = False


# A figure of a cell whose unit stands in the target's: "8,3 *".
_DECIMAL = re.compile(r"\s*[1-9][0-9]*,[0-9]+\s*[*†¹²³]*\s*")
_EARLIER, _NOT_NOW = 0.0, 1.0  # of an earlier year that has no number


def own_numbers(
    text: str, units: Sequence[str], year: int | None = None, wanted: str = ""
) -> list[Quantity]:
    """Numbers of a result without those that only compare.

    `units` are those of the numbers that the target `wanted` sets. Where too few numbers of a unit
    would be left, those of other years and of the country stay.
    """
    found = [
        changed_to(q) if is_change(text, q) else q
        for q in quantities(text)
        if q.unit not in ("year", "ordinal")
        and not NUMBERED.search(text[: q.start])
        and (is_change(text, q) or not _is_aside(text, q, wanted))
        and not ("pct_point" in units and _is_told_as_change(text, q))
        and not re.match(r"\s+erhvervshuse(?:ne)?\b", text[q.end :])
    ]
    found = [q for q in _with_units(text, found) if not _is_told_unmeasured(text, q)]
    if {*units} in ({"pct"}, {"pct_point"}) and _DECIMAL.fullmatch(text):
        found = [replace(q, unit=units[0]) for q in found]
    if "score" in units:
        found = [q for q in found if not _is_change_of_score(text, q)]
    addends = _addends(text, found)
    found = _enough([q for q in found if q not in addends], found, units)
    told = _told(text, found, year)
    found = [q for q in found if told[q].year != _EARLIER]
    if year:
        found = _enough([q for q in found if floor(told[q].year or year) <= year], found, units)
    if year and NOT_MEASURED.search(text):
        found = [
            q for q in found if floor(told[q].year or year) <= year <= ceil(told[q].year or year)
        ]
    found = _enough([q for q in found if not told[q].is_country], found, units)
    own = [q for q in found if not _is_earlier(text, q, found, told, year)]
    found = _enough(own, found, units)
    named = groups_of(wanted)
    whole = [q for q in found if not _is_part(text, q, found, units, named)]
    return _enough(whole, found, units)


def _is_change_of_score(text: str, quantity: Quantity) -> bool:
    """Whether points tell how far a score has moved, or is apart: "12 point siden 2026"."""
    behind = re.match(r"\s+point\b(?P<rest>[^,.;]{0,20})", text[quantity.end :])
    if not behind:
        return False
    apart = re.search(
        r"\b(?:over|under|højere|lavere|mere|mindre|bedre|end|siden)\b", behind["rest"]
    )
    is_it = re.search(r"(?:^|:|\b(?:viser|er|blev|på|til))\s*$", text[: quantity.start])
    return bool(apart) or not is_it


def groups_of(text: str) -> set[str]:
    """Beginnings of the groups of firms that a text names: "vækst- og driftssegmentet"."""
    words = [match[1] or match[2] for match in _GROUPS.finditer(text)]
    return {word[:5].lower() for word in words}


def _is_told_unmeasured(text: str, quantity: Quantity) -> bool:
    """Whether a number was withdrawn, or the result begins by saying that it has none."""
    withdrawn = _WITHDRAWN.search(text, quantity.end)
    if withdrawn and not re.search(r"\.\s+[A-ZÆØÅ]", text[quantity.end - 1 : withdrawn.start()]):
        return True
    stop = _SENTENCE_ENDS.search(text)
    first = text[: stop.start()] if stop else text
    bare = all(q.unit in ("year", "ordinal") or q.in_words for q in quantities(first))
    return bool(bare and _UNKNOWN.search(first) and not _ONLY_APART.search(first))


def _with_units(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Numbers, the first of two with the unit behind the second: "5,9 og (eksport) 3,6 pct."."""
    return [
        replace(one, unit=other.unit)
        if other
        and one.unit == "count"
        and other.unit.startswith("pct")
        and re.fullmatch(
            r" og (?:(?!dermed|hermed|udgør)[a-zæøå]{5,} )?", text[one.end : other.start]
        )
        else one
        for one, other in zip_longest(found, found[1:])
    ]


def _addends(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The first counts of a result, two or more, that add to the next one, which says so."""
    counts = [q for q in found if q.unit == "count" and not _MORE.match(text, q.end)]
    sums = list(accumulate(q.value or 0 for q in counts))
    totals = [
        n
        for n in range(2, len(counts))
        if counts[n].value == sums[n - 1]
        and _IN_ALL.search(text, counts[n - 1].end, counts[n].end + 12)
    ]
    return counts[: max(totals, default=0)]


def _enough(
    own: Sequence[Quantity], found: Sequence[Quantity], units: Sequence[str]
) -> list[Quantity]:
    """Numbers that are left; all of a unit where fewer would be left than the target sets."""
    few = {
        q.unit
        for q in found
        if sum(each.unit == q.unit for each in own)
        < max(1, sum(("count" if unit == "score" else unit) == q.unit for unit in units))
    }
    return [q for q in found if q in own or q.unit in few]


def without_other_country(text: str, quantity: Quantity) -> str:
    """The text without names of the country that belong to a number other than this one."""
    found = [q for q in quantities(text) if q.unit not in ("year", "ordinal")]
    told = _told(text, found, None)
    if quantity in told and not told[quantity].is_country:
        for mention, of in _mentions(text, found):
            if mention.lastgroup == "country" and of != quantity:
                text = text[: mention.start()] + " " * len(mention[0]) + text[mention.end() :]
    return text


def _is_earlier(
    text: str,
    quantity: Quantity,
    found: Sequence[Quantity],
    told: Mapping[Quantity, _Of],
    year: int | None,
) -> bool:
    """Whether another number of the unit is of a later year: "75 i 2027 og er 78 i 2028".

    A number without a year is of the contract's. Numbers that one verb lists may be parts of a
    sum: "30 i 2027 og 28 i 2028".
    """
    own = told[quantity].year
    if own is None:
        return False
    for other in (q for q in found if q.unit == quantity.unit):
        first, second = sorted((quantity, other), key=lambda q: q.start)
        between = text[first.end : second.start]
        when = told[other].year
        halves = quantity.unit == "count" and when and ceil(when) == ceil(own) != floor(when)
        if halves and own != ceil(own):
            continue  # "27 i første halvår og 31 i andet" may be parts of a sum
        apart = quantity.unit != "count" or ceil(when or 0) == year or _VERB.search(between)
        forecast = _EXPECTED.search(text[slice(*clause_at(text, second.start, second.end))])
        later = (when > own if when else (year or 0) > ceil(own)) and not forecast
        if later and (apart or ends_between(text, first.end, second.start)):
            return True
    return False


def _is_part(
    text: str,
    quantity: Quantity,
    found: Sequence[Quantity],
    units: Sequence[str],
    wanted: Collection[str],
) -> bool:
    """Whether a share or a score is of a part, beside that of all segments or of all the year.

    A part that the target wants is none.
    """
    alike = [q for q in found if q.unit == quantity.unit]
    if quantity.unit == "count" and "score" not in units:
        return False
    clauses = {q: labelled_clause(text, q.start, q.end) for q in alike}
    if len(wanted) == 1 and any(wanted <= groups_of(clause) for clause in clauses.values()):
        return False
    for whole, fewest in ((_WHOLE, 3), (_WHOLE_YEAR, 2)):
        wholes = [q for q in alike if whole.search(clauses[q])]
        if len(wholes) == 1 and len(alike) >= fewest and not is_sum(wholes[0], alike):
            return quantity not in wholes
    return False


def is_sum(quantity: Quantity, found: Sequence[Quantity]) -> bool:
    """Whether numbers right before it, or all others, add to one: "67 og 24, tilsammen 91 pct."."""
    alike = [q for q in found if q.unit == quantity.unit and q != quantity]
    before = [q for q in alike if q.end <= quantity.start]
    parts = [alike, *(before[at:] for at in range(len(before)))]
    sums = [sum(q.value or 0 for q in each) for each in parts if len(each) > 1]
    return any(abs(each - (quantity.value or 0)) < 0.15 for each in sums)


def ends_between(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends between two places; the dot of a unit may be its end."""
    return bool(_SENTENCE_ENDS.search(text, max(start - 1, 0), end + 1))


def _told(text: str, found: Sequence[Quantity], year: int | None) -> dict[Quantity, _Of]:
    """What the words near each number tell of its year and area."""
    told: dict[Quantity, _Of] = {}
    mentions = list(_mentions(text, found))
    for at, quantity in enumerate(found):
        own = _Of()
        names = [mention for mention, of in mentions if of is quantity]
        for mention in (name for name in names if name.lastgroup != "ended"):
            own = _with(own, mention, quantity, text, year)
        if own.year is None and any(name.lastgroup == "ended" for name in names):
            own = replace(own, year=float(year or 9999))  # "og endte på 73"
        if at and own == _Of():
            own = _shared(text, found[at - 1], told[found[at - 1]], quantity)
        told[quantity] = own
    return told


def _shared(text: str, before: Quantity, of: _Of, quantity: Quantity) -> _Of:
    """What a number that names neither year nor area shares with the one before it."""
    between = text[before.end : quantity.start]
    if ")" in between or ends_between(text, before.end, quantity.start) or HUB.search(between):
        return _Of()
    if _LIST.search(between) and not (_VERB.search(between) or "(" in between):
        return of
    return replace(of, year=None) if of.opens else _Of()


def _with(own: _Of, mention: re.Match[str], quantity: Quantity, text: str, year: int | None) -> _Of:
    is_behind = mention.start() >= quantity.end
    match mention.lastgroup:
        case "country":
            begins = re.search(r"(?:^|[.;:]\s|\(|\W[Oo]g |,\s)\W*$", text[: mention.start()])
            return replace(own, is_country=True, opens=bool(begins) and not is_behind)
        case "before":
            value = _NOT_NOW if is_behind else _EARLIER
        case "last":
            value = _NOT_NOW if re.search(_NOW, text, re.I) else float(year or 9999)
        case "now":
            value = float(year or 9999)
        case "part":
            value = (year or 9999) - _left_of_year(mention["part"])
        case _:
            value = int(mention["year"]) - _left_of_year(mention["of"] or "")
    return replace(own, year=max(value, own.year or 0.0))


def _left_of_year(part: str) -> float:
    """Which part of the year is still to come at the end of a part of it; 0 for all the year."""
    named = (left for name, left in _PARTS.items() if re.fullmatch(name, part, re.I))
    return max(next(named, 0.0), 0.01) if part else 0.0


def _mentions(text: str, found: Sequence[Quantity]) -> Iterator[tuple[re.Match[str], Quantity]]:
    """Names of years and of the country, each with the number that it belongs to."""
    found = [q for q in found if not (q.in_words and (q.value or 0) < 13)]
    for mention in _MENTION.finditer(text):
        start, end = mention.span()
        goes_on = re.match(r",\s(?:hvor|da)\b", text[end:])
        if _NO_NUMBER.search(text[:start]) and not goes_on:
            continue
        before = [q for q in found if q.end <= start]
        after = [q for q in found if q.start >= end]
        ahead = (
            after
            and not ends_between(text, end, after[0].start)
            and not _leaves_bracket(text[end : after[0].start])
        )
        open_ahead = ahead and not _CUT.search(text, end, after[0].start)
        behind = (
            before
            and not goes_on
            and _stands_behind(text, before[-1], mention, parted=not open_ahead)
        )
        if behind:
            yield mention, before[-1]
        elif ahead:
            yield mention, after[0]


def _leaves_bracket(between: str) -> bool:
    return between.count(")") > between.count("(")


def _stands_behind(text: str, quantity: Quantity, mention: re.Match[str], *, parted: bool) -> bool:
    """Whether no end of a clause parts a number from a name behind it, and no verb.

    A verb may stand between where the name is `parted` from the next number.
    """
    between, rest = text[quantity.end : mention.start()], text[mention.end() :]
    if rest.startswith(":") or (mention.lastgroup == "now" and rest.strip(" .)")):
        return False
    near = len(between) < _NEAR and not ends_between(text, quantity.end, mention.start())
    return near and not _CUT.search(between) and (parted or not _VERB.search(between))


def is_change(text: str, quantity: Quantity) -> bool:
    """Whether two numbers tell a change and no range: "faldt fra 74 til 69"."""
    return quantity.is_range and bool(_CHANGED.search(text[: quantity.start]))


def _is_told_as_change(text: str, quantity: Quantity) -> bool:
    """Whether the points of a change stand beside its ends: "fra 49,5 til 52 pct., altså 2,5"."""
    if not is_change(text, quantity):
        return False
    ends = [q.value or 0 for part in quantity.text.split("til") for q in quantities(part)]
    points = [q.value or 0 for q in quantities(text) if q.unit == "pct_point"]
    return any(abs(abs(ends[-1] - ends[0]) - value) < 0.06 for value in points)


def changed_to(quantity: Quantity) -> Quantity:
    """The second number of a change."""
    value = quantities(quantity.text.split("til")[-1])[-1].value
    return replace(quantity, value=value)


def _is_aside(text: str, quantity: Quantity, wanted: str) -> bool:
    """Whether a number stands behind "mod", was only expected, or stands in brackets that compare.

    Where firms are asked what they expect, what they "ventede" is the result.
    """
    before = text[: quantity.start]
    opened = before.rfind("(")
    aside = opened > before.rfind(")") and _ASIDE.search(text[opened:].split(")")[0])
    other = _AGAINST.search(before[-20:]) or _OUT_OF.search(before[-20:])
    expected = _WAS_EXPECTED.search(before[-50:]) and not _EXPECTS.search(wanted)
    return bool(aside or other or expected)
