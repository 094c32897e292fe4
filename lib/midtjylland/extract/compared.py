"""Which numbers of a result are the hub's own of this year, and which only compare.

A number is of the year, or of the whole country, whose name stands right behind it, or else before
it. A number that names neither shares those of the number before it in the same list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from midtjylland.extract.sentences import clause_at
from midtjylland.read.danish import Quantity, quantities

# Numbers of goals, points and annexes, and the ends of a scale.
NUMBERED = re.compile(
    r"(?:(?:mål|punkt|pkt\.?|nr\.?|bilag|tabel|spor|side|afsnit|fase|version)|skala fra)\s*$", re.I
)
_NOW = r"\b(?:i år|nu|årets)\b"
_MENTION = re.compile(
    rf"(?P<now>{_NOW})"
    r"|(?P<before>\b(?:(?:sidste|forrige|foregående) års?|året (?:før|forinden|inden))\b)"
    r"|(?P<last>\b(?:sidste|forrige) (?:opgørelse|måling)\b)"
    r"|(?<![\w./-])(?P<year>20[1-4][0-9])(?![\w%]|[./-][0-9])"
    r"|(?P<country>landsgennemsnit\w*|landsresultat\w*|gennemsnit\w* for land\w*|landets"
    r"|landsdækkende|(?:hele|i) landet|på landsplan|(?:øvrige|andre|alle) (?:\w+ )?erhvervshuse)",
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
_SENTENCE_ENDS = re.compile(r";|\.[)”\"]?\s+(?=[A-ZÆØÅ(])")
# How far behind a number its year may stand.
_NEAR = 70
_HUB = re.compile(r"\b(?:hos os|midtjy\w+|vores|vi|her)\b", re.I)
_LIST = re.compile(r"\b(?:og|samt|heraf|hvoraf)\b|,")
_ASIDE = re.compile(
    r"20[0-9]{2}|landet|landsplan|mod\b|sidste år|året før|gennemsnit|segment", re.I
)
_AGAINST = re.compile(r"(?:^|\W)(?:i?mod|i stedet for|fra)\W*(?:ca\.|omkring)?\s*$", re.I)
_CHANGED = re.compile(
    r"\b(?:steg|stig|fald|gik|gået|voks|øge|løft|hæve|sænk|rykke)\w*[^.;]{0,40}\bfra\W*$", re.I
)
# What stands beside the number of all segments, or of all the year.
_WHOLE = re.compile(
    r"\b(?:under ét|samlet(?: set)?|samlede|i alt|alt i alt|tilsammen"
    r"|alle (?:vejledte|adspurgte|virksomheder|segmenter|brugere))\b",
    re.I,
)
_WHOLE_YEAR = re.compile(r"\bhele (?:året|20[0-9]{2})\b|\båret som helhed\b", re.I)
_EXPECTED = re.compile(r"forvent|\bventes|prognose", re.I)


@dataclass(frozen=True)
class _Of:
    """The year and the area that a number is of, where its words tell them.

    `opens` says that a sentence begins with the country, for all its numbers.
    """

    year: float | None = None
    is_country: bool = False
    opens: bool = False


_EARLIER, _NOT_NOW = 0.0, 1.0  # of an earlier year that has no number


def own_numbers(text: str, units: Sequence[str], year: int | None = None) -> list[Quantity]:
    """Numbers of a result without those that only compare.

    `units` are those of the numbers that the target sets. Where too few numbers of a unit would be
    left, those of other years and of the country stay.
    """
    found = [
        _changed_to(q) if _is_change(text, q) else q
        for q in quantities(text)
        if q.unit not in ("year", "ordinal")
        and not NUMBERED.search(text[: q.start])
        and (_is_change(text, q) or not _is_aside(text, q))
    ]
    told = _told(text, found, year)
    found = [q for q in found if told[q].year != _EARLIER]
    found = _enough([q for q in found if not told[q].is_country], found, units)
    own = [q for q in found if not _is_earlier(text, q, found, told, year)]
    found = _enough(own, found, units)
    return _enough([q for q in found if not _is_part(text, q, found, units)], found, units)


def _enough(
    own: Sequence[Quantity], found: Sequence[Quantity], units: Sequence[str]
) -> list[Quantity]:
    """Numbers that are left; all of a unit where fewer would be left than the target sets."""
    few = {
        q.unit
        for q in found
        if sum(each.unit == q.unit for each in own)
        < max(1, sum(unit in (q.unit, "score") for unit in units))
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
        apart = quantity.unit != "count" or told[other].year == year or _VERB.search(between)
        forecast = _EXPECTED.search(text[first.end : second.end + 30])
        later = (told[other].year or year or 0) > own and not forecast
        if later and (apart or _ends(text, first.end, second.start)):
            return True
    return False


def _is_part(
    text: str, quantity: Quantity, found: Sequence[Quantity], units: Sequence[str]
) -> bool:
    """Whether a share or a score is of a part, beside that of all segments or of all the year."""
    alike = [q for q in found if q.unit == quantity.unit]
    if quantity.unit == "count" and "score" not in units:
        return False
    clauses = {q: text[slice(*clause_at(text, q.start, q.end))] for q in alike}
    for whole, fewest in ((_WHOLE, 3), (_WHOLE_YEAR, 2)):
        wholes = [q for q in alike if whole.search(clauses[q])]
        if len(wholes) == 1 and len(alike) >= fewest:
            return quantity not in wholes
    return False


def _ends(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends between two places; the dot of a unit may be its end."""
    return bool(_SENTENCE_ENDS.search(text[max(start - 1, 0) : end + 1]))


def _told(text: str, found: Sequence[Quantity], year: int | None) -> dict[Quantity, _Of]:
    """What the words near each number tell of its year and area."""
    told: dict[Quantity, _Of] = {}
    mentions = list(_mentions(text, found))
    for at, quantity in enumerate(found):
        own = _Of()
        for mention, of in mentions:
            if of is quantity:
                own = _with(own, mention, quantity, text, year)
        if at and own == _Of():
            own = _shared(text, found[at - 1], told[found[at - 1]], quantity)
        told[quantity] = own
    return told


def _shared(text: str, before: Quantity, of: _Of, quantity: Quantity) -> _Of:
    """What a number that names neither year nor area shares with the one before it."""
    between = text[before.end : quantity.start]
    if _ends(text, before.end, quantity.start) or _HUB.search(between):
        return _Of()
    if _in_list(between):
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
        case _:
            value = float(mention[0])
    return replace(own, year=max(value, own.year or 0.0))


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
        ahead = after and not _ends(text, end, after[0].start)
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


def _stands_behind(text: str, quantity: Quantity, mention: re.Match[str], *, parted: bool) -> bool:
    """Whether no end of a clause parts a number from a name behind it, and no verb.

    A verb may stand between where the name is `parted` from the next number.
    """
    between, rest = text[quantity.end : mention.start()], text[mention.end() :]
    if rest.startswith(":") or (mention.lastgroup == "now" and rest.strip(" .)")):
        return False
    near = len(between) < _NEAR and not _ends(text, quantity.end, mention.start())
    return near and not _CUT.search(between) and (parted or not _VERB.search(between))


def _in_list(between: str) -> bool:
    """Whether a number goes on with the list of the one before it."""
    return bool(_LIST.search(between)) and not (_VERB.search(between) or "(" in between)


def _is_change(text: str, quantity: Quantity) -> bool:
    """Whether two numbers tell a change and no range: "faldt fra 74 til 69"."""
    return quantity.is_range and bool(_CHANGED.search(text[: quantity.start]))


def _changed_to(quantity: Quantity) -> Quantity:
    """The second number of a change."""
    value = quantities(quantity.text.split("til")[-1])[-1].value
    return replace(quantity, value=value)


def _is_aside(text: str, quantity: Quantity) -> bool:
    """Whether a number stands behind "mod", or in brackets that compare."""
    before = text[: quantity.start]
    opened = before.rfind("(")
    aside = opened > before.rfind(")") and _ASIDE.search(text[opened:].split(")")[0])
    return bool(aside or _AGAINST.search(before[-20:]))
