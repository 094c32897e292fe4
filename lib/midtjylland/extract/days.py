"""Days as lists of events print them: `tirs. 3. maj`, `3/5`, `12., 13. og 14. marts`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from midtjylland.read.danish import MONTHS, full_year, safe_date, to_month

# The first two letters tell a weekday, however it is shortened.
_WEEKDAYS = ("ma", "ti", "on", "to", "fr", "lø", "sø")
WEEKDAY = (
    r"(?:(?:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)"
    r"|(?:man|tirs?|ons|tors?|fre|lør|søn)d?|ma|ti|on|to|fr|lø|sø)(?![a-zæøå])\.?"
)
# Two weekdays before the days of both: `Tors.-fre. 14.-15. sep.`
_TWO_WEEKDAYS = re.compile(
    rf"\s*(?P<first>{WEEKDAY})\s*(?:[-–—/&+,]|og|til)\s*(?P<last>{WEEKDAY})(?=\s*(?:den\s|d\.)?\s*[0-9])",
    re.I,
)
_MONTH = (
    r"(?:jan|febr?|mar|apr|maj|juni?|juli?|aug|sept?|okt|nov|dec)"
    r"(?:uar|ts|il|ust|tember|ober|ember)?(?![a-zæøå])"
)
_YEAR = r"(?:20[0-9]{2}|['’]?[0-9]{2}(?![0-9./]|:[0-9]|-[0-9]{4}))"
_DAY = re.compile(
    rf"(?P<weekday>{WEEKDAY})?\s*(?:den\s|d\.)?\s*"
    r"(?P<day>[0-9]{1,2})(?![0-9])"
    rf"(?:\.?\s*(?P<month>{_MONTH})\.?(?:,?\s*(?P<year>20[0-9]{{2}})(?![0-9]))?"
    rf"|\s?[./]\s?(?P<number>[0-9]{{1,2}})[./-]\s?(?P<year2>{_YEAR})"
    rf"|-(?P<number2>[0-9]{{1,2}})-(?P<year4>{_YEAR})"
    r"|\.?/(?P<number3>[0-9]{1,2})(?:\s(?P<year3>20[0-9]{2}))?"
    r"(?![0-9]|-[0-9]{1,2}-[0-9]{2}|\.[0-9]{1,2}\.[0-9]{2})"
    r"|\.(?P<number4>[0-9]{1,2})\.(?=\s*(?:[-–—]|og|til|$)|\s+[A-ZÆØÅ])"
    r"|(?P<dot>\.))?",
    re.I,
)
_BETWEEN = re.compile(r"\s*(?:[-–—/]|til|,\s*og|,|og|samt|&|\+)\s*", re.I)
TIME = re.compile(
    r"\(?\s*,?\s*(?:kl(?:okken)?\.?\s*)?[0-9]{1,2}(?:[.:][0-9]{2})?\s*(?:[-–—]|til)"
    r"\s*(?:kl\.?\s*)?[0-9]{1,2}(?:[.:][0-9]{2})?(?![0-9./])\s*\)?"
    r"|,?\s*kl(?:okken)?\.?\s*[0-9]{1,2}(?:[.:][0-9]{2})?(?![0-9])|,?\s*[0-9]{1,2}[.:][0-9]{2}(?![0-9.])",
    re.I,
)
# A full stop behind the year ends a sentence: "ventes i", and below it "april 2027."
_MONTH_HEADING = re.compile(rf"\W*(?P<month>{_MONTH})\.?,?\s*(?P<year>20[0-9]{{2}})?[^\w.]*", re.I)


@dataclass(frozen=True)
class Days:
    """First and last day of an event as printed, and what could not be fitted."""

    first: date
    last: date
    # Length of the text that prints them.
    end: int
    # A weekday that is not the one of its date, as printed.
    wrong_weekday: str | None = None


@dataclass
class _Piece:
    day: int
    month: int | None
    year: int | None
    weekday: str | None


def looks_like_days(text: str, has_month: bool = False, is_near: bool = False) -> int:
    """Length of the days that a text begins with; 0 where it begins with none.

    With a month in a heading above, a weekday or a row of days is enough; a day right below.
    """
    pieces, end = _pieces(text)
    if not pieces:
        return 0
    named = any(piece.month for piece in pieces)
    hinted = any(piece.weekday for piece in pieces) or (has_month and len(pieces) > 1)
    alone = is_near and re.match(r"[0-9]{1,2}\.(?:\s|$)", text)
    return end if named or hinted or alone else 0


def month_heading(text: str) -> tuple[int, int | None] | None:
    """Month and year of a heading that holds nothing else."""
    match = _MONTH_HEADING.fullmatch(text)
    if not match or match["month"].lower() not in MONTHS:
        return None
    return to_month(match["month"]), int(match["year"]) if match["year"] else None


def read_days(text: str, year: int | None, month: int | None = None) -> Days | None:
    """Days that a text begins with; a missing month and year come from what stands above."""
    pieces, end = _pieces(text)
    for piece in reversed(pieces):
        piece.month = month = piece.month or month
    known = [piece.year for piece in pieces if piece.year]
    for piece in reversed(pieces):
        piece.year = piece.year or (known[-1] if known else year)
    found = [safe_date(piece.year or 0, piece.month or 0, piece.day) for piece in pieces]
    days = [day for day in found if day]
    if not days or len(days) < len(pieces) or sorted(set(days)) != days:
        return None
    wrong = (
        f"{piece.weekday} {day.day}. {MONTHS[day.month - 1]} {day.year}"
        for piece, day in zip(pieces, days, strict=True)
        if piece.weekday and not piece.weekday.lower().startswith(_WEEKDAYS[day.weekday()])
    )
    return Days(days[0], days[-1], end, next(wrong, None))


def _pieces(text: str) -> tuple[list[_Piece], int]:
    pieces: list[_Piece] = []
    two = _TWO_WEEKDAYS.match(text)
    at = end = two.end() if two else len(text) - len(text.lstrip())
    while match := _DAY.match(text, at):
        piece = _piece(match)
        # A bare number behind a date is a time, or part of a title.
        if not piece or (pieces and not (piece.month or piece.weekday or match["dot"])):
            break
        pieces.append(piece)
        end = match.end()
        between = _BETWEEN.match(text, end)
        if not between:
            break
        at = between.end()
    if two and len(pieces) > 1:
        pieces[0].weekday, pieces[-1].weekday = two["first"].rstrip("."), two["last"].rstrip(".")
    return pieces, end if pieces else 0


def _piece(match: re.Match[str]) -> _Piece | None:
    number = match["number"] or match["number2"] or match["number3"] or match["number4"]
    month = to_month(match["month"]) if match["month"] else int(number) if number else None
    year = match["year"] or match["year2"] or match["year3"] or match["year4"]
    if not 1 <= int(match["day"]) <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    weekday = match["weekday"].rstrip(".") if match["weekday"] else None
    return _Piece(int(match["day"]), month, full_year(year.strip("'’")) if year else None, weekday)
