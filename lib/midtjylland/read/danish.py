"""Numbers, units and dates as Danish papers print them, each with where it stands in its text.

Only ASCII digits are digits: a figure in another script is a sign of a damaged source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from midtjylland.read.pages import split

# How far a number that is given as about lies from the true one: godt, ca., knap.
About = Literal["just_over", "around", "just_under"]
Unit = Literal["count", "pct", "pct_point", "mdkk", "dkk", "year", "ordinal"]

MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni", "juli"),
    *("august", "september", "oktober", "november", "december"),
)
_MONTH = (
    r"(?:jan(?:uar)?|febr?(?:uar)?|mar(?:ts)?|apr(?:il)?|maj|juni?|juli?|aug(?:ust)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_BLANK = "[ \u00a0\u2009\u202f]"
# Groups of thousands may be parted by dots, by blanks of any kind or by apostrophes, not by two.
NUMBER = (
    rf"(?:[0-9]{{1,3}}(?:(?:\.[0-9]{{3}})+|(?:{_BLANK}[0-9]{{3}})+|(?:['’][0-9]{{3}})+)(?![0-9])"
    r"(?:,[0-9]{1,3}(?![0-9]))?"
    r"|[0-9]+(?:,[0-9]{1,3}(?![0-9])|\.[0-9]{1,2}(?![0-9.]))?)"
)
_KRONER = r"(?:[ ]*(?:kr\.?(?!\w)|kroner|DKK))?"
_UNITS = (
    ("pct_point", r"(?:procent|pct\.?|%)[ -]?(?:point|enhed)\w*|pp\.?(?!\w)|p\.p\."),
    ("pct", r"%|pct\.?(?!\w)|procent(?!\w)|procents(?!\w)"),
    ("mdkk", rf"(?:mio\.?|million(?:er)?)(?!\w){_KRONER}|mkr\.?(?!\w)"),
    ("gdkk", rf"(?:mia\.?|milliard(?:er)?)(?!\w){_KRONER}"),
    ("tdkk", r"t\.?kr\.?(?!\w)|tusind(?:e)?[ ]*(?:kr\.?(?!\w)|kroner)"),
    ("dkk", r"kr\.?(?!\w)|kroner(?!\w)|DKK(?!\w)|,-"),
)
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS)
_SMALL = (
    *("to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    *("tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten"),
)
_TENS = {"tyve": 20, "tredive": 30, "fyrre": 40, "halvtreds": 50, "tres": 60, "halvfjerds": 70}
_TENS |= {"firs": 80, "halvfems": 90}
_UNITS_OF_TENS = {"en": 1} | {word: n for n, word in enumerate(_SMALL[:8], 2)}
_WORDS = {word: n for n, word in enumerate(_SMALL, 2)} | _TENS | {"hundrede": 100, "tusind": 1000}
_WORD_NUMBER = rf"(?:(?:{'|'.join(_UNITS_OF_TENS)})og(?:{'|'.join(_TENS)})|{'|'.join(_WORDS)})"
_ABOUT: dict[About, re.Pattern[str]] = {
    about: re.compile(rf"(?:^|\W)(?:{words})\W*$", re.I)
    for about, words in {
        "just_over": "godt(?: og vel)?|(?:lidt |lige )?over|mere end|flere end",
        "around": r"ca\.?|cirka|omkring|omtrent|rundt regnet",
        "just_under": "knap|næsten|op mod",
    }.items()
}
_BELOW = re.compile(r"(?:^|\W)(færre end|mindre end|under|ikke over|knap nok|lavere end)\W*$", re.I)
_MOST = re.compile(
    r"(?:^|\W)(højst|maks(?:imalt|\.)?|max(?:imalt|\.)?|(?:ikke|aldrig) (?:mere|flere) end|op til"
    r"|indtil)\W*$",
    re.I,
)
_LEAST = re.compile(
    r"(?:^|\W)(mindst|min(?:imum|\.)?|mere end|flere end|over|ikke under)\W*$", re.I
)
_SCALE_BEFORE = re.compile(r"(?:kr\.?|DKK)\s*$")
# A unit that belongs to the number before it: "200.000 kr. 18 kommuner".
_HAS_NUMBER = re.compile(r"[0-9]\s*(?:t\.?|(?:mio|mia)\.?\s*)?(?:kr\.?|DKK)\s*$")
_RANGE_BETWEEN = re.compile(r"^\s*(?:-|–|—|−|til|/)\s*$")

_TOKEN = re.compile(
    rf"(?<![\w/.,:§@#])(?P<sign>[+−–-]|±|\+/-|minus\s)?(?P<number>{NUMBER})"
    rf"(?:\s*(?P<unit>{_UNIT}))?(?![A-Za-zÆØÅæøå0-9])"
    rf"|(?<![\w-])(?P<word>{_WORD_NUMBER})(?:\s+(?P<wunit>procentpoint|procent|pct\.?|millioner|mio\.?)(?!\w))?(?![\w-])",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?<![\w.,])(?P<day>[0-9]{{1,2}})\.?\s*(?P<month>{_MONTH})\.?(?:\s+(?P<year>(?:19|20)[0-9]{{2}}))?(?![\w])"
    r"|(?<![\w.,/-])(?P<day2>[0-9]{1,2})[./-](?P<month2>[0-9]{1,2})(?:[./-]|\s(?=20[0-9]{2}))(?P<year2>(?:19|20)?[0-9]{2})(?![0-9]|[.,][0-9])",
    re.IGNORECASE,
)
# What a number counts that might be a year, and words that stand before years only.
_COUNTED = re.compile(
    r"\s+(?:virksomhed|kommun|deltag|iværksæt|modul|individuel|vejled|firma|forløb|tilskud|bevilling)",
    re.I,
)
# "Svarprocenten er 38".
_PERCENTAGE = re.compile(
    r"[a-zæøå]procent(?:en)?(?: (?:er|var|blev|på|ca\.|mindst|min\.|højst|skal|være))*\s*$", re.I
)
_BEFORE_YEAR = re.compile(r"(?:^|\W)(?:i|for|fra|år|pr\.|ultimo|primo)\s*$", re.I)
# Number words that belong to a name, a law or a list, not to a count.
_NO_QUANTITY_AFTER = re.compile(r"^\s*(?:-|–)?\s*(?:årig|dages|timers|årsplan|tal(?!\w))")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit as a text gives it.

    `value` is None where the text gives a range. `limit` says that the text gives only a limit of
    the value: "max" for "fewer than" and "at most", "min" for "more than" and "at least".
    """

    value: float | None
    unit: Unit
    start: int
    end: int
    text: str
    about: About | None = None
    limit: Literal["min", "max", None] = None
    signed: bool = False
    in_words: bool = False
    # Whether a blank parts its decimals from it: "12, 5 %".
    damaged: bool = False

    @property
    def is_range(self) -> bool:
        """Whether the text gives two ends instead of one value."""
        return self.value is None


def to_number(text: str) -> float:
    """Read a number as Danes print it: `2.729`, `2 729` and `2729` are 2729, `64,5` is 64.5."""
    text = re.sub(f"{_BLANK}|['’]", "", text)
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


def word_number(text: str) -> float | None:
    """Read a word for a number: `otte` is 8, `fireogtyve` is 24, `tusind` is 1000."""
    text = text.lower()
    if text in _WORDS:
        return float(_WORDS[text])
    unit, _, tens = text.partition("og")
    if unit in _UNITS_OF_TENS and tens in _TENS:
        return float(_UNITS_OF_TENS[unit] + _TENS[tens])
    return None


def quantities(text: str) -> list[Quantity]:
    """Every number of a text that counts or measures something, in order; years apart.

    Days of the month, numbers within names (CO2, DK2020) and list marks are none.
    """
    dates = [match.span() for match in _DATE.finditer(text)]
    read = (_word(text, m) if m["word"] else _digits(text, m) for m in _TOKEN.finditer(text))
    found = [q for q in read if q and not any(a <= q.start < b for a, b in dates)]
    return list(_ranges(text, _in_one(text, found)))


def _in_one(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Number words of one number together: "to tusind fem hundrede og otteogtyve" is 2528."""

    def is_apart(run: list[Quantity], each: Quantity) -> bool:
        last = run[-1]
        in_words = each.in_words and last.in_words and last.unit == "count"
        return not (in_words and re.fullmatch(r"\s+(?:og\s+)?", text[last.end : each.start]))

    return [quantity for run in split(found, is_apart) for quantity in _whole_of(text, run)]


def _whole_of(text: str, run: list[Quantity]) -> list[Quantity]:
    """Number words behind each other as one number, if they name hundreds or thousands."""
    if len(run) == 1 or not {100.0, 1000.0} & {q.value for q in run}:
        return run
    thousands, rest = 0.0, 0.0
    for value in (q.value or 0.0 for q in run):
        if value == 1000:
            thousands, rest = (rest or 1) * 1000, 0.0
        else:
            rest = (rest or 1) * 100 if value == 100 else rest + value
    first, last = run[0], run[-1]
    value, words = thousands + rest, text[first.start : last.end]
    return [replace(first, value=value, unit=last.unit, end=last.end, text=words)]


def _word(text: str, match: re.Match[str]) -> Quantity | None:
    units: dict[str, Unit] = {"": "count", "procentp": "pct_point", "p": "pct", "m": "mdkk"}
    said = (match["wunit"] or "").lower()
    unit = units.get(said[:8]) or units[said[0]]
    about, limit = _around(text, match.start())
    value = word_number(match["word"])
    return Quantity(value, unit, *match.span(), match.group(), about, limit, in_words=True)


def _digits(text: str, match: re.Match[str]) -> Quantity | None:
    number, sign, start, end = match["number"], match["sign"], match.start(), match.end()
    compound = not match["unit"] and re.match(r"-\s*[a-zæøå]{2,}", text[end:])
    if compound or _NO_QUANTITY_AFTER.match(text[end:]):
        return None
    value, unit = _scaled(text, match, to_number(number))
    if unit == "count" and _PERCENTAGE.search(text[:start]):
        unit = "pct"
    # Behind a number a dash is that of a range.
    second = re.search(r"(?:[0-9%.]|pct|procent)\s*$", text[:start])
    negative = bool(sign) and (sign in "-−–" or sign.isspace() or sign[-1] == " ") and not second
    cut_off = re.search(r"(?<![0-9])[0-9]{1,3},\s$", text[max(start - 5, 0) : start])
    quantity = Quantity(
        -value if negative else value,
        unit,
        start,
        end,
        text[start:end].strip(),
        *_around(text, start),
        signed=bool(sign) and sign in "+-−–",
        damaged=bool(cut_off) and unit == "pct",
    )
    return _as_year(text, quantity, number)


def _scaled(text: str, match: re.Match[str], value: float) -> tuple[float, Unit]:
    """Value in the unit that stands behind the number, or before it ("kr. 6 mio.")."""
    named = next((name for name, _ in _UNITS if match[name]), None)
    if named in ("gdkk", "tdkk"):
        return value * 1000, "mdkk" if named == "gdkk" else "dkk"
    if named:
        return value, named  # type: ignore[return-value]
    before = text[max(match.start() - 30, 0) : match.start()]
    is_money = _SCALE_BEFORE.search(before) and not _HAS_NUMBER.search(before)
    return value, "dkk" if is_money else "count"


def _as_year(text: str, quantity: Quantity, number: str) -> Quantity | None:
    """A bare number from 1990 to 2059 is a year, unless the text counts with it."""
    start, end, value = quantity.start, quantity.end, quantity.value or 0
    if quantity.unit != "count":
        return quantity
    if not re.fullmatch(r"(?:199|20[0-5])[0-9]", number):
        if value < 60 and re.match(r"\.\s?[a-zæøå]", text[end:]):
            return Quantity(value, "ordinal", start, end, quantity.text)
        return quantity if not re.match(":[0-9]", text[end:]) else None
    counted = quantity.about or quantity.limit or _COUNTED.match(text[end:])
    if counted and not _BEFORE_YEAR.search(text[:start]):
        return quantity
    return Quantity(abs(value), "year", start, end, quantity.text)


def _around(text: str, start: int) -> tuple[About | None, Literal["min", "max", None]]:
    """How the words before a number make it approximate, or a limit only."""
    before = text[max(start - 30, 0) : start]
    if _BELOW.search(before) or _MOST.search(before):
        return None, "max"
    about = next((about for about, words in _ABOUT.items() if words.search(before)), None)
    return about, "min" if _LEAST.search(before) else None


def _ranges(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Two numbers that are the ends of one range become one quantity without a value."""
    held: Quantity | None = None
    for quantity in found:
        whole = text[held.start : quantity.end] if held else ""
        if held and _is_range(text, held, quantity):
            held = Quantity(None, quantity.unit, held.start, quantity.end, whole)
        elif held and quantity.damaged and held.unit == "count":
            decimals = quantity.text.rstrip("%procent. ")
            value = to_number(f"{held.value:g},{decimals}")
            held = replace(quantity, value=value, start=held.start, text=whole)
        else:
            if held:
                yield held
            held = quantity
    if held:
        yield held


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    if first.is_range or first.value is None or second.value is None:
        return False
    if first.unit not in ("count", second.unit) or second.unit == "year":
        return False
    between = text[first.end : second.start]
    if first.unit == second.unit == "pct" and re.fullmatch(r"\s+[–—]\s+", between):
        return False  # "83,8 pct. – 87,1 pct. i vækstsegmentet": a dash between two statements
    dashed = between == "" and second.text[:1] in "-–−—"
    if dashed or (_RANGE_BETWEEN.match(between) and not first.in_words):
        return True
    before = re.search(r"(?:^|\W)mellem\s*$", text[: first.start], re.I)
    return between.strip() == "og" and bool(before)


def to_month(text: str) -> int:
    """Number of a month by its name or its usual abbreviation."""
    return next(
        n for n, name in enumerate(MONTHS, 1) if name.startswith(text.lower().rstrip(".")[:3])
    )


def dates(text: str) -> list[tuple[date, int, int]]:
    """Whole dates of a text with their places: `1. januar 2022`, `3.5.2024`."""
    found = []
    for match in _DATE.finditer(text):
        day, year = match["day"] or match["day2"], match["year"] or match["year2"]
        month = to_month(match["month"]) if match["month"] else int(match["month2"])
        if year and (whole := safe_date(full_year(year), month, int(day))):
            found.append((whole, *match.span()))
    return found


def full_year(text: str) -> int:
    """Year of two or four digits."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def safe_date(year: int, month: int, day: int) -> date | None:
    """Date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one_line(text: str) -> str:
    """Wrapped text in one line, words broken at a line's end whole again.

    A hyphen stays where another part of the word is left out (`drifts- og vækst`), and before a
    capital letter (`Ikast-Brande`).
    """
    text = re.sub("[\u00ad\u2010\u2011](?=\\s*\n)", "-", text)
    text = re.sub(r"(?<=[a-zæøå])-[ ]*\n\s*(?=[a-zæøå])(?!(?:og|eller|samt|til)\b)", "", text)
    text = re.sub(r"(?<=[a-zæøå]/)-[ ]*\n\s*(?=[a-zæøå])", "-", text)
    text = re.sub(r"(?<=[A-Za-zæøåÆØÅ0-9/])(?<!\+/)-[ ]*\n\s*(?=[A-ZÆØÅ0-9])", "-", text)
    text = re.sub(r"(?<=/)[ ]*\n\s*-", "-", text)
    return " ".join(text.split())


def squeeze(text: str) -> str:
    """Only the letters and digits, in lower case: what a label still is after any line break."""
    return "".join(filter(str.isalnum, text.lower()))
